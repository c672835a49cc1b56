"""The whole report: every page in its order, in one self-contained file without script, request or clock."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from relstudy import resources
from relstudy.errors import Fault
from relstudy.report.book import open_book
from relstudy.report.context import Context, PaperState
from relstudy.report.environment import make_environment
from relstudy.report.fonts import font_faces
from relstudy.report.order import PAGE_BY_STEP, PAGES
from relstudy.report.plain.writing import write_page
from relstudy.report.texts import Texts
from relstudy.report.values import EMPTY, Inline
from relstudy.report.wording import Words, words_of
from relstudy.report.written import set_words, shown_labels
from relstudy.study.method import WaveResult
from relstudy.survey.plan import Study, Wave
from relstudy.survey.sampling import sampling_of
from relstudy.words import Lang

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact of the cover."""

    title: Inline
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What stands around the pages: identity of the study, contents, the mark of a working paper."""

    lang: Lang
    document_title: str
    css: str
    kind: Inline
    study: str
    client: str
    running: str
    facts: tuple[Fact, ...]
    working_paper: Inline
    contents: Inline
    skip: Inline
    not_measured: Inline
    partial: Inline
    state_short: Inline
    neutral_title: Inline
    end: Inline


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
    pages = tuple(set_words(page.build(context), context.texts, context) for page in PAGES)
    text = make_environment().get_template("report.html.j2").render(shell=_shell(context), pages=pages)
    return text.rstrip("\n") + "\n"


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
    say, study = context.words.say, context.study
    dates = context.field_dates
    facts = [
        Fact(title=say("shell.client"), text=context.client),
        Fact(title=say("shell.sector"), text=context.sector),
        Fact(title=say("shell.wave"), text=context.wave_name),
        Fact(title=say("shell.fieldwork"), text=dates),
        Fact(
            title=say("shell.languages"),
            text=", ".join(context.words.text(f"languages.{name}") for name in study.languages),
        ),
    ]
    styles = resources.templates() / "report"
    css = "\n".join(
        (font_faces(), *(path.read_text(encoding="utf-8").strip() for path in sorted(styles.glob("*.css"))))
    )
    if "</" in css:
        raise ValueError("a style sheet of the report would close its own element")
    return Shell(
        lang=context.lang,
        document_title=" – ".join(part for part in (context.study_name, context.wave_name, context.client) if part),
        css=css,
        kind=say("shell.report_of"),
        study=context.study_name,
        client=context.client or context.study_name,
        running=" · ".join(("", *([context.study_name] if context.client else []), context.wave_name, dates)),
        facts=tuple(fact for fact in facts if fact.text),
        working_paper=say("shell.working_paper") if context.state == "working_paper" else EMPTY,
        contents=say("shell.contents"),
        skip=say("shell.skip"),
        not_measured=say("shell.not_measured"),
        partial=say("shell.partial"),
        state_short=say("shell.state_short"),
        neutral_title=say("shell.neutral_title"),
        end=say("shell.end"),
    )
