"""A brand is in every file a client opens: its colours in the places of ours, its logo, the names of its fonts."""

import base64
import dataclasses
import io
import re
import zipfile
from functools import cache

import pytest
from pptx import Presentation
from report_example import Example, full_example
from tagged_paper import render_paper

from relstudy import resources
from relstudy.outputs.deck import check_decks, write_decks
from relstudy.outputs.workbook import check_workbooks, write_workbooks
from relstudy.report.brand import colours_of
from relstudy.report.deck.repainting import repaint_parts
from relstudy.report.html.logo import drawing_of, picture_of
from relstudy.report.html.overview import write_overview
from relstudy.report.overview import StudyEntry
from relstudy.report.palette import ACCENT, INK, INK_2, INK_3, PROFILE_MARKS
from relstudy.report.paper.repainting import repaint_tree
from relstudy.survey.brand import NO_BRAND, Brand, Font, Logo

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h40v20z" fill="#B3005E"/></svg>'
LOGO = Logo(media="image/svg+xml", data=base64.b64encode(SVG.encode()).decode())
FONT = resources.templates() / "report/paper/serif-600.ttf"
TITLE = Font(
    family="Brand title", media="font/ttf", data=base64.b64encode(FONT.read_bytes()).decode(), own_name='Fonte "A" & B'
)
BRAND = Brand(
    name='Agence <script> & "Cie"', logo=LOGO, accent="#B3005E", ink="#12302B", profiles=("#0072B2", "#D55E00"), title=TITLE,
    text=Font(family="Relstudy Serif"),
)  # fmt: skip
OURS = {colour[1:] for colour in (ACCENT, INK, INK_2, INK_3, *(mark.colour for mark in PROFILE_MARKS[:2]))}
COLOUR = re.compile(r'<a:srgbClr val="([0-9A-F]{6})"')


@cache
def branded(brand: Brand = BRAND) -> Example:
    example = full_example()
    return dataclasses.replace(example, study=dataclasses.replace(example.study, brand=brand))


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def deck() -> bytes:
    (content,) = write_decks(findings=branded().found(), langs=("fr",), template=None, delivered={}).values()
    return content


def colours_in(content: bytes, only: str = r"ppt/.*\.xml") -> set[str]:
    return {
        c for name, part in parts_of(content).items() if re.fullmatch(only, name) for c in COLOUR.findall(part.decode())
    }


def test_a_deck_is_in_the_colours_of_the_brand_and_in_none_of_the_places_they_take() -> None:
    found = colours_in(deck())
    assert found & OURS == set()
    assert {"B3005E", "12302B", "0072B2"} <= found
    assert all(check.passed for check in check_decks({"deck.fr.pptx": deck()}, branded().cells))


def test_a_deck_names_the_fonts_of_the_brand_and_shows_its_logo_under_its_name() -> None:
    theme = next(part.decode() for name, part in parts_of(deck()).items() if name.startswith("ppt/theme/"))
    assert re.search(r'<a:majorFont>\s*<a:latin typeface="Fonte &quot;A&quot; &amp; B"', theme)
    assert re.search(r'<a:minorFont>\s*<a:latin typeface="Georgia"', theme)
    cover = Presentation(io.BytesIO(deck())).slide_layouts.get_by_name("Cover")
    (logo,) = [shape for shape in cover.shapes if shape.name == "Logo"]
    assert logo._element.nvPicPr.cNvPr.get("descr") == BRAND.name
    assert logo.image.content_type == "image/png"


def test_a_template_of_the_agency_keeps_its_own_colours() -> None:
    (plain,) = write_decks(findings=full_example().found(), langs=("fr",), template=None, delivered={}).values()
    (content,) = write_decks(findings=branded().found(), langs=("fr",), template=plain, delivered={}).values()
    own = r"ppt/(?:slideLayouts|theme|slideMasters)/[^/]*\.xml"
    assert colours_in(content, own) == colours_in(plain, own)
    assert colours_in(content, r"ppt/(?:slides/slide|charts/chart)[^/]*\.xml") & OURS == set()


