"""Files that hold one trap each, with what each is told to give: drafted without a hand on the file, checked, and run."""

import csv
import re
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest
from real_studies import DATA, cells_of, relstudy

from relstudy.cli import main

CASES = DATA.parent / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the files with traps are not there")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a file of answers gives.

    Attributes
    ----------
    file
        Below the folder of cases.
    base
        Respondents of every figure named in `counts`.
    counts
        How many gave each answer, by item and row.
    figures
        Other cells by item and measure, to the decimals they are told with.
    questions
        Type of each question that has cells, where the description says it.
    settle
        What the remarks of the draft must tell, as regular expressions over its files.
    faults
        Code and part of what was found, of what `check` must tell.
    absent
        Names that have no question and no cells.
    """

    file: str
    base: int
    counts: dict[str, dict[str, int]]
    figures: dict[str, float] | None = None
    questions: dict[str, str] | None = None
    settle: tuple[str, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()
    absent: tuple[str, ...] = ()


# What a description does not tell was counted in the file itself.
BANK = {"q1": {"1": 18, "2": 22}, "q2": {"1": 23, "2": 17}, "q3": {"1": 8, "2": 8, "3": 12, "4": 7, "5": 5}}
RANGES = {"effectif": {"13-49": 26, "50-et": 16}, "enfants": {"6-et": 21}}
LOOK_ALIKE = {
    "satisfaction": {"tres-satisfait": 29, "plutot-satisfait": 27, "pas-du-tout-satisfait": 24},
    "age": {"18-34-ans": 34, "35-59-ans": 24, "60-ans-et": 22},
}
ACTIVITY = {"activite": {"retraite": 23, "employe": 20, "etudiant": 17}}

DRAFTS = (
    Draft(
        file="1-qualtrics-comma-codes/plain.csv", base=60,
        counts={"q2": {"1": 19, "2": 13, "3": 16, "4": 20, "5": 21}},
        questions={"q2": "multiple"}, settle=(r"codes of several answers",),
    ),
    Draft(
        file="2-qualtrics-three-headers/numeric.csv", base=40, counts=BANK,
        settle=(r"skip_rows = \[2, 3\]", r"satisfied are you"), absent=("status", "progress"),
    ),
    Draft(
        file="2-qualtrics-three-headers/text.csv", base=40,
        counts={
            "q1": {"yes": 18, "no": 22},
            "q2": {"yes": 23, "no": 17},
            "q3": {
                "very-dissatisfied": 8, "rather-dissatisfied": 8, "neither": 12, "rather-satisfied": 7,
                "very-satisfied": 5,
            },
        },
        settle=(r"skip_rows = \[2, 3\]", r"satisfied are you"), absent=("status", "progress"),
    ),
    Draft(
        file="3-previews-and-unfinished/qualtrics.csv", base=50, counts={"q1": {"yes": 10}, "q2": {"yes": 25}},
        settle=(r"\b10\b.*\b65\b", r"\b15\b.*\b50\b", r"^keep = "), absent=("progress",),
    ),
    Draft(
        file="3-previews-and-unfinished/limesurvey.csv", base=50, counts={"g1q1": {"a1": 25}},
        settle=(r"\b25\b.*\b50\b", r"^keep = "),
    ),
    Draft(
        file="4-kobo-group-prefix/kobo.csv", base=60,
        counts={
            "cible": {"client": 26, "prospect": 34},
            "region": {"nord": 32, "sud": 28},
            "canaux": {"app": 22, "agence": 42, "tel": 26},
        },
        questions={"cible": "single", "region": "single", "canaux": "multiple"}, absent=("profil", "app", "agence"),
    ),
    Draft(
        file="7-forms-ranking/forms.csv", base=60, counts={"q7": {"agence": 38, "telephone": 37, "application": 27, "e-mail": 23}},
        figures={
            "q6/first/telephone": 0.85, "q6/first/application": 0.10, "q6/first/e-mail": 0.033, "q6/first/agence": 0.017,
        },
        questions={"q6": "rank", "q7": "multiple"}, settle=(r"every cell holds every answer",),
    ),
    Draft(
        file="9-negative-scale/scale.csv", base=100,
        counts={"froid_chaleureux": {"minus-3": 19, "3": 12}, "evolution_relation": {"minus-2": 26, "2": 18}},
        figures={
            "froid_chaleureux/mean/_": -0.58, "evolution_relation/mean/_": -0.17, "evolution_ca_pct/mean/_": 9.93,
        },
    ),
    Draft(
        file="11-look-alike-text/two_sources.csv", base=80,
        counts={**LOOK_ALIKE, "accord": {"j-accepte": 46}},
        faults=(("read-as", "Plutôt"), ("read-as", "35"), ("read-as", "J’accepte")),
    ),
    Draft(
        file="12-excel-hidden/filtered.xlsx", base=60, counts={"utilise_appli": {"oui": 21}},
        settle=(r"\b20\b.*\b60\b",), faults=(("read-as", "20"),),
    ),
    Draft(
        file="12-excel-hidden/hidden_sheet.xlsx", base=60, counts={"utilise_appli": {"oui": 21}},
        settle=(r"Listes",), faults=(("read-as", "Listes"),),
    ),
    Draft(
        file="13-ranges-turned-dates/csv_fr.csv", base=80, counts=RANGES,
        settle=(r"= 1-9\?", r"= 10-12\?", r"= 1-2\?", r"= 3-5\?"),
        faults=(("range-turned-date", "01-sept"), ("range-turned-date", "01-févr")),
    ),
    Draft(
        file="13-ranges-turned-dates/some_dates.xlsx", base=80, counts=RANGES,
        settle=(r"= 1-9\?", r"= 10-12\?", r"= 1-2\?", r"= 3-5\?"),
        faults=(("range-turned-date", "2026-12-10"), ("range-turned-date", "2026-05-03")),
    ),
    Draft(
        file="13-ranges-turned-dates/alldates.xlsx", base=60, counts={"nb_enfants": {"2026-04-03": 22}},
        settle=(r"= 3-4\?", r"1900-01-01"), faults=(("range-turned-date", "2026-04-03"),),
    ),
    Draft(file="17-used-range/last_cell.xlsx", base=60, counts={"client": {"oui": 40}}),
    Draft(
        file="19-scale-labelled-ends/form.csv", base=120,
        counts={"q2": {str(point): 0 for point in (1, 2, 4)}},
        figures={"q2/nps/_": 1.667, "q2/mean/_": 6.70, "q3/mean/_": 3.025, "q4/mean/_": 3.017},
        questions={"q2": "nps", "q3": "scale", "q4": "scale"}, settle=(r"a scale in words",),
    ),
    Draft(
        file="20-encodings-that-lie/double.csv", base=60, counts=ACTIVITY,
        settle=(r"Très satisfait",), faults=(("read-as", "UTF-8"),),
    ),
    Draft(
        file="21-channels-taken-for-contact-details/usages.csv", base=60,
        counts={
            "agence": {"1": 29}, "application": {"1": 26}, "telephone": {"1": 20}, "e_mail": {"1": 24},
            "courrier": {"1": 25}, "mobile": {"1": 26},
        },
    ),
    Draft(
        file="23-totals-under-table/totals.csv", base=60, counts=ACTIVITY, figures={"note/mean/_": 2.47},
        settle=(r"skip_rows = \[63, 64\]",),
    ),
    Draft(
        file="24-merged-question-cells/monkey.xlsx", base=60,
        counts={"q3": {"application": 26, "agence": 27, "telephone": 32}, "q6": {"oui": 30}},
        questions={"q3": "multiple", "q6": "single"},
    ),
)  # fmt: skip


def drafted(folder: Path, source: Path) -> Path:
    assert main(["new", str(folder / "study"), "--from", str(source), "--lang", "en"]) == 0
    return folder / "study"


def ran(study: Path) -> None:
    code, report, messages = relstudy("run", study, "--plain")
    assert code == 0, (report["faults"], messages)


def copied(folder: str, to: Path) -> Path:
    """Copy a study by its contents alone: the files with traps may not be written to."""
    return Path(shutil.copytree(CASES / folder, to / "study", copy_function=shutil.copyfile))


def judged(study: Path, expected: Draft) -> None:
    """Check and run a draft, and compare it with its description."""
    text = "\n".join(path.read_text("utf-8") for path in sorted(study.rglob("*.toml")))
    # A remark may go over several lines of comment.
    told = re.sub(r"\n#   ", " ", text)
    for pattern in expected.settle:
        assert re.search(pattern, told, re.MULTILINE), pattern
    code, report, _ = relstudy("check", study)
    assert code == 0, report["faults"]
    found = [(fault["code"], unicodedata.normalize("NFC", str(fault["found"]))) for fault in report["faults"]]
    for wanted, part in expected.faults:
        assert any(code == wanted and part in what for code, what in found), (wanted, part, found)
    ran(study)
    (wave,) = (path.name for path in (study / "out").iterdir() if path.is_dir())
    cells = cells_of(study, wave)
    survey = cells[(cells["section"] == "survey") & (cells["column"] == "all")]
    for item, rows in expected.counts.items():
        for row, n in rows.items():
            cell = survey.loc[f"survey/{item}/share/{row}/all"]
            assert (cell["base"], cell["value"]) == (expected.base, pytest.approx(n / expected.base)), (item, row)
    for place, value in (expected.figures or {}).items():
        cell = survey.loc[f"survey/{place}/all"]
        assert (cell["base"], cell["value"]) == (expected.base, pytest.approx(value, abs=0.0051)), place
    for item, type_ in (expected.questions or {}).items():
        assert re.search(rf'^id = "{item}"\ntype = "{type_}"$', text, re.MULTILINE), (item, type_)
    assert not set(expected.absent) & set(survey["item"])


@pytest.mark.parametrize("expected", DRAFTS, ids=lambda expected: expected.file)
def test_an_export_with_a_trap_gives_what_it_says(expected: Draft, tmp_path: Path) -> None:
    judged(drafted(tmp_path, CASES / expected.file), expected)


def test_codes_joined_by_a_comma_in_a_file_with_semicolons(tmp_path: Path) -> None:
    expected = DRAFTS[0]
    with (CASES / expected.file).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    judged(drafted(tmp_path, tmp_path / "answers.csv"), expected)


@pytest.mark.parametrize(("file", "word"), [("mac.csv", "Salarié (MacRoman)"), ("dos.csv", "Salarié (DOS, cp850)")])
def test_accents_of_another_computer_are_refused_with_their_word(
    file: str, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", str(tmp_path / "study"), "--from", str(CASES / "20-encodings-that-lie" / file)]) == 1
    assert word in "".join(capsys.readouterr())
    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize(("name", "cause"), [("emoji", "unités UTF-16"), ("crlf", "fin de ligne")])
def test_passages_counted_otherwise_are_doubted(name: str, cause: str, tmp_path: Path) -> None:
    study = copied(f"10-offsets-utf16/{name}", tmp_path)
    assert relstudy("check", study)[0] == 0
    code, report, messages = relstudy("run", study, "--plain")
    assert code == 0, messages
    (fault,) = (fault for fault in report["faults"] if fault["code"] == "doubtful-offsets")
    assert (fault["severity"], fault["file"], fault["line"]) == ("warning", "waves/v01/codings.csv", 2)
    assert cause in (study / "out/v01/report.fr.html").read_text("utf-8")


def test_quotes_beside_the_offsets_prove_the_passages(tmp_path: Path) -> None:
    study = copied("10-offsets-utf16/u16_quote", tmp_path)
    code, report, _ = relstudy("check", study)
    assert (code, [(f["code"], f["column"]) for f in report["faults"]]) == (0, [("read-as", "start")])
    ran(study)
    page = (study / "out/v01/report.fr.html").read_text("utf-8")
    assert ">personne ne rappelle<" in page


def test_a_declared_study_reads_answers_that_look_alike(tmp_path: Path) -> None:
    study = copied("11-look-alike-text/study", tmp_path)
    code, report, _ = relstudy("check", study)
    assert code == 0
    assert {fault["severity"] for fault in report["faults"]} == {"note"}
    assert {fault["item"] for fault in report["faults"] if fault["code"] == "read-as"} >= {"satisfaction", "age"}
    ran(study)
    cells = cells_of(study, "v01")
    for item, rows in LOOK_ALIKE.items():
        for row, n in rows.items():
            assert cells.loc[f"survey/{item}/share/{row}/all", "value"] == pytest.approx(n / 80), (item, row)


def test_a_gap_of_two_scales_is_missing_with_its_reason(tmp_path: Path) -> None:
    study = copied("16-two-scales-on-one-map/study", tmp_path)
    code, report, messages = relstudy("run", study, "--plain")
    assert code == 0, messages
    doubted = [fault["item"] for fault in report["faults"] if fault["code"] == "scale-without-ends"]
    assert doubted == ["imp_delai", "imp_accueil", "imp_appli", "imp_prix"]
    cells = cells_of(study, "v01")
    gaps = cells[(cells["section"] == "expectations") & (cells["measure"] == "gap")]
    assert len(gaps) == 4
    assert gaps["value"].isna().all()
    assert set(gaps["status"]) == {"missing"}
    assert "leur écart manque" in (study / "out/v01/report.fr.html").read_text("utf-8")
