"""Coded interviews of another program taken into the tables of a wave: whole or not at all.

Nothing that stands is overwritten unless it is asked for. What would be written is read again, as a run reads it,
before it is believed; then each file takes its place by a rename, in an order in which no line refers to one that is
not there yet.
"""

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from relstudy.definitions.peeking import wave_names
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_imported import FILE
from relstudy.definitions.read_registers import read_codebook
from relstudy.definitions.reading import no_such_wave, read_study
from relstudy.delivery import journal
from relstudy.delivery.kept_proposals import Takeover, find_takeovers, read_proposals
from relstudy.delivery.open_answers import read_answers
from relstudy.delivery.redaction.material import pseudonyms_of_wave
from relstudy.delivery.round_material import place_answers, place_round
from relstudy.disk import refuse_unwritable, replace_file
from relstudy.errors import Fault, FaultLog, FieldworkError, fault
from relstudy.exchange.code_names import SettledCodes, settle_codes
from relstudy.exchange.coded_material import CodedMaterial, Reading
from relstudy.exchange.coding_round import ReturnedRound
from relstudy.exchange.excerpts import settle_excerpts
from relstudy.exchange.import_record import add_record, record_import, record_round, record_text
from relstudy.exchange.material_file import open_material, read_material, read_transcripts
from relstudy.exchange.register_lines import (
    CASES,
    CODEBOOK,
    CODINGS,
    OPEN_CODINGS,
    READS,
    VERBATIMS,
    WAVE_REGISTERS,
    Merged,
    Register,
    lay_lines,
    lines_about,
    lines_left_out,
    merge_lines,
    without_lines,
)
from relstudy.exchange.round_reading import is_round, read_returned
from relstudy.exchange.standing_texts import keep_standing_texts
from relstudy.intake.interviews import interviews_of, read_interviews
from relstudy.survey.imported import ImportRecord
from relstudy.survey.labels import Labels
from relstudy.survey.plan import Source, Study
from relstudy.tables.extending import extend_table, new_text
from relstudy.tables.reading import read_table
from relstudy.tables.register_changes import LONGEST_CELL, Changes, Record
from relstudy.tables.table import Table

