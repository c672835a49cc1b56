"""Respondents of a wave: its file of answers read against its questionnaire, every fault told, rows in a fixed order."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from relstudy.errors import Fault, FaultLog, FieldworkError
from relstudy.intake.answer_table import read_answer_table
from relstudy.intake.answers import BLANK, AnswerReader, Answers, code_values, has_values, show_answer
from relstudy.intake.checking import check_answers
from relstudy.intake.conflicts import say_conflicts
from relstudy.intake.derived import derive
from relstudy.intake.drift import tell_drift
from relstudy.intake.far_values import say_far_values
from relstudy.intake.filters import evaluate
from relstudy.intake.frames import Responses, Sample
from relstudy.intake.no_interviews import say_no_interviews
from relstudy.intake.ordering import order_by_content, order_by_id
from relstudy.intake.other_sheet import say_other_sheet
from relstudy.intake.practices import derive_practice, follow_channels
from relstudy.intake.sample import read_ids, read_sample
from relstudy.survey.expressions import Expression, parse_expression, references
from relstudy.survey.items import MISSING_CODES, Item, ItemId, PracticeRule
from relstudy.survey.plan import Design, Respondents, Source, Weighting
from relstudy.survey.schema import needs_columns, reads_numbers
from relstudy.tables import Table, check_columns


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWave:
    """What a file of answers gave.

    `rows` = rows below the header that hold something; of them `skipped` by `skip_rows`, `left_out` by `keep`,
    `dropped` for a weight of zero. The others are the respondents. `value_names` are the names the file gives to the
    values of the items' columns, by column and text; empty where it gives none. `written` is what respondents wrote in
    answer to open items, (n,) texts by item, "" where nothing. `units` are those that stood beside the numbers of an
    item, by item.
    """

    responses: Responses
    written: dict[ItemId, np.ndarray]
    sample: Sample
    rows: int
    skipped: int
    left_out: int
    dropped: int
    value_names: dict[str, dict[str, str]]
    units: dict[ItemId, str]
    faults: tuple[Fault, ...]


def read_responses(
    source: Source,
    items: Sequence[Item],
    *,
    weighting: Weighting,
    respondents: Respondents,
    design: Design,
    duration: str | None = None,
    is_first: bool = True,
) -> ReadWave:
    """Read the answers of one wave. One row per respondent kept, sorted by id, or by content where `id = "row"`.

    Ids are judged on all rows; `keep` and the items it names too. Everything else is judged on the rows kept: a row
    left out may hold anything. `duration` is the column of what interviews took. `is_first` where no wave went before:
    then nothing can have drifted. Rows of weight zero are judged, then
    dropped where the study says so.

    Raises
    ------
    FieldworkError
        With every fault found, if one of them stops the wave.
    """
    log = FaultLog()
    used = used_columns(items, weighting, respondents, design, duration)
    table = read_answer_table(source, log, respondents, wanted=used)
    log.stop(FieldworkError)
    if table is None or not len(table):
        log.add("empty-wave", source.path, sheet=table.sheet if table else respondents.sheet)
        raise FieldworkError(log.faults)
    say_other_sheet(source, table, respondents, used, log)
    log.stop(FieldworkError)
    check_columns(table, log, required=(), optional=used, extra="note")
    _doubt_repeated(table, used, log)
    ids = read_ids(table, respondents, log)
    answers, kept = keep_rows(table, items, respondents.keep, log)
    found = len(table)
    if not kept.all():
        table, ids = table.take(kept), ids[kept]
    say_no_interviews(table, items, log)
    _read_items(table, [item for item in items if item.id not in answers], answers, log)
    sample = read_sample(table, weighting, design, log, duration=duration)
    if not kept.any():
        log.add("empty-wave", table.file, sheet=table.sheet, found=respondents.keep)
    if not is_first:
        tell_drift(log, table, items, answers, used)
    log.stop(FieldworkError)
    _derive_all(items, answers)
    say_conflicts(table, items, answers, log)
    say_far_values(table, items, answers, log)
    _decide_blanks(table, ids, items, answers, log)
    weighted = sample.weight != 0
    if not weighted.any():
        log.add("empty-wave", table.file, sheet=table.sheet, column=weighting.column, found="0")
    log.stop(FieldworkError)
    order = order_by_content(items, answers, sample) if respondents.id == "row" else order_by_id(ids)
    order = order[weighted[order]]
    written = _written(answers, order)
    units = {item: read.unit for item, read in answers.items() if read.unit is not None}
    responses = _responses(table, ids, items, answers, order)
    return ReadWave(
        responses=responses,
        written=written,
        sample=sample.take(order),
        rows=found + table.skipped,
        skipped=table.skipped,
        left_out=found - len(ids),
        dropped=len(ids) - len(order),
        value_names=_value_names(table, items),
        units=units,
        faults=tuple(log.faults),
    )


def _written(answers: Mapping[ItemId, Answers], order: np.ndarray) -> dict[ItemId, np.ndarray]:
    """Return what respondents wrote by item, in the order of respondents, "" where nothing."""
    return {
        item: np.where(read.layer == 0, read.texts, "")[order]
        for item, read in answers.items()
        if read.texts is not None
    }


def _value_names(table: Table, items: Iterable[Item]) -> dict[str, dict[str, str]]:
    if table.dictionary is None:
        return {}
    variables = table.dictionary.variables
    read = dict.fromkeys(column for item in items for column in item.columns)
    return {name: dict(variables[name].labels) for name in read if name in variables and variables[name].labels}


def used_columns(
    items: Iterable[Item], weighting: Weighting, respondents: Respondents, design: Design, duration: str | None
) -> tuple[str, ...]:
    """Return the columns of the file that the items, the weights and the design of the sample read."""
    own = (respondents.id, weighting.column, design.strata, design.clusters, design.fpc, duration)
    read = (name for item in items for name in (*item.columns, *item.shared_out))
    return (*read, *(name for name in own if name is not None))


def _doubt_repeated(table: Table, used: Collection[str], log: FaultLog) -> None:
    """Warn of a name that stands several times in the file, where only the first of its columns is used and another holds other answers."""
    for place, note in enumerate(log.faults):
        name = note.column
        if note.code != "repeated-name" or name is None or name not in used:
            continue
        twins = [column for column in table.columns if re.fullmatch(rf"{re.escape(name)} \([0-9]+\)", column)]
        unread = [] if any(twin in used for twin in twins) else [table.column(twin) for twin in twins]
        if any(not t.blank().all() and not np.array_equal(t.text(), table.text(name)) for t in unread):
            log.faults[place] = replace(note, severity="warning")


def keep_rows(
    table: Table, items: Sequence[Item], keep: str | None, log: FaultLog
) -> tuple[dict[ItemId, Answers], np.ndarray]:
    """Return the answers of the items `keep` needs, for the rows kept, and the mask of these rows, shape (rows of the file,).

    Where those items have faults everything is kept, so that the faults of the others are told too.
    """
    answers: dict[ItemId, Answers] = {}
    if keep is None:
        return answers, np.ones(len(table), dtype=bool)
    expression = parse_expression(keep)
    by_id = {item.id: item for item in items}
    needed = _needed(expression, by_id)
    mine = FaultLog()
    _read_items(table, [item for item in items if item.id in needed], answers, mine)
    log.extend(mine.faults)
    if mine.errors:
        return answers, np.ones(len(table), dtype=bool)
    _derive_all([item for item in items if item.id in needed], answers)
    kept = evaluate(expression, _seen(np.empty(len(table)), answers), by_id)
    for read in answers.values():
        read.take(kept)
    return answers, kept


def _needed(expression: Expression, items: Mapping[ItemId, Item]) -> frozenset[ItemId]:
    """Return the ids of the items an expression names and of those they are derived from."""
    needed: set[ItemId] = set()
    waiting = [item for item, _ in references(expression)]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            derived = items[name].derived
            if derived is not None:
                waiting.extend(derived.sources)
    return frozenset(needed)


def _read_items(table: Table, items: Sequence[Item], answers: dict[ItemId, Answers], log: FaultLog) -> None:
    """Add the answers of items as they stand in their columns, and say what is wrong in them."""
    reader = AnswerReader.of(table, items, log)
    for item in items:
        if needs_columns(item) and reader.has(item):
            answers[item.id] = reader.read(item)
        elif needs_columns(item):
            reader.look_at(item)
        elif not item.asked and not item.kind.is_heading:
            answers[item.id] = _not_asked(item, len(table))
    check_answers([item for item in items if needs_columns(item)], reader, log)


def read_further(table: Table, ids: np.ndarray, items: Sequence[Item], log: FaultLog) -> Responses:
    """Return the answers of a table to some items, one row per row of the table, for people who are no respondents of a wave.

    Nothing is weighed, left out or ordered anew; what filters would say of a blank is not told: it is absent.

    Raises
    ------
    FieldworkError
        With every fault found, if one of them stops the reading (missing-column, unknown-code, not-a-number ...).
    """
    answers: dict[ItemId, Answers] = {}
    _read_items(table, items, answers, log)
    log.stop(FieldworkError)
    _derive_all(items, answers)
    for read in answers.values():
        read.layer[read.layer == BLANK] = MISSING_CODES["absent"]
    return _responses(table, ids, items, answers, np.arange(len(table)))


def _not_asked(item: Item, n: int) -> Answers:
    """Return the answers of an item that was not asked in this wave."""
    return Answers(
        layer=np.full(n, MISSING_CODES["not_asked"], dtype=np.int8),
        codes=np.full(n, -1, dtype=np.int16) if item.codes and not item.kind.has_several else None,
        values=np.full(n, np.nan) if reads_numbers(item) else None,
        ticked=np.zeros((n, len(item.codes)), dtype=bool, order="F") if item.kind.has_several else None,
        ranks=np.zeros((n, len(item.codes)), dtype=np.int16, order="F") if item.kind.answer == "order" else None,
    )


def _derive_all(items: Iterable[Item], answers: dict[ItemId, Answers]) -> None:
    """Add the answers of derived items, each after its sources; what is missing in a source follows later (`_decide_blanks`)."""
    by_id = {item.id: item for item in items}

    def made(item: Item) -> Answers:
        if item.id not in answers and item.derived is not None:
            sources = [made(by_id[source]) for source in item.derived.sources]
            if isinstance(item.derived, PracticeRule):
                answers[item.id] = derive_practice(item, item.derived, by_id, answers)
            else:
                answers[item.id] = derive(item, by_id[item.derived.source], sources[0])
        return answers[item.id]

    for item in by_id.values():
        if item.derived is not None and item.asked:
            made(item)


def _decide_blanks(
    table: Table, ids: np.ndarray, items: Sequence[Item], answers: Mapping[ItemId, Answers], log: FaultLog
) -> None:
    """Give every blank its kind: by the item's filter where it is an expression, else by its `blank`.

    Blank and not meant by the filter is filtered; blank though meant is absent. An answer of someone not meant stays,
    and is told (answered-though-filtered).
    """
    by_id = {item.id: item for item in items}
    seen = _seen(ids, answers)
    held: dict[str, np.ndarray] = {}
    for item in items:
        if item.id not in answers or item.derived is not None or not item.asked:
            continue
        layer = answers[item.id].layer
        blank = layer == BLANK
        if item.filter is None or item.filter == "unknown":
            layer[blank] = MISSING_CODES[item.blank]
            continue
        if item.filter not in held:
            held[item.filter] = evaluate(parse_expression(item.filter), seen, by_id)
        meant = held[item.filter]
        layer[blank] = np.where(meant[blank], MISSING_CODES["absent"], MISSING_CODES["filtered"])
        odd = ~blank & ~meant
        if odd.any():
            _say_answered(table, item, answers[item.id], odd, log)
    for item in items:
        if item.derived is not None and item.asked:
            _follow(item, by_id, answers, set())


def _follow(item: Item, items: Mapping[ItemId, Item], answers: Mapping[ItemId, Answers], done: set[str]) -> None:
    """Give a derived item's blanks the kind they have in its sources."""
    if item.derived is None or item.id in done:
        return
    done.add(item.id)
    for source in item.derived.sources:
        _follow(items[source], items, answers, done)
    layer = answers[item.id].layer
    if isinstance(item.derived, PracticeRule):
        follow_channels(layer, item.derived, answers)
        return
    blank = layer == BLANK
    layer[blank] = answers[item.derived.source].layer[blank]


