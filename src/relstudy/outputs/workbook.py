"""The workbook of tables, `tables.<lang>.xlsx`: an index, then a sheet a table, its numbers native, each under the key of its cell.

Row 1 and column A of a sheet hold keys and are hidden. A number is the cell's own value, its format rounds it as the
report does; what is withheld or missing is a word. Letters and bases have rows of their own. Every text is written as a
text: nothing is ever a formula.
"""

import io
import math
import re
import textwrap
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import python_calamine

from relstudy.exchange.sheet_looks import HIGHEST
from relstudy.outputs.output import Check, Files
from relstudy.outputs.sheets import (
    INDEX,
    LIST,
    BaseRow,
    FigureRow,
    Sheet,
    SheetColumn,
    SheetRow,
    SheetSpan,
    TextRow,
    TitleRow,
    lay_sheets,
)
from relstudy.report import open_context
from relstudy.report.book import CellRow
from relstudy.report.brand import colours_of
from relstudy.report.cell_names import word_of
from relstudy.report.context import Context
from relstudy.report.findings import Findings
from relstudy.report.html.logo import SHARPNESS, picture_of
from relstudy.report.legend import legend_of, legend_of_letters
from relstudy.report.numbers import cell_word, format_value
from relstudy.report.palette import INK, INK_3, PROFILE_MARKS, RULE, WASH
from relstudy.report.plain.inline import read_flat
from relstudy.report.verdicts import verdict_word
from relstudy.survey.brand import Brand
from relstudy.tables.formulas import INERT_WORKBOOK
from relstudy.tables.register_changes import LONGEST_CELL
from relstudy.words import Lang

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

#: Widths in signs: of the names of rows, of a column of figures. Height in points of a line.
_STUB, _COLUMN, _LINE = 44, 12, 13.5
#: The same of a list of texts.
_TEXT = 100
#: Columns of figures a printed page holds and stays readable.
_PRINTED = 16
_A4 = 9
_LONGEST_FOOTER = 150
#: Places of the parts of a sheet: keys of columns, title, what it is based on, spans, titles of columns, letters, first
#: row of figures.
_KEYS, _TITLE, _ABOUT, _SPANS, _TITLES, _LETTERS, _FIRST = range(7)
#: Widths in signs of the columns of the index; height in points of a logo there, and points of a sign.
_INDEXED = (5, 24, 90, 12)
_LOGO, _SIGN = 36.0, 5.3
_DECIMALS = {
    "share": "0",
    "mean": "0.0",
    "count": "#,##0",
    "cases": "#,##0",
    "rank": "0",
    "score": "0.00",
    "index": "0.00",
}
#: Columns of the cells that a workbook read again is compared with.
_READ = ("value", "base", "base_weighted", "base_effective", "marks")


def write_workbooks(*, findings: Findings, langs: tuple[Lang, ...]) -> Files:
    """Return the workbook of tables in each language."""
    return {f"tables.{lang}.xlsx": render_workbook(open_context(findings, lang)) for lang in langs}


def render_workbook(context: Context) -> bytes:
    """Return the workbook of a wave in the language of the context. Dates inside are those of the fieldwork: no clock."""
    # Loaded only where a workbook is written.
    import xlsxwriter

    content = io.BytesIO()
    made = datetime.combine(context.wave.facts.field_end, time.min)
    with xlsxwriter.Workbook(
        content, {**INERT_WORKBOOK, "default_format_properties": _looks(context.study.brand)}
    ) as book:
        book.set_properties({"title": f"{context.study_name} – {context.wave_name}", "created": made})
        styles = _Styles(book, context)
        sheets = lay_sheets(context)
        index = book.add_worksheet(INDEX)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, styles)
        _write_index(index, sheets, styles)
    return content.getvalue()


def _looks(brand: Brand) -> dict[str, Any]:
    """Return how texts and numbers look: a workbook carries no font, it names one."""
    name = brand.text.own_name if brand.text is not None else ""
    return {"font_name": name or "Calibri", "font_size": 10, "font_color": colours_of(brand).of(INK)}


