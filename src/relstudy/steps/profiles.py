"""Profiles: groups of respondents who answer alike, as many as the answers bear out, or none.

Respondents with the declared items enter, unweighted; sizes are weighted. The rule for the number of profiles is
`stats.partition`: every profile large enough and stable, and more explained than independent answers within fewer
profiles would give. Nothing depends on the order of rows, columns or items, on ids or on the names of codes.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from relstudy.cells import Cell, cells_frame, round_significant
from relstudy.errors import Fault, fault
from relstudy.folding import fold
from relstudy.intake.frames import Responses, Sample
from relstudy.stats.chance import generator
from relstudy.stats.continuum import places_on_axis
from relstudy.stats.design import Design
from relstudy.stats.estimates import Estimate
from relstudy.stats.partition import RESAMPLES, Grouping, Trial, find_groups
from relstudy.stats.replication import estimate_shares
from relstudy.stats.stability import adjusted_rand
from relstudy.steps.columns import columns_of, is_not_asked
from relstudy.steps.continuity import Carried, carried_cells, group_by_frozen, hold_against, place_respondents
from relstudy.steps.profile_columns import ProfileColumns, build_columns, find_items, score_item
from relstudy.steps.sources import with_sources
from relstudy.steps.weights import Weights, design_of
from relstudy.survey.frozen import FrozenProfiles
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import Identity, Pole, ProfilesPlan, Respondents, Study, Wave

#: A profile is named by a pole from this score on, and this far above the next pole.
NAMED_FROM = 0.5
NAMED_ABOVE = 0.25
UNNAMED = "none"

_ESTIMATE = tuple(f.name for f in fields(Estimate))


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles:
    """Profiles of one wave.

    `member` (n,) int16 in the rows of the responses: 0 is p1, -1 no profile. `k` is 0 without a partition, and `reason`
    says why: too_few_respondents, too_few_answers (no more distinct answers than profiles asked for), item_not_asked,
    nothing_varies, or what the number that came furthest failed at: too_small, not_above_chance, unstable;
    fewer_suffice where only a number below the range asked for stands. `entered`, `dropped` count respondents. Arrays
    by profile, shape (k,): `sizes` unweighted, `shares` weighted, `stability` mean Jaccard. `poles` is a pole's id or
    "none".

    `trials`: one row per number tried, in the order of `stats.partition.Trial`: k, against (the number accepted
    before), explained, smallest_share, gain (the part of the scatter within `against` profiles that k take away),
    null_median and null (the same by chance, median and largest), stability (of the least stable), verdict (kept,
    accepted, too_small, not_above_chance, unstable). `centres`: one row per profile and column: profile, item, code,
    row, value (mean z-score of its members). `pole_scores`: profile, pole, score. `shares_by_column`, `existing`: one
    row per profile and column, or code of the existing typology, with the fields of `stats.estimates.Estimate`,
    `column` or `code`, and `n` members. `continuum` tells that the profiles are slices of a gradation: nothing
    separates them. `places` (k,): where each stands on the axis of most scatter between profiles, mean 0 and deviation
    1 over those who entered, p1 below the middle; `one_axis`: the part of that scatter the axis carries, nan without
    profiles. `read` respondents were looked at by the rule, with `starts` starts per fit and `resamples` resamples;
    beyond `read` the profiles were carried over all who entered. `faults` notes what is the same for everybody, or was
    not asked in the wave.

    In a wave after a frozen one the profiles are the frozen ones: `carried` says what became of each beside a fit made
    afresh, of which `trials`, `read` and `starts` tell; ids and poles are the frozen ones; None in any other wave.
    """

    member: np.ndarray
    k: int
    reason: str
    entered: int
    dropped: int
    sizes: np.ndarray
    shares: np.ndarray
    stability: np.ndarray
    poles: tuple[str, ...]
    explained: float
    continuum: bool
    places: np.ndarray
    one_axis: float
    read: int
    starts: int
    resamples: int
    trials: pd.DataFrame
    centres: pd.DataFrame
    pole_scores: pd.DataFrame
    shares_by_column: pd.DataFrame
    existing: pd.DataFrame
    existing_ari: float | None
    existing_base: int
    carried: Carried | None = None
    faults: tuple[Fault, ...] = ()


def find_profiles(
    *,
    study_profiles: ProfilesPlan,
    study_identity: Identity,
    study_respondents: Respondents,
    wave_items: tuple[Item, ...],
    intake_responses: Responses,
    intake_sample: Sample,
    weights: Weights,
    wave_frozen_profiles: FrozenProfiles | None = None,
) -> Profiles:
    """Return the profiles of a wave, or the answer that there is no clear partition and why; frozen ones stay.

    Raises
    ------
    MethodError
        unknown-item, bad-value: an item that does not exist or cannot enter. frozen-differs: the items are no longer
        those of the frozen model.
    """
    items = find_items(study_profiles.items, wave_items, key="profiles.items")
    columns = build_columns(items, intake_responses, missing=study_profiles.missing)
    frozen = wave_frozen_profiles
    if frozen is not None and columns.not_asked:
        # Without one of its questions nobody has a place among the frozen profiles.
        columns = columns.emptied()
    grouping = fresh = _group(columns, study_profiles, study_identity, weights.weight)
    placed = None
    if frozen is not None and fresh is not None:
        placed = place_respondents(items, intake_responses, columns.entered, frozen)
        grouping = group_by_frozen(placed, columns, fresh, frozen, seed=study_identity.seed)
    design = design_of(intake_sample, weights)
    member = np.full(intake_responses.n, -1, dtype=np.int16)
    if grouping is not None:
        member[columns.entered] = grouping.labels
    k = grouping.k if grouping is not None else 0
    by_column = columns_of(
        wave_items=wave_items, intake_responses=intake_responses, study_respondents=study_respondents
    )
    shares = _shares_by_column(member, k, columns.entered, by_column, design)
    pole_scores = _score_poles(study_profiles.poles, wave_items, intake_responses, columns, member, k)
    existing, ari, base = _cross_existing(study_profiles.existing, wave_items, intake_responses, member, k, design)
    whole = shares["column"] == "all"
    entered = int(columns.entered.sum())
    sizes = shares.loc[whole, "value"].to_numpy(dtype=float)
    places, one_axis = places_on_axis(grouping.centres, sizes) if grouping is not None and k else (np.empty(0), np.nan)
    carried = frozen_poles = None
    if placed is not None and fresh is not None and frozen is not None:
        carried = hold_against(placed, fresh, frozen, weight=weights.weight[columns.entered], shares=sizes)
        frozen_poles = tuple(frozen.profiles[profile].pole for profile in range(k))
    return Profiles(
        member=member,
        k=k,
        reason=_reason(columns) if grouping is None else grouping.reason,
        entered=entered,
        dropped=intake_responses.n - entered,
        sizes=shares.loc[whole, "n"].to_numpy(dtype=np.int64),
        shares=sizes,
        stability=grouping.stability if grouping is not None else np.empty(0),
        poles=tuple(name_by_pole(pole_scores, p) for p in range(k)) if frozen_poles is None else frozen_poles,
        explained=grouping.explained if grouping is not None else 0.0,
        continuum=grouping is not None and grouping.continuum,
        places=places,
        one_axis=one_axis,
        read=grouping.read if grouping is not None else 0,
        starts=grouping.starts if grouping is not None else 0,
        resamples=RESAMPLES,
        trials=_trials_frame(grouping),
        centres=_centres_frame(columns, grouping),
        pole_scores=pole_scores,
        shares_by_column=shares,
        existing=existing,
        existing_ari=ari,
        existing_base=base,
        carried=carried,
        faults=say_left_out(columns),
    )


def _group(columns: ProfileColumns, plan: ProfilesPlan, identity: Identity, weight: np.ndarray) -> Grouping | None:
    if not columns.entered.any() or not columns.names:
        return None
    return find_groups(
        columns.scores,
        columns.blocks,
        weight[columns.entered],
        k=plan.k,
        min_share=plan.min_share,
        chance=generator(identity.seed, "profiles"),
    )


def say_left_out(columns: ProfileColumns) -> tuple[Fault, ...]:
    """Return a note for each declared item, or answer of one, that has no part in the search."""
    causes = ((columns.not_asked, "@not-asked"), (columns.dropped, "@same-answer"))
    return tuple(
        fault("left-out", "study.toml", item=f"profiles.items: {name}", found=cause)
        for names, cause in causes
        for name in names
    )


def _reason(columns: ProfileColumns) -> str:
    if columns.entered.any():
        return "nothing_varies"
    return "item_not_asked" if columns.not_asked else "too_few_respondents"


def _shares_by_column(
    member: np.ndarray, k: int, entered: np.ndarray, columns: tuple[tuple[str, np.ndarray], ...], design: Design
) -> pd.DataFrame:
    asked = [(profile, name, member == profile, mask) for profile in range(k) for name, mask in columns]
    figures = estimate_shares([(inside, mask & entered) for _, _, inside, mask in asked], design)
    rows = [
        (profile, name, int((inside & mask).sum()), *(getattr(figure, f) for f in _ESTIMATE))
        for (profile, name, inside, mask), figure in zip(asked, figures, strict=True)
    ]
    return pd.DataFrame(rows, columns=pd.Index(["profile", "column", "n", *_ESTIMATE]))


def _score_poles(
    poles: tuple[Pole, ...],
    items: tuple[Item, ...],
    responses: Responses,
    columns: ProfileColumns,
    member: np.ndarray,
    k: int,
) -> pd.DataFrame:
    """Return the score of each profile on each pole: mean z over its members of the high items less that of the low ones."""
    place = {name.item: j for j, name in enumerate(columns.names) if not name.code}
    label = member[columns.entered]
    means: dict[str, np.ndarray] = {}

    def mean_by_profile(item: Item) -> np.ndarray:
        if item.id not in means:
            scores = (
                columns.scores[:, place[item.id]] if item.id in place else score_item(item, responses, columns.entered)
            )
            here = np.isfinite(scores) & (label >= 0)
            counted = np.bincount(label[here], minlength=k)
            summed = np.bincount(label[here], weights=scores[here], minlength=k)
            means[item.id] = summed / np.maximum(counted, 1)
        return means[item.id]

    rows = []
    for pole in poles if k else ():
        score = np.zeros(k)
        for side, sign in ((pole.high, 1.0), (pole.low, -1.0)):
            named = find_items(side, items, key=f"profiles.poles.{pole.id}")
            if named:
                score = score + sign * np.mean([mean_by_profile(item) for item in named], axis=0)
        rows += [(profile, pole.id, float(value)) for profile, value in enumerate(round_significant(score))]
    return pd.DataFrame(rows, columns=pd.Index(["profile", "pole", "score"]))


def name_by_pole(pole_scores: pd.DataFrame, profile: int) -> str:
    """Return the pole that names a profile, from its scores: from 0.5 on, and 0.25 above the next; else "none"."""
    mine = pole_scores[pole_scores["profile"] == profile].sort_values("score", ascending=False, kind="stable")
    if not len(mine) or mine["score"].iloc[0] < NAMED_FROM:
        return UNNAMED
    ahead = np.inf if len(mine) == 1 else round(float(mine["score"].iloc[0] - mine["score"].iloc[1]), 12)
    return str(mine["pole"].iloc[0]) if ahead >= NAMED_ABOVE else UNNAMED


def _cross_existing(
    existing: ItemId | None, items: tuple[Item, ...], responses: Responses, member: np.ndarray, k: int, design: Design
) -> tuple[pd.DataFrame, float | None, int]:
    """Return the share of each code of the existing typology in each profile, and the adjusted Rand index of the two.

    Shares are among those asked it.
    """
    rows: list[tuple[object, ...]] = []
    ari, both = None, 0
    if existing is not None and k:
        (item,) = find_items((existing,), items, key="profiles.existing")
        if not is_not_asked(item, responses):
            asked, answered = responses.asked(item), responses.answered(item)
            told = [
                (profile, fold(code.code), responses.chose(item, position), (member == profile) & asked)
                for profile in range(k)
                for position, code in enumerate(item.codes)
            ]
            figures = estimate_shares([(chosen, domain) for _, _, chosen, domain in told], design)
            rows = [
                (profile, code, int((domain & chosen).sum()), *(getattr(figure, f) for f in _ESTIMATE))
                for (profile, code, chosen, domain), figure in zip(told, figures, strict=True)
            ]
            compared = (member >= 0) & answered
            both = int(compared.sum())
            ari = adjusted_rand(member[compared], responses.codes[item.id][compared]) if both else None
    return pd.DataFrame(rows, columns=pd.Index(["profile", "code", "n", *_ESTIMATE])), ari, both


def _trials_frame(grouping: Grouping | None) -> pd.DataFrame:
    def row(trial: Trial) -> tuple[object, ...]:
        verdict = "kept" if grouping is not None and trial.k == grouping.k else trial.verdict
        return (
            trial.k,
            trial.against,
            trial.explained,
            trial.smallest_share,
            trial.gain,
            trial.gain_median,
            trial.gain_largest,
            trial.stability,
            verdict,
        )

    names = ["k", "against", "explained", "smallest_share", "gain", "null_median", "null", "stability", "verdict"]
    return pd.DataFrame([row(t) for t in (grouping.trials if grouping is not None else ())], columns=pd.Index(names))


def _centres_frame(columns: ProfileColumns, grouping: Grouping | None) -> pd.DataFrame:
    rows = [
        (profile, name.item, name.code, name.row, float(grouping.centres[profile, j]))
        for profile in range(grouping.k if grouping is not None else 0)
        for j, name in enumerate(columns.names)
        if grouping is not None
    ]
    return pd.DataFrame(rows, columns=pd.Index(["profile", "item", "code", "row", "value"]))


def cells_of(result: Profiles, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the cells of the section `profiles`, before the gate. Without a partition it is one cell, which says so."""
    blank = Cell(
        section="profiles", measure="_", base=result.entered, base_kind="respondents", source=_source(study, wave)
    )
    if result.k == 0:
        return cells_frame([replace(blank, measure="k", kind="category", text=UNNAMED)], step="profiles")
    existing = study.profiles.existing if study.profiles is not None else None
    cells = [
        replace(blank, measure="k", value=float(result.k), unit="count"),
        replace(blank, measure="dropped", value=float(result.dropped), unit="count", base=len(result.member)),
    ]
    if result.existing_ari is not None:
        ari = replace(blank, measure="existing_ari", value=result.existing_ari, unit="index", base=result.existing_base)
        cells.append(replace(ari, question=existing, source=None))
    for profile in range(result.k):
        cells += _profile_cells(result, profile, replace(blank, item=f"p{profile + 1}"), existing)
    if result.carried is not None:
        cells += carried_cells(result.carried, blank)
    frame = cells_frame(cells, step="profiles")
    # The row of a centre is item.code, and its source the column of that code.
    codes = [row.removeprefix(f"{question}.") for row, question in zip(frame["row"], frame["question"], strict=True)]
    return frame.assign(source=with_sources(frame.assign(row=codes), wave)["source"])


