"""Labels of maps: what must never happen, on made-up scenes, crowded ones, and the same ones in another order."""

import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from relstudy.report.map.boxes import Box, distances, segments_cross, segments_meet_boxes
from relstudy.report.map.placement import Placement, place_labels
from relstudy.report.map.places import Block, Mark, Request, Scene

BOUNDS = Box(0, 0, 540, 600)


def scene_of(
    points: list[tuple[float, float]],
    *,
    radius: float = 11,
    arm: float = 16,
    line: tuple[float, float] | None = (250, 280),
    titles: tuple[Box, ...] = (Box(6, 6, 150, 22), Box(440, 6, 534, 22)),
) -> Scene:
    marks = tuple(
        Mark(id=f"m{i:02d}", x=x, y=y, radius=radius, arms=Box(x - arm, y - arm, x + arm, y + arm))
        for i, (x, y) in enumerate(points)
    )
    vertical, horizontal = (None, None) if line is None else line
    return Scene(bounds=BOUNDS, vertical=vertical, horizontal=horizontal, titles=titles, marks=marks)


def requests_of(scene: Scene, widths: tuple[float, ...] = (120, 70)) -> list[Request]:
    blocks = tuple(
        Block(lines=("x",) * (i + 1), width=w, height=15.0 * (i + 1), cost=0.5 * i) for i, w in enumerate(widths)
    )
    return [Request(mark=mark, blocks=blocks) for mark in scene.marks]


def check(placed: dict[str, Placement], scene: Scene) -> None:
    """Assert what holds of every set of labels, however crowded."""
    marks = {m.id: m for m in scene.marks}
    for a, b in itertools.combinations(placed.values(), 2):
        assert not a.box.overlaps(b.box, 2.99), (a.id, b.id)
        if a.leader and b.leader:
            assert not segments_cross(np.array([a.leader]), np.array([b.leader])).any()
    for label in placed.values():
        mark = marks[label.id]
        assert BOUNDS.holds(label.box)
        assert not any(label.box.overlaps(title, 2.99) for title in scene.titles)
        for other in scene.marks:
            away = distances(np.array([label.box.row]), np.array([(other.x, other.y)]))[0, 0]
            assert away >= other.radius or (other.x, other.y) == (mark.x, mark.y), (label.id, other.id)
        for line, low, high, at in (
            (scene.vertical, label.box.left, label.box.right, mark.x),
            (scene.horizontal, label.box.top, label.box.bottom, mark.y),
        ):
            if line is None:
                continue
            assert high <= line - 4.99 or low >= line + 4.99, f"{label.id} crosses a line of decision"
            assert math.isclose(at, line) or (high < line) == (at < line), f"{label.id} is on the other side"
        if label.leader:
            for other in placed.values():
                meets = segments_meet_boxes(np.array([label.leader]), np.array([other.box.row]), 0.0)[0, 0]
                assert other is label or not meets


def test_a_lone_label_stands_after_the_whisker():
    scene = scene_of([(100, 400)], arm=40, line=None)
    placed = place_labels(requests_of(scene), scene)["m00"]
    assert placed.box.left == pytest.approx(100 + 40 + 4)
    assert placed.box.top == pytest.approx(400 - 7.5)
    assert placed.leader is None
    assert placed.align == "start"


def test_a_label_near_the_right_edge_stands_elsewhere_and_inside():
    scene = scene_of([(530, 400)])
    check(place_labels(requests_of(scene), scene), scene)


def test_a_mark_on_both_lines_may_have_its_label_in_any_quadrant():
    scene = scene_of([(250, 280)])
    placed = place_labels(requests_of(scene), scene)
    assert set(placed) == {"m00"}
    check(placed, scene)


def test_a_label_whose_place_is_taken_gets_a_leader():
    ring = [(270 + 26 * math.cos(a), 140 + 26 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 7)[:-1]]
    scene = scene_of([(270, 140), *ring], line=None, arm=12)
    placed = place_labels(requests_of(scene), scene)
    assert len(placed) == 7
    check(placed, scene)
    assert any(p.leader for p in placed.values())


