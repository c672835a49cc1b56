"""Forms as studies: their questions, lists and relevance; nothing but the answers is missing."""

import sys
from pathlib import Path

import openpyxl
import pytest
from drafted import plan_of

from relstudy.delivery.checking import check_study
from relstudy.drafting.made import Made
from relstudy.drafting.making import make_study
from relstudy.survey.items import Item
from relstudy.survey.plan import Study

CHOICES = [
    ["list_name", "name", "label::English (en)", "label::Français (fr)"],
    ["yn", "yes", "Yes", "Oui"], ["yn", "no", "No", "Non"], ["yn", "dk", "Don't know", "Ne sait pas"],
    ["canal", "app", "App", "Application"], ["canal", "desk", "Branch", "Agence"],
    *[["likert", i, f"L{i}", f"L{i}"] for i in range(1, 6)],
    ["alike", "A", "A", "A"], ["alike", "a", "a", "a"],
]  # fmt: skip
HEAD = ["type", "name", "label::English (en)", "label::Français (fr)", "relevant", "appearance", "parameters"]


def form(tmp_path: Path, *rows: list[object]) -> tuple[Path, Made]:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in (
        ("survey", [HEAD, *rows]),
        ("choices", CHOICES),
        ("settings", [["form_title"], ["Mon enquête"]]),
    ):
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(tmp_path / "form.xlsx")
    return tmp_path / "study", make_study(tmp_path / "study", tmp_path / "form.xlsx", "fr")


def read(study: Path) -> tuple[Study, dict[str, Item]]:
    """Return the plan once an answer file is there; until then the file is the one fault."""
    faults = [f for f in check_study(study).faults if f.severity == "error"]
    assert [(f.code, f.file) for f in faults] == [("missing-file", "waves/v01/responses.csv")]
    (study / "waves/v01/responses.csv").write_text("x\n", encoding="utf-8")
    plan = plan_of(study)
    return plan, {item.id: item for item in plan.items}


def test_questions_become_items_with_labels_in_both_languages(tmp_path: Path) -> None:
    study, made = form(
        tmp_path,
        ["start", "start", None, None],
        ["note", "n", "Hello", "Bonjour"],
        ["select_one yn", "use", "Do you use it?", "L'utilisez-vous ?"],
        ["select_multiple canal", "canaux", "Which?", "Lesquels ?", "${use} = 'yes'"],
        ["integer", "age", "Age", "Âge"],
        ["range", "score", "Score", "Note", None, None, "start=0 end=10 step=1"],
        ["range", "nps", "Recommend?", "Recommanderiez-vous ?", None, None, "start=0 end=10 step=1"],
        ["text", "why", "Why?", "Pourquoi ?", "selected(${canaux}, 'app') and ${age} > 18"],
        ["calculate", "c", None, None],
        ["image", "photo", "Photo", "Photo"],
    )
    plan, items = read(study)
    assert {id_: item.type for id_, item in items.items()} == {
        "use": "single", "canaux": "multiple", "age": "numeric", "score": "scale", "nps": "nps", "why": "open",
    }  # fmt: skip
    assert items["canaux"].separator == " "
    assert items["canaux"].filter == "use == 'yes'"
    assert items["why"].filter == "canaux == 'app' and age > 18"
    assert [(c.code, c.missing) for c in items["use"].codes] == [("yes", None), ("no", None), ("dk", "dont_know")]
    assert set(plan.languages) == {"fr", "en"}
    assert plan.labels.texts["item/use"] == {"en": "Do you use it?", "fr": "L'utilisez-vous ?"}
    assert plan.labels.texts["code/canaux/desk"] == {"en": "Branch", "fr": "Agence"}
    assert "Mon enquête" in plan.labels.texts["study"].values()
    assert made.left_out == 4
    assert made.awaits == "waves/v01/responses.csv"


def test_relevance_of_groups_holds_for_what_is_in_them(tmp_path: Path) -> None:
    study, _ = form(
        tmp_path,
        ["select_one yn", "use", "Use", "Usage"],
        ["integer", "age", "Age", "Âge"],
        ["begin group", "g", "Group", "Groupe", "${use} = 'yes' or ${age} > 60"],
        ["text", "a", "A", "A", "${age} < 90"],
        ["text", "b", "B", "B"],
        ["end group"],
    )
    _, items = read(study)
    assert items["a"].filter == "(use == 'yes' or age > 60) and age < 90"
    assert items["b"].filter == "use == 'yes' or age > 60"
    assert "# == Groupe" in (study / "questionnaire.toml").read_text(encoding="utf-8")


