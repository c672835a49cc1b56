"""Cells: every number, verdict, quote or date of a wave, its key, its doubt, and the one gate to publication.

One row per cell. A step says what it computed with `Cell`; `assemble` builds the keys, passes every row through the
gate (published, cautious, withheld, missing), rounds and sorts. Tests between cells pass the same gate in
`assemble_tests`: what is withheld is not tested, and the rest of a family is adjusted without it. Nothing else writes
the tables.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Literal, NewType

import numpy as np
import pandas as pd

from relstudy.stats.comparisons import Correction, adjust, letter_of
from relstudy.stats.estimates import Estimate

#: The name of a cell, `section/item/measure/row/column`: what is printed, claimed and compared is told by it.
CellKey = NewType("CellKey", str)
Kind = Literal["number", "category", "quote", "date"]
Unit = Literal["share", "mean", "count", "cases", "score", "eur", "days", "points", "index", "rank", "none"]
Interval = Literal["taylor", "kish", "wilson", "bootstrap", "leave_one_out", "none"]
BaseKind = Literal["respondents", "cases", "players", "rows", "none"]

SIGNIFICANT_DIGITS = 12
#: Exact powers of ten, sizes from which twelve digits are had by them, and what of a half their product may be off by,
#: generously.
_POWERS = np.array([float(f"1e{power}") for power in range(23)])
_LEAST_SCALED, _NEAR_HALF = 1e-10, 1e-3
_PART = re.compile(r"[a-z0-9_.=*-]+\Z")
_SECTION_ORDER = (
    "sample", "weights", "quality", "grid", "audit", "benchmark", "interviews", "agreement", "journeys",
    "survey", "profiles", "expectations", "offers", "strategy", "hypotheses", "waves",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One number, verdict, quote or date, before the gate.

    `base` is unweighted: respondents, cases asked or players scored. `missing=True` says the cell has no value for want
    of matter (no item, nobody judged, not asked in this wave). `withheld=True` asks for withholding whatever the base
    (a verdict built on a withheld number).
    """

    section: str
    item: str = "_"
    measure: str
    row: str = "_"
    column: str = "_"
    kind: Kind = "number"
    value: float | None = None
    text: str | None = None
    unit: Unit = "none"
    se: float | None = None
    low: float | None = None
    high: float | None = None
    interval: Interval = "none"
    base: int | None = None
    base_kind: BaseKind = "none"
    base_weighted: float | None = None
    base_effective: float | None = None
    marks: str = ""
    question: str | None = None
    source: str | None = None
    missing: bool = False
    withheld: bool = False

    @classmethod
    def of_figure(cls, figure: Estimate, **what: Any) -> "Cell":
        """Return the cell of a figure of respondents, its interval and bases with it, and the mark of one that raking imposes."""
        told = {
            "value": figure.value,
            "se": figure.se,
            "low": figure.low,
            "high": figure.high,
            "interval": figure.interval,
            "base": figure.base,
            "base_kind": "respondents",
            "base_weighted": figure.base_weighted,
            "base_effective": figure.base_effective,
            "marks": "imposed" if figure.imposed else "",
        }
        return cls(**{**told, **what})


#: Columns of `cells.parquet` and their pandas types, in the order of the contract.
COLUMNS: dict[str, str] = {
    "study": "string", "wave": "string", "key": "string", "section": "string", "item": "string", "measure": "string",
    "row": "string", "column": "string", "kind": "string", "value": "Float64", "text": "string", "unit": "string",
    "se": "Float64", "low": "Float64", "high": "Float64", "level": "Float64", "interval": "string", "base": "Int64",
    "base_kind": "string", "base_weighted": "Float64", "base_effective": "Float64", "marks": "string",
    "status": "string", "question": "string", "step": "string", "source": "string",
}  # fmt: skip

#: Columns of `tests.parquet`.
TEST_COLUMNS: dict[str, str] = {
    "key_a": "string", "key_b": "string", "wave_a": "string", "wave_b": "string", "test": "string", "family": "string",
    "correction": "string", "difference": "Float64", "low": "Float64", "high": "Float64", "statistic": "Float64",
    "p": "Float64", "p_adjusted": "Float64", "verdict": "string", "reason": "string",
}  # fmt: skip

