"""The columns respondents are compared on: an item with values is one column of numbers, any other is one 0/1 column per answer.

Everybody who answered all the declared items enters (or, where missing is filled by the mean, at least one of them).
Refused and don't know are no answers here: they say nothing of where a respondent stands.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from relstudy.errors import Fault, MethodError, fault
from relstudy.folding import fold
from relstudy.intake.frames import Responses
from relstudy.nearest import nearest_first
from relstudy.stats.scaling import standardise
from relstudy.steps.columns import is_not_asked
from relstudy.survey.frozen import FrozenProfiles
from relstudy.survey.items import Item, ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnName:
    """A column: its item, and its answer as it stands in keys ("" for a column of numbers)."""

    item: str
    code: str = ""

    @property
    def row(self) -> str:
        """Return the column as a part of a key."""
        return f"{self.item}.{self.code}" if self.code else self.item


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileColumns:
    """Standardised columns of the respondents who enter.

    `entered` (n,) bool; `scores` (entered, p) with mean 0 and deviation 1 over them, unweighted; `blocks` (p,) what
    each column moves with under the hypothesis of independence: its item, or itself where it is a box of a multiple
    item; `means`, `deviations` (p,) what the columns were standardised by; `dropped` the columns that are the same for everybody; `not_asked` the items nobody was asked in this wave.
    """

    entered: np.ndarray
    names: tuple[ColumnName, ...]
    scores: np.ndarray
    blocks: np.ndarray
    means: np.ndarray
    deviations: np.ndarray
    dropped: tuple[str, ...]
    not_asked: tuple[str, ...]

    def emptied(self) -> "ProfileColumns":
        """Return the columns with nobody who enters."""
        return replace(self, entered=np.zeros_like(self.entered), scores=self.scores[:0])


def find_items(ids: tuple[ItemId, ...], items: tuple[Item, ...], *, key: str) -> tuple[Item, ...]:
    """Return the items named, a grid replaced by its rows.

    Raises
    ------
    MethodError
        unknown-item.
    """
    by_id = {item.id: item for item in items}
    expanded: list[ItemId] = []
    for name in ids:
        item = by_id.get(name)
        expanded += item.row_ids if item is not None and item.rows else (name,)
    unknown = [name for name in expanded if name not in by_id]
    if unknown:
        raise MethodError(
            fault("unknown-item", "study.toml", item=key, found=name, allowed=nearest_first(name, by_id))
            for name in unknown
        )
    return tuple(by_id[name] for name in dict.fromkeys(expanded))


def build_columns(items: tuple[Item, ...], responses: Responses, *, missing: Literal["drop", "mean"]) -> ProfileColumns:
    """Return the standardised columns of the items.

    Raises
    ------
    MethodError
        bad-value: an item that has neither values nor answers (an open question).
    """
    not_asked = tuple(item.id for item in items if is_not_asked(item, responses))
    asked = tuple(item for item in items if item.id not in not_asked)
    answered = [tell_answered(item, responses) for item in asked]
    everything = np.ones(responses.n, dtype=bool)
    nothing = np.zeros(responses.n, dtype=bool)
    if missing == "drop":
        entered = np.logical_and.reduce([everything, *answered]) if not not_asked else nothing
    else:
        entered = np.logical_or.reduce([nothing, *answered])
    names: list[ColumnName] = []
    blocks: list[int] = []
    values: list[np.ndarray] = []
    block = -1
    for item, here in zip(asked, answered, strict=True):
        # The answers of a single item exclude each other and move together; each box of a multiple item is ticked for
        # itself.
        block += not item.kind.is_ticked
        for name, column in lay_columns(item, responses):
            block += item.kind.is_ticked
            names.append(name)
            blocks.append(block)
            values.append(_filled(column[entered], here[entered]))
    table = np.stack(values, axis=1) if values else np.empty((int(entered.sum()), 0))
    scores, means, deviations = standardise(table)
    varies = deviations > 0.0
    return ProfileColumns(
        entered=entered,
        names=tuple(name for name, kept in zip(names, varies, strict=True) if kept),
        scores=scores[:, varies],
        blocks=np.array(blocks, dtype=np.intp)[varies],
        means=means[varies],
        deviations=deviations[varies],
        dropped=tuple(name.row for name, kept in zip(names, varies, strict=True) if not kept),
        not_asked=not_asked,
    )


def place_columns(
    items: tuple[Item, ...], responses: Responses, entered: np.ndarray, frozen: FrozenProfiles
) -> np.ndarray:
    """Return those entering in the columns of a frozen model, standardised as there, shape (entered, p); what is missing is the frozen mean.

    Raises
    ------
    MethodError
        frozen-differs: the items do not make these columns.
    """
    made: dict[ColumnName, tuple[np.ndarray, np.ndarray]] = {}
    for item in items:
        here = tell_answered(item, responses)
        made |= {name: (column, here) for name, column in lay_columns(item, responses)}
    names = [ColumnName(item=column.item, code=column.code) for column in frozen.columns]
    lacking = [name for name in names if name not in made]
    if lacking:
        raise MethodError(
            fault("frozen-differs", "study.toml", item=f"profiles.items: {name.item}", allowed=name.row)
            for name in lacking
        )
    scores = [
        (np.where(made[name][1], made[name][0], column.mean)[entered] - column.mean) / column.deviation
        for name, column in zip(names, frozen.columns, strict=True)
    ]
    return np.stack(scores, axis=1)


def score_item(item: Item, responses: Responses, entered: np.ndarray) -> np.ndarray:
    """Return the standard scores of an item with values over those entering, nan where one has no answer.

    0 where it does not vary.

    Raises
    ------
    MethodError
        bad-value: the item has no values.
    """
    if not responses.has_numbers(item.id) or not item.has_mean:
        raise MethodError([_unfit(item, "profiles.poles")])
    here = tell_answered(item, responses)[entered]
    scores = np.full(int(entered.sum()), np.nan)
    scores[here] = standardise(responses.numbers(item.id)[entered][here][:, None])[0][:, 0]
    return scores


def tell_answered(item: Item, responses: Responses) -> np.ndarray:
    """Return who gave the item an answer that says where one stands, (n,): a number, where its answers are numbers."""
    answered = responses.answered(item)
    if _is_numeric(item, responses):
        answered = answered & np.isfinite(responses.numbers(item.id))
    return answered


def _is_numeric(item: Item, responses: Responses) -> bool:
    return item.has_mean and responses.has_numbers(item.id) and item.id not in responses.ticked


def lay_columns(item: Item, responses: Responses) -> list[tuple[ColumnName, np.ndarray]]:
    """Return the columns of an item over all respondents, each (n,): its numbers, or 0 and 1 by answer.

    Raises
    ------
    MethodError
        bad-value: the item has neither values nor answers.
    """
    if _is_numeric(item, responses):
        return [(ColumnName(item=item.id), responses.numbers(item.id))]
    positions = [i for i, code in enumerate(item.codes) if code.missing is None]
    if not positions or (item.id not in responses.codes and item.id not in responses.ticked):
        raise MethodError([_unfit(item, "profiles.items")])
    return [
        (ColumnName(item=item.id, code=fold(item.codes[i].code)), responses.chose(item, i).astype(float))
        for i in positions
    ]


def _filled(column: np.ndarray, answered: np.ndarray) -> np.ndarray:
    """Return a column with the mean of those who answered in place of what is missing."""
    if answered.all() or not answered.any():
        return np.where(answered, column, 0.0)
    # Sorted, so that the mean is the same to the last bit in whatever order the respondents stand.
    mean = float(np.sort(column[answered]).sum()) / int(answered.sum())
    return np.where(answered, column, mean)


def _unfit(item: Item, key: str) -> Fault:
    return fault("bad-value", "study.toml", item=key, found=f'{item.id} (type = "{item.type}")')
