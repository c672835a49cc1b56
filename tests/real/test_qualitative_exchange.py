"""Files that other programs wrote, imported by the command: what they hold comes over, what is lost is named."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from interview_study import WAVE, call_json, tables_of, write_interview_study
from real_studies import DATA

EXCHANGE = DATA / "qualitative-exchange"
VERBATIMS = DATA / "fr-services-publics-plus-verbatims" / "balanced_dataset.csv"
SAMPLE = "taguette_1.5.2_sample.sqlite3"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_interview_study(tmp_path / "s")


def imported(study: Path, file: Path) -> dict[str, Any]:
    code, told = call_json("import", study, file, "--wave", WAVE)
    assert (code, told["faults"]) == (0, [])
    return told


def rows(study: Path, name: str) -> pd.DataFrame:
    path = study / name if name == "codebook.csv" else study / "waves" / WAVE / name
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_taguette_counts_bytes(study: Path) -> None:
    """The example of REFI-QDA's pitfalls: bytes 33-64 are code points 24-48."""
    told = imported(study, EXCHANGE / SAMPLE)
    assert [told[key] for key in ("cases", "verbatims", "codings", "codes", "dialect", "score")] == [
        1,
        1,
        2,
        2,
        "utf-8",
        1.0,
    ]
    found = rows(study, "codings.csv")
    assert set(zip(found["start"], found["end"], found["quote"], strict=True)) == {
        ("24", "48", "déçue 😡 par le téléphone")
    }


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_taguette_tables_join_what_its_database_gave(study: Path, ending: str) -> None:
    imported(study, EXCHANGE / SAMPLE)
    before = tables_of(study)
    for name in ("highlights", "codebook"):
        told = imported(study, EXCHANGE / f"taguette_1.5.2_{name}.{ending}")
        assert told["codes"] == 2
    assert tables_of(study) == before


def test_a_codebook_that_breaks_the_schema_is_read(study: Path) -> None:
    assert imported(study, EXCHANGE / "taguette_1.5.2_codebook.qdc")["codes"] == 2
    assert rows(study, "codebook.csv")["label_fr"].tolist() == ["canal.téléphone", "satisfaction.négative"]


def test_a_project_without_names_of_sources_is_read(study: Path) -> None:
    told = imported(study, EXCHANGE / "cproctor_demo.qdpx")
    assert [told[key] for key in ("cases", "verbatims", "codings", "codes")] == [2, 2, 205, 262]
    assert rows(study, "cases.csv")["case_id"].tolist() == ["board_2017", "admin-1"]
    book = rows(study, "codebook.csv").set_index("code_id")
    assert book.loc["competencies", "parent_id"] == "rq1_definition"
    assert book["label_fr"].value_counts()["programming"] == 2
    assert call_json("check", study)[1]["ok"]


def test_a_project_of_empty_documents_gives_its_codes(study: Path) -> None:
    told = imported(study, EXCHANGE / "cproctor_nvivo_project.qdpx")
    assert (told["cases"], told["codes"]) == (0, 262)
    assert {loss["what"] for loss in told["losses"]} == {"empty-document", "rich-text"}
    assert list(tables_of(study)) == ["codebook.csv"]


def test_1200_coded_verbatims_give_their_published_counts(study: Path, tmp_path: Path) -> None:
    table = pd.read_csv(VERBATIMS, dtype=str, keep_default_na=False).rename(columns={"Canaux Typologie 1": "Codes"})
    table.to_csv(tmp_path / "verbatims.csv", index=False)
    told = imported(study, tmp_path / "verbatims.csv")
    assert (told["cases"], told["verbatims"]) == (1200, 1200)
    assert call_json("run", study, "--plain")[0] == 0
    cells = pd.read_parquet(study / "out" / WAVE / "cells.parquet").set_index("key")["value"]

    def counts(code: str, *measures: str) -> tuple[float, ...]:
        return tuple(cells[f"interviews/{code}/{measure}/_/all"] for measure in measures)

    for channel, people in {
        "demarche_en_ligne": 664,
        "accueil": 299,
        "telephone": 266,
        "e_mail": 225,
        "courrier": 125,
    }.items():
        assert counts(channel, "cases") == (people,), channel
    for facet, told_counts in {
        "accessibilite": (787, 330, 391),
        "information_explication": (333, 89, 228),
        "relation": (258, 195, 58),
        "reactivite": (283, 115, 163),
        "simplicite_complexite": (550, 198, 308),
    }.items():
        assert counts(facet, "cases", "cases_positive", "cases_negative") == told_counts, facet
