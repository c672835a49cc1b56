"""`compare`: what two waves published, held against each other, however far apart; answers are read of a panel alone, and nothing is written."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from relstudy.cells import assemble_changes
from relstudy.definitions.peeking import wave_names
from relstudy.definitions.reading import no_such_wave, read_study
from relstudy.delivery.journal import refuse_other_study, state_folder
from relstudy.delivery.outdated import note_changed_since
from relstudy.delivery.panel import NO_PANEL, read_answers
from relstudy.delivery.past import past_of, published_cells
from relstudy.delivery.stated import find_restated, find_restated_delivery
from relstudy.delivery.store import FileStore, KeptResults
from relstudy.errors import Fault, StudyError, fault
from relstudy.folding import fold
from relstudy.report.findings import Findings
from relstudy.steps.absence import NotInStudy
from relstudy.steps.changes import VERDICTS, Changes
from relstudy.steps.panel import BothWaves
from relstudy.study.method import resolve
from relstudy.study.order import CHANGES
from relstudy.survey.labels import Labels
from relstudy.survey.past import Past, Restated
from relstudy.survey.plan import Study, Wave
from relstudy.words import Lang

ChangeVerdict = Literal["up", "down", "no_change", "not_settled", "not_comparable"]
_VERDICTS: Mapping[str, ChangeVerdict] = {
    "not_different": "no_change", "not_settled": "not_settled", "refused": "not_comparable",
}  # fmt: skip
_SHOWN = ("published", "cautious")
#: Of a profile both waves have, where the fit made afresh tells nothing.
_UNTOLD = "not_settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One figure in both waves: None for what is not published, and where it is not comparable for all of the test."""

    key: str
    before: float | None
    after: float | None
    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    p_adjusted: float | None
    verdict: ChangeVerdict
    reason: str | None
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChange:
    """One profile: its shares, and whether it is the same group of people in both waves."""

    profile: str
    verdict: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationChange:
    """An expectation whose tier or action is another one in a column."""

    expectation: str
    column: str
    tier_before: str | None
    tier_after: str | None
    action_before: str | None
    action_after: str | None


