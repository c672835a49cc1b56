"""Sound files with one thing changed, over five hundred times: a fault, or exactly the right answers, never other ones."""

import csv
import io
import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from relstudy.errors import FieldworkError
from relstudy.intake.responses import ReadWave, read_responses
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import Design, Respondents, Source, Weighting
from relstudy.tables import reading

TIMES = 24
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


def shuffle_rows(rows: Rows, chance: np.random.Generator) -> bytes:
    return written([rows[0], *(rows[1:][i] for i in chance.permutation(len(rows) - 1))]).encode()


def drop_a_column(rows: Rows, chance: np.random.Generator) -> bytes:
    column = int(chance.integers(len(HEADER)))
    return written([row[:column] + row[column + 1 :] for row in rows]).encode()


def repeat_a_row(rows: Rows, chance: np.random.Generator) -> bytes:
    at = int(chance.integers(1, len(rows)))
    return written([*rows[:at], rows[at], *rows[at:]]).encode()


def repeat_the_header(rows: Rows, chance: np.random.Generator) -> bytes:
    at = int(chance.integers(1, len(rows) + 1))
    return written([*rows[:at], rows[0], *rows[at:]]).encode()


def write_twice(rows: Rows, chance: np.random.Generator) -> bytes:
    return written(rows, **_style(chance)).encode() * 2


def mix_ends(rows: Rows, chance: np.random.Generator) -> bytes:
    return "".join(written([row], end=str(chance.choice(["\n", "\r\n", "\r"]))) for row in rows).encode()


def add_blank_lines(rows: Rows, chance: np.random.Generator) -> bytes:
    lines = [written([row]) for row in rows]
    lines.insert(int(chance.integers(len(lines) + 1)), str(chance.choice(["\n\n", " \n", ",,,,,,,\n", ";\n"])))
    return "".join(lines).encode()


def lose_some_bytes(rows: Rows, chance: np.random.Generator) -> bytes:
    content = written(rows).encode()
    at = _at(content.decode("latin-1"), "\xc3,\n", chance)
    return content[:at] + content[at + 1 :]


def write_decimal_commas(rows: Rows, chance: np.random.Generator) -> bytes:
    changed = [[row[0], row[1].replace(".", ","), *row[2:]] for row in rows]
    return written(changed, delimiter=str(chance.choice([";", "\t"])), **_style(chance)).encode()


def mix_decimals(rows: Rows, chance: np.random.Generator) -> bytes:
    changed = [
        [r[0], r[1].replace(".", ",") if i == 1 else f"{i}.5" if i else r[1], *r[2:]] for i, r in enumerate(rows)
    ]
    return written(changed, delimiter=";").encode()


def write_unseen_signs(rows: Rows, chance: np.random.Generator) -> bytes:
    sign = str(chance.choice(["\u200b", "\ufeff", "\u00ad", "\u00a0"]))
    return written([rows[0], *([*row[:2], row[2] + sign, *row[3:]] for row in rows[1:])]).encode()


def write_accents_apart(rows: Rows, chance: np.random.Generator) -> bytes:
    return unicodedata.normalize("NFD", written(rows, **_style(chance))).encode()


def add_a_count(rows: Rows, chance: np.random.Generator) -> bytes:
    named = str(chance.choice(["", "rang"]))
    return written([[named if i == 0 else str(i), *row] for i, row in enumerate(rows)]).encode()


MUTATIONS: tuple[Mutation, ...] = (
    cut_a_row, drop_the_end, drop_a_quote, add_a_quote, change_a_separator, break_a_line, change_all_separators,
    change_the_encoding, shuffle_columns, repeat_a_column, shuffle_rows, drop_a_column, repeat_a_row, repeat_the_header,
    write_twice, mix_ends, add_blank_lines, lose_some_bytes, write_decimal_commas, mix_decimals, write_unseen_signs,
    write_accents_apart, add_a_count,
)  # fmt: skip


REFUSED = (cut_a_row, drop_the_end, drop_a_column, repeat_a_row, repeat_the_header, write_twice, mix_decimals)
READ = (shuffle_columns, shuffle_rows, write_decimal_commas, write_unseen_signs, write_accents_apart, add_a_count)


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
    expected = {"refused"} if mutate in REFUSED else {"read"} if mutate in READ else outcomes
    assert outcomes == expected
