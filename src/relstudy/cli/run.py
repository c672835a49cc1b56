"""`relstudy run`: the working papers of one wave or of all."""

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from relstudy.cli.arguments import missing_study, refuse_empty
from relstudy.cli.failures import INTERNAL, say_server_failure, say_server_loss
from relstudy.cli.fault_list import tell_faults
from relstudy.cli.mistakes import Mistake
from relstudy.cli.progress import Progress
from relstudy.cli.shell import Shell
from relstudy.words import LANGS, Lang
from relstudy_flows.home import ServerLost, ServerNotStarted


def run(
    study: Path,
    /,
    *,
    wave: str | None = None,
    all_waves: Annotated[bool, Parameter(name="--all")] = False,
    out: Path | None = None,
    langs: str | None = None,
    draft: bool = False,
    plain: bool = False,
    force: bool = False,
    json: bool = False,
    shell: Annotated[Shell, Parameter(parse=False)],
) -> int:
    """Run a study and say what was made and where; return the exit code of the contract."""
    refuse_empty("--wave", wave)
    if wave is not None and all_waves:
        raise Mistake("not-together", name="--wave", other="--all")
    spoken = _languages(langs)
    missing = missing_study(study)
    if missing is not None:
        return _say_missing(shell, missing, json=json)
    from relstudy.delivery.running import run_study

    progress = Progress(shell)
    try:
        with _plain_runner(progress) if plain else _flow_runner(shell, progress) as wave_runner:
            report = run_study(
                study,
                wave=wave,
                all_waves=all_waves,
                out=out,
                langs=spoken,
                go_on=draft,
                force=force,
                wave_runner=wave_runner,
            )
    except ServerNotStarted as error:
        say_server_failure(shell, error.log, "run", json=json)
        return INTERNAL
    except ServerLost as error:
        say_server_loss(shell, error, "run", study, json=json)
        return INTERNAL
    finally:
        progress.close()
    if json:
        shell.answer(report.as_dict(shell.lang))
    else:
        _say_report(shell, report)
    return int(report.exit_code)


def _languages(langs: str | None) -> tuple[Lang, ...] | None:
    """Return the languages asked for, each once; None where none was."""
    if langs is None:
        return None
    spoken: list[Lang] = []
    for part in langs.split(","):
        known = next((lang for lang in LANGS if lang == part.strip()), None)
        if known is None:
            raise Mistake("bad-choice", option="--langs", found=part.strip(), allowed=", ".join(LANGS))
        spoken.append(known)
    return tuple(dict.fromkeys(spoken))


def _plain_runner(progress: Progress) -> Any:
    def carry_out(job: Any) -> Any:
        from relstudy.delivery.running import run_wave_job

        return run_wave_job(job, on_step=progress.on_step)

    return nullcontext(carry_out)


def _flow_runner(shell: Shell, progress: Progress) -> Any:
    from relstudy_flows.launch import FlowRunner

    return FlowRunner(
        on_step=progress.on_step, on_server=lambda kind, **place: shell.tell(shell.word(f"server.{kind}", **place))
    )


def _say_missing(shell: Shell, missing: Any, *, json: bool) -> int:
    from relstudy.fault_words import as_json

    if json:
        shell.answer({"status": "refused", "waves": [], "faults": [as_json(missing, shell.lang)]})
    tell_faults(shell, (missing,))
    return 1


def _say_report(shell: Shell, report: Any) -> None:
    """Say faults beside the result, then the result: each wave, where it lies, its files and steps."""
    tell_faults(shell, report.faults)
    facts = report.as_dict(shell.lang)
    shell.say(shell.word(f"run.status.{facts['status']}"))
    for wave in facts["waves"]:
        shell.say()
        place = wave["out"] if wave["out"] is not None else shell.word("run.nothing-written")
        shell.say(f"{shell.word('run.wave', wave=wave['wave'])} {place}")
        for name in wave["files"]:
            shell.say(f"  {name}")
        for step in wave["steps"]:
            shell.say(f"  {_describe_step(shell, step)}")


def _describe_step(shell: Shell, step: dict[str, Any]) -> str:
    state = shell.word(f"run.states.{step['state']}")
    line = f"{step['name']:<13} {state}"
    if step["state"] == "ran":
        return f"{line} ({shell.seconds(step['seconds'])})"
    reason = describe_reason(shell, step["reason"])
    return shell.pair(line, reason) if reason and step["state"] != "reused" else line


def describe_reason(shell: Shell, reason: str | None) -> str:
    """Return why a step did not run, in words: the report's own words where it has them."""
    if not reason:
        return ""
    kind, _, other = reason.partition(":")
    if kind == "needs":
        return shell.word("run.reasons.needs", step=other)
    if kind == "faults":
        return shell.word("run.reasons.faults")
    from relstudy.words import load_words

    try:
        return str(load_words(shell.lang, "report")["reasons"][reason])
    except (OSError, KeyError):
        return reason