def test_what_people_wrote_in_a_deck_keeps_its_letters() -> None:
    part = f'<a:rPr><a:solidFill><a:srgbClr val="{INK[1:]}"/></a:solidFill></a:rPr><a:t>a:srgbClr val="{INK[1:]}"</a:t>'
    (painted,) = repaint_parts({"ppt/slides/slide1.xml": part.encode()}, BRAND, own_template=False).values()
    assert painted.decode() == part.replace(INK[1:], "12302B", 1)


def test_letters_in_a_colour_for_marks_are_dark_enough_to_be_read() -> None:
    mark = f'<a:srgbClr val="{PROFILE_MARKS[1].colour[1:]}"/>'
    part = f"<a:ln>{mark}</a:ln><a:defRPr><a:solidFill>{mark}</a:solidFill></a:defRPr>"
    (painted,) = repaint_parts({"ppt/charts/chart1.xml": part.encode()}, BRAND, own_template=True).values()
    line, letters = COLOUR.findall(painted.decode())
    assert f"#{line}" == "#D55E00"
    assert f"#{letters}" == colours_of(BRAND).lettered[PROFILE_MARKS[1].colour]


def test_a_workbook_is_in_the_ink_of_the_brand_with_its_logo_on_the_index() -> None:
    (content,) = write_workbooks(findings=branded().found(), langs=("fr",)).values()
    parts = parts_of(content)
    styles = parts["xl/styles.xml"].decode()
    assert "FF12302B" in styles
    assert f"FF{INK[1:]}" not in styles
    assert f"FF{INK_3[1:]}" not in styles
    assert "xl/media/image1.png" in parts
    assert all(check.passed for check in check_workbooks({"tables.fr.xlsx": content}, branded().cells))


def test_a_paper_is_in_the_colours_and_fonts_of_the_brand() -> None:
    made = render_paper(branded().context("fr"))
    assert made == render_paper(branded().context("fr"))
    assert made != render_paper(full_example().context("fr"))


def test_a_tree_is_painted_where_it_paints() -> None:
    tree = {
        "k": "disc",
        "fill": ACCENT,
        "ink": "#FFFFFF",
        "c": [ACCENT, {"k": "drawing", "svg": f'<path fill="{INK}"/>'}],
    }
    painted = repaint_tree(tree, BRAND)
    assert painted == {**tree, "fill": "#B3005E", "c": [ACCENT, {"k": "drawing", "svg": '<path fill="#12302B"/>'}]}
    assert repaint_tree(tree, NO_BRAND) is tree


def test_a_font_packed_for_screens_leaves_the_paper_in_ours() -> None:
    packed = Brand(
        title=Font(family="Brand title", media="font/woff2", data=base64.b64encode(b"wOF2 and more").decode())
    )
    assert render_paper(branded(packed).context("fr")) == render_paper(full_example().context("fr"))


@pytest.mark.parametrize("logo", [LOGO, "png"])
def test_a_logo_is_a_drawing_and_a_picture_of_its_proportions(logo: Logo | str) -> None:
    if not isinstance(logo, Logo):
        drawn = picture_of(LOGO, 20.0)
        assert drawn is not None
        logo = Logo(media="image/png", data=base64.b64encode(drawn.png).decode())
    picture = picture_of(logo, 30.0)
    assert picture is not None
    assert (round(picture.width), picture.height) == (60, 30.0)
    assert drawing_of(logo).startswith("<svg")


def test_a_logo_nobody_can_draw_is_left_out() -> None:
    assert picture_of(Logo(media="image/svg+xml", data=base64.b64encode(b"<svg xmlns=").decode()), 30.0) is None


def test_an_index_bears_the_brand() -> None:
    entry = StudyEntry(name="Étude", client="", folder="", anchor="s1", waves=())
    page = write_overview((entry,), "fr", alone=True, brand=BRAND)
    assert f'src="data:image/svg+xml;base64,{LOGO.data}" alt="Agence &lt;script&gt; &amp; &#34;Cie&#34;"' in page
    assert "color: #12302B" in page
    assert INK not in page
