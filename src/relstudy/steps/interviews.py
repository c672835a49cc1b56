"""Interviews: how many cases voice each code, unprompted or prompted, in praise or in complaint, of how many asked.

Cases are counted, never weighted and never turned into percentages: an interview study is no sample. A case is an
interview; a group interview is one case whatever the number of people in it. A code has also the cases of the codes
below it.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from relstudy.cells import Cell, cells_frame
from relstudy.errors import Fault
from relstudy.folding import fold
from relstudy.intake.interviews import Cases, Codings, InterviewFiles, read_interviews
from relstudy.intake.readings import Readings, find_readings
from relstudy.stats.saturation import RUN, reach_saturation
from relstudy.survey.code_frame import lineage
from relstudy.survey.plan import Source, Study, Wave
from relstudy.survey.registers import CodebookEntry

#: Signs of a text that is no longer than a passage one would quote.
_SHORT_TEXT = 220


@dataclass(frozen=True, slots=True, kw_only=True)
class Interviews:
    """What each case said of each code. `file` and `cases_file` are those the codings and the cases were read from.

    `case_id`, `target` (folded, "" where none), `group`, `attributes`: shape (cases,), in the order of their ids.
    `target_names`: each target as most cases write it. `codes`: ids of the codebook, in its order. The masks and `valence` (sum of the valences given): shape (cases,
    codes), children counted in their parents. `channels`, `stages`: places of the codes of these facets; `met`: shape
    (cases, channels, stages), who speaks of a channel at a stage. `quotes`: one row per coded passage (per whole text only where no passage is marked at all), by code, case
    and place in the text: case_id, code_id, verbatim_id, n (number within code and verbatim id), text, contrary,
    prompted, valence (sum over coders, nan where not judged), line of codings.csv. `tells_prompts`: codings.csv says of
    at least one coding whether it was prompted; where it does not, unprompted is whatever is voiced.
    `heard` (cases, codes): voices the code itself, whatever stands below it.
    `new_themes` (cases,), in the order of cases.csv: codes that no case before voices, each by itself. `readings`: who
    read and coded what. `reads_file`: the file that says who read what, "" where none does. `texts`: verbatims, `texts_read`: those
    that somebody read or coded.
    """

    file: str
    cases_file: str
    case_id: np.ndarray
    target: np.ndarray
    group: np.ndarray
    attributes: np.ndarray
    codes: tuple[str, ...]
    asked: np.ndarray
    voiced: np.ndarray
    unprompted: np.ndarray
    contrary: np.ndarray
    judged: np.ndarray
    valence: np.ndarray
    quotes: pd.DataFrame
    channels: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    stages: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    met: np.ndarray = field(default_factory=lambda: np.empty((0, 0, 0), dtype=bool))
    tells_prompts: bool = False
    readings: Readings = field(default_factory=Readings.none)
    reads_file: str = ""
    texts: int = 0
    texts_read: int = 0
    heard: np.ndarray = field(default_factory=lambda: np.empty((0, 0), dtype=bool))
    new_themes: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    target_names: dict[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @property
    def columns(self) -> tuple[tuple[str, np.ndarray], ...]:
        """Return (column of cells, mask of cases): all, then one for each target that cases have."""
        targets = sorted({t for t in self.target.tolist() if t})
        return (("all", np.ones(len(self.case_id), dtype=bool)), *((f"target={t}", self.target == t) for t in targets))


def _as_written(cases: Cases) -> dict[str, str]:
    """Return each target as most cases write it, the first in the alphabet where as many write it otherwise."""
    told = pd.DataFrame({"target": cases.target, "written": cases.target_written})
    counts = told[told["target"] != ""].value_counts().reset_index(name="n")
    firsts = counts.sort_values(["target", "n", "written"], ascending=[True, False, True]).drop_duplicates("target")
    return dict(zip(firsts["target"].tolist(), firsts["written"].tolist(), strict=True))


def count_interviews(
    *,
    wave_cases: Source | None,
    wave_verbatims: Source | None,
    wave_codings: Source | None,
    wave_asked: Source | None,
    wave_reads: Source | None = None,
    study_codebook: tuple[CodebookEntry, ...],
) -> Interviews:
    """Return who was asked, who voiced, who judged each code, as masks of shape (cases, codes).

    A case voices a code if any coder gave it, with stance voice, to one of its verbatims; unprompted if at least one
    such coding is. A channel is spoken of at a stage where passages of both overlap, a whole text being one passage. Judged: at least one valence was given, 0 among them. Without asked.csv every case was asked
    everything; with it, the pairs listed, and whoever voices a code or says its contrary. A parent is asked where it or
    a code below it is.

    Raises
    ------
    FieldworkError
        All faults of the files.
    """
    files = read_interviews(
        cases=wave_cases,
        verbatims=wave_verbatims,
        codings=wave_codings,
        asked=wave_asked,
        reads=wave_reads,
        codebook=study_codebook,
    )
    return _counted(files, study_codebook, reads_file="" if wave_reads is None else wave_reads.path)


def _counted(files: InterviewFiles, codebook: tuple[CodebookEntry, ...], *, reads_file: str) -> Interviews:
    cases, codings = files.cases, files.codings
    order = np.argsort(cases.case_id.astype(str), kind="stable")
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    case = place[files.verbatims.case[codings.verbatim]]
    shape, above = (len(order), len(codebook)), lineage(codebook)
    voice = ~codings.contrary

    def tally(which: np.ndarray, amounts: np.ndarray | None = None) -> np.ndarray:
        """Return counts, or sums of amounts, by case and code, shape (cases, codes), children in their parents."""
        table = np.zeros(shape, dtype=np.int64)
        np.add.at(table, (case[which], codings.code[which]), 1 if amounts is None else amounts[which])
        summed: np.ndarray = table @ above.astype(np.int64)
        return summed

    channels, stages = (
        np.array([i for i, entry in enumerate(codebook) if entry.facet == facet], dtype=np.intp)
        for facet in ("channel", "stage")
    )
    valued = voice & ~np.isnan(codings.valence)
    voiced, contrary = tally(voice) > 0, tally(codings.contrary) > 0
    if files.asked is None:
        asked = np.ones(shape, dtype=bool)
    else:
        raised = np.zeros(shape, dtype=np.int64)
        raised[place[files.asked.case], files.asked.code] = 1
        asked = (raised @ above.astype(np.int64) > 0) | voiced | contrary
    return Interviews(
        file=codings.file,
        cases_file=cases.file,
        case_id=cases.case_id[order].astype(str),
        target=cases.target[order].astype(str),
        target_names=_as_written(cases),
        group=cases.group[order],
        attributes=cases.attributes[order].astype(str),
        codes=tuple(c.id for c in codebook),
        asked=asked,
        voiced=voiced,
        unprompted=tally(voice & ~codings.prompted) > 0,
        contrary=contrary,
        judged=tally(valued) > 0,
        valence=tally(valued, np.nan_to_num(codings.valence).astype(np.int64)),
        channels=channels,
        stages=stages,
        met=_met(codings, case, above[:, channels], above[:, stages], cases=len(order)),
        quotes=_quotes(files, codings, codebook),
        tells_prompts=codings.tells_prompts,
        heard=_heard(case[voice], codings.code[voice], shape=shape),
        new_themes=_new_themes(files.verbatims.case[codings.verbatim[voice]], codings.code[voice], cases=len(order)),
        readings=find_readings(files),
        reads_file=reads_file,
        texts=len(files.verbatims.verbatim_id),
        texts_read=_count_read(files),
        faults=files.faults,
    )


def _count_read(files: InterviewFiles) -> int:
    """Return how many verbatims somebody read or coded."""
    told = files.reads.verbatim if files.reads is not None else files.codings.verbatim
    return len(np.union1d(files.codings.verbatim, told))


def _heard(case: np.ndarray, code: np.ndarray, *, shape: tuple[int, int]) -> np.ndarray:
    """Return which codes each case voices, each by itself, (cases, codes) bool."""
    heard = np.zeros(shape, dtype=bool)
    heard[case, code] = True
    return heard


def _new_themes(case: np.ndarray, code: np.ndarray, *, cases: int) -> np.ndarray:
    """Return the number of codes that each case is the first to voice, (cases,), from the case and code of each coding."""
    codes = int(code.max(initial=-1)) + 1
    first = np.full(codes, cases, dtype=np.intp)
    np.minimum.at(first, code, case)
    return np.bincount(first[first < cases], minlength=cases)


def _met(codings: Codings, case: np.ndarray, channels: np.ndarray, stages: np.ndarray, *, cases: int) -> np.ndarray:
    """Return who speaks of each channel at each stage, (cases, channels, stages) bool.

    `channels` (codes, channels) and `stages` (codes, stages) tell which of them a code counts for.
    """
    whole = codings.start < 0
    passages = pd.DataFrame(
        {
            "verbatim": codings.verbatim,
            "case": case,
            "code": codings.code,
            "start": np.where(whole, 0, codings.start),
            "end": np.where(whole, np.iinfo(np.int64).max, codings.end),
        }
    )[~codings.contrary]
    codes = passages["code"].to_numpy(dtype=np.intp)
    of_channel, of_stage = (passages[np.asarray(names[codes]).any(axis=1)] for names in (channels, stages))
    pairs = of_channel.merge(of_stage, on=["verbatim", "case"], suffixes=("", "_at"))
    pairs = pairs[(pairs["start"] < pairs["end_at"]) & (pairs["start_at"] < pairs["end"])]
    met = np.zeros((cases, channels.shape[1], stages.shape[1]), dtype=bool)
    both = (
        channels[pairs["code"].to_numpy(dtype=np.intp), :, None]
        & stages[pairs["code_at"].to_numpy(dtype=np.intp), None]
    )
    np.logical_or.at(met, pairs["case"].to_numpy(dtype=np.intp), both)
    return met


def _quotes(files: InterviewFiles, codings: Codings, codebook: tuple[CodebookEntry, ...]) -> pd.DataFrame:
    """Return one row per passage a code was given to; a passage that several coders gave it to stands once.

    Where no coder marked a passage anywhere, the texts were cut before they were coded: a short one is a passage itself.
    """
    texts = files.verbatims.text[codings.verbatim]
    marked = codings.start >= 0
    passages = marked if marked.any() else np.array([len(text) <= _SHORT_TEXT for text in texts], dtype=bool)
    verbatim_id = files.verbatims.verbatim_id[codings.verbatim]
    table = pd.DataFrame(
        {
            "case_id": files.cases.case_id[files.verbatims.case[codings.verbatim]],
            "code": codings.code,
            "verbatim_id": verbatim_id,
            "start": codings.start,
            "end": codings.end,
            "contrary": codings.contrary,
            "text": np.where(marked, codings.quote, texts),
            "prompted": codings.prompted,
            "valence": codings.valence,
            "line": codings.line,
        }
    )[passages]
    passage = ["code", "case_id", "verbatim_id", "start", "end", "contrary"]
    alike = table.groupby(passage, sort=True)
    told = alike.agg(text=("text", "first"), prompted=("prompted", "all"), line=("line", "min"))
    quotes = told.assign(valence=alike["valence"].sum(min_count=1)).reset_index()
    quotes["code_id"] = [codebook[i].id for i in quotes["code"]]
    quotes["part"] = quotes["verbatim_id"].map({v: fold(v) or "_" for v in quotes["verbatim_id"].unique()})
    # Two verbatim ids that fold alike share one numbering, so that each quote has its own key.
    quotes["n"] = quotes.groupby(["code", "part"]).cumcount() + 1
    columns = ["case_id", "code_id", "verbatim_id", "part", "n", "text", "contrary", "prompted", "valence", "line"]
    return quotes[columns]


def cells_of(result: Interviews, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the interviews' cells before the gate: numbers of cases, then per code the cases of those asked, and the quotes."""
    cells = [
        Cell(
            section="interviews",
            measure="n",
            column=column,
            value=float(mask.sum()),
            unit="cases",
            base=int(mask.sum()),
            base_kind="cases",
            source=f"{result.cases_file}#case_id",
        )
        for column, mask in result.columns
    ]
    cells.append(
        Cell(
            section="interviews",
            measure="groups",
            column="all",
            value=float(result.group.sum()),
            unit="cases",
            base=len(result.case_id),
            base_kind="cases",
            source=f"{result.cases_file}#kind",
        )
    )
    cells += _reading_cells(result)
    cells += _count_cells(result, source=f"{result.file}#code_id")
    cells += _met_cells(result, source=f"{result.file}#code_id")
    cells += _saturation_cells(result)
    for quote in result.quotes.to_dict("records"):
        cells.append(
            Cell(
                section="interviews",
                item=quote["code_id"],
                measure="quote",
                row=f"{quote['part']}.{quote['n']}",
                kind="quote",
                text=quote["text"],
                marks="contrary" if quote["contrary"] else "",
                source=f"{result.file}#L{quote['line']}",
            )
        )
    return cells_frame(cells, step="interviews")


