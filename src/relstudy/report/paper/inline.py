"""Values of a line as runs of plain data: texts, texts in a tone, drawings. The template sets them; no text is ever markup."""

import re
from collections.abc import Iterator
from string import Formatter
from typing import Any, Literal

from relstudy.report.book import CellRow
from relstudy.report.by_kind import ByKind
from relstudy.report.drawing import Bar, Course, Dots, Gradation, Parts, Scale, Shade, Swatch
from relstudy.report.html.inline import render
from relstudy.report.map.figure import AbsentName
from relstudy.report.numbers import attribute, cell_word, written_count, written_field, written_number, written_runs
from relstudy.report.palette import DOWN, INK_2, UP, WHOLE_MARK, Paint, profile_mark, tier_paint
from relstudy.report.paper.signs import keep_known
from relstudy.report.plain.inline import read_flat
from relstudy.report.satisfaction import Diverging
from relstudy.report.values import (
    Arrow,
    Beside,
    Captioned,
    Caution,
    Content,
    Count,
    Disc,
    Field,
    Glyph,
    Heat,
    Joined,
    Label,
    Line,
    Number,
    Presence,
    Runs,
    Said,
    Toned,
    Trend,
    Turn,
    Unbound,
    VerdictWord,
    Worded,
)

#: A text, or an object whose `k` says what it is.
Run = str | dict[str, Any]
#: What stands on the line being written: nothing yet, something, or a line of its own, after which another begins.
_Standing = Literal["nothing", "something", "line"]
#: Tones that stand on a line of their own; a note is a small one.
_OWN_LINE = ("note", "line")
#: Kinds of runs through which a line goes on.
_THROUGH = ("tone", "cell", "lang", "link")

#: Width and height in points of a drawing, by its kind.
_SIZES: dict[str, tuple[float, float]] = {
    "glyph": (7.5, 7.5), "course": (62, 17), "parts": (120, 5), "scale": (120, 7), "gradation": (320, 11), "diverging": (118, 9),
}  # fmt: skip
#: Width in points of a bar and of a track.
_BAR, _TRACK = 34.0, 40.0
#: Width in points of what always has the same; a disc bears a rank.
_WIDTHS = {"bar": _BAR, "dots": _TRACK, "disc": 9.6}
_HEAD = re.compile(r"<svg class=\"([a-z]+)[^>]*? viewBox=\"([^\"]+)\"[^>]*>")
#: How the line of a course is drawn: a style sheet says it on a screen.
_COURSE = f'fill="none" stroke="{INK_2}" stroke-width="1.6" stroke-linecap="round"'


def set_inline(value: Content) -> list[Run]:
    """Return a value as runs.

    What stands on a line of its own begins one, but where nothing stands before it, and ends it where something follows:
    no line is blank.

    Raises
    ------
    TypeError
        Nobody wrote how this value is set.
    """
    runs, _ = _begin_lines(_runs_of(value), "nothing")
    return runs


def _begin_lines(runs: list[Run], standing: _Standing) -> tuple[list[Run], _Standing]:
    """Return runs with the ends of lines they ask for, and what stands on the last one."""
    begun: list[Run] = []
    for run in runs:
        kind = "text" if isinstance(run, str) else run["k"]
        own = not isinstance(run, str) and kind == "tone" and run["tone"] in _OWN_LINE
        if isinstance(run, str) and standing == "line" and not run.strip():
            continue
        if (standing == "line" and kind not in ("turn", "line")) or (own and standing == "something"):
            begun.append({"k": "turn"})
            standing = "nothing"
        if isinstance(run, dict) and kind in ("turn", "line"):
            begun.append({**run, "c": _begin_lines(run["c"], "nothing")[0]} if kind == "line" else run)
            standing = "nothing"
        elif isinstance(run, str) or kind not in _THROUGH:
            begun.append(run)
            standing = "something"
        else:
            inside, standing = _begin_lines(run["c"], standing)
            begun += inside if own and run["tone"] == "line" else [{**run, "c": inside}]
            standing = "line" if own else standing
    return begun, standing


