"""Studies drafted from files nobody here wrote, settled as an analyst would by editing their files, and run to published figures."""

import re
import tomllib
from pathlib import Path

import pytest
from real_studies import DATA, cells_of, relstudy

from relstudy.cli import main

WEATHER = DATA / "us-weather-check-538" / "weather-check.csv"
EXAMPLE = DATA / "quantipy-example-a" / "Example Data (A).csv"
KANO = DATA / "kano-fr-google-form" / "answers.tsv"
BAROMETER = DATA / "fr-barometre-numerique-extrait-2007-2019" / "barometre_credoc_0719_extrait.xlsx"
LIMESURVEY = DATA / "survey-exports" / "limesurvey-rse-uk-2017.csv"
TYPEFORM = DATA / "survey-exports" / "typeform-cantera-2020.csv"
VERBATIMS = DATA / "fr-services-publics-plus-verbatims" / "balanced_dataset.csv"
FORMS = DATA / "xlsform-and-spss-formats"


def drafted(folder: Path, source: Path, lang: str = "en") -> Path:
    assert main(["new", str(folder / "study"), "--from", str(source), "--lang", lang]) == 0
    code, report, _ = relstudy("check", folder / "study")
    assert code == 0, report["faults"]
    assert {fault["severity"] for fault in report["faults"]} <= {"note", "warning"}
    return folder / "study"


def settle(study: Path, file: str, *edits: tuple[str, str]) -> None:
    """Change a file of a study by regular expressions, each of which must be found."""
    path = study / file
    text = path.read_text(encoding="utf-8")
    for old, new in edits:
        text, times = re.subn(old, new, text, count=1, flags=re.MULTILINE | re.DOTALL)
        assert times == 1, (file, old)
    path.write_text(text, encoding="utf-8")


