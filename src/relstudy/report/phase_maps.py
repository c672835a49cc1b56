"""Channels by phase as small heat maps, one for everybody, each profile and each target: which channel serves which moment of a relation."""

from collections.abc import Iterable, Sequence

from relstudy.folding import fold
from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.heat import COLUMNS, base_row, heat_rows
from relstudy.report.marks import column_title
from relstudy.report.table import Column, Table, table_of
from relstudy.report.values import Label
from relstudy.survey.items import Item
from relstudy.survey.phases import Moment, find_moments

#: Fewer phases are no map.
_LEAST = 2


def phase_moments(context: Context) -> tuple[Moment, ...]:
    """Return the phases whose own questions tell the channels used and have published shares; none where they are fewer than two."""
    asked = (m for m in find_moments(context.wave.items, context.study.offers) if m.channels and not m.by_register)
    found = tuple(m for m in asked if any(c.shown for c in _cells(context, m, "all").values()))
    return found if len(found) >= _LEAST else ()


def phase_items(moments: Iterable[Moment]) -> tuple[Item, ...]:
    """Return the questions behind the phases."""
    return tuple(item for moment in moments for item, _ in moment.channels)


def phase_map(context: Context, moments: Sequence[Moment], column: str) -> Table | None:
    """Return the channels of one column by phase, in everybody's order; None where nobody of it was asked or all is withheld.

    A phase whose question was put to nobody of the column is left out.
    """
    whole = [_cells(context, moment, "all") for moment in moments]
    offers = dict.fromkeys(offer for cells in whole for offer in cells)
    order = sorted(offers, key=lambda offer: -sum(value_of(cells.get(offer), 0.0) for cells in whole))
    shown = [(m, cells) for m in moments if _is_told(cells := _cells(context, m, column))]
    if not shown:
        return None
    lines = [(context.label("offer", offer), [cells.get(offer) for _, cells in shown]) for offer in order]
    bases = base_row(context, (next(iter(cells.values())) for _, cells in shown))
    titles = [Column(title=_phase_title(context, m)) for m, _ in shown]
    return table_of(
        titles,
        (*heat_rows(context, lines), bases),
        name=f"R1-phases-{column.replace('=', '-')}",
        caption=column_title(context, column),
        stub=context.words.say("R1.channel"),
        stacks=False,
    )


def phase_columns(context: Context, moments: Sequence[Moment]) -> tuple[str, ...]:
    """Return the columns maps may have: everybody, profiles, targets."""
    known = dict.fromkeys(c for item in phase_items(moments) for c in context.book.columns("survey", item.id))
    return tuple(c for kind in COLUMNS for c in known if c.startswith(kind))


def _phase_title(context: Context, moment: Moment) -> Label:
    return Label(context.words.text(f"phases.{moment.phase}").capitalize())


def _is_told(cells: dict[str, CellRow]) -> bool:
    return any(cell.shown for cell in cells.values())


def _cells(context: Context, moment: Moment, column: str) -> dict[str, CellRow]:
    """Return the share of each channel at a phase, by its offer; of several questions the one most were asked."""
    best: dict[str, CellRow] = {}
    for item, codes in moment.channels:
        found = {
            code.offer: cell
            for code in codes
            if code.offer
            and (cell := context.book.get("survey", item.id, "share", fold(code.code), column)) is not None
        }
        if found and _base(found) > _base(best):
            best = found
    return best


def _base(cells: dict[str, CellRow]) -> int:
    return max((cell.base or 0 for cell in cells.values()), default=-1)