def _reading_cells(result: Interviews) -> list[Cell]:
    """Return how many people read, where coders have names, and how many texts of all were read, where reads.csv says so."""
    coders = result.readings.read.shape[1]
    place: dict[str, Any] = {"section": "interviews", "column": "all", "unit": "count"}
    cells = [Cell(**place, measure="coders", value=float(coders), source=f"{result.file}#coder")] if coders else []
    if result.reads_file:
        source = f"{result.reads_file}#verbatim_id"
        cells += [
            Cell(**place, measure="texts", value=float(result.texts), source=source),
            Cell(**place, measure="texts_read", value=float(result.texts_read), source=source),
        ]
    return cells


def _saturation_cells(result: Interviews) -> list[Cell]:
    """Return when hardly anything new was heard, then the new themes of each case, numbered in the order of cases.csv."""
    reached = reach_saturation(result.new_themes)
    place: dict[str, Any] = {"section": "interviews", "source": f"{result.cases_file}#case_id"}
    cells = [
        Cell(
            **place,
            measure="saturation",
            kind="category",
            text=None if reached is None else f"{reached}+{RUN}",
            base=len(result.new_themes),
            base_kind="cases",
            missing=reached is None,
        )
    ]
    return cells + [
        Cell(**place, measure="new_themes", row=str(number), value=float(new), unit="count")
        for number, new in enumerate(result.new_themes.tolist(), start=1)
    ]


