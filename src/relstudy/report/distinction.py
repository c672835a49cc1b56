"""What distinguishes a profile: the answers to its own questions that lie farthest from everybody's, in both directions."""

from collections.abc import Iterator
from dataclasses import dataclass

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.survey.items import Item, ItemId

#: Traits shown in each direction, and the smallest distance worth a line (a share of the scale).
TRAITS = 4
SMALLEST = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """One answer or mean of a profile beside the whole's. `distance` is their difference as a part of the scale `low`-`high`.

    `answer` is what they say, `question` what they were asked ("" where the question says it all).
    """

    answer: str
    question: str
    cell: CellRow
    whole: CellRow
    low: float
    high: float
    distance: float


def traits_of(context: Context, profile: str) -> tuple[Trait, ...]:
    """Return the traits of a profile, the highest above the whole first, then the lowest below it.

    Only items declared for the profiles count, only published cells; a yes/no item gives one trait, not two that mirror
    each other.
    """
    plan = context.study.profiles
    if plan is None:
        return ()
    every = [t for name in plan.items for t in _traits(context, name, f"profile={profile}")]
    above = sorted((t for t in every if t.distance >= SMALLEST), key=lambda t: -t.distance)[:TRAITS]
    below = sorted((t for t in every if t.distance <= -SMALLEST), key=lambda t: t.distance)[:TRAITS]
    return (*above, *below)


def _traits(context: Context, name: ItemId, column: str) -> Iterator[Trait]:
    item = context.items.get(name)
    if item is None:
        return
    for owner in (item.id, *item.row_ids):
        own = context.items.get(owner, item)
        if own.has_mean and len(own.answers) != 2:
            yield from _mean_trait(context, own, owner, column)
        else:
            yield from _share_traits(context, own, owner, column)


def _mean_trait(context: Context, item: Item, owner: str, column: str) -> Iterator[Trait]:
    cell, whole = (context.book.get("survey", owner, "mean", "_", c) for c in (column, "all"))
    if cell is None or whole is None or cell.value is None or whole.value is None:
        return
    values = [c.value for c in item.answers if c.value is not None] or [_number(c.code) for c in item.answers]
    low, high = (min(values), max(values)) if values else (min(0.0, whole.value), max(10.0, whole.value))
    distance = (cell.value - whole.value) / ((high - low) or 1.0)
    grid, _, row = owner.partition(".")
    answer = context.text("row", grid, row) if row else context.item_text(owner)
    yield Trait(answer=answer, question="", cell=cell, whole=whole, low=low, high=high, distance=distance)


def _share_traits(context: Context, item: Item, owner: str, column: str) -> Iterator[Trait]:
    binary = not item.kind.is_ticked and len(item.answers) == 2
    rows = [
        c.row
        for c in context.book.of("survey", owner, measure="share")
        if c.column == "all" and not c.row.startswith("net.")
    ]
    if binary:
        kept = max(item.answers, key=lambda a: a.value if a.value is not None else float("-inf"))
        rows = [r for r in rows if context.code_by_fold.get((item.id, r)) == kept.code]
    for row in rows:
        cell, whole = (context.book.get("survey", owner, "share", row, c) for c in (column, "all"))
        if cell is None or whole is None or cell.value is None or whole.value is None:
            continue
        yield Trait(
            answer=context.item_text(owner) if binary else context.code_text(owner, row),
            question=context.code_text(owner, row) if binary else context.item_text(owner),
            cell=cell,
            whole=whole,
            low=0.0,
            high=1.0,
            distance=cell.value - whole.value,
        )


def _number(code: str) -> float:
    try:
        return float(code)
    except ValueError:
        return 0.0
