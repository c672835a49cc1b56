"""Whether groups are slices of a gradation: between neighbours stand about as many respondents as continuous factors would put there.

Cutting one continuous factor gives groups that come back in every resample, though nothing separates them. A gap has no
absolute measure: items of few answers empty the middle of a strong factor by themselves (who says yes to one says yes
to all), and a small group leaves most of a border to its neighbour. So the respondents midway between neighbouring
groups are counted, and counted again at the same centres in draws of the same margins and correlations that follow
continuous factors alone (`factor_draws`). Groups are separate where

- those midway are fewer than the mean of the draws by more than `BEYOND` of their deviations (more than 2 or 3, since
  the centres were fitted to these respondents and not to the draws);
- and there is a valley at all: midway the density is below `SHALLOWEST` of that at the centres, on average over the
  pairs of neighbours. A flat factor has fewer in its middle than a normal one, and no valley.

Else the partition is a gradation, cut. What it gets right and wrong: `tests/stats/partition_trials.md`.

References
----------
Everitt 1981, Multivar. Behav. Res. 16, 171-180 (bimodality along the line between two groups). Liu, Hayes, Nobel and Marron 2008, J. Am. Stat. Assoc. 103, 1281-1293 (SigClust:
clusters set against one normal distribution). Hennig and Lin 2015, Stat. Comput. 25, 821-833 (parametric bootstrap of a homogeneous reference with the dependence of the data).
"""

from itertools import pairwise

import numpy as np

from relstudy.stats.factor_draws import draw_from_factors, fit_factors
from relstudy.stats.kmeans import assign

DRAWS = 40
#: How many deviations of the draws those midway must be fewer than their mean.
BEYOND = 3.5
#: Most density midway between neighbours, relative to that at their centres and on average over the pairs, for groups.
SHALLOWEST = 0.65
#: A place is said to be at a centre or midway up to this part of the way between two centres.
_HALF_WIDTH = 0.15
_LEAST_DEVIATION = 1e-6
_IN_THE_MIDDLE = 1e-9
#: Groups it takes to have an axis between them.
_FEWEST_ON_AXIS = 2


def is_continuum(rows: np.ndarray, blocks: np.ndarray, centres: np.ndarray, *, chance: np.random.Generator) -> bool:
    """Tell whether groups are no more separate than slices of continuous factors.

    Parameters
    ----------
    rows : shape (n, p), standardised columns that vary, in an order that depends on content alone.
    blocks : shape (p,), the item of each column, numbered from 0.
    centres : shape (k, p), of the groups; every row belongs to the nearest.
    """
    at_centres, midway = count_along(rows, centres)
    if float((2.0 * midway / np.maximum(at_centres, 1)).mean()) >= SHALLOWEST:
        return True
    model = fit_factors(rows, blocks)
    drawn = [int(count_along(draw_from_factors(model, chance), centres)[1].sum()) for _ in range(DRAWS)]
    missing = float(np.mean(drawn)) - float(midway.sum())
    return missing <= BEYOND * max(float(np.std(drawn, ddof=1)), _LEAST_DEVIATION)


def count_along(rows: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how many rows stand at the two centres, and how many midway, of each pair of neighbours on the first axis of the centres; shapes (k - 1,).

    A row counts for the pairs its nearest centre is of, by its place on the line through both.
    """
    labels = assign(rows, centres[None])[0]
    axis = _first_axis(centres, np.bincount(labels, minlength=len(centres)))[0]
    along = np.argsort(centres @ axis, kind="stable")
    at_centres, midway = [], []
    for a, b in pairwise(along):
        line = centres[b] - centres[a]
        place = (rows[(labels == a) | (labels == b)] - centres[a]) @ line / float(line @ line)
        here = [int((np.abs(place - t) < _HALF_WIDTH).sum()) for t in (0.0, 0.5, 1.0)]
        at_centres.append(here[0] + here[2])
        midway.append(here[1])
    return np.array(at_centres), np.array(midway)


def places_on_axis(centres: np.ndarray, shares: np.ndarray) -> tuple[np.ndarray, float]:
    """Return where each group stands on the axis that carries most of the scatter between centres, and the part of it that the axis carries.

    Places, shape (k,), have mean 0 and deviation 1 over the groups weighted by `shares`; the first group that is off
    the middle stands below it. A group nobody is of has no place (nan); with fewer than two others there is no axis.
    """
    peopled = shares > 0.0
    if peopled.sum() < len(shares):
        places = np.full(len(shares), np.nan)
        if peopled.sum() < _FEWEST_ON_AXIS:
            return places, np.nan
        places[peopled], carried = places_on_axis(centres[peopled], shares[peopled])
        return places, carried
    axis, carried = _first_axis(centres, shares)
    places = (centres - shares @ centres / shares.sum()) @ axis
    places /= np.sqrt(shares @ (places * places) / shares.sum())
    off = np.flatnonzero(np.abs(places) > _IN_THE_MIDDLE)
    return -places if places[off[0]] > 0.0 else places, carried


def _first_axis(centres: np.ndarray, mass: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the axis of most scatter between centres, each as heavy as its group, shape (p,), and the part of the scatter it carries."""
    spread = (centres - mass @ centres / mass.sum()) * np.sqrt(mass)[:, None]
    _, values, axes = np.linalg.svd(spread, full_matrices=False)
    return axes[0], float(values[0] ** 2 / (values**2).sum())
