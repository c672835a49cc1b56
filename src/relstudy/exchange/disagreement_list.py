"""What coders did not code alike, as a workbook to talk over: one line a text and code, who gave it to what, and what the others gave instead.

A sheet to print or to fill in together: the last two columns are open. Every text is written as a text, never as a
formula. Nothing of it comes back: what is decided is coded anew.
"""

import io
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from relstudy.exchange.sheet_looks import A4, ENTRY, HEAD, HIGHEST, LINE, OPTIONS, RULE, one_line_end
from relstudy.tables.register_changes import LONGEST_CELL
from relstudy.words import Lang, load_words

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

#: Columns with their widths in signs; the last two are filled in.
_COLUMNS: Mapping[str, int] = {
    "code": 26, "case": 10, "verbatim": 12, "text": 60, "given": 42, "others": 42, "decision": 20, "remark": 30,
}  # fmt: skip
_OPEN = ("decision", "remark")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedPassage:
    """What one coder gave: a code by its label and the words it was given to, "" for the whole text."""

    coder: str
    code: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A code that some readers of a text gave it and others did not: `given` to which passages, and by `others` what, or by `silent` ones nothing."""

    code: str
    case: str
    verbatim: str
    text: str
    given: tuple[CodedPassage, ...]
    others: tuple[CodedPassage, ...]
    silent: tuple[str, ...]


def render_disagreements(found: Sequence[Disagreement], lang: Lang, *, name: str, made_on: date) -> bytes:
    """Return the workbook of some disagreements in one language. The date inside is that of the fieldwork: no clock."""
    # Loaded only where a workbook is written.
    import xlsxwriter

    words = load_words(lang, "round")["disagreements"]
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"title": name, "created": datetime.combine(made_on, time.min)})
        _lay(book, found, words)
    return content.getvalue()


def _lay(book: "Workbook", found: Sequence[Disagreement], words: Mapping[str, Any]) -> None:
    page = book.add_worksheet(words["sheet"])
    head = book.add_format({"bold": True, "bg_color": HEAD, "bottom": 1, "bottom_color": RULE, "text_wrap": True})
    # A text stays one also after somebody edits its cell.
    text = book.add_format(
        {"valign": "top", "text_wrap": True, "quote_prefix": True, "bottom": 1, "bottom_color": RULE}
    )
    entry = book.add_format({"valign": "top", "text_wrap": True, "bg_color": ENTRY, "border": 1, "border_color": RULE})
    for column, (key, width) in enumerate(_COLUMNS.items()):
        # An answer to a question is no case's.
        page.set_column(column, column, width, None, {"hidden": key == "case" and not any(one.case for one in found)})
        page.write_string(0, column, words[key], head)
    for row, one in enumerate(found, start=1):
        others = [_said(p, words, named=True) for p in one.others]
        others += [words["nothing"].format(coder=coder) for coder in one.silent]
        told = {
            "code": one.code,
            "case": one.case,
            "verbatim": one.verbatim,
            "text": one_line_end(one.text),
            "given": "\n".join(_said(p, words) for p in one.given),
            "others": "\n".join(others),
        }
        for column, key in enumerate(_COLUMNS):
            _write(page, row, column, told.get(key), entry if key in _OPEN else text)
        page.set_row(row, min(HIGHEST, LINE * max(_lines(told[key], _COLUMNS[key]) for key in told) + 4))
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(len(found), 1), len(_COLUMNS) - 1)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _write(page: Any, row: int, column: int, text: str | None, style: "Format") -> None:
    if text is None:
        page.write_blank(row, column, None, style)
    else:
        page.write_string(row, column, text[:LONGEST_CELL], style)


def _lines(text: str, width: int) -> int:
    return sum(max(1, len(textwrap.wrap(line, width - 3))) for line in text.split("\n"))


def _said(passage: CodedPassage, words: Mapping[str, Any], *, named: bool = False) -> str:
    """Return what one coder gave, with the code where it is another one."""
    to = words["passage"].format(words=passage.words) if passage.words else words["whole"]
    return str(words["coded" if named else "by"].format(coder=passage.coder, code=passage.code, to=to))
