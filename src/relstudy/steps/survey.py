"""The survey's figures: shares and means of every item for everybody and every target, profile and banner column.

Bases, rows and denominators are settled by `layouts`, columns by `columns`, arithmetic by `stats`. Here they meet and become cells.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Literal

import numpy as np
import pandas as pd

from relstudy.cells import BaseKind, Cell
from relstudy.intake.frames import Responses, Sample
from relstudy.stats.design import Design
from relstudy.stats.estimates import Estimates, ratio_estimates, value_estimates
from relstudy.stats.folds import Fold, fold_states, states_allowed
from relstudy.steps.columns import Columns, find_columns, is_not_asked
from relstudy.steps.layouts import BOUNDS, UNITS, Layout, Measure, Reading, ValueLayout, lay_out, rows_of
from relstudy.steps.sources import with_sources
from relstudy.steps.weights import design_of
from relstudy.survey.items import Item
from relstudy.survey.plan import Respondents, Study, TablesPlan, Wave

#: Layouts counted together: enough to share passes, few enough to hold their states in memory.
_BATCH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyTables:
    """Cells of the survey before the gate. `estimates`: one row per figure, columns of `cells.Cell`; sample sizes first."""

    estimates: pd.DataFrame


def tabulate_survey(
    *,
    wave_items: tuple[Item, ...],
    intake_responses: Responses,
    intake_sample: Sample,
    intake_left_out: int,
    weights_weight: np.ndarray,
    study_respondents: Respondents,
    study_tables: TablesPlan,
    profiles: object,
) -> SurveyTables:
    """Return every share and mean of the survey by column, and the sizes of the sample.

    An item not asked in the wave has its rows, without value. A declared code nobody chose is 0. Open and numeric items have no
    shares. An item of type nps has also the measure `nps`: 100 x (share of 9-10 minus share of 0-6) among those with a
    number, unit points. Where nobody is in a base, the figure has no value.

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
    design = design_of(intake_sample, weights_weight)
    table = _Table(columns=columns)
    _add_sample(table, design, left_out=intake_left_out, target=study_respondents.target)
    for batch in _batches(wave_items, intake_responses, states_allowed(design)):
        _add_batch(table, batch, design)
    return SurveyTables(estimates=table.frame())


