"""A page read back as its reader and its checkers do: what stands in it, what is bound to cells, what is not."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"col", "meta", "link", "br", "img", "input", "hr", "wbr", "source"})
ROLES = frozenset({"text", "date", "tick", "number"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """An element bound to a cell: its key, its value as written in the attribute, its text."""

    page: str
    tag: str
    key: str
    value: str | None
    text: str
    attributes: dict[str, str]


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    text: list[str] = field(default_factory=list)


class PageReader(HTMLParser):
    """Reads a report. `strays` are digits in a text that no data element and no role speaks for."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[_Open] = []
        self.pages: dict[str, dict[str, str]] = {}
        self.page_text: dict[str, str] = {}
        self.bound: list[Bound] = []
        self.strays: list[tuple[str, str]] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.misnested: list[str] = []
        self.feed(html)
        self.close()

    @property
    def page(self) -> str:
        """Return the page the reader is in, "" outside of all."""
        return next((e.attributes["data-page"] for e in self.stack if "data-page" in e.attributes), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        named = {name: value or "" for name, value in attrs}
        self.elements.append((tag, named))
        if "id" in named:
            self.ids.append(named["id"])
        for name in ("href", "src", "srcset", "action", "data", "poster", "xlink:href"):
            if name in named and tag != "data":
                self.links.append(named[name])
        if tag == "section" and "data-page" in named:
            self.pages[named["data-page"]] = named
            self.page_text[named["data-page"]] = ""
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.stack.append(_Open(tag, named))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open and close an element of a drawing."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element; note what was not closed inside it."""
        if tag in VOID:
            return
        while self.stack and self.stack[-1].tag != tag:
            self.misnested.append(self.stack.pop().tag)
        if not self.stack:
            self.misnested.append(f"/{tag}")
            return
        closed = self.stack.pop()
        key = closed.attributes.get("data-key")
        if key is not None:
            value = closed.attributes.get("value" if tag == "data" else "data-value")
            self.bound.append(
                Bound(
                    page=self.page,
                    tag=tag,
                    key=key,
                    value=value,
                    text="".join(closed.text),
                    attributes=closed.attributes,
                )
            )

    def handle_data(self, text: str) -> None:
        """Take a text in, and judge its digits."""
        if any(e.tag in ("style", "title") and e.tag != "svg" for e in self.stack) and not self.page:
            return
        for element in self.stack:
            element.text.append(text)
        if self.page:
            self.page_text[self.page] += text
        if re.search(r"\d", text) and not self._spoken_for():
            self.strays.append((self.page, text.strip()))

    def _spoken_for(self) -> bool:
        return any(
            e.tag == "data" or "data-key" in e.attributes or e.attributes.get("data-role") in ROLES for e in self.stack
        )

    @property
    def numbers(self) -> list[Bound]:
        """Return what is bound to the value of a cell by a full key."""
        return [b for b in self.bound if b.key.count("/") == 4]
