"""Which passages a page quotes under its themes: one rule, printed under them, so that nobody picks the telling one.

Every theme gets its first quote before any gets its second, and the next one is always of the case heard least so far.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.matrix.quotes import LONGEST, MOST_OF_A_CASE, SHORTEST
from relstudy.steps.interviews import Interviews

#: Quotes of one theme at most; one of them says the contrary where there is one.
QUOTES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One coded passage and its cell. `case` is "" where it is not known; `shared` = themes the same words were coded with."""

    cell: CellRow
    case: str
    prompted: bool
    clear: float
    shared: int

    @property
    def text(self) -> str:
        """Return what was said."""
        return (self.cell.text or "").strip()

    @property
    def contrary(self) -> bool:
        """Tell whether it says the contrary of the theme."""
        return self.cell.has_mark("contrary")


def read_passages(context: Context, codes: Sequence[str]) -> Mapping[str, tuple[Passage, ...]]:
    """Return the passages of each theme that the wave publishes, in the order of their cells."""
    result = context.result.given(Interviews)
    told = (
        {} if result is None else {(q["code_id"], f"{q['part']}.{q['n']}"): q for q in result.quotes.to_dict("records")}
    )
    cells = {c: [q for q in context.book.of("interviews", c, measure="quote") if q.shown and q.text] for c in codes}
    themes = Counter(text for found in cells.values() for text in {(q.text or "").strip() for q in found})
    return {code: tuple(_passage(c, told.get((c.item, c.row)), themes) for c in found) for code, found in cells.items()}


def _passage(cell: CellRow, told: Mapping[object, object] | None, themes: Counter[str]) -> Passage:
    valence = float(str(told["valence"])) if told is not None else math.nan
    return Passage(
        cell=cell,
        case=str(told["case_id"]) if told is not None else "",
        prompted=bool(told["prompted"]) if told is not None else False,
        clear=0.0 if math.isnan(valence) else abs(valence),
        shared=themes[(cell.text or "").strip()],
    )


def spread_quotes(
    passages: Mapping[str, Sequence[Passage]], *, used: set[str], spent: Counter[str]
) -> Mapping[str, tuple[Passage, ...]]:
    """Return the quotes of each theme, contrary ones last.

    Parameters
    ----------
    passages
        By theme, in the order the page has them.
    used, spent
        Words quoted on the page already, and how many passages of each case are: none is quoted twice, no case more
        than `MOST_OF_A_CASE` times. Both grow by what is chosen.

    Notes
    -----
    In turns, a voice, then one that says the contrary, then voices again. Of what fits: the case quoted least, then
    the passage coded with the fewest themes, one of 20 to 220 characters, unprompted, of the clearest judgement, the
    shortest, by key.
    """
    chosen: dict[str, list[Passage]] = {code: [] for code in passages}
    for turn in range(QUOTES):
        for code, found in passages.items():
            fitting = [
                p
                for p in found
                if p.contrary is (turn == 1) and p.text not in used and (not p.case or spent[p.case] < MOST_OF_A_CASE)
            ]
            if not fitting:
                continue
            best = min(fitting, key=lambda p: _order(p, spent))
            used.add(best.text)
            spent[best.case] += bool(best.case)
            chosen[code].append(best)
    return {code: tuple(sorted(found, key=lambda p: p.contrary)) for code, found in chosen.items()}


def _order(passage: Passage, spent: Counter[str]) -> tuple[int, int, bool, bool, float, int, str]:
    length = len(passage.text)
    unfit = not SHORTEST <= length <= LONGEST
    return spent[passage.case], passage.shared, unfit, passage.prompted, -passage.clear, length, passage.cell.key
