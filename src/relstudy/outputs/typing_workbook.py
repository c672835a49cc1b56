"""The typing tool as a workbook, `typing.xlsx`: a sheet per language to answer on, the profile and its chances by live formulas.

A sheet `model` holds the answers that may be chosen, one row each, with what each adds to the sum of every profile. A
sheet of questions looks an answer up there by its exact text: EXACT knows no wildcards and no longest text. Cells of
answers are text, so that "01" or "1-5" stays what was chosen. Every other text is written as a text, never as a formula.
"""

import io
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import numpy as np

from relstudy.exchange.sheet_looks import A4, ENTRY, OPTIONS, PALE, RULE
from relstudy.folding import fold
from relstudy.outputs.typing_model import TypingModel
from relstudy.report.numbers import format_value
from relstudy.report.wording import Words
from relstudy.survey.items import Item, ItemId
from relstudy.survey.schema import reads_numbers
from relstudy.tables.numbers import read_numbers
from relstudy.words import Lang

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MODEL_SHEET = "model"
#: Columns of a sheet of questions: wording, answer, whether a question is answered, what it adds to each profile (from
#: here on, hidden).
_WORDING, _ANSWER, _TOLD, _ADDED = 0, 1, 2, 3
#: Widths in signs, height in points of a line.
_WIDTHS, _LINE = (74, 38), 15.0
_BREAKS = re.compile(r"[\t\r\n\v\f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """One answer that may be chosen: its texts by language, whether it is one, what it adds to each profile."""

    texts: Mapping[str, str]
    counts: bool
    added: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """One question: its wording, its choices (none: a number), what a unit, or no answer, adds to each profile.

    `several` tells that each choice is ticked or not; `none` are the numbers that are no answer.
    """

    texts: Mapping[str, str]
    choices: tuple[_Choice, ...]
    several: bool
    slope: np.ndarray
    missing: np.ndarray
    none: tuple[float, ...]


def render_typing(model: TypingModel, words: Mapping[Lang, Words], *, made_on: date) -> bytes:
    """Return the workbook of a model in the languages given. The date inside is that of the fieldwork: no clock."""
    # Loaded only where a workbook is written.
    import xlsxwriter

    content = io.BytesIO()
    questions = tuple(_question(model, name) for name in model.questions)
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"title": next(iter(model.names.values())), "created": datetime.combine(made_on, time.min)})
        pages = [book.add_worksheet(said.text("typing.sheet.name")) for said in words.values()]
        places = _write_model(book.add_worksheet(MODEL_SHEET), model, questions, words)
        for page, (lang, said) in zip(pages, words.items(), strict=True):
            _Form(book=book, page=page, model=model, lang=lang, words=said, places=places).write(questions)
    return content.getvalue()


def _question(model: TypingModel, name: ItemId) -> _Question:
    item = model.by_id[name]
    mine = [(j, term) for j, term in enumerate(model.rule.terms) if term.item == name]
    slopes = {term.code: model.rule.coefficients[:, j] for j, term in mine}
    nothing = np.zeros(len(model.profiles))
    missing = sum((slopes[term.code] * term.mean for _, term in mine), nothing)
    by_number = reads_numbers(item) and not item.kind.points
    numbers = read_numbers([code.code for code in item.codes if code.missing], decimal_comma=False).values
    return _Question(
        texts=model.labels.texts[f"item/{name}"],
        choices=() if by_number else tuple(_choices(model, item, slopes, nothing)),
        several=item.kind.is_ticked,
        slope=slopes.get("", nothing),
        missing=missing,
        none=tuple(numbers[np.isfinite(numbers)].tolist()) if by_number else (),
    )


def _choices(
    model: TypingModel, item: Item, slopes: Mapping[str, np.ndarray], nothing: np.ndarray
) -> Iterator[_Choice]:
    """Yield the answers of an item in the order of the questionnaire; no two have the same text."""
    points = () if item.answers else item.kind.points
    for point in points:
        texts = dict.fromkeys(model.languages, point)
        yield _Choice(texts=texts, counts=True, added=slopes.get("", nothing) * float(point))
    said = {
        lang: _told_apart(
            [_one_line(model.labels.get("code", item.id, code.code, lang=lang)) or code.code for code in item.codes],
            item,
            points,
        )
        for lang in model.languages
    }
    for place, code in enumerate(item.codes):
        value = code_number(item, place)
        added = slopes[""] * value if "" in slopes and value is not None else slopes.get(fold(code.code), nothing)
        yield _Choice(
            texts={lang: texts[place] for lang, texts in said.items()},
            counts=code.missing is None,
            added=nothing if code.missing else added,
        )


def _told_apart(texts: Sequence[str], item: Item, others: Sequence[str]) -> list[str]:
    """Return the texts of the codes of an item, with their codes or numbers where two of them would read alike."""
    shown = [
        text if [*texts, *others].count(text) == 1 else f"{text} ({code.code})"
        for text, code in zip(texts, item.codes, strict=True)
    ]
    if len({*shown, *others}) == len(shown) + len(others):
        return shown
    return [f"{number}. {text}" for number, text in enumerate(texts, start=1)]


def code_number(item: Item, place: int) -> float | None:
    """Return the number of a code: declared, else the code itself where its type has numbers; None where it has none."""
    code = item.codes[place]
    if code.value is not None or not item.kind.has_numbers:
        return code.value
    read = float(read_numbers([code.code], decimal_comma=False).values[0])
    return read if np.isfinite(read) else None


def _one_line(text: str) -> str:
    return _BREAKS.sub(" ", text).strip(" ")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Where things lie on the sheet of the model: rows from 0, columns of texts by language, of what counts, of what is added by profile."""

    choices: tuple[tuple[int, ...], ...]
    missing: tuple[int, ...]
    slopes: tuple[int, ...]
    constants: int
    yes: int
    texts: Mapping[Lang, int]
    counts: int
    added: tuple[int, ...]

    def cell(self, row: int, column: int) -> str:
        return self.column(row, row, column).partition(":")[0]

    def column(self, first: int, last: int, column: int) -> str:
        from xlsxwriter.utility import xl_range_abs

        found: str = xl_range_abs(first, column, last, column)
        both = found if ":" in found else f"{found}:{found}"
        return f"{MODEL_SHEET}!{both.partition(':')[0]}:{both.partition(':')[2]}"


def _write_model(
    page: "Worksheet", model: TypingModel, questions: Sequence[_Question], words: Mapping[Lang, Words]
) -> _Places:
    """Write what may be answered and what it adds; return where it lies."""
    langs = tuple(words)
    texts = {lang: 2 + i for i, lang in enumerate(langs)}
    counts = 2 + len(langs)
    added = tuple(counts + 1 + i for i in range(len(model.profiles)))
    for column, head in enumerate(("item", "row", *langs, "answer", *(profile.id for profile in model.profiles))):
        page.write_string(0, column, head)
    row = 0

    def write(item: str, kind: str, values: np.ndarray, said: Mapping[str, str], *, answer: bool = True) -> int:
        nonlocal row
        row += 1
        page.write_string(row, 0, item)
        page.write_string(row, 1, kind)
        for lang in langs:
            page.write_string(row, texts[lang], said.get(lang, ""))
        page.write_number(row, counts, int(answer))
        for column, value in zip(added, values.tolist(), strict=True):
            page.write_number(row, column, value)
        return row

    none = np.zeros(len(model.profiles))
    constants = write("", "constant", model.rule.constants, {})
    yes = write("", "yes", none, {lang: said.text("typing.sheet.yes") for lang, said in words.items()})
    write("", "no", none, {lang: said.text("typing.sheet.no") for lang, said in words.items()})
    choices, missing, slopes = [], [], []
    for name, question in zip(model.questions, questions, strict=True):
        missing.append(write(name, "missing", question.missing, {}, answer=False))
        slopes.append(write(name, "unit", question.slope, {}))
        choices.append(
            tuple(write(name, "choice", one.added, one.texts, answer=one.counts) for one in question.choices)
        )
    page.hide()
    return _Places(
        choices=tuple(choices),
        missing=tuple(missing),
        slopes=tuple(slopes),
        constants=constants,
        yes=yes,
        texts=texts,
        counts=counts,
        added=added,
    )


class _Form:
    """One sheet to answer on: questions, then the profile and the chances; the arithmetic stands in hidden columns."""

    def __init__(
        self, *, book: "Workbook", page: "Worksheet", model: TypingModel, lang: Lang, words: Words, places: _Places
    ) -> None:
        self.book, self.page, self.model, self.lang, self.words, self.places = book, page, model, lang, words, places
        self.row = 0
        self._made: dict[object, Format] = {}

    def write(self, questions: Sequence[_Question]) -> None:
        """Write the whole sheet."""
        page, say = self.page, self.words.text
        page.hide_gridlines(2)
        for column, width in enumerate(_WIDTHS):
            page.set_column(column, column, width)
        page.set_column(_TOLD, _ADDED + len(self.model.profiles) - 1, 10, None, {"hidden": True})
        self._wide(self.model.names[self.lang], bold=True, font_size=15)
        self._wide(say("typing.sheet.title"), bold=True, font_size=12)
        self._wide(say("typing.sheet.how"))
        self._wide(self.model.notes["missing"][self.lang], font_color=PALE)
        self.row += 1
        self._heads(say("typing.sheet.question"), say("typing.sheet.answer"))
        top = self.row
        told = [self._ask(question, place) for place, question in enumerate(questions)]
        self.row += 1
        self._heads(say("typing.sheet.profile"), say("typing.sheet.chance"))
        self._answer(questions, told)
        self.row += 1
        for text in self._about():
            self._wide(text, font_color=PALE, font_size=9)
        page.freeze_panes(top, 0)
        page.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.print_area(0, 0, self.row, _ANSWER)
        page.set_footer(f"&L&8 {self.model.study.replace('&', '&&')[:100]} {self.model.wave}&R&8&P/&N")

    def _about(self) -> Iterator[str]:
        figures = self.model.figures
        if figures.get("accuracy") is not None and figures.get("kappa") is not None:
            yield self.words.text(
                "typing.sheet.figures",
                accuracy=format_value(figures["accuracy"], "share", self.lang),
                kappa=format_value(figures["kappa"], "index", self.lang),
                n=figures["base"],
            )
        yield self.model.notes["method"][self.lang]

    def _style(self, **looks: Any) -> "Format":
        key = tuple(sorted(looks.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({"valign": "top", **looks})
        return self._made[key]

    def _wide(self, text: str, **looks: Any) -> None:
        style = self._style(text_wrap=True, quote_prefix=True, **looks)
        self.page.merge_range(self.row, _WORDING, self.row, _ANSWER, "", style)
        self.page.write_string(self.row, _WORDING, text, style)
        self._height(text, sum(_WIDTHS), looks.get("font_size", 11) / 11)

    def _height(self, text: str, width: int, size: float = 1.0) -> None:
        self.page.set_row(self.row, _LINE * size * max(1, len(textwrap.wrap(text, int(width / size)))))
        self.row += 1

    def _heads(self, *texts: str) -> None:
        for column, text in enumerate(texts):
            self.page.write_string(self.row, column, text, self._style(bold=True, bottom=1, bottom_color=RULE))
        self.row += 1

    def _say(self, text: str, **looks: Any) -> None:
        """Write a wording; the row is left to be answered on."""
        self.page.write_string(self.row, _WORDING, text, self._style(text_wrap=True, quote_prefix=True, **looks))

    def _entry(self, validation: Mapping[str, Any], *, text: bool) -> str:
        """Open the cell of an answer; return its address."""
        looks = {"num_format": "@"} if text else {}
        style = self._style(bg_color=ENTRY, border=1, border_color=RULE, locked=False, text_wrap=True, **looks)
        self.page.write_blank(self.row, _ANSWER, None, style)
        self.page.data_validation(self.row, _ANSWER, self.row, _ANSWER, {"ignore_blank": True, **validation})
        return self._at(self.row, _ANSWER)

    @staticmethod
    def _at(row: int, column: int) -> str:
        from xlsxwriter.utility import xl_rowcol_to_cell

        found: str = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        return found

    def _ask(self, question: _Question, place: int) -> int:
        """Write a question and what its answer adds; return the row in which that stands."""
        if question.several:
            return self._ask_boxes(question, place)
        row, added = self.row, self.places.added
        self._say(question.texts[self.lang])
        if question.choices:
            rows = self.places.choices[place]
            texts = self.places.column(rows[0], rows[-1], self.places.texts[self.lang])
            answer = self._entry({"validate": "list", "source": f"={texts}"}, text=True)
            chosen = f"EXACT({texts},{answer})"
            told = f"=SUMPRODUCT({chosen}*{self.places.column(rows[0], rows[-1], self.places.counts)})"
            sums = [f"SUMPRODUCT({chosen}*{self.places.column(rows[0], rows[-1], column)})" for column in added]
        else:
            hint = {"input_message": self.words.text("typing.sheet.number")}
            answer = self._entry(
                {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15, **hint}, text=False
            )
            none = "".join(f"*({answer}<>{number!r})" for number in question.none)
            told = f"=IF(ISNUMBER({answer}),1{none},0)"
            sums = [f"{answer}*{self.places.cell(self.places.slopes[place], column)}" for column in added]
        self._add(row, place, told, sums, question)
        self._height(question.texts[self.lang], _WIDTHS[0])
        return row

    def _ask_boxes(self, question: _Question, place: int) -> int:
        """Write a question of which several answers may be ticked: a row for each, yes or no; blank beside another is no."""
        head, places = self.row, self.places
        self._say(question.texts[self.lang])
        self._height(question.texts[self.lang], _WIDTHS[0])
        yes = places.cell(places.yes, places.texts[self.lang])
        source = places.column(places.yes, places.yes + 1, places.texts[self.lang])
        boxes = []
        for choice in question.choices:
            self._say(choice.texts[self.lang], indent=2)
            boxes.append(f"EXACT({self._entry({'validate': 'list', 'source': f'={source}'}, text=True)},{yes})")
            self._height(choice.texts[self.lang], _WIDTHS[0] - 3)
        filled = f"COUNTA({self._at(head + 1, _ANSWER)}:{self._at(self.row - 1, _ANSWER)})"
        counting = [box for box, choice in zip(boxes, question.choices, strict=True) if choice.counts]
        others = [box for box, choice in zip(boxes, question.choices, strict=True) if not choice.counts]
        told = f"=IF({filled}=0,0,1)"
        if others:
            told = f"=IF({filled}=0,0,IF(AND(NOT(OR({','.join(counting)})),OR({','.join(others)})),0,1))"
        rows = places.choices[place]
        sums = [
            "+".join(f"{box}*{places.cell(row, column)}" for box, row in zip(boxes, rows, strict=True))
            for column in places.added
        ]
        self._add(head, place, told, sums, question)
        return head

    def _add(self, row: int, place: int, told: str, sums: Sequence[str], question: _Question) -> None:
        """Write whether a question is answered and what it adds to each profile: that of no answer where it is not."""
        self.page.write_formula(row, _TOLD, told, None, 0)
        answered = self._at(row, _TOLD)
        for number, (sum_, column) in enumerate(zip(sums, self.places.added, strict=True)):
            missing = self.places.cell(self.places.missing[place], column)
            value = float(question.missing[number])
            self.page.write_formula(row, _ADDED + number, f"=IF({answered}=1,{sum_},{missing})", None, value)

    def _answer(self, questions: Sequence[_Question], told: Sequence[int]) -> None:
        """Write the chance of each profile, then the profile itself. Sums stand in the hidden columns of the first row."""
        first, k = self.row, len(self.model.profiles)
        totals = self.model.rule.constants + np.sum([question.missing for question in questions], axis=0)
        for number, column in enumerate(self.places.added):
            parts = "+".join(self._at(row, _ADDED + number) for row in told)
            total = f"={self.places.cell(self.places.constants, column)}+{parts}"
            self.page.write_formula(first, _ADDED + number, total, None, float(totals[number]))
        answered = "+".join(self._at(row, _TOLD) for row in told)
        fits = f"={len(told)}" if self.model.missing == "drop" else ">0"
        self.page.write_formula(first, _TOLD, f"=IF({answered}{fits},1,0)", None, 0)
        ready = self._at(first, _TOLD)
        sums = f"{self._at(first, _ADDED)}:{self._at(first, _ADDED + k - 1)}"
        chance = self._style(num_format='0" %"' if self.lang == "fr" else "0%", align="left", bold=True)
        for number, profile in enumerate(self.model.profiles):
            self._say(profile.names[self.lang])
            mine = self._at(first, _ADDED + number)
            formula = f'=IF({ready}=1,1/SUMPRODUCT(EXP({sums}-{mine})),"")'
            self.page.write_formula(self.row, _ANSWER, formula, chance, "")
            self._height(profile.names[self.lang], _WIDTHS[0])
        names = f"{self._at(first, _WORDING)}:{self._at(first + k - 1, _WORDING)}"
        note = self.words.text(f"typing.sheet.open_{self.model.missing}")
        formula = f'=IF({ready}=1,INDEX({names},MATCH(MAX({sums}),{sums},0)),"{note.replace(chr(34), chr(34) * 2)}")'
        self._say(self.words.text("typing.sheet.found"), bold=True, top=1, top_color=RULE)
        style = self._style(bold=True, text_wrap=True, top=1, top_color=RULE)
        self.page.write_formula(self.row, _ANSWER, formula, style, note)
        self.row += 1
