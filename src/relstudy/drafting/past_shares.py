"""How often each answer was given in another wave, from its published cells: evidence that a column or a code is the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from relstudy.folding import fold
from relstudy.survey.items import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class PastShares:
    """Shares of the whole sample (0-1) by item and folded code; empty where the wave was never run."""

    by_item: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def of(self, item: Item) -> dict[str, float] | None:
        """Return the shares of an item by code; None where it has none."""
        known = self.by_item.get(item.id)
        if known is None:
            return None
        return {code.code: known[fold(code.code)] for code in item.codes if fold(code.code) in known}


def past_shares(out: Path) -> PastShares:
    """Return the shares that a run left in a folder of outputs; none where there was no run."""
    path = out / "cells.parquet"
    if not path.is_file():
        return PastShares()
    import pandas as pd

    cells = pd.read_parquet(path, columns=["section", "item", "measure", "row", "column", "value"])
    wanted = cells["section"].eq("survey") & cells["measure"].eq("share") & cells["column"].eq("all")
    cells = cells[wanted & cells["value"].notna()]
    by_item: dict[str, dict[str, float]] = {}
    for item, row, value in zip(cells["item"], cells["row"], cells["value"], strict=True):
        by_item.setdefault(str(item), {})[str(row)] = float(value)
    return PastShares(by_item=by_item)
