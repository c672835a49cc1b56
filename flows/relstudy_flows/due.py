"""The Prefect flow of a run that is due: one flow run, its steps as task runs, an artifact, a notice beside the study.

Thin: the work is `delivery.due.run_due`. What became of it is the state of the flow run: Completed, Unchanged, NotArrived
(the data of a wave has not come), Busy (another run holds a wave); failed ones are Refused (faults in the study or its
data), Incomplete, or Failed where the program itself did. A killed one is Crashed.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from relstudy.delivery.due import DueRun, DueState, run_due
from relstudy.delivery.due_words import as_notice, describe_state, write_page
from relstudy.delivery.jobs import WaveJob, WaveOutcome
from relstudy.delivery.notices import give_notice
from relstudy.delivery.running import run_wave_job
from relstudy.study.method import StepOutcome
from relstudy.words import Lang, load_words
from relstudy_flows.bookkeeping import mark_crashed, process_tags
from relstudy_flows.scheduling import FLOW, artifact_key
from relstudy_flows.wave import run_as_task

#: Names of the states of flow runs; those that failed below.
_NAMES: Mapping[DueState, str] = {
    "done": "Completed", "unchanged": "Unchanged", "not_arrived": "NotArrived", "busy": "Busy",
    "incomplete": "Incomplete", "refused": "Refused",
}  # fmt: skip
_FAILED: tuple[DueState, ...] = ("incomplete", "refused")


def _name_run() -> str:
    """Return the name of a flow run: its study and when it was due."""
    return f"{flow_run.parameters['study']}-{_due_at():%Y-%m-%dT%H:%M}"


@flow(name=FLOW, flow_run_name=_name_run, validate_parameters=False, persist_result=False)
def due_flow(folder: str, study: str, lang: str = "fr") -> State:
    """Run all waves of a study, compare the last two, and leave word of it."""
    _sign()
    mark_crashed()
    place = Path(folder)
    spoken: Lang = next((known for known in get_args(Lang) if known == lang), "fr")
    try:
        due = run_due(place, wave_runner=_run_wave)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        message = load_words(spoken, "due")["states"]["failed"].format(error=said)
        _leave_word(place, study, {"state": "failed", "message": message})
        create_markdown_artifact(key=artifact_key(study), markdown=message)
        raise
    message = describe_state(due, spoken)
    _leave_word(place, study, as_notice(due, spoken))
    if due.state not in ("unchanged", "busy"):
        create_markdown_artifact(key=artifact_key(study), markdown=write_page(due, place, spoken), description=message)
    return _state_of(due, message)


def _state_of(due: DueRun, message: str) -> State:
    make: Callable[..., State] = Failed if due.state in _FAILED else Completed
    return make(name=_NAMES[due.state], message=message)


def _run_wave(job: WaveJob) -> WaveOutcome:
    def run(name: str, act: Callable[[], StepOutcome]) -> StepOutcome:
        return run_as_task(f"{job.wave} {name}", act)

    return run_wave_job(job, run=run)


def _leave_word(folder: Path, study: str, told: Mapping[str, Any]) -> None:
    due = _due_at()
    name = f"{due:%Y%m%dT%H%M%SZ}-{str(flow_run.id)[-8:]}"
    heading = {
        "study": study,
        "folder": str(folder),
        "flow_run": str(flow_run.id),
        "due": due.isoformat(timespec="seconds"),
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    give_notice(folder, name, {**heading, **told})


def _due_at() -> datetime:
    """Return when the run was due, in UTC."""
    due: datetime = flow_run.scheduled_start_time
    return due.astimezone(UTC)


def _sign() -> None:
    """Say in the tags of the flow run which process it is, so that a later one can tell whether it lives."""
    with get_client(sync_client=True) as client:
        client.update_flow_run(flow_run.id, tags=sorted({*flow_run.tags, *process_tags()}))
