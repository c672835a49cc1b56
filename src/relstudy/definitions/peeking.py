"""What a study folder holds and a declaration says, for those who only pass by: faults are told by the run that reads it.

Light on purpose: whether a wave is unchanged depends on it.
"""

import tomllib
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any


def peek_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file declares, in UTF-8 with or without BOM or else in cp1252; nothing where it cannot be read."""
    try:
        content = path.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252")
        return tomllib.loads(text.replace("\r\n", "\n"))
    except (OSError, ValueError):
        return {}


def peek_label(wave: Path) -> dict[str, str]:
    """Return the label of a wave by language, under no language where it is written once; nothing where there is none to read."""
    label = peek_toml(wave / "wave.toml").get("label")
    told = {"": label} if isinstance(label, str) else label if isinstance(label, dict) else {}
    return {lang: text for lang, text in told.items() if isinstance(text, str) and text}


def targets_stem(folder: Path) -> str:
    """Return the path of a study's file of targets without its ending: the one study.toml names, else "targets"."""
    weighting = peek_toml(folder / "study.toml").get("weighting")
    named = weighting.get("targets") if isinstance(weighting, dict) else None
    if not isinstance(named, str) or not named or leads_outside(named):
        return "targets"
    return stem_of(named)


def stem_of(name: str) -> str:
    """Return the path of a file without its ending: a table may have any that is read."""
    return name.rpartition(".")[0] or name


def leads_outside(name: str) -> bool:
    """Tell whether the name of a file leads out of the folder of the study: it would be handed on without the file."""
    return (
        ".." in PurePosixPath(name.replace("\\", "/")).parts
        or Path(name).is_absolute()
        or PureWindowsPath(name).anchor != ""
    )


def wave_names(folder: Path) -> tuple[str, ...]:
    """Return the names of the waves of a study folder, in order; hidden folders are none."""
    try:
        return tuple(
            sorted(p.name for p in (folder / "waves").iterdir() if p.is_dir() and not p.name.startswith((".", "_")))
        )
    except OSError:
        return ()
