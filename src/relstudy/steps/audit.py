"""Internal audit: for each channel, service or procedure its KPIs, their targets, the gap and whether the target is met.

The latest date of an offer's KPI speaks; older lines are counted and no more.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from relstudy.cells import Cell, cells_frame, round_significant
from relstudy.errors import Fault
from relstudy.intake.audit import AuditLines, read_audit
from relstudy.survey.plan import Source, Study, Wave
from relstudy.survey.registers import Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Performance of the offers.

    `measures`: one row per offer and KPI, in the order of offers.csv and then by KPI: offer_id, kpi, value, target, gap
    (nan where unknown), verdict ("met", "not_met", "" without value or target), unit (shares are 0-1), per_cent
    (written with the unit %), higher_is_better, date (ISO, "" where not dated), source and action as written, older (earlier lines of the same
    KPI), line.
    """

    file: str
    measures: pd.DataFrame
    faults: tuple[Fault, ...] = ()


def audit_channels(*, wave_audit: Source | None, study_offers: tuple[Offer, ...]) -> Audit:
    """Return the latest value of each KPI of each offer with its gap to the target, one row per offer and KPI.

    A line without date is older than any dated one. A blank value on the latest line is an unknown value: no older one
    takes its place.

    Raises
    ------
    FieldworkError
        All faults of audit.csv.

    Notes
    -----
    gap = value - target, in the unit of both. Met: gap >= 0, or gap <= 0 where less is better; exactly on target is met.
    """
    return _audit_of(read_audit(wave_audit, offers=study_offers), study_offers)


def _audit_of(lines: AuditLines, offers: tuple[Offer, ...]) -> Audit:
    table = pd.DataFrame(
        {
            "offer": lines.offer,
            "kpi": lines.kpi,
            "value": lines.value,
            "target": lines.target,
            "unit": lines.unit,
            "per_cent": lines.per_cent,
            "higher_is_better": lines.higher_is_better,
            "day": lines.day,
            "source": lines.source,
            "action": lines.action,
            "line": lines.line,
        }
    ).sort_values(["offer", "kpi", "day"], kind="stable")
    older = table.groupby(["offer", "kpi"])["day"].transform("size").to_numpy(dtype=int) - 1
    latest = ~table.duplicated(["offer", "kpi"], keep="last").to_numpy()
    table = table[latest].reset_index(drop=True)
    gap = round_significant((table["value"] - table["target"]).to_numpy(dtype=float))
    met = np.where(table["higher_is_better"].to_numpy(dtype=bool), gap >= 0, gap <= 0)
    table["offer_id"] = [offers[i].id for i in table["offer"]]
    table["gap"] = gap
    table["verdict"] = np.where(np.isnan(gap), "", np.where(met, "met", "not_met"))
    table["date"] = [date.fromordinal(d).isoformat() if d else "" for d in table["day"]]
    table["older"] = older[latest]
    columns = [
        "offer_id",
        "kpi",
        "value",
        "target",
        "gap",
        "verdict",
        "unit",
        "per_cent",
        "higher_is_better",
        "date",
        "source",
        "action",
        "older",
        "line",
    ]
    return Audit(file=lines.file, measures=table[columns], faults=lines.faults)


def cells_of(result: Audit, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the audit's cells before the gate.

    Per offer and KPI its value, and target, gap, verdict and date where there are such.
    """
    cells: list[Cell] = []
    for kpi in result.measures.to_dict("records"):
        place: dict[str, Any] = {
            "section": "audit",
            "item": kpi["offer_id"],
            "measure": kpi["kpi"],
            "source": f"{result.file}#L{kpi['line']}",
        }
        unknown = bool(np.isnan(kpi["value"]))
        cells.append(Cell(**place, value=kpi["value"], unit=kpi["unit"], missing=unknown))
        if not np.isnan(kpi["target"]):
            cells.append(Cell(**place, row="target", value=kpi["target"], unit=kpi["unit"]))
            cells.append(Cell(**place, row="gap", value=kpi["gap"], unit=kpi["unit"], missing=unknown))
            cells.append(Cell(**place, row="verdict", kind="category", text=kpi["verdict"] or None, missing=unknown))
        if kpi["date"]:
            cells.append(Cell(**place, row="date", kind="date", text=kpi["date"]))
    return cells_frame(cells, step="audit")
