"""Where a brand lies: in the study folder, else with the agency, in the folder `RELSTUDY_BRAND` names or the one above the study.

Light on purpose: whether a run is unchanged depends on a brand too, and is decided before anything large is imported.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from relstudy.definitions.peeking import peek_toml

BRAND_FILE = "_brand.toml"
#: Names the folder of the agency's brand, or its `_brand.toml`.
VARIABLE = "RELSTUDY_BRAND"


def brand_folder(study: Path, environment: Mapping[str, str] = os.environ) -> tuple[Path, str] | None:
    """Return the folder whose brand a study has, and what stands before the names of its files in reports; None without a brand.

    A folder the environment names is returned though it has no brand: whoever named it has to be told.
    """
    if (study / BRAND_FILE).is_file():
        return study, ""
    named = environment.get(VARIABLE, "").strip()
    if named:
        path = Path(named)
        return (path.parent if path.name == BRAND_FILE else path), "agency/"
    above = study.resolve().parent
    return (above, "agency/") if (above / BRAND_FILE).is_file() else None


def brand_inputs(study: Path) -> dict[str, Path]:
    """Return the files a brand is made of, by what they are called in any folder: its declaration, logo and fonts."""
    found = brand_folder(study)
    if found is None:
        return {}
    folder, prefix = found
    names = {BRAND_FILE, *_named(folder / BRAND_FILE)}
    return {prefix + name: folder / name for name in sorted(names) if (folder / name).is_file()}


def _named(declaration: Path) -> tuple[str, ...]:
    """Return the texts of a declaration that may name a file; one that cannot be read names none."""
    declared = peek_toml(declaration)
    fonts = declared.get("fonts")
    texts = [declared.get("logo"), *(fonts.values() if isinstance(fonts, dict) else ())]
    return tuple(text for text in texts if isinstance(text, str) and is_file_name(text))


def is_file_name(text: str) -> bool:
    """Tell whether a text names a file of a folder, or of a folder in it, and nothing elsewhere."""
    path = Path(text)
    return bool(text) and "\0" not in text and not path.is_absolute() and ".." not in path.parts and "\\" not in text
