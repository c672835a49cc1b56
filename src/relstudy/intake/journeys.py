"""journeys.csv of a wave: what people told of their journeys, step by step, one channel after another or two at once."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from relstudy.errors import Fault, FaultLog, FieldworkError
from relstudy.intake.interviews import Cases, Verbatims, read_cases, read_verbatims, referred
from relstudy.intake.register_columns import (
    answers,
    choices,
    known_positions,
    listed_positions,
    open_register,
    refuse_repeats,
    refuse_values,
    required_texts,
    texts,
)
from relstudy.survey.phases import PHASES
from relstudy.survey.plan import Source
from relstudy.survey.registers import OUTCOMES, Offer
from relstudy.tables import Table

#: What is told of a step in words.
TELLING = ("outcome", "continuity")


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneySteps:
    """One entry per step of a journey, by case, journey and step, whatever the order of the lines.

    `case` and `offer` are positions in the cases and the study's offers. `journey` numbers journeys: a name stands for another journey in another case. `phase` is "" where
    it is not said, `outcome` too; `continued` 1 where the step went on where the one before had stopped, 0 where it did
    not, -1 where nobody knows. `ordered` tells that it is known to come after the step before. `beside`: one row per other
    offer used at the same time, step (position here) and offer. `said`: one row per text that tells what a step `tells`
    (outcome or continuity): step, tells, verbatim (position), text, line. `unplaced` is the number of coded passages of
    which nobody could say what step they tell.
    """

    cases: Cases
    verbatims: Verbatims
    file: str
    line: np.ndarray
    case: np.ndarray
    journey: np.ndarray
    offer: np.ndarray
    phase: np.ndarray
    outcome: np.ndarray
    continued: np.ndarray
    ordered: np.ndarray
    beside: pd.DataFrame
    said: pd.DataFrame
    unplaced: int = 0
    faults: tuple[Fault, ...] = ()


def read_journeys(
    source: Source | None, *, cases: Source | None, verbatims: Source | None, offers: tuple[Offer, ...]
) -> JourneySteps:
    """Return the steps of the journeys of a wave, with the cases and verbatims they refer to.

    Raises
    ------
    FieldworkError
        Every fault of the files: an unknown case, offer or verbatim, a verbatim of another case, a step that is no
        whole number from 1 on or stands twice in its journey, a word outside its list. That a journey's steps leave out
        a number is a warning.
    """
    log = FaultLog()
    the_cases = read_cases(cases, log)
    the_verbatims = read_verbatims(verbatims, log, the_cases)
    table = open_register(
        source,
        log,
        stem="journeys",
        required=("case_id", "journey_id", "step", "offer_id"),
        optional=("phase", "outcome", "continuity", "with", "verbatim_id"),
    )
    if table is None:
        raise FieldworkError(log.faults)
    case = referred(table, "case_id", the_cases.case_id if the_cases is not None else None, log)
    names = required_texts(table, "journey_id", log)
    step = _step_numbers(table, log)
    offer = known_positions(table, "offer_id", [o.id for o in offers], log)
    phase = choices(table, "phase", PHASES, log)
    outcome = choices(table, "outcome", OUTCOMES, log)
    continued = answers(table, "continuity", log)
    verbatim = named_verbatims(table, the_verbatims, case, log)
    beside = _beside(table, offer, offers, log)
    ids = texts(table, "case_id")
    refuse_repeats(
        table,
        (ids, names, step),
        log,
        column="step",
        where=np.not_equal(names, "") & np.not_equal(ids, "") & (step > 0),
    )
    log.stop(FieldworkError)
    if the_cases is None or the_verbatims is None:
        raise FieldworkError(log.faults)
    _warn_of_gaps(table, ids, names, step, log)
    order = np.lexsort((step, names.astype(str), ids.astype(str)))
    journeys = pd.DataFrame({"case": ids[order], "journey": names[order]}).groupby(["case", "journey"]).ngroup()
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    return JourneySteps(
        cases=the_cases,
        verbatims=the_verbatims,
        file=table.file,
        line=table.lines[order],
        case=case[order],
        journey=journeys.to_numpy(dtype=np.intp),
        offer=offer[order],
        phase=phase[order],
        outcome=outcome[order],
        continued=continued[order],
        ordered=np.ones(len(order), dtype=bool),
        beside=beside.assign(step=place[beside["step"]]).sort_values(["step", "offer"], ignore_index=True),
        said=_said(the_verbatims, verbatim[order], table.lines[order]),
        faults=tuple(log.faults),
    )


def _step_numbers(table: Table, log: FaultLog) -> np.ndarray:
    """Return the number of each step in its journey, 0 where it is none."""
    written = required_texts(table, "step", log)
    numbers = table.numbers("step", log, code="bad-value") if "step" in table.columns else np.full(len(table), np.nan)
    sound = ~np.isnan(numbers) & (numbers >= 1) & (numbers == np.floor(numbers))
    refuse_values(table, "step", written, ~sound & ~np.isnan(numbers), log, code="bad-value", allowed="1, 2, 3 …")
    return np.where(sound, numbers, 0).astype(np.intp)


def named_verbatims(table: Table, verbatims: Verbatims | None, case: np.ndarray, log: FaultLog) -> np.ndarray:
    """Return the verbatim each line is told in, -1 where none; a verbatim of another case is a fault."""
    if verbatims is None:
        return np.full(len(table), -1, dtype=np.intp)
    found = known_positions(table, "verbatim_id", verbatims.verbatim_id.tolist(), log, required=False)
    speaker = np.append(verbatims.case, -1)[found]
    strange = (found >= 0) & (speaker >= 0) & (case >= 0) & (speaker != case)
    written, ids = texts(table, "verbatim_id"), texts(table, "case_id")
    for row in np.flatnonzero(strange).tolist():
        log.add(
            "bad-value",
            table.file,
            sheet=table.sheet,
            line=int(table.lines[row]),
            column="verbatim_id",
            found=str(written[row]),
            allowed=f"case_id {ids[row]}",
        )
    return found


def _said(verbatims: Verbatims, named: np.ndarray, line: np.ndarray) -> pd.DataFrame:
    """Return the texts that steps name, whole: a text tells the outcome of its step, and its continuity."""
    step = np.repeat(np.flatnonzero(named >= 0), len(TELLING))
    return pd.DataFrame(
        {
            "step": step,
            "tells": np.tile(np.array(TELLING, dtype=object), len(step) // len(TELLING)),
            "verbatim": named[step],
            "text": verbatims.text[named[step]],
            "line": line[step],
        }
    )


def _beside(table: Table, offer: np.ndarray, offers: tuple[Offer, ...], log: FaultLog) -> pd.DataFrame:
    """Return one row per offer used at the same time as that of a step; a step's own offer beside itself says nothing."""
    found = listed_positions(table, "with", [one.id for one in offers], log, code="unknown-item")
    found = found.rename(columns={"row": "step", "position": "offer"})
    return found[found["offer"] != offer[found["step"]]].reset_index(drop=True)


def _warn_of_gaps(table: Table, ids: np.ndarray, names: np.ndarray, step: np.ndarray, log: FaultLog) -> None:
    """Warn of journeys whose steps do not run from 1 on without a gap: a line may be lacking."""
    frame = pd.DataFrame({"case": ids, "journey": names, "step": step, "row": np.arange(len(step))})
    frame = frame.sort_values("step", kind="stable")
    frame["due"] = frame.groupby(["case", "journey"]).cumcount() + 1
    late = frame[frame["step"] != frame["due"]].groupby(["case", "journey"], sort=False).head(1)
    for one in late.sort_values("row").to_dict("records"):
        log.add(
            "bad-value",
            table.file,
            sheet=table.sheet,
            line=int(table.lines[one["row"]]),
            column="step",
            item=f"{one['case']} / {one['journey']}",
            found=str(one["step"]),
            allowed=str(one["due"]),
            severity="warning",
        )
