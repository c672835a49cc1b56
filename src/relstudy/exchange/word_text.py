"""What a Word document says: its paragraphs as lines, the rows of its tables as lines with tabs, and what is left behind.

The text is that of the document with its tracked changes accepted. Comments, notes and text boxes stand beside what was
said, and are counted as lost.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from relstudy.errors import FaultLog
from relstudy.exchange.refi_archive import fits_tree, parse_xml
from relstudy.tables.archives import archive_is_sound

#: A document whose text is larger is no transcript: one of two hours has some megabytes.
DOCUMENT_LIMIT = 64 * 2**20
_DOCUMENT = "word/document.xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "\u2011"}
#: What of a document is no line of it, by the element that tells it.
_BESIDE = {
    "commentReference": "comment",
    "footnoteReference": "footnote",
    "endnoteReference": "footnote",
    "del": "tracked-change",
    "ins": "tracked-change",
    "moveFrom": "tracked-change",
    "txbxContent": "text-box",
}
#: What stands in an element is not read: boxes, what an older program would show, what was moved away.
_SKIPPED = frozenset(
    (f"{_WORD}txbxContent", f"{_WORD}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
)
#: What an element would hold as text that is not shown.
_OFF = frozenset(("0", "false", "off", "none"))


@dataclass(frozen=True, slots=True, kw_only=True)
class WordText:
    """The lines of a document, which of them are in bold from end to end (places), and the kinds of what is lost, one each time."""

    lines: list[str]
    bold: frozenset[int]
    lost: tuple[str, ...]


def read_word(content: bytes, log: FaultLog, *, file: str) -> WordText | None:
    """Return what a Word document says; None where it cannot be read, which is then said."""
    if not archive_is_sound(content, log, file, kind="DOCX"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if not fits_tree(archive.getinfo(_DOCUMENT).file_size, log, file=file, limit=DOCUMENT_LIMIT):
                return None
            document = archive.read(_DOCUMENT)
    except (zipfile.BadZipFile, KeyError, RuntimeError, ValueError):
        log.add("unreadable-file", file, found="DOCX")
        return None
    root = parse_xml(document, log, file=file)
    if root is None:
        return None
    lines: list[str] = []
    bold: set[int] = set()
    for text, is_bold in _told(root):
        parts = text.split("\n")
        bold |= set(range(len(lines), len(lines) + len(parts))) if is_bold else set()
        lines += parts
    lost = tuple(_BESIDE[name] for one in root.iter() if (name := str(one.tag).removeprefix(_WORD)) in _BESIDE)
    return WordText(lines=lines, bold=frozenset(bold), lost=lost)


def _told(element: etree._Element) -> Iterator[tuple[str, bool]]:
    """Yield the paragraphs of a document in their order, a row of a table as one, and whether each is in bold."""
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_WORD}p":
            yield _text(child), _is_bold(child)
        elif child.tag == f"{_WORD}tr":
            cells = ("\n".join(text for text, _ in _told(cell)).strip() for cell in child.iterchildren(f"{_WORD}tc"))
            yield "\t".join(cells), False
        else:
            yield from _told(child)


def _text(paragraph: etree._Element) -> str:
    return "".join(_pieces(paragraph))


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_WORD}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _SKIPPED:
            yield from _pieces(child)


def _is_bold(paragraph: etree._Element) -> bool:
    """Tell whether every run of a paragraph that says something is in bold."""
    runs = [run for run in paragraph.iterchildren(f"{_WORD}r") if _text(run).strip()]
    return bool(runs) and all(_bold_of(run) for run in runs)


def _bold_of(run: etree._Element) -> bool:
    found = run.find(f"{_WORD}rPr/{_WORD}b")
    return found is not None and (found.get(f"{_WORD}val") or "1") not in _OFF
