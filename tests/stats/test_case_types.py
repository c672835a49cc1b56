"""Types of cases: groups that were planted are found, chance is not, names and orders have no part, each withdrawal is tried."""

import numpy as np
import pytest

from relstudy.stats.case_types import CaseTypes, find_types, tell_apart


def found(heard: np.ndarray, draws: int = 40) -> CaseTypes:
    return find_types(heard, random=np.random.default_rng(5), draws=draws)


def planted(sizes: tuple[int, ...], themes: int = 6) -> np.ndarray:
    """Return cases of groups that each tell themes of their own; every case lacks one of them, the next case the next."""
    rows = []
    for group, size in enumerate(sizes):
        for case in range(size):
            row = np.zeros(themes * len(sizes), dtype=bool)
            row[group * themes : (group + 1) * themes] = True
            row[group * themes + case % themes] = False
            rows.append(row)
    return np.array(rows)


def test_planted_groups_are_found_by_falling_size_and_every_withdrawal_finds_them_again() -> None:
    got = found(planted((4, 9, 6)))
    assert got.member.tolist() == [2] * 4 + [0] * 9 + [1] * 6
    assert got.sizes.tolist() == [9, 6, 4]
    assert (got.kept.tolist(), got.runs) == ([19, 19, 19], 19)


def test_neither_the_order_nor_the_names_of_cases_and_themes_have_a_part() -> None:
    heard = planted((5, 8))
    rows, columns = np.random.default_rng(1).permutation(13), np.random.default_rng(2).permutation(12)
    one, other = found(heard), found(heard[rows][:, columns])
    assert other.member.tolist() == one.member[rows].tolist()
    assert other.kept.tolist() == one.kept.tolist()


def test_cases_that_tell_nothing_that_could_part_them_are_in_no_type() -> None:
    heard = np.vstack([planted((5, 8)), np.zeros((1, 12), dtype=bool)])
    got = found(heard)
    assert got.member[-1] == -1
    assert got.sizes.tolist() == [8, 5]


def test_themes_that_fall_on_cases_by_chance_make_no_types() -> None:
    draws = np.random.default_rng(8)
    talkative, frequent = draws.normal(size=(12, 24, 1)), draws.normal(size=(12, 1, 30)) - 1
    tables = draws.random((12, 24, 30)) < 1 / (1 + np.exp(-(talkative + frequent)))
    assert [len(found(table).kept) for table in tables] == [0] * 12


@pytest.mark.parametrize(
    "heard",
    [
        np.zeros((0, 0), dtype=bool),
        np.zeros((0, 4), dtype=bool),
        np.ones((1, 4), dtype=bool),
        np.zeros((9, 4), dtype=bool),
        np.ones((9, 4), dtype=bool),  # equal codings part nobody
        np.eye(9, dtype=bool),  # themes of one case alone part nobody
        planted((2, 3)),  # too few cases
    ],
)
def test_without_matter_there_are_no_types(heard: np.ndarray) -> None:
    got = found(heard)
    assert got.member.tolist() == [-1] * len(heard)
    assert (got.sizes.tolist(), got.kept.tolist(), got.runs) == ([], [], 0)


def test_a_theme_of_one_case_or_of_all_but_one_tells_no_types_apart() -> None:
    heard = np.array([[1, 1, 1, 0], [0, 1, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]], dtype=bool)
    cases, themes = tell_apart(heard)
    assert themes.tolist() == [False, False, True, False]
    assert cases.tolist() == [True, True, False, False]
