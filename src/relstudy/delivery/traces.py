"""Traces of a person in the files of a study: where an id still stands, in texts, tables, archives and packed columns.

An id that tells (`R-0042`) is looked for as a whole word in everything, in any spelling a file may give it; one that may
mean anything else (`7`, a code of the study, a word the program itself writes on its pages) only in columns of ids,
since elsewhere it says nothing of a person.
"""

import gzip
import html
import io
import json
import os
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from relstudy.errors import FaultLog
from relstudy.folding import fold
from relstudy.resources import templates
from relstudy.survey.plan import Study
from relstudy.tables import GivenFile, read_table
from relstudy.tables.archives import UNPACKED_LIMIT
from relstudy.tables.reading import SPSS_ENDINGS
from relstudy.tables.wide_text import read_wide

#: An id of fewer signs, or of digits alone, may mean anything.
_TELLING = 3
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?\Z")
#: In bytes that are no text a shorter id may stand by chance.
_TELLING_BYTES = 5
#: Archives within archives are opened so many times.
_DEEPEST = 3
#: What is read for its columns of ids.
_TABLES = (".csv", ".xlsx", ".xlsm", ".parquet", *SPSS_ENDINGS)
_ID_COLUMNS = ("respondent_id", "case_id")
GIT = ".git"
#: Templates that words of papers come from; what is only said on the command line is in no file of a study.
_WRITTEN = (".toml", ".j2", ".css", ".js", ".typ")
_SAID = ("cli.toml",)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A file that still names a person; `line` where it is a text, `column` where it is a table, `inside` an archive its part."""

    path: str
    line: int | None = None
    column: str | None = None
    inside: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a person is called: the id itself in columns of ids, `columns`; `words` that tell of this person wherever they stand.

    `forms` are the id as files may have it. `spellings` are all that may be written for the words. `others` are ids of
    other people in which one of them stands.
    """

    person: str
    columns: tuple[str, ...]
    words: tuple[str, ...]
    forms: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    others: tuple[str, ...] = field(default=(), repr=False)


def names_of(
    person: str,
    study: Study,
    *,
    forms: Iterable[str] = (),
    verbatims: Iterable[str] = (),
    others: Collection[str] = (),
) -> Names:
    """Return what to look for: the id, in every form files have it, and those of what the person said, as far as they tell of nothing and nobody else."""
    taken = _vocabulary(study) | _program_words() | {other.casefold() for other in others}
    called = {person, *forms} - set(others)
    words = tuple(sorted({word for word in (*called, *verbatims) if _tells(word) and word.casefold() not in taken}))
    folded = {fold(word) for word in words} - {word.casefold() for word in words}
    if folded:
        folded -= {fold(other) for other in others} | taken
    spellings = {s for word in (*words, *filter(_tells, folded)) for s in _spellings(word)}
    lowered = tuple(spelling.casefold() for spelling in spellings)
    longer = {other for other in others if any(word in other.casefold() for word in lowered)}
    columns = (*_ID_COLUMNS, *((study.respondents.id.casefold(),) if study.respondents.id != "row" else ()))
    return Names(
        person=person,
        columns=columns,
        words=words,
        forms=tuple(sorted(called)),
        spellings=tuple(sorted(spellings)),
        others=tuple(sorted(longer)),
    )


def names_of_words(words: Iterable[str]) -> Names:
    """Return what to look for where only words are known, which tell of somebody wherever they stand."""
    telling = tuple(sorted({word for word in words if len(word) >= _TELLING}))
    return Names(
        person="", columns=(), words=telling, spellings=tuple(sorted({s for w in telling for s in _spellings(w)}))
    )


def _tells(word: str) -> bool:
    return len(word) >= _TELLING and _NUMBER.match(word) is None


