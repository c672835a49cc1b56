"""An index of studies: which waves they have, how far each has come, its files, what moved most in the last one; as values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from relstudy.folding import fold
from relstudy.report.numbers import decimals_of, format_period, format_value
from relstudy.report.standing import Standing
from relstudy.report.wording import words_of
from relstudy.survey.items import Item
from relstudy.survey.labels import Labels
from relstudy.survey.plan import Study
from relstudy.words import Lang

WaveState = Literal["never_run", "draft", "incomplete", "delivered"]
AttemptState = Literal["refused", "failed"]
#: Figures that are told of a wave.
_TOLD = 5
#: Sections whose figures have a name of their own in an index; profiles have theirs in the report.
_NAMED = ("survey", "expectations")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLink:
    """A file of a wave: its name, where it lies seen from the page, and whether it is one a reader opens first."""

    name: str
    href: str
    is_main: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A figure that is significantly another one than in the wave before, in words and printed numbers."""

    figure: str
    question: str
    before: str
    after: str
    difference: str
    way: Literal["up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveEntry:
    """One wave: its name, label and fieldwork, how far it has come, and how its last run ended where that is not what is in view.

    `version` is that of the last delivery, `ran_on` when the papers in view were made, where that is told.
    """

    name: str
    label: str
    fieldwork: str
    state: WaveState
    version: str = ""
    ran_on: str = ""
    attempt: AttemptState | None = None
    files: tuple[FileLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyEntry:
    """One study. Waves come latest first; `moves` are those of `moved_in` against `moved_from`, None where no two waves are in view.

    `moved` is how many figures moved in all. `anchor` names the study within the page.
    """

    name: str
    client: str
    folder: str
    anchor: str
    waves: tuple[WaveEntry, ...]
    moves: tuple[Move, ...] = ()
    moved: int = 0
    moved_in: str = ""
    moved_from: str | None = None


def fieldwork(start: object, end: object, lang: Lang) -> str:
    """Return the days of a fieldwork as a period, "" where they are not two dates in their order."""
    if isinstance(start, date) and isinstance(end, date) and start <= end:
        return format_period(start, end, lang)
    return ""


def moves_of(
    tests: pd.DataFrame, cells: pd.DataFrame, labels: Labels, lang: Lang, *, study: Study | None, items: Iterable[Item]
) -> tuple[tuple[Move, ...], int, str | None]:
    """Return the surest changes of a wave, how many figures of everybody changed, and the wave they are held against.

    Those the page of changes counts are counted; of a question the surest one is told. `items` are those of the wave.
    """
    held = tests[tests["wave_a"].notna() & (tests["wave_a"] != tests["wave_b"]) & tests["key_b"].str.endswith("/all")]
    if held.empty:
        return (), 0, None
    before = str(held["wave_a"].iloc[0])
    named = cells["key"].str.extract("^survey/([^/]+)/mean/")[0].dropna()
    standing = Standing.of(items, () if study is None else study.expectations, averaged=set(named))
    # Of the thousands of figures of a wave few have moved: those alone are asked what they are.
    moved = held[held["verdict"] == "different"]
    rows: Iterable[Any] = cells[cells["key"].isin(moved["key_b"])].itertuples(index=False)
    changed = moved[moved["key_b"].isin([row.key for row in rows if standing.tells(row)])]
    surest = changed.assign(size=changed["statistic"].abs()).sort_values(["size", "key_b"], ascending=[False, True])
    known = dict(
        zip(cells["key"].tolist(), zip(cells["value"].tolist(), cells["unit"].tolist(), strict=True), strict=True)
    )
    moves: dict[tuple[str, str], Move] = {}
    for key, difference in zip(surest["key_b"].tolist(), surest["difference"].tolist(), strict=True):
        section, item, measure, row, _ = key.split("/")
        if section in _NAMED and (section, item) not in moves:
            value, unit = known[key]
            figure, question = _named(labels, (section, item, measure, row), lang)
            moves[section, item] = Move(
                figure=figure,
                question=question,
                before=format_value(value - difference, unit, lang, decimals=decimals_of(measure)),
                after=format_value(value, unit, lang, decimals=decimals_of(measure)),
                difference=format_value(difference, unit, lang, decimals=decimals_of(measure), signed=True),
                way="up" if difference > 0 else "down",
            )
    return tuple(moves.values())[:_TOLD], len(changed), before


def _named(labels: Labels, key: tuple[str, str, str, str], lang: Lang) -> tuple[str, str]:
    """Return what a figure is of, and the question it belongs to or the measure it is."""
    section, item, measure, row = key
    of = words_of(lang).find(f"changes.of.{measure}") or measure
    if section == "expectations":
        return labels.get("expectation", item, lang=lang), of
    question = labels.get("item", item, lang=lang)
    if row == "_":
        return question, of
    if row.startswith("net."):
        return labels.get("net", item, row.removeprefix("net."), lang=lang), question
    return _answer(labels.texts, item, row, lang), question


def _answer(texts: Mapping[str, Mapping[str, str]], item: str, row: str, lang: Lang) -> str:
    """Return the label of an answer, whose code stands folded in a key; a grid's answers are named with it, open ones are coded on the code frame."""
    for start in dict.fromkeys((f"code/{item}/", f"code/{item.partition('.')[0]}/", "codebook/")):
        found = next((t for key, t in texts.items() if key.startswith(start) and fold(key[len(start) :]) == row), None)
        if found:
            return found.get(lang) or next(iter(found.values()))
    return row
