"""What REFI-QDA has no place for and this program keeps all the same: in notes and variables of its own names.

A note named `NOTE` holds lines `key: value`; a coding that refers to it has these values. The codes of a facet are a
set that bears its name; the first line of a code's description is its label.
"""

from collections.abc import Mapping

#: The program as a project names it; its own projects keep every name as it stands.
ORIGIN = "relstudy"
NOTE = "relstudy"
#: Variables of cases, and of sources.
TARGET, KIND, ATTRIBUTES, THEME = "target", "kind", "attributes", "theme"
#: What a note says of a coding of a whole text: many programs read passages only, so that it goes out as one.
WHOLE = {"passage": "whole"}


def note_text(values: Mapping[str, str]) -> str:
    """Return values as the text of a note."""
    return "\n".join(f"{key}: {' '.join(value.split())}" for key, value in values.items() if value)


def note_values(text: str) -> dict[str, str]:
    """Return the values a note tells."""
    pairs = (line.partition(":") for line in text.splitlines())
    return {key.strip(): value.strip() for key, colon, value in pairs if colon}
