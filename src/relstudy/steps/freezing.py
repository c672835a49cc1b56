"""What a wave leaves to the later ones, from the results of its steps: the model of its profiles, the lines of its map."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from relstudy.cells import round_significant
from relstudy.definitions.frozen_file import model_hash
from relstudy.definitions.read_frozen import frozen_item, rating_items
from relstudy.intake.frames import Responses
from relstudy.steps.profile_columns import build_columns, find_items
from relstudy.steps.profiles import Profiles
from relstudy.survey.frozen import FrozenColumn, FrozenLines, FrozenProfile, FrozenProfiles
from relstudy.survey.items import Item
from relstudy.survey.plan import ExpectationsPlan, ProfilesPlan
from relstudy.survey.registers import Expectation

_LINES = ("importance", "satisfaction", "opportunity")


def freeze_profiles(
    profiles: Profiles,
    *,
    wave: str,
    plan: ProfilesPlan,
    items: tuple[Item, ...],
    responses: Responses,
    names: Mapping[str, Mapping[str, tuple[str, bool]]],
) -> FrozenProfiles | None:
    """Return the model of the profiles of a wave, None where it has none.

    Numbers have the digits of cells, so that the same answers give the same model elsewhere. `names` are those of the
    profiles by language and id, each with whether a rule made it.
    """
    if not profiles.k:
        return None
    declared = find_items(plan.items, items, key="profiles.items")
    columns = build_columns(declared, responses, missing=plan.missing)
    means, deviations = round_significant(columns.means), round_significant(columns.deviations)
    centres = profiles.centres.pivot_table(index="profile", columns="row", values="value")
    frozen = FrozenProfiles(
        wave=wave,
        model="",
        missing=plan.missing,
        continuum=profiles.continuum,
        items=tuple(frozen_item(item) for item in declared),
        columns=tuple(
            FrozenColumn(item=name.item, code=name.code, mean=float(mean), deviation=float(deviation))
            for name, mean, deviation in zip(columns.names, means, deviations, strict=True)
        ),
        profiles=tuple(
            _frozen_profile(profiles, i, centres.loc[i, [name.row for name in columns.names]].to_numpy(), names)
            for i in range(profiles.k)
        ),
    )
    return replace(frozen, model=model_hash(frozen))


def _frozen_profile(
    profiles: Profiles, i: int, centre: np.ndarray, names: Mapping[str, Mapping[str, tuple[str, bool]]]
) -> FrozenProfile:
    profile = f"p{i + 1}"
    named = {lang: by_id[profile] for lang, by_id in names.items() if profile in by_id}
    return FrozenProfile(
        id=profile,
        pole=profiles.poles[i],
        share=float(round_significant(profiles.shares[i : i + 1])[0]),
        centre=tuple(round_significant(centre).tolist()),
        names={lang: text for lang, (text, _) in named.items()},
        by_rule=any(by_rule for _, by_rule in named.values()),
    )


def freeze_lines(
    cells: pd.DataFrame,
    *,
    wave: str,
    plan: ExpectationsPlan | None,
    expectations: Sequence[Expectation] = (),
    items: Sequence[Item] = (),
) -> FrozenLines | None:
    """Return the lines of the map of a wave as published, None where it has none, with the scales of the `items` they were drawn among."""
    is_line = (cells["section"] == "expectations") & (cells["measure"] == "line") & cells["value"].notna()
    found = cells[is_line]
    values = dict(zip(found["row"].tolist(), found["value"].tolist(), strict=True))
    if plan is None or not values:
        return None
    return FrozenLines(
        wave=wave,
        importance=plan.importance,
        tier_rule=plan.tier_rule,
        values={name: float(values[name]) for name in _LINES if name in values},
        scored={
            measure: {item.id: item.ends for item in items if item.id in names and item.asked}
            for measure, names in rating_items(expectations, plan).items()
        },
    )
