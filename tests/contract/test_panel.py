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
    said = {("weight-not-numeric", f"waves/{FIRST}/responses.csv")}
    assert {(f["code"], f["file"]) for f in report["faults"] if f["severity"] == "error"} == said
    code, report, _ = call("check", study, "--wave", SECOND)
    assert code == 1
    assert {(f["code"], f["file"]) for f in report["faults"] if f["severity"] == "error"} == said


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


def test_shares_of_coded_open_answers_are_compared_person_by_person(tmp_path: Path) -> None:
    """The interval is that of two shares of overlapping samples: variances of each, minus twice the covariance of who is in both (Kish 1965, 12.4)."""
    study = tmp_path / "coded"
    study.mkdir()
    (study / "study.toml").write_text(
        '[study]\nid = "p"\nname = { fr = "P" }\nlanguages = ["fr"]\n[steps]\naudit = false\nbenchmark = false\n'
        'interviews = false\nsurvey = true\n[respondents]\nid = "who"\npanel = true\n',
        encoding="utf-8",
    )
    (study / "codebook.csv").write_text("code_id,label_fr\nwait,Attente\nprice,Prix\n", encoding="utf-8")
    (study / "questionnaire.toml").write_text(
        '[[items]]\nid = "why"\ntype = "open"\ncolumn = "Q"\nlabel = { fr = "Pourquoi ?" }\n', encoding="utf-8"
    )
    said: list[dict[str, bool]] = []
    for shift, wave in ((0, "2026"), (40, "2027")):
        people = range(shift, shift + 120)
        said.append({f"p{n}": n % (3 if shift else 2) == 0 or (bool(shift) and n % 4 == 1) for n in people})
        place = study / "waves" / wave
        place.mkdir(parents=True)
        (place / "wave.toml").write_text(f"field_start = {wave}-03-01\nfield_end = {wave}-03-09\n", encoding="utf-8")
        (place / "responses.csv").write_text("who,Q\n" + "".join(f"{one},x\n" for one in said[-1]), encoding="utf-8")
        lines = "".join(f"why,{one},{'wait' if waits else 'price'}\n" for one, waits in said[-1].items())
        (place / "open_codings.csv").write_text("item,respondent_id,code_id\n" + lines, encoding="utf-8")
    assert call("run", study, "--all", "--plain")[0] == 0
    tests = pd.read_parquet(study / "out/2027/tests.parquet").set_index("key_a")
    got = tests.loc["survey/why/share/wait/all"]
    old, new = said
    p, q, n = sum(old.values()) / len(old), sum(new.values()) / len(new), len(old)
    both = sum((old[one] - p) * (new[one] - q) for one in old if one in new) / n**2
    error = (p * (1 - p) / (n - 1) + q * (1 - q) / (n - 1) - 2 * both * n / (n - 1)) ** 0.5
    assert got["verdict"] != "refused"
    assert got["difference"] == pytest.approx(q - p)
    assert [got["low"], got["high"]] == pytest.approx([q - p - 1.959964 * error, q - p + 1.959964 * error], abs=2e-4)
    assert abs(both) > 1e-4