def _count_cells(result: Interviews, *, source: str) -> list[Cell]:
    """Return per code, column and measure the number of cases, of the cases asked in the column."""
    measures = {
        "cases": result.voiced,
        "cases_unprompted": result.unprompted,
        "cases_prompted": result.voiced & ~result.unprompted,
        "cases_positive": result.judged & (result.valence > 0),
        "cases_negative": result.judged & (result.valence < 0),
        "cases_contrary": result.contrary,
    }
    place: dict[str, Any] = {"section": "interviews", "unit": "cases", "base_kind": "cases", "source": source}
    columns = [(name, result.asked[mask].sum(axis=0), mask) for name, mask in result.columns]
    counts = {(name, column): mask[rows].sum(axis=0) for name, mask in measures.items() for column, _, rows in columns}
    return [
        Cell(
            **place,
            item=code,
            measure=measure,
            column=column,
            value=float(counts[measure, column][i]),
            base=int(asked[i]),
            missing=not asked[i],
        )
        for i, code in enumerate(result.codes)
        for measure in measures
        for column, asked, _ in columns
    ]


def _met_cells(result: Interviews, *, source: str) -> list[Cell]:
    """Return per channel, stage and column the number of cases that speak of the channel at the stage, of those asked both."""
    cells = []
    for place, channel in enumerate(result.channels.tolist()):
        for at, stage in enumerate(result.stages.tolist()):
            asked = result.asked[:, channel] & result.asked[:, stage]
            for column, mask in result.columns:
                base = int((asked & mask).sum())
                cells.append(
                    Cell(
                        section="interviews",
                        item=result.codes[channel],
                        measure="cases_at",
                        row=result.codes[stage],
                        column=column,
                        value=float(result.met[mask, place, at].sum()),
                        unit="cases",
                        base=base,
                        base_kind="cases",
                        source=source,
                        missing=not base,
                    )
                )
    return cells
