"""Open answers: what people gave to the open answers of the survey on the code frame of the interviews, and how far they agree.

Agreement is that of the interviews (`steps.agreement`), item by item: an answer is a unit and a case of its own, whatever
the unit of the interviews. Only codes somebody gave are told of.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from relstudy.cells import Cell, cells_frame
from relstudy.errors import Fault
from relstudy.intake.frames import Responses
from relstudy.intake.open_codings import CodedAnswers, OpenLines, answers_of, read_open_codings, readings_of
from relstudy.steps.agreement import Agreement, agreement_cells, compare_coders
from relstudy.survey.code_frame import lineage
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import CodingPlan, Identity, Source, Study, Wave
from relstudy.survey.registers import CodebookEntry

#: What stands before the id of an item in cells of agreement: no code has a point in its id.
OPEN = "open."


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAnswers:
    """The coded answers of a wave by open item, and the agreement of their coders where two read the same.

    `faults` tell of what was coded and is left out.
    """

    coded: dict[ItemId, CodedAnswers]
    agreement: dict[ItemId, Agreement]
    faults: tuple[Fault, ...] = ()


def take_codings(
    *,
    wave_items: tuple[Item, ...],
    wave_open_codings: Source,
    intake_responses: Responses,
    study_codebook: tuple[CodebookEntry, ...],
    study_coding: CodingPlan,
    study_identity: Identity,
) -> OpenAnswers:
    """Return the coded open answers of a wave. One row per respondent kept.

    Raises
    ------
    FieldworkError
        Every fault of open_codings.csv.
    """
    read = read_open_codings(wave_open_codings, items=wave_items, responses=intake_responses, codebook=study_codebook)
    items = {item.id: item for item in wave_items}
    coded, agreement = {}, {}
    for id_, lines in read.lines.items():
        coded[id_] = answers_of(lines, items[id_], intake_responses, study_codebook)
        used, kept = _used(lines, study_codebook)
        found = compare_coders(
            interviews_readings=readings_of(used, file=read.file),
            study_codebook=kept,
            study_coding=replace(study_coding, unit="verbatim"),
            study_identity=study_identity,
        )
        if found.units:
            agreement[id_] = found
    return OpenAnswers(coded=coded, agreement=agreement, faults=read.faults)


def _used(lines: OpenLines, codebook: tuple[CodebookEntry, ...]) -> tuple[OpenLines, tuple[CodebookEntry, ...]]:
    """Return the codes given and those above them, and the lines with their positions among these."""
    given = lines.code >= 0
    used = lineage(codebook)[np.unique(lines.code[given])].any(axis=0)
    place = np.append(np.cumsum(used) - 1, -1)
    kept = tuple(entry for entry, is_used in zip(codebook, used.tolist(), strict=True) if is_used)
    return replace(lines, code=place[lines.code]), kept


def cells_of(result: OpenAnswers, study: Study, wave: Wave) -> pd.DataFrame:
    """Return the cells of agreement of each open item, before the gate."""
    cells: list[Cell] = []
    for item, found in result.agreement.items():
        cells += agreement_cells(found, of=f"{OPEN}{item}")
    return cells_frame(cells, step="open_answers")
