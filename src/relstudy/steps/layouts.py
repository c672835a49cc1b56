"""From an item to what is counted: the states a respondent can be in, and the figures read from them.

A layout has the states of one item and its readings: for each row a numerator and a denominator by state. Items laid
out alike have equal readings, so that their figures are computed together. What is asked, valid, all or an expression
is settled here, once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from relstudy.cells import BaseKind, Unit
from relstudy.folding import fold
from relstudy.intake.filters import evaluate
from relstudy.intake.frames import Responses
from relstudy.stats.folds import States
from relstudy.survey.expressions import parse_expression
from relstudy.survey.items import MISSING_CODES, NAMED_BASES, NOT_IN_ASKED, Item, ItemId
from relstudy.survey.kinds import Measure

#: Where a promoter begins and a detractor ends, on 0-10.
PROMOTER, DETRACTOR = 9.0, 6.0
_UNSAID = ("not_asked", "filtered", "absent")
_INFINITE = (-np.inf, np.inf)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Rows of one measure of an item, numerator and denominator by state, each (rows, states)."""

    measure: Measure
    rows: tuple[str, ...]
    numerator: np.ndarray
    denominator: np.ndarray

    @property
    def signature(self) -> tuple[object, ...]:
        """Return what equal readings of several items have in common."""
        return (self.measure, self.numerator.shape, self.numerator.tobytes(), self.denominator.tobytes())


