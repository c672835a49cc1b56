"""`[practices]`: the item it makes, in each wave, and one thing wrong at a time with its code, line and nearest known."""

from pathlib import Path

import pytest
from good_study import write_study
from mutations import WAVE, append, swap

from relstudy.definitions.reading import read_study
from relstudy.errors import Fault
from relstudy.survey.items import Item, Observation, PracticeRule

DECLARED = """
[practices]
channels = ["channels"]
continuity = { item = "why", yes = ["01"], no = ["02"] }
simultaneous = { item = "sexe", yes = ["2"] }
criteria = ["why"]
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = write_study(tmp_path / "study")
    append("study.toml", DECLARED)(folder)
    return folder


def practice(folder: Path) -> Item | None:
    reading = read_study(folder)
    assert reading.study is not None, reading.faults
    return next((item for item in reading.study.waves[0].items if item.id == "practice"), None)


def errors(folder: Path) -> list[Fault]:
    return [f for f in read_study(folder).faults if f.severity == "error"]


def test_the_item_and_its_rule(study: Path) -> None:
    plan = read_study(study).study
    assert plan is not None
    assert plan.practices is not None
    assert plan.practices.criteria == ("why",)
    item = practice(study)
    assert item is not None
    assert item.derived == plan.practices.rule
    assert item.derived == PracticeRule(
        channels=("channels",),
        continuity=Observation(item="why", yes=("01",), no=("02",)),
        simultaneous=Observation(item="sexe", yes=("2",)),
    )
    assert [code.code for code in item.codes] == ["mono", "multi", "cross", "omni", "unsettled", "none"]
    assert (item.type, item.base, item.asked, item.in_questionnaire) == ("single", "asked", True, False)
    assert plan.waves[0].items[-1] == item


def test_labels_are_in_the_languages_of_the_study(study: Path) -> None:
    plan = read_study(study).study
    assert plan is not None
    labels = plan.waves[0].labels
    assert [labels.get("code", "practice", "none", lang=lang) for lang in ("fr", "en")] == ["Aucun canal", "No channel"]
    swap("study.toml", 'languages = ["fr", "en"]', 'languages = ["fr"]')(study)
    alone = read_study(study).study
    assert alone is not None
    assert set(alone.waves[0].labels.texts["code/practice/mono"]) == {"fr"}


def test_without_the_table_there_is_no_such_item(tmp_path: Path) -> None:
    assert practice(write_study(tmp_path / "study")) is None


def test_words_of_who_named_no_channel_are_codes_declared_missing(study: Path) -> None:
    codes = '[{ code = "app" }, { code = "desk" }, { code = "phone", missing = "refused" }]'
    swap(
        "questionnaire.toml",
        'desk = "Q5_2", phone = "Q5_3" }\n',
        f'desk = "Q5_2", phone = "Q5_3" }}\ncodes = {codes}\n',
    )(study)
    item = practice(study)
    assert item is not None
    assert [(c.code, c.missing) for c in item.codes[6:]] == [("refused", "refused")]


def test_a_wave_has_its_own(study: Path) -> None:
    """A wave that did not ask for channels has a practice nobody was asked; one that asks another set counts that one."""
    own = study / WAVE / "questionnaire.toml"
    own.write_text('[[items]]\nid = "channels"\nasked = false\n', encoding="utf-8")
    item = practice(study)
    assert item is not None
    assert not item.asked
    own.write_text('[[items]]\nid = "why"\ncodes = [{ code = "01" }, { code = "03" }]\n', encoding="utf-8")
    assert [(f.code, f.file, f.found) for f in errors(study)] == [("unknown-code", "study.toml", "02")]


def test_it_may_stand_wherever_an_item_may(study: Path) -> None:
    swap("study.toml", '["sexe"]', '["sexe", "practice"]')(study)
    swap("study.toml", 'target = "cible"', 'target = "cible"\nkeep = "practice != \'none\'"')(study)
    swap("questionnaire.toml", 'column = "AGE"', "column = \"AGE\"\nbase = \"practice in ['cross', 'omni']\"")(study)
    append(
        "questionnaire.toml",
        '\n[[items]]\nid = "many"\nfrom = "practice"\nmerge = { several = ["multi", "cross", "omni"] }\nlabel = "x"\n',
    )(study)
    assert errors(study) == []


BROKEN = {
    "unknown channel item": ('channels = ["channels"]', 'channels = ["chanels"]', "unknown-item", "chanels", "channels"),
    "an item that names no channel": (
        'channels = ["channels"]', 'channels = ["channels", "age"]', "bad-value", 'age (type = "numeric")', "channels",
    ),
    "a single item without offers": (
        'channels = ["channels"]', 'channels = ["sexe"]', "bad-value", 'sexe (type = "single")', "channels",
    ),
    "unknown item of continuity": ('item = "why"', 'item = "whi"', "unknown-item", "whi", "why"),
    "an observation without answers": ('item = "why"', 'item = "age"', "bad-value", 'age (type = "numeric")', None),
    "unknown code": ('yes = ["01"]', 'yes = ["1"]', "unknown-code", "1", "01"),
    "a code that is no answer": ('no = ["02"]', 'no = ["99"]', "unknown-code", "99", None),
    "yes and no": ('no = ["02"]', 'no = ["02", "01"]', "duplicate-id", "01", None),
    "no code": ('yes = ["2"]', "yes = []", "missing-value", "[]", None),
    "no denial": (', no = ["02"]', "", "missing-key", None, None),
    "no channels": ('channels = ["channels"]\n', "", "missing-key", None, None),
    "empty channels": ('channels = ["channels"]', "channels = []", "missing-value", "[]", None),
    "channels twice": ('channels = ["channels"]', 'channels = ["channels", "channels"]', "duplicate-id", "channels", None),
    "channels as text": ('channels = ["channels"]', 'channels = "channels"', "bad-value", '"channels"', None),
    "continuity as text": ('{ item = "why", yes = ["01"], no = ["02"] }', '"why"', "bad-value", '"why"', None),
    "a key unknown": ("simultaneous =", "simultanous =", "unknown-key", "simultanous", "simultaneous"),
    "a key unknown inside": ('yes = ["2"]', 'yess = ["2"]', "unknown-key", "yess", "yes"),
    "an unknown criterion": ('criteria = ["why"]', 'criteria = ["whyy"]', "unknown-item", "whyy", "why"),
    "a criterion without shares": ('criteria = ["why"]', 'criteria = ["age"]', "bad-value", 'age (type = "numeric")', None),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_named_with_its_place(study: Path, name: str) -> None:
    old, new, code, found, nearest = BROKEN[name]
    swap("study.toml", old, new)(study)
    faults = [f for f in errors(study) if f.code == code]
    assert faults, errors(study)
    fault = next(f for f in faults if found is None or f.found == found)
    lines = (study / "study.toml").read_text(encoding="utf-8").splitlines()
    assert fault.file == "study.toml"
    assert fault.line is not None
    assert fault.line >= lines.index("[practices]") + 1
    assert (fault.allowed or "").split(", ")[0] == nearest or nearest is None


def test_several_faults_at_once(study: Path) -> None:
    swap("study.toml", 'item = "why"', 'item = "whi"')(study)
    swap("study.toml", 'yes = ["2"]', 'yes = ["3"]')(study)
    swap("study.toml", 'channels = ["channels"]', 'channels = ["chanels"]')(study)
    swap("study.toml", "criteria =", "criterias =")(study)
    assert {(f.code, f.found) for f in errors(study)} == {
        ("unknown-item", "whi"), ("unknown-code", "3"), ("unknown-item", "chanels"), ("unknown-key", "criterias"),
    }  # fmt: skip


def test_a_broken_table_is_one_fault_though_others_lean_on_the_item(study: Path) -> None:
    swap("study.toml", 'channels = ["channels"]', 'channels = ["chanels"]')(study)
    swap("study.toml", '["sexe"]', '["sexe", "practice"]')(study)
    assert [f.code for f in errors(study)] == ["unknown-item"]


def test_a_question_of_that_name_is_no_second_one(study: Path) -> None:
    append("questionnaire.toml", '\n[[items]]\nid = "practice"\ntype = "numeric"\ncolumn = "AGE"\nlabel = "x"\n')(study)
    assert [(f.code, f.found) for f in errors(study)] == [("duplicate-id", "practice")]


def test_channels_filtered_by_the_practice_they_make_run_in_a_circle(study: Path) -> None:
    swap("questionnaire.toml", 'phone = "Q5_3" }', 'phone = "Q5_3" }\nfilter = "practice == \'mono\'"')(study)
    assert {(f.code, f.file) for f in errors(study)} == {("cyclic-filter", "questionnaire.toml")}
