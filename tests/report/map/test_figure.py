"""Maps of expectations: what is drawn, where, what it is bound to, what is named instead, on the invented bank and on hard cases."""

import dataclasses
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
    context_of,
    sample_cells,
    stated_cells,
    survey_study,
)
from markup_reading import Element, find, one, read_markup, text_of
from report_reading import PageReader

from relstudy.report.context import Context
from relstudy.report.html import render
from relstudy.report.map.boxes import Box
from relstudy.report.map.figure import MapFigure, draw_expectations_map, map_figure
from relstudy.report.map.layout import COLUMN, PAGE, SIZE, MapDrawing
from relstudy.report.map.widths import text_width
from relstudy.report.numbers import attribute
from relstudy.report.palette import ACCENT, PROFILE_MARKS
from relstudy.words import load_words

LONG = "Obtenir une réponse complète à ma question dès le premier contact, sans relancer"


@cache
def bank(lang: str = "fr") -> tuple[Context, MapFigure, str]:
    context = bank_context(lang)  # type: ignore[arg-type]
    figure = map_figure(context)
    return context, figure, draw_expectations_map(figure)


def items(tree: Element, column: str = "all") -> list[Element]:
    return find(tree, "g", data_column=column, data_x=True)


def figure_of(points: list[Point], labels: dict[str, str], lines=(7.0, 6.1), **columns: list[Point]) -> MapFigure:
    study, wave = survey_study(labels)
    named = {"all": points, **{name.replace("_", "="): found for name, found in columns.items()}}
    cells = stated_cells(named, lines=lines) + sample_cells(**dict.fromkeys(named, 812))
    return map_figure(context_of(study, wave, cells))


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
    assert [v.column for v in figure.views] == [
        "all",
        "profile=p1",
        "profile=p2",
        "profile=p3",
        "target=client",
        "target=prospect",
    ]
    columns = [g.get("data-column") for g in find(read_markup(markup), "g", data_x=True)]
    assert [c for c, _ in itertools.groupby(columns)] == [v.column for v in figure.views]


def test_marks_lie_at_the_place_of_their_values_and_do_not_move():
    _, figure, _ = bank()
    for panel in figure.panels:
        plot = panel.drawing.frame.plot
        marks = panel.drawing.marks
        for a, b in itertools.combinations(marks, 2):
            # Linear: differences in pixels are proportional to differences in value, one scale for all.
            for of, at in ((lambda m: m.point.x, lambda m: m.x), (lambda m: m.point.y, lambda m: -m.y)):
                assert (of(a) < of(b)) == (at(a) < at(b)) or abs(at(a) - at(b)) < 0.02
        scale = [(m.point.x, m.x) for m in marks]
        (v0, p0), (v1, p1) = min(scale), max(scale)
        for value, place in scale:
            assert place == pytest.approx(p0 + (value - v0) / (v1 - v0) * (p1 - p0), abs=0.02)
        assert all(plot.left <= m.x <= plot.right and plot.top <= m.y <= plot.bottom for m in marks)


def boxes(drawing: MapDrawing) -> dict[str, Box]:
    """Return the room each label takes, from its text and place alone."""
    found = {}
    for mark in drawing.marks:
        edges = []
        for line in mark.lines:
            width = text_width(line.text, SIZE, line.weight)
            left = line.x - {"start": 0.0, "middle": width / 2, "end": width}[line.anchor]
            edges.append((left, line.y - 9, left + width, line.y + 3))
        if edges:
            a, b, c, d = zip(*edges, strict=True)
            found[mark.point.verdict.id] = Box(min(a), min(b), max(c), max(d))
    return found


