"""An order of rows and columns that depends on their content alone, so that no shuffled file, reordered list or renamed code moves a result.

Rows know columns and columns know rows: a column's mark is a sum over its values, a row's mark a sum over its values
and the marks of their columns, a column's next mark a sum over its values and the marks of their rows, and so on
(colour refinement of the table seen as a bipartite graph). Sums in integers modulo 2^64 do not depend on the order of
their terms. Rows and columns are then sorted by mark; what still ties is equal, or interchangeable.

References
----------
Weisfeiler and Leman 1968, NTI 2(9), 12-16 (refinement). Steele, Lea and Flood 2014, OOPSLA, 453-472 (the mixing function).
"""

from itertools import pairwise

import numpy as np

#: Values are compared to this many decimals: two recodings of one scale differ by rounding after standardisation.
DECIMALS = 9
_ROUNDS = 2


def order_by_content(values: np.ndarray, blocks: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (column order, row order, row marks) of a table.

    Parameters
    ----------
    values : shape (n, p), standardised.
    blocks : shape (p,), integer label of the item each column belongs to; which label stands for which item has no part in the order.

    Returns
    -------
    Indices that sort the columns, (p,), and the rows, (n,), and the mark of each row in its old place, (n,) uint64: equal for equal rows.
    """
    columns = [_whole(column) for column in values.T]
    salt = np.zeros(len(columns), dtype=np.uint64)
    while True:
        column_marks, row_marks = _refine(columns, blocks, salt)
        tied = _first_tie(columns, column_marks)
        if tied is None:
            break
        # Columns that refinement cannot tell apart are exchanged by a symmetry of the table: any one of them may go
        # first.
        salt[tied] = np.uint64(1) + salt.max()
    return _order_columns(column_marks, blocks), np.argsort(row_marks, kind="stable"), row_marks


def _order_columns(marks: np.ndarray, blocks: np.ndarray) -> np.ndarray:
    """Return the columns by mark; equal ones in the order in which their items come first, so that alike items are not interwoven at will."""
    order = np.argsort(marks, kind="stable")
    first = np.full(int(blocks.max()) + 1, len(order))
    np.minimum.at(first, blocks[order], np.arange(len(order)))
    return np.lexsort((first[blocks], marks))


def _whole(column: np.ndarray) -> np.ndarray:
    return np.asarray(np.rint(column * 10.0**DECIMALS), dtype=np.int64).view(np.uint64)


def _refine(columns: list[np.ndarray], blocks: np.ndarray, salt: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    marks = np.array([_mix(column).sum(dtype=np.uint64) for column in columns], dtype=np.uint64)
    marks = _with_blocks(_mix(marks + salt), blocks)
    rows = _row_marks(columns, marks)
    for _ in range(_ROUNDS):
        marks = np.array([_mix(column ^ rows).sum(dtype=np.uint64) for column in columns], dtype=np.uint64)
        marks = _with_blocks(_mix(marks + salt), blocks)
        rows = _row_marks(columns, marks)
    return marks, rows


def _row_marks(columns: list[np.ndarray], marks: np.ndarray) -> np.ndarray:
    rows = np.zeros(len(columns[0]), dtype=np.uint64)
    for column, mark in zip(columns, marks, strict=True):
        rows += _mix(column + mark)
    return rows


def _with_blocks(marks: np.ndarray, blocks: np.ndarray) -> np.ndarray:
    """Return marks of columns that also know the columns of their item."""
    together = np.zeros(int(blocks.max()) + 1, dtype=np.uint64)
    np.add.at(together, blocks, _mix(marks))
    return _mix(marks + _mix(together[blocks]))


def _first_tie(columns: list[np.ndarray], marks: np.ndarray) -> int | None:
    """Return a column whose mark is that of another column of other content, the smallest such mark first."""
    order = np.argsort(marks, kind="stable")
    for a, b in pairwise(order):
        if marks[a] == marks[b] and not np.array_equal(columns[a], columns[b]):
            return int(a)
    return None


def _mix(values: np.ndarray) -> np.ndarray:
    """Return values scattered over 64 bits (the finaliser of SplitMix64); a new array."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed
