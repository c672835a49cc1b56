"""Saturation: the published example, and runs that slide by one interview."""

import numpy as np
import pytest

from relstudy.stats.saturation import reach_saturation


@pytest.mark.parametrize(
    ("new_themes", "reached"),
    [
        ([15, 10, 7, 5, 4, 3, 1, 0], 6),  # Guest, Namey and Chen 2020: 6+2
        ([10, 5, 5, 0, 0, 1, 9], 4),  # one theme of twenty is the most allowed
        ([10, 5, 5, 0, 1, 1, 0, 0], 5),
        ([10, 5, 5, 0, 0], None),  # a run not yet whole
        ([0, 0, 0, 0, 0, 0], None),
        ([], None),
    ],
)
def test_saturation_is_the_first_run_with_hardly_anything_new(new_themes: list[int], reached: int | None) -> None:
    assert reach_saturation(np.array(new_themes, dtype=int)) == reached
