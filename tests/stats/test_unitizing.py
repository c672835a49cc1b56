"""u-alpha and cu-alpha: published figures, a count character by character, and what must not move them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from relstudy.stats.unitizing import Passages, merge_passages, unitize

#: Krippendorff 2019, Content Analysis, 4th ed., figure 12.11: three readers of 60 characters (start, end, value).
FIGURE = (
    ((0, 7, 1), (7, 13, 2), (30, 32, 5), (32, 37, 6), (37, 44, 6), (44, 60, 7)),
    ((0, 7, 1), (7, 13, 3), (13, 21, 5), (32, 44, 6)),
    ((0, 7, 1), (7, 13, 4), (13, 21, 5), (32, 37, 6), (37, 41, 6), (41, 44, 6)),
)


def passages(rows: list[tuple[int, int, int, int, int]]) -> Passages:
    """Return passages from rows of text, reader, start, end, value."""
    columns = np.array(rows, dtype=np.intp).reshape(-1, 5).T
    return Passages(text=columns[0], reader=columns[1], start=columns[2], end=columns[3], value=columns[4])


def drawn_figure() -> Passages:
    return passages([(0, reader, *cut) for reader, cuts in enumerate(FIGURE) for cut in cuts])


def one_by_one(cuts: Passages, read: np.ndarray, lengths: np.ndarray) -> tuple[float, float]:
    """Return both coefficients from coincidences counted character by character, as the book writes them."""
    kinds = int(cuts.value.max(initial=0)) + 1
    seen, pieces = np.zeros((kinds, kinds)), np.zeros(kinds)
    both, covered = np.zeros((kinds, kinds)), np.zeros(kinds)
    for text, length in enumerate(lengths):
        readers = np.flatnonzero(read[text])
        if len(readers) < 2:
            continue
        told = {r: np.zeros(length, dtype=int) for r in readers}
        mine = [i for i in range(len(cuts.text)) if cuts.text[i] == text and cuts.reader[i] in told]
        for i in mine:
            told[cuts.reader[i]][cuts.start[i] : cuts.end[i]] = cuts.value[i]
        for r in readers:
            pieces[0] += (told[r] == 0).sum()
            for other in readers:
                if other != r:
                    np.add.at(seen, (told[r], told[other]), 1 / (len(readers) - 1))
        for i in mine:
            size = cuts.end[i] - cuts.start[i]
            pieces[cuts.value[i]] += size**2
            others = [(told[r][cuts.start[i] : cuts.end[i]] > 0).sum() for r in readers if r != cuts.reader[i]]
            covered[cuts.value[i]] += (sum(others) / (len(readers) - 1)) ** 2
    both[1:, 1:] = seen[1:, 1:]
    return _coefficient(seen, pieces), _coefficient(both, covered)


def _coefficient(seen: np.ndarray, pieces: np.ndarray) -> float:
    given = seen.sum(axis=1)
    total = given.sum()
    if total**2 <= (given**2).sum() or total**2 <= pieces.sum():
        return float("nan")
    expected = (np.outer(given, given) - np.diag(pieces)) / (total - pieces.sum() / total)
    apart = ~np.eye(len(seen), dtype=bool)
    return float(1 - seen[apart].sum() / expected[apart].sum())


def test_the_published_example() -> None:
    everybody, length = np.ones((1, 3), dtype=bool), np.array([60])
    got = unitize(drawn_figure(), read=everybody, lengths=length)
    assert (got.u, got.cu) == (pytest.approx(0.510, abs=0.0005), pytest.approx(0.724, abs=0.0005))
    alone = replace(drawn_figure(), value=np.ones(16, dtype=np.intp))
    assert unitize(alone, read=everybody, lengths=length).u == pytest.approx(0.4136, abs=0.00005)


@st.composite
def cut_texts(draw: st.DrawFn) -> tuple[Passages, np.ndarray, np.ndarray]:
    """Return passages of texts in which no reader cuts over their own passages, who read what, and lengths."""
    texts, readers = draw(st.integers(1, 3)), draw(st.integers(2, 3))
    lengths = np.array(draw(st.lists(st.integers(1, 20), min_size=texts, max_size=texts)))
    rows = []
    for text in range(texts):
        for reader in range(readers):
            ends = sorted(draw(st.sets(st.integers(0, int(lengths[text])), max_size=6)))
            for start, end in zip(ends[::2], ends[1::2], strict=False):
                rows.append((text, reader, start, end, draw(st.integers(1, 3))))
    read = np.array(draw(st.lists(st.booleans(), min_size=texts * readers, max_size=texts * readers)))
    return passages(rows), read.reshape(texts, readers), lengths


@given(cut_texts(), st.randoms(use_true_random=False))
def test_it_is_what_is_counted_one_by_one_in_whatever_order(
    drawn: tuple[Passages, np.ndarray, np.ndarray], shuffling
) -> None:
    cuts, read, lengths = drawn
    order = np.array(shuffling.sample(range(len(cuts.text)), len(cuts.text)), dtype=np.intp)
    got = unitize(cuts.of(order), read=read, lengths=lengths)
    np.testing.assert_allclose((got.u, got.cu), one_by_one(cuts, read, lengths), atol=1e-12)


@given(cut_texts())
def test_equal_readers_agree_wholly(drawn: tuple[Passages, np.ndarray, np.ndarray]) -> None:
    cuts, read, lengths = drawn
    first = cuts.of(cuts.reader == 0)
    assume(len(first.text))
    twice = passages([
        (text, reader, start, end, value)
        for reader in (0, 1)
        for text, start, end, value in zip(first.text, first.start, first.end, first.value, strict=True)
    ])  # fmt: skip
    got = unitize(twice, read=np.ones((len(read), 2), dtype=bool), lengths=lengths)
    assert np.isnan(got.u) or got.u == pytest.approx(1)
    assert np.isnan(got.cu) or got.cu == pytest.approx(1)


def test_what_lies_over_each_other_is_one_passage_and_what_touches_is_two() -> None:
    rows = [(0, 0, 5, 9, 1), (0, 0, 2, 6, 1), (0, 0, 9, 12, 1), (0, 0, 3, 4, 1), (0, 1, 3, 4, 1), (1, 0, 2, 6, 1)]
    got = merge_passages(passages(rows))
    told = list(zip(got.text, got.reader, got.start, got.end, strict=True))
    assert told == [(0, 0, 2, 9), (0, 0, 9, 12), (1, 0, 2, 6), (0, 1, 3, 4)]


def test_two_values_on_one_character_have_no_coefficient() -> None:
    rows = [(0, 0, 0, 5, 1), (0, 0, 3, 8, 2), (0, 1, 0, 5, 1)]
    got = unitize(passages(rows), read=np.ones((1, 2), dtype=bool), lengths=np.array([10]))
    assert np.isnan(got.u)
    assert np.isnan(got.cu)


def test_without_passages_or_without_gaps_nothing_can_be_said() -> None:
    read, lengths = np.ones((1, 2), dtype=bool), np.array([10])
    assert np.isnan(unitize(passages([]), read=read, lengths=lengths).u)
    whole = passages([(0, 0, 0, 10, 1), (0, 1, 0, 10, 1)])
    assert np.isnan(unitize(whole, read=read, lengths=lengths).u)
