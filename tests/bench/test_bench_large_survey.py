"""10^4, 10^5, 10^6 respondents x 100 items, from a Parquet file to shares with standard errors: time, peak memory, linearity."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ITEMS = 100
CODES = 5
READ_AND_TABULATE = """
import json, resource, sys, time
from pathlib import Path
from relstudy.definitions.reading import read_study
from relstudy.study.method import run_wave
from relstudy.study.order import METHOD
study = read_study(Path(sys.argv[1])).study
began = time.perf_counter()
names = ("intake", "weights", "survey")
result = run_wave(study, study.waves[0], method=tuple(s for s in METHOD if s.name in names), absent_needs=True)
assert not result.failed, result.faults
seconds = {n: round(result.outcomes[n].seconds, 2) for n in names}
print(json.dumps({"seconds": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))
"""
NAIVE = """
import resource, sys
import numpy as np, pandas as pd
frame = pd.read_parquet(sys.argv[1])
for item in [c for c in frame.columns if c.startswith("q")]:
    for code in frame[item].unique():
        chose = (frame[item] == code).astype(float)
        share = np.average(chose, weights=frame["w"])
        error = frame["w"] * (chose - share) / frame["w"].sum()
        np.sqrt((error**2).sum() * len(frame) / (len(frame) - 1))
"""


def write_large_study(folder: Path, n: int) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    chance = np.random.default_rng(1)
    wave = folder / "waves" / "2026"
    wave.mkdir(parents=True)
    codes = ", ".join(f'{{ code = "{c}" }}' for c in range(1, CODES + 1))
    (folder / "study.toml").write_text(
        '[study]\nid = "large"\nname = "Large"\nlanguages = ["fr"]\n[steps]\naudit = false\nbenchmark = false\n'
        'interviews = false\nsurvey = true\n[respondents]\nid = "id"\n[weighting]\nmethod = "column"\ncolumn = "w"\n'
    )
    (folder / "questionnaire.toml").write_text(
        "\n".join(
            f'[[items]]\nid = "q{i}"\ntype = "single"\ncolumn = "q{i}"\nlabel = "q{i}"\ncodes = [{codes}]\n'
            for i in range(ITEMS)
        )
    )
    (wave / "wave.toml").write_text("field_start = 2026-01-01\nfield_end = 2026-01-31\n")
    columns = {"id": np.arange(n), "w": chance.uniform(0.5, 2, n)}
    columns |= {f"q{i}": chance.integers(1, CODES + 1, n, dtype=np.int8) for i in range(ITEMS)}
    pq.write_table(pa.table(columns), wave / "responses.parquet")
    return folder


@pytest.mark.benchmark(group="parquet to shares with standard errors")
@pytest.mark.parametrize("n", [10_000, 100_000, 1_000_000])
@pytest.mark.parametrize("how", ["relstudy", "naive"])
def test_bench_large_survey(benchmark, tmp_path: Path, n: int, how: str) -> None:
    study = write_large_study(tmp_path / "study", n)
    said: list[str] = []

    def run() -> None:
        words = (READ_AND_TABULATE, study) if how == "relstudy" else (NAIVE, study / "waves/2026/responses.parquet")
        done = subprocess.run([sys.executable, "-c", *map(str, words)], check=True, capture_output=True, text=True)
        said.append(done.stdout)

    benchmark.pedantic(run, rounds=1)
    if how == "relstudy":
        benchmark.extra_info.update(json.loads(said[-1]))
        print(n, said[-1].strip())
