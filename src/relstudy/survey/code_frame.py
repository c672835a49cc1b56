"""The code frame as a tree: which codes stand above which."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from relstudy.survey.registers import CodebookEntry


def lineage(codebook: tuple[CodebookEntry, ...]) -> np.ndarray:
    """Return the matrix, shape (codes, codes), that is true at [i, j] where j is i or stands above it."""
    position = {c.id: i for i, c in enumerate(codebook)}
    above = np.eye(len(codebook), dtype=bool)
    for i, entry in enumerate(codebook):
        parent = entry.parent
        while parent in position and not above[i, position[parent]]:
            above[i, position[parent]] = True
            parent = codebook[position[parent]].parent
    return above


def order_codes(parents: Mapping[str, str | None]) -> Iterator[tuple[str, int]]:
    """Yield the ids of codes, each before those below it, with how many stand above it; `parents` is in the order of the codebook."""
    below: dict[str | None, list[str]] = {}
    for code, parent in parents.items():
        below.setdefault(parent if parent in parents else None, []).append(code)

    def walk(codes: Iterable[str], depth: int) -> Iterator[tuple[str, int]]:
        for code in codes:
            yield code, depth
            yield from walk(below.get(code, ()), depth + 1)

    return walk(below.get(None, ()), 0)
