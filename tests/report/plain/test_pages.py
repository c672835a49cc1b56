"""A page as text says all that the page on the screen says: every number printed there stands in it, as often."""

import re
from collections import Counter
from functools import cache

import pytest
from report_example import cases_example, full_example
from report_reading import PageReader

from relstudy.report.context import Context
from relstudy.report.order import PAGE_NAMES
from relstudy.report.pages import profiles
from relstudy.report.plain.inline import read_flat
from relstudy.report.rendering import render_report, render_text
from relstudy.words import LANGS, Lang

EXAMPLES = {"survey": full_example, "cases": cases_example}
#: The page whose figures print numbers that their table, which is what text has of them, prints again.
FIGURES_AND_TABLES = "R3"


@cache
def context(example: str, lang: Lang) -> Context:
    return EXAMPLES[example]().context(lang)


@cache
def printed(example: str, lang: Lang) -> dict[str, Counter[str]]:
    """Return how often each number is printed, by page of the report."""
    found: dict[str, Counter[str]] = {}
    for one in PageReader(render_report(context(example, lang))).bound:
        if one.tag == "data":
            found.setdefault(one.page, Counter())[" ".join(one.text.split())] += 1
    return found


def times(number: str, text: str) -> int:
    return len(re.findall(rf"(?<![\w,.]){re.escape(number)}(?!\w)", text))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_number_of_a_page_is_in_its_text_as_often(example: str, lang: Lang) -> None:
    lacking = []
    for page in PAGE_NAMES:
        # Wide enough for every table to stand in one piece.
        text = " ".join(render_text(page, context(example, lang), width=400).split())
        for number, often in printed(example, lang).get(page, Counter()).items():
            least = 1 if page == FIGURES_AND_TABLES else often
            if times(number, text) < least:
                lacking.append((page, number))
    assert lacking == []
    assert sum(map(Counter.total, printed(example, lang).values())) > 100


@pytest.mark.parametrize("lang", LANGS)
def test_the_axis_of_a_gradation_is_named_with_the_places_of_its_profiles(lang: Lang) -> None:
    axis = profiles.build_page(context("survey", lang)).view.axis
    assert axis is not None
    text = " ".join(render_text("profiles", context("survey", lang), width=400).split())
    for said in (axis.title, *axis.places, axis.note):
        assert " ".join(read_flat(said).split()) in text
