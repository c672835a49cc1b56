"""`relstudy server start|stop|status`: Prefect's own server on this machine, kept running."""

from dataclasses import asdict
from typing import Annotated

from cyclopts import Parameter

from relstudy.cli.failures import INTERNAL, say_server_failure
from relstudy.cli.shell import Shell
from relstudy_flows.home import ServerNotStarted
from relstudy_flows.server import KeptServer, answers, has_worker, kept_server, start_server, stop_server


def start(*, json: bool = False, shell: Annotated[Shell, Parameter(parse=False)]) -> int:
    """Start the server, with its worker, unless it runs, and say where it is."""
    if kept_server() is None:
        shell.tell(shell.word("server.starting"))
    try:
        kept, begun = start_server()
    except ServerNotStarted as error:
        say_server_failure(shell, error.log, "server-start", json=json)
        return INTERNAL
    if json:
        shell.answer({"running": True, "started": begun, **asdict(kept)})
    elif begun:
        shell.say(shell.word("server.started", url=_pages(kept)))
    else:
        shell.say(shell.word("server.already", url=_pages(kept), since=kept.since))
    return 0


def stop(*, json: bool = False, shell: Annotated[Shell, Parameter(parse=False)]) -> int:
    """Stop the server if one runs."""
    stopped = stop_server()
    if json:
        shell.answer({"running": False, "stopped": stopped is not None})
    else:
        shell.say(shell.word("server.not-running" if stopped is None else "server.stopped"))
    return 0


def status(*, json: bool = False, shell: Annotated[Shell, Parameter(parse=False)]) -> int:
    """Say whether the server runs, where and since when."""
    kept = kept_server()
    well = kept is not None and answers(kept.url)
    at_work = kept is not None and well and has_worker(kept.url)
    if json:
        shell.answer({"running": well, **({**asdict(kept), "worker": at_work} if kept is not None else {})})
    elif kept is None:
        shell.say(shell.word("server.not-running"))
    elif well:
        shell.say(shell.word("server.is-running", url=_pages(kept), since=kept.since))
        shell.say(shell.word("server.worker" if at_work else "server.no-worker"))
    else:
        shell.say(shell.word("server.is-silent", url=_pages(kept), since=kept.since, log=kept.log))
    return 0


def _pages(kept: KeptServer) -> str:
    """Return the address of Prefect's pages, which is that of its API without its last part."""
    return kept.url.removesuffix("/api")
