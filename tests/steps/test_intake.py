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
from relstudy.survey.mapping import Renamings
from relstudy.survey.plan import Design, QualityPlan, Respondents, Source, Weighting

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


STUDY = SimpleNamespace(respondents=Respondents(id="ident"))


def take_in(path: Path, quality: QualityPlan = QualityPlan()) -> Intake:  # noqa: B008
    return intake_responses(
        wave_responses=Source(path="waves/2026-03/responses.csv", sha256="", absolute=path),
        wave_items=ITEMS,
        wave_weighting=Weighting(method="column", column="poids", zero="drop"),
        study_respondents=Respondents(id="ident", keep="uses_app in ['1', '2', '9']"),
        study_design=Design(strata="région"),
        study_quality=quality,
        wave_renamings=Renamings(),
        wave_is_first=True,
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
    np.testing.assert_array_equal(got.responses.numbers("uses_app"), [0, 1, np.nan])
    assert got.responses.missing["uses_app"].tolist() == [0, 0, 4]
    assert got.responses.ticked["channels"].tolist() == [[0, 0], [1, 0], [0, 0]]
    assert got.responses.missing["channels"].tolist() == [2, 0, 2]
    assert got.sample.weight.tolist() == [1.5, 0.5, 1.0]
    assert got.sample.strata.tolist() == [0, 1, 0]
    assert (got.rows, got.left_out, got.dropped) == (5, 1, 1)
    assert [(f.code, f.found) for f in got.faults] == [("read-as", "cp1252, ;")]
    wave = SimpleNamespace(responses=SimpleNamespace(path="waves/1/responses.csv"), items=ITEMS)

    def counted(result: Intake) -> dict[str, float]:
        cells = cells_of(result, STUDY, wave)
        return cells[cells["section"] == "sample"].set_index("measure")["value"].to_dict()

    assert counted(got) == {"rows": 5}
    assert set(cells_of(got, STUDY, wave)["source"]) == {"waves/1/responses.csv#ident"}
    assert counted(replace(got, left_out=0, dropped=0)) == {}
    assert counted(replace(got, skipped=2)) == {"rows": 5, "skipped": 2}


def test_checks_of_the_fieldwork_are_counted_and_leave_out_only_where_the_study_says_so(responses: Path) -> None:
    odd = (("no_app", "uses_app == '2' or uses_app == '9'"),)
    wave = SimpleNamespace(responses=SimpleNamespace(path="waves/1/responses.csv"), items=ITEMS)

    def found(result: Intake) -> dict[str, float]:
        cells = cells_of(result, STUDY, wave)
        cells = cells[(cells["section"] == "quality") & (cells["item"] != "duplicates")]
        keys = cells["item"] + "/" + cells["measure"] + "/" + cells["row"]
        return dict(zip(keys, cells["value"], strict=True))

    counted = take_in(responses, QualityPlan(contradictions=odd))
    assert counted.responses.respondent_id.tolist() == ["01", "02", "03"]
    figures = {"contradictions/n/_": 2, "contradictions/n/no_app": 2}
    figures |= {key.replace("/n/", "/share/"): 2 / 3 for key in figures}
    assert found(counted) == pytest.approx(figures)
    without = take_in(responses, QualityPlan(contradictions=odd, leave_out=("contradictions",)))
    assert without.responses.respondent_id.tolist() == ["02"]
    assert without.sample.weight.tolist() == [0.5]
    assert without.responses.ticked["channels"].tolist() == [[1, 0]]
    assert found(without) == pytest.approx({**figures, "contradictions/left_out/_": 2, "_/left_out/_": 2})


def test_the_unit_that_stood_beside_numbers_is_told_and_stored(tmp_path: Path) -> None:
    path = tmp_path / "responses.csv"
    path.write_text("ident,wait,age\n1,18 min,30\n2,5 min,41\n3,,52\n", encoding="utf-8")
    items = tuple(Item(id=name, type="numeric", columns=(name,)) for name in ("wait", "age"))
    got = intake_responses(
        wave_responses=Source(path="waves/1/responses.csv", sha256="", absolute=path), wave_items=items,
        wave_weighting=Weighting(), study_respondents=Respondents(id="ident"), study_design=Design(),
        study_quality=QualityPlan(), wave_renamings=Renamings(), wave_is_first=True,
    )  # fmt: skip
    assert got.units == {"wait": "min"}
    folder = tmp_path / "store"
    folder.mkdir()
    save(got, folder)
    wave = SimpleNamespace(responses=SimpleNamespace(path="waves/1/responses.csv"), items=items)
    cells = cells_of(load(Intake, folder), STUDY, wave)
    told = cells[cells["measure"] == "unit"]
    assert told[["section", "item", "text", "source"]].values.tolist() == [
        ["sample", "wait", "min", "waves/1/responses.csv#wait"]
    ]


def test_nobody_left_is_an_empty_wave(responses: Path) -> None:
    with pytest.raises(FieldworkError) as caught:
        take_in(responses, QualityPlan(contradictions=(("all", "uses_app in ['1', '2', '9']"),), leave_out=("contradictions",)))  # fmt: skip
    assert [f.code for f in caught.value.faults if f.severity == "error"] == ["empty-wave"]


def test_interviews_hurried_by_the_declared_column(tmp_path: Path) -> None:
    path = tmp_path / "responses.csv"
    path.write_text(
        "ident,région,Q4,Q5_1,Q5_2,poids,durée\n"
        + "".join(f"{i},Sud,1,1,0,1,{d}\n" for i, d in enumerate(["30", "31.5", "29", "9", "", "10"])),
        encoding="utf-8",
    )
    got = take_in(path, QualityPlan(duration="durée", leave_out=("speeders",)))
    speeders = next(f for f in got.quality.findings if f.check == "speeders")
    # Median 29, a third of it 9.67; who has no duration is not judged.
    assert (speeders.found, speeders.judged, got.quality.median) == (1, 5, 29.0)
    assert got.responses.respondent_id.tolist() == ["0", "1", "2", "4", "5"]


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
            study_design=Design(), study_quality=QualityPlan(), wave_renamings=Renamings(), wave_is_first=True,
        )  # fmt: skip
    assert [f.code for f in caught.value.faults] == ["missing-file"]


