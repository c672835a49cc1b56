"""How the method is carried out: what a step is, and one walk along all of them.

`METHOD` itself is data (`study.order`). `run_wave` walks it for one wave: a step that the study has not is a `NotInStudy` with its reason, a
step whose fingerprint is in the store is reused, a step that fails stops those that need it and no other. The `Runner`
decides how a step is carried out (a plain call, a Prefect task); both give equal results.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar, cast, runtime_checkable

from relstudy.errors import Fault, StudyError
from relstudy.intake.frames import Responses
from relstudy.steps.absence import NotInStudy
from relstudy.study.codec import digest
from relstudy.survey.past import Past
from relstudy.survey.plan import WAVE_FILES, Study, Wave

if TYPE_CHECKING:
    import pandas as pd

State = Literal["ran", "reused", "not_in_study", "failed"]
R = TypeVar("R")
#: What is made of a register of the study folder, and the stem of its file.
REGISTERS = {
    "study.offers": "offers", "study.players": "players", "study.codebook": "codebook",
    "study.expectations": "expectations", "study.hypotheses": "hypotheses", "wave.items": "questionnaire",
    "wave.maturity": "maturity", "wave.roadmap": "roadmap",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Generic[R]):
    """One step of the method.

    `needs` are "study.<field>", "wave.<field>", "<step>" or "<step>.<field>"; a dot becomes an underscore in the
    argument of `does`. `absent` returns the reason why a study or wave has not the step, else None. `spares` returns
    the needs a given study does not use: they are handed over as NotInStudy and take no part in the fingerprint. `asks`
    returns the ids of the items a step uses, where it does not use all: of "wave.items" and "intake.responses" it is
    handed these alone, so that a change to another item or its answers does not wake it. `cells` turns the result into rows before the gate, and `tests` into
    tests between cells, where the step has any. `is_long` says that it takes its time and refuses nothing a file holds:
    a check leaves it out.
    """

    name: str
    does: Callable[..., R]
    needs: tuple[str, ...]
    gives: type[R]
    absent: Callable[[Study, Wave], str | None]
    cells: "Callable[[R, Study, Wave], pd.DataFrame]"
    spares: Callable[[Study, Wave], frozenset[str]] = lambda _study, _wave: frozenset()
    asks: Callable[[Study], frozenset[str]] | None = None
    tests: "Callable[[R, Study, Wave], pd.DataFrame] | None" = None
    is_long: bool = False

    @property
    def reads(self) -> tuple[str, ...]:
        """Return the stems of the wave's tables without which the step has nothing to read."""
        return tuple(file.stem for file in WAVE_FILES if file.required and f"wave.{file.stem}" in self.needs)

    @property
    def registers(self) -> dict[str, str]:
        """Return the registers the step refers to, by the need that is made of them."""
        return {need: REGISTERS[need] for need in self.needs if need in REGISTERS}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOutcome:
    """What became of a step.

    `result` is an instance of the step's `gives`, a NotInStudy, or None where it failed; whoever wants it asks
    `WaveResult.given` by its type.

    Two outcomes are equal where their fingerprints and reasons are: then they tell the same, whether made or taken from
    the store.
    """

    name: str
    state: State = field(compare=False)
    result: object = field(default=None, compare=False)
    reason: str | None = None
    seconds: float = field(default=0.0, compare=False)
    fingerprint: str = ""
    faults: tuple[Fault, ...] = ()


@runtime_checkable
class WithFaults(Protocol):
    """A result that carries warnings and notes."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return them in the order met."""
        ...


class Runner(Protocol):
    """How a step is carried out: calls `act` once and returns what it returned."""

    def __call__(self, name: str, act: Callable[[], StepOutcome]) -> StepOutcome:
        """Carry out one step."""
        ...


class Store(Protocol):
    """Where results are kept between runs, by fingerprint."""

    def get(self, fingerprint: str, gives: type[R]) -> R | None:
        """Return the result stored under a fingerprint, or None."""
        ...

    def put(self, fingerprint: str, result: object) -> None:
        """Keep a result, whole or not at all."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveResult:
    """Outcomes of all steps of one wave, in the order of the method."""

    wave: Wave
    outcomes: dict[str, StepOutcome] = field(default_factory=dict)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return the faults of all steps."""
        return tuple(f for o in self.outcomes.values() for f in o.faults)

    def given(self, kind: type[R]) -> R | None:
        """Return what the step that gives `kind` gave; None where it is not in the study, failed, or was not carried out."""
        return next((o.result for o in self.outcomes.values() if isinstance(o.result, kind)), None)

    @property
    def failed(self) -> tuple[str, ...]:
        """Return the names of the steps that failed."""
        return tuple(name for name, o in self.outcomes.items() if o.state == "failed")


class _NoStore:
    def get(self, fingerprint: str, gives: type[R]) -> R | None:
        return None

    def put(self, fingerprint: str, result: object) -> None:
        return None


def run_plainly(name: str, act: Callable[[], StepOutcome]) -> StepOutcome:
    """Carry out a step as a plain call."""
    return act()


