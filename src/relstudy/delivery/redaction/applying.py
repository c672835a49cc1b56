"""Pseudonyms put in the place of what a person accepted; whole or not at all, and nothing keeps what was said.

The verbatims, codings and review that take the place of the old ones are made first. Then the plan is written down, and
from there on everything can be done again by the next call: files move into their places, what runs kept goes, papers
that lay in view are made again. The plan, which alone still has what was said, goes last.
"""

import json
import shutil
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_redaction import read_redaction
from relstudy.delivery import journal
from relstudy.delivery.jobs import OnStep, WaveOutcome
from relstudy.delivery.journal import redaction_plan
from relstudy.delivery.redaction.material import ROSTER, VerbatimMaterial, read_material
from relstudy.delivery.redaction.pseudonyms import KEY, key_path
from relstudy.delivery.redaction.record import record_path, record_text, seal_decisions
from relstudy.delivery.redaction.review_table import review_as_bytes
from relstudy.delivery.redaction.settling import settle_pseudonyms
from relstudy.delivery.redaction.shifting import shift_codings, shift_span
from relstudy.delivery.rerunning import Rerun, carry_through, papers_in_view
from relstudy.delivery.staging import stage
from relstudy.delivery.stated import STATED, without_quotes
from relstudy.delivery.traces import find_traces, names_of_words
from relstudy.delivery.versions import DELIVERIES
from relstudy.disk import refuse_unwritten
from relstudy.errors import Fault, FaultLog, FieldworkError, fault
from relstudy.intake.redactions import STEM, Redaction, replace_passages
from relstudy.survey.redaction import RedactionReview
from relstudy.tables import read_table
from relstudy.tables.rewording import NotReworded, with_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What became of a review: passages replaced by this call and left as they were, lines still open, codings shifted.

    `recorded`: no line is open, the review is on record. `still` are warnings of files that hold what was replaced,
    `deliveries` the deliveries among them, which are not touched.
    """

    replaced: int
    kept: int
    open: int
    codings: int
    recorded: bool
    reruns: tuple[WaveOutcome, ...] = ()
    deliveries: tuple[str, ...] = ()
    still: tuple[Fault, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is left to do once it is written down; `words` are what was said, to be looked for."""

    wave: str
    moves: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    reruns: tuple[Rerun, ...]


def has_review(folder: Path, wave: str) -> bool:
    """Tell whether the verbatims of a wave have a review."""
    return StudyFolder(root=folder, log=FaultLog()).one_of(f"waves/{wave}/{STEM}") is not None


def apply_redactions(folder: Path, wave: str, *, on: date, on_step: OnStep | None = None) -> Applied:
    """Put pseudonyms in the place of what a review accepted, and put the review on record where nothing in it is open.

    Raises
    ------
    Busy
        A run holds the wave.
    StudyError
        There is no review; a line of it is not sound; a coding cannot be shifted surely; a file cannot be written so
        that all else stays. Nothing is touched.
    """
    finish_redaction(folder, on_step)
    material = read_material(folder, wave)
    if material.review_source is None:
        raise FieldworkError([fault("missing-file", material.review_path)])
    with journal.hold_wave(folder, wave):
        accepted = tuple(line for line in material.review if line.decision == "yes")
        after = _Review(material, accepted)
        recorded = not after.open
        made = _made(folder, material, after) if accepted else {}
        if recorded:
            record = RedactionReview(
                on=on,
                verbatims=len(material.said),
                replaced=after.number("applied"),
                kept=after.number("no"),
                decisions=seal_decisions(after.lines),
            )
            stands = _recorded_before(folder, wave, record)
            if not accepted and stands is not None:
                record = replace(record, on=stands.on)
            if accepted or stands != record:
                made[record_path(folder, wave).relative_to(folder).as_posix()] = record_text(record)
        done = _carry_through(folder, _write_plan(folder, material, after, made), on_step) if made else ((), (), (), ())
        reruns, deliveries, still, faults = done
        return Applied(
            replaced=len(accepted),
            kept=after.number("no"),
            open=after.open,
            codings=after.codings,
            recorded=recorded,
            reruns=reruns,
            deliveries=deliveries,
            still=still,
            faults=faults,
        )


def _recorded_before(folder: Path, wave: str, record: RedactionReview) -> RedactionReview | None:
    """Return the record of a review that came to the same end before, else None: the day it did stands.

    A record of an earlier version has no hash of the decisions: its numbers tell the end it came to.
    """
    before = read_redaction(StudyFolder(root=folder, log=FaultLog()), f"waves/{wave}")
    if before is None:
        return None
    alike = replace(before, on=record.on, decisions=before.decisions or record.decisions)
    return before if alike == record else None


def finish_redaction(folder: Path, on_step: OnStep | None = None) -> None:
    """Carry through what an earlier call began."""
    if not redaction_plan(folder).is_file():
        return
    told = json.loads(redaction_plan(folder).read_text(encoding="utf-8"))
    plan = _Plan(
        wave=told["wave"],
        moves=tuple((name, path) for name, path in told["moves"]),
        words=tuple(told["words"]),
        reruns=tuple(replace(Rerun(**part), langs=tuple(part["langs"])) for part in told["reruns"]),
    )
    with journal.hold_wave(folder, plan.wave):
        _carry_through(folder, plan, on_step)


