"""Files of further people: read as a wave's is, under either kind of names, all faults at once, nothing half written."""

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest
from typing_example import ITEMS, hand_model

from relstudy.delivery.typing import TypedFile, type_file
from relstudy.errors import Fault, FieldworkError
from relstudy.outputs.typing_model import TypingModel, names_by_id, write_model
from relstudy.survey.plan import Respondents

PEOPLE = pd.DataFrame(
    {
        "ident": ["b", "a", "=c"], "Q1": ["5", "1", "9"], "Q2": ["01", "03", "02"], "Q3_1": ["1", "0", "0"],
        "Q3_2": ["0", "0", "1"], "Q4": ["2.5", "0", "7"], "AGE": ["20", "70", "41"], "other": ["x", "y", "z"],
    }
)  # fmt: skip
BY_ID = {
    column: name for item in ITEMS for column, name in zip(item.columns, names_by_id(item), strict=True)
} | {"ident": "respondent_id"}  # fmt: skip


def typed(folder: Path, file: Path, *, model: TypingModel | None = None) -> tuple[TypedFile, pd.DataFrame]:
    (folder / "typing.json").write_bytes(write_model(model or hand_model()))
    found = type_file(folder / "typing.json", file, folder / "out.csv")
    return found, pd.read_csv(folder / "out.csv", dtype={"respondent_id": str})


def csv(folder: Path, frame: pd.DataFrame, **options: object) -> Path:
    frame.to_csv(folder / "people.csv", index=False, **options)  # type: ignore[call-overload]
    return folder / "people.csv"


def refused(folder: Path, file: Path, *, model: TypingModel | None = None) -> tuple[Fault, ...]:
    with pytest.raises(FieldworkError) as error:
        typed(folder, file, model=model)
    assert sorted(p.name for p in folder.glob("*")) == sorted({"typing.json", *([file.name] if file.exists() else [])})
    return error.value.faults


def test_a_row_per_person_in_the_order_of_the_file(tmp_path: Path) -> None:
    found, out = typed(tmp_path, csv(tmp_path, PEOPLE))
    assert list(out) == ["respondent_id", "profile", "profile_p1", "profile_p2", "profile_p3"]
    assert out["respondent_id"].tolist() == ["b", "a", "'=c"]
    model = hand_model()
    columns = np.array([5, 1, 0, 0, 1, 0, 2.5, 1, 0])
    sums = model.rule.constants + model.rule.coefficients @ columns
    expected = np.exp(sums) / np.exp(sums).sum()
    assert out.loc[0, ["profile_p1", "profile_p2", "profile_p3"]].tolist() == pytest.approx(expected.tolist(), abs=1e-6)
    assert out.loc[0, "profile"] == f"p{int(expected.argmax()) + 1}"
    assert (found.naming, found.without, found.incomplete, found.by_row) == ("learned", 1, 1, False)
    assert out.loc[2].isna().tolist() == [False, True, True, True, True]


def test_missing_answers_follow_the_model(tmp_path: Path) -> None:
    people = PEOPLE.assign(Q3_1=["1", "", "0"], Q3_2=["", "", "1"], AGE=["20", "", "41"])
    found, out = typed(tmp_path, csv(tmp_path, people), model=hand_model(missing="mean"))
    assert (found.without, found.incomplete) == (0, 2)
    assert out["profile"].notna().all()


def test_columns_may_bear_the_ids_of_questions(tmp_path: Path) -> None:
    _, expected = typed(tmp_path, csv(tmp_path, PEOPLE))
    found, out = typed(tmp_path, csv(tmp_path, PEOPLE.rename(columns=BY_ID)))
    assert found.naming == "by_id"
    pd.testing.assert_frame_equal(out, expected)


def test_names_of_the_two_kinds_are_not_mixed(tmp_path: Path) -> None:
    faults = refused(tmp_path, csv(tmp_path, PEOPLE.rename(columns={"Q1": "app", "Q2": "desk"})))
    assert [(f.code, f.column, f.line) for f in faults] == [("missing-column", "Q1", 1), ("missing-column", "Q2", 1)]


