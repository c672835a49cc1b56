"""The maps of expectations as HTML: what is drawn, what it is bound to, what is named instead, and how a browser sets it."""

import itertools
import random
import shutil
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from expectation_demo import (
    BANK,
    IMPORTANCE_LINE,
    PROFILES,
    SATISFACTION_LINE,
    Point,
    bank_columns,
    bank_context,
    bank_figure,
    context_of,
    figure_of,
    sample_cells,
    stated_cells,
    survey_study,
)
from markup_reading import Element, find, one, read_markup, text_of
from report_reading import PageReader

from relstudy.report.context import Context
from relstudy.report.html import render
from relstudy.report.html.outlines import outline
from relstudy.report.map.boxes import Box
from relstudy.report.map.figure import MapFigure, map_figure
from relstudy.report.map.labels import CHIP
from relstudy.report.numbers import attribute
from relstudy.report.palette import ACCENT
from relstudy.report.table import Table
from relstudy.words import load_words


@cache
def bank(lang: str = "fr") -> tuple[Context, MapFigure, str]:
    figure = bank_figure(lang)
    return bank_context(lang), figure, with_notes(figure)


def with_notes(figure: MapFigure) -> str:
    notes = "".join(f'<p data-role="text">{render(note.title)} {render(note.text)}</p>' for note in figure.notes)
    return f"{render(figure)}{notes}"


def items(tree: Element, column: str = "all") -> list[Element]:
    return find(tree, "g", data_column=column, data_x=True)


def test_every_item_carries_its_verdicts_and_its_values_to_twelve_digits():
    context, _, markup = bank()
    found = items(read_markup(markup))
    assert [g.get("data-key") for g in found] == [f"expectations/{name}" for name in BANK]
    for g in found:
        name = g.get("data-key")
        assert g.get("data-x") == attribute(context.book.by_key[f"{name}/satisfaction/_/all"].value)
        assert g.get("data-y") == attribute(context.book.by_key[f"{name}/importance/_/all"].value)
        assert g.get("data-tier") == context.book.by_key[f"{name}/tier/_/all"].text
        assert g.get("data-action") == context.book.by_key[f"{name}/action/_/all"].text


def test_the_printed_rules_recomputed_from_the_attributes_and_lines_give_what_is_printed():
    context, _, markup = bank()
    tree = read_markup(markup)
    y_line, x_line = (
        float(one(tree, "text", data_key=f"expectations/_/line/{m}/_").get("data-value"))
        for m in ("importance", "satisfaction")
    )
    assert (y_line, x_line) == (IMPORTANCE_LINE, SATISFACTION_LINE)
    for g in items(tree):
        name = g.get("data-key")
        importance = context.book.by_key[f"{name}/importance/_/all"]
        crosses = importance.low <= y_line <= importance.high
        expected = "unsettled" if crosses else "primary" if float(g.get("data-y")) > y_line else "secondary"
        assert g.get("data-tier") == expected


def test_numbers_on_marks_are_ranks_of_the_whole_everywhere():
    context, _, markup = bank()
    tree = read_markup(markup)
    for column in context.book.columns("expectations"):
        if column == "_":
            continue
        for g in items(tree, column):
            number = one(g, "text", data_key=True)
            assert number.get("data-key") == f"{g.get('data-key')}/rank/_/all"
            assert (
                number.text == number.get("data-value") == attribute(context.book.by_key[number.get("data-key")].value)
            )


def test_the_whole_comes_first_then_profiles_then_targets():
    _, figure, markup = bank()
    assert [p.column.id for p in figure.panels] == [
        "all",
        "profile=p1",
        "profile=p2",
        "profile=p3",
        "target=client",
        "target=prospect",
    ]
    columns = [g.get("data-column") for g in find(read_markup(markup), "g", data_x=True)]
    assert [c for c, _ in itertools.groupby(columns)] == [p.column.id for p in figure.panels]


def test_every_label_of_the_whole_is_printed_whole():
    _, _, markup = bank()
    for g in items(read_markup(markup)):
        text = " ".join(text_of(t) for t in one(g, "g", class_="label"))
        assert text.replace(" (ex\u00a0æquo)", "") == BANK[g.get("data-key").partition("/")[2]][0]


def test_equal_importance_has_the_same_number_and_says_so():
    _, figure, markup = bank()
    tied = [m for m in figure.panels[0].layout.marks if m.point.tied]
    assert [m.point.verdict.id for m in tied] == ["reseaux", "assistant"]
    assert len({m.point.number for m in tied}) == 1
    assert sum(len(find(g, "tspan")) for g in items(read_markup(markup))) == 2


