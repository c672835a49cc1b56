"""The typing tool a client keeps: the fewest questions that find a person's profile, as a model for programs and a workbook for people."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from relstudy.outputs.data import without_survey
from relstudy.outputs.output import Check, Files
from relstudy.outputs.typing_model import TypedProfile, TypingModel, read_model, write_model
from relstudy.outputs.typing_workbook import render_typing
from relstudy.report import open_context
from relstudy.report.context import Context
from relstudy.report.findings import Findings
from relstudy.steps.typing import Typing
from relstudy.survey.items import Item, ItemId
from relstudy.survey.labels import Labels
from relstudy.survey.plan import Study, Wave
from relstudy.words import LANGS, Lang

MODEL, WORKBOOK = "typing.json", "typing.xlsx"
#: Figures of the model and their cells.
_FIGURES = {"accuracy": "typing_accuracy", "kappa": "typing_kappa"}


def without_profiles(study: Study, wave: Wave) -> str | None:
    """Return why a study has no profiles to find again, None where it looks for some."""
    return without_survey(study, wave) or (None if study.profiles is not None else "no_profiles")


def write_typing(*, findings: Findings) -> Files:
    """Return `typing.json` and `typing.xlsx`; nothing for a wave without a clear partition."""
    typing = findings.steps.given(Typing)
    if typing is None or typing.rule is None:
        return {}
    contexts = {lang: open_context(findings, lang) for lang in _spoken(findings.study)}
    model = lay_model(contexts, findings, typing)
    words = {lang: context.words for lang, context in contexts.items()}
    return {
        MODEL: write_model(model),
        WORKBOOK: render_typing(model, words, made_on=findings.wave.facts.field_end),
    }


def lay_model(contexts: Mapping[Lang, Context], findings: Findings, typing: Typing) -> TypingModel:
    """Return the model of a wave in the languages of the contexts: questions in the order of the questionnaire.

    Raises
    ------
    ValueError
        The wave has no partition.
    """
    study, wave = findings.study, findings.wave
    if typing.rule is None or study.profiles is None:
        raise ValueError("no partition, no typing tool")
    items = tuple(_with_sources(typing.questions, wave.items))
    ids = [f"p{number + 1}" for number in typing.profiles]

    def texts(key: str) -> dict[str, str]:
        return {lang: context.words.text(key) for lang, context in contexts.items()}

    return TypingModel(
        study=study.identity.id,
        wave=wave.id,
        names={lang: context.study_name for lang, context in contexts.items()},
        languages=tuple(contexts),
        profiles=tuple(
            TypedProfile(id=one, names={lang: context.profile_text(one) for lang, context in contexts.items()})
            for one in ids
        ),
        questions=tuple(item.id for item in items if item.id in typing.questions),
        items=items,
        labels=_labels(items, contexts),
        rule=typing.rule,
        missing=study.profiles.missing,
        respondents=study.respondents,
        figures=_figures(typing, contexts[next(iter(contexts))], ids),
        notes={"method": texts("typing.method"), "missing": texts(f"typing.missing_{study.profiles.missing}")},
    )


def _spoken(study: Study) -> tuple[Lang, ...]:
    return tuple(lang for lang in LANGS if lang in study.languages) or LANGS[:1]


def _with_sources(names: tuple[ItemId, ...], items: tuple[Item, ...]) -> Iterator[Item]:
    """Yield the items named and what they are derived from, in the order of the questionnaire."""
    by_id = {item.id: item for item in items}
    needed: set[ItemId] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        derived = by_id[name].derived
        if name not in needed and derived is not None:
            waiting += derived.sources
        needed.add(name)
    yield from (item for item in items if item.id in needed)


def _labels(items: tuple[Item, ...], contexts: Mapping[Lang, Context]) -> Labels:
    texts: dict[str, dict[str, str]] = {}
    for item in items:
        texts[f"item/{item.id}"] = {lang: context.item_text(item.id) for lang, context in contexts.items()}
        for code in item.codes:
            texts[f"code/{item.id}/{code.code}"] = {
                lang: context.code_text(item.id, code.code) for lang, context in contexts.items()
            }
    return Labels(texts=texts)


def _figures(typing: Typing, context: Context, ids: list[str]) -> dict[str, Any]:
    """Return the figures as the cells have them, None where one is withheld."""
    book = context.book

    def value(item: str, measure: str) -> float | None:
        cell = book.get("profiles", item, measure)
        return None if cell is None else cell.value

    told: dict[str, Any] = {name: value("_", measure) for name, measure in _FIGURES.items()}
    told["accuracy_by_profile"] = {one: value(one, "typing_accuracy") for one in ids}
    told["base"] = typing.base
    told["folds"] = typing.folds
    shown = told["accuracy"] is not None
    told["accuracy_by_number_of_questions"] = [round(float(a), 6) for a in typing.tried] if shown else None
    return told


def check_typing(files: Files, cells: pd.DataFrame) -> tuple[Check, ...]:
    """Return whether the model, read again, has the accuracy of the cells and names their profiles."""
    model = read_model(files[MODEL], MODEL)
    told = dict(zip(cells["key"], cells["value"], strict=True))
    known = {key.split("/")[1] for key in told if key.startswith("profiles/p") and key.endswith("/n/_/all")}
    accuracy = told.get("profiles/_/typing_accuracy/_/_")
    same = model.figures["accuracy"] == (None if pd.isna(accuracy) else accuracy)
    passed = same and {profile.id for profile in model.profiles} <= known
    return (Check(name="typing_is_of_the_cells", passed=passed, detail=f"{len(model.questions)} questions"),)
