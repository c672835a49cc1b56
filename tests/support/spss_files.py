"""SPSS files written for a test: by pyreadstat, and with what it cannot write put into their head."""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

_END = struct.pack("<ii", 999, 0)


def spss(folder: Path, columns: Mapping[str, Sequence[Any]], **options: Any) -> bytes:
    """Return an SPSS file of columns; `options` are those of pyreadstat.write_sav."""
    path = folder / "written.sav"
    pyreadstat.write_sav(pd.DataFrame(columns), str(path), **options)
    return path.read_bytes()


def with_sets(content: bytes, *lines: str, subtype: int = 7, encoding: str = "utf-8") -> bytes:
    """Return a file with a record of multiple-response sets before its data."""
    text = "".join(f"{line}\n" for line in lines).encode(encoding)
    at = content.index(_END)
    return content[:at] + struct.pack("<iiii", 7, subtype, 1, len(text)) + text + content[at:]


def weighted_by(content: bytes, place: int) -> bytes:
    """Return a file that says it was weighted by the cell at a place (from 1) of each case."""
    return content[:76] + struct.pack("<i", place) + content[80:]


def with_cases(content: bytes, cases: int) -> bytes:
    """Return a file whose head tells another number of cases; -1: it tells none."""
    return content[:80] + struct.pack("<i", cases) + content[84:]


def dichotomies(name: str, counted: str, label: str, *columns: str) -> str:
    """Return a set of ticks as SPSS writes it."""
    return f"${name}=D{len(counted)} {counted} {len(label.encode())} {label} {' '.join(columns)}"


def categories(name: str, label: str, *columns: str) -> str:
    """Return a set of columns of codes as SPSS writes it."""
    return f"${name}=C {len(label.encode())} {label} {' '.join(columns)}"
