"""What the maps of expectations show, read from the cells: one for the whole, one for each profile, one for each target.

Numbers on marks are ranks in the whole, everywhere; the lines of the whole serve every map. An expectation without both
measures has no place on a map and is named under it with the reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from relstudy.folding import fold
from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.map.widths import plain_line
from relstudy.report.palette import WHOLE_MARK, ProfileMark, profile_mark
from relstudy.report.verdicts import Verdict, read_verdicts

MapKind = Literal["whole", "profile", "target"]
Reason = Literal["satisfaction_missing", "satisfaction_unasked", "satisfaction_withheld", "withheld", "missing"]
REASONS: tuple[Reason, ...] = (
    "satisfaction_missing", "satisfaction_unasked", "satisfaction_withheld", "withheld", "missing",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPoint:
    """One expectation with both measures. `rank` is its cell in the whole: the number on its mark; `verdict` is of the map's column.

    `tied`: its rank in the whole is shared. `shared`: another mark of the same map has its number.
    """

    verdict: Verdict
    label: str
    rank: CellRow
    tied: bool
    shared: bool = False
    importance: CellRow
    satisfaction: CellRow

    @property
    def x(self) -> float:
        """Return the satisfaction."""
        return self.satisfaction.value or 0.0

    @property
    def y(self) -> float:
        """Return the importance."""
        return self.importance.value or 0.0

    @property
    def number(self) -> int:
        """Return the rank in the whole."""
        return int(self.rank.value or 0)

    @property
    def cautious(self) -> bool:
        """Tell whether one of the two measures has a small base."""
        return "cautious" in (self.importance.status, self.satisfaction.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapAbsent:
    """One expectation that is not drawn. `rank` is None where the whole has no rank for it."""

    verdict: Verdict
    label: str
    rank: CellRow | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class MapColumn:
    """One map. `spread_x`, `spread_y` are the values its axes must hold: those of all small maps, so that they compare.

    `profile` is the place of its profile among the profiles, None where the map is of no profile.
    """

    id: str
    kind: MapKind
    name: str
    profile: int | None
    importance_line: CellRow | None
    satisfaction_line: CellRow | None
    points: tuple[MapPoint, ...]
    absent: tuple[MapAbsent, ...]
    spread_x: tuple[float, ...]
    spread_y: tuple[float, ...]
    share: CellRow | None = None
    size: CellRow | None = None

    @property
    def mark(self) -> ProfileMark:
        """Return the shape and colour of its marks."""
        return WHOLE_MARK if self.profile is None else profile_mark(self.profile)

    @property
    def units(self) -> tuple[str, str]:
        """Return the units of satisfaction and importance, those of their cells."""
        point = self.points[0] if self.points else None
        return ("mean", "mean") if point is None else (point.satisfaction.unit, point.importance.unit)

    @property
    def unasked(self) -> bool:
        """Tell whether nobody of the column was asked for a satisfaction: it has a ranking, and no map."""
        return not self.points and bool(self.absent) and all(a.reason == "satisfaction_unasked" for a in self.absent)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Return all expectations of the column, drawn or not."""
        return (*(p.verdict for p in self.points), *(a.verdict for a in self.absent))


def read_columns(context: Context) -> tuple[MapColumn, ...]:
    """Return the maps of a study whose expectations come from a survey: the whole first, then profiles, then targets.

    Empty where the expectations step gave no cells. A column in which nothing is measured has no map.
    """
    whole = read_verdicts(context)
    if not whole:
        return ()
    ranks = {v.id: v.rank for v in whole}
    small = []
    for column in sorted(context.book.columns("expectations"), key=partial(_column_order, _target_places(context))):
        name, _, code = column.partition("=")
        if name not in ("profile", "target"):
            continue
        verdicts = read_verdicts(context, column)
        if not any(v.importance is not None and v.importance.status != "missing" for v in verdicts):
            continue
        kind: MapKind = "profile" if name == "profile" else "target"
        profile = _position(code) if kind == "profile" else None
        small.append(_read(context, column, verdicts, ranks, kind=kind, profile=profile))
    return (_read(context, "all", whole, ranks, kind="whole"), *_on_shared_axes(small))


