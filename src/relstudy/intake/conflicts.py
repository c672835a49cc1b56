"""Answers that contradict themselves: an answer that excludes the others ticked with one of them, one place given twice in a ranking.

Nothing is taken away: what stands in the file is counted as it stands, and said with its number of respondents.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from relstudy.errors import FaultLog
from relstudy.intake.answers import Answers, show_answer
from relstudy.survey.items import Item, ItemId
from relstudy.tables import Table


def say_conflicts(table: Table, items: Iterable[Item], answers: Mapping[ItemId, Answers], log: FaultLog) -> None:
    """Warn of each item whose answers contradict themselves, with the first line and the number of further respondents.

    exclusive-with-others: a code that is exclusive, or declared to be no answer, stands beside another code that is
    one. ranked-twice: a ranking gives one place to two codes, or two places to one.
    """
    for item in items:
        read = answers.get(item.id)
        if read is None or item.derived is not None:
            continue
        if read.ticked is not None:
            alone = tuple(code.code for code in item.codes if code.exclusive or code.missing is not None)
            _say("exclusive-with-others", table, item, read, _beside_others(item, read.ticked), log, ", ".join(alone))
        if read.twice is not None:
            _say("ranked-twice", table, item, read, read.twice, log)


def _beside_others(item: Item, ticked: np.ndarray) -> np.ndarray:
    """Return who ticked an exclusive code together with another code that is an answer, (n,)."""
    answers = [j for j, code in enumerate(item.codes) if code.missing is None]
    beside = np.zeros(len(ticked), dtype=bool)
    for j, code in enumerate(item.codes):
        if code.exclusive or code.missing is not None:
            beside |= ticked[:, j] & ticked[:, [other for other in answers if other != j]].any(axis=1)
    return beside


def _say(
    code: str, table: Table, item: Item, read: Answers, where: np.ndarray, log: FaultLog, allowed: str | None = None
) -> None:
    rows = np.flatnonzero(where)
    if len(rows):
        log.add(
            code,
            table.file,
            sheet=table.sheet,
            line=int(table.lines[rows[0]]),
            column=item.columns[0],
            item=item.id,
            found=show_answer(item, read, int(rows[0])),
            allowed=allowed,
            more=len(rows) - 1,
        )
