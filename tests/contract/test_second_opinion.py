"""A second implementation of the contract, written without reading the program, agrees with it cell by cell."""

import csv
import io
import tomllib
from pathlib import Path
from typing import Any

import good_study
import numpy as np
import pandas as pd
import pytest
from good_study import call, cells_of, write_study
from mutations import WAVE, swap
from second_opinion import compare, everything
from second_studies import random_study, write_files

SEEDS = [2, 3, 4, 7, 8, 10, 12, 16, 17, 20, 22, 23, 24, 25, 30, 35, 37, 38, 40, 43, 45, 48, 53, 57, 69, 74, 76, 219]


@pytest.mark.parametrize("seed", SEEDS)
def test_odd_but_legal_studies_have_the_same_numbers_twice(seed: int, tmp_path: Path) -> None:
    study = random_study(seed)
    folder = write_files(study, tmp_path / "study")
    code, report, messages = call("run", folder, "--plain")
    assert code == 0, (report["faults"], messages)
    assert compare(everything(study), cells_of(folder, study["wave_name"])) == []


def _rows(text: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(text)))


def good_as_data() -> dict[str, Any]:
    items = tomllib.loads(good_study.questionnaire())["items"]
    for item in items:
        if "filter" in item:
            item["filter_x"] = {
                "channels == 'app'": ("eq", "channels", "app"),
                "cible == 'client'": ("eq", "cible", "client"),
            }[item["filter"]]
    files = {**good_study.WAVE, **good_study.interviews(), **good_study.REGISTERS}
    codings = [{**line, "prompted_bool": line["prompted"] == "oui"} for line in _rows(files["codings.csv"])]
    settings = tomllib.loads(good_study.STUDY)
    return {
        "steps": settings["steps"], "items": items, "responses": good_study.responses().to_dict("records"), "target": "cible",
        "target_codes": ["client", "prospect"], "banner": ["sexe"], "weight_column": "poids", "grid": settings["grid"],
        "grid_lines": _rows(files["grid.csv"]), "audit_lines": _rows(files["audit.csv"]), "benchmark_lines": _rows(files["benchmark.csv"]),
        "players": _rows(files["players.csv"]), "cases": _rows(files["cases.csv"]), "verbatims": _rows(files["verbatims.csv"]),
        "codings": codings, "codebook": _rows(files["codebook.csv"]), "expectations": _rows(files["expectations.csv"]),
        "offers": _rows(files["offers.csv"]),
    }  # fmt: skip


def test_the_good_study_has_the_same_numbers_twice_profiles_included(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study")
    assert call("run", folder, "--plain")[0] == 0
    stored = pd.read_parquet(folder / ".relstudy/2026-03/respondents.parquet").set_index("respondent_id")
    study = good_as_data()
    profiles = {
        i: stored.at[row["ident"], "profile"]
        for i, row in enumerate(study["responses"])
        if pd.notna(stored.at[row["ident"], "profile"])
    }
    assert len(set(profiles.values())) == 3
    mine = everything(study, profiles)
    assert any(key.endswith("profile=p3") for key in mine)
    assert compare(mine, cells_of(folder)) == []


BROKEN = {
    "filter, unknown item": ("questionnaire.toml", "channels == 'app'", "chanels == 'app'", "unknown-item"),
    "filter, one equals sign": ("questionnaire.toml", "channels == 'app'", "channels = 'app'", "bad-expression"),
    "base, unknown item": ("questionnaire.toml", 'base = "asked"', "base = \"sex == '1'\"", "unknown-item"),
    "keep, unknown item": ("study.toml", 'target = "cible"', 'target = "cible"\nkeep = "sex == \'1\'"', "unknown-item"),
    "an item without a type": ("questionnaire.toml", 'type = "numeric"', "", "missing-key"),
}


@pytest.mark.parametrize(
    "command",
    [
        "check",
        "run",
    ],
)
@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_question_is_a_fault_not_a_breakdown(broken: str, command: str, tmp_path: Path) -> None:
    file, old, new, fault = BROKEN[broken]
    folder = write_study(tmp_path / "study")
    if broken == "an item without a type":  # something leans on it
        swap("questionnaire.toml", 'column = "SEXE"\n', 'column = "SEXE"\nfilter = "age >= 18"\n')(folder)
    swap(file, old, new)(folder)
    code, report, _ = call(command, folder, *(["--plain"] if command == "run" else []))
    assert code == 1
    assert fault in {f["code"] for f in report["faults"]}
    assert all(f["file"] == file and f["line"] for f in report["faults"] if f["code"] == fault)


def _profiles_on(folder: Path, items: list[str], questionnaire: str, frame: pd.DataFrame) -> Any:
    wave = folder / "waves/w1"
    wave.mkdir(parents=True)
    (folder / "study.toml").write_text(
        '[study]\nid = "x"\nname = { fr = "x" }\nlanguages = ["fr"]\n[steps]\naudit = false\nbenchmark = false\ninterviews = false\n'
        f'survey = true\n[respondents]\nid = "id"\n[profiles]\nitems = {items}\n'.replace("'", '"'), encoding="utf-8"
    )  # fmt: skip
    (folder / "questionnaire.toml").write_text(questionnaire, encoding="utf-8")
    (wave / "wave.toml").write_text("field_start = 2026-01-01\nfield_end = 2026-01-02\n", encoding="utf-8")
    frame.to_csv(wave / "responses.csv", index=False)
    assert call("run", folder, "--plain")[0] == 0
    return cells_of(folder, "w1").loc["profiles/_/k/_/_"]


@pytest.mark.parametrize(
    "items",
    [
        1,
        2,
    ],
)
def test_three_groups_planted_in_multiple_items_are_found(items: int, tmp_path: Path) -> None:
    """Items of nine boxes, three boxes for each group, ticked at 92 % against 8 %: silhouette about 0.5."""
    chance = np.random.default_rng(items)
    group = chance.choice(3, size=600, p=(0.5, 0.3, 0.2))
    frame = pd.DataFrame({"id": [f"r{i:03d}" for i in range(600)]})
    text = ""
    for item in range(items):
        names = {f"c{box}": f"M{item}_{box}" for box in range(9)}
        text += f'[[items]]\nid = "m{item}"\ntype = "multiple"\nlabel = {{ fr = "m" }}\ncolumns = {{ '
        text += ", ".join(f'{code} = "{column}"' for code, column in names.items()) + " }\n"
        for box, column in enumerate(names.values()):
            frame[column] = (chance.random(600) < np.where(group == box % 3, 0.92, 0.08)).astype(int)
    cell = _profiles_on(tmp_path / "study", [f"m{i}" for i in range(items)], text, frame)
    assert cell["kind"] == "number"
    assert cell["value"] == 3


def test_two_verbatims_whose_names_fold_alike_keep_keys_unique(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study")
    for name in ("verbatims.csv", "codings.csv"):
        path = folder / WAVE / name
        text = path.read_text(encoding="utf-8")
        for old, new in {"VE01": "V 1", "VE02": "V-1", "VE03": "???", "VE04": "!!!"}.items():
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    assert call("run", folder, "--plain")[0] == 0
    assert cells_of(folder).index.is_unique
