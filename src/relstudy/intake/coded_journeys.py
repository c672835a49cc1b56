"""Journeys told by codings: what coders gave to passages of the verbatims, as the steps that journeys.csv would tell.

A passage on a channel is a step where its verbatim is coded with a stage: at the phases of the stages whose passages it
overlaps, else at the only phase coded in the verbatim. A whole text is one passage. Nothing else is taken for a step:
the passages that nobody could place are counted.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from relstudy.intake.interviews import InterviewFiles, read_interviews
from relstudy.intake.journeys import TELLING, JourneySteps
from relstudy.survey.phases import PHASES
from relstudy.survey.plan import Source
from relstudy.survey.registers import CodebookEntry, Offer

#: Of the steps a passage speaks of, an outcome belongs to the first where one is sent on from it, else to the last.
_OF_FIRST = "redirected"


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyCode:
    """What a code tells of journeys: a channel by its offer, a stage by its phase (ids), and what is said of a step."""

    offer: str | None = None
    phase: str | None = None
    outcome: str | None = None
    continued: bool | None = None
    together: bool = False


def journey_codes(codebook: tuple[CodebookEntry, ...]) -> tuple[JourneyCode, ...]:
    """Return what each code tells of journeys: what it says itself, else what the nearest code above it says.

    Offers count in the facet of channels, phases in that of stages.
    """
    known = {entry.id: entry for entry in codebook}
    return tuple(
        JourneyCode(
            offer=next((e.offer for e in line if e.facet == "channel" and e.offer), None),
            phase=next((e.phase for e in line if e.facet == "stage" and e.phase), None),
            outcome=next((e.outcome for e in line if e.outcome), None),
            continued=next((e.continued for e in line if e.continued is not None), None),
            together=any(e.together for e in line),
        )
        for line in (_upwards(entry, known) for entry in codebook)
    )


def _upwards(entry: CodebookEntry, known: dict[str, CodebookEntry]) -> list[CodebookEntry]:
    line = [entry]
    while (above := known.get(line[-1].parent or "")) is not None and above not in line:
        line.append(above)
    return line


def read_coded_journeys(
    *,
    cases: Source | None,
    verbatims: Source | None,
    codings: Source | None,
    codebook: tuple[CodebookEntry, ...],
    offers: tuple[Offer, ...],
    by: Literal["verbatim", "case"],
) -> JourneySteps:
    """Return the steps that the codings of a wave tell, as `take_journeys` has them.

    Raises
    ------
    FieldworkError
        Every fault of the files; their warnings are those of the interviews.
    """
    files = read_interviews(cases=cases, verbatims=verbatims, codings=codings, asked=None, codebook=codebook)
    return take_journeys(files, codebook=codebook, offers=offers, by=by)


def take_journeys(
    files: InterviewFiles,
    *,
    codebook: tuple[CodebookEntry, ...],
    offers: tuple[Offer, ...],
    by: Literal["verbatim", "case"],
) -> JourneySteps:
    """Return the steps that the codings tell, in the order of journeys.

    One verbatim tells one journey, its steps in the order of their passages; or, by case, all verbatims of a case tell
    one, its steps in the order of phases, then of verbatims.csv. Passages on one channel that overlap are one step.
    Where two channels begin at the same place of a text and phase, nobody knows which came first; of two used at the
    same time neither did. What a passage tells
    of a step, it tells of the steps it overlaps, else of the only one of its verbatim: being sent on belongs to the
    first of them, any other outcome and continuity to the last; no continuity counts before continuity. Passages that
    say the contrary of a code tell nothing.
    """
    spans, channels = _spans(files, codebook, offers)
    at, lost = _phases_of(channels, spans[spans["phase"] >= 0])
    steps = channels.merge(at, left_index=True, right_on="passage")
    told, of_nobody = _told(spans, channels.loc[np.unique(at["passage"])])
    steps = steps.merge(_outcomes(told), on="passage", how="left").fillna({"outcome": ""})
    steps["continued"] = steps["passage"].map(_continuity(told)).fillna(-1).astype(np.int8)
    steps["case"] = files.verbatims.case[steps["verbatim"]]
    ids = files.cases.case_id[steps["case"]].astype(str)
    names = files.verbatims.verbatim_id[steps["verbatim"]].astype(str) if by == "verbatim" else np.full(len(ids), "")
    where = ["start", "phase"] if by == "verbatim" else ["phase", "verbatim", "start"]
    steps = steps.assign(id=ids, name=names).sort_values(
        ["id", "name", *where, "offer", "outcome"], ignore_index=True, kind="stable"
    )
    steps["journey"] = steps.groupby(["id", "name"]).ngroup()
    return JourneySteps(
        cases=files.cases,
        verbatims=files.verbatims,
        file=files.codings.file,
        line=steps["line"].to_numpy(),
        case=steps["case"].to_numpy(dtype=np.intp),
        journey=steps["journey"].to_numpy(dtype=np.intp),
        offer=steps["offer"].to_numpy(dtype=np.intp),
        phase=np.array(PHASES, dtype=object)[steps["phase"].to_numpy(dtype=np.intp)],
        outcome=steps["outcome"].to_numpy(dtype=object),
        continued=steps["continued"].to_numpy(),
        ordered=_ordered(steps, ["journey", *where], told),
        beside=_beside(told, steps),
        said=_said(told, steps),
        unplaced=lost + of_nobody,
    )


def _spans(
    files: InterviewFiles, codebook: tuple[CodebookEntry, ...], offers: tuple[Offer, ...]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row per voiced coding with what its code tells, then one per passage on a channel, overlapping ones as one."""
    codings, places = files.codings, {offer.id: place for place, offer in enumerate(offers)}
    codes = journey_codes(codebook)
    whole = codings.start < 0
    text = files.verbatims.text[codings.verbatim]
    spans = pd.DataFrame(
        {
            "verbatim": codings.verbatim,
            "start": np.where(whole, 0, codings.start),
            "end": np.where(whole, [len(one) for one in text], codings.end),
            "text": np.where(whole, text, codings.quote),
            "line": codings.line,
            "offer": _by_code([places.get(c.offer or "", -1) for c in codes])[codings.code],
            "phase": _by_code([PHASES.index(c.phase) if c.phase in PHASES else -1 for c in codes])[codings.code],
            "outcome": np.array([c.outcome or "" for c in codes], dtype=object)[codings.code],
            "continued": _by_code([-1 if c.continued is None else int(c.continued) for c in codes])[codings.code],
            "together": np.array([c.together for c in codes], dtype=bool)[codings.code],
        }
    )[~codings.contrary]
    found = spans[spans["offer"] >= 0].sort_values(["verbatim", "offer", "start", "end"], kind="stable")
    alike = found.groupby(["verbatim", "offer"])
    reached = found.assign(reach=alike["end"].cummax()).groupby(["verbatim", "offer"])["reach"].shift()
    part = (reached.isna() | (found["start"] >= reached)).cumsum()
    channels = found.groupby(part.to_numpy()).agg(
        verbatim=("verbatim", "first"),
        offer=("offer", "first"),
        start=("start", "min"),
        end=("end", "max"),
        line=("line", "min"),
    )
    return spans, channels