def test_a_number_beside_its_point_faces_it_at_the_end_of_a_leader_that_crosses_no_words():
    scene = scene_of([(250, 280)] * 6, radius=4.5, arm=30)
    marks = scene.marks
    blocks = tuple(Block(lines=("x",) * n, width=w + 24, height=max(15.0 * n, 19)) for n, w in ((1, 150), (2, 90)))
    placed = place_labels([Request(mark=m, blocks=blocks, chip=9.5) for m in marks], scene)
    assert len(placed) >= 5
    check(placed, scene)
    for label in placed.values():
        x = label.box.right - 9.5 if label.align == "end" else label.box.left + 9.5
        y = (label.box.top + label.box.bottom) / 2
        x1, y1, x2, y2 = label.leader
        assert math.hypot(x2 - x, y2 - y) == pytest.approx(9.5, abs=0.01)
        assert math.hypot(x1 - 250, y1 - 280) == pytest.approx(4.5, abs=0.01)
        left, right = (
            (label.box.left, label.box.right - 21) if label.align == "end" else (label.box.left + 21, label.box.right)
        )
        words = np.array([[left, label.box.top, right, label.box.bottom]])
        assert not segments_meet_boxes(np.array([label.leader]), words, 0.0).any()


def test_no_room_at_all_is_said_by_absence():
    scene = scene_of([(100, 100)], line=None)
    too_wide = [Request(mark=scene.marks[0], blocks=(Block(lines=("x",), width=900, height=15),))]
    assert place_labels(too_wide, scene) == {}
    assert place_labels([], scene) == {}


def test_labels_that_exclude_each_other_are_not_both_placed():
    bounds_only = Scene(
        bounds=Box(0, 0, 100, 40), vertical=None, horizontal=None, titles=(), marks=scene_of([(10, 20), (90, 20)]).marks
    )
    requests = [Request(mark=m, blocks=(Block(lines=("x",), width=60, height=36),)) for m in bounds_only.marks]
    assert len(place_labels(requests, bounds_only)) <= 1


def test_a_label_is_nearer_its_own_mark_than_another_or_has_a_leader():
    # A rising diagonal with long whiskers: after the whisker of one stands another's disc.
    scene = scene_of([(120 + 18 * i, 520 - 30 * i) for i in range(14)], arm=60, line=None)
    placed = place_labels(requests_of(scene, (150, 90)), scene)
    check(placed, scene)
    lost = 0
    for label in placed.values():
        own = next(m for m in scene.marks if m.id == label.id)
        far = distances(np.array([label.box.row]), np.array([(m.x, m.y) for m in scene.marks]))[0]
        mine = far[[m.id for m in scene.marks].index(own.id)]
        lost += label.leader is None and mine - far.min() > 2
    assert lost <= 1


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    points=st.lists(st.tuples(st.integers(12, 528), st.integers(12, 588)), min_size=1, max_size=14, unique=True),
    arm=st.integers(11, 50),
    line=st.tuples(st.integers(80, 460), st.integers(80, 520)) | st.none(),
)
def test_nothing_overlaps_in_any_scene(points, arm, line):
    scene = scene_of([(float(x), float(y)) for x, y in points], arm=float(arm), line=line)
    check(place_labels(requests_of(scene), scene), scene)


def test_equal_scenes_give_equal_places_and_the_order_of_requests_matters_little():
    chance = random.Random(5)
    points = [(chance.uniform(20, 520), chance.uniform(40, 580)) for _ in range(20)]
    scene = scene_of(points)
    first = place_labels(requests_of(scene), scene)
    assert first == place_labels(requests_of(scene), scene)
    turned = place_labels(list(reversed(requests_of(scene))), scene)
    check(turned, scene)
    assert len(turned) == len(first)


def test_thirty_labels_of_two_lines_all_find_room_on_a_page():
    chance = random.Random(11)
    marks = []
    while len(marks) < 30:
        x, y = chance.gauss(470, 190), chance.gauss(430, 190)
        if 30 < x < 900 and 60 < y < 820 and all(math.hypot(x - m.x, y - m.y) > 26 for m in marks):
            marks.append(Mark(id=f"m{len(marks):02d}", x=x, y=y, radius=11, arms=Box(x - 24, y - 20, x + 24, y + 20)))
    scene = Scene(bounds=Box(0, 0, 920, 860), vertical=450, horizontal=430, titles=(), marks=tuple(marks))
    placed = place_labels(requests_of(scene, (215, 150, 110)), scene)
    assert len(placed) >= 29
