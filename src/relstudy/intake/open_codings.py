"""Open answers of the survey coded on the code frame of the interviews: which answers people read, and what they gave them.

One line of open_codings.csv is one code a coder gave to a respondent's answer; a line without a code is an answer they
read and gave none. An answer has a code if any coder gave it, or one below it.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from relstudy.errors import FaultLog, FieldworkError
from relstudy.intake.frames import Responses
from relstudy.intake.register_columns import known_positions, open_register, refuse_repeats, required_texts, texts
from relstudy.survey.code_frame import lineage
from relstudy.survey.items import MISSING_CODES, Code, CodeId, Item, ItemId
from relstudy.survey.plan import Source
from relstudy.survey.registers import CodebookEntry

COLUMNS = ("respondent_id", "item", "code_id", "coder")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedAnswers:
    """The coded answers to one open item, as those of a question with several answers.

    `item` has the codes given, those above them included, in the order of the codebook; its base are those who answered
    and whose answer was read. `responses` holds it alone.
    """

    item: Item
    responses: Responses


def read_open_codings(
    source: Source, *, items: Collection[Item], responses: Responses, codebook: tuple[CodebookEntry, ...]
) -> dict[ItemId, CodedAnswers]:
    """Return the coded answers by open item, respondents as in `responses`. Who is no respondent of the wave is left out.

    Raises
    ------
    FieldworkError
        Every fault of the file: an item that is not open, an unknown code, a line that stands twice.
    """
    log = FaultLog()
    table = open_register(source, log, stem="open_codings", required=COLUMNS[:3], optional=COLUMNS[3:])
    if table is None:
        raise FieldworkError(log.faults)
    codes = [entry.id for entry in codebook]
    open_items = [item for item in items if item.kind.answer == "text"]
    who = required_texts(table, "respondent_id", log)
    item = known_positions(table, "item", [one.id for one in open_items], log)
    code = known_positions(table, "code_id", codes, log, code="unknown-code", required=False)
    refuse_repeats(table, (who, item, code, texts(table, "coder")), log, column="code_id", where=item >= 0)
    log.stop(FieldworkError)
    place = {id_: row for row, id_ in enumerate(responses.respondent_id.tolist())}
    row = np.array([place.get(id_, -1) for id_ in who.tolist()], dtype=np.intp)
    above, found = lineage(codebook), {}
    for number, one in enumerate(open_items):
        mine = (item == number) & (row >= 0)
        if one.asked and one.id in responses.missing and mine.any():
            given = np.zeros((responses.n, len(codes)), dtype=bool)
            coded = mine & (code >= 0)
            given[row[coded], code[coded]] = True
            read = np.zeros(responses.n, dtype=bool)
            read[row[mine]] = True
            found[one.id] = _coded_answers(one, responses, read, given @ above, codes)
    return found


def _coded_answers(
    item: Item, responses: Responses, read: np.ndarray, given: np.ndarray, codes: list[str]
) -> CodedAnswers:
    there = read & responses.answered(item)
    given = given & there[:, None]
    used = np.flatnonzero(given.any(axis=0))
    layer = np.where(there, MISSING_CODES["answered"], MISSING_CODES["not_asked"]).astype(np.int8)
    coded = Item(
        id=item.id,
        type="multiple",
        columns=item.columns,
        codes=tuple(Code(code=CodeId(codes[number])) for number in used.tolist()),
        base="valid",
    )
    return CodedAnswers(
        item=coded,
        responses=Responses(
            respondent_id=responses.respondent_id,
            line=responses.line,
            missing={item.id: layer},
            ticked={item.id: np.asfortranarray(given[:, used])},
        ),
    )
