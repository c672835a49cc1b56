"""Slices of one dimension are told from groups with a gap."""

import numpy as np
import pytest

from relstudy.stats.continuum import axis_share, is_continuum, midway_densities
from relstudy.stats.kmeans import fit_clusters


def fitted(rows, k):
    fit = fit_clusters(rows, np.ones(len(rows)), k=k, starts=10, chance=np.random.default_rng(1))
    return rows, np.ones(len(rows)), fit.labels[0], fit.centres[0]


def test_a_cut_normal_factor_is_a_continuum():
    chance = np.random.default_rng(0)
    factor = chance.normal(size=(2000, 1))
    rows = 0.8 * factor + 0.6 * chance.normal(size=(2000, 8))
    for k in (2, 3, 4):
        assert is_continuum(*fitted(rows, k))


def test_groups_with_a_gap_are_not_even_on_one_line():
    chance = np.random.default_rng(0)
    place = np.repeat([0.0, 3.0, 6.0], 300)[:, None]
    rows = place + chance.normal(size=(900, 8)) * 0.8
    table = fitted(rows, 3)
    assert axis_share(*table[1:]) > 0.99
    assert midway_densities(*table).max() < 0.3
    assert not is_continuum(*table)


def test_centres_off_a_line_are_no_continuum():
    chance = np.random.default_rng(0)
    rows = chance.normal(size=(900, 3)) + 4 * np.eye(3)[np.repeat([0, 1, 2], 300)]
    table = fitted(rows, 3)
    assert axis_share(*table[1:]) == pytest.approx(0.5, abs=0.05)
    assert not is_continuum(*table)


def test_density_by_hand():
    # Evenly spread from 0 to 1 on a line, cut in the middle: centres at 1/4 and 3/4, as many midway as at the centres.
    rows = np.linspace(0, 1, 4001)[:, None]
    labels = (rows[:, 0] > 0.5).astype(np.int16)
    ratio = midway_densities(rows, np.ones(4001), labels, np.array([[0.25], [0.75]]))
    assert ratio == pytest.approx([1.0], abs=0.01)
