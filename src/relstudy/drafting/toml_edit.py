"""Changing a TOML file people wrote without losing their comments: keys commented out, one value replaced (tomlkit).

The lines of a key are found by the scanner that tells faults their lines. What comes out is parsed again: a text that
could not be changed cleanly is a programming error, not a broken study.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from relstudy.definitions.toml_places import KeyPath, toml_places
from relstudy.errors import FaultLog
from relstudy.tables.text_files import decode


def read_toml_text(path: Path, shown: str, log: FaultLog) -> str | None:
    """Return the text of a TOML file that can be parsed; None where it is missing or cannot (a fault)."""
    try:
        content = path.read_bytes()
    except OSError:
        log.add("missing-file", shown)
        return None
    decoded = decode(content, shown, log)
    if decoded is None:
        return None
    text = decoded[0].replace("\r\n", "\n")
    try:
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        line = re.search(r"line (\d+)", str(error))
        log.add("bad-syntax", shown, line=int(line[1]) if line else None)
        return None
    return text


def comment_out(text: str, paths: Iterable[KeyPath], *, above: Sequence[str] = ()) -> str:
    """Return a text with the lines of some keys or tables as comments, and further comments above the first of them."""
    lines = text.split("\n")
    places = toml_places(text)
    spans = sorted(_span(lines, places, path) for path in paths if path in places)
    for first, last in spans:
        for at in range(first - 1, last):
            lines[at] = f"# {lines[at]}".rstrip() if lines[at].strip() else "#"
    if above:
        at = spans[0][0] - 1 if spans else 0
        lines[at:at] = above
    changed = "\n".join(lines)
    tomllib.loads(changed)
    return changed


def _span(lines: Sequence[str], places: Mapping[KeyPath, int], path: KeyPath) -> tuple[int, int]:
    """Return the first and last line (from 1) of a key: up to the next thing that is not part of it, blanks and comments left."""
    first = places[path]
    following = [line for other, line in places.items() if line > first and other[: len(path)] != path]
    last = min(following, default=len(lines) + 1) - 1
    while last > first and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
        last -= 1
    return first, last


def replace_value(text: str, path: Sequence[str], value: str) -> str:
    """Return a text with another text as the value of a key; everything else stays as it is written.

    Raises
    ------
    ValueError
        The key is not there.
    """
    # Loaded where a study is copied: tomlkit takes 0.05 s.
    import tomlkit

    document = tomlkit.parse(text)
    table: Any = document
    for name in path[:-1]:
        table = table.get(name, {})
    if path[-1] not in table:
        raise ValueError(f"{path} is not in the text")
    table[path[-1]] = value
    return tomlkit.dumps(document)
