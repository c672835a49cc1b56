"""Changing a TOML file people wrote without losing their comments: keys commented out, one value replaced.

The lines of a key are found by the scanner that tells faults their lines. What comes out is parsed again: a text that could
not be changed cleanly is a programming error, not a broken study.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

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


def replace_value(text: str, path: KeyPath, written: str) -> str:
    """Return a text with another value of a key whose value is a text on the key's own line.

    Raises
    ------
    ValueError
        The key is not there, or its value is written otherwise.
    """
    line = toml_places(text).get(path)
    lines = text.split("\n")
    if line is None:
        raise ValueError(f"{path} is not in the text")
    name = re.escape(str(path[-1]))
    pattern = re.compile(rf"((?:^|[\s{{,.])[\"']?{name}[\"']?\s*=\s*)(\"(?:[^\"\\]|\\.)*\"|'[^']*')")
    lines[line - 1], times = pattern.subn(lambda match: match[1] + written, lines[line - 1], count=1)
    changed = "\n".join(lines)
    if not times:
        raise ValueError(f"{path} has no text on its line")
    tomllib.loads(changed)
    return changed