def _say_answered(table: Table, item: Item, answers: Answers, odd: np.ndarray, log: FaultLog) -> None:
    rows = np.flatnonzero(odd)
    log.add(
        "answered-though-filtered",
        table.file,
        sheet=table.sheet,
        line=int(table.lines[rows[0]]),
        column=item.columns[0],
        item=item.id,
        found=show_answer(item, answers, int(rows[0])),
        allowed=item.filter,
        more=len(rows) - 1,
    )


def _seen(ids: np.ndarray, answers: Mapping[ItemId, Answers]) -> Responses:
    """Return what expressions look at: codes, numbers and ticks, without a missing layer."""
    return Responses(
        respondent_id=ids,
        line=np.empty(0, dtype=np.int64),
        codes={name: a.codes for name, a in answers.items() if a.codes is not None},
        values={name: a.values for name, a in answers.items() if a.values is not None},
        ticked={name: a.ticked for name, a in answers.items() if a.ticked is not None},
    )


def _responses(
    table: Table, ids: np.ndarray, items: Iterable[Item], answers: dict[ItemId, Answers], order: np.ndarray
) -> Responses:
    """Return the answers in their final order, items as in the questionnaire; each item is moved once, then let go."""
    still = len(order) == len(ids) and bool((order == np.arange(len(ids))).all())
    responses = Responses(respondent_id=ids[order], line=table.lines[order])
    for item in items:
        read = answers.pop(item.id, None)
        if read is None:
            continue
        if not still:
            read.take(order)
        responses.missing[item.id] = read.layer
        if read.codes is not None:
            responses.codes[item.id] = read.codes
        if read.values is not None:
            responses.values[item.id] = read.values
        elif read.codes is not None and has_values(item):
            responses.code_values[item.id] = code_values(item)
        if read.ticked is not None:
            responses.ticked[item.id] = read.ticked
        if read.ranks is not None:
            responses.ranks[item.id] = read.ranks
    return responses