def _vocabulary(study: Study) -> frozenset[str]:
    """Return the ids and codes of a study, which stand everywhere."""
    words: set[str] = {item.id for item in study.items}
    words |= {code.code for item in study.items for code in item.codes}
    for register in (study.offers, study.players, study.expectations, study.codebook, study.criteria, study.waves):
        words |= {entry.id for entry in register}
    return frozenset(word.casefold() for word in (*words, *map(fold, words), study.identity.id))


@cache
def _program_words() -> frozenset[str]:
    """Return the words the program writes into papers and drafts: its sentences, and what its pages are made of."""
    files = (path for path in sorted(templates().rglob("*")) if path.suffix in _WRITTEN and path.name not in _SAID)
    return frozenset(word.casefold() for path in files for word in _WORD.findall(path.read_text(encoding="utf-8")))


def find_traces(root: Path, names: Names, *, passed: Iterable[Path] = ()) -> Iterator[Trace]:
    """Yield the files below a folder that name a person, in the order of their paths; those below `passed` are not looked at."""
    left_out = {path.absolute() for path in passed}
    search = _Search(names)
    for place, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if f != GIT and (Path(place) / f).absolute() not in left_out)
        for name in sorted(files):
            path = Path(place) / name
            if path.absolute() in left_out or not path.is_file():
                continue
            shown = path.relative_to(root).as_posix()
            trace = search.in_file(path, shown)
            if trace is not None:
                yield trace


class _Search:
    """How one person is looked for."""

    def __init__(self, names: Names) -> None:
        self.names = names
        masks = {s for other in names.others for s in (*_spellings(other), *_spellings(fold(other)))}
        self._quick = tuple({s.casefold() for s in names.spellings})
        self._text = _pattern(names.spellings, masks - set(names.spellings))
        self._bytes = tuple(_byte_patterns(names))

    def in_file(self, path: Path, shown: str) -> Trace | None:
        """Return the trace of a person in a file, in its name or in what it holds; None where there is none."""
        if self._found(shown) is not None:
            return Trace(path=shown)
        if path.suffix.lower() in _TABLES:
            column = self._in_columns(path, whole=path.suffix.lower() in SPSS_ENDINGS)
            if column is not None:
                return Trace(path=shown, column=column)
        return self._in_content(path.read_bytes(), shown, inside=None, depth=0) if self.names.words else None

    def _in_columns(self, path: Path, *, whole: bool) -> str | None:
        """Return the column of a table in which the person stands: of ids, or any where `whole`."""
        table = read_table(GivenFile(path=path.name, absolute=path), FaultLog(), numbered=True)
        if table is None:
            return None
        called = {self.names.person, *self.names.forms}
        for name in table.columns:
            if name.casefold() in self.names.columns and not called.isdisjoint(table.column(name).texts.tolist()):
                return name
            if whole and self.names.words and any(self._found(text) is not None for text in table.column(name).texts):
                return name
        return None

    def _in_content(self, content: bytes, shown: str, *, inside: str | None, depth: int) -> Trace | None:
        if depth < _DEEPEST and content.startswith(b"PK\x03\x04"):
            return self._in_archive(content, shown, depth=depth)
        if depth < _DEEPEST and content.startswith(b"\x1f\x8b"):
            try:
                with gzip.open(io.BytesIO(content)) as packed:
                    return self._in_content(packed.read(UNPACKED_LIMIT), shown, inside=inside, depth=depth + 1)
            except (OSError, EOFError, zlib.error):
                return None
        if content.startswith(b"PAR1"):
            return self._in_parquet(content, shown, inside=inside)
        if content.startswith(b"\x93NUMPY"):
            return self._in_array(content, shown, inside=inside)
        wide = read_wide(content)
        if wide is None and b"\0" in content:
            found = any(pattern.search(content) for pattern in self._bytes)
            return Trace(path=shown, inside=inside) if found else None
        text = wide.text if wide is not None else _text_of(content)
        at = self._found(text)
        return None if at is None else Trace(path=shown, inside=inside, line=text.count("\n", 0, at) + 1)

    def _in_archive(self, content: bytes, shown: str, *, depth: int) -> Trace | None:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for entry in archive.infolist():
                    if self._found(entry.filename) is not None:
                        return Trace(path=shown, inside=entry.filename)
                    with archive.open(entry) as part:
                        held = part.read(UNPACKED_LIMIT)
                    trace = self._in_content(held, shown, inside=entry.filename, depth=depth + 1)
                    if trace is not None:
                        return trace
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError):
            return None
        return None

    def _in_array(self, content: bytes, shown: str, *, inside: str | None) -> Trace | None:
        try:
            array = np.load(io.BytesIO(content), allow_pickle=False)
        except (OSError, ValueError):
            return None
        texts = np.unique(array).tolist() if array.dtype.kind == "U" else []
        return Trace(path=shown, inside=inside) if any(self._found(text) is not None for text in texts) else None

    def _in_parquet(self, content: bytes, shown: str, *, inside: str | None) -> Trace | None:
        """Look into the columns of a Parquet file, dictionaries whole, and into what it says of itself."""
        import pyarrow as pa
        from pyarrow import parquet

        try:
            file = parquet.ParquetFile(pa.BufferReader(content))
            told = [text for pair in (file.metadata.metadata or {}).items() for text in pair]
            table = file.read()
        except (pa.ArrowException, OSError, ValueError):
            return None
        if any(self._found(_text_of(text)) is not None for text in told):
            return Trace(path=shown, inside=inside)
        for name, column in zip(table.column_names, table.columns, strict=True):
            texts = column.unify_dictionaries().combine_chunks() if pa.types.is_dictionary(column.type) else column
            distinct = texts.dictionary if pa.types.is_dictionary(column.type) else texts.unique()
            if any(value is not None and self._found(str(value)) is not None for value in distinct.to_pylist()):
                return Trace(path=shown, inside=inside, column=name)
        return None

    def _found(self, text: str) -> int | None:
        """Return where in a text the person is named, None where nowhere."""
        lowered = text.casefold()
        if not any(word in lowered for word in self._quick):
            return None
        return next((m.start() for m in self._text.finditer(text) if m["person"] is not None), None)


