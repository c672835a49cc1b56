"""What the agency writes around the pages, as values: its templates are carried out in a sandbox, and their few elements read.

No markup of the agency reaches a page: a template that passed its judgement is filled, read as headings, paragraphs and
points, and written by whoever writes the page. Numbers are cells; one that may not be published is a word here too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

from markupsafe import Markup

from relstudy.cells import CellKey
from relstudy.definitions.block_language import CELL, PRINTED, PRINTED_END, make_sandbox, references_in
from relstudy.errors import Fault, FaultLog
from relstudy.nearest import nearest_first
from relstudy.report.book import Book
from relstudy.report.claims import KEY
from relstudy.report.context import Context
from relstudy.report.page import AgencyText
from relstudy.report.texts import FORMATS
from relstudy.report.typography import set_spaces
from relstudy.report.values import EMPTY, Inline, Label, Toned, Turn, joined
from relstudy.report.written import write_reference
from relstudy.survey.brand import Block

#: The place of a number while a filled template is read; no text of a study keeps its signs.
_PLACE, _SIGNS = re.compile(f"{PRINTED}([0-9]+){PRINTED_END}"), re.compile(f"[{PRINTED}{PRINTED_END}]")
_BLANKS = re.compile(r"[ \t\r\n]+")
_KINDS: dict[str, Literal["heading", "point"]] = {"h3": "heading", "li": "point"}
_STRONG = ("strong", "b")


def fill_blocks(context: Context) -> Mapping[str, tuple[AgencyText, ...]]:
    """Return what the agency says in each part of the report it writes, by the name of the part."""
    return {block.name: _fill(block, context) for block in context.study.blocks}


def doubt_blocks(blocks: tuple[Block, ...], book: Book) -> tuple[Fault, ...]:
    """Return the faults of templates that name no cell, or a format there is not."""
    log = FaultLog()
    for block in blocks:
        for named in references_in(block.source):
            if named.key not in book.by_key:
                allowed = nearest_first(named.key, book.by_key) if re.fullmatch(KEY, named.key) else "@cell-key"
                log.add("unknown-key", block.file, line=named.line, item=block.name, found=named.key, allowed=allowed)
            if named.form is not None and named.form not in FORMATS:
                allowed = nearest_first(named.form, FORMATS)
                log.add("bad-value", block.file, line=named.line, item=block.name, found=named.form, allowed=allowed)
    return tuple(log.faults)


def _fill(block: Block, context: Context) -> tuple[AgencyText, ...]:
    numbers: list[Inline] = []

    def cell(key: str, form: str | None = None) -> Markup:
        numbers.append(write_reference(context.book.by_key.get(CellKey(key)), form, context))
        return Markup(f"{PRINTED}{len(numbers) - 1}{PRINTED_END}")  # noqa: S704 - signs of ours and a number

    told = {
        "lang": context.lang,
        "study": context.study_name,
        "client": context.client,
        "wave": context.wave_name,
        "fieldwork": context.field_dates,
        "agency": context.agency or "",
        "brand": context.study.brand.name,
    }
    filled = (
        make_sandbox()
        .from_string(block.source)
        .render(
            {name: _SIGNS.sub("", text) for name, text in told.items()},
            is_draft=context.state == "working_paper",
            **{CELL: cell},
        )
    )
    reader = _Texts(lang=context.lang, numbers=numbers)
    reader.feed(filled)
    reader.close()
    return reader.texts()


@dataclass
class _Part:
    """One text while it is read."""

    kind: Literal["heading", "paragraph", "point"]
    parts: list[Inline] = field(default_factory=list)


class _Texts(HTMLParser):
    """The texts of a filled template."""

    def __init__(self, *, lang: str, numbers: list[Inline]) -> None:
        super().__init__()
        self._lang, self._numbers = lang, numbers
        self._read = [_Part("paragraph")]
        self._strong = 0

    def texts(self) -> tuple[AgencyText, ...]:
        """Return what was read, without texts that say nothing."""
        return tuple(
            AgencyText(kind=part.kind, text=joined("", part.parts))
            for part in self._read
            if any(
                (isinstance(one, Label) and str(one.text).strip()) or not isinstance(one, Label | Turn)
                for one in part.parts
            )
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a text, a line or a word in bold."""
        if tag == "br":
            self._read[-1].parts.append(Turn())
        elif tag in _STRONG:
            self._strong += 1
        elif tag not in ("em", "i", "cite"):
            self._read.append(_Part(_KINDS.get(tag, "paragraph")))

    def handle_endtag(self, tag: str) -> None:
        """End a text or a word in bold."""
        if tag in _STRONG:
            self._strong = max(self._strong - 1, 0)
        elif tag not in ("em", "i", "cite", "br"):
            self._read.append(_Part("paragraph"))

    def handle_data(self, data: str) -> None:
        """Take in a text, each number in its place."""
        for i, part in enumerate(_PLACE.split(data)):
            value: Inline = self._numbers[int(part)] if i % 2 else EMPTY
            text = "" if i % 2 else _BLANKS.sub(" ", part)
            if not self._read[-1].parts:
                text = text.lstrip()
            if text:
                value = Label(set_spaces(text, self._lang))
            if value:
                self._read[-1].parts.append(Toned("strong", value) if self._strong else value)
