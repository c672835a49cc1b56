"""What a finding is: its kinds and reasons, the names a study knows, and the signs that patterns of all kinds share."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal[
    "email", "iban", "nir", "card", "link", "phone", "plate", "reference", "address", "birth", "name", "case"
]
#: Where two findings overlap the first kind is kept.
KINDS: tuple[Kind, ...] = (
    "email", "iban", "nir", "card", "link", "phone", "plate", "reference", "address", "birth", "name", "case",
)  # fmt: skip
#: Why a passage is proposed, as the words of the review name it.
Reason = Literal[
    "form",
    "key",
    "cue",
    "spoken",
    "title",
    "introduced",
    "announced",
    "elsewhere",
    "several",
    "capitals",
    "roster",
    "case-id",
    "attributes",
]

#: Of two reasons for one passage the first is told.
REASONS: tuple[Reason, ...] = (
    "roster",
    "attributes",
    "case-id",
    "title",
    "introduced",
    "announced",
    "key",
    "form",
    "spoken",
    "cue",
    "elsewhere",
    "several",
    "capitals",
)

BLANK = r"[ \u00a0\u202f]"
SEPARATOR = r"[ \u00a0\u202f.\-\u2010\u2011]"
#: Of every alphabet in Latin letters: "Łukasiewicz", "Škoda".
CAPITAL = "A-ZÀ-ÖØ-Þ" + "".join(
    chr(sign) for sign in (*range(0x100, 0x250), *range(0x1E00, 0x1F00)) if chr(sign).isupper()
)
#: A word of a name: "Dupont", "Le-Goff", "D'Almeida", "O'Neil".
NAME_WORD = rf"(?:[dDlLO]['’])?[{CAPITAL}][\w'’\-]*\w"
PARTICLE = r"(?:de la|de|du|des|van der|van|von|ben|el|al|di|da)"
#: How far before a passage what tells its kind may stand.
NEAR = 60
TOKEN = re.compile(r"[^\W_][\w\u0300-\u036f]*")
SENTENCE_START = re.compile(r"(?:\A|[.!?…:;«\"“\n]|[-–—])\s*\Z")
PARTICLES = frozenset(
    ("de", "la", "du", "des", "le", "les", "van", "der", "von", "ben", "el", "al", "di", "da", "d", "l")
)
#: A word of a name by which a person may be called alone has so many letters.
CALLED = 3


#: Where something stands in a text, and why it is proposed.
Found = Iterator[tuple[int, int, Reason]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A passage that may tell who somebody is: offsets in code points, what stands there, which kind, and why."""

    start: int
    end: int
    text: str
    kind: Kind
    reason: Reason
    #: What the same person, number or place is known by wherever it is found.
    identity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownName:
    """A name the study knows: of a person by all words of it, or of a case by its id, and why it is looked for."""

    name: str
    kind: Literal["name", "case"]
    reason: Reason


# Words repeat: what people said holds few of them, and each is met thousands of times.
@lru_cache(maxsize=1 << 16)
def plain_name(text: str) -> str:
    """Return a name without accents, capitals, hyphens, apostrophes and needless blanks: equal for one name written in two ways."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+|_", " ", bare.casefold()).split())
