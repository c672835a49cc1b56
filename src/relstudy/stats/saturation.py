"""Saturation: after how many interviews the next ones bring hardly anything new, and what other orders of the same interviews would have shown.

The order in which interviews were held is one of many. Drawn orders of the same interviews tell which curve of new
themes the themes alone would give: a point outside their band says that order mattered (a guide that changed, a kind of
person interviewed late), one inside says nothing against the order.

References
----------
Guest, Namey and Chen 2020, PLOS ONE 15(5) e0232076: base of four interviews, runs of two, at most 5 % new.
Gotelli and Colwell 2001, Ecology Letters 4, 379-391: the curve expected over all orders.
"""

from dataclasses import dataclass

import numpy as np

from relstudy.stats.content_order import order_by_content

BASE = 4
RUN = 2
MOST_NEW = 0.05
ORDERS = 1_000
#: Ends of the band, in parts of the orders drawn.
_ENDS = (0.025, 0.975)
#: Numbers held at once while orders are drawn.
_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOrder:
    """What orders of the interviews would have shown.

    `expected`, `low`, `high`: new themes at each place of the order, (interviews,): the mean over all orders, exactly,
    and the ends between which 95 % of the orders drawn lie, place by place. `reached`: interviews held before the run
    that brings hardly anything new, in each order drawn, in rising order, (orders,), -1 last for those where none does.
    """

    expected: np.ndarray
    low: np.ndarray
    high: np.ndarray
    reached: np.ndarray

    @property
    def reaching(self) -> int:
        """Return how many of the orders drawn reach saturation."""
        return int((self.reached >= 0).sum())

    def reached_by(self, part: float) -> int | None:
        """Return after how many interviews a part of all orders drawn have reached saturation; None where fewer do."""
        if not len(self.reached):
            return None
        there = int(self.reached[max(int(np.ceil(part * len(self.reached))) - 1, 0)])
        return there if there >= 0 else None


def reach_saturation(new_themes: np.ndarray) -> int | None:
    """Return the number of interviews held before the first run that brings hardly anything new; None where none does.

    Parameters
    ----------
    new_themes
        Themes heard for the first time in each interview, (interviews,), in the order they were held.

    Notes
    -----
    A run is any `RUN` interviews in a row after the first `BASE`; its new themes are held against all themes of the
    base. Without a theme in the base nothing can be said.
    """
    reached = int(_reach(new_themes[None])[0])
    return reached if reached >= 0 else None


def _reach(new_themes: np.ndarray) -> np.ndarray:
    """Return the interviews held before the first such run in each order, (orders,), -1 where none is, from (orders, interviews)."""
    heard = new_themes[:, :BASE].sum(axis=1, dtype=np.int64)
    later = np.cumsum(new_themes[:, BASE:], axis=1, dtype=np.int64)
    later = np.concatenate((np.zeros((len(later), 1), dtype=np.int64), later), axis=1)
    ends = later[:, RUN:] - later[:, :-RUN] <= MOST_NEW * heard[:, None]
    found = ends.any(axis=1) & (heard > 0) if ends.shape[1] else np.zeros(len(heard), dtype=bool)
    first = ends.argmax(axis=1) if ends.shape[1] else np.zeros(len(heard), dtype=np.intp)
    return np.where(found, BASE + first, -1)


def draw_orders(heard: np.ndarray, *, random: np.random.Generator, orders: int = ORDERS) -> AnyOrder:
    """Return what orders of the same interviews would have shown; the order and the names of rows and columns have no part in it.

    Parameters
    ----------
    heard
        Whether each interview voices each theme, (interviews, themes) bool.

    Notes
    -----
    A theme that k of n interviews voice is new at place j with the chance C(n - j, k - 1) / C(n, k).
    """
    heard = heard[:, heard.any(axis=0)]
    interviews, themes = heard.shape
    if not interviews or not themes:
        nothing = np.zeros(interviews)
        return AnyOrder(expected=nothing, low=nothing, high=nothing, reached=np.full(orders, -1))
    _, rows, _ = order_by_content(heard.astype(float), np.arange(themes))
    voices = [np.flatnonzero(column) for column in heard[rows].T]
    new = np.empty((orders, interviews), dtype=np.int32)
    step = max(_AT_ONCE // interviews, 1)
    for start in range(0, orders, step):
        piece = new[start : start + step]
        piece[:] = 0
        places = random.permuted(np.tile(np.arange(interviews), (len(piece), 1)), axis=1)
        for theme in voices:
            piece[np.arange(len(piece)), places[:, theme].min(axis=1)] += 1
    low, high = np.quantile(new, _ENDS, axis=0, method="inverted_cdf")
    reached = np.sort(_reach(new))
    return AnyOrder(
        expected=_expected(heard.sum(axis=0), interviews),
        low=low,
        high=high,
        reached=np.concatenate((reached[reached >= 0], reached[reached < 0])),
    )


def _expected(voices: np.ndarray, interviews: int) -> np.ndarray:
    """Return the mean number of new themes at each place over all orders, (interviews,), from how many voice each theme."""
    left = interviews - np.arange(1, interviews)
    stays = np.clip(left[:, None] - voices + 1, 0, None) / left[:, None]
    first = np.full((1, len(voices)), 1 / interviews) * voices
    chances = np.concatenate((first, first * np.cumprod(stays, axis=0)))
    expected: np.ndarray = chances.sum(axis=1)
    return expected
