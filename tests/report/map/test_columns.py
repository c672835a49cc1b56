"""What the maps show, read from the cells: which columns, which expectations have a place, why others have none."""

import dataclasses

import pytest
from expectation_demo import Point, bank_context, context_of, sample_cells, stated_cells, survey_study

from relstudy.report.map.columns import MapColumn, read_columns
from relstudy.survey.items import Code

LABELS = {"full": "Complète", "alone": "Sans satisfaction", "few": "Trop peu", "none": "Pas posée"}
POINTS = [
    Point(id="full", importance=7.2, satisfaction=6.0),
    Point(id="alone", importance=8.0, satisfaction=None),
    Point(id="few", importance=6.0, satisfaction=5.0, base=12),
    Point(id="none", importance=None, satisfaction=5.5),
]


def columns_of(lines: tuple[float | None, float | None] = (7.0, 6.1), **columns: list[Point]) -> tuple[MapColumn, ...]:
    study, wave = survey_study(LABELS)
    named = {name.replace("_", "="): points for name, points in columns.items()}
    return read_columns(context_of(study, wave, stated_cells(named, lines=lines) + sample_cells(all=812)))


def test_an_expectation_without_both_measures_has_no_place_and_says_why():
    (whole,) = columns_of(all=POINTS)
    assert [p.verdict.id for p in whole.points] == ["full"]
    assert {a.verdict.id: a.reason for a in whole.absent} == {
        "alone": "satisfaction_missing", "few": "withheld", "none": "missing",
    }  # fmt: skip
    assert {v.id for v in whole.verdicts} == set(LABELS)


def test_a_mark_is_that_of_its_profile_and_of_the_whole_for_a_target():
    columns = read_columns(bank_context())
    assert [(c.kind, c.profile) for c in columns] == [
        ("whole", None), ("profile", 0), ("profile", 1), ("profile", 2), ("target", None), ("target", None),
    ]  # fmt: skip
    assert columns[0].mark == columns[4].mark != columns[1].mark


def test_targets_stand_as_their_codes_do():
    study, wave = survey_study(LABELS)
    codes = tuple(Code(code=code) for code in ("Premium", "base", "autre"))
    wave = dataclasses.replace(wave, items=(dataclasses.replace(wave.items[0], codes=codes),))
    columns = dict.fromkeys(
        ("target=autre", "profile=p10", "all", "target=base", "profile=p2", "target=premium"), POINTS
    )
    context = context_of(study, wave, stated_cells(columns, lines=(7.0, 6.1)) + sample_cells(all=812))
    assert [column.verdicts[0].column for column in read_columns(context)] == [
        "all", "profile=p2", "profile=p10", "target=premium", "target=base", "target=autre",
    ]  # fmt: skip


def test_small_maps_hold_the_values_of_all_of_them_and_the_whole_its_own():
    far = [Point(id="full", importance=9.9, satisfaction=1.1)]
    whole, first, second = columns_of(all=POINTS, profile_p1=POINTS, profile_p2=far)
    assert first.spread_x == second.spread_x
    assert min(first.spread_x) <= 1.1 < min(whole.spread_x)


def test_a_column_in_which_nothing_is_measured_has_no_map():
    nothing = [Point(id=name, importance=None, satisfaction=5.0) for name in LABELS]
    assert [c.id for c in columns_of(all=POINTS, profile_p1=nothing)] == ["all"]


@pytest.mark.parametrize(("lines", "held"), [((7.0, None), (True, False)), ((None, 6.1), (False, True))])
def test_a_line_that_is_not_published_is_none(lines, held):
    (whole,) = columns_of(lines, all=POINTS)
    assert (whole.importance_line is not None, whole.satisfaction_line is not None) == held
