"""From an item and its answers to variables as a statistics program has them: names, numbers for codes, labels, what is missing.

A code that is a number stays that number; short codes that are words stay words; other words are numbered, by their
values where they have some. Ticks are 1 and 0, a set of them one multiple-response set; places of a ranking are
numbers. A blank nobody gave a code for is left to the system.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from relstudy.folding import fold
from relstudy.intake.frames import Responses
from relstudy.report.context import Context
from relstudy.steps.columns import is_not_asked
from relstudy.survey.items import NOT_IN_ASKED, Code, Item
from relstudy.survey.schema import cell_of, reads_numbers
from relstudy.tables.columns import object_array
from relstudy.tables.dictionary import AnswerSet, Measure, MissingRange, Variable
from relstudy.tables.numbers import number_text, read_number

#: Codes that are words stay words up to these lengths in bytes; SPSS keeps eight of one that is declared missing.
_LONGEST, _LONGEST_MISSING = 64, 8
#: Single values SPSS takes as missing for one variable; of a text the blank is one.
_SINGLE = 3
BLANK_TEXT = MissingRange(low="", high="")
_NAME = re.compile(r"[^\W\d_][\w.$#@]*(?<![.])\Z")
_LONGEST_NAME = 64
_RESERVED = frozenset(("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DataColumn:
    """One variable and the value of each respondent, (n,): float64 with nan, or texts with "" where there is none."""

    variable: Variable
    cells: np.ndarray


@dataclass(slots=True)
class VariableNames:
    """Names already given, without regard to capitals, as SPSS compares them."""

    taken: set[str] = field(default_factory=set)

    def give(self, *wanted: str) -> str:
        """Return the first of some names that SPSS takes and nothing bears yet; else the last, made fit and numbered."""
        fit = next((name for name in wanted if _is_name(name) and name.casefold() not in self.taken), None)
        name = fit or self._made(wanted[-1])
        self.taken.add(name.casefold())
        return name

    def _made(self, wanted: str) -> str:
        plain = re.sub(r"\W+", "_", fold(wanted)).strip("_")
        stem = plain if _is_name(plain) else f"q_{plain}"
        stem = stem.encode()[: _LONGEST_NAME - 5].decode(errors="ignore")
        names = (stem, *(f"{stem}_{n}" for n in range(2, len(self.taken) + 3)))
        return next(name for name in names if name.casefold() not in self.taken)


def _is_name(name: str) -> bool:
    fits = _NAME.match(name) is not None and len(name.encode()) <= _LONGEST_NAME
    return fits and name.casefold() not in _RESERVED


def lay_columns(
    item: Item, responses: Responses, names: VariableNames, context: Context
) -> tuple[tuple[DataColumn, ...], AnswerSet | None]:
    """Return the variables of an item, and the set they make where respondents could tick several answers.

    The heading of a grid has none, its rows are items of their own; nor has an item nobody was asked in the wave.
    """
    if item.id not in responses.missing or is_not_asked(item, responses):
        return (), None
    if item.id in responses.ranks:
        return tuple(_places(item, responses, names, context)), None
    if item.id in responses.ticked:
        columns = tuple(_ticks(item, responses, names, context))
        several = len(columns) > 1
        said = tuple(column.variable.name for column in columns)
        return columns, AnswerSet(
            name=item.id, label=context.item_text(item.id), columns=said, counted="1"
        ) if several else None
    name = names.give(*item.columns[:1], item.id.replace(".", "_"))
    if reads_numbers(item) and responses.has_numbers(item.id):
        return (_numbers(item, name, responses, context),), None
    if item.id in responses.codes:
        return (_codes(item, name, responses, context),), None
    return (_told(item, name, responses, context),), None


def wording_of(item: Item, context: Context) -> str:
    """Return the wording of an item; a row of a grid says first what tells it from the others, since SPSS cuts long wordings."""
    if item.grid is None:
        return context.item_text(item.id)
    row = context.text("row", item.grid, item.id.removeprefix(f"{item.grid}."))
    return f"{row} – {context.item_text(item.grid)}"


def _ticks(item: Item, responses: Responses, names: VariableNames, context: Context) -> Iterator[DataColumn]:
    ticked = responses.ticked[item.id]
    blank = np.isin(responses.missing[item.id], NOT_IN_ASKED) & ~ticked.any(axis=1)
    say = context.words.text
    for place, (name, code) in enumerate(zip(_names_by_code(item, names), item.codes, strict=True)):
        yield DataColumn(
            variable=Variable(
                name=name,
                label=_code_text(item, code, context),
                labels={"0": say("data.not_ticked"), "1": say("data.ticked")},
                measure="nominal",
            ),
            cells=np.where(blank, np.nan, ticked[:, place].astype(float)),
        )


def _places(item: Item, responses: Responses, names: VariableNames, context: Context) -> Iterator[DataColumn]:
    """Yield the place each answer of a ranking was given, blank where it was given none."""
    ranks, question = responses.ranks[item.id], context.item_text(item.id)
    for place, (name, code) in enumerate(zip(_names_by_code(item, names), item.codes, strict=True)):
        yield DataColumn(
            variable=Variable(name=name, label=f"{_code_text(item, code, context)} – {question}", measure="ordinal"),
            cells=np.where(ranks[:, place] > 0, ranks[:, place].astype(float), np.nan),
        )


def _names_by_code(item: Item, names: VariableNames) -> Iterator[str]:
    """Yield a name for each code of an item: its own column's, else one made of the item's and the code."""
    own = item.columns if cell_of(item) in ("tick", "place") and len(item.columns) == len(item.codes) else ()
    stem = item.columns[0] if item.columns and not item.by_place else item.id
    for place, code in enumerate(item.codes):
        told = fold(code.code).replace("-", "_")
        yield names.give(own[place] if own else f"{stem}_{told}", f"{item.id}_{told}")


def _codes(item: Item, name: str, responses: Responses, context: Context) -> DataColumn:
    codes = responses.codes[item.id]
    if _stay_words(item):
        texts = object_array([*(code.code for code in item.codes), ""])
        missing = tuple(MissingRange(low=c.code, high=c.code) for c in item.codes if c.missing is not None)
        variable = Variable(
            name=name,
            label=wording_of(item, context),
            labels={c.code: _code_text(item, c, context) for c in item.codes},
            missing=(*missing, BLANK_TEXT),
            measure="nominal",
            kind="text",
        )
        return DataColumn(variable=variable, cells=texts[codes])
    numbers, missing = _numbered(item, known=np.empty(0))
    variable = Variable(
        name=name,
        label=wording_of(item, context),
        labels=_labels(item, numbers, context),
        missing=missing,
        measure=_measure(item),
    )
    return DataColumn(variable=variable, cells=np.append(numbers, np.nan)[codes])


def _numbers(item: Item, name: str, responses: Responses, context: Context) -> DataColumn:
    cells = responses.numbers(item.id).astype(float)
    codes = responses.codes.get(item.id)
    free = cells if codes is None else cells[codes < 0]
    numbers, missing = _numbered(item, known=np.unique(free[np.isfinite(free)]))
    if codes is not None:
        cells = np.where(codes >= 0, np.append(numbers, np.nan)[codes], cells)
    variable = Variable(
        name=name,
        label=wording_of(item, context),
        labels=_labels(item, numbers, context),
        missing=missing,
        measure=_measure(item),
    )
    return DataColumn(variable=variable, cells=cells)


def _told(item: Item, name: str, responses: Responses, context: Context) -> DataColumn:
    """Return who answered an open question: what they wrote may tell who they are, and stays where it was collected."""
    variable = Variable(
        name=name, label=wording_of(item, context), labels={"1": context.words.text("data.answered")}, measure="nominal"
    )
    return DataColumn(variable=variable, cells=np.where(responses.missing[item.id] == 0, 1.0, np.nan))


def _code_text(item: Item, code: Code, context: Context) -> str:
    return context.code_text(item.id, fold(code.code))


def _labels(item: Item, numbers: np.ndarray, context: Context) -> dict[str, str]:
    """Return the labels of numbered codes; a number whose label is itself needs none."""
    said = ((number, _code_text(item, c, context)) for number, c in zip(numbers.tolist(), item.codes, strict=True))
    return {number_text(number): text for number, text in said if np.isfinite(number) and text != number_text(number)}


def _measure(item: Item) -> Measure:
    kind = item.kind
    if kind.answer == "number" or (item.is_free_number and not kind.points):
        return "scale"
    ordered = item.is_free_number or (
        len(item.answers) > 2 and (kind.answer == "point" or len({c.value for c in item.answers}) > 2)
    )
    return "ordinal" if ordered else "nominal"


def _own_numbers(item: Item) -> np.ndarray:
    """Return the number each code is as it is written, (codes,): nan for a word, and for "01", which is no number but a name."""
    read = [read_number(code.code) for code in item.codes]
    written = [np.isfinite(v) and number_text(v) == code.code for v, code in zip(read, item.codes, strict=True)]
    return np.where(written, read, np.nan) if read else np.empty(0)


def _stay_words(item: Item) -> bool:
    """Tell whether the codes of an item stay the words they are: they mean no numbers, and SPSS can label and declare them."""
    answers = np.array([code.missing is None for code in item.codes], dtype=bool)
    if item.has_mean or bool(np.isfinite(_own_numbers(item)).all()):
        return False
    sizes = np.array([len(code.code.encode()) for code in item.codes])
    fit = bool((sizes <= _LONGEST).all()) and bool((sizes[~answers] <= _LONGEST_MISSING).all())
    return fit and int((~answers).sum()) < _SINGLE


def _numbered(item: Item, *, known: np.ndarray) -> tuple[np.ndarray, tuple[MissingRange, ...]]:
    """Return the number of each code, (codes,), nan for none, and those that are missing; `known` are numbers given as answers.

    Missing codes keep their own numbers where SPSS can declare those; else they are the whole numbers below all others.
    """
    own = _own_numbers(item)
    out = np.array([code.missing is not None for code in item.codes], dtype=bool)
    numbers = np.where(out, own, _answer_numbers(item, own)) if item.codes else own
    given = np.union1d(known, numbers[~out & np.isfinite(numbers)])
    below = float(np.floor(min(0.0, given.min(initial=0.0), numbers[out & np.isfinite(numbers)].min(initial=0.0))))
    wordy = out & (~np.isfinite(numbers) | np.isin(numbers, given))
    numbers[wordy] = below - 1 - np.arange(wordy.sum())
    ranges = _ranges(np.sort(numbers[out]), given)
    if ranges is None:
        numbers[out] = below - 1 - np.arange(out.sum())
        ranges = (MissingRange(low=float(numbers[out].min()), high=float(numbers[out].max())),)
    return numbers, ranges


def _answer_numbers(item: Item, own: np.ndarray) -> np.ndarray:
    """Return the numbers of the answers: their own, else their values, else 1, 2 ... in their order."""
    answers = [i for i, code in enumerate(item.codes) if code.missing is None]
    values = np.array([np.nan if code.value is None else code.value for code in item.codes])
    if reads_numbers(item):
        return np.where(np.isfinite(own), own, values)
    for numbers in (own, values):
        if np.isfinite(numbers[answers]).all() and len(np.unique(numbers[answers])) == len(answers):
            return numbers
    placed = np.full(len(item.codes), np.nan)
    placed[answers] = np.arange(1, len(answers) + 1)
    return placed


def _ranges(missing: np.ndarray, given: np.ndarray) -> tuple[MissingRange, ...] | None:
    """Return how SPSS declares ascending numbers missing: up to three single ones, or a range and one; None where it cannot."""
    if len(missing) <= _SINGLE:
        return tuple(MissingRange(low=n, high=n) for n in missing.tolist())
    for inside, alone in ((missing, ()), (missing[1:], missing[:1]), (missing[:-1], missing[-1:])):
        if not ((given >= inside[0]) & (given <= inside[-1])).any():
            singles: Sequence[float] = np.asarray(alone, dtype=float).tolist()
            range_ = MissingRange(low=float(inside[0]), high=float(inside[-1]))
            return (range_, *(MissingRange(low=n, high=n) for n in singles))
    return None
