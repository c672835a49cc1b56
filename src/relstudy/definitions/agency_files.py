"""Where a brand, blocks of pages and a deck template lie: in the study folder, else with the agency.

The agency's folder is the one `RELSTUDY_BRAND` names, else the one above the study. Light on purpose: whether a run is
unchanged depends on these files too, and is decided before anything large is imported.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from relstudy.definitions.peeking import peek_toml
from relstudy.survey.brand import BLOCK_NAMES

BRAND_FILE = "_brand.toml"
#: Names the agency's folder, or its `_brand.toml`.
VARIABLE = "RELSTUDY_BRAND"
#: What stands before the names of the agency's files.
AGENCY = "agency/"
TEMPLATES, BLOCK = "templates", ".html.j2"
DECK = "deck.pptx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A folder such files may lie in, and what stands before their names in faults and reports. `named` = somebody said it is one."""

    folder: Path
    prefix: str
    named: bool = True


def homes(study: Path, environment: Mapping[str, str] = os.environ) -> tuple[Home, Home]:
    """Return the folder of a study and that of its agency, the nearer first."""
    named = environment.get(VARIABLE, "").strip()
    agency = Path(named) if named else study.resolve().parent
    folder = agency.parent if agency.name == BRAND_FILE else agency
    return Home(folder=study, prefix=""), Home(folder=folder, prefix=AGENCY, named=bool(named))


def brand_home(study: Path, environment: Mapping[str, str] = os.environ) -> Home | None:
    """Return where the brand of a study lies; None without a brand.

    A folder the environment names is returned though it has no brand: whoever named it has to be told.
    """
    own, agency = homes(study, environment)
    if (own.folder / BRAND_FILE).is_file():
        return own
    return agency if agency.named or (agency.folder / BRAND_FILE).is_file() else None


def agency_inputs(study: Path) -> dict[str, Path]:
    """Return the files the look of a study's papers comes from, by what they are called in any folder: its brand, blocks of its pages."""
    return {**_brand_files(study), **{home.prefix + name: home.folder / name for home, name in block_files(study)}}


def _brand_files(study: Path) -> dict[str, Path]:
    home = brand_home(study)
    if home is None:
        return {}
    names = {BRAND_FILE, *(as_spelled(home.folder, name) for name in _named(home.folder / BRAND_FILE))}
    return {home.prefix + name: home.folder / name for name in sorted(names) if (home.folder / name).is_file()}


def block_files(study: Path) -> Iterator[tuple[Home, str]]:
    """Yield the templates of blocks a study has, by their homes: its own before its agency's of the same name."""
    for block in BLOCK_NAMES:
        name = f"{TEMPLATES}/{block}{BLOCK}"
        home = next((home for home in homes(study) if (home.folder / name).is_file()), None)
        if home is not None:
            yield home, name


def find_deck(study: Path) -> Path | None:
    """Return the deck template of a study, else of its agency; None without."""
    places = (home.folder / name for home in homes(study) for name in (DECK, f"{TEMPLATES}/{DECK}"))
    return next((path for path in places if path.is_file()), None)


def _named(declaration: Path) -> tuple[str, ...]:
    """Return the texts of a declaration that may name a file; one that cannot be read names none."""
    declared = peek_toml(declaration)
    fonts = declared.get("fonts")
    texts = [declared.get("logo"), *(fonts.values() if isinstance(fonts, dict) else ())]
    return tuple(text for text in texts if isinstance(text, str) and is_file_name(text))


def as_spelled(folder: Path, name: str) -> str:
    """Return the name of a file as its folder spells it: an accent may be a sign of its own there (macOS) and not in a text that names it."""
    path = folder / name
    if path.exists() or not path.parent.is_dir():
        return name
    alike = (
        one.name for one in sorted(path.parent.iterdir()) if normalize("NFC", one.name) == normalize("NFC", path.name)
    )
    found = next(alike, None)
    return name if found is None else (Path(name).parent / found).as_posix()


def is_file_name(text: str) -> bool:
    """Tell whether a text names a file of a folder, or of a folder in it, and nothing elsewhere."""
    path = Path(text)
    return bool(text) and "\0" not in text and not path.is_absolute() and ".." not in path.parts and "\\" not in text
