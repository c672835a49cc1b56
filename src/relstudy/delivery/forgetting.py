"""A person taken out of a study: inputs, what runs kept, working papers; whole or not at all.

The files that take the place of the old ones are made first, beside the study's own state, and read again. Then the plan
is written down, and from there on everything can be done again by the next call: files move into their places, what runs
kept goes, the waves that had been run are run again. The plan, which alone still names the person, goes last.
"""

import csv
import io
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from relstudy.definitions.peeking import wave_names
from relstudy.delivery import journal
from relstudy.delivery.jobs import OnStep, WaveOutcome
from relstudy.delivery.journal import forgetting_plan, redaction_plan
from relstudy.delivery.persons import Person, find_person, nearest_person, shorter
from relstudy.delivery.redaction.pseudonyms import KEY, key_path, read_pseudonyms
from relstudy.delivery.rerunning import Rerun, carry_through, papers_in_view
from relstudy.delivery.staging import stage
from relstudy.delivery.stated import STATED, are_quotes_of, without_quotes
from relstudy.delivery.traces import GIT, Names, find_traces, names_of
from relstudy.delivery.versions import DELIVERIES
from relstudy.disk import refuse_unwritten
from relstudy.errors import Fault, FaultLog, FieldworkError, StudyError, fault
from relstudy.folding import look
from relstudy.intake.personal_data.findings import plain_name
from relstudy.outputs.workbook import listed_answers
from relstudy.report.open_answers import may_be
from relstudy.words import LANGS

FORGOTTEN = "forgotten.csv"
_COLUMNS = ("date", "who", "kind", "waves", "rows")
_RESPONDENTS, _CELLS, _MANIFEST = "respondents.parquet", "cells.parquet", "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was taken out of one file: whose rows, and how many."""

    path: str
    kind: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is left to do once it is written down. `moves` are made files and their places in the study, in order."""

    names: Names
    waves: tuple[str, ...]
    taken: tuple[Taken, ...]
    moves: tuple[tuple[str, str], ...]
    reruns: tuple[Rerun, ...]
    quoting: tuple[str, ...]
    counting: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What became of a person in a study.

    `quoting` are deliveries that quote the case, `counting` the others that were made with the person. `faults` are
    those of the reruns, and files that still name the person.
    """

    kinds: tuple[str, ...]
    waves: tuple[str, ...]
    taken: tuple[Taken, ...]
    reruns: tuple[WaveOutcome, ...] = ()
    quoting: tuple[str, ...] = ()
    counting: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = field(default_factory=tuple)


def forget_person(
    folder: Path, person: str, *, who: str, on: date, on_step: OnStep | None = None
) -> tuple[Forgotten, ...]:
    """Take a person out of a study and return what became of it, after that of an earlier call that did not come to its end.

    Raises
    ------
    Busy
        A run, or another call, holds a wave of the study.
    StudyError
        Nobody has this id; respondents have no ids; a file cannot be read, or rows cannot be taken out of it; nothing
        can be written. Nothing is touched, or what is begun is carried through by the next call.
    """
    if redaction_plan(folder).is_file():
        raise StudyError(
            [fault("redaction-unfinished", redaction_plan(folder).relative_to(folder).as_posix(), severity="error")]
        )
    done: list[Forgotten] = []
    if forgetting_plan(folder).is_file():
        with _hold(folder):
            plan = _read_plan(folder)
            done.append(_carry_through(folder, plan, on_step))
        if person in (plan.names.person, *plan.names.forms):
            return tuple(done)
    # Where nobody has the id nothing is touched, no lock either.
    _find(folder, person)
    with _hold(folder):
        plan = _prepare(folder, _find(folder, person), who=who, on=on)
        done.append(_carry_through(folder, plan, on_step))
    return tuple(done)


def _find(folder: Path, person: str) -> Person:
    found = find_person(folder, person)
    if found.files:
        return found
    if found.study.respondents.id == "row" and found.study.steps.survey:
        raise StudyError([fault("no-respondent-ids", "study.toml", item="respondents", found=person)])
    named = _still_named(folder, names_of(person, found.study, others=found.others))
    raise StudyError([fault("unknown-person", "waves", found=person, allowed=nearest_person(found)), *named])


@contextmanager
def _hold(folder: Path) -> Iterator[None]:
    """Hold every wave of a study."""
    with ExitStack() as held:
        for wave in wave_names(folder):
            held.enter_context(journal.hold_wave(folder, wave))
        held.enter_context(refuse_unwritten(".relstudy"))
        yield


def _prepare(folder: Path, person: Person, *, who: str, on: date) -> _Plan:
    """Make the files that take the place of the old ones and write the plan down; where that fails nothing is left behind."""
    log = FaultLog()
    contents = {part.path: shorter(folder, part, study=person.study, log=log) for part in person.files}
    log.stop(FieldworkError)
    for wave in person.waves():
        path = f".relstudy/{wave}/{STATED}"
        if (folder / path).is_file():
            contents[path] = without_quotes(folder / path, person.verbatims)
    if key_path(folder).is_file():
        contents[f".relstudy/{KEY}"] = _key_without(folder, person)
    contents[f".relstudy/{FORGOTTEN}"] = _entered(folder, person, who=who, on=on)
    names = names_of(person.id, person.study, forms=person.forms, verbatims=person.verbatims, others=person.others)
    quoting = _deliveries_that_quote(folder, person, names)
    plan = _Plan(
        names=names,
        waves=person.waves(),
        taken=tuple(Taken(path=part.path, kind=part.kind, rows=part.number) for part in person.files),
        moves=tuple((str(number), path) for number, path in enumerate(contents)),
        reruns=papers_in_view(folder, person.study.identity.id, person.waves()),
        quoting=quoting,
        counting=tuple(path for path in _deliveries(folder, person.waves()) if path not in quoting),
    )
    stage(
        folder,
        dict(zip((name for name, _ in plan.moves), contents.items(), strict=True)),
        told=asdict(plan),
        plan=forgetting_plan(folder),
    )
    return plan