def run_wave(
    study: Study,
    wave: Wave,
    *,
    method: tuple[Step[Any], ...],
    run: Runner = run_plainly,
    store: Store | None = None,
    sources: str = "",
    absent_needs: bool = False,
) -> WaveResult:
    """Carry out the method on one wave and return the outcome of every step.

    `sources` is a hash of the program itself: a changed program trusts no stored result. With `absent_needs`, a part of
    the method may be carried out: a need on a step left out is a NotInStudy.
    """
    kept = store if store is not None else _NoStore()
    outcomes: dict[str, StepOutcome] = {}
    if absent_needs:
        named = {step.name for step in method}
        for need in {n.partition(".")[0] for step in method for n in step.needs} - named - {"study", "wave"}:
            outcomes[need] = StepOutcome(
                name=need, state="not_in_study", result=NotInStudy("not_used"), reason="not_used"
            )
    for step in method:
        slices: dict[str, object] = {"study": study, "wave": wave}
        outcomes[step.name] = _carry_out(step, slices, outcomes, run=run, store=kept, sources=sources)
    return WaveResult(wave=wave, outcomes=outcomes)


def run_on_cells(
    step: Step[Any],
    study: Study,
    before: WaveResult,
    *,
    cells: "pd.DataFrame",
    past: Past | NotInStudy,
    panel: object,
    run: Runner = run_plainly,
    store: Store | None = None,
    sources: str = "",
) -> WaveResult:
    """Carry out a step that needs the wave's cells past the gate and the wave before; return the outcomes with its own.

    Without a past the step is not in the study, for the reason the past is not there. `panel` are the answers of both
    waves, NotInStudy where waves are independent samples.
    """
    outcomes = dict(before.outcomes)
    if isinstance(past, NotInStudy) and step.absent(study, before.wave) is None:
        outcomes[step.name] = StepOutcome(name=step.name, state="not_in_study", result=past, reason=past.reason)
        return WaveResult(wave=before.wave, outcomes=outcomes)
    slices: dict[str, object] = {"study": study, "wave": before.wave, "cells": cells, "past": past, "panel": panel}
    kept = store if store is not None else _NoStore()
    outcomes[step.name] = _carry_out(step, slices, outcomes, run=run, store=kept, sources=sources)
    return WaveResult(wave=before.wave, outcomes=outcomes)


def _carry_out(
    step: Step[Any],
    given: Mapping[str, object],
    outcomes: Mapping[str, StepOutcome],
    *,
    run: Runner,
    store: Store,
    sources: str,
) -> StepOutcome:
    study, wave = cast("Study", given["study"]), cast("Wave", given["wave"])
    reason = step.absent(study, wave)
    if reason is not None:
        return StepOutcome(name=step.name, state="not_in_study", result=NotInStudy(reason), reason=reason)
    spared = step.spares(study, wave)
    broken = failed_need((need for need in step.needs if need not in spared), outcomes)
    if broken is not None:
        return StepOutcome(name=step.name, state="failed", reason=f"needs:{broken}")
    slices: dict[str, object] = {**given, **{name: o.result for name, o in outcomes.items()}}
    arguments = {
        need.replace(".", "_"): NotInStudy("not_used") if need in spared else resolve(need, slices)
        for need in step.needs
    }
    if step.asks is not None:
        _narrow(arguments, step.asks(study))
    return carry_out(step.name, step.does, step.gives, arguments, run=run, store=store, sources=sources)


def _narrow(arguments: dict[str, object], used: frozenset[str]) -> None:
    """Leave of the items and of the answers to them those a step uses."""
    items, responses = arguments.get("wave_items"), arguments.get("intake_responses")
    if isinstance(items, tuple):
        arguments["wave_items"] = tuple(item for item in items if item.id in used)
    if isinstance(responses, Responses):
        arguments["intake_responses"] = responses.only(used)


def failed_need(needs: Iterable[str], outcomes: Mapping[str, StepOutcome]) -> str | None:
    """Return the first step among some needs that failed, or None."""
    heads = (need.partition(".")[0] for need in needs)
    return next((head for head in heads if head in outcomes and outcomes[head].state == "failed"), None)


def resolve(need: str, slices: Mapping[str, object]) -> object:
    """Return the value a need names: one of the slices, or a field of it; what is not in the study has no fields."""
    head, _, tail = need.partition(".")
    whole = slices[head]
    # Needs are data: METHOD names fields as text, and a test compares them with the arguments of what is done.
    return whole if not tail or isinstance(whole, NotInStudy) else getattr(whole, tail)


def carry_out(
    name: str,
    does: Callable[..., object],
    gives: type[object],
    arguments: Mapping[str, object],
    *,
    run: Runner,
    store: Store,
    sources: str,
) -> StepOutcome:
    """Do one piece of work, or take its result from the store, where the content of its arguments and its `sources` are the same."""
    content = (f"{key}={digest(value)}" for key, value in arguments.items())
    fingerprint = hashlib.blake2b("\n".join((name, sources, *content)).encode(), digest_size=16).hexdigest()

    def act() -> StepOutcome:
        began = time.perf_counter()
        result = store.get(fingerprint, gives)
        state: State = "reused"
        faults: tuple[Fault, ...] = ()
        if result is None:
            state = "ran"
            try:
                result = does(**arguments)
            except StudyError as error:
                return StepOutcome(
                    name=name,
                    state="failed",
                    reason="faults",
                    faults=error.faults,
                    seconds=time.perf_counter() - began,
                    fingerprint=fingerprint,
                )
            store.put(fingerprint, result)
        if isinstance(result, WithFaults):
            faults = result.faults
        return StepOutcome(
            name=name,
            state=state,
            result=result,
            seconds=time.perf_counter() - began,
            fingerprint=fingerprint,
            faults=faults,
        )

    return run(name, act)
