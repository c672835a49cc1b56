"""A workbook whose answers stand in another sheet than the one that is read."""

from collections.abc import Collection
from dataclasses import replace

from relstudy.errors import FaultLog
from relstudy.intake.answer_table import read_answer_table
from relstudy.survey.plan import Respondents, Source
from relstudy.tables import Table
from relstudy.tables.workbooks import sheet_names


def say_other_sheet(source: Source, table: Table, layout: Respondents, used: Collection[str], log: FaultLog) -> None:
    """Say which sheet has the columns of the answers, where the one that was read has none of them (answers-in-other-sheet).

    Each of its columns would lack otherwise, and nobody would be told why.
    """
    if not source.path.endswith(".xlsx") or not used or not set(used).isdisjoint(table.columns):
        return
    content = source.absolute.read_bytes()
    met: dict[str, int] = {}
    for name in sheet_names(content, FaultLog(), source.path):
        if name != table.sheet:
            other = read_answer_table(source, FaultLog(), replace(layout, sheet=name), wanted=used)
            met[name] = len(set(used) & set(other.columns)) if other is not None else 0
    best = max(met, key=lambda name: met[name], default=None)
    if best is not None and met[best]:
        log.add("answers-in-other-sheet", source.path, sheet=table.sheet, allowed=best)
