"""What may tell who somebody is in the verbatims of a wave, proposed for review; nothing is replaced."""

from dataclasses import dataclass
from pathlib import Path

from relstudy.delivery import journal
from relstudy.delivery.redaction.material import Material, read_material
from relstudy.delivery.redaction.pseudonyms import Pseudonyms, key_path, read_pseudonyms
from relstudy.delivery.redaction.record import record_path
from relstudy.delivery.redaction.review_table import review_as_bytes
from relstudy.disk import refuse_unwritable, replace_file
from relstudy.intake.redactions import STEM, Redaction
from relstudy.words import load_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A review as it stands now: `new` lines were added by this call, `open` wait for a decision."""

    path: str
    verbatims: int
    lines: tuple[Redaction, ...]
    new: tuple[Redaction, ...]

    @property
    def open(self) -> tuple[Redaction, ...]:
        """Return the lines nobody has decided."""
        return tuple(line for line in self.lines if not line.decision)


def propose_redactions(folder: Path, wave: str) -> Proposed:
    """Write the review of a wave with what was not in it yet, and the key of the pseudonyms; decisions are kept.

    Raises
    ------
    Busy
        A run holds the wave.
    StudyError
        What the review speaks of cannot be read, or the review cannot be written.
    """
    material = read_material(folder, wave)
    with journal.hold_wave(folder, wave):
        texts = (*material.said.values(), *material.elsewhere)
        pseudonyms = read_pseudonyms(folder, material.lang, texts)
        new = tuple(_new_lines(material, pseudonyms))
        lines = tuple(sorted((*material.review, *new), key=lambda r: (material.row[r.verbatim], r.start, r.end)))
        path = review_path(material)
        if new or material.review_source is None:
            content = review_as_bytes(lines, said=material.said, ending=path.rpartition(".")[2])
            with refuse_unwritable(folder / path, folder=folder):
                replace_file(key_path(folder), pseudonyms.as_bytes())
                replace_file(folder / path, content)
        if any(not line.decision for line in lines):
            record_path(folder, wave).unlink(missing_ok=True)
    return Proposed(path=path, verbatims=len(material.said), lines=lines, new=new)


def review_path(material: Material) -> str:
    """Return where the review of a wave lies, or is to lie: in the format of the verbatims."""
    if material.review_source is not None:
        return material.review_source.path
    return f"waves/{material.wave}/{STEM}.{material.source.path.rpartition('.')[2]}"


def _new_lines(material: Material, pseudonyms: Pseudonyms) -> list[Redaction]:
    """Return a line for each finding that no line of the review touches."""
    reasons = load_words(material.lang, "redact")["reasons"]
    known: dict[str, list[Redaction]] = {}
    for line in material.review:
        known.setdefault(line.verbatim, []).append(line)
    lines = []
    for verbatim, findings in material.findings.items():
        for finding in findings:
            if any(finding.start < line.end and line.start < finding.end for line in known.get(verbatim, ())):
                continue
            place = f"{material.wave}/{verbatim}"
            lines.append(
                Redaction(
                    verbatim=verbatim,
                    start=finding.start,
                    end=finding.end,
                    found=finding.text,
                    kind=finding.kind,
                    pseudonym=pseudonyms.of(finding.kind, finding.identity, finding.text, place),
                    reason=reasons[finding.reason],
                )
            )
    return lines
