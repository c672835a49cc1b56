"""Journeys: which practice each shows by the printed rule, which channel at which phase, from which to which, where they break.

A journey is told by one case, step by step; a case counts once for each thing its journeys show. Cases are counted,
never weighted and never turned into percentages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from relstudy.cells import Cell, cells_frame
from relstudy.errors import Fault
from relstudy.folding import fold
from relstudy.intake.coded_journeys import journey_codes, read_coded_journeys
from relstudy.intake.journeys import JourneySteps, read_journeys
from relstudy.steps.absence import NotInStudy, given
from relstudy.survey.phases import PHASES
from relstudy.survey.plan import JourneysTold, Source, Study, Wave
from relstudy.survey.practices import PRACTICES, practice_of
from relstudy.survey.registers import CodebookEntry, Offer

#: What a journey can be; one of no channel has no step.
SHOWN = tuple(practice for practice in PRACTICES if practice != "none")
#: What can go wrong at a step, in the order it is told, and the column that tells it.
MISHAPS = {"redirected": "outcome", "abandoned": "outcome", "broken": "continuity"}
#: A longer text is an account, not a quote: code points.
_LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Journeys:
    """What the journeys of each case show. `file` is the one they were read from; `coded` that it is that of the codings.

    `case_id`, `target` (folded, "" where none), `told` (has a journey): shape (cases,), in the order of their ids.
    `practices` (cases, practices) in the order of `SHOWN`. `offers`: ids of what is used in any journey, in the order
    of the register. `phases`: those told, in their order. `met` (cases, offers, phases): used at the phase, beside
    another or not. `mishaps` (cases, offers, mishaps): redirected, abandoned, or a change to the offer without
    continuity. `changes`: pairs of offers that follow each other in a journey; `moved` (cases, changes). `quotes`: one
    row per mishap whose step names a short text: case_id, offer, mishap, verbatim_id, part, n (number within offer and
    part), text, line. `untold`: mishaps that no code tells, which are
    missing and not nobody's. `unplaced`: coded passages of which nobody could say what step they tell.
    """

    file: str
    case_id: np.ndarray
    target: np.ndarray
    told: np.ndarray
    practices: np.ndarray
    offers: tuple[str, ...]
    phases: tuple[str, ...]
    met: np.ndarray
    mishaps: np.ndarray
    changes: tuple[tuple[str, str], ...]
    moved: np.ndarray
    quotes: pd.DataFrame
    coded: bool = False
    untold: tuple[str, ...] = ()
    unplaced: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def columns(self) -> tuple[tuple[str, np.ndarray], ...]:
        """Return (column of cells, mask of cases): all, then one for each target that cases have."""
        targets = sorted({t for t in self.target.tolist() if t})
        return (("all", np.ones(len(self.case_id), dtype=bool)), *((f"target={t}", self.target == t) for t in targets))


def follow_journeys(
    *,
    wave_cases: Source | None,
    wave_verbatims: Source | None,
    wave_codings: Source | NotInStudy | None = None,
    wave_journeys: Source | None,
    study_offers: tuple[Offer, ...],
    study_codebook: tuple[CodebookEntry, ...] | NotInStudy = (),
    study_journeys_told: JourneysTold = "file",
) -> Journeys:
    """Return what each case's journeys show.

    They are told by journeys.csv, or by the codings where the study says so (`take_journeys`).

    The channels of a journey are the offers of its steps and those used beside them. A change is a step whose offer is
    not the one before; it is continuous where that step says so. A journey has continuity where all its changes are
    continuous, has none where one is not, and otherwise nobody knows: nothing is inferred from the number of channels.
    Where nobody knows which of two channels came first, there is a change, from neither to the other.

    Raises
    ------
    FieldworkError
        All faults of the files.
    """
    if study_journeys_told == "file":
        steps = read_journeys(wave_journeys, cases=wave_cases, verbatims=wave_verbatims, offers=study_offers)
        untold: tuple[str, ...] = ()
    else:
        codebook = given(study_codebook)
        steps = read_coded_journeys(
            cases=wave_cases,
            verbatims=wave_verbatims,
            codings=given(wave_codings),
            codebook=codebook,
            offers=study_offers,
            by=study_journeys_told,
        )
        untold = uncoded_mishaps(codebook)
    order = np.argsort(steps.cases.case_id.astype(str), kind="stable")
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    case = place[steps.case]
    beside = steps.beside["step"].to_numpy(dtype=np.intp), steps.beside["offer"].to_numpy(dtype=np.intp)
    used = np.concatenate([steps.offer, beside[1]])
    by_step = np.concatenate([np.arange(len(steps.offer)), beside[0]])
    offers, offer = np.unique(used, return_inverse=True)
    own = offer[: len(steps.offer)]
    phases = tuple(phase for phase in PHASES if phase in steps.phase.tolist())
    shape = len(order), len(offers)
    at_phase = [np.equal(steps.phase[by_step], phase) for phase in phases]
    changed = _changed(steps)
    follows = changed & steps.ordered
    wrong = (
        np.equal(steps.outcome, "redirected"),
        np.equal(steps.outcome, "abandoned"),
        follows & (steps.continued == 0),
    )
    pairs, moved = _moves(case, own, follows, cases=len(order))
    told = np.zeros(len(order), dtype=bool)
    told[case] = True
    ids = tuple(study_offers[i].id for i in offers.tolist())
    return Journeys(
        file=steps.file,
        case_id=steps.cases.case_id[order].astype(str),
        target=steps.cases.target[order].astype(str),
        told=told,
        practices=_practices(steps, case, by_step, used, changed, cases=len(order)),
        offers=ids,
        phases=phases,
        met=_occurrences(case[by_step], offer, at_phase, shape),
        mishaps=_occurrences(case, own, wrong, shape),
        changes=tuple((ids[a], ids[b]) for a, b in pairs.tolist()),
        moved=moved,
        quotes=_quotes(steps, own, ids, wrong),
        coded=study_journeys_told != "file",
        untold=untold,
        unplaced=steps.unplaced,
        faults=steps.faults,
    )


def uncoded_mishaps(codebook: tuple[CodebookEntry, ...]) -> tuple[str, ...]:
    """Return the mishaps that no code of the code frame tells."""
    codes = journey_codes(codebook)
    told = {code.outcome for code in codes} | {"broken" for code in codes if code.continued is False}
    return tuple(mishap for mishap in MISHAPS if mishap not in told)


def _changed(steps: JourneySteps) -> np.ndarray:
    """Return where a step's offer is another than that of the step before in its journey, (steps,)."""
    same = steps.journey[1:] == steps.journey[:-1]
    return np.concatenate([[False], same & (steps.offer[1:] != steps.offer[:-1])])[: len(steps.journey)]


