"""Weights as given, and their cost in precision."""

import numpy as np
import pytest
from answers import sample_of

from relstudy.errors import MethodError
from relstudy.steps.weights import cells_of, weigh_respondents
from relstudy.survey.plan import Source, Wave, WaveFacts, Weighting


def wave(column: str | None) -> Wave:
    from datetime import date
    from pathlib import Path

    facts = WaveFacts(field_start=date(2026, 1, 1), field_end=date(2026, 1, 31))
    weighting = Weighting(method="column" if column else "none", column=column)
    source = Source(path="waves/2026/responses.csv", sha256="", absolute=Path("responses.csv"))
    return Wave(id="2026", facts=facts, weighting=weighting, responses=source)


def test_weights_are_never_rescaled() -> None:
    got = weigh_respondents(
        intake_sample=sample_of([0.5, 1.5, 4.0]),
        intake_dropped=2,
        wave_weighting=Weighting(method="column", column="w"),
    )
    assert got.weight.tolist() == [0.5, 1.5, 4.0]
    assert (got.total, got.minimum, got.maximum, got.dropped) == (6.0, 0.5, 4.0, 2)
    # By hand: 6^2 / (0.25 + 2.25 + 16).
    assert got.n_effective == pytest.approx(36 / 18.5)
    assert got.efficiency == pytest.approx(12 / 18.5)


def test_without_weights_everybody_counts_for_one_and_the_cells_are_there() -> None:
    got = weigh_respondents(intake_sample=sample_of(np.ones(25)), intake_dropped=0, wave_weighting=Weighting())
    cells = cells_of(got, None, wave(None)).set_index("measure")
    assert cells["value"].to_dict() == {"sum": 25, "n_effective": 25, "efficiency": 1, "minimum": 1, "maximum": 1}
    assert cells["source"].isna().all()


def test_cells_have_rows_as_base_and_say_what_was_dropped() -> None:
    got = weigh_respondents(
        intake_sample=sample_of([1.0, 2.0]), intake_dropped=3, wave_weighting=Weighting(method="column", column="w")
    )
    cells = cells_of(got, None, wave("w")).set_index("measure")
    assert cells.loc["dropped", "value"] == 3
    assert set(cells["base_kind"]) == {"rows"}
    assert set(cells["base"]) == {2}
    assert set(cells["column"]) == {"all"}
    assert set(cells["source"]) == {"waves/2026/responses.csv#w"}
    assert cells["unit"].to_dict() == {
        "sum": "count", "n_effective": "count", "efficiency": "share", "minimum": "none", "maximum": "none", "dropped": "count",
    }  # fmt: skip


def test_raking_is_not_pretended() -> None:
    with pytest.raises(MethodError, match="not-available"):
        weigh_respondents(intake_sample=sample_of([1.0]), intake_dropped=0, wave_weighting=Weighting(method="rake"))
