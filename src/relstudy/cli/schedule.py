"""`relstudy schedule`: a study that runs by itself, on the Prefect server that answers."""

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from cyclopts import Parameter

from relstudy.cli.arguments import refuse_empty
from relstudy.cli.failures import WRONG_LINE
from relstudy.cli.fault_list import describe_faults
from relstudy.cli.mistakes import Mistake
from relstudy.cli.shell import Shell
from relstudy.errors import Fault, StudyError, fault
from relstudy.nearest import nearest
from relstudy_flows.home import ServerLost
from relstudy_flows.server import answers, has_worker, known_server

if TYPE_CHECKING:
    from relstudy_flows.scheduling import Schedule

#: Where a machine says its own time zone, below the folder of all of them.
_LOCAL_TIME, _ZONES = Path("/etc/localtime"), "zoneinfo/"


def schedule(
    study: Path | None = None,
    /,
    *,
    cron: str | None = None,
    timezone: str | None = None,
    off: bool = False,
    list_: Annotated[bool, Parameter(name="--list")] = False,
    json: bool = False,
    shell: Annotated[Shell, Parameter(parse=False)],
) -> int:
    """Make, renew, end or list schedules; return 2 where no server answers, 1 where the study is not there or does not say soundly what it is."""
    _refuse_wrong(study, cron=cron, timezone=timezone, off=off, listed=list_)
    zone = timezone or local_timezone()
    named = ""
    if study is not None and cron is not None:
        try:
            named = _identify(study)
        except StudyError as refused:
            return _say_refused(shell, refused.faults, json=json)
    url = known_server()
    if url is None or not answers(url):
        return _say_no_server(shell, url, json=json)
    try:
        _ask(url, study, named, cron=cron, zone=zone, off=off, json=json, shell=shell)
    except ServerLost as lost:
        return _say_no_server(shell, url, failing=lost.answering, json=json)
    return 0


def _ask(
    url: str, study: Path | None, named: str, *, cron: str | None, zone: str, off: bool, json: bool, shell: Shell
) -> None:
    """Ask a server that answers, and say what it answered."""
    from relstudy_flows.scheduling import end_schedule, list_schedules, make_schedule

    if study is None:
        _say_list(shell, list_schedules(url), url, json=json)
    elif off:
        _say_off(shell, study, ended=end_schedule(url, study), json=json)
    else:
        made = make_schedule(url, study, named, cron=cron or "", timezone=zone, lang=shell.lang)
        _say_made(shell, made, url, json=json)


def local_timezone() -> str:
    """Return the name of this machine's time zone: TZ, else what the system links to, else UTC."""
    named = os.environ.get("TZ", "").removeprefix(":")
    linked = str(_LOCAL_TIME.resolve()).rpartition(_ZONES)[2]
    return next((name for name in (named, linked) if name and _is_zone(name)), "UTC")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return False
    return True


def _refuse_wrong(study: Path | None, *, cron: str | None, timezone: str | None, off: bool, listed: bool) -> None:
    refuse_empty("--cron", cron)
    refuse_empty("--timezone", timezone)
    asked = [name for name, given in (("--cron", cron is not None), ("--off", off), ("--list", listed)) if given]
    if len(asked) > 1:
        raise Mistake("not-together", name=asked[0], other=asked[1])
    if listed and study is not None:
        raise Mistake("unexpected-argument", found=str(study))
    if not listed and study is None:
        raise Mistake("missing-argument", name="STUDY")
    if not asked:
        raise Mistake("missing-cron")
    if timezone is not None:
        if cron is None:
            raise Mistake("not-together", name=asked[0], other="--timezone")
        if not _is_zone(timezone):
            raise Mistake("bad-timezone", found=timezone, nearest=nearest(timezone, available_timezones()) or "")
    if cron is not None:
        from relstudy_flows.scheduling import BadCron, check_cron

        try:
            check_cron(cron)
        except BadCron:
            raise Mistake("bad-cron", found=cron) from None


def _identify(study: Path) -> str:
    """Return the id by which a server knows the runs of a study; its faults are told here, where somebody reads them, not by a due run."""
    if not (study / "study.toml").is_file():
        raise StudyError(
            [fault("missing-file", str(study / "study.toml" if study.is_dir() else study), allowed="study.toml")]
        )
    from relstudy.definitions.read_identity import identify_study

    return identify_study(study)


def _say_refused(shell: Shell, faults: tuple[Fault, ...], *, json: bool) -> int:
    from relstudy.fault_words import as_json

    if json:
        shell.answer({"schedules": [], "faults": [as_json(one, shell.lang) for one in faults]})
    for line in describe_faults(shell, faults):
        shell.tell(line)
    return 1


def _say_no_server(shell: Shell, url: str | None, *, failing: bool = False, json: bool) -> int:
    answered = "schedule.failing" if failing else "schedule.no-answer"
    text = shell.word("schedule.no-server") if url is None else shell.word(answered, url=url)
    shell.tell(f"relstudy: {text}")
    if json:
        shell.answer({"schedules": [], "error": {"code": "no-server", "message": text}})
    return WRONG_LINE


def _say_made(shell: Shell, made: "Schedule", url: str, *, json: bool) -> None:
    if json:
        shell.answer({"server": url, "schedules": [made.as_dict()]})
    else:
        shell.say(shell.word("schedule.made", study=made.study, cron=made.cron, timezone=made.timezone))
        shell.say(shell.word("schedule.notices", folder=made.folder))
    if not has_worker(url):
        shell.tell(shell.word("schedule.no-worker"))


def _say_off(shell: Shell, study: Path, *, ended: bool, json: bool) -> None:
    if json:
        shell.answer({"schedules": [], "ended": ended})
    else:
        shell.say(shell.word("schedule.ended" if ended else "schedule.was-none", study=study))


def _say_list(shell: Shell, schedules: "tuple[Schedule, ...]", url: str, *, json: bool) -> None:
    at_work = has_worker(url)
    if json:
        shell.answer({"server": url, "worker": at_work, "schedules": [s.as_dict() for s in schedules]})
        return
    if not schedules:
        shell.say(shell.word("schedule.none"))
    for one in schedules:
        shell.say(shell.pair(one.study, f"{one.cron} ({one.timezone})  {one.folder}"))
        for line in _lines(shell, one.as_dict()):
            shell.say(f"  {line}")
    if schedules and not at_work:
        shell.tell(shell.word("schedule.no-worker"))


def _lines(shell: Shell, told: dict[str, Any]) -> list[str]:
    """Return when a schedule runs next, by its own clock, and what became of its last run in its own words."""
    lines = [shell.word("schedule.next", due=_by_clock(told["next_due"], told["timezone"]))] if told["next_due"] else []
    last = told["last"]
    if last is not None:
        said = last["message"] or last["state"]
        lines.append(shell.word("schedule.last", due=_by_clock(last["due"], told["timezone"]), said=said))
    return [line.rstrip() for line in lines]


def _by_clock(moment: str | None, timezone: str) -> str:
    """Return a moment by the clock of a time zone, "-" where there is none."""
    if moment is None:
        return "-"
    zone = ZoneInfo(timezone) if _is_zone(timezone) else None
    return datetime.fromisoformat(moment).astimezone(zone).strftime("%Y-%m-%d %H:%M")
