"""What several commands ask of their arguments."""

from collections.abc import Sequence
from pathlib import Path

from relstudy.cli.mistakes import Mistake
from relstudy.errors import Fault, fault


def missing_study(folder: Path) -> Fault | None:
    """Return the fault of a study folder that is not there, or None."""
    return None if folder.is_dir() else fault("missing-file", str(folder), allowed="study.toml")


def refuse_empty(name: str, value: str | None) -> None:
    """Refuse an option given with nothing, as a script does whose variable is not set; it would pass for the default."""
    if value is not None and not value.strip():
        raise Mistake("missing-value", name=name)


def refuse_absent(folders: Sequence[Path]) -> None:
    """Refuse folders to look below of which one is not there."""
    absent = [folder for folder in folders if not folder.is_dir()]
    if absent:
        raise Mistake("no-folder", found=str(absent[0]))
