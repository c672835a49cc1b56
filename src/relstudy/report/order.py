"""PAGES: the pages of a report in the order they are read, as data. Nothing else lists pages."""

from collections.abc import Callable
from dataclasses import dataclass

from relstudy.report.context import Context
from relstudy.report.page import Page
from relstudy.report.pages import (
    audit,
    benchmark,
    changes,
    decision,
    expectations,
    glossary,
    hypotheses,
    improvements,
    interviews,
    method,
    new_channels,
    practices,
    profiles,
    sources,
    survey,
    synthesis,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """One page of the report.

    `name` is its own everywhere: on the page, in `texts.<lang>.toml`, in `relstudy show`, over its words in
    `report.toml`. `build` makes it from the context, whatever the study lacks. `gathers` are the steps whose results it
    sets out as they were collected, `concludes` those whose conclusions it draws; a step stands on one page.
    """

    name: str
    build: Callable[[Context], Page]
    gathers: tuple[str, ...] = ()
    concludes: tuple[str, ...] = ()


PAGES = (
    PageEntry(name="synthesis", build=synthesis.build_page),
    PageEntry(name="profiles", build=profiles.build_page, concludes=("profiles", "typing")),
    PageEntry(name="R1", build=practices.build_page, concludes=("contacts", "journeys", "tradeoffs")),
    PageEntry(name="R2", build=improvements.build_page),
    PageEntry(name="R3", build=expectations.build_page, concludes=("expectations",)),
    PageEntry(name="R4", build=new_channels.build_page),
    PageEntry(name="R5", build=decision.build_page, concludes=("strategy",)),
    PageEntry(name="hypotheses", build=hypotheses.build_page, concludes=("hypotheses",)),
    PageEntry(name="changes", build=changes.build_page, concludes=("changes",)),
    PageEntry(name="audit", build=audit.build_page, gathers=("audit", "grid")),
    PageEntry(name="benchmark", build=benchmark.build_page, gathers=("benchmark",)),
    PageEntry(name="interviews", build=interviews.build_page, gathers=("interviews", "agreement", "themes")),
    PageEntry(name="survey", build=survey.build_page, gathers=("survey", "open_answers")),
    PageEntry(name="method", build=method.build_page, gathers=("intake", "weights")),
    PageEntry(name="glossary", build=glossary.build_page),
    PageEntry(name="sources", build=sources.build_page),
)

PAGE_NAMES = tuple(page.name for page in PAGES)

#: The page of each step, in the order a reader is told of steps: how answers came in, what was collected, page by page,
#: then what was concluded from it.
PAGE_BY_STEP = {
    **{step: page.name for page in sorted(PAGES, key=lambda page: page.name != "method") for step in page.gathers},
    **{step: page.name for page in PAGES for step in page.concludes},
}
