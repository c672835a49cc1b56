"""Swapped and turned codes by hand-made distributions, and how often honest changes are taken for one."""

import numpy as np
import pytest

from relstudy.stats.turned_codes import find_turned

BASES = (500.0, 500.0)


def shares(*values: float) -> np.ndarray:
    return np.array(values) / sum(values)


@pytest.mark.parametrize(
    ("before", "after", "places"),
    [
        (shares(70, 30), shares(31, 69), (1, 0)),
        (shares(5, 10, 20, 30, 35), shares(34, 31, 20, 9, 6), (4, 3, 2, 1, 0)),
        (shares(50, 10, 25, 15), shares(24, 11, 51, 14), (2, 1, 0, 3)),
    ],
    ids=["two codes", "a scale turned round", "two codes of four"],
)
def test_codes_that_changed_places_are_found(before: np.ndarray, after: np.ndarray, places: tuple[int, ...]) -> None:
    found = find_turned(before, after, bases=BASES)
    assert found is not None
    assert found.places == places
    assert (found.turned < 0.03, found.plain > 0.2) == (True, True)


@pytest.mark.parametrize(
    ("before", "after", "base"),
    [
        (shares(70, 30), shares(66, 34), 500.0),
        (shares(55, 45), shares(45, 55), 500.0),
        (shares(70, 30), shares(30, 70), 20.0),
        (shares(80, 15, 5), shares(30, 10, 60), 500.0),
        (shares(1), shares(1), 500.0),
    ],
    ids=["a small change", "codes too much alike to tell", "too few answers", "no rearrangement fits", "one code"],
)
def test_what_may_be_an_honest_change_is_not_told(before: np.ndarray, after: np.ndarray, base: float) -> None:
    assert find_turned(before, after, bases=(base, base)) is None


@pytest.mark.parametrize("k", [2, 5])
def test_an_honest_change_is_hardly_ever_taken_for_a_swap(k: int) -> None:
    """Logits of the codes move by 0.2 (a half becomes 43 to 57 %); 1 in 100 at most, 800 trials."""
    chance = np.random.default_rng(3)
    alarms = 0
    for _ in range(800):
        before = chance.dirichlet(np.full(k, 1.5))
        moved = before * np.exp(chance.normal(0.0, 0.2, k))
        drawn = [chance.multinomial(1_000, p / p.sum()) / 1_000 for p in (before, moved)]
        alarms += find_turned(*drawn, bases=(1_000.0, 1_000.0)) is not None
    assert alarms <= 8
