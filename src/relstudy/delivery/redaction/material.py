"""What a review of personal data speaks of: the verbatims of a wave, the names its study knows, the review as it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from relstudy.definitions.peeking import wave_names
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.reading import no_such_wave, read_study
from relstudy.errors import DefinitionError, FaultLog, FieldworkError
from relstudy.intake.personal_data.findings import Finding, KnownName
from relstudy.intake.personal_data.search import find_personal_data
from relstudy.intake.redactions import OPEN_STEM, STEM, VERBATIM, Redaction, read_redactions
from relstudy.intake.register_columns import refuse_repeats
from relstudy.survey.plan import Source, Study
from relstudy.tables import Table, check_columns, read_table
from relstudy.words import Lang, first_spoken

ROSTER = "roster"
#: What an id or a name must have to say whose it is.
_TELLING = 3
_NAME = re.compile(r"[^\W\d_][^\d_]*\Z")
_FULL_NAME = re.compile(r"[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+){1,3}\Z")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Material:
    """The texts of a wave as they stand, by name in the order of their file, and the names its study knows.

    `declared` are looked for, `common` are nobody's. `by` are the columns that name a text in the review. `review` are its lines, none where there is no file, which then
    goes to `new_path`; `elsewhere` are texts of other files, whose pseudonyms are not given again.
    """

    wave: str
    study: Study
    by: tuple[str, ...]
    said: dict[str, str]
    declared: tuple[KnownName, ...]
    common: tuple[str, ...]
    review_source: Source | None
    new_path: str
    review: tuple[Redaction, ...]
    elsewhere: tuple[str, ...]

    @property
    def lang(self) -> Lang:
        """Return the language of the pseudonyms: the study's first that the program speaks."""
        return first_spoken(self.study.languages)

    def find(self) -> dict[str, list[Finding]]:
        """Return what may tell who somebody is, by text: all texts are gone through, for a name said in one is found in the others."""
        found = find_personal_data([*self.said.values()], declared=self.declared, common=self.common)
        return dict(zip(self.said, found, strict=True))

    @property
    def review_path(self) -> str:
        """Return where the review lies, or is to lie: in the format of the texts."""
        return self.review_source.path if self.review_source is not None else self.new_path

    def place_of(self, name: str) -> str:
        """Return what the key of the pseudonyms knows a text by: its wave and its id, that of the respondent of an answer."""
        return f"{self.wave}/{name.split('/', len(self.by) - 1)[-1]}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VerbatimMaterial(Material):
    """The verbatims of a wave, and the file they stand in with their rows."""

    source: Source
    table: Table
    row: dict[str, int]


def open_study_of(folder: Path, wave: str) -> Study:
    """Return what a study declares, as far as it can be read, for one of its waves.

    Raises
    ------
    StudyError
        There is no such wave, or nothing of the study can be read.
    """
    names = wave_names(folder)
    if wave not in names:
        raise DefinitionError([no_such_wave(wave, names)])
    reading = read_study(folder, waves=(wave,))
    study = reading.study or reading.partial
    if study is None:
        raise DefinitionError(reading.faults)
    return study


def has_verbatims(folder: Path, wave: str) -> bool:
    """Tell whether a wave has a file of verbatims."""
    return StudyFolder(root=folder, log=FaultLog()).one_of(f"waves/{wave}/verbatims") is not None


def read_material(folder: Path, wave: str) -> VerbatimMaterial:
    """Return what a review of the verbatims of a wave speaks of.

    Raises
    ------
    StudyError
        There is no such wave, or it has no verbatims; a file cannot be read; a line of the review is not sound.
    """
    study = open_study_of(folder, wave)
    files = StudyFolder(root=folder, log=FaultLog())
    source = files.one_of(f"waves/{wave}/verbatims", required=True)
    table = read_verbatims(source, files.log)
    if source is None or table is None:
        raise FieldworkError(files.log.faults)
    ids, texts = table.text("verbatim_id").tolist(), table.text("text").tolist()
    said = dict(zip(ids, texts, strict=True))
    declared = (*names_on_roster(files), *_cases(files, wave))
    review_source = files.one_of(f"waves/{wave}/{STEM}")
    review = read_redactions(review_source, files.log, said=said) if review_source is not None else ()
    files.log.stop(FieldworkError)
    others = (other for other in wave_names(folder) if other != wave)
    return VerbatimMaterial(
        wave=wave,
        study=study,
        by=VERBATIM,
        source=source,
        table=table,
        said=said,
        row={name: row for row, name in enumerate(ids)},
        declared=declared,
        common=names_of_firms(study),
        review_source=review_source,
        new_path=f"waves/{wave}/{STEM}.{source.path.rpartition('.')[2]}",
        review=review or (),
        elsewhere=(*(text for other in others for text in _texts_of(folder, other)), *pseudonyms_of_answers(folder)),
    )


