"""Whether a file is a project of coded interviews, by its first bytes and the list of its parts: nothing heavy is imported to see it."""

import zipfile
from pathlib import Path

#: What the file of an SQLite database begins with.
SQLITE = b"SQLite format 3\0"


def is_project(path: Path) -> bool:
    """Tell whether a file is a REFI-QDA project or a database of Taguette's kind; a file that cannot be opened is none."""
    try:
        with path.open("rb") as file:
            head = file.read(len(SQLITE))
        if not head.startswith(b"PK"):
            return head == SQLITE
        with zipfile.ZipFile(path) as archive:
            return any(name.casefold().endswith(".qde") for name in archive.namelist())
    except (OSError, zipfile.BadZipFile, ValueError):
        return False
