"""tests.parquet and the letters recounted from the cells as published, in plain loops, by the words of the contract alone."""

import itertools
import math
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from good_study import call, cells_of, write_study
from mutations import swap
from second_studies import random_study, write_files

LEVELS = (0.95, 0.90)
#: Quantiles are not tested.
UNTESTED = ("median", "q1", "q3")


def blocks_of(cells: pd.DataFrame) -> dict[str, list[str]]:
    """Return the columns of each block in the order of the table: letters A, B, C."""
    blocks: dict[str, list[str]] = {}
    for column in dict.fromkeys(cells["column"]):
        if column != "all":
            blocks.setdefault(column.partition("=")[0], []).append(column)
    return blocks


def two_sided(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))


def p_of(a: dict[str, Any], b: dict[str, Any]) -> float | None:
    """Return p of two cells whose columns share nobody, from what is published of them."""
    if a["measure"] == "share" and a["base_kind"] == "respondents":
        pooled = (a["value"] * a["base_effective"] + b["value"] * b["base_effective"]) / (
            a["base_effective"] + b["base_effective"]
        )
        variance = pooled * (1 - pooled) * (1 / a["base_effective"] + 1 / b["base_effective"])
    elif pd.isna(a["se"]) or pd.isna(b["se"]):
        return None
    elif a["se"] == b["se"] == 0:
        # One number in each column: as shares of none and all.
        variance = (b["value"] - a["value"]) ** 2 / (a["base_effective"] + b["base_effective"])
    else:
        variance = a["se"] ** 2 + b["se"] ** 2
    if math.isclose(a["value"], b["value"], rel_tol=1e-11):
        return 1.0
    return two_sided((b["value"] - a["value"]) / math.sqrt(variance))


