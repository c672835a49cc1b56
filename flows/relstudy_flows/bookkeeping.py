"""Which process a flow run belongs to, the mending of rows a killed process left Running, and the last rows of a run.

Prefect's server learns of task runs by events and writes them down a little later than they happen.
"""

import os
import socket
import time

from relstudy_flows.server import birth_of

#: The most rows Prefect's API returns at once.
_MOST = 200


def process_tags() -> tuple[str, str]:
    """Return the tags by which a later run can tell whether the process of a flow run still lives."""
    return f"host:{socket.gethostname()}", f"process:{os.getpid()}-{birth_of(os.getpid())}"


def is_dead(tags: list[str]) -> bool:
    """Return whether a flow run's process was one of this machine and is no more."""
    if f"host:{socket.gethostname()}" not in tags:
        return False
    process = next((tag.removeprefix("process:") for tag in tags if tag.startswith("process:")), "")
    pid, _, born = process.partition("-")
    return pid.isdigit() and birth_of(int(pid)) != born


def mark_crashed() -> int:
    """Mark as Crashed our flow runs that say Running and whose process is gone, and their task runs; return how many flow runs."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterId,
        FlowRunFilterState,
        FlowRunFilterStateType,
        FlowRunFilterTags,
        TaskRunFilter,
        TaskRunFilterState,
        TaskRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    message = "the process of this run ended without a word"
    number = 0
    with get_client(sync_client=True) as client:
        running = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                tags=FlowRunFilterTags(all_=["relstudy"]),
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING])),
            )
        )
        for flow_run in running:
            if not is_dead(flow_run.tags):
                continue
            tasks = client.read_task_runs(
                flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run.id])),
                task_run_filter=TaskRunFilter(
                    state=TaskRunFilterState(type=TaskRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING]))
                ),
            )
            for task_run in tasks:
                client.set_task_run_state(task_run.id, Crashed(message=message), force=True)
            client.set_flow_run_state(flow_run.id, Crashed(message=message), force=True)
            number += 1
    return number


def wait_for_records(tasks: int, *, seconds: float = 10.0) -> bool:
    """Wait until the server has written down the end of `tasks` task runs of this process; return whether it did in time."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterTags,
        TaskRunFilter,
        TaskRunFilterState,
        TaskRunFilterStateType,
    )
    from prefect.client.schemas.objects import TERMINAL_STATES

    ended = TaskRunFilter(state=TaskRunFilterState(type=TaskRunFilterStateType(any_=list(TERMINAL_STATES))))
    ours = FlowRunFilter(tags=FlowRunFilterTags(all_=list(process_tags())))
    deadline = time.monotonic() + seconds
    with get_client(sync_client=True) as client:
        while len(client.read_task_runs(flow_run_filter=ours, task_run_filter=ended)) < min(tasks, _MOST):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
    return True
