"""Codes proposed for a round by a model of this study alone.

It learns what people gave in the interviews and to the open answers of all its waves: one code frame is one matter.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from relstudy.definitions.reading import read_study
from relstudy.delivery.open_answers import answers_to
from relstudy.errors import FieldworkError, StudyError, fault
from relstudy.intake.interviews import InterviewFiles, read_interviews
from relstudy.intake.open_codings import read_open_codings, readings_of
from relstudy.intake.readings import Readings, find_readings
from relstudy.stats.chance import generator
from relstudy.stats.proposals import FEWEST_CASES, FEWEST_TEXTS, Quality, agree, learnable, propose_codes
from relstudy.steps.intake import intake_of
from relstudy.survey.plan import Study, Wave

#: Proposals a text is given at most: as many as it has lines.
MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Proposals by text: (code, words that weigh, probability), the most probable first.

    `quality` is told by cases held apart, `human` what two people who read the same text agree on, in the same measure;
    None where no text has two readers. `learned` of `codes` codes had enough texts.
    """

    by_text: Mapping[str, tuple[tuple[str, tuple[str, ...], float], ...]]
    quality: Quality
    human: Quality | None
    texts: int
    learned: int
    codes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Material:
    """What people read: texts in the order of their ids, the codes any of them gave, cases as positions; `pairs` of readers."""

    texts: tuple[str, ...]
    given: np.ndarray
    case: np.ndarray
    pairs: tuple[tuple[np.ndarray, np.ndarray], ...]


def propose(study: Study, units: Sequence[str], texts: Sequence[str]) -> Proposed:
    """Return proposals for the texts of a round.

    A text people read is judged without its case; one text stands for all with the same words.

    Raises
    ------
    FieldworkError
        too-little-coded: of no code are there enough texts.
    """
    material = _together(study)
    codes = [entry.id for entry in study.codebook]
    enough = learnable(material.given, material.case)
    if not enough.any():
        most = int(material.given.sum(axis=0).max(initial=0))
        raise FieldworkError(
            [fault("too-little-coded", "codings.csv", found=f"{most}", allowed=f"{FEWEST_TEXTS} ({FEWEST_CASES})")]
        )
    known = {text: row for row, text in reversed(list(enumerate(material.texts)))}
    new = [text for text in dict.fromkeys(texts) if text not in known]
    apart, fresh = propose_codes(
        material.texts, material.given, material.case, new, rng=generator(study.identity.seed, "code", "proposals")
    )
    place = {text: row for row, text in enumerate(new)}
    found: dict[str, tuple[tuple[str, tuple[str, ...], float], ...]] = {}
    for unit, text in zip(units, texts, strict=True):
        told, row = (apart, known[text]) if text in known else (fresh, place[text])
        found[unit] = tuple(
            (codes[code], told.reasons.get((row, code), ()), float(told.chance[row, code]))
            for code in told.of(row)[:MOST]
        )
    return Proposed(
        by_text=found,
        quality=apart.quality,
        human=agree([(one[:, enough], other[:, enough]) for one, other in material.pairs]) if material.pairs else None,
        texts=len(material.texts),
        learned=int(enough.sum()),
        codes=len(codes),
    )


def _together(study: Study) -> _Material:
    """Return what people coded in all waves, as far as it can be read."""
    reading = read_study(study.folder)
    waves = reading.partial.waves if reading.partial is not None else study.waves
    parts = list(_parts(study, waves))
    if not parts:
        nothing = np.zeros((0, len(study.codebook)), dtype=bool)
        return _Material(texts=(), given=nothing, case=np.empty(0, dtype=np.intp), pairs=())
    first = np.cumsum([0, *(int(part.case.max(initial=-1)) + 1 for part in parts)])
    return _Material(
        texts=tuple(text for part in parts for text in part.texts),
        given=np.concatenate([part.given for part in parts]),
        case=np.concatenate([part.case + at for part, at in zip(parts, first, strict=False)]),
        pairs=tuple(pair for part in parts for pair in part.pairs),
    )


def _parts(study: Study, waves: Sequence[Wave]) -> Iterator[_Material]:
    """Yield what each wave teaches; what of it cannot be read teaches nothing, and a check says what is wrong with it."""
    for wave in waves:
        with suppress(StudyError):
            files = read_interviews(
                cases=wave.cases,
                verbatims=wave.verbatims,
                codings=wave.codings,
                asked=None,
                reads=wave.reads,
                codebook=study.codebook,
            )
            yield _spoken(files, find_readings(files), codes=len(study.codebook))
        with suppress(StudyError):
            yield from _written(study, wave)


def _spoken(files: InterviewFiles, readings: Readings, *, codes: int) -> _Material:
    by_id, codings = np.argsort(files.verbatims.verbatim_id.astype(str)), files.codings
    texts, place = files.verbatims.text[by_id], np.argsort(by_id)
    # A coder without a name is nobody's second reader, and teaches all the same.
    given = np.zeros((len(texts), codes), dtype=bool)
    given[place[codings.verbatim[~codings.contrary]], codings.code[~codings.contrary]] = True
    unnamed = np.unique(readings.case[place[codings.verbatim[codings.coder == ""]]])
    read: np.ndarray = np.logical_or.reduce(readings.read, axis=1) | np.isin(readings.case, unnamed)
    return _Material(
        texts=tuple(texts[read].tolist()), given=given[read], case=readings.case[read], pairs=_pairs(readings, codes)
    )


def _written(study: Study, wave: Wave) -> Iterator[_Material]:
    """Yield what people gave to the answers to each open question; a respondent is a case."""
    if wave.open_codings is None:
        return
    taken = intake_of(study, wave)
    responses = taken.responses
    read = read_open_codings(wave.open_codings, items=wave.items, responses=responses, codebook=study.codebook)
    for item, lines in read.lines.items():
        said = answers_to(taken, item)
        rows = np.unique(lines.row)
        yield _Material(
            texts=tuple(said[who] for who in responses.respondent_id[rows].tolist()),
            given=lines.given(respondents=responses.n, codes=len(study.codebook))[rows],
            case=rows,
            pairs=_pairs(readings_of(lines, file=read.file), len(study.codebook)),
        )


def _pairs(readings: Readings, codes: int) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Return what each two coders gave to the texts both read, (texts, codes)."""
    by_coder = np.zeros((readings.read.shape[1], len(readings.read), codes), dtype=bool)
    by_coder[readings.given[:, 2], readings.given[:, 0], readings.given[:, 1]] = True
    twice = [
        (one, other, np.flatnonzero(readings.read[:, one] & readings.read[:, other]))
        for one, other in combinations(range(len(by_coder)), 2)
    ]
    return tuple((by_coder[one][both], by_coder[other][both]) for one, other, both in twice if len(both))
