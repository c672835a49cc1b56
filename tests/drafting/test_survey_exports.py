"""One questionnaire, exported by eight programs: every export drafts to the same questions, answers and numbers."""

from pathlib import Path

import pytest
import survey_exports as exports
from drafted import errors_of, keys_of, plan_of

from relstudy.drafting.making import make_study
from relstudy.intake.responses import ReadWave, read_responses
from relstudy.survey.items import Item
from relstudy.survey.plan import Study


def read(study: Study) -> ReadWave:
    wave = study.waves[0]
    assert wave.responses is not None
    return read_responses(
        wave.responses, wave.items, weighting=wave.weighting, respondents=study.respondents, design=study.design
    )


def counted(item: Item, wave: ReadWave) -> list[int]:
    """Return the rows of each answer of an item that anybody gave, in ascending order."""
    answers = wave.responses
    if item.id in answers.ticked:
        rows = answers.ticked[item.id].sum(axis=0).tolist()
    else:
        rows = [int((answers.codes[item.id] == place).sum()) for place in range(len(item.codes))]
    return sorted(n for n in rows if n)


@pytest.mark.parametrize("odd", [False, True], ids=["plain", "odd"])
@pytest.mark.parametrize("layout", exports.LAYOUTS)
def test_every_layout_gives_the_same_answers(layout: str, odd: bool, tmp_path: Path) -> None:
    source = tmp_path / "export.csv"
    source.write_text(exports.text_of(exports.LAYOUTS[layout](odd=odd)), encoding="utf-8")
    make_study(tmp_path / "study", source, "fr")
    assert errors_of(tmp_path / "study") == []
    study = plan_of(tmp_path / "study")
    wave = read(study)
    lines = [item for item in study.waves[0].items if item.type not in ("open", "grid")]
    expected = exports.counts(odd=odd)
    assert [(item.type, counted(item, wave)) for item in lines if item.type == "multiple"] == [
        ("multiple", sorted(n for n in expected[exports.CHANNELS].values() if n))
    ]
    assert [counted(item, wave) for item in lines] == [
        sorted(n for n in rows.values() if n) for rows in expected.values()
    ]
    assert lines[-1].type in ("nps", "scale")
    assert wave.rows - wave.skipped == exports.N


@pytest.mark.parametrize(
    "layout", ["qualtrics", "limesurvey_full", "surveymonkey", "google_forms", "microsoft_forms", "typeform"]
)
def test_answers_bear_the_words_of_the_questionnaire(layout: str, tmp_path: Path) -> None:
    source = tmp_path / "export.csv"
    source.write_text(exports.text_of(exports.LAYOUTS[layout](odd=False)), encoding="utf-8")
    made = make_study(tmp_path / "study", source, "fr")
    plan = plan_of(tmp_path / "study")
    item = next(item for item in plan.items if item.type == "multiple")
    labels = {plan.labels.texts[f"code/{item.id}/{code.code}"]["fr"] for code in item.codes}
    assert labels == set(exports.OPTIONS)
    asked = plan.labels.texts[f"item/{item.id}"]["fr"]
    assert asked == exports.CHANNELS or "question-unsaid" in keys_of(made, item.id)
