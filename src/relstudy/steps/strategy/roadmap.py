"""The roadmap's figures: where each KPI is to go, where it stands today, and what is between.

Today's value is the audit's, of the same offer and the same KPI. A KPI the audit does not follow has none: no other
figure, and no share of the survey, takes its place.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from relstudy.cells import Cell, Unit, round_significant
from relstudy.errors import Fault, fault
from relstudy.nearest import nearest_first
from relstudy.steps.absence import NotInStudy
from relstudy.steps.audit import Audit
from relstudy.survey.registers import RoadmapLine


def roadmap_cells(moves: tuple[RoadmapLine, ...], audit: Audit | NotInStudy) -> Iterator[Cell]:
    """Yield target, current value and gap (current less target) of each move that names a KPI, in the unit of the audit.

    Where the audit does not follow the KPI, a target written with a per cent sign is a share, any other has no unit.
    """
    for move in moves:
        if move.kpi is None:
            continue
        found = _audited(move, audit)
        unit: Unit = found["unit"] if found is not None else "share" if move.per_cent else "none"
        target = _target_of(move, found)
        current = None if found is None or np.isnan(found["value"]) else float(found["value"])
        gap = None if target is None or current is None else float(round_significant(np.array([current - target]))[0])
        place: dict[str, Any] = {"section": "strategy", "item": move.offer, "row": move.kpi, "unit": unit}
        source = f"{move.file}#L{move.line}"
        audited = source if found is None or isinstance(audit, NotInStudy) else f"{audit.file}#L{found['line']}"
        yield Cell(**place, measure="target", value=target, missing=target is None, source=source)
        yield Cell(**place, measure="current", value=current, missing=current is None, source=audited)
        yield Cell(**place, measure="gap", value=gap, missing=gap is None, source=source)


def doubt_moves(moves: tuple[RoadmapLine, ...], audit: Audit | NotInStudy) -> tuple[Fault, ...]:
    """Return the warnings of a roadmap held against the audit.

    A target that is no number in the unit of its KPI (bad-value), and a KPI that the audit of its offer does not follow
    though it follows others (unknown-item, a note).
    """
    faults: list[Fault] = []
    for move in moves:
        if isinstance(audit, NotInStudy) or move.kpi is None:
            continue
        place: dict[str, Any] = {"line": move.line, "item": move.offer}
        found = _audited(move, audit)
        followed = audit.measures.loc[audit.measures["offer_id"] == move.offer, "kpi"].tolist()
        if found is None:
            if followed:
                allowed = nearest_first(move.kpi, followed)
                said = fault(
                    "unknown-item", move.file, **place, column="kpi", found=move.kpi, allowed=allowed, severity="note"
                )
                faults.append(said)
        elif move.target is not None and _target_of(move, found) is None:
            said = fault(
                "bad-value",
                move.file,
                **place,
                column="target",
                found=f"{100 * move.target:.12g} %",
                allowed=str(found["unit"]),
                severity="warning",
            )
            faults.append(said)
        elif found["unit"] == "share" and not 0 <= (_target_of(move, found) or 0.0) <= 1:
            said = fault(
                "bad-value",
                move.file,
                **place,
                column="target",
                found=f"{move.target:.12g}",
                allowed="0 … 1",
                severity="warning",
            )
            faults.append(said)
    return tuple(faults)


def _audited(move: RoadmapLine, audit: Audit | NotInStudy) -> "pd.Series[Any] | None":
    """Return what the audit knows of the KPI of a move, None where it does not follow it."""
    if isinstance(audit, NotInStudy):
        return None
    measures = audit.measures
    found = measures[(measures["offer_id"] == move.offer) & (measures["kpi"] == move.kpi)]
    return found.iloc[0] if len(found) else None


def _target_of(move: RoadmapLine, found: "pd.Series[Any] | None") -> float | None:
    """Return a target in the unit of its KPI: 85 of a KPI audited in % is 0.85, as `85 %` is; None where it is no such number."""
    if move.target is None or found is None:
        return move.target
    if move.per_cent:
        return move.target if found["unit"] == "share" else None
    return move.target / 100.0 if found["per_cent"] else move.target
