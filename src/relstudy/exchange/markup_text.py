"""The text of an HTML document as programs of qualitative research count it, and as a person reads it.

Offsets of such programs run over the text between the tags, one block glued to the next. A reader needs a line end
where a block ends: it is put in, and offsets are carried over.
"""

from bisect import bisect_right
from dataclasses import dataclass
from html.parser import HTMLParser

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_UNSAID = frozenset({"script", "style", "head", "title", "template"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkupText:
    """`glued` is the text between the tags; `text` has line ends between blocks; `breaks` are the places in `glued` where they stand."""

    glued: str
    text: str
    breaks: tuple[int, ...]
    images: int = 0

    def carried(self, start: int, end: int) -> tuple[int, int]:
        """Return where a passage of the glued text stands in the text, without line ends at its ends."""
        return start + bisect_right(self.breaks, start), end + bisect_right(self.breaks, end - 1)


def read_markup(html: str) -> MarkupText:
    """Return the text of an HTML document. Nothing in it is carried out, fetched or kept but its text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    glued = "".join(reader.parts)
    breaks = tuple(sorted(at for at in reader.breaks if 0 < at < len(glued)))
    pieces = [glued[a:b] for a, b in zip((0, *breaks), (*breaks, len(glued)), strict=True)]
    return MarkupText(glued=glued, text="\n".join(pieces), breaks=breaks, images=reader.images)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.breaks: set[int] = set()
        self.images = 0
        self._length = 0
        self._unsaid = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSAID:
            self._unsaid += 1
        if tag == "img":
            self.images += 1
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSAID:
            self._unsaid = max(self._unsaid - 1, 0)
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._unsaid:
            self.parts.append(data)
            self._length += len(data)

    def _break(self, tag: str) -> None:
        # Where white space stands between two blocks already, a line end more would be one too many.
        if tag in _BLOCKS and self.parts and not self.parts[-1][-1:].isspace():
            self.breaks.add(self._length)
