"""`relstudy portfolio`: every study below some folders, each in its own process."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from relstudy.cli.arguments import refuse_absent
from relstudy.cli.failures import INTERNAL, say_server_failure, say_server_loss
from relstudy.cli.mistakes import Mistake
from relstudy.cli.shell import Shell
from relstudy_flows.home import ServerLost, ServerNotStarted

if TYPE_CHECKING:
    from relstudy.delivery.portfolio import StudyRun


def portfolio(
    *dirs: Path,
    workers: int | None = None,
    dask: str | None = None,
    json: bool = False,
    shell: Annotated[Shell, Parameter(parse=False)],
) -> int:
    """Run all studies below some folders and say what became of each; return 1 where one did not go through."""
    _refuse_wrong(dirs, workers)
    if workers is not None and dask is not None:
        raise Mistake("not-together", name="--workers", other="--dask")
    from relstudy.delivery.portfolio import exit_code, find_studies, run_studies

    studies = find_studies(dirs)
    told = {"ended": 0}

    def tell(run: "StudyRun") -> None:
        told["ended"] += 1
        shell.tell(f"{told['ended']}/{len(studies)} {_line(shell, run)}")

    if dask is None:
        runs = run_studies(studies, workers=workers or os.cpu_count() or 1, lang=shell.lang, on_study=tell)
    else:
        from relstudy_flows.portfolio import NoCluster, run_on_dask

        try:
            runs = run_on_dask(
                studies,
                address=dask,
                lang=shell.lang,
                on_study=tell,
                on_server=lambda kind, **place: shell.tell(shell.word(f"server.{kind}", **place)),
            )
        except NoCluster as error:
            if json:
                shell.answer({"studies": [], "faults": [{"code": error.reason, "found": dask}]})
            shell.tell(shell.word(f"portfolio.{error.reason}", address=dask))
            return 2
        except ServerNotStarted as error:
            say_server_failure(shell, error.log, "portfolio", json=json)
            return INTERNAL
        except ServerLost as error:
            say_server_loss(shell, error, "portfolio", *dirs, json=json)
            return INTERNAL
    if json:
        shell.answer({"studies": [run.as_dict() for run in runs]})
    else:
        _say(shell, runs)
    return exit_code(runs)


def _refuse_wrong(dirs: tuple[Path, ...], workers: int | None) -> None:
    if not dirs:
        raise Mistake("missing-argument", name="DIR")
    if workers is not None and workers < 1:
        raise Mistake("bad-count", name="--workers", found=str(workers))
    refuse_absent(dirs)


def _say(shell: Shell, runs: "tuple[StudyRun, ...]") -> None:
    if not runs:
        shell.say(shell.word("portfolio.none"))
    for run in runs:
        shell.say(shell.pair(str(run.folder), _line(shell, run)))
        errors = sum(fault["severity"] == "error" for fault in run.faults)
        if errors:
            shell.say(f"  {shell.plural('faults.errors', errors)}; {shell.word('portfolio.see', folder=run.folder)}")


def _line(shell: Shell, run: "StudyRun") -> str:
    return f"{run.study}, {shell.word(f'portfolio.{run.status}')} ({shell.seconds(run.seconds)})"