def test_what_cannot_be_translated_is_to_settle(tmp_path: Path) -> None:
    study, made = form(
        tmp_path,
        ["integer", "age", "Age", "Âge"],
        ["text", "a", "A", "A", "${age} + 1 > 18"],
        ["select_one_from_file x.csv", "r", "R", "R"],
        ["select_one nowhere", "s", "S", "S"],
        ["select_one alike", "t", "T", "T"],
    )
    _, items = read(study)
    assert (items["a"].filter, items["a"].blank) == ("unknown", "filtered")
    assert [(about, remark.key) for _, about, remark in made.remarks if about] == [
        ("a", "relevant"), ("r", "form-type"), ("s", "form-list"), ("t", "codes-alike"),
    ]  # fmt: skip
    assert "${age} + 1 > 18" in (study / "questionnaire.toml").read_text(encoding="utf-8")
    assert all(items[i].type == "open" for i in "rst")


def test_a_ranking_has_its_answers_in_one_cell_in_their_order(tmp_path: Path) -> None:
    study, _ = form(tmp_path, ["rank canal", "r", "Rank", "Rang"], ["text", "a", "A", "A", "${r} = 'app'"])
    _, items = read(study)
    assert (items["r"].type, items["r"].separator, items["r"].columns) == ("rank", " ", ("r",))
    assert [code.code for code in items["r"].codes] == ["app", "desk"]
    # What a ranking is compared with is no condition here.
    assert items["a"].filter == "unknown"


def test_or_other_adds_its_code_and_its_text(tmp_path: Path) -> None:
    study, _ = form(tmp_path, ["select_one canal or_other", "canal", "Which?", "Lequel ?"])
    _, items = read(study)
    assert [code.code for code in items["canal"].codes] == ["app", "desk", "other"]
    assert (items["canal_other"].type, items["canal_other"].filter) == ("open", "canal == 'other'")


@pytest.mark.parametrize(
    ("choice_filter", "codes"), [("near=yes", ["desk"]), ("near = 'no'", ["app"]), ("near=${x}", ["app", "desk"])]
)
def test_answers_a_filter_of_choices_leaves(choice_filter: str, codes: list[str], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    survey = book.active
    survey.title = "survey"
    for row in (["type", "name", "label", "choice_filter"], ["select_one canal", "q", "Which one?", choice_filter]):
        survey.append(row)
    choices = book.create_sheet("choices")
    for row in (
        ["list name", "name", "label", "near"],
        ["canal", "app", "App", "no"],
        ["canal", "desk", "Branch", "yes"],
    ):
        choices.append(row)
    book.save(tmp_path / "form.xlsx")
    make_study(tmp_path / "study", tmp_path / "form.xlsx", "en")
    _, items = read(tmp_path / "study")
    assert [code.code for code in items["q"].codes] == codes


def test_a_table_with_one_list_is_a_grid(tmp_path: Path) -> None:
    study, _ = form(
        tmp_path,
        ["begin group", "sat", "Satisfaction", "Satisfaction", None, "table-list"],
        ["select_one likert", "price", "Price", "Prix"],
        ["select_one likert", "delay", "Delay", "Délai"],
        ["end group"],
        ["begin repeat", "loop", "Loop", "Boucle"],
        ["text", "inside", "Inside", "Dedans"],
        ["end repeat"],
    )
    _, items = read(study)
    assert list(items) == ["sat", "sat.price", "sat.delay"]
    assert items["sat.delay"].columns == ("delay",)
    assert items["sat"].has_mean


@pytest.mark.skipif(sys.platform == "win32", reason="the export is written with the line ends of ODK")
def test_the_answers_of_the_form_are_read(tmp_path: Path) -> None:
    study, _ = form(
        tmp_path,
        ["select_one yn", "use", "Use", "Usage"],
        ["select_multiple canal", "canaux", "Which?", "Lesquels ?", "${use} = 'yes'"],
    )
    answers = "use,canaux,KEY\nyes,app desk,uuid:1\nno,,uuid:2\nyes,desk,uuid:3\n"
    (study / "waves/v01/responses.csv").write_text(answers, encoding="utf-8")
    assert [f.code for f in check_study(study).faults if f.severity != "note"] == []
