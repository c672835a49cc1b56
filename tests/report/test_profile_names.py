"""Profiles that no pole names are named by rule, in both languages, and never two alike."""

from dataclasses import replace

import pandas as pd
import pytest
from page_context import context_of

from relstudy.cells import Cell
from relstudy.report.context import Context
from relstudy.steps.profiles import Profiles
from relstudy.study.method import StepOutcome
from relstudy.survey.items import Code, Item

CHANNELS = Item(id="channels", type="multiple", columns=("a", "b"), codes=(Code(code="app"), Code(code="desk")))
TRUST = Item(id="trust", type="scale", columns=("t",), codes=tuple(Code(code=str(i), value=i) for i in range(5)))
USES = Item(id="uses", type="single", columns=("u",), codes=(Code(code="1", value=1), Code(code="2", value=0)))
WANTED = replace(CHANNELS, id="wanted", columns=("c", "d"))
LABELS = {
    "code/wanted/app": "Application", "code/wanted/desk": "Agence",
    "code/channels/app": "Application", "code/channels/desk": "Agence", "item/trust": "À quel point faites-vous confiance à votre banque ?",
    "item/uses": "Client ?", "code/uses/1": "Oui", "code/uses/2": "Non",
}  # fmt: skip


def named(centres: list[tuple[int, str, str, float]], *, lang: str = "fr", share: float | None = 0.5) -> list[str]:
    """Return the names of profiles from the mean z-scores of their columns."""
    k = max(profile for profile, *_ in centres) + 1
    cells = [
        Cell(section="profiles", item=f"p{p + 1}", measure=measure, column=column, value=value, text=text, kind=kind, unit=unit)
        for p in range(k)
        for measure, column, value, text, kind, unit in (
            ("pole", "_", None, "none", "category", "none"), ("share", "all", share, None, "number", "share"),
        )
    ]  # fmt: skip
    context = context_of((CHANNELS, WANTED, TRUST, USES), cells, LABELS, lang=lang)
    frame = pd.DataFrame(centres, columns=["profile", "item", "code", "value"])
    return [_with(context, frame).profile_text(f"p{p + 1}") for p in range(k)]


def _with(context: Context, centres: pd.DataFrame) -> Context:
    found = object.__new__(Profiles)
    object.__setattr__(found, "centres", centres)
    outcomes = {**context.result.outcomes, "profiles": StepOutcome(name="profiles", state="ran", result=found)}
    return replace(context, result=replace(context.result, outcomes=outcomes))


def test_what_sets_a_profile_most_apart_names_it() -> None:
    centres = [(0, "channels", "desk", -0.9), (0, "channels", "app", 0.8), (0, "trust", "", 0.3)]
    assert named(centres) == ["Plutôt Application, peu Agence"]
    assert named(centres, lang="en") == ["More often Application, rarely Agence"]


def test_a_sentence_is_quoted_and_cut_and_a_question_of_yes_and_no_answered() -> None:
    assert named([(0, "trust", "", 0.9), (0, "uses", "", -0.5)]) == [
        "Plutôt «\u00a0À quel point faites-vous…\u00a0», Non à «\u00a0Client ?\u00a0»"
    ]


def test_quotation_marks_inside_others_are_those_of_the_second_rank(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LABELS, "item/trust", "Je préfère une « vraie » agence")
    assert named([(0, "trust", "", 0.9)]) == ["Plutôt «\u00a0Je préfère une “vraie” agence\u00a0»"]


def test_two_profiles_alike_in_what_is_farthest_are_told_apart_by_more() -> None:
    first = [("channels", "app", 0.9), ("channels", "desk", -0.8)]
    centres = [(p, *one) for p in (0, 1) for one in first]
    names = named([*centres, (0, "trust", "", 0.4), (1, "trust", "", -0.4)])
    assert names == [
        "Plutôt Application et «\u00a0À quel point faites-vous…\u00a0», peu Agence",
        "Plutôt Application, peu Agence et «\u00a0À quel point faites-vous…\u00a0»",
    ]
    assert named(centres) == ["Profil 1", "Profil 2"]


def test_an_answer_of_two_questions_is_said_once() -> None:
    centres = [(0, "channels", "app", 0.9), (0, "wanted", "app", 0.8), (0, "wanted", "desk", -0.7)]
    assert named(centres) == ["Plutôt Application, peu Agence"]


@pytest.mark.parametrize(("value", "share"), [(0.1, 0.5), (0.9, None)])
def test_what_is_near_everybody_or_not_published_is_no_name(value: float, share: float | None) -> None:
    assert named([(0, "trust", "", value)], share=share) == ["Profil 1"]
