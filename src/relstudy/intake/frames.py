"""Respondents' answers as arrays: codes, a missing layer and values, one row per respondent.

Rows are sorted by respondent id (by content where the study has `id = "row"`), so that the order of a file changes no
result. Codes are positions in the item's declared codes (int16, -1 = none), the missing layer is int8
(`MISSING_CODES`), a multiple item is one boolean column per code beside its missing layer. Nothing here is copied per
table.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from relstudy.stats.design import Replication
from relstudy.survey.items import NOT_IN_ASKED, Item, ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class Responses:
    """Answers of one wave. One row per respondent kept.

    Arrays of `codes`, `missing`, `values` have shape (n,), those of `ticked` and `ranks` (n, number of codes). `ranks`
    (int16) are the places codes were given, from 1, 0 where none; what has a place is ticked. A code declared missing
    keeps its position in `codes` and has its kind in `missing`. `values` (float64, nan where none) are the numbers
    written in the file; `code_values` are those of an item's codes, shape (number of codes,), nan where a code has none.
    `numbers` tells what each respondent's answer counts as, wherever it comes from. Grids are present as their rows, items `<grid>.<row>`.
    Items not asked in the wave have missing = not_asked throughout. `respondent_id` is text; `line` is the line of the
    file each respondent stands on.
    """

    respondent_id: np.ndarray
    line: np.ndarray
    codes: dict[ItemId, np.ndarray] = field(default_factory=dict)
    missing: dict[ItemId, np.ndarray] = field(default_factory=dict)
    values: dict[ItemId, np.ndarray] = field(default_factory=dict)
    code_values: dict[ItemId, np.ndarray] = field(default_factory=dict)
    ticked: dict[ItemId, np.ndarray] = field(default_factory=dict)
    ranks: dict[ItemId, np.ndarray] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Return the number of respondents."""
        return len(self.respondent_id)

    def take(self, rows: np.ndarray) -> "Responses":
        """Return the answers of some respondents: their places, or a mask."""
        answers = {
            name: {item: values[rows] for item, values in getattr(self, name).items()}
            for name in ("codes", "missing", "values", "ticked", "ranks")
        }
        return replace(self, respondent_id=self.respondent_id[rows], line=self.line[rows], **answers)

    def only(self, items: Collection[str]) -> "Responses":
        """Return the answers to some items, by their ids."""
        answers: dict[str, Any] = {
            name: {item: values for item, values in getattr(self, name).items() if item in items}
            for name in ("codes", "missing", "values", "code_values", "ticked", "ranks")
        }
        return replace(self, **answers)

    def has_numbers(self, item: ItemId) -> bool:
        """Tell whether answers to an item have numbers: written in the file, or those of its codes."""
        return item in self.values or item in self.code_values

    def numbers(self, item: ItemId) -> np.ndarray:
        """Return the number of each respondent's answer, shape (n,), float64, nan where it has none.

        Those of codes are spread when they are asked for: a million respondents and a hundred items would hold 800 MB.

        Raises
        ------
        KeyError
            Answers to the item have no numbers (`has_numbers`).
        """
        if item in self.values:
            return self.values[item]
        return np.take(np.append(self.code_values[item], np.nan), self.codes[item])  # a third of the time of indexing

    def asked(self, item: Item) -> np.ndarray:
        """Return the mask, shape (n,), of those asked the item: neither not asked, filtered nor absent."""
        return ~np.isin(self.missing[item.id], NOT_IN_ASKED)

    def answered(self, item: Item) -> np.ndarray:
        """Return the mask, shape (n,), of those who gave an answer that is not missing."""
        answered: np.ndarray = self.missing[item.id] == 0
        return answered

    def chose(self, item: Item, position: int) -> np.ndarray:
        """Return the mask, shape (n,), of those who chose the code at this position of the item's codes."""
        if item.id in self.ticked:
            column: np.ndarray = self.ticked[item.id][:, position]
            return column
        chosen: np.ndarray = self.codes[item.id] == position
        return chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Weights and design of the respondents kept, in the rows of `Responses`.

    `weight` is as in the file (ones where the study has no weights), never rescaled. `strata`, `clusters` are integer
    labels, `fpc` float64; empty arrays where not declared. `strata_names` are the names of the strata by label.
    `duration` (n,) is what each interview took, nan where blank; empty where not declared. `replication` tells the
    replicate weights that errors are taken from, None where they are linearised. `file` is the wave's file of answers,
    named where the design does not hold together.
    """

    weight: np.ndarray
    strata: np.ndarray
    clusters: np.ndarray
    fpc: np.ndarray
    strata_names: np.ndarray = field(default_factory=lambda: np.empty(0, dtype="<U1"))
    duration: np.ndarray = field(default_factory=lambda: np.empty(0))
    replication: Replication | None = None
    file: str = "study.toml"

    def take(self, rows: np.ndarray) -> "Sample":
        """Return the sample of some respondents: their places, or a mask."""
        declared = {name: getattr(self, name) for name in ("strata", "clusters", "fpc", "duration")}
        return replace(
            self,
            weight=self.weight[rows],
            **{name: values[rows] if len(values) else values for name, values in declared.items()},
        )
