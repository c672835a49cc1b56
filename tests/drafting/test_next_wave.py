import tomllib
from pathlib import Path

import pytest
from good_study import write_study

from relstudy.delivery.checking import check_study
from relstudy.drafting.next_wave import make_wave
from relstudy.errors import DefinitionError

WAVE = """\
# Terrain.
field_start = 2026-03-02   # le lundi
field_end = 2026-03-20
label = { fr = "Printemps", en = "Spring" }
mode = "en ligne"
# Tous les adhérents.
population = '''
Adhérents
et prospects'''
sample_size = "812 répondants"
weight_column = "poids_b"
[facts]
prestataire = "Terrain SA"
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = write_study(tmp_path / "etude", waves=("2026-03",))
    (folder / "waves/2026-03/wave.toml").write_text(WAVE, encoding="utf-8")
    (folder / "waves/2026-03/questionnaire.toml").write_text('[[items]]\nid = "why"\nasked = false\n', encoding="utf-8")
    (folder / "waves/2026-03/texts.fr.toml").write_text("[synthesis]\n", encoding="utf-8")
    return folder


def test_what_stays_is_taken_over_and_what_speaks_of_the_last_wave_is_a_comment(study: Path) -> None:
    made = make_wave(study, "2026-09", "2026-03", "fr")
    assert set(made.files) == {"waves/2026-09/wave.toml", "waves/2026-09/questionnaire.toml"}
    assert {path.name for path in (study / "waves/2026-09").iterdir()} == {"wave.toml", "questionnaire.toml"}
    text = (study / "waves/2026-09/wave.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {
        "mode": "en ligne", "population": "Adhérents\net prospects", "weight_column": "poids_b", "facts": {"prestataire": "Terrain SA"},
    }  # fmt: skip
    assert "# field_start = 2026-03-02" in text
    assert "# label = " in text
    assert "# Tous les adhérents." in text
    assert [remark.key for _, _, remark in made.remarks] == ["wave-dates", "wave-facts", "wave-questionnaire"]


def test_check_says_the_dates_until_they_are_there(study: Path) -> None:
    make_wave(study, "2026-09", "2026-03", "fr")
    faults = [f for f in check_study(study, wave="2026-09").faults if f.severity == "error"]
    assert {f.column for f in faults if f.code == "missing-key"} == {"field_start", "field_end"}
    assert {f.code for f in faults} == {"missing-key", "missing-file"}


def test_registers_that_hold_for_all_waves_are_named(study: Path) -> None:
    for name in ("maturity.csv", "roadmap.xlsx"):
        (study / name).write_text("", encoding="utf-8")
    (remark,) = [r for _, _, r in make_wave(study, "2026-09", "2026-03", "fr").remarks if r.key == "wave-strategy"]
    assert remark.fields == {"files": "maturity.csv, roadmap.xlsx"}


def test_a_wave_that_does_not_come_last_is_said(study: Path) -> None:
    made = make_wave(study, "2025-09", "2026-03", "en")
    assert "wave-order" in [remark.key for _, _, remark in made.remarks]


@pytest.mark.parametrize(
    ("wave", "source", "code"),
    [
        ("2026-03", "2026-03", "already-exists"),
        ("Mars 2026", "2026-03", "bad-id"),
        ("2026-09", "2026-3", "missing-file"),
        ("../x", "2026-03", "bad-id"),
    ],
)
def test_what_cannot_be_made_is_refused(study: Path, wave: str, source: str, code: str) -> None:
    before = sorted(path.as_posix() for path in study.rglob("*"))
    with pytest.raises(DefinitionError) as refused:
        make_wave(study, wave, source, "fr")
    assert [fault.code for fault in refused.value.faults] == [code]
    assert sorted(path.as_posix() for path in study.rglob("*")) == before


def test_a_study_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as refused:
        make_wave(tmp_path, "v02", "v01", "fr")
    assert {fault.code for fault in refused.value.faults} == {"missing-file"}


def test_that_an_item_was_the_same_as_before_is_said_of_one_wave_alone(study: Path) -> None:
    path = study / "waves/2026-03/questionnaire.toml"
    same = '[[items]]\nid = "why"\nlabel = { fr = "Pourquoi ?" }\nsame_as_before = "Même sens."\n'
    path.write_text(same, encoding="utf-8")
    make_wave(study, "2026-09", "2026-03", "fr")
    (item,) = tomllib.loads((study / "waves/2026-09/questionnaire.toml").read_text(encoding="utf-8"))["items"]
    assert item == {"id": "why", "label": {"fr": "Pourquoi ?"}}
    assert path.read_text(encoding="utf-8") == same