class _Review:
    """A review as it will stand, and the texts its passages will stand in."""

    def __init__(self, material: VerbatimMaterial, accepted: tuple[Redaction, ...]) -> None:
        self.replaced: dict[str, list[Redaction]] = {}
        for line in accepted:
            self.replaced.setdefault(line.verbatim, []).append(line)
        self.said = {name: replace_passages(text, self.replaced.get(name, ())) for name, text in material.said.items()}
        moved = (self._moved(line) for line in material.review)
        self.lines = tuple(line for line in moved if line is not None)
        self.codings = 0

    @property
    def open(self) -> int:
        """Return how many lines nobody has decided."""
        return self.number("")

    def number(self, decision: str) -> int:
        """Return how many lines have a decision."""
        return sum(line.decision == decision for line in self.lines)

    def _moved(self, line: Redaction) -> Redaction | None:
        """Return a line where it stands now; None for one whose passage went with a larger one."""
        span = shift_span(line.start, line.end, self.replaced.get(line.verbatim, ()))
        if line.decision == "yes":
            first = shift_span(line.start, line.start, self.replaced[line.verbatim])
            start = first[0] if first is not None else line.start
            end = start + len(line.pseudonym)
            return replace(line, start=start, end=end, found=line.pseudonym, decision="applied")
        if span is None:
            return None
        return replace(line, start=span[0], end=span[1], found=self.said[line.verbatim][slice(*span)])


def _made(folder: Path, material: VerbatimMaterial, after: _Review) -> dict[str, bytes]:
    """Return the bytes of the files that change, in the order they are to be moved."""
    log = FaultLog()
    contents: dict[str, bytes] = {}
    texts = {material.row[name]: after.said[name] for name in after.replaced}
    try:
        contents[material.source.path] = with_texts(material.source.absolute, material.table, {"text": texts})
    except NotReworded:
        log.add("not-reworded", material.source.path, sheet=material.table.sheet)
    files = StudyFolder(root=folder, log=log)
    source = files.one_of(f"waves/{material.wave}/codings")
    table = read_table(source, log, as_written=("quote",)) if source is not None else None
    if source is not None and table is not None:
        changes = shift_codings(table, said=material.said, replaced=after.replaced, log=log)
        after.codings = len({row for rows in changes.values() for row in rows})
        try:
            if changes:
                contents[source.path] = with_texts(source.absolute, table, changes)
        except NotReworded:
            log.add("not-reworded", source.path, sheet=table.sheet)
    pseudonyms = settle_pseudonyms(folder, material, after.replaced, log)
    log.stop(FieldworkError)
    path = material.review_path
    contents[path] = review_as_bytes(after.lines, said=after.said, ending=path.rpartition(".")[2])
    contents[key_path(folder).relative_to(folder).as_posix()] = pseudonyms.as_bytes()
    stated = f".relstudy/{material.wave}/{STATED}"
    if (folder / stated).is_file():
        contents[stated] = without_quotes(folder / stated, after.replaced)
    return contents


def _write_plan(folder: Path, material: VerbatimMaterial, after: _Review, made: dict[str, bytes]) -> _Plan:
    words = {line.found for lines in after.replaced.values() for line in lines}
    standing = "\n".join((*after.said.values(), *material.elsewhere))
    plan = _Plan(
        wave=material.wave,
        moves=tuple((str(number), path) for number, path in enumerate(made)),
        words=tuple(sorted(word for word in words if word not in standing)),
        reruns=papers_in_view(folder, material.study.identity.id, (material.wave,)),
    )
    staged = dict(zip((name for name, _ in plan.moves), made.items(), strict=True))
    with refuse_unwritten(".relstudy"):
        stage(folder, staged, told=asdict(plan), plan=redaction_plan(folder))
    return plan


def _carry_through(
    folder: Path, plan: _Plan, on_step: OnStep | None
) -> tuple[tuple[WaveOutcome, ...], tuple[str, ...], tuple[Fault, ...], tuple[Fault, ...]]:
    """Do what a plan says, whatever of it is done already."""
    state, names = journal.state_folder(folder), names_of_words(plan.words)
    with refuse_unwritten(".relstudy"):
        outcomes = carry_through(
            folder,
            plan=redaction_plan(folder),
            moves=plan.moves,
            waves=(plan.wave,),
            reruns=plan.reruns,
            names=names if plan.words else None,
            kept=(state / KEY,),
            on_step=on_step,
        )
    known = tuple(folder / f"{ROSTER}.{ending}" for ending in ("csv", "xlsx"))
    traces = tuple(find_traces(folder, names, passed=(state, *known))) if plan.words else ()
    deliveries = {"/".join(t.path.split("/")[:3]) for t in traces if t.path.startswith(f"{DELIVERIES}/")}
    still = tuple(
        fault("still-said", t.path, line=t.line, column=t.column, item=t.inside)
        for t in traces
        if not t.path.startswith(f"{DELIVERIES}/")
    )
    shutil.rmtree(redaction_plan(folder).parent)
    faults = tuple(dict.fromkeys(f for outcome in outcomes for f in outcome.faults if f.severity == "error"))
    return outcomes, tuple(sorted(deliveries)), still, faults
