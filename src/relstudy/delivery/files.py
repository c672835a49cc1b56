"""The files of a wave: written in a temporary folder beside their place, moved into view as a whole."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from relstudy.delivery.identity import hash_file

#: A spreadsheet takes text that begins so for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def replace_folder(final: Path) -> Iterator[Path]:
    """Give an empty folder to fill; on leaving without error it takes the place of `final` as a whole."""
    final.parent.mkdir(parents=True, exist_ok=True)
    _mend(final)
    part = final.parent / f".{final.name}.part-{os.getpid()}"
    part.mkdir()
    try:
        yield part
        old = final.parent / f".{final.name}.old"
        if final.exists():
            final.rename(old)
        part.rename(final)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _mend(final: Path) -> None:
    """Put right what a killed run left: half-written folders go, the last whole one comes back."""
    old = final.parent / f".{final.name}.old"
    if old.is_dir():
        if final.exists():
            shutil.rmtree(old)
        else:
            old.rename(final)
    for part in final.parent.glob(f".{final.name}.part-*"):
        shutil.rmtree(part, ignore_errors=True)


def write_cells(cells: pd.DataFrame, folder: Path) -> None:
    """Write `cells.parquet` and `cells.csv` (UTF-8 with BOM, comma, point).

    In the CSV a text that a spreadsheet would run as a formula is preceded by an apostrophe; the parquet keeps it as said.
    """
    cells.to_parquet(folder / "cells.parquet", index=False)
    plain = cells.copy()
    text = plain["text"]
    formula = text.fillna("").str.startswith(_FORMULA_STARTS).astype(bool)
    plain["text"] = text.mask(formula, "'" + text)
    plain.to_csv(folder / "cells.csv", index=False, encoding="utf-8-sig", lineterminator="\n")


def write_json(value: Any, path: Path) -> None:
    """Write one JSON document, keys in the order given."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def list_files(folder: Path) -> list[dict[str, Any]]:
    """Return path, hash and size of every file of a folder, sorted by path."""
    return [
        {"path": p.relative_to(folder).as_posix(), "sha256": hash_file(p), "bytes": p.stat().st_size}
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    ]
