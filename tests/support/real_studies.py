"""Studies on real data: copied to a temporary folder, laid out by their own script, run through the command line."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parents[1] / "real"
DATA = Path(os.environ.get("RELSTUDY_REAL_DATA", HERE.parents[2] / "shared" / "data"))


def lay_out(name: str, folder: Path, *, before: Callable[[Path], object] = lambda _: None, **spelling: str) -> Path:
    """Return a copy of a study with its data laid out in it; `before` that, something may be changed in the copy."""
    study = folder / name
    shutil.copytree(HERE / "studies" / name, study)
    before(study)
    script = study / "prepare.py"
    if script.exists():
        spec = importlib.util.spec_from_file_location(f"prepare_{name}", script)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.prepare(DATA, study, **spelling)
    return study


def relstudy(*words: str | Path) -> tuple[int, dict, str]:
    """Run the command as a user does and return exit code, the JSON it prints, and its messages."""
    done = subprocess.run(
        [sys.executable, "-m", "relstudy", *map(str, words), "--json"], capture_output=True, text=True, timeout=600
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout), done.stderr


def cells_of(study: Path, wave: str) -> pd.DataFrame:
    return pd.read_parquet(study / "out" / wave / "cells.parquet").set_index("key")
