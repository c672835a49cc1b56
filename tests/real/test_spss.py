"""Real answers as SPSS files: drafted and run to published figures, and equal to the same answers as CSV."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from real_studies import DATA, cells_of, relstudy
from spss_files import dichotomies, with_sets

from relstudy.drafting.making import make_study
from relstudy.errors import FaultLog
from relstudy.survey.plan import Source
from relstudy.tables import Table, read_table
from relstudy.tables.dictionary import AnswerSet, MissingRange

EXAMPLE = DATA / "quantipy-example-a"
SETS = DATA / "spss-mrset"


def as_spss(folder: Path) -> Path:
    """Write the agency's example as an SPSS file, delimited cells as sets of ticks, and once more as CSV of the same columns."""
    said = json.loads((EXAMPLE / "Example Data (A).json").read_text(encoding="utf-8"))
    frame = pd.read_csv(EXAMPLE / "Example Data (A).csv", low_memory=False)
    columns: dict[str, object] = {}
    labels: dict[str, str] = {}
    values: dict[str, dict[float, str]] = {}
    sets: list[str] = []
    for name, about in said["columns"].items():
        listed = about.get("values", ())
        if isinstance(listed, str):
            listed = said["lib"]["values"][listed.rpartition("@")[2]]
        if name in ("@1", "RecordNo", "duration") or name not in frame:
            continue
        text = about["text"]["en-GB"]
        if about["type"] == "delimited set":
            cells = frame[name].fillna("").str.split(";").map(set)
            asked = frame[name].notna()
            ticked = [f"{name}_{value['value']}" for value in listed]
            for value, column in zip(listed, ticked, strict=True):
                holds = cells.map(lambda cell, code=str(value["value"]): code in cell).astype(float)
                columns[column] = holds.where(asked, np.nan)
                labels[column] = value["text"]["en-GB"]
            sets.append(dichotomies(name, "1", text, *ticked))
            continue
        columns[name] = pd.to_datetime(frame[name]) if about["type"] == "date" else frame[name]
        labels[name] = text
        if listed:
            values[name] = {float(value["value"]): value["text"]["en-GB"] for value in listed}
    made = pd.DataFrame(columns)
    path = folder / "example.sav"
    pyreadstat.write_sav(made, str(path), column_labels=labels, variable_value_labels=values, row_compress=True)
    path.write_bytes(with_sets(path.read_bytes(), *sets))
    made.convert_dtypes().to_csv(folder / "example.csv", index=False)
    return path


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example drafted from its SPSS file and run without weights, once more with the same answers as CSV."""
    folder = tmp_path_factory.mktemp("example")
    make_study(folder / "study", as_spss(folder), "en")
    study = (folder / "study/study.toml").read_text(encoding="utf-8")
    assert 'method = "column"' in study
    before, _, after = study.partition("[weighting]\n")
    unweighted = before + '[weighting]\nmethod = "none"\n[tables]\nbanner = ["gender"]\n' + after[after.index("\n# ") :]
    (folder / "study/study.toml").write_text(unweighted, encoding="utf-8")
    code, report, messages = relstudy("run", folder / "study", "--plain")
    assert code == 0, (report["faults"], messages)
    return folder


def test_the_example_of_an_agency_gives_its_published_counts(example: Path) -> None:
    wave = next((example / "study/waves").iterdir()).name
    cells = cells_of(example / "study", wave)

    def count(item: str, code: str, column: str = "all") -> int:
        cell = cells.loc[f"survey/{item}/share/{code}/{column}"]
        return round(cell["value"] * cell["base"])

    # expected_basic.xlsx, unweighted: q2 base 2999, Sky diving 1127, 575 men and 552 women; q3 base 8255, Basketball 5754.
    assert cells.loc["survey/q2/share/1/all", "base"] == 2999
    assert [count("q2", "1", column) for column in ("all", "gender=1", "gender=2")] == [1127, 575, 552]
    assert cells.loc["survey/q3/share/1/all", "base"] == 8255
    assert count("q3", "1") == 5754
    text = (example / "study/questionnaire.toml").read_text(encoding="utf-8")
    assert text.count('type = "multiple"') == 4
    assert 'label = { en = "Which, if any, of these other sports have you ever participated in?" }' in text
    assert '{ code = "1", label = { en = "Sky diving" } }' in text


def test_the_same_answers_as_csv_give_equal_cells(example: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(example / "study", study, ignore=shutil.ignore_patterns("out", ".relstudy"))
    wave = next((study / "waves").iterdir())
    (wave / "responses.sav").unlink()
    shutil.copy(example / "example.csv", wave / "responses.csv")
    code, report, messages = relstudy("run", study, "--plain")
    assert code == 0, (report["faults"], messages)
    ours, theirs = cells_of(example / "study", wave.name), cells_of(study, wave.name)
    assert len(ours) > 1000
    assert ours.drop(columns="source").equals(theirs.drop(columns="source"))


def test_the_answers_handed_over_give_equal_cells(example: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(example / "study", study, ignore=shutil.ignore_patterns("out", ".relstudy"))
    wave = next((study / "waves").iterdir())
    shutil.copy(example / "study" / "out" / wave.name / "data.sav", wave / "responses.sav")
    plan = (study / "study.toml").read_text(encoding="utf-8")
    # Who answered is not handed over.
    (study / "study.toml").write_text(plan.replace('id = "record_number"', 'id = "row"'), encoding="utf-8")
    code, report, messages = relstudy("run", study, "--plain")
    assert code == 0, (report["faults"], messages)
    ours, theirs = cells_of(example / "study", wave.name), cells_of(study, wave.name)
    assert len(ours) > 1000
    assert ours.drop(columns="source").equals(theirs.drop(columns="source"))
    again = (study / "out" / wave.name / "data.sav").read_bytes()
    assert again == (wave / "responses.sav").read_bytes()


def test_the_files_of_another_program_say_what_they_hold() -> None:
    def table(name: str) -> Table:
        log = FaultLog()
        read = read_table(Source(path=name, sha256="", absolute=SETS / name), log)
        assert read is not None, log.faults
        return read

    kinds = table("simple_alltypes.sav")
    assert kinds.text("z").tolist() == ["-9", "", "1.234", "999", "3.14159", ""]
    assert kinds.text("y").tolist()[:4] == ["2000-01-01", "2000-01-02", "1950-12-24", "1776-07-04"]
    assert kinds.dictionary.sets == (
        AnswerSet(name="categorical_array", label="", columns=("ca_subvar_1", "ca_subvar_2", "ca_subvar_3")),
        AnswerSet(name="mymrset", label="My multiple response set", columns=("bool1", "bool2", "bool3"), counted="1"),
    )
    assert kinds.dictionary.variables["z"].missing == (MissingRange(low=-999, high=0), MissingRange(low=999, high=999))
    assert table("sample.sav").text("dtime").tolist()[0] == "2018-05-06T10:10:10"
    assert table("missing_test.sav").dictionary.variables["var1"].declares_missing("1", 1.0)