def settle_marks(study: Path) -> None:
    """Take away every comment that asks to settle: the analyst has looked at each."""
    for path in study.rglob("*.toml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        kept, inside = [], False
        for line in lines:
            inside = line.startswith("# TO SETTLE:") or (inside and line.startswith("#   "))
            if not inside:
                kept.append(line)
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def run(study: Path) -> None:
    code, report, messages = relstudy("run", study, "--plain")
    assert code == 0, (report["faults"], messages)
    assert report["status"] == "done"


def item_text(study: Path, id_: str) -> str:
    text = (study / "questionnaire.toml").read_text(encoding="utf-8")
    return next(block for block in text.split("[[items]]")[1:] if f'id = "{id_}"' in block)


def test_the_weather_poll_gives_the_published_table(tmp_path: Path) -> None:
    study = drafted(tmp_path, WEATHER)
    settle(
        study,
        "waves/v01/wave.toml",
        ("field_start = .*?$", "field_start = 2015-04-06"),
        ("field_end = .*?$", "field_end = 2015-04-10"),
    )
    settle(study, "study.toml", (r"^# banner = \[.*?$", ""))
    settle_marks(study)
    assert relstudy("check", study)[0] == 0
    run(study)
    cells = cells_of(study, "v01")
    shares = cells[cells.index.str.match(r"survey/q3/share/[^/]+/all\Z")]
    # FiveThirtyEight, "Where People Go To Check The Weather" (2015): base = answers other than "-".
    assert [round(100 * value, 1) for value in shares["value"]] == [23.2, 20.6, 19.1, 15.2, 14.2, 3.5, 3.4, 0.9]
    assert set(shares["base"]) == {917}
    assert (study / "out/v01/report.en.html").is_file()


def test_the_example_of_an_agency_gives_its_banner_tables(tmp_path: Path) -> None:
    study = drafted(tmp_path, EXAMPLE)
    drafted_item = item_text(study, "q2")
    assert 'separator = ";"' in drafted_item
    # 2,999 of 8,255 were asked: those who chose 4 in q1.
    assert "filter = \"q1 == '4'\"" in drafted_item
    assert 'column = "weight_a"' in (study / "study.toml").read_text(encoding="utf-8")
    settle(
        study, "study.toml",
        (r'method = "column"\ncolumn = "weight_a"', 'method = "none"'),
        (r"\Z", '\n[tables]\nbanner = ["gender"]\n'),
    )  # fmt: skip
    settle(
        study,
        "questionnaire.toml",
        ('{ code = "1" }, { code = "2" }', '{ code = "1", label = "Men" }, { code = "2", label = "Women" }'),
    )
    settle_marks(study)
    assert relstudy("check", study)[0] == 0
    run(study)
    cells = cells_of(study, "2015-02")

    def count(code: str, column: str) -> int:
        cell = cells.loc[f"survey/q2/share/{code}/{column}"]
        return round(cell["value"] * cell["base"])

    # expected_basic.xlsx, unweighted: q2 base 2999, Sky diving 1127, 575 men and 552 women.
    assert cells.loc["survey/q2/share/1/all", "base"] == 2999
    assert [count("1", column) for column in ("all", "gender=1", "gender=2")] == [1127, 575, 552]
    # q3 base 8255, Basketball 5754.
    assert cells.loc["survey/q3/share/1/all", "base"] == 8255
    assert any(round(v * 8255) == 5754 for v in cells[cells.index.str.match(r"survey/q3/share/[^/]+/all\Z")]["value"])


def test_the_barometer_gives_a_published_year(tmp_path: Path) -> None:
    study = drafted(tmp_path, BAROMETER)
    text = (study / "study.toml").read_text(encoding="utf-8")
    assert 'column = "pond"' in text
    assert 'id = "row"' in text
    settle(study, "study.toml", (r"^# keep = [^\n]*$", "keep = \"annee == '2016'\""))
    run(study)
    # Baromètre du numérique: 60.09 % of all bought online in 2016 (99 = not an internet user stays in the base).
    share = cells_of(study, "v01").loc["survey/us_achat/share/1/all"]
    assert round(100 * share["value"], 2) == 60.09


def test_a_dash_in_an_empty_cell_is_nothing_anybody_wrote(tmp_path: Path) -> None:
    study = drafted(tmp_path, WEATHER)
    run(study)
    value = cells_of(study, "v01").loc["survey/q4/answered/_/all", "value"]
    assert value == pytest.approx(175 / 928, abs=1e-9)


def test_a_google_form_is_french_and_has_its_dates(tmp_path: Path) -> None:
    study = drafted(tmp_path, KANO, lang="en")
    text = (study / "study.toml").read_text(encoding="utf-8")
    assert 'languages = ["fr"]' in text
    assert 'id = "row"' in text
    wave = (study / "waves/2021-10/wave.toml").read_text(encoding="utf-8")
    assert "field_start = 2021-10-12" in wave
    questions = (study / "questionnaire.toml").read_text(encoding="utf-8")
    assert questions.count("[[items]]") == 22
    assert questions.count('type = "single"') == 22
    run(study)


@pytest.mark.parametrize("name", ["or_other", "specify_other", "xlsform_spec_test"])
def test_forms_wait_for_their_answers_alone(tmp_path: Path, name: str) -> None:
    study = tmp_path / "study"
    assert main(["new", str(study), "--from", str(FORMS / f"{name}.xlsx"), "--lang", "en"]) == 0
    code, report, _ = relstudy("check", study)
    assert code == 1
    assert [(f["code"], f["file"]) for f in report["faults"] if f["severity"] == "error"] == [
        ("missing-file", "waves/v01/responses.csv")
    ]


def test_relevance_of_a_real_form_is_translated(tmp_path: Path) -> None:
    study = tmp_path / "study"
    main(["new", str(study), "--from", str(FORMS / "xlsform_spec_test.xlsx"), "--lang", "en"])
    assert "filter = \"not (skip_to_end == 'yes')\"" in item_text(study, "a_integer")
    main(["new", str(tmp_path / "other"), "--from", str(FORMS / "or_other.xlsx"), "--lang", "en"])
    assert "filter = \"fav_color == 'other'\"" in item_text(tmp_path / "other", "fav_color_other")
    # pastel=yes leaves two of five colours.
    assert item_text(tmp_path / "other", "fav_pastel").count("{ code = ") == 2


def test_an_untouched_export_of_limesurvey_has_its_questions_of_several_columns(tmp_path: Path) -> None:
    study = drafted(tmp_path, LIMESURVEY)
    items = {item["id"]: item for item in tomllib.loads((study / "questionnaire.toml").read_text("utf-8"))["items"]}
    assert {id_ for id_, item in items.items() if item["type"] == "multiple"} == {
        "currentemp13", "proj4can", "fund2", "fund3", "fund4", "tool4can", "ukrse2",
    }  # fmt: skip
    assert {id_ for id_, item in items.items() if item["type"] == "grid"} == {
        "time1can", "likertagree1", "likertagree2", "likertagree3", "likertime2", "likerttime1", "satisgen1",
    }  # fmt: skip
    # The sixteenth is a list of free texts.
    assert [items[f"skill2_{part}"]["type"] for part in ("sq001", "sq2", "sq3")] == ["open"] * 3
    assert (items["prevemp2"]["type"], len(items["prevemp2"]["places"])) == ("rank", 8)
    assert "Desire to work in a research environment 55" in (study / "questionnaire.toml").read_text("utf-8")
    assert items["rse3_sq001"]["type"] == "scale"
    run(study)
    cells = cells_of(study, "v01")
    # Counted in the file: 112 of 253 work in computer science, 140 of 224 write shell scripts, 55 of 233 place research first.
    first = cells.loc["survey/prevemp2/first/desire-to-work-in-a-research-environment/all"]
    assert (first["value"], first["base"]) == (pytest.approx(55 / 233), 233)
    assert cells.loc["survey/currentemp13/share/sq017/all", "value"] == pytest.approx(112 / 253)
    assert cells.loc["survey/tool4can/share/sq039/all", "value"] == pytest.approx(140 / 224)


def test_an_untouched_export_of_typeform_has_its_sets(tmp_path: Path) -> None:
    study = drafted(tmp_path, TYPEFORM)
    items = {item["id"]: item for item in tomllib.loads((study / "questionnaire.toml").read_text("utf-8"))["items"]}
    sets = [item for item in items.values() if item["type"] == "multiple"]
    assert [len(item["columns"]) for item in sets] == [7, 5, 8, 9, 4, 18, 13, 7, 6]
    assert sets[0]["label"] == {"en": "What operating system(s) do you use?"}
    assert [code["code"] for code in sets[2]["codes"]][-1] == "other"
    run(study)
    share = cells_of(study, "v01").loc[f"survey/{sets[0]['id']}/share/windows_10/all"]
    assert (share["value"], share["base"]) == (pytest.approx(40 / 60), 60)


def test_answers_of_a_public_service_are_drafted_and_run(tmp_path: Path) -> None:
    """Open answers of 1,200 people, some with a number of a plate or a contract: whatever is found in them has a word."""
    study = drafted(tmp_path, VERBATIMS, "fr")
    text = (study / "study.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["respondents"]["id"] == "ID expérience"
    assert 'type = "open"' in item_text(study, "code_insee_departement_usager"), "no mean of codes"
    run(study)
    assert cells_of(study, "v01").loc["survey/description/answered/_/all", "value"] == 1
