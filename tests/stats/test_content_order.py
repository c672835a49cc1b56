"""The order by content: no permutation of rows, columns or items moves it."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from relstudy.stats.content_order import order_by_content


def ordered(values, blocks):
    columns, rows, _ = order_by_content(values, blocks)
    seen = blocks[columns]
    first = {b: i for i, b in reversed(list(enumerate(seen)))}
    return values[np.ix_(rows, columns)], [first[b] for b in seen]


@settings(max_examples=60, deadline=None)
@example(seed=2, n=1, p=6, levels=2)  # two items alike, column by column
@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 6), st.integers(2, 4))
def test_no_permutation_moves_it(seed, n, p, levels):
    chance = np.random.default_rng(seed)
    values = chance.integers(0, levels, (n, p)).astype(float)
    blocks = chance.integers(0, p, p)
    rows, columns, names = chance.permutation(n), chance.permutation(p), chance.permutation(p)
    table, items = ordered(values, blocks)
    again, items_again = ordered(values[np.ix_(rows, columns)], names[blocks[columns]])
    assert np.array_equal(table, again)
    assert items == items_again


def test_columns_with_the_same_margin_are_told_apart_by_the_others():
    values = np.array([[1, 0, 1], [1, 0, 1], [0, 1, 0], [0, 1, 1], [0, 0, 1], [1, 1, 1]], dtype=float)
    table, _ = ordered(values, np.arange(3))
    swapped, _ = ordered(values[::-1][:, [1, 0, 2]], np.arange(3))
    assert np.array_equal(table, swapped)


def test_a_symmetric_table_is_settled_whichever_column_comes_first():
    values = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    assert np.array_equal(ordered(values, np.arange(2))[0], ordered(values[:, ::-1], np.arange(2))[0])


def test_equal_rows_share_a_mark_and_others_do_not():
    values = np.array([[0.5, 1.0], [1.0, 0.5], [0.5, 1.0], [0.5, 1.0 + 1e-12]])
    marks = order_by_content(values, np.arange(2))[2]
    assert marks[0] == marks[2] == marks[3]
    assert marks[0] != marks[1]


@pytest.mark.parametrize("blocks", [[0, 0, 1], [0, 1, 1]])
def test_an_item_is_more_than_its_columns(blocks):
    chance = np.random.default_rng(3)
    values = chance.integers(0, 2, (30, 3)).astype(float)
    mine = order_by_content(values, np.array(blocks))[2]
    other = order_by_content(values, np.array([0, 1, 2]))[2]
    assert not np.array_equal(mine, other)
