"""Where the names of the columns and their wordings stand: one header row, or two as many survey programs write them.

- Names on line 1 and whole questions on line 2 (Qualtrics adds a third line of its own): line 2 is left out and gives
  labels.
- Whole questions on line 1 and names on line 2: line 2 is the header, line 1 gives labels.
- A question on line 1 above the first of its columns, its answers on line 2 (SurveyMonkey): line 2 is left out and
  gives labels. So it is where the question stands above each of its columns.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from relstudy.drafting.names import as_in_file, is_wording
from relstudy.intake.no_interviews import import_ids
from relstudy.tables import Table

_NUMBERS = re.compile(r"[-+0-9.,: /TZ]+")
_NEARLY_ALL = 0.95
_HARDLY_ANY = 0.1
#: One word above numbers may be an answer nobody else gave.
_SEVERAL = 2
#: Columns at least whose names come again, and distinct answers below each at most.
_LEAST_REPEATED, _FEW_ANSWERS = 3, 15
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-\[\]]{0,30}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """The line of the names, lines to leave out, and the wording of each column ("" where there is none).

    `blocks` are the question and the answer of the columns that a program wrote below one question.
    """

    header_row: int = 1
    skip_rows: tuple[int, ...] = ()
    wordings: dict[str, str]
    blocks: dict[str, tuple[str, str]] = field(default_factory=dict)


def find_headers(table: Table, *, header_row: int = 1) -> Headers:
    """Return where names and wordings stand in a table read with its header sought from line `header_row` on."""
    plain = Headers(header_row=header_row, wordings=dict.fromkeys(table.columns, ""))
    if len(table) < 2 or not table.columns:
        return plain
    ids = import_ids(table)
    if ids is not None:
        wordings = {name: _cell(table, name, ids - 1) if ids else "" for name in table.columns}
        return Headers(header_row=header_row, skip_rows=tuple(table.lines[: ids + 1].tolist()), wordings=wordings)
    first = {name: _cell(table, name, 0) for name in table.columns}
    worded = sum(map(is_wording, table.columns)) >= 0.5 * len(table.columns)
    if worded and _are_names(first) and not _come_back(table, first):
        line = int(table.lines[0])
        return Headers(header_row=line, wordings={names: wording for wording, names in first.items() if names})
    if _has_answers_below(table, first):
        blocks = _blocks(first)
        wordings = {name: _wording(name, first[name], blocks.get(name)) for name in table.columns}
        return Headers(header_row=header_row, skip_rows=(int(table.lines[0]),), wordings=wordings, blocks=blocks)
    repeated = _answers_below_repeated(table, first)
    if repeated:
        said = {name: _wording(name, first[name], repeated.get(name)) for name in table.columns}
        return Headers(header_row=header_row, skip_rows=(int(table.lines[0]),), wordings=said, blocks=repeated)
    if not _stand_apart(table, first) and not _are_words_above_numbers(table, first):
        return plain
    return Headers(header_row=header_row, skip_rows=(int(table.lines[0]),), wordings=first)


def _cell(table: Table, name: str, row: int) -> str:
    column = table.column(name)
    return str(column.texts[column.index[row]])


def _are_names(first: dict[str, str]) -> bool:
    """Tell whether a row holds names: all different, without blanks, and some that no answer would be."""
    names = [text for text in first.values() if text]
    if len(names) < 0.9 * len(first) or len(set(names)) < len(names):
        return False
    return all(map(_NAME.match, names)) and sum(bool(re.search(r"[0-9_]", name)) for name in names) >= 0.5 * len(names)


def _come_back(table: Table, first: dict[str, str]) -> bool:
    """Tell whether texts of the first row stand further below in their own columns, as answers do and names do not."""
    columns = ((text, table.column(name)) for name, text in first.items())
    again = sum(text in _others(column.texts.tolist(), column.index) for text, column in columns)
    return again > _HARDLY_ANY * len(first)


def _has_answers_below(table: Table, first: dict[str, str]) -> bool:
    """Tell whether columns without a name follow those with one, and the first row names their answers.

    Where it names them alike ("2025", "2026", "2025", "2026"), a column that every further row fills is blank in it.
    """
    named = next((place for place, name in enumerate(table.columns) if not name.startswith("#")), 0)
    unnamed = [name for name in table.columns[named:] if name.startswith("#")]
    texts = [first[name] for name in unnamed]
    if _stands_below_questions_alone(table, first):
        return True
    if len(unnamed) < 2 or len(unnamed) < 0.1 * len(table.columns) or not all(texts):
        return False
    blank = (table.column(name).blank() for name, text in first.items() if not text)
    return len(set(texts)) > 1 or any(not column[1:].any() for column in blank)


def _stands_below_questions_alone(table: Table, first: dict[str, str]) -> bool:
    """Tell whether the first row says something below questions over several columns and nowhere else, where every answer is given.

    What it says stands nowhere further below: a respondent who skipped all other questions would give answers.
    """
    names = list(first)
    unnamed = [name.startswith("#") for name in names]
    below = {name for name, own, after in zip(names, unnamed, [*unnamed[1:], False], strict=True) if own or after}
    alone = [name for name in names if name not in below]
    if unnamed[0] or not below or not alone or any(first[name] for name in alone):
        return False
    answered = sum(table.column(name).blank()[1:].mean() <= 1 - _NEARLY_ALL for name in alone)
    said = {name: first[name] for name in below}
    return all(said.values()) and 2 * answered > len(alone) and not _come_back(table, said)


def _blocks(first: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return the question and the answer of every column that shares its question with others."""
    blocks: dict[str, tuple[str, str]] = {}
    names = list(first)
    question = ""
    for place, name in enumerate(names):
        question = question if name.startswith("#") else name
        alone = not name.startswith("#") and (place + 1 == len(names) or not names[place + 1].startswith("#"))
        if not alone and question and first[name]:
            blocks[name] = (question, first[name])
    return blocks


