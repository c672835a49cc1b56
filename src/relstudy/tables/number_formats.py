"""Which cell formats of a workbook show a number as per cent: Excel stores 0.025 and shows `2.5 %`."""

import re
from xml.parsers import expat

from relstudy.tables.archives import STYLES, related_part

#: Excel's own formats `0%` and `0.00%`, which a workbook names by number alone.
_BUILT_IN = frozenset({9, 10})
#: Excel knows some 65 000 cell formats; a part that is larger than any it writes is not read.
_FORMATS_LIMIT = 70_000
_BYTES_LIMIT = 64 * 2**20
#: What a format code shows as it is or does not show at all: quoted or escaped text, a skipped width, a fill, a colour
#: or condition.
_NOT_SHOWN = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]?', re.DOTALL)


def percent_styles(content: bytes) -> frozenset[int]:
    """Return the numbers by which cells of a workbook name a format that shows per cent; none where they cannot be read."""
    styles = related_part(content, STYLES, default="xl/styles.xml")
    if not styles or len(styles) > _BYTES_LIMIT:
        return frozenset()
    reader = _Styles()
    reader.read(styles)
    return frozenset(place for place, number in enumerate(reader.cell_formats) if reader.is_percent(number))


def shows_percent(code: str) -> bool:
    """Tell whether a format code, such as `0.0%`, shows per cent: a sign that is quoted or escaped is mere text."""
    return "%" in code and "%" in _NOT_SHOWN.sub("", code)


class _Stop(Exception):
    """All that is wanted has been read, or the part is none that a workbook has."""


class _Styles:
    """The formats of cells in a styles part, read in one pass; a document type, hence any entity of its own, is refused."""

    def __init__(self) -> None:
        self.cell_formats: list[int] = []
        self.percent: dict[int, bool] = {}
        self._inside = ""

    def is_percent(self, number: int) -> bool:
        return self.percent.get(number, number in _BUILT_IN)

    def read(self, styles: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            parser.Parse(styles, True)  # noqa: FBT003
        except _Stop:
            return
        except (expat.ExpatError, ValueError, LookupError):
            self.cell_formats = []

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local in ("numFmts", "cellXfs"):
            self._inside = local
        elif local == "numFmt" and self._inside == "numFmts":
            number = attributes.get("numFmtId", "")
            if number.isdecimal():
                self.percent[int(number)] = shows_percent(attributes.get("formatCode", ""))
        elif local == "xf" and self._inside == "cellXfs":
            number = attributes.get("numFmtId", "")
            self.cell_formats.append(int(number) if number.isdecimal() else 0)
            if len(self.cell_formats) >= _FORMATS_LIMIT:
                raise _Stop

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local == self._inside:
            self._inside = ""
            if local == "cellXfs":
                raise _Stop

    def _refuse(self, *_: object) -> None:
        self.cell_formats = []
        raise _Stop
