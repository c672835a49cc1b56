"""Sound files with one thing broken, five hundred times: a fault, or exactly the right answers, never other ones."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from relstudy.errors import FieldworkError
from relstudy.intake.responses import ReadWave, read_responses
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import Design, Respondents, Source, Weighting
from relstudy.tables import reading

TIMES = 50
SATISFIED = ("Très satisfait", "Plutôt satisfait", "Pas du tout, hélas", "Ne sait pas")
CHANNELS = ("Agence", "Appli, site", "Téléphone")


def codes(*texts: str) -> tuple[Code, ...]:
    return tuple(Code(code=text) for text in texts)


ITEMS = (
    Item(id="sat", type="single", columns=("sat",), codes=codes(*SATISFIED)),
    Item(id="age", type="numeric", columns=("age",)),
    Item(id="canaux", type="multiple", columns=("canaux",), separator=";", codes=codes(*CHANNELS)),
    Item(id="note", type="single", columns=("note",), codes=codes(*"12345")),
    Item(id="libre", type="open", columns=("libre",)),
    Item(id="encore", type="single", columns=("encore",), codes=codes(*"12345")),
)
HEADER = ("id", "poids", "sat", "age", "canaux", "note", "libre", "encore")
Rows = list[list[str]]
Mutation = Callable[[Rows, np.random.Generator], bytes]


def sound(chance: np.random.Generator) -> Rows:
    """Return the rows of a sound file, blanks among them."""
    rows: Rows = [list(HEADER)]
    for i in range(int(chance.integers(8, 24))):
        ticked = [c for c in CHANNELS if chance.random() < 0.5]
        said = ["", "ras", "l'accueil, toujours", 'un "vrai" plus', "deux\nlignes"][chance.integers(5)]
        rows.append(
            [
                f"R{i:03}", str(chance.integers(5, 15) / 10), str(chance.choice([*SATISFIED, ""])),
                str(chance.integers(18, 90)), ";".join(ticked), str(chance.choice([*"12345", ""])), said,
                str(chance.choice([*"12345", ""])),
            ]
        )  # fmt: skip
    return rows


def written(rows: Rows, *, delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL, end: str = "\n") -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    return target.getvalue()


def _style(chance: np.random.Generator) -> dict[str, object]:
    return {
        "quoting": int(chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])), "end": str(chance.choice(["\n", "\r\n"])),
    }  # fmt: skip


def _at(text: str, signs: str, chance: np.random.Generator) -> int:
    places = [i for i, c in enumerate(text) if c in signs]
    return int(chance.choice(places))


def cut_a_row(rows: Rows, chance: np.random.Generator) -> bytes:
    lines = [written([row], **_style(chance)) for row in rows]
    row = int(chance.integers(len(rows)))
    lines[row] = written([rows[row][: int(chance.integers(1, len(HEADER)))]])
    return "".join(lines).encode()


def drop_the_end(rows: Rows, chance: np.random.Generator) -> bytes:
    *whole, last = rows
    text = written([last])
    return (written(whole) + text[: int(chance.integers(1, text.rindex(",")))]).encode()


def drop_a_quote(rows: Rows, chance: np.random.Generator) -> bytes:
    text = written(rows, quoting=csv.QUOTE_ALL)
    at = _at(text, '"', chance)
    return (text[:at] + text[at + 1 :]).encode()


def add_a_quote(rows: Rows, chance: np.random.Generator) -> bytes:
    text = written(rows, **_style(chance))
    at = int(chance.integers(len(text)))
    return (text[:at] + '"' + text[at:]).encode()


def change_a_separator(rows: Rows, chance: np.random.Generator) -> bytes:
    text = written(rows)
    at = _at(text, ",", chance)
    return (text[:at] + str(chance.choice([";", "\t", "", ",,", " "])) + text[at + 1 :]).encode()


def break_a_line(rows: Rows, chance: np.random.Generator) -> bytes:
    text = written(rows)
    at = int(chance.integers(1, len(text) - 1))
    return (text[:at] + str(chance.choice(["\n", "\r\n", "\r"])) + text[at:]).encode()


def change_all_separators(rows: Rows, chance: np.random.Generator) -> bytes:
    return written(rows, delimiter=str(chance.choice([";", "\t"])), **_style(chance)).encode()


def change_the_encoding(rows: Rows, chance: np.random.Generator) -> bytes:
    text = written(rows, **_style(chance))
    how = str(chance.choice(["cp1252", "mac_roman", "cp850", "utf-16", "utf-8-sig", "twice", "half"]))
    if how == "twice":
        return text.encode().decode("cp1252").encode()
    if how == "half":
        middle = len(text) // 2
        return text[:middle].encode() + text[middle:].encode("cp1252")
    return text.encode(how)


def shuffle_columns(rows: Rows, chance: np.random.Generator) -> bytes:
    order = chance.permutation(len(HEADER))
    return written([[row[i] for i in order] for row in rows]).encode()


def repeat_a_column(rows: Rows, chance: np.random.Generator) -> bytes:
    column = int(chance.integers(len(HEADER)))
    other = [HEADER[column], *(str(chance.integers(1, 6)) for _ in rows[1:])]
    at = int(chance.integers(column + 1, len(HEADER) + 1))
    return written([[*row[:at], new, *row[at:]] for row, new in zip(rows, other, strict=True)]).encode()


MUTATIONS: tuple[Mutation, ...] = (
    cut_a_row, drop_the_end, drop_a_quote, add_a_quote, change_a_separator, break_a_line, change_all_separators,
    change_the_encoding, shuffle_columns, repeat_a_column,
)  # fmt: skip


def read(content: bytes, folder: Path) -> ReadWave:
    path = folder / "responses.csv"
    path.write_bytes(content)
    return read_responses(
        Source(path=path.name, sha256="", absolute=path), ITEMS, weighting=Weighting(method="column", column="poids"),
        respondents=Respondents(id="id"), design=Design(),
    )  # fmt: skip


def answers(got: ReadWave) -> list[tuple[object, ...]]:
    """Return what every respondent answered and weighs, whatever they are called."""
    answered = got.responses
    columns: list[list[object]] = [got.sample.weight.tolist()]
    for item in ITEMS:
        columns.append(answered.missing[item.id].tolist())
        of_item = (
            arrays[item.id] for arrays in (answered.codes, answered.values, answered.ticked) if item.id in arrays
        )
        columns.extend([str(value) for value in array.tolist()] for array in of_item)
    return sorted(zip(*columns, strict=True), key=str)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
def test_a_broken_file_is_refused_or_read_right(tmp_path: Path, monkeypatch, mutate: Mutation, large: bool) -> None:
    if large:
        monkeypatch.setattr(reading, "_LARGE", 0)
    outcomes = set()
    for seed in range(large, TIMES, 2):
        chance = np.random.default_rng([seed, MUTATIONS.index(mutate)])
        rows = sound(chance)
        right = answers(read(written(rows).encode(), tmp_path))
        content = mutate(rows, chance)
        try:
            got = answers(read(content, tmp_path))
        except FieldworkError:
            outcomes.add("refused")
            continue
        assert got == right, content.decode("utf-8", "replace")
        outcomes.add("read")
    expected = {"cut_a_row": {"refused"}, "drop_the_end": {"refused"}, "shuffle_columns": {"read"}}
    assert outcomes == expected.get(mutate.__name__, outcomes)
