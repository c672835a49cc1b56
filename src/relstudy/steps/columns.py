"""Columns of the tables: everybody, each target, each profile, each answer of the banner items.

The answers of one single item exclude each other: they are one `Partition`, a label per respondent, and cost one pass
over the respondents together. Names of columns are made of ids and folded codes alone.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from relstudy.folding import fold
from relstudy.intake.frames import Responses
from relstudy.stats.folds import Partition
from relstudy.steps.absence import NotInStudy
from relstudy.survey.items import MISSING_CODES, Item, ItemId
from relstudy.survey.plan import Respondents, TablesPlan


class Members(Protocol):
    """What columns take of profiles: how many there are, and who is in which; the profiles step has columns too."""

    @property
    def k(self) -> int:
        """Return the number of profiles."""
        ...

    @property
    def member(self) -> np.ndarray:
        """Return the profile of each respondent, shape (n,): 0 is p1, -1 none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Columns of a wave's tables. `places[i]` is where column `names[i]` stands on the column axis of a fold of `partitions`.

    Place 0 is everybody; two names may share a place (the target item in the banner).
    """

    names: tuple[str, ...]
    places: tuple[int, ...]
    partitions: tuple[Partition, ...]

    def mask(self, name: str, n: int) -> np.ndarray:
        """Return the respondents of a column, shape (n,), bool."""
        place = self.places[self.names.index(name)]
        if place == 0:
            return np.ones(n, dtype=bool)
        first = 1
        for partition in self.partitions:
            if place < first + partition.size:
                inside: np.ndarray = partition.label == place - first
                return inside
            first += partition.size
        raise IndexError(name)


def find_columns(
    *,
    wave_items: tuple[Item, ...],
    intake_responses: Responses,
    study_respondents: Respondents,
    study_tables: TablesPlan | None = None,
    profiles: "Members | NotInStudy | None" = None,
) -> Columns:
    """Return the columns of a wave: `all`, `target=`, `profile=`, then those of the banner, in the order of their declaration.

    A declared answer that nobody gave is a column too, with nobody in it; an item not asked in the wave gives no
    column. `profiles` is what became of the profiles step; without a partition there is no `profile=` column. The
    target item has its own columns under `target=` and, where it stands in the banner, under its own name too, counted
    once.
    """
    builder = _Builder(items={item.id: item for item in wave_items}, responses=intake_responses)
    if study_respondents.target is not None:
        builder.add_item(study_respondents.target, name="target")
    if profiles is not None and not isinstance(profiles, NotInStudy) and profiles.k > 0:
        names = [f"profile=p{i + 1}" for i in range(profiles.k)]
        builder.add(Partition(label=profiles.member, size=profiles.k), names)
    for item_id in study_tables.banner if study_tables is not None else ():
        builder.add_item(item_id, name=item_id)
    return Columns(names=tuple(builder.names), places=tuple(builder.places), partitions=tuple(builder.partitions))


def columns_of(
    *,
    wave_items: tuple[Item, ...],
    intake_responses: Responses,
    study_respondents: Respondents,
    study_tables: TablesPlan | None = None,
    profiles: "Members | NotInStudy | None" = None,
) -> tuple[tuple[str, np.ndarray], ...]:
    """Return the columns of `find_columns` as pairs of a name and a mask of shape (n,)."""
    columns = find_columns(
        wave_items=wave_items,
        intake_responses=intake_responses,
        study_respondents=study_respondents,
        study_tables=study_tables,
        profiles=profiles,
    )
    return tuple((name, columns.mask(name, intake_responses.n)) for name in columns.names)


class _Builder:
    def __init__(self, *, items: dict[ItemId, Item], responses: Responses) -> None:
        self.items, self.responses = items, responses
        self.names: list[str] = ["all"]
        self.places: list[int] = [0]
        self.partitions: list[Partition] = []
        self._size = 1
        self._of_item: dict[ItemId, list[int]] = {}

    def add(self, partition: Partition, names: list[str]) -> list[int]:
        places = list(range(self._size, self._size + partition.size))
        self.partitions.append(partition)
        self._size += partition.size
        self._name(names, places)
        return places

    def _name(self, names: list[str], places: list[int]) -> None:
        for name, place in zip(names, places, strict=True):
            if name not in self.names:
                self.names.append(name)
                self.places.append(place)

    def add_item(self, item_id: ItemId, *, name: str) -> None:
        item = self.items.get(item_id)
        if item is None or is_not_asked(item, self.responses):
            return
        positions = [i for i, code in enumerate(item.codes) if code.missing is None]
        names = [f"{name}={fold(item.codes[i].code)}" for i in positions]
        if item_id in self._of_item:
            self._name(names, self._of_item[item_id])
        elif item_id in self.responses.ticked:
            ticked = self.responses.ticked[item_id]
            self._of_item[item_id] = [
                place
                for i, one in zip(positions, names, strict=True)
                for place in self.add(Partition(label=np.where(ticked[:, i], 0, -1).astype(np.int16), size=1), [one])
            ]
        elif item_id in self.responses.codes:
            label_of = np.full(len(item.codes) + 1, -1, dtype=np.int16)
            label_of[positions] = np.arange(len(positions), dtype=np.int16)
            label = label_of[self.responses.codes[item_id]]
            label[self.responses.missing[item_id] != 0] = -1
            self._of_item[item_id] = self.add(Partition(label=label, size=len(positions)), names)


def is_not_asked(item: Item, responses: Responses) -> bool:
    """Tell whether an item was not asked of anybody in this wave. A grid is asked when one of its rows is."""
    if not item.asked:
        return True
    if item.kind.is_heading and item.id not in responses.missing:
        rows = [responses.missing[r] for r in item.row_ids if r in responses.missing]
        return all(bool((m == MISSING_CODES["not_asked"]).all()) for m in rows)
    missing = responses.missing.get(item.id)
    return missing is None or bool((missing == MISSING_CODES["not_asked"]).all())
