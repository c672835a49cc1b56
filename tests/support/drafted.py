"""Drafts made of small files in a folder of the test, and what reading them gives."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from relstudy.definitions.reading import read_study
from relstudy.delivery.checking import CheckReport, check_study
from relstudy.drafting.made import Made
from relstudy.drafting.making import make_study
from relstudy.intake.frames import Responses
from relstudy.intake.responses import read_responses
from relstudy.survey.items import Item
from relstudy.survey.plan import Study
from relstudy.words import Lang


def csv_text(columns: Mapping[str, Sequence[str]], delimiter: str = ",") -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return stream.getvalue()


def draft(
    folder: Path, columns: Mapping[str, Sequence[str]], *, lang: Lang = "en", delimiter: str = ","
) -> tuple[Path, Made]:
    """Write the columns as a file and draft a study of it."""
    folder.mkdir(exist_ok=True)
    source = folder / "answers.csv"
    source.write_text(csv_text(columns, delimiter), encoding="utf-8")
    return folder / "study", make_study(folder / "study", source, lang)


def plan_of(study: Path) -> Study:
    reading = read_study(study)
    assert reading.study is not None, reading.faults
    return reading.study


def items_of(study: Path) -> dict[str, Item]:
    return {item.id: item for item in plan_of(study).items}


def answers_of(study: Path) -> Responses:
    """Return the answers of the first wave."""
    plan = plan_of(study)
    wave = plan.waves[0]
    assert wave.responses is not None
    return read_responses(
        wave.responses, wave.items, weighting=wave.weighting, respondents=plan.respondents, design=plan.design
    ).responses


def errors_of(study: Path) -> list[tuple[str, str | None, str | None]]:
    report: CheckReport = check_study(study)
    return [(f.code, f.column, f.found) for f in report.faults if f.severity == "error"]


def keys_of(made: Made, item: str | None = None) -> list[str]:
    """Return the kinds of remarks about one item, or about the study and its wave."""
    return [remark.key for _, about, remark in made.remarks if about == item]
