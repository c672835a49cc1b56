"""Weights of the respondents, as given or raked to the margins of the population, and what they cost in precision."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from relstudy.cells import Cell, Unit, cells_frame
from relstudy.errors import Fault, MethodError, computed, fault
from relstudy.folding import fold
from relstudy.intake.frames import Responses, Sample
from relstudy.stats.calibration import Calibration
from relstudy.stats.design import Design, kish_effective
from relstudy.stats.raking import Margin, rake_weights
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import Study, TargetMargin, Wave, Weighting

_MOVEMENTS = ["item", "code", "before", "after", "target"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Weights of one wave. `weight` has shape (n,), in the rows of the responses.

    `total` is their sum, `n_effective` Kish's effective number, `efficiency` n_effective / n. `dropped` counts the
    respondents of weight zero left out where the study says so. Where weights are raked,
    `calibration` holds the margins, crossed once for all steps, and `movements` one row per category: item, code,
    before, after (shares), target (a share); else there is none. `trimmed` counts the respondents whose weight is the
    largest that the study allows, None where it does not say.
    """

    weight: np.ndarray
    total: float
    n_effective: float
    efficiency: float
    minimum: float
    maximum: float
    method: str
    dropped: int
    calibration: Calibration | None = None
    movements: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=pd.Index(_MOVEMENTS)))
    trimmed: int | None = None


def weigh_respondents(
    *,
    intake_sample: Sample,
    intake_dropped: int,
    wave_weighting: Weighting,
    wave_items: tuple[Item, ...],
    intake_responses: Responses,
) -> Weights:
    """Return the weight of each respondent; all are 1 where the study has none.

    Parameters
    ----------
    wave_items, intake_responses
        Looked at only where weights are raked: the answers that put a respondent into a category.

    Raises
    ------
    MethodError
        empty-margin: a category without respondents; missing-margin-value: respondents without an answer on a margin,
        or in a category without a target; not-converged: margins that contradict each other, or cannot be hit within
        the bounds or by weights that are trimmed.

    Notes
    -----
    n_effective = (sum w)^2 / sum w^2 (Kish 1965). Raking: `stats.raking`. Where all targets are shares the weights keep the sum they start from;
    where some are counts, they sum to these.
    """
    start = np.asarray(intake_sample.weight, dtype=float)
    plain = describe_weights(start, method=wave_weighting.method, dropped=intake_dropped)
    if wave_weighting.method != "rake":
        return plain
    labels = _labels(wave_weighting, {item.id: item for item in wave_items}, intake_responses)
    counts = [sum(margin.targets) for margin in wave_weighting.targets if margin.counted]
    total = counts[0] if counts else plain.total
    targets = [np.array(m.targets) / sum(m.targets) * total for m in wave_weighting.targets]
    margins = [Margin(label=label, target=target) for label, target in zip(labels, targets, strict=True)]
    cap = None if wave_weighting.trim is None else wave_weighting.trim * total / len(start)
    raked = rake_weights(margins, start=start, bounds=wave_weighting.bounds, cap=cap)
    if not raked.converged:
        margin = wave_weighting.targets[raked.worst[0]]
        name = f"{margin.name} = {'*'.join(margin.codes[raked.worst[1]])}"
        limit = f" (trim = {wave_weighting.trim:g})" if wave_weighting.trim is not None else ""
        if wave_weighting.bounds is not None:
            limit = " (bounds = [{:g}, {:g}])".format(*wave_weighting.bounds)
        raise MethodError(
            [
                fault(
                    "not-converged",
                    wave_weighting.targets_file,
                    line=margin.lines[raked.worst[1]],
                    item=margin.name,
                    found=f"{name}, {computed(100 * raked.misfit, '.3g')} %{limit}",
                    allowed="0",
                )
            ]
        )
    found = describe_weights(raked.weight, method=wave_weighting.method, dropped=intake_dropped)
    return replace(
        found,
        calibration=Calibration.of(labels, start, bounds=wave_weighting.bounds),
        movements=_movements(wave_weighting.targets, margins, start, raked.weight),
        trimmed=None if cap is None else int((raked.weight >= cap).sum()),
    )


def describe_weights(weight: np.ndarray, *, method: str = "column", dropped: int = 0) -> Weights:
    """Return weights, shape (n,), with what they cost in precision."""
    effective = kish_effective(weight)
    return Weights(
        weight=weight,
        total=float(weight.sum()),
        n_effective=effective,
        efficiency=effective / len(weight) if len(weight) else 0.0,
        minimum=float(weight.min(initial=np.inf)) if len(weight) else 0.0,
        maximum=float(weight.max(initial=0.0)),
        method=method,
        dropped=dropped,
    )


def _labels(weighting: Weighting, items: dict[ItemId, Item], responses: Responses) -> list[np.ndarray]:
    """Return the category of each respondent by margin, each (n,) int16; every category has respondents."""
    faults: list[Fault] = []
    columns = [_label(margin, weighting, items, responses, faults) for margin in weighting.targets]
    if faults:
        raise MethodError(faults)
    return columns