def cells_of(result: SurveyTables, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the cells of the sections `sample` and `survey`, before the gate."""
    frame = with_sources(result.estimates, wave)
    if wave.responses is None:
        return frame
    respondents = study.respondents.id
    counted = (frame["section"] == "sample") & frame["source"].isna()
    source = wave.responses.path if respondents == "row" else f"{wave.responses.path}#{respondents}"
    return frame.assign(source=frame["source"].where(~counted, source))


@dataclass(frozen=True, slots=True, kw_only=True)
class _NotAsked:
    item: Item


_Entry = Layout | ValueLayout | _NotAsked


def _batches(items: tuple[Item, ...], responses: Responses, allowed: int) -> Iterator[list[_Entry]]:
    by_id = {item.id: item for item in items}
    batch: list[_Entry] = []
    for item in items:
        if is_not_asked(item, responses):
            batch.append(_NotAsked(item=item))
        else:
            batch.extend(lay_out(item, items=by_id, responses=responses, states_allowed=allowed))
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _add_batch(table: "_Table", batch: list[_Entry], design: Design) -> None:
    """Count the layouts of a batch together and add their figures in the order of the items."""
    partitions = table.columns.partitions
    layouts = [entry for entry in batch if isinstance(entry, Layout)]
    folds = fold_states([layout.states for layout in layouts], partitions, design)
    pairs = [(fold, reading) for fold, layout in zip(folds, layouts, strict=True) for reading in layout.readings]
    figures = iter(read_together(pairs, design))
    for entry in batch:
        if isinstance(entry, _NotAsked):
            for measure, rows in rows_of(entry.item):
                table.add_missing(entry.item, measure, rows)
        elif isinstance(entry, Layout):
            for reading in entry.readings:
                table.add(entry.item, reading.measure, reading.rows, next(figures), base_kind="respondents")
        else:
            kind: Literal["share", "mean"] = "share" if entry.measure == "share" else "mean"
            found = value_estimates(
                entry.numerator, entry.denominator, partitions, design, kind=kind, bounds=BOUNDS[entry.measure]
            )
            table.add(entry.item, entry.measure, (entry.row,), found, base_kind=entry.base_kind)


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
            joined, reading.numerator, reading.denominator, design,
            kind="share" if reading.measure == "share" else "mean", bounds=BOUNDS[reading.measure],
        )  # fmt: skip
        width = pairs[group[0]][0].count.shape[1]
        for place, i in enumerate(group):
            found[i] = _columns_from(estimates, slice(place * width, (place + 1) * width))
    return [found[i] for i in range(len(pairs))]


def _side_by_side(folds: list[Fold]) -> Fold:
    if len(folds) == 1:
        return folds[0]
    squares = [f.squares_by_part for f in folds]
    return Fold(
        count=np.concatenate([f.count for f in folds], axis=1),
        weight=np.concatenate([f.weight for f in folds], axis=1),
        square=np.concatenate([f.square for f in folds], axis=1),
        by_part=np.concatenate([f.by_part for f in folds], axis=2),
        squares_by_part=np.concatenate(squares, axis=2) if squares[0].ndim == 3 else squares[0],
    )


def _columns_from(estimates: Estimates, where: slice) -> Estimates:
    return Estimates(**{f.name: getattr(estimates, f.name)[:, where] for f in fields(Estimates)})


def _add_sample(table: "_Table", design: Design, *, left_out: int, target: str | None) -> None:
    """Add the numbers of respondents; a sample size is never withheld, so its base counts rows."""
    sizes = [np.array([design.n])]
    sizes += [np.bincount(p.label.astype(np.intp) + 1, minlength=p.size + 1)[1:] for p in table.columns.partitions]
    by_place = np.concatenate(sizes)
    for name, place in zip(table.columns.names, table.columns.places, strict=True):
        kind = name.partition("=")[0]
        if kind in ("all", "target", "profile"):
            table.add_count("n", name, int(by_place[place]), question=target if kind == "target" else None)
    if left_out:
        table.add_count("left_out", "all", left_out, question=None)


#: Columns of cells that a table gathers as text, as numbers, and those that are the same for every row.
_TEXTS = ("section", "item", "measure", "row", "column", "unit", "interval", "base_kind", "question")
_NUMBERS = ("value", "se", "low", "high", "base", "base_weighted", "base_effective")
_CONSTANTS: dict[str, Any] = {
    "kind": "number",
    "text": None,
    "marks": "",
    "source": None,
    "withheld": False,
    "step": "survey",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Figures gathered by column of `cells.Cell`: a study has tens of thousands, one object each would cost more than counting."""

    columns: Columns
    texts: dict[str, list[str | None]] = field(default_factory=lambda: {name: [] for name in _TEXTS})
    numbers: dict[str, list[np.ndarray]] = field(default_factory=lambda: {name: [] for name in _NUMBERS})
    missing: list[bool] = field(default_factory=list)

    def add(
        self, item: Item, measure: Measure, rows: tuple[str, ...], figures: Estimates, *, base_kind: BaseKind
    ) -> None:
        places = list(self.columns.places)
        empty = figures.base[:, places].ravel() == 0
        for name in ("value", "se", "low", "high", "base"):
            self.numbers[name].append(getattr(figures, name)[:, places].ravel().astype(float))
        for name in ("base_weighted", "base_effective"):
            values = getattr(figures, name)[:, places].ravel()
            self.numbers[name].append(values if base_kind == "respondents" else np.full(len(values), np.nan))
        self._name(item, measure, rows, base_kind=base_kind, interval=figures.interval[:, places].ravel().tolist())
        # Bases of answers are not withheld: without any there is nothing to publish.
        self.missing.extend(empty.tolist() if base_kind == "rows" else [False] * len(empty))

    def add_missing(self, item: Item, measure: Measure, rows: tuple[str, ...]) -> None:
        count = len(rows) * len(self.columns.names)
        for name in _NUMBERS:
            self.numbers[name].append(np.full(count, np.nan))
        kind: BaseKind = "rows" if item.type == "grid" and item.grid is None else "respondents"
        self._name(item, measure, rows, base_kind=kind, interval=["none"] * count)
        self.missing.extend([True] * count)

    def _name(
        self, item: Item, measure: Measure, rows: tuple[str, ...], *, base_kind: str, interval: list[str]
    ) -> None:
        width = len(self.columns.names)
        count = len(rows) * width
        same: Iterable[tuple[str, str]] = (
            ("section", "survey"), ("item", item.id), ("measure", measure), ("unit", UNITS[measure]),
            ("base_kind", base_kind), ("question", item.id),
        )  # fmt: skip
        for name, value in same:
            self.texts[name].extend([value] * count)
        self.texts["row"].extend(row for row in rows for _ in range(width))
        self.texts["column"].extend(self.columns.names * len(rows))
        self.texts["interval"].extend(interval)

    def add_count(self, measure: str, column: str, count: int, *, question: str | None) -> None:
        texts = {
            "section": "sample", "item": "_", "measure": measure, "row": "_", "column": column, "unit": "count",
            "interval": "none", "base_kind": "rows", "question": question,
        }  # fmt: skip
        for name in _TEXTS:
            self.texts[name].append(texts[name])
        for name in _NUMBERS:
            self.numbers[name].append(np.array([float(count) if name in ("value", "base") else np.nan]))
        self.missing.append(False)

    def frame(self) -> pd.DataFrame:
        """Return one row per figure with the columns of `cells.cells_frame`."""
        numbers = {name: np.concatenate(self.numbers[name]) for name in _NUMBERS}
        base = pd.array(numbers.pop("base"), dtype="Float64").astype("Int64")
        frame = pd.DataFrame({**self.texts, **numbers, "base": base, "missing": self.missing})
        for name, value in _CONSTANTS.items():
            frame[name] = pd.Series([value] * len(frame), index=frame.index, dtype=bool if value is False else object)
        return frame[[*(f.name for f in fields(Cell)), "step"]]
