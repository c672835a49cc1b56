"""A presentation as the same bytes whenever it is made: no date of its own, parts in one order."""

import io
import zipfile

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_TYPES = "[Content_Types].xml"


def settle(content: bytes) -> bytes:
    """Return an archive with the same parts, the content types first, the others by name, all of one date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as settled:
        for name in sorted(made.namelist(), key=lambda name: (name != _TYPES, name)):
            part = zipfile.ZipInfo(name, _FIRST_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            settled.writestr(part, made.read(name), compresslevel=6)
    return buffer.getvalue()
