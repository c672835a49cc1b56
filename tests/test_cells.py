"""The table of cells: keys, gate, rounding."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.cells import COLUMNS, Cell, assemble, cell_key, cells_frame, round_significant
from relstudy.folding import fold

GATE = {"study": "s", "wave": "w", "min_base": 30, "caution_base": 100}


def one(**kw: object) -> pd.Series:
    cell = Cell(
        **{"section": "survey", "item": "q", "measure": "share", "row": "1", "column": "all", "unit": "share", **kw}
    )
    return assemble([cells_frame([cell], step="survey")], **GATE).iloc[0]


@pytest.mark.parametrize(
    ("code", "folded"),
    [("18 - 34", "18-34"), ("01", "01"), ("Été & hiver!", "ete-hiver"), ("A_b.c", "a_b.c"), ("--x--", "x"), ("日", "")],
)
def test_codes_fold_as_the_contract_says(code: str, folded: str) -> None:
    assert fold(code) == folded


@pytest.mark.parametrize(
    ("base", "status"), [(29, "withheld"), (30, "cautious"), (99, "cautious"), (100, "published"), (0, "withheld")]
)
def test_the_gate_counts_respondents(base: int, status: str) -> None:
    row = one(value=0.5, text="x", se=0.1, low=0.3, high=0.7, interval="taylor", base=base, base_kind="respondents")
    assert row["status"] == status
    if status == "withheld":
        assert row[["value", "text", "se", "low", "high"]].isna().all()
        assert row["base"] == base
        assert row["interval"] == "taylor"


@pytest.mark.parametrize("kind", ["cases", "players", "rows", "none"])
def test_the_gate_lets_other_bases_pass(kind: str) -> None:
    assert one(value=3, base=3, base_kind=kind)["status"] == "published"


def test_a_missing_cell_has_no_value() -> None:
    row = one(value=1.0, missing=True)
    assert row["status"] == "missing"
    assert pd.isna(row["value"])


def test_a_key_claimed_twice_is_refused() -> None:
    cell = Cell(section="survey", item="q", measure="share", row="1", column="all")
    with pytest.raises(ValueError, match="claimed twice"):
        assemble([cells_frame([cell, cell], step="survey")], **GATE)


def test_keys_are_made_of_the_contracts_characters() -> None:
    assert cell_key("survey", "q", "share", "net.a", "age=18-34") == "survey/q/share/net.a/age=18-34"
    with pytest.raises(ValueError, match="part"):
        cell_key("survey", "Q", "share", "1", "all")


def test_no_cells_is_an_empty_table_of_the_right_columns() -> None:
    empty = assemble([], **GATE)
    assert list(empty.columns) == list(COLUMNS)
    assert len(empty) == 0


def test_level_is_null_where_there_is_no_interval() -> None:
    assert one(value=0.5, interval="taylor", base=500, base_kind="respondents")["level"] == 0.95
    assert pd.isna(one(value=0.5)["level"])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_rounding_keeps_twelve_digits(value: float) -> None:
    got = round_significant(np.array([value]))[0]
    assert got == float(f"{value:.12g}")
    assert math.isclose(got, value, rel_tol=1e-11, abs_tol=0.0) or value == 0 or abs(value) < 1e-300
