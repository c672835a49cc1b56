"""Answers that contradict themselves are said with their number, and counted as they stand."""

from pathlib import Path

import numpy as np
import pytest

from relstudy.errors import FaultLog
from relstudy.intake.answers import Answers
from relstudy.intake.conflicts import say_conflicts
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import Source
from relstudy.tables import Table, read_table

SET = Item(
    id="m", type="multiple", columns=("a", "b", "none", "dk"),
    codes=(Code(code="a"), Code(code="b"), Code(code="none", exclusive=True), Code(code="dk", missing="dont_know")),
)  # fmt: skip


@pytest.fixture
def table(tmp_path: Path) -> Table:
    path = tmp_path / "r.csv"
    path.write_text("id\n" + "".join(f"{i}\n" for i in range(6)), encoding="utf-8")
    found = read_table(Source(path="r.csv", sha256="", absolute=path), FaultLog())
    assert found is not None
    return found


def said(table: Table, item: Item, read: Answers) -> list[tuple[object, ...]]:
    log = FaultLog()
    say_conflicts(table, (item,), {item.id: read}, log)
    return [(f.code, f.severity, f.line, f.found, f.allowed, f.more) for f in log.faults]


def ticks(*rows: str) -> Answers:
    ticked = np.array([[mark == "x" for mark in row] for row in rows])
    return Answers(layer=np.zeros(len(rows), dtype=np.int8), ticked=ticked)


def test_an_exclusive_answer_or_none_beside_an_answer(table: Table) -> None:
    read = ticks("x...", "..x.", "...x", "x.x.", "..xx", ".x.x")
    expected = ("exclusive-with-others", "warning", 5, "a | none", "none, dk", 2)
    assert said(table, SET, read) == [expected]


def test_answers_that_exclude_each_other_by_themselves_are_none(table: Table) -> None:
    assert not said(table, SET, ticks("xx..", "..x.", "...x", "....", "x...", ".x.."))
    assert not said(table, Item(id="m", type="multiple", codes=SET.codes[:2]), ticks(*["xx"] * 6))


def test_one_place_given_twice(table: Table) -> None:
    item = Item(id="r", type="rank", columns=("a", "b"), codes=(Code(code="a"), Code(code="b")))
    ranks = np.array([[1, 2], [1, 1], [2, 1], [0, 0], [2, 2], [1, 0]], dtype=np.int16)
    twice = np.array([False, True, False, False, True, False])
    read = Answers(layer=np.zeros(6, dtype=np.int8), ticked=ranks > 0, ranks=ranks, twice=twice)
    assert said(table, item, read) == [("ranked-twice", "warning", 3, "1 a > 1 b", None, 1)]
