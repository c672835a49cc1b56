"""Intake: the answers of a wave, read against its questionnaire."""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from relstudy.cells import Cell, cells_frame
from relstudy.errors import Fault, FieldworkError, fault
from relstudy.intake.frames import Responses, Sample
from relstudy.intake.quality import Quality, judge_interviews
from relstudy.intake.redactions import follow_review
from relstudy.intake.responses import read_responses
from relstudy.steps.sources import source_of_rows
from relstudy.survey.items import Item, ItemId
from relstudy.survey.mapping import Renamings
from relstudy.survey.plan import Design, QualityPlan, Respondents, Source, Study, Wave, Weighting
from relstudy.tables.columns import object_array

#: The measure of what stood beside the numbers of an item.
UNIT = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Answers, weights and design of the respondents kept, and how many were not.

    `rows` are those of the file; of them `skipped` by the study's `skip_rows`, `left_out` by its `keep`, `dropped` for
    a weight of zero; `quality` counts those its checks of the fieldwork leave out. `faults` are warnings and notes
    only. `value_names` are those the file gives to the values of its columns (`intake.responses.ReadWave`). `units`
    stood beside the numbers of an item, by item. `written` has one row for each answer to an open item: `item`, `row` of `responses`, `text`; `settled` one for each passage of
    them that the review of open answers decided on: `item`, `row`, `passage` as it stands in the text now. `undecided`
    lines of that review wait for a decision.
    """

    responses: Responses
    sample: Sample
    skipped: int
    left_out: int
    dropped: int
    rows: int
    quality: Quality
    faults: tuple[Fault, ...]
    value_names: dict[str, dict[str, str]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    written: pd.DataFrame = field(default_factory=lambda: _frame_written({}))
    settled: pd.DataFrame = field(default_factory=lambda: _frame_settled(()))
    undecided: int = 0

    def answers_to(self, item: ItemId) -> pd.DataFrame:
        """Return what was written in answer to an open item: `row` of `responses` and `text`, one row per answer."""
        found: pd.DataFrame = self.written.loc[self.written["item"] == item, ["row", "text"]]
        return found

    def settled_in(self, item: ItemId) -> pd.DataFrame:
        """Return the passages of answers to an open item that were decided on: `row` of `responses` and `passage`, one row per passage."""
        found: pd.DataFrame = self.settled.loc[self.settled["item"] == item, ["row", "passage"]]
        return found


def intake_responses(
    *,
    wave_responses: Source | None,
    wave_items: tuple[Item, ...],
    wave_weighting: Weighting,
    study_respondents: Respondents,
    study_design: Design,
    study_quality: QualityPlan,
    wave_renamings: Renamings,
    wave_is_first: bool,
    wave_open_redactions: Source | None = None,
) -> Intake:
    """Read the answers of one wave. One row per respondent kept.

    What people wrote has pseudonyms where the review of open answers accepted them; the file stays as it was collected.

    Raises
    ------
    FieldworkError
        With every fault of the file, if one of them is an error.
    """
    if wave_responses is None:
        raise FieldworkError([fault("missing-file", "responses.csv")])
    names = wave_renamings.found_by_column
    read = read_responses(
        wave_responses,
        wave_items,
        weighting=wave_weighting,
        respondents=replace(study_respondents, id=names.get(study_respondents.id, study_respondents.id)),
        design=Design(**{name: names.get(column or "", column) for name, column in asdict(study_design).items()}),
        duration=names.get(study_quality.duration or "", study_quality.duration),
        is_first=wave_is_first,
    )
    responses, sample, written = read.responses, read.sample, read.written
    quality, kept = judge_interviews(responses, sample, wave_items, study_quality)
    if not kept.any():
        found = ", ".join(study_quality.leave_out)
        raise FieldworkError([*read.faults, fault("empty-wave", wave_responses.path, found=found)])
    if quality.dropped:
        responses, sample = responses.take(kept), sample.take(kept)
        written = {item: texts[kept] for item, texts in written.items()}
    told, settled, undecided = _frame_written(written), _frame_settled(()), 0
    if wave_open_redactions is not None:
        told, settled, undecided = _as_reviewed(told, responses, wave_open_redactions)
    return Intake(
        responses=responses,
        sample=sample,
        quality=quality,
        skipped=read.skipped,
        left_out=read.left_out,
        dropped=read.dropped,
        rows=read.rows,
        faults=read.faults,
        value_names=read.value_names,
        units={str(item): unit for item, unit in read.units.items()},
        written=told,
        settled=settled,
        undecided=undecided,
    )


def _frame_written(written: Mapping[ItemId, np.ndarray]) -> pd.DataFrame:
    rows = {item: np.flatnonzero(np.not_equal(texts, "")) for item, texts in written.items()}
    columns = {
        "item": object_array([item for item, found in rows.items() for _ in range(len(found))]),
        "row": np.concatenate([np.empty(0, dtype=np.intp), *rows.values()]),
        "text": np.concatenate([object_array([]), *(written[item][found] for item, found in rows.items())]),
    }
    return pd.DataFrame(columns)


def _frame_settled(passages: Collection[tuple[str, int, str]]) -> pd.DataFrame:
    items, rows, texts = zip(*passages, strict=True) if passages else ((), (), ())
    return pd.DataFrame(
        {"item": object_array(items), "row": np.array(rows, dtype=np.intp), "passage": object_array(texts)}
    )


def _as_reviewed(written: pd.DataFrame, responses: Responses, review: Source) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Return what respondents wrote with what the review of it accepted replaced, the passages it decided on, and how many lines are open."""
    items, rows = written["item"].tolist(), written["row"].tolist()
    who = responses.respondent_id[written["row"].to_numpy()].tolist()
    names = [f"{item}/{one}" for item, one in zip(items, who, strict=True)]
    texts = dict(zip(names, written["text"].tolist(), strict=True))
    reviewed = follow_review(review, texts)
    texts |= reviewed.replaced
    settled = [
        (item, row, passage)
        for name, item, row in zip(names, items, rows, strict=True)
        for passage in reviewed.settled.get(name, ())
    ]
    told = written.assign(text=object_array([texts[name] for name in names]))
    return told, _frame_settled(settled), reviewed.open


