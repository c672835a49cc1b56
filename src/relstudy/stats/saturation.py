"""Saturation: after how many interviews the next ones bring hardly anything new.

References
----------
Guest, Namey and Chen 2020, PLOS ONE 15(5) e0232076: base of four interviews, runs of two, at most 5 % new.
"""

import numpy as np

BASE = 4
RUN = 2
MOST_NEW = 0.05


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
    heard = int(new_themes[:BASE].sum())
    if heard == 0:
        return None
    later = np.concatenate(([0], np.cumsum(new_themes[BASE:])))
    reached = np.flatnonzero(later[RUN:] - later[:-RUN] <= MOST_NEW * heard)
    return BASE + int(reached[0]) if len(reached) else None
