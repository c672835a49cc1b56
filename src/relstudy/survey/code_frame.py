"""The code frame as a tree: which codes stand above which."""

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
