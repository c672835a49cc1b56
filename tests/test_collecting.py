"""How often Python looks for cycles: seldom while a run goes on, as before after it, and no more at the end of a program."""

import gc
import subprocess
import sys

from relstudy.collecting import collected_seldom


def test_cycles_are_looked_for_seldom_for_a_while_alone() -> None:
    usual = gc.get_threshold()
    with collected_seldom():
        assert gc.get_threshold()[0] > 10 * usual[0]
    assert gc.get_threshold() == usual


def test_a_program_ends_without_a_last_search() -> None:
    told = (
        "import gc; from relstudy.cli import run_program; code = run_program(); print(code, gc.get_freeze_count() > 0)"
    )
    made = subprocess.run(
        [sys.executable, "-c", told, "--version"], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert made.stdout.splitlines()[-1] == "0 True"
