"""Waves in view whose numbers are those of files that are others now: what is held against them is told so.

Light on purpose: an unchanged run says it too, before pandas is imported.
"""

import json
from collections.abc import Collection
from pathlib import Path

from relstudy.definitions.agency_files import AGENCY, agency_inputs
from relstudy.definitions.peeking import wave_names
from relstudy.delivery.identity import hash_file
from relstudy.errors import Fault, fault

MANIFEST = "manifest.json"


def read_inputs(manifest: Path) -> dict[str, str]:
    """Return the hashes of the files a wave was made of, as its manifest tells; none where there is no manifest."""
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
        return {entry["path"]: entry["sha256"] for entry in told["inputs"]}
    except (OSError, ValueError, KeyError):
        return {}


def note_changed_since(folder: Path, out: Path, wave: str) -> tuple[Fault, ...]:
    """Return a note where files a wave in view was made of are others now, or gone: its numbers are those of then.

    Words of analysts and the look of the papers are left out: no number is made of them.
    """
    told = read_inputs(out / wave / MANIFEST)
    looks = agency_inputs(folder)
    changed = [
        path
        for path, sha256 in sorted(told.items())
        if not Path(path).name.startswith("texts.")
        and path not in looks
        and not path.startswith(AGENCY)
        and _is_other(folder / path, sha256)
    ]
    return (fault("changed-since-run", f"out/{wave}", found=", ".join(changed)),) if changed else ()


def note_outdated_past(folder: Path, out: Path, wave: str, *, current: Collection[str]) -> tuple[Fault, ...]:
    """Return the notes on the waves before one that it tells of: they follow one another in view. `current` are known to be as their files are."""
    notes: list[Fault] = []
    for before in reversed([name for name in wave_names(folder) if name < wave]):
        if not (out / before / MANIFEST).is_file():
            break
        if before not in current:
            notes += note_changed_since(folder, out, before)
    return tuple(reversed(notes))


def _is_other(path: Path, sha256: str) -> bool:
    try:
        return hash_file(path) != sha256
    except OSError:
        return True
