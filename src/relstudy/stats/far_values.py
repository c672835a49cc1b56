"""Values far from all others of their kind: 999 among ages, a number with a digit too many.

References
----------
Tukey 1977, Exploratory Data Analysis, Addison-Wesley, chapter 2 (outer fences: three box lengths beyond the quartiles)
and chapter 3 (on the scale of logarithms too, since counts and amounts have long tails).
"""

import numpy as np

#: Values other than zero below which quartiles say too little.
LEAST = 20
#: So many times the next smaller value: a long tail has no such gap.
TIMES = 10.0


def split_far(values: np.ndarray) -> tuple[float, float] | None:
    """Return the smallest magnitude of values (n,) that is far from all smaller ones, and the largest of these; None where none is.

    Far is beyond the outer fences of magnitudes and of their logarithms, and more than `TIMES` the next smaller one.
    Zeros and nan are left aside: nothing is so many times zero, and an amount is often none.
    """
    size = np.abs(values[np.isfinite(values) & (values != 0)])
    if len(size) < LEAST:
        return None
    low, high = np.quantile(size, [0.25, 0.75]).tolist()
    fence = max(high + 3 * (high - low), high * (high / low) ** 3)
    beyond = np.unique(size[size > fence])
    if not len(beyond):
        return None
    below = np.concatenate([[size[size <= fence].max()], beyond[:-1]])
    gaps = np.flatnonzero(beyond > TIMES * below)
    return (float(beyond[gaps[0]]), float(below[gaps[0]])) if len(gaps) else None
