"""What a run depends on, as hashes: the files of a study, the program, its templates.

Light on purpose: whether a wave is unchanged is decided here, before pandas, scikit-learn or Prefect are imported.
"""

import hashlib
import os
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

from relstudy import __version__, resources
from relstudy.definitions.agency_files import agency_inputs
from relstudy.definitions.frozen_file import FOLDER, frozen_wave
from relstudy.definitions.peeking import peek_toml, targets_stem, wave_names
from relstudy.delivery.deck_sources import deck_inputs
from relstudy.disk import is_open_mark
from relstudy.survey.interviewing import interview_guides

#: Stems of the study folder that a run reads; of an interview guide it tells the name alone.
_STUDY_STEMS = (
    "study", "questionnaire", "offers", "players", "expectations", "codebook", "hypotheses", "targets", "quotas", "mapping",
    "maturity", "roadmap",
)  # fmt: skip
#: Stems of the definitions of a wave that the wave after it is held against.
_TERMS_STEMS = ("wave", "questionnaire", "targets")
#: Stem of the answers, which a wave of a panel is held against too.
_ANSWERS_STEM = "responses"
#: Stems of a wave that no run reads: the review of personal data, what was proposed to coders.
_UNREAD_STEMS = ("redactions", "proposals")
#: The table of cells in the folder of a wave.
CELLS = "cells.parquet"
#: Packages whose version may change a number or a file.
PACKAGES = (
    "numpy", "pandas", "pandera", "pyarrow", "scikit-learn", "scipy", "jinja2", "prefect", "python-calamine", "pyreadstat",
    "xlsxwriter", "python-pptx",
)  # fmt: skip


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_tree(*roots: Path, suffixes: tuple[str, ...] = ()) -> str:
    """Return one hash over the relative names and contents of all files below some folders."""
    hasher = hashlib.sha256()
    for root in roots:
        found = []
        for folder, below, names in os.walk(root):
            below[:] = [name for name in below if name != "__pycache__"]
            found += [Path(folder, name) for name in names if not suffixes or name.endswith(suffixes)]
        for name, path in sorted((path.relative_to(root).as_posix(), path) for path in found):
            hasher.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return hasher.hexdigest()


@cache
def hash_program() -> str:
    """Return the hash of the program's own sources: a changed program trusts no stored result."""
    return hash_tree(Path(__file__).parents[1], suffixes=(".py",))


@cache
def hash_templates() -> str:
    """Return the hash of templates and words."""
    return hash_tree(resources.templates())


def wave_inputs(folder: Path, wave: str) -> tuple[Path, ...]:
    """Return the files one wave's run may read: definitions, registers and texts of the study, targets under the name it gives them, the wave's own folder, what is frozen.

    The frozen wave and those before it use nothing that is frozen, and stay as they are when it is.
    """
    top = [p for p in folder.iterdir() if _may_be_read(p) and (p.stem in _STUDY_STEMS or p.name.startswith("texts."))]
    below = [
        p
        for name in (f"waves/{wave}", *([FOLDER] if _may_use_frozen(folder, wave) else []))
        for p in (folder / name).rglob("*")
        if _may_be_read(p) and p.stem not in _UNREAD_STEMS
    ]
    targets = folder / targets_stem(folder)
    named = [p for p in targets.parent.glob("*") if p.is_file() and p.stem == targets.name]
    return tuple(sorted({*top, *below, *named}))


def _may_be_read(path: Path) -> bool:
    """Tell whether a path is a file that is neither hidden nor the mark of an open one."""
    return path.is_file() and not path.name.startswith(".") and not is_open_mark(path)


def _may_use_frozen(folder: Path, wave: str) -> bool:
    """Tell whether a wave's run depends on what is frozen: by using it, or by refusing it where it is not sound or of another study."""
    try:
        with (folder / "study.toml").open("rb") as stream:
            study = str(tomllib.load(stream)["study"]["id"])
    except (OSError, ValueError, KeyError, TypeError):
        return True
    frozen = frozen_wave(folder, study)
    return frozen is None or wave > frozen


def wave_before(folder: Path, wave: str) -> str | None:
    """Return the name of the wave before one, run or not; None for the first."""
    return next((before for before, after in pairwise(wave_names(folder)) if after == wave), None)


def past_inputs(folder: Path, wave: str, out: Path) -> dict[str, Path]:
    """Return the files by which a wave's run knows the wave before it, by what they are called in any `out`."""
    before = wave_before(folder, wave)
    if before is None:
        return {}
    stems = (*_TERMS_STEMS, _ANSWERS_STEM) if _is_panel(folder) else _TERMS_STEMS
    found = {
        path.relative_to(folder).as_posix(): path
        for path in (folder / "waves" / before).iterdir()
        if path.stem in stems and path.is_file()
    }
    # The waves before that one are told of by their labels.
    found |= {
        path.relative_to(folder).as_posix(): path
        for name in wave_names(folder)
        if name < before and (path := folder / "waves" / name / "wave.toml").is_file()
    }
    cells = out / before / CELLS
    return {**found, **({f"out/{before}/{CELLS}": cells} if cells.is_file() else {})}


def _is_panel(folder: Path) -> bool:
    """Tell whether a study says that equal ids in two waves are the same person; one that cannot be read says nothing."""
    respondents = peek_toml(folder / "study.toml").get("respondents")
    return isinstance(respondents, dict) and respondents.get("panel") is True


def hash_inputs(folder: Path, wave: str, out: Path) -> str:
    """Return one hash of everything a wave's run depends on: its files, the wave before it, the program and its templates."""
    hasher = hashlib.sha256(f"{__version__}\n{hash_program()}\n{hash_templates()}\n".encode())
    hasher.update("\n".join(interview_guides(path.name for path in folder.iterdir())).encode() + b"\n")
    own = {path.relative_to(folder).as_posix(): path for path in wave_inputs(folder, wave)}
    beside = {**agency_inputs(folder), **past_inputs(folder, wave, out), **dict(deck_inputs(folder, wave))}
    for name, path in sorted({**own, **beside}.items()):
        hasher.update(f"{name}\0{hash_file(path)}\n".encode())
    return hasher.hexdigest()


def hash_sources() -> str:
    """Return what tells one program from another in the fingerprint of a result: its sources and the packages it stands on."""
    versions = ";".join(f"{name}={version}" for name, version in package_versions().items())
    return f"{hash_program()};{versions}"


def package_versions() -> dict[str, str]:
    """Return the versions of the packages a number or a file may depend on."""
    return dict(_versions())


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    """Return the packages with their versions, read once: a program runs with those it began with."""
    # Loaded only where something is made: what reads their metadata reads mail too.
    from importlib import metadata

    return tuple((name, metadata.version(name)) for name in PACKAGES)
