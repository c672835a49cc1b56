"""Folding: how a code of answers becomes a part of a key, and which texts are alike to a reader."""

import re
import unicodedata
from collections.abc import Callable

_OUTSIDE = re.compile(r"[^a-z0-9_.]+")
_NEGATIVE = re.compile(r"[-\u2212](?=[.,]?[0-9])")
#: Signs that look like a plainer one: apostrophes, quotes, dashes.
_PLAINER = str.maketrans(
    dict.fromkeys("\u2018\u2019\u02bc\u00b4\u2032", "'")
    | dict.fromkeys("\u201c\u201d\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)
#: Signs that are not seen at all.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
#: Marks given by stars, full ones and then hollow ones up to the highest mark: "★★★", "★★★☆☆".
_STARS = re.compile("(?P<full>[\u2605\u2b50\u272d\U0001f31f]+)(?P<hollow>[\u2606\u2729]*)")
_OF_STARS = re.compile("[\\s\ufe0f]+")
#: An answer "other" and, behind a colon or a dash, what somebody wrote.
_OTHER_SAID = re.compile(
    r"(?P<other>(?:autres?|others?|sonstige[sr]?|otr[oa]s?|altr[oiae]|outr[oa]s?)(?:\s[^:\n]{1,40}?)?)(?:\s*:|\s+[-\u2013\u2014]\s)\s*\S.*",
    re.DOTALL | re.IGNORECASE,
)
#: A text that holds nothing else.
UNSEEN_ALONE = r"^[\s" + _UNSEEN.pattern[1:-1] + "]+$"
#: What a reader does not see of a text, as the words of faults name it, and how it is taken away.
_NOT_SEEN: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("@unseen-signs", lambda text: _UNSEEN.sub("", text)),
    ("@stars", lambda text: str(stars[0]) if (stars := count_stars(text)) is not None else text),
    ("@accents-apart", lambda text: unicodedata.normalize("NFC", text)),
    ("@other-signs", lambda text: text.translate(_PLAINER)),
    ("@other-blanks", lambda text: " ".join(text.split())),
    ("@capitals", str.casefold),
)


def fold(text: str) -> str:
    """Return `text` as a part of a key: no accents, lower case, runs of other characters as one hyphen.

    The rule of the contract for codes of answers: "18 - 34" gives "18-34". A text with nothing left gives "". A
    negative number keeps its sign: "-3" gives "minus-3".
    """
    text = text.strip()
    plain = unicodedata.normalize("NFKD", f"minus-{text[1:]}" if _NEGATIVE.match(text) else text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return _OUTSIDE.sub("-", plain).strip("-")


def count_stars(text: str) -> tuple[int, int] | None:
    """Return how many full stars a text of stars alone has, and how many hollow ones behind them; None for any other text."""
    found = _STARS.fullmatch(_OF_STARS.sub("", text))
    return (len(found["full"]), len(found["hollow"])) if found is not None else None


def look(text: str) -> str:
    """Return what a reader sees of a text: equal for texts that differ in how accents, blanks, apostrophes or capitals are coded; stars are their number.

    "J\u2019accepte", "j'accepte" and the same text with a no-break space or decomposed accents look alike; "e" and "é"
    do not.
    """
    if text.isascii():
        return " ".join(text.split()).casefold()
    for _, without in _NOT_SEEN:
        text = without(text)
    return text


def other_of(text: str) -> str | None:
    """Return the answer "other" that a text says before what somebody wrote: "Other" of "Other: my aunt"; None where it says none."""
    found = _OTHER_SAID.fullmatch(text)
    return found["other"] if found is not None else None


def strip_unseen(text: str) -> str:
    """Return a text without the signs that are not seen at all."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def plain_id(text: str) -> str:
    """Return the id of a person as a reader sees it: no signs that are not seen, accents in one, plain blanks.

    Two spellings of one id that nobody can tell apart are one person: counted once, found again in the next wave, and
    forgotten together.
    """
    return text if text.isascii() else " ".join(unicodedata.normalize("NFC", strip_unseen(text)).split())


def strip_cell(text: str) -> str:
    """Return the text of a cell without blanks about it; one that holds nothing a reader sees is blank."""
    text = text.strip()
    return "" if not text.isascii() and re.match(UNSEEN_ALONE, text) else text


def is_plain(text: str) -> bool:
    """Tell whether a text holds nothing that is not seen: plain blanks and signs, accents in one."""
    return all(without(text) == text for term, without in _NOT_SEEN if term != "@capitals")


def what_differs(text: str, other: str) -> str | None:
    """Return how two texts that look alike differ, as terms of the words of faults; None where they do not look alike."""
    if look(text) != look(other):
        return None
    return (
        ", ".join(term for term, _ in _NOT_SEEN if _without_others(term, text) != _without_others(term, other)) or None
    )


def _without_others(kept: str, text: str) -> str:
    """Return a text without what is not seen, but for one trait."""
    for term, without in _NOT_SEEN:
        if term != kept:
            text = without(text)
    return text