def benjamini_hochberg(p: dict[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    adjusted, least = {}, 1.0
    for rank, pair in reversed(list(enumerate(sorted(p, key=lambda k: p[k]), start=1))):
        least = min(least, p[pair] * len(p) / rank)
        adjusted[pair] = least
    return adjusted


def recount(cells: pd.DataFrame, tests: pd.DataFrame, *, together: set[str]) -> list[str]:
    """Return what the tests and letters of a wave have other than the contract says; p of columns that vary together is taken as it is."""
    wrong = []
    survey = cells[(cells["section"] == "survey") & ~cells["measure"].isin(UNTESTED)]
    assert not tests.duplicated(["key_a", "key_b"]).any()
    rows = dict(zip(zip(tests["key_a"], tests["key_b"], strict=True), tests.to_dict("records"), strict=True))
    cell_of = cells.to_dict("index")
    sizes = Counter(tests["family"])
    letters: dict[str, set[str]] = {}
    for (item, measure), figures in survey.groupby(["item", "measure"], sort=False):
        for block, columns in blocks_of(survey).items():
            tested: dict[tuple[str, str], float] = {}
            pairs = [
                (f"survey/{item}/{measure}/{row}/{a}", f"survey/{item}/{measure}/{row}/{b}")
                for row in dict.fromkeys(figures["row"])
                for a, b in itertools.combinations(columns, 2)
            ]
            for pair in pairs:
                test, a, b = rows[pair], cell_of[pair[0]], cell_of[pair[1]]
                if test["family"] != f"{item}/{measure}/{block}":
                    wrong.append(f"{pair}: family {test['family']}")
                refused = {s for s in ("withheld", "missing") if s in (a["status"], b["status"])}
                if refused:
                    if test["verdict"] != "refused" or any(
                        pd.notna(test[told]) for told in ("difference", "p", "p_adjusted")
                    ):
                        wrong.append(f"{pair}: {refused} but tested")
                    continue
                flat_rows = a["base_kind"] == "rows" and a["se"] == b["se"] == 0
                p = test["p"] if block in together or flat_rows else p_of(a, b)
                if p is None:
                    wrong += [] if test["verdict"] == "not_settled" else [f"{pair}: {test['verdict']} without spread"]
                    continue
                tested[pair] = p
                if not math.isclose(test["p"], p, rel_tol=1e-6, abs_tol=1e-12):
                    wrong.append(f"{pair}: p {test['p']}, here {p}")
                if not math.isclose(test["difference"], b["value"] - a["value"], abs_tol=1e-9):
                    wrong.append(f"{pair}: difference")
            for pair, adjusted in benjamini_hochberg(tested).items():
                test, (first, second) = rows[pair], pair
                if not math.isclose(test["p_adjusted"], adjusted, rel_tol=1e-6, abs_tol=1e-12):
                    wrong.append(f"{pair}: adjusted {test['p_adjusted']}, here {adjusted}")
                if (test["verdict"] == "different") != (adjusted <= 1 - LEVELS[0]):
                    wrong.append(f"{pair}: {test['verdict']} at {adjusted}")
                higher, lower = (
                    (second, first) if cell_of[second]["value"] > cell_of[first]["value"] else (first, second)
                )
                letter = chr(ord("A") + columns.index(lower.rpartition("/")[2]))
                for level, mark in zip(LEVELS, (letter, letter.lower()), strict=True):
                    if adjusted <= round(1 - level, 9) and cell_of[higher]["value"] != cell_of[lower]["value"]:
                        letters.setdefault(higher, set()).add(mark)
                        break
            rows_of_family = sizes[f"{item}/{measure}/{block}"]
            if rows_of_family != len(pairs):
                wrong.append(f"{item}/{measure}/{block}: {rows_of_family} rows, {len(pairs)} pairs")
    for key, marks in survey["marks"].items():
        found = {m for m in marks.split() if re.fullmatch("[A-Za-z]", m)}
        if found != letters.get(key, set()) or marks.split() != sorted(marks.split()):
            wrong.append(f"{key}: letters {marks}, here {letters.get(key)}")
    return wrong


def p_against_all(part: dict[str, Any], everybody: dict[str, Any]) -> float:
    """Return p of a share and that of everybody, whom the column is part of: by Kish, its squared weights are those both hold."""
    bases = part["base_effective"], everybody["base_effective"]
    held = part["base_weighted"] / part["base_effective"] / everybody["base_weighted"]
    pooled = (part["value"] * bases[0] + everybody["value"] * bases[1]) / sum(bases)
    spread = 1 / bases[0] + 1 / bases[1] - 2 * held
    # A column of everybody, and a share of none or all in both, cannot differ.
    if spread <= 1e-12 or math.isclose(part["value"], everybody["value"], rel_tol=1e-11):
        return 1.0
    return two_sided((part["value"] - everybody["value"]) / math.sqrt(pooled * (1 - pooled) * spread))


def recount_against_all(cells: pd.DataFrame, tests: pd.DataFrame) -> tuple[int, list[str]]:
    """Return how many shares of respondents were compared with those of everybody, and what their tests have otherwise."""
    wrong = []
    cell_of = cells.to_dict("index")
    figures = cells[
        (cells["section"] == "survey") & (cells["measure"] == "share") & (cells["base_kind"] == "respondents")
    ]
    expected = set(figures.index[figures["column"] != "all"])
    shares = tests[tests["family"].str.endswith("-all") & tests["key_b"].isin(expected)]
    wrong += [f"{key}: not held against everybody" for key in sorted(expected - set(shares["key_b"]))]
    judged = 0
    for _, family in shares.groupby("family", sort=False):
        tested: dict[tuple[str, str], float] = {}
        for test in family.to_dict("records"):
            everybody, part = cell_of[test["key_a"]], cell_of[test["key_b"]]
            assert (everybody["column"], part["row"]) == ("all", everybody["row"])
            if {"withheld", "missing"} & {everybody["status"], part["status"]}:
                wrong += [] if test["verdict"] == "refused" else [f"{test['key_b']}: shut but tested"]
                continue
            tested[test["key_b"], test["key_a"]] = p = p_against_all(part, everybody)
            if not math.isclose(test["p"], p, rel_tol=1e-6, abs_tol=1e-12):
                wrong.append(f"{test['key_b']}: p {test['p']}, here {p}")
            if not math.isclose(test["difference"], part["value"] - everybody["value"], abs_tol=1e-9):
                wrong.append(f"{test['key_b']}: difference")
        rows = family.set_index("key_b")
        for (key, _), adjusted in benjamini_hochberg(tested).items():
            judged += 1
            if not math.isclose(rows.at[key, "p_adjusted"], adjusted, rel_tol=1e-6, abs_tol=1e-12):
                wrong.append(f"{key}: adjusted {rows.at[key, 'p_adjusted']}, here {adjusted}")
            if (rows.at[key, "verdict"] == "different") != (adjusted <= 1 - LEVELS[0]):
                wrong.append(f"{key}: {rows.at[key, 'verdict']} at {adjusted}")
    return judged, wrong


def written_tests(folder: Path, wave: str) -> pd.DataFrame:
    return pd.read_parquet(folder / "out" / wave / "tests.parquet")


@pytest.mark.parametrize("seed", [2, 7, 12, 23, 35, 53])
def test_odd_but_legal_studies_have_the_same_tests_twice(seed: int, tmp_path: Path) -> None:
    study = random_study(seed)
    folder = write_files(study, tmp_path / "study")
    assert call("run", folder, "--plain")[0] == 0
    cells, tests = cells_of(folder, study["wave_name"]), written_tests(folder, study["wave_name"])
    # Strata and clusters bind all columns, shared respondents those of a multiple item: what is published of two cells does not tell it.
    bound = bool(study.get("strata") or study.get("clusters"))
    together = {item["id"] for item in study["items"] if bound or item["type"] == "multiple"} | (
        {"target", "practice"} if bound else set()
    )
    assert recount(cells, tests, together=together) == []
    if not bound:
        assert recount_against_all(cells, tests)[1] == []


def test_the_good_study_has_the_same_tests_twice_an_overlapping_banner_included(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study")
    swap("study.toml", 'banner = ["sexe"]', 'banner = ["sexe", "channels"]')(folder)
    assert call("run", folder, "--plain")[0] == 0
    cells, tests = cells_of(folder), written_tests(folder, "2026-03")
    assert (tests["verdict"] == "different").sum() > 20
    assert tests["family"].str.endswith("/channels").any()
    assert recount(cells, tests, together={"channels"}) == []
    judged, wrong = recount_against_all(cells, tests)
    assert judged > 200
    assert wrong == []


def test_the_correction_and_the_levels_declared_are_those_used(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study")
    assert call("run", folder, "--plain")[0] == 0
    before = written_tests(folder, "2026-03")
    swap("study.toml", 'banner = ["sexe"]', 'banner = ["sexe"]\ncorrection = "none"\nlevels = [0.999]')(folder)
    assert call("run", folder, "--plain")[0] == 0
    after = written_tests(folder, "2026-03")
    assert set(before["correction"]) == {"fdr"}
    assert set(after["correction"]) == {"none"}
    tested = after["p"].notna()
    assert after.loc[tested, "p"].equals(after.loc[tested, "p_adjusted"])
    assert ((after["verdict"] == "different") == (after["p"] <= 0.001).fillna(value=False)).all()
    assert not cells_of(folder)["marks"].str.contains("[a-z]", regex=True).any()
