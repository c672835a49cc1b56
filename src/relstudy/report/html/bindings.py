"""The numbers of a page as they are written: every element bound to a cell, read from the finished HTML."""

from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One number of a page: the key of its cell, what the element says it is worth, whether it is another field of the cell."""

    key: str
    value: str
    is_field: bool


def read_bindings(markup: str) -> tuple[Binding, ...]:
    """Return every number of a page or of a whole report, in the order it is read."""
    reader = _Reader()
    reader.feed(markup)
    return tuple(reader.found)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Binding] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element if it carries a key and a value."""
        named = dict(attrs)
        key = named.get("data-key")
        value = named.get("value") if tag == "data" else named.get("data-value")
        if key and value is not None:
            self.found.append(Binding(key=key, value=value, is_field="data-field" in named))
