"""Where everything stands on a map: marks at their values, labels over nothing, on the invented bank and on hard cases."""

import dataclasses
import itertools
import random

import pytest
from expectation_demo import (
    LONG,
    Point,
    bank_figure,
    context_of,
    figure_of,
    pool,
    sample_cells,
    stated_cells,
    survey_study,
)
from markup_reading import read_markup, text_of

from relstudy.cells import Cell
from relstudy.report.html import render
from relstudy.report.map.boxes import Box
from relstudy.report.map.figure import map_figure
from relstudy.report.map.frame import COLUMN, PAGE, SIZE
from relstudy.report.map.labels import CHIP
from relstudy.report.map.layout import MapLayout, _within, lay_out_narrow
from relstudy.report.map.widths import text_width
from relstudy.report.palette import PROFILE_MARKS, overlap


def boxes(layout: MapLayout) -> dict[str, Box]:
    """Return the room each label takes, from its text and place alone."""
    found = {}
    for mark in layout.marks:
        edges = []
        for line in mark.lines:
            width = text_width(line.text, SIZE, line.weight)
            left = line.x - {"start": 0.0, "middle": width / 2, "end": width}[line.anchor]
            edges.append((left, line.y - 9, left + width, line.y + 3))
        if edges:
            a, b, c, d = zip(*edges, strict=True)
            found[mark.point.verdict.id] = Box(min(a), min(b), max(c), max(d))
    return found


def check_labels(layout: MapLayout) -> None:
    """Assert that labels overlap nothing, keep their side of the lines and stay in the plot."""
    found, plot = boxes(layout), layout.frame.plot
    for (a, box), (b, other) in itertools.combinations(found.items(), 2):
        assert not box.overlaps(other), (a, b)
    for mark in layout.marks:
        for name, box in found.items():
            dx = max(box.left - mark.x, 0, mark.x - box.right)
            dy = max(box.top - mark.y, 0, mark.y - box.bottom)
            reach = 4.5 if mark.chip else layout.frame.radius
            assert dx * dx + dy * dy >= reach * reach, (name, mark.point.verdict.id)
    for line in layout.lines:
        left, top, right, _ = line.ends
        upright = left == right
        for mark in layout.marks:
            box = found.get(mark.point.verdict.id)
            if box is None:
                continue
            low, high = (box.left, box.right) if upright else (box.top, box.bottom)
            at, place = (left, mark.x) if upright else (top, mark.y)
            assert high < at or low > at, f"{mark.point.verdict.id} crosses a line of decision"
            assert abs(place - at) < 0.01 or (high < at) == (place < at), f"{mark.point.verdict.id} on the other side"
    assert all(plot.holds(box) for box in found.values())


def test_marks_lie_at_the_place_of_their_values_and_do_not_move():
    figure = bank_figure()
    for panel in figure.panels:
        plot = panel.layout.frame.plot
        marks = panel.layout.marks
        for a, b in itertools.combinations(marks, 2):
            # Linear: differences in pixels are proportional to differences in value, one scale for all.
            for of, at in ((lambda m: m.point.x, lambda m: m.x), (lambda m: m.point.y, lambda m: -m.y)):
                assert (of(a) < of(b)) == (at(a) < at(b)) or abs(at(a) - at(b)) < 0.02
        scale = [(m.point.x, m.x) for m in marks]
        (v0, p0), (v1, p1) = min(scale), max(scale)
        for value, place in scale:
            assert place == pytest.approx(p0 + (value - v0) / (v1 - v0) * (p1 - p0), abs=0.02)
        assert all(plot.left <= m.x <= plot.right and plot.top <= m.y <= plot.bottom for m in marks)


def test_labels_of_the_bank_overlap_nothing_and_keep_their_side():
    figure = bank_figure()
    for panel in figure.panels:
        check_labels(panel.layout)
        assert not panel.layout.unlabelled


def test_a_small_map_names_the_marks_that_share_a_number_and_no_others():
    figure = bank_figure()
    for panel in figure.panels[1:3]:
        assert {m.point.verdict.id for m in panel.layout.marks if m.lines} == {"reseaux", "assistant"}
    third = figure.panels[3]
    assert not [m for m in third.layout.marks if m.lines]


def test_small_maps_share_their_axes_and_the_lines_of_the_whole():
    figure = bank_figure()
    small = [p.layout for p in figure.panels[1:]]
    assert len({tuple((t.text, t.x) for t in d.grid_x) for d in small}) == 1
    assert len({tuple((line.ends, line.cell.value) for line in d.lines) for d in small}) == 1
    assert {d.column.mark for d in small[:3]} == set(PROFILE_MARKS[:3])


