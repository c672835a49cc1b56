"""Relational practices: what one journey, or one respondent, shows of the use of several channels. The rule is here and nowhere else.

Texts differ on these words, so the rule is printed wherever a practice is. Continuity is an observed fact, never
inferred from a number of channels.
"""

from typing import Literal, get_args

from relstudy.survey.items import Code, Item, ItemId

Practice = Literal["mono", "multi", "cross", "omni", "unsettled", "none"]
PRACTICES: tuple[Practice, ...] = get_args(Practice)

#: The item a study with `[practices]` has beside those of its questionnaire.
PRACTICE = ItemId("practice")


def practice_of(*, channels: int, together: bool, continuous: bool | None) -> Practice:
    """Return the practice that so many channels are.

    `together` says that two of them were used at the same time; `continuous` that every change went on where the one
    before had stopped, False that one did not, None that nobody knows.
    """
    if channels < 2:
        return "mono" if channels else "none"
    if together:
        return "omni"
    if continuous is None:
        return "unsettled"
    return "cross" if continuous else "multi"


def channel_of(item: Item, code: Code) -> str | None:
    """Return the channel a code of an item names: its offer, else itself in a set of channels; None where it names none.

    No channel are answers declared missing, an answer that excludes the others without being linked to an offer, and,
    where one answer was to be chosen, any that is not linked.
    """
    if code.missing is not None:
        return None
    if code.offer is not None:
        return code.offer
    return code.code if item.kind.is_ticked and not code.exclusive else None


def names_channels(item: Item) -> bool:
    """Tell whether the answers of an item are channels: a set, or one answer of several of which some are linked to offers."""
    return item.kind.is_ticked or (item.kind.answer == "choice" and any(code.offer for code in item.answers))


def is_observed(item: Item) -> bool:
    """Tell whether the answers of an item can tell a fact: codes that a condition may name."""
    return "condition" in item.kind.uses and bool(item.answers)
