"""Answers of a set that exclude the others, told by the cells first: never ticked beside another answer, where others often are.

A name ("None of these") makes sure of what the cells say; alone it only proposes, and what the cells contradict it does
not say.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from relstudy.drafting.proposal import ProposedCode, ProposedItem, Remark, share_text
from relstudy.drafting.shapes import Shape
from relstudy.drafting.ticks import ticked_rows
from relstudy.folding import fold

_NAMED = re.compile(r"(?:.*-)?aucune?(?:-.*)?|(?:none|nothing|rien|neither)(?:-.*)?")
#: Respondents of an answer below which the cells tell nothing.
_LEAST = 10
#: Share of the ticks of the other answers that stand beside another one, from which several answers are usual.
_OFTEN = 0.3
#: Chance of never standing beside another answer, for one that does so as often as the others, below which it is none
#: of them.
_CHANCE = 0.001


def with_exclusive(items: Sequence[ProposedItem], shapes: Mapping[str, Shape]) -> tuple[ProposedItem, ...]:
    """Return the items, answers of sets that exclude the others marked; to settle where cells and names do not both say so."""
    return tuple(_marked(item, shapes) if item.kind.is_ticked else item for item in items)


def _marked(item: ProposedItem, shapes: Mapping[str, Shape]) -> ProposedItem:
    ticked = ticked_rows(item, shapes)
    answers = np.array([code.missing is None for code in item.codes], dtype=bool)
    alone = (ticked & (ticked[answers].sum(axis=0) == 1)).sum(axis=1)
    rows = ticked.sum(axis=1)
    never = answers & (rows > 0) & (alone == rows)
    others = answers & ~never
    ticks = int(rows[others].sum())
    beside = 1.0 - int(alone[others].sum()) / ticks if ticks else 0.0
    if beside < _OFTEN:
        return item
    by_cells = never & (rows >= _LEAST) & ((1.0 - beside) ** rows < _CHANCE)
    by_name = never & np.array([_is_named(code) for code in item.codes], dtype=bool)
    doubtful = np.flatnonzero(by_cells ^ by_name)
    exclusive = by_cells | by_name
    codes = tuple(
        replace(code, exclusive=bool(found)) for code, found in zip(item.codes, exclusive.tolist(), strict=True)
    )
    if not len(doubtful):
        return replace(item, codes=codes)
    told = ", ".join(f"{_said(item.codes[place])} ({rows[place]})" for place in doubtful)
    remark = Remark("exclusive", {"answers": told, "share": share_text(beside)})
    return replace(item, codes=codes, remarks=(*item.remarks, remark))


def _is_named(code: ProposedCode) -> bool:
    """Tell whether a label, or the code where it has none, says that no other answer holds."""
    return any(_NAMED.fullmatch(fold(text)) for text in (*code.label.values(), code.code))


def _said(code: ProposedCode) -> str:
    return next(iter(code.label.values()), code.code)
