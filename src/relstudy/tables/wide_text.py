"""UTF-16, as Excel's "Unicode text" and other programs of Windows write it: two bytes to a sign, with or without a mark that says so.

It is read where it is certain: a mark, or a zero in every second byte of text in Latin letters. What follows in one
byte to a sign, as when a program appends to such a file, is refused with its line.
"""

import re
from dataclasses import dataclass

_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
#: Signs of which zeros are counted, and the share of them that must have one.
_COUNTED, _MOSTLY = 2**16, 0.6
#: No text holds these: control signs, halves of pairs, signs that are none.
_NO_SIGN = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Signs both of whose bytes are letters, digits or line ends: so many in a row are bytes of a text in one byte to a
#: sign.
_NARROW = re.compile(b"(?:[\\n\\r\\x20-\\x7e][\\n\\r\\x20-\\x7e]){12,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WideText:
    """The text of a file in UTF-16; `broken_at` is where (signs from 0) it ceases to be such a text, None where it does not."""

    text: str
    broken_at: int | None = None


def read_wide(content: bytes) -> WideText | None:
    """Return the text of bytes that are certainly UTF-16; None where they are not."""
    mark, codec = wide_codec(content)
    if codec is None:
        return None
    body = content[mark:]
    text = body.decode(codec, "surrogatepass") if len(body) % 2 == 0 else body[:-1].decode(codec, "surrogatepass")
    ends = [len(text)] if len(body) % 2 else []
    ends += [match.start() for match in (_NO_SIGN.search(text),) if match is not None]
    ends += [match.start() // 2 for match in _NARROW.finditer(body) if match.start() % 2 == 0][:1]
    return WideText(text=text, broken_at=min(ends, default=None))


def wide_codec(content: bytes) -> tuple[int, str | None]:
    """Return the length of the mark at the beginning of a text in UTF-16 and its codec; (0, None) for bytes that are no such text."""
    marked = _MARKS.get(content[:2])
    return (2, marked) if marked else (0, _codec_of(content))


def _codec_of(content: bytes) -> str | None:
    """Return the order of the bytes by where the zeros are: those of one place of each pair, hardly ever of the other."""
    head = content[: 2 * _COUNTED]
    first, second = head[0::2], head[1::2]
    if not second:
        return None
    zeros = (first.count(0) / len(first), second.count(0) / len(second))
    if zeros[0] == 0.0 and zeros[1] >= _MOSTLY:
        return "utf-16-le"
    return "utf-16-be" if zeros[1] == 0.0 and zeros[0] >= _MOSTLY else None
