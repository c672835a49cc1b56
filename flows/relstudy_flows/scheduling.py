"""Schedules of studies: one deployment each on a Prefect server, made, renewed, listed and taken away. Light until a server is asked.

A deployment is found again by the folder of its study, which is one of its parameters; its name is the study's id.
"""

import os
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relstudy_flows.home import ServerLost, cache_folder, make_writable
from relstudy_flows.launch import environment, is_server_error
from relstudy_flows.server import POOL, prefect_home
from relstudy_flows.settings import quiet_settings

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.responses import DeploymentResponse

#: The flow of a due run, and where a worker finds it.
FLOW = "relstudy-due"
_ENTRYPOINT = "relstudy_flows.due.due_flow"
_FIELDS = 5


class BadCron(Exception):
    """A text is no cron schedule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """What became of the last run of a schedule; `state` is the name of Prefect's state."""

    name: str
    state: str
    message: str | None
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a study runs by itself. `next_due` is None where no run is planned yet."""

    study: str
    folder: str
    cron: str
    timezone: str
    next_due: datetime | None = None
    last: LastRun | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        told = asdict(self)
        told["next_due"] = _written(self.next_due)
        if self.last is not None:
            told["last"]["due"] = _written(self.last.due)
        return told


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def artifact_key(study: str) -> str:
    """Return the key of the artifacts of a study: what Prefect allows of its id."""
    return f"relstudy-{re.sub('[^a-z0-9]+', '-', study.lower()).strip('-')}"


def check_cron(cron: str) -> None:
    """Raise BadCron unless a text has the five fields of cron and each is possible."""
    with _quiet():
        from prefect.client.schemas.schedules import CronSchedule

        try:
            CronSchedule(cron=cron)
        except ValueError:
            raise BadCron(cron) from None
    if len(cron.split()) != _FIELDS:
        raise BadCron(cron)


def make_schedule(url: str, folder: Path, study: str, *, cron: str, timezone: str, lang: str) -> Schedule:
    """Make or renew the deployment of a study and return its schedule."""
    with _client(url) as client:
        from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
        from prefect.client.schemas.schedules import CronSchedule

        _make_pool(client, WorkPoolCreate(name=POOL, type="process"))
        place = _place(folder)
        theirs = [d for d in _deployments(client) if d.parameters.get("folder") != place]
        name = _free_name(study, {d.name for d in theirs})
        for outdated in _deployments(client):
            if outdated.parameters.get("folder") == place and outdated.name != name:
                client.delete_deployment(outdated.id)
        client.create_deployment(
            client.create_flow_from_name(FLOW),
            name,
            entrypoint=_ENTRYPOINT,
            work_pool_name=POOL,
            parameters={"folder": place, "study": study, "lang": lang},
            tags=["relstudy", study],
            schedules=[DeploymentScheduleCreate(schedule=CronSchedule(cron=cron, timezone=timezone))],
            paused=False,
            enforce_parameter_schema=False,
        )
    return Schedule(study=study, folder=place, cron=cron, timezone=timezone)


def list_schedules(url: str) -> tuple[Schedule, ...]:
    """Return the schedules of all studies on a server, in the order of their names."""
    with _client(url) as client:
        return tuple(_schedule(client, deployment) for deployment in _deployments(client))


def end_schedule(url: str, folder: Path) -> bool:
    """Take away the deployment of a study; return whether there was one. What it ran stays known."""
    place = _place(folder)
    with _client(url) as client:
        found = [d for d in _deployments(client) if d.parameters.get("folder") == place]
        for deployment in found:
            client.delete_deployment(deployment.id)
    return bool(found)


def _place(folder: Path) -> str:
    """Return the path of a study by which its deployment is found again; links stay, other machines may mount them elsewhere."""
    return os.path.normpath(folder.expanduser().absolute())


def _schedule(client: "SyncPrefectClient", deployment: "DeploymentResponse") -> Schedule:
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterId,
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.client.schemas.sorting import FlowRunSort

    mine = DeploymentFilter(id=DeploymentFilterId(any_=[deployment.id]))

    def runs(*, planned: bool) -> Any:
        kind = FlowRunFilterStateType(any_=[StateType.SCHEDULED]) if planned else None
        other = None if planned else FlowRunFilterStateType(not_any_=[StateType.SCHEDULED])
        return client.read_flow_runs(
            deployment_filter=mine,
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=kind or other)),
            sort=FlowRunSort.NEXT_SCHEDULED_START_TIME_ASC if planned else FlowRunSort.START_TIME_DESC,
            limit=1,
        )

    declared = next((s.schedule for s in deployment.schedules if isinstance(s.schedule, CronSchedule)), None)
    next_due = next((run.next_scheduled_start_time for run in runs(planned=True)), None)
    last = next(
        (
            LastRun(
                name=run.name,
                state=run.state_name or "",
                message=run.state.message if run.state is not None else None,
                due=run.expected_start_time,
            )
            for run in runs(planned=False)
        ),
        None,
    )
    return Schedule(
        study=str(deployment.parameters.get("study", deployment.name)),
        folder=str(deployment.parameters.get("folder", "")),
        cron=declared.cron if declared is not None else "",
        timezone=(declared.timezone or "UTC") if declared is not None else "",
        next_due=next_due,
        last=last,
    )


def _deployments(client: "SyncPrefectClient") -> "list[DeploymentResponse]":
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName
    from prefect.client.schemas.sorting import DeploymentSort

    found: list[DeploymentResponse] = []
    while page := client.read_deployments(
        flow_filter=FlowFilter(name=FlowFilterName(any_=[FLOW])), sort=DeploymentSort.NAME_ASC, offset=len(found)
    ):
        found += page
    return found


def _free_name(study: str, taken: set[str]) -> str:
    """Return the id of a study as a name, or the next one free where a study of another folder has the same."""
    number = 1
    while (name := study if number == 1 else f"{study}-{number}") in taken:
        number += 1
    return name


def _make_pool(client: "SyncPrefectClient", pool: Any) -> None:
    from prefect.exceptions import ObjectAlreadyExists

    try:
        client.create_work_pool(pool)
    except ObjectAlreadyExists:
        return


@contextmanager
def _client(url: str) -> "Iterator[SyncPrefectClient]":
    """Open a client of a server; one that stops answering, or answers that it fails itself, is ServerLost."""
    with _quiet():
        import httpx
        from prefect.client.orchestration import get_client
        from prefect.settings import PREFECT_API_URL, temporary_settings

        try:
            with temporary_settings({PREFECT_API_URL: url}), get_client(sync_client=True) as client:
                yield client
        except httpx.HTTPError as error:
            answering = is_server_error(error)
            if not answering and not isinstance(error, httpx.TransportError):
                raise
            raise ServerLost(url, answering=answering) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Settle Prefect before it is imported: at home in the user's cache, silent."""
    logs = cache_folder() / "log"
    make_writable(logs)
    with environment(quiet_settings(prefect_home(), logs / "prefect.log")), warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"(prefect|pydantic|websockets|httpx)(\.|$)")
        yield
