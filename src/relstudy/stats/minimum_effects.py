"""Is a difference beyond a minimum effect, short of it, or neither: two one-sided tests, and Holm over several of them.

With d the difference counted in the expected direction, m > 0 the minimum effect and z = (d - m) / se, the difference is
beyond m where P(Z > z) is small and short of it where P(Z < z) is. p is the smaller of the two; at most one of them is
below a half, so that the two together err as rarely as each does.

References
----------
Schuirmann 1987, J. Pharmacokinet. Biopharm. 15, 657-680 (two one-sided tests); Holm 1979, Scand. J. Stat. 6, 65-70.
"""

from dataclasses import dataclass

import numpy as np

from relstudy.stats.comparisons import two_sided

#: The error each of the two tests may make.
ONE_SIDED = 0.025


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectTests:
    """Tests of k differences, arrays (k,): `statistic` in the declared direction, `p` of the nearer side, nan where nothing varies.

    `beyond` tells on which side of its minimum each difference lies.
    """

    statistic: np.ndarray
    p: np.ndarray
    beyond: np.ndarray


def judge_effects(difference: np.ndarray, se: np.ndarray, *, least: np.ndarray, sign: np.ndarray) -> EffectTests:
    """Return the tests of differences against their minimum effects, arrays (k,).

    `sign` is 1 where the difference is expected above 0, -1 where below.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = np.where(se > 0, (sign * difference - least) / se, np.nan)
    return EffectTests(statistic=statistic, p=0.5 * two_sided(statistic), beyond=statistic > 0)


def adjust_stepwise(p: np.ndarray) -> np.ndarray:
    """Return p values adjusted by Holm, (k,): the smallest times k, the next times k - 1, never falling; nan counts for no test."""
    adjusted = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    stepped = p[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(stepped), 1.0)
    return adjusted
