"""Waves held against each other through the command line: tests, marks, breaks, and the order in which they are run."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from good_study import call, cells_of, write_study
from mutations import append, swap
from quick_study import write_study as write_quick_study

FIRST, SECOND, THIRD = "2025-03", "2026-03", "2027-03"


def draw_app(share: float):
    """Let a share of the respondents of a wave tick the app; why they do is asked of these."""

    def mutate(study: Path, wave: str) -> None:
        path = study / "waves" / wave / "responses.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        ticked = np.arange(len(frame)) < share * len(frame)
        frame["Q5_1"] = ticked.astype(int).astype(str)
        frame["Q6"] = np.where(ticked, np.where(frame["Q6"] == "", "01", frame["Q6"]), "")
        frame.to_csv(path, index=False)

    return mutate


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two waves of the good study; in the second one more people use the app."""
    study = write_study(tmp_path_factory.mktemp("waves") / "study", waves=(FIRST, SECOND))
    draw_app(0.75)(study, SECOND)
    return study


@pytest.fixture(scope="module")
def ran(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = copy(fresh, tmp_path_factory.mktemp("ran"))
    code, report, _ = call("run", study, "--all", "--plain")
    assert code == 0, report["faults"]
    return study


def copy(study: Path, folder: Path) -> Path:
    shutil.copytree(study, folder / "study")
    return folder / "study"


def read_tests(study: Path, wave: str = SECOND) -> pd.DataFrame:
    """Return the tests of a wave against the one before, by key."""
    tests = pd.read_parquet(study / "out" / wave / "tests.parquet")
    return tests[tests["wave_a"] != tests["wave_b"]].set_index("key_b", drop=False)


def run(study: Path, *words: str) -> list[dict]:
    code, report, _ = call("run", study, "--plain", *words)
    assert code == 0, report["faults"]
    return report["waves"]


def files_of(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


def test_a_planted_change_is_found_and_marked(ran: Path) -> None:
    key = "survey/channels/share/app/all"
    test, before, after = read_tests(ran).loc[key], cells_of(ran, FIRST).loc[key], cells_of(ran, SECOND).loc[key]
    assert (test["wave_a"], test["wave_b"], test["key_a"]) == (FIRST, SECOND, key)
    assert (test["family"], test["verdict"]) == ("channels/share/waves", "different")
    assert test["difference"] == pytest.approx(after["value"] - before["value"])
    assert after["marks"].split() == ["up"]
    assert test["p"] <= test["p_adjusted"] < 0.05


def test_every_figure_that_is_compared_has_its_row(ran: Path) -> None:
    tests, cells = read_tests(ran), cells_of(ran, SECOND)
    for key in (
        "survey/channels/share/app/target=client",
        "survey/uses_app/mean/_/all",
        "survey/channels/share/app/profile=p1",
        "expectations/recognised/importance/_/all",
        "expectations/recognised/satisfaction/_/target=client",
        "profiles/p1/share/_/all",
    ):
        assert key in tests.index, key
    assert not tests["key_b"].str.contains("sexe=").any()
    marked = {key for key, marks in cells["marks"].items() if {"up", "down"} & set(marks.split())}
    assert marked == set(tests.index[tests["verdict"] == "different"])


def test_profiles_found_anew_are_not_compared(ran: Path) -> None:
    tests = read_tests(ran)
    of_profiles = tests[tests["key_b"].str.contains("profile") & (tests["reason"] != "withheld")]
    assert len(of_profiles)
    assert set(of_profiles["verdict"]) == {"refused"}
    assert "population" in set(of_profiles["reason"])


def test_what_is_withheld_in_one_wave_has_no_test(fresh: Path, tmp_path: Path) -> None:
    study = copy(fresh, tmp_path)
    path = study / "waves" / FIRST / "responses.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.loc[20:, "CIBLE"] = "prospect"
    frame.loc[20:, [c for c in frame if c.startswith("SAT_")]] = ""
    frame.to_csv(path, index=False)
    run(study, "--all")
    row = read_tests(study).loc["survey/channels/share/app/target=client"]
    assert (row["verdict"], row["reason"]) == ("refused", "withheld")
    assert row[["difference", "low", "high", "statistic", "p", "p_adjusted"]].isna().all()
    told = cells_of(study, SECOND).loc["waves/expectations.recognised/satisfaction/_/wave=2025-03"]
    assert (told["status"], pd.isna(told["value"])) == ("withheld", True)


def test_the_corrections_stand_within_a_family(ran: Path) -> None:
    tests = read_tests(ran).dropna(subset=["p"])
    for _, family in tests.groupby("family"):
        p = np.sort(family["p"].to_numpy())
        least = np.minimum.accumulate((p * len(p) / np.arange(1, len(p) + 1))[::-1])[::-1]
        np.testing.assert_allclose(np.sort(family["p_adjusted"].to_numpy()), np.minimum(least, 1.0))


def test_waves_run_in_any_order_give_the_same_files(ran: Path, fresh: Path, tmp_path: Path) -> None:
    study = copy(fresh, tmp_path)
    (only,) = run(study, "--wave", SECOND)
    changes = next(s for s in only["steps"] if s["name"] == "changes")
    assert (changes["state"], changes["reason"]) == ("not_in_study", "no_run_before")
    first, renewed = run(study, "--wave", FIRST)
    assert (first["wave"], renewed["wave"]) == (FIRST, SECOND)
    assert {s["name"] for s in renewed["steps"] if s["state"] == "ran"} == {"changes", "report"}
    assert files_of(study / "out") == files_of(ran / "out")


def test_a_changed_wave_renews_what_the_next_says_and_no_other(ran: Path, tmp_path: Path) -> None:
    study = copy(ran, tmp_path)
    run(study, "--all")
    assert [w["wave"] for w in run(study, "--wave", FIRST, "--force")] == [FIRST]
    draw_app(0.2)(study, FIRST)
    assert [w["wave"] for w in run(study, "--wave", FIRST)] == [FIRST, SECOND]
    again = copy(study, tmp_path / "again")
    shutil.rmtree(again / "out")
    shutil.rmtree(again / ".relstudy")
    run(again, "--all")
    assert pd.read_parquet(study / "out" / SECOND / "tests.parquet").equals(
        pd.read_parquet(again / "out" / SECOND / "tests.parquet")
    )
    assert call("run", study, "--all", "--plain")[1]["status"] == "unchanged"


def test_a_wave_run_elsewhere_is_held_against_what_stands_there(ran: Path, tmp_path: Path) -> None:
    study = copy(ran, tmp_path)
    (alone,) = run(study, "--wave", SECOND, "--out", str(tmp_path / "elsewhere"))
    assert next(s["reason"] for s in alone["steps"] if s["name"] == "changes") == "no_run_before"
    run(study, "--all", "--out", str(tmp_path / "elsewhere"))
    assert files_of(tmp_path / "elsewhere") == files_of(ran / "out")


QUESTION = '\n[[items]]\nid = "channels"\n'


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (QUESTION + 'label = { fr = "Canaux employés" }\n', "wording"),
        (QUESTION + 'columns = { app = "Q5_1", desk = "Q5_2" }\n', "codes"),
        (QUESTION + "filter = \"cible == 'client'\"\n", "base"),
        (QUESTION + "asked = false\n", "not_asked"),
        (QUESTION + 'label = { fr = "Canaux employés" }\nsame_as_before = "Même sens."\n', None),
        (QUESTION + 'label = { fr = "CANAUX utilisés " }\n', None),
    ],
    ids=["wording", "codes", "base", "not asked", "declared the same", "as a reader sees it"],
)
def test_a_break_is_found_from_the_questionnaire_of_the_wave(
    ran: Path, tmp_path: Path, change: str, expected: str | None
) -> None:
    study = copy(ran, tmp_path)
    append(f"waves/{SECOND}/questionnaire.toml", change)(study)
    run(study, "--wave", SECOND)
    tests = read_tests(study)
    row = tests.loc["survey/channels/share/app/all"]
    assert row["verdict"] == ("refused" if expected else "different")
    assert (row["reason"] == expected) if expected else pd.isna(row["reason"])
    assert tests.loc["survey/uses_app/mean/_/all", "verdict"] != "refused"
    marks = cells_of(study, SECOND).loc["survey/channels/share/app/all", "marks"]
    assert ("up" in marks) == (expected is None)


