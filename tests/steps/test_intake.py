"""The intake step: what it keeps, what it stores, what it loads."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from relstudy.errors import FieldworkError
from relstudy.steps.intake import Intake, cells_of, intake_responses
from relstudy.study.codec import digest, load, save
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import Design, Respondents, Source, Weighting

ITEMS = (
    Item(
        id="uses_app", type="single", columns=("Q4",),
        codes=(Code(code="1", value=1), Code(code="2", value=0), Code(code="9", missing="dont_know")),
    ),
    Item(
        id="channels", type="multiple", columns=("Q5_1", "Q5_2"), codes=(Code(code="app"), Code(code="desk")),
        filter="uses_app == '1'", base="all",
    ),
)  # fmt: skip


def take_in(path: Path) -> Intake:
    return intake_responses(
        wave_responses=Source(path="waves/2026-03/responses.csv", sha256="", absolute=path),
        wave_items=ITEMS,
        wave_weighting=Weighting(method="column", column="poids", zero="drop"),
        study_respondents=Respondents(id="ident", keep="uses_app in ['1', '2', '9']"),
        study_design=Design(strata="région"),
    )


@pytest.fixture
def responses(tmp_path: Path) -> Path:
    path = tmp_path / "responses.csv"
    path.write_bytes(
        "ident;région;Q4;Q5_1;Q5_2;poids\n02;Sud;1;1;;0,5\n01;Nord;2;;;1,5\n03;Nord;9;;;1\n04;Sud;;1;1;1\n05;Sud;1;1;1;0\n"
        .encode("cp1252")
    )  # fmt: skip
    return path


def test_the_study_of_the_contract(responses: Path) -> None:
    got = take_in(responses)
    assert got.responses.respondent_id.tolist() == ["01", "02", "03"]
    assert got.responses.line.tolist() == [3, 2, 4]
    assert got.responses.codes["uses_app"].tolist() == [1, 0, 2]
    np.testing.assert_array_equal(got.responses.values["uses_app"], [0, 1, np.nan])
    assert got.responses.missing["uses_app"].tolist() == [0, 0, 4]
    assert got.responses.ticked["channels"].tolist() == [[0, 0], [1, 0], [0, 0]]
    assert got.responses.missing["channels"].tolist() == [2, 0, 2]
    assert got.sample.weight.tolist() == [1.5, 0.5, 1.0]
    assert got.sample.strata.tolist() == [0, 1, 0]
    assert (got.rows, got.left_out, got.dropped) == (5, 1, 1)
    assert [(f.code, f.found) for f in got.faults] == [("read-as", "cp1252, ;")]
    wave = SimpleNamespace(responses=SimpleNamespace(path="waves/1/responses.csv"))
    cells = cells_of(got, None, wave).set_index("measure")
    assert cells["value"].to_dict() == {"rows": 5}
    assert cells_of(replace(got, left_out=0, dropped=0), None, wave).empty
    assert cells_of(replace(got, skipped=2), None, wave)["value"].tolist() == [5, 2]


def test_what_is_stored_is_what_was_read(responses: Path, tmp_path: Path) -> None:
    got = take_in(responses)
    folder = tmp_path / "store"
    folder.mkdir()
    save(got, folder)
    back = load(Intake, folder)
    assert digest(back) == digest(got)
    assert back.faults == got.faults
    assert not [a for a in (back.responses.respondent_id, back.sample.weight) if a.dtype == object]


def test_no_file_of_answers() -> None:
    with pytest.raises(FieldworkError) as caught:
        intake_responses(
            wave_responses=None, wave_items=ITEMS, wave_weighting=Weighting(), study_respondents=Respondents(),
            study_design=Design(),
        )  # fmt: skip
    assert [f.code for f in caught.value.faults] == ["missing-file"]


@pytest.mark.parametrize("module", ["relstudy.tables", "relstudy.survey.expressions", "relstudy.survey.schema"])
def test_reading_a_study_loads_no_data_frame(module: str) -> None:
    heavy = "{'pandas', 'pyarrow', 'pandera', 'python_calamine'}"
    code = f"import {module}, sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
