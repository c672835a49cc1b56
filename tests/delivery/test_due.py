"""Due runs: done, unchanged, still waiting for data, busy and refused are told apart."""

import shutil
from pathlib import Path
from typing import get_args

import pytest
from good_study import responses, write_study

from relstudy.delivery import due_words, journal
from relstudy.delivery.due import DueRun, DueState, run_due
from relstudy.delivery.jobs import WaveJob, WaveOutcome
from relstudy.delivery.running import run_wave_job
from relstudy.words import LANGS, load_words


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DueRun]:
    """Two waves, carried out once."""
    study = write_study(tmp_path_factory.mktemp("due") / "study", waves=("2026-03", "2026-09"))
    moved = responses(seed=12)
    asked = moved["SAT_social"].astype(str).str.strip().ne("") & moved["SAT_social"].notna()
    moved.loc[asked, "SAT_social"] = moved.loc[asked, "SAT_social"].iloc[0]
    moved.to_csv(study / "waves/2026-09/responses.csv", index=False)
    return study, run_due(study, wave_runner=run_wave_job)


@pytest.fixture
def study(ran: tuple[Path, DueRun], tmp_path: Path) -> Path:
    """Return a study that ran before, its papers in view where its journal says."""
    folder, _ = ran
    shutil.copytree(folder, tmp_path / "study")
    known = tmp_path / "study" / ".relstudy" / journal.JOURNAL
    known.write_text(known.read_text(encoding="utf-8").replace(str(folder), str(tmp_path / "study")), encoding="utf-8")
    return tmp_path / "study"


def never(job: WaveJob) -> WaveOutcome:
    raise AssertionError(f"wave {job.wave} is carried out")


def test_a_due_run_is_all_waves_then_the_comparison_of_the_last_two(ran: tuple[Path, DueRun]) -> None:
    folder, due = ran
    assert (due.state, [o.status for o in due.report.waves]) == ("done", ["done", "done"])
    assert due.comparison is not None
    assert due.comparison.waves == ("2026-03", "2026-09")
    notice = due_words.as_notice(due, "en")
    headlines = notice["comparison"]["headlines"]
    assert headlines
    assert all(h["verdict"] in ("up", "down") and h["key"].endswith("/all") for h in headlines)
    assert len({tuple(h["key"].split("/")[:2]) for h in headlines}) == len(headlines)
    page = due_words.write_page(due, folder, "en")
    assert (folder / "out/2026-09/report.en.html").as_uri() in page
    assert "| Figure | Before | After | Difference |" in page


def test_a_study_in_which_nothing_changed_is_unchanged(study: Path) -> None:
    due = run_due(study, wave_runner=never)
    assert (due.state, due.comparison) == ("unchanged", None)


@pytest.mark.parametrize("prepared", ["folder", "dates", "header", "empty"])
def test_a_wave_without_data_is_waited_for(study: Path, prepared: str) -> None:
    place = study / "waves" / "2027-03"
    if prepared in ("header", "empty"):
        shutil.copytree(study / "waves" / "2026-09", place)
        answers = place / "responses.csv"
        answers.write_text("" if prepared == "empty" else answers.read_text(encoding="utf-8").split("\n")[0] + "\n")
    else:
        place.mkdir()
        if prepared == "dates":
            (place / "wave.toml").write_text('field_start = ""\n', encoding="utf-8")
    due = run_due(study, wave_runner=run_wave_job)
    assert (due.state, [w.wave for w in due.awaited]) == ("not_arrived", ["2027-03"])
    assert "waves/2027-03/responses.csv" in due.awaited[0].files
    assert due.faults == ()
    assert "responses.csv" in due_words.describe_state(due, "en")


