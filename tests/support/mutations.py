"""One thing wrong at a time: changes made to a copy of the good study."""

from collections.abc import Callable
from pathlib import Path

WAVE = "waves/2026-03"
Mutation = Callable[[Path], None]


def swap(file: str, old: str, new: str, count: int = 1) -> Mutation:
    def mutate(study: Path) -> None:
        path = study / file
        text = path.read_text(encoding="utf-8")
        assert old in text, (file, old)
        path.write_text(text.replace(old, new, count), encoding="utf-8")

    return mutate


def widen(file: str, name: str, value: str) -> Mutation:
    """Add a column to a table of commas, with one value in every row."""

    def mutate(study: Path) -> None:
        path = study / file
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([f"{head},{name}", *(f"{row},{value}" for row in rows)]) + "\n", encoding="utf-8")

    return mutate


def append(file: str, text: str) -> Mutation:
    def mutate(study: Path) -> None:
        with (study / file).open("a", encoding="utf-8") as stream:
            stream.write(text)

    return mutate


def remove(file: str) -> Mutation:
    return lambda study: (study / file).unlink()


def write_bytes(file: str, data: bytes) -> Mutation:
    return lambda study: (study / file).write_bytes(data) and None


def in_responses(row: int, column: str, value: str) -> Mutation:
    """Set one cell of the answers; `row` 0 is the first respondent, line 2 of the file."""

    def mutate(study: Path) -> None:
        import pandas as pd

        path = study / WAVE / "responses.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        frame.loc[row, column] = value
        frame.to_csv(path, index=False)

    return mutate