#: What a test that is refused has none of.
TEST_NUMBERS = ("difference", "low", "high", "statistic", "p", "p_adjusted")
_CELL_FIELDS = tuple(f.name for f in fields(Cell))
_FLOATS = ("value", "se", "low", "high", "base_weighted", "base_effective")


def cell_key(section: str, item: str, measure: str, row: str, column: str) -> CellKey:
    """Return the key of a cell; raises ValueError where a part is not made of the characters of the contract."""
    parts = (section, item, measure, row, column)
    for part in parts:
        if not _PART.match(part):
            raise ValueError(f"cell key part {part!r} in {'/'.join(parts)!r}")
    return CellKey("/".join(parts))


def _keys_of(parts: list[list[str]]) -> list[str]:
    """Return the keys of cells whose parts are these columns; each part that differs is looked at once (see `cell_key`)."""
    told = list(zip(*parts, strict=True))
    if not all(_PART.match(part) for part in set().union(*parts)):
        return [cell_key(*cell) for cell in told]
    return list(map("/".join, told))


def cells_frame(cells: Iterable[Cell], *, step: str) -> pd.DataFrame:
    """Return one row per cell, before the gate, with the step's name."""
    frame = pd.DataFrame(
        [tuple(getattr(c, name) for name in _CELL_FIELDS) for c in cells], columns=pd.Index(_CELL_FIELDS)
    )
    frame["step"] = step
    return frame


def assemble(
    frames: Iterable[pd.DataFrame], *, study: str, wave: str, min_base: int, caution_base: int
) -> pd.DataFrame:
    """Return the table of cells: keys built, gate passed, rounded to 12 significant digits, sorted by section.

    Within a section the order of the steps' cells is kept, so that a table reads in the order of its questionnaire.

    Raises
    ------
    ValueError
        A key is malformed or stands twice: two cells would claim the same name.
    """
    kept = [f for f in frames if len(f)]
    if not kept:
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in COLUMNS.items()})
    table = pd.concat([f.astype(object) for f in kept], ignore_index=True)
    for name in _FLOATS:
        table[name] = round_significant(pd.to_numeric(table[name]).to_numpy(dtype=float, na_value=np.nan))
    table["base"] = table["base"].astype("Int64")
    table["status"] = statuses_of(table, min_base=min_base, caution_base=caution_base)
    shut = table["status"].isin(["withheld", "missing"])
    table.loc[shut, ["value", "se", "low", "high"]] = np.nan
    table.loc[shut, "text"] = None
    table["level"] = np.where(table["interval"] == "none", np.nan, 0.95)
    table["study"], table["wave"] = study, wave
    table["key"] = _keys_of([table[part].tolist() for part in ("section", "item", "measure", "row", "column")])
    twice = table["key"][table["key"].duplicated()]
    if len(twice):
        raise ValueError(f"cell keys claimed twice: {', '.join(sorted(set(twice))[:5])}")
    table["_section"] = table["section"].map({name: i for i, name in enumerate(_SECTION_ORDER)})
    table = table.sort_values("_section", kind="stable").reset_index(drop=True)
    return table[list(COLUMNS)].astype(COLUMNS)


def statuses_of(table: pd.DataFrame, *, min_base: int, caution_base: int) -> np.ndarray:
    """Return the status of each cell of a table before the gate, (n,): what a step may build on without showing the rest."""
    counted = (table["base_kind"] == "respondents").to_numpy(dtype=bool)
    base = table["base"].fillna(0).to_numpy(dtype=float)
    status = np.full(len(table), "published", dtype=object)
    status[counted & (base < caution_base)] = "cautious"
    status[counted & (base < min_base)] = "withheld"
    status[table["withheld"].to_numpy(dtype=bool)] = "withheld"
    status[table["missing"].to_numpy(dtype=bool)] = "missing"
    return status


