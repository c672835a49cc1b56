"""How a CSV text stands in its file: the mark before it and its encoding, so that what changes in it is written as the rest is."""

import re

from relstudy.tables.text_files import TextFile
from relstudy.tables.wide_text import wide_codec

#: A line as it stands in a file, its end included, whatever it is.
PHYSICAL_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_MARK = b"\xef\xbb\xbf"
#: How a file that was saved in two encodings is read.
_TWICE = "@utf8-twice"


def encoding_of(content: bytes, text_file: TextFile) -> tuple[bytes, str | None]:
    """Return the mark before a text and its codec; None for one that was saved twice, which no codec writes again."""
    length, wide = wide_codec(content)
    if wide:
        return content[:length], wide
    if content.startswith(_MARK):
        return _MARK, "utf-8"
    if _TWICE in text_file.readings:
        return b"", None
    return b"", "cp1252" if "cp1252" in text_file.readings else "utf-8"
