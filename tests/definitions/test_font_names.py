"""A font file is known by what it calls itself; whatever is broken or packed has no name and breaks nothing."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy import resources
from relstudy.definitions.font_names import family_name


def font(*names: tuple[int, int, bytes], head: bytes = b"\0\1\0\0") -> bytes:
    """Return a font with one table, of names: platform, name id, text."""
    strings = b"".join(text for _, _, text in names)
    records, place = b"", 0
    for platform, name, text in names:
        records += struct.pack(">6H", platform, 0, 0, name, len(text), place)
        place += len(text)
    table = struct.pack(">3H", 0, len(names), 6 + len(records)) + records + strings
    return head + struct.pack(">4H", 1, 0, 0, 0) + struct.pack(">4sIII", b"name", 0, 28, len(table)) + table


@pytest.mark.parametrize(("file", "family"), [("inter-400.otf", "Relstudy Sans"), ("serif-600.ttf", "Relstudy Serif")])
def test_fonts_of_the_paper_call_themselves_by_their_family(file: str, family: str) -> None:
    assert family_name((resources.templates() / "report/paper" / file).read_bytes()) == family


def test_the_name_for_windows_comes_before_that_for_the_macintosh() -> None:
    windows, macintosh = (3, 1, "Étoile Grise".encode("utf-16-be")), (1, 1, b"Old")
    assert family_name(font((3, 4, "Full".encode("utf-16-be")), macintosh, windows)) == "Étoile Grise"
    assert family_name(font(macintosh)) == "Old"


@pytest.mark.parametrize(
    "content", [b"", b"wOF2....", b"\0\1\0\0", font(), font((3, 1, b"\xd8\x00")), font((1, 1, b"a\nb"))]
)
def test_what_has_no_readable_name_has_none(content: bytes) -> None:
    assert family_name(content) == ""


@given(st.binary(max_size=80))
def test_no_content_breaks_the_reading(content: bytes) -> None:
    assert family_name(b"OTTO" + content).isprintable()
    cut = font((3, 1, "Nom".encode("utf-16-be")))[: len(content)]
    assert "Nom".startswith(family_name(cut))
