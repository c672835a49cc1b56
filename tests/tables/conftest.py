"""Tables written into a folder and read back with their faults."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from relstudy.errors import Fault, FaultLog
from relstudy.tables import Table, read_table


@dataclass(frozen=True)
class File:
    path: str
    absolute: Path


@dataclass(frozen=True)
class Read:
    table: Table | None
    log: FaultLog

    @property
    def faults(self) -> list[Fault]:
        return [f for f in self.log.faults if f.severity != "note"]

    @property
    def notes(self) -> list[Fault]:
        return [f for f in self.log.faults if f.severity == "note"]

    @property
    def told(self) -> list[tuple[str, int | None, str | None]]:
        return [(f.code, f.line, f.found) for f in self.faults]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Read]:
    def _read(content: bytes | str, name: str = "table.csv", **options: Any) -> Read:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        log = FaultLog()
        return Read(read_table(File(name, path), log, **options), log)

    return _read
