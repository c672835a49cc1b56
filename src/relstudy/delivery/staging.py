"""Files of a study that change together: made first, beside the study's own state, with a plan; then moved, one by one, as often as it takes.

Until the plan is written nothing has changed; from there on everything can be done again by the next call.
"""

import errno
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def stage(folder: Path, made: Mapping[str, tuple[str, bytes]], *, told: Mapping[str, Any], plan: Path) -> None:
    """Write made files down beside a plan, which comes last; where the system refuses nothing is left behind.

    `made` gives for each name beside the plan the file of the study it will take the place of, and its bytes.
    """
    staging = plan.parent
    shutil.rmtree(staging, ignore_errors=True)
    try:
        staging.mkdir(parents=True)
        for name, (path, content) in made.items():
            write_down(staging / name, content)
            if (folder / path).exists():
                shutil.copymode(folder / path, staging / name)
        write_down(staging / "plan.part", json.dumps(told, ensure_ascii=False).encode())
        (staging / "plan.part").replace(plan)
    except OSError:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def move_staged(folder: Path, moves: Iterable[tuple[str, str]], *, staging: Path) -> None:
    """Move made files to their places, those that have not been moved yet."""
    for name, path in moves:
        if (staging / name).is_file():
            move(staging / name, folder / path)


def write_down(path: Path, content: bytes) -> None:
    """Write a file down to the disk: what is moved later must be whole whatever happens."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def move(made: Path, place: Path) -> None:
    """Put a made file in its place; where that is a link, in the place it leads to."""
    place = place.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        made.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        part = place.with_name(f".{place.name}.part")
        shutil.copy2(made, part)
        part.replace(place)
        made.unlink()