#: Tables that a wave with interviews has, be they empty.
_ALWAYS = (CASES.stem, VERBATIMS.stem, CODINGS.stem)
#: What a quote shown in a fault may be as long as.
_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did: the material as it was read, how many lines each register got, which gave way, what is to know; `of_answers` where they are answers to an open question."""

    material: CodedMaterial
    added: Mapping[str, int]
    replaced: int = 0
    faults: tuple[Fault, ...] = ()
    of_answers: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return what the contract's JSON says of an import."""
        material = self.material
        return {
            "cases": len(material.cases),
            "verbatims": len(material.verbatims),
            "codings": len(material.codings),
            "codes": len(material.codes),
            "dialect": material.dialect,
            "score": material.score,
            "losses": [{"what": one.what, "where": one.where, "n": one.n} for one in material.losses],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """A register of the study as it is: the path it has or will have, its table where it is there."""

    register: Register
    path: str
    table: Table | None = None


def import_file(
    folder: Path,
    file: Path,
    *,
    wave: str,
    on: date | None = None,
    asking: Sequence[str] | None = None,
    force: bool = False,
) -> Imported:
    """Take a file of coded interviews into the tables of a wave, and its new codes into the codebook; of a folder, its transcripts.

    `asking` are the speakers of a transcript who ask, None where nobody says; `on` is the day the record tells.

    Raises
    ------
    StudyError
        Every fault: the study, the wave or the file cannot be read, the tables would not read, lines that stand say
        something else (already-exists; with `force` the file wins). Nothing is written then.
    """
    if wave not in wave_names(folder):
        raise FieldworkError([no_such_wave(wave, wave_names(folder))])
    with journal.hold_wave(folder, wave):
        log = FaultLog()
        study = open_study(folder, wave, log)
        if file.is_dir():
            heard = read_transcripts(file, log, asking=asking)
            log.stop(FieldworkError)
            if study is None or heard is None:
                raise FieldworkError(log.faults)
            return _import_material(study, heard, wave=wave, force=force, file=file.name, record=None, is_round=False)
        content = open_material(file, log)
        log.stop(FieldworkError)
        material: CodedMaterial | None = None
        told: dict[str, Any] = {"file": file.name, "sha256": hashlib.sha256(content or b"").hexdigest(), "on": on}
        record: _Recording | None = None
        comes_back = content is not None and is_round(content, file.name)
        if study is not None and content is not None:
            if comes_back:
                returned = read_returned(content, log, file=file.name)
                if returned is not None and returned.proposed:
                    record = partial(record_round, **told, proposals=len(returned.proposed), item=returned.item)
                if returned is not None and returned.item:
                    return _import_answers(study, returned, log, wave=wave, force=force, record=record)
                material = _material_of(study, returned, log, wave=wave, force=force)
            else:
                material, record = (
                    read_material(content, log, file=file.name, asking=asking),
                    partial(record_import, **told),
                )
        log.stop(FieldworkError)
        if study is None or material is None:
            raise FieldworkError(log.faults)
        return _import_material(
            study, material, wave=wave, force=force, file=file.name, record=record, is_round=comes_back
        )


#: What makes the record of the material that was taken in.
_Recording = Callable[[CodedMaterial], ImportRecord]


def _import_material(
    study: Study,
    material: CodedMaterial,
    *,
    wave: str,
    file: str,
    force: bool,
    record: "_Recording | None",
    is_round: bool,
) -> Imported:
    """Take coded material into the tables of a wave; codings leave their record beside them, where one is made of them.

    A round has been held against what it proposed itself; any other file is, against what the rounds of the wave proposed.
    """
    log = FaultLog()
    folder = study.folder
    files = StudyFolder(root=folder, log=log)
    standing = {
        register.stem: _find(files, register, "" if register is CODEBOOK else f"waves/{wave}/")
        for register in (CODEBOOK, *WAVE_REGISTERS)
    }
    verbatims = standing[VERBATIMS.stem].table
    said, cases = _texts(verbatims), _cells(verbatims, "case_id")
    material = settle_excerpts(material, said, log, file=file, cases=cases)
    material = keep_standing_texts(material, said, cases, pseudonyms_of_wave(folder, wave))
    if material.unplaced and not material.codings and not force:
        log.add("no-coding-placed", file, found=str(sum(loss.n for loss in material.unplaced)))
    log.stop(FieldworkError)
    codes = _settle(study, material)
    lines = lay_lines(material, codes, lang=study.languages[0])
    merged = _merge(standing, lines, material.in_full, log, force=force)
    for stem, one in merged.items():
        _refuse_long_cells(standing[stem], one.changes, log)
    takeovers = () if is_round else _takeovers(study, wave, material, standing, merged)
    for taken in (one for one in takeovers if one.whole and not force):
        told = {"found": f"{taken.taken}", "allowed": f"{taken.proposed}"}
        log.add("proposals-taken-whole", file, item=taken.coder or None, **told)
    log.stop(FieldworkError)
    written = {
        standing[stem].path: _content(folder, standing[stem], one.changes, columns=_columns(standing[stem], study))
        for stem, one in merged.items()
        if one.changes or (material.cases and standing[stem].table is None and stem in _ALWAYS)
    }
    notes = _refuse_unreadable(study, standing, written)
    if record is not None and material.codings:
        made = record(material)
        if takeovers:
            made = replace(made, proposals=sum(one.proposed for one in takeovers))
        written |= _record(study, made, wave, changed=bool(written))
    with refuse_unwritable(folder / "waves" / wave, folder=folder):
        for path, content in written.items():
            replace_file(folder / path, content)
    return Imported(
        material=material,
        added={stem: len(one.changes.added) for stem, one in merged.items()},
        replaced=sum(len(one.replaced) for one in merged.values()),
        faults=(*notes, *(() if study.steps.interviews else (fault("interviews-off", "study.toml"),))),
    )


def _takeovers(
    study: Study,
    wave: str,
    material: CodedMaterial,
    standing: Mapping[str, _Standing],
    merged: Mapping[str, Merged],
) -> tuple[Takeover, ...]:
    """Return what the new codings of a file have of what a model proposed in the rounds of the wave."""
    texts = {**_texts(standing[VERBATIMS.stem].table), **{one.id: one.text for one in material.verbatims}}
    added = merged[CODINGS.stem].changes.added
    return tuple(find_takeovers(added, texts, read_proposals(study.folder, wave) if added else ()))


def _record(study: Study, made: ImportRecord, wave: str, *, changed: bool) -> dict[str, bytes]:
    """Return the record of a wave's imports with one more, as a file to write; nothing where this file is in it and brought nothing new."""
    kept = next(one for one in study.waves if one.id == wave).imports
    if not changed and any(one.sha256 == made.sha256 for one in kept):
        return {}
    return {f"waves/{wave}/{FILE}": record_text(add_record(kept, made))}


def _import_answers(
    study: Study, returned: ReturnedRound, log: FaultLog, *, wave: str, force: bool, record: "_Recording | None"
) -> Imported:
    """Take the coded answers to an open question into the table of the wave that is theirs."""
    found = next(one for one in study.waves if one.id == wave)
    answers = read_answers(study, found, returned.item, log)
    masks = pseudonyms_of_wave(study.folder, wave)
    material = place_answers(study, answers, returned, log, wave=wave, masks=masks, force=force)
    log.stop(FieldworkError)
    place = _find(StudyFolder(root=study.folder, log=log), OPEN_CODINGS, f"waves/{wave}/")
    log.stop(FieldworkError)
    if material is None:
        raise FieldworkError(log.faults)
    coded = {one.verbatim for one in material.codings}
    given = [(one.verbatim, one.code) for one in material.codings]
    given += [(one.verbatim, "") for one in material.reads if one.verbatim not in coded]
    lines = [
        {"respondent_id": who, "item": returned.item, "code_id": code, "coder": returned.coder} for who, code in given
    ]
    told = {
        "respondent_id": [one.verbatim for one in material.in_full],
        "item": [returned.item],
        "coder": [returned.coder],
    }
    left_out = lines_left_out(OPEN_CODINGS, place.table, lines, told)
    if left_out and not force:
        sheet, line = place.table.sheet if place.table is not None else None, min(left_out)
        log.add("coding-left-out", place.path, sheet=sheet, line=line, item=returned.coder, more=len(left_out) - 1)
        raise FieldworkError(log.faults)
    table = without_lines(place.table, left_out) if place.table is not None else None
    merged = merge_lines(OPEN_CODINGS, table, lines, replace=force)
    changes = Changes(added=merged.changes.added, changed=merged.changes.changed, removed=left_out)
    written: dict[str, bytes] = {}
    if changes:
        written[place.path] = _content(study.folder, place, changes, columns=OPEN_CODINGS.columns)
    if record is not None and material.codings:
        written |= _record(study, record(material), wave, changed=bool(changes))
    for path, content in written.items():
        with refuse_unwritable(study.folder / path, folder=study.folder):
            replace_file(study.folder / path, content)
    added = {"cases": 0, "verbatims": 0, "codings": sum(bool(line["code_id"]) for line in changes.added), "codebook": 0}
    return Imported(material=material, added=added, replaced=len(left_out), of_answers=True)


def _material_of(
    study: Study, returned: ReturnedRound | None, log: FaultLog, *, wave: str, force: bool
) -> CodedMaterial | None:
    """Return the material of a coding round that came back, held against the interviews of the wave as they are."""
    if returned is None:
        return None
    found = next(one for one in study.waves if one.id == wave)
    files = interviews_of(found, study.codebook)
    masks = pseudonyms_of_wave(study.folder, wave)
    return place_round(study, files, returned, log, wave=wave, masks=masks, force=force)


def open_study(folder: Path, wave: str, log: FaultLog) -> Study | None:
    """Return what the study declares, as far as an import leans on it: its own faults elsewhere do not stand against one."""
    reading = read_study(folder, waves=(wave,))
    needed = ("study.toml", f"waves/{wave}/wave.toml")
    errors = [one for one in reading.faults if one.severity == "error"]
    log.extend(
        one for one in errors if one.file in needed or (one.file.startswith("codebook.") and one.code != "missing-file")
    )
    wrong = journal.refuse_other_study(folder, reading.partial.identity.id) if reading.partial is not None else ()
    log.extend(wrong)
    if reading.partial is None and not log.errors:
        log.extend(errors)
    return reading.partial


def _find(files: StudyFolder, register: Register, under: str) -> _Standing:
    source = files.one_of(f"{under}{register.stem}")
    if source is None:
        return _Standing(register=register, path=f"{under}{register.stem}.csv")
    noted = FaultLog()
    table = read_table(source, noted, as_written=register.as_written)
    files.log.extend(noted.errors)
    return _Standing(register=register, path=source.path, table=table)


def _texts(table: Table | None) -> dict[str, str]:
    """Return what the wave has of verbatims, by their ids."""
    return _cells(table, "text")


def _cells(table: Table | None, column: str) -> dict[str, str]:
    """Return what a column tells of each verbatim of the wave, by their ids."""
    if table is None or not {"verbatim_id", column} <= set(table.columns):
        return {}
    return dict(zip(table.text("verbatim_id").tolist(), table.text(column).tolist(), strict=True))


def _settle(study: Study, material: CodedMaterial) -> SettledCodes:
    labels: Labels = study.labels
    known = {entry.id: tuple(labels.texts.get(f"codebook/{entry.id}", {}).values()) for entry in study.codebook}
    return settle_codes(material.codes, known)


def _merge(
    standing: Mapping[str, _Standing],
    lines: Mapping[str, Sequence[Record]],
    in_full: Sequence[Reading],
    log: FaultLog,
    *,
    force: bool,
) -> dict[str, Merged]:
    """Return what changes in each register.

    A verbatim whose text gives way takes the codings that pointed into it with it; a reading told in full, what else
    its coder gave there.
    """
    merged: dict[str, Merged] = {}
    gone: frozenset[int] = frozenset()
    left_out: frozenset[int] = frozenset()
    for stem, place in standing.items():
        table = place.table
        if stem == CODINGS.stem and table is not None:
            gone = lines_about(table, "verbatim_id", merged[VERBATIMS.stem].replaced)
            told = {"coder": [one.coder for one in in_full], "verbatim_id": [one.verbatim for one in in_full]}
            left_out = lines_left_out(place.register, table, lines[stem], told) - gone
            if left_out and not force:
                log.add(
                    "coding-left-out",
                    place.path,
                    sheet=table.sheet,
                    line=min(left_out),
                    item=in_full[0].coder,
                    more=len(left_out) - 1,
                )
            gone |= left_out
            table = without_lines(table, gone)
        one = merge_lines(place.register, table, lines[stem], replace=force)
        for conflict in one.conflicts:
            log.add(
                "stands-otherwise",
                place.path,
                sheet=table.sheet if table is not None else None,
                line=conflict.line,
                column=conflict.column,
                item=conflict.key,
                found=_short(conflict.given),
                allowed=_short(conflict.stands),
            )
        if stem == CODINGS.stem and gone:
            changes = Changes(added=one.changes.added, changed=one.changes.changed, removed=gone)
            one = Merged(changes=changes, conflicts=one.conflicts, replaced=(*one.replaced, *[""] * len(left_out)))
        merged[stem] = one
    return merged


def _refuse_long_cells(standing: _Standing, changes: Changes, log: FaultLog) -> None:
    """Say which lines of a workbook would hold more than one of its cells can."""
    if not standing.path.endswith(".xlsx"):
        return
    for line in (*changes.added, *changes.changed.values()):
        longest = max((len(text.encode("utf-16-le")) // 2 for text in line.values()), default=0)
        if longest > LONGEST_CELL:
            key = line.get(standing.register.key[0])
            log.add("too-long-for-a-cell", standing.path, item=key, found=f"{longest}", allowed=f"{LONGEST_CELL}")


def _columns(standing: _Standing, study: Study) -> tuple[str, ...]:
    columns = standing.register.columns
    if standing.register is not CODEBOOK:
        return columns
    return (columns[0], *(f"label_{lang}" for lang in study.languages), *columns[1:])


def _content(folder: Path, standing: _Standing, changes: Changes, *, columns: Sequence[str]) -> bytes:
    if standing.table is None:
        return new_text(columns, changes.added)
    return extend_table(folder / standing.path, standing.table, changes)


def _refuse_unreadable(
    study: Study, standing: Mapping[str, _Standing], written: Mapping[str, bytes]
) -> tuple[Fault, ...]:
    """Read the tables as they would be, as a run does. Returns what it notes of them; raises what stands against them."""
    log = FaultLog()
    with tempfile.TemporaryDirectory() as temporary:
        sources = {
            stem: _source(study.folder, Path(temporary), place.path, written.get(place.path))
            for stem, place in standing.items()
        }
        book = sources[CODEBOOK.stem]
        codebook = read_codebook(StudyFolder(root=study.folder, log=log), book, study.languages) if book else None
        log.stop(FieldworkError)
        if not any(sources[stem] for stem in _ALWAYS):
            return ()
        asked = next((one.asked for one in study.waves), None)
        read = read_interviews(
            cases=sources[CASES.stem],
            verbatims=sources[VERBATIMS.stem],
            codings=sources[CODINGS.stem],
            asked=asked,
            reads=sources[READS.stem],
            codebook=codebook.entries if codebook is not None else (),
        )
    return tuple(one for one in read.faults if one.severity != "note")


def _source(folder: Path, temporary: Path, path: str, content: bytes | None) -> Source | None:
    place = folder / path
    if content is not None:
        place = temporary / path.replace("/", "_")
        place.write_bytes(content)
    return Source(path=path, sha256="", absolute=place) if place.exists() else None


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
