"""Nearest names: what an analyst may have meant by a word that is not known."""

from collections.abc import Iterable

#: More names than this do not help a reader; the nearest ones do.
SHOWN = 12
#: Names and characters beyond these are not compared: a hostile file must not cost minutes.
_COMPARED = 2000
_CHARACTERS = 80


def nearest_first(found: str, known: Iterable[str], *, most: int = SHOWN) -> str:
    """Return the known names as one text, the nearest to `found` first, the others in their own order.

    Of more than `most` names the nearest ones are kept and an ellipsis says that there are others.
    """
    likeness = _likeness(found, known)
    names = list(likeness)
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
    likeness = _likeness(found, known)
    best = max(likeness, key=lambda name: likeness[name], default=None)
    if best is None:
        return None
    return best if likeness[best] >= 0.7 or _is_slip(best.lower(), found.lower()) else None


def _is_slip(one: str, other: str) -> bool:
    """Tell whether two letters changed places, or one is another: a short name is less like itself then than a long one.

    A digit is no slip: `q12` is not what somebody meant by `q11`.
    """
    if len(one) != len(other):
        return False
    apart = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return sorted(one) == sorted(other) or (len(one) > 2 and len(apart) == 1 and all(map(str.isalpha, apart[0])))


def _likeness(found: str, known: Iterable[str]) -> dict[str, float]:
    """Return the likeness to `found`, 0-1, of the known names in their order."""
    # Only a fault pays for the comparison.
    from difflib import SequenceMatcher

    # The second text is the one a matcher prepares once.
    matcher = SequenceMatcher(None, "", found[:_CHARACTERS].lower(), autojunk=False)
    likeness: dict[str, float] = {}
    for name in dict.fromkeys(known):
        matcher.set_seq1(name[:_CHARACTERS].lower())
        # The quick bound spares most comparisons, and a name this unlike is named by its order alone.
        likeness[name] = matcher.ratio() if matcher.quick_ratio() >= 0.4 else 0.0
        if len(likeness) >= _COMPARED:
            break
    return likeness
