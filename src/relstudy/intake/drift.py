"""Drift: a wave's file that has another name where the questionnaire knows one, of a column or of a code.

Nothing is taken for another by itself. What lacks and what might stand for it are told together, so that somebody may
approve it (`relstudy map`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from relstudy.errors import Fault, FaultLog, fault
from relstudy.intake.answers import Answers
from relstudy.nearest import nearest_first
from relstudy.survey.items import Code, Item, ItemId
from relstudy.survey.schema import holds_codes
from relstudy.tables import Table

#: Names told beside one that lacks.
_TOLD = 5


def tell_drift(
    log: FaultLog, table: Table, items: Iterable[Item], answers: Mapping[ItemId, Answers], used: Collection[str]
) -> None:
    """Say as drift what lacks in a file that has something unknown instead: a column, or answers of one item.

    A column that lacks where the file has none that nobody knows, an unknown code where every answer declared is met,
    and a text that is no tick or no place stay what they are: missing-column, unknown-code.
    """
    by_id: dict[str, Item] = {item.id: item for item in items}
    unknown = unknown_columns(table, used)
    log.faults[:] = [_as_drift(f, table, by_id, answers, unknown) for f in log.faults]


def unknown_columns(table: Table, used: Collection[str]) -> tuple[str, ...]:
    """Return the columns of a file that nothing in the study reads, in the order of the file."""
    known = set(used)
    return tuple(name for name in table.columns if name not in known)


def unmet_answers(item: Item, answers: Answers) -> tuple[Code, ...]:
    """Return the declared answers of an item that nobody gave; the codes of missing ones are often met by none."""
    if answers.ticked is not None:
        met = set(np.flatnonzero(answers.ticked.any(axis=0)).tolist())
    elif answers.codes is not None:
        met = set(np.unique(answers.codes).tolist())
    else:
        return ()
    return tuple(code for place, code in enumerate(item.codes) if place not in met and not code.missing)


def _as_drift(
    one: Fault,
    table: Table,
    items: Mapping[str, Item],
    answers: Mapping[ItemId, Answers],
    unknown: Sequence[str],
) -> Fault:
    if one.file != table.file or one.severity != "error":
        return one
    if one.code == "missing-column" and one.column is not None and unknown:
        return _drift(one, found=nearest_first(one.column, unknown, most=_TOLD), allowed=one.column)
    item = items.get(one.item or "")
    if one.code == "unknown-code" and item is not None and item.id in answers and holds_codes(item):
        unmet = unmet_answers(item, answers[item.id])
        if unmet:
            return _drift(one, found=one.found, allowed=nearest_first(one.found or "", [c.code for c in unmet]))
    return one


def _drift(one: Fault, *, found: str | None, allowed: str) -> Fault:
    return fault(
        "drift",
        one.file,
        sheet=one.sheet,
        line=one.line,
        column=one.column,
        item=one.item,
        found=found,
        allowed=allowed,
        more=one.more,
    )