def test_a_reason_an_analyst_gave_is_printed(ran: Path, tmp_path: Path) -> None:
    study = copy(ran, tmp_path)
    append("study.toml", f'\n[[breaks]]\nitem = "channels"\nwave = "{SECOND}"\nreason = {{ fr = "Autre panel." }}\n')(
        study
    )
    same = 'id = "uses_app"\nlabel = { fr = "Emploie" }\nsame_as_before = "Simple toilette."\n'
    append(f"waves/{SECOND}/questionnaire.toml", f"[[items]]\n{same}")(study)
    run(study, "--wave", SECOND)
    tests = read_tests(study)
    assert tests.loc["survey/channels/share/app/all", "reason"] == "declared"
    assert tests.loc["survey/uses_app/mean/_/all", "verdict"] != "refused"
    page = (study / "out" / SECOND / "report.fr.html").read_text(encoding="utf-8")
    assert "Autre panel." in page
    assert "Simple toilette." in page


def test_a_wave_before_another_by_its_name_that_went_into_the_field_later_is_doubted(
    fresh: Path, tmp_path: Path
) -> None:
    study = copy(fresh, tmp_path)
    assert not [f for f in call("check", study, "--wave", SECOND)[1]["faults"] if f["code"] == "waves-out-of-order"]
    swap(f"waves/{FIRST}/wave.toml", "field_start = 2026-03-02", "field_start = 2026-03-10")(study)
    code, report, _ = call("check", study, "--wave", SECOND, "--lang", "en")
    (found,) = [f for f in report["faults"] if f["code"] == "waves-out-of-order"]
    assert (code, found["severity"], found["file"], found["line"]) == (0, "warning", f"waves/{SECOND}/wave.toml", 1)
    assert (found["item"], found["found"], found["allowed"]) == (FIRST, "2026-03-02", "2026-03-10")
    swap(f"waves/{SECOND}/wave.toml", "field_start = 2026-03-02", "")(study)
    told = [f["code"] for f in call("check", study, "--wave", SECOND)[1]["faults"]]
    assert "missing-key" in told
    assert "waves-out-of-order" not in told


