"""A frozen wave through the command line: what is written, what is refused, what later waves do with it."""

import io
import json
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from good_study import IMPORTANCE, call, cells_of, write_study
from mutations import append, swap

from relstudy.definitions.frozen_file import _hash
from relstudy.words import LANGS, load_words

FIRST, SECOND = "2025-03", "2026-03"
MODEL = "frozen/model.json"


def freeze(study: Path, wave: str = FIRST, lang: str = "en") -> tuple[int, str, str]:
    from relstudy.cli import main

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(["freeze", str(study), "--wave", wave, "--lang", lang])
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
    assert "Traceback" not in err.getvalue(), err.getvalue()
    return code or 0, out.getvalue(), err.getvalue()


def run(study: Path, *words: str) -> dict:
    code, report, _ = call("run", study, "--plain", *words)
    assert code == 0, report["faults"]
    return report


def codes_of(report: dict) -> list[str]:
    return [f["code"] for f in report["faults"] if f["severity"] == "error"]


def files_below(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def few_connected(study: Path) -> None:
    """Leave a fifth of the connected of the second wave: the others of them are the larger profiles then."""
    path = study / "waves" / SECOND / "responses.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    app = head.split(",").index("USES_APP")
    connected = [row for row in rows if row.split(",")[app] == "5"]
    kept = set(connected[: len(connected) // 5])
    path.write_text(
        "\n".join([head, *(row for row in rows if row not in connected or row in kept)]) + "\n", encoding="utf-8"
    )


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two waves of the good study, run; in the second one the connected are few."""
    study = write_study(tmp_path_factory.mktemp("freeze") / "study", waves=(FIRST, SECOND))
    few_connected(study)
    run(study, "--all")
    return study


@pytest.fixture(scope="module")
def frozen(ran: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the first wave frozen, and both run again."""
    study = shutil.copytree(ran, tmp_path_factory.mktemp("frozen") / "study")
    run(study, "--all")
    code, said, _ = freeze(study)
    assert code == 0, said
    run(study, "--all")
    return study


@pytest.fixture
def copy(frozen: Path, tmp_path: Path) -> Path:
    return shutil.copytree(frozen, tmp_path / "study")


def test_the_model_says_what_it_is_of(frozen: Path) -> None:
    model = json.loads((frozen / MODEL).read_text(encoding="utf-8"))
    assert (model["study"], model["wave"]) == ("mutuelle", FIRST)
    assert [one["id"] for one in model["profiles"]["profiles"]] == ["p1", "p2", "p3"]
    assert model["profiles"]["profiles"][0]["names"] == {"fr": "Ultra-connectés", "en": "Ultra-connected"}
    assert (
        model["lines"]["values"]["importance"]
        == cells_of(frozen, FIRST).loc["expectations/_/line/importance/_", "value"]
    )
    assert [p.name for p in (frozen / "frozen").iterdir()] == ["model.json"]


def test_freezing_again_the_same_is_nothing_to_do(copy: Path) -> None:
    before = files_below(copy / "frozen")
    code, said, _ = freeze(copy)
    assert code == 0
    assert "Nothing to do" in said
    assert files_below(copy / "frozen") == before


def test_another_model_is_refused_and_nothing_is_touched(copy: Path) -> None:
    before = files_below(copy)
    code, _, said = freeze(copy, SECOND)
    assert code == 1
    assert "already-frozen" in said
    assert FIRST in said
    now = files_below(copy)
    locks = {f".relstudy/{wave}/lock" for wave in (FIRST, SECOND)}
    assert {k: v for k, v in now.items() if k not in locks} == {k: v for k, v in before.items() if k not in locks}


def test_a_wave_frozen_again_with_other_answers_is_refused(copy: Path) -> None:
    before = files_below(copy / "frozen")
    path = copy / "waves" / FIRST / "responses.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:400]) + "\n", encoding="utf-8")
    code, _, said = freeze(copy)
    assert (code, "run-outdated" in said) == (1, True)
    run(copy, "--wave", FIRST)
    code, _, said = freeze(copy)
    assert (code, "already-frozen" in said) == (1, True)
    assert files_below(copy / "frozen") == before


def test_a_wave_that_was_not_run_is_not_frozen(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study", waves=(FIRST,))
    code, _, said = freeze(study)
    assert (code, "not-run" in said) == (1, True)
    assert not (study / "frozen").exists()


def test_a_wave_that_does_not_exist_is_not_frozen(copy: Path) -> None:
    code, _, said = freeze(copy, "2031")
    assert (code, "missing-file" in said) == (1, True)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_it_speaks_both_languages(copy: Path, lang: str) -> None:
    _, said, _ = freeze(copy, lang=lang)
    assert ("Ultra-connectés" in said) == (lang == "fr")


def test_the_frozen_wave_stays_byte_for_byte_and_is_unchanged(ran: Path, frozen: Path, copy: Path) -> None:
    assert files_below(frozen / "out" / FIRST) == files_below(ran / "out" / FIRST)
    run(copy, "--all")
    assert run(copy, "--all")["status"] == "unchanged"
    run(copy, "--wave", FIRST, "--force")
    assert files_below(copy / "out" / FIRST) == files_below(ran / "out" / FIRST)


def test_a_later_wave_keeps_ids_names_and_lines(ran: Path, frozen: Path) -> None:
    first, alone, later = cells_of(ran, FIRST), cells_of(ran, SECOND), cells_of(frozen, SECOND)
    assert alone.loc["profiles/p1/pole/_/_", "text"] == "human"
    assert later.loc["profiles/p1/pole/_/_", "text"] == "connected"
    shares = [later.loc[f"profiles/p{i}/share/_/all", "value"] for i in (1, 2, 3)]
    assert shares[0] == min(shares)
    for line in ("importance", "satisfaction"):
        key = f"expectations/_/line/{line}/_"
        assert later.loc[key, "value"] == first.loc[key, "value"] != alone.loc[key, "value"]
        assert later.loc[key, "marks"] == "frozen"
    assert [later.loc[f"profiles/p{i}/continuity/_/_", "text"] for i in (1, 2, 3)] == ["same"] * 3
    assert "Ultra-connectés" in (frozen / "out" / SECOND / "report.fr.html").read_text(encoding="utf-8")


def test_the_manifest_of_a_later_wave_names_the_model(frozen: Path) -> None:
    inputs = [
        {entry["path"] for entry in json.loads((frozen / "out" / w / "manifest.json").read_text())["inputs"]}
        for w in (FIRST, SECOND)
    ]
    assert [MODEL in paths for paths in inputs] == [False, True]


def test_a_changed_model_is_a_fault_for_every_wave(copy: Path) -> None:
    swap(MODEL, '"missing": "drop"', '"missing": "mean"')(copy)
    for wave in (FIRST, SECOND):
        code, report, _ = call("run", copy, "--plain", "--wave", wave)
        assert (code, codes_of(report)) == (1, ["frozen-broken"])
    assert freeze(copy)[0] == 1


@pytest.mark.parametrize(
    "spoil", [lambda p: p.write_text("{"), lambda p: p.write_text("[]"), lambda p: p.rename(p.parent / "x")]
)
def test_a_broken_model_is_a_fault(copy: Path, spoil) -> None:
    spoil(copy / MODEL)
    code, report, _ = call("check", copy)
    assert (code, codes_of(report)) == (1, ["frozen-broken"])


def test_a_model_of_another_study_is_said_so(copy: Path) -> None:
    swap(MODEL, '"study": "mutuelle"', '"study": "banque"')(copy)
    for wave in (FIRST, SECOND):
        code, report, _ = call("run", copy, "--plain", "--wave", wave)
        assert (code, codes_of(report)) == (1, ["wrong-study"])
        assert (report["faults"][0]["found"], report["faults"][0]["allowed"]) == ("banque", "mutuelle")


@pytest.mark.parametrize(
    ("change", "file", "item"),
    [
        (swap("study.toml", '"calls"]\n', '"age"]\n'), "study.toml", "profiles.items"),
        (swap("study.toml", "[profiles]\n", '[profiles]\nmissing = "mean"\n'), "study.toml", "profiles.missing"),
        (
            append(
                f"waves/{SECOND}/questionnaire.toml",
                '[[items]]\nid = "calls"\ncodes = [{ code = "1", value = 1 }, { code = "2", value = 2 }, '
                '{ code = "3", value = 3 }, { code = "4", value = 4 }, { code = "5", value = 5 }, { code = "6", value = 6 }]\n',
            ),
            f"waves/{SECOND}/questionnaire.toml",
            "calls",
        ),
        (
            swap("study.toml", 'importance = "stated"', 'importance = "stated"\ntier_rule = "quadrant"'),
            "study.toml",
            "expectations.tier_rule",
        ),
    ],
)
def test_what_no_longer_fits_the_model_is_named(copy: Path, change, file: str, item: str) -> None:
    change(copy)
    code, report, _ = call("run", copy, "--plain", "--wave", SECOND)
    assert (code, codes_of(report)) == (1, ["frozen-differs"])
    assert (report["faults"][0]["file"], report["faults"][0]["item"]) == (file, item)


def test_a_wave_that_left_a_question_out_has_no_profiles_and_says_why(copy: Path) -> None:
    append(f"waves/{SECOND}/questionnaire.toml", '[[items]]\nid = "calls"\nasked = false\n')(copy)
    run(copy, "--wave", SECOND)
    cells = cells_of(copy, SECOND)
    assert list(cells.index[cells["section"] == "profiles"]) == ["profiles/_/k/_/_"]
    tests = read_tests(copy)
    for key in ("profiles/p1/share/_/all", "survey/channels/share/app/profile=p1"):
        assert tests.loc[key, "reason"] == "not_asked"


_HYPOTHESES = """hypothesis_id,finding,item,base,direction,minimum_effect,test,declared_on
h1,,calls,calls == '1',higher,0.5,mean,2020-01-01
"""


def test_changed_hypotheses_are_a_warning(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study", waves=(FIRST,))
    (study / "hypotheses.csv").write_text(_HYPOTHESES, encoding="utf-8")
    run(study)
    assert freeze(study)[0] == 0
    assert call("check", study)[1]["ok"]
    assert "hypothesis-changed" not in [f["code"] for f in call("check", study)[1]["faults"]]
    append("hypotheses.csv", "h2,,calls,calls == '2',higher,0.5,mean,2020-01-01\n")(study)
    found = [f for f in call("check", study)[1]["faults"] if f["code"] == "hypothesis-changed"]
    assert [(f["severity"], f["file"]) for f in found] == [("warning", "hypotheses.csv")]


def test_only_the_hypothesis_that_changed_since_the_freeze_is_marked(tmp_path: Path) -> None:
    """The lines may change places; what is added afterwards was not there either."""
    study = write_study(tmp_path / "study", waves=(FIRST,))
    head, first = _HYPOTHESES.splitlines()
    second = first.replace("h1", "h2")
    (study / "hypotheses.csv").write_text(f"{head}\n{first}\n{second}\n", encoding="utf-8")
    run(study)
    assert freeze(study)[0] == 0
    harder = second.replace("0.5", "0.7")
    added = first.replace("h1", "h3")
    (study / "hypotheses.csv").write_text(f"{head}\n{added}\n{harder}\n{first}\n", encoding="utf-8")
    run(study)
    cells = cells_of(study, FIRST)
    marks = {name: cells.loc[f"hypotheses/{name}/verdict/_/_", "marks"].split() for name in ("h1", "h2", "h3")}
    assert {name: "changed" in told for name, told in marks.items()} == {"h1": False, "h2": True, "h3": True}


def test_a_study_of_hypotheses_alone_is_frozen_for_them(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study", waves=(FIRST,))
    plan = (study / "study.toml").read_text(encoding="utf-8")
    (study / "study.toml").write_text(re.sub(r"\[(?:profiles|expectations)\]\n(?:.+\n)*", "", plan), encoding="utf-8")
    (study / "expectations.csv").unlink()
    run(study)
    assert freeze(study)[0] == 1
    (study / "hypotheses.csv").write_text(_HYPOTHESES, encoding="utf-8")
    run(study)
    assert freeze(study)[0] == 0
    model = json.loads((study / MODEL).read_text(encoding="utf-8"))
    assert (model["profiles"], model["lines"], set(model["declared"])) == (None, None, {"h1"})
    (study / "hypotheses.csv").write_text(_HYPOTHESES.replace("0.5", "0.7"), encoding="utf-8")
    run(study)
    assert "changed" in cells_of(study, FIRST).loc["hypotheses/h1/verdict/_/_", "marks"].split()


def read_tests(study: Path) -> pd.DataFrame:
    tests = pd.read_parquet(study / "out" / SECOND / "tests.parquet")
    return tests[tests["wave_a"] != tests["wave_b"]].set_index("key_b")


def test_frozen_profiles_are_compared_with_the_wave_before(ran: Path, frozen: Path) -> None:
    share, column = "profiles/p1/share/_/all", "survey/channels/share/app/profile=p1"
    assert read_tests(ran).loc[[share, column], "reason"].tolist() == ["population"] * 2
    tests = read_tests(frozen)
    assert tests.loc[share, "verdict"] == "different"
    assert tests.loc[share, "difference"] < -0.1
    assert "down" in cells_of(frozen, SECOND).loc[share, "marks"].split()
    assert tests.loc[column, "verdict"] != "refused"


def test_compare_tells_what_became_of_each_profile(ran: Path, frozen: Path) -> None:
    alone = call("compare", ran, FIRST, SECOND)[1]["profiles"]
    assert {one["verdict"] for one in alone} == {"not_comparable"}
    cells = [cells_of(frozen, wave) for wave in (FIRST, SECOND)]
    assert call("compare", frozen, FIRST, SECOND)[1]["profiles"] == [
        {
            "profile": p,
            "verdict": "same",
            "before": cells[0].loc[f"profiles/{p}/share/_/all", "value"],
            "after": cells[1].loc[f"profiles/{p}/share/_/all", "value"],
        }
        for p in ("p1", "p2", "p3")
    ]


def test_compare_names_expectations_whose_verdict_is_another_one_in_a_profile(ran: Path, copy: Path) -> None:
    path = copy / "waves" / SECOND / "responses.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame["IMP_social"] = np.where(frame.index % 2 == 0, "9", "10")
    frame.to_csv(path, index=False)
    run(copy, "--wave", SECOND)
    told = {
        e["column"]: e for e in call("compare", copy, FIRST, SECOND)[1]["expectations"] if e["expectation"] == "social"
    }
    cells = [cells_of(copy, wave) for wave in (FIRST, SECOND)]
    for column in ("all", "profile=p1", "profile=p2"):
        was, now = (table.loc[f"expectations/social/tier/_/{column}", "text"] for table in cells)
        assert (told[column]["tier_before"], told[column]["tier_after"]) == (was, now) == ("secondary", "primary")
    anew = call("compare", ran, FIRST, SECOND)[1]["expectations"]
    assert not [e for e in anew if e["column"].startswith("profile=")]


def test_compare_calls_profiles_by_their_names_where_it_speaks_to_people(
    frozen: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from relstudy.cli import main

    assert main(["compare", str(frozen), FIRST, SECOND, "--lang", "en"]) == 0
    said = capsys.readouterr().out
    lines = said[said.index("Frozen profiles") :].splitlines()
    named = frozen_name(frozen, "p1")
    assert lines[2].startswith(f"  {named}  ")
    # Codes of columns stand in keys alone.
    assert f" · {named}  " in said
    assert not [line for line in said.splitlines() if "profile=" in line.rpartition("  ")[0]]


def frozen_name(study: Path, profile: str) -> str:
    told = json.loads((study / MODEL).read_text(encoding="utf-8"))
    return next(p["names"]["en"] for p in told["profiles"]["profiles"] if p["id"] == profile)


def test_what_is_said_of_frozen_profiles_is_explained_in_words(frozen: Path) -> None:
    measures = set(cells_of(frozen, SECOND).query("section != 'audit'")["measure"]) - {"_"}
    assert {"moved_people", "moved_profile", "jaccard"} <= measures
    for lang in LANGS:
        assert measures <= set(load_words(lang, "explain")["measures"])
    told = call("explain", frozen, "profiles/p1/moved_people/_/_", "--wave", SECOND, "--lang", "en")[1]
    value = cells_of(frozen, SECOND).loc["profiles/p1/moved_people/_/_", "value"]
    assert value < 0
    assert (
        f"difference of share by people who moved: \N{MINUS SIGN}{-100 * value:.0f}\N{NO-BREAK SPACE}points"
        in told["text"]
    )


def test_waves_run_before_the_freeze_are_not_compared_by_it(ran: Path, tmp_path: Path) -> None:
    study = shutil.copytree(ran, tmp_path / "study")
    assert freeze(study)[0] == 0
    assert {one["verdict"] for one in call("compare", study, FIRST, SECOND)[1]["profiles"]} == {"not_comparable"}


def test_a_break_of_a_question_breaks_the_profiles_made_of_it(copy: Path) -> None:
    append(
        "study.toml", f'\n[[breaks]]\nitem = "calls"\nwave = "{SECOND}"\nreason = {{ fr = "autre", en = "other" }}\n'
    )(copy)
    run(copy, "--all")
    assert read_tests(copy).loc["profiles/p1/share/_/all", "reason"] == "declared"


def test_pages_say_since_when_profiles_and_lines_are_frozen(frozen: Path) -> None:
    report = (frozen / "out" / SECOND / "report.en.html").read_text(encoding="utf-8")
    assert "Profiles frozen in wave" in report
    assert "What became of the profiles frozen" in report
    assert re.search(rf"that of wave [^,]*{FIRST}[^,]*, frozen", report)
    first = (frozen / "out" / FIRST / "report.en.html").read_text(encoding="utf-8")
    assert "frozen" not in first.lower().replace("frozen=", "")


def test_a_profile_that_is_gone_is_not_said_to_be_distinct(copy: Path) -> None:
    """Neither by the title of its page nor by the synthesis; its card says what became of it."""
    said = "Since the frozen wave: gone"
    page = call_show(copy, "profiles")
    assert "3 distinct profiles" in page
    assert said not in page
    path = copy / "waves" / SECOND / "responses.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    placed = pd.read_parquet(copy / ".relstudy" / SECOND / "respondents.parquet").set_index("respondent_id")["profile"]
    frame[(frame["ident"].map(placed) != "p3").to_numpy()].to_csv(path, index=False)
    run(copy, "--wave", SECOND)
    became = {p["profile"]: p["verdict"] for p in call("compare", copy, FIRST, SECOND)[1]["profiles"]}
    assert sorted(became.values()) == ["gone", "same", "same"]
    page, synthesis = call_show(copy, "profiles"), call_show(copy, "synthesis")
    for told in (page, synthesis):
        assert "3 frozen profiles, 1 of which is no longer a distinct group" in told
    assert "distinct profiles" not in page
    assert "stand out" not in synthesis
    assert page.count(said) == 1


def call_show(study: Path, page: str) -> str:
    from relstudy.cli import main

    out = io.StringIO()
    with redirect_stdout(out):
        assert not main(["show", str(study), page, "--lang", "en"])
    return " ".join(out.getvalue().split())


def test_one_more_person_in_the_frozen_wave_makes_it_no_other(copy: Path) -> None:
    path = copy / "waves" / FIRST / "responses.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:-1]) + "\n", encoding="utf-8")
    run(copy, "--all")
    assert read_tests(copy).loc["profiles/p1/share/_/all", "verdict"] == "different"


def test_a_frozen_line_and_its_verdicts_are_recounted_as_published(frozen: Path) -> None:
    for key in ("expectations/_/line/importance/_", "expectations/recognised/tier/_/all"):
        told = call("explain", frozen, key, "--wave", SECOND)[1]
        assert told["equal"], told


def test_a_question_declared_to_stay_comparable_keeps_the_model(copy: Path) -> None:
    codes = ", ".join(f'{{ code = "{n}", value = {n} }}' for n in range(1, 7))
    append(
        f"waves/{SECOND}/questionnaire.toml",
        f'[[items]]\nid = "calls"\nsame_as_before = "un degré de plus"\ncodes = [{codes}]\n',
    )(copy)
    run(copy, "--wave", SECOND)
    assert (cells_of(copy, SECOND)["section"] == "profiles").any()


def rescored(*expectations: str) -> str:
    """Return the importance of some expectations, asked in the second wave for half of what each answer counted."""
    codes = ", ".join(f'{{ code = "{n}", value = {n / 2} }}' for n in range(11))
    return "".join(f'[[items]]\nid = "imp_{one}"\ncodes = [{codes}]\n\n' for one in expectations)


def test_a_frozen_line_is_of_the_scores_it_was_drawn_among(copy: Path) -> None:
    """4.5 of 5 lies under a line drawn among scores of 10, and is high all the same."""
    append(f"waves/{SECOND}/questionnaire.toml", rescored(*IMPORTANCE))(copy)
    report = run(copy, "--wave", SECOND)
    (told,) = (f for f in report["faults"] if f["code"] == "frozen-line-differs")
    assert (told["severity"], told["file"], told["item"]) == (
        "warning", f"waves/{SECOND}/questionnaire.toml", "importance",
    )  # fmt: skip
    cells = cells_of(copy, SECOND)
    own, kept = (cells.loc[f"expectations/_/line/{measure}/_"] for measure in ("importance", "satisfaction"))
    assert (own["marks"], kept["marks"]) == ("", "frozen")
    means = [cells.loc[f"expectations/{one}/importance/_/all", "value"] for one in IMPORTANCE]
    assert own["value"] == pytest.approx(sum(means) / len(means))
    assert cells.loc["expectations/recognised/tier/_/all", "text"] == "primary"


def test_one_question_on_another_scale_takes_no_line_from_the_others(copy: Path) -> None:
    append(f"waves/{SECOND}/questionnaire.toml", rescored("social"))(copy)
    report = run(copy, "--wave", SECOND)
    told = [f["code"] for f in report["faults"] if f["code"] in ("frozen-line-differs", "scales-differ")]
    assert told == ["scales-differ"]
    assert cells_of(copy, SECOND).loc["expectations/_/line/importance/_", "marks"] == "frozen"


def test_what_an_earlier_version_froze_holds_as_it_did(copy: Path) -> None:
    """It does not tell the scales its lines were drawn on; frozen again, it is still the same."""
    path = copy / MODEL
    told = json.loads(path.read_text(encoding="utf-8"))
    del told["lines"]["scored"], told["sha256"]
    path.write_text(json.dumps({**told, "sha256": _hash(told)}), encoding="utf-8")
    append(f"waves/{SECOND}/questionnaire.toml", rescored(*IMPORTANCE))(copy)
    run(copy, "--wave", SECOND)
    assert cells_of(copy, SECOND).loc["expectations/_/line/importance/_", "marks"] == "frozen"
    assert freeze(copy)[0] == 0
