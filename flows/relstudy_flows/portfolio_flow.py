"""The Prefect flow of a portfolio on Dask: each study one task. Imported late, and only where the extra is installed.

A task starts the study's run in a process of its own on the worker, as a portfolio does on one machine: the cells are
the same, and a run that is killed takes no worker with it.
"""

from collections.abc import Callable
from pathlib import Path

from prefect import flow, tags, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect_dask import DaskTaskRunner

from relstudy.delivery.portfolio import StudyRun, failed_run, run_apart
from relstudy.words import Lang
from relstudy_flows.bookkeeping import process_tags


def run_portfolio_flow(
    studies: tuple[Path, ...], *, address: str, lang: Lang, on_study: Callable[[StudyRun], None]
) -> tuple[StudyRun, ...]:
    """Run studies on the cluster at an address and return what became of each, in the order given."""

    @flow(name="relstudy-portfolio", task_runner=DaskTaskRunner(address=address), persist_result=False)
    def portfolio_flow(studies: list[str]) -> dict[str, StudyRun]:
        waiting = {study_task.submit(study, lang): study for study in studies}
        ended: dict[str, StudyRun] = {}
        for future in as_completed(list(waiting)):
            study = waiting[future]
            ended[study] = _run_of(future, Path(study))
            on_study(ended[study])
        return ended

    with tags("relstudy", *process_tags()):
        ended = portfolio_flow([str(study) for study in studies])
    return tuple(ended[str(study)] for study in studies)


@task(name="study", task_run_name="{study}", cache_policy=NO_CACHE, persist_result=False)
def study_task(study: str, lang: Lang) -> StudyRun:
    """Run one study on the worker that took it."""
    return run_apart(Path(study), lang=lang)


def _run_of(future: PrefectFuture[StudyRun], study: Path) -> StudyRun:
    """Return what became of a study; one whose worker was lost has no answer, and stops no other."""
    found = future.result(raise_on_failure=False)
    return found if isinstance(found, StudyRun) else failed_run(study)
