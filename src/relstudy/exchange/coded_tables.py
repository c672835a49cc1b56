"""Coded tables in CSV or Excel as coded material: a line a coding, a line a verbatim, a column a code, or codes alone.

Headings say what a column may be (`table_columns`), cells what it is. A column that is none of this is named among the
losses. A passage whose document is named is an excerpt: its text may lie in the wave already.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

from relstudy.errors import FaultLog
from relstudy.exchange.coded_material import (
    Case,
    CaseKind,
    Code,
    CodedMaterial,
    Coding,
    Excerpt,
    Verbatim,
    count_losses,
)
from relstudy.exchange.offset_counting import LEAST, Selection, count_documents
from relstudy.exchange.refi_archive import decode_text
from relstudy.exchange.table_columns import TableColumns, coder_of_heading, find_columns
from relstudy.folding import fold, look
from relstudy.survey.registers import SAID
from relstudy.survey.schema import NOT_TICKED, TICKED
from relstudy.tables.reading import read_content
from relstudy.tables.rows import Layout
from relstudy.tables.table import Table
from relstudy.tables.text_files import find_delimiter

#: What parts the codes of one cell, wherever it stands; a comma does where the parts come again elsewhere.
_PARTS = re.compile(r"\s*[|;\n\r]+\s*")
_COMMA = re.compile(r"\s*,\s+|\s*,(?=\S)")
_RECURRING = 0.8
#: What parts the levels of a code: "Canal > Téléphone", "Canal\Téléphone".
_LEVELS = re.compile(r"\s*(?:>|\\|→|::)\s*")
#: Texts are longer than this on average.
_TEXT = 30
_VALENCES = {"-2": -2, "-1": -1, "0": 0, "1": 1, "+1": 1, "2": 2, "+2": 2}
_TONES = (("posit", 1), ("negat", -1), ("neutr", 0), ("mixte", 0), ("mixed", 0))
#: A code by its key, the valence its cell tells, the coder its column tells ("" where the line does).
_Given = tuple[str, int | None, str]
#: A table has so many columns and lines at least.
_FEWEST = 2
#: A title above a table takes fewer rows.
_DEEPEST_HEAD = 8


def read_coded_table(content: bytes, log: FaultLog, *, file: str) -> CodedMaterial | None:
    """Return the coded material of a table; None where it cannot be read, or nothing in it is a code (no-codes)."""
    table = _table(content, log, file)
    if table is None:
        return None
    columns = find_columns(table.columns)
    first = (
        read_content(content, FaultLog(), layout=Layout(file=file, numbered=True)) if table.header_line > 1 else None
    )
    titled = first is not None and first.header_line < table.header_line
    reading = _Reading(table=table, columns=columns, file=file, titled=titled)
    material = reading.material()
    if material is None:
        log.add("no-codes", file, sheet=table.sheet, line=table.header_line, found=", ".join(table.columns[:12]))
    return material


def looks_coded(content: bytes, *, file: str) -> bool:
    """Tell whether a text is a table: several columns under headings, or a line whose headings are those of a coded table."""
    table = _as_found(content, FaultLog(), file)
    if table is None:
        return _heads_codes(content)
    if len(table.columns) < _FEWEST:
        return False
    columns = find_columns(table.columns)
    return bool(columns.first("code")) or (
        len(table) >= _FEWEST and bool(columns.first("verbatim", "case", "document", "text", "id"))
    )


def _heads_codes(content: bytes) -> bool:
    """Tell whether a file that is no whole table begins as a coded one: its faults are then said, and it is no transcript."""
    stored = decode_text(content)
    lines = (line for line in (stored.text if stored is not None else "").splitlines() if line.strip())
    head = next(lines, "")
    names = head.split(find_delimiter(head))
    roles = find_columns(name.strip(' "') for name in names).roles
    return len(names) >= _FEWEST and "code" in roles and len(roles) >= _FEWEST


def _as_found(content: bytes, log: FaultLog, file: str) -> Table | None:
    """Return the table of a file below its title, where people put one; the first row is the header where none heads codes."""
    noted = FaultLog()
    table = read_content(content, noted, layout=Layout(file=file, numbered=True))
    if table is None or not _heads_more_than_codes(table):
        for row in range(2, _DEEPEST_HEAD + 1):
            below = read_content(content, FaultLog(), layout=Layout(file=file, numbered=True, header_row=row))
            if below is None or not len(below):
                continue
            if {"code", "text"} & find_columns(below.columns).roles.keys() and _heads_more_than_codes(below):
                return below
    log.extend(noted.errors)
    return table


def _heads_more_than_codes(table: Table) -> bool:
    return len(find_columns(table.columns).roles) >= _FEWEST


def _table(content: bytes, log: FaultLog, file: str) -> Table | None:
    table = _as_found(content, log, file)
    texts = find_columns(table.columns).all("text") if table is not None else ()
    if table is None or not texts:
        return table
    # Once more: offsets point into texts as they were written, white space at their ends included.
    layout = Layout(file=file, numbered=True, header_row=table.header_line, as_written=tuple(texts))
    return read_content(content, FaultLog(), layout=layout)


@dataclass(slots=True, kw_only=True)
class _Reading:
    """A coded table being read: what its columns are, and the codes met so far by the name they go by. `titled` where something stands above it."""

    table: Table
    columns: TableColumns
    file: str
    titled: bool = False
    codes: dict[str, Code] = field(default_factory=dict)
    _read: dict[str, list[str]] = field(default_factory=dict)

    def material(self) -> CodedMaterial | None:
        text, document = self._text_column(), self.columns.first("document")
        named = self._code_columns()
        by_coder = {} if named else self._columns_of_coders()
        named = named or tuple(by_coder)
        key = self.columns.first("verbatim", "case", "document")
        if named and text is None and key is None:
            return self._codebook(named[0])
        # Beside named codes a column may be a code only where a line is a verbatim: else it says something of a coding.
        judged = {} if named and self._repeats() else self._judged_columns(text)
        if not named and not judged:
            return None
        lost = [("column", name) for name in self._unused(text, (*named, *judged))]
        lost += [("head-of-columns", self.file)] * self.titled
        given = self._given(named, judged, by_coder)
        offsets = self._offsets_are(text)
        if offsets == "in-text" and text is not None:
            return self._whole_texts(given, text, lost, with_offsets=True)
        points = offsets == "of-quote" or (
            self.columns.first("verbatim") is not None and (text is None or self.columns.first("start") is not None)
        )
        if offsets == "none" and not points and self.columns.first("case") is not None:
            lost += [("column", name) for role in ("start", "end") if (name := self.columns.first(role))]
        if text is None or points or (document is not None and self.columns.first("verbatim", "case") is None):
            return CodedMaterial(
                excerpts=self._excerpts(given, text), codes=self._told_codes(), losses=count_losses(lost)
            )
        return self._whole_texts(given, text, lost)

    # -- columns -----------------------------------------------------------------------------------

    def _cells(self, column: str | None) -> list[str]:
        name = column or ""
        if name not in self._read:
            self._read[name] = self.table.text(name).tolist() if name else [""] * len(self.table)
        return self._read[name]

    def _text_column(self) -> str | None:
        """Return the column of what was said: the one of the longest texts among those so headed, else among all."""
        named = self.columns.all("text")
        there = {
            name: sum(map(bool, self._cells(name)))
            for name in (named or (*self.columns.others, *self.columns.all("definition")))
        }
        # What was said stands on nearly every line, a remark on few.
        lengths = {name: self._length(name) for name in there if 2 * there[name] >= max(there.values())}
        best = max(lengths, key=lambda name: lengths[name], default=None)
        whole = [name for name in self.columns.others if named and self._offsets_are(name) == "in-text"]
        if whole and self._offsets_are(best) != "in-text":
            # The passages stand under a heading of texts; what they are cut from, under another.
            return max(whole, key=self._length)
        if best is None or (not named and lengths[best] < _TEXT):
            return None
        # In a table of codes a description is theirs; beside cases it is what was said.
        is_codebook = (
            self.columns.first("code") is not None and self.columns.first("verbatim", "case", "document") is None
        )
        if not named and is_codebook and best not in self.columns.others:
            return None
        return best

    def _length(self, name: str) -> float:
        texts = [text for text in self._cells(name) if text]
        return sum(map(len, texts)) / len(texts) if texts else 0.0

    def _code_columns(self) -> tuple[str, ...]:
        """Return the columns in which codes are named; one that names none is none."""
        return tuple(name for name in self.columns.all("code") if any(self._cells(name)))

    def _columns_of_coders(self) -> dict[str, str]:
        """Return the columns that hold what one coder gave each, with the coder: headed so, or by a code word and a name where the same codes stand in all of them."""
        headed = {
            name: coder for name in self.columns.others if any(self._cells(name)) and (coder := coder_of_heading(name))
        }
        if len(headed) < _FEWEST:
            return {}
        met = [{look(part) for cell in self._cells(name) for part in _PARTS.split(cell) if part} for name in headed]
        # A tick or a tone names no code: such a column is one.
        if any(all(part in TICKED | NOT_TICKED or _tone(part) is not None for part in parts) for parts in met):
            return {}
        alike = all(2 * len(one & other) >= len(one | other) for one, other in combinations(met, 2))
        # Columns of other codes each are facets, and nobody says whose.
        return headed if alike else {}

    def _judged_columns(self, text: str | None) -> dict[str, Mapping[str, int | None]]:
        """Return the columns that are a code each, with what their cells say: given, or given with a valence."""
        found: dict[str, Mapping[str, int | None]] = {}
        if text is None:
            return found
        for name in self.columns.others:
            said = {look(cell) for cell in self._cells(name) if cell}
            if not said or name == text:
                continue
            tones = {word: _tone(word) for word in said}
            if all(tone is not None for tone in tones.values()):
                found[name] = tones
            elif said <= TICKED | NOT_TICKED and said & TICKED:
                found[name] = dict.fromkeys(said & TICKED)
        return found

    def _offsets_are(self, text: str | None) -> Literal["in-text", "of-quote", "none"]:
        """Return what starts and ends count: places in the texts of the table, the place of a quote in a text that is elsewhere, or something else.

        Programs count signs in several ways, and a line end as one sign or two.
        """
        starts, ends = (self._numbers(self.columns.first(role)) for role in ("start", "end"))
        texts = self._cells(text)
        spans = [
            (start, end, said)
            for start, end, said in zip(starts, ends, texts, strict=True)
            if start is not None and end is not None and said.strip()
        ]
        if text is None or not spans:
            return "none"
        if all(start < end <= max(_lengths(said)) for start, end, said in spans) and self._cut_words(text, spans):
            return "in-text"
        return "of-quote" if all(end - start in _lengths(said) for start, end, said in spans) else "none"

    def _cut_words(self, text: str, spans: Sequence[tuple[int, int, str]]) -> bool:
        """Tell whether passages begin and end where words do, or are the quotes beside them: minutes and pages are no offsets."""
        starts, ends = (self._numbers(self.columns.first(role)) for role in ("start", "end"))
        quotes = self._cells(next((name for name in self.columns.all("text") if name != text), None))
        selections: dict[str, list[Selection]] = {}
        for start, end, said, quote in zip(starts, ends, self._cells(text), quotes, strict=True):
            if start is not None and end is not None and said.strip():
                selections.setdefault(said, []).append(Selection(start=start, end=end, name=quote))
        counted = count_documents({said: (said, False) for said in selections}, selections)
        return sum(one.score * len(selections[said]) for said, one in counted.items()) >= LEAST * len(spans)

    def _unused(self, text: str | None, codes: Sequence[str]) -> list[str]:
        used = {text, *codes, *(name for name in (self.columns.first("id"),) if name)}
        read = (
            "verbatim",
            "case",
            "document",
            "coder",
            "start",
            "end",
            "valence",
            "prompted",
            "stance",
            "target",
            "kind",
        )
        used |= {self.columns.first(role) for role in (*read, "attributes", "parent", "facet")}  # type: ignore[arg-type]
        return [
            name
            for name in self.table.columns
            if name not in used and name not in self.columns.all("count") and any(self._cells(name))
        ]

    def _repeats(self) -> bool:
        """Tell whether a verbatim has several lines."""
        keys = self._cells(self.columns.first("verbatim", "case", "document", "id") or self._text_column())
        return len(set(keys)) < len(keys)

    # -- codes -------------------------------------------------------------------------------------

    def _code(self, name: str) -> str:
        """Return the key of a code by its name; its levels are codes above it."""
        parent: str | None = None
        path = ""
        for level in filter(None, _LEVELS.split(" ".join(name.split()))):
            path = f"{path}>{look(level)}"
            self.codes.setdefault(path, Code(key=path, name=level, parent=parent))
            parent = path
        return path

    def _given(
        self,
        named: Sequence[str],
        judged: Mapping[str, Mapping[str, int | None]],
        by_coder: Mapping[str, str],
    ) -> list[list[_Given]]:
        """Return the codes each line gives."""
        given: list[list[_Given]] = [[] for _ in range(len(self.table))]
        for name in named:
            cells = self._cells(name)
            commas = _parts_by_comma(cells)
            for row, cell in enumerate(cells):
                for part in _PARTS.split(cell):
                    for one in _COMMA.split(part) if commas else (part,):
                        if key := self._code(one):
                            given[row].append((key, None, by_coder.get(name, "")))
        for name, says in judged.items():
            key = self._code(name)
            for row, cell in enumerate(self._cells(name)):
                if cell and look(cell) in says:
                    given[row].append((key, says[look(cell)], ""))
        return given

    def _told_codes(self) -> tuple[Code, ...]:
        return tuple(self.codes.values())

    def _codebook(self, name: str) -> CodedMaterial:
        definitions, facets = self._cells(self.columns.first("definition")), self._cells(self.columns.first("facet"))
        made: dict[str, Code] = {}
        for row, cell in enumerate(self._cells(name)):
            key = self._code(cell)
            if key:
                code = self.codes[key]
                made[key] = Code(
                    key=key, name=code.name, parent=code.parent, definition=definitions[row], facet=facets[row]
                )
        unused = (("column", one) for one in self._unused(self.columns.first("definition"), (name,)))
        return CodedMaterial(
            codes=tuple(made.get(key, code) for key, code in self.codes.items()), losses=count_losses(unused)
        )

    # -- codings -----------------------------------------------------------------------------------

    def _coding(self, row: int, one: _Given, *, verbatim: str) -> Coding:
        code, valence, coder = one
        said = self._row(row)
        told = _VALENCES.get(said["valence"], _tone(look(said["valence"])) if said["valence"] else None)
        word = said["prompted"].casefold()
        return Coding(
            verbatim=verbatim,
            code=code,
            coder=coder or said["coder"],
            valence=valence if valence is not None else told,
            prompted=SAID.get(word),
            stance="contrary" if fold(said["stance"]) in ("contrary", "contraire") else "voice",
        )

    def _row(self, row: int) -> dict[str, str]:
        roles = ("coder", "valence", "prompted", "stance")
        return {role: self._cells(self.columns.first(role))[row] for role in roles}  # type: ignore[arg-type]

    def _excerpts(self, given: Sequence[Sequence[_Given]], text: str | None) -> tuple[Excerpt, ...]:
        documents = self._cells(self.columns.first("verbatim", "document", "case"))
        quotes = self._cells(text)
        starts, ends = (self._numbers(self.columns.first(role)) for role in ("start", "end"))
        return tuple(
            Excerpt(
                coding=self._coding(row, one, verbatim=documents[row]),
                quote=quotes[row],
                start=starts[row] if ends[row] is not None else None,
                end=ends[row] if starts[row] is not None else None,
            )
            for row, codes in enumerate(given)
            for one in codes
            if documents[row]
        )

    def _numbers(self, column: str | None) -> list[int | None]:
        return [int(cell) if re.fullmatch(r"[0-9]{1,15}", cell) else None for cell in self._cells(column)]

    def _whole_texts(
        self,
        given: Sequence[Sequence[_Given]],
        text: str,
        lost: list[tuple[str, str]],
        *,
        with_offsets: bool = False,
    ) -> CodedMaterial:
        """Return the texts of a table with their codings; `with_offsets` a line with a start and an end is of a passage."""
        texts = self._cells(text)
        starts, ends = (self._numbers(self.columns.first(role)) for role in ("start", "end"))
        beside = next((name for name in self.columns.all("text") if name != text), None) if with_offsets else None
        lost = [one for one in lost if one != ("column", beside)]
        quotes = self._cells(beside)
        passages: list[Excerpt] = []
        cases, verbatims = self._named_texts(texts)
        targets, kinds = self._cells(self.columns.first("target")), self._cells(self.columns.first("kind"))
        attributes = self._cells(self.columns.first("attributes"))
        told: dict[str, Case] = {}
        said: dict[str, Verbatim] = {}
        codings: dict[tuple[str, str, str, str], Coding] = {}
        for row, codes in enumerate(given):
            if not texts[row].strip():
                lost += [("coding-without-text", self.file)] * len(codes)
                continue
            told.setdefault(
                cases[row],
                Case(id=cases[row], target=targets[row], kind=_kind(kinds[row]), attributes=attributes[row]),
            )
            said.setdefault(verbatims[row], Verbatim(id=verbatims[row], case=cases[row], text=texts[row]))
            for one in codes:
                made = self._coding(row, one, verbatim=verbatims[row])
                if with_offsets and starts[row] is not None and ends[row] is not None:
                    quote = quotes[row]
                    passages.append(Excerpt(coding=made, quote=quote, start=starts[row], end=ends[row]))
                elif codings.setdefault((made.verbatim, made.code, made.coder, made.stance), made) is not made:
                    lost.append(("repeated-coding", self.file))
        return CodedMaterial(
            cases=tuple(told.values()),
            verbatims=tuple(said.values()),
            codings=tuple(codings.values()),
            excerpts=tuple(passages),
            codes=self._told_codes(),
            losses=count_losses(lost),
        )

    def _named_texts(self, texts: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return the case and the verbatim of each line. Without ids a text is a verbatim, and a case of its own."""
        own = self._cells(self.columns.first("verbatim"))
        case_column = self.columns.first("case", "document", "id") or self.columns.first("verbatim")
        cases = self._cells(case_column)
        if case_column is None or not all(cases):
            numbers: dict[str, str] = {}
            return [[numbers.setdefault(text, str(len(numbers) + 1)) for text in texts]] * 2  # type: ignore[return-value]
        if all(own):
            return cases, own
        several = Counter(case for case, _ in set(zip(cases, texts, strict=True)))
        numbered: dict[tuple[str, str], str] = {}
        seen: Counter[str] = Counter()
        for case, text in zip(cases, texts, strict=True):
            if (case, text) not in numbered:
                seen[case] += 1
                numbered[case, text] = case if several[case] == 1 else f"{case} #{seen[case]}"
        return cases, [numbered[pair] for pair in zip(cases, texts, strict=True)]


