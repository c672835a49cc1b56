"""Ridge regression on sparse features is that of the equations written out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix, random_array

from relstudy.stats.sparse_ridge import fit_ridge


def material(seed: int, rows: int = 30, features: int = 50, columns: int = 4) -> tuple[csr_matrix, np.ndarray]:
    rng = np.random.default_rng(seed)
    there = csr_matrix(random_array((rows, features), density=0.2, rng=rng))
    return there, (rng.random((rows, columns)) < 0.3).astype(float)


@given(seed=st.integers(0, 10_000), penalty=st.sampled_from((0.1, 0.5, 5.0)))
def test_it_is_the_solution_of_the_normal_equations(seed: int, penalty: float) -> None:
    features, targets = material(seed)
    weights, intercepts = fit_ridge(features, targets, penalty=penalty, close=1e-9)
    dense = features.toarray()
    centred = dense - dense.mean(axis=0)
    wanted = np.linalg.solve(
        centred.T @ centred + penalty * np.eye(dense.shape[1]), centred.T @ (targets - targets.mean(axis=0))
    )
    assert weights == pytest.approx(wanted, abs=1e-5)
    assert intercepts == pytest.approx(targets.mean(axis=0) - dense.mean(axis=0) @ wanted, abs=1e-5)


def test_a_column_is_the_same_alone_and_beside_others() -> None:
    features, targets = material(1)
    together, levels = fit_ridge(features, targets, penalty=0.5, close=1e-3)
    for place in range(targets.shape[1]):
        alone, level = fit_ridge(features, targets[:, [place]], penalty=0.5, close=1e-3)
        assert together[:, place] == pytest.approx(alone[:, 0], abs=1e-12)
        assert levels[place] == pytest.approx(level[0], abs=1e-12)


def test_a_column_that_does_not_vary_is_its_level() -> None:
    features, targets = material(2)
    targets[:, 0], targets[:, 1] = 0.0, 1.0
    weights, levels = fit_ridge(features, targets, penalty=0.5, close=1e-3)
    assert not weights[:, :2].any()
    assert levels[:2].tolist() == [0.0, 1.0]
