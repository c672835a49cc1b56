"""Where a person stands in a study: the rows of a respondent or a case in every file of every wave, by the cells of ids alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from relstudy.definitions.acceptance import lines_named
from relstudy.definitions.peeking import wave_names
from relstudy.definitions.read_folder import TABLE_ENDINGS
from relstudy.definitions.read_wave import RESPONSES_ENDINGS
from relstudy.definitions.reading import read_study
from relstudy.delivery.written_ids import rows_of, written_forms
from relstudy.errors import DefinitionError, FaultLog, FieldworkError
from relstudy.folding import plain_id
from relstudy.nearest import nearest
from relstudy.survey.plan import Study
from relstudy.tables import GivenFile, Table, read_table
from relstudy.tables.removal import NotRemovable, Place, without_rows

Kind = Literal["respondent", "case"]
#: Of more ids the nearest is not looked for.
_COMPARED = 5_000
#: Files of the interviews that speak of a case by its id, or of its verbatims by theirs; what is referred to comes last.
_SPEAKING = ("redactions", "proposals", "codings", "reads", "asked", "journeys", "tradeoffs", "verbatims", "cases")
#: What people coded of the open answers of respondents, and decided of the personal data in them.
_OF_ANSWERS = ("open_codings", "open_redactions")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PersonRows:
    """Rows of one file that are a person's: `rows` is a mask of shape (rows of the table,)."""

    path: str
    wave: str
    kind: Kind
    table: Table
    rows: np.ndarray
    place: Place

    @property
    def number(self) -> int:
        """Return how many rows they are."""
        return int(self.rows.sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person of a study.

    `files` come in an order in which no file ever refers to what another one has lost. `verbatims` are the ids of what
    the person said, `texts` what was said, `written` answers to open questions, `others` the ids of all others, `forms`
    the person's id as files may have it.
    """

    id: str
    study: Study
    files: tuple[PersonRows, ...]
    verbatims: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    others: frozenset[str] = field(default=frozenset(), repr=False)
    forms: frozenset[str] = frozenset()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Return what the person is: a respondent, a case, or both."""
        found = {part.kind for part in self.files}
        kinds: tuple[Kind, ...] = ("respondent", "case")
        return tuple(kind for kind in kinds if kind in found)

    def waves(self, kind: Kind | None = None) -> tuple[str, ...]:
        """Return the waves the person stands in, in order."""
        return tuple(sorted({part.wave for part in self.files if kind in (None, part.kind)}))

    def rows(self, kind: Kind) -> int:
        """Return the number of rows that are the person's."""
        return sum(part.number for part in self.files if part.kind == kind)


def find_person(folder: Path, person: str) -> Person:
    """Return the rows of a person in all waves of a study; `files` is empty where no one has this id.

    Raises
    ------
    DefinitionError
        study.toml, which says where the ids stand, has faults.
    FieldworkError
        A file of a wave cannot be read, or has no column of ids: whether the person stands in it is not known.
    """
    reading = read_study(folder)
    wrong = tuple(f for f in reading.faults if f.severity == "error" and f.file == "study.toml")
    study = reading.study or reading.partial
    if study is None or wrong:
        raise DefinitionError(wrong or reading.faults)
    log = FaultLog()
    person = plain_id(person)
    search = _Search(folder=folder, person=person, study=study, log=log)
    for wave in wave_names(folder):
        search.look_at_interviews(wave)
        search.look_at_answers(wave)
    log.stop(FieldworkError)
    order = {stem: place for place, stem in enumerate((*_SPEAKING, *_OF_ANSWERS, "responses"))}
    return Person(
        id=person,
        study=study,
        files=tuple(sorted(search.found, key=lambda part: order[Path(part.path).stem])),
        verbatims=frozenset(search.verbatims),
        texts=tuple(search.texts),
        written=tuple(search.written),
        others=frozenset(search.others - {person, *search.forms}),
        forms=frozenset({person, *search.forms}),
    )


def nearest_person(person: Person) -> str | None:
    """Return the id that comes nearest to one nobody has."""
    return nearest(person.id, sorted(person.others)) if len(person.others) <= _COMPARED else None


@dataclass(slots=True, kw_only=True)
class _Search:
    """A search for one person through the waves, and what it found."""

    folder: Path
    person: str
    study: Study
    log: FaultLog
    found: list[PersonRows] = field(default_factory=list)
    verbatims: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    others: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)

    @property
    def open_columns(self) -> frozenset[str]:
        """Return the columns that hold what respondents wrote, by all names that waves give them."""
        every = (item for items in (self.study.items, *(wave.items for wave in self.study.waves)) for item in items)
        return frozenset(name for item in every if item.kind.answer == "text" for name in item.columns)

    def look_at_answers(self, wave: str) -> None:
        """Look for the rows of a respondent."""
        told = self.study.respondents
        if told.id == "row":
            return
        for source in self._files(wave, "responses", RESPONSES_ENDINGS):
            # A row that is left out of the study is a person's all the same.
            for skipped in ((), told.skip_rows):
                place = Place(sheet=told.sheet, header_row=told.header_row, skip_rows=skipped)
                log = FaultLog()
                table = self._read(source, log, place)
                if table is not None:
                    break
            self.log.extend(log.errors)
            if table is None:
                continue
            if told.id not in table.columns:
                self.log.add("missing-column", source.path, sheet=table.sheet, line=table.header_line, column=told.id)
                continue
            wanted = {told.id: frozenset({self.person})}
            mine = self._note(source.path, wave, "respondent", table, wanted, place, entities=True)
            self.written += self._written(table, mine)
        for stem in _OF_ANSWERS:
            for path, table in self._registers(wave, stem):
                self._note(path, wave, "respondent", table, {"respondent_id": frozenset({self.person})}, Place())

    def _written(self, table: Table, mine: np.ndarray) -> Iterator[str]:
        """Yield what stands in the columns of open questions, in some rows of the answers."""
        for column in sorted(self.open_columns & set(table.columns)):
            yield from (text for text in table.text(column)[mine].tolist() if text)

    def look_at_interviews(self, wave: str) -> None:
        """Look for the rows of a case: its own, those of its verbatims, and those that speak of either."""
        tables = {stem: tuple(self._registers(wave, stem)) for stem in _SPEAKING}
        said: set[str] = set()
        kept: set[str] = set()
        for _, table in tables["verbatims"]:
            of_case, _ = rows_of(table, "case_id", (self.person,), entities=False)
            ids = table.text("verbatim_id")
            said.update(ids[of_case].tolist())
            kept.update(ids[~of_case].tolist())
            self.texts += table.text("text")[of_case].tolist() if "text" in table.columns else []
        said -= kept
        self.verbatims |= said
        self.others |= kept
        mine = {"case_id": frozenset({self.person}), "verbatim_id": frozenset(said)}
        for stem in _SPEAKING:
            for path, table in tables[stem]:
                looked_at = {"case_id": mine["case_id"]} if stem in ("verbatims", "cases", "asked") else mine
                self._note(path, wave, "case", table, looked_at, Place())

    def _registers(self, wave: str, stem: str) -> Iterator[tuple[str, Table]]:
        needed = {
            "verbatims": ("case_id", "verbatim_id"),
            "redactions": ("verbatim_id",),
            "proposals": ("verbatim_id",),
            "codings": ("verbatim_id",),
            "reads": ("verbatim_id",),
            **dict.fromkeys(_OF_ANSWERS, ("respondent_id",)),
        }
        for source in self._files(wave, stem, TABLE_ENDINGS):
            table = self._read(source, self.log, Place())
            if table is None:
                continue
            lacking = [name for name in needed.get(stem, ("case_id",)) if name not in table.columns]
            for name in lacking:
                self.log.add("missing-column", source.path, sheet=table.sheet, line=table.header_line, column=name)
            if not lacking:
                yield source.path, table

    def _files(self, wave: str, stem: str, endings: Iterable[str]) -> Iterator[GivenFile]:
        for ending in endings:
            path = f"waves/{wave}/{stem}.{ending}"
            if (self.folder / path).is_file():
                yield GivenFile(path=path, absolute=self.folder / path)

    def _read(self, source: GivenFile, log: FaultLog, place: Place) -> Table | None:
        return read_table(
            source, log, sheet=place.sheet, header_row=place.header_row, skip_rows=place.skip_rows, numbered=True
        )

    def _note(
        self,
        path: str,
        wave: str,
        kind: Kind,
        table: Table,
        ids: Mapping[str, frozenset[str]],
        place: Place,
        *,
        entities: bool = False,
    ) -> np.ndarray:
        """Note the rows of a file that are the person's, and return them as a mask."""
        rows = np.zeros(len(table), dtype=bool)
        for column, wanted in ids.items():
            if column in table.columns:
                mine, written = rows_of(table, column, wanted, entities=entities)
                rows |= mine
                if column != "verbatim_id":
                    self.forms |= {form for text in written for form in written_forms(text)}
                    self.others |= set(table.column(column).texts.tolist()) - written
        if rows.any():
            self.found.append(PersonRows(path=path, wave=wave, kind=kind, table=table, rows=rows, place=place))
        return rows


def shorter(folder: Path, part: PersonRows, *, study: Study, log: FaultLog) -> bytes:
    """Return the bytes of a file without a person's rows; a file they cannot be taken out of is a fault (nothing is returned of it)."""
    skipped = study.respondents.skip_rows if part.kind == "respondent" else ()
    named = lines_named(study.accepted, part.path) | set(skipped)
    try:
        return without_rows(folder / part.path, part.table, part.rows, place=part.place, named_lines=named)
    except NotRemovable:
        log.add("not-removable", part.path, sheet=part.table.sheet)
        return b""
