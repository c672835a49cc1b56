"""A logo without anything that acts or asks: of an SVG only shapes, paint and their references within it are kept; of a PNG its picture."""

import re
import zlib
from xml.etree import ElementTree as ET

_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = frozenset({
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "defs", "symbol", "use", "title", "desc",
    "linearGradient", "radialGradient", "stop", "clipPath", "mask", "text", "tspan", "style",
})  # fmt: skip
#: What only holds shapes together: a link leads nowhere here, and drawing programs wrap whole pictures in a choice.
_GROUPS = {"a": "g", "switch": "g"}
#: What may not stand in a value or a style: other places, imports, escapes that could write either.
_ELSEWHERE = re.compile(r"url\(\s*['\"]?(?!\s*#)|@|\\|javascript:|data:|expression|/\*", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*>", re.IGNORECASE)
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_PARTS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
#: Points across or down a picture at most: packed, a small file may hold one that fills the memory.
_WIDEST = 4000


class LogoError(ValueError):
    """A logo that cannot be taken; its text is a word of the terms of faults."""


def clean_svg(contents: bytes) -> bytes:
    """Return an SVG with known shapes alone, without scripts, links, events, foreign content or references elsewhere.

    Raises
    ------
    LogoError
        It declares entities, or is no SVG.
    """
    if b"\0" in contents:  # UTF-16 could hide a declaration
        raise LogoError("logo-broken")
    plain = _DOCTYPE.sub(b"", contents)
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", plain, re.IGNORECASE):
        raise LogoError("logo-entities")
    try:
        root = ET.fromstring(plain)  # noqa: S314  entities are refused above
    except (ET.ParseError, ValueError, LookupError) as error:
        raise LogoError("logo-broken") from error
    if root.tag not in (f"{{{_SVG}}}svg", "svg"):
        raise LogoError("logo-broken")
    return bytes(ET.tostring(_cleaned(root), encoding="utf-8"))


def _cleaned(element: ET.Element) -> ET.Element:
    name = _name(element)
    kept = ET.Element(name, {"xmlns": _SVG} if name == "svg" else {})
    for attribute, value in element.attrib.items():
        local = _local(attribute)
        is_link = local == "href"
        if local.lower().startswith("on") or _ELSEWHERE.search(value) or (is_link and not value.startswith("#")):
            continue
        if attribute == local or is_link:
            kept.set(local, value)
    style = name == "style" and _ELSEWHERE.search("".join(element.itertext())) is not None
    kept.text, kept.tail = "" if style else element.text, element.tail
    kept.extend(_cleaned(child) for child in element if isinstance(child.tag, str) and _name(child) in _ELEMENTS)
    return kept


def _name(element: ET.Element) -> str:
    name = _local(element.tag)
    return _GROUPS.get(name, name)


def _local(name: str) -> str:
    namespace, _, local = name.rpartition("}")
    return local if namespace.lstrip("{") in ("", _SVG, "http://www.w3.org/1999/xlink") else name


def clean_png(contents: bytes) -> bytes:
    """Return a PNG with its picture alone, without texts, profiles or whatever follows its end.

    Raises
    ------
    LogoError
        A part of it is not whole, or it is too large.
    """
    kept, at = [_PNG], len(_PNG)
    names: list[bytes] = []
    while contents.startswith(_PNG) and names[-1:] != [b"IEND"]:
        length = int.from_bytes(contents[at : at + 4])
        name, end = contents[at + 4 : at + 8], at + 12 + length
        if end > len(contents) or zlib.crc32(contents[at + 4 : end - 4]) != int.from_bytes(contents[end - 4 : end]):
            raise LogoError("logo-broken")
        names.append(name)
        if name in _PNG_PARTS:
            kept.append(contents[at:end])
        at = end
    if names[:1] != [b"IHDR"] or b"IDAT" not in names:
        raise LogoError("logo-broken")
    if max(int.from_bytes(contents[16:20]), int.from_bytes(contents[20:24])) > _WIDEST:
        raise LogoError("too-large")
    return b"".join(kept)
