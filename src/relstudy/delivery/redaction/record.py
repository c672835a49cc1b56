"""The record of a review that came to its end, `waves/<w>/redacted.toml`: when, over how many verbatims, what became of the passages.

It names nobody. What says that interviews are pseudonymised rests on it alone.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE = "redacted.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A review: its day, the number of verbatims read, of passages replaced and of passages left as they were."""

    on: date
    verbatims: int
    replaced: int
    kept: int

    def as_bytes(self) -> bytes:
        """Return the record as a TOML file."""
        return (
            f"[review]\non = {self.on.isoformat()}\nverbatims = {self.verbatims}\nreplaced = {self.replaced}\n"
            f"kept = {self.kept}\n"
        ).encode()


def record_path(folder: Path, wave: str) -> Path:
    """Return where the record of a wave's review lies."""
    return folder / "waves" / wave / FILE
