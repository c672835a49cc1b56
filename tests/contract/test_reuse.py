"""A rerun does what changed and nothing else; plain run and flow, first run and rerun give the same files."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from good_study import call, cells_of, write_study
from mutations import WAVE, append, in_responses, swap


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = write_study(tmp_path_factory.mktemp("reuse") / "study")
    code, report, _ = call("run", study, "--plain")
    assert code == 0, report["faults"]
    assert report["status"] == "done"
    assert set(states(report).values()) == {"ran"}
    return study


def copy(ran: Path, tmp_path: Path) -> Path:
    study = tmp_path / "copy"
    shutil.copytree(ran, study)
    return study


def states(report: dict) -> dict[str, str]:
    """Return the states of the steps the study has: its only wave has none before it, no hypothesis, no journeys, no trade-offs, no coded answers."""
    steps = report["waves"][0]["steps"]
    absent = ("changes", "hypotheses", "journeys", "tradeoffs", "open_answers")
    return {s["name"]: s["state"] for s in steps if s["name"] not in absent}


def test_an_unchanged_study_is_left_alone(ran: Path) -> None:
    before = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in (ran / "out").rglob("*") if p.is_file()}
    code, report, _ = call("run", ran, "--plain")
    assert (code, report["status"]) == (0, "unchanged")
    assert set(states(report).values()) == {"reused"}
    assert {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in (ran / "out").rglob("*") if p.is_file()} == before


def test_an_unchanged_study_costs_no_reader_of_tables_or_definitions(ran: Path) -> None:
    heavy = ("numpy", "relstudy.definitions.reading", "relstudy.survey.plan", "relstudy.study.method")
    line = ["run", str(ran), "--plain", "--json"]
    code = (
        f"import sys; from relstudy.cli import main; main({line!r}); print([m for m in {heavy!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    told, imported = done.stdout.strip().rsplit("\n", 1)
    assert (json.loads(told)["status"], imported) == ("unchanged", "[]")


SURVEY = {"profiles", "survey", "contacts", "expectations", "strategy"}


@pytest.mark.parametrize(
    ("change", "ran_again"),
    [
        (swap("questionnaire.toml", 'fr = "Canaux utilisés"', 'fr = "Canaux employés"'), {"report"}),
        (swap("offers.csv", "Agence", "Boutique"), {"report"}),
        (in_responses(3, "poids", "1.234"), {"intake", "weights", "report"} | SURVEY),
        (swap(f"{WAVE}/codings.csv", ",,1,non,voice", ",,-1,non,voice"), {"interviews", "strategy", "report"}),
        (swap(f"{WAVE}/audit.csv", "2.5,%", "2.6,%"), {"audit", "strategy", "report"}),
        (swap(f"{WAVE}/grid.csv", "app,reach,8", "app,reach,9"), {"grid", "report"}),
        (append(f"{WAVE}/benchmark.csv", "gamma,chat,1,site,2026-02-01\n"), {"benchmark", "strategy", "report"}),
        (
            lambda s: [
                swap("questionnaire.toml", '"99", label = { fr = "Ne sait pas"', '"98", label = { fr = "Ne sait pas"')(s),
                swap(f"{WAVE}/responses.csv", ",99,", ",98,", count=-1)(s),
            ],
            {"intake", "survey", "strategy", "report"},
        ),
        (swap("study.toml", 'banner = ["sexe"]', "banner = []"), {"survey", "report"}),
        (append("study.toml", "# looked through\n"), {"report"}),
    ],
    ids=["label", "offer label", "weight", "coding", "audit", "grid", "benchmark", "code", "banner", "remark"],
)  # fmt: skip
def test_only_the_steps_that_need_a_change_run(ran: Path, tmp_path: Path, change, ran_again: set[str]) -> None:
    study = copy(ran, tmp_path)
    change(study)
    code, report, _ = call("run", study, "--plain")
    assert code == 0, report["faults"]
    assert report["status"] == "done"
    assert {name for name, state in states(report).items() if state == "ran"} == ran_again


@pytest.mark.parametrize(
    "change",
    [swap(f"{WAVE}/codings.csv", ",,1,non,voice", ",,-1,non,voice"), append("study.toml", "# looked through\n")],
    ids=["coding", "remark"],
)
def test_a_rerun_equals_a_first_run(ran: Path, tmp_path: Path, change) -> None:
    again = copy(ran, tmp_path)
    change(again)
    fresh = write_study(tmp_path / "fresh")
    change(fresh)
    for study in (again, fresh):
        assert call("run", study, "--plain")[0] == 0
    for path in sorted((fresh / "out/2026-03").iterdir()):
        assert path.read_bytes() == (again / "out/2026-03" / path.name).read_bytes(), path.name


def test_what_was_deleted_is_made_again(ran: Path, tmp_path: Path) -> None:
    study = copy(ran, tmp_path)
    (study / "out/2026-03/report.fr.html").unlink()
    code, report, _ = call("run", study, "--plain")
    assert (code, report["status"]) == (0, "done")
    assert (study / "out/2026-03/report.fr.html").read_bytes() == (ran / "out/2026-03/report.fr.html").read_bytes()


def test_force_runs_everything(ran: Path, tmp_path: Path) -> None:
    study = copy(ran, tmp_path)
    _, report, _ = call("run", study, "--plain", "--force")
    assert set(states(report).values()) == {"ran"}


def test_a_failed_step_stops_only_those_that_need_it(ran: Path, tmp_path: Path) -> None:
    study = copy(ran, tmp_path)
    swap(f"{WAVE}/audit.csv", "desk,csat", "desc,csat")(study)
    code, report, _ = call("run", study, "--plain")
    assert (code, report["status"]) == (1, "refused")
    assert states(report)["audit"] == "failed"
    assert states(report)["expectations"] == "reused"
    code, report, _ = call("run", study, "--plain", "--draft")
    assert report["status"] == "draft"
    assert states(report)["audit"] == "failed"
    assert not cells_of(study).index.str.startswith("audit/").any()
    assert cells_of(study).index.str.startswith("survey/").any()
    assert call("run", study, "--plain")[1]["status"] == "refused"


def test_out_elsewhere(ran: Path, tmp_path: Path) -> None:
    study = copy(ran, tmp_path)
    code, report, _ = call("run", study, "--plain", "--out", tmp_path / "elsewhere")
    assert code == 0
    assert (tmp_path / "elsewhere/2026-03/cells.parquet").is_file()
    assert report["waves"][0]["out"] == str(tmp_path / "elsewhere/2026-03")


def test_out_elsewhere_makes_the_first_run_not_forgotten(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    elsewhere = ("run", study, "--plain", "--out", tmp_path / "elsewhere")
    said = [call("run", study, "--plain"), call(*elsewhere), call("run", study, "--plain"), call(*elsewhere)]
    assert [report["status"] for _, report, _ in said] == ["done", "done", "unchanged", "unchanged"]


def test_nothing_else_is_written_into_the_study(ran: Path, tmp_path: Path) -> None:
    fresh = write_study(tmp_path / "fresh")
    before = {p.relative_to(fresh) for p in fresh.rglob("*")}
    assert call("check", fresh)[0] == 0
    assert {p.relative_to(fresh) for p in fresh.rglob("*")} == before
    call("run", fresh, "--plain")
    after = {p.relative_to(fresh).parts[0] for p in fresh.rglob("*")} - {p.parts[0] for p in before}
    assert after == {"out", ".relstudy"}


def test_manifest_says_what_went_in_and_came_out(ran: Path) -> None:
    import hashlib

    manifest = json.loads((ran / "out/2026-03/manifest.json").read_text(encoding="utf-8"))
    assert (manifest["contract"], manifest["study"], manifest["wave"], manifest["state"]) == (
        1,
        "mutuelle",
        "2026-03",
        "draft",
    )
    for entry in manifest["inputs"]:
        assert hashlib.sha256((ran / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]
    assert {e["path"] for e in manifest["inputs"]} >= {
        "study.toml",
        "questionnaire.toml",
        f"{WAVE}/responses.csv",
        f"{WAVE}/codings.csv",
    }
    for entry in manifest["files"]:
        assert hashlib.sha256((ran / "out/2026-03" / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]
    assert next(e["rows"] for e in manifest["inputs"] if e["path"].endswith("responses.csv")) == 600
    rows = {e["path"]: e["rows"] for e in manifest["inputs"]}
    assert (rows["offers.csv"], rows[f"{WAVE}/audit.csv"], rows[f"{WAVE}/cases.csv"], rows["study.toml"]) == (
        3,
        3,
        22,
        None,
    )
    assert all(c["passed"] for c in manifest["checks"]), manifest["checks"]
    respondents = pd.read_parquet(ran / ".relstudy/2026-03/respondents.parquet")
    assert list(respondents.columns[:3]) == ["respondent_id", "weight", "profile"]
    assert len(respondents) == 600


def test_manifest_counts_the_rows_that_declarations_leave_out(ran: Path, tmp_path: Path) -> None:
    study = copy(ran, tmp_path)
    swap("study.toml", 'target = "cible"', 'target = "cible"\nkeep = "sexe == \'1\'"\nskip_rows = [2, 3]')(study)
    assert call("run", study, "--plain")[0] == 0
    manifest = json.loads((study / "out/2026-03/manifest.json").read_text(encoding="utf-8"))
    (answers,) = [e for e in manifest["inputs"] if e["path"].endswith("responses.csv")]
    kept = len(pd.read_parquet(study / ".relstudy/2026-03/respondents.parquet"))
    assert (answers["rows"], answers["left_out"]) == (600, {"keep": 598 - kept, "skip_rows": 2})
