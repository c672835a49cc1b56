"""A page shown is the page a run would make: computed from the study, with nothing written."""

from pathlib import Path

import pytest
from good_study import write_study
from small_study import spoil

from relstudy.delivery.showing import show_page


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("study") / "bank")


def test_a_study_never_run_is_computed_and_nothing_is_written(study: Path) -> None:
    before = sorted(study.rglob("*"))
    shown = show_page(study, "survey", wave=None, lang="fr", width=100)
    assert shown.wave == "2026-03"
    assert shown.text is not None
    assert "═" in shown.text
    assert sorted(study.rglob("*")) == before


def test_the_words_are_those_of_the_language(study: Path) -> None:
    texts = {lang: show_page(study, "method", wave=None, lang=lang, width=100).text or "" for lang in ("fr", "en")}
    assert "Étape" in texts["fr"]
    assert "Étape" not in texts["en"]


def test_a_study_a_run_would_refuse_gives_its_faults_instead(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "bank")
    spoil(folder, "study.toml", "id =", "idd =")
    shown = show_page(folder, "survey", wave=None, lang="fr", width=100)
    assert shown.text is None
    assert any(f.severity == "error" and f.file == "study.toml" for f in shown.faults)


def test_a_wave_that_is_not_there_is_a_fault(study: Path) -> None:
    shown = show_page(study, "survey", wave="2031", lang="fr", width=100)
    assert shown.text is None
    assert shown.faults
