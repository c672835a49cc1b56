"""The survey's figures: bases, denominators, rows; by hand, and against a plain count of one cell at a time."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from answers import codes, responses_of, sample_of
from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.cells import assemble
from relstudy.errors import MethodError
from relstudy.intake.frames import Responses
from relstudy.steps.survey import SurveyTables, cells_of, tabulate_survey
from relstudy.steps.weights import describe_weights
from relstudy.study.codec import load, save
from relstudy.survey.items import MISSING_CODES, Derivation, Item, Net
from relstudy.survey.plan import Respondents, Source, TablesPlan


def tables_of(
    items: tuple[Item, ...],
    answers: dict[str, object] | Responses,
    *,
    weight: list[float] | None = None,
    target: str | None = None,
    banner: tuple[str, ...] = (),
    profiles: object = None,
    left_out: int = 0,
    **design: list[float],
) -> SurveyTables:
    responses = answers if isinstance(answers, Responses) else responses_of(items, answers)
    sample = sample_of(weight or [1.0] * responses.n, **design)
    return tabulate_survey(
        wave_items=items, intake_responses=responses, intake_sample=sample, intake_left_out=left_out,
        weights=describe_weights(sample.weight), study_respondents=Respondents(target=target),
        study_tables=TablesPlan(banner=banner), profiles=profiles,
    )  # fmt: skip


def tabulate(items: tuple[Item, ...], answers: dict[str, object] | Responses, **options: object) -> pd.DataFrame:
    frame = tables_of(items, answers, **options).estimates
    frame.index = [
        f"{i}/{m}/{r}/{c}" for i, m, r, c in zip(*(frame[n] for n in ("item", "measure", "row", "column")), strict=True)
    ]
    return frame


Q = {"type": "single", "columns": ("q",), "codes": codes("1", "2", "3", "dk", "ref", "out", v1=1.0, v2=2.0, v3=5.0)}
ANSWERS = ["1", "1", "2", "dk", "ref", "-", ".", "out"]
WEIGHT = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]


def test_asked_keeps_refusals_and_dont_know_with_their_own_rows() -> None:
    got = tabulate((Item(id="q", base="asked", **Q),), {"q": ANSWERS}, weight=WEIGHT)
    shares = got[got["measure"] == "share"].set_index("row")
    assert shares["value"].to_dict() == {"1": 3 / 15, "2": 3 / 15, "3": 0.0, "dk": 4 / 15, "ref": 5 / 15}
    assert set(shares["base"]) == {5}
    assert set(shares["base_weighted"]) == {15.0}
    assert shares.loc["1", "base_effective"] == pytest.approx(15**2 / (1 + 4 + 9 + 16 + 25))
    assert (shares.loc["3", "se"], shares.loc["3", "low"], shares.loc["3", "interval"]) == (0.0, 0.0, "wilson")


def test_valid_leaves_refusals_and_dont_know_out() -> None:
    got = tabulate((Item(id="q", base="valid", **Q),), {"q": ANSWERS}, weight=WEIGHT)
    shares = got[got["measure"] == "share"].set_index("row")
    assert shares["value"].to_dict() == {"1": 0.5, "2": 0.5, "3": 0.0}
    assert set(shares["base"]) == {3}


def test_all_is_every_respondent() -> None:
    got = tabulate((Item(id="q", base="all", **Q),), {"q": ANSWERS}, weight=WEIGHT)
    shares = got[got["measure"] == "share"].set_index("row")
    assert shares["value"].to_dict() == pytest.approx({"1": 3 / 36, "2": 3 / 36, "3": 0.0, "dk": 4 / 36, "ref": 5 / 36})
    assert set(shares["base"]) == {8}


def test_an_expression_is_those_of_all_for_whom_it_holds() -> None:
    items = (
        Item(id="q", base="seg == '1'", **Q),
        Item(id="seg", type="single", columns=("s",), codes=codes("1", "2")),
    )
    got = tabulate(items, {"q": ANSWERS, "seg": ["1", "2", "1", "2", "1", "1", "1", "2"]}, weight=WEIGHT)
    # In the base: weights 1 (code 1), 3 (code 2), 5 (refused), 6 (filtered), 7 (absent).
    shares = got[(got["item"] == "q") & (got["measure"] == "share")].set_index("row")
    assert shares["value"].to_dict() == pytest.approx({"1": 1 / 22, "2": 3 / 22, "3": 0.0, "dk": 0.0, "ref": 5 / 22})
    assert set(shares["base"]) == {5}
    # The mean has its own base: everybody with a number.
    assert got.loc["q/mean/_/all", "value"] == pytest.approx((1 + 2 + 6) / 6)
    assert got.loc["q/mean/_/all", "base"] == 3


@pytest.mark.parametrize("base", ["asked", "valid", "all"])
def test_the_mean_is_of_those_with_a_number_whatever_the_base(base: str) -> None:
    got = tabulate((Item(id="q", base=base, **Q),), {"q": ANSWERS}, weight=WEIGHT)
    mean = got.loc["q/mean/_/all"]
    assert (mean["value"], mean["base"], mean["base_weighted"], mean["unit"]) == (1.5, 3, 6.0, "mean")
    # u = w (y - 1.5) / 6: -1/12, -1/6, 1/4; variance of the whole sample of 8, sum u = 0.
    assert mean["se"] == pytest.approx(np.sqrt(8 / 7 * (1 / 144 + 1 / 36 + 1 / 16)))


def test_a_mean_needs_a_value_for_every_answer() -> None:
    item = Item(id="q", type="single", columns=("q",), codes=codes("1", "2", v1=1.0))
    assert set(tabulate((item,), {"q": ["1", "2"]})["measure"]) == {"n", "share"}


def test_nets_are_unions_of_codes() -> None:
    item = Item(id="q", nets=(Net(id="some", codes=("1", "2")), Net(id="odd", codes=("2", "ref"))), **Q)
    got = tabulate((item,), {"q": ANSWERS}, weight=WEIGHT)
    assert got.loc["q/share/net.some/all", "value"] == pytest.approx(6 / 15)
    assert got.loc["q/share/net.odd/all", "value"] == pytest.approx(8 / 15)


def test_codes_are_folded_in_keys() -> None:
    item = Item(id="age", type="single", columns=("a",), codes=codes("18 - 34", "35 et plus"))
    got = tabulate((item,), {"age": ["18 - 34", "35 et plus"]}, banner=("age",))
    assert got.loc["age/share/18-34/age=35-et-plus", "value"] == 0.0


MULTI = {"type": "multiple", "columns": ("a", "b", "c"), "codes": codes("a", "b", "dk")}
TICKS = [{"a", "b"}, {"b"}, set(), {"dk"}, "-", "."]


@pytest.mark.parametrize(
    ("base", "expected", "size"),
    [
        ("asked", {"a": 1 / 10, "b": 3 / 10, "dk": 4 / 10}, 4),
        ("valid", {"a": 1 / 6, "b": 3 / 6}, 3),
        ("all", {"a": 1 / 21, "b": 3 / 21, "dk": 4 / 21}, 6),
        ("seg == '1'", {"a": 1 / 9, "b": 1 / 9, "dk": 0.0}, 3),
    ],
)
def test_a_multiple_item_has_those_asked_as_base_also_without_a_tick(
    base: str, expected: dict[str, float], size: int
) -> None:
    items = (Item(id="m", base=base, **MULTI), Item(id="seg", type="single", columns=("s",), codes=codes("1", "2")))
    got = tabulate(items, {"m": TICKS, "seg": ["1", "2", "1", "2", "1", "2"]}, weight=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    shares = got[got["item"] == "m"].set_index("row")
    assert shares["value"].to_dict() == pytest.approx(expected)
    assert set(shares["base"]) == {size}
    assert set(shares["measure"]) == {"share"}


@pytest.mark.parametrize("design", [{}, {"clusters": [0, 1, 2, 2]}, {"strata": [0, 0, 1, 1]}], ids=str)
def test_nets_of_a_multiple_item_count_a_person_once(design: dict[str, list[float]]) -> None:
    names = tuple(f"c{i}" for i in range(20))
    item = Item(
        id="m", type="multiple", columns=names, codes=codes(*names), nets=(Net(id="ends", codes=("c0", "c19")),)
    )
    got = tabulate((item,), {"m": [{"c0", "c19"}, {"c19"}, {"c7"}, set()]}, **design)
    assert got.loc["m/share/net.ends/all", "value"] == 0.5
    assert got.loc["m/share/c19/all", "value"] == 0.5
    assert got.loc["m/share/c7/all", "value"] == 0.25
    assert got.loc["m/share/c1/all", "value"] == 0.0
    assert list(got["row"][1:]) == [*names, "net.ends"]


def grid(base: str = "asked") -> tuple[Item, ...]:
    scale = codes("1", "2", "dk", v1=1.0, v2=2.0)
    rows = ("phone", "desk")
    whole = Item(
        id="g", type="grid", columns=("x", "y"), codes=scale, rows=rows, base=base, nets=(Net(id="top", codes=("2",)),)
    )
    return whole, *(
        Item(id=f"g.{r}", type="scale", columns=(c,), codes=scale, grid="g", base=base)
        for r, c in zip(rows, "xy", strict=True)
    )


GRID = {"g.phone": ["1", "2", "dk", "-"], "g.desk": ["2", "2", "1", "-"]}


def test_a_grid_has_its_rows_as_items_and_its_answers_pooled() -> None:
    got = tabulate(grid(), GRID, weight=[1.0, 2.0, 3.0, 4.0])
    assert got.loc["g.phone/share/2/all", "value"] == pytest.approx(2 / 6)
    assert got.loc["g.desk/mean/_/all", "value"] == pytest.approx((2 + 4 + 3) / 6)
    pooled = got[got["item"] == "g"].set_index(["measure", "row"])
    assert pooled["value"].to_dict() == pytest.approx(
        {
            ("share", "1"): 4 / 12,
            ("share", "2"): 5 / 12,
            ("share", "dk"): 3 / 12,
            ("share", "net.top"): 5 / 12,
            ("mean", "_"): 14 / 9,
        }
    )
    assert pooled["base"].to_dict() == {key: 5 if key[0] == "mean" else 6 for key in pooled.index}
    assert set(pooled["base_kind"]) == {"rows"}
    assert pooled["base_weighted"].isna().all()
    # Respondents are the sampling units: u = w (a - R b) / 12, a = twos, b = rows, R = 5/12, n = 4.
    u = np.array([1 * (1 - 10 / 12), 2 * (2 - 10 / 12), 3 * (0 - 10 / 12), 0.0]) / 12
    assert pooled.loc[("share", "2"), "se"] == pytest.approx(np.sqrt(4 / 3 * (u @ u)))


@pytest.mark.parametrize(("base", "size", "value"), [("valid", 5, 5 / 9), ("all", 8, 5 / 20)])
def test_pooled_answers_follow_the_declared_base(base: str, size: int, value: float) -> None:
    got = tabulate(grid(base), GRID, weight=[1.0, 2.0, 3.0, 4.0])
    assert got.loc["g/share/2/all", "base"] == size
    assert got.loc["g/share/2/all", "value"] == pytest.approx(value)


def test_pooled_answers_of_nobody_are_missing() -> None:
    items = (*grid(), Item(id="seg", type="single", columns=("s",), codes=codes("1", "2")))
    got = tabulate(items, {**GRID, "seg": ["1", "1", "1", "2"]}, banner=("seg",))
    assert got.loc["g/share/2/seg=2", "missing"]
    assert not got.loc["g.phone/share/2/seg=2", "missing"]
    assert got.loc["g.phone/share/2/seg=2", "base"] == 0


def test_nps_has_shares_a_mean_and_points() -> None:
    scale = tuple(str(i) for i in range(11))
    coded = Item(id="r", type="nps", columns=("r",), codes=codes(*scale, "dk", **{f"v{i}": float(i) for i in scale}))
    plain = Item(id="r2", type="nps", columns=("r2",))
    given = ["10", "9", "8", "6", "0", "dk"]
    got = tabulate(
        (coded, plain), {"r": given, "r2": [10.0, 9.0, 8.0, 6.0, 0.0, "."]}, weight=[1.0, 1.0, 1.0, 2.0, 1.0, 1.0]
    )
    for name in ("r", "r2"):
        cell = got.loc[f"{name}/nps/_/all"]
        # Promoters 2 of 6, detractors 3 of 6.
        assert (cell["value"], cell["unit"], cell["base"]) == (pytest.approx(-100 / 6), "points", 5)
        u = np.array([1, 1, 1, 2, 1, 0]) * (np.array([100, 100, 0, -100, -100, 0]) + 100 / 6) / 6
        assert cell["se"] == pytest.approx(np.sqrt(6 / 5 * (u @ u)))
        assert -100 <= cell["low"] < cell["high"] <= 100
    assert got.loc["r/share/10/all", "value"] == pytest.approx(1 / 7)
    assert got.loc["r2/mean/_/all", "value"] == pytest.approx((10 + 9 + 8 + 12) / 6)


RANKED = Item(id="r", type="rank", codes=codes("a", "b", "c", "d"), nets=(Net(id="ab", codes=("a", "b")),))
ORDERS = ["abcd", "ba", "c", "", "dcba", "-", ".", "acb"]


def test_a_rank_has_places_among_those_asked_and_a_mean_place_among_those_who_placed() -> None:
    got = tabulate((RANKED,), {"r": [o if o in "-." and o else tuple(o) for o in ORDERS]}, weight=WEIGHT)
    asked = 1 + 2 + 3 + 4 + 5 + 8
    expected = {
        "share": {"a": 16, "b": 16, "c": 17, "d": 6, "net.ab": 16},
        "first": {"a": 9, "b": 2, "c": 3, "d": 5, "net.ab": 11},
        "top2": {"a": 11, "b": 3, "c": 16, "d": 5, "net.ab": 11},
        "top3": {"a": 11, "b": 16, "c": 17, "d": 5, "net.ab": 16},
    }
    for measure, sums in expected.items():
        rows = got[got["measure"] == measure].set_index("row")
        assert rows["value"].to_dict() == pytest.approx({row: weight / asked for row, weight in sums.items()}), measure
        assert set(rows["base"]) == {6}
        assert set(rows["unit"]) == {"share"}
    places = got[got["measure"] == "mean_rank"].set_index("row")
    assert places["value"].to_dict() == pytest.approx(
        {
            "a": (1 * 1 + 2 * 2 + 5 * 4 + 8 * 1) / 16,
            "b": (1 * 2 + 2 * 1 + 5 * 3 + 8 * 3) / 16,
            "c": (1 * 3 + 3 * 1 + 5 * 2 + 8 * 2) / 17,
            "d": (1 * 4 + 5 * 1) / 6,
        }
    )
    assert places["base"].to_dict() == {"a": 4, "b": 4, "c": 4, "d": 2}
    assert (places.loc["a", "base_weighted"], places.loc["a", "unit"]) == (16.0, "mean")


@pytest.mark.parametrize(
    ("base", "size"),
    [("asked", 6), ("valid", 6), ("all", 8), ("q == '1'", 4)],
    ids=("asked", "valid", "all", "expression"),
)
def test_a_rank_is_counted_on_its_base_and_as_the_single_multiple_and_numeric_items_it_holds(
    base: str, size: int
) -> None:
    """First places are a single item, the first two a multiple one, places of one code a number: errors and all."""
    ranked = replace(RANKED, base=base)
    q = Item(id="q", type="single", codes=codes("1", "2"))
    first = Item(id="f", type="multiple", codes=codes("a", "b", "c", "d"), base=base, nets=ranked.nets)
    two = replace(first, id="t")
    place = Item(id="p", type="numeric")
    orders = [o if o in ("-", ".") else tuple(o) for o in ORDERS]
    got = tabulate(
        (q, ranked, first, two, place),
        {
            "q": ["1", "1", "2", "1", "2", "1", "2", "2"],
            "r": orders,
            "f": [o if isinstance(o, str) else o[:1] for o in orders],
            "t": [o if isinstance(o, str) else o[:2] for o in orders],
            "p": [o.index("a") + 1.0 if "a" in o else "." for o in orders],
        },
        weight=WEIGHT,
        banner=("q",),
        strata=[0, 0, 0, 0, 1, 1, 1, 1],
        clusters=[0, 0, 1, 1, 2, 2, 3, 3],
    )
    figures = ["value", "se", "low", "high", "base", "base_weighted", "base_effective"]
    for measure, twin in (("first", "f"), ("top2", "t")):
        mine = got[(got["item"] == "r") & (got["measure"] == measure)].set_index(["row", "column"])[figures]
        other = got[got["item"] == twin].set_index(["row", "column"])[figures]
        pd.testing.assert_frame_equal(mine, other.loc[mine.index], check_exact=False, rtol=1e-12)
        assert set(mine.xs("all", level="column")["base"]) == {size}
    mine = got[(got["measure"] == "mean_rank") & (got["row"] == "a")].set_index("column")[["value", "se", "base"]]
    other = got[(got["item"] == "p") & (got["measure"] == "mean")].set_index("column")[["value", "se", "base"]]
    pd.testing.assert_frame_equal(mine, other, check_exact=False, rtol=1e-12)


def test_the_error_of_a_mean_place_is_that_of_a_ratio() -> None:
    orders = ["abcd", "ba", "c", "", "dcba", "acb", "bca", "ab"]
    got = tabulate((RANKED,), {"r": [tuple(o) for o in orders]}, weight=WEIGHT)
    w = np.array(WEIGHT)
    y = np.array([o.index("a") + 1.0 if "a" in o else np.nan for o in orders])
    there = np.isfinite(y)
    mean = (w[there] * y[there]).sum() / w[there].sum()
    z = np.where(there, w * (np.nan_to_num(y) - mean), 0.0) / w[there].sum()
    se = np.sqrt(len(w) / (len(w) - 1) * ((z - z.mean()) ** 2).sum())
    assert got.loc["r/mean_rank/a/all", ["value", "se"]].tolist() == pytest.approx([mean, se])


@pytest.mark.parametrize(
    ("names", "measures"),
    [
        ("ab", {"share", "first", "mean_rank"}),
        ("abc", {"share", "first", "top2", "mean_rank"}),
        ("abcde", {"share", "first", "top2", "top3", "mean_rank"}),
    ],
)
def test_a_rank_not_asked_has_the_rows_it_would_have_and_few_answers_no_last_places(
    names: str, measures: set[str]
) -> None:
    item = Item(id="r", type="rank", codes=codes(*names))
    asked = tabulate((item,), {"r": [tuple(names), tuple(names[::-1])]})
    assert set(asked[asked["item"] == "r"]["measure"]) == measures
    silent = tabulate((item, Item(id="n", type="numeric")), {"n": [1.0, 2.0]})
    assert set(silent[silent["item"] == "r"].index) == set(asked[asked["item"] == "r"].index)
    assert silent[silent["item"] == "r"]["value"].isna().all()


@pytest.mark.parametrize(
    ("told", "value", "base"),
    [
        ({}, 0.5, 4),
        ({"base": "all"}, 0.4, 5),
        ({"base": "seg == '1'"}, 2 / 3, 3),
        ({"filter": "seg == '1'"}, 0.5, 4),
        # Blanks taken for a filter nobody knows do not tell who kept silent.
        ({"filter": "unknown", "blank": "filtered"}, None, None),
        ({"blank": "not_asked"}, None, None),
        ({"base": "valid"}, None, None),
    ],
)
def test_of_open_items_those_who_wrote_are_told_out_of_whom_it_was_put_to(
    told: dict[str, str], value: float | None, base: int | None
) -> None:
    items = (
        Item(id="why", type="open", columns=("w",), **told),  # type: ignore[arg-type]
        Item(id="seg", type="single", columns=("s",), codes=codes("1", "2")),
    )
    responses = responses_of(items, {"why": ["x", "x", "x", "x", "x"], "seg": ["1", "1", "1", "2", "2"]})
    missing = ["answered", "absent", "answered", "absent", "filtered"]
    responses.missing["why"][:] = [MISSING_CODES[kind] for kind in missing]
    got = tabulate(items, responses, banner=("seg",))
    assert ("why/answered/_/all" in got.index) == (value is not None)
    if value is not None:
        cell = got.loc["why/answered/_/all"]
        assert (cell["value"], cell["base"], cell["unit"]) == (pytest.approx(value), base, "share")
        assert got.loc["why/answered/_/seg=1", "value"] == pytest.approx(2 / 3)
        assert "text" in got and got["text"].isna().all()


def test_numeric_items_have_a_mean_and_quartiles() -> None:
    items = (Item(id="age", type="numeric", columns=("a",), codes=codes("dk")),)
    responses = responses_of(items, {"age": ["dk", ".", "-", "."]})
    responses.values["age"] = np.array([np.nan, 30.0, np.nan, 50.0])
    responses.missing["age"][[1, 3]] = 0
    got = tabulate(items, responses)
    assert list(got.index) == ["_/n/_/all", *(f"age/{m}/_/all" for m in ("mean", "q1", "median", "q3"))]
    assert (got.loc["age/mean/_/all", "value"], got.loc["age/mean/_/all", "base"]) == (40.0, 2)


def test_quartiles_are_by_weight_in_each_column_and_are_not_tested() -> None:
    items = (Item(id="age", type="numeric"), Item(id="seg", type="single", codes=codes("1", "2")))
    age = [20.0, 30.0, 40.0, 50.0, 60.0, "."]
    tables = {"weight": [1.0, 1.0, 1.0, 1.0, 4.0, 9.0], "banner": ("seg",)}
    got = tabulate(items, {"age": age, "seg": ["1", "1", "1", "2", "2", "2"]}, **tables)
    assert [got.loc[f"age/{m}/_/all", "value"] for m in ("q1", "median", "q3")] == [30.0, 50.0, 60.0]
    assert [got.loc[f"age/{m}/_/seg=1", "value"] for m in ("q1", "median", "q3")] == [20.0, 30.0, 40.0]
    median = got.loc["age/median/_/seg=2"]
    assert (median["value"], median["base"], median["base_weighted"], median["unit"]) == (60.0, 2, 5.0, "mean")


def test_an_item_not_asked_in_the_wave_is_missing_in_every_column() -> None:
    items = (
        Item(id="q", base="all", **Q),
        Item(id="seg", type="single", columns=("s",), codes=codes("1", "2")),
        *grid(),
    )
    got = tabulate(items, {"seg": ["1", "2", "2"]}, banner=("seg",))
    asked = got[got["item"].isin(["_", "seg"])]
    assert not asked["missing"].any()
    others = got.drop(asked.index)
    assert others["missing"].all()
    assert others["value"].isna().all()
    assert {"q/share/1/seg=1", "q/mean/_/all", "g/share/1/all", "g.phone/share/net.top/all"} - set(others.index) == {
        "g.phone/share/net.top/all"
    }
    assert set(others["interval"]) == {"none"}


def test_sample_sizes_are_unweighted_and_count_rows() -> None:
    items = (Item(id="cible", type="single", columns=("c",), codes=codes("client", "prospect", "ancien")),)
    profiles = SimpleNamespace(member=np.array([0, -1, 0], dtype=np.int16), k=1)
    got = tabulate(
        items, {"cible": ["client", "client", "prospect"]}, weight=[9.0, 9, 9], target="cible", banner=("cible",),
        profiles=profiles, left_out=4,
    )  # fmt: skip
    sizes = got[got["section"] == "sample"]
    assert sizes["value"].to_dict() == {
        "_/n/_/all": 3, "_/n/_/target=client": 2, "_/n/_/target=prospect": 1, "_/n/_/target=ancien": 0,
        "_/n/_/profile=p1": 2, "_/left_out/_/all": 4,
    }  # fmt: skip
    assert set(sizes["base_kind"]) == {"rows"}
    assert set(sizes["unit"]) == {"count"}


def test_a_column_is_a_domain_of_the_whole_sample() -> None:
    items = (
        Item(id="q", type="single", columns=("q",), codes=codes("1", "2")),
        Item(id="seg", type="single", columns=("s",), codes=codes("1", "2")),
    )
    got = tabulate(items, {"q": ["1", "2", "1", "1"], "seg": ["1", "1", "2", "2"]}, banner=("seg",))
    # Two of four in the column: u = +-1/4, n/(n-1) with the n of the sample.
    assert got.loc["q/share/1/seg=1", "se"] == pytest.approx(np.sqrt(4 / 3 * 2 / 16))
    assert got.loc["q/share/1/seg=2", "interval"] == "wilson"


def test_a_lonely_stratum_stops_the_step() -> None:
    item = Item(id="q", type="single", columns=("q",), codes=codes("1", "2"))
    with pytest.raises(MethodError, match="lonely-stratum"):
        tabulate((item,), {"q": ["1", "2", "1"]}, strata=[0, 0, 1])


def wave_of(items: tuple[Item, ...]) -> SimpleNamespace:
    return SimpleNamespace(
        items=items, responses=Source(path="waves/1/responses.csv", sha256="", absolute=Path("r.csv"))
    )


def test_cells_name_their_column_and_pass_the_gate(tmp_path: Path) -> None:
    items = (
        Item(id="q", **Q),
        Item(id="m", **MULTI),
        Item(
            id="q_yes",
            type="single",
            codes=codes("yes", "no"),
            derived=Derivation(source="q", merge=(("yes", ("1",)),)),
        ),
        *grid(),
    )
    answers = {"q": ANSWERS[:4], "m": TICKS[:4], "q_yes": ["yes", "no", "no", "."], **GRID}
    tables = tables_of(items, answers, banner=("q", "m"))
    save(tables, tmp_path)
    study = SimpleNamespace(respondents=Respondents(id="ident"))
    found = [
        assemble([cells_of(t, study, wave_of(items))], study="s", wave="1", min_base=3, caution_base=100).set_index(
            "key"
        )
        for t in (tables, load(SurveyTables, tmp_path))
    ]
    assert found[0].equals(found[1])
    source = found[0]["source"]
    assert source["survey/q/share/1/all"] == "waves/1/responses.csv#q"
    assert source["survey/m/share/b/all"] == "waves/1/responses.csv#b"
    assert source["survey/q_yes/share/yes/all"] == "waves/1/responses.csv#q"
    assert source["survey/g.desk/share/1/all"] == "waves/1/responses.csv#y"
    assert source["sample/_/n/_/all"] == "waves/1/responses.csv#ident"
    unnamed = cells_of(tables, SimpleNamespace(respondents=Respondents(id="row")), wave_of(items))
    assert set(unnamed.loc[unnamed["section"] == "sample", "source"]) == {"waves/1/responses.csv#q"}
    assert found[0].loc["survey/q/share/1/all", ["level", "status", "step", "question"]].tolist() == [
        0.95,
        "cautious",
        "survey",
        "q",
    ]


@st.composite
def answered(draw: st.DrawFn) -> tuple[Responses, dict[str, np.ndarray], np.ndarray, dict[str, list[float]], str]:
    n = draw(st.integers(6, 40))
    chance = np.random.default_rng(draw(st.integers(0, 10_000)))
    base = draw(st.sampled_from(["asked", "valid", "all", "seg == '1'"]))
    design = draw(
        st.sampled_from([{}, {"strata": [i // 3 % 2 for i in range(n)]}, {"clusters": [i // 2 for i in range(n)]}])
    )
    answers = {
        "q": chance.choice(["1", "2", "3", "dk", "ref", "-", "."], n),
        "m": np.array(
            [frozenset(c for c in ("a", "b", "dk") if chance.random() < 0.4) for _ in range(n)], dtype=object
        ),
        "seg": chance.choice(["1", "2", "."], n),
    }
    for i in np.flatnonzero(chance.random(n) < 0.2):
        answers["m"][i] = "-"
    return answers, chance.uniform(0.2, 4.0, n), design, base


@settings(max_examples=60, deadline=None)
@given(answered())
def test_every_cell_equals_a_plain_count(given_: tuple) -> None:
    answers, weight, design, base = given_
    n = len(weight)
    items = (
        Item(id="q", base=base, nets=(Net(id="low", codes=("1", "2")),), **Q),
        Item(id="m", base=base, **MULTI),
        Item(id="seg", type="single", columns=("s",), codes=codes("1", "2")),
    )
    got = tabulate(items, {k: list(v) for k, v in answers.items()}, weight=list(weight), banner=("seg",), **design)
    kinds = {
        "q": np.array([{"-": "out", ".": "out", "dk": "said", "ref": "said"}.get(a, "valid") for a in answers["q"]]),
        "m": np.array(["out" if a == "-" else "said" if "dk" in a else "valid" for a in answers["m"]]),
    }
    rows = {
        "q": {
            **{c: answers["q"] == c for c in ("1", "2", "3", "dk", "ref")},
            "net.low": np.isin(answers["q"], ["1", "2"]),
        },
        "m": {c: np.array([a != "-" and c in a for a in answers["m"]]) for c in ("a", "b", "dk")},
    }
    for item in ("q", "m"):
        in_base = {
            "asked": kinds[item] != "out",
            "valid": kinds[item] == "valid",
            "all": np.ones(n, dtype=bool),
        }.get(base, answers["seg"] == "1")
        for column, inside in (("all", np.ones(n, dtype=bool)), ("seg=1", answers["seg"] == "1")):
            for row, hit in rows[item].items():
                if base == "valid" and row in ("dk", "ref"):
                    assert f"{item}/share/{row}/{column}" not in got.index
                    continue
                domain = in_base & inside
                cell = got.loc[f"{item}/share/{row}/{column}"]
                assert cell["base"] == domain.sum()
                if not domain.any():
                    assert np.isnan(cell["value"])
                    continue
                share = weight[domain & hit].sum() / weight[domain].sum()
                assert cell["value"] == pytest.approx(share, abs=1e-12)
                u = weight * domain * (hit - share) / weight[domain].sum()
                stratum, unit = np.array(design.get("strata", [0] * n)), np.array(design.get("clusters", range(n)))
                variance = 0.0
                for h in np.unique(stratum):
                    sums = np.array([u[(stratum == h) & (unit == j)].sum() for j in np.unique(unit[stratum == h])])
                    variance += len(sums) / (len(sums) - 1) * ((sums - sums.mean()) ** 2).sum()
                assert cell["se"] == pytest.approx(np.sqrt(variance), abs=1e-9)