def test_a_break_of_an_earlier_wave_is_no_reason_of_a_later_one(ran: Path, tmp_path: Path) -> None:
    """All questions break; one that stays the same is compared in every column, and nobody is told of an older break."""
    study = copy(ran, tmp_path)
    for wave, item in ((FIRST, "calls"), (SECOND, "*")):
        declared = f'\n[[breaks]]\nitem = "{item}"\nwave = "{wave}"\nreason = {{ fr = "Rupture de {wave}." }}\n'
        append("study.toml", declared)(study)
    append(f"waves/{SECOND}/questionnaire.toml", '[[items]]\nid = "uses_app"\nsame_as_before = "Même sens."\n')(study)
    run(study, "--wave", SECOND)
    tests = read_tests(study)
    assert tests.loc["survey/calls/mean/_/all", "reason"] == "declared"
    assert set(tests.loc[tests["key_b"].str.startswith("survey/uses_app/mean/_/target="), "verdict"]) == {
        "not_different"
    }
    french = (study / "out" / SECOND / "report.fr.html").read_text(encoding="utf-8")
    page = french.partition('data-page="changes"')[2].partition("</section>")[0]
    assert f"Rupture de {SECOND}." in page
    assert f"Rupture de {FIRST}." not in page
    assert "Toutes les autres questions (" in page


