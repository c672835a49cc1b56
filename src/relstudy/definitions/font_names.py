"""What a font file calls its family: the name by which office programs know it."""

import struct
from collections.abc import Iterator

#: The first bytes of a file whose tables lie open; those of a woff2 are packed.
_OPEN = (b"\0\1\0\0", b"OTTO", b"true")
_FAMILY = 1
_ENTRY, _RECORD = struct.Struct(">4sIII"), struct.Struct(">6H")
_WINDOWS, _MACINTOSH = 3, 1
_LONGEST = 64


def family_name(content: bytes) -> str:
    """Return the family a font file names, "" where it names none, is packed or is broken.

    References
    ----------
    OpenType specification 1.9, "name": name id 1, of the Windows platform (UTF-16) or the Macintosh one (Roman).
    """
    try:
        named = dict(_names(content)) if content.startswith(_OPEN) else {}
    except (struct.error, UnicodeDecodeError):
        return ""
    name = named.get(_WINDOWS) or named.get(_MACINTOSH) or ""
    return name[:_LONGEST].strip() if name.isprintable() else ""


def _names(content: bytes) -> Iterator[tuple[int, str]]:
    """Yield the names of the family, by platform."""
    (tables,) = struct.unpack_from(">H", content, 4)
    for i in range(tables):
        tag, _, at, _ = _ENTRY.unpack_from(content, 12 + i * _ENTRY.size)
        if tag != b"name":
            continue
        _, count, strings = struct.unpack_from(">3H", content, at)
        for j in range(count):
            platform, _, _, name, length, place = _RECORD.unpack_from(content, at + 6 + j * _RECORD.size)
            if name == _FAMILY and platform in (_WINDOWS, _MACINTOSH):
                said = content[at + strings + place : at + strings + place + length]
                yield platform, said.decode("utf-16-be" if platform == _WINDOWS else "mac-roman")
