"""Colours as eyes read them: contrast, difference under three colour-blindnesses, the nearest colour that satisfies both.

Contrast is WCAG 2.2's. Colour-blind sight is simulated in linear light (Machado, Oliveira and Fernandes 2009, severity
1); a difference is CIEDE2000 (Sharma, Wu and Dalal 2005), the least of full sight and the three simulated ones. The
nearest colour is searched in Oklab (Ottosson 2020), whose distances follow what is seen.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_SIGHTS: Array = np.array(
    [
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ],
    dtype=np.float64,
)
_TO_XYZ: Array = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE_POINT: Array = np.array([0.95047, 1.0, 1.08883])
_LUMINANCE: Array = np.array([0.2126, 0.7152, 0.0722])
_TO_CONES: Array = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_OKLAB: Array = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
#: Steps of a channel in the coarse search, how far the fine one looks about what it found, candidates judged at once.
_COARSE, _FINE, _BATCH = 8, 6, 2048


def contrast_on_white(colours: Sequence[str]) -> Array:
    """Return the WCAG 2.2 contrast of some colours against white, 1 to 21."""
    return _contrast(_channels(colours))


def least_difference(first: Sequence[str], second: Sequence[str]) -> Array:
    """Return the least CIEDE2000 difference of each colour of `first` to each of `second` over the four sights, first by second."""
    return _differences(_labs(_channels(first)), _labs(_channels(second)))


def nearest_colour(
    colour: str, *, contrast: float, others: Sequence[str] = (), apart: Sequence[float] = ()
) -> str | None:
    """Return the colour nearest to one that has a contrast on white and lies apart from others, or None where there is none.

    Parameters
    ----------
    contrast
        The least contrast on white.
    others, apart
        Colours, and the least CIEDE2000 difference from each under every sight.

    Notes
    -----
    A grid of the cube is searched from the nearest on, then every colour about the one found: a minimum as far as an
    eye can tell, not a proof of one. A colour that passes is returned as it is.
    """
    own = _channels([colour])
    known, least = _labs(_channels(others)), np.asarray(apart, dtype=np.float64)
    if _passes(own, contrast, known, least)[0]:
        return colour.upper()
    steps = np.unique(np.append(np.arange(0, 256, _COARSE), 255))
    found = _first(own, _cube([steps] * 3), contrast, known, least)
    if found is None:
        return None
    about = [np.arange(max(int(c) - _FINE, 0), min(int(c) + _FINE, 255) + 1) for c in found]
    finer = _first(own, _cube(about), contrast, known, least)
    best = found if finer is None else finer
    return "#" + "".join(f"{round(c):02X}" for c in best)


def _cube(steps: Sequence[npt.NDArray[Any]]) -> Array:
    return np.stack(np.meshgrid(*steps, indexing="ij"), axis=-1).reshape(-1, 3).astype(np.float64)


def _first(own: Array, candidates: Array, contrast: float, known: Array, least: Array) -> Array | None:
    """Return the nearest of the candidates that passes, in channels of 0 to 255."""
    order = np.argsort(np.linalg.norm(_oklab(candidates) - _oklab(own), axis=1), kind="stable")
    for start in range(0, len(order), _BATCH):
        batch: Array = candidates[order[start : start + _BATCH]]
        passed = np.flatnonzero(_passes(batch, contrast, known, least))
        if passed.size:
            return np.asarray(batch[passed[0]], dtype=np.float64)
    return None


def _passes(channels: Array, contrast: float, known: Array, least: Array) -> npt.NDArray[np.bool_]:
    enough = np.asarray(_contrast(channels) >= contrast)
    if least.size:
        enough[enough] = (_differences(_labs(channels[enough]), known) >= least).all(axis=1)
    return enough


def _channels(colours: Sequence[str]) -> Array:
    numbers = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours]
    return np.array(numbers, dtype=np.float64).reshape(-1, 3)


def _linear(channels: Array) -> Array:
    part = channels / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def _contrast(channels: Array) -> Array:
    return np.asarray(1.05 / (_linear(channels) @ _LUMINANCE + 0.05), dtype=np.float64)


def _oklab(channels: Array) -> Array:
    return np.asarray(np.cbrt(_linear(channels) @ _TO_CONES.T) @ _TO_OKLAB.T, dtype=np.float64)


def _labs(channels: Array) -> Array:
    """Return CIELAB by sight, colour and coordinate."""
    seen = np.clip(np.einsum("sij,nj->sni", _SIGHTS, _linear(channels)), 0, 1)
    xyz = seen @ _TO_XYZ.T / _WHITE_POINT
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), xyz * (841 / 108) + 16 / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)


def _differences(first: Array, second: Array) -> Array:
    """Return the least CIEDE2000 over the sights; the names are those of Sharma, Wu and Dalal."""
    l1, a1, b1 = (first[:, :, None, i] for i in range(3))
    l2, a2, b2 = (second[:, None, :, i] for i in range(3))
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25.0**7)))
    c1, c2 = np.hypot((1 + g) * a1, b1), np.hypot((1 + g) * a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, (1 + g) * a1)) % 360, np.degrees(np.arctan2(b2, (1 + g) * a2)) % 360
    turn = np.where(c1 * c2 > 0, (h2 - h1 + 180) % 360 - 180, 0.0)
    dl, dc, dh = l2 - l1, c2 - c1, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    middle, c = (l1 + l2) / 2, (c1 + c2) / 2
    h = np.where(np.abs(h1 - h2) <= 180, (h1 + h2) / 2, (h1 + h2 + np.where(h1 + h2 < 360, 360, -360)) / 2)
    t = (
        1
        - 0.17 * np.cos(np.radians(h - 30))
        + 0.24 * np.cos(np.radians(2 * h))
        + 0.32 * np.cos(np.radians(3 * h + 6))
        - 0.20 * np.cos(np.radians(4 * h - 63))
    )
    sl = 1 + 0.015 * (middle - 50) ** 2 / np.sqrt(20 + (middle - 50) ** 2)
    sc, sh = 1 + 0.045 * c, 1 + 0.015 * c * t
    bent = np.sin(np.radians(60 * np.exp(-(((h - 275) / 25) ** 2))))
    rt = -2 * np.sqrt(c**7 / (c**7 + 25.0**7)) * bent
    square = (dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh)
    return np.asarray(np.sqrt(np.maximum(square, 0)).min(axis=0), dtype=np.float64)
