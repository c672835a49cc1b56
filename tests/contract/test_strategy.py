"""The strategy from the command line: registers in, cells out; what is withheld stays withheld, what a study has not is missing."""

from pathlib import Path

import pandas as pd
import pytest
from good_study import call, cells_of, write_study

MATURITY = "dimension;score;evidence;source;date\ndata;1;;;\norders;2;;;\nidentity;3;;;\nautomation;2;;;\nteams;1;;;\nmeasurement;3;;;\n"
ROADMAP = "offer_id;horizon;owner;kpi;target;date;label_fr\napp;now;Digital;conversion;4,5;31/12/2026;Raccourcir\nchat;next;;;;;\n"
FOUR = ("audit", "benchmark", "interviews", "survey")


def link(folder: Path) -> None:
    """Link two expectations and a practice to the channel under project."""
    register = pd.read_csv(folder / "expectations.csv", dtype=str)
    register.loc[register["expectation_id"].isin(["recognised", "social"]), "offer_id"] = "chat"
    register.to_csv(folder / "expectations.csv", index=False)
    path = folder / "waves/2026-03/benchmark.csv"
    lines = pd.read_csv(path, dtype=str)
    lines.assign(offer_id=lines["practice"].map({"chat": "chat"})).to_csv(path, index=False)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_study(tmp_path_factory.mktemp("strategy") / "study")
    link(folder)
    (folder / "maturity.csv").write_text(MATURITY, encoding="cp1252")
    (folder / "roadmap.csv").write_text(ROADMAP, encoding="cp1252")
    plan = (folder / "study.toml").read_text(encoding="utf-8")
    plan += '\n[effects]\nloyalty = ["sat_delays"]\n[value]\nbasket = "age"\nfrequency = 2\nyears = 3\nmargin = 0.5\n'
    (folder / "study.toml").write_text(plan, encoding="utf-8")
    code, told, _ = call("run", folder)
    assert code == 0, told
    return folder


def strategy(folder: Path) -> pd.DataFrame:
    cells = cells_of(folder)
    return cells[cells["section"] == "strategy"]


def test_maturity_is_the_level_of_the_lowest_dimension(study: Path) -> None:
    got = strategy(study)
    assert got.loc["strategy/_/maturity/_/_", "text"] == "multi"
    assert got.loc["strategy/_/maturity_mean/_/_", "value"] == 2.0
    assert got.loc["strategy/maturity.identity/score/_/_", ["value", "source"]].tolist() == [3.0, "maturity.csv#L4"]


def test_fit_follows_from_the_published_tiers(study: Path) -> None:
    cells, got = cells_of(study), strategy(study)
    tiers = cells[(cells["section"] == "expectations") & (cells["measure"] == "tier")]
    fits = got[got["measure"] == "fit"]
    assert set(fits["item"]) == {"chat"}
    assert set(fits["column"]) == set(tiers["column"])
    for _, fit in fits.iterrows():
        primary = tiers.loc[(tiers["column"] == fit["column"]) & (tiers["text"] == "primary"), "item"]
        assert fit["value"] == pytest.approx(primary.isin(["recognised", "social"]).mean(), rel=1e-11)


def test_value_follows_from_the_published_benchmark(study: Path) -> None:
    cells, got = cells_of(study), strategy(study)
    counted = cells.loc["benchmark/chat/players/_/all"]
    values = got[got["measure"] == "value"].set_index("column")
    assert {"all", "profile=p1"} <= set(values.index)
    assert values.loc["all", "value"] == pytest.approx(1 - counted["value"] / counted["base"])
    assert (values["base"] == counted["base"]).all()


def test_the_roadmap_starts_from_the_audit(study: Path) -> None:
    got = strategy(study)
    figures = {
        m: got.loc[f"strategy/app/{m}/conversion/_", ["value", "unit"]].tolist() for m in ("target", "current", "gap")
    }
    assert figures == {"target": [0.045, "share"], "current": [0.025, "share"], "gap": [-0.02, "share"]}


def test_the_value_of_a_customer_has_every_column_of_respondents(study: Path) -> None:
    cells, got = cells_of(study), strategy(study)
    clv = got[got["measure"] == "clv"].set_index("column")
    assert {"all", "target=client", "profile=p1"} <= set(clv.index)
    age = cells.loc["survey/age/mean/_/all"]
    assert clv.loc["all", "value"] == pytest.approx(3 * age["value"])
    assert clv.loc["all", "se"] == pytest.approx(3 * age["se"])


def test_every_rule_has_a_verdict(study: Path) -> None:
    got = strategy(study)
    verdicts = got[got["measure"] == "verdict"]
    assert len(verdicts) == 21
    assert set(verdicts["text"]) <= {"met", "not_met", "no_evidence"}
    assert verdicts.loc["strategy/rule.teams_in_silos/verdict/_/_", "text"] == "met"


@pytest.mark.parametrize("kept", ["benchmark", "interviews", "audit"])
def test_a_study_of_one_step_says_what_it_can_and_nothing_more(tmp_path: Path, kept: str) -> None:
    folder = write_study(tmp_path / "study")
    plan = (folder / "study.toml").read_text(encoding="utf-8")
    for step in FOUR:
        plan = plan.replace(f"{step} = true", f"{step} = {'true' if step == kept else 'false'}")
    plan = plan.replace('importance = "stated"', 'importance = "cases"')
    for table in ("respondents", "weighting", "profiles", "tables"):
        head, _, rest = plan.partition(f"[{table}]")
        plan = head + rest[rest.index("\n[") + 1 :] if "\n[" in rest else head
    (folder / "study.toml").write_text(plan, encoding="utf-8")
    link(folder)
    (folder / "maturity.csv").write_text(MATURITY, encoding="utf-8")
    (folder / "roadmap.csv").write_text(ROADMAP, encoding="utf-8")
    code, told, _ = call("run", folder)
    assert code == 0, told["faults"]
    got = strategy(folder)
    assert got.loc["strategy/_/maturity/_/_", "text"] == "multi"
    assert got.loc["strategy/app/current/conversion/_", "status"] == ("published" if kept == "audit" else "missing")
    values = got[(got["measure"] == "value") & (got["column"] == "all")]
    assert (values["status"] == "published").any() == (kept == "benchmark")
    assert got.loc["strategy/rule.incoherent_experience/verdict/_/_", "text"] == "no_evidence"


def test_a_study_without_offers_or_registers_has_no_strategy(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study")
    plan = (folder / "study.toml").read_text(encoding="utf-8")
    for step in ("audit", "benchmark", "interviews"):
        plan = plan.replace(f"{step} = true", f"{step} = false")
    head, _, rest = plan.partition("[grid.reach]")
    (folder / "study.toml").write_text(head + rest[rest.index("[tables]") :], encoding="utf-8")
    (folder / "offers.csv").unlink()
    (folder / "waves/2026-03/grid.csv").unlink()
    register = pd.read_csv(folder / "expectations.csv").drop(columns="offer_id")
    register.to_csv(folder / "expectations.csv", index=False)
    code, told, _ = call("run", folder)
    assert code == 0, told["faults"]
    (step,) = [s for s in told["waves"][0]["steps"] if s["name"] == "strategy"]
    assert (step["state"], step["reason"]) == ("not_in_study", "no_strategy")
