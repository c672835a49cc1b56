"""Diverging bars: sides meet at one zero, pieces are the answers from the middle outwards, every number is a cell."""

from dataclasses import replace
from itertools import pairwise

import pytest
from page_context import context_of, share

from relstudy.cells import Cell
from relstudy.report.context import Context
from relstudy.report.plain.inline import read_flat
from relstudy.report.satisfaction import BarRow, SatisfactionFigure, satisfaction_figure
from relstudy.report.verdicts import by_action, read_verdicts
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import ExpectationsPlan
from relstudy.survey.registers import Expectation

CODES = tuple(Code(code=str(n), value=float(n)) for n in range(1, 6))
ITEMS = (
    Item(id="sat_a", type="single", columns=("a",), codes=CODES),
    Item(id="sat_b", type="single", columns=("b",), codes=CODES),
)
SHARES = {"sat_a": (0.3, 0.2, 0.1, 0.3, 0.1), "sat_b": (0.0, 0.1, 0.2, 0.4, 0.3)}
EXPECTATIONS = (
    Expectation(id="a", satisfaction_item="sat_a"),
    Expectation(id="b", satisfaction_item="sat_b", offer="app"),
)
LABELS = {"expectation/a": "Réponse rapide", "expectation/b": "Application", "offer/app": "Appli mobile",
          "code/sat_a/1": "pas du tout", "code/sat_a/5": "tout à fait", "code/sat_b/1": "pas du tout", "code/sat_b/5": "tout à fait"}  # fmt: skip


def cells(*, answers: bool = True, withheld: bool = False) -> list[Cell]:
    found: list[Cell] = []
    for name, action in (("a", "improve"), ("b", "keep")):
        low, middle, high = (sum(SHARES[f"sat_{name}"][i:j]) for i, j in ((0, 2), (2, 3), (3, 5)))
        place = {"section": "expectations", "item": name, "column": "all", "base_kind": "respondents"}
        found += [
            Cell(
                **place,
                base=400,
                measure=side,
                value=value,
                unit="share",
                low=value - 0.05,
                high=value + 0.05,
                interval="taylor",
            )
            for side, value in (("negative", low), ("neutral", middle), ("positive", high))
        ]  # type: ignore[arg-type]
        found += [
            Cell(**place, base=400, measure="satisfaction", value=3.0, unit="mean"),
            Cell(**place, base=800, measure="importance", value=4.0, unit="mean"),
            Cell(**place, base=800, measure="rank", value=1.0 if name == "a" else 2.0, unit="rank"),
            Cell(**place, base=400, measure="action", kind="category", text=action),
        ]  # type: ignore[arg-type]
        if answers:
            found += [
                share(f"sat_{name}", c.code, value, base=10 if withheld else 420)
                for c, value in zip(CODES, SHARES[f"sat_{name}"], strict=True)
            ]
    return found


def context(found: list[Cell]) -> Context:
    return context_of(ITEMS, found, LABELS, expectations=EXPECTATIONS)


def figure_of(found: list[Cell]) -> SatisfactionFigure:
    made = context(found)
    figure = satisfaction_figure(made, by_action(read_verdicts(made)))
    assert figure is not None
    return figure


def rows_of(figure: SatisfactionFigure) -> list[BarRow]:
    return [row for group in figure.groups for row in group.rows]


def test_bars_share_one_zero_and_one_scale() -> None:
    first, second = rows_of(figure_of(cells()))
    assert first.bar.zero == second.bar.zero
    assert first.bar.left[0].end == first.bar.right[0].start == first.bar.zero
    width = first.bar.left[0].end - first.bar.left[-1].start
    assert (second.bar.right[-1].end - second.bar.right[0].start) / width == pytest.approx(0.7 / 0.5, abs=1e-3)
    assert all(0.0 <= place <= 1.0 for r in (first, second) for pair in r.bar.intervals for place in pair)


def test_pieces_are_the_answers_from_the_middle_outwards() -> None:
    first, second = rows_of(figure_of(cells()))
    lengths = [piece.end - piece.start for piece in first.bar.left]
    assert lengths[0] / lengths[1] == pytest.approx(0.2 / 0.3, abs=1e-3)
    assert [piece.depth for piece in first.bar.left] == [0.5, 1.0]
    assert len(second.bar.left) == 1  # nobody chose the lowest answer
    for row in (first, second):
        assert all(a.end == b.start for a, b in pairwise(row.bar.right))


