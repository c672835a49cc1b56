"""Grounds of a template: a dark one, however it is painted, sets charts and tables on a plate; a light one does not."""

import io
import zipfile
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml import parse_xml
from report_example import full_example

from relstudy.outputs.deck import check_decks
from relstudy.report import lay_deck
from relstudy.report.deck.built_in import built_in
from relstudy.report.deck.grounds import is_light
from relstudy.report.deck.writing import write_deck
from relstudy.survey.brand import NO_BRAND

_SHOWN = "http://schemas.openxmlformats.org/presentationml/2006/main"
_DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PLATE = b'<a:srgbClr val="FFFFFF"/>'


def on_ground(paint: str) -> Any:
    """Return the built-in template with another background of its master."""
    deck = built_in(NO_BRAND)
    sheet = deck.slide_master._element.cSld
    sheet.remove(sheet.find(f"{{{_SHOWN}}}bg"))
    if paint:
        sheet.insert(0, parse_xml(f'<p:bg xmlns:p="{_SHOWN}" xmlns:a="{_DRAWN}">{paint}</p:bg>'))
    return deck


def filled(colour: str) -> str:
    return f"<p:bgPr><a:solidFill>{colour}</a:solidFill><a:effectLst/></p:bgPr>"


@pytest.mark.parametrize(
    ("paint", "light"),
    [
        ("", True),
        (filled('<a:srgbClr val="F4F6F8"/>'), True),
        (filled('<a:srgbClr val="101A3C"/>'), False),
        (filled('<a:srgbClr val="9AA5B1"/>'), False),
        (filled('<a:sysClr val="window" lastClr="FFFFFF"/>'), True),
        (filled('<a:schemeClr val="bg1"/>'), True),
        (filled('<a:schemeClr val="tx1"/>'), False),
        (filled('<a:schemeClr val="bg1"><a:lumMod val="95000"/></a:schemeClr>'), True),
        (filled('<a:schemeClr val="bg1"><a:lumMod val="30000"/></a:schemeClr>'), False),
        (filled('<a:schemeClr val="of-another-theme"/>'), False),
        ('<p:bgRef idx="1001"><a:schemeClr val="bg1"/></p:bgRef>', True),
        ("<p:bgPr><a:blipFill/><a:effectLst/></p:bgPr>", False),
        (
            '<p:bgPr><a:gradFill><a:gsLst><a:gs pos="0"><a:srgbClr val="FFFFFF"/></a:gs>'
            '<a:gs pos="100000"><a:srgbClr val="000000"/></a:gs></a:gsLst></a:gradFill></p:bgPr>',
            False,
        ),
    ],
)
def test_a_ground_is_light_where_the_palest_ink_is_read_on_all_of_it(paint: str, light: bool) -> None:
    assert {is_light(layout) for layout in on_ground(paint).slide_layouts} == {light}


def test_the_ground_of_a_layout_goes_before_that_of_its_master() -> None:
    deck = on_ground(filled('<a:srgbClr val="101A3C"/>'))
    layout = deck.slide_layouts[1]
    white = filled('<a:srgbClr val="FFFFFF"/>')
    layout._element.cSld.insert(0, parse_xml(f'<p:bg xmlns:p="{_SHOWN}" xmlns:a="{_DRAWN}">{white}</p:bg>'))
    assert [is_light(one) for one in deck.slide_layouts] == [False, True, False, False]


def test_charts_and_tables_stand_on_a_plate_where_the_ground_is_dark() -> None:
    example, saved = full_example(), io.BytesIO()
    on_ground(filled('<a:srgbClr val="101A3C"/>')).save(saved)
    slides, made = lay_deck(example.context("fr")), example.wave.facts.field_end
    plates = {}
    for ground, template in (("dark", saved.getvalue()), ("light", None)):
        content = write_deck(slides, lang="fr", name="Essai", made=made, template=template)
        assert all(check.passed for check in check_decks({"deck.fr.pptx": content}, example.cells))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            charts = [archive.read(one) for one in archive.namelist() if one.startswith("ppt/charts/chart")]
        tables = [
            cell._tc.tcPr
            for slide in Presentation(io.BytesIO(content)).slides
            for shape in slide.shapes
            if shape.has_table
            for row in shape.table.rows
            for cell in row.cells
            if not cell.is_spanned
        ]
        plates[ground] = (
            [_PLATE in chart.split(b"</c:chart>")[1] for chart in charts],
            [cell.find(f"{{{_DRAWN}}}noFill") is None for cell in tables],
        )
    assert all(map(all, plates["dark"]))
    assert plates["dark"][0]
    assert plates["dark"][1]
    assert not any(plates["light"][0])
    assert not all(plates["light"][1])
