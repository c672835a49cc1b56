"""Charts as PowerPoint keeps them: their XML, and the sheet of their points with the key of each.

Values are those of cells in full; the format of a number rounds it as the report does. A cell that may not be shown is a
gap. Names on points come from the sheet ("value from cells"), so that who edits the sheet edits the chart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import singledispatch
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from relstudy.report.book import CellRow
from relstudy.report.deck.long_charts import legend_lines
from relstudy.report.deck.said import TAGS
from relstudy.report.deck.sheet import Entry, KeyedSheet
from relstudy.report.deck.slide import (
    BUILT_IN_ROOM,
    BarChart,
    BarSeries,
    Chart,
    DotChart,
    DotSeries,
    Point,
    PointChart,
    PointSeries,
    Range,
    SlopeChart,
)
from relstudy.report.palette import GRID, INK, INK_2, INK_3, RULE
from relstudy.words import Lang

_NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_C15 = 'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"'
_FROM_CELLS = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
_RANGE_OF_NAMES = "{02D57815-91ED-43cb-92C2-25804820EDAC}"
#: Below these a label does not fit into its part of a bar.
_LEAST_PART = 0.045
#: Points that bars share on a usual slide, those of the thickest one, and the widest gap the format allows.
_PLOT, _THICKEST, _WIDEST_GAP = 300.0, 46.0, 500
#: Points of one wave that are nearer than this part of the range would have numbers on each other.
_NEAR = 0.08
_SHAPES = {"circle": "circle", "diamond": "diamond", "square": "square", "triangle": "triangle"}


@dataclass(frozen=True, slots=True)
class ChartData:
    """A chart as python-pptx takes it: its XML, and the workbook behind it."""

    xml: bytes
    xlsx_blob: bytes

    def xml_bytes(self, chart_type: object) -> bytes:
        """Return the XML; the type is in it."""
        return self.xml


@singledispatch
def draw_chart(chart: Chart, lang: Lang, plate: str = "") -> ChartData:
    """Return a chart's XML and its sheet; on a `plate` of that colour where what is behind it shines through.

    Raises
    ------
    TypeError
        Nobody wrote how this chart is drawn.
    """
    raise TypeError(f"no drawing for {type(chart).__name__}")


def number_format(unit: str, lang: Lang, *, cautious: bool = False) -> str:
    """Return the format that prints a value as the report does; a small base is marked."""
    mark = '"*"' if cautious else ""
    if unit == "share":
        return f'0"\u00a0"%{mark}' if lang == "fr" else f"0%{mark}"
    return {"mean": "0.0", "score": "0.00", "index": "0.00"}.get(unit, "0") + mark


#: How much of a usual slide a line of a legend is high.
_LEGEND_LINE = 0.05


def _beside_names(named: Sequence[str]) -> str:
    """Return the place of a plot: room at its left for the names of its rows, above it for the lines its legend takes."""
    top = 0.04 + legend_lines(named, BUILT_IN_ROOM[0]) * _LEGEND_LINE
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="0.31"/><c:y val="{top:.2f}"/><c:w val="0.66"/><c:h val="{0.89 - top:.2f}"/></c:manualLayout></c:layout>'
    )


def _whole(plot: str, legend: str, lang: Lang, plate: str, layout: str = "<c:layout/>") -> bytes:
    ground = f"<c:spPr>{_solid(plate)}<a:ln><a:noFill/></a:ln></c:spPr>" if plate else ""
    text = _text_of(1100, INK_2)
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {_NAMESPACES}><c:date1904 val="0"/>'
        f'<c:lang val="{TAGS[lang]}"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        f'<c:plotArea>{layout}{plot}</c:plotArea>{legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"{ground}{text}</c:chartSpace>"
    ).encode()


def _legend(hidden: Iterable[int]) -> str:
    entries = "".join(f'<c:legendEntry><c:idx val="{i}"/><c:delete val="1"/></c:legendEntry>' for i in hidden)
    return f'<c:legend><c:legendPos val="t"/>{entries}<c:overlay val="0"/>{_text_of(1100, INK_2)}</c:legend>'


def _text_of(size: int, colour: str, *, bold: bool = False) -> str:
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}" b="{int(bold)}">{_solid(colour)}</a:defRPr>'
        "</a:pPr><a:endParaRPr/></a:p></c:txPr>"
    )


def _solid(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour.removeprefix("#")}"/></a:solidFill>'


def _outline(colour: str, width: float = 1.0, *, dashed: bool = False) -> str:
    if not colour:
        return "<a:ln><a:noFill/></a:ln>"
    dash = '<a:prstDash val="sysDash"/>' if dashed else ""
    return f'<a:ln w="{round(width * 12700)}">{_solid(colour)}{dash}</a:ln>'


def _strings(texts: Sequence[str], reference: str) -> str:
    points = "".join(f'<c:pt idx="{i}"><c:v>{escape(text)}</c:v></c:pt>' for i, text in enumerate(texts))
    return (
        f'<c:strRef><c:f>{reference}</c:f><c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache></c:strRef>'
    )


def _numbers(values: Sequence[float | None], reference: str, pattern: str) -> str:
    points = "".join(f'<c:pt idx="{i}"><c:v>{v!r}</c:v></c:pt>' for i, v in enumerate(values) if v is not None)
    return (
        f"<c:numRef><c:f>{reference}</c:f><c:numCache><c:formatCode>{escape(pattern)}</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )


def _shown(cell: CellRow | None) -> float | None:
    return cell.value if cell is not None and cell.shown else None


def _key(cell: CellRow | None) -> str | None:
    return None if cell is None else str(cell.key)


_NOTHING = '<c:showLegendKey val="0"/><c:showVal val="0"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
_VALUE = _NOTHING.replace('showVal val="0"', 'showVal val="1"')


def _value_labels(
    cells: Sequence[CellRow | None],
    lang: Lang,
    colour: str,
    place: str,
    *,
    least: float = 0.0,
    places: Sequence[str] = (),
) -> str:
    """Return the labels of values: those of small bases marked, those too short for a number left out; `places` are those of each, where they differ."""
    unit = next((c.unit for c in cells if c is not None), "mean")
    apart = []
    for i, cell in enumerate(cells):
        value = _shown(cell)
        at = places[i] if places else place
        if cell is None or value is None or abs(value) < least:
            apart.append(f'<c:dLbl><c:idx val="{i}"/><c:delete val="1"/></c:dLbl>')
        elif cell.status == "cautious" or at != place:
            pattern = quoteattr(number_format(unit, lang, cautious=cell.status == "cautious"))
            apart.append(
                f'<c:dLbl><c:idx val="{i}"/><c:numFmt formatCode={pattern} sourceLinked="0"/><c:spPr/>'
                f'{_text_of(1000, colour)}<c:dLblPos val="{at}"/>{_VALUE}</c:dLbl>'
            )
    return (
        f'<c:dLbls>{"".join(apart)}<c:numFmt formatCode={quoteattr(number_format(unit, lang))} sourceLinked="0"/>'
        f'<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_text_of(1000, colour)}<c:dLblPos val="{place}"/>{_VALUE}</c:dLbls>'
    )


def _axis_lines(colour: str) -> str:
    return f"<c:spPr>{_outline(colour, 0.75)}</c:spPr>"


@draw_chart.register
def _(chart: BarChart, lang: Lang, plate: str = "") -> ChartData:
    n = len(chart.categories)
    rows: list[tuple[Entry, ...]] = []
    for one in chart.series:
        for i, category in enumerate(chart.categories):
            cell = one.cells[i] if one.cells else None
            value = _shown(cell) if one.cells else one.lengths[i]
            rows.append((one.name, category, value, _key(cell) if value is not None else None))
    sheet = KeyedSheet(("series", "label", "value", "key"), tuple(rows))
    drawn = "".join(_bars(chart, i, one, sheet, n, lang) for i, one in enumerate(chart.series))
    grouping, overlap = ("stacked", 100) if chart.stacked else ("clustered", -10)
    many = len(chart.series) > 1
    top = (chart.reach or chart.longest) * (1.01 if chart.stacked else 1.12)
    plot = (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{drawn}'
        f'<c:gapWidth val="{_gap(n, many=many)}"/><c:overlap val="{overlap}"/><c:axId val="111"/><c:axId val="112"/></c:barChart>'
        '<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{_axis_lines(RULE)}{_text_of(1100, INK)}<c:crossAx val="112"/><c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:tickLblSkip val="1"/><c:noMultiLvlLbl val="0"/></c:catAx>'
        f'<c:valAx><c:axId val="112"/><c:scaling><c:orientation val="minMax"/><c:max val="{top!r}"/><c:min val="0"/></c:scaling><c:delete val="1"/><c:axPos val="b"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="none"/><c:crossAx val="111"/><c:crosses val="autoZero"/></c:valAx>'
    )
    legend = _legend(()) if many else ""
    return ChartData(_whole(plot, legend, lang, plate), sheet.content())


def _gap(rows: int, *, many: bool) -> int:
    """Return the room between bars in parts of a hundred of a bar: few bars are no thicker than some."""
    thin = round((_PLOT / rows / _THICKEST - 1) * 100)
    return min(max(thin, 45 if rows > 6 or many else 70), _WIDEST_GAP)


def _bars(chart: BarChart, place: int, one: BarSeries, sheet: KeyedSheet, n: int, lang: Lang) -> str:
    first = place * n
    values = tuple(map(_shown, one.cells)) if one.cells else one.lengths
    unit = next((c.unit for c in one.cells if c is not None), "mean")
    paint = f"<c:spPr>{_solid(one.colour)}</c:spPr>" if one.cells else "<c:spPr><a:noFill/></c:spPr>"
    own = "".join(
        f'<c:dPt><c:idx val="{i}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/><c:spPr>{_solid(colour)}</c:spPr></c:dPt>'
        for i, colour in enumerate(one.colours)
    )
    labels = ""
    if one.cells:
        inside = chart.stacked
        ink = (INK if one.light else "#FFFFFF") if inside else INK
        labels = _value_labels(
            one.cells,
            lang,
            ink,
            "ctr" if inside else "outEnd",
            least=_LEAST_PART * max(_longest(chart), 0.1) if inside else 0.0,
        )
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/><c:tx>{_strings((one.name,), sheet.place("series", first))}</c:tx>'
        f'{paint}<c:invertIfNegative val="0"/>{own}{labels}<c:cat>{_strings(chart.categories, sheet.span("label", first, n))}</c:cat>'
        f"<c:val>{_numbers(values, sheet.span('value', first, n), number_format(unit, lang))}</c:val></c:ser>"
    )


def _longest(chart: BarChart) -> float:
    return max((v for one in chart.series for c in one.cells if (v := _shown(c)) is not None), default=1.0)


def _sides_of_labels(chart: SlopeChart) -> tuple[tuple[str, ...], ...]:
    """Return on which side of each point its number stands, by series: above, below the lowest of points that are near, beside one between two."""
    values = [[_shown(cell) for cell in one.cells] for one in chart.series]
    known = [v for line in values for v in line if v is not None]
    near = _NEAR * (max(known, default=1.0) - min(known, default=0.0) or 1.0)
    sides = [["t"] * len(chart.waves) for _ in chart.series]
    for wave in range(len(chart.waves)):
        there = sorted(((v, i) for i, line in enumerate(values) if (v := line[wave]) is not None), reverse=True)
        for place, (value, i) in enumerate(there):
            room = 2 * near if place and sides[there[place - 1][1]][wave] == "b" else near
            above = place > 0 and there[place - 1][0] - value < room
            below = place + 1 < len(there) and value - there[place + 1][0] < near
            sides[i][wave] = "r" if above and below else "b" if above else "t"
    return tuple(map(tuple, sides))


@draw_chart.register
def _(chart: SlopeChart, lang: Lang, plate: str = "") -> ChartData:
    n, unit = len(chart.waves), next((c.unit for s in chart.series for c in s.cells if c is not None), "mean")
    rows = [
        (s.name, w, _shown(c), _key(c) if _shown(c) is not None else None)
        for s in chart.series
        for w, c in zip(chart.waves, s.cells, strict=True)
    ]
    sheet = KeyedSheet(("series", "label", "value", "key"), tuple(rows))
    drawn, sides = [], _sides_of_labels(chart)
    for place, one in enumerate(chart.series):
        first = place * n
        drawn.append(
            f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/><c:tx>{_strings((one.name,), sheet.place("series", first))}</c:tx>'
            f"<c:spPr>{_outline(one.colour, 2.25)}</c:spPr>"
            f'<c:marker><c:symbol val="circle"/><c:size val="8"/><c:spPr>{_solid(one.colour)}{_outline(one.colour)}</c:spPr></c:marker>'
            f"{_value_labels(one.cells, lang, one.colour, 't', places=sides[place])}"
            f"<c:cat>{_strings(chart.waves, sheet.span('label', first, n))}</c:cat>"
            f'<c:val>{_numbers(tuple(map(_shown, one.cells)), sheet.span("value", first, n), number_format(unit, lang))}</c:val><c:smooth val="0"/></c:ser>'
        )
    values = [v for s in chart.series for c in s.cells if (v := _shown(c)) is not None]
    room = (max(values, default=1.0) - min(values, default=0.0) or 1.0) * 0.12
    plot = (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{"".join(drawn)}<c:marker val="1"/><c:axId val="111"/><c:axId val="112"/></c:lineChart>'
        '<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>{_axis_lines(RULE)}{_text_of(1100, INK)}<c:crossAx val="112"/><c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>'
        f'<c:valAx><c:axId val="112"/><c:scaling><c:orientation val="minMax"/><c:max val="{max(values, default=1.0) + room!r}"/><c:min val="{min(values, default=0.0) - room!r}"/></c:scaling><c:delete val="1"/><c:axPos val="l"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="none"/><c:crossAx val="111"/><c:crosses val="autoZero"/></c:valAx>'
    )
    return ChartData(
        _whole(plot, _legend(()).replace('legendPos val="t"', 'legendPos val="r"'), lang, plate), sheet.content()
    )


@draw_chart.register
def _(chart: PointChart, lang: Lang, plate: str = "") -> ChartData:
    rows: list[tuple[Entry, ...]] = []
    starts = []
    for one in chart.series:
        starts.append(len(rows))
        for p in one.points:
            key, across = (_key(p.cell_y), _key(p.cell_x)) if p.cell_y is not None else (_key(p.cell_x), None)
            rows.append((one.name, p.shown, p.x, p.y, key, across))
    sheet = KeyedSheet(("series", "label", "x", "y", "key", "key_x"), tuple(rows))
    drawn = "".join(_points(i, one, sheet, starts[i], lang) for i, one in enumerate(chart.series))
    plot = (
        f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{drawn}<c:axId val="111"/><c:axId val="112"/></c:scatterChart>'
        f"{_value_axis('111', '112', 'b', chart.x, lang)}{_value_axis('112', '111', 'l', chart.y, lang)}"
    )
    legend = _legend(i for i, one in enumerate(chart.series) if not one.fill)
    return ChartData(_whole(plot, legend, lang, plate), sheet.content())


@draw_chart.register
def _(chart: DotChart, lang: Lang, plate: str = "") -> ChartData:
    n = len(chart.rows)
    up = Range(low=0.0, high=float(n), step=1.0, hidden=True)
    heights = [n - i - 0.5 for i in range(n)]
    rows: list[tuple[Entry, ...]] = []
    for one in chart.series:
        for i, cell in enumerate(one.cells):
            value = _shown(cell)
            rows.append((one.name, chart.rows[i], value, heights[i], _key(cell) if value is not None else None))
    rows += [("", row, chart.axis.low, height, None) for row, height in zip(chart.rows, heights, strict=True)]
    sheet = KeyedSheet(("series", "label", "value", "row", "key"), tuple(rows))
    drawn = "".join(_dots(i, one, heights, sheet, i * n) for i, one in enumerate(chart.series))
    names = PointSeries(
        name="",
        points=tuple(
            Point(name=row, x=chart.axis.low, y=height, side="l")
            for row, height in zip(chart.rows, heights, strict=True)
        ),
        named=True,
    )
    places, last = ("value", "row"), len(chart.series)
    plot = (
        f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{drawn}{_points(last, names, sheet, last * n, lang, places)}'
        f'<c:axId val="111"/><c:axId val="112"/></c:scatterChart>{_value_axis("111", "112", "b", chart.axis, lang)}{_value_axis("112", "111", "l", up, lang)}'
    )
    return ChartData(
        _whole(plot, _legend((last,)), lang, plate, _beside_names([one.name for one in chart.series])), sheet.content()
    )


def _dots(place: int, one: DotSeries, heights: Sequence[float], sheet: KeyedSheet, first: int) -> str:
    """Return the marks of one group; everybody's is a cross behind the others' marks."""
    n = len(one.cells)
    paint = f"<a:noFill/>{_outline(one.colour, 2.0)}" if one.whole else f"{_solid(one.colour)}{_outline(one.colour)}"
    symbol = "plus" if one.whole else _SHAPES.get(one.shape, "circle")
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/><c:tx>{_strings((one.name,), sheet.place("series", first))}</c:tx>'
        f'<c:spPr><a:ln><a:noFill/></a:ln></c:spPr><c:marker><c:symbol val="{symbol}"/><c:size val="9"/><c:spPr>{paint}</c:spPr></c:marker>'
        f"<c:xVal>{_numbers([_shown(cell) for cell in one.cells], sheet.span('value', first, n), 'General')}</c:xVal>"
        f'<c:yVal>{_numbers(heights, sheet.span("row", first, n), "General")}</c:yVal><c:smooth val="0"/></c:ser>'
    )


def _points(
    place: int, one: PointSeries, sheet: KeyedSheet, first: int, lang: Lang, places: tuple[str, str] = ("x", "y")
) -> str:
    n, (across, up) = len(one.points), places
    line = _outline(INK_2, 1.0) if one.line else "<a:ln><a:noFill/></a:ln>"
    marker = '<c:marker><c:symbol val="none"/></c:marker>'
    if one.fill:
        marker = (
            f'<c:marker><c:symbol val="{_SHAPES.get(one.shape, "circle")}"/><c:size val="{one.size}"/>'
            f"<c:spPr>{_solid(one.fill)}{_outline(one.stroke, 1.5, dashed=one.dashed)}</c:spPr></c:marker>"
        )
    labels, named = "", ""
    if one.named:
        names = "".join(f'<c:pt idx="{i}"><c:v>{escape(p.shown)}</c:v></c:pt>' for i, p in enumerate(one.points))
        labels = f"<c:dLbls>{''.join(_name_label(i, p, one, first, lang) for i, p in enumerate(one.points))}{_NOTHING}</c:dLbls>"
        named = (
            f'<c:extLst><c:ext uri="{_RANGE_OF_NAMES}" {_C15}><c15:datalabelsRange><c15:f>{sheet.span("label", first, n)}</c15:f>'
            f'<c15:dlblRangeCache><c:ptCount val="{n}"/>{names}</c15:dlblRangeCache></c15:datalabelsRange></c:ext></c:extLst>'
        )
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/><c:tx>{_strings((one.name,), sheet.place("series", first))}</c:tx>'
        f"<c:spPr>{line}</c:spPr>{marker}{labels}"
        f"<c:xVal>{_numbers([p.x for p in one.points], sheet.span(across, first, n), 'General')}</c:xVal>"
        f'<c:yVal>{_numbers([p.y for p in one.points], sheet.span(up, first, n), "General")}</c:yVal><c:smooth val="0"/>{named}</c:ser>'
    )


def _name_label(i: int, point: Point, one: PointSeries, first: int, lang: Lang) -> str:
    ident = str(uuid5(NAMESPACE_URL, f"{first}/{i}")).upper()
    look = f'sz="1000" b="{int(one.ink != INK_3)}"'
    return (
        f'<c:dLbl><c:idx val="{i}"/><c:tx><c:rich><a:bodyPr wrap="none"/><a:lstStyle/><a:p><a:pPr><a:defRPr {look}/></a:pPr>'
        f'<a:fld id="{{{ident}}}" type="CELLRANGE"><a:rPr lang="{TAGS[lang]}" {look}>{_solid(one.ink or INK)}</a:rPr><a:pPr><a:defRPr {look}/></a:pPr><a:t>[CELLRANGE]</a:t></a:fld>'
        f'<a:endParaRPr lang="{TAGS[lang]}"/></a:p></c:rich></c:tx><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr><c:dLblPos val="{point.side}"/>{_NOTHING}'
        f'<c:extLst><c:ext uri="{_FROM_CELLS}" {_C15}><c15:dlblFieldTable/><c15:showDataLabelsRange val="1"/></c:ext></c:extLst></c:dLbl>'
    )


def _value_axis(ident: str, crossed: str, place: str, axis: Range, lang: Lang) -> str:
    title = ""
    if axis.title:
        turned = ' rot="-5400000" vert="horz"' if place == "l" else ""
        title = (
            f'<c:title><c:tx><c:rich><a:bodyPr{turned}/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1100" b="1"/></a:pPr><a:r><a:rPr lang="{TAGS[lang]}" sz="1100" b="1">{_solid(INK_2)}</a:rPr>'
            f'<a:t>{escape(axis.title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
        )
    grid = "" if axis.hidden else f"<c:majorGridlines><c:spPr>{_outline(GRID, 0.5)}</c:spPr></c:majorGridlines>"
    ticks = "none" if axis.hidden else "low"
    lines = "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>" if axis.hidden else _axis_lines(RULE)
    return (
        f'<c:valAx><c:axId val="{ident}"/><c:scaling><c:orientation val="minMax"/><c:max val="{axis.high!r}"/><c:min val="{axis.low!r}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{place}"/>{grid}{title}<c:numFmt formatCode={quoteattr(number_format(axis.unit, lang))} sourceLinked="0"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="{ticks}"/>{lines}{_text_of(1000, INK_3)}'
        f'<c:crossAx val="{crossed}"/><c:crosses val="min"/><c:majorUnit val="{axis.step!r}"/></c:valAx>'
    )
