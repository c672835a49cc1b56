"""What an item with offers asks: which channels are used, or which new ones are wished for. The offers tell, not the words."""

from collections.abc import Iterable

from relstudy.survey.items import Item
from relstudy.survey.registers import Offer


def is_new(offer: Offer) -> bool:
    """Tell whether an offer is in project or emerging."""
    return offer.status == "project" or offer.family == "emerging"


def names_use(item: Item, offers: Iterable[Offer]) -> bool:
    """Tell whether an item asks which channels are used: several answers linked to offers, one of them at least in use for long."""
    linked = {code.offer for code in item.answers if code.offer}
    return item.kind.is_ticked and any(offer.id in linked and not is_new(offer) for offer in offers)


def chosen_among(item: Item, offers: Iterable[Offer]) -> frozenset[str]:
    """Return the new offers an item asks to choose among; empty where it asks anything else.

    A single item whose answers are each linked to a new offer, one answer ("none") and the missing ones apart.
    """
    linked = [code.offer for code in item.answers if code.offer]
    if item.kind.answer != "choice" or item.grid is not None or len(linked) < 2 or len(item.answers) - len(linked) > 1:
        return frozenset()
    new = {offer.id for offer in offers if is_new(offer)}
    return frozenset(linked) if new.issuperset(linked) else frozenset()