def _profile_cells(result: Profiles, profile: int, blank: Cell, existing: str | None) -> Iterator[Cell]:
    """Yield the cells of one profile. Sizes have those entering as base, what its members are like its members."""
    shares = _of_profile(result.shares_by_column, profile)
    for figure in shares:
        yield _share_cell(figure, replace(blank, measure="share", column=figure["column"]))
    for figure in shares:
        count = replace(blank, measure="n", column=figure["column"], unit="count")
        yield replace(count, value=float(figure["n"]), base=int(figure["base"]))
    stability = float(result.stability[profile])
    yield replace(blank, measure="stability", value=stability, unit="index", missing=bool(np.isnan(stability)))
    inside = replace(blank, base=int(result.sizes[profile]))
    yield replace(inside, measure="pole", kind="category", text=result.poles[profile])
    for score in _of_profile(result.pole_scores, profile):
        yield replace(inside, measure="pole_score", row=score["pole"], value=float(score["score"]), unit="index")
    for centre in _of_profile(result.centres, profile):
        cell = replace(inside, measure="centre", row=centre["row"], value=float(centre["value"]), unit="index")
        yield replace(cell, question=centre["item"], source=None)
    for figure in _of_profile(result.existing, profile):
        cell = replace(blank, measure="existing", row=figure["code"], column="all", question=existing, source=None)
        yield _share_cell(figure, cell)


def _of_profile(frame: pd.DataFrame, profile: int) -> list[dict[Hashable, Any]]:
    return list(frame[frame["profile"] == profile].to_dict("records"))


def _share_cell(figure: dict[Hashable, Any], cell: Cell) -> Cell:
    cell = replace(cell, unit="share", base=int(figure["base"]), interval=figure["interval"])
    if not figure["base"]:
        return replace(cell, missing=True, interval="none")
    return replace(
        cell,
        value=figure["value"],
        se=figure["se"],
        low=figure["low"],
        high=figure["high"],
        base_weighted=figure["base_weighted"],
        base_effective=figure["base_effective"],
        marks="imposed" if figure["imposed"] else "",
    )


def _source(study: Study, wave: Wave) -> str | None:
    """Return the first declared item's place in the answers: sizes and stability come from all of them."""
    if wave.responses is None or study.profiles is None:
        return None
    first = next((item for item in wave.items if item.id in study.profiles.items and item.columns), None)
    return wave.responses.path if first is None else f"{wave.responses.path}#{first.columns[0]}"
