"""Phases of a relation, and whether a person or a machine serves: what a questionnaire and the offers say of both.

An item with a phase asks of that moment. Where its answers are linked to offers it tells the channels used; where its
answers bear a relation of their own it tells whether a person or a machine is wished for. A questionnaire without any
phase is read by the register: a channel is used at the phases it serves.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from relstudy.survey.items import Code, Item, Phase, Relation
from relstudy.survey.registers import Offer

#: In the order of a relation.
PHASES: tuple[Phase, ...] = get_args(Phase)
RELATIONS: tuple[Relation, ...] = get_args(Relation)
#: The column of what was asked of no phase in particular.
ANY_PHASE: Literal["_"] = "_"


def relation_of(code: Code, offers: Mapping[str, Offer]) -> str | None:
    """Return whether an answer stands for a person or a machine: as it says itself, else as its offer says; None where neither does."""
    if code.relation is not None or code.offer is None:
        return code.relation
    offer = offers.get(code.offer)
    return None if offer is None else offer.relation


def is_wish(item: Item) -> bool:
    """Tell whether an item asks for a person or a machine: one of its answers says which by itself."""
    return not item.kind.is_heading and any(c.relation for c in item.answers)


def tells_channels(item: Item) -> bool:
    """Tell whether an item asks which offers were used at a phase."""
    linked = any(c.offer for c in item.answers)
    return item.phase is not None and linked and not item.kind.is_heading and not is_wish(item)


def channels_by_phase(items: Iterable[Item]) -> dict[Phase, tuple[Item, ...]]:
    """Return the items that ask for channels used, by phase in the order of a relation."""
    return _by_phase(item for item in items if tells_channels(item))


def wishes_by_phase(items: Iterable[Item]) -> dict[Phase, tuple[Item, ...]]:
    """Return the items that ask for a person or a machine, by phase in the order of a relation."""
    return _by_phase(item for item in items if is_wish(item))


def _by_phase(items: Iterable[Item]) -> dict[Phase, tuple[Item, ...]]:
    listed = tuple(items)
    by_phase = {phase: tuple(item for item in listed if item.phase == phase) for phase in PHASES}
    return {phase: found for phase, found in by_phase.items() if found}
