"""Comparisons of the columns of a table: which pairs there are, what they are families of, what is said where a test is none."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from answers import codes, responses_of, sample_of

from relstudy.cells import assemble, assemble_tests
from relstudy.intake.frames import Responses
from relstudy.stats.calibration import Calibration
from relstudy.steps import survey
from relstudy.steps.absence import NotInStudy
from relstudy.steps.survey import SurveyTables, cells_of, tabulate_survey
from relstudy.steps.weights import Weights, describe_weights
from relstudy.survey.items import MISSING_CODES, Derivation, Item, Net
from relstudy.survey.plan import Respondents, TablesPlan

SEX = Item(id="sex", type="single", columns=("s",), codes=codes("m", "f", "dk"))
Q = Item(
    id="q", type="scale", columns=("q",), codes=codes("1", "2", "3", v1=1.0, v2=2.0, v3=5.0),
    nets=(Net(id="low", codes=("1", "2")),),
)  # fmt: skip
USES = Item(id="uses", type="multiple", columns=("u1", "u2", "u3"), codes=codes("app", "desk", "mail"))
GONE = Item(id="gone", type="single", codes=codes("1", "2"), asked=False)


def tables(
    items: tuple[Item, ...], answers: dict[str, object] | Responses, *, banner: tuple[str, ...], weights: Weights | None = None, **more: object
) -> SurveyTables:  # fmt: skip
    responses = answers if isinstance(answers, Responses) else responses_of(items, answers)
    sample = sample_of([1.0] * responses.n)
    return tabulate_survey(
        wave_items=items, intake_responses=responses, intake_sample=sample, intake_left_out=0,
        weights=weights or describe_weights(sample.weight), study_respondents=Respondents(target=more.get("target")),
        study_tables=TablesPlan(banner=banner), profiles=NotInStudy("no_profiles"),
    )  # fmt: skip


def plan(
    items: tuple[Item, ...], *, profiles: tuple[str, ...] = (), target: str | None = None
) -> tuple[object, object]:
    study = SimpleNamespace(
        respondents=Respondents(target=target), profiles=SimpleNamespace(items=profiles) if profiles else None
    )
    return study, SimpleNamespace(items=items, responses=None)


def assembled(
    found: SurveyTables, items: tuple[Item, ...], *, min_base: int = 1, correction: str = "none", **more: object
) -> tuple[pd.DataFrame, pd.DataFrame]:
    study, wave = plan(items, **more)
    cells = assemble([cells_of(found, study, wave)], study="s", wave="w", min_base=min_base, caution_base=100)
    return assemble_tests(
        [survey.tests_of(found, study, wave)], cells, wave="w", correction=correction, levels=(0.95, 0.90)
    )  # fmt: skip


ANSWERS: dict[str, object] = {
    "sex": ["m"] * 20 + ["f"] * 20 + ["dk"] * 5,
    "q": ["1"] * 15 + ["2"] * 5 + ["1"] * 5 + ["2"] * 5 + ["3"] * 10 + ["3"] * 5,
}


def test_each_pair_of_columns_and_each_row_is_one_row_and_so_is_each_column_against_everybody() -> None:
    tests, _ = assembled(tables((SEX, Q), ANSWERS, banner=("sex",)), (SEX, Q))
    of_q = tests[tests["family"] == "q/share/sex"]
    assert of_q["key_a"].tolist() == [f"survey/q/share/{row}/sex=m" for row in ("1", "2", "3", "net.low")]
    assert of_q["key_b"].tolist() == [f"survey/q/share/{row}/sex=f" for row in ("1", "2", "3", "net.low")]
    whole = tests[tests["family"] == "q/mean/sex-all"]
    assert whole["key_a"].tolist() == ["survey/q/mean/_/all"] * 2
    assert whole["key_b"].tolist() == ["survey/q/mean/_/sex=m", "survey/q/mean/_/sex=f"]
    assert set(tests["test"]) == {"pooled_z", "z"}
    assert set(tests["wave_a"]) == set(tests["wave_b"]) == {"w"}


def test_the_difference_is_the_second_less_the_first_and_letters_stand_at_the_higher() -> None:
    tests, cells = assembled(tables((SEX, Q), ANSWERS, banner=("sex",)), (SEX, Q))
    row = tests.set_index("key_b").loc["survey/q/share/1/sex=f"]
    row = row[row["key_a"] == "survey/q/share/1/sex=m"].iloc[0]
    # 15 of 20 and 5 of 20: together 1/2, z = -0.5 / sqrt(0.25 x 0.1).
    assert row["difference"] == -0.5
    assert row["statistic"] == pytest.approx(-0.5 / np.sqrt(0.025))
    assert row["verdict"] == "different"
    marks = cells.set_index("key")["marks"]
    assert marks["survey/q/share/1/sex=m"] == "B"
    assert marks["survey/q/share/1/sex=f"] == ""
    assert marks["survey/q/mean/_/sex=f"] == "A"
    assert marks["survey/q/mean/_/all"] == ""


def test_the_share_of_those_who_wrote_is_compared_by_its_standard_errors_and_says_so() -> None:
    items = (SEX, Item(id="why", type="open", columns=("w",)))
    responses = responses_of(items, {"sex": ["m"] * 20 + ["f"] * 20, "why": ["x"] * 40})
    responses.missing["why"][:] = [
        MISSING_CODES["answered" if i % 20 < (15 if i < 20 else 5) else "absent"] for i in range(40)
    ]
    tests, cells = assembled(tables(items, responses, banner=("sex",)), items)
    row = tests[tests["family"] == "why/answered/sex"].iloc[0]
    se = cells.set_index("key").loc[[row["key_a"], row["key_b"]], "se"]
    assert (row["test"], row["difference"]) == ("z", -0.5)
    assert row["statistic"] == pytest.approx(-0.5 / np.sqrt((se**2).sum()))


def test_columns_that_overlap_are_compared_too() -> None:
    uses = ["110", "110", "100", "011", "001", "101", "111", "010"] * 6
    answers = {
        "uses": [
            {code for code, tick in zip(("app", "desk", "mail"), row, strict=True) if tick == "1"} for row in uses
        ],
        "q": ["1", "1", "1", "2", "3", "2", "1", "3"] * 6,
    }
    tests, _ = assembled(tables((USES, Q), answers, banner=("uses",)), (USES, Q))
    of_q = tests[tests["family"] == "q/share/uses"].iloc[0]
    app, desk = (np.array([row[i] == "1" for row in uses]) for i in (0, 1))
    hit = np.array(answers["q"]) == "1"
    p, e = [hit[app].mean(), hit[desk].mean()], [app.sum(), desk.sum()]
    pooled = (p[0] * e[0] + p[1] * e[1]) / (e[0] + e[1])
    spread = 1 / e[0] + 1 / e[1] - 2 * (app & desk).sum() / (e[0] * e[1])
    assert of_q["statistic"] == pytest.approx((p[1] - p[0]) / np.sqrt(pooled * (1 - pooled) * spread))


def test_what_is_withheld_not_asked_or_imposed_is_refused_without_a_number() -> None:
    items = (SEX, Q, GONE)
    tests, cells = assembled(tables(items, ANSWERS, banner=("sex",)), items, min_base=21)
    assert set(tests[tests["key_b"].str.startswith("survey/q/")]["reason"]) == {"withheld"}
    assert set(tests[tests["key_b"].str.startswith("survey/gone/")]["reason"]) == {"not_asked"}
    assert set(tests["verdict"]) == {"refused"}
    numbers = tests[["difference", "low", "high", "statistic", "p", "p_adjusted"]]
    assert numbers.isna().all().all()
    assert set(cells["marks"]) == {""}


def test_a_margin_raked_to_is_not_tested() -> None:
    sex = np.array([0] * 20 + [1] * 20 + [2] * 5, dtype=np.int16)
    raked = replace(describe_weights(np.ones(45)), method="rake", calibration=Calibration.of([sex], np.ones(45)))
    other = Item(id="o", type="single", columns=("o",), codes=codes("1", "2"))
    answers = {**ANSWERS, "o": ["1", "2", "1"] * 15}
    tests, _ = assembled(tables((SEX, other), answers, banner=("o",), weights=raked), (SEX, other))
    against_all = tests[tests["key_a"] == "survey/sex/share/m/all"]
    assert set(against_all["reason"]) == {"imposed"}
    assert set(tests[tests["family"] == "o/share/o"]["verdict"]) == {"different"}


def test_columns_told_apart_by_the_very_item_say_so_and_are_tested() -> None:
    band = Item(id="band", type="single", codes=codes("m", "f"), derived=Derivation(source="sex"))
    items = (SEX, Q, band)
    answers = {**ANSWERS, "band": ["m"] * 20 + ["f"] * 20 + ["."] * 5}
    tests, _ = assembled(tables(items, answers, banner=("sex",)), items)
    made = tests[tests["reason"] == "by_construction"]
    assert set(made["key_b"].str.split("/").str[1]) == {"sex", "band"}
    assert "different" in set(made["verdict"])


def test_items_of_one_column_and_the_filter_of_a_banner_are_circular_too() -> None:
    again = Item(id="again", type="single", columns=("s",), codes=codes("m", "f"))
    late = Item(id="late", type="single", columns=("l",), codes=codes("1", "2"), filter="again == 'm' and not q > 4")
    band = Item(id="band", type="single", codes=codes("1", "2"), derived=Derivation(source="late"))
    items = (SEX, Q, again, late, band)
    answers = {**ANSWERS, "again": ANSWERS["sex"], "late": ["1", "2"] * 10 + ["."] * 25}
    answers["band"] = answers["late"]
    tests, _ = assembled(tables(items, answers, banner=("sex", "band")), items)
    made = tests[tests["reason"] == "by_construction"]["family"].str.removesuffix("-all").str.split("/")
    pairs = {(item, block) for item, _, block in made}
    of_late = {(item, "band") for item in ("late", "band", "sex", "again", "q")}
    assert pairs == {("sex", "sex"), ("again", "sex")} | of_late


def test_a_banner_of_one_column_has_no_pair_and_no_banner_no_test() -> None:
    one = Item(id="one", type="single", columns=("o",), codes=codes("1"))
    tests, _ = assembled(tables((one, Q), {"one": ["1"] * 45, "q": ANSWERS["q"]}, banner=("one",)), (one, Q))
    assert set(tests["family"]) == {"one/share/one-all", "q/share/one-all", "q/mean/one-all"}
    assert set(tests["p"]) == {1.0}
    none, _ = assembled(tables((SEX, Q), ANSWERS, banner=()), (SEX, Q))
    assert len(none) == 0
