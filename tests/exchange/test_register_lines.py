"""What stands in a register gives way to nothing that says the same in other words."""

import pytest

from relstudy.errors import FaultLog
from relstudy.exchange.register_lines import CODINGS, VERBATIMS, Merged, Register, merge_lines
from relstudy.tables.reading import read_content
from relstudy.tables.register_changes import Record
from relstudy.tables.rows import Layout

HEADS = "verbatim_id,code_id,coder,start,end,valence,prompted,stance\n"


def merged(register: Register, standing: str, line: Record) -> Merged:
    log = FaultLog()
    table = read_content(standing.encode(), log, layout=Layout(file="register.csv"))
    assert table is not None
    return merge_lines(register, table, (line,), replace=False)


@pytest.mark.parametrize(
    "stands", ["v1,tel,AB,12,20,+1,oui,voice", "v1,tel,AB,12,20,1.0,TRUE,Voice", "v1,tel,AB,12,20,1,1,"]
)
def test_the_same_in_other_words_changes_nothing(stands: str) -> None:
    line = dict(zip(HEADS.strip().split(","), ("v1", "tel", "AB", "12", "20", "1", "yes", ""), strict=True))
    found = merged(CODINGS, f"{HEADS}{stands}\n", line)
    assert (found.changes.added, found.changes.changed, found.conflicts) == ((), {}, ())


@pytest.mark.parametrize(("column", "given"), [("prompted", "no"), ("valence", "-1")])
def test_what_means_something_else_is_a_conflict(column: str, given: str) -> None:
    line = {"verbatim_id": "v1", "code_id": "tel", "coder": "AB", "start": "12", "end": "20", column: given}
    (conflict,) = merged(CODINGS, f"{HEADS}v1,tel,AB,12,20,1,oui,\n", line).conflicts
    assert (conflict.line, conflict.column, conflict.given) == (2, column, given)


def test_what_was_blank_is_filled_and_a_text_is_held_letter_by_letter() -> None:
    line = {"verbatim_id": "v1", "code_id": "tel", "coder": "AB", "start": "12", "end": "20", "valence": "1"}
    assert merged(CODINGS, f"{HEADS}v1,tel,AB,12,20,,oui,\n", line).changes.changed[2]["prompted"] == "oui"
    (conflict,) = merged(
        VERBATIMS, "verbatim_id,case_id,text\nv1,A,Attendre\n", {"verbatim_id": "v1", "text": "attendre"}
    ).conflicts
    assert conflict.column == "text"
