"""Marks and colours of profiles: apart in shape and colour, dark enough on white, told apart by every sight."""

import dataclasses
import itertools
import math

import numpy as np
import pytest

from relstudy.report.palette import ACCENT, PROFILE_MARKS, mix, overlap, profile_mark, reach, tier_paint


def test_marks_of_profiles_differ_in_shape_and_are_dark_enough():
    assert len({m.shape for m in PROFILE_MARKS}) == len({m.colour for m in PROFILE_MARKS}) == 8
    assert all(
        contrast_on_white(m.colour) >= 5 for m in (*PROFILE_MARKS, dataclasses.replace(PROFILE_MARKS[0], colour=ACCENT))
    )
    assert profile_mark(8) == profile_mark(0)
    assert [(m.shape, m.colour) for m in PROFILE_MARKS[:3]] == [
        ("circle", "#0B2F66"), ("diamond", "#147A73"), ("square", "#9B3FA6"),
    ]  # fmt: skip


def contrast_on_white(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_paint_of_tiers():
    assert tier_paint("primary", "keep", "#17202B").fill == "#17202B"
    assert tier_paint("secondary", "watch", "#17202B").fill == "#FFFFFF"
    assert tier_paint("unsettled", "unsettled", "#17202B").dash
    assert tier_paint("primary", "improve", "#17202B").fill == ACCENT


# Colours as colour-blind readers see them: Machado, Oliveira and Fernandes (2009), severity 1; CIEDE2000 after Sharma, Wu and Dalal (2005).

SIGHT = {
    "full": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def lab_of(colour: str, sight: str) -> tuple[float, float, float]:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    x, y, z = TO_XYZ @ np.clip(SIGHT[sight] @ linear, 0, 1) / np.array([0.95047, 1, 1.08883])
    fx, fy, fz = (np.cbrt(t) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return float(116 * fy - 16), float(500 * (fx - fy)), float(200 * (fy - fz))


def ciede2000(first: tuple[float, float, float], second: tuple[float, float, float]) -> float:
    (l1, a1, b1), (l2, a2, b2) = first, second
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean**7 / (mean**7 + 25**7)))
    c1, c2 = math.hypot((1 + g) * a1, b1), math.hypot((1 + g) * a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, (1 + g) * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    dl, dc, dh = l2 - l1, c2 - c1, 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    l, c = (l1 + l2) / 2, (c1 + c2) / 2  # noqa: E741
    h = (h1 + h2) / 2 if abs(h1 - h2) <= 180 else ((h1 + h2 + 360) / 2 if h1 + h2 < 360 else (h1 + h2 - 360) / 2)
    cos = [math.cos(math.radians(v)) for v in (h - 30, 2 * h, 3 * h + 6, 4 * h - 63)]
    t = 1 - 0.17 * cos[0] + 0.24 * cos[1] + 0.32 * cos[2] - 0.20 * cos[3]
    sl = 1 + 0.015 * (l - 50) ** 2 / math.sqrt(20 + (l - 50) ** 2)
    sc, sh = 1 + 0.045 * c, 1 + 0.015 * c * t
    rt = -math.sin(math.radians(60 * math.exp(-(((h - 275) / 25) ** 2)))) * 2 * math.sqrt(c**7 / (c**7 + 25**7))
    return math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    # Sharma, Wu and Dalal (2005), table 1, pairs 1, 7, 17 and 25.
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ],
)
def test_the_distance_of_colours_against_its_published_values(first, second, expected):
    assert ciede2000(first, second) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("sight", SIGHT)
def test_profiles_are_told_apart_by_every_sight(sight):
    colours = [lab_of(m.colour, sight) for m in PROFILE_MARKS]
    assert min(ciede2000(a, b) for a, b in itertools.combinations(colours[:3], 2)) >= 14
    assert min(ciede2000(a, b) for a, b in itertools.combinations(colours, 2)) >= 10


@pytest.mark.parametrize("shape", [mark.shape for mark in PROFILE_MARKS])
def test_marks_cover_one_another_until_they_are_two_reaches_apart(shape):
    side = 2 * reach(shape, 10.0) / (math.sqrt(2) if shape == "square" else 1.0)
    assert overlap(shape, side - 0.1, 0.0, 10.0)
    assert not overlap(shape, side + 0.1, 0.0, 10.0)
    assert not overlap(shape, 0.0, -side - 0.1, 10.0)


def test_diamonds_side_by_side_on_a_slant_touch_along_their_edges():
    across = 2 * reach("diamond", 10.0)
    assert not overlap("diamond", across / 2 + 0.1, across / 2, 10.0)
    assert overlap("diamond", across / 2 - 0.1, across / 2 - 0.1, 10.0)


def test_a_colour_on_white_goes_from_white_to_itself():
    assert (mix("#3F4B57", 0.0), mix("#3F4B57", 1.0), mix("#000000", 0.5)) == ("#FFFFFF", "#3F4B57", "#808080")
