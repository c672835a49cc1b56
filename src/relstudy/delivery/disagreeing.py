"""What the coders of a wave did not code alike, listed for a talk between them."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from relstudy.delivery.coding import open_wave, write_workbook
from relstudy.errors import FieldworkError, fault
from relstudy.exchange.disagreement_list import CodedPassage, Disagreement, render_disagreements
from relstudy.intake.interviews import InterviewFiles, interviews_of
from relstudy.intake.readings import find_readings, name_coders
from relstudy.survey.code_frame import lineage
from relstudy.survey.plan import Study
from relstudy.words import Lang, first_spoken

_PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list that was made: how many disagreements, over how many texts that two or more people read, and whether the file was there already."""

    disagreements: int
    texts: int
    unchanged: bool


@dataclass(frozen=True, slots=True)
class _Given:
    """A code one coder gave to a passage of a text; `start` and `end` are those of the text where all of it was coded."""

    coder: str
    code: int
    start: int
    end: int
    words: str


def list_disagreements(folder: Path, *, wave: str, out: Path) -> Listing:
    """Write the workbook of what coders of a wave did not code alike, whole or not at all.

    A code is given to a text where a coder gave it, or a code below it, to any passage. What says the contrary of a
    code does not give it.

    Raises
    ------
    StudyError
        Every fault: the study, the wave or its interviews cannot be read; no text was read by two people (one-coder);
        something else lies at `out` (already-exists).
    """
    study, the_wave = open_wave(folder, wave)
    files = interviews_of(the_wave, study.codebook)
    readers = _readers(files)
    if not readers:
        raise FieldworkError([fault("one-coder", files.codings.file)])
    lang = first_spoken(study.languages)
    found = _find(study, files, readers, lang)
    content = render_disagreements(
        found,
        lang,
        name=study.labels.get("study", lang=lang) or study.identity.id,
        made_on=the_wave.facts.field_end,
    )
    unchanged = write_workbook(out, content, folder=folder)
    return Listing(disagreements=len(found), texts=len(readers), unchanged=unchanged)


def _readers(files: InterviewFiles) -> dict[int, tuple[str, ...]]:
    """Return who read each text that two or more people read, by its position in the file."""
    read, names = find_readings(files).read, name_coders(files)
    by_id = np.argsort(files.verbatims.verbatim_id.astype(str))
    shared = np.flatnonzero(read.sum(axis=1) >= _PAIR)
    return {int(by_id[row]): tuple(names[read[row]].tolist()) for row in shared}


def _given(files: InterviewFiles) -> dict[int, list[_Given]]:
    """Return what was given to each text, by its position in the file."""
    codings, texts = files.codings, files.verbatims.text
    told: dict[int, list[_Given]] = defaultdict(list)
    for i in np.flatnonzero((codings.coder != "") & ~codings.contrary).tolist():
        text, start = int(codings.verbatim[i]), int(codings.start[i])
        place = (0, len(texts[text])) if start < 0 else (start, int(codings.end[i]))
        told[text].append(_Given(str(codings.coder[i]), int(codings.code[i]), *place, str(codings.quote[i])))
    return told


def _find(study: Study, files: InterviewFiles, readers: dict[int, tuple[str, ...]], lang: Lang) -> list[Disagreement]:
    """Return the disagreements in the order of the codebook, then of cases and texts."""
    above = lineage(study.codebook)
    labels = [study.labels.get("codebook", one.id, lang=lang) or one.id for one in study.codebook]
    given, cases = _given(files), files.cases.case_id.astype(str)[files.verbatims.case]
    found = []
    for text, who in readers.items():
        for code in {one.code for one in given[text]}:
            having = [one for one in given[text] if above[one.code, code]]
            agreed = {one.coder for one in having}
            if set(who) <= agreed:
                continue
            instead = [one for one in given[text] if one.coder not in agreed and _meets(one, having)]
            made = Disagreement(
                code=labels[code],
                case=str(cases[text]),
                verbatim=str(files.verbatims.verbatim_id[text]),
                text=str(files.verbatims.text[text]),
                given=_passages(having, labels),
                others=_passages(instead, labels),
                silent=tuple(coder for coder in who if coder not in agreed | {one.coder for one in instead}),
            )
            found.append(((code, made.case, made.verbatim), made))
    return [made for _, made in sorted(found, key=lambda one: one[0])]


def _meets(one: _Given, others: list[_Given]) -> bool:
    """Tell whether a passage shares a character with one of some others."""
    return any(one.start < other.end and other.start < one.end for other in others)


def _passages(given: list[_Given], labels: list[str]) -> tuple[CodedPassage, ...]:
    ordered = sorted(given, key=lambda one: (one.coder, one.start, one.end, one.code))
    return tuple(CodedPassage(coder=one.coder, code=labels[one.code], words=one.words) for one in ordered)
