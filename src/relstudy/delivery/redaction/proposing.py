"""What may tell who somebody is in the verbatims and open answers of a wave, proposed for review; nothing is replaced."""

from dataclasses import dataclass
from pathlib import Path

from relstudy.delivery import journal
from relstudy.delivery.redaction.answers import read_answers_to_review
from relstudy.delivery.redaction.material import Material, has_verbatims, read_material
from relstudy.delivery.redaction.pseudonyms import Pseudonyms, key_path, read_pseudonyms
from relstudy.delivery.redaction.record import record_path
from relstudy.delivery.redaction.review_table import review_as_bytes
from relstudy.disk import refuse_unwritable, replace_file
from relstudy.intake.redactions import ANSWER, VERBATIM, Redaction
from relstudy.words import load_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A review as it stands now: `new` lines were added by this call, `open` wait for a decision."""

    wave: str
    path: str
    texts: int
    of_answers: bool
    lines: tuple[Redaction, ...]
    new: tuple[Redaction, ...]

    @property
    def open(self) -> tuple[Redaction, ...]:
        """Return the lines nobody has decided."""
        return tuple(line for line in self.lines if not line.decision)


def propose_redactions(folder: Path, wave: str) -> tuple[Proposed, ...]:
    """Write the reviews of a wave with what was not in them yet, and the key of the pseudonyms; decisions are kept.

    The verbatims of the interviews have a review, and so have the open answers of the survey.

    Raises
    ------
    Busy
        A run holds the wave.
    StudyError
        What a review speaks of cannot be read, or the review cannot be written.
    """
    answers = read_answers_to_review(folder, wave)
    materials = [answers] if answers is not None else []
    if answers is None or has_verbatims(folder, wave):
        materials.insert(0, read_material(folder, wave))
    return tuple(_propose(folder, material) for material in materials)


def _propose(folder: Path, material: Material) -> Proposed:
    wave = material.wave
    with journal.hold_wave(folder, wave):
        texts = (*material.said.values(), *material.elsewhere)
        pseudonyms = read_pseudonyms(folder, material.lang, texts)
        new = tuple(_new_lines(material, pseudonyms))
        place = {name: row for row, name in enumerate(material.said)}
        lines = tuple(sorted((*material.review, *new), key=lambda r: (place[r.verbatim], r.start, r.end)))
        path = material.review_path
        if new or material.review_source is None:
            content = review_as_bytes(lines, said=material.said, ending=path.rpartition(".")[2], by=material.by)
            with refuse_unwritable(folder / path, folder=folder):
                replace_file(key_path(folder), pseudonyms.as_bytes())
                replace_file(folder / path, content)
        if material.by == VERBATIM and any(not line.decision for line in lines):
            record_path(folder, wave).unlink(missing_ok=True)
    return Proposed(
        wave=wave,
        path=path,
        texts=len(material.said),
        of_answers=material.by == ANSWER,
        lines=lines,
        new=new,
    )


def _new_lines(material: Material, pseudonyms: Pseudonyms) -> list[Redaction]:
    """Return a line for each finding that no line of the review touches."""
    reasons = load_words(material.lang, "redact")["reasons"]
    known: dict[str, list[Redaction]] = {}
    for line in material.review:
        known.setdefault(line.verbatim, []).append(line)
    lines = []
    for verbatim, findings in material.find().items():
        for finding in findings:
            if any(finding.start < line.end and line.start < finding.end for line in known.get(verbatim, ())):
                continue
            place = material.place_of(verbatim)
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
