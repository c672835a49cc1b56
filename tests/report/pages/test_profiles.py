"""The page of the profiles where there are none: an answer, or too little to tell."""

import page_context
import pytest

from relstudy.cells import Cell
from relstudy.report.context import Context
from relstudy.report.pages.profiles import ProfilesView, build_page
from relstudy.report.pages.synthesis import _profiles, _profiles_fact
from relstudy.report.plain.inline import read_flat
from relstudy.words import Lang


def without_profiles(base: int, lang: Lang = "en") -> Context:
    found = Cell(
        section="profiles", measure="k", kind="category", text="none", base=base, base_kind="respondents",
    )  # fmt: skip
    return page_context.context_of((), [found], lang=lang)


def test_no_groups_among_enough_respondents_are_an_answer() -> None:
    context = without_profiles(200)
    assert read_flat(build_page(context).title) == "No clear partition"
    assert _profiles(context) is not None
    assert read_flat(_profiles_fact(context)) == "No clear profiles"


@pytest.mark.parametrize(
    ("lang", "title", "fact"),
    [
        ("en", "Profiles could not be looked for", "not known: too little to tell"),
        ("fr", "Les profils n’ont pas pu être recherchés", "non connus, faute de matière"),
    ],
)
def test_what_is_withheld_is_never_told_as_no_groups(lang: Lang, title: str, fact: str) -> None:
    context = without_profiles(24, lang)
    page = build_page(context)
    assert read_flat(page.title) == title
    assert isinstance(page.view, ProfilesView)
    said = " ".join(map(read_flat, page.view.warnings))
    assert context.words.text("profiles.none_text") not in said
    assert context.words.text("profiles.none_reason.too_few_respondents") in said
    assert _profiles(context) is None
    assert read_flat(_profiles_fact(context)) == fact
