"""What stands on a slide is reckoned in the widest letters an office program may take: names, subtitles, tables."""

from dataclasses import replace

from pptx.util import Pt

from relstudy.report.deck.built_in import built_in
from relstudy.report.deck.layouts import find_layouts
from relstudy.report.deck.letters import letters_width, lines_in
from relstudy.report.deck.names import place_names
from relstudy.report.deck.slide import Point, Range
from relstudy.report.deck.tables import fit_table, table_xml
from relstudy.report.deck.writing import _say, _smaller
from relstudy.report.map.widths import text_width
from relstudy.report.table import Column, Row, table_of
from relstudy.survey.brand import NO_BRAND

LONG = "Dans ce profil, on trouve plus souvent des jeunes actifs et la pratique omnicanal est plus fréquente. " * 3


def test_letters_are_reckoned_wider_than_those_of_inter() -> None:
    for bold, weight in ((False, 400), (True, 600)):
        assert (
            letters_width("Suivre sa demande", 10.0, bold=bold) > text_width("Suivre sa demande", 10.0, weight) * 1.05
        )
    assert lines_in("un deux trois", letters_width("un deux", 10.0), 10.0) == 2


def test_two_names_that_only_narrow_letters_would_part_give_way() -> None:
    name = "Suivre sa demande en ligne"
    wide = letters_width(name, 10.0, bold=True)
    room = (82.0 + 2 * wide, 97.0 + 40.0)
    points = tuple(Point(name=name, x=x, y=5.0, number=str(n)) for n, x in enumerate((4.0, 6.0), start=1))
    placed = place_names(
        points, Range(low=0, high=10, step=1), Range(low=0, high=10, step=1), lines=(None, None), room=room
    )
    assert any(point.numbered for point in placed) or placed[0].side != placed[1].side


def test_a_subtitle_that_takes_more_lines_than_its_place_is_set_smaller() -> None:
    made = built_in(NO_BRAND)
    page = made.slides.add_slide(made.slide_layouts.get_by_name("Table"))
    room = replace(find_layouts(made)[0]["Table"].places["subtitle"], height=40.0)
    assert _smaller(room, ["Court"]) is None
    size = _smaller(room, [LONG])
    assert size is not None
    assert lines_in(LONG, room.width - 14.4, size) * size * 1.2 <= 40 - 7.2 or size == 8.0
    place = next(one for one in page.placeholders if one.placeholder_format.idx == room.idx)
    _say(place, [LONG], "fr", size=size)
    assert place.text_frame.paragraphs[0].runs[0].font.size == Pt(size)


def test_a_table_without_titles_has_no_empty_row_of_heads() -> None:
    bare = table_of(
        (Column(title="", kind="text"),), (Row(head="Qui ils sont", cells=("S0",)),), name="t", caption="", stub=""
    )
    made = fit_table(bare, 800.0, 300.0)
    assert [cell.lines for cell in made.rows[0]] == [("Qui ils sont",), ("S0",)]
    assert "firstRow" not in table_xml(made, "fr").tblPr.attrib
    titled = table_of((Column(title="Part"),), (Row(head="Agence", cells=("1",)),), name="t", caption="", stub="Canal")
    assert fit_table(titled, 800.0, 300.0).rows[0][1].lines == ("Part",)
    assert table_xml(fit_table(titled, 800.0, 300.0), "fr").tblPr.attrib["firstRow"] == "1"
