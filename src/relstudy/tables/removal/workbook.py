"""Rows taken out of a sheet of a workbook: every other part and cell stays as it is, and the texts that stood in these rows alone go."""

import io
import re
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import python_calamine

from relstudy.tables.archives import SHARED_TEXTS, part_name, sheet_part
from relstudy.tables.removal.refusal import NotRemovable
from relstudy.tables.sheet_cells import prefix_of

#: What points to rows by their number: where a workbook has it, a row that goes leaves a gap.
_ANCHORED = re.compile(
    rb"<(?:[\w.-]{1,60}:)?(?:f|mergeCell|tablePart|drawing|legacyDrawing|hyperlink|conditionalFormatting|dataValidation)[\s/>]"
)
_FORMULA = re.compile(rb"<(?:[\w.-]{1,60}:)?f[\s/>]")
#: A formula that other cells share, or that fills several.
_SPREAD = re.compile(rb"<(?:[\w.-]{1,60}:)?f\s(?:[^<>]*\s)?ref\s*=")
_ROW_NUMBER = re.compile(rb"(\sr\s*=\s*[\"'])([0-9]{1,7})([\"'])")
_SPAN = re.compile(
    rb"(<(?:[\w.-]{1,60}:)?dimension\s[^<>]*?ref\s*=\s*[\"'][A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3})([0-9]{1,7})"
)
#: How Excel keeps the order of computing, which it makes anew where it is not there.
_CHAIN, _CHAIN_NAMED = "xl/calcChain.xml", re.compile(rb"<[^<>]*calcChain[^<>]*/>")
_NAMES_CHAIN = ("[Content_Types].xml", "xl/_rels/workbook.xml.rels")


def cut_sheet(content: bytes, sheet: str, lines: Collection[int], *, keeps_lines: bool) -> bytes:
    """Return a workbook without some rows of a sheet, as Excel numbers them.

    The rows below move up, unless `keeps_lines`, or unless something in the workbook points to rows by their number:
    then a row leaves a gap.

    Raises
    ------
    NotRemovable
        Other cells share a formula that stands in one of these rows; the sheet is not where the workbook says.
    """
    try:
        return _cut(content, sheet, lines, keeps_lines=keeps_lines)
    except (KeyError, IndexError, StopIteration) as error:
        raise NotRemovable from error


def _cut(content: bytes, sheet: str, lines: Collection[int], *, keeps_lines: bool) -> bytes:
    names = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        path = sheet_part(archive, names.index(sheet))
        texts = part_name(archive, SHARED_TEXTS, default="xl/sharedStrings.xml")
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        sheets = {name: part for name, part in parts.items() if name.startswith("xl/worksheets/")}
        moves = not keeps_lines and not any(map(_ANCHORED.search, sheets.values()))
        cut = _cut_rows(parts[path], lines, moves=moves)
        sheets[path] = parts[path] = cut.sheet
        if texts in parts:
            used = frozenset[int]().union(*map(shared_texts, sheets.values()))
            parts[texts] = without_texts(parts[texts], cut.texts - used)
        if cut.has_formulas and parts.pop(_CHAIN, None) is not None:
            parts |= {name: _CHAIN_NAMED.sub(b"", parts[name]) for name in _NAMES_CHAIN}
        return archived(archive, parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _CutSheet:
    """A sheet without some rows, the numbers of the shared texts these had, and whether they had formulas."""

    sheet: bytes
    texts: frozenset[int]
    has_formulas: bool


def _cut_rows(sheet: bytes, lines: Collection[int], *, moves: bool) -> _CutSheet:
    prefix = prefix_of(sheet)
    p = re.escape(prefix)
    rows = re.compile(rb"<%srow(?=[\s/>])([^<>]*?)(?:/>|>(?:.*?)</%srow>)" % (p, p), re.DOTALL)
    cells = re.compile(rb"(<%sc\s(?:[^<>]*?\s)?r\s*=\s*[\"'][A-Z]{1,3})([0-9]{1,7})([\"'])" % p)
    pieces: list[bytes] = []
    gone: list[bytes] = []
    end = line = 0
    for match in rows.finditer(sheet):
        numbered = _ROW_NUMBER.search(match[1])
        line = int(numbered[2]) if numbered else line + 1
        pieces.append(sheet[end : match.start()])
        end = match.end()
        if line in lines:
            gone.append(match[0])
            if not numbered and not moves:
                pieces.append(b"<%srow/>" % prefix)
        elif gone and moves:
            up = _Up(len(gone))
            head = match.end(1) - match.start()
            pieces.append(_ROW_NUMBER.sub(up, match[0][:head], count=1) + cells.sub(up, match[0][head:]))
        else:
            pieces.append(match[0])
    removed = b"".join(gone)
    if _SPREAD.search(removed):
        raise NotRemovable
    cut = b"".join([*pieces, sheet[end:]])
    if moves:
        cut = _SPAN.sub(lambda m: m[1] + b"%d" % max(1, int(m[2]) - len(gone)), cut, count=1)
    # The tags of the rows alone tell nothing of the prefix.
    return _CutSheet(sheet=cut, texts=shared_texts(removed, prefix), has_formulas=bool(_FORMULA.search(removed)))


@dataclass(frozen=True, slots=True)
class _Up:
    """Writes a number of a row some lines further up, between what stands around it."""

    lines: int

    def __call__(self, match: re.Match[bytes]) -> bytes:
        return b"%s%d%s" % (match[1], int(match[2]) - self.lines, match[3])


def shared_texts(sheet: bytes, prefix: bytes | None = None) -> frozenset[int]:
    """Return the numbers of the shared texts that the cells of a sheet, or of some of its rows, have."""
    p = re.escape(prefix_of(sheet) if prefix is None else prefix)
    cell = rb"<%sc\s(?:[^<>]*?\s)?t\s*=\s*[\"']s[\"'][^<>]*>\s*<%sv(?:\s[^<>]*)?>\s*([0-9]{1,9})\s*</%sv>" % (p, p, p)
    return frozenset(map(int, re.findall(cell, sheet)))


def without_texts(shared: bytes, numbers: Collection[int]) -> bytes:
    """Return the part of shared texts with blanks in the place of some: the others keep their numbers."""
    root = re.search(rb"<([\w.-]{1,60}:)?sst[\s>]", shared)
    prefix = (root[1] or b"") if root else b""
    p = re.escape(prefix)
    blank = b"<%ssi><%st/></%ssi>" % (prefix, prefix, prefix)
    entries = re.finditer(rb"<%ssi(?:\s[^<>]*)?(?:/>|>.*?</%ssi>)" % (p, p), shared, re.DOTALL)
    pieces: list[bytes] = []
    end = 0
    for number, match in enumerate(entries):
        pieces += [shared[end : match.start()], blank if number in numbers else match[0]]
        end = match.end()
    return b"".join([*pieces, shared[end:]])


def archived(archive: zipfile.ZipFile, parts: Mapping[str, bytes]) -> bytes:
    """Return an archive of the parts, each packed and dated as it was."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as written:
        written.comment = archive.comment
        for entry in archive.infolist():
            if entry.filename in parts:
                written.writestr(entry, parts[entry.filename], compress_type=entry.compress_type)
    return sink.getvalue()