def round_significant(values: np.ndarray) -> np.ndarray:
    """Return values rounded to 12 significant digits, so that two machines write the same cells."""
    values = np.asarray(values, dtype=float)
    found = values.copy()
    usual = np.flatnonzero((np.abs(values) >= _LEAST_SCALED) & (np.abs(values) < 1.0 / _LEAST_SCALED))
    size = np.abs(values[usual])
    places = SIGNIFICANT_DIGITS - 1 - np.floor(np.log10(size)).astype(np.intp)
    scale, large = _POWERS[np.abs(places)], places < 0
    scaled = np.where(large, size / scale, size * scale)
    whole = np.rint(scaled)
    rounded = np.copysign(np.where(large, whole * scale, whole / scale), values[usual])
    # Powers of ten up to 1e22 are exact: one division is as right as the digits written out, save near a half and at a
    # change of length.
    first = 10.0 ** (SIGNIFICANT_DIGITS - 1)
    sure = (np.abs(scaled - np.floor(scaled) - 0.5) > _NEAR_HALF) & (whole >= first) & (whole < 10.0 * first)
    found[usual[sure]] = rounded[sure]
    other = np.isfinite(values) & (values != 0)
    other[usual[sure]] = False
    found[other] = [float(f"{v:.{SIGNIFICANT_DIGITS}g}") for v in values[other].tolist()]
    return found


def no_tests() -> pd.DataFrame:
    """Return the table of tests without a row."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in TEST_COLUMNS.items()})


def assemble_tests(
    frames: Iterable[pd.DataFrame],
    cells: pd.DataFrame,
    *,
    wave: str,
    correction: Correction,
    levels: tuple[float, ...],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the table of tests after the gate, and the cells with the letters of the columns they are significantly above.

    Parameters
    ----------
    frames
        Tests of columns before the gate: key_a, key_b, letter_a, letter_b (places in their block, -1 where a column has
        no letter), test, family, difference (of b less a), low, high, statistic, p, reason.
    cells
        The table of `assemble`, which holds both keys of each test.
    correction, levels
        How p is adjusted within a family; the confidence of an upper case letter and, if there is a second, of a lower
        case one.

    Notes
    -----
    A test with a withheld, missing or imposed cell is refused, without a number, and is none of its family's tests. `different` is
    significant at the first level. A difference without a statistic is not settled.

    Raises
    ------
    ValueError
        A key that is no cell.
    """
    kept = [f for f in frames if len(f)]
    if not kept:
        return no_tests(), cells
    table = pd.concat(kept, ignore_index=True)
    table["reason"] = _reasons(table, cells)
    refused = table["reason"].isin(["withheld", "missing", "not_asked", "imposed"]).to_numpy()
    table["p"] = table["p"].mask(refused)
    p = table["p"].to_numpy(dtype=float)
    adjusted = adjust(p, pd.factorize(table["family"])[0], correction=correction)
    table["p_adjusted"] = adjusted
    verdict = np.where(adjusted <= _error(levels[0]), "different", "not_different")
    table["verdict"] = np.where(refused, "refused", np.where(np.isnan(p), "not_settled", verdict))
    lettered = _mark_letters(cells, table, levels)
    for name in TEST_NUMBERS:
        table[name] = round_significant(table[name].mask(refused).to_numpy(dtype=float))
    table["wave_a"] = table["wave_b"] = wave
    table["correction"] = correction
    return table[list(TEST_COLUMNS)].astype(TEST_COLUMNS), lettered


