"""The analysts' words: references bound to cells, unknown keys refused, false claims said, items shown otherwise."""

import re
from pathlib import Path

import pytest
from good_study import call, write_study
from mutations import WAVE, swap

TEXTS = """\
[synthesis]
title = "Des adhérents qui attendent {expectations/recognised/importance/_/all|mean} sur 10"
claims = [
  { text = "{survey/channels/share/app/all|pct} utilisent l'application", holds = "survey/channels/share/app/all > 0.5", proof = "R1" },
]
[R3]
comment = "Être reconnu est {expectations/recognised/tier/_/all}."
[show.why]
hide = "posée pour contrôle"
[show.conversion]
label = "Taux de conversion"
[show.channels]
label = "Canaux"
order = 1
"""


def write_texts(study: Path, text: str, lang: str = "fr") -> Path:
    (study / WAVE / f"texts.{lang}.toml").write_text(text, encoding="utf-8")
    return study


def report_of(study: Path, lang: str = "fr") -> str:
    return (study / "out/2026-03" / f"report.{lang}.html").read_text(encoding="utf-8")


def test_texts_are_shown_with_their_numbers(tmp_path: Path) -> None:
    study = write_texts(write_study(tmp_path / "study"), TEXTS)
    code, report, _ = call("run", study, "--plain")
    assert code == 0, report["faults"]
    page = report_of(study)
    assert "Des adhérents qui attendent" in page
    claim = page[page.index("<ol class=claims>") :]
    claim = claim[: claim.index("</ol>")]
    assert 'data-key="survey/channels/share/app/all"' in claim
    assert 'href="#R1"' in claim
    assert "Taux de conversion" in page
    assert "posée pour contrôle" in page
    assert 'id="survey-why"' not in page
    assert page.index('id="survey-channels"') < page.index('id="survey-cible"')
    assert "ne vérifient pas" not in page
    assert "titre neutre" not in page[page.index('data-page="synthesis"') : page.index('data-page="profiles"')].lower()


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('[R3]\ncomment = "{expectations/recognized/importance/_/all}"\n', "unknown-key", 2),
        ('[R3]\ncomment = "{nothing}"\n', "unknown-key", 2),
        ('[R3]\n\ntitle = { text = "x", holds = "survey/q/share/1/all > 0.5" }\n', "unknown-key", 3),
        ('[R3]\ncoment = "x"\n', "unknown-key", 2),
        ('[R9]\ncomment = "x"\n', "unknown-key", 1),
        ('[R3]\ntitle = { text = "x", holds = "1 >" }\n', "bad-expression", 2),
        ('[show.channles]\nlabel = "x"\n', "unknown-item", 1),
        ('[R3]\ncomment = "{survey/channels/share/app/all|percent}"\n', "bad-value", 2),
    ],
)
def test_a_fault_in_a_text_is_refused_with_its_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    study = write_texts(write_study(tmp_path / "study"), text)
    checked_code, checked, _ = call("check", study)
    exit_code, report, _ = call("run", study, "--plain")
    assert (checked_code, exit_code, report["status"]) == (1, 1, "refused")
    for said in (checked, report):
        errors = [(f["code"], f["file"], f["line"]) for f in said["faults"] if f["severity"] == "error"]
        assert errors == [(code, f"{WAVE}/texts.fr.toml", line)]
    assert not (study / "out").exists()


def test_a_false_claim_is_a_warning_and_says_so_on_its_page(tmp_path: Path) -> None:
    text = '[R3]\ncomment = [{ text = "Tout le monde.", holds = "survey/channels/share/app/all > 0.9" }]\n'
    study = write_texts(write_study(tmp_path / "study"), text)
    code, report, _ = call("run", study, "--plain")
    assert (code, report["status"]) == (0, "done")
    warned = [f for f in report["faults"] if f["code"] == "false-claim"]
    assert [(f["severity"], f["line"]) for f in warned] == [("warning", 2)]
    assert "survey/channels/share/app/all = 0.6" in warned[0]["found"]
    assert "ne vérifient pas" in report_of(study)


def test_a_claim_nothing_proves_is_a_warning_of_check_and_run(tmp_path: Path) -> None:
    text = (
        '[synthesis]\nclaims = [\n  { text = "{survey/channels/share/app/all|pct} ont l’application.", proof = "survey" },\n'
        '  { text = "{survey/channels/share/app/all|pct} ont l’application.", proof = "audit" },\n'
        '  { text = "L’application recule.", proof = "R1" },\n'
        '  { text = "Appels : de {audit/app/conversion/_/_|pct} à {survey/channels/share/app/all|pct}." },\n]\n'
        # What an analyst repeats on the page is no proof.
        '[audit]\ncomment = "{survey/channels/share/app/all|pct} ont l’application."\n'
    )
    study = write_texts(write_study(tmp_path / "study"), text)
    for command in (("check",), ("run", "--plain")):
        code, report, _ = call(command[0], study, *command[1:])
        warned = [(f["line"], f["found"]) for f in report["faults"] if f["code"] == "unproved-claim"]
        assert (code, warned) == (0, [
            (4, "survey/channels/share/app/all"), (5, "recule"), (6, "audit/app/conversion/_/_ → survey/channels/share/app/all"),
        ])  # fmt: skip


def test_a_hostile_text_is_escaped(tmp_path: Path) -> None:
    study = write_texts(write_study(tmp_path / "study"), '[R3]\ncomment = "<script>alert(1)</script> & co"\n')
    assert call("run", study, "--plain")[0] == 0
    assert "<script>" not in report_of(study)
    assert "&lt;script&gt;" in report_of(study)


def test_texts_of_one_language_leave_the_other_neutral(tmp_path: Path) -> None:
    study = write_texts(write_study(tmp_path / "study"), '[R3]\ntitle = "Mon titre"\n')
    assert call("run", study, "--plain")[0] == 0
    assert "Mon titre" in report_of(study)
    assert "Mon titre" not in report_of(study, "en")


def test_check_and_run_say_the_same(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    path = study / WAVE / "responses.csv"
    head, *rows = path.read_text().splitlines()
    clients = [row for row in rows if ",client," in row]
    path.write_text("\n".join([head, *clients, *[row for row in rows if ",prospect," in row][:9]]) + "\n")
    write_texts(study, '[R3]\ncomment = [{ text = "Tout le monde.", holds = "survey/channels/share/app/all > 0.9" }]\n')
    checked, ran = call("check", study)[1]["faults"], call("run", study, "--plain")[1]["faults"]
    assert {"base-too-small", "false-claim"} <= {f["code"] for f in checked}
    assert sorted(map(str, checked)) == sorted(map(str, ran))


def test_an_unweighted_study_never_says_weighted(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    swap("study.toml", 'method = "column"\ncolumn = "poids"', 'method = "none"')(study)
    assert call("run", study, "--plain")[0] == 0
    for lang, words in (("fr", ("redressé",)), ("en", ("weighted base", "weighted shares"))):
        page = report_of(study, lang)
        shown = re.sub(r"<[^>]+>", " ", re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL))
        assert [word for word in words if re.search(rf"(?<![Uu]n){word}", shown)] == []


def test_nothing_is_said_of_interviews_that_nobody_declared(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    assert call("run", study, "--plain")[0] == 0
    for lang in ("fr", "en"):
        page = report_of(study, lang)
        assert not re.search("pseudonym|anonym|diversité|diversity|tirées au sort|drawn at random", page)
