"""Rows of a CSV text that do not fit their header: a cell too few or too many, a quotation mark left open.

Such a row says something else than it seems to say, and nobody can tell what: it is a fault, never filled up or cut.
Two writers leave rows of another length that say all there is: programs that end every row with the same blank cells,
and Excel.

References
----------
Microsoft, "Column delimiters are missing in an Excel spreadsheet that is saved as text": Excel writes text in blocks of 16 rows, each
block as wide as the widest row in it.
"""

from collections import Counter
from collections.abc import Sequence

from relstudy.errors import FaultLog
from relstudy.tables.rows import Layout, Row, is_blank, used_rows

#: Rows told one by one; the last of them counts the others.
MOST = 10
#: Rows that Excel makes of one length when it saves a sheet as text.
_EXCEL_BLOCK = 16


def refuse_broken(rows: Sequence[Row], log: FaultLog, *, layout: Layout) -> bool:
    """Tell whether rows of cells (line, cells), blank lines among them, cannot be read; each broken one is said as broken-row.

    Looked at are the rows below the header that hold something and are not left out. Where most of them have one and
    the same wrong length, that is one fault: the header is what does not fit. Where all of them lack the same cells at
    the end, the columns are still known, so that what is wrong with those is said too.
    """
    used = used_rows(rows, layout)
    if not used:
        return False
    header = used[0][1]
    width = len(header)
    below = used[1:]
    odd = [row for row in below if len(row[1]) != width]
    if not odd or _says_all(below, odd, header, [len(cells) for _, cells in rows]):
        return False
    lengths = Counter(len(cells) for _, cells in odd)
    length, times = lengths.most_common(1)[0]
    told = odd if 2 * times <= len(below) or times == 1 else [row for row in odd if len(row[1]) == length][:1]
    for place, (line, cells) in enumerate(told[:MOST]):
        more = len(odd) - len(told[:MOST]) if place == len(told[:MOST]) - 1 else 0
        log.add(
            "broken-row",
            layout.file,
            sheet=layout.sheet,
            line=line,
            found=_cells(len(cells)),
            allowed=_cells(width),
            more=more,
        )
    return len(lengths) > 1 or times < len(below) or length > width


def _says_all(below: Sequence[Row], odd: Sequence[Row], header: Sequence[str], lengths: Sequence[int]) -> bool:
    """Tell whether rows of another length lack blank cells only: each row ends so, or Excel wrote them in blocks."""
    width = len(header)
    if any(not all(map(is_blank, cells[width:])) for _, cells in odd):
        return False
    if len({len(cells) for _, cells in below}) == 1:
        return all(map(is_blank, header[len(below[0][1]) :]))
    blocks = [lengths[first : first + _EXCEL_BLOCK] for first in range(0, len(lengths), _EXCEL_BLOCK)]
    # The end of a file that was cut off is a block of its own, too.
    return all(len(set(block)) == 1 for block in blocks) and (len(blocks[-1]) > 1 or blocks[-1][0] == width)


def _cells(number: int) -> str:
    return "@one-cell" if number == 1 else f"{number} @cells"
