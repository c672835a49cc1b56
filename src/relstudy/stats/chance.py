"""Chance: every random draw starts from the study's seed, the step and the item, and from nothing else."""

from zlib import crc32

import numpy as np


def generator(seed: int, step: str, item: str = "") -> np.random.Generator:
    """Return the generator of one step and item: a new item or step moves no other draw."""
    return np.random.default_rng(np.random.SeedSequence([seed, crc32(step.encode()), crc32(item.encode())]))