def check_labels(drawing: MapDrawing) -> None:
    """Assert that labels overlap nothing, keep their side of the lines and stay in the plot."""
    found, plot = boxes(drawing), drawing.frame.plot
    for (a, box), (b, other) in itertools.combinations(found.items(), 2):
        assert not box.overlaps(other), (a, b)
    for mark in drawing.marks:
        for name, box in found.items():
            dx = max(box.left - mark.x, 0, mark.x - box.right)
            dy = max(box.top - mark.y, 0, mark.y - box.bottom)
            reach = 4.5 if mark.chip else drawing.frame.radius
            assert dx * dx + dy * dy >= reach * reach, (name, mark.point.verdict.id)
    for line in drawing.lines:
        upright = line.x1 == line.x2
        for mark in drawing.marks:
            box = found.get(mark.point.verdict.id)
            if box is None:
                continue
            low, high = (box.left, box.right) if upright else (box.top, box.bottom)
            at, place = (line.x1, mark.x) if upright else (line.y1, mark.y)
            assert high < at or low > at, f"{mark.point.verdict.id} crosses a line of decision"
            assert abs(place - at) < 0.01 or (high < at) == (place < at), f"{mark.point.verdict.id} on the other side"
    assert all(plot.holds(box) for box in found.values())


def test_labels_of_the_bank_overlap_nothing_and_keep_their_side():
    _, figure, _ = bank()
    for panel in figure.panels:
        check_labels(panel.drawing)
        assert not panel.drawing.unlabelled


def test_every_label_of_the_whole_is_printed_whole():
    _, _, markup = bank()
    for g in items(read_markup(markup)):
        text = " ".join(text_of(t) for t in one(g, "g", class_="label"))
        assert text.replace(" (ex\u00a0æquo)", "") == BANK[g.get("data-key").partition("/")[2]][0]


def test_equal_importance_has_the_same_number_and_says_so():
    _, figure, markup = bank()
    tied = [m for m in figure.panels[0].drawing.marks if m.point.tied]
    assert [m.point.verdict.id for m in tied] == ["reseaux", "assistant"]
    assert len({m.point.number for m in tied}) == 1
    assert sum(len(find(g, "tspan")) for g in items(read_markup(markup))) == 2


def test_a_small_map_names_the_marks_that_share_a_number_and_no_others():
    _, figure, _ = bank()
    for panel in figure.panels[1:3]:
        assert {m.point.verdict.id for m in panel.drawing.marks if m.lines} == {"reseaux", "assistant"}
    third = figure.panels[3]
    assert not [m for m in third.drawing.marks if m.lines]


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


def test_small_maps_share_their_axes_and_the_lines_of_the_whole():
    _, figure, _ = bank()
    small = [p.drawing for p in figure.panels[1:]]
    assert len({tuple((t.text, t.x) for t in d.grid_x) for d in small}) == 1
    assert len({tuple((line.x1, line.y1, line.value) for line in d.lines) for d in small}) == 1
    assert {d.view.mark for d in small[:3]} == set(PROFILE_MARKS[:3])


def test_what_is_withheld_is_named_under_its_map_and_not_read_markup():
    context, figure, markup = bank()
    tree = read_markup(markup)
    third = figure.views[3]
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
    assert [p.verdict.id for p in figure.views[0].points] == ["full"]
    assert {a.verdict.id: a.reason for a in figure.views[0].absent} == {
        "alone": "satisfaction_missing", "few": "withheld", "none": "missing",
    }  # fmt: skip
    tree = read_markup(draw_expectations_map(figure))
    alone = one(tree, data_absent="expectations/alone")
    assert alone.get("data-tier") == "primary"
    assert "prioritaire" in text_of(alone)
    said = text_of(one(tree, class_="xmap-remarks"))
    assert "Sans satisfaction mesurée" in said
    assert "Non publiées" in said
    assert "Non mesurées" in said


def test_small_bases_are_listed_by_number():
    _, figure, _ = bank()
    expected = {p.number for p in figure.views[3].points if p.satisfaction.base < 100}
    assert expected
    said = next(render(text) for title, text in figure.panels[3].remarks if "faible" in render(title))
    assert {int(text_of(n)) for n in find(read_markup(said), "data")} == expected


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


def test_ticks_are_marked_as_ticks():
    _, _, markup = bank()
    tree = read_markup(markup)
    ticks = [[text_of(t) for t in find(g, "text")] for g in find(tree, "g", data_role="tick")]
    assert len(ticks) == 6
    assert all(len(t) >= 6 for t in ticks)
    assert {"9,0", "7,0"} <= set(ticks[0])