def intake_of(study: Study, wave: Wave) -> Intake:
    """Return the answers of a wave as read, for who reads them outside a run. Raises as `intake_responses`."""
    return intake_responses(
        wave_responses=wave.responses,
        wave_items=wave.items,
        wave_weighting=wave.weighting,
        study_respondents=study.respondents,
        study_design=study.design,
        study_quality=study.quality,
        wave_renamings=wave.renamings,
        wave_is_first=wave.is_first,
        wave_open_redactions=wave.open_redactions,
    )


def cells_of(result: Intake, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the rows of the file and those `skip_rows` leaves out, where a declaration leaves any out, the number of answers to each open item, the units that stood beside numbers, and what the checks of the fieldwork found.

    The sizes of the sample are counted, by column, in the survey step.
    """
    counts = {"rows": result.rows, "skipped": result.skipped}
    source = source_of_rows(study.respondents, wave)
    is_whole = not (result.skipped or result.left_out or result.dropped or result.quality.dropped)
    cells = [
        Cell(
            section="sample",
            measure=measure,
            column="all",
            value=float(count),
            unit="count",
            base=count,
            base_kind="rows",
            source=source,
        )
        for measure, count in counts.items()
        if count and not is_whole
    ]
    told = (*_written_cells(result, wave), *_unit_cells(result, wave))
    return cells_frame([*cells, *told, *_quality_cells(result.quality, source)], step="intake")


def _written_cells(result: Intake, wave: Wave) -> Iterator[Cell]:
    """Yield how many respondents wrote something in answer to each open item that was asked; their number is never withheld."""
    counts = result.written["item"].value_counts()
    for item in wave.items:
        if item.kind.answer == "text" and item.tables and item.id in result.responses.missing and item.asked:
            yield Cell(
                section="sample",
                item=item.id,
                measure="written",
                column="all",
                value=float(counts.get(item.id, 0)),
                unit="count",
                base=result.responses.n,
                base_kind="rows",
                question=item.id,
                source=f"{wave.responses.path}#{item.columns[0]}" if wave.responses is not None else None,
            )


def _unit_cells(result: Intake, wave: Wave) -> Iterator[Cell]:
    """Yield the unit that stood beside the numbers of an item: another wave may have them in another one."""
    for item in wave.items:
        unit = result.units.get(item.id)
        if unit is not None:
            yield Cell(
                section="sample",
                item=item.id,
                measure=UNIT,
                column="all",
                kind="category",
                text=unit,
                base=result.responses.n,
                base_kind="rows",
                question=item.id,
                source=f"{wave.responses.path}#{item.columns[0]}" if wave.responses is not None else None,
            )


def _quality_cells(quality: Quality, source: str | None) -> Iterator[Cell]:
    """Yield what each check found and leaves out; a check that cannot tell is missing. Bases are rows: the rule of publication is not theirs."""
    place: dict[str, Any] = {"section": "quality", "column": "all", "base_kind": "rows", "source": source}
    for finding in quality.findings:
        found, base = finding.found, finding.judged
        share = found / base if found is not None and base else None
        here = {**place, "item": finding.check, "row": finding.part, "base": base}
        yield Cell(
            **here, measure="n", value=None if found is None else float(found), unit="count", missing=found is None
        )
        yield Cell(**here, measure="share", value=share, unit="share", missing=share is None)
    for measure, duration in (("median", quality.median), ("limit", quality.limit)):
        if math.isfinite(duration):
            yield Cell(**place, item="speeders", measure=measure, value=duration, base=quality.respondents)
    left_out = (*quality.left_out, ("_", quality.dropped)) if quality.left_out else ()
    for check, count in left_out:
        yield Cell(**place, item=check, measure="left_out", value=float(count), unit="count", base=quality.respondents)
