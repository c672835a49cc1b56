"""Cells: every number, verdict, quote or date of a wave, its key, its doubt, and the one gate to publication.

One row per cell. A step says what it computed with `Cell`; `assemble` builds the keys, passes every row through
the gate (published, cautious, withheld, missing), rounds and sorts. Nothing else writes the table.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
import pandas as pd

Kind = Literal["number", "category", "quote", "date"]
Unit = Literal["share", "mean", "count", "cases", "score", "eur", "days", "points", "index", "rank", "none"]
Interval = Literal["taylor", "kish", "wilson", "bootstrap", "leave_one_out", "none"]
BaseKind = Literal["respondents", "cases", "players", "rows", "none"]
Status = Literal["published", "cautious", "withheld", "missing"]

SIGNIFICANT_DIGITS = 12
_PART = re.compile(r"[a-z0-9_.=*-]+\Z")
_SECTION_ORDER = (
    "sample", "weights", "quality", "grid", "audit", "benchmark", "interviews", "agreement", "journeys",
    "survey", "profiles", "expectations", "offers", "strategy", "hypotheses", "waves",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One number, verdict, quote or date, before the gate.

    `base` is unweighted: respondents, cases asked or players scored. `missing=True` says the cell has no value for want of
    matter (no item, nobody judged, not asked in this wave). `withheld=True` asks for withholding whatever the base
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

_CELL_FIELDS = tuple(f.name for f in fields(Cell))
_FLOATS = ("value", "se", "low", "high", "base_weighted", "base_effective")


def cell_key(section: str, item: str, measure: str, row: str, column: str) -> str:
    """Return the key of a cell; raises ValueError where a part is not made of the characters of the contract."""
    parts = (section, item, measure, row, column)
    for part in parts:
        if not _PART.match(part):
            raise ValueError(f"cell key part {part!r} in {'/'.join(parts)!r}")
    return "/".join(parts)


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
    table["status"] = _statuses(table, min_base=min_base, caution_base=caution_base)
    shut = table["status"].isin(["withheld", "missing"])
    table.loc[shut, ["value", "se", "low", "high"]] = np.nan
    table.loc[shut, "text"] = None
    table["level"] = np.where(table["interval"] == "none", np.nan, 0.95)
    table["study"], table["wave"] = study, wave
    table["key"] = [
        cell_key(*parts)
        for parts in zip(table["section"], table["item"], table["measure"], table["row"], table["column"], strict=True)
    ]
    twice = table["key"][table["key"].duplicated()]
    if len(twice):
        raise ValueError(f"cell keys claimed twice: {', '.join(sorted(set(twice))[:5])}")
    table["_section"] = table["section"].map({name: i for i, name in enumerate(_SECTION_ORDER)})
    table = table.sort_values("_section", kind="stable").reset_index(drop=True)
    return table[list(COLUMNS)].astype(COLUMNS)


def _statuses(table: pd.DataFrame, *, min_base: int, caution_base: int) -> np.ndarray:
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
    return np.array([float(f"{v:.{SIGNIFICANT_DIGITS}g}") for v in np.asarray(values, dtype=float).tolist()])