@ByKind
def _runs_of(value: Content) -> list[Run]:
    """Return a value as runs, its lines not yet begun.

    Raises
    ------
    TypeError
        Nobody wrote how this value is set.
    """
    raise TypeError(f"no paper for {type(value).__name__}")


@_runs_of.register
def _(value: str | int) -> list[Run]:
    text = keep_known(str(value))
    return [text] if text else []


@_runs_of.register
def _(value: Said) -> list[Run]:
    return list(_filled(value.text, dict(value.parts))) if value.parts else _runs_of(value.text)


@_runs_of.register
def _(value: Line) -> list[Run]:
    return list(_filled(value.text, {str(i): part for i, part in enumerate(value.parts)}))


def _filled(text: str, parts: dict[str, Content]) -> Iterator[Run]:
    for words, name, _, _ in Formatter().parse(text):
        yield from _runs_of(words)
        if name is not None:
            yield from _runs_of(parts[name])


@_runs_of.register
def _(value: Joined) -> list[Run]:
    between = _runs_of(value.between)
    return [run for i, part in enumerate(value.parts) for run in (*(between if i else ()), *_runs_of(part))]


@_runs_of.register
def _(value: Unbound) -> list[Run]:
    return _runs_of(value.content)


@_runs_of.register
def _(value: Label) -> list[Run]:
    runs = _runs_of(value.text)
    return [{"k": "lang", "lang": value.lang, "c": runs}] if value.lang else runs


@_runs_of.register
def _(value: Turn) -> list[Run]:
    return [{"k": "turn"}]


@_runs_of.register
def _(value: Toned) -> list[Run]:
    if value.tone == "hidden":
        return []
    runs = _runs_of(value.content)
    apart: list[Run] = [" "] if value.tone == "place" else []
    return [{"k": "tone", "tone": value.tone, "c": runs}, *apart] if runs else []


@_runs_of.register
def _(value: Count) -> list[Run]:
    return [written_count(value)]


@_runs_of.register
def _(value: Field) -> list[Run]:
    return [written_field(value)]


@_runs_of.register
def _(value: Number) -> list[Run]:
    word = cell_word(value.cell, value.lang)
    if word is not None:
        return [{"k": "tone", "tone": "muted", "c": [keep_known(word)]}]
    return [_bound(value.cell, [keep_known(written_number(value))]), *_runs_of(Caution(value.cell, value.lang))]


@_runs_of.register
def _(value: Runs) -> list[Run]:
    cell = value.cell
    if cell_word(cell, value.lang) is not None:
        return _runs_of(Number(cell, value.lang))
    return [_bound(cell, [written_runs(value)]), *_runs_of(Caution(cell, value.lang))]


@_runs_of.register
def _(value: Worded) -> list[Run]:
    return [_bound(value.cell, _runs_of(value.words))]


def _bound(cell: CellRow | None, runs: list[Run]) -> Run:
    """Return runs bound to their cell; only a number has a value to be held against."""
    if cell is None or cell.kind != "number" or cell.value is None:
        return {"k": "tone", "tone": "whole", "c": runs}
    return {"k": "cell", "key": cell.key, "value": attribute(cell.value), "c": runs}


@_runs_of.register
def _(value: Caution) -> list[Run]:
    return ["*"] if value else []


@_runs_of.register
def _(value: Trend) -> list[Run]:
    return [] if value.way is None else _arrow(up=value.way == "up")


@_runs_of.register
def _(value: Arrow) -> list[Run]:
    return _arrow(up=value.up)


def _arrow(*, up: bool) -> list[Run]:
    return [{"k": "arrow", "text": "▲" if up else "▼", "colour": UP if up else DOWN}]


@_runs_of.register
def _(value: Disc) -> list[Run]:
    paint = tier_paint(value.tier, "improve" if value.improve else "", WHOLE_MARK.colour)
    return [disc(_runs_of(value.rank), paint)]


