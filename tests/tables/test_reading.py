"""Columns a table should have, and those nobody knows."""

from relstudy.tables import check_columns


def test_columns_that_lack_and_columns_nobody_knows(read) -> None:
    got = read("ofer_id,kind,note\n1,2,3\n")
    check_columns(got.table, got.log, required=("offer_id", "kind"), optional=("owner",))
    assert [(f.code, f.severity, f.line, f.column, f.found, f.allowed) for f in got.log.faults] == [
        ("missing-column", "error", 1, "offer_id", "ofer_id", None),
        ("extra-column", "error", 1, "ofer_id", "ofer_id", "offer_id"),
        ("extra-column", "error", 1, "note", "note", None),
    ]


def test_among_answers_a_column_nobody_uses_is_a_note_and_many_are_counted(read) -> None:
    got = read(",".join(f"c{i}" for i in range(50)) + "\n" + ",".join("1" * 50) + "\n")
    check_columns(got.table, got.log, required=(), optional=("c0",), extra="note")
    assert {f.severity for f in got.log.faults} == {"note"}
    assert sum(1 + f.more for f in got.log.faults) == 49
    assert len(got.log.faults) == 20


def test_a_column_without_a_heading_is_like_no_other(read) -> None:
    got = read("a,,c\n1,2,3\n")
    check_columns(got.table, got.log, required=("a",), optional=("c", "#12"), extra="note")
    assert [(f.column, f.allowed) for f in got.log.faults] == [("#2", None)]