@pytest.mark.parametrize(
    ("file", "text", "code", "column", "item"),
    [
        ("study.toml", 'item = "chanels"\nwave = "2026-03"\nreason = "x"', "unknown-item", "item", "breaks"),
        ("study.toml", 'item = "channels"\nwave = "2026-04"\nreason = "x"', "bad-value", "wave", "breaks"),
        ("study.toml", 'item = "channels"\nwave = "2026-03"', "missing-key", "reason", "breaks"),
        ("study.toml", 'item = "channels"\nreason = "x"', "missing-key", "wave", "breaks"),
        ("study.toml", 'item = "*"\nwave = "2026-03"\nreason = "x"\nbecause = 1', "unknown-key", "because", "breaks"),
        ("questionnaire.toml", "", "bad-value", "same_as_before", "channels"),
        (f"waves/{SECOND}/questionnaire.toml", 'same_as_before = ""', "missing-value", "same_as_before", "channels"),
        (f"waves/{SECOND}/questionnaire.toml", "same_as_before = 3", "bad-value", "same_as_before", "channels"),
    ],
)
def test_what_is_wrong_with_a_declared_break_is_said(
    fresh: Path, tmp_path: Path, file: str, text: str, code: str, column: str, item: str
) -> None:
    study = copy(fresh, tmp_path)
    if file == "study.toml":
        append(file, f"\n[[breaks]]\n{text}\n")(study)
    elif file == "questionnaire.toml":
        swap(file, 'id = "channels"', 'id = "channels"\nsame_as_before = "x"')(study)
    else:
        append(file, f'[[items]]\nid = "channels"\n{text}\n')(study)
    exit_code, report, _ = call("check", study, "--wave", SECOND)
    found = [f for f in report["faults"] if f["severity"] == "error"]
    assert exit_code == 1
    assert [(f["code"], f["file"], f["column"], f["item"]) for f in found] == [(code, file, column, item)]


def test_a_break_and_a_sameness_of_one_item_contradict_each_other(fresh: Path, tmp_path: Path) -> None:
    study = copy(fresh, tmp_path)
    append("study.toml", f'\n[[breaks]]\nitem = "channels"\nwave = "{SECOND}"\nreason = "x"\n')(study)
    append(f"waves/{SECOND}/questionnaire.toml", '[[items]]\nid = "channels"\nsame_as_before = "x"\n')(study)
    code, report, _ = call("run", study, "--wave", SECOND, "--plain")
    assert (code, [f["code"] for f in report["faults"]]) == (1, ["bad-value"])


def test_three_waves_carry_their_series(fresh: Path, tmp_path: Path) -> None:
    study = copy(fresh, tmp_path)
    shutil.copytree(study / "waves" / SECOND, study / "waves" / THIRD)
    draw_app(0.5)(study, THIRD)
    append(f"waves/{THIRD}/questionnaire.toml", QUESTION + 'label = { fr = "Canaux employés" }\n')(study)
    run(study, "--all")
    cells, stem = cells_of(study, THIRD), "waves/survey.channels/share/app"
    for wave in (FIRST, SECOND):
        expected = cells_of(study, wave).loc["survey/channels/share/app/all"]
        told = cells.loc[f"{stem}/wave={wave}"]
        assert told[["value", "low", "high", "base"]].tolist() == expected[["value", "low", "high", "base"]].tolist()
    assert cells.loc[f"{stem}/wave={SECOND}", "marks"] == "break"
    assert cells.loc[f"{stem}/wave={FIRST}", "marks"] == ""
    assert f"waves/survey.channels/share_difference/app/wave={SECOND}" not in cells.index
    assert f"waves/survey.uses_app/mean_difference/_/wave={SECOND}" in cells.index
    page = (study / "out" / THIRD / "report.en.html").read_text(encoding="utf-8")
    assert "Canaux" in page.partition('data-page="changes"')[2].partition("</section>")[0]
    french = (study / "out" / THIRD / "report.fr.html").read_text(encoding="utf-8")
    before = french.partition("Avant\u00a0: «\u00a0")[2].partition("\u00a0»")[0]
    assert re.sub("<[^>]*>", "", before) == "Canaux utilisés"


