"""`relstudy demo`: the invented study, copied to a folder of the user's and run over all its waves."""

import os
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from relstudy import resources
from relstudy.cli.mistakes import Mistake
from relstudy.cli.run import run
from relstudy.cli.shell import Shell

DEMO = "banque"
FOLDER = "relstudy-demo"


def demo(
    folder: Annotated[Path, Parameter(name="DIR")] = Path(FOLDER),
    /,
    *,
    no_open: bool = False,
    shell: Annotated[Shell, Parameter(parse=False)],
) -> int:
    """Copy the demo, run it, open its report where there is a screen, and say what to try next; return the exit code.

    A folder that holds the demo already is run again as it is: what its reader changed in it is what runs.
    """
    if not _is_demo(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Mistake("not-empty", name=str(folder))
        shutil.copytree(
            resources.surveys() / DEMO,
            folder,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("out", ".relstudy", "__pycache__"),
        )
        shell.say(shell.word("demo.copied", folder=folder))
    code = run(folder, all_waves=True, shell=shell)
    if code != 0:
        return code
    report = max((folder / "out").glob(f"*/report.{shell.lang}.html"))
    shell.say()
    shell.say(shell.word("demo.report", report=report.absolute()))
    if not no_open and _has_screen():
        import webbrowser

        webbrowser.open(report.absolute().as_uri())
    for number in ("one", "two", "three"):
        shell.say(shell.word(f"demo.next.{number}", folder=folder))
    return 0


def _is_demo(folder: Path) -> bool:
    try:
        return _study_id(folder) == _study_id(resources.surveys() / DEMO)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _study_id(folder: Path) -> str:
    declared = tomllib.loads((folder / "study.toml").read_text(encoding="utf-8-sig"))
    return str(declared["study"]["id"])


def _has_screen() -> bool:
    """Tell whether a browser could be seen: somebody at a terminal, with a display where the system needs one."""
    if not sys.stdout.isatty() or os.environ.get("CI"):
        return False
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
