"""tradeoffs.csv of a wave: which channel a case chose over which others, in what situation and for what reasons."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from relstudy.errors import Fault, FaultLog, FieldworkError
from relstudy.intake.interviews import Cases, Verbatims, read_cases, read_verbatims, referred
from relstudy.intake.journeys import named_verbatims
from relstudy.intake.register_columns import (
    known_positions,
    listed_positions,
    open_register,
    refuse_repeats,
    refuse_values,
    required_texts,
    texts,
)
from relstudy.survey.plan import Source
from relstudy.survey.registers import CodebookEntry, Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeoffLines:
    """One entry per line: a choice one case tells. `case`, `chosen`, `situation` and `verbatim` are positions, -1 where not said.

    `refused` and `reasons`: one row per line (position here) and offer, or code, as positions in the study's offers and
    the codebook.
    """

    cases: Cases
    verbatims: Verbatims
    file: str
    line: np.ndarray
    case: np.ndarray
    chosen: np.ndarray
    situation: np.ndarray
    verbatim: np.ndarray
    refused: pd.DataFrame
    reasons: pd.DataFrame
    faults: tuple[Fault, ...] = ()


def read_tradeoffs(
    source: Source | None,
    *,
    cases: Source | None,
    verbatims: Source | None,
    offers: tuple[Offer, ...],
    codebook: tuple[CodebookEntry, ...],
) -> TradeoffLines:
    """Return the choices the cases of a wave tell, with the cases and verbatims they refer to.

    Raises
    ------
    FieldworkError
        Every fault of the files: an unknown case, offer, code or verbatim, a verbatim of another case, nothing refused,
        a channel chosen over itself, the same line twice.
    """
    log = FaultLog()
    the_cases = read_cases(cases, log)
    the_verbatims = read_verbatims(verbatims, log, the_cases)
    required, optional = ("case_id", "chosen", "refused"), ("situation", "reason", "verbatim_id")
    table = open_register(source, log, stem="tradeoffs", required=required, optional=optional)
    if table is None:
        raise FieldworkError(log.faults)
    names, codes = [o.id for o in offers], [c.id for c in codebook]
    case = referred(table, "case_id", the_cases.case_id if the_cases is not None else None, log)
    chosen = known_positions(table, "chosen", names, log)
    required_texts(table, "refused", log)
    refused = listed_positions(table, "refused", names, log, code="unknown-item")
    itself = np.zeros(len(table), dtype=bool)
    itself[refused.loc[chosen[refused["row"]] == refused["position"], "row"]] = True
    refuse_values(table, "refused", texts(table, "refused"), itself, log, code="bad-value", allowed="≠ chosen")
    situation = known_positions(table, "situation", codes, log, code="unknown-code", required=False)
    reasons = listed_positions(table, "reason", codes, log, code="unknown-code")
    verbatim = named_verbatims(table, the_verbatims, case, log)
    written = tuple(texts(table, name) for name in (*required, *optional))
    refuse_repeats(table, written, log, column="chosen", where=(case >= 0) & (chosen >= 0))
    log.stop(FieldworkError)
    if the_cases is None or the_verbatims is None:
        raise FieldworkError(log.faults)
    return TradeoffLines(
        cases=the_cases,
        verbatims=the_verbatims,
        file=table.file,
        line=table.lines,
        case=case,
        chosen=chosen,
        situation=situation,
        verbatim=verbatim,
        refused=refused,
        reasons=reasons,
        faults=tuple(log.faults),
    )
