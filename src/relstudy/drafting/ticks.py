"""Who ticked which answer of a proposed set, whether its answers have columns of their own or stand together in one cell."""

from collections.abc import Mapping

import numpy as np

from relstudy.drafting.proposal import ProposedItem
from relstudy.drafting.shapes import Shape
from relstudy.survey.items import Code, CodeId
from relstudy.survey.schema import DelimitedCodes, tick_of


def ticked_rows(item: ProposedItem, shapes: Mapping[str, Shape]) -> np.ndarray:
    """Return the rows that hold each code of a set, (codes, n)."""
    if item.by_place:
        codes = {code.code: place for place, code in enumerate(item.codes)}
        held = np.zeros((len(item.codes), shapes[item.columns[0]].rows), dtype=bool)
        for column in item.columns:
            shape = shapes[column]
            at = np.array([*(codes.get(text, -1) for text in shape.texts), -1])[shape.index]
            given = np.flatnonzero(at >= 0)
            held[at[given], given] = True
        return held
    if item.separator is None:
        rows = []
        for column, code in zip(item.columns, item.codes, strict=True):
            shape = shapes[column]
            says = [tick_of(text, code.yes or item.yes) is True for text in shape.texts]
            if item.yes == "1.0" and code.yes is None:
                says = [text == "1" for text in shape.texts]
            rows.append(np.array([*says, False], dtype=bool)[shape.index])
        return np.array(rows, dtype=bool)
    shape = shapes[item.columns[0]]
    cells = DelimitedCodes(item.separator, [Code(code=CodeId(code.code), yes=code.yes) for code in item.codes])
    parts = [set(cells.parts(text)) for text in shape.texts]
    holds = [np.array([*(code.code in part for part in parts), False], dtype=bool)[shape.index] for code in item.codes]
    return np.array(holds, dtype=bool)
