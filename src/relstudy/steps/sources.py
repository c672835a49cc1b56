"""Where a figure of the survey comes from: the file and column of the answers it was computed from."""

from collections.abc import Mapping, Sequence

import pandas as pd

from relstudy.folding import fold
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import Respondents, Wave


def with_sources(frame: pd.DataFrame, wave: Wave) -> pd.DataFrame:
    """Return cells before the gate with `source` = "<file>#<column>" where it is empty and `question` is an item of the wave.

    The column is the first one the figure needs: that of its code for an item of one column per code, that of the
    source of a derived item.
    """
    if wave.responses is None or not len(frame):
        return frame
    items = {item.id: item for item in wave.items}
    path = wave.responses.path
    places: dict[tuple[str, str], str | None] = {}
    for question, row in set(zip(frame["question"], frame["row"], strict=True)):
        column = _column(items, ItemId(question), row) if isinstance(question, str) else None
        places[question, row] = f"{path}#{column}" if column is not None else None
    found = [
        source if isinstance(source, str) else places[question, row]
        for source, question, row in zip(frame["source"], frame["question"], frame["row"], strict=True)
    ]
    return frame.assign(source=pd.Series(found, index=frame.index, dtype=object))


def source_of_rows(respondents: Respondents, wave: Wave) -> str | None:
    """Return "<file>#<column>" for a figure that counts rows of the file of answers: the column that names them, else the first one asked.

    None without a file of answers, or where no item of the wave has a column.
    """
    if wave.responses is None:
        return None
    if respondents.id != "row":
        return f"{wave.responses.path}#{respondents.id}"
    return next((f"{wave.responses.path}#{column}" for item in wave.items for column in item.columns), None)


def source_of_items(items: Sequence[ItemId], wave: Wave) -> str | None:
    """Return "<file>#<column>" for a figure made of the answers to several items: the first column of the first one."""
    found = (source_of_answers(item, "_", wave) for item in items)
    return next((source for source in found if source is not None), None)


def source_of_answers(item: ItemId, row: str, wave: Wave) -> str | None:
    """Return "<file>#<column>" for a figure made of one row of the answers to an item."""
    if wave.responses is None:
        return None
    column = _column({one.id: one for one in wave.items}, item, row)
    return f"{wave.responses.path}#{column}" if column is not None else None


def _column(items: Mapping[ItemId, Item], item_id: ItemId, row: str) -> str | None:
    item = items.get(item_id)
    if item is not None and not item.columns and item.derived is not None:
        return _column(items, item.derived.sources[0], "_")
    if item is None or not item.columns:
        return None
    if item.kind.columns == "by_code" and not item.by_place and len(item.columns) == len(item.codes):
        return next(
            (c for c, code in zip(item.columns, item.codes, strict=True) if fold(code.code) == row), item.columns[0]
        )
    return item.columns[0]
