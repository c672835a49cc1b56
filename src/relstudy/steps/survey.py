"""The survey's figures: shares and means of every item for everybody and every target, profile and banner column.

Bases, rows and denominators are settled by `layouts`, columns by `columns`, arithmetic by `stats`. Here they meet and
become cells.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from relstudy.cells import BaseKind, Cell, cells_frame, round_significant
from relstudy.intake.frames import Responses, Sample
from relstudy.intake.open_codings import CodedAnswers
from relstudy.stats.comparisons import Comparisons, compare_states, compare_values
from relstudy.stats.design import Design, Replication
from relstudy.stats.estimates import Estimates, ratio_estimates, value_estimates, with_errors
from relstudy.stats.folds import Fold, Partition, States, fold_states, states_allowed
from relstudy.stats.pairs import fold_shared
from relstudy.stats.quantiles import quantile_estimates
from relstudy.stats.replication import Ratio, ReplicateErrors, replicate_errors
from relstudy.steps.absence import NotInStudy
from relstudy.steps.columns import Columns, find_columns, is_not_asked
from relstudy.steps.comparisons import (
    PLAIN_Z,
    POOLED_Z,
    ComparedColumns,
    ComparedRows,
    frame_comparisons,
    name_constructions,
    pair_columns,
)
from relstudy.steps.layouts import (
    BOUNDS,
    POOLED,
    QUANTILES,
    UNITS,
    Layout,
    QuantileLayout,
    Reading,
    ValueLayout,
    estimate_of,
    lay_out,
    rows_of,
)
from relstudy.steps.profiles import Profiles
from relstudy.steps.sources import source_of_rows, with_sources
from relstudy.steps.weights import Weights, design_of
from relstudy.survey.items import Item, ItemId
from relstudy.survey.kinds import Measure
from relstudy.survey.plan import Respondents, Study, TablesPlan, Wave

#: Types of the columns of cells before the gate, where they are not text.
_TYPES: dict[str, Any] = {
    **dict.fromkeys(("value", "se", "low", "high", "base_weighted", "base_effective"), "float64"),
    **dict.fromkeys(("missing", "withheld"), "bool"),
    "base": "Int64",
}
_UNCODED: Mapping[ItemId, CodedAnswers] = {}
#: Layouts counted together: enough to share passes, few enough to hold their states in memory.
_BATCH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyTables:
    """Cells and tests of the survey before the gate.

    `estimates`: one row per figure, columns of `cells.Cell`; sample sizes first. `comparisons`: one row per figure and
    pair of columns, those of `steps.comparisons.frame_comparisons`.
    """

    estimates: pd.DataFrame
    comparisons: pd.DataFrame

    @property
    def shares_of_all(self) -> pd.DataFrame:
        """Return the shares of everybody, rounded as cells are, so that they are the same whatever columns stand beside them."""
        kept = (self.estimates["measure"] == "share") & (self.estimates["column"] == "all")
        found = self.estimates.loc[kept, ["item", "row", "value", "base", "base_kind", "missing", "withheld"]]
        return found.assign(value=round_significant(found["value"].to_numpy(dtype=float))).reset_index(drop=True)


def tabulate_survey(
    *,
    wave_items: tuple[Item, ...],
    intake_responses: Responses,
    intake_sample: Sample,
    intake_left_out: int,
    weights: Weights,
    study_respondents: Respondents,
    study_tables: TablesPlan,
    open_answers_coded: Mapping[ItemId, CodedAnswers] | NotInStudy = _UNCODED,
    profiles: Profiles | NotInStudy,
) -> SurveyTables:
    """Return every share and mean of the survey by column, and the sizes of the sample.

    An item not asked in the wave has its rows, without value. A declared code nobody chose is 0. Numeric items have no
    shares, open ones the share of those who wrote something, and where people coded them that of each code, among those
    whose answer was read. An item of type nps has also the measure `nps`: 100 x
    (share of 9-10 minus share of 0-6) among those with a number, unit points. A numeric item has quartiles, which are
    not tested. Where nobody is in a base, the figure has no value.

    Raises
    ------
    MethodError
        A stratum with one sampling unit, or an fpc that cannot be read (`stats.design`).
    """
    columns = find_columns(
        wave_items=wave_items,
        intake_responses=intake_responses,
        study_respondents=study_respondents,
        study_tables=study_tables,
        profiles=profiles,
    )
    design = design_of(intake_sample, weights)
    paired = pair_columns(columns)
    coded = {} if isinstance(open_answers_coded, NotInStudy) else open_answers_coded
    blocks = [
        block
        for batch in _batches(wave_items, intake_responses, coded, states_allowed(design))
        for block in _read_batch(batch, columns.partitions, paired, design)
    ]
    sizes = _sample_cells(columns, design.n, left_out=intake_left_out, target=study_respondents.target)
    frames = [cells_frame(sizes, step="survey"), *([_frame_of(blocks, columns)] if blocks else [])]
    compared = [block.compared for block in blocks if block.measure not in QUANTILES]
    return SurveyTables(estimates=_stack(frames), comparisons=frame_comparisons(compared, paired))


def cells_of(result: SurveyTables, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the cells of the sections `sample` and `survey`, before the gate."""
    frame = with_sources(result.estimates, wave)
    if wave.responses is None:
        return frame
    counted = (frame["section"] == "sample") & frame["source"].isna()
    return frame.assign(source=frame["source"].where(~counted, source_of_rows(study.respondents, wave)))


