"""Profiles frozen in an earlier wave, on the answers of a later one: who has which, and what became of each.

Respondents get the profile whose frozen centre is nearest, in the frozen columns. A fit made afresh stands beside it and
is matched with it (`stats.continuity`). The share a profile gained since the frozen wave falls into two parts: people
who moved, at the borders of the frozen wave, and the profile that moved, from these borders to those of the fresh fit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from relstudy.cells import Cell
from relstudy.intake.frames import Responses
from relstudy.stats.chance import generator
from relstudy.stats.continuity import SAME_MEMBERS, match_groups, nearest_centre
from relstudy.stats.partition import MOST_COMPARED, RESAMPLES, Grouping
from relstudy.stats.stability import jaccard_by_group
from relstudy.steps.profile_columns import ProfileColumns, place_columns
from relstudy.survey.frozen import FrozenProfiles
from relstudy.survey.items import Item

#: Verdicts on a profile that one group took the place of.
_ONE_TO_ONE = ("same", "drifted")
#: Why a fresh fit found nothing: too little to look at, which says nothing of the profiles there were.
_NOTHING_TO_SEE = ("", "too_few_respondents", "too_few_answers", "fewer_suffice")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileCourse:
    """What became of a frozen profile.

    `verdict` is "" where the fresh fit can tell nothing. `partner` is the fresh group that took its place, as its id,
    "" without one. `jaccard` of their members, `distance` of their centres (a part of the way to the nearest other
    frozen centre); `was`, `now` its weighted shares in the frozen wave and in this one by the frozen centres, `fresh`
    that of its partner; nan where no one group took its place.
    """

    id: str
    verdict: str
    partner: str
    jaccard: float
    distance: float
    was: float
    now: float
    fresh: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProfile:
    """A group of the fresh fit that is none of the frozen profiles: its id, weighted share, number of respondents."""

    id: str
    share: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Frozen profiles in a later wave. `wave` is the frozen one, `model` the hash of its model, `fresh` the number of profiles found afresh."""

    wave: str
    model: str
    fresh: int
    profiles: tuple[ProfileCourse, ...]
    new: tuple[NewProfile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Respondents who enter, placed by a frozen model: `rows` (n, p) in its columns, `labels` (n,)."""

    rows: np.ndarray
    labels: np.ndarray


def place_respondents(
    items: tuple[Item, ...], responses: Responses, entered: np.ndarray, frozen: FrozenProfiles
) -> Placed:
    """Return those who enter with the profile whose frozen centre is nearest."""
    rows = place_columns(items, responses, entered, frozen)
    return Placed(rows=rows, labels=nearest_centre(rows, _centres(frozen)))


def group_by_frozen(
    placed: Placed, columns: ProfileColumns, fresh: Grouping, frozen: FrozenProfiles, *, seed: int
) -> Grouping:
    """Return the frozen profiles as groups of this wave's respondents: centres in its own columns, how well each is found again in resamples.

    What was tried to find them afresh stands beside them.
    """
    k = len(frozen.profiles)
    member = placed.labels[:, None] == np.arange(k)
    counted = np.maximum(member.sum(axis=0), 1)
    centres = (member.T.astype(float) @ columns.scores) / counted[:, None]
    total = float((columns.scores * columns.scores).sum())
    within = float(((columns.scores - centres[placed.labels]) ** 2).sum())
    return Grouping(
        labels=placed.labels,
        k=k,
        reason="",
        centres=centres,
        stability=_stability(placed, k, fresh.starts, seed=seed),
        explained=1.0 - within / total if total else 0.0,
        continuum=frozen.continuum,
        trials=fresh.trials,
        starts=fresh.starts,
        read=fresh.read,
    )


def _stability(placed: Placed, k: int, starts: int, *, seed: int) -> np.ndarray:
    """Return the mean Jaccard of each profile over resamples fitted afresh with as many profiles, shape (k,); nan where too few answers differ."""
    rows, row_of = np.unique(placed.rows, axis=0, return_inverse=True)
    if len(rows) <= k or not starts:
        return np.full(k, np.nan)
    chance = generator(seed, "profiles", "frozen")
    pattern = np.sort(row_of)
    if len(pattern) > MOST_COMPARED:
        pattern = pattern[np.sort(chance.choice(len(pattern), size=MOST_COMPARED, replace=False, shuffle=False))]
    labels = np.empty(len(rows), dtype=np.int16)
    labels[row_of] = placed.labels
    looked_at, pattern = np.unique(pattern, return_inverse=True)
    return jaccard_by_group(
        rows[looked_at], pattern, labels[looked_at], k=k, starts=starts, resamples=RESAMPLES, chance=chance
    )


def hold_against(
    placed: Placed, fresh: Grouping, frozen: FrozenProfiles, *, weight: np.ndarray, shares: np.ndarray
) -> Carried:
    """Return what became of the frozen profiles.

    `weight` (n,) of those who enter; `shares` (k,) of the frozen profiles in this wave.
    """
    if not fresh.k:
        left = _without_groups(placed, fresh, frozen, shares)
        return Carried(wave=frozen.wave, model=frozen.model, fresh=0, profiles=left, new=())
    found = match_groups(placed.labels, fresh.labels, centres=_centres(frozen), rows=placed.rows, many=fresh.k)
    share = np.bincount(fresh.labels, weights=weight, minlength=fresh.k) / weight.sum()
    names = _fresh_names(found.partner, found.new, frozen)
    courses = [
        replace(
            _course(frozen, i, verdict, float(shares[i])),
            partner=names.get(g, ""),
            jaccard=float(found.jaccard[i]),
            distance=float(found.distance[i]),
            fresh=float(share[g]) if verdict in _ONE_TO_ONE else np.nan,
        )
        for i, (verdict, g) in enumerate(zip(found.verdict, found.partner.tolist(), strict=True))
    ]
    new = tuple(NewProfile(id=names[g], share=float(share[g]), n=int((fresh.labels == g).sum())) for g in found.new)
    return Carried(wave=frozen.wave, model=frozen.model, fresh=fresh.k, profiles=tuple(courses), new=new)


def _without_groups(
    placed: Placed, fresh: Grouping, frozen: FrozenProfiles, shares: np.ndarray
) -> tuple[ProfileCourse, ...]:
    """Return what became of frozen profiles where a fresh fit finds no groups: gone, but for one that nearly everybody has now."""
    plain = [_course(frozen, i, "gone", float(share)) for i, share in enumerate(shares)]
    if fresh.reason in _NOTHING_TO_SEE:
        return tuple(replace(one, verdict="") for one in plain)
    everybody = np.zeros(len(placed.labels), dtype=np.int16)
    found = match_groups(placed.labels, everybody, centres=_centres(frozen), rows=placed.rows, many=1)
    return tuple(
        replace(one, verdict=verdict, jaccard=float(jaccard), distance=float(distance))
        if verdict in _ONE_TO_ONE and jaccard >= SAME_MEMBERS
        else one
        for one, verdict, jaccard, distance in zip(plain, found.verdict, found.jaccard, found.distance, strict=True)
    )


def _centres(frozen: FrozenProfiles) -> np.ndarray:
    return np.array([profile.centre for profile in frozen.profiles])


def _course(frozen: FrozenProfiles, i: int, verdict: str, now: float) -> ProfileCourse:
    one = frozen.profiles[i]
    return ProfileCourse(
        id=one.id, verdict=verdict, partner="", jaccard=np.nan, distance=np.nan, was=one.share, now=now, fresh=np.nan
    )


def _fresh_names(partner: np.ndarray, new: tuple[int, ...], frozen: FrozenProfiles) -> dict[int, str]:
    """Return the ids of fresh groups: that of the frozen profile they took the place of, the next free numbers for new ones."""
    names: dict[int, str] = {}
    for profile, g in zip(frozen.ids, partner.tolist(), strict=True):
        if g >= 0:
            names.setdefault(g, profile)
    taken = max(int(profile.removeprefix("p")) for profile in frozen.ids)
    return names | {g: f"p{taken + 1 + i}" for i, g in enumerate(new)}


def carried_cells(carried: Carried, blank: Cell) -> Iterator[Cell]:
    """Yield what is said of frozen profiles in a later wave; `blank` has section, base and source."""
    word = replace(blank, kind="category")
    yield replace(word, measure="frozen", text=carried.wave)
    yield replace(word, measure="model", text=carried.model)
    yield replace(blank, measure="fresh_k", value=float(carried.fresh), unit="count")
    for one in carried.profiles:
        mine = replace(blank, item=one.id)
        yield replace(word, item=one.id, measure="continuity", text=one.verdict or None, missing=not one.verdict)
        yield _number(replace(mine, measure="frozen_share", unit="share"), one.was)
        yield _number(replace(mine, measure="fresh_share", unit="share"), one.fresh)
        yield _number(replace(mine, measure="moved_people", unit="share"), one.now - one.was)
        yield _number(replace(mine, measure="moved_profile", unit="share"), one.fresh - one.now)
        yield _number(replace(mine, measure="jaccard", unit="index"), one.jaccard)
        yield _number(replace(mine, measure="distance", unit="index"), one.distance)
    for group in carried.new:
        yield replace(word, item=group.id, measure="continuity", text="new")
        yield _number(replace(blank, item=group.id, measure="fresh_share", unit="share"), group.share)


def _number(cell: Cell, value: float) -> Cell:
    return replace(cell, missing=True) if np.isnan(value) else replace(cell, value=float(value))
