"""Panels: the persons two waves share, and how each figure of the one wave goes with the same figure of the other.

A person is who has the same id in both waves, letter by letter; nothing is made alike. Figures are formed again from
the answers of both waves as their steps formed them (`steps.layouts`, `steps.columns`); what is wanted of them is no
value but what each respondent brings to it (`stats.panels`).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from relstudy.errors import Fault, fault
from relstudy.intake.frames import Responses, Sample
from relstudy.intake.open_codings import CodedAnswers
from relstudy.stats.design import Design
from relstudy.stats.folds import states_allowed
from relstudy.stats.panels import Links, correlate, link_units
from relstudy.steps.absence import NotInStudy
from relstudy.steps.columns import Columns, find_columns, is_not_asked
from relstudy.steps.layouts import Layout, QuantileLayout, lay_out, numbers_of
from relstudy.steps.profiles import Profiles
from relstudy.steps.weights import Weights, design_of
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import ExpectationsPlan, Respondents
from relstudy.survey.registers import Expectation

#: The part of the smaller wave below which so few ids are common that it is said.
FEW = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the figures of a wave were made of. One row per respondent in `responses`, `sample`, `weights`, `profiles`, and in `coded`, the coded answers to open items."""

    wave: str
    file: str
    items: tuple[Item, ...]
    responses: Responses
    sample: Sample
    weights: Weights
    profiles: Profiles | NotInStudy
    coded: Mapping[ItemId, CodedAnswers] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BothWaves:
    """The answers of a wave and of an earlier one."""

    earlier: Answers
    later: Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """How many `persons` are in both waves, and the correlation of each figure both have, by its key."""

    persons: int
    correlation: Mapping[str, float]


def find_persons(earlier: np.ndarray, later: np.ndarray) -> np.ndarray:
    """Return the places (2, m) of the respondents whose ids are in both waves; ids are unique within each."""
    return np.stack(np.intersect1d(earlier, later, assume_unique=True, return_indices=True)[1:])


def doubt_persons(earlier: np.ndarray, later: np.ndarray, *, before: str, file: str, column: str) -> tuple[Fault, ...]:
    """Return a note where hardly any id of a wave stands in the one before, or many more would if written alike.

    Ids are compared as written, and in one form (no blanks, no zeros in front, small letters): the form is evidence,
    and makes nobody the same. `before` is the earlier wave; `file`, `column` are where the later ids stand.
    """
    smaller = min(len(earlier), len(later))
    common = find_persons(earlier, later).shape[1]
    alike = len(frozenset(map(_form, earlier.tolist())) & frozenset(map(_form, later.tolist())))
    if common >= FEW * smaller and alike - common < FEW * smaller:
        return ()
    return (
        fault(
            "few-common-persons",
            file,
            column=column,
            item=before,
            found=f"{common} / {smaller}",
            allowed=str(alike) if alike > common else None,
        ),
    )


def _form(text: str) -> str:
    return "".join(text.split()).lower().lstrip("0")


