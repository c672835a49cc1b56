"""Lines taken out of a CSV text; every other byte stays, whatever the encoding and the ends of lines."""

from collections.abc import Collection

from relstudy.errors import FaultLog
from relstudy.tables.removal.place import Place
from relstudy.tables.text_files import open_text, records
from relstudy.tables.wide_text import wide_codec
from relstudy.tables.written_encoding import PHYSICAL_LINE


def cut_lines(content: bytes, lines: Collection[int], *, place: Place, keeps_lines: bool) -> bytes:
    """Return a CSV text without the records that start on some lines, numbered from 1; with `keeps_lines` they leave blank lines."""
    text_file = open_text(content, "", FaultLog(), header_row=place.header_row)
    if text_file is None:
        return content
    starts = [r.line for r in records(text_file, header_row=place.header_row, skip_rows=place.skip_rows)]
    mark, wide = wide_codec(content)
    # In every other encoding that is read a line end is its own byte, so that any codec of one byte a sign will do.
    codec, errors = (wide, "surrogatepass") if wide else ("latin-1", "strict")
    physical = PHYSICAL_LINE.findall(content[mark:].decode(codec, errors))
    gone: set[int] = set()
    for start, following in zip(starts, [*starts[1:], len(physical) + 1], strict=True):
        if start in lines:
            gone.update(range(start, following))
    kept = (
        line if number not in gone else line[len(line.rstrip("\r\n")) :] if keeps_lines else ""
        for number, line in enumerate(physical, start=1)
    )
    return content[:mark] + "".join(kept).encode(codec, errors)
