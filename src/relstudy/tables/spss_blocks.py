"""Compressed cases of an SPSS file: blocks of eight bytes, one for each of eight cells, and behind them the cells that no byte can say."""

import numpy as np

#: Bytes of a cell.
CELL = 8
#: The byte that says that a cell stands behind its block, as it is.
AS_IT_IS = 253


def pack_blocks(said: np.ndarray, whole: np.ndarray) -> bytes:
    """Return cells as a file holds them: `said` (cells,) the byte of each, `whole` (cells,) the eight bytes of those it does not say."""
    padded = np.zeros(-(-len(said) // CELL) * CELL, dtype=np.uint8)
    padded[: len(said)] = said
    kept = np.flatnonzero(padded == AS_IT_IS)
    block = kept // CELL
    behind = np.bincount(block, minlength=len(padded) // CELL)
    starts = np.concatenate([[0], np.cumsum(behind + 1)])
    found = np.empty(starts[-1], dtype=np.uint64)
    found[starts[:-1]] = padded.view(np.uint64)
    # The place of a cell among those kept, less the first of its block.
    found[starts[block] + 1 + np.arange(len(kept)) - (np.cumsum(behind) - behind)[block]] = whole[kept]
    return found.tobytes()
