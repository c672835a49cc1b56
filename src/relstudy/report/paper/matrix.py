"""Who said what on paper: a cell for each interview, its quotes below."""

from collections.abc import Iterable, Iterator

from relstudy.report.map.widths import text_width
from relstudy.report.matrix.figure import MatrixFigure, RowLine, Strip
from relstudy.report.palette import INK, WHOLE_MARK, tier_paint
from relstudy.report.paper.blocks import Block
from relstudy.report.paper.inline import Run, disc, set_inline
from relstudy.report.plain.inline import read_flat
from relstudy.report.values import Inline, Toned, Turn, joined, line

#: The side of a cell of the matrix and its distance to the next, in units of its drawing.
_CELL, _STEP = 8.0, 10.0
#: Points of the widest cell, of all cells of a row; of the name of a target before them at least and at most, and size of its letters.
_WIDEST, _ACROSS = 6.4, 150.0
_NAME, _LONG_NAME, _SIZE = 40.0, 74.0, 7.2
_PALE = "#8A95A0"


def matrix_of(figure: MatrixFigure) -> Iterator[Block]:
    """Yield the key of the cells, then a row for each expectation with the quotes that hang from it."""
    yield {"k": "prose", "style": "legend", "c": _legend(figure)}
    most = max((sum(strip.cases for strip in row.strips) for row in figure.rows), default=1) or 1
    cell = min(_WIDEST, _ACROSS / most)
    name = _name_width(figure)
    yield {
        "k": "matrix",
        "heads": [
            set_inline(figure.stub),
            set_inline(
                joined("   ", (line("{0} {1}", Toned("strong", head.name), head.size) for head in figure.heads))
            ),
            *(
                set_inline(joined(Turn(), filter(None, (column.title, column.note))))
                for column in (figure.voiced, figure.judged, *([figure.stability] if figure.stability else []))
            ),
        ],
        "rows": [
            row
            for group in figure.groups
            for row in _matrix_rows(
                group.title, group.rule, group.rows, cell, named=name, stable=figure.stability is not None
            )
        ],
    }


def _legend(figure: MatrixFigure) -> list[Run]:
    """Return what the cells mean, each drawn as it stands in a row, as a bar where rows are bars; what has no cell is words alone."""
    bars = {"full": INK, "half": _PALE} if not figure.matrix.one_by_one else {}
    runs: list[Run] = set_inline(Toned("strong", figure.legend_title))
    for key in figure.legend:
        drawn = _square(0.0, key.fill, contrary=key.contrary)
        if key.fill in bars:
            drawn = f'<path d="M0 1H8V8H0Z" fill="{bars[key.fill]}"/>'
        sign: list[Run] = [_art(drawn, units=_STEP, width=_WIDEST, height=_WIDEST), " "] if drawn else []
        runs += ["   ", *sign, *set_inline(key.word)]
    return runs


def _name_width(figure: MatrixFigure) -> float:
    """Return the room of the names of targets: what the longest one asks for, up to what the cells leave; there it takes more lines."""
    names = {read_flat(strip.name) for row in figure.rows for strip in row.strips}
    asked = max((text_width(name + " ", _SIZE) for name in names), default=0.0)
    return round(min(max(asked, _NAME), _LONG_NAME), 2)


def _matrix_rows(
    title: Inline, rule: Inline, rows: Iterable[RowLine], cell: float, *, named: float, stable: bool
) -> Iterator[Block]:
    yield {"group": [*set_inline(Toned("strong", title)), " ", *set_inline(Toned("muted", rule))]}
    for row in rows:
        paint = tier_paint(row.row.verdict.tier, row.row.verdict.action, WHOLE_MARK.colour)
        rank = [disc(set_inline(row.rank), paint), " "] if row.rank else []
        name = joined(
            Turn(),
            filter(
                None,
                (joined(" ", filter(None, (row.label, row.tie))), row.action, row.hint and Toned("note", row.hint)),
            ),
        )
        strips: list[Run] = []
        for strip in row.strips:
            strips += [{"k": "turn"}] if strips else []
            strips += [{"k": "column", "w": named, "c": set_inline(Toned("muted", strip.name))}] if strip.name else []
            strips += [_strip(strip, cell), " ", *set_inline(strip.count)]
        counts = joined(Turn(), filter(None, (Toned("strong", row.voiced), row.unprompted, row.contrary)))
        yield {
            "group": None,
            "cells": [
                [*rank, *set_inline(name)],
                strips,
                set_inline(counts),
                set_inline(row.judged),
                *([set_inline(row.stability)] if stable else []),
            ],
            "quotes": [
                [*set_inline(q.text), " ", *set_inline(Toned("muted", joined(" ", filter(None, (q.contrary, q.who)))))]
                for q in row.quotes
            ],
        }


def _strip(strip: Strip, cell: float) -> Run:
    """Return a cell for each interview, or a bar of those who say it: full is unprompted, half is prompted."""
    if strip.marks:
        parts = [_square(i * _STEP, mark.fill, contrary=mark.contrary) for i, mark in enumerate(strip.marks)]
    else:
        full, half = strip.full * _STEP, strip.half * _STEP
        parts = [
            f'<path d="M0 4H{strip.cases * _STEP:g}" stroke="#C9D1D9"/>',
            f'<path d="M0 1H{full:g}V8H0Z" fill="{INK}"/><path d="M{full:g} 1h{half:g}v7h-{half:g}Z" fill="{_PALE}"/>',
        ]
    return _art("".join(parts), units=max(strip.cases, 1) * _STEP, width=max(strip.cases, 1) * cell, height=cell)


def _art(parts: str, *, units: float, width: float, height: float) -> Run:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {units:g} {_STEP:g}" preserveAspectRatio="none">{parts}</svg>'
    return {"k": "drawing", "svg": svg, "w": round(width, 2), "h": round(height, 2)}


def _square(x: float, fill: str, *, contrary: bool) -> str:
    a, b = x + 0.8, x + 0.8 + _CELL
    box = f"M{a:g} .8H{b:g}V{_CELL + 0.8:g}H{a:g}Z"
    drawn = {
        "full": f'<path d="{box}" fill="{INK}"/>',
        "half": f'<path d="{box}" fill="#fff" stroke="{INK}" stroke-width=".7"/><path d="M{a:g} .8L{b:g} {_CELL + 0.8:g}H{a:g}Z" fill="{INK}"/>',
        "empty": f'<path d="{box}" fill="#fff" stroke="#C9D1D9" stroke-width=".7"/>',
    }.get(fill, "")
    cross = "#fff" if fill == "full" else INK
    return drawn + (
        f'<path d="M{a + 2:g} 2.8L{b - 2:g} 6.8M{b - 2:g} 2.8L{a + 2:g} 6.8" stroke="{cross}" stroke-width="1"/>'
        if contrary
        else ""
    )
