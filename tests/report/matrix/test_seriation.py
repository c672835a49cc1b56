"""The order of interviews: those that say alike stand together, whatever the order of the file."""

import itertools
import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.report.matrix.seriation import seriate_cases


def test_a_scattered_staircase_is_put_in_order():
    table = np.array([[1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 1]], dtype=float)
    for turn in itertools.permutations(range(4)):
        ids = [f"c{i}" for i in turn]
        found = [ids[i] for i in seriate_cases(table[list(turn)], np.ones((4, 5), dtype=bool), ids).order]
        assert found in (["c0", "c1", "c2", "c3"], ["c3", "c2", "c1", "c0"])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(1, 7))
def test_the_order_of_rows_plays_no_part(seed, cases, width):
    chance = random.Random(seed)
    table = np.array([[chance.choice((0, 0, 0.5, 1, -0.5)) for _ in range(width)] for _ in range(cases)])
    asked = np.array([[chance.random() > 0.1 for _ in range(width)] for _ in range(cases)])
    ids = [f"c{i:02d}" for i in range(cases)]
    first = seriate_cases(table, asked, ids)
    turn = list(range(cases))
    chance.shuffle(turn)
    again = seriate_cases(table[turn], asked[turn], [ids[i] for i in turn])
    assert [ids[i] for i in first.order] == [ids[turn[i]] for i in again.order]
    assert (first.first, first.last) == (again.first, again.last)


def test_how_much_a_person_speaks_is_taken_out():
    # Two kinds of persons, one talkative of each: kinds stand together, not talkers.
    table = np.array([[1, 1, 1, 0, 0, 0], [1, 0, 0, 0, 0, 0], [0, 0, 0, 1, 1, 1], [0, 0, 0, 0, 0, 1]], dtype=float)
    order = seriate_cases(table, np.ones_like(table, dtype=bool), ["a", "b", "c", "d"]).order
    assert {frozenset(order[:2]), frozenset(order[2:])} == {frozenset({0, 1}), frozenset({2, 3})}


def test_without_structure_ids_decide():
    found = seriate_cases(np.ones((3, 2)), np.ones((3, 2), dtype=bool), ["b", "c", "a"])
    assert found.order == (2, 0, 1)
    assert (found.first, found.last) == (None, None)
