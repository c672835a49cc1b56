"""cases, verbatims, codings, asked: everything that can be wrong with them, said at once."""

from functools import partial
from pathlib import Path

import pytest
from interview_files import interviews_of as read_files

from relstudy.errors import FieldworkError
from relstudy.survey.registers import CodebookEntry

CODEBOOK = tuple(CodebookEntry(id=name) for name in ("channels", "phone", "queue", "kindness"))
VERBATIMS = "verbatim_id,case_id,text\nv1,A1,attendre\n"
interviews_of = partial(read_files, codebook=CODEBOOK, verbatims=VERBATIMS)


def test_all_faults_of_all_files_at_once(tmp_path: Path) -> None:
    with pytest.raises(FieldworkError) as caught:
        interviews_of(
            tmp_path,
            "verbatim_id,code_id,valence,prompted,stance\nv9,queue,,,\nv1,queu,,,\nv1,queue,3,,\nv1,phone,,maybe,\nv1,kindness,,,against\n"
            "v4,queue,,,\nv4,queue,1,,\nv3,queue,0.5,,\nv3,phone,bad,,\n",
            cases="case_id,target,kind\nA1,,\nA1,,\n,Client,\nA2,?,duo\nA3,,\n",
            verbatims="verbatim_id,case_id,text\nv1,A1,text\nv1,A1,again\nv3,A9,text\nv4,A1,\n",
            asked="case_id,code_id\nA8,queue\nA1,phon\n",
        )
    got = {(f.code, f.file.rpartition("/")[2], f.line, f.column) for f in caught.value.faults}
    assert got == {
        ("duplicate-id", "cases.csv", 3, "case_id"), ("missing-value", "cases.csv", 4, "case_id"), ("bad-value", "cases.csv", 5, "target"),
        ("bad-value", "cases.csv", 5, "kind"),
        ("duplicate-id", "verbatims.csv", 3, "verbatim_id"), ("unknown-item", "verbatims.csv", 4, "case_id"),
        ("missing-value", "verbatims.csv", 5, "text"),
        ("unknown-item", "codings.csv", 2, "verbatim_id"), ("unknown-code", "codings.csv", 3, "code_id"),
        ("bad-value", "codings.csv", 4, "valence"), ("bad-value", "codings.csv", 5, "prompted"), ("bad-value", "codings.csv", 6, "stance"),
        ("duplicate-id", "codings.csv", 8, "code_id"), ("bad-value", "codings.csv", 9, "valence"), ("bad-value", "codings.csv", 10, "valence"),
        ("unknown-item", "asked.csv", 2, "case_id"), ("unknown-code", "asked.csv", 3, "code_id"),
    }  # fmt: skip
    assert next(f for f in caught.value.faults if f.found == "queu").allowed.startswith("queue")


def test_a_missing_file_is_the_only_fault_it_makes(tmp_path: Path) -> None:
    with pytest.raises(FieldworkError) as caught:
        interviews_of(tmp_path, "verbatim_id,code_id\nv1,queue\n", verbatims=None)
    assert [(f.code, f.file) for f in caught.value.faults] == [("missing-file", "verbatims.csv")]
    with pytest.raises(FieldworkError) as caught:
        interviews_of(tmp_path, "verbatim_id,code_id\n", cases="case_id\n", verbatims="verbatim_id,case_id,text\n")
    assert [f.code for f in caught.value.faults] == ["empty-wave"]


@pytest.mark.parametrize(
    ("codings", "tells"),
    [
        ("verbatim_id,code_id\nv1,queue\nv1,phone\n", False),
        ("verbatim_id,code_id,prompted\nv1,queue,\nv1,phone,\n", False),
        ("verbatim_id,code_id,prompted\nv1,queue,no\nv1,phone,\n", True),
        ("verbatim_id,code_id,prompted\nv1,queue,no\nv1,phone,no\n", True),
    ],
)
def test_what_is_spontaneous_is_known_where_a_passage_says_so(tmp_path: Path, codings: str, tells: bool) -> None:
    assert interviews_of(tmp_path, codings).codings.tells_prompts is tells


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("A1,queue\n", "kindness"), ("A1,queue\nA2,kindness\n", None), ("A1,phone\nA1,queue\n", "kindness"),
        ("A1,kindness\n", "queue"),
    ],
)  # fmt: skip
def test_codes_voiced_and_raised_with_nobody_are_said(tmp_path: Path, asked: str, said: str | None) -> None:
    codings = "verbatim_id,code_id,stance\nv1,queue,voice\nv1,kindness,voice\nv1,channels,contrary\n"
    faults = interviews_of(tmp_path, codings, asked="case_id,code_id\n" + asked).faults
    assert [f.found for f in faults if f.code == "never-asked"] == ([said] if said else [])


def test_a_code_above_one_that_was_raised_is_asked_with_it(tmp_path: Path) -> None:
    codebook = (CodebookEntry(id="channels"), CodebookEntry(id="phone", parent="channels"))
    codings, asked = "verbatim_id,code_id\nv1,channels\n", "case_id,code_id\nA1,phone\n"
    faults = read_files(tmp_path, codings, codebook=codebook, verbatims=VERBATIMS, asked=asked).faults
    assert [f for f in faults if f.code == "never-asked"] == []