def as_shares(cell: Cell) -> Cell:
    """Return a cell of importance as a share, as where importance is derived."""
    if cell.measure != "importance" and (cell.measure, cell.row) != ("line", "importance"):
        return cell
    tenth = {name: None if (at := getattr(cell, name)) is None else at / 10 for name in ("value", "low", "high")}
    return dataclasses.replace(cell, unit="share", **tenth)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_ticks_in_per_cent_are_not_cut_at_the_edges_of_any_map(lang):
    labels = pool(3)
    points = [Point(id=i, importance=y, satisfaction=x) for i, y, x in zip(labels, (10, 6, 1), (1, 5, 10), strict=True)]
    study, wave = survey_study(labels)
    columns = {"all": points, "profile=p1": points}
    cells = [as_shares(c) for c in stated_cells(columns, lines=(5.6, 5.3))] + sample_cells(
        **dict.fromkeys(columns, 812)
    )
    context = context_of(study, wave, cells, lang=lang)
    figure = map_figure(context)
    assert figure is not None
    layouts = [p.layout for p in figure.panels] + [lay_out_narrow(p.layout.column, lang) for p in figure.panels]
    assert {layout.column.units[1] for layout in layouts} == {"share"}
    for layout in layouts:
        assert any("%" in tick.text for tick in layout.grid_y)
        for tick in (*layout.grid_x, *layout.grid_y):
            assert tick.box.left >= 0
            assert tick.box.right <= layout.frame.width


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
    layout = figure.panels[0].layout
    assert figure.wide
    assert layout.frame is PAGE
    check_labels(layout)
    assert len(layout.marks) == 30
    # What found no room is named under the map.
    said = "".join(render(text) for _, text in figure.panels[0].remarks)
    assert len(layout.unlabelled) <= 2
    assert all(p.label in text_of(read_markup(said)) for p in layout.unlabelled)


def test_one_expectation():
    figure = figure_of([Point(id="e0", importance=7.0, satisfaction=6.1)], {"e0": "Seule"}, lines=(7.0, 6.1))
    layout = figure.panels[0].layout
    check_labels(layout)
    (mark,) = layout.marks
    assert mark.lines[0].text == "Seule"
    assert mark.x == pytest.approx(layout.lines[1].ends[0])
    assert mark.y == pytest.approx(layout.lines[0].ends[1])


def test_expectations_that_are_all_equal_are_all_named_at_one_point():
    labels = pool(6)
    figure = figure_of([Point(id=i, importance=7.0, satisfaction=6.0) for i in labels], labels, lines=(7.0, 6.0))
    layout = figure.panels[0].layout
    check_labels(layout)
    assert len({(m.x, m.y) for m in layout.marks}) == 1
    assert all(m.chip or m.point in layout.unlabelled for m in layout.marks)
    assert all(m.leader for m in layout.marks if m.lines)
    assert {m.point.number for m in layout.marks} == {1}


def test_marks_too_near_become_points_with_their_numbers_beside():
    labels = {"a": "Première", "b": "Deuxième", "c": "Loin"}
    points = [
        Point(id="a", importance=8.0, satisfaction=6.50),
        Point(id="b", importance=7.98, satisfaction=6.51),
        Point(id="c", importance=5.0, satisfaction=5.0),
    ]
    layout = figure_of(points, labels).panels[0].layout
    assert [bool(m.chip) for m in layout.marks] == [True, True, False]
    chips = [(m.number.x, m.number.y) for m in layout.marks[:2]]
    assert abs(chips[0][0] - chips[1][0]) + abs(chips[0][1] - chips[1][1]) > 15


def test_no_mark_of_the_bank_covers_another():
    """A mark that would cover another is a point; every number that stands beside its point clears all marks and numbers."""
    for panel in bank_figure().panels:
        shape, marks = panel.layout.column.mark.shape, panel.layout.marks
        drawn = [m for m in marks if m.point not in panel.layout.unlabelled]
        for one, other in itertools.combinations(drawn, 2):
            ends = [m.chip or (m.x, m.y) for m in (one, other)]
            radius = min(CHIP if m.chip else m.radius for m in (one, other))
            assert not overlap(shape, ends[0][0] - ends[1][0], ends[0][1] - ends[1][1], radius)


def test_long_labels_survive_whole():
    labels = {f"e{i}": f"{LONG} {i}" for i in range(8)}
    points = [Point(id=f"e{i}", importance=5 + 0.55 * i, satisfaction=5 + (i * 3 % 8) * 0.35) for i in range(8)]
    figure = figure_of(points, labels)
    check_labels(figure.panels[0].layout)
    for mark in figure.panels[0].layout.marks:
        assert " ".join(line.text for line in mark.lines) == labels[mark.point.verdict.id]
        assert len(mark.lines) <= 5


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
    assert [p.column.id for p in figure.panels[1:]] == [f"profile=p{k}" for k in range(1, count + 1)]
    assert len({p.column.mark for p in figure.panels[1:]}) == count
    for panel in figure.panels:
        check_labels(panel.layout)


def test_the_figure_stays_in_the_column_where_it_can():
    figure = bank_figure()
    assert not figure.wide
    assert figure.panels[0].layout.frame.width == COLUMN.width


@pytest.mark.parametrize("text", ["0", "100\u00a0%"])
def test_a_tick_at_an_edge_of_the_figure_is_moved_in_by_half_of_it(text):
    half = text_width(text, SIZE) / 2
    assert _within(0.0, text, 300.0) == pytest.approx(half)
    assert _within(300.0, text, 300.0) == pytest.approx(300.0 - half)
    assert _within(150.0, text, 300.0) == 150.0
