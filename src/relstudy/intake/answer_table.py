"""The table of a file of answers, as the study says where it lies: whoever reads answers reads these cells."""

from collections.abc import Collection

from relstudy.errors import FaultLog
from relstudy.survey.plan import Respondents
from relstudy.tables import InputFile, Table, read_table


def read_answer_table(
    source: InputFile, log: FaultLog, layout: Respondents, *, wanted: Collection[str] | None = None
) -> Table | None:
    """Return the table of a file of answers; None where a fault makes it unreadable.

    Columns whose name stands twice are numbered, and references of web pages in cells are read as their signs. `wanted`
    are the columns the answers are for, where a format can leave out the others.
    """
    return read_table(
        source,
        log,
        sheet=layout.sheet,
        header_row=layout.header_row,
        skip_rows=layout.skip_rows,
        wanted=wanted,
        numbered=True,
        entities=True,
    )
