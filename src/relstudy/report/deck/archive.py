"""A presentation as the same bytes whenever it is made: no date of its own, parts in one order."""

import io
import zipfile
from collections.abc import Mapping

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_TYPES = "[Content_Types].xml"


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the parts of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        return {name: made.read(name) for name in made.namelist()}


def settle(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as an archive, the content types first, the others by name, all of one date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as settled:
        for name in sorted(parts, key=lambda name: (name != _TYPES, name)):
            part = zipfile.ZipInfo(name, _FIRST_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            settled.writestr(part, parts[name], compresslevel=6)
    return buffer.getvalue()