@pytest.mark.parametrize("module", ["relstudy.tables", "relstudy.survey.expressions", "relstudy.survey.schema"])
def test_reading_a_study_loads_no_data_frame(module: str) -> None:
    heavy = "{'pandas', 'pyarrow', 'pandera', 'python_calamine'}"
    code = f"import {module}, sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_was_written_is_kept_of_those_kept_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "responses.csv"
    path.write_text("ident,Q9,w\nb,Trop long,1\na,,1\nc,=1+1,0\nd,Rien,2\n", encoding="utf-8")
    items = (Item(id="why", type="open", columns=("Q9",)),)
    got = intake_responses(
        wave_responses=Source(path="waves/1/responses.csv", sha256="", absolute=path),
        wave_items=items,
        wave_weighting=Weighting(method="column", column="w", zero="drop"),
        study_respondents=Respondents(id="ident"),
        study_design=Design(),
        study_quality=QualityPlan(),
        wave_renamings=Renamings(),
        wave_is_first=True,
    )
    folder = tmp_path / "stored"
    folder.mkdir()
    save(got, folder)
    for one in (got, load(Intake, folder)):
        assert one.answers_to("why").to_dict("list") == {"row": [1, 2], "text": ["Trop long", "Rien"]}
    wave = SimpleNamespace(responses=SimpleNamespace(path="waves/1/responses.csv"), items=items)
    cells = cells_of(got, STUDY, wave)
    [found] = cells[cells["measure"] == "written"].to_dict("records")
    assert (found["item"], found["value"], found["base"], found["base_kind"]) == ("why", 2, 3, "rows")