def disc(runs: list[Run], paint: Paint) -> Run:
    """Return a rank on a disc."""
    return {
        "k": "disc",
        "c": runs,
        "fill": paint.fill,
        "stroke": paint.stroke,
        "ink": paint.ink,
        "dashed": bool(paint.dash),
    }


@_runs_of.register
def _(value: Captioned) -> list[Run]:
    said = keep_known(read_flat(value.words))
    return [
        run | {"alt": said} if isinstance(run, dict) and run["k"] == "drawing" else run for run in _runs_of(value.mark)
    ]


@_runs_of.register
def _(value: Beside) -> list[Run]:
    parts = [runs for part in value.parts if (runs := _runs_of(part))]
    runs = [run for part in parts for run in (*part, "\u00a0")][:-1]
    return [{"k": "line", "c": runs}] if value.lined else runs


@_runs_of.register
def _(value: Heat) -> list[Run]:
    share = 0.0 if value.share is None else min(max(value.share, 0.0), 1.0)
    return [{"k": "heat", "share": round(share, 2), "strong": value.most, "c": _runs_of(value.number)}]


@_runs_of.register
def _(value: VerdictWord) -> list[Run]:
    return [{"k": "tone", "tone": value.tone or "whole", "c": _runs_of(value.word)}]


@_runs_of.register
def _(value: AbsentName) -> list[Run]:
    return _runs_of(value.name)


# -- drawings: they say nothing that the words beside them do not -----------------------------------


@_runs_of.register
def _(value: Bar) -> list[Run]:
    length = None if value.cell is None else value.cell.value
    return (
        [] if length is None else [{"k": "bar", "w": _BAR, "share": round(min(max(length / value.whole, 0.0), 1.0), 3)}]
    )


@_runs_of.register
def _(value: Dots) -> list[Run]:
    colour = (WHOLE_MARK if value.profile is None else profile_mark(value.profile)).colour
    places = map(value.place_of, (value.point, value.tick))
    point, tick = (None if place is None else round(place, 3) for place in places)
    return [{"k": "dots", "w": _TRACK, "point": point, "tick": tick, "colour": colour}]


@_runs_of.register
def _(value: Glyph | Presence | Course | Parts | Scale | Gradation | Swatch | Shade | Diverging) -> list[Run]:
    return _drawn(str(render(value)))


def _drawn(svg: str) -> list[Run]:
    """Return a drawing as it stands on a screen, with what a style sheet says there said by the drawing itself."""
    head = _HEAD.search(svg)
    if head is None:
        return []
    kind = head[1]
    width, height = _SIZES[kind]
    looks = _COURSE if kind == "course" else ""
    stretch = ' preserveAspectRatio="none"' if "preserveAspectRatio" in head[0] else ""
    whole = svg.replace(head[0], f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{head[2]}"{stretch} {looks}>', 1)
    whole = whole.replace('class="points"', 'stroke-width="4.6"')
    return [{"k": "drawing", "svg": whole, "w": width, "h": height}]


def lines_of(runs: list[Run]) -> list[str]:
    """Return what is printed of runs, line by line: a drawing says nothing."""
    return "".join(map(_printed, runs)).split("\n")


def _printed(run: Run) -> str:
    if isinstance(run, str):
        return run
    inside = run.get("text", "".join(map(_printed, run.get("c", []))))
    return "\n" if run["k"] == "turn" else f"\n{inside}\n" if run["k"] == "line" else str(inside)


def width_of(runs: list[Run]) -> float:
    """Return the width in points of the drawings among runs, those of the line that has most of them; 0 without any."""
    widest, here = 0.0, 0.0
    for run in runs:
        ends = not isinstance(run, str) and run["k"] in ("turn", "line")
        width = _width(run)
        here = 0.0 if ends else here + width
        widest = max(widest, here, width)
    return widest


def _width(run: Run) -> float:
    if isinstance(run, str):
        return 0.0
    own = run["w"] if run["k"] == "drawing" else _WIDTHS.get(run["k"], 0.0)
    return float(own or width_of(run.get("c", [])))
