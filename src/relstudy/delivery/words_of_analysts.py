"""The analysts' words of one wave, read and held against its cells."""

from functools import cache, partial
from pathlib import Path

from relstudy.definitions.read_folder import StudyFolder
from relstudy.errors import Fault, FaultLog
from relstudy.report import open_context, shown_keys
from relstudy.report.book import Book
from relstudy.report.findings import Findings
from relstudy.report.proofs import doubt_texts
from relstudy.report.read_texts import check_texts, read_texts
from relstudy.report.texts import Texts
from relstudy.survey.plan import Study, Wave
from relstudy.words import LANGS, Lang


def read_wave_texts(
    folder: Path, study: Study, wave: Wave, book: Book | None
) -> tuple[dict[Lang, Texts], tuple[Fault, ...]]:
    """Return what analysts wrote, by language, and every fault in it.

    With `book`, the cells of the wave, a reference to an unknown cell is an error and a claim the figures do not bear out a warning; without
    (a check computes nothing), only the writing itself is judged.
    """
    log = FaultLog()
    files = StudyFolder(root=folder, log=log)
    known = None if book is None else _known_ids(study, wave, book)
    # KPIs and practices are known by the cells of their steps alone.
    absent = tuple(step for step in ("audit", "benchmark") if not getattr(study.steps, step))
    told: dict[Lang, Texts] = {}
    for lang in LANGS:
        if lang in wave.texts:
            told[lang] = read_texts(wave.texts[lang], files, items=known, absent=absent)
            if book is not None:
                check_texts(told[lang], book, log, absent=absent)
    return told, tuple(log.faults)


def doubt_words(findings: Findings) -> tuple[Fault, ...]:
    """Return the warnings of what analysts claim and the pages of the report do not prove, in every language they wrote in."""
    doubts: list[Fault] = []
    for lang, told in findings.texts.items():
        context = open_context(findings, lang)
        shown = cache(partial(shown_keys, context=context))
        doubts += doubt_texts(told, lang=lang, book=findings.book, shown=shown)
    return tuple(doubts)


def _known_ids(study: Study, wave: Wave, book: Book) -> tuple[str, ...]:
    """Return what `[show]` may name: items, expectations, offers, and the KPIs and practices of the wave, those of its roadmap among them."""
    declared = [one.id for group in (wave.items, study.expectations, study.offers) for one in group]
    kpis = [*(cell.measure for cell in book.of("audit")), *(move.kpi for move in wave.roadmap if move.kpi)]
    return tuple(dict.fromkeys((*declared, *kpis, *book.items("benchmark"))))
