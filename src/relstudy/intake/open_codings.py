"""Open answers of the survey coded on the code frame of the interviews: which answers people read, and what they gave them.

One line of open_codings.csv is one code a coder gave to a respondent's answer; a line without a code is an answer they
read and gave none. An answer has a code if any coder gave it, or one below it.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from relstudy.errors import Fault, FaultLog, FieldworkError
from relstudy.intake.frames import Responses
from relstudy.intake.readings import Readings
from relstudy.intake.register_columns import known_positions, open_register, refuse_repeats, required_texts, texts
from relstudy.survey.code_frame import lineage
from relstudy.survey.items import MISSING_CODES, Code, CodeId, Item, ItemId
from relstudy.survey.plan import Source
from relstudy.survey.registers import CodebookEntry
from relstudy.tables import Table

COLUMNS = ("respondent_id", "item", "code_id", "coder")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLines:
    """What was given to the answers to one item, one entry per line, all (lines,).

    `row` and `code` are positions in the responses and the codebook, `code` -1 where the answer was read and given none;
    `coder` are names, "" where nobody is named.
    """

    row: np.ndarray
    code: np.ndarray
    coder: np.ndarray

    def given(self, *, respondents: int, codes: int) -> np.ndarray:
        """Return which codes each answer was given by anybody, each by itself, (respondents, codes) bool."""
        given = np.zeros((respondents, codes), dtype=bool)
        coded = self.code >= 0
        given[self.row[coded], self.code[coded]] = True
        return given


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCodings:
    """The lines of a wave by open item, of respondents the study keeps and who answered. `faults` tell of the others."""

    file: str
    lines: dict[ItemId, OpenLines]
    faults: tuple[Fault, ...] = ()


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
) -> OpenCodings:
    """Return who gave what to which open answer.

    What was given to somebody who is no respondent the study keeps, or who has no answer to the item, is left out and
    told: coded-nobody, coded-blank.

    Raises
    ------
    FieldworkError
        Every fault of the file: an item that is not open, an unknown code, a line that stands twice.
    """
    log = FaultLog()
    table = open_register(source, log, stem="open_codings", required=COLUMNS[:3], optional=COLUMNS[3:])
    if table is None:
        raise FieldworkError(log.faults)
    open_items = [item for item in items if item.kind.answer == "text"]
    who = required_texts(table, "respondent_id", log)
    item = known_positions(table, "item", [one.id for one in open_items], log)
    codes = [entry.id for entry in codebook]
    code = known_positions(table, "code_id", codes, log, code="unknown-code", required=False)
    coder = texts(table, "coder")
    refuse_repeats(table, (who, item, code, coder), log, column="code_id", where=item >= 0)
    log.stop(FieldworkError)
    place = {id_: row for row, id_ in enumerate(responses.respondent_id.tolist())}
    row = np.array([place.get(id_, -1) for id_ in who.tolist()], dtype=np.intp)
    _tell(table, who, row < 0, log, code="coded-nobody")
    found, blank = {}, np.zeros(len(row), dtype=bool)
    for number, one in enumerate(open_items):
        mine = (item == number) & (row >= 0)
        answered = np.zeros(responses.n, dtype=bool)
        if one.asked and one.id in responses.missing:
            answered = responses.answered(one)
        told = mine & answered[row]
        blank |= mine & ~told
        if told.any():
            found[one.id] = OpenLines(row=row[told], code=code[told], coder=coder[told])
    _tell(table, who, blank, log, code="coded-blank")
    return OpenCodings(file=table.file, lines=found, faults=tuple(log.faults))


def _tell(table: Table, who: np.ndarray, where: np.ndarray, log: FaultLog, *, code: str) -> None:
    """Say of how many respondents lines are left out, and where the first stands."""
    if where.any():
        first = int(np.flatnonzero(where)[0])
        log.add(
            code,
            table.file,
            sheet=table.sheet,
            line=int(table.lines[first]),
            column="respondent_id",
            # A number alone: what a wave notes is printed, and no id of a respondent may be.
            found=str(len(set(who[where].tolist()))),
        )


def answers_of(lines: OpenLines, item: Item, responses: Responses, codebook: tuple[CodebookEntry, ...]) -> CodedAnswers:
    """Return the coded answers to an item, respondents as in `responses`."""
    read = np.zeros(responses.n, dtype=bool)
    read[lines.row] = True
    given = lines.given(respondents=responses.n, codes=len(codebook)) @ lineage(codebook)
    used = np.flatnonzero(given.any(axis=0))
    layer = np.where(read, MISSING_CODES["answered"], MISSING_CODES["not_asked"]).astype(np.int8)
    shown = Item(
        id=item.id,
        type="multiple",
        columns=item.columns,
        codes=tuple(Code(code=CodeId(codebook[number].id)) for number in used.tolist()),
        base="valid",
    )
    return CodedAnswers(
        item=shown,
        responses=Responses(
            respondent_id=responses.respondent_id,
            line=responses.line,
            missing={item.id: layer},
            ticked={item.id: np.asfortranarray(given[:, used])},
        ),
    )


def readings_of(lines: OpenLines, *, file: str) -> Readings:
    """Return who read which answers, each a text and a case of its own, in the order of the responses; codes as in the codebook."""
    named = lines.coder != ""
    rows, text = np.unique(lines.row[named], return_inverse=True)
    coders, coder = np.unique(lines.coder[named].astype(str), return_inverse=True)
    read = np.zeros((len(rows), len(coders)), dtype=bool)
    read[text, coder] = True
    given = np.column_stack((text, lines.code[named], coder))[lines.code[named] >= 0]
    return Readings.of_whole_texts(file=file, read=read, given=np.unique(given, axis=0).astype(np.intp))