@dataclass(frozen=True, kw_only=True)
class LaterWave:
    """The later of two waves, as published: targets and profiles are called as its pages call them, once somebody asks."""

    study: Study
    wave: Wave
    cells: pd.DataFrame

    @cached_property
    def findings(self) -> Findings:
        """Return what the wave published, as its pages read it."""
        return Findings.published(self.study, self.wave, self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What two waves say of each other; where `faults` has an error there is nothing. `labels` are those of the later wave."""

    waves: tuple[str, str]
    changes: tuple[Change, ...] = ()
    profiles: tuple[ProfileChange, ...] = ()
    expectations: tuple[ExpectationChange, ...] = ()
    restated: tuple[Restated, ...] = ()
    faults: tuple[Fault, ...] = ()
    labels: Labels | None = None
    later: LaterWave | None = None

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """Return the contract's JSON; faults beside it where there are any."""
        from relstudy.fault_words import as_json

        told = {
            "waves": list(self.waves),
            "changes": [{name: getattr(c, name) for name in Change.__slots__ if name != "unit"} for c in self.changes],
            "profiles": [{name: getattr(p, name) for name in ProfileChange.__slots__} for p in self.profiles],
            "expectations": [
                {name: getattr(e, name) for name in ExpectationChange.__slots__} for e in self.expectations
            ],
            "restated": [{name: getattr(r, name) for name in Restated.__slots__} for r in self.restated],
        }
        return told if not self.faults else {**told, "faults": [as_json(f, lang) for f in self.faults]}


def compare_published(folder: Path, first: str, second: str) -> Comparison:
    """Return what changed from one wave to another, from what both published in `out`."""
    waves = (first, second)
    names = wave_names(folder)
    unknown = [name for name in dict.fromkeys(waves) if name not in names]
    if unknown:
        return Comparison(waves=waves, faults=tuple(no_such_wave(name, names) for name in unknown))
    reading = read_study(folder, waves=(second,))
    study = reading.study or reading.partial
    wave = next((w for w in study.waves if w.id == second), None) if study is not None else None
    if study is None or wave is None:
        return Comparison(waves=waves, faults=tuple(f for f in reading.faults if f.severity == "error"))
    try:
        found = _published(study, folder, first, second)
    except StudyError as error:
        return Comparison(waves=waves, faults=error.faults)
    if isinstance(found, tuple):
        return Comparison(waves=waves, faults=found)
    return _compared(study, wave, found, folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Both:
    past: Past
    cells: pd.DataFrame
    panel: BothWaves | NotInStudy


def _published(study: Study, folder: Path, first: str, second: str) -> _Both | tuple[Fault, ...]:
    """Return what both waves published, or the faults that stand against it."""
    wrong = refuse_other_study(folder, study.identity.id)
    if wrong:
        return wrong
    out = folder / "out"
    cells, past = published_cells(out, second), past_of(folder, out, first, now=second)
    missing = [
        name for name, there in ((first, not isinstance(past, NotInStudy)), (second, cells is not None)) if not there
    ]
    if cells is None or isinstance(past, NotInStudy):
        return tuple(fault("not-run", f"out/{name}") for name in dict.fromkeys(missing))
    panel: BothWaves | NotInStudy = NO_PANEL
    if study.respondents.panel:
        store = KeptResults(FileStore(state_folder(folder) / "store"))
        earlier, later = (read_answers(study, name, store=store) for name in (first, second))
        panel = BothWaves(earlier=earlier, later=later)
    return _Both(past=past, cells=cells, panel=panel)


def _compared(study: Study, wave: Wave, both: _Both, folder: Path) -> Comparison:
    past, cells = both.past, both.cells
    slices = {"study": study, "wave": wave, "past": past, "cells": cells, "panel": both.panel}
    arguments = {need.replace(".", "_"): resolve(need, slices) for need in CHANGES.needs}
    changes: Changes = CHANGES.does(**arguments)
    plan = study.tables
    tests, _ = assemble_changes(
        changes.tests, cells, wave=wave.id, before=past.terms.wave, correction=plan.correction, levels=plan.levels
    )
    before, after = (table.set_index("key") for table in (past.cells, cells))
    out, restated = folder / "out", [*past.restated]
    if wave.id != past.terms.wave:
        restated += find_restated(folder, out, wave.id, cells)
    restated += find_restated_delivery(folder, out, past.terms.wave, past.cells)
    if wave.id != past.terms.wave:
        restated += find_restated_delivery(folder, out, wave.id, cells)
    names = dict.fromkeys((past.terms.wave, wave.id))
    return Comparison(
        waves=(past.terms.wave, wave.id),
        faults=tuple(note for name in names for note in note_changed_since(folder, out, name)),
        changes=tuple(_changes(tests, before, after)),
        profiles=tuple(_profiles(before, after, same=changes.same_profiles)),
        expectations=tuple(_expectations(before, after, changes)),
        restated=tuple(restated),
        labels=_labels(study, wave),
        later=LaterWave(study=study, wave=wave, cells=cells),
    )


def _labels(study: Study, wave: Wave) -> Labels:
    """Return the labels of a wave; codes also as they stand in keys."""
    folded = {
        f"code/{item.id}/{fold(code.code)}": wave.labels.texts.get(f"code/{item.grid or item.id}/{code.code}", {})
        for item in wave.items
        for code in item.codes
    }
    return Labels(
        texts={**study.labels.texts, **wave.labels.texts, **{key: text for key, text in folded.items() if text}}
    )


def _changes(tests: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> Iterator[Change]:
    values = [table["value"].reindex(tests["key_b"]) for table in (before, after)]
    units = after["unit"].reindex(tests["key_b"]).fillna("none")
    for row, old, new, unit in zip(tests.to_dict("records"), *values, units, strict=True):
        numbers = {name: _number(row[name]) for name in ("difference", "low", "high", "p", "p_adjusted")}
        verdict = _VERDICTS.get(row["verdict"])
        if verdict is None:
            verdict = "up" if (numbers["difference"] or 0.0) > 0 else "down"
        yield Change(
            key=row["key_b"],
            before=_number(old),
            after=_number(new),
            **numbers,
            verdict=verdict,
            reason=row["reason"] if isinstance(row["reason"], str) else None,
            unit=str(unit),
        )


def _number(value: Any) -> float | None:
    """Return a number of a table, None where it has none."""
    return None if value is pd.NA or value is None or math.isnan(value) else float(value)


def _profiles(before: pd.DataFrame, after: pd.DataFrame, *, same: bool) -> Iterator[ProfileChange]:
    """Yield the profiles of either wave, with what became of each by the frozen model both have; found anew in each, none is held to be the same people.

    A group only the later wave has is one too, with its share in the fit made afresh.
    """
    shares = [_shares(table) for table in (before, after)]
    later = max((before, after), key=lambda table: str(table["wave"].iloc[0]) if len(table) else "")
    told = later[(later["section"] == "profiles") & (later["measure"] == "continuity")]
    verdicts = dict(zip(told["item"], told["text"].where(told["text"].notna(), _UNTOLD), strict=True)) if same else {}
    for profile in dict.fromkeys((*shares[1], *shares[0])):
        yield ProfileChange(
            profile=profile,
            verdict=verdicts.get(profile, _UNTOLD if same else "not_comparable"),
            before=shares[0].get(profile),
            after=shares[1].get(profile),
        )
    for profile in (name for name, verdict in verdicts.items() if verdict == "new"):
        share = _number(later.loc[f"profiles/{profile}/fresh_share/_/_", "value"])
        in_later = later is after
        yield ProfileChange(
            profile=profile, verdict="new", before=None if in_later else share, after=share if in_later else None
        )


def _shares(cells: pd.DataFrame) -> dict[str, float | None]:
    is_share = (cells["section"] == "profiles") & (cells["measure"] == "share") & (cells["column"] == "all")
    found = cells[is_share]
    return {item: _number(value) for item, value in zip(found["item"], found["value"], strict=True)}


def _expectations(before: pd.DataFrame, after: pd.DataFrame, changes: Changes) -> Iterator[ExpectationChange]:
    """Yield the expectations whose verdicts are others, of everybody, and of the targets and profiles where they are the same people in both waves."""
    was, now = (_verdicts(table) for table in (before, after))
    others = tuple(
        kind for kind, same in (("profile=", changes.same_profiles), ("target=", changes.same_targets)) if not same
    )
    for expectation, column in now:
        if column.startswith(others):
            continue
        old, new = was.get((expectation, column), {}), now[expectation, column]
        known = [of for of in VERDICTS if old.get(of) is not None and new.get(of) is not None]
        if any(old[of] != new[of] for of in known):
            yield ExpectationChange(
                expectation=expectation,
                column=column,
                tier_before=old.get("tier"),
                tier_after=new.get("tier"),
                action_before=old.get("action"),
                action_after=new.get("action"),
            )


def _verdicts(cells: pd.DataFrame) -> dict[tuple[str, str], dict[str, str]]:
    """Return the published verdicts of expectations by expectation and column."""
    told = cells[(cells["section"] == "expectations") & cells["measure"].isin(VERDICTS) & cells["status"].isin(_SHOWN)]
    found: dict[tuple[str, str], dict[str, str]] = {}
    for item, column, measure, text in zip(told["item"], told["column"], told["measure"], told["text"], strict=True):
        found.setdefault((item, column), {})[measure] = text
    return found
