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
