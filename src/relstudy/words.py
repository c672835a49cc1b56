"""Words of the program in French and English, from `templates/words/<lang>/<topic>.toml`.

Every sentence the program itself says to a user comes from there: faults, command line, report.
"""

import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Any, Literal, SupportsFloat

from relstudy import resources

Lang = Literal["fr", "en"]
#: The languages the program speaks; French first.
LANGS: tuple[Lang, ...] = ("fr", "en")
Topic = Literal[
    "faults",
    "cli",
    "report",
    "figures",
    "draft",
    "questionnaire",
    "claims",
    "due",
    "explain",
    "index",
    "redact",
    "round",
]


def first_spoken(languages: Iterable[str]) -> Lang:
    """Return the first of some languages that the program speaks; French where it speaks none."""
    return next((lang for wanted in languages for lang in LANGS if lang == wanted), LANGS[0])


@cache
def load_words(lang: Lang, topic: Topic) -> dict[str, Any]:
    """Return the words of one topic in one language, as nested tables of text."""
    return tomllib.loads((resources.templates() / "words" / lang / f"{topic}.toml").read_text(encoding="utf-8"))


def tell_counting(dialect: str, lang: Lang) -> str:
    """Return in words how a file counts the places of passages; `dialect` is as an import records it: "utf-16+bom, quote"."""
    said = load_words(lang, "cli")["import"]["counting"]
    return ", ".join(str(said.get(part, part)) for way in dialect.split(", ") for part in way.split("+"))


def plural_form(number: SupportsFloat, lang: Lang) -> Literal["one", "other"]:
    """Return the form of a counted word: French keeps the singular below 2, English has it for 1 alone."""
    size = abs(float(number))
    return "one" if (size < 2 if lang == "fr" else size == 1) else "other"
