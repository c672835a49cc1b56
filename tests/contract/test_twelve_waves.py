"""Twelve waves of one study through the commands alone: shifts are found, breaks flagged, drift stopped and replayed, chance is chance."""

import json
import tomllib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from good_study import call, cells_of
from twelve_waves import (
    BREAKS,
    GAP,
    MODE_FROM,
    RECODED_FROM,
    RENAMED_FROM,
    SHIFTS,
    STEADY,
    VIEWS,
    WAVES,
    WITHOUT,
    begin,
    fill,
)

from relstudy.cli import main

#: Waves before the one in which nothing can be compared any more.
_COMPARED = tuple(wave for wave in WAVES if wave < MODE_FROM)
#: Shares and means of everybody that stay what they are in all waves.
_STEADY = (
    *(f"survey/steady/share/{code}/all" for code in STEADY),
    *(f"survey/views.{row}/mean/_/all" for row in VIEWS),
)


def carry_on(folder: Path, *, n: int, seed: int, last: str = WAVES[-1]) -> dict[str, list[str]]:
    """Run the waves one after the other as an agency does; return the waves that stopped, and the names approved there."""
    study, stopped = begin(folder), {}
    for before, wave in pairwise((None, *WAVES)):
        if before is not None:
            assert main(["wave", str(study), wave, "--from", before]) == 0
        fill(study, wave, n=n, seed=seed)
        code, report, _ = call("run", study, "--wave", wave, "--plain")
        if code == 3:
            assert {f["code"] for f in report["faults"] if f["severity"] == "error"} == {"drift"}
            assert not (study / "out" / wave).exists()
            code, found, _ = call("map", study, "--wave", wave, "--accept", "--who", "Ana")
            assert (code, found["unresolved"]) == (0, [])
            stopped[wave] = sorted(f"{p['from']} > {p['to']}" for p in found["proposals"])
            code, report, _ = call("run", study, "--wave", wave, "--plain")
        assert code == 0, (wave, report["faults"])
        if wave == last:
            break
    return stopped


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[str]]]:
    folder = tmp_path_factory.mktemp("twelve") / "study"
    return folder, carry_on(folder, n=600, seed=12)


@pytest.fixture(scope="module")
def changes(ran: tuple[Path, dict[str, list[str]]]) -> dict[str, dict[str, dict]]:
    """Return what `compare` says of each wave and the one before it, by wave and key."""
    found = {}
    for before, after in pairwise(WAVES):
        code, report, _ = call("compare", ran[0], before, after)
        assert code == 0
        found[after] = {c["key"]: c for c in report["changes"]}
    return found


def test_planted_shifts_are_found_in_their_waves(changes: dict[str, dict[str, dict]]) -> None:
    for key, shifts in SHIFTS.items():
        assert {wave: changes[wave][key]["verdict"] for wave in shifts} == shifts


def test_breaks_are_flagged_in_their_waves_alone(changes: dict[str, dict[str, dict]]) -> None:
    broken = {item for item, _, _ in BREAKS}
    for wave in _COMPARED[1:]:
        reasons = {
            (c["key"].split("/")[1], c["reason"]) for c in changes[wave].values() if c["verdict"] == "not_comparable"
        }
        named = {(item, reason) for item, reason in reasons if item in broken}
        assert named == {(item, reason) for item, since, reason in BREAKS if since == wave}
        assert {item for item, _ in reasons} <= broken | {GAP}


def test_a_question_left_out_is_a_gap(
    ran: tuple[Path, dict[str, list[str]]], changes: dict[str, dict[str, dict]]
) -> None:
    study, key = ran[0], f"survey/{GAP}/share/1/all"
    after = WAVES[WAVES.index(WITHOUT[-1]) + 1]
    assert {cells_of(study, wave).loc[key, "status"] for wave in WITHOUT} == {"missing"}
    assert {changes[wave][key]["reason"] for wave in (WITHOUT[0], after)} == {"not_asked"}
    assert changes[WAVES[WAVES.index(after) + 1]][key]["verdict"] == "no_change"
    told = cells_of(study, _COMPARED[-1])
    series = told[(told["section"] == "waves") & (told["item"] == f"survey.{GAP}") & (told["row"] == "1")]
    published = set(series.loc[series["status"] == "published", "column"].str.removeprefix("wave="))
    assert not published & set(WITHOUT)
    assert set(WAVES[WAVES.index(after) : WAVES.index(_COMPARED[-1])]) <= published


