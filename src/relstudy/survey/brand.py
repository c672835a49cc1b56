"""The brand of a study or its agency, as declared in `_brand.toml` and past the gates; nothing declared is relstudy's own."""

from dataclasses import dataclass

#: Least contrast of text and of marks on white (WCAG 2.2, 1.4.3 and 1.4.11).
TEXT, MARK = 4.5, 3.0
_BY_COLOUR_ALONE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A logo cleaned of whatever could act or ask: its media type, and its bytes in base64."""

    media: str
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Font:
    """A font: one of the families a report carries, or a file whose bytes are given in base64 ("" where there is none).

    `family` is what style sheets call it, `own_name` what the file calls itself: presentations and workbooks carry no
    font and name the one that the agency's machines have.
    """

    family: str
    media: str = ""
    data: str = ""
    own_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """Name, logo, colours and fonts; "" or None where nothing is declared. Colours are "#RRGGBB"."""

    name: str = ""
    logo: Logo | None = None
    accent: str = ""
    ink: str = ""
    profiles: tuple[str, ...] = ()
    text: Font | None = None
    title: Font | None = None


NO_BRAND = Brand()

#: Parts of a report an agency may write: on the cover, above and below each sheet, at the end of the method, at the end of all.
BLOCK_NAMES = ("cover", "header", "footer", "method", "imprint")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of the report in the words of the agency: a template that passed its judgement, and the file it stands in."""

    name: str
    file: str
    source: str


def least_apart(first: int, second: int) -> float:
    """Return the CIEDE2000 difference the profiles at two places must keep: the first three are told by colour, later ones by shape too."""
    return 14.0 if max(first, second) < _BY_COLOUR_ALONE else 10.0
