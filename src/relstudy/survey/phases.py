"""Phases of a relation, and whether a person or a machine serves: what a questionnaire and the offers say of both.

An item with a phase asks of that moment. Where its answers are linked to offers it tells the channels used; where its
answers bear a relation of their own it tells whether a person or a machine is wished for. A questionnaire without any
phase is read by the register: a channel is used at the phases it serves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
    return item.phase is not None and bool(_linked(item)) and not item.kind.is_heading and not is_wish(item)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What a wave asks of one phase, or of none in particular (`ANY_PHASE`).

    `channels` are the items that tell the channels used, each with its answers that are such channels at this phase;
    `wishes` the items that ask for a person or a machine. `by_register` says that no item asks of phases: a channel then
    counts at those the register of offers gives it.
    """

    phase: Phase | Literal["_"]
    channels: tuple[tuple[Item, tuple[Code, ...]], ...] = ()
    wishes: tuple[Item, ...] = ()
    by_register: bool = False


def find_moments(items: Iterable[Item], offers: Iterable[Offer]) -> tuple[Moment, ...]:
    """Return what is asked of each phase, in the order of a relation, what is asked of none in particular last.

    Where no item tells channels by phase, the first set of answers linked to channels is read by the register.
    """
    asked, known = tuple(items), {offer.id: offer for offer in offers}
    wishes = [item for item in asked if is_wish(item)]
    told = [item for item in asked if tells_channels(item)]
    general = None if told else next((item for item in asked if _tells_general(item, known)), None)
    found = []
    for phase in (*PHASES, ANY_PHASE):
        channels = tuple((item, _linked(item)) for item in told if item.phase == phase)
        if general is not None:
            codes = tuple(c for c in _linked(general) if phase in _phases_of(c, known))
            channels = ((general, codes),) if codes else ()
        wished = tuple(item for item in wishes if (item.phase or ANY_PHASE) == phase)
        if channels or wished:
            found.append(Moment(phase=phase, channels=channels, wishes=wished, by_register=bool(channels) and not told))
    return tuple(found)


def _tells_general(item: Item, offers: Mapping[str, Offer]) -> bool:
    named = (offers.get(c.offer or "") for c in item.answers)
    to_channels = any(offer is not None and offer.kind == "channel" for offer in named)
    return item.kind.is_ticked and to_channels and not is_wish(item)


def _linked(item: Item) -> tuple[Code, ...]:
    return tuple(c for c in item.answers if c.offer)


def _phases_of(code: Code, offers: Mapping[str, Offer]) -> tuple[str, ...]:
    offer = offers.get(code.offer or "")
    phases = () if offer is None else offer.phases
    return phases or (ANY_PHASE,)
