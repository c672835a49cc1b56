"""The whole report: every page in its order, in one self-contained file without script, request or clock."""

from dataclasses import replace
from typing import TYPE_CHECKING

from relstudy.errors import Fault
from relstudy.report.book import open_book
from relstudy.report.context import Context, PaperState
from relstudy.report.html.report import write_report
from relstudy.report.order import PAGE_BY_STEP, PAGES
from relstudy.report.page import Note, Shell
from relstudy.report.plain.writing import write_page
from relstudy.report.texts import Texts
from relstudy.report.values import EMPTY
from relstudy.report.wording import Words, words_of
from relstudy.report.written import set_words, shown_labels
from relstudy.study.method import WaveResult
from relstudy.survey.plan import Study, Wave
from relstudy.survey.sampling import sampling_of
from relstudy.words import Lang

if TYPE_CHECKING:
    import pandas as pd


def open_context(
    study: Study,
    wave: Wave,
    result: WaveResult,
    cells: "pd.DataFrame",
    tests: "pd.DataFrame",
    *,
    lang: Lang,
    state: PaperState = "working_paper",
    texts: Texts | None = None,
    remarks: tuple[Fault, ...] = (),
) -> Context:
    """Return what every page reads, in one language, the analysts' shorter labels in place.

    Parameters
    ----------
    cells, tests
        The tables of the wave, after the gate: whatever a page shows comes from them, so nothing withheld can be in it.
    lang
        Language of the words; labels are the study's, in `lang` where they exist.
    state
        What the papers are. A working paper has a discreet mark on each page, and its neutral titles say that they are.
    texts
        The analysts' words, already checked against the cells; None where they wrote nothing.
    remarks
        Warnings and notes for the method page, beside those the steps gave.
    """
    told = texts or Texts()
    return Context(
        study=replace(study, labels=shown_labels(study.labels, told.shown, lang)),
        wave=replace(wave, labels=shown_labels(wave.labels, told.shown, lang)),
        result=result,
        book=open_book(cells),
        tests=tests,
        words=_words(study, wave, lang),
        lang=lang,
        state=state,
        texts=told,
        remarks=remarks,
        page_by_step=PAGE_BY_STEP,
    )


def render_report(context: Context) -> str:
    """Return the report of one wave in one language as one HTML file.

    Notes
    -----
    A step that is not in the study, failed, or does not exist yet leaves its page in place with the reason in words.
    The text depends on the context alone: no clock, no chance.
    """
    return write_report(_shell(context), [set_words(page.build(context), context.texts, context) for page in PAGES])


def render_text(name: str, context: Context, *, width: int) -> str:
    """Return the page of one name, out of `PAGE_NAMES`, as plain text in lines of `width` places."""
    build = next(page.build for page in PAGES if page.name == name)
    shell = _shell(context)
    made = set_words(build(context), context.texts, context)
    return write_page(made, context.words, running=shell.client + shell.running, width=width)


def _words(study: Study, wave: Wave, lang: Lang) -> Words:
    """Return the words in the form that the facts of the wave and the rules of the study ask for."""
    plan = study.expecting
    forms = ["unweighted"] if wave.weighting.method == "none" else []
    forms += [plan.importance, plan.tier_rule] if plan is not None else []
    return replace(words_of(lang), forms=(*forms, sampling_of(study, wave)))


def _shell(context: Context) -> Shell:
    say, study, dates = context.words.say, context.study, context.field_dates
    languages = ", ".join(context.words.text(f"languages.{name}") for name in study.languages)
    facts = {
        "client": context.client, "sector": context.sector, "wave": context.wave_name, "fieldwork": dates, "languages": languages,
    }  # fmt: skip
    return Shell(
        lang=context.lang,
        document_title=" – ".join(part for part in (context.study_name, context.wave_name, context.client) if part),
        study=context.study_name,
        client=context.client or context.study_name,
        running=" · ".join(("", *([context.study_name] if context.client else []), context.wave_name, dates)),
        facts=tuple(Note(title=say(f"shell.{name}"), text=text) for name, text in facts.items() if text),
        working_paper=say("shell.working_paper") if context.state == "working_paper" else EMPTY,
        words={name: say(f"shell.{name}") for name in context.words.table("shell")},
    )
