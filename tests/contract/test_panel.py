"""Panels through the command line: persons of two waves known by their ids, and what they have in common taken from the errors."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from good_study import call, cells_of, write_study
from mutations import swap

from relstudy.delivery.freezing import freeze_wave

FIRST, SECOND = "2025-03", "2026-03"
PANEL = swap("study.toml", 'id = "ident"', 'id = "ident"\npanel = true')
KEY = "survey/channels/share/app/all"
NUMBERS = ["difference", "low", "high", "statistic", "p", "p_adjusted"]
Change = Callable[[pd.DataFrame], pd.DataFrame]


def answers(study: Path, wave: str) -> pd.DataFrame:
    return pd.read_csv(study / "waves" / wave / "responses.csv", dtype=str, keep_default_na=False)


def rewrite(study: Path, wave: str, change: Change) -> None:
    change(answers(study, wave)).to_csv(study / "waves" / wave / "responses.csv", index=False)


def same(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


def others(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(ident="S" + frame["ident"].str[1:])


def half(frame: pd.DataFrame) -> pd.DataFrame:
    """Let 400 of the 600 answer again, some of them otherwise, and 200 be other people."""
    chance = np.random.default_rng(5)
    moved = chance.random(len(frame)) < 0.25
    ids = np.where(np.arange(len(frame)) < 400, frame["ident"], "S" + frame["ident"].str[1:])
    ticked = np.where(moved, "1", frame["Q5_1"])
    why = np.where(ticked == "1", np.where(frame["Q6"] == "", "01", frame["Q6"]), "")
    return frame.assign(ident=ids, Q5_1=ticked, Q6=why)


def write(folder: Path, second: Change, *, panel: bool = True) -> Path:
    """Write a study of two waves: the same answers of the same people, but for what `second` makes of the later file."""
    study = write_study(folder / "study", waves=(FIRST, SECOND))
    shutil.copy(study / "waves" / FIRST / "responses.csv", study / "waves" / SECOND / "responses.csv")
    rewrite(study, SECOND, second)
    plan = study / "study.toml"
    head, _, tail = plan.read_text(encoding="utf-8").partition("[profiles]")
    # Profiles take long, and say nothing of persons.
    plan.write_text(head + tail[tail.index("[expectations]") :], encoding="utf-8")
    if panel:
        PANEL(study)
    return study


def run(study: Path) -> dict:
    code, report, _ = call("run", study, "--all", "--plain")
    assert code == 0, report["faults"]
    return report


def read_tests(study: Path) -> pd.DataFrame:
    """Return the tests of the second wave against the first, by key."""
    tests = pd.read_parquet(study / "out" / SECOND / "tests.parquet")
    return tests[tests["wave_a"] != tests["wave_b"]].set_index("key_b", drop=False)


def persons_of(study: Path) -> float:
    return float(cells_of(study, SECOND).loc[f"waves/_/persons/_/wave={FIRST}", "value"])


@pytest.fixture(scope="module")
def overlapping(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = write(tmp_path_factory.mktemp("half"), half)
    run(study)
    return study


def test_the_same_answers_of_the_same_persons_are_no_difference(tmp_path: Path) -> None:
    study = write(tmp_path, same)
    run(study)
    tests = read_tests(study)
    compared = tests[tests["verdict"] != "refused"]
    assert len(compared) > 50
    assert (compared[["difference", "low", "high"]].abs() <= 1e-11).all().all()
    assert (compared["p"] == 1.0).all()
    assert persons_of(study) == 600.0


def test_the_covariance_of_the_persons_of_both_waves_is_taken_away(overlapping: Path) -> None:
    old, new = (answers(overlapping, wave).set_index("ident") for wave in (FIRST, SECOND))
    sides = []
    for frame in (old, new):
        weight, ticked = frame["poids"].astype(float), frame["Q5_1"].astype(float)
        share = np.average(ticked, weights=weight)
        sides.append((share, weight * (ticked - share) / weight.sum()))
    (before, u), (after, v) = sides
    factor = 600 / 599
    covariance = factor * (u * v.reindex(u.index)).sum()
    variance = factor * ((u**2).sum() + (v**2).sum()) - 2 * covariance
    found = read_tests(overlapping).loc[KEY]
    half_width = 1.959964 * np.sqrt(variance)
    assert found["difference"] == pytest.approx(after - before)
    assert (found["low"], found["high"]) == pytest.approx((after - before - half_width, after - before + half_width))
    assert covariance > 0
    assert persons_of(overlapping) == 400.0


def test_a_page_tells_how_many_persons_are_in_both_waves(overlapping: Path) -> None:
    for lang, sentence in (
        ("fr", "Panel : 400 personnes présentes aux deux vagues."),
        ("en", "Panel: 400 people took part in both waves."),
    ):
        code, page, _ = call("show", overlapping, "changes", "--lang", lang)
        assert code == 0
        assert sentence in " ".join(page["text"].replace("\N{NO-BREAK SPACE}", " ").split())


def test_compare_says_what_the_run_said(overlapping: Path) -> None:
    code, told, _ = call("compare", overlapping, FIRST, SECOND)
    assert code == 0
    found = {change["key"]: change for change in told["changes"]}[KEY]
    assert found["p"] == pytest.approx(read_tests(overlapping).loc[KEY, "p"])


def test_waves_that_share_nobody_are_tested_as_independent_samples(tmp_path: Path) -> None:
    study = write(tmp_path / "panel", others)
    report = run(study)
    apart = write(tmp_path / "apart", others, panel=False)
    run(apart)
    with_panel, without = read_tests(study), read_tests(apart)
    pd.testing.assert_frame_equal(with_panel[NUMBERS], without[NUMBERS])
    assert persons_of(study) == 0.0
    notes = [f for f in report["faults"] if f["code"] == "few-common-persons"]
    assert [(n["severity"], n["found"], n["allowed"], n["item"]) for n in notes] == [("note", "0 / 600", None, FIRST)]


def test_ids_written_otherwise_are_told_and_make_nobody_the_same(tmp_path: Path) -> None:
    study = write(tmp_path, lambda frame: frame.assign(ident=frame["ident"].str[1:].str.lstrip("0").replace("", "0")))
    rewrite(study, FIRST, lambda frame: frame.assign(ident=frame["ident"].str[1:]))
    code, report, _ = call("check", study)
    assert code == 0, report["faults"]
    note = next(f for f in report["faults"] if f["code"] == "few-common-persons")
    assert (note["found"], note["allowed"], note["file"]) == ("0 / 600", "600", f"waves/{SECOND}/responses.csv")


def test_the_order_of_rows_is_of_no_account(overlapping: Path, tmp_path: Path) -> None:
    study = write(tmp_path, half)
    rewrite(study, FIRST, lambda frame: frame.sample(frac=1.0, random_state=3))
    rewrite(study, SECOND, lambda frame: frame.sample(frac=1.0, random_state=4))
    run(study)
    pd.testing.assert_frame_equal(read_tests(study)[NUMBERS], read_tests(overlapping)[NUMBERS])


def test_answers_of_the_wave_before_wake_the_later_one_in_a_panel_alone(tmp_path: Path) -> None:
    for panel in (True, False):
        study = write(tmp_path / str(panel), half, panel=panel)
        run(study)
        path = study / "waves" / FIRST / "responses.csv"
        path.write_text(path.read_text() + "\n")
        code, report, _ = call("run", study, "--wave", SECOND, "--plain")
        assert (code, report["waves"][0]["status"] if "status" in report["waves"][0] else report["status"]) == (
            0, "done" if panel else "unchanged",
        )  # fmt: skip


def test_answers_of_the_wave_before_that_cannot_be_read_refuse_a_panel(tmp_path: Path) -> None:
    study = write(tmp_path, half)
    run(study)
    rewrite(study, FIRST, lambda frame: frame.assign(poids="x"))
    code, report, _ = call("run", study, "--wave", SECOND, "--plain")
    assert code == 1
    assert {(f["code"], f["file"]) for f in report["faults"] if f["severity"] == "error"} == {
        ("weight-not-numeric", f"waves/{FIRST}/responses.csv")
    }


def test_a_panel_read_by_frozen_profiles_keeps_people_where_they_were(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study", waves=(FIRST, SECOND))
    shutil.copy(study / "waves" / FIRST / "responses.csv", study / "waves" / SECOND / "responses.csv")
    PANEL(study)
    assert call("run", study, "--wave", FIRST, "--plain")[0] == 0
    assert freeze_wave(study, FIRST).status == "frozen"
    assert call("run", study, "--wave", SECOND, "--plain")[0] == 0
    tests, cells = read_tests(study), cells_of(study, SECOND)
    shares = cells[(cells["section"] == "profiles") & (cells["measure"] == "share") & (cells["kind"] == "number")]
    kept = tests.loc[[key for key in shares.index if key in tests.index]]
    assert len(kept) > 1
    assert kept["difference"].abs().max() == pytest.approx(0.0, abs=1e-12)
    assert "different" not in set(kept["verdict"])
    stored = [pd.read_parquet(study / ".relstudy" / wave / "respondents.parquet") for wave in (FIRST, SECOND)]
    assert stored[0].set_index("respondent_id")["profile"].equals(stored[1].set_index("respondent_id")["profile"])
    assert set(cells.loc[cells["measure"] == "continuity", "text"]) == {"same"}
