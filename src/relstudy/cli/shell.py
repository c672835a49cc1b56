"""Where a command speaks: results to stdout, progress and messages to stderr, in one language.

A reader who closes the pipe (`relstudy check STUDY | head`) ends the talk, not the command.
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from relstudy.words import Lang, load_words, plural_form


def word(lang: Lang, key: str, /, **values: object) -> str:
    """Return a text of the command line by its dotted key, its `{fields}` filled in."""
    found: Any = load_words(lang, "cli")
    for part in key.split("."):
        found = found[part]
    text = str(found)
    return text.format(**values) if values else text


def plural(lang: Lang, key: str, number: int, /, **values: object) -> str:
    """Return the form of a counted word that fits a number."""
    return word(lang, f"{key}.{plural_form(number, lang)}", n=number, **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """One language and the two streams a command speaks to."""

    lang: Lang

    def word(self, key: str, /, **values: object) -> str:
        """Return a text of the command line in this shell's language."""
        return word(self.lang, key, **values)

    def plural(self, key: str, number: int, /, **values: object) -> str:
        """Return a counted word in this shell's language."""
        return plural(self.lang, key, number, **values)

    def pair(self, name: str, text: str) -> str:
        """Return a name and what is said of it, parted as the language parts them."""
        return f"{name}{self.word('draft.colon')} {text}"

    def decimal(self, number: float) -> str:
        """Return a number with one decimal, written as the language writes it."""
        text = f"{number:.1f}"
        return text.replace(".", ",") if self.lang == "fr" else text

    def seconds(self, seconds: float) -> str:
        """Return a duration in words."""
        return self.word("run.seconds", text=self.decimal(seconds))

    def say(self, text: str = "") -> None:
        """Write a line of the result."""
        _write(sys.stdout, text + "\n")

    def tell(self, text: str = "") -> None:
        """Write a message beside the result."""
        _write(sys.stderr, text + "\n")

    def write_error(self, text: str) -> None:
        """Write to stderr without ending the line."""
        _write(sys.stderr, text)

    def answer(self, value: Mapping[str, Any]) -> None:
        """Write the one JSON object of `--json`."""
        ascii_only = "utf" not in (sys.stdout.encoding or "").lower()
        _write(sys.stdout, json.dumps(value, ensure_ascii=ascii_only, indent=1, default=str) + "\n")


def colours(stream: TextIO) -> bool:
    """Return whether a stream takes colours: a terminal, and neither NO_COLOR nor TERM=dumb says otherwise."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def soften_streams() -> None:
    """Let a stream that cannot write a letter write a question mark for it, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _silence(stream)


def _silence(stream: TextIO) -> None:
    """Point a stream whose reader left to nowhere, so that the interpreter does not complain when it closes."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return
