"""The deck, `deck.<lang>.pptx`: its slides in the template of the study or agency, and the reading again of every number in it.

A title somebody typed over in the last delivery is kept: what was made there lies beside it, so that a title that is
merely of an earlier build is told from one that a person wrote.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TypeAlias
from xml.etree import ElementTree as ET

import pandas as pd
import python_calamine

from relstudy.outputs.output import Check, Files
from relstudy.report import lay_deck, open_context
from relstudy.report.deck.layouts import room_of
from relstudy.report.deck.said import unbound
from relstudy.report.deck.slide import BUILT_IN_ROOM
from relstudy.report.deck.titles import typed_titles
from relstudy.report.deck.writing import BINDINGS, write_deck
from relstudy.report.findings import Findings
from relstudy.report.numbers import round_half_up
from relstudy.words import Lang

_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SHAPE = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_NUMBER = "{urn:relstudy:deck}number"
_WORDS = "{urn:relstudy:deck}words"
_SHEETS = "ppt/embeddings/"
_DIGITS = re.compile(r"[+\u2212-]?\d+(?:[.,]\d+)?")
#: Heads of the values a key of a sheet tells of.
_FIELDS = ("base", "base_weighted", "base_effective", "low", "high", "se")
#: Numbers of cells by their name, then by key.
Told: TypeAlias = dict[str, dict[str, float | None]]
_HEADS = (("key", ("value", "y", "x")), ("key_x", ("x",)))


def write_decks(
    *, findings: Findings, langs: tuple[Lang, ...], template: bytes | None, delivered: Mapping[Lang, bytes]
) -> Files:
    """Return the deck in each language, in a template that lacks nothing (the built-in one where it is None)."""
    files = {}
    room = BUILT_IN_ROOM if template is None else room_of(template)
    for lang in langs:
        context = open_context(findings, lang)
        files[f"deck.{lang}.pptx"] = write_deck(
            lay_deck(context, room=room),
            lang=lang,
            name=f"{context.study_name} – {context.wave_name}",
            made=findings.wave.facts.field_end,
            template=template,
            kept=typed_titles(delivered.get(lang)),
            brand=findings.study.brand,
        )
    return files


def check_decks(files: Files, cells: pd.DataFrame) -> tuple[Check, ...]:
    """Return, for each deck read again, whether every number of its texts, tables and charts is its cell, and nothing withheld is in it."""
    keys = cells["key"].tolist()
    told: Told = {field: dict(zip(keys, cells[field].tolist(), strict=True)) for field in ("value", *_FIELDS)}
    shut = frozenset(cells.loc[cells["status"] == "withheld", "key"])
    return tuple(check for name, content in files.items() for check in _check_deck(name, content, told, shut))


def _check_deck(name: str, content: bytes, told: Told, shut: frozenset[str]) -> tuple[Check, ...]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = dict(_texts(archive))
        told_of = ET.fromstring(archive.read(BINDINGS))  # noqa: S314 - we wrote it
        written, worded = list(told_of.iter(_NUMBER)), list(told_of.iter(_WORDS))
        charted = [
            pair for part in archive.namelist() if part.startswith(_SHEETS) for pair in _charted(archive.read(part))
        ]
    unlike = [one.attrib["key"] for one in written if not _stands(one.attrib, texts, told)]
    unlike += [key for key, value in charted if told["value"].get(key) != value]
    keys = {key for key, _ in charted} | {one.attrib["key"] for one in written if one.attrib["field"] == "value"}
    leaked = sorted(keys & shut)
    stray = list(_strays(texts, written, worded))
    deck = name.removesuffix(".pptx").replace(".", "_")
    return (
        Check(
            name=f"{deck}_numbers_are_cells",
            passed=not unlike,
            detail=", ".join(unlike[:5]) or f"{len(written) + len(charted)} numbers",
        ),
        Check(
            name=f"{deck}_has_no_number_without_cell",
            passed=not stray,
            detail=", ".join(stray[:5]) or f"{len(texts)} texts",
        ),
        Check(name=f"{deck}_shows_nothing_withheld", passed=not leaked, detail=", ".join(leaked[:5]) or "0 shown"),
    )


def _texts(archive: zipfile.ZipFile) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the text of every shape of every slide, by the names of the slide and of the shape."""
    for part in archive.namelist():
        if re.fullmatch(r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml", part):
            slide = ET.fromstring(archive.read(part))  # noqa: S314 - likewise
            head = slide.find(f"{_SHAPE}cSld")
            name = "" if head is None else head.attrib.get("name", "")
            for shape in slide.iter():
                if shape.tag in (f"{_SHAPE}sp", f"{_SHAPE}graphicFrame"):
                    known = next(shape.iter(f"{_SHAPE}cNvPr"))
                    yield (name, known.attrib["id"]), "\n".join(text.text or "" for text in shape.iter(f"{_TEXT}t"))


def _strays(
    texts: Mapping[tuple[str, str], str], numbers: Iterable[ET.Element], words: Iterable[ET.Element]
) -> Iterator[str]:
    """Yield each text that holds a digit for which no cell and no wording answers: its slide, and what is left of it."""
    known: dict[tuple[str, str], set[str]] = {}
    for one in (*numbers, *words):
        known.setdefault((one.attrib["slide"], one.attrib["shape"]), set()).add(
            one.attrib.get("print") or one.attrib["text"]
        )
    for place, text in texts.items():
        left = unbound(text)
        for said in sorted(known.get(place, ()), key=len, reverse=True):
            left = left.replace(unbound(said), " ")
        if re.search(r"\d", left):
            yield f"{place[0]}: {_around(left)}"


def _around(text: str) -> str:
    """Return the first digits of a text with a few signs around them."""
    at = next(found.start() for found in re.finditer(r"\d", text))
    return " ".join(text[max(at - 25, 0) : at + 15].split())


def _stands(bound: Mapping[str, str], texts: Mapping[tuple[str, str], str], told: Told) -> bool:
    """Tell whether a number is printed where it is said to be, and is its cell at the precision it is printed in."""
    if unbound(bound["print"]) not in unbound(texts.get((bound["slide"], bound["shape"]), "")):
        return False
    key = bound["key"]
    number, base = told["value" if bound["field"] == "of_base" else bound["field"]].get(key), told["base"].get(key)
    if bound["field"] == "of_base" and number is not None and base is not None:
        number *= base
    return number is not None and _is_print(bound["print"], number)


def _is_print(text: str, number: float) -> bool:
    """Tell whether the first number of a text is a number, rounded; a share may be printed as a percentage, a stability as `> 99`."""
    found = _DIGITS.search(
        text.replace("\u202f", "").replace(",", "")
        if re.search(r"\d,\d{3}(?!\d)", text)
        else text.replace("\u202f", "")
    )
    if found is None:
        return False
    plain = Decimal(found[0].replace("\u2212", "-").replace(",", "."))
    places = max(-int(plain.as_tuple().exponent), 0)
    return any(round_half_up(number, places, scale=scale) == plain for scale in (1, 100)) or (
        text.startswith(">") and number > 0.99
    )


def _charted(content: bytes) -> Iterator[tuple[str, object]]:
    """Yield the keys of a chart's sheet with their values."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    heads, *rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    for key, values in _HEADS:
        if key in heads:
            value = next(heads.index(one) for one in values if one in heads)
            yield from ((str(row[heads.index(key)]), row[value]) for row in rows if row[heads.index(key)])
