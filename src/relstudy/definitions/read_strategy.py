"""Registers of the strategy: how integrated the client is (maturity.csv), what becomes of its offers (roadmap.csv).

They stand in the study folder; a wave may have its own in its folder, which take the place of the study's. Whether an
offer and its KPI are audited is a matter of the wave: the step sees it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import numpy as np

from relstudy.definitions.label_columns import label_columns, row_label
from relstudy.definitions.read_declaration import ID
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_registers import Line, Register, label_key, records_of
from relstudy.nearest import nearest_first
from relstudy.survey.plan import Source
from relstudy.survey.registers import (
    DIMENSIONS,
    HORIZONS,
    LEVELS,
    Dimension,
    Expectation,
    Horizon,
    MaturityScore,
    Offer,
    RoadmapLine,
)
from relstudy.tables import Table, check_columns, read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """The lines of a roadmap in the order of its file, and the labels of those that have one."""

    lines: tuple[RoadmapLine, ...] = ()
    labels: Mapping[str, dict[str, str]] = field(default_factory=dict)


def read_maturity(folder: StudyFolder, source: Source) -> tuple[MaturityScore, ...]:
    """Return the latest score of each dimension, in the order of the dimensions; what is wrong goes into the log.

    Faults: missing-column, missing-value, bad-value (another dimension, a score that is not 0, 1, 2 or 3), not-a-number,
    bad-date, duplicate-id (a dimension scored twice on one day, or twice without a date).
    """
    table = read_table(source, folder.log)
    if table is None:
        return ()
    check_columns(table, folder.log, required=("dimension", "score", "evidence", "source", "date"), extra="error")
    scores = _numbers(table, "score", folder)
    days = _dates(table, folder)
    latest: dict[str, MaturityScore] = {}
    seen: dict[tuple[str, date | None], int] = {}
    for index, line in enumerate(records_of(folder, source, table)):
        dimension = line.choice("dimension", DIMENSIONS, required=True)
        score = _score(line, scores[index])
        if dimension is None:
            continue
        first = seen.setdefault((dimension, days[index]), line.line)
        if first != line.line:
            line.fault("duplicate-id", "dimension", item=dimension, found=dimension, allowed=f"L{first}")
        elif score is not None:
            one = MaturityScore(
                dimension=cast("Dimension", dimension),
                score=score,
                evidence=line.text("evidence"),
                source=line.text("source"),
                day=days[index],
                file=source.path,
                line=line.line,
            )
            before = latest.get(dimension)
            if before is None or (before.day or date.min) < (one.day or date.min):
                latest[dimension] = one
    return tuple(latest[name] for name in DIMENSIONS if name in latest)


def _score(line: Line, number: float) -> int | None:
    """Return a score as the number of its level; what is none is said, a number that cannot be read has been."""
    if line.text("score") is None:
        if "score" in line.record:
            line.fault("missing-value", "score", found="@blank", allowed=_SCORES)
        return None
    if np.isnan(number):
        return None
    if number not in range(len(LEVELS)):
        line.fault("bad-value", "score", found=line.text("score"), allowed=_SCORES)
        return None
    return int(number)


_SCORES = ", ".join(map(str, range(len(LEVELS))))


def read_roadmap(
    folder: StudyFolder,
    source: Source,
    languages: tuple[str, ...],
    *,
    offers: Register[Offer] | None,
    expectations: Register[Expectation] | None,
) -> Roadmap:
    """Return the moves of a roadmap; what is wrong goes into the log. Owner, KPI, target and date may be blank.

    A register that could not be read is None: what refers to it is not judged.

    Faults: missing-column, missing-value, bad-value (another horizon), unknown-item (an offer, an expectation), bad-id,
    not-a-number, bad-date, duplicate-id (the same KPI of the same offer twice).
    """
    table = read_table(source, folder.log)
    if table is None:
        return Roadmap()
    required = ("offer_id", "horizon", "owner", "kpi", "target", "date")
    optional = ("expectation_id", *label_columns(languages))
    check_columns(table, folder.log, required=required, optional=optional, extra="error")
    targets, days = _numbers(table, "target", folder, percent=True), _dates(table, folder)
    shown = table.shown("target") if "target" in table.columns else np.full(len(table), "", dtype=object)
    moves: list[RoadmapLine] = []
    labels: dict[str, dict[str, str]] = {}
    seen: dict[tuple[str, str], int] = {}
    for index, line in enumerate(records_of(folder, source, table)):
        offer = _known(line, "offer_id", offers, required=True)
        horizon = line.choice("horizon", HORIZONS, required=True)
        expectation = _known(line, "expectation_id", expectations)
        kpi = _kpi(line, offer, seen)
        if offer is None or horizon is None:
            continue
        labels[label_key("roadmap", source.path, str(line.line))] = row_label(line.record, languages)
        moves.append(
            RoadmapLine(
                offer=offer,
                horizon=cast("Horizon", horizon),
                owner=line.text("owner"),
                kpi=kpi,
                target=None if np.isnan(targets[index]) else float(targets[index]),
                per_cent=str(shown[index]).endswith("%"),
                day=days[index],
                expectation=expectation,
                file=source.path,
                line=line.line,
            )
        )
    return Roadmap(lines=tuple(moves), labels={key: label for key, label in labels.items() if label})


def _known(line: Line, column: str, register: Register[Any] | None, *, required: bool = False) -> str | None:
    """Return the id in a column that must be one of a register; a blank one is None."""
    name = line.text(column, required=required)
    if name is None:
        return None
    if register is not None and name not in register.lines:
        line.fault("unknown-item", column, found=name, allowed=nearest_first(name, register.ids) or None)
        return None
    return name


def _kpi(line: Line, offer: str | None, seen: dict[tuple[str, str], int]) -> str | None:
    """Return the id of a KPI, which is a part of keys and stands once for an offer."""
    kpi = line.text("kpi")
    if kpi is None:
        return None
    if not ID.match(kpi):
        line.fault("bad-id", "kpi", found=kpi, allowed="a-z 0-9 _")
        return None
    if offer is not None:
        first = seen.setdefault((offer, kpi), line.line)
        if first != line.line:
            line.fault("duplicate-id", "kpi", item=offer, found=f"{offer}, {kpi}", allowed=f"L{first}")
    return kpi


def _numbers(table: Table, column: str, folder: StudyFolder, *, percent: bool = False) -> np.ndarray:
    if column not in table.columns:
        return np.full(len(table), np.nan)
    return table.numbers(column, folder.log, percent=percent)


def _dates(table: Table, folder: StudyFolder) -> list[date | None]:
    return table.dates("date", folder.log) if "date" in table.columns else [None] * len(table)
