"""What is taken out of a study, from the plan on: files moved to their places, what runs kept dropped, papers in view made again."""

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from relstudy.delivery import journal
from relstudy.delivery.jobs import OnStep, WaveJob, WaveOutcome
from relstudy.delivery.running import run_study
from relstudy.delivery.staging import move_staged
from relstudy.delivery.traces import Names, find_traces
from relstudy.study.method import run_plainly
from relstudy.words import LANGS, Lang

_MANIFEST, _STORE = "manifest.json", "store"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerun:
    """A wave to run again, where its papers lay, as they were made."""

    wave: str
    out: str
    langs: tuple[Lang, ...]
    go_on: bool


def papers_in_view(folder: Path, study: str, waves: Iterable[str]) -> tuple[Rerun, ...]:
    """Return the waves that lie in view somewhere, as the journal and their manifests tell.

    Where a study was copied its journal still tells of the papers of the other copy: those are not its own.
    """
    known = journal.read_journal(folder)
    own = str((folder / "out").absolute())
    reruns: list[Rerun] = []
    for wave in waves:
        elsewhere = (out for out in known["waves"].get(wave, {}) if not _is_of_another(Path(out), folder))
        for out in sorted({own, *elsewhere}):
            view = Path(out) / wave
            try:
                manifest = json.loads((view / _MANIFEST).read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
            if manifest.get("study") == study:
                langs = tuple(lang for lang in LANGS if (view / f"report.{lang}.html").is_file()) or LANGS
                incomplete = any(step["state"] == "failed" for step in manifest["steps"])
                reruns.append(Rerun(wave=wave, out=out, langs=langs, go_on=incomplete))
    return tuple(reruns)


def _is_of_another(out: Path, folder: Path) -> bool:
    """Tell whether a folder lies in a study folder other than this one."""
    return any((above / "study.toml").is_file() and not above.samefile(folder) for above in out.parents)


def run_again(folder: Path, rerun: Rerun, on_step: OnStep | None) -> tuple[WaveOutcome, ...]:
    """Run a wave as it had been run and return what became of it and of those after it that are renewed with it.

    Papers that cannot be made again do not stay, since the person is in them; those of a wave after it stay.
    """
    from relstudy.delivery.wave import carry_out

    def carry(job: WaveJob) -> WaveOutcome:
        return carry_out(job, run=run_plainly, on_step=on_step)

    report = run_study(
        folder, wave=rerun.wave, out=Path(rerun.out), langs=rerun.langs, go_on=rerun.go_on, wave_runner=carry
    )
    outcome = next((w for w in report.waves if w.wave == rerun.wave), None)
    renewed = tuple(w for w in report.waves if w.wave != rerun.wave)
    if outcome is None or outcome.status == "refused":
        shutil.rmtree(Path(rerun.out) / rerun.wave, ignore_errors=True)
        return (WaveOutcome(wave=rerun.wave, status="refused", faults=report.faults), *renewed)
    return (outcome, *renewed)


def carry_through(
    folder: Path,
    *,
    plan: Path,
    moves: Iterable[tuple[str, str]],
    waves: Iterable[str],
    reruns: Iterable[Rerun],
    names: Names | None,
    kept: Iterable[Path] = (),
    on_step: OnStep | None = None,
) -> tuple[WaveOutcome, ...]:
    """Do what a plan says, whatever of it is done already; return what became of the waves run again and renewed. The plan stays.

    Parameters
    ----------
    folder
        The study.
    plan
        The plan, beside which the made files lie.
    moves
        Names of made files and their places in the study, in order.
    waves
        Waves whose runs are forgotten.
    reruns
        Papers to be made again.
    names
        Who may be named in nothing that runs keep; None where nobody is looked for.
    kept
        Files of the study's own state that may name them.
    on_step
        Told of each step.
    """
    staging, state = plan.parent, journal.state_folder(folder)
    move_staged(folder, moves, staging=staging)
    shutil.rmtree(state / _STORE, ignore_errors=True)
    journal.drop_runs(folder, tuple(waves))
    done: dict[tuple[str, str], WaveOutcome] = {}
    for rerun in reruns:
        for outcome in run_again(folder, rerun, on_step):
            # A wave renewed with the one before it is found unchanged when its own turn comes.
            if outcome.status != "unchanged" or (rerun.out, outcome.wave) not in done:
                done[rerun.out, outcome.wave] = outcome
    outcomes = tuple(done.values())
    # All of them before any goes; what runs keep can be made again.
    named = tuple(find_traces(state, names, passed=(staging, *kept))) if names is not None else ()
    for trace in named:
        (state / trace.path).unlink()
    return outcomes
