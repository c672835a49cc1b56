"""Filters in words: what was asked and what was answered, never an id or a code where there is a label."""

import re

import pytest
from page_context import context_of

from relstudy.report.conditions import condition_words, people_words
from relstudy.report.html import render
from relstudy.survey.items import Code, Item

ITEMS = (
    Item(id="cible", type="single", columns=("c",), codes=(Code(code="client"), Code(code="Autre cas"))),
    Item(id="age", type="numeric", columns=("a",)),
)
LABELS = {
    "item/cible": "Êtes-vous client ?", "code/cible/client": "Oui", "code/cible/Autre cas": "Autre",
    "item/age": "Quel âge avez-vous ?",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cible == 'client'", "« Êtes-vous client ? » = Oui"),
        ("cible != 'client'", "« Êtes-vous client ? » ≠ Oui"),
        ("cible in ['client', 'Autre cas']", "« Êtes-vous client ? » = Oui ou Autre"),
        ("not (cible in ['client', 'Autre cas'])", "« Êtes-vous client ? » ≠ Oui ou Autre"),
        ("age >= 18", "« Quel âge avez-vous ? » ≥ 18"),
        ("age > 1.5 and cible == 'client'", "« Quel âge avez-vous ? » > 1,5 et « Êtes-vous client ? » = Oui"),
        (
            "cible == 'client' and (age < 18 or age > 60)",
            "« Êtes-vous client ? » = Oui et (« Quel âge avez-vous ? » < 18 ou « Quel âge avez-vous ? » > 60)",
        ),
        ("not (age < 18 or age > 60)", "non (« Quel âge avez-vous ? » < 18 ou « Quel âge avez-vous ? » > 60)"),
        ("cible == ", "cible == "),
    ],
)
def test_a_condition_is_said_in_words(text: str, said: str) -> None:
    found = render(condition_words(context_of(ITEMS, [], LABELS), text))
    plain = re.sub(r"<[^>]+>", "", found).replace("&lt;", "<").replace("&gt;", ">").replace("\u00a0", " ")
    assert plain == said
    assert all("data-role" in found[: m.start()] for m in re.finditer(r"\d", found))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cible == 'client'", "qui répondent « Oui » à « Êtes-vous client ? »"),
        ("cible in ['client', 'Autre cas']", "qui répondent « Oui » ou « Autre » à « Êtes-vous client ? »"),
        ("cible != 'client'", "qui ne répondent pas « Oui » à « Êtes-vous client ? »"),
        ("age >= 18", "dont la réponse à « Quel âge avez-vous ? » est au moins 18"),
        (
            "age < 18 or cible == 'client'",
            "dont la réponse à « Quel âge avez-vous ? » est inférieure à 18 ou qui répondent « Oui » à « Êtes-vous client ? »",
        ),
        ("not (age < 18)", "pour qui : non (« Quel âge avez-vous ? » < 18)"),
        (
            "cible == 'client' and (age < 18 or age > 60)",
            "pour qui : « Êtes-vous client ? » = Oui et (« Quel âge avez-vous ? » < 18 ou « Quel âge avez-vous ? » > 60)",
        ),
        ("cible == ", "pour qui : cible == "),
    ],
)
def test_the_people_a_condition_holds_for_are_said_in_words(text: str, said: str) -> None:
    found = render(people_words(context_of(ITEMS, [], LABELS), text))
    plain = re.sub(r"<[^>]+>", "", found).replace("&lt;", "<").replace("&gt;", ">").replace("\u00a0", " ")
    assert plain.replace("\u202f", " ") == said
    assert all("data-role" in found[: m.start()] for m in re.finditer(r"\d", found))