def tests_of(result: SurveyTables, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the comparisons of the columns, before the gate."""
    return name_constructions(result.comparisons, study, wave)


@dataclass(frozen=True, slots=True, kw_only=True)
class _NotAsked:
    item: Item


_Entry = Layout | ValueLayout | QuantileLayout | _NotAsked


def _batches(
    items: tuple[Item, ...], responses: Responses, coded: Mapping[ItemId, CodedAnswers], allowed: int
) -> Iterator[list[_Entry]]:
    by_id = {item.id: item for item in items}
    batch: list[_Entry] = []
    for item in items:
        if not item.tables:
            continue
        if is_not_asked(item, responses):
            batch.append(_NotAsked(item=item))
        else:
            answers = coded.get(item.id)
            if answers is not None:
                batch.extend(lay_out(answers.item, items={}, responses=answers.responses, states_allowed=allowed))
            batch.extend(lay_out(item, items=by_id, responses=responses, states_allowed=allowed))
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Figures of rows of one item and measure by column; None where the item was not asked."""

    item: Item
    measure: Measure
    rows: tuple[str, ...]
    figures: Estimates | None
    base_kind: BaseKind
    comparisons: Comparisons | None

    @property
    def compared(self) -> ComparedRows:
        """Return the comparisons of its columns with what they are of."""
        test = POOLED_Z if self.measure in POOLED and self.base_kind == "respondents" else PLAIN_Z
        return ComparedRows(item=self.item.id, measure=self.measure, rows=self.rows, test=test, found=self.comparisons)


def _read_batch(
    batch: list[_Entry], partitions: tuple[Partition, ...], paired: ComparedColumns, design: Design
) -> Iterator[_Block]:
    """Count the layouts of a batch together and yield their figures and comparisons in the order of the items."""
    counted = _Counted.of(batch, partitions, paired, design)
    for entry in batch:
        if isinstance(entry, _NotAsked):
            yield from _without_figures(entry.item)
        elif isinstance(entry, Layout):
            yield from counted.states(entry)
        elif isinstance(entry, QuantileLayout):
            yield from counted.quantiles(entry)
        else:
            yield counted.values(entry)


def _without_figures(item: Item) -> Iterator[_Block]:
    kind: BaseKind = "rows" if item.kind.is_heading else "respondents"
    for measure, rows in rows_of(item):
        yield _Block(item=item, measure=measure, rows=rows, figures=None, base_kind=kind, comparisons=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """A batch counted: what its layouts of states share, taken layout by layout in the order of the batch."""

    partitions: tuple[Partition, ...]
    paired: ComparedColumns
    design: Design
    folds: Iterator[tuple[States, Fold, np.ndarray]]
    figures: Iterator[Estimates]
    second: "_SecondRoad"

    @classmethod
    def of(
        cls, batch: list[_Entry], partitions: tuple[Partition, ...], paired: ComparedColumns, design: Design
    ) -> "_Counted":
        layouts = [entry for entry in batch if isinstance(entry, Layout)]
        states = [layout.states for layout in layouts]
        folds = fold_states(states, partitions, design)
        pairs = [(fold, reading) for fold, layout in zip(folds, layouts, strict=True) for reading in layout.readings]
        return cls(
            partitions=partitions,
            paired=paired,
            design=design,
            folds=iter(zip(states, folds, fold_shared(states, folds, paired.pairs, design), strict=True)),
            figures=iter(read_together(pairs, design)),
            second=_SecondRoad.of(batch, partitions, paired, design),
        )

    def states(self, layout: Layout) -> Iterator[_Block]:
        """Yield the figures that answers give as states, reading by reading."""
        states, fold, shared = next(self.folds)
        for reading in layout.readings:
            figures, covariance = self.second.take(next(self.figures), reading.measure)
            compared = compare_states(
                figures,
                reading.numerator,
                reading.denominator,
                states,
                fold,
                shared,
                self.paired.pairs,
                self.design,
                kind=estimate_of(reading.measure),
                covariance=covariance,
            )
            yield _Block(
                item=layout.item,
                measure=reading.measure,
                rows=reading.rows,
                figures=figures,
                base_kind="respondents",
                comparisons=compared,
            )

    def quantiles(self, layout: QuantileLayout) -> Iterator[_Block]:
        """Yield quantiles, which are compared with nothing."""
        shares = tuple(QUANTILES[measure] for measure in layout.measures)
        found = quantile_estimates(layout.values, self.partitions, self.design, p=shares)
        for row, measure in enumerate(layout.measures):
            yield _Block(
                item=layout.item,
                measure=measure,
                rows=("_",),
                figures=found.take(rows=[row]),
                base_kind="respondents",
                comparisons=None,
            )

    def values(self, layout: ValueLayout) -> _Block:
        """Return the figure that respondents give one by one."""
        found = value_estimates(
            layout.numerator,
            layout.denominator,
            self.partitions,
            self.design,
            kind=estimate_of(layout.measure),
            bounds=BOUNDS[layout.measure],
        )
        figures, covariance = self.second.take(found, layout.measure)
        compared = compare_values(
            figures, layout.numerator, layout.denominator, self.paired.pairs, self.design, covariance=covariance
        )
        return _Block(
            item=layout.item,
            measure=layout.measure,
            rows=(layout.row,),
            figures=figures,
            base_kind=layout.base_kind,
            comparisons=compared,
        )


@dataclass(slots=True, kw_only=True)
class _SecondRoad:
    """Errors of the figures of a batch by replicate weights, taken in the order of its figures; none where errors are linearised."""

    replication: Replication | None
    errors: ReplicateErrors | None
    taken: int = 0

    @classmethod
    def of(
        cls, batch: list[_Entry], partitions: tuple[Partition, ...], paired: ComparedColumns, design: Design
    ) -> "_SecondRoad":
        if design.replication is None:
            return cls(replication=None, errors=None)
        ratios = [ratio for entry in batch for ratio in _ratios_of(entry)]
        errors = replicate_errors(ratios, partitions, design, paired.pairs)
        return cls(replication=design.replication, errors=errors)

    def take(self, figures: Estimates, measure: Measure) -> tuple[Estimates, np.ndarray | None]:
        """Return the next figures with their errors, and the covariances of their pairs of columns."""
        if self.replication is None or self.errors is None:
            return figures, None
        rows = slice(self.taken, self.taken + len(figures.value))
        self.taken = rows.stop
        replicated = with_errors(
            figures,
            self.errors.se[rows],
            kind=estimate_of(measure),
            bounds=BOUNDS[measure],
            replication=self.replication,
        )
        return replicated, self.errors.covariance[rows]


def _ratios_of(entry: _Entry) -> Iterator[Ratio]:
    """Yield the figures of an entry as columns of respondents; quantiles are no ratios."""
    if isinstance(entry, ValueLayout):
        yield Ratio(numerator=entry.numerator, denominator=entry.denominator)
    elif isinstance(entry, Layout):
        for reading in entry.readings:
            bases = {base.tobytes(): base[entry.states.state] for base in reading.denominator}
            for number, base in zip(reading.numerator, reading.denominator, strict=True):
                yield Ratio(numerator=number[entry.states.state], denominator=bases[base.tobytes()])


def read_together(pairs: list[tuple[Fold, Reading]], design: Design) -> list[Estimates]:
    """Return the figures of each reading of its fold; readings alike are computed in one go, side by side."""
    alike: dict[tuple[object, ...], list[int]] = {}
    for i, (_, reading) in enumerate(pairs):
        alike.setdefault(reading.signature, []).append(i)
    found: dict[int, Estimates] = {}
    for group in alike.values():
        reading = pairs[group[0]][1]
        joined = _side_by_side([pairs[i][0] for i in group])
        estimates = ratio_estimates(
            joined,
            reading.numerator,
            reading.denominator,
            design,
            kind=estimate_of(reading.measure),
            bounds=BOUNDS[reading.measure],
        )
        width = pairs[group[0]][0].count.shape[1]
        for place, i in enumerate(group):
            found[i] = estimates.take(columns=slice(place * width, (place + 1) * width))
    return [found[i] for i in range(len(pairs))]


def _side_by_side(folds: list[Fold]) -> Fold:
    if len(folds) == 1:
        return folds[0]
    return Fold(**{f.name: np.concatenate([getattr(fold, f.name) for fold in folds], axis=-1) for f in fields(Fold)})


def _sample_cells(columns: Columns, n: int, *, left_out: int, target: str | None) -> Iterator[Cell]:
    """Yield the numbers of respondents; a sample size is never withheld, so its base counts rows."""
    sizes = [np.array([n])]
    sizes += [np.bincount(p.label.astype(np.intp) + 1, minlength=p.size + 1)[1:] for p in columns.partitions]
    by_place = np.concatenate(sizes)
    counts = [
        ("n", name, int(by_place[place]))
        for name, place in zip(columns.names, columns.places, strict=True)
        if name.partition("=")[0] in ("all", "target", "profile")
    ]
    if left_out:
        counts.append(("left_out", "all", left_out))
    for measure, name, count in counts:
        question = target if name.startswith("target=") else None
        yield Cell(
            section="sample",
            measure=measure,
            column=name,
            value=float(count),
            unit="count",
            base=count,
            base_kind="rows",
            question=question,
        )


def _stack(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of frames of cells one below the other; `pandas.concat` looks at every empty text one by one."""
    columns: dict[str, Any] = {}
    for name in frames[0].columns:
        kind = _TYPES.get(name, "object")
        parts = [
            f[name].astype("Int64").to_numpy(dtype=float, na_value=np.nan)
            if kind == "Int64"
            else f[name].to_numpy(dtype=kind)
            for f in frames
        ]
        joined = np.concatenate(parts)
        columns[name] = pd.array(joined, dtype="Float64").astype("Int64") if kind == "Int64" else joined
    return pd.DataFrame(columns)


def _frame_of(blocks: list[_Block], columns: Columns) -> pd.DataFrame:
    """Return one row per figure with the columns of `cells.cells_frame`: tens of thousands, so by column and not by cell."""
    rows = [len(block.rows) for block in blocks]
    width, places = len(columns.names), list(columns.places)
    total = sum(rows) * width

    def repeated(values: list[Any]) -> np.ndarray:
        return np.repeat(np.array(values, dtype=object), np.array(rows) * width)

    def figures(name: str, without: Any) -> np.ndarray:
        wide = [
            np.full((count, width), without) if b.figures is None else getattr(b.figures, name)[:, places]
            for b, count in zip(blocks, rows, strict=True)
        ]
        return np.concatenate(wide).ravel()

    by_respondent = repeated([block.base_kind == "respondents" for block in blocks]).astype(bool)
    absent = repeated([block.figures is None for block in blocks]).astype(bool)
    base = figures("base", 0)
    ids = repeated([block.item.id for block in blocks])
    texts = np.array([row for block in blocks for row in block.rows], dtype=object)
    found: dict[str, Any] = {
        "section": "survey",
        "item": ids,
        "measure": repeated([block.measure for block in blocks]),
        "row": np.repeat(texts, width),
        "column": np.tile(np.array(columns.names, dtype=object), sum(rows)),
        "kind": "number",
        "text": None,
        "unit": repeated([UNITS[block.measure] for block in blocks]),
        "interval": figures("interval", "none").astype(object),
        "base": pd.arrays.IntegerArray(base.astype(np.int64), absent),
        "base_kind": repeated([block.base_kind for block in blocks]),
        "marks": np.where(figures("imposed", 0).astype(bool), "imposed", "").astype(object),
        "question": ids,
        "source": None,
        # Bases of answers are not withheld: without any there is nothing to publish.
        "missing": absent | (~by_respondent & (base == 0)),
        "withheld": np.zeros(total, dtype=bool),
        "step": "survey",
    }
    for name in ("value", "se", "low", "high"):
        found[name] = figures(name, np.nan)
    for name in ("base_weighted", "base_effective"):
        found[name] = np.where(by_respondent, figures(name, np.nan), np.nan)
    return pd.DataFrame(found, columns=pd.Index([*(f.name for f in fields(Cell)), "step"]))
