import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from relstudy.cli import main
from relstudy.delivery.showing import ShownPage
from relstudy.errors import fault


@pytest.fixture
def staged(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is shown (`text`, `faults`) and what was asked for."""
    said: dict[str, Any] = {"text": "Le titre\n═══\n", "faults": ()}
    module = ModuleType("relstudy.delivery.showing")

    def show_page(folder: Path, page: str, **asked: Any) -> ShownPage:
        said.update(asked, page=page)
        return ShownPage(wave="2026", page=page, text=said["text"], faults=said["faults"])

    module.show_page = show_page  # type: ignore[attr-defined]
    module.ShownPage = ShownPage  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "relstudy.delivery.showing", module)
    return said


def test_the_page_is_said_alone(staged: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(tmp_path), "r3", "--wave", "v01", "--lang", "en"]) == 0
    assert capsys.readouterr() == ("Le titre\n═══\n", "")
    assert (staged["page"], staged["wave"], staged["lang"], staged["width"]) == ("R3", "v01", "en", 100)


def test_json_is_one_object(staged: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(tmp_path), "survey", "--json", "--lang", "fr"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer == {"wave": "2026", "page": "survey", "lang": "fr", "text": staged["text"], "faults": []}


def test_an_unknown_page_names_the_pages_and_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(tmp_path), "syntesis", "--lang", "fr"]) == 2
    said = capsys.readouterr().err
    assert "glossary, sources" in said
    assert "«\u00a0synthesis\u00a0»\u202f?" in said


@pytest.mark.usefixtures("staged")
def test_a_folder_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(tmp_path / "no"), "survey", "--lang", "fr"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "missing-file" in said.err


def test_a_refused_study_says_its_errors_and_what_to_do(
    staged: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    staged |= {"text": None, "faults": (fault("unknown-item", "questionnaire.toml", line=3, found="q8", allowed="q7"),)}
    assert main(["show", str(tmp_path), "survey", "--lang", "fr"]) == 1
    said = capsys.readouterr().err
    assert "unknown-item" in said
    assert "relstudy check" in said
