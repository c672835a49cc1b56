"""The Prefect flow of one wave: each step one task run of its name. Thin: the work is `delivery.running.run_wave_job`.

Imported late, and by nothing but a run that has something to do. Parameters are text, so that a deployment can be
scheduled; frames never cross a flow or task boundary, and results are kept by relstudy's own store.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import get_args

from prefect import flow, tags, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from relstudy.delivery.jobs import OnStep, WaveJob, WaveOutcome
from relstudy.delivery.running import run_wave_job
from relstudy.study.method import StepOutcome
from relstudy.words import Lang
from relstudy_flows.bookkeeping import process_tags


@dataclass(slots=True)
class _Call:
    """What the caller of a flow in this process hands over and gets back; a scheduled flow has none."""

    on_step: OnStep | None = None
    outcome: WaveOutcome | None = None


_call: ContextVar[_Call | None] = ContextVar("_call", default=None)


def run_wave_flow(job: WaveJob, *, on_step: OnStep | None = None) -> WaveOutcome:
    """Carry out one wave as a Prefect flow and return its outcome; what the wave raises is raised."""
    call = _Call(on_step=on_step)
    token = _call.set(call)
    try:
        with tags("relstudy", job.study, *process_tags()):
            state: State = wave_flow(**parameters_of(job), return_state=True)
    finally:
        _call.reset(token)
    if call.outcome is None:
        state.result(raise_on_failure=True)
        raise RuntimeError(f"the flow of wave {job.wave} ended without an outcome: {state.name}")
    return call.outcome


def parameters_of(job: WaveJob) -> dict[str, str]:
    """Return a job as the flow's parameters, all text."""
    return {
        "folder": job.folder,
        "study": job.study,
        "wave": job.wave,
        "out": job.out,
        "langs": ",".join(job.langs),
        "go_on": "yes" if job.go_on else "",
        "force": "yes" if job.force else "",
    }


@flow(name="relstudy", flow_run_name="{study}-{wave}", validate_parameters=False, persist_result=False)
def wave_flow(folder: str, study: str, wave: str, out: str, langs: str, go_on: str = "", force: str = "") -> State:
    """Run one wave of a study; the flow run is Failed where the wave was refused, and tells its faults' codes."""
    spoken: tuple[Lang, ...] = tuple(lang for part in langs.split(",") for lang in get_args(Lang) if lang == part)
    job = WaveJob(folder=folder, study=study, wave=wave, out=out, langs=spoken, go_on=bool(go_on), force=bool(force))
    call = _call.get() or _Call()
    outcome = run_wave_job(job, run=run_as_task, on_step=call.on_step)
    call.outcome = outcome
    if outcome.status == "refused":
        return Failed(message=_codes(outcome.faults))
    return Completed(message=outcome.status)


def run_as_task(name: str, act: Callable[[], StepOutcome]) -> StepOutcome:
    """Carry out a step as a Prefect task run of its name; what the step raises is raised."""
    kept: list[StepOutcome] = []
    state: State = step_task(name, act, kept, return_state=True)
    if not kept:
        state.result(raise_on_failure=True)
        raise RuntimeError(f"the step {name} ended without an outcome: {state.name}")
    return kept[0]


@task(name="step", task_run_name="{name}", cache_policy=NO_CACHE, persist_result=False, log_prints=False)
def step_task(name: str, act: Callable[[], StepOutcome], kept: list[StepOutcome]) -> State:
    """Carry out one step and say by the state of the task run what became of it; the outcome is left in `kept`."""
    outcome = act()
    kept.append(outcome)
    if outcome.state == "reused":
        return Completed(name="Reused", message="unchanged, taken from the store of results")
    if outcome.state == "failed":
        return Failed(message=_codes(outcome.faults) or outcome.reason or "")
    return Completed()


def _codes(faults: tuple[object, ...]) -> str:
    return ", ".join(dict.fromkeys(f"{f.code} {f.file}" for f in faults))  # type: ignore[attr-defined]
