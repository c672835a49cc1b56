"""Many studies on a Dask cluster: is the extra there, does the cluster answer, can its workers tell Prefect's server. Light until then."""

import os
import socket
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from relstudy.delivery.portfolio import StudyRun
from relstudy.words import Lang
from relstudy_flows.launch import FlowRunner, OnServer

#: Seconds a cluster has to answer in.
_PATIENCE = 10


class NoCluster(Exception):
    """No study was run: `reason` is no-extra, no-answer, no-workers or no-server, a key of the words of a portfolio."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def run_on_dask(
    studies: Iterable[Path],
    *,
    address: str,
    lang: Lang,
    on_study: Callable[[StudyRun], None],
    on_server: OnServer,
) -> tuple[StudyRun, ...]:
    """Run the last wave of each study as a task of one Prefect flow on a Dask cluster; return what became of them, in the order given.

    The folders of the studies lie under the same paths on all machines. `on_study` is told of each study as it ends.

    Raises
    ------
    NoCluster
        Dask is not installed, nothing answers at the address, nobody works there, or the workers are on other machines
        and no Prefect server that they reach is named.
    ServerLost, ServerNotStarted
        As a wave's flow does (`launch.FlowRunner.carry_out`).
    """
    if find_spec("prefect_dask") is None or find_spec("distributed") is None:
        raise NoCluster("no-extra")
    hosts = _workers_at(address)
    if not hosts:
        raise NoCluster("no-workers")
    if not os.environ.get("PREFECT_API_URL") and not all(map(_is_here, hosts)):
        raise NoCluster("no-server")
    waiting = tuple(studies)
    if not waiting:
        return ()

    def run() -> tuple[StudyRun, ...]:
        from relstudy_flows.portfolio_flow import run_portfolio_flow

        return run_portfolio_flow(waiting, address=address, lang=lang, on_study=on_study)

    with FlowRunner(on_step=lambda *_: None, on_server=on_server) as runner:
        return runner.carry_out(run)


def _workers_at(address: str) -> frozenset[str]:
    """Return the hosts of the workers of a cluster."""
    from distributed import Client

    try:
        with Client(address, timeout=_PATIENCE, set_as_default=False) as client:
            workers = client.scheduler_info(n_workers=-1)["workers"]
    except (OSError, ValueError) as error:
        raise NoCluster("no-answer") from error
    return frozenset(urlsplit(worker).hostname or "" for worker in workers)


def _is_here(host: str) -> bool:
    """Tell whether a host is this machine: only its own addresses can be listened at."""
    try:
        with socket.create_server((host, 0)):
            return True
    except OSError:
        return False
