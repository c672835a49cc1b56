"""Who read what and gave which code: the codings of a wave by coder, whatever the order of their lines.

A coder without a name is nobody's second reader and is left out. Where reads.csv does not say who read what, a coder
read every verbatim of the cases in which they coded anything; where it does, a coded verbatim was read all the same.
"""

from dataclasses import dataclass

import numpy as np

from relstudy.intake.interviews import InterviewFiles
from relstudy.stats.unitizing import Passages


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The readings of a wave. `case` (verbatims,): position of the case in the order of case ids; verbatims by their ids.

    `read` (verbatims, coders) bool, coders by name. `given` (n, 3): verbatim, code and coder of each code given, as
    positions, each once however many passages have it; what says the contrary of a code does not give it. `passages` are
    the same codings with their places in the texts, which have `length` (verbatims,) characters.
    """

    file: str
    case: np.ndarray
    cases: int
    read: np.ndarray
    given: np.ndarray
    length: np.ndarray
    passages: Passages

    @classmethod
    def none(cls) -> "Readings":
        """Return the readings of no verbatim by no coder."""
        return cls.of_whole_texts(file="", read=np.zeros((0, 0), dtype=bool), given=np.empty((0, 3), dtype=np.intp))

    @classmethod
    def of_whole_texts(cls, *, file: str, read: np.ndarray, given: np.ndarray) -> "Readings":
        """Return the readings of texts that are a case each and were coded as a whole: where in them nobody says."""
        nothing = np.empty(0, dtype=np.intp)
        return cls(
            file=file,
            case=np.arange(len(read)),
            cases=len(read),
            read=read,
            given=given,
            length=np.zeros(len(read), dtype=np.intp),
            passages=Passages(text=nothing, reader=nothing, value=nothing, start=nothing, end=nothing),
        )


def name_coders(files: InterviewFiles) -> np.ndarray:
    """Return the names of the coders of a wave in the order of its readings, shape (coders,), text."""
    named, told = files.codings.coder[files.codings.coder != ""], files.reads
    return np.unique(np.concatenate((named, told.coder if told is not None else named)).astype(str))


def find_readings(files: InterviewFiles) -> Readings:
    """Return who read each verbatim and which codes each coder gave it."""
    verbatims, codings = files.verbatims, files.codings
    by_id, by_case = np.argsort(verbatims.verbatim_id.astype(str)), np.argsort(files.cases.case_id.astype(str))
    place, case_place = np.empty_like(by_id), np.empty_like(by_case)
    place[by_id], case_place[by_case] = np.arange(len(by_id)), np.arange(len(by_case))
    case = case_place[verbatims.case[by_id]]
    named = codings.coder != ""
    told = files.reads
    coders = name_coders(files)
    coder = np.searchsorted(coders, codings.coder[named].astype(str))
    verbatim = place[codings.verbatim[named]]
    read = np.zeros((len(case), len(coders)), dtype=bool)
    read[verbatim, coder] = True
    if told is not None:
        read[place[told.verbatim], np.searchsorted(coders, told.coder.astype(str))] = True
    else:
        coded = np.zeros((len(by_case), len(coders)), dtype=bool)
        coded[case[verbatim], coder] = True
        read = coded[case]
    voice = ~codings.contrary[named]
    given = np.column_stack((verbatim, codings.code[named], coder))[voice]
    length = np.array([len(text) for text in verbatims.text[by_id]], dtype=np.intp)
    start, end = codings.start[named], codings.end[named]
    whole = start < 0
    return Readings(
        file=codings.file,
        case=case,
        cases=len(by_case),
        read=read,
        given=np.unique(given, axis=0).astype(np.intp),
        length=length,
        passages=Passages(
            text=verbatim,
            reader=coder,
            value=codings.code[named],
            start=np.where(whole, 0, start),
            end=np.where(whole, length[verbatim], end),
        ).of(voice),
    )
