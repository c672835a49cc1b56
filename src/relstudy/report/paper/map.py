"""The map of expectations on paper: everybody's, then small ones beside each other at one height."""

from collections.abc import Iterator

from relstudy.report.html.map import draw_map
from relstudy.report.map.figure import MapFigure, Panel
from relstudy.report.palette import WHOLE_MARK, tier_paint
from relstudy.report.paper.blocks import SHEET, THIRD, Block, drawing, heading, in_layers, prose
from relstudy.report.paper.inline import Run, disc, set_inline
from relstudy.report.paper.tables import tabled
from relstudy.report.plain.inline import read_flat
from relstudy.report.table import Row, table_of
from relstudy.report.values import Toned, joined, line

#: The map of everybody leaves room for its title and legend on its sheet, and for what ends the page before.
_WHOLE_MAP = 0.78


def mapped(figure: MapFigure) -> Iterator[Block]:
    """Yield the map of everybody with its key, then those of each group, three to a row."""
    yield heading(figure.heading, under=figure.subheading)
    legend: list[Run] = []
    for key in figure.legend:
        paint = tier_paint(key.tier, key.action, WHOLE_MARK.colour)
        legend += [disc([], paint), " ", *set_inline(key.word), "   "]
    for text in (figure.interval, figure.point):
        legend += [*set_inline(text), "   "] if text else []
    yield {"k": "prose", "style": "key", "c": legend}
    for layer in _panel(figure, figure.whole, width=_WHOLE_MAP, room=SHEET):
        yield from layer
    for group in figure.groups:
        yield heading(group.title, under=figure.small_note)
        panels = [[[_named(panel)], *_panel(figure, panel, width=1.0, room=THIRD)] for panel in group.panels]
        yield from in_layers(panels, across=3)


def _named(panel: Panel) -> Block:
    size = joined(", ", filter(None, (panel.share, panel.size and line("n\u00a0=\u00a0{0}", panel.size))))
    return prose(joined(" – ", filter(None, (Toned("strong", panel.name), size))), style="label")


def _panel(figure: MapFigure, panel: Panel, *, width: float, room: float) -> Iterator[list[Block]]:
    """Yield the layers of a map: how it is read, its drawing, its first expectations with what is to know of it."""
    yield [prose(panel.reading, style="note")] if panel.reading else []
    if panel.nothing:
        yield [prose(panel.nothing)]
    else:
        yield [drawing(draw_map(figure, panel), said=read_flat(panel.title), width=width)]
    under: list[Block] = []
    if panel.top:
        rows = tuple(Row(head=line("{0}. {1}", row.number, row.label), cells=row.cells) for row in panel.top)
        under += tabled(table_of(panel.top_columns, rows, name="", caption="", stub=panel.top_heading), room=room)
    for title, text in panel.remarks:
        under.append(prose(joined(" ", filter(None, (title and Toned("strong", title), text))), style="note"))
    yield under
