"""A coding round as a workbook: how to code, the texts with their drop-downs, the codes with their definitions.

What a coder reads is locked, what they fill in is open. Every text is written as a text, never as a formula; the one
formula of a line shows the definition of the code that stands beside it.
"""

import io
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from relstudy.exchange.coding_round import (
    FIRST_ROW,
    FORMAT,
    HEADS_ROW,
    NAMES_ROW,
    PROPOSED,
    ROUND_SHEET,
    CodingRound,
    Passage,
    ProposedCode,
)
from relstudy.exchange.sheet_looks import A4, ENTRY, HEAD, HIGHEST, INK, LINE, OPTIONS, PALE, RULE, one_line_end
from relstudy.tables.register_changes import LONGEST_CELL
from relstudy.words import Lang, load_words

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

#: Columns of a line with their widths in signs; those a coder fills in.
COLUMNS: Mapping[str, int] = {
    "verbatim_id": 12, "case_id": 9, "from": 6, "text": 70, "code": 34, "definition": 40, "quote": 34, "valence": 9,
    "prompted": 10, "stance": 14, "not_read": 9,
}  # fmt: skip
#: What a model proposes: beside what a person gives, never in its place.
_PROPOSED: Mapping[str, int] = {"proposal": 34, "words": 26, "confidence": 10}
#: Columns of the answers to an open question.
_OF_ANSWERS = ("verbatim_id", "from", "text", "code", "definition", "not_read")
_ENTRIES = ("code", "quote", "valence", "prompted", "stance", "not_read")
#: Columns of the codes with their widths.
_OF_CODES: Mapping[str, int] = {"code": 44, "definition": 60, "include": 40, "exclude": 40, "example": 40}
#: Width of what is told before coding: a sheet of paper is no wider, also in a font wider than ours.
_TOLD = 72
#: Lines a passage has for codes; lines beyond, on a sheet of their own.
_PER_PASSAGE, _FURTHER = 4, 200
_ALLOWED = {"format_columns": True, "format_rows": True, "autofilter": True}


def render_round(given: CodingRound, lang: Lang, *, made_on: date) -> bytes:
    """Return the workbook of a round in one language. The date inside is that of the fieldwork: no clock."""
    # Loaded only where a workbook is written.
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"title": f"{given.name} – {given.coder}", "created": datetime.combine(made_on, time.min)})
        _Writer(book, given, load_words(lang, "round")).write()
    return content.getvalue()