def _spellings(word: str) -> frozenset[str]:
    """Return how texts may write a word: as it is, composed or not, in HTML, in JSON."""
    forms = {word, unicodedata.normalize("NFC", word), unicodedata.normalize("NFD", word)}
    return frozenset({*forms, *map(html.escape, forms), *(json.dumps(form)[1:-1] for form in forms)})


def _pattern(words: Iterable[str], masks: Iterable[str]) -> re.Pattern[str]:
    """Return what finds one of the words, whole, where it is not a part of a mask; group `person` tells which it was."""
    wanted = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word) or r"(?!)"
    passed = "|".join(re.escape(mask) for mask in sorted(masks, key=len, reverse=True) if mask) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:(?:{passed})|(?P<person>{wanted}))(?!\w)", re.IGNORECASE)


def _byte_patterns(names: Names) -> Iterator[re.Pattern[bytes]]:
    """Yield what finds a person in bytes that are no text: in UTF-8, and in two and four bytes to a sign."""
    for word in names.words:
        narrow = re.escape(word.encode())
        if len(word.encode()) >= _TELLING_BYTES:
            masks = [re.escape(o.encode()) for o in names.others if word in o]
            passed = b"".join(b"(?!%s)" % mask for mask in masks if mask.startswith(narrow))
            yield re.compile(rb"(?<![0-9A-Za-z_])%s%s(?![0-9A-Za-z_])" % (passed, narrow))
        for codec, zeros in (("utf-16-le", rb"\0"), ("utf-32-le", rb"\0\0\0")):
            wide = re.escape(word.encode(codec))
            yield re.compile(rb"(?<![0-9A-Za-z_]%s)%s(?![0-9A-Za-z_]%s)" % (zeros, wide, zeros))


def _text_of(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
