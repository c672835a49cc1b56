"""Weights as given or raked, and their cost in precision; what stands against raking, by name."""

from dataclasses import replace

import numpy as np
import pytest
from answers import sample_of

from relstudy.errors import MethodError
from relstudy.intake.frames import Responses
from relstudy.steps.weights import cells_of, weigh_respondents
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import Source, TargetMargin, Wave, WaveFacts, Weighting

#: What only raking looks at.
UNUSED = {"wave_items": (), "intake_responses": None}


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
        **UNUSED,
    )
    assert got.weight.tolist() == [0.5, 1.5, 4.0]
    assert (got.total, got.minimum, got.maximum, got.dropped) == (6.0, 0.5, 4.0, 2)
    # By hand: 6^2 / (0.25 + 2.25 + 16).
    assert got.n_effective == pytest.approx(36 / 18.5)
    assert got.efficiency == pytest.approx(12 / 18.5)


def test_without_weights_everybody_counts_for_one_and_the_cells_are_there() -> None:
    got = weigh_respondents(
        intake_sample=sample_of(np.ones(25)), intake_dropped=0, wave_weighting=Weighting(), **UNUSED
    )
    cells = cells_of(got, None, wave(None)).set_index("measure")
    assert cells["value"].to_dict() == {"sum": 25, "n_effective": 25, "efficiency": 1, "minimum": 1, "maximum": 1}
    assert cells["source"].isna().all()


