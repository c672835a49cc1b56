"""Themes: cells of orders, pairs and types by hand; what the study asks for, and what there are too few or too many cases for."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from relstudy.cells import assemble
from relstudy.steps import themes
from relstudy.steps.themes import Themes, cells_of, compare_themes
from relstudy.study.codec import digest, load, save
from relstudy.survey.plan import CodingPlan, Design, Identity, Respondents, Steps, Study, Wave, WaveFacts
from relstudy.survey.registers import CodebookEntry

CODEBOOK = (
    CodebookEntry(id="top"), CodebookEntry(id="a", parent="top"), CodebookEntry(id="b", parent="top"),
    CodebookEntry(id="c"),
)  # fmt: skip
#: Of the codes top, a, b, c.
HEARD = np.array([[0, 1, 1, 0], [1, 1, 1, 0], [0, 0, 1, 1], [0, 0, 1, 1], [0, 1, 0, 1]], dtype=bool)


def compared(
    heard: np.ndarray = HEARD,
    *,
    types: bool | None = None,
    asked: np.ndarray | None = None,
    target: tuple[str, ...] = (),
) -> Themes:
    return compare_themes(
        interviews_heard=heard,
        interviews_asked=np.ones_like(heard) if asked is None else asked,
        interviews_target=np.array(target or [""] * len(heard)),
        interviews_file="codings.csv",
        study_codebook=CODEBOOK if heard.shape[1] == 4 else tuple(CodebookEntry(id=f"k{i}") for i in range(heard.shape[1])),
        study_coding=CodingPlan(types=types),
        study_identity=Identity(id="s", seed=3),
    )  # fmt: skip


def cells(result: Themes) -> pd.DataFrame:
    study = Study(
        folder=Path(), identity=Identity(id="s"), languages=("fr",), design=Design(), respondents=Respondents(),
        steps=Steps(audit=False, benchmark=False, interviews=True, survey=False),
    )  # fmt: skip
    wave = Wave(id="w", facts=WaveFacts(field_start=date(2026, 1, 1), field_end=date(2026, 1, 2)))
    return assemble([cells_of(result, study, wave)], study="s", wave="w", min_base=30, caution_base=100).set_index(
        "key"
    )


def grouped(*sizes: int, themes: int = 6) -> np.ndarray:
    """Return cases of groups that each tell themes of their own but one."""
    places = [(group, case) for group, size in enumerate(sizes) for case in range(size)]
    heard = np.zeros((len(places), themes * len(sizes)), dtype=bool)
    for row, (group, case) in enumerate(places):
        heard[row, group * themes : (group + 1) * themes] = True
        heard[row, group * themes + case % themes] = False
    return heard


def test_pairs_of_codes_without_one_below_them_are_counted_of_those_asked_both() -> None:
    asked = np.ones_like(HEARD)
    asked[2, 3] = False
    got = cells(compared(asked=asked))
    told = got[got["measure"] == "cases_with"][["value", "base", "unit", "base_kind"]]
    assert told.index.tolist() == ["interviews/a/cases_with/b/all", "interviews/b/cases_with/c/all"]
    assert told.to_numpy().tolist() == [[2, 5, "cases", "cases"], [2, 4, "cases", "cases"]]


def test_of_too_many_pairs_the_most_frequent_are_told_and_equals_are_left_out_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(themes, "_PAIRS", 2)
    heard = np.array([[1, 1, 1]] * 2 + [[1, 1, 0]], dtype=bool)
    result = compared(heard)
    assert [tuple(pair) for pair in result.pairs.tolist()] == [(0, 1)]
    assert result.together.tolist() == [3]


def test_orders_have_their_mean_their_band_and_when_they_are_saturated() -> None:
    got = cells(compared(np.ones((7, 5), dtype=bool)))
    assert got.loc["interviews/_/saturation_orders/_/_", ["value", "base", "base_kind"]].tolist() == [
        1000,
        1000,
        "rows",
    ]
    for name in ("low", "median", "high"):
        assert got.loc[f"interviews/_/saturation_{name}/_/_", "value"] == 4
    for name in ("expected", "low", "high"):
        assert [got.loc[f"interviews/_/new_themes_{name}/{n}/_", "value"] for n in range(1, 8)] == [5, 0, 0, 0, 0, 0, 0]


def test_what_no_order_reaches_is_missing() -> None:
    got = cells(compared())
    assert got.loc["interviews/_/saturation_orders/_/_", "value"] == 0
    assert got.loc["interviews/_/saturation_high/_/_", "status"] == "missing"


def test_a_type_has_its_cases_its_doubt_and_what_sets_it_apart() -> None:
    target = ("client",) * 9 + ("prospect",) * 7
    got = cells(compared(grouped(9, 7), target=target))
    assert got.loc["interviews/_/types/_/_", ["value", "base"]].tolist() == [2, 16]
    assert got.loc["interviews/type.t1/type_cases/_/all", ["value", "base"]].tolist() == [9, 16]
    assert got.loc["interviews/type.t1/type_cases/_/target=prospect", ["value", "base"]].tolist() == [0, 7]
    standing = [got.loc[f"interviews/type.t{n}/type_standing/_/_", "text"] for n in (1, 2)]
    assert standing == ["type", "sketch"]
    assert got.loc["interviews/type.t2/type_stability/_/_", ["value", "base"]].tolist() == [16, 16]
    # Nine cases leave out their themes in turn: the last three are left out once, the others twice.
    told = got[got.index.str.startswith("interviews/type.t1/type_themes/")]
    assert told["row"].tolist() == ["k3", "k4", "k5", "k0"]
    assert told[["value", "base"]].to_numpy().tolist() == [[8, 9], [8, 9], [8, 9], [7, 9]]
    assert got.loc["interviews/type.t1/type_others/k3/_", ["value", "base"]].tolist() == [0, 7]


@pytest.mark.parametrize(
    ("sizes", "types", "untold"),
    [((8, 8), None, ""), ((8, 7), None, "too_few"), ((8, 7), True, ""), ((8, 8), False, "not_asked"),
     ((2, 2), True, "unclear"), ((101, 100), True, "too_many")],
)  # fmt: skip
def test_types_are_looked_for_where_asked_for_or_where_there_are_cases_enough(
    sizes: tuple[int, ...], types: bool | None, untold: str
) -> None:
    result = compared(grouped(*sizes), types=types)
    assert result.untold == untold
    told = cells(result)
    assert ("interviews/_/types/_/_" in told.index) == (untold in ("", "unclear"))
    if untold == "unclear":
        assert told.loc["interviews/_/types/_/_", "text"] == "none"


@pytest.mark.parametrize("shape", [(0, 3), (1, 3), (4, 0)])
def test_without_cases_or_codes_there_is_nothing_to_tell(shape: tuple[int, int]) -> None:
    got = cells(compared(np.zeros(shape, dtype=bool)))
    assert not got["measure"].isin({"cases_with", "types", "type_cases"}).any()
    assert got[got["row"] != "_"]["value"].tolist() == [0.0] * 3 * shape[0]


def test_the_result_is_stored_as_it_is(tmp_path: Path) -> None:
    result = compared(grouped(9, 7))
    save(result, tmp_path)
    again = load(Themes, tmp_path)
    assert digest(again) == digest(result)
    pd.testing.assert_frame_equal(cells(again), cells(result))
