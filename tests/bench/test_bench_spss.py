"""An SPSS file of 100 columns read to folded columns, beside pyreadstat alone and pandas in the same run: seconds of processor time, for other
programs run on the same machine, and peak memory.

10^5 cases by default, 10^6 with -m slow. Goals: at most 1.1 times pyreadstat, under 600 MB at 10^6.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

COLUMNS = 100
HOW = {
    "relstudy": """
from pathlib import Path
from relstudy.errors import FaultLog
from relstudy.survey.plan import Source
from relstudy.tables import read_table
import pandas, pyarrow.compute, pyreadstat
from relstudy.tables import spss
begin()
table = read_table(Source(path="a", sha256="", absolute=Path(sys.argv[1])), FaultLog())
for name in table.columns:
    table.column(name)
""",
    "pyreadstat": """
import pandas, pyreadstat
begin()
pyreadstat.read_sav(sys.argv[1], user_missing=True)
""",
    "pandas": """
import pandas, pyreadstat
begin()
pandas.read_spss(sys.argv[1], convert_categoricals=False)
""",
}
FRAME = """
import json, re, sys, time
def peak():
    # Of this process alone: ru_maxrss would be that of the one it was forked from.
    return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
def begin():
    global began
    began = time.process_time()
{body}
print(json.dumps({{"seconds": time.process_time() - began, "mb": peak()}}))
"""


@pytest.fixture(scope="module", params=[100_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    n, chance = request.param, np.random.default_rng(1)
    columns = {"id": np.arange(n, dtype=float), "w": chance.gamma(5, 0.2, n) + 0.01}
    columns |= {f"q{i}": chance.integers(1, 6, n).astype(float) for i in range(COLUMNS - 2)}
    path = tmp_path_factory.mktemp("large") / f"{n}.sav"
    pyreadstat.write_sav(pd.DataFrame(columns), str(path), row_compress=True)
    return path


def test_reading(benchmark, source: Path) -> None:
    told: dict[str, dict[str, float]] = {}

    def run() -> None:
        for how, body in HOW.items():
            script = FRAME.format(body=body)
            done = subprocess.run([sys.executable, "-c", script, source], check=True, capture_output=True, text=True)
            told[how] = json.loads(done.stdout)

    benchmark.pedantic(run, rounds=1)
    benchmark.extra_info.update(told)
    ratio = told["relstudy"]["seconds"] / told["pyreadstat"]["seconds"]
    print(
        f"\n{source.stem} x {COLUMNS}: {ratio:.2f} times pyreadstat",
        *(f"{how} {t['seconds']:.2f} s {t['mb']} MB" for how, t in told.items()),
        sep="\n  ",
    )
    assert ratio < 2
