"""A page of the report: what the shell prints around every one of them, and the view its own template fills."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from relstudy.report.context import Context
from relstudy.report.table import Fold, Table
from relstudy.report.values import EMPTY, Inline
from relstudy.survey.brand import NO_BRAND, Brand
from relstudy.words import Lang

State = Literal["measured", "partial", "not-measured"]


class View:
    """What the template of a page fills: frozen values, every view with its own. `plain/writing.py` says how it reads as text."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A bold word and its text: a note under a figure ("Lecture", "Base"), a fact, a rule, a term."""

    title: Inline
    text: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence ready for a page: its text, the page that proves it, whether the figures bear it out."""

    text: Inline
    proof: str | None = None
    proof_text: Inline = EMPTY
    doubt: Inline = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What the analyst wrote for one page, in the order a reader meets it."""

    title_doubt: Inline = EMPTY
    comments: tuple[Line, ...] = ()
    claims: tuple[Line, ...] = ()
    recommendations_title: Inline = EMPTY
    recommendations: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyText:
    """One text of the agency around the pages: a heading, a paragraph or a point."""

    kind: Literal["heading", "paragraph", "point"]
    text: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One `<section data-page>`.

    `title` is made by rule where `neutral`, until the analyst writes one; `view` is what `template` fills, None where
    the page has nothing to show: then `reason` says why, in words. `written` is what the analyst wrote for it, `annex` what
    the agency says at its end.
    """

    name: str
    template: str
    nav: Inline
    eyebrow: Inline
    title: Inline
    subtitle: Inline = EMPTY
    state: State = "measured"
    reason: Inline = EMPTY
    view: View | None = None
    neutral: bool = True
    notes: tuple[Note, ...] = ()
    legend: tuple[Inline, ...] = ()
    written: Written | None = None
    annex: tuple[AgencyText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What stands around the pages: identity of the study, the mark of a working paper (else empty), the words of `[shell]`."""

    lang: Lang
    document_title: str
    study: str
    client: str
    running: str
    facts: tuple[Note, ...]
    working_paper: Inline
    words: Mapping[str, Inline]
    brand: Brand = NO_BRAND
    #: What the agency writes on the cover and at the end, above and below each sheet; empty = as built in.
    cover: tuple[AgencyText, ...] = ()
    imprint: tuple[AgencyText, ...] = ()
    header: Inline = EMPTY
    footer: Inline = EMPTY
    #: Ids and names of the profiles a reader can choose among.
    profiles: tuple[tuple[str, str], ...] = ()


def show_page(
    context: Context,
    name: str,
    *,
    title: Inline,
    view: View,
    template: str = "plain.html.j2",
    eyebrow: Inline | None = None,
    subtitle: Inline | None = None,
    state: State = "measured",
    reason: Inline = EMPTY,
    neutral: bool = True,
    notes: tuple[Note, ...] = (),
    legend: tuple[Inline, ...] = (),
) -> Page:
    """Return a page with something to show. Its names and its subtitle are the words under `name` unless given."""
    say = context.words.say
    return Page(
        name=name,
        template=template,
        nav=say(f"{name}.nav"),
        eyebrow=eyebrow or say(f"{name}.eyebrow"),
        title=title,
        subtitle=say(f"{name}.subtitle") if subtitle is None else subtitle,
        state=state,
        reason=reason,
        view=view,
        neutral=neutral,
        notes=notes,
        legend=legend,
    )


def absent_page(context: Context, name: str, *, title: Inline | None = None, reason: Inline | None = None) -> Page:
    """Return a page kept in its place with nothing to show but the reason, in words."""
    say = context.words.say
    return Page(
        name=name,
        template="plain.html.j2",
        nav=say(f"{name}.nav"),
        eyebrow=say(f"{name}.eyebrow"),
        state="not-measured",
        title=title or say(f"{name}.subject"),
        reason=reason or say("reasons.no_cells"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain(View):
    """The view of a page made of tables and paragraphs alone; what is folded comes last."""

    tables: tuple[Table, ...] = ()
    folds: tuple[Fold, ...] = ()
    lead: tuple[Inline, ...] = ()