def test_tier_by_fill_and_the_accent_for_improve_alone():
    _, _, markup = bank()
    for g in find(read_markup(markup), "g", data_x=True):
        mark = one(g, "path", class_="mark")
        hollow, dashed = mark.get("fill") == "#FFFFFF", mark.get("stroke-dasharray") is not None
        assert (hollow, dashed) == {"primary": (False, False), "secondary": (True, False), "unsettled": (True, True)}[
            g.get("data-tier")
        ]
        accented = ACCENT in (mark.get("fill"), mark.get("stroke"))
        assert accented == (g.get("data-action") == "improve")


def test_what_is_withheld_is_named_under_its_map_and_not_read_markup():
    context, figure, markup = bank()
    tree = read_markup(markup)
    third = figure.panels[3].column
    assert {a.verdict.id for a in third.absent} == {"messagerie", "reseaux", "assistant"}
    assert not [
        g for g in items(tree, "profile=p3") if g.get("data-key").endswith(("messagerie", "reseaux", "assistant"))
    ]
    named = find(tree, data_absent=True, data_column="profile=p3")
    assert [e.get("data-absent") for e in named] == [
        "expectations/messagerie",
        "expectations/reseaux",
        "expectations/assistant",
    ]
    assert all(e.get("data-tier") == "secondary" for e in named)
    words = load_words("fr", "figures")["map"]["absent"]["satisfaction_withheld"].partition("(")[0]
    assert words in text_of(tree)
    hidden = context.book.by_key["expectations/messagerie/satisfaction/_/profile=p3"]
    assert hidden.status == "withheld"
    assert hidden.key not in markup


def test_reasons_for_not_being_read_markup():
    labels = {"full": "Complète", "alone": "Sans satisfaction", "few": "Trop peu", "none": "Pas posée"}
    points = [
        Point(id="full", importance=7.2, satisfaction=6.0),
        Point(id="alone", importance=8.0, satisfaction=None),
        Point(id="few", importance=6.0, satisfaction=5.0, base=12),
        Point(id="none", importance=None, satisfaction=5.5),
    ]
    figure = figure_of(points, labels)
    assert [p.verdict.id for p in figure.panels[0].column.points] == ["full"]
    assert {a.verdict.id: a.reason for a in figure.panels[0].column.absent} == {
        "alone": "satisfaction_missing", "few": "withheld", "none": "missing",
    }  # fmt: skip
    tree = read_markup(render(figure))
    alone = one(tree, data_absent="expectations/alone")
    assert alone.get("data-tier") == "primary"
    assert "prioritaire" in text_of(alone)
    said = text_of(one(tree, class_="xmap-remarks"))
    assert "Sans satisfaction mesurée" in said
    assert "Non publiées" in said
    assert "Non mesurées" in said


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_digit_is_bound_or_spoken_for(lang):
    _, _, markup = bank(lang)
    reader = PageReader(f'<section data-page="R3">{markup}</section>')
    assert reader.strays == []
    assert reader.misnested == []
    assert len(reader.ids) == len(set(reader.ids))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_bound_numbers_equal_their_cells(lang):
    context, _, markup = bank(lang)
    bound = PageReader(f'<section data-page="R3">{markup}</section>').numbers
    assert len(bound) > 100
    for b in bound:
        assert float(b.value) == context.book.by_key[b.key].value


def test_a_number_beside_its_point_has_the_mark_of_its_map():
    figure, markup = bank()[1:]
    for panel in figure.panels:
        shape = panel.column.mark.shape
        for mark in panel.layout.marks:
            if mark.chip is not None:
                assert f'class="chip" d="{outline(shape, *mark.chip, CHIP)}"' in markup


def test_ticks_are_marked_as_ticks():
    _, _, markup = bank()
    tree = read_markup(markup)
    ticks = [[text_of(t) for t in find(g, "text")] for g in find(tree, "g", data_role="tick")]
    assert len(ticks) == 7  # the whole for a narrow screen and for a wide one, three profiles, two targets
    assert all(len(t) >= 6 for t in ticks)
    assert {"9,0", "7,0"} <= set(ticks[1])


def test_the_map_of_a_narrow_screen_is_a_picture_of_the_other():
    """It bears the same numbers and none of the keys, so that whoever reads the page meets each mark once."""
    _, _, markup = bank()
    narrow, wide = find(read_markup(markup), "svg", role="img")[:2]
    assert not [g for g in find(narrow, "g") if g.get("data-key")]
    numbers = [sorted(t for text in find(svg, "text") if (t := text_of(text)).isdigit()) for svg in (narrow, wide)]
    assert numbers[0] == numbers[1]
    assert len(numbers[0]) == 14


