"""A logo keeps its picture and nothing that acts or asks."""

import struct
import zlib

import pytest

from relstudy.definitions.clean_logo import LogoError, clean_png, clean_svg

HOSTILE = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="evil()">
<script>evil()</script><style>@import "http://evil"; .a{fill:red}</style><a xlink:href="http://evil"><path d="M1"/></a>
<image href="http://evil"/><foreignObject><p>evil</p></foreignObject><use xlink:href="http://evil#x"/>
<rect fill="url(http://evil)" style="background:url( 'http://evil')" onclick="evil()"/><animate attributeName="href"/>
<linearGradient id="g"/><circle r="4" fill="url(#g)"/><use href="#g"/></svg>"""


def test_scripts_links_events_and_references_elsewhere_are_gone():
    cleaned = clean_svg(HOSTILE.encode()).decode()
    assert "evil" not in cleaned
    assert "animate" not in cleaned
    assert '<circle r="4" fill="url(#g)" />' in cleaned
    assert '<use href="#g" />' in cleaned


def test_shapes_inside_a_link_or_a_choice_are_kept_without_it():
    cleaned = clean_svg(
        HOSTILE.replace("<script>", "<switch><foreignObject/><g><path d='M2'/></g></switch><script>").encode()
    )
    assert b'<g><path d="M1" /></g>' in cleaned
    assert b'<g><g><path d="M2" /></g></g>' in cleaned


@pytest.mark.parametrize(
    "contents",
    [
        b"",
        b"<html/>",
        b"<svg",
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>',
        "<svg/>".encode("utf-16"),
    ],
)
def test_what_is_no_plain_svg_is_refused(contents: bytes):
    with pytest.raises(LogoError):
        clean_svg(contents)


def part(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


HEAD = b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
REST = part(b"IDAT", zlib.compress(b"\0\0")) + part(b"IEND", b"")


def test_a_png_of_a_picture_alone_stays_as_it_is():
    assert clean_png(HEAD + REST) == HEAD + REST


def test_a_png_keeps_its_picture_alone():
    assert clean_png(HEAD + part(b"tEXt", b"Author\0evil") + REST + b"<script>") == HEAD + REST


@pytest.mark.parametrize("contents", [HEAD, HEAD + REST[:-1], HEAD + part(b"IEND", b""), HEAD[:-1] + b"\0" + REST])
def test_a_png_that_is_not_whole_is_refused(contents: bytes):
    with pytest.raises(LogoError):
        clean_png(contents)