class _Styles:
    """Formats of the workbook, each made once, and what all its sheets say alike."""

    def __init__(self, book: "Workbook", context: Context) -> None:
        self.book, self.context, self.lang = book, context, context.lang
        self._made: dict[object, Format] = {}
        self.footer = f"{context.study_name} – {context.wave_name}"[:_LONGEST_FOOTER].replace("&", "&&")
        colours = colours_of(context.study.brand)
        self.pale, self.link = colours.of(INK_3), colours.of(PROFILE_MARKS[0].colour, lettered=True)
        self.imposed = context.words.text("marks.imposed")

    def text(self, **looks: Any) -> "Format":
        """Return the format of a text: it stays one also after somebody edits its cell."""
        key = tuple(sorted(looks.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({"valign": "top", "quote_prefix": True, **looks})
        return self._made[key]

    def pair(self, **looks: Any) -> "tuple[Format, Format]":
        """Return the formats of texts inside a block of columns and at its beginning."""
        return self.text(**looks), self.text(**looks, **_edge(at=True))

    def number(self, cell: CellRow, role: str, *, edge: bool) -> "Format":
        """Return the format of a cell's number: its unit, what it is marked with, the row it stands in, an edge at its left."""
        # A part of a few cases is no share of a population: it has no percent sign.
        unit = "index" if cell.unit == "share" and cell.base_kind == "cases" else cell.unit
        resampled = unit == "share" and cell.measure == "tier_stability"
        key = (unit, cell.measure == "nps", cell.status == "cautious", "imposed" in cell.marks, role, edge, resampled)
        if key not in self._made:
            suffix = ("*" if key[2] else "") + (f" {self.imposed}" if key[3] else "")
            pattern = self._pattern(unit, signed=key[1])
            if resampled:
                # No number of resamples makes a verdict certain: as in the report, all of them read as nearly all.
                pattern = f'[>=0.995]">\u00a0{format_value(0.99, "share", self.lang)}";{pattern}'
            shown = ";".join(f'{part}"{suffix}"' for part in pattern.split(";")) if suffix else pattern
            self._made[key] = self.book.add_format(
                {"num_format": shown, "align": "right", "indent": 1, "valign": "top", **_role(role), **_edge(at=edge)}
            )
        return self._made[key]

    def word(self, cell: CellRow, *, edge: bool) -> "Format":
        """Return the format of what stands for a number: pale where there is none to tell."""
        pale = {} if cell.shown else {"font_color": self.pale}
        return self.text(align="right", indent=1, text_wrap=True, **pale, **_edge(at=edge))

    def _pattern(self, unit: str, *, signed: bool) -> str:
        if signed:
            return '+0;"−"0;0'
        if unit == "share":
            return '0"\u00a0"%' if self.lang == "fr" else "0%"
        if unit == "eur":
            return '#,##0.##"\u00a0€"' if self.lang == "fr" else '"€"#,##0.##'
        return _DECIMALS.get(unit, "General")


def _role(role: str) -> dict[str, Any]:
    if role == "net":
        return {"italic": True}
    return {"bold": True} if role == "summary" else {}


def _edge(*, at: bool) -> dict[str, Any]:
    return {"left": 1, "left_color": RULE} if at else {}


def _notes(context: Context, sheets: Iterable[Sheet]) -> tuple[str, ...]:
    """Return what a reader of these sheets must know: the marks that stand there, letters with their test."""
    rows = (row for sheet in sheets for row in sheet.rows if isinstance(row, FigureRow))
    cells = [cell for row in rows for cell in row.cells if cell is not None]
    return tuple(read_flat(one) for one in (*legend_of(context, cells), *legend_of_letters(context, cells)))


def _write_sheet(page: "Worksheet", sheet: Sheet, styles: _Styles) -> None:
    columns, last = sheet.columns, 1 + len(sheet.columns)
    edges = tuple(_edges(sheet.spans))
    page.hide_gridlines(2)
    page.set_column(0, 0, 8, None, {"hidden": True})
    stub = _TEXT if sheet.is_list else _STUB
    page.set_column(1, 1, stub)
    page.set_column(2, last, _COLUMN)
    page.set_row(_KEYS, None, None, {"hidden": True})
    for place, column in enumerate(columns, start=2):
        page.write_string(_KEYS, place, column.id)
    width = stub + _COLUMN * len(columns)
    _write_wide(
        page, _TITLE, last, sheet.title, styles.text(bold=True, font_size=13, text_wrap=True), width=int(width / 1.35)
    )
    _write_wide(page, _ABOUT, last, sheet.about, styles.text(font_color=styles.pale, text_wrap=True), width=width)
    _write_heads(page, sheet.spans, columns, edges, styles)
    row = _FIRST
    for one in sheet.rows:
        row = _write_row(page, row, one, edges, styles)
    below = (*_notes(styles.context, (sheet,)), *((sheet.source,) if sheet.source else ()))
    for place, note in enumerate(below, start=row + 1):
        _write_wide(
            page, place, last, note, styles.text(font_color=styles.pale, font_size=9, text_wrap=True), width=width
        )
    back = styles.context.words.text("workbook.back")
    page.write_url(
        row + 2 + len(below), 1, f"internal:'{INDEX}'!A1", styles.text(font_color=styles.pale, underline=1), back
    )
    page.freeze_panes(_FIRST, 2)
    _set_print(page, row + 1 + len(below), last, styles)


def _edges(spans: Iterable[SheetSpan]) -> Iterator[bool]:
    """Yield for each column whether a block begins with it."""
    for span in spans:
        yield True
        yield from [False] * (span.width - 1)


def _set_print(page: "Worksheet", row: int, last: int, styles: _Styles) -> None:
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.print_area(_TITLE, 1, row, last)
    page.repeat_rows(_SPANS, _LETTERS)
    page.fit_to_pages(math.ceil((last - 1) / _PRINTED), 0)
    if last - 1 > _PRINTED:
        page.repeat_columns(1, 1)
    page.set_footer(f"&L&8 {styles.footer}&R&8&A – &P/&N")


def _write_wide(page: "Worksheet", row: int, last: int, text: str, style: "Format", *, width: int) -> None:
    """Write a text over the whole table, its row as high as its lines."""
    page.merge_range(row, 1, row, last, "", style)
    _write_text(page, row, 1, text, style)
    size = 1.35 if style.bold else 1.0
    page.set_row(row, _LINE * size * _lines(text, width))


def _write_text(page: "Worksheet", row: int, column: int, text: str, style: "Format") -> None:
    """Write a text; one that says nothing leaves its cell blank."""
    if text:
        page.write_string(row, column, text, style)
    else:
        page.write_blank(row, column, None, style)


@cache
def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes, a word never broken unless it is longer than one."""
    return max(1, len(textwrap.wrap(text, max(width, 4))))


def _write_heads(
    page: "Worksheet",
    spans: Sequence[SheetSpan],
    columns: Sequence[SheetColumn],
    edges: Sequence[bool],
    styles: _Styles,
) -> None:
    """Write what columns cross the answers with, their titles, their letters."""
    place = 2
    for span in spans:
        style = styles.text(bold=True, text_wrap=True, bottom=1, bottom_color=RULE, bg_color=WASH, **_edge(at=True))
        for column in range(place, place + span.width):
            page.write_blank(_SPANS, column, None, style)
        if span.width > 1:
            page.merge_range(_SPANS, place, _SPANS, place + span.width - 1, "", style)
        _write_text(page, _SPANS, place, span.title, style)
        place += span.width
    page.set_row(_SPANS, _LINE * max(_lines(s.title, _COLUMN * s.width - 1) for s in spans))
    if not any(column.letter for column in columns):
        page.set_row(_LETTERS, _LINE / 3)
    page.set_row(_TITLES, _LINE * max(_lines(c.title, _COLUMN - 2) for c in columns))
    for row in (_SPANS, _TITLES, _LETTERS):
        page.write_blank(row, 1, None, styles.text(bg_color=WASH, **({"bottom": 1} if row == _LETTERS else {})))
    for at, (head, edge) in enumerate(zip(columns, edges, strict=True), start=2):
        looks = {"bg_color": WASH, "align": "right", "indent": 1, **_edge(at=edge)}
        page.write_string(_TITLES, at, head.title, styles.text(text_wrap=True, bold=not head.letter, **looks))
        _write_text(page, _LETTERS, at, head.letter, styles.text(font_color=styles.pale, bottom=1, **looks))


def _write_row(page: "Worksheet", row: int, one: SheetRow, edges: Sequence[bool], styles: _Styles) -> int:
    """Write one row and what hangs from it, and return the next row."""
    if isinstance(one, FigureRow):
        return _write_figures(page, row, one, edges, styles)
    if isinstance(one, BaseRow):
        _write_base(page, row, one, edges, styles)
    elif isinstance(one, TextRow):
        _write_said(page, row, one, styles)
    else:
        _write_title(page, row, one, edges, styles)
    return row + 1


def _write_title(page: "Worksheet", row: int, one: TitleRow, edges: Sequence[bool], styles: _Styles) -> None:
    rule: dict[str, Any] = {"bottom": 1, "bottom_color": RULE, "valign": "bottom"}
    page.set_row(row, _LINE * (0.5 + _lines(one.head, _STUB)))
    page.write_string(row, 1, one.head, styles.text(bold=True, text_wrap=True, **rule))
    inside, beginning = styles.pair(**rule)
    for place, edge in enumerate(edges, start=2):
        page.write_blank(row, place, None, beginning if edge else inside)


def _write_said(page: "Worksheet", row: int, one: TextRow, styles: _Styles) -> None:
    """Write what people wrote as a text, whatever it begins with; one longer than a cell is cut, and says so."""
    cut = styles.context.words.text("open_answers.cut")
    text = one.text if len(one.text) <= LONGEST_CELL else one.text[: LONGEST_CELL - len(cut)] + cut
    page.write_string(row, 1, text, styles.text(text_wrap=True))
    _write_text(page, row, 2, one.times, styles.text(font_color=styles.pale, align="right", indent=1))
    lines = sum(_lines(part, _TEXT) for part in text.splitlines())
    if lines > 1:
        page.set_row(row, min(_LINE * lines, HIGHEST))


def _write_figures(page: "Worksheet", row: int, one: FigureRow, edges: Sequence[bool], styles: _Styles) -> int:
    """Write a row of figures and, where one of them has letters, these below it; return the next row."""
    page.write_string(row, 0, one.stem)
    is_below = {"align": "left", "indent": one.steps} if one.steps else {}
    page.write_string(row, 1, one.head, styles.text(text_wrap=True, **is_below, **_role(one.role)))
    lines = _lines(one.head, _STUB)
    letters = [" ".join(cell.letters) if cell is not None and cell.marks and cell.shown else "" for cell in one.cells]
    blank, blank_beginning = styles.pair()
    for place, (cell, edge) in enumerate(zip(one.cells, edges, strict=True), start=2):
        if cell is None:
            page.write_blank(row, place, None, blank_beginning if edge else blank)
        elif cell.value is not None and cell.kind == "number" and cell.shown:
            page.write_number(row, place, cell.value, styles.number(cell, one.role, edge=edge))
        else:
            word = _word(cell, styles.context)
            lines = max(lines, _lines(word, _COLUMN))
            page.write_string(row, place, word, styles.word(cell, edge=edge))
    if lines > 1:
        page.set_row(row, _LINE * lines)
    if not any(letters):
        return row + 1
    page.write_string(row + 1, 0, f"{one.stem}#letters")
    inside, beginning = styles.pair(align="right", indent=1, font_size=8, font_color=styles.pale)
    for place, (told, edge) in enumerate(zip(letters, edges, strict=True), start=2):
        _write_text(page, row + 1, place, told, beginning if edge else inside)
    return row + 2


def _word(cell: CellRow, context: Context) -> str:
    """Return what stands for a cell that is no number: a verdict in words, the name of a pole, what is withheld or missing."""
    if cell.shown and cell.kind == "category" and cell.text:
        said = verdict_word(context, cell)
        return word_of(context, cell, cell.text) if said is None else read_flat(said)
    return cell_word(cell, context.lang) or ""


def _write_base(page: "Worksheet", row: int, one: BaseRow, edges: Sequence[bool], styles: _Styles) -> None:
    rule: dict[str, Any] = {"top": 1, "top_color": RULE} if one.field == "base" else {}
    page.write_string(row, 0, f"{one.stem}#{one.field}")
    page.write_string(row, 1, one.head, styles.text(font_color=styles.pale, text_wrap=True, **rule))
    inside, beginning = styles.pair(font_color=styles.pale, align="right", indent=1, num_format="#,##0", **rule)
    for place, (cell, edge) in enumerate(zip(one.cells, edges, strict=True), start=2):
        style = beginning if edge else inside
        number = None if cell is None else cell.number(one.field)
        if number is None:
            page.write_blank(row, place, None, style)
        else:
            page.write_number(row, place, number, style)


def _show_logo(page: "Worksheet", brand: Brand) -> None:
    """Put a logo into the upper right corner of the index."""
    picture = None if brand.logo is None else picture_of(brand.logo, _LOGO)
    if picture is None:
        return
    page.insert_image(
        0,
        0,
        "logo.png",
        {
            "image_data": io.BytesIO(picture.png),
            "x_offset": max(sum(_INDEXED) * _SIGN * 96 / 72 - picture.width * 96 / 72, 0),
            "x_scale": 96 / SHARPNESS,
            "y_scale": 96 / SHARPNESS,
            "object_position": 3,
            "description": brand.name,
        },
    )


def _write_index(page: "Worksheet", sheets: Sequence[Sheet], styles: _Styles) -> None:
    context, say = styles.context, styles.context.words.text
    page.hide_gridlines(2)
    for column, width in enumerate(_INDEXED):
        page.set_column(column, column, width)
    _show_logo(page, context.study.brand)
    page.set_row(0, 22)
    page.write_string(0, 0, context.study_name, styles.text(bold=True, font_size=15))
    facts = (context.client, context.wave_name, context.field_dates)
    page.write_string(1, 0, " · ".join(fact for fact in facts if fact), styles.text(font_color=styles.pale))
    if context.state == "working_paper":
        page.write_string(2, 0, say("shell.working_paper"), styles.text(font_color=styles.pale, italic=True))
    row = 4
    for place, head in enumerate(("number", "sheet", "table", "base")):
        looks = {"align": "right"} if head == "base" else {}
        page.write_string(
            row, place, say(f"workbook.index.{head}"), styles.text(bold=True, bottom=1, bg_color=WASH, **looks)
        )
    link = styles.text(font_color=styles.link, underline=1, text_wrap=True)
    for number, sheet in enumerate(sheets, start=1):
        row += 1
        page.write_number(row, 0, number, styles.text(font_color=styles.pale, align="left"))
        page.write_url(row, 1, f"internal:'{sheet.name}'!B2", link, sheet.name)
        page.write_string(row, 2, sheet.title, styles.text(text_wrap=True))
        if sheet.n is not None:
            page.write_number(row, 3, sheet.n, styles.text(align="right", num_format="#,##0"))
    for note in (say("workbook.reading"), *_notes(context, sheets)):
        row += 1
        page.merge_range(row + 1, 0, row + 1, 3, "", styles.text(font_color=styles.pale, text_wrap=True))
        page.write_string(row + 1, 0, note, styles.text(font_color=styles.pale, text_wrap=True))
        page.set_row(row + 1, _LINE * _lines(note, 125))
    page.freeze_panes(5, 0)
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(4)
    page.set_footer(f"&L&8 {styles.footer}&R&8&P/&N")


def listed_answers(content: bytes) -> tuple[str, ...]:
    """Return the texts of the sheets that list answers, of a workbook read again; none where it is no workbook."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.CalamineError:
        return ()
    lists = (book.get_sheet_by_name(name) for name in book.sheet_names if name.endswith(LIST))
    rows = (row for sheet in lists for row in sheet.to_python(skip_empty_area=False)[_FIRST:])
    return tuple(str(row[1]) for row in rows if not row[0] and row[1])


def check_workbooks(files: Files, cells: pd.DataFrame) -> tuple[Check, ...]:
    """Return, for each workbook read again, whether every number in it is its cell at full value, and whether nothing is a formula."""
    keys = cells["key"].tolist()
    told = {
        name: dict(zip(keys, cells[name].astype(object).where(cells[name].notna(), None).tolist(), strict=True))
        for name in _READ
    }
    return tuple(check for name, content in files.items() for check in _check_workbook(name, content, told))


def _check_workbook(name: str, content: bytes, told: dict[str, dict[str, object]]) -> tuple[Check, Check]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    numbers, unlike = 0, []
    for sheet in book.sheet_names:
        if sheet == INDEX:
            continue
        columns, *rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        for row in rows:
            stem, _, field = str(row[0]).partition("#")
            if not stem:
                continue
            for column, found in zip(columns[2:], row[2:], strict=True):
                key = f"{stem}/{column}"
                is_number = isinstance(found, (int, float))
                numbers += is_number
                if field == "letters":
                    fits = not found or set(str(found).split()) <= set(str(told["marks"].get(key) or "").split())
                else:
                    fits = (
                        found == told[field or "value"].get(key)
                        if is_number
                        else (bool(field) or told["value"].get(key) is None)
                    )
                if not fits:
                    unlike.append(key)
    workbook = name.removesuffix(".xlsx").replace(".", "_")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        formulas = [
            n for n in archive.namelist() if n.startswith("xl/worksheets/") and re.search(rb"<f[ >]", archive.read(n))
        ]
    return (
        Check(
            name=f"{workbook}_numbers_are_cells",
            passed=not unlike,
            detail=", ".join(unlike[:5]) or f"{numbers} numbers",
        ),
        Check(name=f"{workbook}_runs_no_formula", passed=not formulas, detail=", ".join(formulas[:5]) or "0 formulas"),
    )
