"""audit.csv of a wave: what is known of each offer's performance, KPI by KPI, with target, date and source."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from relstudy.errors import Fault, FaultLog, FieldworkError
from relstudy.intake.register_columns import (
    answers,
    key_ids,
    known_positions,
    open_register,
    refuse_repeats,
    refuse_values,
    required_texts,
    texts,
)
from relstudy.survey.plan import Source
from relstudy.survey.registers import Offer
from relstudy.tables import Table

UNITS = ("share", "%", "eur", "days", "points", "score", "index", "count")
_REQUIRED = ("offer_id", "kpi", "value", "unit")
#: Units in which less may be better as well as more: a delay and a seniority, a cost and a turnover.
_EITHER_WAY = ("days", "eur")
_OPTIONAL = ("target", "higher_is_better", "source", "date", "action")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLines:
    """Lines of audit.csv as arrays, one entry per line.

    `offer` is a position in offers.csv. `value` and `target` are float64 in `unit`, nan where blank; a `%` has become a
    share of 1, and `per_cent` tells where. `day` is the date as an ordinal, 0 where blank. `source` and `action` are the register's texts.
    """

    file: str
    line: np.ndarray
    offer: np.ndarray
    kpi: np.ndarray
    value: np.ndarray
    target: np.ndarray
    unit: np.ndarray
    per_cent: np.ndarray
    higher_is_better: np.ndarray
    day: np.ndarray
    source: np.ndarray
    action: np.ndarray
    faults: tuple[Fault, ...] = ()


def read_audit(source: Source | None, *, offers: tuple[Offer, ...]) -> AuditLines:
    """Return the KPIs of a wave, one entry per line of audit.csv.

    Raises
    ------
    FieldworkError
        Every fault of the file: an unknown offer or unit, a value that is no number, the same offer, KPI and date
        twice.
    """
    log = FaultLog()
    table = open_register(source, log, stem="audit", required=_REQUIRED, optional=_OPTIONAL)
    if table is None:
        raise FieldworkError(log.faults)
    offer = known_positions(table, "offer_id", [o.id for o in offers], log)
    kpi = key_ids(table, "kpi", log)
    unit = required_texts(table, "unit", log)
    unit = np.array([u.casefold() for u in unit.tolist()], dtype=object)
    refuse_values(table, "unit", unit, ~np.isin(unit, [*UNITS, ""]), log, code="bad-value", allowed=", ".join(UNITS))
    value = _amounts(table, "value", unit, log)
    target = _amounts(table, "target", unit, log)
    told = answers(table, "higher_is_better", log)
    judged = (told < 0) & np.isin(unit, _EITHER_WAY) & ~np.isnan(target)
    refuse_values(table, "kpi", kpi, judged, log, code="direction-unsaid", severity="warning")
    days = table.dates("date", log) if "date" in table.columns else [None] * len(table)
    day = np.array([d.toordinal() if isinstance(d, date) else 0 for d in days], dtype=np.int64)
    shown = np.array([d.isoformat() if isinstance(d, date) else "" for d in days], dtype=object)
    refuse_repeats(
        table, (texts(table, "offer_id"), kpi, shown), log, column="kpi", where=(offer >= 0) & np.not_equal(kpi, "")
    )
    log.stop(FieldworkError)
    return AuditLines(
        file=table.file,
        line=table.lines,
        offer=offer,
        kpi=kpi,
        value=value,
        target=target,
        unit=np.where(np.equal(unit, "%"), "share", unit),
        per_cent=np.equal(unit, "%"),
        higher_is_better=told != 0,
        day=day,
        source=texts(table, "source"),
        action=texts(table, "action"),
        faults=tuple(log.faults),
    )


def _amounts(table: Table, column: str, unit: np.ndarray, log: FaultLog) -> np.ndarray:
    """Return numbers in the line's unit: with the unit `%`, 3 is 0.03, and so is `3 %` with either `%` or `share`.

    A cell that Excel shows as `3 %` is one, though it holds 0.03.

    A share outside 0-1 is a warning (bad-value): a growth rate may be one, a per cent written as it is is not.
    """
    if column not in table.columns:
        return np.full(len(table), np.nan)
    written = table.shown(column)
    signed = np.array([w.endswith("%") for w in written.tolist()], dtype=bool)
    numbers = table.numbers(column, log, percent=True)
    shares = np.equal(unit, "%") | np.equal(unit, "share")
    refuse_values(table, column, written, signed & ~shares, log, code="bad-value", allowed="%, share")
    outside = np.equal(unit, "share") & ~signed & ((numbers < 0) | (numbers > 1))
    refuse_values(table, column, written, outside, log, code="bad-value", allowed="0 … 1", severity="warning")
    return np.where(np.equal(unit, "%") & ~signed, numbers / 100.0, numbers)
