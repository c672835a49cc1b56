"""Ridge regression of many columns at once on sparse features, by conjugate gradients.

Each step multiplies the features with all columns that are not settled yet, so that they are gone through once for all
of them and not once for each.

References
----------
Hestenes, Stiefel 1952, Methods of conjugate gradients for solving linear systems. Saunders, Gammerman, Vovk 1998, Ridge
regression in dual variables: with more features than rows, one unknown per row is enough.
"""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def fit_ridge(
    features: "csr_matrix", targets: np.ndarray, *, penalty: float, close: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return weights (features, columns) and intercepts (columns,) of the columns of `targets` (rows, columns).

    Features and columns are centred, so that the intercept is not penalised. A column is settled when what is left of it
    is `close` times what it was; one that does not vary has weights of 0.
    """
    across, mean = features.T.tocsr(), np.asarray(features.mean(axis=0)).ravel()
    level = targets.mean(axis=0)
    left = targets - level
    along, unknown = left.copy(), np.zeros_like(left)
    size = (left * left).sum(axis=0)
    settled = close**2 * size
    for _ in range(2 * len(left)):
        open_ = np.flatnonzero(size > settled)
        if not len(open_):
            break
        some = along[:, open_]
        inner = across @ some - np.outer(mean, some.sum(axis=0))
        turned = features @ inner - mean @ inner + penalty * some
        step = size[open_] / (some * turned).sum(axis=0)
        unknown[:, open_] += step * some
        left[:, open_] -= step * turned
        now = (left[:, open_] * left[:, open_]).sum(axis=0)
        along[:, open_] = left[:, open_] + now / size[open_] * some
        size[open_] = now
    weights = across @ unknown - np.outer(mean, unknown.sum(axis=0))
    return weights, level - mean @ weights
