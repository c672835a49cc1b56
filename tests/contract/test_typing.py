"""`typing.json` of a whole study and `relstudy type`, as the contract has them."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pandas as pd
import pytest
from good_study import call, cells_of, responses, write_study

from relstudy.cli import main


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_study(tmp_path_factory.mktemp("study") / "good")
    code, _, told = call("run", folder, "--plain")
    assert code == 0, told
    return folder


def said(*words: str | Path) -> tuple[int, str]:
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        code = main([*map(str, words), "--lang", "en"])
    return code, out.getvalue()


def model_of(study: Path) -> Path:
    return study / "out" / "2026-03" / "typing.json"


def test_the_model_tells_its_questions_its_figures_and_no_respondent(study: Path) -> None:
    told = json.loads(model_of(study).read_text(encoding="utf-8"))
    cells = cells_of(study)
    assert (told["study"], told["wave"], told["contract"]) == ("mutuelle", "2026-03", 1)
    assert {q["item"] for q in told["questions"]} < {
        "uses_app",
        "uses_site",
        "uses_chat",
        "prefers_desk",
        "wants_name",
        "calls",
    }
    assert told["figures"]["accuracy"] == cells.loc["profiles/_/typing_accuracy/_/_", "value"] > 0.85
    assert told["figures"]["kappa"] == cells.loc["profiles/_/typing_kappa/_/_", "value"]
    assert cells.loc["profiles/_/typing_questions/_/_", "value"] == len(told["questions"])
    for profile in told["profiles"]:
        assert set(profile["name"]) == {"fr", "en"}
        assert (
            told["figures"]["accuracy_by_profile"][profile["id"]]
            == cells.loc[f"profiles/{profile['id']}/typing_accuracy/_/_", "value"]
        )
    assert "R0001" not in model_of(study).read_text(encoding="utf-8")
    manifest = json.loads((study / "out" / "2026-03" / "manifest.json").read_text(encoding="utf-8"))
    assert "typing.json" in {f["path"] for f in manifest["files"]}
    assert {
        k: v for c in manifest["checks"] if c["name"] == "typing_is_of_the_cells" for k, v in c.items() if k != "detail"
    } == {"name": "typing_is_of_the_cells", "passed": True}


def test_the_study_s_own_respondents_are_found_again(study: Path, tmp_path: Path) -> None:
    code, told = said(
        "type", model_of(study), study / "waves" / "2026-03" / "responses.csv", "-o", tmp_path / "out.csv"
    )
    assert code == 0, told
    out = pd.read_csv(tmp_path / "out.csv")
    known = pd.read_parquet(study / ".relstudy" / "2026-03" / "respondents.parquet")
    both = out.merge(known, on="respondent_id", suffixes=("", "_known"))
    assert len(both) == len(known) == len(out)
    accuracy = cells_of(study).loc["profiles/_/typing_accuracy/_/_", "value"]
    assert (both["profile"] == both["profile_known"]).mean() == pytest.approx(accuracy, abs=0.02)
    assert "600 respondents" in told


def test_faults_stop_it_and_nothing_is_written(study: Path, tmp_path: Path) -> None:
    model = json.loads(model_of(study).read_text(encoding="utf-8"))
    column = model["questions"][0]["columns"][0]["learned"]
    people = responses(n=40)
    people.loc[3, column] = "8"
    people.to_csv(tmp_path / "people.csv", index=False)
    code, told = said("type", model_of(study), tmp_path / "people.csv", "-o", tmp_path / "out.csv")
    assert code == 1
    assert "unknown-code" in told and "line 5" in told and column in told
    people.drop(columns=column).to_csv(tmp_path / "people.csv", index=False)
    code, told = said("type", model_of(study), tmp_path / "people.csv", "-o", tmp_path / "out.csv")
    assert (code, "missing-column" in told) == (1, True)
    assert [p.name for p in tmp_path.glob("*")] == ["people.csv"]


def test_an_edited_model_is_refused(study: Path, tmp_path: Path) -> None:
    text = model_of(study).read_text(encoding="utf-8")
    (tmp_path / "typing.json").write_text(text.replace('"missing": "drop"', '"missing": "mean"'), encoding="utf-8")
    code, told = said(
        "type", tmp_path / "typing.json", study / "waves/2026-03/responses.csv", "-o", tmp_path / "out.csv"
    )
    assert (code, "bad-model" in told) == (1, True)


@pytest.mark.parametrize("out", ["out.xlsx", "responses.csv"])
def test_a_place_that_is_no_csv_of_its_own_is_a_wrong_line(study: Path, out: str) -> None:
    folder = study / "waves" / "2026-03"
    before = (folder / "responses.csv").read_bytes()
    assert said("type", model_of(study), folder / "responses.csv", "-o", folder / out)[0] == 2
    assert (folder / "responses.csv").read_bytes() == before


def test_a_reworded_label_learns_nothing_anew(study: Path) -> None:
    path = study / "questionnaire.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('fr = "uses_app"', "fr = \"J'utilise l'application\""), encoding="utf-8")
    code, told, _ = call("run", study, "--plain")
    assert code == 0
    states = {step["name"]: step["state"] for step in told["waves"][0]["steps"]}
    assert (states["typing"], states["profiles"], states["report"]) == ("reused", "reused", "ran")
    questions = json.loads(model_of(study).read_text(encoding="utf-8"))["questions"]
    if "uses_app" in {q["item"] for q in questions}:
        assert "J'utilise l'application" in {q["label"]["fr"] for q in questions}


def test_rows_in_another_order_give_the_same_bytes(study: Path, tmp_path: Path) -> None:
    before = model_of(study).read_bytes()
    path = study / "waves" / "2026-03" / "responses.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.sample(frac=1, random_state=3).to_csv(path, index=False)
    assert call("run", study, "--plain")[0] == 0
    assert model_of(study).read_bytes() == before


def test_without_a_partition_there_is_no_model(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "noise")
    path = folder / "waves" / "2026-03" / "responses.csv"
    frame = responses()
    for place, item in enumerate(("uses_app", "uses_site", "uses_chat", "prefers_desk", "wants_name", "calls")):
        frame[item.upper()] = frame[item.upper()].sample(frac=1, random_state=place).to_numpy()
    frame.to_csv(path, index=False)
    code, told, _ = call("run", folder, "--plain")
    assert code == 0
    assert not any(name.startswith("typing") for name in told["waves"][0]["files"])
    assert not cells_of(folder).index.str.contains("typing").any()