def link_waves(
    both: BothWaves,
    keys: Collection[str],
    *,
    respondents: Respondents,
    expectations: tuple[Expectation, ...],
    expecting: ExpectationsPlan | None,
) -> Panel:
    """Return the persons of two waves and the correlations of the figures of these keys.

    Figures without influences of respondents, as importance derived from a model is, have no correlation.

    Raises
    ------
    MethodError
        The design of one of the waves cannot be had (`stats.design`).
    """
    sides = first, second = _Side.of(both.earlier, respondents), _Side.of(both.later, respondents)
    persons = find_persons(both.earlier.responses.respondent_id, both.later.responses.respondent_id)
    if not persons.shape[1]:
        return Panel(persons=0, correlation={})
    links = link_units(persons, first.design, second.design)
    columns = frozenset(first.columns.names) & frozenset(second.columns.names)
    wanted: dict[str, list[str]] = {}
    for key in keys:
        stem, _, column = key.rpartition("/")
        if column in columns:
            wanted.setdefault(stem, []).append(column)
    found: dict[str, float] = {}
    for old, new in _figures_of_both(first, second, expectations, expecting):
        for stem in (stem for stem in old if stem in new and stem in wanted):
            together = _correlations(old[stem], new[stem], wanted[stem], links, sides)
            found.update(zip((f"{stem}/{name}" for name in wanted[stem]), together.tolist(), strict=True))
    return Panel(persons=persons.shape[1], correlation=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ratio:
    """A figure as sum w a / sum w b: `numerator` a and `denominator` b of each respondent, (n,)."""

    numerator: np.ndarray
    denominator: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One of the waves with its design and its columns of everybody, targets and profiles."""

    answers: Answers
    design: Design
    columns: Columns
    items: Mapping[ItemId, Item]

    @classmethod
    def of(cls, answers: Answers, respondents: Respondents) -> "_Side":
        return cls(
            answers=answers,
            design=design_of(answers.sample, answers.weights),
            columns=find_columns(
                wave_items=answers.items,
                intake_responses=answers.responses,
                study_respondents=respondents,
                profiles=answers.profiles,
            ),
            items={item.id: item for item in answers.items},
        )

    def influences(self, ratio: _Ratio, names: list[str]) -> np.ndarray:
        """Return the weighted influences of the respondents on a figure in some columns, (n, columns), up to a factor."""
        n = self.answers.responses.n
        inside = np.stack([self.columns.mask(name, n) for name in names], axis=1)
        weight = self.design.weight[:, None] * inside
        base, total = weight.T @ ratio.denominator, weight.T @ ratio.numerator
        value = np.divide(total, base, out=np.zeros(len(base)), where=base > 0)
        return np.asarray(weight * (ratio.numerator[:, None] - ratio.denominator[:, None] * value))


def _correlations(old: _Ratio, new: _Ratio, names: list[str], links: Links, sides: tuple[_Side, _Side]) -> np.ndarray:
    first, second = (side.influences(ratio, names) for side, ratio in zip(sides, (old, new), strict=True))
    return correlate(first, second, links, (sides[0].design, sides[1].design))


def _figures_of_both(
    first: _Side, second: _Side, expectations: tuple[Expectation, ...], expecting: ExpectationsPlan | None
) -> Iterator[tuple[dict[str, _Ratio], dict[str, _Ratio]]]:
    """Yield the figures of both waves by the start of their keys, an item at a time: all of them would not fit in memory."""
    for name in first.items:
        if name in second.items:
            yield _figures_of_item(first, name), _figures_of_item(second, name)
    for one in expectations:
        yield (
            _figures_of_expectation(first, one, expecting),
            _figures_of_expectation(second, one, expecting),
        )
    yield _figures_of_profiles(first.answers), _figures_of_profiles(second.answers)


def _figures_of_item(side: _Side, name: ItemId) -> dict[str, _Ratio]:
    item, responses = side.items[name], side.answers.responses
    if not item.tables or is_not_asked(item, responses):
        return {}
    found: dict[str, _Ratio] = {}
    allowed, coded = states_allowed(side.design), side.answers.coded.get(name)
    entries = lay_out(item, items=side.items, responses=responses, states_allowed=allowed)
    of_codes = () if coded is None else lay_out(coded.item, items={}, responses=coded.responses, states_allowed=allowed)
    for entry in (*of_codes, *entries):
        if isinstance(entry, Layout):
            state = entry.states.state
            for reading in entry.readings:
                for row, a, b in zip(reading.rows, reading.numerator, reading.denominator, strict=True):
                    found[f"survey/{name}/{reading.measure}/{row}"] = _Ratio(numerator=a[state], denominator=b[state])
        elif not isinstance(entry, QuantileLayout):
            ratio = _Ratio(numerator=entry.numerator, denominator=entry.denominator)
            found[f"survey/{name}/{entry.measure}/{entry.row}"] = ratio
    return found


def _figures_of_expectation(
    side: _Side, expectation: Expectation, expecting: ExpectationsPlan | None
) -> dict[str, _Ratio]:
    measured = {"satisfaction": expectation.satisfaction_item}
    if expecting is not None and expecting.importance == "stated":
        measured["importance"] = expectation.importance_item
    found: dict[str, _Ratio] = {}
    for measure, name in measured.items():
        item = side.items.get(name) if name is not None else None
        if item is None or not item.has_mean or is_not_asked(item, side.answers.responses):
            continue
        values = numbers_of(item, side.answers.responses)
        there = np.isfinite(values)
        found[f"expectations/{expectation.id}/{measure}/_"] = _Ratio(
            numerator=np.where(there, values, 0.0), denominator=there.astype(float)
        )
    return found


def _figures_of_profiles(answers: Answers) -> dict[str, _Ratio]:
    profiles = answers.profiles
    if isinstance(profiles, NotInStudy):
        return {}
    entered = (profiles.member >= 0).astype(float)
    return {
        f"profiles/p{place + 1}/share/_": _Ratio(
            numerator=(profiles.member == place).astype(float), denominator=entered
        )
        for place in range(profiles.k)
    }
