"""A newcomer copies the demo and changes one thing at a time: what follows from it changes, and nothing else."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from good_study import call
from mutations import append, swap

from relstudy import resources

LAST = "2027-03"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = tmp_path_factory.mktemp("demo") / "banque"
    shutil.copytree(resources.surveys() / "banque", study, ignore=shutil.ignore_patterns("out", ".relstudy"))
    code, report, _ = call("run", study, "--plain")
    assert code == 0, report["faults"]
    return study


def change(original: Path, folder: Path, *mutations) -> tuple[set[str], pd.DataFrame, pd.DataFrame]:
    """Return the steps that ran again after a change, and the cells before and after."""
    study = folder / "copy"
    shutil.copytree(original, study)
    for mutate in mutations:
        mutate(study)
    code, report, _ = call("run", study, "--plain")
    assert code == 0, report["faults"]
    ran = {s["name"] for s in report["waves"][0]["steps"] if s["state"] == "ran"}
    return ran, *(pd.read_parquet(s / "out" / LAST / "cells.parquet").set_index("key") for s in (original, study))


def changed_keys(before: pd.DataFrame, after: pd.DataFrame) -> set[str]:
    common = before.index.intersection(after.index)
    same = (before.loc[common].astype("string") == after.loc[common].astype("string")) | (
        before.loc[common].isna() & after.loc[common].isna()
    )
    return set(common[~same.all(axis=1).to_numpy()]) | set(before.index.symmetric_difference(after.index))


def test_one_channel_more(original: Path, tmp_path: Path) -> None:
    line = "kiosk,channel,emerging,sale,purchase,direct,automated,Direction du digital,project,Borne en gare,Station kiosk\n"
    ran, before, after = change(
        original, tmp_path, append("offers.csv", line), append(f"waves/{LAST}/grid.csv", "kiosk,reach,5,\n")
    )
    assert ran == {"grid", "audit", "benchmark", "journeys", "tradeoffs", "contacts", "strategy", "report"}
    assert {key.split("/")[0] for key in changed_keys(before, after)} == {"grid", "strategy"}
    assert after.loc["grid/kiosk/score/_/_", "status"] == "missing"


def test_another_wording(original: Path, tmp_path: Path) -> None:
    ran, before, after = change(
        original, tmp_path, swap("questionnaire.toml", "Q4. En changeant de canal", "Q4. Au changement de canal")
    )
    assert ran == {"report"}
    assert changed_keys(before, after) == set()


def test_another_code(original: Path, tmp_path: Path) -> None:
    def recode(study: Path) -> None:
        path = study / "waves" / LAST / "responses.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        frame["Q4"] = frame["Q4"].replace("98", "99")
        frame.to_csv(path, index=False)
        text = (study / "questionnaire.toml").read_text(encoding="utf-8")
        head, tail = text.split('id = "continuity"')
        (study / "questionnaire.toml").write_text(
            head + 'id = "continuity"' + tail.replace('code = "98"', 'code = "99"', 1), encoding="utf-8"
        )

    ran, before, after = change(original, tmp_path, recode)
    # One of the demo's hypotheses has its condition on this question.
    assert ran == {"intake", "survey", "strategy", "hypotheses", "report"}
    assert {key.split("/")[1:4:2][0] for key in changed_keys(before, after)} == {"continuity"}
    assert {key.split("/")[3] for key in changed_keys(before, after)} == {"98", "99"}


def test_another_weight(original: Path, tmp_path: Path) -> None:
    def reweigh(study: Path) -> None:
        path = study / "waves" / LAST / "responses.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        frame.loc[0, frame.columns[-1]] = "1.5"
        frame.to_csv(path, index=False)

    ran, before, after = change(original, tmp_path, reweigh)
    assert ran == {
        "intake",
        "weights",
        "profiles",
        "survey",
        "contacts",
        "expectations",
        "strategy",
        "hypotheses",
        "report",
    }
    sections = {key.split("/")[0] for key in changed_keys(before, after)}
    assert sections == {"weights", "survey", "profiles", "expectations", "offers", "strategy", "hypotheses"}


def test_another_target(original: Path, tmp_path: Path) -> None:
    audit = (original / "waves" / LAST / "audit.csv").read_text(encoding="utf-8").splitlines()
    line = next(row for row in audit[1:] if row.split(",")[4])
    fields = line.split(",")
    fields[4] = "99"
    ran, before, after = change(original, tmp_path, swap(f"waves/{LAST}/audit.csv", line, ",".join(fields)))
    assert ran == {"audit", "strategy", "report"}
    assert {tuple(key.split("/")[:3]) for key in changed_keys(before, after)} == {("audit", fields[0], fields[1])}
