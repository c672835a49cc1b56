"""Figures of two waves by hand-made cells: which are compared, which are refused and why, what is told of the earlier one."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from relstudy.cells import Cell, assemble, assemble_changes, cells_frame
from relstudy.steps.absence import NotInStudy
from relstudy.steps.changes import Changes, compare_waves
from relstudy.survey.items import Code, CodeId, Item, ItemId
from relstudy.survey.labels import Labels
from relstudy.survey.past import Past, Restated, Terms
from relstudy.survey.plan import EVERY_ITEM, Break, Design, ExpectationsPlan, Respondents, WaveFacts, Weighting
from relstudy.survey.registers import Expectation

FACTS = WaveFacts(field_start=date(2026, 3, 1), field_end=date(2026, 3, 2))
CODES = tuple(Code(code=CodeId(c)) for c in ("1", "2"))
Q, TARGET = (Item(id=ItemId(name), type="single", columns=(name,), codes=CODES) for name in ("q", "target"))


def share(value: float, *, item: str = "q", row: str = "1", column: str = "all", base: int = 400, **more: Any) -> Cell:
    se = (value * (1 - value) / base) ** 0.5
    return Cell(
        section="survey", item=item, measure="share", row=row, column=column, value=value, unit="share", se=se,
        low=value - 1.96 * se, high=value + 1.96 * se, interval="taylor", base=base, base_kind="respondents",
        base_weighted=float(base), base_effective=float(base), question=item, **more,
    )  # fmt: skip


def table(wave: str, *cells: Cell) -> pd.DataFrame:
    return assemble([cells_frame(cells, step="survey")], study="s", wave=wave, min_base=30, caution_base=100)


def changes(before: pd.DataFrame, after: pd.DataFrame, **more: Any) -> Changes:
    items = more.pop("items", (Q, TARGET))
    old = Terms(wave="2025", items=more.pop("old_items", items), labels=Labels(), facts=FACTS, weighting=Weighting())
    given: dict[str, Any] = {
        "past": Past(cells=before, terms=old, restated=more.pop("restated", ())), "cells": after, "wave_id": "2026",
        "panel": NotInStudy("no_panel"),
        "wave_items": items, "wave_labels": Labels(), "wave_facts": FACTS, "wave_weighting": Weighting(),
        "wave_same_as_before": (), "study_breaks": (), "study_design": Design(), "study_respondents": Respondents(),
        "study_expectations": (), "study_expecting": None,
    }  # fmt: skip
    return compare_waves(**{**given, **more})


def judged(found: Changes, cells: pd.DataFrame, **more: Any) -> pd.DataFrame:
    options: dict[str, Any] = {"correction": "fdr", "levels": (0.95, 0.90), **more}
    tests, _ = assemble_changes(found.tests, cells, wave="2026", before="2025", **options)
    return tests.set_index("key_b")


def test_a_figure_that_moved_is_marked_and_one_that_did_not_is_not() -> None:
    after = table("2026", share(0.6), share(0.41, row="2"))
    found = changes(table("2025", share(0.4), share(0.4, row="2")), after)
    tests, marked = assemble_changes(
        found.tests, after, wave="2026", before="2025", correction="none", levels=(0.95, 0.90)
    )
    assert tests["verdict"].tolist() == ["different", "not_different"]
    assert marked["marks"].tolist() == ["up", ""]


def test_numbers_published_in_other_units_are_not_compared_and_both_units_are_told() -> None:
    def told(unit: str) -> tuple[Cell, Cell]:
        unit_read = Cell(section="sample", item="n", measure="unit", column="all", kind="category", text=unit)
        mean = replace(share(0.4, item="n"), measure="mean", row="_", value=12.0, unit="mean", low=11.0, high=13.0)
        return unit_read, mean

    number = Item(id=ItemId("n"), type="numeric", columns=("n",))
    before, after = table("2025", *told("min")), table("2026", *told("h"))
    found = changes(before, after, items=(number,))
    assert judged(found, after).loc["survey/n/mean/_/all", "reason"] == "scale"
    assert found.units == {"n": ("min", "h")}
    again = changes(before, table("2026", *told("min")), items=(number,))
    assert again.tests["reason"].isna().all()
    assert not again.units


def test_what_moved_by_its_test_alone_is_not_settled() -> None:
    rows = [f"{i}" for i in range(1, 11)]
    before = table("2025", *(share(0.4, row=row) for row in rows))
    after = table("2026", share(0.475, row="1"), *(share(0.4, row=row) for row in rows[1:]))
    found = changes(before, after)
    assert judged(found, after).loc["survey/q/share/1/all", "verdict"] == "not_settled"
    assert judged(found, after, correction="none").loc["survey/q/share/1/all", "verdict"] == "different"


def test_only_shares_of_states_are_pooled_and_everything_else_is_held_to_its_own_errors() -> None:
    """The part of a judgement a derived importance explains has the errors of resamples, far from those of a proportion."""

    def importance(value: float, se: float) -> Cell:
        return Cell(
            section="expectations", item="e", measure="importance", column="all", value=value, unit="share", se=se,
            low=value - 2 * se, high=value + 2 * se, interval="bootstrap", base=400, base_kind="respondents",
            base_weighted=400.0, base_effective=400.0,
        )  # fmt: skip

    def answered(value: float) -> Cell:
        told = share(value)
        return replace(told, measure="answered", row="_")

    after = table("2026", importance(0.35, 0.05), answered(0.6), share(0.6))
    before = table("2025", importance(0.25, 0.05), answered(0.5), share(0.5))
    expectations = (Expectation(id="e", satisfaction_item="q"),)
    plan = ExpectationsPlan(importance="derived", overall=ItemId("target"))
    found = judged(changes(before, after, study_expectations=expectations, study_expecting=plan), after)
    derived, wrote, chosen = (
        found.loc[f"{key}/all"] for key in ("expectations/e/importance/_", "survey/q/answered/_", "survey/q/share/1")
    )
    assert (derived["test"], wrote["test"], chosen["test"]) == ("z", "z", "pooled_z")
    assert derived["statistic"] == pytest.approx(0.1 / (2 * 0.05**2) ** 0.5)
    assert wrote["statistic"] == pytest.approx(0.1 / (0.6 * 0.4 / 400 + 0.25 / 400) ** 0.5)
    assert chosen["statistic"] == pytest.approx(0.1 / (0.55 * 0.45 * 2 / 400) ** 0.5)


def test_errors_by_replicate_weights_enter_the_test_of_a_share_as_any_design_does() -> None:
    def by_sets(value: float) -> Cell:
        told = share(value)
        assert told.se is not None
        return replace(told, se=2 * told.se, interval="leave_one_out")

    after = table("2026", by_sets(0.6))
    before = table("2025", by_sets(0.5))
    found = changes(before, after, study_design=Design(replicates="jackknife"))
    row = judged(found, after).loc["survey/q/share/1/all"]
    assert row["statistic"] == pytest.approx(0.1 / (4 * 0.55 * 0.45 * 2 / 400) ** 0.5)
    told = found.cells[found.cells["measure"] == "share_difference"]
    assert told["interval"].tolist() == ["leave_one_out"]


def test_a_difference_of_resampled_figures_is_not_told_as_linearised() -> None:
    plain, drawn = (share(0.6, row=row) for row in ("1", "2"))
    after = table("2026", plain, replace(drawn, interval="bootstrap"))
    found = changes(table("2025", share(0.5), share(0.5, row="2")), after)
    told = found.cells[found.cells["measure"] == "share_difference"].set_index("row")["interval"]
    assert told.to_dict() == {"1": "taylor", "2": "bootstrap"}


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (share(0.4, base=20), share(0.5), "withheld"),
        (share(0.4), share(0.5, base=20), "withheld"),
        (share(0.4, missing=True), share(0.5), "not_asked"),
        (share(0.4, marks="imposed"), share(0.5), "weighting"),
    ],
    ids=["withheld before", "withheld now", "missing", "imposed"],
)
def test_a_figure_that_is_not_published_or_imposed_is_refused(before: Cell, after: Cell, reason: str) -> None:
    now = table("2026", after)
    row = judged(changes(table("2025", before), now), now).loc["survey/q/share/1/all"]
    assert (row["verdict"], row["reason"]) == ("refused", reason)
    assert row[["difference", "low", "high", "statistic", "p", "p_adjusted"]].isna().all()


def test_a_figure_the_weighting_imposes_has_no_test_and_no_break_in_its_series() -> None:
    after = table("2026", share(0.4, marks="imposed"))
    found = changes(table("2025", share(0.4, marks="imposed")), after)
    told = found.cells[found.cells["column"] == "wave=2025"]
    assert (found.tests["reason"].tolist(), told["marks"].tolist()) == (["weighting"], [""])


def test_figures_of_one_wave_alone_have_a_row_and_the_waves_nothing_in_common_no_cell() -> None:
    after = table("2026", share(0.5, item="new"))
    found = changes(table("2025", share(0.4)), after, items=(TARGET,), old_items=(Q,))
    assert found.tests["key"].tolist() == ["survey/new/share/1/all", "survey/q/share/1/all"]
    assert set(found.tests["reason"]) == {"not_asked"}
    assert found.tests["p"].isna().all()


def test_a_code_of_open_answers_nobody_gave_in_a_wave_may_not_have_been_in_its_frame() -> None:
    remarks = Item(id=ItemId("remarks"), type="open", columns=("REM",))
    before = table("2025", *(share(0.3, item="remarks", row=row) for row in ("wait", "slow")))
    after = table("2026", *(share(0.5, item="remarks", row=row) for row in ("wait", "fresh")))
    tests = changes(before, after, items=(Q, TARGET, remarks)).tests
    told = {key.split("/")[3]: reason for key, reason in zip(tests["key"], tests["reason"], strict=True)}
    assert told == {"wait": None, "fresh": "codes", "slow": "codes"}


def test_waves_without_a_figure_have_no_test_and_no_cell() -> None:
    nothing = table(
        "2026", Cell(section="sample", measure="n", column="all", value=5.0, unit="count", base_kind="rows")
    )
    found = changes(nothing, nothing)
    assert (len(found.tests), len(found.cells)) == (0, 0)
    tests, marked = assemble_changes(found.tests, nothing, wave="2026", before="2025", correction="fdr", levels=(0.95,))
    assert (len(tests), marked["marks"].tolist()) == (0, [""])


def test_columns_of_a_target_break_with_the_item_that_makes_them() -> None:
    cells = (share(0.5), share(0.5, column="target=1"))
    found = changes(
        table("2025", *cells), table("2026", *cells), study_respondents=Respondents(target=ItemId("target")),
        study_breaks=(Break(item=ItemId("target"), wave="2026"),),
    )  # fmt: skip
    reasons = dict(zip(found.tests["key"], found.tests["reason"], strict=True))
    assert reasons == {"survey/q/share/1/all": None, "survey/q/share/1/target=1": "declared"}


def test_an_item_declared_the_same_is_compared_in_every_column_of_its_targets() -> None:
    cells = (share(0.5), share(0.5, column="target=1"), share(0.5, item="other", column="target=1"))
    more: dict[str, Any] = {
        "items": (Q, TARGET, replace(Q, id=ItemId("other"))), "study_respondents": Respondents(target=ItemId("target")),
        "study_breaks": (Break(item=EVERY_ITEM, wave="2026"),), "wave_same_as_before": (ItemId("q"),),
    }  # fmt: skip
    found = changes(table("2025", *cells), table("2026", *cells), **more)
    reasons = dict(zip(found.tests["key"], found.tests["reason"], strict=True))
    assert reasons == {
        "survey/q/share/1/all": None, "survey/q/share/1/target=1": None, "survey/other/share/1/target=1": "declared",
    }  # fmt: skip


def weights(*cells: tuple[str, str], source: str | None) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            section="weights", item=item, measure=measure, row="1" if measure == "target" else "_", column="all", value=1.0, unit="count",
            base=400, base_kind="rows", source=source,
        )
        for item, measure in cells
    )  # fmt: skip


@pytest.mark.parametrize(
    ("published", "reason"),
    [
        (weights(("_", "sum"), source=None), None),
        (weights(("_", "sum"), source="responses.csv#w"), "weighting"),
        (weights(("_", "sum"), ("sex", "target"), source="targets.csv#share"), "weighting"),
        ((), None),
    ],
    ids=["none", "column", "raked", "not told"],
)
def test_a_wave_before_is_held_to_the_weights_it_was_published_with(
    published: tuple[Cell, ...], reason: str | None
) -> None:
    """Its definitions may say something else by now, until it is run again."""
    after = table("2026", share(0.5), *weights(("_", "sum"), source=None))
    found = changes(table("2025", share(0.5), *published), after)
    assert found.tests["reason"].tolist() == [reason]


@pytest.mark.parametrize(("importance", "reason"), [("stated", None), ("derived", "declared")])
def test_an_expectation_breaks_with_the_items_that_measure_it(importance: Any, reason: str | None) -> None:
    def importance_of(value: float) -> Cell:
        return Cell(
            section="expectations", item="e", measure="importance", column="all", value=value, unit="mean", se=0.1, low=1.0,
            high=2.0, interval="taylor", base=200, base_kind="respondents", base_weighted=200.0, base_effective=200.0,
        )  # fmt: skip

    found = changes(
        table("2025", importance_of(7.0)), table("2026", importance_of(7.5)),
        study_expectations=(Expectation(id="e", importance_item=ItemId("q"), satisfaction_item=ItemId("target")),),
        study_expecting=ExpectationsPlan(importance=importance),
        study_breaks=(Break(item=ItemId("target"), wave="2026"),),
    )  # fmt: skip
    assert found.tests["reason"].tolist() == [reason]
    assert found.tests["family"].tolist() == ["e/importance/waves"]


def test_cells_tell_what_was_said_before_and_how_far_it_is() -> None:
    found = changes(table("2025", share(0.4)), table("2026", share(0.6)))
    told = found.cells.set_index(["item", "measure", "row", "column"])
    before = told.loc[("survey.q", "share", "1", "wave=2025")]
    assert (before["value"], before["base"], before["marks"]) == (0.4, 400, "")
    difference = told.loc[("survey.q", "share_difference", "1", "wave=2025")]
    assert difference["value"] == pytest.approx(0.2)
    assert difference["low"] < 0.2 < difference["high"]


def test_a_restated_figure_tells_what_was_said_first() -> None:
    first = Restated(wave="2025", key="survey/q/share/1/all", before=0.3, after=0.4, reason="waves/2025/responses.csv")
    found = changes(table("2025", share(0.4)), table("2026", share(0.6)), restated=(first,))
    stated = found.cells[found.cells["measure"] == "share_stated"]
    assert (stated["value"].tolist(), found.restated, found.because) == ([0.3], 1, "waves/2025/responses.csv")
