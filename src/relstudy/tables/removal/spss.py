"""Cases taken out of an SPSS file: its head and the other cases stay byte for byte, whatever the compression.

Layout: PSPP developers' guide, "System file format". A case is a row of cells of eight bytes. Compressed, a byte says
what a cell holds, eight of these bytes to a block, and behind the block stand the cells that no byte can say; in a
.zsav file the whole is packed again, in parts.
"""

import io
import struct
import zlib

import numpy as np

from relstudy.tables.removal.refusal import NotRemovable
from relstudy.tables.spss_blocks import AS_IT_IS, CELL, pack_blocks
from relstudy.tables.spss_header import BrokenFile, read_head

_COMPRESSION, _CASES = slice(72, 76), slice(80, 84)
#: Record 999 and its filler.
_LAST_RECORD = 8
_IGNORED, _ENDS = 0, 252
_EXTENSION, _NUMBER_OF_CASES = 7, 16
_PACKED = 2
#: The head of the packed cases (three numbers of eight bytes), of their trailer, and an entry of that.
_ZHEAD, _ZTRAILER, _ZENTRY = "3q", "2q2i", "2q2i"


def cut_cases(content: bytes, rows: np.ndarray) -> bytes:
    """Return an SPSS file without some cases, a mask of shape (cases,).

    Raises
    ------
    NotRemovable
        Its cases are not as many as the mask.
    """
    try:
        return _cut(content, rows)
    except (BrokenFile, struct.error) as error:
        raise NotRemovable from error


def _cut(content: bytes, rows: np.ndarray) -> bytes:
    header = read_head(io.BytesIO(content))
    order = "<" if content[64:68] in (b"\2\0\0\0", b"\3\0\0\0") else ">"
    begin = header.ends + _LAST_RECORD
    head = bytearray(content[:begin])
    keep = ~rows
    if struct.unpack(f"{order}i", head[_CASES])[0] >= 0:
        head[_CASES] = struct.pack(f"{order}i", int(keep.sum()))
    _tell_cases(head, order, int(keep.sum()))
    compression = struct.unpack(f"{order}i", head[_COMPRESSION])[0]
    body = content[begin:]
    if compression == 0:
        size = CELL * header.cells
        if len(body) < size * len(rows):
            raise BrokenFile
        cases = np.frombuffer(body, dtype=np.uint8, count=size * len(rows)).reshape(len(rows), size)
        return bytes(head) + bytes(cases[keep].data)
    if compression != _PACKED:
        return bytes(head) + _cut_blocks(body, header.cells, keep)
    size = struct.unpack(f"{order}{_ZTRAILER}", content[_trailer_at(body, order) :][:24])[2]
    cases_left = _cut_blocks(_unpacked(content, body, order), header.cells, keep)
    return bytes(head) + _packed(cases_left, begin, order, size, content[_trailer_at(body, order) :][:16])


def _tell_cases(head: bytearray, order: str, n: int) -> None:
    """Put the number of cases where a record of its own tells it as well."""
    record = struct.pack(f"{order}4i", _EXTENSION, _NUMBER_OF_CASES, 8, 2)
    at = head.find(record)
    if at >= 0:
        head[at + len(record) + 8 : at + len(record) + 16] = struct.pack(f"{order}q", n)


def _cut_blocks(body: bytes, cells: int, keep: np.ndarray) -> bytes:
    """Return compressed cases without some of them."""
    words = np.frombuffer(body, dtype=np.uint64, count=len(body) // CELL)
    whole_behind = (words.view(np.uint8).reshape(-1, CELL) == AS_IT_IS).sum(axis=1).tolist()
    blocks = []
    at = 0
    # A block tells how many cells stand behind it, and so where the next one is.
    while at < len(words):
        blocks.append(at)
        at += 1 + whole_behind[at]
    is_block = np.zeros(len(words), dtype=bool)
    is_block[blocks] = True
    said, whole = words[is_block].view(np.uint8), words[~is_block]
    ends = np.flatnonzero(said == _ENDS)
    if len(ends):
        said = said[: ends[0]]
    said = said[said != _IGNORED]
    if len(said) != cells * len(keep):
        raise BrokenFile
    as_it_is = np.zeros(len(said), dtype=np.uint64)
    as_it_is[said == AS_IT_IS] = whole[: int((said == AS_IT_IS).sum())]
    kept = np.repeat(keep, cells)
    return pack_blocks(said[kept], as_it_is[kept])


def _trailer_at(body: bytes, order: str) -> int:
    return int(struct.unpack(f"{order}{_ZHEAD}", body[:24])[1])


def _unpacked(content: bytes, body: bytes, order: str) -> bytes:
    """Return the compressed cases of a .zsav file, its parts unpacked."""
    at = _trailer_at(body, order)
    parts = struct.unpack(f"{order}i", content[at + 20 : at + 24])[0]
    entries = (struct.unpack(f"{order}{_ZENTRY}", content[at + 24 * (i + 1) :][:24]) for i in range(parts))
    try:
        return b"".join(zlib.decompress(content[packed_at : packed_at + size]) for _, packed_at, _, size in entries)
    except zlib.error as error:
        raise BrokenFile from error


def _packed(cases: bytes, begin: int, order: str, size: int, told: bytes) -> bytes:
    """Return compressed cases packed in parts of `size`, with the head and the trailer that say where these lie."""
    head_size = struct.calcsize(f"={_ZHEAD}")
    parts = [zlib.compress(cases[first : first + size]) for first in range(0, len(cases), size)] or [zlib.compress(b"")]
    plain_at, packed_at = begin, begin + head_size
    entries = b""
    for number, part in enumerate(parts):
        plain = len(cases[number * size : (number + 1) * size])
        entries += struct.pack(f"{order}{_ZENTRY}", plain_at, packed_at, plain, len(part))
        plain_at, packed_at = plain_at + plain, packed_at + len(part)
    trailer = told + struct.pack(f"{order}2i", size, len(parts)) + entries
    head = struct.pack(f"{order}{_ZHEAD}", begin, packed_at, len(trailer))
    return head + b"".join(parts) + trailer