class _Writer:
    """The sheets of one round; formats are made once."""

    def __init__(self, book: "Workbook", given: CodingRound, words: Mapping[str, Any]) -> None:
        self.book, self.given, self.words = book, given, words
        self.sheets: Mapping[str, str] = words["sheets"]
        self.columns = {name: COLUMNS[name] for name in (_OF_ANSWERS if given.item else COLUMNS)}
        if given.proposed is not None:
            self.columns |= _PROPOSED
        self._made: dict[object, Format] = {}

    def write(self) -> None:
        """Write every sheet; the first is what a coder sees first."""
        pages = {name: self.book.add_worksheet(title) for name, title in self.sheets.items()}
        hidden = self.book.add_worksheet(ROUND_SHEET)
        self._instruct(pages["instructions"])
        self._lay(pages["coding"], [line for one in self.given.passages for line in self._lines_of(one)])
        self._lay(pages["further"], [None] * _FURTHER)
        self._list_codes(pages["codes"])
        self._tell(hidden)
        pages["instructions"].activate()

    def _style(self, **looks: Any) -> "Format":
        key = tuple(sorted(looks.items()))
        if key not in self._made:
            # A text stays one also after somebody edits its cell.
            base = {"valign": "top", "text_wrap": True, "quote_prefix": True}
            self._made[key] = self.book.add_format({**base, **looks})
        return self._made[key]

    def _instruct(self, page: "Worksheet") -> None:
        given, words = self.given, self.words["instructions"]
        page.set_column(0, 0, _TOLD)
        page.hide_gridlines(2)
        answers = "-answers" if given.item else ""
        drawn = words[f"drawn{answers}" if given.is_drawn else f"all{answers}"].format(
            given=given.given, total=given.total, seed=given.seed, cases=len({one.case for one in given.passages})
        )
        said: list[tuple[str, dict[str, Any]]] = [
            (words["title"].format(name=given.name), {"bold": True, "font_size": 15}),
            (words["whose"].format(coder=given.coder, wave=given.wave), {"bold": True}),
            *([(words["question"].format(question=given.question), {})] if given.item else []),
            (drawn, {"font_color": PALE}),
            *((f"{place}. {text}", {}) for place, text in enumerate(words[f"steps{answers}"], start=1)),
            *([(words["proposals"], {})] if given.proposed is not None else []),
            (words["back"], {"bold": True}),
        ]
        for row, (text, looks) in enumerate(said):
            page.write_string(row, 0, text, self._style(**looks))
            page.set_row(row, LINE * 1.3 * max(1, len(textwrap.wrap(text, _TOLD - 8))))
        self._close(page)

    @staticmethod
    def _lines_of(passage: Passage) -> list[Passage]:
        """Return the lines of a passage: the first shows its text."""
        more = Passage(unit=passage.unit, case=passage.case, start=passage.start, text="")
        return [passage, *([more] * (_PER_PASSAGE - 1))]

    def _lay(self, page: "Worksheet", lines: Sequence[Passage | None]) -> None:
        """Write lines to fill in; one without a passage has its text named by the coder."""
        places = {name: column for column, name in enumerate(self.columns)}
        for name, column in places.items():
            page.set_column(column, column, self.columns[name], None, {"hidden": name == "from"})
            page.write_string(NAMES_ROW, column, name)
            page.write_string(HEADS_ROW, column, self.words["columns"][name], self._head())
        page.set_row(NAMES_ROW, None, None, {"hidden": True})
        page.set_row(HEADS_ROW, 2 * LINE)
        last = FIRST_ROW + len(lines) - 1
        entry = self._style(locked=False, num_format="@", bg_color=ENTRY, border=1, border_color=RULE)
        for row, line in enumerate(lines, start=FIRST_ROW):
            first = line is not None and line.text != ""
            top = {"top": 1, "top_color": INK} if first else {}
            if line is None:
                page.write_blank(row, places["verbatim_id"], None, entry)
            else:
                self._identify(page, row, places, line, top)
                self._propose(page, row, places, line, (row - FIRST_ROW) % _PER_PASSAGE)
            for name in _ENTRIES:
                if name in places and (name != "not_read" or first):
                    page.write_blank(row, places[name], None, entry)
            code = f"{chr(ord('A') + places['code'])}{row + 1}"
            page.write_formula(
                row, places["definition"], self._definition_of(code), self._style(font_color=PALE, font_size=9), ""
            )
        for name, source in self._choices().items():
            if name not in places:
                continue
            told = self.words["entry"][name]
            page.data_validation(
                FIRST_ROW,
                places[name],
                last,
                places[name],
                {"validate": "list", "source": source, "error_title": told["title"], "error_message": told["message"]},
            )
        page.freeze_panes(FIRST_ROW, places["code"])
        page.repeat_rows(HEADS_ROW)
        page.set_landscape()
        self._close(page)

    def _identify(
        self, page: "Worksheet", row: int, places: Mapping[str, int], line: Passage, top: Mapping[str, Any]
    ) -> None:
        looks = {**top, **({} if line.text else {"font_color": RULE})}
        page.write_string(row, places["verbatim_id"], line.unit, self._style(**looks))
        if "case_id" in places:
            page.write_string(row, places["case_id"], line.case, self._style(**looks))
        page.write_number(row, places["from"], line.start)
        if line.text:
            text = one_line_end(line.text)
            page.write_string(row, places["text"], text, self._style(**top))
            height = sum(max(1, len(textwrap.wrap(one, COLUMNS["text"] - 6))) for one in text.split("\n"))
            page.set_row(row, min(HIGHEST, LINE * height + 4))

    def _propose(self, page: "Worksheet", row: int, places: Mapping[str, int], line: Passage, number: int) -> None:
        """Write a proposal beside a text, one a line: what a person takes over of it, they choose themselves."""
        proposed = self._proposed_beside(line)
        if number < len(proposed):
            one, style = proposed[number], self._style(font_color=PALE, italic=True)
            page.write_string(row, places["proposal"], one.code.shown, style)
            page.write_string(row, places["words"], ", ".join(one.words), style)
            page.write_number(row, places["confidence"], one.chance, self._style(font_color=PALE, num_format="0 %"))

    def _proposed_beside(self, passage: Passage) -> "Sequence[ProposedCode]":
        """Return what is proposed beside a passage: beside the first of a text, as many as it has lines."""
        proposed = (self.given.proposed or {}).get(passage.unit, ()) if passage.start == 0 else ()
        return proposed[:_PER_PASSAGE]

    def _definition_of(self, code: str) -> str:
        book = f"'{self.sheets['codes']}'!$A${FIRST_ROW + 1}:$B${FIRST_ROW + len(self.given.codes)}"
        return f'=IF({code}="","",IFERROR(VLOOKUP({code},{book},2,FALSE)&"",""))'

    def _choices(self) -> dict[str, Any]:
        codes = f"='{self.sheets['codes']}'!$A${FIRST_ROW + 1}:$A${FIRST_ROW + len(self.given.codes)}"
        words = self.words["answers"]
        return {
            "code": codes,
            "valence": ["-2", "-1", "0", "1", "2"],
            "prompted": [words["yes"], words["no"]],
            "stance": [words["voice"], words["contrary"]],
            "not_read": [words["not_read"]],
        }

    def _list_codes(self, page: "Worksheet") -> None:
        for column, (name, width) in enumerate(_OF_CODES.items()):
            page.set_column(column, column, width)
            page.write_string(NAMES_ROW, column, name)
            page.write_string(HEADS_ROW, column, self.words["codes"][name], self._head())
        page.set_row(NAMES_ROW, None, None, {"hidden": True})
        for row, code in enumerate(self.given.codes, start=FIRST_ROW):
            # Without an alignment of its own a text that is wrapped is not indented.
            looks = {"align": "left", "indent": min(code.depth, 10), "bold": code.depth == 0}
            page.write_string(row, 0, code.shown, self._style(**looks))
            for column, text in enumerate((code.definition, code.include, code.exclude, code.example), start=1):
                page.write_string(row, column, text[:LONGEST_CELL], self._style())
        page.freeze_panes(FIRST_ROW, 1)
        page.repeat_rows(HEADS_ROW)
        page.set_landscape()
        self._close(page)

    def _tell(self, page: "Worksheet") -> None:
        """Write what the program asks of a round that comes back."""
        given = self.given
        told = (
            (FORMAT, ""),
            ("study", given.study),
            ("wave", given.wave),
            ("coder", given.coder),
            ("item", given.item),
            ("texts", str(given.given)),
            *((f"sheet {name}", title) for name, title in self.sheets.items()),
            *((PROPOSED, one.unit, said.code.id) for one in given.passages for said in self._proposed_beside(one)),
        )
        for row, texts in enumerate(told):
            for column, text in enumerate(texts):
                page.write_string(row, column, text)
        page.protect()
        page.hide()

    def _head(self) -> "Format":
        return self._style(bold=True, bg_color=HEAD, bottom=1, bottom_color=RULE)

    @staticmethod
    def _close(page: "Worksheet") -> None:
        page.protect("", _ALLOWED)
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
