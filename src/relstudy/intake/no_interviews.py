"""Rows of a file of answers that look like no interviews: further header lines, previews and tests, unfinished ones, totals, notes and tables below, hidden ones.

Survey programs put them among the answers, and people put them below. Whether they count is for a person to say; that
they are there can be seen. What a program means by a column is told by its name and by what its cells hold, together.

References
----------
Qualtrics exports a second and a third header line and the columns Status, Progress and Finished; LimeSurvey the columns submitdate
(blank until the last page was sent) and lastpage.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from relstudy.errors import FaultLog
from relstudy.folding import fold
from relstudy.intake.trial_rows import find_trials
from relstudy.survey.items import Item
from relstudy.tables import Column, Table
from relstudy.tables.numbers import read_numbers

Kind = Literal["header", "preview", "unfinished", "trial", "total", "below", "hidden"]

#: Rows from the top that may be further header lines, and from the end that may be totals.
_HEADS, _TOTALS = 3, 6
#: Rows from the end that may be notes, or a table of their own.
_BELOW = 40
#: Cells at least that are the names of their columns, where a row repeats these.
_SEVERAL_NAMES = 2
#: Respondents above them that a sum or mean must be of, at the least, and how far a mean may be rounded.
_FEWEST, _ROUNDED = 5, 0.006
_TERMS: Mapping[Kind, str] = {
    "header": "@rows-header", "preview": "@rows-preview", "trial": "@rows-trial", "unfinished": "@rows-unfinished", "total": "@rows-total",
    "below": "@rows-below", "hidden": "@rows-hidden",
}  # fmt: skip
#: Texts named in a message, and lines to copy.
_LISTED, _COPIED = 6, 60
#: Words of a note at least.
_FEWEST_WORDS = 3
#: Share of what finished interviews fill that the others fill at most, and of all rows that they are at most.
_HARDLY, _FEW_OF_ALL = 0.25, 0.5
#: More distinct texts than this are no states of an interview.
_MOST_STATES = 12
_IMPORT_ID = re.compile(r'\s*\{\s*"ImportId"\s*:')
_SAYS_PREVIEW = re.compile(
    r"(?:.*-)?(?:preview|previewed|apercu|previsualisation)(?:-.*)?|survey-test|test-(?:response|survey|interview)"
)
_SAYS_TEST = re.compile(r"tests?|essais?|spam|pilotes?|pilots?|reponse-test")
_SAYS_UNFINISHED = re.compile(
    r"(?:partial(?:ly-complete(?:d)?)?|incomplete?|not-complete(?:d)?|in-progress|started|abandon\w*|dropped-out|partiel(?:le)?|incomplet(?:e)?"
    r"|en-cours|commence|inacheve|interromp\w*|non-termine\w*|disqualifi\w*|screen(?:ed)?(?:[-_]?outs?)?|(?:over[-_]?)?quotas?(?:[-_]?full)?|terminated?"
    r"|exclu\w*|elimin\w*|ecarte\w*|(?:non-|not-|in)eligible|hors-(?:cible|champ|quotas?)|quotas?-(?:atteint|plein|complet)s?)(?:-.*)?"
)
_NAMES_STATE = re.compile(
    r"(?:(?:response|survey|interview|reponse|questionnaire)-?)?(?:status|statut|state|etat|distribution-?channel|origine|origin|source|mode|type)"
    r"(?:-(?:de-la-)?(?:response|reponse|interview|questionnaire|collecte))?"
)
#: A state of whatever it may be: of an interview where nothing else stands below it.
_NAMES_SOME_STATE = re.compile(r"(?:.*[-_])?(?:status|statut|state|etat|disposition|outcome)(?:[-_].*)?")
_NAMES_OUTCOME = re.compile(
    r"(?:(?:response|survey|interview|reponse|questionnaire)-?)?(?:status|statut|state|etat|disposition|outcome)(?:-?code)?"
)
_SAYS_FINISHED = re.compile(r"(?:complete[ds]?|completes?|complet|finished|termine|qualified)(?:-.*)?")
_NAMES_FINISHED = re.compile(
    r"(?:is-?)?(?:finished|completed?|complete|submitted)|(?:response|questionnaire|interview|reponse)-(?:complete|completed|complet|complete|terminee?)"
    r"|termine|terminee|complet|acheve|achevee|fini|finie"
)
_NAMES_PROGRESS = re.compile(r"progress(?:ion)?|percent(?:age)?-complete|avancement|completion(?:-rate)?")
_NAMES_SENT = re.compile(
    r"submit-?date|date-?submitted|submitted-?(?:at|on|date)|completed-?(?:at|on|date)|date-de-soumission|date-d-envoi|date-submitted"
)
_NAMES_LAST_PAGE = re.compile(r"last-?page|derniere-page")
_TELLING = (_NAMES_STATE, _NAMES_FINISHED, _NAMES_PROGRESS, _NAMES_SENT, _NAMES_LAST_PAGE)
_YES = frozenset(
    {"1", "true", "yes", "oui", "vrai", "y", "o", "complete", "completed", "finished", "termine", "complet"}
)
_NO = frozenset({"0", "false", "no", "non", "faux", "n", "incomplete", "unfinished", "partial", "incomplet", "partiel"})
_SAYS_TOTAL = re.compile(
    r"(?:sous-|grand-|sub)?-?(?:total|totaux|totals|somme|sum|moyenne|mean|average|ensemble|mediane|median|ecart-type|std(?:-dev)?|minimum|maximum"
    r"|base|effectifs?|nb-?(?:de-)?reponses|count|n)(?:-(?:general|generale|des-reponses|de-reponses|[0-9].*))?"
)
_SAYS_SUBTOTAL = re.compile(r"(?:sous-?|grand-|sub-?)?(?:total|totaux|totals|somme|moyenne|mean|average)(?:-.{1,40})?")
#: Share of the rows in which a column of ids has its own text, and a column that all answer one.
_NEARLY_ALL = 0.9
#: Distinct texts of a column that are looked at whatever their capitals.
_MOST_FOLDED = 20_000
#: Numbers by which Qualtrics says that a response is a preview, spam, or both.
_PREVIEW_NUMBERS = frozenset({"1", "8", "9", "12", "17"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NoInterviews:
    """Rows that look like no interviews, for one reason.

    `rows` are places in the table, ascending. Where a column tells, `column` is its name, `texts` what stands there in
    those rows ("" for a blank) and `others` what stands in the other rows.
    """

    kind: Kind
    rows: np.ndarray
    column: str | None = None
    texts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def is_state(self) -> bool:
        """Tell whether a condition on the column leaves the rows out; else their lines are named.

        A condition cannot quote a text that holds both kinds of quotes.
        """
        if self.column is None or self.kind == "trial":
            return False
        return not any("'" in text and '"' in text for text in self.texts)

    def kept_by(self, name: str) -> str:
        """Return the condition that holds for the other rows, where an item `name` reads the column that tells.

        A condition cannot ask for a blank: there the item is a box `filled` that any text ticks.
        """
        if "" in self.texts:
            return f"{name} == 'filled'"
        if not self.texts:
            highest = max(float(text.replace(",", ".").removesuffix("%")) for text in self.others if text)
            return f"{name} >= {highest:g}"
        return " and ".join(f"{name} != {_quoted(text)}" for text in self.texts)


def _quoted(text: str) -> str:
    return f"'{text}'" if "'" not in text else f'"{text}"'


def find_no_interviews(table: Table, *, wordings: Mapping[str, str] | None = None) -> tuple[NoInterviews, ...]:
    """Return the rows of a table that look like no interviews, in the order header, preview, unfinished, trial, total, below, hidden.

    No row is in two of them. `wordings` are what a further header line calls the columns, where the file has one: some
    programs number all columns, and name those that tell below.
    """
    seen = np.zeros(len(table), dtype=bool)
    found = []
    # Files of programs that write no lines have one header and no totals; loading all their columns costs what reading
    # them costs.
    lines = not table.file.lower().endswith((".parquet", ".sav", ".zsav"))
    heads = _further_headers(table) if lines else ()
    below = (*_trials(table), *_totals(table), *_below(table), *_notes(table)) if lines else ()
    for one in (*heads, *_by_state(table, wordings or {}, every=lines), *below, *_hidden(table)):
        rows = one.rows[~seen[one.rows]]
        if len(rows):
            seen[rows] = True
            found.append(NoInterviews(kind=one.kind, rows=rows, column=one.column, texts=one.texts, others=one.others))
    return tuple(found)


def say_no_interviews(table: Table, items: Iterable[Item], log: FaultLog) -> None:
    """Say, for each reason, that rows which count as respondents look like no interviews (not-an-interview), and what leaves them out.

    `items` of the questionnaire may read the column that tells: then the condition to write is about them.
    """
    ids = {item.columns[0]: item for item in items if len(item.columns) == 1}
    for found in find_no_interviews(table):
        lines = table.lines[found.rows].tolist()
        shown = ", ".join(text or "@blank" for text in found.texts[:_LISTED])
        log.add(
            "not-an-interview",
            table.file,
            sheet=table.sheet,
            line=lines[0],
            column=found.column,
            found=f"{len(lines)} {_TERMS[found.kind]}{'-one' if len(lines) == 1 else ''}"
            + (f" ({shown})" if shown else ""),
            allowed=_condition(found, ids.get(found.column or ""))
            if found.is_state
            else f"skip_rows = [{_listed(lines)}]",
        )


def _listed(lines: Sequence[int]) -> str:
    return ", ".join(map(str, lines[:_COPIED])) + (", …" if len(lines) > _COPIED else "")


def _condition(found: NoInterviews, item: Item | None) -> str:
    """Return what to write so that the other rows are kept; without an item that reads the column, for one named like it."""
    name = item.id if item is not None else fold(found.column or "").replace("-", "_").replace(".", "_")
    if "" in found.texts:
        return 'keep = "…"'
    return 'keep = "' + found.kept_by(name).replace('"', '\\"') + '"'


def _trials(table: Table) -> Iterator[NoInterviews]:
    found = find_trials(table)
    if found is not None and len(found.rows) < len(table):
        yield NoInterviews(kind="trial", rows=found.rows, column=found.column, texts=found.texts)


def _hidden(table: Table) -> Iterator[NoInterviews]:
    rows = np.flatnonzero(np.isin(table.lines, sorted(table.hidden))) if table.hidden else ()
    if len(rows):
        yield NoInterviews(kind="hidden", rows=np.asarray(rows))


def import_ids(table: Table) -> int | None:
    """Return the row of import ids among the first ones: the last line above the answers; None where there is none."""
    found = (row for row in range(min(_HEADS, len(table))) if _is_import_ids(_cells(table, row)))
    return max(found, default=None)


def _further_headers(table: Table) -> Iterator[NoInterviews]:
    """Yield the rows at the top up to one of import ids, and rows that repeat the names of the columns."""
    last = import_ids(table)
    rows = set(range(last + 1)) if last is not None else set()
    rows |= set(_repeating_names(table).tolist())
    if last is None and _says_kinds(table):
        rows.add(0)
    if rows:
        yield NoInterviews(kind="header", rows=np.array(sorted(rows), dtype=np.intp))


def _repeating_names(table: Table) -> np.ndarray:
    """Return the rows most of whose cells are the names of their columns.

    A name that stands in its column mostly elsewhere is an answer of many, as where the first respondent was taken for
    the names: rows of such cells are respondents who answered alike.
    """
    hits = np.zeros(len(table), dtype=np.int32)
    repeated: dict[str, np.ndarray] = {}
    for name in table.columns:
        column = table.column(name)
        same = _repeats(column.texts, name)
        if same.any():
            hits += same[column.index]
            if not _is_own_answer(column, same):
                repeated[name] = same
    likely = np.flatnonzero(hits >= _SEVERAL_NAMES).tolist()
    mostly = [row for row in likely if 2 * hits[row] > sum(map(bool, _cells(table, row)))]
    rows = np.array(mostly, dtype=np.intp)
    plain, sure = np.zeros(len(rows), dtype=np.int32), np.zeros(len(rows), dtype=np.int32)
    for name, same in repeated.items():
        index = table.column(name).index
        here = same[index[rows]]
        plain += here
        if 2 * here.sum() > same[index].sum():
            sure += here
    return rows[2 * sure > plain]


def _says_kinds(table: Table) -> bool:
    """Tell whether the first row says what the columns hold: a word above nothing but numbers, in several of them, and no answer of others."""
    above = 0
    if len(table) <= _FEWEST:
        return False
    for name in table.columns:
        column = table.column(name).merged()
        place = column.index[0]
        text = str(column.texts[place]).strip()
        if not text:
            continue
        if not text.isalpha() or (column.index == place).sum() > 1:
            return False
        others = np.delete(np.arange(len(column.texts)), place)
        numbers = read_numbers(column.texts[others], decimal_comma=table.decimal_comma).values
        filled = np.array([bool(str(other).strip()) for other in column.texts[others].tolist()], dtype=bool)
        above += bool(filled.any()) and not np.isnan(np.where(filled, numbers, 0.0)).any()
    return above >= _HEADS - 1


def _is_own_answer(column: Column, repeated: np.ndarray) -> bool:
    """Tell whether most cells of a column hold its name: it is an option, and stands where that was ticked."""
    filled = np.array([bool(str(text).strip()) for text in column.texts.tolist()], dtype=bool)
    return bool(2 * repeated[column.index].sum() > filled[column.index].sum())


def _repeats(texts: np.ndarray, name: str) -> np.ndarray:
    """Return the mask of the distinct texts that are the name of their column; of very many, those that are its very name."""
    if len(texts) > _MOST_FOLDED:
        same: np.ndarray = np.equal(texts, name).astype(bool)
        return same
    said = name.strip().casefold()
    return np.array([str(text).strip().casefold() == said for text in texts.tolist()], dtype=bool)


def _is_import_ids(cells: Sequence[str]) -> bool:
    there = [cell for cell in cells if cell]
    return bool(there) and 2 * sum(_IMPORT_ID.match(cell) is not None for cell in there) > len(there)


def _cells(table: Table, row: int) -> list[str]:
    return [str((column := table.column(name)).texts[column.index[row]]).strip() for name in table.columns]


def _by_state(table: Table, wordings: Mapping[str, str], *, every: bool) -> Iterator[NoInterviews]:
    """Yield previews and tests by what columns of few states say (`every` column, or those named so), then unfinished interviews."""
    names = {name: _called(name, wordings.get(name, "")) for name in table.columns}
    by_program = any(key in ("recordeddate", "responseid", "distributionchannel") for key in names.values())
    for name, key in names.items():
        if not every and _NAMES_STATE.fullmatch(key) is None:
            continue
        column = table.column(name)
        if len(column.texts) > _MOST_STATES + 1 or not 1 < _states(column) <= _MOST_STATES:
            continue
        yield from _where(
            table,
            name,
            column,
            "preview",
            _preview_test(state=_NAMES_STATE.fullmatch(key) is not None, numbered=by_program and key == "status"),
        )
    yield from _unfinished(table, names)


def _called(name: str, wording: str) -> str:
    """Return what a program calls a column, folded: its name, or its wording where that alone tells of interviews."""
    # What ends in a question mark was asked of people.
    own, below = (
        fold(name.partition(". ")[0].rpartition("/")[2]),
        "" if wording.rstrip().endswith("?") else fold(wording),
    )
    tells = any(pattern.fullmatch(below) for pattern in _TELLING) and not any(p.fullmatch(own) for p in _TELLING)
    return below if tells else own


def _preview_test(*, state: bool, numbered: bool) -> Callable[[str], bool]:
    """Return the test of a text that says preview; in a column of states "test" does too, and where states are numbers some of them."""

    def says(text: str) -> bool:
        word = fold(text)
        if _SAYS_PREVIEW.fullmatch(word) or (numbered and text in _PREVIEW_NUMBERS):
            return True
        return state and _SAYS_TEST.fullmatch(word) is not None

    return says


def _unfinished(table: Table, names: Mapping[str, str]) -> Iterator[NoInterviews]:
    """Yield the unfinished interviews by the surest sign there is: a flag, a state, a date of sending, a progress, a last page."""
    for pattern, find in (
        (_NAMES_FINISHED, _by_flag),
        (_NAMES_STATE, _by_word),
        (_NAMES_SOME_STATE, _by_states_alone),
        (_NAMES_SENT, _by_date),
        (_NAMES_PROGRESS, _by_progress),
        (_NAMES_LAST_PAGE, _by_last_page),
        (_NAMES_OUTCOME, _by_blanks),
    ):
        for name, key in names.items():
            if pattern.fullmatch(key) is None:
                continue
            sure, found = find(table, name, table.column(name).merged())
            yield from found
            if sure:
                return


def _by_flag(table: Table, name: str, column: Column) -> tuple[bool, list[NoInterviews]]:
    texts = {text.casefold() for text in _texts(column)}
    if not texts or not texts <= _YES | _NO:
        return False, []
    return True, list(_where(table, name, column, "unfinished", lambda text: text.casefold() in _NO))


def _by_word(table: Table, name: str, column: Column) -> tuple[bool, list[NoInterviews]]:
    if not 1 < _states(column) <= _MOST_STATES:
        return False, []
    found = list(
        _where(table, name, column, "unfinished", lambda text: _SAYS_UNFINISHED.fullmatch(fold(text)) is not None)
    )
    return bool(found), found


def _by_states_alone(table: Table, name: str, column: Column) -> tuple[bool, list[NoInterviews]]:
    words = {fold(text) for text in _texts(column)}
    finished = {word for word in words if _SAYS_FINISHED.fullmatch(word)}
    if not finished or not all(_SAYS_UNFINISHED.fullmatch(word) for word in words - finished):
        return False, []
    return _by_word(table, name, column)


def _by_blanks(table: Table, name: str, column: Column) -> tuple[bool, list[NoInterviews]]:
    """Yield the rows of the states, in numbers, below which hardly anything is filled: those who were screened out, or who left."""
    texts = [str(text).strip() for text in column.texts.tolist()]
    states = sorted({text for text in texts if text})
    if not 1 < len(states) <= _MOST_STATES or any(_number(text) is None for text in states) or column.blank().any():
        return False, []
    filled = np.zeros(len(table), dtype=np.int64)
    for other in table.columns:
        there = ~table.column(other).blank()
        filled += there if not there.all() else 0
    of = {text: filled[np.isin(column.index, np.flatnonzero(np.array(texts) == text))] for text in states}
    usual = max(float(np.median(rows)) for rows in of.values() if len(rows))
    left = {text for text, rows in of.items() if len(rows) and rows.max() <= _HARDLY * usual}
    if not left or usual < _FEWEST or sum(len(of[text]) for text in left) > _FEW_OF_ALL * len(table):
        return False, []
    return True, list(_where(table, name, column, "unfinished", left.__contains__))


def _by_date(table: Table, name: str, column: Column) -> tuple[bool, list[NoInterviews]]:
    texts = _texts(column)
    if not texts or not all(re.match(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}", text) for text in texts):
        return False, []
    return True, list(_where(table, name, column, "unfinished", lambda text: not text))


def _by_progress(table: Table, name: str, column: Column) -> tuple[bool, list[NoInterviews]]:
    numbers = [_number(text) for text in _texts(column)]
    if not numbers or any(n is None or not 0 <= n <= 100 for n in numbers) or max(n or 0 for n in numbers) != 100:
        return False, []
    return True, list(
        _where(table, name, column, "unfinished", lambda text: bool(text) and (_number(text) or 0) < 100, numbers=True)
    )


def _by_last_page(table: Table, name: str, column: Column) -> tuple[bool, list[NoInterviews]]:
    numbers = {text: _number(text) for text in _texts(column)}
    if len(numbers) < 2 or any(n is None or n < -1 or n != int(n) for n in numbers.values()):
        return False, []
    last = max(n or 0 for n in numbers.values())
    return True, list(
        _where(table, name, column, "unfinished", lambda text: not text or (_number(text) or 0) < last, numbers=True)
    )


def _where(
    table: Table, name: str, column: Column, kind: Kind, says: Callable[[str], bool], *, numbers: bool = False
) -> Iterator[NoInterviews]:
    """Yield the rows of a column whose text says so; none where all rows do: a file of such rows alone says something else."""
    texts = [str(text).strip() for text in column.texts.tolist()]
    hit = np.array([says(text) for text in texts], dtype=bool)
    if not hit.any():
        return
    used = np.bincount(column.index, minlength=len(texts)) > 0
    rows = np.flatnonzero(hit[column.index])
    if not len(rows) or len(rows) == len(table):
        return
    yield NoInterviews(
        kind=kind,
        rows=rows,
        column=name,
        texts=() if numbers else tuple(t for t, h, u in zip(texts, hit, used, strict=True) if h and u),
        others=tuple(t for t, h, u in zip(texts, hit, used, strict=True) if not h and u),
    )


def _states(column: Column) -> int:
    return len({str(text).strip() for text in column.texts.tolist()} - {""})


def _texts(column: Column) -> list[str]:
    return [text for text in (str(t).strip() for t in column.texts.tolist()) if text]


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ".").removesuffix("%").strip())
    except ValueError:
        return None


def _totals(table: Table) -> Iterator[NoInterviews]:
    """Yield the last rows that say total or mean in a text no other row has, or whose numbers are those of the rows above."""
    first = max(0, len(table) - _TOTALS)
    if first < _FEWEST:
        return
    columns = {name: table.column(name).merged() for name in table.columns}
    counts = {name: column.counts() for name, column in columns.items()}
    # One column that is no sum settles a row: those that are cheapest to read come first, and the others are mostly not
    # read.
    shortest = sorted(columns.values(), key=lambda column: len(column.texts))
    values = [partial(_values, column, decimal_comma=table.decimal_comma) for column in shortest]
    rows = []
    for row in range(len(table) - 1, first - 1, -1):
        says = any(
            _SAYS_TOTAL.fullmatch(fold(str(column.texts[column.index[row]]))) is not None
            and counts[name][column.index[row]] == 1
            and not _are_answers(column)
            for name, column in columns.items()
        )
        if not says and not _sums_up(values, row, first):
            break
        rows.append(row)
    rows += _subtotals(columns, len(table)) if len(table) <= _MOST_FOLDED else []
    if rows:
        yield NoInterviews(kind="total", rows=np.array(sorted(set(rows)), dtype=np.intp))


def _subtotals(columns: Mapping[str, Column], n: int) -> list[int]:
    """Return the rows, wherever they stand, whose own text in a column of ids says total and that leave blank what nearly all others fill."""
    filled = [~column.blank() for column in columns.values()]
    usual = [there for there in filled if there.sum() >= _NEARLY_ALL * n]
    found = []
    for column in columns.values():
        once = column.counts() == 1
        if once.sum() < _NEARLY_ALL * n or _are_answers(column):
            continue
        said = [place for place in np.flatnonzero(once) if _SAYS_SUBTOTAL.fullmatch(fold(str(column.texts[place])))]
        found += [row for row in np.flatnonzero(np.isin(column.index, said)) if not all(there[row] for there in usual)]
    return [int(row) for row in found]


def _below(table: Table) -> Iterator[NoInterviews]:
    """Yield the last rows, where a blank line parts them from the others and nothing in them is like what stands above: notes, a table of its own."""
    gaps = np.flatnonzero(np.diff(table.lines) > 1) + 1
    for first in gaps[(gaps >= _FEWEST) & (gaps >= len(table) - _BELOW) & (2 * gaps > len(table))].tolist():
        if _is_apart(table, first):
            yield NoInterviews(kind="below", rows=np.arange(first, len(table)))
            return


def _notes(table: Table) -> Iterator[NoInterviews]:
    """Yield the last rows that hold a sentence alone, in a column whose texts above are all of one word, as ids and numbers are: notes."""
    columns = {name: table.column(name).merged() for name in table.columns}
    first = len(table)
    while first > max(_FEWEST, len(table) - _TOTALS):
        row = first - 1
        filled = [column for column in columns.values() if str(column.texts[column.index[row]]).strip()]
        if len(columns) < _FEWEST or len(filled) != 1 or not _is_sentence_below_words(filled[0], row):
            break
        first = row
    if first < len(table):
        yield NoInterviews(kind="below", rows=np.arange(first, len(table)))


def _is_sentence_below_words(column: Column, row: int) -> bool:
    above = column.index[: row - _TOTALS]
    known = [str(column.texts[place]).strip() for place in np.unique(above).tolist()]
    own = [text for text in known if text]
    words = len(str(column.texts[column.index[row]]).split())
    return words >= _FEWEST_WORDS and len(own) > 1 and not any(" " in text for text in own)


def _is_apart(table: Table, first: int) -> bool:
    """Tell whether every row from `first` on leaves blank what nearly all above fill, and holds no text that stands above in its column.

    Who began an interview and left has an id of his own and what a program wrote: where answers come back, or where
    ids are one word, something else stands in some of the rows.
    """
    n = len(table) - first
    lacks, strange = np.zeros(n, dtype=bool), False
    for name in table.columns:
        column = table.column(name).merged()
        filled = ~column.blank()
        above, below = filled[:first], filled[first:]
        if above.sum() >= _NEARLY_ALL * first:
            lacks |= ~below
        known = np.bincount(column.index[:first], minlength=len(column.texts)) > 0
        if known[column.index[first:][below]].any():
            return False
        if below.any():
            texts = [str(text) for text in column.texts.tolist()]
            own = [text for text, is_known in zip(texts, known, strict=True) if is_known and text]
            words = any(" " in texts[place] for place in column.index[first:][below].tolist())
            strange |= 2 * len(own) <= above.sum() or (words and not any(" " in text for text in own))
    return bool(lacks.all()) and strange


def _values(column: Column, *, decimal_comma: bool) -> np.ndarray:
    """Return the number of each row, nan where there is none, shape (n,)."""
    read = read_numbers(column.texts, decimal_comma=decimal_comma).values
    values: np.ndarray = np.where(np.isnan(column.numbers), read, column.numbers)[column.index]
    return values


def _are_answers(column: Column) -> bool:
    """Tell whether most texts of a column are words of a total: then they are answers."""
    words = [_SAYS_TOTAL.fullmatch(fold(text)) is not None for text in _texts(column)]
    return 2 * sum(words) > len(words)


def _sums_up(columns: Sequence[Callable[[], np.ndarray]], row: int, first: int) -> bool:
    """Tell whether at least two numbers of a row are all the sums, or all the means, of the rows above."""
    sums = means = numbers = broken = 0
    for read in columns:
        if max(sums, means) < numbers:
            return False
        values = read()
        above, between = values[:first], values[first:row]
        above, between = above[~np.isnan(above)], between[~np.isnan(between)]
        # Where nobody has another number than 0, a respondent has their sum too.
        if np.isnan(values[row]) or len(above) < _FEWEST or not above.any():
            continue
        numbers += 1
        # What stands between the sure respondents and this row are respondents, or further totals.
        totals = float(above.sum()) + np.concatenate([[0.0], np.cumsum(between)])
        sizes = len(above) + np.arange(len(between) + 1)
        sums += bool((np.abs(values[row] - totals) <= 1e-6 * np.maximum(1.0, np.abs(totals))).any())
        means += bool((np.abs(values[row] - totals / sizes) <= _ROUNDED).any())
        broken += values[row] != int(values[row])
    # A respondent may answer near the mean everywhere, in whole numbers.
    return numbers >= 2 and (sums == numbers or (means == numbers and broken > 0))
