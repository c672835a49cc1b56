"""The commands of relstudy as data: name, usage, where the work is done. Their words lie in `templates/words/<lang>/cli.toml`.

To build a command that was announced: write `cli/<name>.py` with one function, hand it out in `does`, and give its
options their words. Nothing else knows the list.
"""

from relstudy.cli.command import Act, Command


def _new() -> Act:
    from relstudy.cli.new import new

    return new


def _check() -> Act:
    from relstudy.cli.check import check

    return check


def _run() -> Act:
    from relstudy.cli.run import run

    return run


def _show() -> Act:
    from relstudy.cli.show import show

    return show


def _explain() -> Act:
    from relstudy.cli.explain import explain

    return explain


def _compare() -> Act:
    from relstudy.cli.compare import compare

    return compare


def _wave() -> Act:
    from relstudy.cli.wave import wave

    return wave


def _map() -> Act:
    from relstudy.cli.map import map_names

    return map_names


def _import() -> Act:
    from relstudy.cli.importing import import_interviews

    return import_interviews


def _code() -> Act:
    from relstudy.cli.code import prepare_coding

    return prepare_coding


def _redact() -> Act:
    from relstudy.cli.redact import redact

    return redact


def _type() -> Act:
    from relstudy.cli.type import type_respondents

    return type_respondents


def _freeze() -> Act:
    from relstudy.cli.freeze import freeze

    return freeze


def _deliver() -> Act:
    from relstudy.cli.deliver import deliver

    return deliver


def _forget() -> Act:
    from relstudy.cli.forget import forget

    return forget


def _portfolio() -> Act:
    from relstudy.cli.portfolio import portfolio

    return portfolio


def _index() -> Act:
    from relstudy.cli.index import index

    return index


def _schedule() -> Act:
    from relstudy.cli.schedule import schedule

    return schedule


def _template() -> Act:
    from relstudy.cli.template import check_template

    return check_template


def _start() -> Act:
    from relstudy.cli.server import start

    return start


def _stop() -> Act:
    from relstudy.cli.server import stop

    return stop


def _status() -> Act:
    from relstudy.cli.server import status

    return status


def _demo() -> Act:
    from relstudy.cli.demo import demo

    return demo


COMMANDS: tuple[Command, ...] = (
    Command(path=("new",), usage="DIR [--from FILE|STUDY]", does=_new),
    Command(path=("check",), usage="STUDY [--wave W] [--json]", does=_check),
    Command(
        path=("run",),
        usage="STUDY [--wave W | --all] [--out DIR] [--langs fr,en] [--draft] [--plain] [--force] [--json]",
        does=_run,
    ),
    Command(path=("show",), usage="STUDY PAGE [--wave W] [--json]", does=_show),
    Command(path=("explain",), usage="STUDY KEY [--wave W] [--json]", does=_explain),
    Command(path=("compare",), usage="STUDY W1 W2 [--json]", does=_compare),
    Command(path=("wave",), usage="STUDY W2 --from W1", does=_wave),
    Command(path=("map",), usage="STUDY --wave W [--accept --who NAME] [--json]", does=_map),
    Command(path=("freeze",), usage="STUDY --wave W", does=_freeze),
    Command(path=("deliver",), usage="STUDY --wave W [--who NAME] [--json]", does=_deliver),
    Command(path=("template", "check"), usage="FILE.pptx [--json]", does=_template),
    Command(path=("import",), usage="STUDY FILE --wave W [--interviewer NAME] [--force] [--json]", does=_import),
    Command(
        path=("code",),
        usage="STUDY --wave W --coder X [--item ITEM] [--sample N] [--suggest] [--disagreements] --out FILE.xlsx [--json]",
        does=_code,
    ),
    Command(path=("redact",), usage="STUDY --wave W [--accept]", does=_redact),
    Command(path=("type",), usage="MODEL.json FILE -o OUT.csv", does=_type),
    Command(
        path=("schedule",),
        usage="[STUDY] [--cron CRON [--timezone ZONE] | --off | --list] [--json]",
        does=_schedule,
    ),
    Command(path=("forget",), usage="STUDY ID [--who NAME]", does=_forget),
    Command(path=("portfolio",), usage="DIR... [--workers N] [--dask ADDRESS] [--json]", does=_portfolio),
    Command(path=("index",), usage="DIR... [--out FILE]", does=_index),
    Command(path=("server", "start"), usage="[--json]", does=_start),
    Command(path=("server", "stop"), usage="[--json]", does=_stop),
    Command(path=("server", "status"), usage="[--json]", does=_status),
    Command(path=("demo",), usage="[DIR] [--no-open]", does=_demo),
)


def groups() -> tuple[str, ...]:
    """Return the first words of commands, each once, in order."""
    return tuple(dict.fromkeys(c.path[0] for c in COMMANDS))


def below(group: str) -> tuple[Command, ...]:
    """Return the commands that begin with a word."""
    return tuple(c for c in COMMANDS if c.path[0] == group)
