"""The files a client keeps, read as a stranger would: what is printed beside which key, in HTML, slides, sheets and on paper."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook
from report_reading import PageReader

_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_NUMBER = re.compile(r"[+\u2212-]?\d+(?:[.,]\d+)?")
_GROUPED = re.compile(r"(?<=\d)[\u202f\u00a0](?=\d{3}(?!\d))|(?<=\d),(?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number with its key: as printed, or the value itself where a file holds it natively."""

    key: str
    said: str | float


def html_numbers(page: bytes) -> list[Printed]:
    """Return the numbers of a report bound to the value of a cell, as they are read."""
    reader = PageReader(page.decode())
    return [Printed(one.key, one.text) for one in reader.numbers if "data-field" not in one.attributes]


def deck_numbers(content: bytes) -> list[Printed]:
    """Return the values of the points of all charts, and the numbers of all texts, of a deck."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("ppt/embeddings/"):
                found += list(_points(archive.read(name)))
        for one in ET.fromstring(archive.read("customXml/relstudy.xml")):
            if one.get("field") == "value":
                found.append(Printed(one.attrib["key"], one.attrib["print"]))
    return found


def _points(content: bytes) -> Iterator[Printed]:
    heads, *rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    )
    for key, value in (("key", "value" if "value" in heads else "y"), ("key_x", "x")):
        if key in heads:
            pairs = ((row[heads.index(key)], row[heads.index(value)]) for row in rows)
            yield from (Printed(str(name), float(number)) for name, number in pairs if name)  # type: ignore[arg-type]


def deck_texts(content: bytes) -> str:
    """Return what stands on all slides and in their notes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [name for name in archive.namelist() if re.fullmatch(r"ppt/(?:slides|notesSlides)/[^/]*\.xml", name)]
        return "\n".join(
            one.text or "" for name in parts for one in ET.fromstring(archive.read(name)).iter(f"{_DRAWN}t")
        )


def sheet_numbers(content: bytes) -> list[Printed]:
    """Return the numbers of a workbook of tables under the keys its hidden row and column say."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    found = []
    for name in book.sheet_names[1:]:
        heads, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for row in rows:
            if row[0] and "#" not in str(row[0]):
                found += [Printed(f"{row[0]}/{head}", cell) for head, cell in zip(heads[2:], row[2:], strict=True) if isinstance(cell, float)]  # fmt: skip
    return found


def paper_text(content: bytes, folder: Path) -> str:
    """Return the text of a PDF in reading order."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed: no paper was read")
    (folder / "paper.pdf").write_bytes(content)
    done = subprocess.run(["pdftotext", folder / "paper.pdf", "-"], capture_output=True, check=True)
    return done.stdout.decode()


def is_print_of(said: str | float, value: float) -> bool:
    """Tell whether what is printed is a value at the precision it is printed in, half up; a share may be a percentage."""
    if isinstance(said, float):
        return said == value
    found = _NUMBER.search(_GROUPED.sub("", said))
    if found is None:
        return False
    plain = Decimal(found[0].replace("\u2212", "-").replace(",", "."))
    if said.strip().startswith((">", "<")):
        return abs(value) > 0.99 or abs(value) < 0.01
    value = float(value)  # NumPy writes its own numbers otherwise
    return any(
        (Decimal(repr(value)) * scale).quantize(plain, ROUND_HALF_UP) == plain for scale in (Decimal(1), Decimal(100))
    )
