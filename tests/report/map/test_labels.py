"""Labels of a map: which marks ask for one, and in how many lines it may stand."""

from expectation_demo import LONG, Point, context_of, sample_cells, stated_cells, survey_study

from relstudy.report.map.columns import MapColumn, read_columns
from relstudy.report.map.frame import COLUMN, SMALL, Frame, fit_plane
from relstudy.report.map.labels import CHIP, POINT, request_labels
from relstudy.report.map.places import Request

NEAR = [
    Point(id="a", importance=8.0, satisfaction=6.50),
    Point(id="b", importance=7.98, satisfaction=6.51),
    Point(id="c", importance=5.0, satisfaction=5.0),
]


def column_of(points: list[Point], labels: dict[str, str]) -> MapColumn:
    study, wave = survey_study(labels)
    return read_columns(
        context_of(study, wave, stated_cells({"all": points}, lines=(7.0, 6.1)) + sample_cells(all=812))
    )[0]


def requests_of(points: list[Point], labels: dict[str, str], frame: Frame) -> dict[str, Request]:
    requests, marks = request_labels(fit_plane(column_of(points, labels), frame), "(tie)")
    assert [m.id for m in marks] == [p.verdict.id for p in column_of(points, labels).points]
    return {request.mark.id: request for request in requests}


def test_crowded_marks_shrink_to_points_with_their_number_in_the_label():
    asked = requests_of(NEAR, {"a": "Une", "b": "Deux", "c": "Trois"}, COLUMN)
    assert {name: (r.chip, r.mark.radius) for name, r in asked.items()} == {
        "a": (CHIP, POINT), "b": (CHIP, POINT), "c": (0.0, COLUMN.radius),
    }  # fmt: skip


def test_a_small_map_asks_only_for_the_numbers_of_crowded_marks():
    asked = requests_of(NEAR, {"a": "Une", "b": "Deux", "c": "Trois"}, SMALL)
    assert set(asked) == {"a", "b"}
    assert all(block.lines == () for request in asked.values() for block in request.blocks)


def test_a_label_too_wide_for_its_frame_stands_in_more_lines_and_loses_no_word():
    (request,) = requests_of([NEAR[2]], {"c": LONG}, COLUMN).values()
    assert all(block.width <= COLUMN.label for block in request.blocks)
    assert {" ".join(block.lines) for block in request.blocks} == {LONG}
    assert [block.cost for block in request.blocks] == sorted(block.cost for block in request.blocks)


def test_a_shared_rank_is_said_after_the_label():
    tied = [Point(id="a", importance=8.0, satisfaction=6.5), Point(id="b", importance=8.0, satisfaction=4.0)]
    asked = requests_of(tied, {"a": "Une", "b": "Deux"}, COLUMN)
    assert {request.blocks[0].lines for request in asked.values()} == {("Une (tie)",), ("Deux (tie)",)}