@pytest.mark.parametrize("options", [{"answers": False}, {"withheld": True}])
def test_a_side_whose_answers_are_not_published_is_one_piece(options: dict[str, bool]) -> None:
    figure = figure_of(cells(**options))
    assert [len(row.bar.left) for row in rows_of(figure)] == [1, 1]
    assert figure.ends is None


def test_the_accent_is_for_what_to_improve_and_the_ends_are_named() -> None:
    figure = figure_of(cells())
    assert [row.bar.improve for row in rows_of(figure)] == [True, False]
    assert figure.ends is not None
    assert [read_flat(end) for end in figure.ends] == ["pas du tout", "tout à fait"]
    assert [read_flat(row.note) for row in rows_of(figure)] == ["", "Offre liée\u00a0: Appli mobile"]


def test_it_says_how_to_read_it_of_whom_and_from_where() -> None:
    figure = figure_of(cells())
    said = {read_flat(note.title): read_flat(note.text) for note in figure.notes}
    assert "50\u00a0% de ceux qui ont donné une note sont au-dessous" in said["Lecture."]
    assert "400 répondants" in said["Base."]
    assert "Question." in said


def test_what_fell_is_told_with_what_rose() -> None:
    assert "Évolution." not in {read_flat(note.title) for note in figure_of(cells()).notes}
    moved = [replace(c, marks={"a": "down", "b": "up"}[c.item]) if c.measure == "satisfaction" else c for c in cells()]
    (told,) = [read_flat(note.text) for note in figure_of(moved).notes if read_flat(note.title) == "Évolution."]
    assert "en baisse significative depuis la vague précédente\u00a0: Réponse rapide." in told
    assert told.endswith("en hausse significative\u00a0: Application.")
    gap = Cell(
        section="waves", item="expectations.a", measure="satisfaction_difference", column="wave=2025",
        value=-0.42, unit="mean", base=400, base_kind="respondents",
    )  # fmt: skip
    (told,) = [read_flat(n.text) for n in figure_of([*moved, gap]).notes if read_flat(n.title) == "Évolution."]
    assert "Réponse rapide (\u22120,4)." in told


def test_without_a_side_there_is_no_figure() -> None:
    bare = context([c for c in cells() if c.measure not in ("negative", "positive")])
    assert satisfaction_figure(bare, by_action(read_verdicts(bare))) is None


@pytest.mark.parametrize(("positive", "said"), [(40, True), (41, False)])
def test_a_bar_is_said_to_be_cut_by_interview_where_it_is(positive: int, said: bool) -> None:
    found = [
        replace(c, value={"negative": 3.0, "positive": float(positive)}.get(c.measure, c.value), unit="cases", base_kind="cases")
        for c in cells(answers=False)
        if c.item == "a" and c.measure != "neutral"
    ]  # fmt: skip
    made = context(found)
    made = replace(made, study=replace(made.study, expecting=ExpectationsPlan(importance="cases")))
    figure = satisfaction_figure(made, by_action(read_verdicts(made)))
    assert figure is not None
    (base,) = [read_flat(note.text) for note in figure.notes if read_flat(note.title) == "Base."]
    assert ("chaque segment de barre est un cas" in base) is said


@pytest.mark.parametrize(("negative", "positive", "pieces"), [(3, 40, [3, 40]), (3, 41, [1, 1]), (41, 2, [1, 1])])
def test_each_interview_is_a_piece_unless_a_side_has_too_many(negative: int, positive: int, pieces: list[int]) -> None:
    counted = {"negative": float(negative), "positive": float(positive)}
    found = [
        replace(c, value=counted[c.measure], unit="cases", low=None, high=None, base_kind="cases")
        for c in cells(answers=False)
        if c.item == "a" and c.measure in counted
    ]
    figure = figure_of([*(c for c in cells(answers=False) if c.item == "a" and c.measure not in counted), *found])
    (row,) = rows_of(figure)
    assert [len(row.bar.left), len(row.bar.right)] == pieces
    lengths = [piece.end - piece.start for piece in row.bar.right]
    assert lengths == pytest.approx([sum(lengths) / len(lengths)] * len(lengths), abs=1e-4)
