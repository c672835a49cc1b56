"""A context made by hand for one page: items, a few cells, labels; the numbers are those of the test."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from relstudy.cells import TEST_COLUMNS, Cell, assemble, cells_frame
from relstudy.report.book import open_book
from relstudy.report.context import Context
from relstudy.report.order import PAGE_BY_STEP
from relstudy.report.texts import Texts
from relstudy.report.wording import words_of
from relstudy.study.method import WaveResult
from relstudy.survey.items import Item
from relstudy.survey.labels import Labels
from relstudy.survey.plan import Design, Identity, Respondents, Steps, Study, Wave, WaveFacts, Weighting
from relstudy.words import Lang


def share(item: str, row: str, value: float, *, column: str = "all", base: int = 800) -> Cell:
    low, high = max(value - 0.03, 0.0), min(value + 0.03, 1.0)
    return Cell(
        section="survey", item=item, measure="share", row=row, column=column, value=value if base else None, unit="share",
        low=low if base else None, high=high if base else None, interval="taylor" if base else "none", base=base,
        base_kind="respondents", base_weighted=float(base), base_effective=base * 0.9,
    )  # fmt: skip


def mean(item: str, value: float, *, column: str = "all", base: int = 780) -> Cell:
    return Cell(
        section="survey", item=item, measure="mean", column=column, value=value if base else None, unit="mean", base=base,
        base_kind="respondents", base_weighted=float(base), base_effective=base * 0.9,
    )  # fmt: skip


def context_of(
    items: tuple[Item, ...],
    cells: list[Cell],
    labels: dict[str, str] | None = None,
    *,
    lang: Lang = "fr",
    texts: Texts | None = None,
    **study: Any,
) -> Context:
    """Return a context; a label is the same in both languages. `study` are further fields of the study."""
    named = Labels(texts={key: {"fr": text, "en": text} for key, text in (labels or {}).items()})
    plan = Study(
        folder=Path("/nowhere"), identity=Identity(id="essai", seed=1), languages=("fr", "en"),
        steps=Steps(audit=False, benchmark=False, interviews=False, survey=True), respondents=Respondents(target="cible"), design=Design(),
        items=items, labels=named, **study,
    )  # fmt: skip
    facts = WaveFacts(field_start=date(2026, 3, 2), field_end=date(2026, 3, 20))
    wave = Wave(
        id="2026-03", facts=facts, items=items, labels=named, weighting=Weighting(method="column", column="poids")
    )
    table = assemble([cells_frame(cells, step="survey")], study="essai", wave="2026-03", min_base=30, caution_base=100)
    tests = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in TEST_COLUMNS.items()})
    return Context(
        study=plan, wave=wave, result=WaveResult(wave=wave), book=open_book(table), words=words_of(lang), lang=lang,
        texts=texts or Texts(), page_by_step=PAGE_BY_STEP, tests=tests,
    )  # fmt: skip
