"""Folding: how a code of answers becomes a part of a key, and which codes are alike to a reader."""

import re
import unicodedata

_OUTSIDE = re.compile(r"[^a-z0-9_.]+")


def fold(text: str) -> str:
    """Return `text` as a part of a key: no accents, lower case, runs of other characters as one hyphen.

    The rule of the contract for codes of answers: "18 - 34" gives "18-34". A text with nothing left gives "".
    """
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return _OUTSIDE.sub("-", plain).strip("-")
