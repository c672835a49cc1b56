"""Glossary: the words of the report and the rule of each; words of a step the study has not are left out."""

from dataclasses import dataclass

from relstudy.report.context import Context
from relstudy.report.page import Note, Page, View, show_page
from relstudy.report.verdicts import from_cases


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryView(View):
    """The terms, in the order of the words' file."""

    terms: tuple[Note, ...]


def build_page(context: Context) -> Page:
    """Return the glossary."""
    say, study = context.words.say, context.study
    steps = study.steps
    parts = ["common", *(["survey"] if steps.survey else []), *(["interviews"] if steps.interviews else [])]
    unused = _unused(context)
    terms = tuple(
        Note(title=say(f"glossary.{part}.{name}.term"), text=say(f"glossary.{part}.{name}.text"))
        for part in parts
        for name in context.words.table("glossary", part)
        if name not in unused
    )
    return show_page(
        context,
        "glossary",
        template="glossary.html.j2",
        title=say("glossary.title"),
        neutral=False,
        view=GlossaryView(terms=terms),
    )


def _unused(context: Context) -> set[str]:
    """Return the words this report does not use: their figure or their mark is nowhere in its cells."""
    book, cases = context.book, from_cases(context)
    unused = set()
    if context.study.profiles is None:
        unused |= {"stability", "profile"}
    unused |= {"weighting"} if context.wave.weighting.method == "none" else set()
    unused |= set() if cases else {"runs"}
    unused |= set() if context.tells_prompts else {"unprompted"}
    unused |= {"agreement", "rank"} if cases or not context.study.expectations else set()
    unused |= set() if any(book.of("survey", measure="nps")) else {"net"}
    every = [c for section in book.by_section for c in book.of(section)]
    unused |= set() if any(c.unasked for c in every) else {"unasked"}
    unused |= set() if any(c.status == "withheld" and not c.unasked for c in every) else {"withheld"}
    return unused
