"""Nearest names: what an analyst may have meant by a word that is not known."""

from collections.abc import Iterable
from difflib import SequenceMatcher

#: More names than this do not help a reader; the nearest ones do.
SHOWN = 12


def nearest_first(found: str, known: Iterable[str], *, most: int = SHOWN) -> str:
    """Return the known names as one text, the nearest to `found` first, the others in their own order.

    Of more than `most` names the nearest ones are kept and an ellipsis says that there are others.
    """
    names = list(dict.fromkeys(known))
    if len(names) > 5000:
        # A comparison with each of a hostile number of names would take minutes.
        names = names[:5000]
    likeness = {name: SequenceMatcher(None, found.lower(), name.lower()).ratio() for name in names}
    if len(names) > most:
        kept = sorted(names, key=lambda name: -likeness[name])[:most]
        return ", ".join((*kept, "…"))
    best = max(names, key=lambda name: likeness[name], default=None)
    if best is not None and likeness[best] >= 0.5:
        names.remove(best)
        names.insert(0, best)
    return ", ".join(names)


def nearest(found: str, known: Iterable[str]) -> str | None:
    """Return the one known name that is clearly like `found`, else None."""
    best = max(known, key=lambda name: SequenceMatcher(None, found.lower(), name.lower()).ratio(), default=None)
    if best is None or SequenceMatcher(None, found.lower(), best.lower()).ratio() < 0.7:
        return None
    return best
