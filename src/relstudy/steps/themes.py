"""Themes: what other orders of the same interviews would have shown of new ones, which are found in the same cases, and which cases tell much the same.

Cases are counted, never weighted and never turned into percentages. Here a theme counts by itself, without the themes
below it. Types of cases are looked for where the study asks for them, and else where there are cases enough for two
that are no sketch.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from relstudy.cells import Cell, cells_frame
from relstudy.stats.case_types import CaseTypes, find_types, tell_apart
from relstudy.stats.chance import generator
from relstudy.stats.saturation import AnyOrder, draw_orders
from relstudy.survey.plan import CodingPlan, Identity, Study, Wave
from relstudy.survey.registers import CodebookEntry

#: A type of fewer cases is a sketch.
SOLID = 8
#: More cases than this are no interviews that somebody reads again; types of them are not looked for.
MOST_CASES = 200
#: Fewest cases in which a pair of themes is told, and most pairs told: those of most cases.
_TOGETHER, _PAIRS = 2, 300
#: Themes a type is told by, at most.
_MARKS = 4
#: Part of its cases that voice a theme a type is told by, at least, and by how much it is larger than that of the others.
_HALF, _LARGER = 1 / 2, 1 / 4
#: Ends of the interval of orders, and its middle.
_PARTS = {"saturation_low": 0.025, "saturation_median": 0.5, "saturation_high": 0.975}
#: Why no type is told.
Untold = Literal["not_asked", "too_few", "too_many", "unclear", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes:
    """What is told of themes over all cases. `file` is the one they were coded in.

    `orders`: what other orders of the cases would have shown. `codes`: ids of the codebook. `pairs` (pairs, 2): places
    of codes with none below them; `together`, `pair_base` (pairs,): cases that voice both, cases asked both. `types`:
    the partition of cases; `untold` why there is none, "" where there is one. `heard` (cases, codes), `target` (cases,):
    by which types are told.
    """

    file: str
    codes: tuple[str, ...]
    heard: np.ndarray
    target: np.ndarray
    orders: AnyOrder
    pairs: np.ndarray
    together: np.ndarray
    pair_base: np.ndarray
    types: CaseTypes
    untold: Untold


def compare_themes(
    *,
    interviews_heard: np.ndarray,
    interviews_asked: np.ndarray,
    interviews_target: np.ndarray,
    interviews_file: str,
    study_codebook: tuple[CodebookEntry, ...],
    study_coding: CodingPlan,
    study_identity: Identity,
) -> Themes:
    """Return the orders, the pairs and the types of the cases, from who voices each code, (cases, codes) bool."""
    heard, seed = interviews_heard, study_identity.seed
    parents = {entry.parent for entry in study_codebook}
    leaves = np.flatnonzero([entry.id not in parents for entry in study_codebook])
    pairs, together, base = _pairs(heard, interviews_asked, leaves)
    untold = _untold(heard, study_coding)
    types = find_types(heard[:0] if untold else heard, random=generator(seed, "themes", "types"))
    return Themes(
        file=interviews_file,
        codes=tuple(entry.id for entry in study_codebook),
        heard=heard,
        target=interviews_target,
        orders=draw_orders(heard, random=generator(seed, "themes", "orders")),
        pairs=pairs,
        together=together,
        pair_base=base,
        types=types,
        untold=untold or ("" if len(types.kept) else "unclear"),
    )


def _untold(heard: np.ndarray, plan: CodingPlan) -> Untold:
    """Return why types of cases are not looked for, "" where they are."""
    if plan.types is False:
        return "not_asked"
    telling = int(tell_apart(heard)[0].sum())
    if telling > MOST_CASES:
        return "too_many"
    return "" if plan.types or telling >= 2 * SOLID else "too_few"


def _pairs(heard: np.ndarray, asked: np.ndarray, leaves: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return pairs of codes found in the same cases, the cases of both, the cases asked both: the most frequent first.

    Where more than `_PAIRS` pairs would be told, those as frequent as the first one left out are left out too.
    """
    voiced, raised = (mask[:, leaves].astype(np.int64) for mask in (heard, asked))
    both, base = voiced.T @ voiced, raised.T @ raised
    first, second = np.triu_indices(len(leaves), k=1)
    count = both[first, second]
    least = _TOGETHER
    if (count >= least).sum() > _PAIRS:
        least = int(np.sort(count)[-_PAIRS - 1]) + 1
    order = np.argsort(-count, kind="stable")
    kept = order[count[order] >= least]
    pairs = np.stack([leaves[first[kept]], leaves[second[kept]]], axis=1)
    return pairs, count[kept], base[first[kept], second[kept]]