def _lengths(text: str) -> set[int]:
    """Return how long a text may be said to be: in code points, UTF-16 units or bytes, line ends of one sign or two."""
    found: set[int] = set()
    for one in {text, text.strip()}:
        line = one.replace("\r\n", "\n")
        for form in (one, line, line.replace("\n", "\r\n")):
            found |= {len(form), len(form.encode("utf-16-le")) // 2, len(form.encode())}
    return found


def _kind(word: str) -> CaseKind | Literal[""]:
    folded = fold(word)
    return "group" if folded.startswith(("group", "collecti")) else "individual" if folded.startswith("indiv") else ""


def _tone(word: str) -> int | None:
    """Return the valence a word tells, None where it is no such word."""
    folded = fold(word)
    return next((value for stem, value in _TONES if folded.startswith(stem)), None)


def _parts_by_comma(cells: Sequence[str]) -> bool:
    """Tell whether commas part codes: what stands between them comes again in other cells."""
    parted = [parts for cell in cells if len(parts := [p for p in _COMMA.split(cell) if p]) > 1]
    times = Counter(part for cell in cells for part in set(_COMMA.split(cell)))
    parts = [part for some in parted for part in some]
    return bool(parts) and sum(times[part] > 1 for part in parts) >= _RECURRING * len(parts)
