"""One figure of a domain, by the estimates of the product: what tests hold against R, and against each other."""

import numpy as np

from relstudy.stats.design import Design
from relstudy.stats.estimates import Estimate, value_estimates


def estimate_mean(
    values: np.ndarray, domain: np.ndarray, design: Design, *, bounds: tuple[float, float] = (-np.inf, np.inf)
) -> Estimate:
    """Return the weighted mean of the finite values of a domain, with its linearised standard error.

    `values` (n,) float, nan where there is none; `domain` (n,) bool. The mean is nan, its base 0, where nobody has a
    value.
    """
    inside = domain & np.isfinite(values)
    return value_estimates(
        np.where(inside, values, 0.0), inside.astype(float), (), design, kind="mean", bounds=bounds
    ).at(0, 0)


def estimate_share(mask: np.ndarray, domain: np.ndarray, design: Design) -> Estimate:
    """Return the weighted share of `mask` within `domain`, both (n,) bool, with its interval within 0-1."""
    hit = (mask & domain).astype(float)
    return value_estimates(hit, domain.astype(float), (), design, kind="share", bounds=(0.0, 1.0)).at(0, 0)
