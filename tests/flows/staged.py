"""A run whose waves are staged: `python staged.py HOW relstudy-arguments...` is the real command with a made-up method.

HOW is "well", "twice" (the command runs twice in one process), "defect" (a step has a programming error), "refused", or "slow" (a step that waits to be interrupted).
With STAGED_ROWS in the environment, what Prefect recorded is written there as JSON before its server ends.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from relstudy.cli import main
from relstudy.delivery import running
from relstudy.delivery.jobs import RunReport, StepReport, WaveJob, WaveOutcome
from relstudy.errors import fault
from relstudy.study.method import Runner, State, StepOutcome, run_plainly

STEPS: tuple[tuple[str, State], ...] = (
    ("intake", "ran"),
    ("weights", "reused"),
    ("survey", "failed"),
    ("report", "ran"),
)


def staged_study(
    folder: Path, *, all_waves: bool, wave_runner: Callable[[WaveJob], WaveOutcome], **options: Any
) -> RunReport:
    waves = tuple(
        wave_runner(
            WaveJob(folder=str(folder), study="mutuelle", wave=wave, out=str(folder), langs=("fr", "en"), go_on=True)
        )
        for wave in (("2026-03", "2026-09") if all_waves else ("2026-09",))
    )
    if "STAGED_ROWS" in os.environ:
        Path(os.environ["STAGED_ROWS"]).write_text(json.dumps(recorded()))
    return RunReport(status="refused" if HOW == "refused" else "done", waves=waves)


def staged_job(job: WaveJob, *, run: Runner = run_plainly, on_step: Any = None) -> WaveOutcome:
    assert (job.langs, job.go_on, job.force) == (("fr", "en"), True, False)
    steps = []
    for name, state in STEPS:
        on_step(job.wave, name, "running")
        outcome = run(name, lambda name=name, state=state: act(name, state))  # type: ignore[misc]
        on_step(job.wave, name, outcome.state)
        steps.append(StepReport(name=outcome.name, state=outcome.state))
    if HOW == "defect":
        run("expectations", lambda: StepOutcome(name="expectations", state="ran", seconds=1 / 0))
    if HOW == "slow":
        run("expectations", lambda: wait(Path(job.out, "waiting")))  # type: ignore[arg-type, func-returns-value]
    faults = (fault("empty-wave", "waves/2026"),) if HOW == "refused" else ()
    return WaveOutcome(
        wave=job.wave, status="refused" if faults else "done", out=job.out, steps=tuple(steps), faults=faults
    )


def wait(told: Path) -> None:
    """Say from within the step that it waits, then wait: before, Prefect starts the step, and an interrupt would be its own affair."""
    told.write_text(str(os.getpid()))
    time.sleep(120)


def act(name: str, state: State) -> StepOutcome:
    faults = (fault("not-converged", "targets.csv"),) if state == "failed" else ()
    return StepOutcome(name=name, state=state, faults=faults)


def recorded() -> list[dict[str, Any]]:
    """Return the flow runs Prefect knows with their task runs, in the order they began; waits for the last to arrive."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
    from prefect.client.schemas.sorting import FlowRunSort, TaskRunSort

    deadline = time.monotonic() + 20
    while True:
        with get_client(sync_client=True) as client:
            runs = []
            for flow_run in client.read_flow_runs(sort=FlowRunSort.START_TIME_ASC):
                tasks = client.read_task_runs(
                    flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run.id])),
                    sort=TaskRunSort.END_TIME_DESC,
                )
                steps = sorted(tasks, key=lambda t: t.expected_start_time)
                runs.append(
                    {
                        "name": flow_run.name,
                        "state": flow_run.state_name,
                        "tags": flow_run.tags,
                        "parameters": flow_run.parameters,
                        "steps": [(t.name, t.state_name) for t in steps],
                    }
                )
        under_way = {"Running", "Pending"}
        complete = bool(runs) and len(runs[-1]["steps"]) == len(STEPS)
        settled = complete and not any(state in under_way for r in runs for _, state in r["steps"])
        if settled or time.monotonic() > deadline:
            return runs
        time.sleep(0.3)


if __name__ == "__main__":
    HOW = sys.argv[1]
    running.run_study = staged_study  # type: ignore[assignment]
    running.run_wave_job = staged_job  # type: ignore[assignment]
    if HOW == "twice":
        main(sys.argv[2:])
    sys.exit(main(sys.argv[2:]))
