"""REFI-QDA files as other programs write them, counting offsets each in its own way."""

import io
import re
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

USER = "11111111-0000-4000-8000-000000000000"
MARK = "\ufeff"

TEXT = (
    "J\u2019ai été déçue 😡 par le téléphone.\r\nL\u2019agence\u00a0: tre\u0300s bien 👍🏽, merci.\r\nC\u2019est tout."
)
DIALECTS = ("code-points", "utf-16", "utf-8", "code-points+crlf-as-one", "utf-16+crlf-as-one", "utf-8+crlf-as-one")


def words(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[\w\u0300\u0301]+", text)]


@dataclass(frozen=True, kw_only=True)
class Coded:
    """One passage in code points and the codes given to it; a name of its own where it is not the quote."""

    start: int
    end: int
    codes: Sequence[str] = ("tel",)
    name: str | None = None


def guid(*parts: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, parts))))


def counted(text: str, at: int, dialect: str) -> int:
    """Where a code point stands in the units of a dialect, the plainest way."""
    before = text[:at]
    if "crlf-as-one" in dialect:
        before = before.replace("\r\n", "\n")
    if "lf-as-two" in dialect:
        before = before.replace("\r\n", "\n").replace("\n", "\r\n")
    if "bom" in dialect:
        before = MARK + before
    if "utf-16" in dialect:
        return len(before.encode("utf-16-le")) // 2
    return len(before.encode()) if "utf-8" in dialect else len(before)


def project_xml(
    documents: Mapping[str, tuple[str, Sequence[Coded]]], *, dialect: str = "code-points", parts: str = ""
) -> str:
    names = {code: None for _, found in documents.values() for one in found for code in one.codes}
    codes = "".join(f'<Code guid="{guid("code", name)}" name={quoteattr(name)} isCodable="true"/>' for name in names)
    sources = []
    for name, (text, found) in documents.items():
        selections = "".join(
            f'<PlainTextSelection guid="{guid(name, number)}" name={quoteattr(one.name or text[one.start : one.end])}'
            f' startPosition="{counted(text, one.start, dialect)}" endPosition="{counted(text, one.end, dialect)}"'
            f' creatingUser="{USER}">'
            + "".join(
                f'<Coding guid="{guid(name, number, code)}"><CodeRef targetGUID="{guid("code", code)}"/></Coding>'
                for code in one.codes
            )
            + "</PlainTextSelection>"
            for number, one in enumerate(found)
        )
        sources.append(
            f'<TextSource guid="{guid(name)}" name={quoteattr(name)} plainTextPath="internal://{guid(name)}.txt">'
            f"{selections}</TextSource>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="x">'
        f'<Users><User guid="{USER}" name="claire"/></Users><CodeBook><Codes>{codes}</Codes></CodeBook>'
        f"<Sources>{''.join(sources)}</Sources>{parts}</Project>"
    )


def project(
    documents: Mapping[str, tuple[str, Sequence[Coded]]],
    *,
    dialect: str = "code-points",
    marked: bool = False,
    parts: str = "",
    folder: str = "sources",
) -> bytes:
    """A .qdpx of documents; `marked` stores a byte order mark before each text."""
    entries = {
        f"{folder}/{guid(name)}.txt": ((MARK if marked else "") + text).encode()
        for name, (text, _) in documents.items()
    }
    return archive({"project.qde": project_xml(documents, dialect=dialect, parts=parts).encode(), **entries})


def archive(entries: Mapping[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return sink.getvalue()


def inline(text: str) -> str:
    return f"<PlainTextContent>{escape(text)}</PlainTextContent>"
