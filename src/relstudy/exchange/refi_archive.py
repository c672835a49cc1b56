"""REFI-QDA files as bytes: an archive whose parts are looked at before any is read, XML without entities or network."""

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from lxml import etree

from relstudy.errors import FaultLog
from relstudy.tables.archives import archive_is_sound

_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, OverflowError, NotImplementedError, RuntimeError, EOFError)
#: XML that is read as a tree is held ten times as large: more is refused before it is parsed.
TREE_LIMIT = 192 * 2**20
#: A document type stands in the first so many bytes.
_PROLOGUE = 2**16
#: What the standard calls the XML of a project; some programs call it as the project.
_PROJECT = "project.qde"
_SCHEMES = ("internal://", "relative://", "absolute://")
#: How the texts of the parts are stored, by their first bytes.
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredText:
    """A text as it was stored; `had_bom` where a byte order mark stood before it."""

    text: str
    had_bom: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiArchive:
    """An archive whose entries may be read: `project` is the name of its XML, `sources` its other entries by their folded names, `further` the other projects in it."""

    opened: zipfile.ZipFile
    project: str
    sources: Mapping[str, tuple[str, ...]]
    further: tuple[str, ...] = ()

    def read(self, entry: str) -> bytes | None:
        """Return the bytes of an entry, None where they are broken or locked."""
        try:
            return self.opened.read(entry)
        except (*_BROKEN, KeyError):
            return None

    def find(self, path: str) -> str | None:
        """Return the entry a path of the project points to, None where it lies outside the archive, is not there, or may be one of several."""
        for scheme in _SCHEMES:
            path = path.removeprefix(scheme)
        for spelled in (path, unquote(path)):
            path_told = PurePosixPath(spelled.replace("\\", "/").casefold().strip("/"))
            found = self.sources.get(path_told.name, ())
            if len(found) > 1:
                found = tuple(one for one in found if one.casefold().endswith(f"/{path_told}"))
            if len(found) == 1:
                return found[0]
        return None


def open_archive(content: bytes, log: FaultLog, *, file: str) -> RefiArchive | None:
    """Return a REFI-QDA archive, None where it is broken, unpacks to too much, leads out of itself or has no project."""
    if not archive_is_sound(content, log, file, kind="REFI-QDA"):
        return None
    # Opened once: its list of entries is long where a project has many texts.
    opened = zipfile.ZipFile(io.BytesIO(content))
    names = [entry.filename for entry in opened.infolist() if not entry.is_dir()]
    outside = [name for name in names if _leads_out(name)]
    for name in outside:
        log.add("unsafe-archive", file, found=name)
    if outside:
        return None
    twice = [name for name, n in Counter(names).items() if n > 1]
    for name in twice:
        log.add("duplicate-id", file, found=name)
    if twice:
        return None
    projects = sorted(_projects_among(names), key=lambda n: (n.count("/"), n.casefold() != _PROJECT, n))
    if not projects:
        log.add("unreadable-file", file, found="REFI-QDA", allowed="project.qde")
        return None
    sources: dict[str, tuple[str, ...]] = {}
    for name in names:
        if name != projects[0]:
            last = PurePosixPath(name).name.casefold()
            sources[last] = (*sources.get(last, ()), name)
    return RefiArchive(opened=opened, project=projects[0], sources=sources, further=tuple(projects[1:]))


def _projects_among(names: Iterable[str]) -> Iterator[str]:
    """Yield the projects among the entries of an archive; what macOS keeps beside each file is none."""
    return (n for n in names if n.casefold().endswith(".qde") and not PurePosixPath(n).name.startswith("._"))


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\0" in name


def parse_xml(content: bytes, log: FaultLog, *, file: str) -> etree._Element | None:
    """Return the root of an XML file, None where it is broken, too large for a tree or declares a document type: entities are never resolved."""
    if not fits_tree(len(content), log, file=file):
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if _declares_type(content):
            # Entities that grow too far end the reading before the root is there.
            log.add("unsafe-archive", file, found="DOCTYPE")
            return None
        line = getattr(error, "lineno", None)
        log.add("unreadable-file", file, found="XML", line=line or None)
        return None
    if root.getroottree().docinfo.doctype:
        log.add("unsafe-archive", file, found="DOCTYPE")
        return None
    return root


def fits_tree(size: int, log: FaultLog, *, file: str, limit: int = TREE_LIMIT) -> bool:
    """Tell whether XML of so many bytes may be read as a tree (else archive-too-large)."""
    if size > limit:
        log.add("archive-too-large", file, found=f"{size // 2**20} MiB", allowed=f"{limit // 2**20} MiB")
    return size <= limit


def _declares_type(content: bytes) -> bool:
    """Tell whether a document type stands before the root of a file that could not be read, in whatever encoding."""
    return b"<!DOCTYPE" in content[:_PROLOGUE].replace(b"\0", b"")


def decode_text(content: bytes) -> StoredText | None:
    """Return the text of a source, UTF-8, UTF-16 with its mark or cp1252; None where it is none of them.

    A sign no table can hold (NUL) becomes the sign for one that is lost, so that every offset stays where it is.
    """
    mark, codec = next((one for one in _MARKS if content.startswith(one[0])), (b"", "utf-8"))
    for encoding in (codec, *(() if mark else ("cp1252",))):
        try:
            text = content[len(mark) :].decode(encoding)
        except UnicodeDecodeError:
            continue
        return stored(text, had_bom=bool(mark))
    return None


def stored(text: str, *, had_bom: bool = False) -> StoredText:
    """Return a text without its byte order mark and with no NUL."""
    marked = text.startswith("\ufeff")
    return StoredText(text=text.removeprefix("\ufeff").replace("\0", "\ufffd"), had_bom=had_bom or marked)