def names_of_firms(study: Study) -> tuple[str, ...]:
    """Return the names a study has that are nobody's: of its players, its offers, its client."""
    labels = [t for key, by in study.labels.texts.items() if key.startswith(("player/", "offer/")) for t in by.values()]
    return (*labels, *filter(None, (study.client,)))


def read_verbatims(source: Source | None, log: FaultLog) -> Table | None:
    """Return the verbatims of a wave, each with an id of its own; None where they are not, which is then said."""
    table = read_table(source, log, as_written=("text",)) if source is not None else None
    if table is None:
        return None
    check_columns(table, log, required=("verbatim_id", "text"), optional=table.columns)
    if log.errors:
        return None
    ids = table.text("verbatim_id")
    refuse_repeats(table, (ids,), log, column="verbatim_id", where=np.not_equal(ids, ""))
    return table if not log.errors else None


def _texts_of(folder: Path, wave: str) -> list[str]:
    """Return the verbatims of another wave, none where they cannot be read: only what is taken there matters."""
    files = StudyFolder(root=folder, log=FaultLog())
    table = read_verbatims(files.one_of(f"waves/{wave}/verbatims"), files.log)
    return table.text("text").tolist() if table is not None else []


def texts_of_interviews(folder: Path) -> tuple[str, ...]:
    """Return the verbatims of all waves that can be read."""
    return tuple(text for wave in wave_names(folder) for text in _texts_of(folder, wave))


def pseudonyms_of_answers(folder: Path) -> tuple[str, ...]:
    """Return the pseudonyms that reviews of open answers give, of all waves: the file of answers itself never has them."""
    return tuple(name for wave in wave_names(folder) for name in _pseudonyms_in(folder, wave, OPEN_STEM))


def pseudonyms_of_wave(folder: Path, wave: str) -> frozenset[str]:
    """Return the pseudonyms that the reviews of a wave give, of its interviews and its open answers."""
    return frozenset(name for stem in (STEM, OPEN_STEM) for name in _pseudonyms_in(folder, wave, stem) if name)


def _pseudonyms_in(folder: Path, wave: str, stem: str) -> list[str]:
    files = StudyFolder(root=folder, log=FaultLog())
    source = files.one_of(f"waves/{wave}/{stem}")
    table = read_table(source, files.log) if source is not None else None
    if table is None or "pseudonym" not in table.columns:
        return []
    told: list[str] = table.text("pseudonym").tolist()
    return told


def names_on_roster(files: StudyFolder) -> Iterator[KnownName]:
    """Yield the names that `roster.csv` declares: `name`, and what else a study keeps there."""
    source = files.one_of(ROSTER)
    table = read_table(source, files.log) if source is not None else None
    if table is None:
        return
    check_columns(table, files.log, required=("name",), optional=table.columns)
    for name in table.text("name").tolist() if "name" in table.columns else ():
        if len(name) >= _TELLING:
            yield KnownName(name=name, kind="name", reason="roster")


def _cases(files: StudyFolder, wave: str) -> Iterator[KnownName]:
    """Yield the ids of cases that tell of one alone, and the full names among their attributes."""
    source = files.one_of(f"waves/{wave}/cases")
    table = read_table(source, files.log) if source is not None else None
    if table is None or "case_id" not in table.columns:
        return
    for name in table.text("case_id").tolist():
        if len(name) >= _TELLING and any(map(str.isalpha, name)):
            is_name = _NAME.match(name) is not None
            if not is_name or name[0].isupper():
                yield KnownName(name=name, kind="name" if is_name else "case", reason="case-id")
    for told in table.text("attributes").tolist() if "attributes" in table.columns else ():
        for part in re.split(r"[,;|/]", told):
            if _FULL_NAME.match(part.strip()):
                yield KnownName(name=part.strip(), kind="name", reason="attributes")
