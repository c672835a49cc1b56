"""A brand's colours in place of the palette's: a colour of the palette is the name of a place, the brand says what stands there.

Pages, style sheets and drawings are made in the colours of `palette`; whoever writes a file swaps them last, so that no
figure knows a brand. Paler shades of an ink, the ground behind an accent and the tints of a profile follow the colour
they stand for. Profiles the brand does not name keep the palette's colour where it lies apart from the brand's, else
the nearest that does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from relstudy.report.palette import (
    ACCENT,
    DEPTHS,
    INK,
    INK_2,
    INK_3,
    PROFILE_MARKS,
    TIER_STRENGTHS,
    TINT,
    deepen,
    mix,
    tints,
)
from relstudy.stats.colours import contrast_on_white, nearest_colour
from relstudy.survey.brand import TEXT, Brand, least_apart

#: Answers a bar of one profile can have: each number of them has tints of its own.
_MOST_TINTS = 12
#: What a text loses of its contrast on the washes of the report.
_ROOM = 1.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """What stands in the places of the palette, all "#RRGGBB".

    `swaps` leads from a colour of the palette to the brand's, its shades among them. `lettered` are those of `swaps`
    that differ where numbers are written in or upon a mark: a colour dark enough for a mark may be too pale for text.
    """

    accent: str
    ink: str
    profiles: tuple[str, ...]
    swaps: Mapping[str, str] = field(repr=False)
    lettered: Mapping[str, str] = field(repr=False)

    def of(self, colour: str, *, lettered: bool = False) -> str:
        """Return what stands in the place of a colour of the palette; the colour itself where the brand says nothing."""
        place = colour.upper()
        return (self.lettered.get(place) if lettered else None) or self.swaps.get(place, colour)


@cache
def colours_of(brand: Brand) -> Colours:
    """Return the colours of a brand, the palette's where it declares none."""
    ink, accent = brand.ink or INK, brand.accent or ACCENT
    own = tuple(mark.colour for mark in PROFILE_MARKS)
    profiles = _completed(brand.profiles, own) if brand.profiles else own
    swaps: dict[str, str] = {}
    if brand.ink:
        swaps |= {INK: ink, INK_2: _paler(ink, 0.83), INK_3: _paler(ink, 0.69)}
    if brand.accent:
        swaps |= {ACCENT: accent, TINT: mix(accent, 0.06 if contrast_on_white([accent])[0] >= TEXT * _ROOM else 0.0)}
    for place, (before, after) in enumerate(zip(own, profiles, strict=True)):
        if before != after:
            swaps |= _shades(place, after)
    marks = ((INK, ink), (ACCENT, accent), *zip(own, profiles, strict=True))
    swaps |= {
        mix(before, strength): mix(after, strength)
        for before, after in marks
        for strength in set(TIER_STRENGTHS.values())
        if before != after
    }
    swaps |= {
        deepen(before, depth): deepen(after, depth)
        for before, after in ((INK_2, swaps.get(INK_2, INK_2)), (ACCENT, accent))
        for depth in DEPTHS
        if before != after
    }
    lettered = {
        before: nearest_colour(after, contrast=TEXT) or after
        for before, after in zip(own, profiles, strict=True)
        if before != after and contrast_on_white([after])[0] < TEXT
    }
    return Colours(accent=accent, ink=ink, profiles=profiles, swaps=swaps, lettered=lettered)


def _completed(declared: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    chosen = list(declared[: len(own)])
    for place in range(len(chosen), len(own)):
        apart = [least_apart(other, place) for other in range(place)]
        chosen.append(nearest_colour(own[place], contrast=TEXT, others=chosen, apart=apart) or own[place])
    return tuple(chosen)


def _shades(place: int, colour: str) -> dict[str, str]:
    """Return the tints of the profile at a place, in each number of them, by the palette's."""
    found: dict[str, str] = {}
    for count in range(_MOST_TINTS, 0, -1):
        parts = [1 - 0.75 * i / max(count - 1, 1) for i in range(count)]
        found |= dict(zip(tints(place, count), (mix(colour, part) for part in parts), strict=True))
    return found


def _paler(ink: str, strength: float) -> str:
    """Return an ink for what matters less, as pale as a text may be on the washes behind it."""
    pale = mix(ink, strength)
    return pale if contrast_on_white([pale])[0] >= TEXT * _ROOM else ink
