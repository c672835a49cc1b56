"""Agreement: published figures, and what names and orders must not move."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.stats.agreement import (
    agree_in_pairs,
    alpha_interval,
    alpha_of,
    cohen_kappa,
    count_disagreements,
)

#: Gwet 2014, Handbook of Inter-Rater Reliability.
GWET = np.array([[13, 0, 0], [0, 20, 7], [0, 4, 56]])


def alike(counts: np.ndarray) -> np.ndarray:
    """Return the sizes of units that all weigh the same."""
    return np.ones(len(counts))


def alpha(counts: np.ndarray) -> float:
    """Return alpha of one code from counts (units, values), each unit a case."""
    sums = count_disagreements(counts[None].astype(float), alike(counts), np.arange(len(counts)), cases=len(counts))
    return float(alpha_of(sums, np.array([[True]]))[0])


def unfold(crossed: np.ndarray) -> np.ndarray:
    """Return the counts (units, values) of two readers from their judgements crossed."""
    kinds = np.eye(len(crossed))
    return np.repeat((kinds[:, None] + kinds[None]).reshape(-1, len(crossed)), crossed.ravel(), axis=0)


def test_three_values_as_gwet() -> None:
    pairs = agree_in_pairs(unfold(GWET)[None], alike(unfold(GWET)))
    found = [cohen_kappa(GWET[None].astype(float))[0], pairs.fleiss[0], pairs.ac1[0]]
    assert found == pytest.approx([0.796, 0.796, 0.849], abs=0.0006)


@pytest.mark.parametrize(
    ("readers", "expected"),
    [
        (["aabbdcccedda", "babbbccceddd"], 0.692),
        (["123321412...", "1233224125.3", ".3332342251.", "12332441251."], 0.743),
    ],
)
def test_nominal_alpha_as_krippendorff(readers: list[str], expected: float) -> None:
    """Krippendorff 2011, B and C; the last unit of C has one reader and tells nothing."""
    values = sorted(set("".join(readers)) - {"."})
    counts = np.array([[[r[u] for r in readers].count(v) for v in values] for u in range(12)])
    assert alpha(counts) == pytest.approx(expected, abs=0.0005)


@st.composite
def judgements(draw: st.DrawFn) -> np.ndarray:
    """Return 1 given, 0 not, -1 not read, shape (units, coders)."""
    units, coders = draw(st.integers(2, 8)), draw(st.integers(2, 4))
    rows = draw(
        st.lists(
            st.lists(st.sampled_from((-1, 0, 1)), min_size=coders, max_size=coders), min_size=units, max_size=units
        )
    )
    return np.array(rows)


def counted(judged: np.ndarray) -> np.ndarray:
    return np.stack([(judged == 0).sum(axis=1), (judged == 1).sum(axis=1)], axis=1).astype(float)


@given(judgements(), st.randoms(use_true_random=False))
def test_neither_order_nor_names_move_alpha(judged: np.ndarray, shuffling) -> None:
    units, coders = (shuffling.sample(range(n), n) for n in judged.shape)
    other = judged[units][:, coders]
    swapped = np.where(other < 0, other, 1 - other)
    for again in (other, swapped):
        np.testing.assert_allclose(alpha(counted(again)), alpha(counted(judged)), atol=1e-12)


@given(judgements())
def test_equal_coders_agree_wholly_where_judgements_vary(judged: np.ndarray) -> None:
    equal = np.repeat(np.abs(judged[:, :1]), judged.shape[1], axis=1)
    varies = len(set(equal[:, 0].tolist())) > 1
    pairs = agree_in_pairs(counted(equal)[None], alike(equal))
    for value in (alpha(counted(equal)), pairs.fleiss[0], pairs.ac1[0], pairs.observed[0]):
        assert value == pytest.approx(1.0) if varies else np.isnan(value)


@given(judgements())
def test_alpha_is_as_counted_plainly(judged: np.ndarray) -> None:
    """Alpha again from its definition: pairs of readers within units, pairs of all judgements."""
    rows = [[v for v in row if v >= 0] for row in judged.tolist()]
    kept = [row for row in rows if len(row) > 1]
    flat = [v for row in kept for v in row]
    seen = sum(sum(a != b for a in row for b in row) / (len(row) - 1) for row in kept)
    chance = sum(a != b for a in flat for b in flat) / max(len(flat) - 1, 1)
    found = alpha(counted(judged))
    assert np.isnan(found) if chance == 0 else found == pytest.approx(1 - seen / chance)


def test_the_interval_draws_cases_and_not_units() -> None:
    """Units of one case that are all alike add no certainty."""
    chance = np.random.default_rng(1)
    judged = (chance.random((40, 1)) < 0.5) ^ (chance.random((40, 2)) < 0.15)
    once = counted(judged.astype(int))
    wide = np.repeat(once, 10, axis=0)
    pool = np.array([[True]])
    apart = count_disagreements(once[None], alike(once), np.arange(40), cases=40)
    together = count_disagreements(wide[None], alike(wide), np.repeat(np.arange(40), 10), cases=40)
    ends = [
        np.array(alpha_interval(sums, pool, resamples=2_000, chance=np.random.default_rng(2)))
        for sums in (apart, together)
    ]
    np.testing.assert_allclose(ends[0], ends[1], atol=0.02)
    assert ends[0][0] < alpha(once) < ends[0][1]
    one = count_disagreements(wide[None], alike(wide), np.zeros(400, dtype=int), cases=1)
    assert np.isnan(alpha_interval(one, pool, resamples=100, chance=np.random.default_rng(2))).all()


@given(judgements(), st.data())
def test_a_unit_of_size_n_is_n_units(judged: np.ndarray, data: st.DataObject) -> None:
    counts = counted(judged)
    size = np.array(data.draw(st.lists(st.integers(1, 4), min_size=len(counts), max_size=len(counts))))
    case = np.arange(len(counts))
    sized = count_disagreements(counts[None], size.astype(float), case, cases=len(counts))
    spread = np.repeat(counts, size, axis=0)
    apart = count_disagreements(spread[None], alike(spread), np.repeat(case, size), cases=len(counts))
    np.testing.assert_allclose(sized.seen, apart.seen)
    np.testing.assert_allclose(sized.values, apart.values)
    one, other = agree_in_pairs(counts[None], size.astype(float)), agree_in_pairs(spread[None], alike(spread))
    for measure in ("observed", "fleiss", "ac1"):
        np.testing.assert_allclose(getattr(one, measure), getattr(other, measure))
