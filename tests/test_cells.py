"""The table of cells: keys, gate, rounding."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.cells import (
    COLUMNS,
    TEST_COLUMNS,
    Cell,
    assemble,
    assemble_tests,
    cell_key,
    cells_frame,
    round_significant,
)
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


@given(
    st.integers(0, 10**12), st.integers(-24, 12), st.sampled_from([0.0, 0.4999, 0.49999999, 0.5, 0.50000001, 0.5001])
)
def test_rounding_is_that_of_the_digits_written_out_near_a_half_too(digits: int, power: int, beyond: float) -> None:
    values = np.array([digits + beyond, -digits - beyond]) * 10.0**power
    assert round_significant(values).tolist() == [float(f"{v:.12g}") for v in values.tolist()]


def test_rounding_leaves_what_is_no_size() -> None:
    got = round_significant(np.array([np.nan, np.inf, -np.inf, 0.0, 999999999999.5, 0.9999999999999]))
    np.testing.assert_array_equal(got, [np.nan, np.inf, -np.inf, 0.0, 1e12, 1.0])


def share(column: str, value: float, **more: object) -> Cell:
    return Cell(**{
        "section": "survey", "item": "q", "measure": "share", "row": "1", "column": column, "value": value, "unit": "share",
        "base": 100, "base_kind": "respondents", **more,
    })  # fmt: skip


def rows_before(*rows: tuple[str, str, int, int, float, float]) -> pd.DataFrame:
    """Return tests before the gate: columns a and b, places of their letters, difference, p."""
    return pd.DataFrame(
        [
            {
                "key_a": f"survey/q/share/1/{a}", "key_b": f"survey/q/share/1/{b}", "letter_a": i, "letter_b": j, "test": "z",
                "family": "q/share/x", "difference": d, "low": d - 0.1, "high": d + 0.1, "statistic": 9 * d, "p": p,
                "reason": "no_spread" if math.isnan(p) else None,
            }
            for a, b, i, j, d, p in rows
        ]
    )  # fmt: skip


JUDGED = {"wave": "w", "correction": "none", "levels": (0.95, 0.90)}


def test_letters_are_those_of_the_columns_a_cell_is_above_upper_case_at_the_first_level() -> None:
    cells = assemble([cells_frame([share("x=1", 0.5), share("x=2", 0.3), share("x=3", 0.4)], step="survey")], **GATE)
    before = rows_before(
        ("x=1", "x=2", 0, 1, -0.2, 0.01), ("x=1", "x=3", 0, 2, -0.1, 0.07), ("x=2", "x=3", 1, 2, 0.1, 0.2)
    )
    tests, lettered = assemble_tests([before], cells, **JUDGED)
    assert tests["verdict"].tolist() == ["different", "not_different", "not_different"]
    assert lettered["marks"].tolist() == ["B c", "", ""]
    one_level = assemble_tests([before], cells, **{**JUDGED, "levels": (0.95,)})[1]
    assert one_level["marks"].tolist() == ["B", "", ""]
    stricter = assemble_tests([before], cells, **{**JUDGED, "levels": (0.999, 0.92)})[1]
    assert stricter["marks"].tolist() == ["b c", "", ""]


def test_a_refused_test_is_none_of_its_family_and_has_no_number() -> None:
    cells = assemble(
        [cells_frame([share("x=1", 0.5), share("x=2", 0.3), share("x=3", 0.4, base=9), share("x=4", 0.2, marks="imposed")], step="s")],
        **GATE,
    )  # fmt: skip
    before = rows_before(
        ("x=1", "x=2", 0, 1, -0.2, 0.01), ("x=1", "x=3", 0, 2, -0.1, 0.02), ("x=2", "x=4", 1, 3, -0.1, 0.02),
        ("x=3", "x=4", 2, 3, -0.1, 0.02),
    )  # fmt: skip
    tests, lettered = assemble_tests([before], cells, **{**JUDGED, "correction": "bonferroni"})
    assert tests["p_adjusted"].tolist()[:1] == [0.01]
    assert tests["verdict"].tolist() == ["different", "refused", "refused", "refused"]
    assert tests["reason"].fillna("").tolist() == ["", "withheld", "imposed", "withheld"]
    assert tests.loc[1:, ["difference", "low", "high", "statistic", "p", "p_adjusted"]].isna().all().all()
    assert lettered["marks"].tolist() == ["B", "", "", "imposed"]


def test_a_difference_without_a_statistic_is_not_settled_and_a_letter_joins_other_marks() -> None:
    cells = assemble([cells_frame([share("x=1", 0.5, marks="tie"), share("x=2", 0.3)], step="survey")], **GATE)
    tests, _ = assemble_tests([rows_before(("x=1", "x=2", 0, 1, -0.2, math.nan))], cells, **JUDGED)
    assert (tests["verdict"][0], tests["reason"][0]) == ("not_settled", "no_spread")
    marked = assemble_tests([rows_before(("x=1", "x=2", 0, 1, -0.2, 0.001))], cells, **JUDGED)[1]
    assert marked["marks"].tolist() == ["B tie", ""]


def test_a_test_of_no_cell_is_refused_and_no_tests_are_an_empty_table() -> None:
    cells = assemble([cells_frame([share("x=1", 0.5)], step="survey")], **GATE)
    with pytest.raises(ValueError, match="x=9"):
        assemble_tests([rows_before(("x=1", "x=9", 0, 1, 0.1, 0.5))], cells, **JUDGED)
    none, same = assemble_tests([], cells, **JUDGED)
    assert list(none.columns) == list(TEST_COLUMNS)
    assert same is cells
