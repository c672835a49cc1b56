"""Changes: the published figures of a wave against those of the wave before it, and why some are not comparable.

Each share, mean and score of the survey, each importance and satisfaction, each share of a profile is compared with the
same cell of the earlier wave, by the two samples' published errors and effective bases (`stats.comparisons`), in a
panel less what the persons of both waves have in common (`steps.panel`). A figure
whose item, base, mode, population or weighting is another one is refused with its reason (`survey.breaks`). Profiles
are compared where both waves have them by one frozen model, and the questions they are made of are comparable. Found
anew in each wave, p1 of two waves are two groups, and neither its share nor its column is compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from relstudy.cells import Cell, cells_frame
from relstudy.errors import Fault
from relstudy.stats.comparisons import TwoSamples, compare_samples
from relstudy.steps.absence import NotInStudy
from relstudy.steps.comparisons import PLAIN_Z, POOLED_Z
from relstudy.steps.intake import UNIT
from relstudy.steps.layouts import POOLED
from relstudy.steps.panel import BothWaves, Panel, doubt_persons, link_waves
from relstudy.steps.same_profiles import tell_same_profiles
from relstudy.steps.sources import source_of_rows
from relstudy.survey.breaks import Breaks, find_breaks, net_breaks, other_units, worded_before
from relstudy.survey.items import Item, ItemId
from relstudy.survey.labels import Labels
from relstudy.survey.past import Past, Terms, Weighed, margin_of
from relstudy.survey.plan import Break, Design, ExpectationsPlan, Respondents, Study, Wave, WaveFacts, Weighting
from relstudy.survey.registers import Expectation

#: Figures of the survey that are compared: those with an error of their own.
_OF_SURVEY = ("share", "mean", "nps", "first", "top2", "top3", "mean_rank", "answered")
_OF_EXPECTATIONS = ("importance", "satisfaction")
#: Verdicts that are shown beside those of the wave before.
VERDICTS = ("tier", "action")
#: What a difference is called beside the measure it is of.
DIFFERENCE = "_difference"
#: What was first said of an earlier figure that says something else now.
STATED = "_stated"
#: Mark of an earlier figure that cannot be held against the one after it.
BREAK = "break"
#: What the persons of both waves of a panel are counted by.
PERSONS = "persons"
#: Why a figure of a panel is refused that has an error but no covariance.
NO_COVARIANCE = "covariance"
#: Why a figure that raking imposes in one of the waves is not tested; told as `weighting`.
_IMPOSED = "imposed"
#: Intervals by sets of weights; a difference of other figures has that of their linearised errors.
_OF_SETS = ("bootstrap", "leave_one_out")
_WHOLE = "all"
_NUMBERS = ("value", "se", "base_effective")
_COPIED = (
    "kind", "value", "text", "unit", "se", "low", "high", "interval", "base", "base_kind", "base_weighted",
    "base_effective", "question",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What became of the figures of the wave before.

    `tests`: one row per figure of either wave, in the order of the later one: key, family, test, the numbers of
    `stats.comparisons.Comparisons`, reason (None where it is comparable). `cells`: those of the section `waves`, before
    the gate: what everybody's figures were in the waves before, and by how much they differ. `breaks` are the items
    that are not comparable, `reworded` how the questions among them were worded before, by language, `units` which ones their numbers had in either wave where these differ; `before` is the wave before, `called` its label by language, `earlier` those of the waves before it. `restated` counts the numbers of
    it that are not what was first said of them, `because` names the files that changed. `persons` counts those a panel
    has in both waves, None where waves are independent samples; `faults` are notes. `same_profiles` tells that p1 is the
    same profile in both waves, by a frozen model; `same_targets` that a target is the same people in both.
    """

    before: str
    called: dict[str, str]
    tests: pd.DataFrame
    cells: pd.DataFrame
    breaks: dict[str, str] = field(default_factory=dict)
    reworded: dict[str, dict[str, str]] = field(default_factory=dict)
    units: dict[str, tuple[str, str]] = field(default_factory=dict)
    restated: int = 0
    because: str = ""
    persons: int | None = None
    same_profiles: bool = False
    same_targets: bool = True
    earlier: dict[str, dict[str, str]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def compare_waves(
    *,
    past: Past,
    panel: BothWaves | NotInStudy,
    cells: pd.DataFrame,
    wave_id: str,
    wave_items: tuple[Item, ...],
    wave_labels: Labels,
    wave_facts: WaveFacts,
    wave_weighting: Weighting,
    wave_same_as_before: tuple[ItemId, ...],
    study_breaks: tuple[Break, ...],
    study_design: Design,
    study_respondents: Respondents,
    study_expectations: tuple[Expectation, ...],
    study_expecting: ExpectationsPlan | None,
) -> Changes:
    """Return the figures of a wave against those of an earlier one, as both were published.

    `cells` are the wave's, past the gate. What is withheld in one of the waves has no test. `panel` holds the answers
    of both waves where the study says that equal ids are the same person; a figure whose covariance cannot be had is
    then refused.

    Raises
    ------
    MethodError
        The design of a wave of a panel cannot be had (`stats.design`).
    """
    now = Terms(
        wave=wave_id,
        items=wave_items,
        labels=wave_labels,
        facts=wave_facts,
        weighting=wave_weighting,
        same_as_before=wave_same_as_before,
    )
    # Held against each other as published: how a wave before is weighted by now may be another matter.
    past = replace(past, terms=replace(past.terms, weighed=_weighed(past.cells), units=units_of(past.cells)))
    now = replace(now, weighed=_weighed(cells), units=units_of(cells))
    breaks = find_breaks(past, now, declared=study_breaks)
    pairs = _pair_figures(past.cells, cells)
    coded = frozenset(item.id for item in wave_items if item.kind.answer == "text")
    behind = _Behind.of(study_expectations, study_expecting, study_respondents)
    nets = _nets(past.terms, now)
    profiles = _ProfilesOfBoth.of(past, cells)
    reasons = [
        _reason({str(k): v for k, v in row.items()}, breaks, behind, nets, profiles, coded)
        for row in pairs.to_dict("records")
    ]
    pairs = pairs.assign(reason=np.array(reasons, dtype=object))
    # As between columns of one wave (`stats.comparisons`).
    by_design = any(
        (study_design.strata, study_design.clusters, study_design.fpc, study_design.replicates)
    ) or "rake" in (past.terms.weighting.method, wave_weighting.method)
    linked: Panel | None = None
    faults: tuple[Fault, ...] = ()
    if not isinstance(panel, NotInStudy):
        compared = pairs.loc[pairs["reason"].isna(), "key"].tolist()
        linked = link_waves(
            panel, compared, respondents=study_respondents, expectations=study_expectations, expecting=study_expecting
        )
        faults = doubt_persons(
            panel.earlier.responses.respondent_id,
            panel.later.responses.respondent_id,
            before=panel.earlier.wave,
            file=panel.later.file,
            column=study_respondents.id,
        )
    pairs, correlation = _correlated(pairs, linked)
    tests = _test(pairs, correlation, by_design=by_design)
    return Changes(
        before=past.terms.wave,
        called=past.terms.labels.texts.get(f"wave/{past.terms.wave}", {}),
        earlier={wave: dict(label) for wave, label in past.called.items()},
        # What the weighting imposes is not comparable because of the weighting; its series goes on all the same.
        tests=tests.assign(reason=tests["reason"].replace(_IMPOSED, "weighting")),
        cells=_wave_cells(past, cells, pairs, tests, persons=None if linked is None else linked.persons),
        breaks={str(item): reason for item, reason in breaks.every.items()},
        reworded={
            str(item): said
            for item, reason in breaks.every.items()
            if reason == "wording" and (said := worded_before(item, past.terms, now))
        },
        units={
            str(item): (past.terms.units[item], now.units[item])
            for item in breaks.every
            if other_units(item, (past.terms, now))
        },
        same_profiles=profiles.reason is None,
        same_targets=behind.target not in breaks.of_items,
        restated=len(past.restated),
        because=past.restated[0].reason if past.restated else "",
        persons=None if linked is None else linked.persons,
        faults=faults,
    )


def cells_of(result: Changes, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the cells of the section `waves`, before the gate."""
    rows = source_of_rows(study.respondents, wave)
    return result.cells.assign(source=result.cells["source"].mask(result.cells["measure"] == PERSONS, rows))


# -- which figures, and which of them are comparable ----------------------------------------------


def _pair_figures(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return one row per figure of either wave, with the cells' fields of both (`_a` the earlier); what only the earlier has comes last."""
    old, new = (cells[_is_compared(cells)].set_index("key", drop=False) for cells in (before, after))
    keys = new.index.append(old.index.difference(new.index, sort=False))
    named = ["section", "item", "measure", "row", "column", "question"]
    names = new.reindex(keys)[named].astype(object).combine_first(old.reindex(keys)[named].astype(object))
    pairs = names.loc[keys, named]
    for suffix, cells in (("_a", old), ("_b", new)):
        found = cells.reindex(keys)
        for name in (*_NUMBERS, "status", "marks", "unit", "base_kind", "interval"):
            values = found[name]
            pairs[name + suffix] = (
                values.to_numpy(dtype=float, na_value=np.nan)
                if name in _NUMBERS
                else values.astype(object).where(values.notna(), None).to_numpy()
            )
    return pairs.reset_index(names="key")


def _is_compared(cells: pd.DataFrame) -> np.ndarray:
    section, measure, column = (cells[name].astype(object) for name in ("section", "measure", "column"))
    of_survey = (section == "survey") & measure.isin(_OF_SURVEY)
    of_expectations = (section == "expectations") & measure.isin(_OF_EXPECTATIONS)
    of_profiles = (section == "profiles") & (measure == "share")
    told = (column == _WHOLE) | column.str.startswith("target=") | column.str.startswith("profile=")
    counted = cells["base_kind"].isin(["respondents", "rows"])
    found: np.ndarray = ((of_survey | of_expectations | of_profiles) & told & counted).to_numpy(dtype=bool)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Behind:
    """The items behind figures that are no item's own: of expectations by measure, and of the columns of targets."""

    of_expectation: Mapping[tuple[str, str], tuple[ItemId, ...]]
    target: ItemId | None

    @classmethod
    def of(
        cls, expectations: tuple[Expectation, ...], plan: ExpectationsPlan | None, respondents: Respondents
    ) -> "_Behind":
        return cls(of_expectation=items_behind(expectations, plan), target=respondents.target)


def items_behind(
    expectations: tuple[Expectation, ...], plan: ExpectationsPlan | None
) -> dict[tuple[str, str], tuple[ItemId, ...]]:
    """Return the items behind the importance and the satisfaction of each expectation; a derived importance is made of all that are judged."""
    found: dict[tuple[str, str], tuple[ItemId, ...]] = {}
    rated = tuple(e.satisfaction_item for e in expectations if e.satisfaction_item is not None)
    for one in expectations:
        asked = (one.importance_item,) if one.importance_item is not None else ()
        if plan is not None and plan.importance == "derived":
            asked = (*((plan.overall,) if plan.overall is not None else ()), *rated)
        found[one.id, "importance"] = asked
        found[one.id, "satisfaction"] = (one.satisfaction_item,) if one.satisfaction_item is not None else ()
    return found


def _weighed(cells: pd.DataFrame) -> Weighed | None:
    """Return how the figures of a wave were weighted, as its cells tell: raking by its margins, a column by its name as the source; None without weights."""
    told = cells[cells["section"] == "weights"]
    margins = told.loc[told["measure"] == "target", "item"]
    if len(margins):
        return Weighed(method="rake", margins=frozenset(map(margin_of, margins)))
    total = told[told["measure"] == "sum"]
    if total.empty:
        return None
    return Weighed(method="column" if pd.notna(total["source"].iloc[0]) else "none")


def units_of(cells: pd.DataFrame) -> dict[str, str]:
    """Return the units that stood beside the numbers of a wave's file, by item, as its cells tell."""
    told = cells[(cells["section"] == "sample") & (cells["measure"] == UNIT)]
    return dict(zip(told["item"].tolist(), told["text"].tolist(), strict=True))


def _nets(before: Terms, now: Terms) -> frozenset[tuple[str, str]]:
    """Return the nets, by item and row, that are not made of the same codes in both waves."""
    old = {item.id: item for item in before.items}
    return frozenset(
        (item.id, f"net.{net}") for item in now.items if item.id in old for net in net_breaks(old[item.id], item)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _ProfilesOfBoth:
    """The items the profiles of both waves are made of, or why they are not the same profiles."""

    items: tuple[ItemId, ...] = ()
    reason: str | None = None

    @classmethod
    def of(cls, past: Past, cells: pd.DataFrame) -> "_ProfilesOfBoth":
        if past.frozen is not None and tell_same_profiles(past.cells, cells, past.frozen):
            return cls(items=tuple(ItemId(item.id) for item in past.frozen.items))
        told = [
            bool(((table["section"] == "profiles") & (table["measure"] == "share")).any())
            for table in (past.cells, cells)
        ]
        # One of the waves did not ask what the frozen profiles are made of, and has none. Without a frozen model those
        # of two waves are not the same people.
        return cls(reason="not_asked" if past.frozen is not None and told.count(True) == 1 else "population")


def _reason(
    row: Mapping[str, object],
    breaks: Breaks,
    behind: _Behind,
    nets: frozenset[tuple[str, str]],
    profiles: _ProfilesOfBoth,
    coded: frozenset[ItemId],
) -> str | None:
    """Return why a figure is not compared, None where it is.

    Of what sets the waves apart as a whole an item declared the same in spite of that is free, in every column. A code nobody gave to the open answers of a wave is not known to have been in the code frame of its coders.
    """
    section, item, measure, column = (str(row[name]) for name in ("section", "item", "measure", "column"))
    items = {
        "survey": (ItemId(item),),
        "expectations": behind.of_expectation.get((item, measure), ()),
        "profiles": (),
    }[section]
    of_column: tuple[ItemId, ...] = ()
    if column.startswith("target=") and behind.target is not None:
        of_column = (behind.target,)
    of_profiles = section == "profiles" or column.startswith("profile=")
    if of_profiles:
        of_column = (*of_column, *profiles.items)
    # A figure of no item, as a profile's share is, is set apart with the people it is counted among.
    apart = breaks.of_items if items else breaks.every
    for one, found in (*((one, breaks.every) for one in items), *((one, apart) for one in of_column)):
        if one in found:
            return found[one]
    if (item, str(row["row"])) in nets:
        return "codes"
    if of_profiles and profiles.reason is not None:
        return profiles.reason
    states = (row["status_a"], row["status_b"])
    if "withheld" in states:
        return "withheld"
    if None in states and section == "survey" and measure == "share" and item in coded:
        return "codes"
    if None in states or "missing" in states:
        return "not_asked"
    imposed = any("imposed" in str(row[marks]).split() for marks in ("marks_a", "marks_b"))
    return _IMPOSED if imposed else None


# -- tests ----------------------------------------------------------------------------------------


def _correlated(pairs: pd.DataFrame, panel: Panel | None) -> tuple[pd.DataFrame, np.ndarray | None]:
    """Return the pairs and their correlations, None where the waves share nobody; what has none in a panel is refused."""
    if panel is None or not panel.persons:
        return pairs, None
    found = np.array([panel.correlation.get(key, np.nan) for key in pairs["key"]], dtype=float)
    unknown = np.isnan(found) & pairs["reason"].isna().to_numpy(dtype=bool)
    return pairs.assign(reason=pairs["reason"].mask(unknown, NO_COVARIANCE)), found


def _test(pairs: pd.DataFrame, correlation: np.ndarray | None, *, by_design: bool) -> pd.DataFrame:
    """Return one row per figure: key, family, test, the numbers of the comparison, reason."""
    both = {name: pairs[[f"{name}_a", f"{name}_b"]].to_numpy(dtype=float) for name in _NUMBERS}
    # A derived importance is a part of what explains a judgement, no share of people: its errors are those of resamples.
    is_share = (pairs["measure"].isin(POOLED) & (pairs["base_kind_b"] == "respondents")).to_numpy(dtype=bool)
    found = compare_samples(
        TwoSamples(**both), is_share=is_share, by_design=np.full(len(pairs), by_design), correlation=correlation
    )
    refused = pairs["reason"].notna().to_numpy(dtype=bool)
    numbers = {
        name: np.where(refused, np.nan, getattr(found, name))
        for name in ("difference", "low", "high", "statistic", "p")
    }
    families = [f"{item}/{measure}/waves" for item, measure in zip(pairs["item"], pairs["measure"], strict=True)]
    return pd.DataFrame(
        {
            "key": pairs["key"].astype(object),
            "test": np.where(is_share, POOLED_Z, PLAIN_Z).astype(object),
            "family": np.array(families, dtype=object),
            **numbers,
            "reason": pairs["reason"],
        }
    )


# -- cells ----------------------------------------------------------------------------------------


def _wave_cells(
    past: Past, cells: pd.DataFrame, pairs: pd.DataFrame, tests: pd.DataFrame, *, persons: int | None
) -> pd.DataFrame:
    """Return what everybody's figures and verdicts were in the waves before, and how far those of the last one are from these."""
    whole = pairs[pairs["column"] == _WHOLE]
    earlier = past.cells.set_index("key", drop=False)
    is_verdict = (cells["section"] == "expectations") & cells["measure"].isin(VERDICTS) & (cells["column"] == _WHOLE)
    shown = pd.Index([*whole["key"], *cells.loc[is_verdict, "key"]])
    told = shown[shown.isin(earlier.index)]
    broken = dict(zip(tests["key"], tests["reason"], strict=True))
    frames = (
        _copied(earlier.loc[told], past.terms.wave, broken),
        _carried(past.cells, set(map(_place, told))),
        _differences(whole, tests, past.terms.wave),
        _stated(earlier.loc[told], past),
        _persons_in_both(persons, past.terms.wave),
    )
    kept = [frame for frame in frames if len(frame)]
    return pd.concat(kept, ignore_index=True) if kept else cells_frame((), step="changes")


def _persons_in_both(persons: int | None, wave: str) -> pd.DataFrame:
    if persons is None:
        return cells_frame((), step="changes")
    cell = Cell(
        section="waves",
        measure=PERSONS,
        column=f"wave={wave}",
        value=float(persons),
        unit="count",
        base=persons,
        base_kind="rows",
    )
    return cells_frame([cell], step="changes")


def _place(key: str) -> tuple[str, str, str]:
    """Return item, measure and row of the cells of the section `waves` that tell of a cell."""
    section, item, measure, row, _ = key.split("/")
    return f"{section}.{item}", measure, row


def _copied(earlier: pd.DataFrame, wave: str, broken: Mapping[str, str | None]) -> pd.DataFrame:
    keys = earlier["key"].tolist()
    places = [_place(key) for key in keys]
    frame = _plain(earlier[list(_COPIED)])
    stays = ("withheld", _IMPOSED, "not_asked", None)
    return frame.assign(
        section="waves",
        item=[item for item, _, _ in places],
        measure=[measure for _, measure, _ in places],
        row=[row for _, _, row in places],
        column=f"wave={wave}",
        marks=["" if broken.get(key) in stays else BREAK for key in keys],
        missing=(earlier["status"] == "missing").to_numpy(dtype=bool),
        withheld=(earlier["status"] == "withheld").to_numpy(dtype=bool),
        source=[f"out/{wave}/cells.parquet#{key}" for key in keys],
        step="changes",
    )


def _stated(earlier: pd.DataFrame, past: Past) -> pd.DataFrame:
    """Return what was first said of the earlier figures that say something else now."""
    first = {one.key: one for one in past.restated if one.before is not None}
    changed = earlier[earlier["key"].isin(list(first))]
    if changed.empty:
        return pd.DataFrame()
    frame = _copied(changed, past.terms.wave, {})
    said = [first[source.partition("#")[2]].before for source in frame["source"]]
    numbers = np.array([one if isinstance(one, float) else None for one in said], dtype=object)
    texts = np.array([one if isinstance(one, str) else None for one in said], dtype=object)
    blank = dict.fromkeys(("se", "low", "high", "base", "base_weighted", "base_effective", "source"), None)
    return frame.assign(
        **blank,
        value=numbers,
        text=texts,
        interval="none",
        base_kind="none",
        measure=frame["measure"] + STATED,
    )


def _carried(before: pd.DataFrame, places: set[tuple[str, str, str]]) -> pd.DataFrame:
    """Return what the wave before told of the waves before it, of the figures that are still told of."""
    told = before[(before["section"] == "waves") & ~before["measure"].str.endswith((DIFFERENCE, STATED))]
    kept = [place in places for place in zip(told["item"], told["measure"], told["row"], strict=True)]
    told = told[np.array(kept, dtype=bool)]
    frame = _plain(told[["section", "item", "measure", "row", "column", *_COPIED, "marks", "source", "step"]])
    status = told["status"].to_numpy(dtype=object)
    return frame.assign(missing=status == "missing", withheld=status == "withheld")


def _plain(cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells read from a table as a step gives them: None for what is null."""
    return cells.astype(object).where(cells.notna(), None).reset_index(drop=True)


def _differences(whole: pd.DataFrame, tests: pd.DataFrame, wave: str) -> pd.DataFrame:
    joined = whole[["key", "unit_b", "interval_b", "question"]].merge(tests, on="key", validate="one_to_one")
    compared = joined[joined["reason"].isna()]
    places = list(map(_place, compared["key"]))
    # A difference is as sure as the errors it is made of, and those are had by one road or another.
    road = compared["interval_b"].where(compared["interval_b"].isin(_OF_SETS), "taylor")
    frame = pd.DataFrame(
        {
            "section": "waves",
            "item": [item for item, _, _ in places],
            "measure": [measure + DIFFERENCE for _, measure, _ in places],
            "row": [row for _, _, row in places],
            "column": f"wave={wave}",
            "kind": "number",
            "value": compared["difference"],
            "unit": compared["unit_b"],
            "low": compared["low"],
            "high": compared["high"],
            "interval": np.where(compared["low"].isna(), "none", road),
            "question": compared["question"],
            "source": [f"out/{wave}/cells.parquet#{key}" for key in compared["key"]],
        }
    ).astype(object)
    blank = dict.fromkeys(("text", "se", "base", "base_weighted", "base_effective"), None)
    return frame.assign(**blank, base_kind="none", marks="", missing=False, withheld=False, step="changes")