#: The share of the weight that each quartile is not exceeded by.
QUANTILES: dict[Measure, float] = {"q1": 0.25, "median": 0.5, "q3": 0.75}
UNITS: dict[Measure, Unit] = {
    "share": "share", "mean": "mean", "nps": "points",
    "first": "share", "top2": "share", "top3": "share", "mean_rank": "mean",
    "q1": "mean", "median": "mean", "q3": "mean", "answered": "share",
}  # fmt: skip
_BOUNDS_OF_SHARE = (0.0, 1.0)
BOUNDS: dict[Measure, tuple[float, float]] = {
    "share": _BOUNDS_OF_SHARE, "mean": _INFINITE, "nps": (-100.0, 100.0),
    "q1": _INFINITE, "median": _INFINITE, "q3": _INFINITE,
    "first": _BOUNDS_OF_SHARE, "top2": _BOUNDS_OF_SHARE, "top3": _BOUNDS_OF_SHARE, "mean_rank": (1.0, np.inf),
    "answered": _BOUNDS_OF_SHARE,
}  # fmt: skip
#: Shares of the states an answer can be in: two columns are compared as if they had one share. Who wrote an answer is no
#: state of a question, and is compared by its standard errors, as means are.
POOLED: frozenset[Measure] = frozenset({"share", "first", "top2", "top3"})
#: The last place that counts for each share of a rank.
_LAST: dict[Measure, int] = {"first": 1, "top2": 2, "top3": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """States of an item and the figures read from them."""

    item: Item
    states: States
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueLayout:
    """One row of figures from numbers that are not states: numerator and denominator by respondent, each (n,)."""

    item: Item
    measure: Measure
    row: str
    numerator: np.ndarray
    denominator: np.ndarray
    base_kind: BaseKind = "respondents"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantileLayout:
    """Quantiles of the numbers respondents gave, `values` (n,), nan where none; those of `QUANTILES`."""

    item: Item
    measures: tuple[Measure, ...]
    values: np.ndarray


def estimate_of(measure: Measure) -> Literal["share", "mean"]:
    """Return how a measure is estimated: as a share, with its bounds and the interval of none and all, or as a mean."""
    return "share" if UNITS[measure] == "share" else "mean"


def lay_out(
    item: Item, *, items: Mapping[ItemId, Item], responses: Responses, states_allowed: int
) -> Iterator[Layout | ValueLayout | QuantileLayout]:
    """Yield what is counted of one item asked in this wave, shares first.

    Of an open item it is how many wrote something, nothing where its blanks do not tell whom it was put to.
    `states_allowed` bounds the patterns of ticks counted at once.
    """
    chosen = _chosen_base(item, items=items, responses=responses)
    if item.kind.is_heading:
        yield from _grid(item, items=items, responses=responses, chosen=chosen)
    elif item.id in responses.ticked:
        yield from _multiple(item, responses=responses, chosen=chosen, states_allowed=states_allowed)
        if item.id in responses.ranks:
            yield from _ranked(item, responses=responses, chosen=chosen)
    elif "share" in item.kind.measures and item.codes and item.id in responses.codes:
        yield _coded(item, responses=responses, chosen=chosen)
        if item.has_mean and not item.answers:
            yield from _numeric(item, responses=responses)
    elif item.has_mean and responses.has_numbers(item.id):
        yield from _numeric(item, responses=responses)
    elif _tells_silence(item) and item.id in responses.missing:
        yield _written(item, responses=responses, chosen=chosen)


def rows_of(item: Item) -> tuple[tuple[Measure, tuple[str, ...]], ...]:
    """Return the rows of an item by measure, as they stand in keys, without looking at any answer."""
    found: list[tuple[Measure, tuple[str, ...]]] = []
    if "share" in item.kind.measures:
        found.append(
            ("share", (*(fold(item.codes[i].code) for i in shown_codes(item)), *(f"net.{n.id}" for n in item.nets)))
        )
    found += [(measure, tuple(row for row, _ in _ranked_rows(item, measure))) for measure in _rank_measures(item)]
    if item.has_mean:
        found.append(("mean", ("_",)))
        if "nps" in item.kind.measures:
            found.append(("nps", ("_",)))
        found += [(measure, ("_",)) for measure in item.kind.measures if measure in QUANTILES]
    if _tells_silence(item):
        found.append(("answered", ("_",)))
    return tuple(found)


def shown_codes(item: Item) -> tuple[int, ...]:
    """Return the places of the codes that have a row: answers, and refused and don't know where they stay in the base."""
    said = [i for i, code in enumerate(item.codes) if code.missing not in _UNSAID]
    return tuple(i for i in said if item.codes[i].missing is None or item.base != "valid")


def find_base(item: Item, *, items: Mapping[ItemId, Item], responses: Responses) -> np.ndarray:
    """Return who is in the declared base of an item that was asked and has codes, (n,) bool: those its shares are of."""
    missing = responses.missing[item.id]
    if item.base == "asked":
        return ~_is_outside(missing)
    if item.base == "valid":
        return np.asarray(missing == MISSING_CODES["answered"])
    chosen = _chosen_base(item, items=items, responses=responses)
    return np.ones(responses.n, dtype=bool) if chosen is None else chosen


def _chosen_base(item: Item, *, items: Mapping[ItemId, Item], responses: Responses) -> np.ndarray | None:
    """Return the respondents for whom the base's expression holds, or None where the base is one of the three words."""
    if item.base in NAMED_BASES:
        return None
    return evaluate(parse_expression(item.base), responses, items)


def _is_outside(missing: np.ndarray) -> np.ndarray:
    """Return who is not in the asked base: not asked, filtered or absent."""
    outside: np.ndarray = missing == NOT_IN_ASKED[0]
    for kind in NOT_IN_ASKED[1:]:
        outside |= missing == kind
    return outside


def _code_states(item: Item, responses: Responses) -> np.ndarray:
    """Return the place of each respondent's code, the number of codes for "asked, no code", one more for "not asked"."""
    count = len(item.codes)
    # As unsigned numbers -1 is the largest: one pass each, where a choice by mask takes ten times as long.
    codes = responses.codes[item.id].astype(np.int16, copy=False).view(np.uint16)
    missing = responses.missing[item.id]
    if not missing.any() and codes.max(initial=0) < count:
        return codes
    state = np.minimum(codes, np.uint16(count))
    return np.maximum(state, _is_outside(missing) * np.uint16(count + 1), out=state)


def _coded_tables(item: Item, *, by_expression: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return whether a state has each code, (codes, states), and whether it is in the declared base, (states,)."""
    count = len(item.codes)
    has = np.eye(count, count + 2)
    base = np.ones(count + 2)
    if item.base == "asked":
        base[count + 1] = 0.0
    elif item.base == "valid":
        # A scale without codes is answered by numbers that are no code: they are valid.
        base[count:] = [0.0 if item.answers else 1.0, 0.0]
        base[[i for i, code in enumerate(item.codes) if code.missing is not None]] = 0.0
    if by_expression:
        has = np.concatenate([has, has], axis=1)
        base = np.concatenate([0.0 * base, base])
    return has, base


def _net_rows(item: Item, has: np.ndarray) -> np.ndarray:
    """Return the rows of the codes shown, then of the nets, from those of all codes."""
    place = {code.code: i for i, code in enumerate(item.codes)}
    nets = [has[[place[c] for c in net.codes]].max(axis=0, initial=0.0) for net in item.nets]
    return np.vstack([has[np.array(shown_codes(item), dtype=int)], *nets])


def _coded(item: Item, *, responses: Responses, chosen: np.ndarray | None) -> Layout:
    state = _code_states(item, responses)
    size = len(item.codes) + 2
    if chosen is not None:
        state = np.where(chosen, state + size, state)
    has, base = _coded_tables(item, by_expression=chosen is not None)
    rows = dict(rows_of(item))
    share = _net_rows(item, has) * base
    readings = []
    if len(share):
        wide = np.broadcast_to(base, share.shape).copy()
        readings.append(Reading(measure="share", rows=rows["share"], numerator=share, denominator=wide))
    if item.has_mean and item.answers:
        value = np.array([[np.nan if c.value is None or c.missing is not None else c.value for c in item.codes]])
        there = np.isfinite(value).astype(float) @ has
        measured: list[tuple[Measure, np.ndarray]] = [("mean", np.nan_to_num(value))]
        if "nps" in item.kind.measures:
            measured.append(("nps", points_of(value)))
        readings += [
            Reading(measure=measure, rows=("_",), numerator=number @ has, denominator=there)
            for measure, number in measured
        ]
    return Layout(item=item, states=States(state=state, size=has.shape[1]), readings=tuple(readings))


def points_of(value: np.ndarray) -> np.ndarray:
    """Return 100 for promoters, -100 for detractors, 0 for the others and for no value."""
    with np.errstate(invalid="ignore"):
        points: np.ndarray = 100.0 * ((value >= PROMOTER).astype(float) - (value <= DETRACTOR).astype(float))
    return points


def _multiple(item: Item, *, responses: Responses, chosen: np.ndarray | None, states_allowed: int) -> Iterator[Layout]:
    """Yield the ticks of a multiple item, as patterns of a few boxes at a time."""
    ticked, missing = responses.ticked[item.id], responses.missing[item.id]
    place = {code.code: i for i, code in enumerate(item.codes)}
    nets = [ticked[:, [place[c] for c in net.codes]].any(axis=1) for net in item.nets]
    boxes = np.column_stack([ticked[:, list(shown_codes(item))], *nets])
    names = dict(rows_of(item))["share"]
    kind, base = _kinds(item, missing, chosen)
    kinds = len(base)
    width = int(np.clip(np.log2(states_allowed / kinds), 1, 8))
    for start in range(0, boxes.shape[1], width):
        part = boxes[:, start : start + width]
        patterns = 1 << part.shape[1]
        state = np.packbits(part, axis=1, bitorder="little")[:, 0] + kind * np.int16(patterns)
        number = np.arange(kinds * patterns)
        in_base = np.repeat(np.array(base), patterns)
        said = in_base * (number // patterns % 3 != 0)
        has = np.array([(number >> bit) & 1 for bit in range(part.shape[1])]) * said
        yield Layout(
            item=item,
            states=States(state=state, size=kinds * patterns),
            readings=(
                Reading(
                    measure="share",
                    rows=names[start : start + width],
                    numerator=has,
                    denominator=np.broadcast_to(in_base, has.shape).copy(),
                ),
            ),
        )


def _kinds(item: Item, missing: np.ndarray, chosen: np.ndarray | None) -> tuple[np.ndarray, list[float]]:
    """Return the kind of each respondent, (n,), and whether each kind is in the declared base.

    Three kinds: not asked, answered, refused or don't know; twice where an expression chooses the base.
    """
    kind = np.where(missing == 0, 1, np.where(_is_outside(missing), 0, 2)).astype(np.int16)
    base = {"asked": [0.0, 1, 1], "valid": [0.0, 1, 0], "all": [1.0, 1, 1]}.get(item.base, [1.0, 1, 1])
    if chosen is None:
        return kind, base
    return kind + 3 * chosen.astype(np.int16), [0.0, 0, 0, *base]


def _rank_measures(item: Item) -> tuple[Measure, ...]:
    """Return the measures of places that say something of an item: not that everything stands among the first of so many."""
    return tuple(
        m for m in item.kind.measures if m == "mean_rank" or _LAST.get(m, len(item.answers)) < len(item.answers)
    )


def _ranked_rows(item: Item, measure: Measure) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return the rows of a measure of places.

    (row, positions of its codes), a net standing where the best of its codes stands.
    """
    place = {code.code: i for i, code in enumerate(item.codes)}
    rows: list[tuple[str, tuple[int, ...]]] = [(fold(code.code), (place[code.code],)) for code in item.answers]
    if measure in _LAST:
        rows += [(f"net.{net.id}", tuple(place[code] for code in net.codes)) for net in item.nets]
    return tuple(rows)


def _ranked(item: Item, *, responses: Responses, chosen: np.ndarray | None) -> Iterator[Layout]:
    """Yield the places given to each code: shares of the declared base, and the mean place among those who placed it."""
    ranks, missing = responses.ranks[item.id], responses.missing[item.id]
    kind, base = _kinds(item, missing, chosen)
    last = len(item.codes)
    number = np.arange(len(base) * (last + 1))
    place, of_kind = number % (last + 1), number // (last + 1)
    in_base = np.array(base)[of_kind]
    placed = ((of_kind % 3 == 1) & (place > 0)).astype(float)
    measured = {measure: dict(_ranked_rows(item, measure)) for measure in _rank_measures(item)}
    counted = {
        measure: (placed * place, placed)
        if (n := _LAST.get(measure)) is None
        else (in_base * placed * (place <= n), in_base)
        for measure in measured
    }
    for row, codes in {row: codes for rows in measured.values() for row, codes in rows.items()}.items():
        best = np.where(ranks[:, codes] > 0, ranks[:, codes], last + 1).min(axis=1)
        state = kind * np.int16(last + 1) + (best % (last + 1)).astype(np.int16)
        readings = tuple(
            Reading(measure=measure, rows=(row,), numerator=above[None], denominator=below[None])
            for measure, (above, below) in counted.items()
            if row in measured[measure]
        )
        yield Layout(item=item, states=States(state=state, size=len(number)), readings=readings)


def _tells_silence(item: Item) -> bool:
    """Tell whether an open item's blanks, or its base, tell who had the question and wrote nothing."""
    put = item.blank == "absent" or item.filter not in (None, "unknown") or item.base != "asked"
    # Of the valid answers everybody wrote one.
    return "answered" in item.kind.measures and put and item.base != "valid"


def _written(item: Item, *, responses: Responses, chosen: np.ndarray | None) -> ValueLayout:
    """Return who wrote something, among those the question was put to: a blank of theirs is silence, and stays in the base."""
    missing = responses.missing[item.id]
    base = ~np.isin(missing, [MISSING_CODES["not_asked"], MISSING_CODES["filtered"]])
    if item.base == "all":
        base = np.ones(responses.n, dtype=bool)
    elif chosen is not None:
        base = chosen
    wrote = base & (missing == MISSING_CODES["answered"])
    return ValueLayout(
        item=item, measure="answered", row="_", numerator=wrote.astype(float), denominator=base.astype(float)
    )


def numbers_of(item: Item, responses: Responses) -> np.ndarray:
    """Return the number each respondent gave to an item that has a mean, (n,) float, nan where none."""
    if item.kind.answer != "number" and item.answers and item.id in responses.codes:
        by_place = [np.nan if c.value is None or c.missing is not None else c.value for c in item.codes]
        numbers: np.ndarray = np.array([*by_place, np.nan, np.nan])[_code_states(item, responses)]
        return numbers
    answered = responses.missing[item.id] == MISSING_CODES["answered"]
    return np.where(answered, responses.numbers(item.id), np.nan)


def _numeric(item: Item, *, responses: Responses) -> Iterator[ValueLayout | QuantileLayout]:
    values = numbers_of(item, responses)
    there = np.isfinite(values)
    measured: list[tuple[Measure, np.ndarray]] = [("mean", values)]
    if "nps" in item.kind.measures:
        measured.append(("nps", points_of(values)))
    for measure, number in measured:
        yield ValueLayout(
            item=item, measure=measure, row="_", numerator=np.where(there, number, 0.0), denominator=there.astype(float)
        )
    quantiles = tuple(measure for measure in item.kind.measures if measure in QUANTILES)
    if quantiles:
        yield QuantileLayout(item=item, measures=quantiles, values=values)


def _grid(
    item: Item, *, items: Mapping[ItemId, Item], responses: Responses, chosen: np.ndarray | None
) -> Iterator[ValueLayout]:
    """Yield the answers of a grid pooled over its rows: the denominator counts the rows a respondent brings to the base."""
    rows = [items[row_id] for row_id in item.row_ids if row_id in responses.codes and row_id in items]
    states = [_code_states(row, responses) for row in rows]

    def pooled(by_state: np.ndarray) -> np.ndarray:
        total: np.ndarray = sum((by_state[state] for state in states), np.zeros(responses.n))
        return total

    has, base = _coded_tables(item, by_expression=False)
    within = 1.0 if chosen is None else chosen.astype(float)
    counted = pooled(base) * within
    for name, hits in zip(dict(rows_of(item))["share"], _net_rows(item, has) * base, strict=True):
        yield ValueLayout(
            item=item, measure="share", row=name, numerator=pooled(hits) * within, denominator=counted, base_kind="rows"
        )
    if item.has_mean:
        value = np.array([np.nan if c.value is None or c.missing is not None else c.value for c in item.codes])
        yield ValueLayout(
            item=item,
            measure="mean",
            row="_",
            numerator=pooled(np.nan_to_num(value) @ has),
            denominator=pooled(np.isfinite(value).astype(float) @ has),
            base_kind="rows",
        )
