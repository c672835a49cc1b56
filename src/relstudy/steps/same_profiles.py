"""Whether two waves tell of the same profiles: both by one frozen model, or one of them the wave that was frozen."""

import numpy as np
import pandas as pd

from relstudy.stats.continuity import SAME_CENTRE, room_around
from relstudy.steps.profile_columns import ColumnName
from relstudy.survey.frozen import FrozenProfiles


def tell_same_profiles(before: pd.DataFrame, after: pd.DataFrame, frozen: FrozenProfiles | None) -> bool:
    """Tell from the published cells of two waves, (cells.COLUMNS), whether p1 is the same profile in both.

    A wave before the frozen one, one run before it was frozen, and a frozen wave whose answers have changed so much
    since that its profiles are others, have profiles of their own.
    """
    return frozen is not None and all(_is_of(cells, frozen) for cells in (before, after))


def _is_of(cells: pd.DataFrame, frozen: FrozenProfiles) -> bool:
    told = cells[cells["section"] == "profiles"]
    model = told.loc[told["measure"] == "model", "text"]
    if len(model):
        return bool(model.iloc[0] == frozen.model)
    return bool((cells["wave"] == frozen.wave).all()) and _has_the_centres(told, frozen)


def _has_the_centres(told: pd.DataFrame, frozen: FrozenProfiles) -> bool:
    """Tell whether the profiles of the frozen wave stand where they were frozen, as far as their centres are published."""
    shares = told.loc[(told["measure"] == "share") & (told["column"] == "all"), "item"]
    if set(shares) != set(frozen.ids):
        return False
    rows = [ColumnName(item=column.item, code=column.code).row for column in frozen.columns]
    found = told[told["measure"] == "centre"].pivot_table(index="item", columns="row", values="value", dropna=False)
    now = found.reindex(index=list(frozen.ids), columns=rows).to_numpy(dtype=float, na_value=np.nan)
    centres = np.array([profile.centre for profile in frozen.profiles])
    moved = np.sqrt(((now - centres) ** 2).sum(axis=1)) / room_around(centres)
    # What is withheld cannot be seen to have moved.
    return bool((moved[np.isfinite(now).all(axis=1)] <= SAME_CENTRE).all())