def test_the_svg_stands_alone():
    _, _, markup = bank()
    for svg in find(read_markup(markup), "svg", role="img"):
        assert svg.find("title").text
        assert svg.find("desc").text
        assert {svg.find("title").get("id"), svg.find("desc").get("id")} == set(svg.get("aria-labelledby").split())
        text = ET.tostring(svg, encoding="unicode")
        assert "var(" not in text
        assert "style=" not in text
        assert "paint-order" not in text
        assert svg.get("font-family").startswith("'Relstudy Sans', Inter")


def test_equal_cells_give_equal_bytes():
    assert draw_expectations_map(map_figure(bank_context())) == bank()[2]


def test_what_the_page_sets_beside_and_its_notes():
    _, figure, _ = bank()
    from markupsafe import Markup

    markup = draw_expectations_map(figure, beside=Markup("<table id='x'></table>"), notes=False)
    tree = read_markup(markup)
    assert find(one(tree, "div", class_="xmap-beside"), "table", id="x")
    assert not find(tree, "div", class_="notes")
    titles = [render(n.title) for n in figure.notes]
    assert titles == [
        "Lecture.", "Hiérarchie (règle).", "Action (règle).", "Accord.", "Par profil.", "Par cible.", "Intervalles.", "Question.",
        "Base.", "Source.",
    ]  # fmt: skip


def pool(count: int) -> dict[str, str]:
    stems = ["Joindre un conseiller", LONG, "Suivre ma demande", "Une information identique partout", "SMS"]
    return {f"e{i}": f"{stems[i % 5]}" + ("" if i < 5 else f" {chr(64 + i)}") for i in range(count)}


def test_thirty_expectations_have_all_their_labels():
    chance = random.Random(4)
    labels = pool(30)
    points = [
        Point(
            id=i,
            importance=chance.gauss(6.9, 1.3),
            satisfaction=chance.gauss(6.2, 0.8),
            half=0.12,
            satisfaction_half=0.15,
        )
        for i in labels
    ]
    figure = figure_of(points, labels, lines=(6.9, 6.2))
    drawing = figure.panels[0].drawing
    assert figure.wide
    assert drawing.frame is PAGE
    check_labels(drawing)
    assert len(drawing.marks) == 30
    # What found no room is named under the map.
    said = "".join(render(text) for _, text in figure.panels[0].remarks)
    assert len(drawing.unlabelled) <= 2
    assert all(p.label in text_of(read_markup(said)) for p in drawing.unlabelled)


def test_one_expectation():
    figure = figure_of([Point(id="e0", importance=7.0, satisfaction=6.1)], {"e0": "Seule"}, lines=(7.0, 6.1))
    drawing = figure.panels[0].drawing
    check_labels(drawing)
    (mark,) = drawing.marks
    assert mark.lines[0].text == "Seule"
    assert mark.x == pytest.approx(drawing.lines[1].x1)
    assert mark.y == pytest.approx(drawing.lines[0].y1)


def test_expectations_that_are_all_equal_are_all_named_at_one_point():
    labels = pool(6)
    figure = figure_of([Point(id=i, importance=7.0, satisfaction=6.0) for i in labels], labels, lines=(7.0, 6.0))
    drawing = figure.panels[0].drawing
    check_labels(drawing)
    assert len({(m.x, m.y) for m in drawing.marks}) == 1
    assert all(m.chip or m.point in drawing.unlabelled for m in drawing.marks)
    assert all(m.leader for m in drawing.marks if m.lines)
    assert {m.point.number for m in drawing.marks} == {1}


def test_marks_too_near_become_points_with_their_numbers_beside():
    labels = {"a": "Première", "b": "Deuxième", "c": "Loin"}
    points = [
        Point(id="a", importance=8.0, satisfaction=6.50),
        Point(id="b", importance=7.98, satisfaction=6.51),
        Point(id="c", importance=5.0, satisfaction=5.0),
    ]
    drawing = figure_of(points, labels).panels[0].drawing
    assert [bool(m.chip) for m in drawing.marks] == [True, True, False]
    chips = [(m.number.x, m.number.y) for m in drawing.marks[:2]]
    assert abs(chips[0][0] - chips[1][0]) + abs(chips[0][1] - chips[1][1]) > 15


