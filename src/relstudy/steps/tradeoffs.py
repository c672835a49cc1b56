"""Trade-offs: which channel is chosen over which, for what reason and in what situation, as cases tell it.

A case counts once for each thing it tells. Cases are counted, never weighted and never turned into percentages.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from relstudy.cells import Cell, cells_frame
from relstudy.errors import Fault
from relstudy.folding import fold
from relstudy.intake.tradeoffs import TradeoffLines, read_tradeoffs
from relstudy.survey.plan import Source, Study, Wave
from relstudy.survey.registers import CodebookEntry, Offer

#: What is counted of a choice, and the column that tells it: chosen over another, why, why the other was not, and when.
COUNTED = {"over": "refused", "chosen_for": "reason", "refused_for": "reason", "chosen_in": "situation"}
#: A longer text is an account, not a quote: code points.
_LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Tradeoffs:
    """What the choices of each case show. `file` is the one they were read from.

    `case_id`, `target` (folded, "" where none), `told` (tells a choice): shape (cases,), in the order of their ids.
    `counted`: what is told, each a measure of `COUNTED`, the offer it is told of, and the other offer, or the code;
    `shown` (cases, counted). `quotes`: one row per choice whose text is short: case_id, offer, refused (ids by |),
    verbatim_id, part, n (number within offer and part), text, line.
    """

    file: str
    case_id: np.ndarray
    target: np.ndarray
    told: np.ndarray
    counted: tuple[tuple[str, str, str], ...]
    shown: np.ndarray
    quotes: pd.DataFrame
    faults: tuple[Fault, ...] = ()

    @property
    def columns(self) -> tuple[tuple[str, np.ndarray], ...]:
        """Return (column of cells, mask of cases): all, then one for each target that cases have."""
        targets = sorted({t for t in self.target.tolist() if t})
        return (("all", np.ones(len(self.case_id), dtype=bool)), *((f"target={t}", self.target == t) for t in targets))


def weigh_choices(
    *,
    wave_cases: Source | None,
    wave_verbatims: Source | None,
    wave_tradeoffs: Source | None,
    study_offers: tuple[Offer, ...],
    study_codebook: tuple[CodebookEntry, ...],
) -> Tradeoffs:
    """Return what each case's choices show: what was chosen over what, for which reasons, in which situations.

    A reason is one of what was chosen, and one against each thing refused.

    Raises
    ------
    FieldworkError
        All faults of the files.
    """
    lines = read_tradeoffs(
        wave_tradeoffs, cases=wave_cases, verbatims=wave_verbatims, offers=study_offers, codebook=study_codebook
    )
    order = np.argsort(lines.cases.case_id.astype(str), kind="stable")
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    offers = np.array([o.id for o in study_offers], dtype=object)
    codes = np.array([c.id for c in study_codebook], dtype=object)
    table = _told(lines, offers, codes)
    counted = sorted(
        set(table[["measure", "of", "other"]].itertuples(index=False, name=None)),
        key=lambda one: (list(COUNTED).index(one[0]), one[1:]),
    )
    shown = np.zeros((len(order), len(counted)), dtype=bool)
    number = {one: n for n, one in enumerate(counted)}
    where = [number[one] for one in table[["measure", "of", "other"]].itertuples(index=False, name=None)]
    shown[place[lines.case[table["row"].to_numpy(dtype=np.intp)]], np.array(where, dtype=np.intp)] = True
    told = np.zeros(len(order), dtype=bool)
    told[place[lines.case]] = True
    return Tradeoffs(
        file=lines.file,
        case_id=lines.cases.case_id[order].astype(str),
        target=lines.cases.target[order].astype(str),
        told=told,
        counted=tuple((str(measure), str(of), str(other)) for measure, of, other in counted),
        shown=shown,
        quotes=_quotes(lines, offers),
        faults=lines.faults,
    )


def _told(lines: TradeoffLines, offers: np.ndarray, codes: np.ndarray) -> pd.DataFrame:
    """Return one row per line and thing it tells: row, measure, the offer it is told of, and the other offer or the code."""
    refused = lines.refused.assign(
        chosen=offers[lines.chosen[lines.refused["row"]]], refused=offers[lines.refused["position"]]
    )
    reasons = lines.reasons.assign(reason=codes[lines.reasons["position"]])
    held = np.flatnonzero(lines.situation >= 0)
    against = refused[["row", "refused"]].merge(reasons[["row", "reason"]], on="row")
    found = {
        "over": (refused["row"], refused["chosen"], refused["refused"]),
        "chosen_for": (reasons["row"], offers[lines.chosen[reasons["row"]]], reasons["reason"]),
        "refused_for": (against["row"], against["refused"], against["reason"]),
        "chosen_in": (held, offers[lines.chosen[held]], codes[lines.situation[held]]),
    }
    return pd.concat(
        pd.DataFrame({"row": np.asarray(row), "measure": measure, "of": np.asarray(of), "other": np.asarray(other)})
        for measure, (row, of, other) in found.items()
    ).drop_duplicates(ignore_index=True)


def _quotes(lines: TradeoffLines, offers: np.ndarray) -> pd.DataFrame:
    """Return one row per choice that names a text short enough to be quoted whole."""
    refused = lines.refused.groupby("row")["position"].agg(lambda found: "|".join(offers[found]))
    texts, names = lines.verbatims.text, lines.verbatims.verbatim_id
    rows = [
        {
            "case_id": str(lines.cases.case_id[lines.case[row]]),
            "offer": str(offers[lines.chosen[row]]),
            "refused": str(refused[row]),
            "verbatim_id": str(names[lines.verbatim[row]]),
            "text": str(texts[lines.verbatim[row]]),
            "line": int(lines.line[row]),
        }
        for row in np.flatnonzero(lines.verbatim >= 0).tolist()
        if len(texts[lines.verbatim[row]].strip()) <= _LONGEST
    ]
    columns = ["case_id", "offer", "refused", "verbatim_id", "text", "line"]
    table = pd.DataFrame(rows, columns=pd.Index(columns))
    table = table.sort_values(["offer", "case_id", "verbatim_id", "refused", "line"], ignore_index=True)
    table = table.drop_duplicates(["offer", "verbatim_id"], ignore_index=True)
    table["part"] = [fold(name) or "_" for name in table["verbatim_id"]]
    # Two ids that fold alike share one numbering, so that each quote has its own key.
    table["n"] = table.groupby(["offer", "part"]).cumcount() + 1
    return table


def cells_of(result: Tradeoffs, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the cells of trade-offs before the gate: numbers of cases, of those that tell a choice, then the quotes."""
    cells = []
    for place, (measure, of, other) in enumerate(result.counted):
        # What is chosen over what is told by target too; of reasons there are too few for that.
        for column, inside in result.columns if measure == "over" else result.columns[:1]:
            base = int((result.told & inside).sum())
            where: dict[str, Any] = {"section": "journeys", "item": of, "measure": measure, "row": other}
            cells.append(
                Cell(
                    **where,
                    column=column,
                    value=float((result.shown[:, place] & inside).sum()),
                    unit="cases",
                    base=base,
                    base_kind="cases",
                    source=f"{result.file}#{COUNTED[measure]}",
                    missing=not base,
                )
            )
    cells += [
        Cell(
            section="journeys",
            item=quote["offer"],
            measure="choice_quote",
            row=f"{quote['part']}.{quote['n']}",
            kind="quote",
            text=quote["text"],
            source=f"{result.file}#L{quote['line']}",
        )
        for quote in result.quotes.to_dict("records")
    ]
    return cells_frame(cells, step="tradeoffs")
