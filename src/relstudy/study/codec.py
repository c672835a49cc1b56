"""How a result is stored and recognised: frames as parquet, arrays as npz, bytes as they are, the rest as JSON; never pickle.

A result is a frozen dataclass of frames, arrays, bytes, plain values, tuples, dictionaries with text keys and further
dataclasses. `digest` of a value depends on its content alone, so that a step whose result did not change wakes no later
step. Values are of any type here and nowhere else: what is stored is told apart by what it is, what is read by the
field it is read for.
"""

import dataclasses
import functools
import hashlib
import io
import json
import types
import typing
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

R = TypeVar("R")

#: Pandas is imported only where a frame is met: an unchanged run never meets one.


def digest(value: object) -> str:
    """Return a hash of the content of a value: dataclasses by their compared fields, arrays and frames by their data."""
    hasher = hashlib.blake2b(digest_size=16)
    _feed(value, hasher)
    return hasher.hexdigest()


def _feed(value: Any, hasher: Any) -> None:
    kind: type = type(value)
    if kind in _PLAIN:
        hasher.update(f"<{kind.__name__}>{value!r}".encode())
    elif (told := _told_of(kind)) is not None:
        opening, fields = told
        hasher.update(opening)
        for name, written in fields:
            hasher.update(written)
            _feed(getattr(value, name), hasher)
    elif isinstance(value, np.ndarray):
        hasher.update(f"<{value.dtype.str}{value.shape}>".encode())
        hasher.update(_bytes_of(value) if value.dtype != object else repr(value.tolist()).encode())
    elif isinstance(value, (tuple, list)):
        hasher.update(f"<seq{len(value)}>".encode())
        for part in value:
            _feed(part, hasher)
    elif isinstance(value, dict):
        hasher.update(f"<map{len(value)}>".encode())
        for key, part in value.items():
            hasher.update(str(key).encode() + b"\0")
            _feed(part, hasher)
    elif isinstance(value, bytes) or hasattr(value, "to_parquet"):
        content = value if isinstance(value, bytes) else _frame_bytes(value)
        hasher.update(f"<bytes{len(content)}>".encode())
        hasher.update(content)
    else:
        hasher.update(f"<{kind.__name__}>{value!r}".encode())


#: What holds nothing else: most of what is fed.
_PLAIN = frozenset((str, int, float, bool, type(None)))


@functools.cache
def _told_of(kind: type) -> tuple[bytes, tuple[tuple[str, bytes], ...]] | None:
    """Return what is fed of any value of a dataclass, with the fields that make it equal to another; None of other types."""
    if not dataclasses.is_dataclass(kind):
        return None
    compared = [f.name for f in dataclasses.fields(kind) if f.compare is not False]
    return f"<{kind.__name__}>".encode(), tuple((name, name.encode()) for name in compared)


def _bytes_of(array: np.ndarray) -> memoryview:
    """Return the bytes of an array, row by row, without a copy of an array that lies so."""
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def _frame_bytes(frame: Any) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()


@dataclasses.dataclass(slots=True)
class _Parts:
    """What a result holds beside its facts, each to a file of its own."""

    arrays: dict[str, np.ndarray] = dataclasses.field(default_factory=dict)
    frames: dict[str, Any] = dataclasses.field(default_factory=dict)
    blobs: dict[str, bytes] = dataclasses.field(default_factory=dict)


def save(value: object, folder: Path) -> None:
    """Write a result below `folder`, which exists and is empty."""
    parts = _Parts()
    facts = _encode(value, parts)
    (folder / "facts.json").write_text(json.dumps(facts, ensure_ascii=False, allow_nan=True), encoding="utf-8")
    if parts.arrays:
        np.savez(folder / "arrays.npz", **parts.arrays)  # type: ignore[arg-type]
    for name, frame in parts.frames.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)
    for name, blob in parts.blobs.items():
        (folder / f"{name}.bin").write_bytes(blob)


def load(kind: type[R], folder: Path) -> R:
    """Read a result of type `kind` back from `folder`."""
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    arrays: dict[str, np.ndarray] = {}
    if (folder / "arrays.npz").exists():
        with np.load(folder / "arrays.npz", allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    result: R = _decode(kind, facts, arrays, folder)
    return result


def _encode(value: Any, parts: _Parts) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _encode(getattr(value, f.name), parts) for f in dataclasses.fields(value)}
    if isinstance(value, np.ndarray):
        name = f"a{len(parts.arrays)}"
        parts.arrays[name] = value.astype(str) if value.dtype == object else value
        return {"$array": name}
    if hasattr(value, "columns") and hasattr(value, "to_parquet"):
        name = f"f{len(parts.frames)}"
        parts.frames[name] = value
        return {"$frame": name}
    if isinstance(value, bytes):
        name = f"b{len(parts.blobs)}"
        parts.blobs[name] = value
        return {"$bytes": name}
    if isinstance(value, (tuple, list)):
        return [_encode(part, parts) for part in value]
    if isinstance(value, dict):
        return {str(key): _encode(part, parts) for key, part in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise TypeError(f"a result holds a {type(value).__name__}, which has no stored form")


def _decode(kind: Any, facts: Any, arrays: dict[str, np.ndarray], folder: Path) -> Any:
    if isinstance(facts, dict) and set(facts) == {"$array"}:
        return arrays[facts["$array"]]
    if isinstance(facts, dict) and set(facts) == {"$frame"}:
        import pandas as pd

        return pd.read_parquet(folder / f"{facts['$frame']}.parquet")
    if isinstance(facts, dict) and set(facts) == {"$bytes"}:
        return (folder / f"{facts['$bytes']}.bin").read_bytes()
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        if facts is None:
            return None
        return _decode(next(a for a in args if a is not type(None)), facts, arrays, folder)
    if origin is tuple:
        each = args[0] if len(args) == 2 and args[1] is ... else None
        return tuple(
            _decode(each if each is not None else args[i], part, arrays, folder) for i, part in enumerate(facts)
        )
    if origin is dict:
        return {key: _decode(args[1], part, arrays, folder) for key, part in facts.items()}
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _decode(hints[name], part, arrays, folder) for name, part in facts.items()})
    if kind is date and facts is not None:
        return date.fromisoformat(facts)
    return facts
