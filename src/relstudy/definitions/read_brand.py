"""`_brand.toml`: a study's or its agency's name, logo, colours and fonts, past the gates of contrast and of colour-blind sight.

A colour that is refused is named with the nearest that passes; taken together, the colours proposed pass.
"""

import base64
import re

from relstudy.definitions.agency_files import BRAND_FILE, Home, as_spelled, brand_home, is_file_name
from relstudy.definitions.clean_logo import LogoError, clean_png, clean_svg
from relstudy.definitions.font_names import family_name
from relstudy.definitions.read_declaration import Declaration, show
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_toml import read_document
from relstudy.nearest import nearest
from relstudy.survey.brand import MARK, NO_BRAND, TEXT, Brand, Font, Logo, least_apart
from relstudy.survey.plan import Source

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\Z")
_MOST_PROFILES = 8
_LARGEST_LOGO, _LARGEST_FONT, _HEAVY_FONT = 300_000, 1_000_000, 150_000
#: Families a report carries anyway.
_CARRIED = ("Relstudy Sans", "Relstudy Serif")
#: First bytes of a font file, and its media type.
_FONTS = {b"wOF2": "font/woff2", b"\0\1\0\0": "font/ttf", b"true": "font/ttf", b"OTTO": "font/otf"}


def read_brand(files: StudyFolder) -> Brand:
    """Return the brand of a study: its own, else its agency's, else none; every fault in it is noted."""
    home = brand_home(files.root)
    if home is None:
        return NO_BRAND
    source = source_of(files, home, BRAND_FILE)
    if source is None:
        files.log.add("missing-file", home.prefix + BRAND_FILE, allowed=BRAND_FILE)
        return NO_BRAND
    document = read_document(files, source)
    if document is None:
        return NO_BRAND
    table = Declaration(document.data, document, (), files.log)
    table.only(("name", "logo", "colours", "fonts"))
    colours, fonts = _below(table, "colours", ("accent", "ink", "profiles")), _below(table, "fonts", ("text", "title"))
    name = table.text("name") or ""
    return Brand(
        name=name,
        logo=_logo(files, home, table),
        accent=_text_colour(colours, "accent"),
        ink=_text_colour(colours, "ink"),
        profiles=_profiles(colours),
        text=_font(files, home, fonts, "text"),
        title=_font(files, home, fonts, "title"),
    )


def _below(table: Declaration, key: str, known: tuple[str, ...]) -> Declaration:
    inner = table.data.get(key, {})
    if not isinstance(inner, dict):
        table.wrong(key, "{ " + ", ".join(known) + " }")
        inner = {}
    below = Declaration(inner, table.document, (key,), table.log, key)
    below.only(known)
    return below


def source_of(files: StudyFolder, home: Home, name: str) -> Source | None:
    """Return a file of a study or its agency; one that lies outside the study is known by a name that is the same on every machine."""
    if not home.prefix:
        return files.source(name)
    found = StudyFolder(root=home.folder, log=files.log).source(name)
    if found is None:
        return None
    known = Source(path=home.prefix + name, sha256=found.sha256, absolute=found.absolute)
    files.inputs[known.path] = known
    return known


def _text_colour(colours: Declaration, key: str) -> str:
    from relstudy.stats.colours import contrast_on_white, nearest_colour

    colour = colours.text(key)
    if colour is None:
        return ""
    if not _COLOUR.match(colour):
        colours.wrong(key, "@brand-colour")
        return ""
    if contrast_on_white([colour])[0] < TEXT:
        colours.fault("pale-colour", key, item=key, found=colour, allowed=nearest_colour(colour, contrast=TEXT))
        return ""
    return colour.upper()


def _profiles(colours: Declaration) -> tuple[str, ...]:
    declared = colours.texts("profiles") or ()
    for place, colour in enumerate(declared):
        if not _COLOUR.match(colour):
            colours.fault("bad-value", "profiles", place, found=show(colour), allowed="@brand-colour")
            return ()
    if len(declared) > _MOST_PROFILES:
        colours.fault("bad-value", "profiles", found=str(len(declared)), allowed="@most-profiles")
        return ()
    return _judge_profiles(colours, tuple(colour.upper() for colour in declared)) if declared else ()