def test_cells_have_rows_as_base_and_say_what_was_dropped() -> None:
    got = weigh_respondents(
        intake_sample=sample_of([1.0, 2.0]),
        intake_dropped=3,
        wave_weighting=Weighting(method="column", column="w"),
        **UNUSED,
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


SEX = Item(
    id="sex", type="single", columns=("sex",), codes=(Code(code="m"), Code(code="w"), Code(code="x", missing="refused"))
)
AGE = Item(id="age", type="single", columns=("age",), codes=(Code(code="1"), Code(code="2")))


def answers(sex: list[int], age: list[int]) -> Responses:
    n = len(sex)
    return Responses(
        respondent_id=np.arange(n).astype(str), line=np.arange(2, n + 2),
        codes={"sex": np.array(sex, dtype=np.int16), "age": np.array(age, dtype=np.int16)},
        missing={"sex": np.zeros(n, dtype=np.int8), "age": np.zeros(n, dtype=np.int8)},
    )  # fmt: skip


def raked_wave(*margins: TargetMargin) -> Wave:
    return replace(wave(None), weighting=Weighting(method="rake", targets=margins))


def margin(name: str, **targets: float) -> TargetMargin:
    items = tuple(name.split("*"))
    codes = tuple(tuple(code.strip("_").split("_")) for code in targets)
    counted = sum(targets.values()) > 1.5
    return TargetMargin(
        items=items,
        codes=codes,
        targets=tuple(targets.values()),
        counted=counted,
        lines=tuple(range(2, len(codes) + 2)),
    )


def rake(*margins: TargetMargin, sex: list[int], age: list[int], start: list[float] | None = None, **options: object):
    return weigh_respondents(
        intake_sample=sample_of(start or np.ones(len(sex))), intake_dropped=0, wave_items=(SEX, AGE),
        wave_weighting=Weighting(method="rake", targets=margins, **options), intake_responses=answers(sex, age),
    )  # fmt: skip


def told(*margins: TargetMargin, sex: list[int], age: list[int]) -> list[tuple]:
    with pytest.raises(MethodError) as refused:
        rake(*margins, sex=sex, age=age)
    return [(f.code, f.file, f.line, f.item, f.found, f.more) for f in refused.value.faults]


def test_shares_keep_the_sum_of_the_start_weights_and_counts_set_it() -> None:
    sex, age = [0, 0, 0, 1, 1, 0], [0, 1, 1, 0, 1, 0]
    shares = rake(margin("sex", m=0.5, w=0.5), margin("age", _1=0.4, _2=0.6), sex=sex, age=age)
    assert shares.total == pytest.approx(6)
    assert shares.weight[:3].sum() + shares.weight[5] == pytest.approx(3)
    counts = rake(margin("sex", m=300.0, w=300.0), margin("age", _1=0.4, _2=0.6), sex=sex, age=age)
    np.testing.assert_allclose(counts.weight, 100 * shares.weight, rtol=1e-10)
    before = shares.movements.set_index(["item", "code"])
    assert before.loc[("sex", "m"), ["before", "after", "target"]].tolist() == pytest.approx([4 / 6, 0.5, 0.5])


def test_cells_of_a_margin_name_the_column_of_the_file_it_stands_in() -> None:
    margins = (margin("sex", m=300.0, w=300.0), margin("age", _1=0.4, _2=0.6))
    got = rake(*margins, sex=[0, 0, 0, 1, 1, 0], age=[0, 1, 1, 0, 1, 0])
    cells = cells_of(got, None, raked_wave(*margins)).set_index("item")
    sources = {item: set(cells.loc[[item], "source"]) for item in ("_", "sex", "age")}
    assert sources == {"_": {"targets.csv#count"}, "sex": {"targets.csv#count"}, "age": {"targets.csv#share"}}


def test_a_crossed_margin_is_hit_cell_by_cell() -> None:
    got = rake(margin("sex*age", m_1=0.1, m_2=0.2, w_1=0.3, w_2=0.4), sex=[0, 0, 1, 1, 1], age=[0, 1, 0, 1, 1])
    np.testing.assert_allclose(got.weight, [0.5, 1.0, 1.5, 1.0, 1.0])


def test_start_weights_are_kept_within_their_categories() -> None:
    got = rake(margin("sex", m=0.5, w=0.5), sex=[0, 0, 1], age=[0, 0, 0], start=[1.0, 3.0, 4.0])
    np.testing.assert_allclose(got.weight, [1.0, 3.0, 4.0])


def test_an_empty_category_and_a_value_without_a_target_are_named_together() -> None:
    sex = margin("sex", m=0.5, w=0.5)
    assert told(sex, margin("age", _1=1.0), sex=[0, 0, 0], age=[0, 1, -1]) == [
        ("empty-margin", "targets.csv", 3, "sex", "w", 0),
        ("missing-margin-value", "responses.csv", 3, "age", "2", 0),
        ("missing-margin-value", "responses.csv", 4, "age", "@blank", 0),
    ]
    assert told(sex, sex=[0, 1, 2, 2], age=[0, 0, 0, 0]) == [
        ("missing-margin-value", "responses.csv", 4, "sex", "x", 1)
    ]


def test_all_cells_a_crossed_margin_lacks_are_one_fault_of_its_file() -> None:
    crossed = margin("sex*age", m_1=0.5, w_2=0.5)
    assert told(crossed, sex=[0, 1, 0, 1, 0, 0], age=[0, 1, 1, 0, 1, -1]) == [
        ("missing-margin-value", "targets.csv", 2, "sex*age", "m*2, w*1", 0),
        ("missing-margin-value", "responses.csv", 7, "sex*age", "m*@blank", 0),
    ]


def test_margins_that_contradict_each_other_do_not_converge() -> None:
    (fault,) = told(margin("sex", m=0.9, w=0.1), margin("age", _1=0.5, _2=0.5), sex=[0, 0, 1, 1], age=[0, 0, 1, 1])
    assert fault[0] == "not-converged"
    assert fault[1:3] == ("targets.csv", 3)


def test_bounds_too_narrow_do_not_converge_and_wide_ones_hold() -> None:
    sex, age = [0, 0, 0, 1], [0, 0, 1, 1]
    wide = rake(margin("sex", m=0.5, w=0.5), sex=sex, age=age, bounds=(0.5, 2.5))
    assert (wide.minimum, wide.maximum) == (pytest.approx(2 / 3), pytest.approx(2))
    with pytest.raises(MethodError, match="not-converged"):
        rake(margin("sex", m=0.5, w=0.5), sex=sex, age=age, bounds=(0.9, 1.1))


def test_cells_of_raked_weights_say_what_moved() -> None:
    sexes = margin("sex", m=0.5, w=0.5)
    got = rake(sexes, sex=[0, 0, 0, 1], age=[0, 0, 1, 1])
    cells = cells_of(got, None, raked_wave(sexes)).set_index(["item", "measure", "row"])["value"]
    assert cells["sex", "before", "m"] == 0.75
    assert cells["sex", "after", "m"] == pytest.approx(0.5)
    assert cells["_", "design_effect", "_"] == pytest.approx(4 / got.n_effective)


def test_trimmed_weights_are_counted_and_a_cap_too_low_is_named_with_its_margin() -> None:
    sex, age = [0, 0, 0, 0, 1, 1], [0, 0, 1, 1, 0, 1]
    start = [1.0, 1.0, 1.0, 1.0, 1.0, 3.0]
    margins = margin("sex", m=0.5, w=0.5), margin("age", _1=0.5, _2=0.5)
    got = rake(*margins, sex=sex, age=age, start=start, trim=1.5)
    # Means of 8/6: nobody above 2, so the two women share their 4 alike.
    assert got.weight.tolist() == pytest.approx([1, 1, 1, 1, 2, 2])
    assert rake(*margins, sex=sex, age=age, start=start).maximum > 2.2
    cells = cells_of(got, None, raked_wave(*margins)).set_index(["item", "measure", "row"])
    assert cells.loc[("_", "trimmed", "_"), ["value", "unit"]].tolist() == [2, "count"]
    assert cells.loc[("_", "missed", "_"), ["value", "unit"]].tolist() == [0, "share"]
    assert cells.loc[("_", "ratio_minimum", "_"), "value"] == pytest.approx(2 / 3)
    free = cells_of(rake(*margins, sex=sex, age=age), None, raked_wave(*margins))
    assert "trimmed" not in set(free["measure"])
    with pytest.raises(MethodError) as refused:
        rake(*margins, sex=sex, age=age, start=start, trim=1.4)
    (fault,) = refused.value.faults
    assert (fault.code, fault.line, fault.found) == ("not-converged", 3, "sex = w, @=6.67 % (trim = 1.4)")
