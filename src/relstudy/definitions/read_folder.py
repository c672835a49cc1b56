"""The study folder as files: which of two spellings exists, its hash, its bytes, and what is missing.

A definition lies in one file, a table as `.csv` or `.xlsx` under one stem. Two files under one stem would be two
truths.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from relstudy.errors import FaultLog
from relstudy.nearest import nearest
from relstudy.survey.plan import Source

TABLE_ENDINGS = ("csv", "xlsx")

#: A definition longer than this was not written by a human; reading it would only take memory.
LARGEST_DEFINITION = 8 * 2**20


@dataclass(slots=True, kw_only=True)
class StudyFolder:
    """A study folder being read: every file looked at once, every fault noted in one log."""

    root: Path
    log: FaultLog
    inputs: dict[str, Source] = field(default_factory=dict)
    _names: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def names(self, under: str = "") -> tuple[str, ...]:
        """Return the names of the files and folders in one folder of the study, sorted; none where it is not there."""
        if under not in self._names:
            try:
                self._names[under] = tuple(sorted(path.name for path in (self.root / under).iterdir()))
            except OSError:
                self._names[under] = ()
        return self._names[under]

    def source(self, path: str) -> Source | None:
        """Return a file with its hash, or None where there is none; a file that cannot be opened is a fault."""
        if path in self.inputs:
            return self.inputs[path]
        absolute = self.root / path
        try:
            if not absolute.exists() and not absolute.is_symlink():
                return None
            with absolute.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        except (OSError, ValueError):
            self.log.add("unreadable-file", path)
            return None
        self.inputs[path] = Source(path=path, sha256=sha256, absolute=absolute)
        return self.inputs[path]

    def contents(self, source: Source) -> bytes | None:
        """Return the bytes of a definition; one that is too large to be one, or cannot be opened, is a fault."""
        try:
            if source.absolute.stat().st_size > LARGEST_DEFINITION:
                self.log.add("unreadable-file", source.path, found="@too-large", allowed="@at-most-8-mib")
                return None
            return source.absolute.read_bytes()
        except OSError:
            self.log.add("unreadable-file", source.path)
            return None

    def one_of(self, stem: str, *, endings: tuple[str, ...] = TABLE_ENDINGS, required: bool = False) -> Source | None:
        """Return the one file `<stem>.<ending>` there is; two of them, or none where one is required, are faults."""
        under, _, name = stem.rpartition("/")
        there = [f"{name}.{ending}" for ending in endings if f"{name}.{ending}" in self.names(under)]
        sources = [s for s in (self.source(f"{under}/{file}".lstrip("/")) for file in there) if s is not None]
        for second in sources[1:]:
            self.log.add("duplicate-id", second.path, found=second.path, allowed=sources[0].path)
        if not sources and required and not any(f.file.startswith(f"{stem}.") for f in self.log.faults):
            self.missing(stem, endings=endings)
        return sources[0] if sources else None

    def missing(self, stem: str, *, endings: tuple[str, ...]) -> None:
        """Note that a required file is missing, naming its spellings and a file that may have been meant."""
        under, _, name = stem.rpartition("/")
        spellings = [f"{name}.{ending}" for ending in endings]
        # An ending two files have in common makes neither like the other.
        there = {there.rpartition(".")[0]: there for there in self.names(under) if "." in there}
        meant = nearest(name, there)
        self.log.add(
            "missing-file",
            f"{under}/{spellings[0]}".lstrip("/"),
            found=None if meant is None else there[meant],
            allowed=", ".join(spellings),
        )