def _by_code(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.intp)


def _overlapping(channels: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of passages on a channel (`passage`) and spans (`span`) of one verbatim that overlap, with the start of the first."""
    mine = channels.rename_axis("passage").reset_index()[["passage", "verbatim", "offer", "start", "end"]]
    other = spans.rename_axis("span").reset_index()[["span", "verbatim", "start", "end"]]
    pairs = mine.merge(other, on="verbatim", suffixes=("", "_of"))
    return pairs[(pairs["start"] < pairs["end_of"]) & (pairs["start_of"] < pairs["end"])]


def _phases_of(channels: pd.DataFrame, stages: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the phases of each passage on a channel, one row per passage and phase, and the number of those that have none."""
    pairs = _overlapping(channels, stages)
    met = pd.DataFrame({"passage": pairs["passage"], "phase": stages["phase"].reindex(pairs["span"]).to_numpy()})
    alone = stages.groupby("verbatim")["phase"].agg(["min", "max"])
    only = alone.loc[alone["min"] == alone["max"], "min"]
    rest = channels[~channels.index.isin(met["passage"])]
    named = rest["verbatim"].map(only).dropna()
    at = pd.concat([met, pd.DataFrame({"passage": named.index, "phase": named.to_numpy()})]).astype(np.intp)
    return at.drop_duplicates().reset_index(drop=True), len(rest) - len(named)


def _told(spans: pd.DataFrame, placed: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return what is told of steps, one row per span and passage it speaks of, and the number of spans that speak of none.

    `first` and `last` mark the passages of a span that begin first and last. Of use at the same time two channels are
    told, or none.
    """
    telling = spans[(spans["outcome"] != "") | (spans["continued"] >= 0) | spans["together"]]
    columns = ["span", "passage", "offer", "start"]
    pairs = _overlapping(placed, telling)[columns]
    near = telling.rename_axis("span").reset_index()[["span", "verbatim"]]
    every = near.merge(placed.rename_axis("passage").reset_index(), on="verbatim")[columns]
    kinds = telling["together"].reindex(every["span"]).to_numpy(dtype=bool)
    offers = every.groupby("span")["offer"].transform("nunique").to_numpy()
    size = every.groupby("span")["passage"].transform("size").to_numpy()
    speaks = pairs.groupby("span")["offer"].nunique()
    heard = speaks.reindex(every["span"]).fillna(0).to_numpy()
    lent = every[((heard == 0) & ~kinds & (size == 1)) | ((heard < 2) & kinds & (offers == 2))]
    pairs = pd.concat([pairs, lent]).drop_duplicates(["span", "passage"])
    two = pairs.groupby("span")["offer"].transform("nunique").to_numpy() > 1
    pairs = pairs[two | ~telling["together"].reindex(pairs["span"]).to_numpy(dtype=bool)]
    about = telling[["verbatim", "text", "line", "outcome", "continued", "together"]]
    told = pairs.merge(about, left_on="span", right_index=True)
    begun = told.groupby("span")["start"]
    told["first"], told["last"] = told["start"] == begun.transform("min"), told["start"] == begun.transform("max")
    return told, len(telling) - told["span"].nunique()


def _outcomes(told: pd.DataFrame) -> pd.DataFrame:
    """Return the outcomes of passages, one row per passage and outcome."""
    return told.loc[_is_outcome(told), ["passage", "outcome"]].drop_duplicates()


def _is_outcome(told: pd.DataFrame) -> pd.Series:
    its = told["first"].where(told["outcome"] == _OF_FIRST, told["last"]).astype(bool)
    return (told["outcome"] != "") & its


def _continuity(told: pd.DataFrame) -> pd.Series:
    """Return 0 by passage where a change to it had no continuity, 1 where it had."""
    return told[told["last"] & (told["continued"] >= 0)].groupby("passage")["continued"].min()


def _ordered(steps: pd.DataFrame, place: list[str], told: pd.DataFrame) -> np.ndarray:
    """Return where a step is known to come after the one before, (steps,).

    Neither shares its place with another channel, and nobody says that both are used at the same time.
    """
    alone = (steps.groupby(place)["offer"].transform("nunique") == 1).to_numpy()
    both = told.loc[told["together"], ["span", "passage"]]
    joined = both.merge(both, on="span", suffixes=("_before", ""))
    pairs = pd.MultiIndex.from_frame(joined[["passage_before", "passage"]])
    passage = steps["passage"].to_numpy()
    steps_on = pd.MultiIndex.from_arrays([passage[:-1], passage[1:]])
    known = np.ones(len(steps), dtype=bool)
    known[1:] = alone[:-1] & ~steps_on.isin(pairs)
    return known & alone


def _beside(told: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Return one row per other channel used at the same time as that of the first step a passage on it speaks of."""
    both = told.loc[told["together"], ["span", "passage", "offer", "first"]]
    pairs = both[both["first"]].merge(both, on="span", suffixes=("", "_beside"))
    pairs = pairs[pairs["offer"] != pairs["offer_beside"]][["passage", "offer_beside"]]
    rows = steps.rename_axis("step").reset_index()[["step", "passage"]].merge(pairs, on="passage")
    found = pd.DataFrame({"step": rows["step"], "offer": rows["offer_beside"]}, dtype=np.intp).drop_duplicates()
    return found.sort_values(["step", "offer"], ignore_index=True)


def _said(told: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Return the passages that tell outcomes and continuity, by step."""
    columns = ["passage", "verbatim", "text", "line"]
    outcome = told.loc[_is_outcome(told), [*columns, "outcome"]]
    continuity = told.loc[told["last"] & (told["continued"] >= 0), [*columns, "continued"]]
    rows = steps.rename_axis("step").reset_index()[["step", "passage", "outcome", "continued"]]
    said = [
        rows.merge(told_so, on=["passage", tells]).assign(tells=name)
        for name, tells, told_so in zip(TELLING, ("outcome", "continued"), (outcome, continuity), strict=True)
    ]
    found = pd.concat(said).drop_duplicates(["step", "tells", "verbatim", "text"])
    found = found.sort_values(["step", "line"], ignore_index=True, kind="stable")
    return found[["step", "tells", "verbatim", "text", "line"]]
