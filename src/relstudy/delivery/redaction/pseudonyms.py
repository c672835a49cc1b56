"""The key of a study's pseudonyms, `.relstudy/pseudonyms.csv`: who or what each one stands for, and in which verbatims.

One person, number or place has one pseudonym over all verbatims and waves. The key lies with the study's own state: it
is in no output and in no delivery.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from relstudy.delivery.journal import state_folder
from relstudy.intake.personal_data.findings import Kind
from relstudy.words import Lang, load_words

KEY = "pseudonyms.csv"
_COLUMNS = ("pseudonym", "kind", "identity", "found", "verbatims")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One pseudonym: what it stands for, one spelling of it, and the verbatims it concerns, as `wave/verbatim`."""

    pseudonym: str
    kind: str
    identity: str
    found: str
    verbatims: frozenset[str]


@dataclass(slots=True, kw_only=True)
class Pseudonyms:
    """The pseudonyms of a study; new ones take the numbers that nothing in `texts` or in the key has."""

    lang: Lang
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def of(self, kind: Kind, identity: str, found: str, place: str) -> str:
        """Return the pseudonym of what was found in a verbatim, a new one where there is none yet."""
        entry = self.entries.get((kind, identity))
        pseudonym = entry.pseudonym if entry is not None else self._next(kind)
        self.enter(kind, identity, found, place, pseudonym)
        return pseudonym

    def enter(self, kind: str, identity: str, found: str, place: str, pseudonym: str) -> None:
        """Enter what stands for what was found in a verbatim, whatever stood for it before."""
        known = self.entries.get((kind, identity))
        self.entries[kind, identity] = Entry(
            pseudonym=pseudonym,
            kind=kind,
            identity=identity,
            found=known.found if known is not None else found,
            verbatims=(known.verbatims if known is not None else frozenset()) | {place},
        )

    def _next(self, kind: Kind) -> str:
        template = str(load_words(self.lang, "redact")["pseudonyms"][kind])
        used = self.taken | {entry.pseudonym for entry in self.entries.values()}
        number = 1
        while template.format(n=number) in used:
            number += 1
        return template.format(n=number)

    def without(self, verbatims: Collection[str], *, identity: str | None = None) -> "Pseudonyms":
        """Return the key without what concerns some verbatims alone, or is known by an identity."""
        kept = {}
        for key, entry in self.entries.items():
            left = entry.verbatims - set(verbatims)
            if left and key[1] != identity:
                kept[key] = Entry(
                    pseudonym=entry.pseudonym, kind=entry.kind, identity=key[1], found=entry.found, verbatims=left
                )
        return Pseudonyms(lang=self.lang, entries=kept, taken=self.taken)

    def as_bytes(self) -> bytes:
        """Return the key as a CSV file."""
        lines = io.StringIO(newline="")
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for entry in self.entries.values():
            writer.writerow(
                (entry.pseudonym, entry.kind, entry.identity, entry.found, "|".join(sorted(entry.verbatims)))
            )
        return lines.getvalue().encode()


def key_path(folder: Path) -> Path:
    """Return where the key of a study lies."""
    return state_folder(folder) / KEY


def read_pseudonyms(folder: Path, lang: Lang, texts: Iterable[str] = ()) -> Pseudonyms:
    """Return the pseudonyms of a study: those of its key, and what else may not be given again since it stands in its verbatims."""
    found = {match for text in texts for match in re.findall(r"\[[^\[\]\n]{1,80}\]", text)}
    path = key_path(folder)
    entries = {}
    if path.is_file():
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")):
            entries[row["kind"], row["identity"]] = Entry(
                pseudonym=row["pseudonym"],
                kind=row["kind"],
                identity=row["identity"],
                found=row["found"],
                verbatims=frozenset(filter(None, row["verbatims"].split("|"))),
            )
    return Pseudonyms(lang=lang, entries=entries, taken=found)