def _answers_below_repeated(table: Table, first: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return the question and the answer of columns whose names come again beside each other, where the first row says their answers.

    What it says differs from column to column and stands nowhere further below; below the others it says nothing, or
    their names again. Nothing is returned where they are no such columns.
    """
    blocks: dict[str, tuple[str, str]] = {}
    names = list(first)
    plain = [_again(name, names) for name in names]
    for place, name in enumerate(names):
        if plain[place] in plain[max(0, place - 1) : place] + plain[place + 1 : place + 2]:
            blocks[name] = (plain[place], first[name])
    alone = [name for name in names if name not in blocks]
    told = {name: first[name] for name in blocks}
    if len(blocks) < _LEAST_REPEATED or not all(told.values()) or len(set(blocks.values())) < len(blocks):
        return {}
    if any(first[name] not in ("", name) for name in alone) or not alone:
        return {}
    few = (_few_answers(table, name) for name in blocks)
    return blocks if not _come_back(table, told) and all(few) else {}


def _again(name: str, names: Sequence[str]) -> str:
    """Return the name that a column bears in its file, where it is read with a number behind it since it comes again."""
    plain = as_in_file(name)
    return plain if plain in names else name


def _few_answers(table: Table, name: str) -> bool:
    column = table.column(name)
    return len(_others(column.texts.tolist(), column.index)) <= _FEW_ANSWERS


def _wording(name: str, below: str, block: tuple[str, str] | None) -> str:
    """Return what a column asks: its own question where the line below says one, else the question with its answer."""
    if block is None:
        return below if name.startswith("#") else ""
    question, answer = block
    return answer if answer.rstrip().endswith("?") else f"{question} - {answer}"


def _stand_apart(table: Table, first: dict[str, str]) -> bool:
    """Tell whether the first row holds wordings: longer than all below it in its columns, and found nowhere else there."""
    if sum(map(is_wording, table.columns)) > 0.3 * len(table.columns):
        return False
    apart = judged = worded = 0
    for name, text in first.items():
        if not text:
            continue
        column = table.column(name)
        others = _others(column.texts.tolist(), column.index)
        if not others:
            continue
        judged += 1
        longest = max(map(len, others))
        apart += text not in others and (len(text) > longest or not _alike_numbers(text, others))
        worded += len(text) > 12 and " " in text
    return judged > 0 and apart >= 0.7 * judged and worded >= 0.4 * judged


def _are_words_above_numbers(table: Table, first: dict[str, str]) -> bool:
    """Tell whether the first row holds words, all different, in every column of numbers or days, and such columns are several."""
    above = []
    for name in table.columns:
        column = table.column(name)
        others = _others(column.texts.tolist(), column.index)
        if others and sum(_NUMBERS.fullmatch(other) is not None for other in others) >= _NEARLY_ALL * len(others):
            above.append(first[name])
    words = [text for text in above if text and _NUMBERS.fullmatch(text) is None]
    return len(words) == len(above) >= _SEVERAL and len({*words, *first.values()} - {""}) == sum(
        map(bool, first.values())
    )


def _alike_numbers(text: str, others: Sequence[str]) -> bool:
    """Tell whether a text is of the same nature as others: a number among numbers, or a text among texts."""
    digits = [bool(_NUMBERS.fullmatch(other)) for other in others]
    mostly = sum(digits) >= 0.8 * len(digits)
    return mostly == bool(_NUMBERS.fullmatch(text))


def _others(texts: list[str], index: np.ndarray) -> list[str]:
    """Return the distinct texts of the rows below the first, at most a thousand of them."""
    below = np.unique(index[1:2000])
    return [texts[i] for i in below.tolist() if texts[i]]
