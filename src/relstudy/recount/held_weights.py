"""Weights held within bounds or under a cap, found plainly: what raises one category is sought, one category after the other."""

from collections.abc import Callable, Sequence

import numpy as np

#: Every margin is hit when no category is further from its target than this share of it.
_HIT = 1e-12
_MOST_ROUNDS = 500
#: No weight is raised or lowered by more than e to this.
_FURTHEST = 60.0

#: Weights (n,) of start weights (n,) and of what is said of them together (n,), on the scale of logarithms.
Form = Callable[[np.ndarray, np.ndarray], np.ndarray]


def within(low: float, high: float) -> Form:
    """Return the form of weights whose ratio to the start weights lies between two bounds.

    References
    ----------
    Deville and Särndal 1992, JASA 87, 376-382, case 6 (the logit form).
    """
    curve = (high - low) / ((1.0 - low) * (high - 1.0))

    def held(start: np.ndarray, said: np.ndarray) -> np.ndarray:
        # How far up between the bounds; 1 itself where nothing is said.
        place = 1.0 / (1.0 + (high - 1.0) / (1.0 - low) * np.exp(-curve * said))
        weights: np.ndarray = start * (low + (high - low) * place)
        return weights

    return held


def under(cap: float) -> Form:
    """Return the form of weights of which none exceeds a cap."""
    return lambda start, said: np.minimum(start * np.exp(said), cap)


def rake_held(
    start: np.ndarray, margins: Sequence[tuple[Sequence[np.ndarray], np.ndarray]], held: Form
) -> np.ndarray | None:
    """Return weights of a form that hit every margin.

    Parameters
    ----------
    start
        Start weights (n,), greater than 0, that sum to what the targets of a margin sum to.
    margins
        Of each margin, who is in each of its categories, (n,) booleans, and the targets of these, one a category.
    held
        The form: what is said of respondents' categories moves their weights, and no further than it allows.

    Returns
    -------
    np.ndarray | None
        The weights (n,); None where a target is out of reach, or where categories do not come to rest.
    """
    from scipy.optimize import brentq

    said = np.zeros(len(start))
    for _ in range(_MOST_ROUNDS):
        furthest = 0.0
        for categories, targets in margins:
            for inside, target in zip(categories, targets.tolist(), strict=True):
                own, lift = start[inside], said[inside]

                def beyond(
                    move: float, own: np.ndarray = own, lift: np.ndarray = lift, target: float = target
                ) -> float:
                    return float(held(own, lift + move).sum() / target - 1.0)

                furthest = max(furthest, abs(beyond(0.0)))
                if beyond(-_FURTHEST) > 0 or beyond(_FURTHEST) < 0:
                    return None
                said[inside] += brentq(beyond, -_FURTHEST, _FURTHEST, xtol=1e-14, rtol=1e-14)
        if furthest < _HIT:
            return held(start, said)
    return None