def test_a_fault_in_the_wave_before_does_not_stop_the_next(ran: Path, tmp_path: Path) -> None:
    study = copy(ran, tmp_path)
    (study / "waves" / FIRST / "audit.csv").unlink()
    append("study.toml", "# read again\n")(study)
    assert [w["wave"] for w in run(study, "--wave", SECOND)] == [SECOND]
    assert read_tests(study).loc["survey/channels/share/app/all", "verdict"] == "different"


def test_cells_that_cannot_be_read_are_a_fault(ran: Path, tmp_path: Path) -> None:
    study = copy(ran, tmp_path)
    (study / "out" / FIRST / "cells.parquet").write_bytes(b"no parquet")
    code, report, _ = call("run", study, "--wave", SECOND, "--plain")
    assert code == 1
    assert [(f["code"], f["file"]) for f in report["faults"]] == [("unreadable-file", f"out/{FIRST}/cells.parquet")]


def test_the_manifest_passes_its_checks(ran: Path) -> None:
    manifest = json.loads((ran / "out" / SECOND / "manifest.json").read_text(encoding="utf-8"))
    assert all(check["passed"] for check in manifest["checks"]), manifest["checks"]
    assert "changes" in [step["name"] for step in manifest["steps"]]


def compare(study: Path, *waves: str) -> dict:
    code, report, _ = call("compare", study, *waves)
    assert code == 0, report
    return report


def test_compare_says_what_the_tests_say(ran: Path) -> None:
    report, tests = compare(ran, FIRST, SECOND), read_tests(ran)
    assert list(report) == ["waves", "changes", "profiles", "expectations", "restated"]
    assert report["waves"] == [FIRST, SECOND]
    assert [c["key"] for c in report["changes"]] == tests["key_b"].tolist()
    by_key = {c["key"]: c for c in report["changes"]}
    app = by_key["survey/channels/share/app/all"]
    assert list(app) == [
        "key", "before", "after", "difference", "low", "high", "p", "p_adjusted", "verdict", "reason",
    ]  # fmt: skip
    assert (app["verdict"], app["reason"]) == ("up", None)
    assert app["difference"] == pytest.approx(app["after"] - app["before"])
    words = {"refused": {"not_comparable"}, "not_different": {"no_change"}, "not_settled": {"not_settled"}}
    for key, verdict in tests["verdict"].items():
        assert by_key[key]["verdict"] in words.get(verdict, {"up", "down"})
    assert {p["verdict"] for p in report["profiles"]} == {"not_comparable"}
    assert report["restated"] == []


