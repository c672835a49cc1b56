"""Passages are cut from the text as written; what does not fit it is refused with its line."""

from functools import partial
from pathlib import Path

import pytest
from interview_files import interviews_of as read_files

from relstudy.errors import FieldworkError
from relstudy.survey.registers import CodebookEntry

CODEBOOK = (CodebookEntry(id="phone"),)
VERBATIMS = "verbatim_id,case_id,text\nv2,A2,déçue 😡 par le téléphone\nv3,A3,Très aimable\n"
interviews_of = partial(read_files, codebook=CODEBOOK, verbatims=VERBATIMS)


def test_a_quote_without_offsets_is_found_or_refused(tmp_path: Path) -> None:
    result = interviews_of(tmp_path, "verbatim_id,code_id,quote\nv2,phone,par le téléphone\n")
    assert result.codings.quote.tolist() == ["par le téléphone"]
    with pytest.raises(FieldworkError) as caught:
        interviews_of(
            tmp_path,
            "verbatim_id,code_id,start,end,quote\nv2,phone,,,par la poste\nv2,phone,0,5,décue\nv2,phone,10,99,\nv2,phone,5,5,\n"
            "v2,phone,-1,5,\nv2,phone,0,5, déçue \nv3,phone,4,,\nv3,phone,a,5,\nv3,phone,1.5,5,\n",
        )
    assert {(f.code, f.line, f.column) for f in caught.value.faults} == {
        ("quote-not-in-source", 2, "quote"), ("quote-not-in-source", 3, "quote"), ("quote-not-in-source", 4, "end"),
        ("quote-not-in-source", 5, "end"), ("quote-not-in-source", 6, "start"), ("missing-value", 8, "end"),
        ("not-a-number", 9, "start"), ("bad-value", 10, "start"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "passage"),
    [(0, 5, "déçue"), (6, 7, "😡"), (24 - 9, 24, "téléphone"), (0, 24, "déçue 😡 par le téléphone")],
)
def test_code_points_from_0_end_excluded(tmp_path: Path, start: int, end: int, passage: str) -> None:
    """The text has 24 code points, 25 UTF-16 units, 31 bytes: truths, REFI-QDA facts."""
    result = interviews_of(tmp_path, f"verbatim_id,code_id,start,end\nv2,phone,{start},{end}\n")
    assert result.codings.quote.tolist() == [passage]


def test_offsets_as_a_spreadsheet_writes_them(tmp_path: Path) -> None:
    result = interviews_of(tmp_path, "verbatim_id,code_id,start,end\nv2,phone,0.0,5.0\nv3,phone,,\n")
    assert (result.codings.quote.tolist(), result.codings.start.tolist()) == (["déçue", ""], [0, -1])


def test_lines_of_a_quote_may_end_otherwise(tmp_path: Path) -> None:
    verbatims = 'verbatim_id,case_id,text\nv2,A2,"un\r\ndeux"\n'
    result = interviews_of(
        tmp_path, 'verbatim_id,code_id,start,end,quote\nv2,phone,0,8,"un\ndeux"\n', verbatims=verbatims
    )
    assert result.codings.quote.tolist() == ["un\r\ndeux"]


def test_offsets_that_cut_words_are_doubted_where_no_quote_proves_them(tmp_path: Path) -> None:
    result = interviews_of(tmp_path, "verbatim_id,code_id,start,end\nv2,phone,9,12\nv2,phone,13,15\n")
    assert [(f.code, f.line, f.allowed) for f in result.faults] == [("doubtful-offsets", 2, "@offsets-utf16")]