def _label(
    margin: TargetMargin, weighting: Weighting, items: dict[ItemId, Item], responses: Responses, faults: list[Fault]
) -> np.ndarray:
    """Return the category of each respondent in one margin, -1 where there is none; what stands against it goes into `faults`."""
    parts = [items[name] for name in margin.items]
    sizes = [len(item.codes) + 1 for item in parts]
    crossed = np.zeros(responses.n, dtype=np.int64)
    for item, size in zip(parts, sizes, strict=True):
        crossed = crossed * size + responses.codes[item.id].astype(np.int64) + 1
    category_of = np.full(int(np.prod(sizes)), -1, dtype=np.int16)
    for category, codes in enumerate(margin.codes):
        place = 0
        for item, size, code in zip(parts, sizes, codes, strict=True):
            place = place * size + [one.code for one in item.codes].index(code) + 1
        category_of[place] = category
    label = category_of[crossed]
    outside = np.flatnonzero(label < 0)
    answered = np.all([responses.codes[item.id][outside] >= 0 for item in parts], axis=0)
    if len(parts) > 1 and answered.any():
        # Its cells are of the file of targets, where all that lack are added at once.
        lacking = np.unique(crossed[outside[answered]]).tolist()
        faults.append(
            fault(
                "missing-margin-value",
                weighting.targets_file,
                line=margin.lines[0],
                item=margin.name,
                found=", ".join(_said(place, parts, sizes) for place in lacking),
            )
        )
        outside = outside[~answered]
    for place in dict.fromkeys(crossed[outside].tolist()):
        rows = outside[crossed[outside] == place]
        faults.append(
            fault(
                "missing-margin-value",
                weighting.answers_file,
                line=int(responses.line[rows].min()),
                item=margin.name,
                found=_said(place, parts, sizes),
                more=len(rows) - 1,
            )
        )
    counts = np.bincount(label[label >= 0], minlength=len(margin.codes))
    faults += [
        fault(
            "empty-margin",
            weighting.targets_file,
            line=margin.lines[i],
            item=margin.name,
            found="*".join(margin.codes[i]),
        )
        for i in np.flatnonzero(counts == 0).tolist()
    ]
    return label


def _said(place: int, parts: Sequence[Item], sizes: Sequence[int]) -> str:
    """Return the codes of a crossed place as the file of targets writes them."""
    codes = []
    for item, size in zip(reversed(parts), reversed(sizes), strict=True):
        place, code = divmod(place, size)
        codes.append(item.codes[code - 1].code if code else "@blank")
    return "*".join(reversed(codes))


def _movements(
    targets: Sequence[TargetMargin], margins: Sequence[Margin], start: np.ndarray, weight: np.ndarray
) -> pd.DataFrame:
    rows = []
    for target, margin in zip(targets, margins, strict=True):
        before, after = (
            np.bincount(margin.label, weights=w, minlength=len(margin.target)) / w.sum() for w in (start, weight)
        )
        rows += [
            (
                target.name,
                "*".join(codes),
                float(before[i]),
                float(after[i]),
                float(margin.target[i] / margin.target.sum()),
            )
            for i, codes in enumerate(target.codes)
        ]
    return pd.DataFrame(rows, columns=pd.Index(_MOVEMENTS))


def design_of(sample: Sample, weights: Weights) -> Design:
    """Return the design of a wave's sample with its weights and the margins they were raked to, as standard errors need it.

    Raises
    ------
    MethodError
        A stratum with one sampling unit, or an fpc that cannot be read (`stats.design`).
    """
    return Design.of(
        weights.weight,
        strata=sample.strata,
        clusters=sample.clusters,
        fpc=sample.fpc,
        names=sample.strata_names,
        calibration=weights.calibration,
        replication=sample.replication,
        file=sample.file,
    )


def cells_of(result: Weights, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the cells of the section `weights`, before the gate; their base is the number of rows of weights."""
    source = None
    if wave.responses is not None and wave.weighting.column is not None:
        source = f"{wave.responses.path}#{wave.weighting.column}"
    elif result.method == "rake":
        source = f"{wave.weighting.targets_file}#{wave.weighting.targets[0].column}"
    figures: list[tuple[str, float, Unit]] = [
        ("sum", result.total, "count"),
        ("n_effective", result.n_effective, "count"),
        ("efficiency", result.efficiency, "share"),
        ("minimum", result.minimum, "none"),
        ("maximum", result.maximum, "none"),
    ]
    if result.method == "rake":
        figures.append(("design_effect", 1 / result.efficiency, "none"))
    if result.calibration is not None:
        start = result.calibration.start
        moved = result.weight / start * (start.sum() / result.weight.sum())
        figures += [("ratio_minimum", float(moved.min()), "none"), ("ratio_maximum", float(moved.max()), "none")]
    if result.trimmed is not None:
        missed = (result.movements["after"] - result.movements["target"]).abs().max()
        figures += [("trimmed", float(result.trimmed), "count"), ("missed", round(float(missed), 12), "share")]
    if result.dropped:
        figures.append(("dropped", float(result.dropped), "count"))
    return cells_frame(
        [
            Cell(
                section="weights",
                measure=measure,
                column="all",
                value=value,
                unit=unit,
                base=len(result.weight),
                base_kind="rows",
                source=source,
            )
            for measure, value, unit in figures
        ]
        + _movement_cells(result, wave),
        step="weights",
    )


def _movement_cells(result: Weights, wave: Wave) -> list[Cell]:
    """Return, for each category of a margin, its share before raking, after it, and in the population."""
    columns = {margin.name: margin.column for margin in wave.weighting.targets}
    return [
        Cell(
            section="weights",
            item=row["item"].replace("*", "."),
            measure=measure,
            row="*".join(fold(c) for c in row["code"].split("*")),
            column="all",
            value=float(row[measure]),
            unit="share",
            base=len(result.weight),
            base_kind="rows",
            source=f"{wave.weighting.targets_file}#{columns[row['item']]}",
        )
        for row in result.movements.to_dict("records")
        for measure in ("before", "after", "target")
    ]
