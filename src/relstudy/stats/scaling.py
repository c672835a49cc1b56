"""Standard scores that come out the same, to the last bit, in whatever order the respondents stand."""

import numpy as np

#: Whole numbers up to this spread have exact sums of squares in double precision.
_EXACT_SPREAD = 2.0**20


def standardise(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (scores, means, deviations) of columns of shape (n, p), without missing values.

    Scores have mean 0 and standard deviation 1, unweighted, the deviation with n as its divisor; a constant column has
    deviation 0 and scores 0.
    """
    n = max(len(columns), 1)
    scores = np.empty(columns.shape, dtype=float)
    means, deviations = np.empty(columns.shape[1]), np.empty(columns.shape[1])
    for j, column in enumerate(columns.T):
        low = float(column.min(initial=np.inf)) if len(column) else 0.0
        shifted = column - low
        spread = float(shifted.max(initial=0.0))
        if spread > _EXACT_SPREAD or not np.array_equal(shifted, np.rint(shifted)):
            shifted = np.sort(shifted)
        middle = float(shifted.sum()) / n
        variance = max(float((shifted * shifted).sum()) / n - middle * middle, 0.0)
        deviation = float(np.sqrt(variance)) if spread > 0.0 else 0.0
        means[j], deviations[j] = low + middle, deviation
        scores[:, j] = (column - low - middle) / deviation if deviation > 0.0 else 0.0
    return scores, means, deviations
