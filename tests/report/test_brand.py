"""A brand's colours stand in the places of the palette's, with their shades."""

from relstudy.report.brand import colours_of
from relstudy.report.palette import ACCENT, INK_2, PROFILE_MARKS, deepen, mix, tints
from relstudy.stats.colours import contrast_on_white, least_difference
from relstudy.survey.brand import NO_BRAND, Brand, least_apart

BRAND = Brand(accent="#B3005E", ink="#12302B", profiles=("#0072B2", "#D55E00"))


def test_without_a_brand_nothing_changes():
    assert colours_of(NO_BRAND).profiles == tuple(mark.colour for mark in PROFILE_MARKS)


def test_shades_follow_the_colour_they_stand_for():
    colours = colours_of(BRAND)
    assert colours.of(tints(0, 3)[2]) == mix("#0072B2", 0.25)
    assert colours.of(INK_2) != INK_2
    assert contrast_on_white([colours.of(INK_2)])[0] >= 4.5


def test_bars_of_what_to_improve_follow_the_accent_in_all_their_pieces():
    colours = colours_of(BRAND)
    for points in (4, 5, 7, 10, 11):
        reach = (points - 1) / 2
        for value in range(points):
            depth = abs(value - reach) / reach
            if depth:
                assert colours.of(deepen(ACCENT, depth)) == deepen("#B3005E", depth)
                assert colours.of(deepen(INK_2, depth)) == deepen(colours.of(INK_2), depth)


def test_profiles_the_brand_does_not_name_lie_apart_from_those_it_does():
    profiles = colours_of(BRAND).profiles
    assert len(set(profiles)) == 8
    apart = least_difference(profiles, profiles)
    assert all(apart[i, j] >= least_apart(i, j) for j in range(2, 8) for i in range(j))


def test_the_palette_passes_the_gate_of_brands():
    own = tuple(mark.colour for mark in PROFILE_MARKS)
    apart = least_difference(own, own)
    assert all(apart[i, j] >= least_apart(i, j) for j in range(8) for i in range(j))
