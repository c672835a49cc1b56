"""What was first said of a wave beside a later one, and which of its numbers are others now.

A wave is past once a later one was run beside it. What it said then is kept in `.relstudy/<w>/`, with the hashes of the
files it came from; a number that a later run of it changes is restated, and the files that changed since say why.
"""

import os
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from relstudy.delivery.identity import CELLS
from relstudy.delivery.journal import state_folder
from relstudy.delivery.outdated import MANIFEST, read_inputs
from relstudy.delivery.versions import delivery_folder, last_version
from relstudy.errors import StudyError, fault
from relstudy.folding import fold
from relstudy.survey.past import Restated

STATED = "stated.parquet"
_ORIGIN = "stated.json"
_SHUT = ("withheld", "missing")


def keep_stated(folder: Path, out: Path, wave: str) -> None:
    """Keep what a wave says now, beside a later wave that was run, unless something was kept before."""
    state = state_folder(folder) / wave
    cells, manifest = out / wave / CELLS, out / wave / MANIFEST
    if (state / STATED).exists() or not cells.is_file() or not manifest.is_file():
        return
    state.mkdir(parents=True, exist_ok=True)
    # The cells come last: where they are there, so is the rest.
    for source, name in ((manifest, _ORIGIN), (cells, STATED)):
        part = state / f".{name}.{os.getpid()}"
        part.write_bytes(source.read_bytes())
        part.replace(state / name)


def find_restated(folder: Path, out: Path, wave: str, cells: pd.DataFrame) -> tuple[Restated, ...]:
    """Return the numbers and verdicts of a wave that are not what was first said of them beside a later wave.

    A number that is withheld now is told without what it was. What the wave itself says of the waves before it is left
    out.
    """
    state = state_folder(folder) / wave
    if not (state / STATED).is_file():
        return ()
    reason = _changed_files(state / _ORIGIN, out / wave / MANIFEST)
    return _restated(pd.read_parquet(state / STATED), cells, wave=wave, reason=reason)


def find_restated_delivery(folder: Path, out: Path, wave: str, cells: pd.DataFrame) -> tuple[Restated, ...]:
    """Return the numbers and verdicts of a wave that are not what its last delivery says; the reason names the delivery, which is not touched.

    Raises
    ------
    StudyError
        unreadable-file: the cells of the delivery are there and cannot be read.
    """
    version = last_version(folder, wave)
    delivered = delivery_folder(folder, wave, version)
    if not version or not (delivered / CELLS).is_file():
        return ()
    path = delivered.relative_to(folder).as_posix()
    try:
        said = pd.read_parquet(delivered / CELLS)
    except (OSError, ValueError) as error:
        raise StudyError([fault("unreadable-file", f"{path}/{CELLS}")]) from error
    reason = _changed_files(delivered / MANIFEST, out / wave / MANIFEST)
    return _restated(said, cells, wave=wave, reason=f"{path}: {reason}")


def _restated(said: pd.DataFrame, cells: pd.DataFrame, *, wave: str, reason: str) -> tuple[Restated, ...]:
    """Return what cells say otherwise than they were said; what the wave says of the waves before it is left out."""
    was, now = (_told(table) for table in (said, cells))
    both = was.join(now, lsuffix="_was", how="inner")
    same = (both["said_was"] == both["said"]) | (both["said_was"].isna() & both["said"].isna())
    changed = both[~same.to_numpy(dtype=bool)]
    return tuple(
        Restated(
            wave=wave,
            key=str(key),
            reason=reason,
            before=None if row["status"] in _SHUT else row["said_was"],
            after=row["said"],
        )
        for key, row in changed.iterrows()
    )


def _told(cells: pd.DataFrame) -> pd.DataFrame:
    """Return, by key, what each cell says (a number, else a text, else None) and its status."""
    own = cells[cells["section"] != "waves"].set_index("key")
    values = own["value"].astype(object).where(own["value"].notna(), own["text"].astype(object))
    return pd.DataFrame({"said": values.where(values.notna(), None), "status": own["status"].astype(object)})


def _changed_files(manifest_then: Path, manifest_now: Path) -> str:
    """Return the files that changed since, as the manifests of then and now tell; else the version of the program."""
    then, now = read_inputs(manifest_then), read_inputs(manifest_now)
    changed = sorted(path for path in then.keys() | now.keys() if then.get(path) != now.get(path))
    return ", ".join(changed) or "relstudy"


def without_quotes(path: Path, verbatims: Collection[str]) -> bytes:
    """Return cells that were kept without the quotes of some verbatims, as the bytes of their file."""
    cells = pd.read_parquet(path)
    return cells[~are_quotes_of(cells, verbatims)].to_parquet(index=False)


def are_quotes_of(cells: pd.DataFrame, verbatims: Collection[str]) -> pd.Series:
    """Tell of each cell whether it quotes one of some verbatims: its row is the folded id of a verbatim and a number."""
    parts = {fold(verbatim) or "_" for verbatim in verbatims}
    return (cells["kind"] == "quote") & cells["row"].str.rpartition(".")[0].isin(parts)
