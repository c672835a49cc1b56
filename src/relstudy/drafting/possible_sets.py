"""Neighbouring questions that may be the answers of one, and only a person knows: yes and no that nothing words, places that only cells tell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, islice, takewhile

from relstudy.drafting.proposal import ProposedItem, Remark
from relstudy.drafting.rankings import MOST_RANKED, ranked_neighbours
from relstudy.drafting.shapes import Shape

#: What columns of yes and no hold, as programs write it.
_PAIRS = tuple(
    frozenset(pair)
    for pair in (
        ("1", "0"), ("yes", "no"), ("oui", "non"), ("y", "n"), ("o", "n"), ("true", "false"), ("vrai", "faux"),
    )
)  # fmt: skip
#: Fewer neighbours are as often questions of their own.
_FEWEST = 3


def with_possible_sets(
    items: Sequence[ProposedItem], shapes: Mapping[str, Shape], *, is_bare: Callable[[str], bool]
) -> tuple[ProposedItem, ...]:
    """Return the items; the first of each run of neighbours of yes and no asks whether they are one question.

    `is_bare` tells whether a label is but the name of a column: what a file words is a question of its own.
    """
    marked: list[ProposedItem] = []
    for is_one, run in groupby(items, key=lambda item: _is_yes_or_no(item, shapes, is_bare)):
        group = list(run)
        if is_one and len(group) >= _FEWEST and frozenset().union(*(_held(one, shapes) for one in group)) in _PAIRS:
            asked = Remark("possible-set", {"columns": ", ".join(item.columns[0] for item in group)})
            group[0] = replace(group[0], remarks=(*group[0].remarks, asked))
        marked += group
    return tuple(marked)


def with_possible_rankings(items: Sequence[ProposedItem], shapes: Mapping[str, Shape]) -> tuple[ProposedItem, ...]:
    """Return the items; the first of neighbours that hold each place once in nearly every row asks whether they are one ranking."""
    marked = list(items)
    at = 0
    while at < len(items):
        run = takewhile(lambda item: len(item.all_columns) == 1 and not item.kind.is_ticked, items[at:])
        size = ranked_neighbours([shapes[item.all_columns[0]] for item in islice(run, MOST_RANKED)])
        if size:
            asked = Remark(
                "possible-ranking", {"columns": ", ".join(item.all_columns[0] for item in items[at : at + size])}
            )
            marked[at] = replace(items[at], remarks=(*items[at].remarks, asked))
        at += size or 1
    return tuple(marked)


def _is_yes_or_no(item: ProposedItem, shapes: Mapping[str, Shape], is_bare: Callable[[str], bool]) -> bool:
    """Tell whether a question that nothing words holds yes and no, or one of them alone."""
    if item.kind.answer != "choice" or len(item.columns) != 1 or not all(map(is_bare, item.label.values())):
        return False
    held = _held(item, shapes)
    return bool(held) and any(held <= pair for pair in _PAIRS)


def _held(item: ProposedItem, shapes: Mapping[str, Shape]) -> frozenset[str]:
    return frozenset(text.casefold() for text in shapes[item.columns[0]].texts)
