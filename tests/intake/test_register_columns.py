"""What every register of a wave checks: known ids, filled cells, lines that differ, each fault said once with its place."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from relstudy.errors import FaultLog
from relstudy.intake.register_columns import (
    flags,
    key_ids,
    known_positions,
    open_register,
    refuse_repeats,
    required_texts,
    texts,
)
from relstudy.survey.plan import Source
from relstudy.tables import Table


def table_of(tmp_path: Path, text: str, log: FaultLog, *, optional: tuple[str, ...] = ()) -> Table:
    path = tmp_path / "grid.csv"
    path.write_text(text, encoding="utf-8")
    source = Source(path="waves/1/grid.csv", sha256=hashlib.sha256(text.encode()).hexdigest(), absolute=path)
    table = open_register(source, log, stem="grid", required=("offer_id", "score"), optional=optional)
    assert table is not None
    return table


def test_a_file_that_does_not_exist_is_named() -> None:
    log = FaultLog()
    assert open_register(None, log, stem="audit", required=(), optional=()) is None
    assert [(f.code, f.file) for f in log.faults] == [("missing-file", "audit.csv")]


def test_columns_lacking_and_columns_nobody_knows(tmp_path: Path) -> None:
    log = FaultLog()
    table = table_of(tmp_path, "offer_id,scor\nsite,3\n", log)
    assert sorted((f.code, f.column) for f in log.errors) == [("extra-column", "scor"), ("missing-column", "score")]
    assert texts(table, "score").tolist() == [""]
    # Blank because the column lacks: that is said already.
    before = len(log.faults)
    required_texts(table, "score", log)
    assert len(log.faults) == before


def test_an_unknown_id_is_said_once_with_its_nearest(tmp_path: Path) -> None:
    log = FaultLog()
    table = table_of(tmp_path, "offer_id,score\nsite,1\nsitee,2\nphone,3\nsitee,4\n,5\n", log)
    got = known_positions(table, "offer_id", ["phone", "site"], log)
    assert got.tolist() == [1, -1, 0, -1, -1]
    unknown, blank = sorted(log.errors, key=lambda f: f.code, reverse=True)
    assert (unknown.code, unknown.line, unknown.found, unknown.more) == ("unknown-item", 3, "sitee", 1)
    assert unknown.allowed is not None
    assert unknown.allowed.startswith("site")
    assert (blank.code, blank.line, blank.column) == ("missing-value", 6, "offer_id")


def test_a_file_of_other_ids_is_not_compared_for_minutes(tmp_path: Path) -> None:
    log = FaultLog()
    table = table_of(tmp_path, "offer_id,score\n" + "".join(f"x{i},1\n" for i in range(2000)), log)
    known_positions(table, "offer_id", [f"y{i}" for i in range(2000)], log)
    assert len(log.errors) == 2000
    assert sum(f.allowed is not None for f in log.errors) == 20


def test_ids_that_become_keys(tmp_path: Path) -> None:
    log = FaultLog()
    table = table_of(tmp_path, "offer_id,score\nnps,1\nTaux NPS,2\nnps-2,3\n", log)
    key_ids(table, "offer_id", log)
    assert [(f.code, f.line, f.found) for f in log.errors] == [("bad-id", 3, "Taux NPS"), ("bad-id", 4, "nps-2")]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("oui", True),
        ("YES", True),
        ("1", True),
        ("True", True),
        ("non", False),
        ("no", False),
        ("0", False),
        ("false", False),
        ("", True),
    ],
)
def test_yes_and_no(tmp_path: Path, word: str, expected: bool) -> None:
    log = FaultLog()
    table = table_of(tmp_path, f"offer_id,score,up\nsite,1,{word}\n", log, optional=("up",))
    assert flags(table, "up", log, default=True).tolist() == [expected]
    assert not log.errors


def test_any_other_word_is_a_bad_value(tmp_path: Path) -> None:
    log = FaultLog()
    table = table_of(tmp_path, "offer_id,score,up\nsite,1,peut-être\n", log, optional=("up",))
    flags(table, "up", log, default=True)
    assert [(f.code, f.found, f.column) for f in log.errors] == [("bad-value", "peut-être", "up")]


def test_repeated_lines_name_both(tmp_path: Path) -> None:
    log = FaultLog()
    table = table_of(tmp_path, "offer_id,score\nsite,1\nphone,1\nsite,2\nsite,1\n", log)
    refuse_repeats(table, (texts(table, "offer_id"), texts(table, "score")), log, column="offer_id")
    assert [(f.code, f.line) for f in log.errors] == [("duplicate-id", 5)]
    assert (log.errors[0].found, log.errors[0].allowed) == ("site / 1", "L2")
    log = FaultLog()
    refuse_repeats(
        table, (texts(table, "offer_id"),), log, column="offer_id", where=np.array([True, True, False, True])
    )
    assert [f.line for f in log.errors] == [5]