def test_the_svg_stands_alone():
    _, _, markup = bank()
    for svg in find(read_markup(markup), "svg", role="img"):
        if svg.get("aria-label") is None:
            assert svg.find("title").text
            assert svg.find("desc").text
            assert {svg.find("title").get("id"), svg.find("desc").get("id")} == set(svg.get("aria-labelledby").split())
        text = ET.tostring(svg, encoding="unicode")
        assert "var(" not in text
        assert "style=" not in text
        assert "paint-order" not in text
        assert svg.get("font-family").startswith("'Relstudy Sans', Inter")


def test_equal_cells_give_equal_bytes():
    assert with_notes(map_figure(bank_context())) == bank()[2]


def test_the_table_stands_beside_the_whole_where_there_is_one():
    table = Table(id="x", caption="Hiérarchie", stub="Attente", columns=(), groups=())
    markup = render(map_figure(bank_context(), table))
    assert '<caption class="table-head" id="x">Hiérarchie</caption>' in markup.partition('class="xmap-beside"')[2]
    assert "xmap-beside" not in bank()[2]
    assert 'class="notes"' not in markup


def test_hostile_labels_are_text():
    labels = {
        "a": '<script>alert(1)</script> & "x"',
        "b": "\u202eretourné\u202c",
        "c": "توقع العميل",
        "d": "w" * 80,
        "e": " ",
    }
    points = [Point(id=i, importance=6.0 + 0.4 * k, satisfaction=5.5 + 0.3 * k) for k, i in enumerate(labels)]
    markup = render(figure_of(points, labels))
    assert "<script" not in markup
    assert "\u202e" not in markup
    text = text_of(read_markup(markup))
    assert "alert(1)" in text
    assert "توقع العميل" in text
    assert "&amp;" in markup


def test_without_profiles_or_targets_there_is_one_map():
    figure = figure_of([Point(id="a", importance=7.5, satisfaction=6.0)], {"a": "A"})
    assert [p.column.id for p in figure.panels] == ["all"]
    assert "xmap-small" not in render(figure)
    assert "Par profil." not in {render(n.title) for n in figure.notes}


def test_without_any_satisfaction_nothing_is_drawn_and_all_are_named():
    labels = {"a": "A", "b": "B"}
    figure = figure_of([Point(id=i, importance=7.5, satisfaction=None) for i in labels], labels, lines=(7.5, None))
    tree = read_markup(render(figure))
    assert not find(tree, "svg", role="img")
    assert len(find(tree, data_absent=True)) == 2
    assert load_words("fr", "figures")["map"]["nothing"] in text_of(tree)


def test_without_cells_there_is_nothing():
    study, wave = survey_study({"a": "A"})
    assert map_figure(context_of(study, wave, sample_cells(all=812))) is None


def test_rows_in_another_order_give_the_same_maps():
    study, wave = survey_study(
        {i: label for i, (label, _) in BANK.items()}, poles={p: name for _, p, name, _, _ in PROFILES}
    )
    cells = stated_cells(bank_columns(), lines=(IMPORTANCE_LINE, SATISFACTION_LINE))
    random.Random(2).shuffle(cells)
    a = map_figure(context_of(study, wave, cells))
    b = map_figure(context_of(study, wave, sorted(cells, key=lambda c: (c.column, c.item, c.measure))))
    assert render(a) == render(b)


browser_only = pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium")


@pytest.fixture(scope="module")
def pages():
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.mark.browser
@browser_only
@pytest.mark.parametrize("font", ["Inter", "DejaVu Sans Condensed", "Liberation Sans"])
def test_texts_as_a_browser_sets_them_do_not_overlap(pages, font):
    _, _, markup = bank()
    page = pages.new_page(viewport={"width": 1280, "height": 900})
    page.set_content(f"<style>svg text {{ font-family: '{font}', Inter, sans-serif }}</style>{markup}")
    rects = page.evaluate(
        """() => [...document.querySelectorAll('svg[role=img]')].map(svg => [...svg.querySelectorAll('g.label > text, g > text[data-key]')]
           .map(t => { const b = t.getBBox(); return [t.textContent, b.x, b.y + 2, b.x + b.width, b.y + b.height - 2] }))"""
    )
    page.close()
    assert sum(map(len, rects)) > 80
    for drawing in rects:
        for (a, *box), (b, *other) in itertools.combinations(drawing, 2):
            assert not Box(*box).overlaps(Box(*other)), (a, b)


@pytest.mark.browser
@browser_only
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_page_never_scrolls_sideways(pages, width):
    from relstudy import resources

    css = "".join(p.read_text(encoding="utf-8") for p in sorted((resources.templates() / "report").glob("*.css")))
    _, _, markup = bank()
    page = pages.new_page(viewport={"width": width, "height": 900})
    page.set_content(f'<style>{css}</style><section class="page"><div class="frame">{markup}</div></section>')
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
