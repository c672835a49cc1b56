"""A study drafted from coded interviews: it checks and runs as it is, and says what there is to settle."""

import json
from pathlib import Path

import pytest
from interview_study import call_json
from refi_files import TEXT, Coded, archive, project, words

from relstudy.cli import main

DOCUMENTS = {
    "Anna": (TEXT, [Coded(start=a, end=b, codes=("Téléphone",)) for a, b in words(TEXT)[:5]]),
    "Bea": ("Je ne suis pas allée à l’agence, mais sur le site.", [Coded(start=0, end=2, codes=("Site web",))]),
}


def test_a_project_becomes_a_study_that_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "export"
    source.write_bytes(project(DOCUMENTS, dialect="utf-16", parts='<Sets><Set guid="s" name="s"/></Sets>'))
    study = tmp_path / "Mes entretiens"
    assert main(["new", str(study), "--from", str(source), "--lang", "fr"]) == 0
    said = capsys.readouterr().out
    assert "en unités UTF-16, un émoji pour deux (score 1,00)" in said
    assert "ensembles (1)" in said
    assert sorted(path.relative_to(study).as_posix() for path in study.rglob("*") if path.is_file()) == [
        "codebook.csv",
        "study.toml",
        "waves/v01/cases.csv",
        "waves/v01/codings.csv",
        "waves/v01/imported.toml",
        "waves/v01/verbatims.csv",
        "waves/v01/wave.toml",
    ]
    assert "TO SETTLE" not in (study / "study.toml").read_text(encoding="utf-8")
    code, told = call_json("check", study)
    assert (code, told["ok"], [f for f in told["faults"] if f["severity"] == "error"]) == (0, True, [])
    assert call_json("run", study, "--plain")[0] == 0
    manifest = json.loads((study / "out/v01/manifest.json").read_text(encoding="utf-8"))
    assert "coding.qdpx" in {one["path"] for one in manifest["files"]}


def test_a_project_without_a_text_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.qdpx").write_bytes(project({"vide": (" ", ())}))
    assert main(["new", str(tmp_path / "s"), "--from", str(tmp_path / "p.qdpx"), "--lang", "en"]) == 1
    assert "[no-text] No text to read or to code." in capsys.readouterr().out


def test_the_language_is_that_of_what_was_said(tmp_path: Path) -> None:
    source = tmp_path / "e.qdpx"
    english = "I do not like to wait for an answer on the phone, and that is it."
    source.write_bytes(project({"Ann": (english, [Coded(start=0, end=1)])}))
    assert main(["new", str(tmp_path / "s"), "--from", str(source), "--lang", "fr"]) == 0
    assert 'languages = ["en"]' in (tmp_path / "s" / "study.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [archive({"p.qde": b"<Project"}), project({"vide": (" ", ())})])
def test_what_cannot_be_read_makes_nothing(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "e.qdpx"
    source.write_bytes(content)
    assert main(["new", str(tmp_path / "s"), "--from", str(source), "--lang", "en"]) == 1
    assert not (tmp_path / "s").exists()
    assert "error" in capsys.readouterr().out
