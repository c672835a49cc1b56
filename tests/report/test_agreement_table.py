"""The table of agreement: all codes and facets, then only the codes below what is relied on, each with its reading."""

import pytest
from page_context import context_of

from relstudy.cells import Cell
from relstudy.report.agreement_table import agreement_table
from relstudy.report.context import Context
from relstudy.report.plain.inline import write
from relstudy.report.table import Table


def alpha(item: str, value: float | None) -> Cell:
    return Cell(
        section="agreement", item=item, measure="alpha", value=value, unit="index", missing=value is None, base=44, base_kind="rows",
        low=None if value is None else value - 0.1, high=value, interval="none" if value is None else "bootstrap",
    )  # fmt: skip


def beside(item: str, measure: str, value: float) -> Cell:
    return Cell(section="agreement", item=item, measure=measure, value=value, unit="index", base=44, base_kind="rows")


def context(**alphas: float | None) -> Context:
    cells = [alpha("_", 0.9), alpha("facet.emotion", None)]
    for item, value in alphas.items():
        cells += [alpha(item, value), beside(item, "observed", 0.95), beside(item, "coders", 2.0)]
    return context_of((), cells, {f"codebook/{item}": item.upper() for item in alphas})


def lines(table: Table) -> list[list[str]]:
    return [[write(row.head), *(write(cell) for cell in row.cells)] for group in table.groups for row in group.rows]


def test_codes_below_what_is_relied_on_are_listed_from_the_lowest() -> None:
    table = agreement_table(context(good=0.8, fair=2 / 3, poor=0.66, same=None))
    assert table is not None
    assert lines(table) == [
        ["Tous les codes", "0,90", "0,80", "0,90", "", "fiable"],
        ["Émotions", "—", "", "", "", "jugements tous semblables"],
        ["POOR", "0,66", "0,56", "0,66", "0,95", "insuffisant"],
        ["FAIR", "0,67", "0,57", "0,67", "0,95", "indicatif"],
    ]
    assert "44 verbatims" in write(table.notes[0]).replace("\u00a0", " ")


@pytest.mark.parametrize("cells", [[], [beside("c", "observed", 1.0)]])
def test_without_a_second_reader_there_is_no_table(cells: list[Cell]) -> None:
    assert agreement_table(context_of((), cells)) is None
