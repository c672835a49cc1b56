"""Standard errors by replicate weights, declared by a study: cells, tests and the method page; what cannot be is refused."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from good_study import call, cells_of, write_study

RAKED = "item,code,share\nsexe,1,0.48\nsexe,2,0.52\n"


def ran(folder: Path, design: str, *, targets: str = "") -> tuple[pd.DataFrame, Path]:
    study = write_study(folder / "study")
    declared = (study / "study.toml").read_text(encoding="utf-8")
    if targets:
        declared = declared.replace('method = "column"\ncolumn = "poids"', 'method = "rake"')
        (study / "targets.csv").write_text(targets, encoding="utf-8")
    (study / "study.toml").write_text(declared + design, encoding="utf-8")
    code, report, _ = call("run", study, "--plain")
    assert (code, report["status"]) == (0, "done"), report["faults"]
    return cells_of(study), study


@pytest.mark.parametrize(
    ("targets", "design", "name", "near"),
    [
        (RAKED, '[design]\nreplicates = "jackknife"\n', "leave_one_out", 0.03),
        ("", '[design]\nreplicates = "bootstrap"\nresamples = 400\n', "bootstrap", 0.25),
    ],
    ids=["jackknife, raked", "bootstrap"],
)
def test_errors_and_tests_follow_the_replicates(
    tmp_path: Path, targets: str, design: str, name: str, near: float
) -> None:
    linearised, _ = ran(tmp_path / "one", "", targets=targets)
    replicated, study = ran(tmp_path / "other", design, targets=targets)
    assert linearised.index.tolist() == replicated.index.tolist()
    assert linearised["value"].equals(replicated["value"])
    before = linearised["interval"] == "taylor"
    quartiles = linearised["measure"].isin(["q1", "median", "q3"])
    assert set(replicated.loc[before & ~quartiles, "interval"]) == {name}
    assert replicated.loc[before & quartiles, "interval"].eq("taylor").all()
    assert replicated.loc[~before, "interval"].equals(linearised.loc[~before, "interval"])
    for section in ("survey", "profiles", "expectations"):
        here = before & ~quartiles & (linearised["section"] == section) & (linearised["base"] >= 100)
        ratio = (replicated.loc[here, "se"] / linearised.loc[here, "se"]).to_numpy(dtype=float)
        assert len(ratio), section
        assert np.abs(ratio - 1).max() < near, section
    tests = pd.read_parquet(study / "out/2026-03/tests.parquet")
    tested = tests[tests["p"].notna() & (tests["difference"] != 0)]
    assert len(tested)
    assert (tested["high"] > tested["low"]).mean() > 0.95
    page = (study / "out/2026-03/report.en.html").read_text(encoding="utf-8")
    assert "(replicate weights)" in page
    assert "(linearisation)" not in page
    assert ("sets of weights, each drawn" if name == "bootstrap" else "Jackknife: the units of the design") in page


@pytest.mark.parametrize(
    ("design", "column"),
    [
        ('[design]\nreplicates = "brr"\n', "replicates"),
        ('[design]\nreplicates = "brr"\nresamples = 500\n', "replicates"),
        ('[design]\nreplicates = "bootstrap"\nresamples = 10\n', "resamples"),
        ('[design]\nreplicates = "jackknife"\nresamples = 500\n', "resamples"),
        ("[design]\nresamples = 500\n", "resamples"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, design: str, column: str) -> None:
    study = write_study(tmp_path / "study")
    add = (study / "study.toml").read_text(encoding="utf-8") + design
    (study / "study.toml").write_text(add, encoding="utf-8")
    code, report, _ = call("check", study)
    (fault,) = (f for f in report["faults"] if f["severity"] == "error")
    assert (code, fault["code"], fault["file"], fault["column"]) == (1, "bad-value", "study.toml", column)