def assemble_changes(
    tests: pd.DataFrame,
    cells: pd.DataFrame,
    *,
    wave: str,
    before: str,
    correction: Correction,
    levels: tuple[float, ...],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the table of tests of a wave against the one before, and the cells with the marks `up` and `down` they give.

    Parameters
    ----------
    tests
        One row per figure (`steps.changes.Changes`): key, test, family, the numbers of the comparison, the reason where
        it is refused. What is withheld in one of the waves is.
    wave, before
        The later wave and the earlier one.

    Notes
    -----
    `different` is significant at the first level; `not_settled` where the figures moved by the test alone, or at the
    second level, but not at the first once its family is looked at together, and where there is no statistic.
    """
    refused = tests["reason"].notna().to_numpy(dtype=bool)
    p = np.where(refused, np.nan, tests["p"].to_numpy(dtype=float))
    adjusted = adjust(p, pd.factorize(tests["family"])[0], correction=correction)
    strict, weakest = _error(levels[0]), max(_error(level) for level in levels)
    moved = (p <= strict) | (adjusted <= weakest) | np.isnan(p)
    settled = np.where(adjusted <= strict, "different", np.where(moved, "not_settled", "not_different"))
    table = tests.assign(
        key_a=tests["key"],
        key_b=tests["key"],
        wave_a=before,
        wave_b=wave,
        correction=correction,
        p_adjusted=adjusted,
        verdict=np.where(refused, "refused", settled),
    )
    for name in TEST_NUMBERS:
        table[name] = round_significant(table[name].mask(refused).to_numpy(dtype=float))
    return table[list(TEST_COLUMNS)].astype(TEST_COLUMNS), _mark_changes(cells, table)


def assemble_judged(tests: pd.DataFrame, *, wave: str) -> pd.DataFrame:
    """Return the rows of a family that its step has adjusted and judged itself, within one wave; what is refused has no number."""
    refused = (tests["verdict"] == "refused").to_numpy(dtype=bool)
    table = tests.assign(wave_a=wave, wave_b=wave)
    for name in TEST_NUMBERS:
        table[name] = round_significant(table[name].mask(refused).to_numpy(dtype=float))
    return table[list(TEST_COLUMNS)].astype(TEST_COLUMNS)


def _mark_changes(cells: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the cells with `up` or `down` where they are significantly above or below the wave before."""
    found = table[(table["verdict"] == "different") & (table["difference"] != 0)]
    gained = {key: "up" if d > 0 else "down" for key, d in zip(found["key_b"], found["difference"], strict=True)}
    told = [
        " ".join(sorted({*marks.split(), gained[key]})) if key in gained else marks
        for key, marks in zip(cells["key"].tolist(), cells["marks"].tolist(), strict=True)
    ]
    return cells.assign(marks=pd.array(told, dtype="string"))


def _error(level: float) -> float:
    """Return the error a level of confidence allows; 1 - 0.95 leaves rounding."""
    return round(1.0 - level, 12)


def _reasons(table: pd.DataFrame, cells: pd.DataFrame) -> np.ndarray:
    """Return why a test is refused: what its cells are, the worse of the two; else the reason it came with."""
    places = pd.Index(cells["key"])
    status = cells["status"].to_numpy(dtype=object)
    imposed = cells["marks"].str.contains("imposed", regex=False).to_numpy(dtype=bool)
    state = np.full(len(cells), None, dtype=object)
    state[imposed] = "imposed"
    shut = np.isin(status, ("withheld", "missing"))
    state[shut] = status[shut]
    reason = table["reason"].to_numpy(dtype=object)
    found = {}
    for side in ("key_a", "key_b"):
        at = places.get_indexer(pd.Index(table[side]))
        if (at < 0).any():
            raise ValueError(f"a test names {table[side].to_numpy()[at < 0][0]}, which is no cell")
        found[side] = state[at]
    for refusal in ("imposed", "missing", "withheld"):
        here = (found["key_a"] == refusal) | (found["key_b"] == refusal)
        # A step that knows why a cell is missing has said so.
        reason = np.where(here & ((refusal != "missing") | (reason != "not_asked")), refusal, reason)
    return reason


def _mark_letters(cells: pd.DataFrame, table: pd.DataFrame, levels: tuple[float, ...]) -> pd.DataFrame:
    """Return the cells with the letters of the columns of their block they are significantly above, upper case at the first level."""
    weakest = max(_error(level) for level in levels)
    compared = (table["letter_a"] >= 0) & (table["p_adjusted"] <= weakest) & (table["difference"] != 0)
    found = table[compared]
    if found.empty:
        return cells
    above = (found["difference"] > 0).to_numpy()
    higher = np.where(above, found["key_b"], found["key_a"]).tolist()
    lower = np.where(above, found["letter_a"], found["letter_b"]).tolist()
    upper_case = (found["p_adjusted"] <= _error(levels[0])).tolist()
    gained: dict[str, set[str]] = {}
    for key, place, upper in zip(higher, lower, upper_case, strict=True):
        gained.setdefault(key, set()).add(letter_of(place) if upper else letter_of(place).lower())
    told = [
        " ".join(sorted({*marks.split(), *gained[key]})) if key in gained else marks
        for key, marks in zip(cells["key"].tolist(), cells["marks"].tolist(), strict=True)
    ]
    return cells.assign(marks=pd.array(told, dtype="string"))
