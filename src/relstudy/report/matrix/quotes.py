"""Which quotes a figure shows: one rule, printed under the figure, so that nobody picks the telling one."""

import math
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relstudy.survey.registers import CodebookEntry

if TYPE_CHECKING:
    import pandas as pd

SHORTEST, LONGEST = 20, 220
#: Passages of one case that a page quotes at most.
MOST_OF_A_CASE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One passage of one interview. `row` is its place in the keys of the cells (`interviews/<code>/quote/<row>/_`)."""

    case_id: str
    code: str
    row: str
    text: str
    contrary: bool
    prompted: bool


def codes_below(codebook: Iterable[CodebookEntry], code: str | None) -> frozenset[str]:
    """Return a code and all codes below it; none for no code."""
    entries, found = tuple(codebook), {code} if code else set()
    grown = True
    while grown:
        below = {entry.id for entry in entries if entry.parent in found} - found
        found |= below
        grown = bool(below)
    return frozenset(found)


def choose_quote(
    quotes: "pd.DataFrame",
    codes: Collection[str],
    *,
    contrary: bool,
    used: Collection[str] = (),
    told: Collection[str] = (),
) -> Quote | None:
    """Return the quote shown for some codes, or None where no passage fits.

    Parameters
    ----------
    quotes
        One row per coded passage: case_id, code_id, part, n, text, contrary, prompted, valence.
    codes
        The expectation's code and those below it.
    contrary
        Passages that say the contrary, or those that voice the code.
    used
        Texts shown already: a passage is shown once.
    told
        Cases quoted often enough already.

    Notes
    -----
    Of the passages of 20 to 220 characters: unprompted before prompted, then the clearest valence (largest absolute value, none counts as
    0), then the shortest, then by interview, verbatim and place.
    """
    coded = quotes[quotes["code_id"].isin(list(codes))]
    fitting = [
        row
        for row in coded.to_dict("records")
        if bool(row["contrary"]) is contrary
        and SHORTEST <= len(str(row["text"]).strip()) <= LONGEST
        and str(row["text"]).strip() not in used
        and row["case_id"] not in told
    ]
    if not fitting:
        return None
    best = min(fitting, key=_rank)
    return Quote(
        case_id=str(best["case_id"]),
        code=str(best["code_id"]),
        row=f"{best['part']}.{best['n']}",
        text=str(best["text"]).strip(),
        contrary=bool(best["contrary"]),
        prompted=bool(best["prompted"]),
    )


def _rank(row: Mapping[Hashable, Any]) -> tuple[bool, float, int, str, str, int]:  # Any: a row of a frame
    valence = row["valence"]
    clear = 0.0 if math.isnan(valence) else abs(float(valence))
    return (
        bool(row["prompted"]),
        -clear,
        len(str(row["text"]).strip()),
        str(row["case_id"]),
        str(row["part"]),
        int(row["n"]),
    )
