"""Ids that files write in other signs than a run reads are found, whoever types which."""

import numpy as np
import pytest

from relstudy.delivery.written_ids import rows_of, written_forms
from relstudy.errors import FaultLog
from relstudy.tables import Table
from relstudy.tables.columns import fold_texts
from relstudy.tables.rows import Layout, table_of_rows


def table(*ids: str) -> Table:
    rows = [(1, ("ident",)), *((line, (text,)) for line, text in enumerate(ids, start=2))]
    read = table_of_rows(rows, fold_texts, FaultLog(), layout=Layout(file="f.csv"))
    assert read is not None
    return read


@pytest.mark.parametrize("typed", ["A&B", "A&amp;B"])
@pytest.mark.parametrize("entities", [True, False])
@pytest.mark.parametrize("written", ["A&B", "A&amp;B", "A&#38;B", "A&#x26;B", "\ufeffA&amp;B", "A\u200b&B"])
def test_an_id_is_found_however_it_is_written(typed: str, entities: bool, written: str) -> None:
    rows, found = rows_of(table("A1", written, "AB"), "ident", {typed}, entities=entities)
    assert rows.tolist() == [False, True, False]
    assert found == {written}


def test_signs_nobody_sees_tell_no_two_ids_apart() -> None:
    both = table("R1", "R\ufeff1", "R2")
    for typed in ("R1", "R\ufeff1"):
        assert rows_of(both, "ident", {typed}, entities=True)[0].tolist() == [True, True, False]


def test_a_run_reads_references_once_and_so_does_the_search() -> None:
    both = table("A&amp;B", "A&amp;amp;B")
    assert rows_of(both, "ident", {"A&B"}, entities=True)[0].tolist() == [True, False]
    assert rows_of(both, "ident", {"A&amp;B"}, entities=True)[0].tolist() == [False, True]
    assert rows_of(both, "ident", {"A&amp;B"}, entities=False)[0].tolist() == [True, False]


def test_a_blank_is_nobody() -> None:
    rows, found = rows_of(table("A", "", "\ufeff"), "ident", {"", "\ufeff"}, entities=True)
    assert not rows.any()
    assert found == frozenset()


def test_several_are_found_each_in_its_own_way() -> None:
    rows, _ = rows_of(table("V1", "V\u200b2", "V3"), "ident", {"V1", "V2"}, entities=False)
    np.testing.assert_array_equal(rows, [True, True, False])


def test_forms_are_as_written_as_read_and_as_seen() -> None:
    assert written_forms("\ufeffA&amp;B") == {"\ufeffA&amp;B", "A&amp;B", "A&B"}
    assert written_forms("R0041") == {"R0041"}
