"""From the command line into Prefect: finds or starts a server, settles Prefect, runs a wave's flow. Light until the first wave.

While a temporary server comes up, this process imports what the wave will need: the two take about as long.
"""

import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from relstudy.delivery.jobs import OnStep, WaveJob, WaveOutcome
from relstudy.errors import StudyError
from relstudy_flows.home import ServerLost, ServerNotStarted, cache_folder, make_writable
from relstudy_flows.server import TemporaryServer, answers, known_server, prefect_home
from relstudy_flows.settings import quiet_settings

#: Told which server is used: "running", "embedded", "no-answer", "home-not-writable", and the fields of that sentence.
OnServer = Callable[..., None]
Ran = TypeVar("Ran")


#: So many times a server of somebody else's is asked again, after 2, 4 and 8 seconds, before it is said to be lost.
_TRIED_AGAIN = 3


class FlowRunner:
    """Runs waves as Prefect flows. A context: a server it had to start ends with it, the environment is as before."""

    def __init__(self, *, on_step: OnStep, on_server: OnServer) -> None:
        self._on_step = on_step
        self._on_server = on_server
        self._stack = ExitStack()
        self._settled = False
        self._url: str | None = None
        self._temporary = False
        self._tasks = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._stack:
            if error is None and self._settled:
                from prefect.events.worker import EventsWorker

                EventsWorker.drain_all(timeout=5)
            if error is None and self._temporary:
                from relstudy_flows.bookkeeping import wait_for_records

                wait_for_records(self._tasks)

    def __call__(self, job: WaveJob) -> WaveOutcome:
        """Carry out one wave as a flow; raises what `carry_out` does."""

        def run() -> WaveOutcome:
            from relstudy_flows.wave import run_wave_flow

            return run_wave_flow(job, on_step=self._note)

        return self.carry_out(run)

    def carry_out(self, run: Callable[[], Ran]) -> Ran:
        """Run something on the server, settled before.

        Raises
        ------
        ServerLost
            The server went away, be it before the first step, or can write nothing down any more.
        ServerNotStarted
            There was none, and one of our own does not come up.
        """
        try:
            self._settle_once()
            return run()
        except (StudyError, ServerNotStarted):
            raise
        except Exception as error:
            answering = self._url is not None and answers(self._url)
            if self._url is None or (answering and not is_server_error(error)):
                raise
            raise ServerLost(self._url, answering=answering) from error

    def _settle_once(self) -> None:
        """Find or start a server and settle Prefect, once."""
        if not self._settled:
            self._settle()
            self._settled = True

    def _note(self, wave: str, step: str, state: str) -> None:
        self._tasks += state != "running"
        self._on_step(wave, step, state)

    def _settle(self) -> None:
        home, log = self._home()
        url = self._running_server()
        server = None if url is not None else TemporaryServer(home, log)
        if server is not None:
            self._stack.callback(server.stop)
            self._temporary = True
            url = server.url
        self._url = url
        self._stack.enter_context(environment({**quiet_settings(home, log), "PREFECT_API_URL": url or ""}))
        self._stack.enter_context(warnings.catch_warnings())
        warnings.filterwarnings("ignore", module=r"(prefect|pydantic|websockets|httpx|uvicorn)(\.|$)")
        with suppress(ImportError):  # while the server comes up; what is missing is said when the wave is run
            import relstudy_flows.wave  # noqa: F401
        from prefect.settings import (
            PREFECT_API_URL,
            PREFECT_CLIENT_MAX_RETRIES,
            PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
            temporary_settings,
        )

        from relstudy_flows.bookkeeping import mark_crashed

        settings: dict[Any, Any] = {PREFECT_API_URL: url, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}
        if server is None:
            settings[PREFECT_CLIENT_MAX_RETRIES] = _TRIED_AGAIN
        self._stack.enter_context(temporary_settings(settings))
        if server is not None:
            server.wait()
        mark_crashed()

    def _home(self) -> tuple[Path, Path]:
        """Return Prefect's home and its log, in the system's temporary folder where the user's cache cannot be written."""
        home, logs = prefect_home(), cache_folder() / "log"
        if not make_writable(home):
            home = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="relstudy-prefect-")))
            self._on_server("home-not-writable", folder=prefect_home(), other=home)
        if not make_writable(logs):
            logs = home
        return home, logs / "prefect.log"

    def _running_server(self) -> str | None:
        """Return the API of a server that answers: the one the user names, else the one kept by `relstudy server start`."""
        named = known_server()
        if named is None:
            self._on_server("embedded")
        elif answers(named):
            self._on_server("running", url=named)
            return named
        else:
            self._on_server("no-answer", url=named)
        return None


def is_server_error(error: BaseException) -> bool:
    """Tell whether a server answered that it failed itself, as one does whose disk is full."""
    import httpx

    return isinstance(error, httpx.HTTPStatusError) and error.response.is_server_error


@contextmanager
def environment(settings: dict[str, str]) -> Iterator[None]:
    """Hold settings in this process's environment, and put back what was there."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
