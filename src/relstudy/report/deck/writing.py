"""Slides into a presentation: each in its layout, its body native, its notes below; the same bytes whenever it is made."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from relstudy.report.deck.archive import settle, unpack
from relstudy.report.deck.built_in import built_in
from relstudy.report.deck.cells_said import printed_in, worded_in
from relstudy.report.deck.charts import draw_chart
from relstudy.report.deck.grounds import is_light
from relstudy.report.deck.layouts import Layout, Place, find_layouts
from relstudy.report.deck.letters import lines_in
from relstudy.report.deck.paragraphs import size_of, space_above, text_size
from relstudy.report.deck.repainting import repaint_parts
from relstudy.report.deck.said import clean, said, unbound
from relstudy.report.deck.slide import Paragraph, Slide
from relstudy.report.deck.tables import fit_table, table_xml
from relstudy.report.map.widths import text_width
from relstudy.report.palette import INK_2
from relstudy.report.table import Table
from relstudy.report.values import Label
from relstudy.survey.brand import NO_BRAND, Brand
from relstudy.words import Lang

if TYPE_CHECKING:
    from pptx.presentation import Presentation

_EMU = 12700
#: Sizes of a title, from the largest that is tried; two lines it may take.
_TITLES, _TITLE_LINES = (24.0, 22.0, 20.0, 18.0, 16.0, 14.0), 2
#: Sizes a subtitle or a foot gives way to, what stays clear at its sides and above, how high its lines are.
_SMALLER, _INSET, _LEADING = tuple(float(size) for size in range(24, 7, -1)), (7.2, 3.6), 1.2
#: What charts and tables are set on where the template's own ground is too dark for their colours.
_PLATE = "#FFFFFF"
#: How much wider than Inter a serif in bold may be.
_SERIF = 1.22
#: Signs of the title of a file that the format allows.
_LONGEST_TITLE = 255
_DIGIT = re.compile(r"\d")
#: The part that says which cell each number of a text is of; `item1.xml` is what office programs call parts of their own.
BINDINGS = "customXml/relstudy.xml"


def write_deck(
    slides: Sequence[Slide],
    *,
    lang: Lang,
    name: str,
    made: date,
    template: bytes | None = None,
    kept: Mapping[str, str] | None = None,
    brand: Brand = NO_BRAND,
) -> bytes:
    """Return a presentation.

    Parameters
    ----------
    name
        The title of the file.
    made
        The day it says it was made: no clock.
    template
        A presentation with the layouts of `layouts.PLACES`; the built-in one without. Its own slides are left out.
    kept
        Titles somebody typed over, by the name of their slide.
    brand
        The colours of what is written; of the built-in template also its fonts and its logo.
    """
    from pptx import Presentation

    deck = built_in(brand) if template is None else Presentation(io.BytesIO(template))
    _empty(deck)
    layouts, _ = find_layouts(deck)
    plates = {one: "" if is_light(layouts[one].source) else _PLATE for one in {slide.layout for slide in slides}}
    bindings = []
    for slide in slides:
        layout, typed = layouts[slide.layout], (kept or {}).get(slide.name)
        bindings += _write_slide(deck, slide, layout, lang, typed, plate=plates[slide.layout])
    _bind(deck, bindings)
    told = deck.core_properties
    told.title, told.author, told.last_modified_by, told.subject = (
        clean(name)[:_LONGEST_TITLE],
        "relstudy",
        "relstudy",
        "",
    )
    told.created = told.modified = datetime.combine(made, time.min, UTC).replace(tzinfo=None)
    told.revision = 1
    content = io.BytesIO()
    deck.save(content)
    return settle(repaint_parts(unpack(content.getvalue()), brand, own_template=template is None))


def _empty(deck: "Presentation") -> None:
    """Take the slides of a template out."""
    listed = deck.slides._sldIdLst  # noqa: SLF001 - python-pptx removes no slide
    for one in list(listed):
        deck.part.drop_rel(one.rId)
        listed.remove(one)


def _write_slide(
    deck: "Presentation", slide: Slide, layout: Layout, lang: Lang, kept: str | None, *, plate: str
) -> list[str]:
    page = deck.slides.add_slide(layout.source)
    page._element.cSld.set("name", slide.name)  # noqa: SLF001 - the name a slide keeps has no door
    # The first of those that share an `idx` is the one meant.
    held = {one.placeholder_format.idx: one for one in reversed(list(page.placeholders))}
    places = {name: held[place.idx] for name, place in layout.places.items()}
    title = places["title"]
    made = said(slide.title)
    _say(title, [kept or made], lang, size=_title_size(kept or made, layout.places["title"].width))
    title._element.nvSpPr.cNvPr.set("descr", made)  # noqa: SLF001 - what was made, beside what may be typed over it
    title.name = f"{slide.name} title"
    bindings = _bound(slide.name, title, slide.title if kept is None else Label(kept), kept or made)
    for name, value in (("subtitle", slide.subtitle), ("foot", slide.foot)):
        place = places.get(name)
        if place is None:
            continue
        if value or slide.layout == "Cover":
            lines = [said(value)] if slide.layout != "Cover" else _lines_of(slide)
            _say(place, lines, lang, size=_smaller(layout.places[name], lines))
            told = slide.body if slide.layout == "Cover" else value
            bindings += _bound(slide.name, place, told, place.text_frame.text)
        else:
            place._element.getparent().remove(place._element)  # noqa: SLF001 - an empty place would ask to be filled
    if slide.layout != "Cover":
        bindings += _write_body(places, slide, layout, lang, plate)
    if slide.notes:
        page.notes_slide._element.cSld.set("name", f"{slide.name} notes")  # noqa: SLF001 - likewise
        place = page.notes_slide.notes_placeholder
        place.text_frame.text = "\n".join(f"{said(n.title)} {said(n.text)}".strip() for n in slide.notes)
        for paragraph in place.text_frame.paragraphs:
            for run in paragraph.runs:
                run.font.language_id = _language(lang)
        bindings += _bound(f"{slide.name} notes", place, slide.notes, place.text_frame.text)
    return bindings


def _lines_of(slide: Slide) -> list[str]:
    return [said(one.text) for one in slide.body if isinstance(one, Paragraph)] if isinstance(slide.body, tuple) else []


def _write_body(places: Mapping[str, Any], slide: Slide, layout: Layout, lang: Lang, plate: str) -> list[str]:
    from pptx.enum.chart import XL_CHART_TYPE

    name = {"Chart": "chart", "Table": "table", "Text": "text"}[slide.layout]
    place, room = places[name], layout.places[name]
    if isinstance(slide.body, Table):
        frame = place.insert_table(1, 1)
        table = fit_table(slide.body, room.width, room.height)
        old = frame._element.graphic.graphicData.tbl  # noqa: SLF001 - the table is written whole
        frame._element.graphic.graphicData.replace(old, table_xml(table, lang, plate=plate))  # noqa: SLF001
        frame.height = round(sum(table.heights) * _EMU)
    elif isinstance(slide.body, tuple):
        size = text_size(slide.body, room.width, room.height)
        _say_paragraphs(place, slide.body, lang, size=size, heading="" if plate else INK_2)
        place.name = f"{slide.name} body"
        return _bound(slide.name, place, slide.body, place.text_frame.text)
    else:
        frame = place.insert_chart(XL_CHART_TYPE.XY_SCATTER, draw_chart(slide.body, lang, plate))
    frame.name = f"{slide.name} body"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", said(slide.subtitle or slide.title))  # noqa: SLF001 - no door either
    if not isinstance(slide.body, Table):
        return []
    return _bound(
        slide.name, frame, slide.body, "\n".join(line for row in table.rows for cell in row for line in cell.lines)
    )


def _title_size(title: str, room: float) -> float:
    return next((s for s in _TITLES if text_width(title, s, 600) * _SERIF <= room * _TITLE_LINES * 0.94), _TITLES[-1])


def _smaller(place: Place, lines: Sequence[str]) -> float | None:
    """Return the size in which lines fit a place where its own is too large for them, the smallest where none fits; None where its own does."""
    width, height = place.width - 2 * _INSET[0], place.height - 2 * _INSET[1]

    def high(size: float) -> float:
        return sum(lines_in(line, width, size) for line in lines) * size * _LEADING

    if high(place.size) <= height:
        return None
    return next(
        (size for size in _SMALLER if size < place.size and high(size) <= height), min(place.size, _SMALLER[-1])
    )


def _say(place: Any, lines: Sequence[str], lang: Lang, *, size: float | None = None) -> None:
    from pptx.util import Pt

    frame = place.text_frame
    for i, line in enumerate(lines or [""]):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = line
        run.font.language_id = _language(lang)
        if size is not None:
            run.font.size = Pt(size)


def _language(lang: Lang) -> Any:
    from pptx.enum.lang import MSO_LANGUAGE_ID

    return MSO_LANGUAGE_ID.FRENCH if lang == "fr" else MSO_LANGUAGE_ID.ENGLISH_UK


def _say_paragraphs(place: Any, paragraphs: Sequence[Paragraph], lang: Lang, *, size: float, heading: str) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    frame = place.text_frame
    for i, one in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = ("• " if one.kind == "point" else "") + said(one.text)
        run.font.language_id = _language(lang)
        run.font.size = Pt(size_of(one, size))
        if one.kind in ("heading", "lead"):
            run.font.bold = True
        if one.kind == "heading" and heading:
            run.font.color.rgb = RGBColor(*bytes.fromhex(heading[1:]))  # type: ignore[no-untyped-call]
        paragraph.space_before = Pt(space_above(one, size) if i else 0)


def _bound(slide: str, shape: Any, value: object, said_text: str) -> list[str]:
    """Return what answers for the digits of a text: its numbers with their cells, and its words that hold some.

    Of a number: slide, shape, key, which of the cell's numbers, its print. What fills no place of its words is not said.
    """
    place = f'slide={quoteattr(slide)} shape="{shape.shape_id}"'
    whole = unbound(said_text)
    numbers = [
        f'<number {place} key={quoteattr(str(one.cell.key))} field="{one.field}" print={quoteattr(one.text)}/>'
        for one in printed_in(value)
        if unbound(one.text) in whole
    ]
    texts = dict.fromkeys(line for text in worded_in(value) for line in clean(text).split("\n"))
    return [*numbers, *(f"<words {place} text={quoteattr(one)}/>" for one in texts if _DIGIT.search(one))]


def _bind(deck: "Presentation", bindings: Sequence[str]) -> None:
    from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI

    for link, known in list(deck.part.rels.items()):  # a deck of ours may serve as a template
        if not known.is_external and known.target_part.partname == f"/{BINDINGS}":
            deck.part.drop_rel(link)
    content = f'<numbers xmlns="urn:relstudy:deck">{"".join(bindings)}</numbers>'.encode()
    part = Part(PackURI(f"/{BINDINGS}"), CONTENT_TYPE.XML, deck.part.package, content)
    deck.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
