"""What there is to say of how the offsets of a file were counted, document by document."""

from collections.abc import Mapping

from relstudy.errors import FaultLog, computed
from relstudy.exchange.offset_counting import LEAST, Counting, Dialect


def say_countings(counted: Mapping[str, Counting], names: Mapping[str, str], log: FaultLog, *, file: str) -> None:
    """Record each document of which it is not known how its offsets were counted (unsettled-offsets), or which fits two ways alike (rival-offsets)."""
    for key, one in counted.items():
        if not one.is_settled:
            log.add(
                "unsettled-offsets", file, item=names[key], found=computed(one.score, ".2f"), allowed=computed(LEAST)
            )
        elif one.rival is not None:
            log.add("rival-offsets", file, item=names[key], found=_in_words(one.dialect), allowed=_in_words(one.rival))


def _in_words(dialect: Dialect) -> str:
    """Return a way of counting in terms of the faults' words."""
    return ", ".join(f"@counted-{part}" for part in dialect.name.split("+"))
