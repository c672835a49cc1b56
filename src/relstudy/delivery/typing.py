"""Further people placed in the profiles of a study: a file of answers read as a wave's is, a table of profiles and chances out."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from relstudy.definitions.peeking import peek_toml
from relstudy.disk import not_writable
from relstudy.errors import FaultLog, FieldworkError, fault
from relstudy.intake.answer_table import read_answer_table
from relstudy.intake.frames import Responses
from relstudy.intake.responses import read_further
from relstudy.intake.sample import read_ids
from relstudy.outputs.typing_model import TypingModel, names_by_id, read_model
from relstudy.steps.typing import Placed, type_answers
from relstudy.survey.items import Item
from relstudy.survey.plan import Respondents
from relstudy.tables import GivenFile, Table
from relstudy.tables.formulas import FORMULA_STARTS

#: The column of ids that any file may have.
ID = "respondent_id"
#: Decimals of a chance.
_DECIMALS = 6
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?\Z")

#: What the columns of a file are called by: the names of the file the model was learned on, or the ids of questions.
Naming = Literal["learned", "by_id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedFile:
    """What became of a file: `counts` of respondents by profile, `without` a profile, `incomplete` with a question unanswered.

    `as_study` tells that the file was read in the layout of the study's own, `by_row` that it has no ids. `log` has what
    was said of its reading.
    """

    model: TypingModel
    counts: tuple[int, ...]
    without: int
    incomplete: int
    naming: Naming
    as_study: bool
    by_row: bool
    log: FaultLog


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A file read in one layout."""

    responses: Responses
    naming: Naming
    by_row: bool
    log: FaultLog


def type_file(model_file: Path, file: Path, out: Path) -> TypedFile:
    """Place everybody of a file in the profiles of a model and write `out`, whole or not at all.

    The columns of `out` are respondent_id, profile (blank without one), profile_p1 ... the chances; its rows stand as
    in the file.

    Raises
    ------
    FieldworkError
        missing-file, bad-model; wrong-study where the model or the file lies in another study's folder; the faults of
        the file; not-writable.
    """
    model = _open_model(model_file)
    _refuse_other_study(model, model_file, file)
    layouts = _layouts(model.respondents)
    tried = [_read(model, file, layout) for layout in layouts]
    place = next((i for i, found in enumerate(tried) if isinstance(found, _Reading)), None)
    if place is None:
        raise _nearest_to_read(tried)
    read = tried[place]
    if not isinstance(read, _Reading):
        raise TypeError("a layout that cannot be read was chosen")
    placed = type_answers(model.rule, model.items, read.responses, missing=model.missing)
    _write(out, _table(model, read.responses, placed))
    return TypedFile(
        model=model,
        counts=tuple(int((placed.member == p).sum()) for p in range(len(model.profiles))),
        without=int((placed.member < 0).sum()),
        incomplete=int((~placed.complete).sum()),
        naming=read.naming,
        as_study=place > 0,
        by_row=read.by_row,
        log=read.log,
    )


def _open_model(path: Path) -> TypingModel:
    try:
        content = path.read_bytes()
    except OSError as error:
        code = "missing-file" if isinstance(error, FileNotFoundError) else "unreadable-file"
        raise FieldworkError([fault(code, str(path))]) from error
    return read_model(content, str(path))


def _refuse_other_study(model: TypingModel, *files: Path) -> None:
    """Refuse a model in, or answers from, the folder of another study."""
    wrong = [(path, known) for path in files if (known := _study_around(path)) not in (None, model.study)]
    if wrong:
        raise FieldworkError(fault("wrong-study", str(path), found=model.study, allowed=known) for path, known in wrong)


def _study_around(path: Path) -> str | None:
    """Return the id of the study a file lies in, None where in none that can be read."""
    top = next((folder for folder in path.resolve().parents if (folder / "study.toml").is_file()), None)
    if top is None:
        return None
    study = peek_toml(top / "study.toml").get("study")
    known = study.get("id") if isinstance(study, dict) else None
    return known if isinstance(known, str) else None


def _layouts(study: Respondents) -> tuple[Respondents, ...]:
    """Return how a file may be laid out: plainly, names on its first line, or else as the study's own file."""
    plain = Respondents(id=study.id)
    return (plain,) if study == plain else (plain, study)


def _read(model: TypingModel, file: Path, layout: Respondents) -> _Reading | FieldworkError:
    """Return the answers of a file in one layout, or what stands against it."""
    log = FaultLog()
    table = read_answer_table(GivenFile(path=str(file), absolute=file), log, layout)
    if not log.errors and (table is None or not len(table)):
        log.add("empty-wave", str(file), sheet=layout.sheet)
    if table is None or log.errors:
        return FieldworkError(log.faults)
    naming, items = _named(model, table)
    own = next((name for name in (layout.id, ID) if name in table.columns), layout.id)
    ids = read_ids(table, Respondents(id=own), log)
    try:
        responses = read_further(table, ids, items, log)
    except FieldworkError as error:
        return error
    return _Reading(responses=responses, naming=naming, by_row=own == "row", log=log)


def _named(model: TypingModel, table: Table) -> tuple[Naming, tuple[Item, ...]]:
    """Return what the columns of a table are called by, and the items with these columns: the names most of which it has.

    Names of the two kinds are never mixed.
    """
    by_id = tuple(replace(item, columns=names_by_id(item)) for item in model.items)
    here = set(table.columns)

    def lacking(items: tuple[Item, ...]) -> int:
        return len({name for item in items for name in item.columns} - here)

    return ("by_id", by_id) if lacking(by_id) < lacking(model.items) else ("learned", model.items)


def _nearest_to_read(tried: list[_Reading | FieldworkError]) -> FieldworkError:
    """Return what to say of a file that no layout fits: the faults of the layout in which it has most of the columns."""
    errors = [error for error in tried if isinstance(error, FieldworkError)]
    return min(errors, key=lambda error: sum(f.code == "missing-column" for f in error.faults))


def _table(model: TypingModel, responses: Responses, placed: Placed) -> pd.DataFrame:
    ids = [profile.id for profile in model.profiles]
    frame = pd.DataFrame({ID: list(_shielded(responses.respondent_id.tolist()))})
    frame["profile"] = np.array([*ids, ""], dtype=object)[placed.member]
    for number, name in enumerate(ids):
        frame[f"profile_{name}"] = np.round(placed.chances[:, number], _DECIMALS)
    return frame


def _shielded(texts: list[str]) -> Iterator[str]:
    """Yield ids, an apostrophe before one that a spreadsheet would run as a formula."""
    for text in texts:
        yield f"'{text}" if text.startswith(FORMULA_STARTS) and not _NUMBER.match(text) else text


def _write(out: Path, frame: pd.DataFrame) -> None:
    part = out.with_name(f".{out.name}.part-{os.getpid()}")
    try:
        try:
            part.write_bytes(frame.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise FieldworkError([not_writable(str(out), error)]) from error
