"""The skeleton: every file of a study, right as it stands, in both languages."""

import csv
from pathlib import Path

import pytest
from drafted import errors_of, plan_of

from relstudy.cli import main
from relstudy.delivery.checking import check_study
from relstudy.drafting.making import make_study
from relstudy.errors import DefinitionError
from relstudy.words import LANGS, Lang

#: Contract, section 2: what a study folder holds. Left out are what only the program or a later wave writes, and what this
#: version refuses: frozen/, mapping.toml, a wave's own questionnaire.
FILES = {
    "study.toml", "questionnaire.toml", "offers.csv", "players.csv", "expectations.csv", "codebook.csv", "hypotheses.csv",
    "targets.csv", "quotas.csv", "maturity.csv", "roadmap.csv", "waves/v01/wave.toml", "waves/v01/responses.csv", "waves/v01/audit.csv", "waves/v01/grid.csv",
    "waves/v01/benchmark.csv", "waves/v01/cases.csv", "waves/v01/verbatims.csv", "waves/v01/codings.csv", "waves/v01/asked.csv",
}  # fmt: skip


@pytest.fixture(params=LANGS)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Lang, Path]:
    make_study(tmp_path / "Ma Mutuelle", None, request.param)
    return request.param, tmp_path / "Ma Mutuelle"


def test_it_has_every_file_and_no_error(made: tuple[Lang, Path]) -> None:
    lang, study = made
    there = {path.relative_to(study).as_posix() for path in study.rglob("*") if path.is_file()}
    assert there == FILES | {f"guide.{lang}.md", f"waves/v01/texts.{lang}.toml"}
    assert errors_of(study) == []
    assert {f.severity for f in check_study(study).faults} == {"note"}


def test_its_id_is_that_of_its_folder_and_all_steps_are_on(made: tuple[Lang, Path]) -> None:
    lang, study = made
    plan = plan_of(study)
    assert plan.identity.id == "ma-mutuelle"
    assert plan.languages == (lang,)
    assert (plan.steps.audit, plan.steps.benchmark, plan.steps.interviews, plan.steps.survey) == (True,) * 4
    assert {item.type for item in plan.items} >= {"single", "multiple", "grid", "numeric", "nps", "open"}


def test_it_says_what_to_settle_and_every_mark_is_told(tmp_path: Path) -> None:
    made = make_study(tmp_path / "s", None, "fr")
    marks = sum(path.read_text(encoding="utf-8").count("# À RÉGLER : ") for path in (tmp_path / "s").rglob("*.toml"))
    assert len(made.remarks) == marks > 0
    assert {file for file, _, _ in made.remarks} == {"study.toml", "questionnaire.toml", "waves/v01/wave.toml"}


def test_it_runs_to_a_report(made: tuple[Lang, Path]) -> None:
    lang, study = made
    assert main(["run", str(study), "--plain"]) == 0
    assert (study / "out/v01" / f"report.{lang}.html").is_file()


def test_tables_of_the_two_languages_have_the_same_lines() -> None:
    from relstudy import resources

    shapes = []
    for lang, delimiter in (("fr", ";"), ("en", ",")):
        home = resources.templates() / "draft" / lang
        tables = {
            path.relative_to(home).as_posix(): [
                len(row) for row in csv.reader(path.open(encoding="utf-8-sig"), delimiter=delimiter)
            ]
            for path in home.rglob("*.csv")
        }
        shapes.append(tables)
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("taken", ["file", "folder"])
def test_nothing_is_ever_overwritten(tmp_path: Path, taken: str) -> None:
    place = tmp_path / "study"
    if taken == "file":
        place.write_text("mine", encoding="utf-8")
    else:
        place.mkdir()
        (place / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        make_study(place, None, "fr")
    assert [fault.code for fault in refused.value.faults] == ["already-exists"]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["study" if taken == "file" else "mine.txt"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    make_study(tmp_path / "study", None, "en")
    assert errors_of(tmp_path / "study") == []
    assert [path.name for path in tmp_path.iterdir()] == ["study"]


def test_a_place_that_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        make_study(tmp_path / "file" / "study", None, "fr")
    assert [fault.code for fault in refused.value.faults] == ["not-writable"]
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
