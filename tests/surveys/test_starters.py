"""The ready-made studies of sectors: sound, without data, whole once answers come in."""

import re
import shutil
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from good_study import call

from relstudy.definitions.reading import read_study
from relstudy.drafting.making import make_study
from relstudy.report.order import PAGES
from relstudy.resources import surveys

pytestmark = pytest.mark.every_output

SECTORS = ("insurance", "public_service", "retail")
RESPONDENTS = 400


def copied(sector: str, tmp_path: Path) -> Path:
    return Path(shutil.copytree(surveys() / sector, tmp_path / sector, ignore=shutil.ignore_patterns("out", ".*")))


def states(html: str) -> dict[str, str | None]:
    """Return the state of each page of a report, None where it is measured."""
    sections = re.findall(r"<section\b[^>]*\bdata-page=\"([^\"]+)\"[^>]*>", html)
    tags = {page: tag for tag, page in re.findall(r"(<section\b[^>]*\bdata-page=\"([^\"]+)\"[^>]*>)", html)}
    return {page: (re.search(r'data-state="([^"]+)"', tags[page]) or [None, None])[1] for page in sections}


@pytest.mark.parametrize("sector", SECTORS)
def test_passes_check_and_gives_an_empty_but_complete_report(sector: str, tmp_path: Path) -> None:
    study = copied(sector, tmp_path)
    assert call("check", str(study))[0] == 0
    assert call("run", str(study), "--plain")[0] == 0
    for lang in ("fr", "en"):
        found = states((study / f"out/v01/report.{lang}.html").read_text(encoding="utf-8"))
        assert {page.name for page in PAGES} <= set(found)
        assert {found[page] for page in ("R1", "R2", "R3", "profiles", "interviews")} == {"not-measured"}
    cells = pd.read_parquet(study / "out/v01/cells.parquet")
    assert cells[cells["section"].isin(["survey", "interviews", "audit", "benchmark", "expectations"])].empty


@pytest.mark.parametrize("sector", SECTORS)
def test_a_study_is_made_of_it_and_needs_no_further_word(sector: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = make_study(Path("mine"), Path(f"surveys/{sector}"), "fr")
    assert made.awaits is None
    assert call("check", "mine")[0] == 0
    assert {path.name for path in (tmp_path / "mine").iterdir()} >= {"guide.fr.md", "guide.en.md", "codebook.csv"}
    assert 'id = "mine"' in (tmp_path / "mine/study.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("sector", SECTORS)
def test_both_languages_say_the_same_and_each_code_has_its_question(sector: str) -> None:
    folder = surveys() / sector
    reading = read_study(folder)
    assert not reading.faults
    registers = [pd.read_csv(folder / name, dtype=str) for name in ("offers.csv", "expectations.csv", "codebook.csv")]
    assert all(register[["label_fr", "label_en"]].notna().all(axis=None) for register in registers)
    codes = set(registers[2]["code_id"])
    for lang in ("fr", "en"):
        named = set(re.findall(r"`([a-z0-9_]+)`", (folder / f"guide.{lang}.md").read_text(encoding="utf-8")))
        assert named == codes


def drawn(chance: np.random.Generator, codes: list[str]) -> np.ndarray:
    return chance.choice(codes, RESPONDENTS)


def draw_answers(folder: Path) -> pd.DataFrame:
    """Return invented answers to every question; nobody answers what a filter spares them."""
    chance = np.random.default_rng(20270111)
    given: dict[str, object] = {"ident": [f"r{k:04d}" for k in range(RESPONDENTS)]}
    known: dict[str, np.ndarray] = {}
    for item in tomllib.loads((folder / "questionnaire.toml").read_text(encoding="utf-8"))["items"]:
        codes = [code["code"] for code in item.get("codes", ()) if "missing" not in code]
        asked = asked_of(item.get("filter"), known)
        if "from" in item:
            continue
        if item["type"] == "grid":
            given |= {column: np.where(asked, drawn(chance, codes), "") for column in item["rows"].values()}
        elif isinstance(item.get("columns"), dict):
            ticks = {code: chance.integers(0, 2, RESPONDENTS) for code in item["columns"]}
            given |= {column: np.where(asked, ticks[code].astype(str), "") for code, column in item["columns"].items()}
            known |= {f"{item['id']}={code}": asked & (ticked == 1) for code, ticked in ticks.items()}
        elif "separator" in item:
            several = ["|".join(chance.permutation(codes)[: 1 + k % 3]) for k in range(RESPONDENTS)]
            alone = {code for code in codes if code in ("none", "98")}
            several = [next((c for c in cell.split("|") if c in alone), cell) for cell in several]
            given[item["column"]] = np.where(asked, several, "")
        elif item["type"] in ("numeric", "open"):
            given[item["column"]] = np.where(asked, chance.integers(18, 86, RESPONDENTS).astype(str), "")
        else:
            answers = np.where(asked, drawn(chance, codes), "")
            given[item["column"]] = answers
            known |= {f"{item['id']}={code}": answers == code for code in codes}
    return pd.DataFrame(given)


def asked_of(condition: str | None, known: dict[str, np.ndarray]) -> np.ndarray:
    """Return who is asked: filters of the starters name one item and the answers that lead on."""
    if condition is None:
        return np.ones(RESPONDENTS, dtype=bool)
    item = condition.split(" ", 1)[0]
    return np.logical_or.reduce([known[f"{item}={code}"] for code in re.findall(r"'([^']+)'", condition)])


@pytest.mark.parametrize("sector", SECTORS)
def test_answers_that_come_in_fill_every_page_of_the_survey(sector: str, tmp_path: Path) -> None:
    study = copied(sector, tmp_path)
    draw_answers(study).to_csv(study / "waves/v01/responses.csv", index=False)
    text = (study / "study.toml").read_text(encoding="utf-8")
    (study / "study.toml").write_text(text.replace("survey = false", "survey = true"), encoding="utf-8")
    code, out, _ = call("check", str(study))
    assert code == 0, out
    assert call("run", str(study), "--plain")[0] == 0
    found = states((study / "out/v01/report.fr.html").read_text(encoding="utf-8"))
    assert {page for page, state in found.items() if state == "not-measured"} <= {
        "audit", "benchmark", "interviews", "changes", "profiles", "hypotheses",
    }  # fmt: skip
    cells = pd.read_parquet(study / "out/v01/cells.parquet")
    for item in ("channels", "practice", "importance.tracking", "new_services", "nps", "effects.image"):
        assert (cells["key"].str.startswith(f"survey/{item}/")).any(), item
    expected = set(pd.read_csv(study / "expectations.csv")["expectation_id"])
    ranked = cells[(cells["section"] == "expectations") & (cells["measure"] == "rank") & (cells["column"] == "all")]
    assert set(ranked["item"]) == expected
