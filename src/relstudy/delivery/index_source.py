"""What the index of a study tells of, as one hash: light, since a run that changes nothing asks it too."""

import hashlib
import re
from pathlib import Path

from relstudy.definitions.agency_files import agency_inputs
from relstudy.definitions.peeking import wave_names
from relstudy.delivery import identity
from relstudy.delivery.versions import last_version

INDEX = "index.html"
_MANIFEST = "manifest.json"
#: So much of a page is read to see what it was made of.
_HEAD = 2_000
_MADE_OF = re.compile(r'<meta name="made-of" content="([0-9a-f]*)">')


def is_index_current(folder: Path, out: Path) -> bool:
    """Tell whether the index beside the waves of a study tells of them as they are."""
    found = _MADE_OF.search(read_head(out / INDEX))
    return found is not None and found[1] == index_source(folder, out)


def read_head(page: Path) -> str:
    """Return the beginning of a page, "" where it cannot be read."""
    try:
        with page.open(encoding="utf-8", errors="replace") as file:
            return file.read(_HEAD)
    except OSError:
        return ""


def index_source(folder: Path, out: Path) -> str:
    """Return one hash of all that an index tells of: the program, the definitions, the manifests in view, the deliveries."""
    hasher = hashlib.sha256(f"{identity.hash_program()}\n{identity.hash_templates()}\n".encode())
    waves = wave_names(folder)
    read = (path for wave in waves for path in identity.wave_inputs(folder, wave))
    for path in dict.fromkeys(read):
        if path.suffix == ".toml" or path.stem == "questionnaire" or path.parent == folder:
            hasher.update(f"{path.relative_to(folder).as_posix()}\0{_hash(path)}\n".encode())
    for name, path in sorted(agency_inputs(folder).items()):
        hasher.update(f"{name}\0{_hash(path)}\n".encode())
    for wave in waves:
        manifest = out / wave / _MANIFEST
        shown = _hash(manifest)
        hasher.update(f"{wave}\0{shown}\0{last_version(folder, wave)}\n".encode())
    return hasher.hexdigest()


def _hash(path: Path) -> str:
    """Return the hash of a file, "" where it is not there or cannot be read: then the index tells nothing of it either."""
    try:
        return identity.hash_file(path)
    except OSError:
        return ""
