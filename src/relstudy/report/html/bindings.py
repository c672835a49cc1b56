"""The numbers of a page as they are written: every element bound to a cell, read from the finished HTML.

Tags are read, not the page: the report's own HTML has its attributes in double quotes and their signs escaped, and a
parser of any HTML would take half as long as writing it.
"""

import re
from dataclasses import dataclass
from html import unescape

_TAG = re.compile(r'<(\w+)((?:\s+[\w:-]+="[^"<]*")*\s+data-key="[^<]*?)/?>')
_PAGE = re.compile(r'<section\b[^>]* data-page="(\w+)"')
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One number of a page: the key of its cell, what the element says it is worth, whether it is another field of the cell."""

    key: str
    value: str
    is_field: bool


def read_bindings(markup: str) -> tuple[Binding, ...]:
    """Return every number of a page or of a whole report, in the order it is read.

    Raises
    ------
    ValueError
        A key stands where no tag could be read: a number might go unseen.
    """
    tags = _TAG.findall(markup)
    if len(tags) != markup.count(' data-key="'):
        raise ValueError("a number of the page stands in no tag that can be read")
    found = ((tag, {name: unescape(value) for name, value in _ATTRIBUTE.findall(rest)}) for tag, rest in tags)
    worth = ((named, named.get("value" if tag == "data" else "data-value")) for tag, named in found)
    return tuple(
        Binding(key=named["data-key"], value=value, is_field="data-field" in named)
        for named, value in worth
        if value is not None and named["data-key"]
    )


def read_pages(markup: str) -> dict[str, tuple[Binding, ...]]:
    """Return the numbers of each page of a report, by its name, pages in the order they are read.

    Raises
    ------
    ValueError
        As `read_bindings`.
    """
    _, *parts = _PAGE.split(markup)
    return {name: read_bindings(body) for name, body in zip(parts[::2], parts[1::2], strict=True)}