def marks_of(result: Themes, number: int) -> list[int]:
    """Return the places of the codes that set a type apart: told by `_HALF` of its cases or more, by a part larger by `_LARGER` or more than that of the others.

    The largest difference of parts first, equal ones in the order of the codebook.
    """
    inside = result.types.member == number
    own, others = result.heard[inside].mean(axis=0), result.heard[~inside & (result.types.member >= 0)].mean(axis=0)
    apart = np.round(own - others, 9)
    told = [int(i) for i in np.argsort(-apart, kind="stable") if own[i] >= _HALF and apart[i] >= _LARGER]
    return told[:_MARKS]


def cells_of(result: Themes, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the cells of themes before the gate: the band of orders, the pairs, the types."""
    return cells_frame([*_order_cells(result), *_pair_cells(result), *_type_cells(result)], step="themes")


def _order_cells(result: Themes) -> list[Cell]:
    place: dict[str, Any] = {"section": "interviews", "source": f"{result.file}#code_id", "unit": "count"}
    orders = result.orders
    drawn: dict[str, Any] = {"base": len(orders.reached), "base_kind": "rows"}
    cells = [Cell(**place, **drawn, measure="saturation_orders", value=float(orders.reaching))]
    for measure, part in _PARTS.items():
        reached = orders.reached_by(part)
        value = None if reached is None else float(reached)
        cells.append(Cell(**place, **drawn, measure=measure, value=value, missing=reached is None))
    told = {"expected": orders.expected, "low": orders.low, "high": orders.high}
    return cells + [
        Cell(**place, measure=f"new_themes_{name}", row=str(number), value=float(value))
        for name, curve in told.items()
        for number, value in enumerate(curve.tolist(), start=1)
    ]


def _pair_cells(result: Themes) -> list[Cell]:
    rows = zip(result.pairs.tolist(), result.together.tolist(), result.pair_base.tolist(), strict=True)
    return [
        Cell(
            section="interviews",
            item=result.codes[first],
            measure="cases_with",
            row=result.codes[second],
            column="all",
            value=float(count),
            unit="cases",
            base=base,
            base_kind="cases",
            source=f"{result.file}#code_id",
        )
        for (first, second), count, base in rows
    ]


def _type_cells(result: Themes) -> list[Cell]:
    """Return how many types there are, then of each its cases, what it is worth, what sets it apart; nothing where none is looked for."""
    if result.untold in ("not_asked", "too_few", "too_many"):
        return []
    member, sizes = result.types.member, result.types.sizes
    entered = int(tell_apart(result.heard)[0].sum())
    place: dict[str, Any] = {"section": "interviews", "source": f"{result.file}#code_id", "base_kind": "cases"}
    many = {"value": float(len(sizes)), "unit": "count"} if len(sizes) else {"kind": "category", "text": "none"}
    cells = [Cell(**place, measure="types", base=entered, **many)]
    targets = sorted({t for t in result.target.tolist() if t})
    columns = [("all", member >= 0), *((f"target={t}", (member >= 0) & (result.target == t)) for t in targets)]
    for number, size in enumerate(sizes.tolist()):
        own = member == number
        item: dict[str, Any] = {**place, "item": f"type.t{number + 1}"}
        cells += [
            Cell(
                **item,
                measure="type_cases",
                column=column,
                value=float((own & inside).sum()),
                unit="cases",
                base=int(inside.sum()),
            )
            for column, inside in columns
        ]
        standing = "type" if size >= SOLID else "sketch"
        cells.append(Cell(**item, measure="type_standing", kind="category", text=standing, base=size))
        kept = float(result.types.kept[number])
        cells.append(Cell(**item, measure="type_stability", value=kept, unit="cases", base=result.types.runs))
        for code in marks_of(result, number):
            for measure, inside in (("type_themes", own), ("type_others", ~own & (member >= 0))):
                cells.append(
                    Cell(
                        **item,
                        measure=measure,
                        row=result.codes[code],
                        value=float(result.heard[inside, code].sum()),
                        unit="cases",
                        base=int(inside.sum()),
                    )
                )
    return cells
