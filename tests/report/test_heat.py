from expectation_demo import bank_context

from relstudy.report.book import CellRow, value_of
from relstudy.report.heat import base_row, heat_rows
from relstudy.report.values import Field, Heat

CONTEXT = bank_context("fr")


def share(value: float | None, base: int = 100) -> CellRow:
    status = "published" if value is not None else "withheld"
    return CellRow(
        key="k", section="survey", item="q", measure="share", value=value, unit="share", base=base, status=status
    )


def test_the_highest_of_a_column_stands_out_and_ties_do_together() -> None:
    rows = heat_rows(
        CONTEXT, [("a", [share(0.5), share(0.0)]), ("b", [share(0.5), None]), ("c", [share(0.2), share(None)])]
    )
    most = [[cell.most for cell in row.cells if isinstance(cell, Heat)] for row in rows]
    assert most == [[True, False], [True, False], [False, False]]
    assert [cell.share for row in rows for cell in row.cells if isinstance(cell, Heat)] == [
        0.5,
        0.0,
        0.5,
        None,
        0.2,
        None,
    ]


def test_a_cell_without_a_value_sorts_last() -> None:
    assert value_of(share(0.0)) > value_of(share(None)) == value_of(None) == -1.0
    assert value_of(None, 0.0) == 0.0


def test_the_row_of_bases_has_one_for_each_column() -> None:
    row = base_row(CONTEXT, (share(0.5, base=80), None))
    assert [cell.number for cell in row.cells if isinstance(cell, Field)] == [80, None]
