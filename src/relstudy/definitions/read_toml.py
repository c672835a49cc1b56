"""TOML files of a study: UTF-8 with or without BOM, or cp1252; every value looked up with its line.

A text that is not TOML is one fault with its line. A date written without quotation marks in the French way, or a date
that does not exist, breaks the whole of a TOML file: it is said as a bad date and the rest is read all the same.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from relstudy.definitions.read_folder import StudyFolder
from relstudy.errors import FaultLog
from relstudy.survey.plan import Source
from relstudy.tables.text_files import decode

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands in a file."""

    line: int | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One declared file: its tables, and where each key stands."""

    file: str
    data: Mapping[str, Any]
    locate: Callable[[KeyPath], Place] = field(compare=False)


_UNQUOTED_DATE = re.compile(r"^(\s*[A-Za-z0-9_.-]+\s*=\s*)([0-9][0-9/.:TtZz+ -]*?)(\s*(?:#.*)?)$")
_WHERE = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)\Z")
#: What tomllib says, and the word for it in `[terms]`.
_SYNTAX = (
    ("Cannot declare", "@toml-once"), ("Cannot overwrite", "@toml-once"), ("Duplicate", "@toml-once"),
    ("Cannot mutate", "@toml-once"), ("Cannot redefine", "@toml-once"), ("Expected '='", "@toml-equals"),
    ("Expected ']", "@toml-bracket"), ("Unclosed", "@toml-bracket"), ("Unescaped", "@toml-backslash"),
    ("Unterminated", "@toml-quotes"), ("Illegal character", "@toml-quotes"), ("Invalid initial", "@toml-key"),
    ("Invalid statement", "@toml-key"), ("Expected newline", "@toml-one-per-line"), ("Invalid value", "@toml-value"),
)  # fmt: skip


def read_document(folder: StudyFolder, source: Source) -> Document | None:
    """Return a TOML file of the study, or None where its encoding or its syntax makes it unreadable (a fault)."""
    contents = folder.contents(source)
    if contents is None:
        return None
    decoded = decode(contents, source.path, folder.log)
    if decoded is None:
        return None
    text, reading = decoded
    if reading is not None:
        folder.log.add("read-as", source.path, found=reading)
    text = text.replace("\r\n", "\n")
    data = _parsed(text, source.path, folder.log)
    if data is None:
        return None
    return Document(file=source.path, data=data, locate=_locator(text))


def _parsed(text: str, file: str, log: FaultLog) -> dict[str, Any] | None:
    lines = text.split("\n")
    for _ in range(100):
        try:
            return tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError as error:
            if not _settle_date(error, lines, file, log):
                _note_syntax(error, lines, file, log)
                return None
        except (RecursionError, ValueError, OverflowError):
            # Python's own limits: very deep nesting, integers of thousands of digits.
            log.add("bad-syntax", file, allowed="@toml-sane")
            return None
    log.add("bad-syntax", file, allowed="@toml-sane")
    return None


def _settle_date(error: tomllib.TOMLDecodeError, lines: list[str], file: str, log: FaultLog) -> bool:
    """Note a date that TOML cannot read and put it between quotation marks; False where it is no date."""
    where = _WHERE.search(str(error))
    if where is None or where[1] is None:
        return False
    number = int(where[1])
    m = _UNQUOTED_DATE.match(lines[number - 1])
    if m is None or not re.search(r"\d[/-]\d", m[2]):
        return False
    key = m[1].rpartition("=")[0].strip()
    log.add("bad-date", file, line=number, column=key, found=m[2], allowed="@date-in-toml")
    lines[number - 1] = f'{m[1]}"@said"{m[3]}'
    return True


def _note_syntax(error: tomllib.TOMLDecodeError, lines: list[str], file: str, log: FaultLog) -> None:
    message = str(error)
    where = _WHERE.search(message)
    number = int(where[1]) if where is not None and where[1] is not None else len(lines)
    number = min(number, len(lines))
    while number > 1 and not lines[number - 1].strip():
        number -= 1
    found = lines[number - 1].strip()
    allowed = next((term for begins, term in _SYNTAX if message.startswith(begins)), "@toml-value")
    if allowed == "@toml-key" and found.count("{") > found.count("}"):
        allowed = "@toml-inline"
    log.add("bad-syntax", file, line=number, found=found[:79] + "…" if len(found) > 80 else found, allowed=allowed)


def _locator(text: str) -> Callable[[KeyPath], Place]:
    places: dict[str, Mapping[KeyPath, int]] = {}

    def locate(path: KeyPath) -> Place:
        # Most files have no fault: the scan waits for the first question.
        from relstudy.definitions.toml_places import line_of, toml_places

        if "all" not in places:
            places["all"] = toml_places(text)
        return Place(line=line_of(places["all"], path))

    return locate
