"""Signs that the fonts of the paper have: a tagged PDF may not hold a sign without a shape, and no font has them all."""

import re
from functools import lru_cache

#: Latin, Greek, Cyrillic and Hebrew letters, punctuation, arrows and signs of figures.
_KNOWN = re.compile(
    "[^\n -~\u00a0-\u00ac\u00ae-\u017f\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u0400-\u045f\u05d0-\u05ea"
    "\u2009\u200a\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u202f\u2030\u2032\u2033\u2039\u203a\u20ac\u2116\u2122"
    "\u2190-\u2193\u2212\u2248\u2260\u2264\u2265\u25a0\u25a1\u25b2\u25bc\u25cf\u25cb]"
)
#: Signs without a shape of their own: marks of direction, soft hyphens, controls, parts of an emoji.
_SHAPELESS = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)


#: A table asks for its texts again and again while its columns are measured.
@lru_cache(maxsize=2**14)
def keep_known(text: str) -> str:
    """Return a text whose signs all have a shape: one no font has is an empty square, one without a shape is left out."""
    return _KNOWN.sub("□", _SHAPELESS.sub("", text))
