"""`data.sav` of a whole study: what was asked and nothing more, read by others, and worth as much as the answers it was made of."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from good_study import call, cells_of, write_study

from relstudy.cli import main
from relstudy.outputs.data import check_data


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study with a column nobody asked and an open question, run."""
    folder = write_study(tmp_path_factory.mktemp("study") / "good")
    with (folder / "questionnaire.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[items]]\nid = "remarks"\ntype = "open"\ncolumn = "REM"\nlabel = { fr = "Remarques" }\n')
    answers = folder / "waves" / "2026-03" / "responses.csv"
    read = pd.read_csv(answers, dtype=str)
    read["MAIL"] = [f"r{i}@exemple.fr" for i in range(len(read))]
    read["REM"] = ["Appelez Mme Durand" if i % 3 else "" for i in range(len(read))]
    read.to_csv(answers, index=False)
    code, _, told = call("run", folder, "--plain")
    assert code == 0, told
    return folder


@pytest.fixture(scope="module")
def data(study: Path) -> Path:
    return study / "out" / "2026-03" / "data.sav"


def test_it_holds_the_questionnaire_in_its_order_then_profile_and_weight(data: Path) -> None:
    frame, meta = pyreadstat.read_sav(data, user_missing=True)
    assert list(frame)[:7] == ["CIBLE", "SEXE", "Q5_1", "Q5_2", "Q5_3", "Q6", "AGE"]
    assert list(frame)[-3:] == ["REM", "profile", "weight"]
    assert not {"ident", "poids", "MAIL"} & set(frame)
    assert meta.column_names_to_labels["Q6"] == "Pourquoi l'application ?"
    assert (meta.variable_measure["SEXE"], meta.variable_measure["AGE"]) == ("nominal", "scale")
    assert meta.variable_measure["USES_APP"] == "ordinal"
    assert meta.missing_ranges["Q6"][0] == {"lo": "99", "hi": "99"}
    assert set(frame["REM"].dropna()) == {1.0}


def test_no_id_no_address_and_no_free_text_is_in_its_bytes(data: Path) -> None:
    raw = data.read_bytes()
    assert not [text for text in (b"R0001", b"exemple.fr", b"Durand") if text in raw]


def test_rows_do_not_stand_in_the_order_of_ids(study: Path, data: Path) -> None:
    kept = pd.read_parquet(study / ".relstudy" / "2026-03" / "respondents.parquet")
    frame, _ = pyreadstat.read_sav(data)
    assert sorted(kept["weight"]) == sorted(frame["weight"])
    assert kept["weight"].tolist() != frame["weight"].tolist()


def test_its_weighted_shares_are_the_cells(study: Path, data: Path) -> None:
    cells = cells_of(study)["value"]
    frame, _ = pyreadstat.read_sav(data, user_missing=True)
    weight = frame["weight"]
    assert cells["weights/_/sum/_/all"] == pytest.approx(weight.sum())
    for key, mask in {
        "survey/sexe/share/1/all": frame["SEXE"] == 1,
        "survey/channels/share/app/all": frame["Q5_1"] == 1,
        "survey/cible/share/client/profile=p1": (frame["CIBLE"] == "client")[frame["profile"] == "p1"],
        "survey/why/share/99/all": (frame["Q6"] == "99")[frame["Q6"] != ""],
    }.items():
        there = weight[mask.index]
        assert cells[key] == pytest.approx((there * mask).sum() / there.sum(), rel=1e-11), key


def test_it_drafts_a_study_with_the_same_figures(study: Path, data: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert main(["new", str(again), "--from", str(data)]) == 0
    code, _, told = call("run", again, "--plain", "--langs", "fr")
    assert code == 0, told
    first, second = cells_of(study), cells_of(again, "v01")
    shared = [k for k in first.index if k.startswith("survey/") and k.endswith("/all") and k in second.index]
    assert len(shared) > 150
    assert np.allclose(first.loc[shared, "value"].astype(float), second.loc[shared, "value"].astype(float), rtol=1e-11)


def test_a_ranking_is_drafted_as_one(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "good")
    with (folder / "questionnaire.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[items]]\nid = "wanted"\ntype = "rank"\ncolumn = "WANT"\nseparator = "|"\nlabel = { fr = "Que souhaitez-vous d’abord ?" }\n'
            'codes = [{ code = "app", label = { fr = "Appli" } }, { code = "shop", label = { fr = "Agence" } }, { code = "chat", label = { fr = "Chat" } }]\n'
        )
    answers = folder / "waves" / "2026-03" / "responses.csv"
    read = pd.read_csv(answers, dtype=str)
    read["WANT"] = [("app|shop|chat", "shop|app", "chat", "")[i % 4] for i in range(len(read))]
    read.to_csv(answers, index=False)
    code, _, told = call("run", folder, "--plain", "--langs", "fr")
    assert code == 0, told
    again = tmp_path / "again"
    assert main(["new", str(again), "--from", str(folder / "out" / "2026-03" / "data.sav")]) == 0
    text = (again / "questionnaire.toml").read_text(encoding="utf-8")
    assert 'type = "rank"' in text
    assert 'label = { fr = "Que souhaitez-vous d’abord ?" }' in text
    code, _, told = call("run", again, "--plain", "--langs", "fr")
    assert code == 0, told
    first, second = cells_of(folder), cells_of(again, "v01")
    shared = [k for k in first.index if k.startswith("survey/wanted/") and k.endswith("/all")]
    again_named = [k.replace("/wanted/", "/want/") for k in shared]
    assert len(shared) > 5
    assert np.allclose(first.loc[shared, "value"], second.loc[again_named, "value"], equal_nan=True)


def test_a_second_run_gives_the_same_bytes_and_the_manifest_names_it(study: Path, data: Path, tmp_path: Path) -> None:
    code, _, told = call("run", study, "--plain", "--force", "--out", tmp_path)
    assert code == 0, told
    assert (tmp_path / "2026-03" / "data.sav").read_bytes() == data.read_bytes()
    manifest = json.loads((data.parent / "manifest.json").read_text(encoding="utf-8"))
    assert "data.sav" in {file["path"] for file in manifest["files"]}
    assert {"name": "data_is_the_sample", "passed": True, "detail": "600 rows"} in manifest["checks"]


def test_a_file_that_is_not_the_sample_is_seen(data: Path, study: Path) -> None:
    cells = cells_of(study).reset_index()
    cells.loc[cells["key"] == "sample/_/n/_/all", "value"] = 599.0
    assert not check_data({"data.sav": data.read_bytes()}, cells)[0].passed
    assert not check_data({"data.sav": b"$FL2 broken"}, cells)[0].passed


def test_a_study_without_survey_has_none(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "good")
    plan = (folder / "study.toml").read_text(encoding="utf-8")
    plan = plan.replace("survey = true", "survey = false").replace('importance = "stated"', 'importance = "cases"')
    (folder / "study.toml").write_text(plan, encoding="utf-8")
    code, _, told = call("run", folder, "--plain")
    assert code == 0, told
    assert not (folder / "out" / "2026-03" / "data.sav").exists()


@pytest.mark.skipif(shutil.which("pspp") is None, reason="PSPP is not installed")
def test_pspp_reads_it_with_its_set_and_its_weight(data: Path, tmp_path: Path) -> None:
    (tmp_path / "look.sps").write_text(
        f"get file='{data}'.\nmrsets /display name=all.\nshow weight.\nfrequencies SEXE.\n", encoding="utf-8"
    )
    done = subprocess.run(["pspp", "look.sps"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout
    assert "warning" not in done.stdout
    for said in ("$channels", "Dichotomies", "WEIGHT is weight", "Homme"):
        assert said in done.stdout


def _has_haven() -> bool:
    if shutil.which("Rscript") is None:
        return False
    asked = subprocess.run(["Rscript", "-e", "library(haven)"], capture_output=True, timeout=60)
    return asked.returncode == 0


@pytest.mark.skipif(not _has_haven(), reason="R with haven is not installed")
def test_haven_reads_it_with_labels_and_what_is_missing(data: Path, study: Path) -> None:
    asked = (
        f"d <- haven::read_sav('{data}', user_na = TRUE); cat(nrow(d), names(attr(d$Q6, 'labels')), "
        "attr(d$Q6, 'na_values'), format(sum(d$weight), digits = 12), attr(d$SEXE, 'label'), sep = '|')"
    )
    done = subprocess.run(["Rscript", "-e", asked], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    total = float(cells_of(study).loc["weights/_/sum/_/all", "value"])
    assert done.stdout.split("|") == ["600", "Rapide", "Simple", "Ne sait pas", "99", "", f"{total:.12g}", "Sexe"]