def _column_order(targets: Mapping[str, int], column: str) -> tuple[bool, int, str]:
    """Return the place of a column: profiles by their number, then targets as their codes stand."""
    kind, _, code = column.partition("=")
    return (kind != "profile", _position(code) if kind == "profile" else targets.get(code, len(targets)), code)


def _target_places(context: Context) -> dict[str, int]:
    target = context.study.respondents.target
    item = None if target is None else context.items.get(target)
    return {} if item is None else {fold(answer.code): place for place, answer in enumerate(item.answers)}


def _position(profile: str) -> int:
    number = profile.removeprefix("p")
    return int(number) - 1 if number.isascii() and number.isdigit() else 0


def _read(
    context: Context,
    column: str,
    verdicts: Iterable[Verdict],
    ranks: Mapping[str, CellRow | None],
    *,
    kind: MapKind,
    profile: int | None = None,
) -> MapColumn:
    points, absent = [], []
    numbers = [rank.value for rank in ranks.values() if rank is not None and rank.shown]
    for verdict in sorted(verdicts, key=lambda v: _whole_order(ranks.get(v.id))):
        label, rank = plain_line(context.text("expectation", verdict.id)) or verdict.id, ranks.get(verdict.id)
        reason = _reason(verdict, rank)
        if reason is None and rank and verdict.importance and verdict.satisfaction:
            tied = rank.has_mark("tie") or numbers.count(rank.value) > 1
            points.append(
                MapPoint(
                    verdict=verdict,
                    label=label,
                    rank=rank,
                    tied=tied,
                    importance=verdict.importance,
                    satisfaction=verdict.satisfaction,
                )
            )
        else:
            absent.append(MapAbsent(verdict=verdict, label=label, rank=rank, reason=reason or "missing"))
    code = column.partition("=")[2] if kind == "profile" else ""
    return MapColumn(
        id=column,
        kind=kind,
        name=plain_line(context.column_text(column)),
        profile=profile,
        importance_line=_shown(context.book.get("expectations", "_", "line", "importance", "_")),
        satisfaction_line=_shown(context.book.get("expectations", "_", "line", "satisfaction", "_")),
        points=_with_shared(points),
        absent=tuple(absent),
        spread_x=tuple(v for p in points for v in _extent(p.satisfaction)),
        spread_y=tuple(v for p in points for v in _extent(p.importance)),
        share=_shown(context.book.get("profiles", code, "share", "_", "all")) if code else None,
        size=_shown(context.book.get("sample", "_", "n", "_", column)),
    )


def _with_shared(points: Sequence[MapPoint]) -> tuple[MapPoint, ...]:
    numbers = [p.number for p in points]
    return tuple(replace(p, shared=numbers.count(p.number) > 1) for p in points)


def _whole_order(rank: CellRow | None) -> float:
    return rank.value if rank is not None and rank.value is not None else float("inf")


def _reason(verdict: Verdict, rank: CellRow | None) -> Reason | None:
    """Return why an expectation has no place on a map, or None where it has one."""
    importance, satisfaction = verdict.importance, verdict.satisfaction
    if importance is None or importance.status == "missing":
        return "missing"
    if importance.status == "withheld" or rank is None or not rank.shown:
        return "withheld"
    if satisfaction is None or satisfaction.status == "missing":
        return "satisfaction_missing"
    if satisfaction.unasked:
        return "satisfaction_unasked"
    return "satisfaction_withheld" if satisfaction.status == "withheld" else None


def _extent(cell: CellRow) -> tuple[float, ...]:
    return tuple(v for v in (cell.low, cell.value, cell.high) if v is not None)


def _shown(cell: CellRow | None) -> CellRow | None:
    return cell if cell is not None and cell.shown and cell.value is not None else None


def _on_shared_axes(columns: list[MapColumn]) -> tuple[MapColumn, ...]:
    xs = tuple(v for column in columns for v in column.spread_x)
    ys = tuple(v for column in columns for v in column.spread_y)
    return tuple(replace(column, spread_x=xs, spread_y=ys) for column in columns)
