"""Comparisons of the columns of the tables: which columns make a block, and a row for each figure and pair of columns.

The answers of a banner item, the profiles and the targets are blocks. Within a block each column is compared with each
other one and with everybody; the two kinds are families apart. A row here is before the gate: families are adjusted and
letters given once it is known what is withheld (`cells.assemble_tests`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from relstudy.stats.comparisons import Comparisons
from relstudy.stats.folds import Partition
from relstudy.stats.pairs import Block, Pairs
from relstudy.steps.columns import Columns
from relstudy.survey.expressions import parse_expression, references
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import Study, Wave

#: Why a test says nothing, or says what could not be otherwise.
NOT_ASKED, NO_SPREAD, BY_CONSTRUCTION = "not_asked", "no_spread", "by_construction"
#: Tests by what is compared: shares pooled on effective bases, other figures by their standard errors.
POOLED_Z, PLAIN_Z = "pooled_z", "z"

#: What the name of a block has behind it in the family of tests of its columns against everybody.
_AGAINST_ALL = "-all"
_NUMBERS = ("difference", "low", "high", "statistic", "p")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedColumns:
    """Pairs of columns with their names: `first`, `second` (m,) are places among the names, `block` (m,) the block of each pair.

    `letter_a`, `letter_b` (m,) are the places of the two columns in their block, -1 for everybody.
    """

    pairs: Pairs
    names: tuple[str, ...]
    first: np.ndarray
    second: np.ndarray
    block: tuple[str, ...]
    letter_a: np.ndarray
    letter_b: np.ndarray


def pair_columns(columns: Columns) -> ComparedColumns:
    """Return the pairs of columns to compare: of each block, each column with everybody, then each two columns."""
    named: dict[str, list[int]] = {}
    for position, name in enumerate(columns.names):
        if name != "all":
            named.setdefault(name.partition("=")[0], []).append(position)
    holder = _holders(columns.partitions)
    blocks, first, second, block, letter_a, letter_b = [], [], [], [], [], []
    for name, positions in named.items():
        places = [columns.places[p] for p in positions]
        partitions = dict.fromkeys(holder[place] for place in places)
        blocks.append(Block(places=np.array(places), partitions=tuple(columns.partitions[i] for i in partitions)))
        k = len(positions)
        one, other = np.triu_indices(k, k=1)
        at = np.array(positions)
        first += [np.zeros(k, dtype=np.intp), at[one]]
        second += [at, at[other]]
        letter_a += [np.full(k, -1), one]
        letter_b += [np.arange(k), other]
        block += [f"{name}{_AGAINST_ALL}"] * k + [name] * len(one)
    return ComparedColumns(
        pairs=Pairs.of(blocks),
        names=columns.names,
        first=_joined(first),
        second=_joined(second),
        block=tuple(block),
        letter_a=_joined(letter_a),
        letter_b=_joined(letter_b),
    )


def _holders(partitions: Sequence[Partition]) -> dict[int, int]:
    """Return the partition of each place on the column axis of a fold."""
    holder: dict[int, int] = {}
    for i, partition in enumerate(partitions):
        for _ in range(partition.size):
            holder[len(holder) + 1] = i
    return holder


def _joined(parts: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.empty(0, dtype=np.intp), *parts]).astype(np.int16)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRows:
    """Rows of one item and measure with their comparisons; None where the item was not asked."""

    item: str
    measure: str
    rows: tuple[str, ...]
    test: str
    found: Comparisons | None


def frame_comparisons(compared: Sequence[ComparedRows], columns: ComparedColumns) -> pd.DataFrame:
    """Return one row per figure and pair of columns, before the gate, in the order of the figures.

    Columns: key_a, key_b, letter_a, letter_b (places in the block, -1 for everybody), test, family, the numbers of
    `stats.comparisons.Comparisons`, and reason.
    """
    pairs = len(columns.first)
    counts = np.array([len(c.rows) for c in compared], dtype=np.intp)
    total = int(counts.sum())

    def repeated(values: Sequence[str]) -> np.ndarray:
        return np.repeat(np.array(values, dtype=object), counts * pairs)

    stems = [f"survey/{c.item}/{c.measure}/{row}/" for c in compared for row in c.rows]
    keys = np.array([[stem + name for name in columns.names] for stem in stems], dtype=object)
    keys = keys.reshape(total, len(columns.names))
    of_family = [
        np.tile(np.array([f"{c.item}/{c.measure}/{block}" for block in columns.block], dtype=object), len(c.rows))
        for c in compared
    ]
    numbers: dict[str, Any] = {
        name: np.concatenate(
            [np.empty((0, pairs))]
            + [np.full((len(c.rows), pairs), np.nan) if c.found is None else getattr(c.found, name) for c in compared]
        ).ravel()
        for name in _NUMBERS
    }
    asked = np.repeat(np.array([c.found is not None for c in compared], dtype=bool), counts * pairs)
    reason = np.full(total * pairs, None, dtype=object)
    reason[np.isnan(numbers["p"]) & ~np.isnan(numbers["difference"])] = NO_SPREAD
    reason[~asked] = NOT_ASKED
    return pd.DataFrame(
        {
            "key_a": keys[:, columns.first].ravel(),
            "key_b": keys[:, columns.second].ravel(),
            "letter_a": np.tile(columns.letter_a, total),
            "letter_b": np.tile(columns.letter_b, total),
            "test": repeated([c.test for c in compared]),
            "family": np.concatenate([np.empty(0, dtype=object), *of_family]),
            **numbers,
            "reason": reason,
        }
    )


def name_constructions(comparisons: pd.DataFrame, study: Study, wave: Wave) -> pd.DataFrame:
    """Return comparisons with a reason where columns differ by how they were made, as profiles do on their items.

    An item goes with itself, with the one it is made of or a row of, with one that reads the same column, and with
    columns of a question only asked of those who answered it so.
    """
    items = {item.id: item for item in wave.items}
    target, profiles = study.respondents.target, study.profiles
    makers: dict[str, tuple[ItemId, ...]] = {
        "target": () if target is None else (target,),
        "profile": () if profiles is None else profiles.items,
    }
    circular = set()
    for family in dict.fromkeys(comparisons["family"].tolist()):
        item, _, block = family.split("/")
        block = block.removesuffix(_AGAINST_ALL)
        if any(_go_together(item, maker, items) for maker in makers.get(block, (block,))):
            circular.add(family)
    told = comparisons["family"].isin(circular) & comparisons["reason"].isna()
    return comparisons.assign(reason=comparisons["reason"].mask(told, BY_CONSTRUCTION))


def _go_together(one: ItemId, other: ItemId, items: Mapping[ItemId, Item]) -> bool:
    """Tell whether an item and the maker of columns are one, are made of the same answers, or the first decides who was asked the other."""
    answers = _answers_behind(one, items)
    if one == other or answers & _answers_behind(other, items):
        return True
    filters = {maker.filter for maker in _makers(other, items)} - {None, "unknown"}
    return any(
        name == one or answers & _answers_behind(name, items)
        for condition in filters
        for name, _ in references(parse_expression(condition or ""))
    )


def _answers_behind(name: ItemId, items: Mapping[ItemId, Item]) -> frozenset[str]:
    """Return the columns of the file that an item reads, itself or through those it is derived from."""
    return frozenset(column for maker in _makers(name, items) for column in maker.columns)


def _makers(name: ItemId, items: Mapping[ItemId, Item]) -> tuple[Item, ...]:
    """Return the asked items behind an item: itself, or those it is derived from."""
    item = items.get(name)
    if item is None:
        return ()
    if item.derived is None:
        return (item,)
    return tuple(maker for source in item.derived.sources for maker in _makers(source, items))
