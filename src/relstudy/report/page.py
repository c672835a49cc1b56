"""A page of the report: what the shell prints around every one of them, and the view its own template fills."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from relstudy.report.table import Table

State = Literal["measured", "partial", "not-measured"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note under a figure: a bold word ("Lecture", "Base", "Règle") and its text."""

    title: Markup
    text: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One `<section data-page>`.

    `title` is made by rule where `neutral`, until the analyst writes one; `view` is what `template` fills, None where the page has nothing to show:
    then `reason` says why, in words.
    """

    name: str
    template: str
    nav: Markup
    eyebrow: Markup
    title: Markup
    subtitle: Markup = Markup("")
    state: State = "measured"
    reason: Markup = Markup("")
    view: object = None
    neutral: bool = True
    notes: tuple[Note, ...] = ()
    legend: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """The view of a page made of tables and paragraphs alone."""

    tables: tuple[Table, ...] = ()
    lead: tuple[Markup, ...] = ()
