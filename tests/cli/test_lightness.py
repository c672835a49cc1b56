"""Help, wrong lines and unchanged runs import nothing heavy; the last only what hashing needs."""

import subprocess
import sys
from pathlib import Path

import pytest
from good_study import write_study

HEAVY = ("pandas", "sklearn", "scipy", "prefect", "pyarrow", "pandera", "jinja2", "httpx", "pydantic")


def modules_after(line: list[str], *, prelude: str = "") -> set[str]:
    code = f"import sys; from relstudy.cli import main; {prelude}\nmain({line!r}); print(*sys.modules, sep=chr(10), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "line",
    [
        ["--help"],
        ["run", "--help"],
        ["run", "--forse"],
        ["freeze"],
        ["server", "status"],
        ["schedule", "--list"],
        ["--version"],
    ],
    ids=" ".join,
)
def test_nothing_heavy_is_imported(line: list[str]) -> None:
    assert not modules_after(line) & set(HEAVY)


def test_help_and_wrong_words_do_without_a_parser() -> None:
    assert "cyclopts" not in modules_after(["--help"])
    assert "cyclopts" not in modules_after(["chek"])
    assert "rich" not in modules_after(["run", "--forse"])


def test_a_run_without_work_never_meets_prefect() -> None:
    prelude = (
        "import relstudy.delivery.running as r; from relstudy.delivery.jobs import RunReport; "
        "r.run_study = lambda *a, **k: RunReport(status='unchanged')"
    )
    assert not modules_after(["run", "/"], prelude=prelude) & set(HEAVY)


def test_a_study_without_a_fault_is_read_without_what_only_tells_faults(tmp_path: Path) -> None:
    study = write_study(tmp_path / "good")
    assert not modules_after(["check", str(study)]) & {"pandera", "sklearn", "scipy.stats", "pydantic"}
