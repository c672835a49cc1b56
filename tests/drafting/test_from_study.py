from pathlib import Path

import pytest
from drafted import plan_of
from good_study import write_study

from relstudy.delivery.checking import check_study
from relstudy.drafting.making import make_study
from relstudy.errors import DefinitionError

ACCEPTED = (
    '\n# Relu.\n[[accepted]]\ncode = "base-too-small"\nwhere = "waves/2026-03/responses.csv"\nwhy = "x"\nwho = "y"\n'
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    study = write_study(tmp_path / "autre")
    with (study / "study.toml").open("a", encoding="utf-8") as file:
        file.write(ACCEPTED)
    for extra in ("out/2026-03/cells.csv", ".relstudy/run.json", "deliveries/2026-03/v1/x", "notes.txt"):
        (study / extra).parent.mkdir(parents=True, exist_ok=True)
        (study / extra).write_text("x", encoding="utf-8")
    return study


def test_definitions_come_over_and_nothing_that_was_observed(source: Path, tmp_path: Path) -> None:
    made = make_study(tmp_path / "Nouvelle étude", source, "fr")
    study = tmp_path / "Nouvelle étude"
    there = {path.relative_to(study).as_posix() for path in study.rglob("*") if path.is_file()}
    assert there == {
        "study.toml", "questionnaire.toml", "offers.csv", "players.csv", "expectations.csv", "codebook.csv", "waves/v01/wave.toml",
    }  # fmt: skip
    assert set(made.files) == there
    text = (study / "study.toml").read_text(encoding="utf-8")
    assert 'id = "nouvelle-etude"' in text
    assert "# [[accepted]]" in text
    assert "\n[[accepted]]" not in text
    assert (study / "questionnaire.toml").read_bytes() == (source / "questionnaire.toml").read_bytes()


def test_only_dates_and_data_are_missing(source: Path, tmp_path: Path) -> None:
    make_study(tmp_path / "neuve", source, "fr")
    faults = [f for f in check_study(tmp_path / "neuve").faults if f.severity == "error"]
    assert {f.code for f in faults} == {"missing-key", "missing-file"}
    assert {f.column for f in faults if f.code == "missing-key"} == {"field_start", "field_end"}
    assert {f.file.rpartition("/")[0] for f in faults} == {"waves/v01"}


def test_with_dates_and_data_it_is_the_same_study(source: Path, tmp_path: Path) -> None:
    make_study(tmp_path / "neuve", source, "fr")
    wave = tmp_path / "neuve/waves/v01"
    for path in (source / "waves/2026-03").iterdir():
        if path.name != "wave.toml":
            (wave / path.name).write_bytes(path.read_bytes())
    text = (wave / "wave.toml").read_text(encoding="utf-8")
    dated = text.replace("# field_start =", "field_start = 2026-03-02").replace(
        "# field_end =", "field_end = 2026-03-20"
    )
    (wave / "wave.toml").write_text(dated, encoding="utf-8")
    assert check_study(tmp_path / "neuve").ok
    assert plan_of(tmp_path / "neuve").items == plan_of(source).items


@pytest.mark.parametrize(("text", "code"), [(None, "missing-file"), ("[study\n", "bad-syntax")])
def test_a_source_that_is_no_study_is_refused(tmp_path: Path, text: str | None, code: str) -> None:
    (tmp_path / "autre").mkdir()
    if text is not None:
        (tmp_path / "autre/study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        make_study(tmp_path / "neuve", tmp_path / "autre", "fr")
    assert [fault.code for fault in refused.value.faults] == [code]
    assert not (tmp_path / "neuve").exists()