def test_another_mode_sets_the_waves_apart(changes: dict[str, dict[str, dict]]) -> None:
    assert {c["verdict"] for c in changes[MODE_FROM].values()} == {"not_comparable"}
    assert changes[MODE_FROM]["survey/uses_app/share/1/all"]["reason"] == "mode"


def test_drift_stops_once_and_is_replayed_in_later_waves(ran: tuple[Path, dict[str, list[str]]]) -> None:
    study, stopped = ran
    assert stopped == {RENAMED_FROM: ["Q_app_users > Q_app"], RECODED_FROM: ["A man > 1", "A woman > 2"]}
    kept = tomllib.loads((study / "mapping.toml").read_text(encoding="utf-8"))
    assert [line["wave"] for line in (*kept["columns"], *kept["codes"])] == [RENAMED_FROM, RECODED_FROM, RECODED_FROM]
    for wave, names in ((WAVES[-1], ("Q_app_users", "A man")), (WAVES[0], ())):
        page = (study / "out" / wave / "report.en.html").read_text(encoding="utf-8")
        assert all(name in page for name in names)
        assert ("Q_app_users" in page) == bool(names)


def test_what_does_not_move_is_significant_at_the_nominal_rate(changes: dict[str, dict[str, dict]]) -> None:
    still = [(wave, key) for wave in _COMPARED[1:] for key in (*_STEADY, *SHIFTS) if wave not in SHIFTS.get(key, {})]
    p = np.array([changes[wave][key]["p"] for wave, key in still])
    assert len(p) == 297
    # Of 297 tests 15 are expected below 5 %; fewer than 5 or more than 27 would be chance in one study of two hundred.
    assert 5 <= (p < 0.05).sum() <= 27
    # Corrected within their question, few are left.
    assert sum(changes[wave][key]["verdict"] in ("up", "down") for wave, key in still) <= 8


def test_the_whole_series_run_again_is_unchanged(ran: tuple[Path, dict[str, list[str]]]) -> None:
    study = ran[0]
    before = {wave: (study / "out" / wave / "cells.parquet").read_bytes() for wave in WAVES}
    # A name approved later stands in mapping.toml, which the sources of the earlier waves list too: their pages alone follow.
    code, report, _ = call("run", study, "--all", "--plain")
    assert code == 0
    assert {s["name"] for w in report["waves"] for s in w["steps"] if s["state"] == "ran"} <= {"report"}
    assert {wave: (study / "out" / wave / "cells.parquet").read_bytes() for wave in WAVES} == before
    code, report, _ = call("run", study, "--all", "--plain")
    assert (code, report["status"]) == (0, "unchanged")
    manifest = json.loads((study / "out" / WAVES[-1] / "manifest.json").read_text(encoding="utf-8"))
    assert all(check["passed"] for check in manifest["checks"])


@pytest.mark.slow
def test_over_many_series_the_rate_is_the_nominal_one(tmp_path: Path) -> None:
    """Twenty series of eleven waves: 5,600 tests of figures that stay, all planted shifts found."""
    p, found = [], []
    for seed in range(20):
        study = tmp_path / str(seed)
        carry_on(study, n=600, seed=100 + seed, last=_COMPARED[-1])
        for before, after in pairwise(_COMPARED):
            told = {c["key"]: c for c in call("compare", study, before, after)[1]["changes"]}
            p += [told[key]["p"] for key in _STEADY]
            found += [told[key]["verdict"] == shifts[after] for key, shifts in SHIFTS.items() if after in shifts]
    rate = float((np.array(p) < 0.05).mean())
    assert len(p) == 5600
    # Three standard errors of a rate of 5 % in 5,600 tests that are independent but for neighbours sharing a wave.
    assert rate == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / 5600) * np.sqrt(1.5))
    assert np.mean(found) == 1.0
    assert pd.Series(p).between(0, 1).all()
