"""What a wave knows of the waves before it: their cells as they stand in `out`, and their definitions; never their answers."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from relstudy.definitions.peeking import peek_label, wave_names
from relstudy.definitions.reading import Reading, read_study
from relstudy.delivery.identity import CELLS, wave_before
from relstudy.delivery.stated import find_restated
from relstudy.errors import StudyError, fault
from relstudy.steps.absence import NotInStudy
from relstudy.steps.changes import units_of
from relstudy.survey.frozen import FrozenProfiles
from relstudy.survey.past import Past, terms_of
from relstudy.survey.plan import Study

#: Why there is nothing to compare with: a key of `[reasons]` in the words.
FIRST, NOT_RUN, NOT_READ = "no_wave_before", "no_run_before", "no_reading_before"


def read_past(folder: Path, out: Path, wave: str) -> Past | NotInStudy:
    """Return what a wave may know of the one before it, or why there is nothing to know.

    Raises
    ------
    StudyError
        unreadable-file: the cells of the wave before are there and cannot be read.
    """
    before = wave_before(folder, wave)
    return NotInStudy(FIRST) if before is None else past_of(folder, out, before, now=wave)


def past_of(folder: Path, out: Path, before: str, *, now: str) -> Past | NotInStudy:
    """Return what is known of a wave, beside another one however far from it; or why nothing is.

    Raises
    ------
    StudyError
        unreadable-file: its cells are there and cannot be read.
    """
    cells = published_cells(out, before)
    if cells is None:
        return NotInStudy(NOT_RUN)
    first, last = sorted((before, now))
    between = tuple(name for name in wave_names(folder) if first < name < last)
    study = _study(read_study(folder, waves=(before, *between)))
    terms = {wave.id: terms_of(wave) for wave in study.waves} if study is not None else {}
    if before not in terms or not terms.keys() >= set(between):
        return NotInStudy(NOT_READ)
    ordered = between if before < now else between[::-1]
    return Past(
        cells=cells,
        terms=terms[before],
        between=tuple(replace(terms[name], units=_units(out, name)) for name in ordered),
        restated=find_restated(folder, out, before, cells),
        frozen=_model_of(study, last),
        called={name: peek_label(folder / "waves" / name) for name in wave_names(folder) if name < first},
    )


def _units(out: Path, wave: str) -> dict[str, str]:
    """Return the units the numbers of a wave were in, as it was published; nothing of a wave that was not run."""
    cells = published_cells(out, wave)
    return {} if cells is None else units_of(cells)


def _model_of(study: Study | None, last: str) -> FrozenProfiles | None:
    """Return the frozen model of the profiles where a wave after the frozen one is looked at: nothing else depends on it."""
    frozen = study.frozen if study is not None else None
    return frozen.profiles if frozen is not None and last > frozen.wave else None


def _study(reading: Reading) -> Study | None:
    return reading.study or reading.partial


def published_cells(out: Path, wave: str) -> pd.DataFrame | None:
    """Return the cells of a wave as its last run left them, None where it was not run.

    Raises
    ------
    StudyError
        unreadable-file: they are there and cannot be read.
    """
    path = out / wave / CELLS
    if not path.is_file():
        return None
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise StudyError([fault("unreadable-file", f"out/{wave}/{CELLS}")]) from error
