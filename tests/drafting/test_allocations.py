"""Points shared out among neighbouring columns: the longest run of them that adds up, wherever it begins."""

import numpy as np
import pytest

from relstudy.drafting.allocations import total_of, with_allocations
from relstudy.drafting.proposal import ProposedItem
from relstudy.drafting.shapes import Shape

ROWS = 60


def shape(name: str, cells: np.ndarray) -> Shape:
    """Return a column of numbers, nan where blank."""
    blank = np.isnan(cells)
    distinct, index = np.unique(cells[~blank], return_inverse=True)
    places = np.full(len(cells), -1)
    places[~blank] = index
    texts = tuple(f"{number:g}" for number in distinct)
    return Shape(name=name, texts=texts, counts=np.bincount(index), numbers=distinct, index=places)


def wide(random: np.random.Generator) -> dict[str, Shape]:
    """Return columns of which some share out 100 points, some blank where they have none, one at times below 0."""
    columns: list[np.ndarray] = []
    while len(columns) < 40:
        kind = random.integers(4)
        if kind == 0:
            shared = np.floor(random.dirichlet(np.ones(random.integers(3, 9)), ROWS) * 100)
            shared[:, 0] += 100 - shared.sum(axis=1)
            shared[: random.integers(5), 0] += 1  # a few rows that do not add up
            shared[shared == 0] = np.nan if random.integers(2) else 0
            columns += list(shared.T)
        else:
            columns.append(random.integers(-1 if kind == 1 else 0, 20, ROWS).astype(float))
    return {f"c{place}": shape(f"c{place}", column) for place, column in enumerate(columns)}


@pytest.mark.parametrize("seed", range(8))
def test_the_longest_run_of_columns_that_adds_up_is_taken(seed: int) -> None:
    shapes = wide(np.random.default_rng(seed))
    names = list(shapes)
    items = [ProposedItem(id=name, type="single", label={}, columns=(name,)) for name in names]
    expected, at = [], 0
    while at < len(names):
        run = [shapes[name] for name in names[at : at + 30]]
        size = next((n for n in range(len(run), 2, -1) if total_of(run[:n]) is not None), 0)
        expected += ["numeric"] * size or ["single"]
        at += size or 1
    assert "numeric" in expected
    assert [item.type for item in with_allocations(items, shapes)] == expected


def test_places_before_points_are_no_part_of_their_sum() -> None:
    random = np.random.default_rng(3)
    ranks = np.array([random.permutation([1.0, 2.0, 3.0, np.nan, np.nan]) for _ in range(ROWS)]).T
    points = np.floor(random.dirichlet(np.ones(4), ROWS) * 100).T
    points[3] = 100 - points[:3].sum(axis=0)
    points[0, :30] += points[1, :30]
    points[1, :30] = np.nan
    shapes = {f"c{place}": shape(f"c{place}", column) for place, column in enumerate([*ranks, *points])}
    items = [ProposedItem(id=name, type="single", label={}, columns=(name,)) for name in shapes]
    made = with_allocations(items, shapes)
    assert [item.type for item in made] == ["single"] * 5 + ["numeric"] * 4
    assert made[5].shared_out == ("c5", "c6", "c7", "c8")


def test_two_totals_side_by_side_are_two_sums() -> None:
    random = np.random.default_rng(4)
    first, second = (np.floor(random.dirichlet(np.ones(3), ROWS) * 90).T for _ in range(2))
    for points in (first, second):
        points[2] = 100 - points[:2].sum(axis=0)
        points[0, ::2] += points[1, ::2]
        points[1, ::2] = np.nan
    second[:, :2] = np.nan  # Who shared nothing out there gave no zeros.
    shapes = {f"c{place}": shape(f"c{place}", column) for place, column in enumerate([*first, *second])}
    items = [ProposedItem(id=name, type="single", label={}, columns=(name,)) for name in shapes]
    made = with_allocations(items, shapes)
    assert [item.shared_out for item in made] == [("c0", "c1", "c2")] * 3 + [("c3", "c4", "c5")] * 3
