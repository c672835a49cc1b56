"""Values as TOML writes them, and comments that fit a screen. Reading is `tomllib`'s; nothing else here writes TOML."""

import re
import textwrap
from collections.abc import Iterable, Mapping

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
#: Longer lists are written one element a line.
_WIDTH = 100


def text(value: str) -> str:
    """Return a text between quotes; signs that cannot be printed are escaped."""
    return (
        '"'
        + "".join(
            _ESCAPES.get(c, c if c.isprintable() or c in "\u200d\ufe0f\u00a0\u202f" else _escape(c)) for c in value
        )
        + '"'
    )


def _escape(sign: str) -> str:
    code = ord(sign)
    if 0xD800 <= code <= 0xDFFF:
        return "\\uFFFD"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def key(name: str) -> str:
    """Return a key, between quotes where it must be."""
    return name if _BARE.match(name) else text(name)


def number(value: float) -> str:
    """Return a number, a whole one without its point."""
    return str(int(value)) if value == int(value) else repr(value)


def table(pairs: Mapping[str, str]) -> str:
    """Return an inline table of values already written."""
    return "{ " + ", ".join(f"{key(name)} = {value}" for name, value in pairs.items()) + " }" if pairs else "{}"


def label(texts: Mapping[str, str]) -> str:
    """Return a label by language."""
    return table({lang: text(said) for lang, said in texts.items()})


def items(values: Iterable[str]) -> str:
    """Return a list of values already written, on one line where it fits."""
    written = list(values)
    line = "[" + ", ".join(written) + "]"
    if len(line) <= _WIDTH:
        return line
    return "[\n" + "".join(f"  {value},\n" for value in written) + "]"


def filled(values: Iterable[str]) -> str:
    """Return a list of short values already written, as many on a line as fit."""
    lines = [""]
    for value in values:
        if lines[-1] and len(lines[-1]) + len(value) > _WIDTH:
            lines.append("")
        lines[-1] += f" {value}," if lines[-1] else f"{value},"
    one = lines[0].removesuffix(",")
    return f"[{one}]" if len(lines) == 1 else "[\n" + "".join(f"  {line}\n" for line in lines) + "]"


def comment(said: str, *, indent: str = "", wrap: bool = True) -> list[str]:
    """Return a text as lines of comment; with `wrap=False` its lines stay as they are, for settings to uncomment."""
    lines: list[str] = []
    for paragraph in " ".join(said.strip().split("\r")).split("\n"):
        if not wrap:
            lines.append(f"# {paragraph}".rstrip())
            continue
        wrapped = textwrap.wrap(paragraph, 110, break_long_words=False, break_on_hyphens=False) or [""]
        lines += [f"# {wrapped[0]}".rstrip(), *(f"# {indent}{line}" for line in wrapped[1:])]
    return lines
