"""What the coders of a wave did not code alike, in its interviews or in the answers to an open question, listed for a talk between them."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from relstudy.delivery.coding import open_wave, write_workbook
from relstudy.delivery.open_answers import answers_to, take_open_item
from relstudy.errors import FaultLog, FieldworkError, fault
from relstudy.exchange.disagreement_list import CodedPassage, Disagreement, render_disagreements
from relstudy.intake.interviews import InterviewFiles, interviews_of
from relstudy.intake.open_codings import read_open_codings
from relstudy.intake.readings import find_readings, name_coders
from relstudy.survey.code_frame import lineage
from relstudy.survey.plan import Study, Wave
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shared:
    """A text that two or more people read, whose it is, and what each gave it."""

    case: str
    id: str
    text: str
    readers: tuple[str, ...]
    given: tuple[_Given, ...]


def list_disagreements(folder: Path, *, wave: str, out: Path, item: str | None = None) -> Listing:
    """Write the workbook of what coders of a wave did not code alike, whole or not at all: of its verbatims, or of the answers to an open question.

    A code is given to a text where a coder gave it, or a code below it, to any passage. What says the contrary of a
    code does not give it.

    Raises
    ------
    StudyError
        Every fault: the study, the wave, its interviews or answers cannot be read; no text was read by two people
        (one-coder); something else lies at `out` (already-exists).
    """
    study, the_wave = open_wave(folder, wave)
    shared = _verbatims(study, the_wave) if item is None else _answers(study, the_wave, item)
    lang = first_spoken(study.languages)
    found = _find(study, shared, lang)
    content = render_disagreements(
        found,
        lang,
        name=study.labels.get("study", lang=lang) or study.identity.id,
        made_on=the_wave.facts.field_end,
    )
    unchanged = write_workbook(out, content, folder=folder)
    return Listing(disagreements=len(found), texts=len(shared), unchanged=unchanged)


def _verbatims(study: Study, wave: Wave) -> tuple[_Shared, ...]:
    files = interviews_of(wave, study.codebook)
    read, names, texts = find_readings(files).read, name_coders(files), files.verbatims
    by_id = np.argsort(texts.verbatim_id.astype(str))
    given, cases = _given(files), files.cases.case_id.astype(str)[texts.case]
    shared = tuple(
        _Shared(
            case=str(cases[text]),
            id=str(texts.verbatim_id[text]),
            text=str(texts.text[text]),
            readers=tuple(names[read[row]].tolist()),
            given=tuple(given[text]),
        )
        for row, text in enumerate(by_id.tolist())
        if read[row].sum() >= _PAIR
    )
    if not shared:
        raise FieldworkError([fault("one-coder", files.codings.file)])
    return shared


def _given(files: InterviewFiles) -> dict[int, list[_Given]]:
    """Return what was given to each verbatim, by its position in the file."""
    codings, texts = files.codings, files.verbatims.text
    told: dict[int, list[_Given]] = defaultdict(list)
    for i in np.flatnonzero((codings.coder != "") & ~codings.contrary).tolist():
        text, start = int(codings.verbatim[i]), int(codings.start[i])
        place = (0, len(texts[text])) if start < 0 else (start, int(codings.end[i]))
        told[text].append(_Given(str(codings.coder[i]), int(codings.code[i]), *place, str(codings.quote[i])))
    return told


def _answers(study: Study, wave: Wave, item: str) -> tuple[_Shared, ...]:
    log = FaultLog()
    taken, asked = take_open_item(study, wave, item, log)
    if wave.open_codings is None:
        raise FieldworkError([fault("one-coder", f"waves/{wave.id}/open_codings.csv")])
    codings = read_open_codings(wave.open_codings, items=wave.items, responses=taken.responses, codebook=study.codebook)
    lines, texts = codings.lines.get(asked), answers_to(taken, asked)
    readers, given = defaultdict[str, set[str]](set), defaultdict[str, list[_Given]](list)
    told = () if lines is None else zip(lines.row.tolist(), lines.code.tolist(), lines.coder.tolist(), strict=True)
    for row, code, coder in told:
        who = str(taken.responses.respondent_id[row])
        if coder:
            readers[who].add(coder)
        if coder and code >= 0:
            given[who].append(_Given(coder, code, 0, len(texts[who]), ""))
    shared = tuple(
        _Shared(case="", id=who, text=texts[who], readers=tuple(sorted(readers[who])), given=tuple(given[who]))
        for who in sorted(readers)
        if len(readers[who]) >= _PAIR
    )
    if not shared:
        raise FieldworkError([fault("one-coder", codings.file)])
    return shared


def _find(study: Study, shared: tuple[_Shared, ...], lang: Lang) -> list[Disagreement]:
    """Return the disagreements in the order of the codebook, then of cases and texts."""
    above = lineage(study.codebook)
    labels = [study.labels.get("codebook", one.id, lang=lang) or one.id for one in study.codebook]
    found = []
    for text in shared:
        for code in {one.code for one in text.given}:
            having = [one for one in text.given if above[one.code, code]]
            agreed = {one.coder for one in having}
            if set(text.readers) <= agreed:
                continue
            instead = [one for one in text.given if one.coder not in agreed and _meets(one, having)]
            made = Disagreement(
                code=labels[code],
                case=text.case,
                verbatim=text.id,
                text=text.text,
                given=_passages(having, labels),
                others=_passages(instead, labels),
                silent=tuple(coder for coder in text.readers if coder not in agreed | {one.coder for one in instead}),
            )
            found.append(((code, made.case, made.verbatim), made))
    return [made for _, made in sorted(found, key=lambda one: one[0])]


def _meets(one: _Given, others: list[_Given]) -> bool:
    """Tell whether a passage shares a character with one of some others."""
    return any(one.start < other.end and other.start < one.end for other in others)


def _passages(given: list[_Given], labels: list[str]) -> tuple[CodedPassage, ...]:
    ordered = sorted(given, key=lambda one: (one.coder, one.start, one.end, one.code))
    return tuple(CodedPassage(coder=one.coder, code=labels[one.code], words=one.words) for one in ordered)
