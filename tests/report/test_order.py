"""The pages of a report as data: every page has its words, every step of the method its page."""

import inspect
import re
from typing import Any

import pytest

from relstudy.report.order import PAGE_BY_STEP, PAGES, PageEntry
from relstudy.report.wording import words_of
from relstudy.study import order
from relstudy.study.method import Step
from relstudy.study.order import CHANGES, METHOD
from relstudy.words import LANGS, Lang


def test_results_come_first_method_and_sources_at_the_back() -> None:
    assert [page.name for page in PAGES] == [
        "synthesis", "profiles", "R1", "R2", "R3", "R4", "R5", "hypotheses", "changes", "audit", "benchmark", "interviews", "survey",
        "method", "glossary", "sources",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_has_its_words(page: PageEntry, lang: Lang) -> None:
    words = words_of(lang)
    assert all(words.find(f"{page.name}.{word}") for word in ("nav", "eyebrow"))


def test_every_step_of_the_method_stands_on_one_page() -> None:
    assert sorted(PAGE_BY_STEP) == sorted(step.name for step in (*METHOD, CHANGES))
    told = [step for page in PAGES for step in (*page.gathers, *page.concludes)]
    assert len(told) == len(set(told))


#: The section of a step that has another name.
SECTIONS = {
    "tradeoffs": "journeys",
    "intake": "sample",
    "contacts": "offers",
    "typing": "profiles",
    "changes": "waves",
    "open_answers": "agreement",
    "themes": "interviews",
}
#: Why a study or wave has not a step, as `study/order.py` spells it.
REASONS = re.findall(r'"(no_[a-z_]+)"', inspect.getsource(order))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("step", [*METHOD, CHANGES], ids=lambda step: step.name)
def test_every_step_has_its_words(step: Step[Any], lang: Lang) -> None:
    words = words_of(lang)
    keys = [f"steps.{step.name}", f"sections.{SECTIONS.get(step.name, step.name)}"]
    assert [key for key in keys if words.find(key) is None] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("reason", sorted(set(REASONS)))
def test_every_reason_of_an_absent_step_has_its_words(reason: str, lang: Lang) -> None:
    assert words_of(lang).find(f"reasons.{reason}")