@pytest.mark.parametrize("kind", ["french", "xlsx", "sav", "parquet"])
def test_files_of_every_kind_give_the_same(tmp_path: Path, kind: str) -> None:
    _, expected = typed(tmp_path, csv(tmp_path, PEOPLE))
    (tmp_path / "people.csv").unlink()
    file = tmp_path / f"people.{'csv' if kind == 'french' else kind}"
    if kind == "french":
        french = PEOPLE.assign(Q4=PEOPLE["Q4"].str.replace(".", ","))
        file.write_bytes(french.to_csv(index=False, sep=";", lineterminator="\r\n").encode("cp1252"))
    elif kind == "xlsx":
        book = openpyxl.Workbook()
        for row in (list(PEOPLE), *PEOPLE.itertuples(index=False)):
            book.active.append([f"\ufeff{v}".strip("\ufeff") for v in row])
            for cell in book.active[book.active.max_row]:
                cell.data_type = "s"
        book.save(file)
    elif kind == "sav":
        numbers = PEOPLE.assign(**{c: PEOPLE[c].astype(float) for c in ("Q1", "Q3_1", "Q3_2", "Q4", "AGE")})
        pyreadstat.write_sav(numbers, str(file))
    else:
        PEOPLE.to_parquet(file, index=False)
    pd.testing.assert_frame_equal(typed(tmp_path, file)[1], expected)


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    wrong = PEOPLE.assign(
        Q2=["01", "04", "01"], Q3_2=["0", "perhaps", "1"], Q4=["much", "0", "7"], ident=["a", "b", "a"]
    )
    faults = refused(tmp_path, csv(tmp_path, wrong.drop(columns="Q1")))
    assert {(f.code, f.column, f.line, f.found) for f in faults} == {
        ("missing-column", "Q1", 1, None), ("unknown-code", "Q2", 3, "04"), ("unknown-code", "Q3_2", 3, "perhaps"),
        ("not-a-number", "Q4", 2, "much"), ("duplicate-respondent", "ident", 4, "a"),
    }  # fmt: skip


def test_a_file_without_ids_is_a_fault_where_the_study_has_some(tmp_path: Path) -> None:
    assert [f.code for f in refused(tmp_path, csv(tmp_path, PEOPLE.drop(columns="ident")))] == ["missing-column"]
    found, out = typed(tmp_path, csv(tmp_path, PEOPLE), model=hand_model(respondents=Respondents(id="row")))
    assert found.by_row
    assert out["respondent_id"].tolist() == ["1", "2", "3"]


def test_a_file_laid_out_as_the_study_s_is_read_so(tmp_path: Path) -> None:
    model = hand_model(respondents=Respondents(id="ident", header_row=2, skip_rows=(3,)))
    _, expected = typed(tmp_path, csv(tmp_path, PEOPLE), model=model)
    lines = (tmp_path / "people.csv").read_text(encoding="utf-8").splitlines()
    texts = ",".join(f"Text of {name}" for name in PEOPLE)
    (tmp_path / "people.csv").write_text("\n".join(["title,,,,,,,", lines[0], texts, *lines[1:]]), encoding="utf-8")
    found, out = typed(tmp_path, tmp_path / "people.csv", model=model)
    assert found.as_study
    pd.testing.assert_frame_equal(out, expected)


def test_no_person_of_a_plain_file_is_skipped_because_the_study_s_had_a_line_to_skip(tmp_path: Path) -> None:
    model = hand_model(respondents=Respondents(id="ident", skip_rows=(2,)))
    found, out = typed(tmp_path, csv(tmp_path, PEOPLE), model=model)
    assert not found.as_study
    assert len(out) == len(PEOPLE)


def test_another_study_s_folder_is_refused(tmp_path: Path) -> None:
    for name, study in (("mine", "s"), ("theirs", "t")):
        folder = tmp_path / name / "waves"
        folder.mkdir(parents=True)
        (folder.parent / "study.toml").write_text(f'[study]\nid = "{study}"\n', encoding="utf-8")
        csv(folder, PEOPLE)
        (folder / "typing.json").write_bytes(write_model(hand_model()))
    mine, theirs = tmp_path / "mine" / "waves", tmp_path / "theirs" / "waves"
    assert type_file(mine / "typing.json", mine / "people.csv", tmp_path / "out.csv").naming == "learned"
    for model, file in ((mine, theirs), (theirs, mine)):
        with pytest.raises(FieldworkError) as error:
            type_file(model / "typing.json", file / "people.csv", tmp_path / "none.csv")
        assert [(f.code, f.found, f.allowed) for f in error.value.faults] == [("wrong-study", "s", "t")]
    assert not (tmp_path / "none.csv").exists()


def test_missing_files_and_places_are_faults(tmp_path: Path) -> None:
    assert [f.code for f in refused(tmp_path, tmp_path / "none.csv")] == ["missing-file"]
    people = csv(tmp_path, PEOPLE)
    with pytest.raises(FieldworkError) as error:
        type_file(tmp_path / "typing.json", people, tmp_path / "no" / "out.csv")
    assert [f.code for f in error.value.faults] == ["not-writable"]
    with pytest.raises(FieldworkError) as error:
        type_file(tmp_path / "no.json", people, tmp_path / "out.csv")
    assert [f.code for f in error.value.faults] == ["missing-file"]


def test_an_empty_file_is_a_fault(tmp_path: Path) -> None:
    assert [f.code for f in refused(tmp_path, csv(tmp_path, PEOPLE[:0]))] == ["empty-wave"]
