"""What a Word document says: its paragraphs as lines, the rows of its tables as lines with tabs, and what is left behind.

The text is that of the document with its tracked changes accepted. Comments, notes and text boxes stand beside what was
said, and are counted as lost.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from relstudy.errors import FaultLog
from relstudy.exchange.refi_archive import fits_tree, parse_xml
from relstudy.tables.archives import archive_is_sound

#: A document whose text is larger is no transcript: one of two hours has some megabytes.
DOCUMENT_LIMIT = 64 * 2**20
#: Styles larger than this are not looked through: Word's own have some ten thousand bytes.
STYLES_LIMIT = 8 * 2**20
_DOCUMENT = "word/document.xml"
_STYLES = "word/styles.xml"
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
#: The level in the outline that is none.
_RUNNING_TEXT = "9"
_OWN_TITLE = re.compile(r"(?:heading [1-9]|title|subtitle)\Z", re.IGNORECASE)
#: What an element would hold as text that is not shown.
_OFF = frozenset(("0", "false", "off", "none"))


@dataclass(frozen=True, slots=True, kw_only=True)
class WordText:
    """The lines of a document, which of them are in bold from end to end, titles or rows of tables (places), and the kinds of what is lost, one each time."""

    lines: list[str]
    bold: frozenset[int]
    lost: tuple[str, ...]
    titles: frozenset[int] = frozenset()
    rows: frozenset[int] = frozenset()


def read_word(content: bytes, log: FaultLog, *, file: str) -> WordText | None:
    """Return what a Word document says; None where it cannot be read, which is then said."""
    if not archive_is_sound(content, log, file, kind="DOCX"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if not fits_tree(archive.getinfo(_DOCUMENT).file_size, log, file=file, limit=DOCUMENT_LIMIT):
                return None
            document = archive.read(_DOCUMENT)
            styles = _styles_of(archive)
    except (zipfile.BadZipFile, KeyError, RuntimeError, ValueError):
        log.add("unreadable-file", file, found="DOCX")
        return None
    root = parse_xml(document, log, file=file)
    if root is None:
        return None
    drawn = None if styles is None else parse_xml(styles, log, file=file)
    if styles is not None and drawn is None:
        return None
    title_styles = frozenset[str]() if drawn is None else _title_styles(drawn)
    lines: list[str] = []
    bold: set[int] = set()
    titles: set[int] = set()
    rows: set[int] = set()
    for text, is_bold, is_title, is_row in _told(root, title_styles):
        parts = text.split("\n")
        places = range(len(lines), len(lines) + len(parts))
        bold |= set(places) if is_bold else set()
        titles |= set(places) if is_title else set()
        rows |= set(places) if is_row else set()
        lines += parts
    lost = tuple(_BESIDE[name] for one in root.iter() if (name := str(one.tag).removeprefix(_WORD)) in _BESIDE)
    return WordText(lines=lines, bold=frozenset(bold), lost=lost, titles=frozenset(titles), rows=frozenset(rows))


#: A cell in which somebody speaks: "Anna : Bonjour".
_SPEAKS = re.compile(r"[^\W\d_][^:\uff1a\n\t]{0,39}?\s*[:\uff1a]\s*\S")


def _styles_of(archive: zipfile.ZipFile) -> bytes | None:
    """Return what a document says of its styles; None where it says nothing, or more than a document does."""
    if _STYLES not in archive.namelist() or archive.getinfo(_STYLES).file_size > STYLES_LIMIT:
        return None
    return archive.read(_STYLES)


def _title_styles(styles: etree._Element) -> frozenset[str]:
    """Return the styles of titles: with a level in the outline, the document's own title, or based on one of these."""
    every = {one.get(f"{_WORD}styleId", ""): one for one in styles.iter(f"{_WORD}style")}
    return frozenset(name for name in every if _is_title_style(name, every))


def _is_title_style(name: str, every: Mapping[str, etree._Element]) -> bool:
    """Tell whether a style, or the nearest one it is based on that says something of it, is a title's."""
    seen: set[str] = set()
    while name in every and name not in seen:
        seen.add(name)
        style = every[name]
        if (level := style.find(f"{_WORD}pPr/{_WORD}outlineLvl")) is not None:
            return bool(level.get(f"{_WORD}val") != _RUNNING_TEXT)
        # Word names its own styles in English inside the file, whatever language it shows them in.
        called = style.find(f"{_WORD}name")
        if called is not None and _OWN_TITLE.match(called.get(f"{_WORD}val") or ""):
            return True
        based = style.find(f"{_WORD}basedOn")
        name = "" if based is None else based.get(f"{_WORD}val") or ""
    return False


def _is_title(paragraph: etree._Element, title_styles: frozenset[str]) -> bool:
    """Tell whether a paragraph is a title, by its own level in the outline or by its style."""
    if (level := paragraph.find(f"{_WORD}pPr/{_WORD}outlineLvl")) is not None:
        return bool(level.get(f"{_WORD}val") != _RUNNING_TEXT)
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    return style is not None and style.get(f"{_WORD}val") in title_styles


def _told(element: etree._Element, title_styles: frozenset[str]) -> Iterator[tuple[str, bool, bool, bool]]:
    """Yield the paragraphs of a document in their order, a row of a table as one, whether each is in bold, a title, and such a row."""
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_WORD}p":
            yield _text(child), _is_bold(child), _is_title(child, title_styles), False
        elif child.tag == f"{_WORD}tr":
            cells = ["\n".join(one[0] for one in _told(cell, title_styles)).strip() for cell in _cells(child)]
            # Two people who speak in one row, each in a cell, are two lines: else one would take the words of the other.
            spoken = sum(_SPEAKS.match(cell) is not None for cell in cells) > 1
            yield ("\n" if spoken else "\t").join(cells), False, False, sum(map(bool, cells)) > 1
        else:
            yield from _told(child, title_styles)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    yield from row.iterchildren(f"{_WORD}tc")


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
