"""Are the groups of an earlier fit still there? Groups carried over by a rule, held against groups found afresh.

Both are of the same respondents: each has a group carried over (nearest of the earlier centres) and a group of the fresh
fit. They are matched twice, each group once: by common members and by centres. What is left over tells the rest: an
earlier group without a partner lies within another one (merged) or is nowhere (gone), a fresh one is a part of an
earlier group (split) or stands apart (new).

References
----------
Kuhn 1955, Naval Res. Logist. Q. 2, 83-97 (the assignment). Hennig 2007, Comput. Stat. Data Anal. 52, 258-271: Jaccard
from 0.75 on the same group, at 0.5 or below dissolved.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

#: What became of an earlier group.
Verdict = Literal["same", "drifted", "split", "merged", "gone"]
#: Jaccard of the members from which on a group is the same, and at or below which it is another.
SAME_MEMBERS, OTHER_MEMBERS = 0.75, 0.5
#: How far a centre may move and be the same: a part of the way to the nearest other centre.
SAME_CENTRE = 0.25
#: Up to here a group whose members are mostly others is the same one, moved: no other earlier centre is as near.
NEAR_CENTRE = 0.5
#: A fresh group farther from the centre than this part of the way to the nearest other one is no part of a group.
PART_WITHIN = 0.75
#: A part of a group: so many of its members are the group's, at least, and it has so many of the group's members.
OF_ONE_GROUP, ENOUGH_OF_IT = 2 / 3, 0.2
#: A group lies within another one: so many of its members are there, and it is so much of it.
MOSTLY_WITHIN, MUCH_OF_IT = 0.5, 0.25
#: Decimals to which likenesses are compared: neither order of rows nor machine turns a match.
_DECIMALS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """What became of k earlier groups beside f fresh ones.

    Arrays by earlier group, (k,): `verdict`; `partner`, the fresh group that took its place, -1 for none (of a group
    that is split its largest part, of a merged one the group it lies in); `jaccard` of the members of the two and
    `distance` of their centres as a part of the way to the nearest other earlier centre, nan without a partner. `new`
    are the fresh groups that are none of the earlier ones, in their order; their members count in no `jaccard`.
    """

    verdict: tuple[Verdict, ...]
    partner: np.ndarray
    jaccard: np.ndarray
    distance: np.ndarray
    new: tuple[int, ...]


def match_groups(
    carried: np.ndarray, fresh: np.ndarray, *, centres: np.ndarray, rows: np.ndarray, many: int
) -> Matches:
    """Return what became of earlier groups.

    Parameters
    ----------
    carried, fresh : shape (n,), group of each respondent by the earlier centres, and by the fresh fit.
    centres : shape (k, p), the earlier centres.
    rows : shape (n, p), the respondents in the columns of the centres.
    many : number of fresh groups.
    """
    k = len(centres)
    jaccard, within, made_of = _overlaps(carried, fresh, k, many)
    moved = _relative_distances(centres, _means(rows, fresh, many))
    by_members, by_centres = _assign(-jaccard), _assign(moved)
    is_part = (made_of >= OF_ONE_GROUP) & (within >= ENOUGH_OF_IT) & (moved <= PART_WITHIN)
    split = is_part.sum(axis=1) > 1
    firm = np.where(_of(jaccard, by_members) > OTHER_MEMBERS, by_members, -1)
    moved_on = (firm < 0) & (_of(moved, by_centres) <= NEAR_CENTRE) & ~np.isin(by_centres, firm)
    partner = np.where(moved_on, by_centres, firm)
    partner = np.where(split, np.where(is_part, within, -1.0).argmax(axis=1), partner)
    inside = (within >= MOSTLY_WITHIN) & (made_of >= MUCH_OF_IT)
    # Two earlier groups or more that make up one fresh group have become one.
    joined = inside & (inside.sum(axis=0) > 1)[None, :]
    known = {*partner.tolist(), *np.flatnonzero(is_part[split].any(axis=0)).tolist()}
    known |= set(np.flatnonzero(joined.any(axis=0)).tolist())
    new = tuple(g for g in range(many) if g not in known)
    # Who is of a new group was of none: the likeness of the others does not suffer from it.
    others = ~np.isin(fresh, new)
    jaccard, _, _ = _overlaps(carried[others], fresh[others], k, many)
    verdict: list[Verdict] = []
    for f in range(k):
        g = int(partner[f])
        if split[f]:
            verdict.append("split")
        elif joined[f].any():
            verdict.append("merged")
            partner[f] = int(joined[f].argmax())
        elif g < 0:
            verdict.append("gone")
        else:
            agreed = int(by_centres[f]) == g and moved[f, g] <= SAME_CENTRE
            verdict.append("same" if agreed and jaccard[f, g] >= SAME_MEMBERS else "drifted")
    return Matches(
        verdict=tuple(verdict),
        partner=partner,
        jaccard=_of(jaccard, partner),
        distance=_of(moved, partner),
        new=new,
    )


def nearest_centre(rows: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Return the nearest centre of each row, shape (n,) int16, the first of several as near."""
    apart = np.stack([((rows - centre) ** 2).sum(axis=1) for centre in centres], axis=1)
    found: np.ndarray = np.round(apart, _DECIMALS).argmin(axis=1).astype(np.int16)
    return found


def room_around(centres: np.ndarray) -> np.ndarray:
    """Return the distance of each centre to the nearest other one, shape (k,); inf where there is none."""
    apart = _distances(centres, centres)
    np.fill_diagonal(apart, np.inf)
    return np.asarray(apart.min(axis=1))


def _relative_distances(centres: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return how far others are from each centre, (k, f), as a part of the way to the nearest other centre."""
    relative: np.ndarray = _distances(centres, others) / room_around(centres)[:, None]
    return relative


def _distances(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    apart: np.ndarray = np.sqrt(((one[:, None, :] - other[None, :, :]) ** 2).sum(axis=2))
    return apart


def _overlaps(carried: np.ndarray, fresh: np.ndarray, k: int, many: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (Jaccard, part of the earlier group that is in the fresh one, part of the fresh one that is of the earlier), each (k, many)."""
    common = np.zeros((k, many))
    np.add.at(common, (carried, fresh), 1.0)
    of_earlier, of_fresh = common.sum(axis=1)[:, None], common.sum(axis=0)[None, :]
    either = of_earlier + of_fresh - common
    return common / np.maximum(either, 1.0), common / np.maximum(of_earlier, 1.0), common / np.maximum(of_fresh, 1.0)


def _of(table: np.ndarray, partner: np.ndarray) -> np.ndarray:
    """Return what a table (k, f) says of each earlier group and its partner, nan where it has none."""
    there: np.ndarray = np.where(partner >= 0, table[np.arange(len(table)), np.maximum(partner, 0)], np.nan)
    return there


def _means(rows: np.ndarray, label: np.ndarray, many: int) -> np.ndarray:
    counted = np.maximum(np.bincount(label, minlength=many), 1)
    return np.stack([np.bincount(label, weights=column, minlength=many) / counted for column in rows.T], axis=1)


def _assign(cost: np.ndarray) -> np.ndarray:
    """Return the partner of each row at the least total cost, -1 for a row that is left over.

    scipy is imported here: a study without anything frozen never pays for it.
    """
    from scipy.optimize import linear_sum_assignment

    found = np.full(len(cost), -1, dtype=np.intp)
    rows, columns = linear_sum_assignment(np.round(cost, _DECIMALS))
    found[rows] = columns
    return found