def _read_plan(folder: Path) -> _Plan:
    told = json.loads(forgetting_plan(folder).read_text(encoding="utf-8"))
    names = told["names"]
    return _Plan(
        names=Names(person=names.pop("person"), **{key: tuple(words) for key, words in names.items()}),
        waves=tuple(told["waves"]),
        taken=tuple(Taken(**part) for part in told["taken"]),
        moves=tuple((name, path) for name, path in told["moves"]),
        reruns=tuple(replace(Rerun(**part), langs=tuple(part["langs"])) for part in told["reruns"]),
        quoting=tuple(told["quoting"]),
        counting=tuple(told["counting"]),
    )


def _entered(folder: Path, person: Person, *, who: str, on: date) -> bytes:
    """Return the register of those taken out with this one's lines; no id stands in it."""
    path = journal.state_folder(folder) / FORGOTTEN
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    if not path.is_file():
        writer.writerow(_COLUMNS)
    for kind in person.kinds:
        writer.writerow((on.isoformat(), who, kind, "|".join(person.waves(kind)), person.rows(kind)))
    return (path.read_bytes() if path.is_file() else b"") + lines.getvalue().encode()


def _key_without(folder: Path, person: Person) -> bytes:
    """Return the key of the pseudonyms without what the person alone said, and without the person."""
    places = {f"{wave}/{text}" for wave in person.waves() for text in (*person.verbatims, *person.forms)}
    key = read_pseudonyms(folder, LANGS[0])
    for form in sorted(person.forms):
        key = key.without(places, identity=plain_name(form))
    return key.as_bytes()


def _deliveries(folder: Path, waves: Iterable[str]) -> tuple[str, ...]:
    found = (path for wave in waves for path in (folder / DELIVERIES / wave).glob("v*") if path.is_dir())
    return tuple(sorted(path.relative_to(folder).as_posix() for path in found))


def _deliveries_that_quote(folder: Path, person: Person, names: Names) -> tuple[str, ...]:
    """Return the deliveries of any wave that hold a quote of what a person said, or name the person."""
    return tuple(
        path
        for path in _deliveries(folder, wave_names(folder))
        if _has_quote(folder / path / _CELLS, person)
        or next(find_traces(folder / path, names), None) is not None
        or _lists_answer(folder / path, person)
    )


def _lists_answer(path: Path, person: Person) -> bool:
    """Tell whether a workbook of a delivery lists what a person wrote in answer to an open question, whoever else wrote the same."""
    said = {look(text) for text in person.written}
    books = sorted(path.glob("tables.*.xlsx")) if said else []
    return any(may_be(listed, text) for book in books for listed in listed_answers(book.read_bytes()) for text in said)


def _has_quote(path: Path, person: Person) -> bool:
    """Tell whether cells quote a person, by the id of a verbatim or by the words."""
    if not person.texts or not path.is_file():
        return False
    cells = pd.read_parquet(path, columns=["kind", "row", "text"])
    quotes = [
        text.strip() for text in cells["text"][cells["kind"] == "quote"] if isinstance(text, str) and text.strip()
    ]
    return bool(are_quotes_of(cells, person.verbatims).any()) or any(
        quote in said for quote in quotes for said in person.texts
    )


def _carry_through(folder: Path, plan: _Plan, on_step: OnStep | None) -> Forgotten:
    """Do what a plan says, whatever of it is done already."""
    state = journal.state_folder(folder)
    for wave in plan.waves:
        (state / wave / _RESPONDENTS).unlink(missing_ok=True)
    outcomes = carry_through(
        folder,
        plan=forgetting_plan(folder),
        moves=plan.moves,
        waves=plan.waves,
        reruns=plan.reruns,
        names=plan.names,
        kept=(state / FORGOTTEN,),
        on_step=on_step,
    )
    faults = (
        *(f for outcome in outcomes for f in outcome.faults if f.severity == "error"),
        *_still_named(folder, plan.names),
    )
    shutil.rmtree(forgetting_plan(folder).parent)
    return Forgotten(
        kinds=tuple(dict.fromkeys(part.kind for part in plan.taken)),
        waves=plan.waves,
        taken=plan.taken,
        reruns=outcomes,
        quoting=plan.quoting,
        counting=plan.counting,
        faults=tuple(dict.fromkeys(faults)),
    )


def _still_named(folder: Path, names: Names) -> tuple[Fault, ...]:
    """Return a fault for each file below a study that names a person, and a warning where the history is kept by git."""
    passed = (folder / DELIVERIES, forgetting_plan(folder).parent)
    named = tuple(
        fault("still-named", trace.path, line=trace.line, column=trace.column, item=trace.inside)
        for trace in find_traces(folder, names, passed=passed)
    )
    return (*named, *((fault("kept-history", GIT),) if (folder / GIT).exists() else ()))
