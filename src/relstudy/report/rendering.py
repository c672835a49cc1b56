"""The whole report: every page in its order, in one self-contained file without request or clock."""

from dataclasses import replace
from typing import Any

from relstudy.cells import CellKey
from relstudy.errors import Fault
from relstudy.report.context import Context
from relstudy.report.deck.slide import BUILT_IN_ROOM, Room, Slide
from relstudy.report.deck.slides import lay_slides
from relstudy.report.findings import Findings
from relstudy.report.html.agency_blocks import fill_blocks
from relstudy.report.html.bindings import read_bindings
from relstudy.report.html.report import write_report, write_section
from relstudy.report.order import PAGE_BY_STEP, PAGES
from relstudy.report.page import AgencyText, Note, Page, Shell
from relstudy.report.page_sources import set_sources
from relstudy.report.pages.method import set_remarks
from relstudy.report.paper.writing import write_paper
from relstudy.report.plain.writing import write_page
from relstudy.report.texts import Texts
from relstudy.report.typography import set_labels
from relstudy.report.values import EMPTY, Inline, joined
from relstudy.report.wording import words_of
from relstudy.report.written import set_words, shown_labels
from relstudy.steps.interviews import Interviews
from relstudy.survey.interviewing import held_interviews
from relstudy.survey.sampling import sampling_of
from relstudy.words import Lang


def open_context(findings: Findings, lang: Lang) -> Context:
    """Return what every page reads of a wave, its words and labels in one language, the analysts' shorter labels in place.

    It is opened once: asked again, the same findings give the same context, with the pages built since.
    """
    return findings.once.make(lang, lambda: _open_context(findings, lang))


def _open_context(findings: Findings, lang: Lang) -> Context:
    study, wave = findings.study, findings.wave
    told = findings.texts.get(lang, Texts())
    return Context(
        study=replace(study, labels=set_labels(shown_labels(study.labels, told.shown, lang))),
        wave=replace(wave, labels=set_labels(shown_labels(wave.labels, told.shown, lang))),
        result=findings.steps,
        book=findings.book,
        tests=findings.tests,
        words=replace(words_of(lang), forms=forms_of(findings)),
        lang=lang,
        state=findings.state,
        texts=told,
        page_by_step=PAGE_BY_STEP,
    )


def render_report(context: Context, remarks: tuple[Fault, ...] = ()) -> str:
    """Return the report of one wave in one language as one HTML file.

    `remarks` are the warnings and notes of the wave beside those of its steps, in the order met.

    Notes
    -----
    A step that is not in the study, failed, or does not exist yet leaves its page in place with the reason in words.
    The text depends on the arguments alone: no clock, no chance.
    """
    return write_report(_shell(context), [_finish(page.name, context, remarks) for page in PAGES])


def _build(name: str, context: Context) -> Page:
    """Return the page of one name as rules make it: built once, whoever reads it."""
    return context.once.make(("page", name), lambda: next(page.build for page in PAGES if page.name == name)(context))


def _finish(name: str, context: Context, remarks: tuple[Fault, ...]) -> Page:
    """Return the page of one name with what analysts wrote and what was remarked."""
    built = context.once.make(("page with sources", name), lambda: set_sources(_build(name, context), context))
    made = set_words(set_remarks(built, remarks, context), context.texts, context)
    return replace(made, annex=fill_blocks(context).get(name, ())) if name == "method" else made


def lay_deck(context: Context, *, room: Room = BUILT_IN_ROOM) -> tuple[Slide, ...]:
    """Return the slides of one wave in one language, the analysts' words in place; `room` is what their template has for a table."""
    pages = [set_words(_build(page.name, context), context.texts, context) for page in PAGES]
    return lay_slides(context, pages, room=room)


def shown_keys(name: str, context: Context) -> frozenset[CellKey]:
    """Return the keys of the cells whose numbers the page of one name shows, without what analysts wrote on it."""
    markup = write_section(_build(name, context), _shell(context))
    return frozenset(CellKey(one.key) for one in read_bindings(markup) if not one.is_field)


def render_text(name: str, context: Context, remarks: tuple[Fault, ...] = (), *, width: int) -> str:
    """Return the page of one name, out of `PAGE_NAMES`, as plain text in lines of `width` places."""
    shell = _shell(context)
    made = _finish(name, context, remarks)
    return write_page(made, context.words, running=shell.client + shell.running, width=width)


def lay_paper(context: Context, remarks: tuple[Fault, ...] = ()) -> dict[str, Any]:
    """Return the report of one wave in one language as the tree a paper is set from."""
    pages = [_finish(page.name, context, remarks) for page in PAGES]
    return write_paper(_shell(context), pages, context.words)


def _on_one_line(texts: tuple[AgencyText, ...]) -> Inline:
    return joined(" · ", (one.text for one in texts)) if texts else EMPTY


def forms_of(findings: Findings) -> tuple[str, ...]:
    """Return the forms of words that the facts of the wave and the rules of the study ask for."""
    study, wave = findings.study, findings.wave
    plan, heard = study.expecting, findings.steps.given(Interviews)
    forms = ["unweighted"] if wave.weighting.method == "none" else []
    forms += [plan.importance, plan.tier_rule] if plan is not None else []
    forms += ["interviews"] if held_interviews(wave) else []
    forms += ["prompts"] if heard is not None and heard.tells_prompts else []
    return (*forms, sampling_of(study, wave))


def _shell(context: Context) -> Shell:
    say, dates = context.words.say, context.field_dates
    blocks = fill_blocks(context)
    facts = {
        "client": context.client,
        "sector": context.sector,
        "wave": context.wave_name,
        "fieldwork": dates,
        "conductor": context.agency,
    }
    return Shell(
        lang=context.lang,
        document_title=" – ".join(part for part in (context.study_name, context.wave_name, context.client) if part),
        study=context.study_name,
        client=context.client or context.study_name,
        running=" · ".join(
            (
                "",
                *([context.study_name] if context.client else []),
                context.wave_name,
                dates,
                *filter(None, [context.agency]),
            )
        ),
        facts=tuple(Note(title=say(f"shell.{name}"), text=text) for name, text in facts.items() if text),
        working_paper=say("shell.working_paper") if context.state == "working_paper" else EMPTY,
        words={name: say(f"shell.{name}") for name in context.words.table("shell")},
        brand=context.study.brand,
        cover=blocks.get("cover", ()),
        imprint=blocks.get("imprint", ()),
        header=_on_one_line(blocks.get("header", ())),
        footer=_on_one_line(blocks.get("footer", ())),
        profiles=tuple((one, context.profile_text(one)) for one in context.profile_ids),
    )
