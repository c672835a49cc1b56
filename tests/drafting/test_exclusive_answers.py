"""Answers that exclude the others: what the cells say, what a name adds, and what neither may claim."""

from pathlib import Path

import numpy as np
import pytest
from drafted import draft, errors_of, items_of, keys_of

LABELS = {"a": "Phone", "b": "Desk", "c": "App", "z": "None of these"}


def cells(n: int = 120, *, alone: int, mixed: bool = True, beside: int = 0) -> list[str]:
    """Return cells of three answers ticked together at random, and of a fourth `alone` and `beside` another."""
    chance = np.random.default_rng(3)
    sets = (
        chance.random((n - alone - beside, 3)) < 0.6
        if mixed
        else np.eye(3, dtype=bool)[chance.integers(0, 3, n - alone - beside)]
    )
    drawn = [[code for code, is_ticked in zip("abc", row, strict=True) if is_ticked] or ["a"] for row in sets]
    return [";".join(row) for row in [*drawn, *[["z"]] * alone, *[["a", "z"]] * beside]]


def spelled(given: list[str], *, named: bool) -> list[str]:
    words = LABELS if named else LABELS | {"z": "Fax"}
    return [";".join(words[code] for code in cell.split(";")) for cell in given]


def drafted(folder: Path, given: list[str]) -> tuple[dict[str, bool], list[str]]:
    study, made = draft(folder, {"id": [f"R{i}" for i in range(len(given))], "channels": given})
    assert errors_of(study) == []
    item = items_of(study)["channels"]
    assert item.type == "multiple"
    return {code.code: code.exclusive for code in item.codes}, keys_of(made, "channels")


def test_what_cells_and_name_say_is_certain(tmp_path: Path) -> None:
    found, keys = drafted(tmp_path, spelled(cells(alone=20), named=True))
    assert [code for code, exclusive in found.items() if exclusive] == ["None of these"]
    assert "exclusive" not in keys


def test_what_the_cells_say_alone_is_to_settle(tmp_path: Path) -> None:
    found, keys = drafted(tmp_path, spelled(cells(alone=20), named=False))
    assert [code for code, exclusive in found.items() if exclusive] == ["Fax"]
    assert "exclusive" in keys


def test_a_name_with_few_respondents_is_to_settle(tmp_path: Path) -> None:
    found, keys = drafted(tmp_path, spelled(cells(alone=4), named=True))
    assert [code for code, exclusive in found.items() if exclusive] == ["None of these"]
    assert "exclusive" in keys


@pytest.mark.parametrize(
    ("given", "named"),
    [
        # Too few for the cells, and no name.
        (cells(alone=4), False),
        # The cells contradict the name.
        (cells(alone=18, beside=6), True),
        # Hardly anybody ticks several: no answer stands out.
        ([*cells(alone=30, mixed=False, beside=0), "a;b", "b;c", "a;c"], False),
    ],
)
def test_nothing_is_said_that_the_cells_do_not_bear(tmp_path: Path, given: list[str], named: bool) -> None:
    found, keys = drafted(tmp_path, spelled(given, named=named))
    assert not any(found.values())
    assert "exclusive" not in keys


def test_answers_with_columns_of_their_own(tmp_path: Path) -> None:
    given = cells(alone=20)
    columns = {
        f"Canaux utilisés [{label}]": ["Oui" if code in cell else "Non" for cell in given]
        for code, label in (LABELS | {"z": "Je n'utilise aucun canal"}).items()
    }
    study, made = draft(tmp_path, {"ident": [f"R{i}" for i in range(len(given))], **columns}, lang="fr")
    item = next(item for item in items_of(study).values() if item.type == "multiple")
    assert [code.exclusive for code in item.codes] == [False, False, False, True]
    assert "exclusive" not in keys_of(made, item.id)
