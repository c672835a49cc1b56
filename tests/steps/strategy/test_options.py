"""Fit and value of the offers under project, against tables counted by hand."""

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from relstudy.cells import Cell, cells_frame
from relstudy.steps.absence import NotInStudy
from relstudy.steps.benchmark import Benchmark
from relstudy.steps.interviews import Interviews
from relstudy.steps.strategy.options import enchantment_cells, fit_cells, options_of, value_cells, with_status
from relstudy.survey.plan import Disclosure
from relstudy.survey.registers import CodebookEntry, Expectation, Offer

VIDEO, RECORD, APP = (
    Offer(id=i, kind="channel", status=s) for i, s in (("video", "project"), ("record", "project"), ("app", "in_use"))
)
EXPECTATIONS = tuple(
    Expectation(id=i, offer=o, code=c)
    for i, o, c in (
        ("known", "record", "nc_record"),
        ("quick", "app", None),
        ("again", "record", "sat"),
        ("face", "video", None),
        ("none", None, None),
    )
)
ABSENT = NotInStudy("no_survey")


def tiers(rows: dict[str, dict[str, str]], *, base: dict[str, int] | None = None) -> pd.DataFrame:
    """Return cells of the tiers, by column and expectation, with their status."""
    cells = [
        Cell(
            section="expectations", item=item, measure="tier", column=column, kind="category", text=tier, base=(base or {}).get(column, 200),
            base_kind="respondents", missing=tier == "-",
        )
        for column, by_item in rows.items()
        for item, tier in by_item.items()
    ]  # fmt: skip
    return with_status(cells_frame(cells, step="expectations"), Disclosure())


def cells_by_key(cells: Any) -> dict[str, Cell]:
    return {f"{c.item}/{c.measure}/{c.column}": c for c in cells}


def test_options_are_the_offers_under_project() -> None:
    assert options_of((VIDEO, RECORD, APP)) == (VIDEO, RECORD)


def test_fit_is_the_part_of_a_column_s_primary_expectations_that_an_option_serves() -> None:
    """By hand: of all, known and quick are primary, so 1 of 2; of p1 known, again and quick, so 2 of 3; video serves none."""
    found = tiers(
        {
            "all": {
                "known": "primary",
                "quick": "primary",
                "again": "secondary",
                "face": "unsettled",
                "none": "secondary",
            },
            "profile=p1": {
                "known": "primary",
                "quick": "primary",
                "again": "primary",
                "face": "-",
                "none": "secondary",
            },
        }
    )
    got = cells_by_key(fit_cells((VIDEO, RECORD), EXPECTATIONS, found))
    assert got["record/fit/all"].value == 1 / 2
    assert got["record/fit/profile=p1"].value == 2 / 3
    assert got["video/fit/all"].value == 0.0
    assert {cell.source for cell in got.values()} == {"expectations.csv#offer_id"}
    assert (got["record/fit/all"].base, got["record/fit/all"].base_kind, got["record/fit/all"].unit) == (
        200,
        "respondents",
        "share",
    )


def test_fit_is_withheld_where_its_tiers_are() -> None:
    found = tiers({"profile=p2": {"known": "primary", "quick": "primary"}}, base={"profile=p2": 29})
    (cell,) = fit_cells((RECORD,), EXPECTATIONS, found)
    assert (cell.withheld, cell.missing) == (True, False)


def test_an_option_nobody_linked_has_no_fit_nor_one_without_primary_expectations() -> None:
    none_linked = fit_cells(
        (Offer(id="voice", kind="channel", status="project"),), EXPECTATIONS, tiers({"all": {"known": "primary"}})
    )
    assert [c.missing for c in none_linked] == [True]
    assert [c.missing for c in fit_cells((RECORD,), EXPECTATIONS, tiers({"all": {"known": "secondary"}}))] == [True]
    (alone,) = fit_cells((RECORD,), EXPECTATIONS, pd.DataFrame(columns=["measure"]))
    assert (alone.column, alone.missing) == ("all", True)