def test_what_has_arrived_is_run_though_another_wave_is_waited_for(study: Path) -> None:
    (study / "waves/2027-03").mkdir()
    responses(seed=3).to_csv(study / "waves/2026-09/responses.csv", index=False)
    due = run_due(study, wave_runner=run_wave_job)
    assert (due.state, [w.wave for w in due.awaited]) == ("done", ["2027-03"])
    assert {o.wave: o.status for o in due.report.waves} == {"2026-03": "unchanged", "2026-09": "done"}
    said = due_words.describe_state(due, "en")
    assert "2026-09" in said
    assert "2026-03" not in said


@pytest.mark.parametrize("prepared", ["folder", "header"])
def test_waves_that_are_waited_for_come_in_their_order(study: Path, prepared: str) -> None:
    for name in ("2027-03", "2027-09"):
        place = study / "waves" / name
        if prepared == "folder":
            place.mkdir()
            continue
        shutil.copytree(study / "waves" / "2026-09", place)
        answers = place / "responses.csv"
        answers.write_text(answers.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    due = run_due(study, wave_runner=run_wave_job)
    assert (due.state, [w.wave for w in due.awaited]) == ("not_arrived", ["2027-03", "2027-09"])
    said = due_words.describe_state(due, "en")
    assert said.index("2027-03") < said.index("2027-09")


def test_a_study_that_waits_for_its_first_data_did_not_fail(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study")
    (folder / "waves/2026-03/responses.csv").unlink()
    due = run_due(folder, wave_runner=never)
    assert (due.state, due.awaited[0].files) == ("not_arrived", ("waves/2026-03/responses.csv",))


@pytest.mark.parametrize("waves_before", [True, False], ids=["waves ran before", "no wave ran"])
def test_what_refuses_the_study_is_told_apart_from_data_that_has_not_arrived(study: Path, waves_before: bool) -> None:
    (study / "waves/2027-03").mkdir()
    if not waves_before:
        for name in ("waves/2026-03", "waves/2026-09", ".relstudy", "out"):
            shutil.rmtree(study / name)
    questions = study / "questionnaire.toml"
    questions.write_text(questions.read_text(encoding="utf-8").replace('"single"', '"singel"', 1), encoding="utf-8")
    due = run_due(study, wave_runner=never)
    assert due.state == "refused"
    assert "bad-value questionnaire.toml" in due_words.describe_state(due, "en")
    if waves_before:
        assert [w.wave for w in due.awaited] == ["2027-03"]
        assert {f.file for f in due.faults if f.severity == "error"} == {"questionnaire.toml"}


def test_a_file_that_a_wave_lost_is_a_fault(study: Path) -> None:
    (study / "waves/2026-09/responses.csv").unlink()
    due = run_due(study, wave_runner=never)
    assert (due.state, due.awaited) == ("refused", ())
    assert "missing-file waves/2026-09/responses.csv" in due_words.describe_state(due, "en")
    assert "- **missing-file** waves/2026-09/responses.csv" in due_words.write_page(due, study, "en")


def test_a_folder_that_is_gone_is_refused(tmp_path: Path) -> None:
    due = run_due(tmp_path / "gone", wave_runner=never)
    assert (due.state, [f.code for f in due.faults]) == ("refused", ["missing-file"])


def test_a_wave_that_another_run_holds_is_left_to_it(study: Path) -> None:
    responses(seed=3).to_csv(study / "waves/2026-09/responses.csv", index=False)
    with journal.hold_wave(study, "2026-09"):
        due = run_due(study, wave_runner=run_wave_job)
    assert due.state == "busy"


def test_the_guide_names_every_state() -> None:
    guide = (Path(__file__).parents[2] / "flows" / "AGENCY.md").read_text(encoding="utf-8")
    assert [state for state in (*get_args(DueState), "failed") if f"`{state}`" not in guide] == []


def test_due_runs_speak_both_languages_alike() -> None:
    def skeleton(words: dict) -> dict:
        return {
            k: skeleton(v) if isinstance(v, dict) else sorted(part.split("}")[0] for part in v.split("{")[1:])
            for k, v in words.items()
        }

    french, english = (skeleton(load_words(lang, "due")) for lang in LANGS)
    assert french == english
