"""Glossary: the words of the report and the rule of each; words of a step the study has not are left out."""

from dataclasses import dataclass

from markupsafe import Markup

from relstudy.report.context import Context
from relstudy.report.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word and what it means here."""

    term: Markup
    text: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryView:
    """The terms, in the order of the words' file."""

    terms: tuple[Term, ...]


def build_page(context: Context) -> Page:
    """Return the glossary."""
    say, steps = context.words.say, context.study.steps
    parts = ["common", *(["survey"] if steps.survey else []), *(["interviews"] if steps.interviews else [])]
    terms = tuple(
        Term(term=say(f"glossary.{part}.{name}.term"), text=say(f"glossary.{part}.{name}.text"))
        for part in parts
        for name in context.words.table("glossary", part)
    )
    return Page(
        name="glossary", template="glossary.html.j2", nav=say("glossary.nav"), eyebrow=say("glossary.eyebrow"),
        title=say("glossary.title"), subtitle=say("glossary.subtitle"), neutral=False, view=GlossaryView(terms=terms),
    )  # fmt: skip
