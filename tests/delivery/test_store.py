"""The store: what is put comes back equal, whole or not at all."""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from relstudy.delivery.store import FileStore
from relstudy.errors import Fault, fault
from relstudy.study.codec import digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    names: tuple[str, ...]
    when: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    counts: np.ndarray
    by_item: dict[str, np.ndarray]
    frame: pd.DataFrame
    part: Part
    pairs: tuple[tuple[str, float], ...]
    faults: tuple[Fault, ...] = ()
    slides: bytes = b""
    note: str | None = None


def result() -> Result:
    return Result(
        counts=np.array([1, 2], dtype=np.int16),
        by_item={"a": np.array(["é", "b"]), "b": np.array([True, False])},
        frame=pd.DataFrame({"x": [1.5, None], "t": ["a", None]}),
        part=Part(names=("u", "v"), when=date(2026, 3, 1)),
        pairs=(("p", 0.1),),
        faults=(fault("read-as", "f.csv", line=1),),
        slides=b"PK\x00\xff\r\n",
    )


def test_a_result_comes_back_equal(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    store.put("f1", result())
    back = store.get("f1", Result)
    assert digest(back) == digest(result())
    assert back.part == result().part
    assert back.faults == result().faults
    assert back.pairs == result().pairs
    assert back.slides == result().slides


def test_force_trusts_nothing_but_keeps(tmp_path: Path) -> None:
    FileStore(tmp_path, trusted=False).put("f1", result())
    assert FileStore(tmp_path, trusted=False).get("f1", Result) is None
    assert FileStore(tmp_path).get("f1", Result) is not None


def test_what_cannot_be_stored_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        FileStore(tmp_path).put("f1", object())
    assert not list(tmp_path.iterdir())


def test_digest_sees_content_only() -> None:
    assert digest(result()) == digest(result())
    assert digest(np.array([1, 2])) != digest(np.array([2, 1]))
    assert digest({"a": 1}) != digest({"a": 2})
    assert digest(b"ab") != digest(b"ba")
    assert digest((1, "1")) != digest(("1", 1))


def test_prune_keeps_what_a_wave_used(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    for name in ("f1", "f2"):
        store.put(name, result())
    store.prune(["f2"])
    assert [p.name for p in tmp_path.iterdir()] == ["f2"]


def test_what_a_killed_run_had_begun_to_write_goes_and_what_is_being_written_stays(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for name in (f".part-{ended.pid}-x", f".part-{os.getpid()}-y", ".part-abc", "f1"):
        (tmp_path / name).mkdir()
    FileStore(tmp_path).prune(["f1"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".part-{os.getpid()}-y", "f1"]
