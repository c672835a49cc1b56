"""What values say, as text a presentation can hold: nothing that XML forbids, nothing that turns the text around it."""

import re

from relstudy.report.plain.inline import read_inline
from relstudy.report.values import Content
from relstudy.words import Lang

#: A language as office programs call it.
TAGS: dict[Lang, str] = {"fr": "fr-FR", "en": "en-GB"}
_NBSP = "\u00a0"
#: What XML cannot hold, and what steers the direction of all that follows.
_UNSAID = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
#: Where a line would part a number from the word before it, or, where it begins what a sign leads to, from the word after it.
_PARTINGS = (
    (re.compile(r"(?<=\w) = (?=[+\u2212]?\d)"), f"{_NBSP}={_NBSP}"),
    (re.compile(r"(?<=[\w▲▼±]) (?=[+\u2212±]?\d)"), _NBSP),
    (re.compile(r"(?<=[,;:·–] )(\d+) (?=\w)"), rf"\g<1>{_NBSP}"),
)


def clean(text: str) -> str:
    """Return a text without the characters that may not stand in a presentation."""
    return _UNSAID.sub("", text)


def said_lines(value: Content) -> tuple[str, ...]:
    """Return the lines of a value, none where it says nothing; no line of a slide may end between a number and its word."""
    text = clean(read_inline(value))
    for parting, bond in _PARTINGS:
        text = parting.sub(bond, text)
    return tuple(filter(None, text.split("\n")))


def said(value: Content) -> str:
    """Return a value on one line."""
    return " – ".join(said_lines(value))


def unbound(text: str) -> str:
    """Return a text with plain spaces where no line may end: so what is said alone is found in what is said whole."""
    return text.replace(_NBSP, " ")
