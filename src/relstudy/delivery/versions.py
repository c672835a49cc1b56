"""The deliveries of a wave, `deliveries/<w>/v1`, `v2` ...: which stands, and which is next."""

import re
from pathlib import Path

DELIVERIES = "deliveries"
_VERSION = re.compile(r"v([0-9]+)")


def delivery_folder(folder: Path, wave: str, version: str) -> Path:
    """Return where a version of a wave lies, made or not."""
    return folder / DELIVERIES / wave / version


def last_version(folder: Path, wave: str) -> str:
    """Return the last delivery of a wave, "" where it has none."""
    try:
        names = [path.name for path in (folder / DELIVERIES / wave).iterdir() if path.is_dir()]
    except OSError:
        return ""
    numbers = [int(found[1]) for name in names if (found := _VERSION.fullmatch(name))]
    return f"v{max(numbers)}" if numbers else ""


def version_after(version: str) -> str:
    """Return the version after one, `v1` after none."""
    return f"v{int(version.removeprefix('v') or 0) + 1}"
