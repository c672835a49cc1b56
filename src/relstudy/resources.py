"""Where the data of the program lies: templates, words and ready-made studies.

In a wheel they are inside the package (`relstudy/_data`); in a checkout they are the top-level
folders `templates/` and `surveys/`. No other module builds such a path.
"""

from functools import cache
from pathlib import Path


@cache
def data_root() -> Path:
    """Return the folder that holds `templates/` and `surveys/`."""
    packaged = Path(__file__).parent / "_data"
    return packaged if packaged.is_dir() else Path(__file__).parents[2]


def templates() -> Path:
    """Return the folder of page templates, words and fonts."""
    return data_root() / "templates"


def surveys() -> Path:
    """Return the folder of studies ready to copy."""
    return data_root() / "surveys"
