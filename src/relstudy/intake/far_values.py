"""Numbers that are likely no answers: 999 for "no answer" among ages, a digit too many. Said, never left out."""

from collections.abc import Iterable, Mapping

import numpy as np

from relstudy.errors import FaultLog
from relstudy.intake.answers import Answers
from relstudy.stats.far_values import split_far
from relstudy.survey.items import Item, ItemId
from relstudy.tables import Table
from relstudy.tables.numbers import number_text

#: Distinct values told per item; the last one counts the cells of the others.
MOST = 5


def say_far_values(table: Table, items: Iterable[Item], answers: Mapping[ItemId, Answers], log: FaultLog) -> None:
    """Warn of numbers far from all others (far-value), each with the first line it stands on.

    Numbers a code declares are what the questionnaire says they are, and not judged.
    """
    for item in items:
        read = answers.get(item.id)
        if read is None or read.values is None or item.kind.answer != "number" or item.derived is not None:
            continue
        values = read.values if read.codes is None else np.where(read.codes < 0, read.values, np.nan)
        apart = split_far(values)
        if apart is None:
            continue
        far, others = apart
        rows = np.flatnonzero(np.abs(values) >= far)
        first = np.sort(np.unique(values[rows], return_index=True)[1])
        told = rows[first[:MOST]]
        column = table.column(item.columns[0])
        for place, row in enumerate(told.tolist()):
            alike = int((values[rows] == values[row]).sum())
            rest = len(rows) - int(np.isin(values[rows], values[told]).sum()) if place == len(told) - 1 else 0
            log.add(
                "far-value",
                table.file,
                sheet=table.sheet,
                line=int(table.lines[row]),
                column=item.columns[0],
                item=item.id,
                found=str(column.texts[column.index[row]]),
                allowed=number_text(others),
                more=alike - 1 + rest,
            )
