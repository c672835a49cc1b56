"""A question left out of a wave: what is still declared of it is told by `check`, before the fieldwork."""

from pathlib import Path

from good_study import call, write_study

from relstudy.definitions.reading import read_study


def test_all_that_rests_on_a_dropped_question_is_told(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    (study / "hypotheses.csv").write_text(
        "hypothesis_id,item,base,direction,minimum_effect,test,declared_on\n"
        "h1,prefers_desk,uses_app == '1',lower,0.1,mean,2020-01-01\n",
        encoding="utf-8",
    )
    wave = next((study / "waves").iterdir())
    before = call("check", study)[1]["faults"]
    assert "orphaned" not in [f["code"] for f in before]
    with (wave / "questionnaire.toml").open("a", encoding="utf-8") as own:
        own.write('[[items]]\nid = "prefers_desk"\nasked = false\n')
    found = [f for f in call("check", study)[1]["faults"] if f["code"] == "orphaned"]
    assert {f["severity"] for f in found} == {"note"}
    assert {f["found"] for f in found} == {"prefers_desk"}
    places = {(f["file"], f["column"], f["item"]) for f in found}
    assert ("hypotheses.csv", "item", "h1") in places
    assert ("study.toml", "profiles.items", None) in places
    assert (f"waves/{wave.name}/questionnaire.toml", "asked", "hypotheses") in places
    assert "profiles" not in {f["item"] for f in found}
    assert all(f["fix"] for f in found)


def test_a_sentence_on_what_rests_on_a_dropped_question_is_told_with_its_line(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    (study / "hypotheses.csv").write_text(
        "hypothesis_id,item,base,direction,minimum_effect,test,declared_on\n"
        "h1,prefers_desk,uses_app == '1',lower,0.1,mean,2020-01-01\n",
        encoding="utf-8",
    )
    wave = next((study / "waves").iterdir())
    with (wave / "questionnaire.toml").open("a", encoding="utf-8") as own:
        own.write('[[items]]\nid = "prefers_desk"\nasked = false\n')
    (wave / "texts.fr.toml").write_text(
        "# Ce que disent hypotheses/h1/difference/_/all\n# et survey/prefers_desk/share/1/all, mais pas expectations/h1/rank/_/all.\n",
        encoding="utf-8",
    )
    found = [f for f in call("check", study)[1]["faults"] if f["code"] == "orphaned" and f["column"] == "text"]
    assert [(f["line"], f["found"]) for f in found] == [(1, "h1"), (2, "prefers_desk")]


def test_the_profiles_have_no_page_where_none_of_their_questions_is_asked(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    read = read_study(study).study
    assert read is not None
    assert read.profiles is not None
    wave = next((study / "waves").iterdir())
    with (wave / "questionnaire.toml").open("a", encoding="utf-8") as own:
        own.writelines(f'[[items]]\nid = "{name}"\nasked = false\n' for name in read.profiles.items)
    found = [f for f in call("check", study)[1]["faults"] if f["code"] == "orphaned"]
    assert "profiles" in {f["item"] for f in found if f["column"] == "asked"}