def test_long_labels_survive_whole():
    labels = {f"e{i}": f"{LONG} {i}" for i in range(8)}
    points = [Point(id=f"e{i}", importance=5 + 0.55 * i, satisfaction=5 + (i * 3 % 8) * 0.35) for i in range(8)]
    figure = figure_of(points, labels)
    check_labels(figure.panels[0].drawing)
    for mark in figure.panels[0].drawing.marks:
        assert " ".join(line.text for line in mark.lines) == labels[mark.point.verdict.id]
        assert len(mark.lines) <= 5


def test_hostile_labels_are_text():
    labels = {
        "a": '<script>alert(1)</script> & "x"',
        "b": "\u202eretourné\u202c",
        "c": "توقع العميل",
        "d": "w" * 80,
        "e": " ",
    }
    points = [Point(id=i, importance=6.0 + 0.4 * k, satisfaction=5.5 + 0.3 * k) for k, i in enumerate(labels)]
    markup = draw_expectations_map(figure_of(points, labels))
    assert "<script" not in markup
    assert "\u202e" not in markup
    text = text_of(read_markup(markup))
    assert "alert(1)" in text
    assert "توقع العميل" in text
    assert "&amp;" in markup


@pytest.mark.parametrize("count", [2, 8])
def test_from_two_to_eight_profiles(count):
    labels = pool(7)
    chance = random.Random(count)
    points = [Point(id=i, importance=chance.uniform(5, 9), satisfaction=chance.uniform(4, 8)) for i in labels]
    profiles = {
        f"profile_p{k}": [dataclasses.replace(p, importance=p.importance + 0.1 * k) for p in points]
        for k in range(1, count + 1)
    }
    figure = figure_of(points, labels, **profiles)
    assert [v.column for v in figure.views[1:]] == [f"profile=p{k}" for k in range(1, count + 1)]
    assert len({v.mark for v in figure.views[1:]}) == count
    for panel in figure.panels:
        check_labels(panel.drawing)


def test_ten_profiles_are_in_the_order_of_their_numbers():
    labels = pool(2)
    points = [Point(id=i, importance=6.0, satisfaction=5.0 + k) for k, i in enumerate(labels)]
    figure = figure_of(points, labels, **{f"profile_p{k}": points for k in range(1, 11)})
    assert [v.column for v in figure.views[1:]] == [f"profile=p{k}" for k in range(1, 11)]


def test_without_profiles_or_targets_there_is_one_map():
    figure = figure_of([Point(id="a", importance=7.5, satisfaction=6.0)], {"a": "A"})
    assert [v.column for v in figure.views] == ["all"]
    assert "xmap-small" not in draw_expectations_map(figure)
    assert "Par profil." not in {render(n.title) for n in figure.notes}


def test_without_any_satisfaction_nothing_is_drawn_and_all_are_named():
    labels = {"a": "A", "b": "B"}
    figure = figure_of([Point(id=i, importance=7.5, satisfaction=None) for i in labels], labels, lines=(7.5, None))
    tree = read_markup(draw_expectations_map(figure))
    assert not find(tree, "svg", role="img")
    assert len(find(tree, data_absent=True)) == 2
    assert load_words("fr", "figures")["map"]["nothing"] in text_of(tree)


def test_without_cells_there_is_nothing():
    study, wave = survey_study({"a": "A"})
    figure = map_figure(context_of(study, wave, sample_cells(all=812)))
    assert figure.views == ()
    assert not draw_expectations_map(figure)


def test_the_figure_stays_in_the_column_where_it_can():
    _, figure, _ = bank()
    assert not figure.wide
    assert figure.panels[0].drawing.frame.width == COLUMN.width


def test_rows_in_another_order_give_the_same_maps():
    study, wave = survey_study(
        {i: label for i, (label, _) in BANK.items()}, poles={p: name for _, p, name, _, _ in PROFILES}
    )
    cells = stated_cells(bank_columns(), lines=(IMPORTANCE_LINE, SATISFACTION_LINE))
    random.Random(2).shuffle(cells)
    a = map_figure(context_of(study, wave, cells))
    b = map_figure(context_of(study, wave, sorted(cells, key=lambda c: (c.column, c.item, c.measure))))
    assert draw_expectations_map(a) == draw_expectations_map(b)


# The drawing as a browser sets it.

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
