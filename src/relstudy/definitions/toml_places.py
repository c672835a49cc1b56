"""Places of TOML keys: on which line of a file a key, a table or an element of a list stands.

`tomllib` gives values without places. This scanner walks a text that `tomllib` has already read, so it need not judge
it: it only follows tables, arrays of tables, inline tables and lists, and notes a line for each.
"""

import contextlib
import re
from bisect import bisect_right
from collections.abc import Mapping

KeyPath = tuple[str | int, ...]

#: Deeper paths are not noted: their nearest enclosing one is line enough.
DEEPEST = 24

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}\n#]*")
_STRINGS = (
    re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}', re.DOTALL),
    re.compile(r"'''(?:[^']|'(?!''))*'{3,5}", re.DOTALL),
    re.compile(r'"((?:[^"\\\n]|\\.)*)"'),
    re.compile(r"'([^'\n]*)'"),
)


def toml_places(text: str) -> Mapping[KeyPath, int]:
    """Return the line (from 1) of every key path of a TOML text, down to `DEEPEST` parts.

    A table has the line of its header, an element of an array of tables that of its own `[[header]]`, an element of a
    list the line where it begins. A text that is not TOML gives the places up to where it breaks.
    """
    scan = _Scan(text)
    with contextlib.suppress(RecursionError, IndexError, _Lost):
        scan.document()
    return scan.lines


def line_of(places: Mapping[KeyPath, int], path: KeyPath) -> int | None:
    """Return the line of a path, else of the nearest one that encloses it, else None."""
    for end in range(len(path), 0, -1):
        if (line := places.get(path[:end])) is not None:
            return line
    return None


class _Lost(Exception):
    """The text is not what the scanner follows."""


class _Scan:
    """One walk through one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0
        self.lines: dict[KeyPath, int] = {}
        self._counts: dict[KeyPath, int] = {}
        self._breaks = [m.start() for m in re.finditer("\n", text)]

    def document(self) -> None:
        table: KeyPath = ()
        while True:
            self._skip(_BLANK)
            if self.pos >= len(self.text):
                return
            began = self.pos
            if self.text.startswith("[[", self.pos):
                table = self._header(began, closing="]]")
            elif self.text[self.pos] == "[":
                table = self._header(began, closing="]")
            else:
                self._pair(table)

    def _header(self, began: int, *, closing: str) -> KeyPath:
        self.pos += len(closing)
        names = self._key()
        self._expect(closing)
        path: KeyPath = ()
        for name in names[:-1]:
            path = (*path, name)
            self._note(path, began)
            if path in self._counts:
                path = (*path, self._counts[path])
        path = (*path, names[-1])
        self._note(path, began)
        if closing == "]]":
            self._counts[path] = self._counts.get(path, -1) + 1
            path = (*path, self._counts[path])
            self._note(path, began)
        return path

    def _pair(self, table: KeyPath) -> None:
        began = self.pos
        path = table
        for name in self._key():
            path = (*path, name)
            self._note(path, began)
        self._expect("=")
        self._skip(_SPACE)
        self._value(path)

    def _key(self) -> list[str]:
        names = []
        while True:
            self._skip(_SPACE)
            if (m := _BARE_KEY.match(self.text, self.pos)) is not None:
                names.append(m.group())
            elif (m := self._string()) is not None:
                names.append(_unquoted(m.group()))
            else:
                raise _Lost
            self.pos = m.end()
            self._skip(_SPACE)
            if self.text[self.pos] != ".":
                return names
            self.pos += 1

    def _value(self, path: KeyPath) -> None:
        opening = self.text[self.pos]
        if opening == "[":
            self._list(path)
        elif opening == "{":
            self._inline_table(path)
        elif (m := self._string()) is not None:
            self.pos = m.end()
        else:
            self._skip(_BARE_VALUE)

    def _list(self, path: KeyPath) -> None:
        self.pos += 1
        index = 0
        while True:
            self._skip(_BLANK)
            if self.text[self.pos] == "]":
                self.pos += 1
                return
            element = (*path, index)
            self._note(element, self.pos)
            self._value(element)
            self._skip(_BLANK)
            if self.text[self.pos] == ",":
                self.pos += 1
            elif self.text[self.pos] != "]":
                raise _Lost
            index += 1

    def _inline_table(self, path: KeyPath) -> None:
        self.pos += 1
        while True:
            self._skip(_BLANK)
            if self.text[self.pos] == "}":
                self.pos += 1
                return
            self._pair(path)
            self._skip(_BLANK)
            if self.text[self.pos] == ",":
                self.pos += 1
            elif self.text[self.pos] != "}":
                raise _Lost

    def _string(self) -> re.Match[str] | None:
        for pattern in _STRINGS:
            if (m := pattern.match(self.text, self.pos)) is not None:
                return m
        return None

    def _note(self, path: KeyPath, at: int) -> None:
        if len(path) <= DEEPEST and path not in self.lines:
            self.lines[path] = self._line(at)

    def _line(self, at: int) -> int:
        return bisect_right(self._breaks, at - 1) + 1

    def _expect(self, mark: str) -> None:
        self._skip(_SPACE)
        if not self.text.startswith(mark, self.pos):
            raise _Lost
        self.pos += len(mark)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        m = pattern.match(self.text, self.pos)
        if m is not None:
            self.pos = m.end()


def _unquoted(text: str) -> str:
    if text[0] == "'":
        return text[1:-1]
    inner = text[1:-1]
    if "\\" not in inner:
        return inner
    simple = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}
    return re.sub(
        r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))",
        lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else simple.get(m[3], m[3]),
        inner,
    )