def _occurrences(
    case: np.ndarray, offer: np.ndarray, masks: Sequence[np.ndarray], shape: tuple[int, int]
) -> np.ndarray:
    """Return which cases have an offer where each mask holds, (cases, offers, masks). `case`, `offer` and masks have one entry per use."""
    found = np.zeros((*shape, len(masks)), dtype=bool)
    for place, mask in enumerate(masks):
        found[case[mask], offer[mask], place] = True
    return found


def _moves(case: np.ndarray, own: np.ndarray, follows: np.ndarray, *, cases: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of offers that follow each other, (changes, 2), and which cases go from one to the other, (cases, changes)."""
    later = np.flatnonzero(follows)
    pairs, pair = np.unique(np.stack([own[later - 1], own[later]], axis=1).reshape(-1, 2), axis=0, return_inverse=True)
    moved = np.zeros((cases, len(pairs)), dtype=bool)
    moved[case[later], pair.reshape(-1)] = True
    return pairs, moved


def _practices(
    steps: JourneySteps, case: np.ndarray, by_step: np.ndarray, used: np.ndarray, changed: np.ndarray, *, cases: int
) -> np.ndarray:
    """Return which practices the journeys of each case show, (cases, practices)."""
    journeys = int(steps.journey.max(initial=-1)) + 1
    pairs = np.unique(np.stack([steps.journey[by_step], used], axis=1).reshape(-1, 2), axis=0)
    channels = np.bincount(pairs[:, 0], minlength=journeys)
    together = np.bincount(steps.journey[steps.beside["step"].to_numpy(dtype=np.intp)], minlength=journeys) > 0
    changes, broken, unknown = (
        np.bincount(steps.journey[changed & mask], minlength=journeys)
        for mask in (steps.continued > -2, steps.continued == 0, steps.continued < 0)
    )
    speaker = np.zeros(journeys, dtype=np.intp)
    speaker[steps.journey] = case
    shown = np.zeros((cases, len(SHOWN)), dtype=bool)
    for journey in range(journeys):
        known = bool(changes[journey]) and not unknown[journey]
        practice = practice_of(
            channels=int(channels[journey]),
            together=bool(together[journey]),
            continuous=False if broken[journey] else (True if known else None),
        )
        shown[speaker[journey], SHOWN.index(practice)] = True
    return shown


def _quotes(steps: JourneySteps, own: np.ndarray, ids: tuple[str, ...], wrong: tuple[np.ndarray, ...]) -> pd.DataFrame:
    """Return one row per mishap whose step is told by a text short enough to be quoted whole."""
    said = steps.said[steps.said["text"].str.strip().str.len() <= _LONGEST]
    names = steps.verbatims.verbatim_id
    rows = [
        {
            "case_id": str(steps.cases.case_id[steps.case[one["step"]]]),
            "offer": ids[own[one["step"]]],
            "mishap": mishap,
            "verbatim_id": str(names[one["verbatim"]]),
            "text": str(one["text"]),
            "line": int(one["line"]),
        }
        for (mishap, column), mask in zip(MISHAPS.items(), wrong, strict=True)
        for one in said[mask[said["step"]] & (said["tells"] == column)].to_dict("records")
    ]
    columns = ["case_id", "offer", "mishap", "verbatim_id", "text", "line"]
    table = pd.DataFrame(rows, columns=pd.Index(columns))
    table = table.drop_duplicates(["case_id", "offer", "mishap", "verbatim_id", "text"], ignore_index=True)
    table["part"] = [fold(name) or "_" for name in table["verbatim_id"]]
    # A text that tells two mishaps, and two ids that fold alike, share one numbering, so that each quote has its own key.
    table["n"] = table.groupby(["offer", "part"]).cumcount() + 1
    return table


def cells_of(result: Journeys, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the cells of journeys before the gate: numbers of cases, of those that tell a journey, then the quotes."""
    cells = [
        _count(result, "_", "practice", practice, column, result.practices[:, place], mask, named="offer_id")
        for place, practice in enumerate(SHOWN)
        for column, mask in result.columns
    ]
    everybody = np.ones(len(result.case_id), dtype=bool)
    for place, offer in enumerate(result.offers):
        cells += [
            _count(result, offer, "phase", phase, "all", result.met[:, place, number], everybody, named="phase")
            for number, phase in enumerate(result.phases)
        ]
        cells += [
            _count(
                result,
                offer,
                mishap,
                "_",
                "all",
                result.mishaps[:, place, number],
                everybody,
                named=column,
                missing=mishap in result.untold,
            )
            for number, (mishap, column) in enumerate(MISHAPS.items())
        ]
    cells += [
        _count(result, before, "to", after, "all", result.moved[:, place], everybody, named="offer_id")
        for place, (before, after) in enumerate(result.changes)
    ]
    if result.coded:
        cells.append(
            Cell(
                section="journeys",
                measure="unplaced",
                column="all",
                value=float(result.unplaced),
                unit="count",
                source=f"{result.file}#code_id",
            )
        )
    cells += [
        Cell(
            section="journeys",
            item=quote["offer"],
            measure="quote",
            row=f"{quote['part']}.{quote['n']}",
            kind="quote",
            text=quote["text"],
            source=f"{result.file}#L{quote['line']}",
        )
        for quote in result.quotes.to_dict("records")
    ]
    return cells_frame(cells, step="journeys")


def _count(
    result: Journeys,
    item: str,
    measure: str,
    row: str,
    column: str,
    shown: np.ndarray,
    inside: np.ndarray,
    *,
    named: str,
    missing: bool = False,
) -> Cell:
    """Return the number of cases of a column that show something, of those of the column that tell a journey."""
    base = int((result.told & inside).sum())
    place: dict[str, Any] = {"section": "journeys", "item": item, "measure": measure, "row": row, "column": column}
    return Cell(
        **place,
        value=float((shown & inside).sum()),
        unit="cases",
        base=base,
        base_kind="cases",
        source=f"{result.file}#{'code_id' if result.coded else named}",
        missing=missing or not base,
    )
