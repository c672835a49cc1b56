"""What values say, as text a presentation can hold: nothing that XML forbids, nothing that turns the text around it."""

import re

from relstudy.report.plain.inline import read_inline
from relstudy.report.values import Content

#: What XML cannot hold, and what steers the direction of all that follows.
_UNSAID = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Return a text without the characters that may not stand in a presentation."""
    return _UNSAID.sub("", text)


def said_lines(value: Content) -> tuple[str, ...]:
    """Return the lines of a value, none where it says nothing."""
    return tuple(filter(None, clean(read_inline(value)).split("\n")))


def said(value: Content) -> str:
    """Return a value on one line."""
    return " – ".join(said_lines(value))