def test_only_words_need_the_cells_as_pages_read_them(ran: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from relstudy.report import findings

    monkeypatch.delattr(findings, "open_book")
    assert compare(ran, FIRST, SECOND)["changes"]


def test_compare_says_which_files_changed_since_a_wave_was_run(
    ran: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from relstudy.cli import main

    study = copy(ran, tmp_path)
    before = compare(study, FIRST, SECOND)
    assert "faults" not in before
    append(f"waves/{FIRST}/responses.csv", "\n")(study)
    (study / f"waves/{SECOND}/texts.fr.toml").write_text("", encoding="utf-8")
    told = compare(study, FIRST, SECOND)
    (note,) = told.pop("faults")
    assert (note["code"], note["severity"], note["file"]) == ("changed-since-run", "note", f"out/{FIRST}")
    assert note["found"] == f"waves/{FIRST}/responses.csv"
    assert told == before
    capsys.readouterr()
    assert main(["compare", str(study), FIRST, SECOND, "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "Its numbers are those from before." in said.err
    assert f"From {FIRST} to {SECOND}" in said.out


def test_a_run_says_that_an_earlier_wave_is_not_as_its_files_are(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study", waves=(FIRST, SECOND, THIRD))
    run(study, "--all")

    def said(*words: str) -> list[tuple[str, str, str, str]]:
        code, report, _ = call("run", study, "--plain", *words)
        assert code == 0, report["faults"]
        found = [fault for fault in report["faults"] if fault["code"] == "changed-since-run"]
        return [(report["status"], note["severity"], note["file"], note["found"]) for note in found]

    assert said() == []
    draw_app(0.25)(study, FIRST)
    (study / f"waves/{SECOND}/texts.fr.toml").write_text("", encoding="utf-8")
    told = ("note", f"out/{FIRST}", f"waves/{FIRST}/responses.csv")
    assert said() == [("unchanged", *told)]
    assert said("--force") == [("done", *told)]
    assert said("--wave", FIRST) == []
    assert said() == []


def test_verdicts_of_targets_that_are_others_are_not_held_against_each_other(ran: Path, tmp_path: Path) -> None:
    study = copy(ran, tmp_path)
    path = study / "waves" / SECOND / "responses.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in (name for name in frame if name.startswith("IMP_")):
        frame[column] = frame[column].map(
            lambda mark: str(10 - int(mark)) if mark.isdigit() and int(mark) <= 10 else mark
        )
    frame.to_csv(path, index=False)
    run(study, "--wave", SECOND)
    told = {change["column"] for change in compare(study, FIRST, SECOND)["expectations"]}
    assert told == {"all", "target=client", "target=prospect"}
    append(f"waves/{SECOND}/questionnaire.toml", '\n[[items]]\nid = "cible"\nlabel = { fr = "Contrat signé" }\n')(study)
    run(study, "--wave", SECOND)
    assert {change["column"] for change in compare(study, FIRST, SECOND)["expectations"]} == {"all"}


def test_an_earlier_wave_called_otherwise_is_so_on_the_pages_of_later_ones(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study", waves=(FIRST, SECOND, THIRD))
    draw_app(0.25)(study, THIRD)
    run(study, "--all")
    append(f"waves/{FIRST}/wave.toml", 'label = { fr = "Toute première", en = "The very first" }\n')(study)
    assert [wave["wave"] for wave in run(study, "--wave", THIRD)] == [THIRD]
    for lang, said in (("fr", "Toute première"), ("en", "The very first")):
        page = (study / "out" / THIRD / f"report.{lang}.html").read_text(encoding="utf-8")
        assert said in page.partition('data-page="changes"')[2].partition("</section>")[0]


def test_compare_backwards_flips_the_signs(ran: Path) -> None:
    there, back = ({c["key"]: c for c in compare(ran, *w)["changes"]} for w in ((FIRST, SECOND), (SECOND, FIRST)))
    flipped = {"up": "down", "down": "up"}
    assert there.keys() == back.keys()
    for key, change in there.items():
        assert back[key]["verdict"] == flipped.get(change["verdict"], change["verdict"])
        assert back[key]["p_adjusted"] == (pytest.approx(change["p_adjusted"]) if change["p_adjusted"] else None)


def test_compare_names_expectations_whose_verdict_is_another_one(fresh: Path, tmp_path: Path) -> None:
    study = copy(fresh, tmp_path)
    path = study / "waves" / SECOND / "responses.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame["IMP_social"] = np.where(frame.index % 2 == 0, "9", "10")
    frame.to_csv(path, index=False)
    run(study, "--all")
    told = {(e["expectation"], e["column"]): e for e in compare(study, FIRST, SECOND)["expectations"]}
    social = told["social", "all"]
    assert (social["tier_before"], social["tier_after"]) == ("secondary", "primary")
    noted = "Figures not comparable from one wave to the other."
    page = study / "out" / SECOND / "report.en.html"
    assert noted not in page.read_text(encoding="utf-8")
    facts = study / "waves" / SECOND / "wave.toml"
    facts.write_text(facts.read_text(encoding="utf-8").replace('mode = "online"', 'mode = "phone"'), encoding="utf-8")
    run(study, "--all")
    assert noted in page.read_text(encoding="utf-8")


def test_a_derived_importance_is_not_comparable_where_what_it_is_derived_from_is_not(
    fresh: Path, tmp_path: Path
) -> None:
    study = copy(fresh, tmp_path)
    plan = study / "study.toml"
    plan.write_text(
        plan.read_text(encoding="utf-8").replace('importance = "stated"', 'importance = "derived"\noverall = "calls"'),
        encoding="utf-8",
    )
    for wave, drives in ((FIRST, "delays"), (SECOND, "recognised")):
        path = study / "waves" / wave / "responses.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        score = pd.to_numeric(frame[f"SAT_{drives}"], errors="coerce")
        frame["CALLS"] = frame["CALLS"].where(
            score.isna(), (score / 2).clip(1, 5).round().fillna(1).astype(int).astype(str)
        )
        frame.to_csv(path, index=False)
    run(study, "--all")
    noted = "Figures not comparable from one wave to the other."
    page = study / "out" / SECOND / "report.en.html"
    told = {(e["expectation"], e["column"]): e for e in compare(study, FIRST, SECOND)["expectations"]}
    assert (told["delays", "all"]["tier_before"], told["delays", "all"]["tier_after"]) == ("primary", "secondary")
    assert noted not in page.read_text(encoding="utf-8")
    own = study / "waves" / SECOND / "questionnaire.toml"
    own.write_text(
        '[[items]]\nid = "calls"\nlabel = { fr = "Autre question", en = "Another question" }\n', encoding="utf-8"
    )
    run(study, "--all")
    assert noted in page.read_text(encoding="utf-8")


def test_compare_of_a_wave_that_was_not_run_or_is_none(fresh: Path, tmp_path: Path) -> None:
    study = copy(fresh, tmp_path)
    code, report, _ = call("compare", study, FIRST, SECOND)
    assert (code, [f["code"] for f in report["faults"]]) == (1, ["not-run", "not-run"])
    code, report, _ = call("compare", study, FIRST, "2030")
    assert (code, [(f["code"], f["file"]) for f in report["faults"]]) == (1, [("missing-file", "waves/2030/wave.toml")])
    assert report["changes"] == []


@pytest.mark.parametrize(("lang", "word"), [("fr", "En hausse\u00a0:"), ("en", "Up:")])
def test_compare_speaks_to_people(ran: Path, lang: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    from relstudy.cli import main

    assert main(["compare", str(ran), FIRST, SECOND, "--lang", lang]) == 0
    said = capsys.readouterr().out
    assert word in said
    assert "survey/channels/share/app/all" in said
    # Codes of columns stand in keys alone.
    assert not [line for line in said.splitlines() if "target=" in line.rpartition("  ")[0]]
    assert " · Clients  " in said


def test_a_past_number_that_a_run_changes_is_restated(ran: Path, tmp_path: Path) -> None:
    study, key = copy(ran, tmp_path), "survey/channels/share/app/all"
    first = cells_of(study, FIRST).loc[key, "value"]
    draw_app(0.2)(study, FIRST)
    run(study, "--all")
    now = cells_of(study, FIRST).loc[key, "value"]
    restated = {r["key"]: r for r in compare(study, FIRST, SECOND)["restated"]}
    changed = f"waves/{FIRST}/responses.csv"
    assert restated[key] == {"wave": FIRST, "key": key, "before": first, "after": now, "reason": changed}
    assert "survey/uses_app/mean/_/all" not in restated
    assert cells_of(study, SECOND).loc[f"waves/survey.channels/share_stated/app/wave={FIRST}", "value"] == first
    page = (study / "out" / SECOND / "report.en.html").read_text(encoding="utf-8")
    assert changed in page
    table = page.partition("changes-restated")[2].partition("</table>")[0]
    assert re.findall(r"<data [^>]*share_stated/app/", table)
    shutil.copy(ran / changed, study / changed)
    run(study, "--all")
    assert compare(study, FIRST, SECOND)["restated"] == []


def test_a_restated_figure_that_reads_the_same_is_counted_and_not_listed(ran: Path, tmp_path: Path) -> None:
    study, key = copy(ran, tmp_path), "survey/channels/share/app/all"
    path = study / "waves" / FIRST / "responses.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    other = frame.index[frame["Q5_1"] == "0"][0]
    frame.loc[other, ["Q5_1", "Q6"]] = ["1", "01"]
    frame.to_csv(path, index=False)
    run(study, "--all")
    restated = {r["key"]: r for r in compare(study, FIRST, SECOND)["restated"]}
    assert round(restated[key]["before"], 2) == round(restated[key]["after"], 2)
    page = (study / "out" / SECOND / "report.en.html").read_text(encoding="utf-8")
    assert "Only figures that now read otherwise are listed." in page
    assert "share_stated/app/" not in page


def test_a_delivered_number_that_a_run_changes_is_listed_against_the_delivery(ran: Path, tmp_path: Path) -> None:
    study, key = copy(ran, tmp_path), "survey/channels/share/app/all"
    delivered = study / "deliveries" / FIRST / "v1"
    shutil.copytree(study / "out" / FIRST, delivered)
    before = {path.name: path.read_bytes() for path in delivered.iterdir()}
    assert compare(study, FIRST, SECOND)["restated"] == []
    first = cells_of(study, FIRST).loc[key, "value"]
    draw_app(0.2)(study, FIRST)
    run(study, "--all")
    listed = [r for r in compare(study, FIRST, SECOND)["restated"] if r["key"] == key]
    changed, now = f"waves/{FIRST}/responses.csv", cells_of(study, FIRST).loc[key, "value"]
    assert [r["reason"] for r in listed] == [changed, f"deliveries/{FIRST}/v1: {changed}"]
    assert {(r["before"], r["after"]) for r in listed} == {(first, now)}
    assert {path.name: path.read_bytes() for path in delivered.iterdir()} == before


def test_a_number_withheld_now_does_not_come_back_as_restated(ran: Path, tmp_path: Path) -> None:
    study = copy(ran, tmp_path)
    path = study / "waves" / FIRST / "responses.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.loc[20:, "CIBLE"] = "prospect"
    frame.loc[20:, [c for c in frame if c.startswith("SAT_")]] = ""
    frame.to_csv(path, index=False)
    run(study, "--all")
    restated = {r["key"]: r for r in compare(study, FIRST, SECOND)["restated"]}
    told = restated["expectations/recognised/satisfaction/_/all"]
    assert (told["before"], told["after"]) == (None, None)
    assert not cells_of(study, SECOND).index.str.startswith("waves/expectations.recognised/satisfaction_stated/").any()


def test_waves_far_apart_are_compared_over_those_between(fresh: Path, tmp_path: Path) -> None:
    study = copy(fresh, tmp_path)
    shutil.copytree(study / "waves" / SECOND, study / "waves" / THIRD)
    reworded = QUESTION + 'label = { fr = "Canaux employés" }\n'
    append(f"waves/{SECOND}/questionnaire.toml", reworded + 'same_as_before = "Même sens."\n')(study)
    append(f"waves/{THIRD}/questionnaire.toml", reworded)(study)
    run(study, "--all")
    app = next(c for c in compare(study, FIRST, THIRD)["changes"] if c["key"] == "survey/channels/share/app/all")
    assert app["verdict"] == "up"


def test_a_study_without_profiles_has_no_note_on_them_among_its_changes(tmp_path: Path) -> None:
    study = write_quick_study(tmp_path / "study")
    run(study, "--all")
    page = (study / "out" / SECOND / "report.fr.html").read_text(encoding="utf-8")
    told = page.partition('data-page="changes"')[2].partition("</section>")[0]
    assert "Les lignes d’une même unité" in told
    assert "Les profils sont" not in told
