"""Who answered and what they stand for: respondents' ids, weights, columns of the sample design."""

from dataclasses import replace

import numpy as np

from relstudy.errors import FaultLog
from relstudy.folding import plain_id
from relstudy.intake.frames import Sample
from relstudy.nearest import nearest
from relstudy.stats.design import Replication
from relstudy.survey.plan import Design, Respondents, Weighting
from relstudy.tables import Column, Table
from relstudy.tables.columns import object_array

#: Longer ids are refused: ids are kept as fixed-width text.
LONGEST_ID = 200
#: Distinct repeated ids told; the last one counts the lines of the others.
MOST = 20


def read_ids(table: Table, respondents: Respondents, log: FaultLog) -> np.ndarray:
    """Return the id of each respondent, shape (n,), text; the number of the row of data (from 1) where `id = "row"`.

    Faults: missing-column, missing-value (blank), bad-value (longer than `LONGEST_ID`), duplicate-respondent: each id
    that repeats is said once, at the second line it stands on.
    """
    if respondents.id == "row":
        return np.arange(1, len(table) + 1).astype(str)
    if not has_column(table, respondents.id, log):
        return np.arange(1, len(table) + 1).astype(str)
    column = table.column(respondents.id)
    if not np.isnan(column.numbers).all():
        # Only a typed number may be a text once more.
        column = column.merged()
    if not all(map(str.isascii, column.texts.tolist())):
        plain = object_array([plain_id(text) for text in column.texts.tolist()])
        column = replace(column, texts=plain).merged()
    _refuse_blank(table, respondents.id, column.blank(), log)
    if max(map(len, column.texts.tolist())) > LONGEST_ID:
        long = np.array([len(text) > LONGEST_ID for text in column.texts.tolist()], dtype=bool)[column.index]
        row = int(np.flatnonzero(long)[0])
        log.add(
            "bad-value",
            table.file,
            sheet=table.sheet,
            line=int(table.lines[row]),
            column=respondents.id,
            found=str(column.texts[column.index[row]])[:50] + "…",
            more=int(long.sum()) - 1,
        )
        return np.arange(1, len(table) + 1).astype(str)
    _refuse_repeated(table, respondents.id, column, log)
    ids: np.ndarray = column.texts.astype(str)[column.index]
    return ids


def _refuse_repeated(table: Table, name: str, column: Column, log: FaultLog) -> None:
    counts = column.counts()
    repeated = np.flatnonzero((counts > 1) & np.not_equal(column.texts, "").astype(bool))
    if not len(repeated):
        return
    rows = np.flatnonzero(np.isin(column.index, repeated))
    # Rows by id, then in the order of the file: the second of each id.
    order = rows[np.argsort(column.index[rows], kind="stable")]
    begins = np.flatnonzero(np.diff(column.index[order], prepend=-1))
    seconds = sorted((int(order[b + 1]), int(column.index[order[b]])) for b in begins)
    for place, (row, which) in enumerate(seconds[:MOST]):
        rest = int(sum(counts[w] - 1 for _, w in seconds[MOST:])) if place == MOST - 1 else 0
        log.add(
            "duplicate-respondent",
            table.file,
            sheet=table.sheet,
            line=int(table.lines[row]),
            column=name,
            found=str(column.texts[which]),
            more=int(counts[which]) - 2 + rest,
        )


def read_weights(table: Table, weighting: Weighting, log: FaultLog) -> np.ndarray:
    """Return the weight of each respondent as in the file, shape (n,); ones where the study has no column of weights.

    Faults: missing-column, weight-not-numeric (also blank), ambiguous-number, weight-not-positive (negative; zero too
    unless the study drops such rows).
    """
    name = weighting.column
    if name is None or weighting.method == "none" or not has_column(table, name, log):
        return np.ones(len(table))
    column = table.column(name)
    weights = table.number_values(column, name, log, code="weight-not-numeric")
    blank = column.blank()
    if blank.any():
        _say(table, log, "weight-not-numeric", name, blank, found="@blank")
    for wrong in (weights < 0, weights == 0):
        if wrong.any() and (weighting.zero == "refuse" or weights[wrong][0] < 0):
            row = int(np.flatnonzero(wrong)[0])
            _say(table, log, "weight-not-positive", name, wrong, found=str(column.texts[column.index[row]]))
    return weights


def read_sample(
    table: Table, weighting: Weighting, design: Design, log: FaultLog, *, duration: str | None = None
) -> Sample:
    """Return weights, design and the duration of the interviews, in the rows of the table.

    Strata and clusters are numbered in the order of their texts, so that the order of a file does not matter. A blank
    is missing-value. Strata of which most hold one respondent each are no strata: strata-like-ids, said once, and the
    sample is given without strata.
    """
    weight = read_weights(table, weighting, log)
    strata, names = _labels(table, design.strata, log)
    alone = int((np.bincount(strata) == 1).sum())
    if design.fpc is None and len(strata) > 1 and 2 * alone > len(names):
        log.add(
            "strata-like-ids",
            table.file,
            sheet=table.sheet,
            line=table.header_line,
            column=design.strata,
            item="design.strata",
            found=f"{alone} / {len(names)}",
        )
        strata, names = strata[:0], names[:0]
    return Sample(
        weight=weight,
        strata=strata,
        clusters=_labels(table, design.clusters, log)[0],
        fpc=_fpc(table, design.fpc, log),
        strata_names=names,
        duration=_durations(table, duration, log),
        replication=None
        if design.replicates is None
        else Replication(kind=design.replicates, resamples=design.resamples, seed=design.seed),
        file=table.file,
    )


def _labels(table: Table, name: str | None, log: FaultLog) -> tuple[np.ndarray, np.ndarray]:
    """Return the label of each respondent and the text behind each label."""
    if name is None or not has_column(table, name, log):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype="<U1")
    column = table.column(name).merged()
    _refuse_blank(table, name, column.blank(), log)
    rank = np.empty(len(column.texts), dtype=np.int64)
    order = sorted(range(len(rank)), key=column.texts.tolist().__getitem__)
    rank[order] = np.arange(len(rank))
    labels: np.ndarray = rank[column.index]
    return labels, column.texts[order].astype(str)


def _fpc(table: Table, name: str | None, log: FaultLog) -> np.ndarray:
    if name is None or not has_column(table, name, log):
        return np.empty(0)
    column = table.column(name)
    _refuse_blank(table, name, column.blank(), log)
    return table.number_values(column, name, log)


def _durations(table: Table, name: str | None, log: FaultLog) -> np.ndarray:
    """Return what each interview took, nan where blank."""
    if name is None or not has_column(table, name, log):
        return np.empty(0)
    return table.number_values(table.column(name), name, log)


def has_column(table: Table, name: str, log: FaultLog) -> bool:
    """Tell whether the table has a column the study plan names; it is a fault where it has not."""
    if name in table.columns:
        return True
    log.add(
        "missing-column",
        table.file,
        sheet=table.sheet,
        line=table.header_line,
        column=name,
        found=nearest(name, table.columns),
    )
    return False


def _refuse_blank(table: Table, name: str, blank: np.ndarray, log: FaultLog) -> None:
    if blank.any():
        _say(table, log, "missing-value", name, blank, found="@blank")


def _say(table: Table, log: FaultLog, code: str, name: str, rows: np.ndarray, *, found: str) -> None:
    log.add(
        code,
        table.file,
        sheet=table.sheet,
        line=int(table.lines[np.flatnonzero(rows)[0]]),
        column=name,
        found=found,
        more=int(rows.sum()) - 1,
    )