@given(st.lists(st.sampled_from(["primary", "secondary", "unsettled", "-"]), min_size=5, max_size=5))
def test_fits_of_all_offers_and_the_unlinked_sum_to_one(verdicts: list[str]) -> None:
    found = tiers({"all": dict(zip([e.id for e in EXPECTATIONS], verdicts, strict=True))})
    values = [c.value for c in fit_cells((VIDEO, RECORD, APP), EXPECTATIONS, found) if not c.missing]
    primary = verdicts.count("primary")
    if primary:
        assert np.isclose(sum(values), (primary - (verdicts[4] == "primary")) / primary)
    else:
        assert values == []


def benchmark(*rows: tuple[str, str, str, bool, str]) -> Benchmark:
    columns = ["practice", "player_id", "kind", "present", "offers"]
    return Benchmark(file="waves/w/benchmark.csv", scores=pd.DataFrame(list(rows), columns=pd.Index(columns)))


def test_value_is_rarity_in_the_sector_without_the_client() -> None:
    """By hand: north and south are scored, bank too; south has it by its second practice: 1 of 3 has it, so 2/3."""
    told = benchmark(
        ("video", "us", "client", True, "video"), ("video", "north", "competitor", False, "video|app"), ("video", "south", "competitor", False, "video"),
        ("visio", "south", "competitor", True, "video"), ("visio", "bank", "adjacent", False, "video"), ("chat", "bank", "adjacent", True, "app"),
    )  # fmt: skip
    got = cells_by_key(value_cells((VIDEO, RECORD), told, ABSENT, disclosure=Disclosure()))
    assert (got["video/value/all"].value, got["video/value/all"].base, got["video/value/all"].base_kind) == (
        1 - 1 / 3,
        3,
        "players",
    )
    assert (got["record/value/all"].missing, got["record/value/all"].base) == (True, 0)


def test_without_a_benchmark_value_is_missing() -> None:
    assert [c.missing for c in value_cells((VIDEO,), NotInStudy("no_benchmark"), ABSENT, disclosure=Disclosure())] == [
        True
    ]


def told(valence: list[list[int]], judged: list[list[bool]], codes: tuple[str, ...]) -> Interviews:
    n, shape = len(valence), (len(valence), len(codes))
    return Interviews(
        file="waves/w/codings.csv", cases_file="waves/w/cases.csv", case_id=np.array([f"c{i}" for i in range(n)]),
        target=np.array(["client"] * 2 + ["prospect"] * (n - 2)), group=np.zeros(n, dtype=bool), attributes=np.array([""] * n), codes=codes,
        asked=np.ones(shape, dtype=bool), voiced=np.ones(shape, dtype=bool), unprompted=np.ones(shape, dtype=bool),
        contrary=np.zeros(shape, dtype=bool), judged=np.array(judged), valence=np.array(valence), channels=np.empty(0, dtype=str), stages=np.empty(0, dtype=str),
        met=np.zeros((n, 0, 0), dtype=bool), quotes=pd.DataFrame(),
    )  # fmt: skip


def test_enchantment_counts_the_cases_pleased_by_reactions_alone() -> None:
    """By hand: c0 +1, c1 -2+1, c2 not judged, c3 +2: 2 of 3 pleased; the code of today's satisfaction is not looked at."""
    book = (
        CodebookEntry(id="nc_record", facet="new_channel"),
        CodebookEntry(id="sat", facet="satisfaction"),
        CodebookEntry(id="own", offer="record"),
    )
    interviews = told(
        [[1, -9, 0], [-2, 9, 1], [0, 9, 0], [0, -9, 2]],
        [[True, True, False], [True] * 3, [False, True, False], [False, True, True]],
        ("nc_record", "sat", "own"),
    )
    got = cells_by_key(enchantment_cells((RECORD, VIDEO), EXPECTATIONS, book, interviews))
    assert {key: (c.value, c.base, c.unit) for key, c in got.items()} == {
        "record/enchantment/all": (2.0, 3, "cases"),
        "record/enchantment/target=client": (1.0, 2, "cases"),
        "record/enchantment/target=prospect": (1.0, 1, "cases"),
    }
    assert list(enchantment_cells((RECORD,), EXPECTATIONS, book, NotInStudy("no_interviews"))) == []