def _judge_profiles(colours: Declaration, declared: tuple[str, ...]) -> tuple[str, ...]:
    """Note every colour that is too pale or too close to one before it, each with the nearest that passes beside all others."""
    from relstudy.stats.colours import contrast_on_white, least_difference, nearest_colour

    chosen = list(declared)
    for place, colour in enumerate(declared):
        before = chosen[:place]
        apart = [least_apart(other, place) for other in range(place)]
        gaps = least_difference([colour], before)[0]
        close = next((other for other in range(place) if gaps[other] < apart[other]), None)
        pale = contrast_on_white([colour])[0] < MARK
        if close is None and not pale:
            continue
        later = [least_apart(place, other) for other in range(place + 1, len(declared))]
        proposed = nearest_colour(
            colour, contrast=MARK, others=[*before, *declared[place + 1 :]], apart=[*apart, *later]
        ) or nearest_colour(colour, contrast=MARK, others=before, apart=apart)
        chosen[place] = proposed or colour
        if pale:
            colours.fault(
                "pale-colour", "profiles", place, item=f"profiles {place + 1}", found=colour, allowed=proposed
            )
        else:
            pair = f"profiles {(close or 0) + 1}, {place + 1}"
            found = f"{declared[close or 0]}, {colour}"
            colours.fault("close-colours", "profiles", place, item=pair, found=found, allowed=proposed)
    return tuple(chosen)


def _contents(
    files: StudyFolder, home: Home, table: Declaration, key: str, *, largest: int, kinds: str
) -> bytes | None:
    """Return the bytes of the file a key names; one that is not there, lies elsewhere or is too large is a fault."""
    name = str(table.data[key]).strip()
    if not is_file_name(name):
        table.wrong(key, "@brand-file")
        return None
    source = source_of(files, home, as_spelled(home.folder, name))
    if source is None:
        names = StudyFolder(root=home.folder, log=files.log).names()
        table.fault("missing-file", key, found=nearest(name, names), allowed="@brand-file")
        return None
    contents = files.contents(source)
    if contents is not None and len(contents) > largest:
        table.fault("unreadable-file", key, found="@too-large", allowed=kinds)
        return None
    return contents


def _logo(files: StudyFolder, home: Home, table: Declaration) -> Logo | None:
    if table.text("logo") is None:
        return None
    contents = _contents(files, home, table, "logo", largest=_LARGEST_LOGO, kinds="@logo-kinds")
    if contents is None:
        return None
    is_png = contents.startswith(b"\x89PNG")
    try:
        cleaned = clean_png(contents) if is_png else clean_svg(contents)
    except LogoError as error:
        table.fault("unsafe-logo", "logo", found=f"@{error}", allowed="@logo-kinds")
        return None
    return Logo(media="image/png" if is_png else "image/svg+xml", data=base64.b64encode(cleaned).decode())


def _font(files: StudyFolder, home: Home, fonts: Declaration, key: str) -> Font | None:
    name = fonts.text(key)
    if name is None:
        return None
    if name in _CARRIED:
        return Font(family=name)
    if not re.search(r"\.(?:woff2|ttf|otf)\Z", name, re.IGNORECASE):
        fonts.wrong(key, "@font-kinds")
        return None
    contents = _contents(files, home, fonts, key, largest=_LARGEST_FONT, kinds="@font-kinds")
    if contents is None:
        return None
    media = _FONTS.get(contents[:4])
    if media is None:
        fonts.wrong(key, "@font-kinds")
        return None
    if len(contents) > _HEAVY_FONT:
        fonts.fault("heavy-font", key, found=f"{len(contents) // 1000} kB", allowed="@font-light")
    if media == "font/woff2":
        fonts.fault("screen-font", key, found=name)
    return Font(
        family=f"Brand {key}", media=media, data=base64.b64encode(contents).decode(), own_name=family_name(contents)
    )
