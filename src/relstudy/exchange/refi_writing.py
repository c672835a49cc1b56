"""Coded material as REFI-QDA files, strictly by the schema: offsets in code points, texts as UTF-8 files without a mark.

A code goes by its id, so that other programs hand it back as it was; its label is its description, its facet a set.
What the standard has no place for (valence, prompted, stance) lies in notes. Nothing depends on the clock: equal
material gives equal bytes.

The schema leaves free what some programs ask for all the same. QualCoder stops at a passage or a note without a date,
takes the coder from the passage, and leaves out a code below which anything but a description and codes stands; it,
and others, leave out what is coded as a whole text. So a passage is of one coder, each has a date, and a whole text is
a passage.
"""

import io
import re
import uuid
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from lxml import etree

from relstudy.exchange import refi_terms as terms
from relstudy.exchange.coded_material import Case, Code, CodedMaterial, Coding, Verbatim

_PROJECT = "urn:QDA-XML:project:1.0"
_CODEBOOK = "urn:QDA-XML:codebook:1.0"
#: Signs XML has not, and those that end a line in an attribute.
_UNWRITTEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: A quote longer than this is cut in the name of its selection.
_LONGEST_NAME = 200
_SPACE = uuid.uuid5(uuid.NAMESPACE_OID, "urn:QDA-XML:project:1.0 relstudy")
#: Of every entry of the archive: the earliest an archive can tell.
_NO_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guids:
    """Ids of what a project holds, made from the name of the project and what each thing is."""

    project: str

    def of(self, kind: str, *parts: object) -> str:
        return str(uuid.uuid5(_SPACE, "\x1f".join((self.project, kind, *map(str, parts)))))


@dataclass(slots=True, kw_only=True)
class _Notes:
    """Notes asked for by what they say, each once."""

    guids: _Guids
    texts: dict[str, str] = field(default_factory=dict)

    def refer(self, element: etree._Element, values: Mapping[str, str]) -> None:
        """Let an element refer to the note of some values, if they say anything."""
        text = terms.note_text(values)
        if text:
            guid = self.texts.setdefault(text, self.guids.of("note", text))
            etree.SubElement(element, "NoteRef", targetGUID=guid)


def write_project(material: CodedMaterial, *, name: str, dated: date, memo: str = "") -> bytes:
    """Return a .qdpx. The keys of the codes are their ids in the study; texts keep every sign, the ends of lines too.

    `dated` stands for the day of each passage and note, which the material does not tell; `memo` is said of the whole.
    """
    day = f"{dated.isoformat()}T00:00:00Z"
    guids = _Guids(project=name)
    notes = _Notes(guids=guids)
    root = etree.Element("Project", xmlns=_PROJECT, name=_clean(name), origin=terms.ORIGIN)
    # Some programs do not read a coding without a user: who is not named is a user without a name.
    coders = sorted({coding.coder for coding in material.codings}, key=lambda name: (not name, name))
    if coders:
        users = etree.SubElement(root, "Users")
        for coder in coders:
            etree.SubElement(users, "User", guid=guids.of("user", coder), name=_clean(coder))
    if material.codes:
        codes = etree.SubElement(etree.SubElement(root, "CodeBook"), "Codes")
        _write_codes(codes, material.codes, guids)
    if material.cases:
        _write_cases(root, material, guids)
    if material.verbatims:
        _write_sources(root, material, guids, notes, day)
    if notes.texts:
        part = etree.Element("Notes")
        for text, guid in notes.texts.items():
            note = etree.SubElement(part, "Note", guid=guid, name=terms.NOTE, creationDateTime=day)
            etree.SubElement(note, "PlainTextContent").text = _clean(text)
        root.append(part)
    _write_sets(root, material.codes, guids)
    if memo:
        etree.SubElement(root, "Description").text = _clean(memo)
    texts = {f"sources/{guids.of('source', one.id)}.txt": one.text for one in material.verbatims}
    return _archive({"project.qde": _xml(root), **{path: _encoded(text) for path, text in texts.items()}})


def write_codebook(codes: Iterable[Code], *, name: str) -> bytes | None:
    """Return a .qdc; None where there is no code, which the schema asks for."""
    codes = tuple(codes)
    if not codes:
        return None
    guids = _Guids(project=name)
    root = etree.Element("CodeBook", xmlns=_CODEBOOK, origin=terms.ORIGIN)
    _write_codes(etree.SubElement(root, "Codes"), codes, guids)
    _write_sets(root, codes, guids, member="guid")
    return _xml(root)


def _write_codes(root: etree._Element, codes: tuple[Code, ...], guids: _Guids) -> None:
    """Write the tree of codes."""
    known = {code.key for code in codes}
    below: dict[str | None, list[Code]] = {}
    for code in codes:
        below.setdefault(code.parent if code.parent in known else None, []).append(code)
    waiting = [(root, code) for code in reversed(below.get(None, []))]
    while waiting:
        parent, code = waiting.pop()
        element = etree.SubElement(
            parent, "Code", guid=guids.of("code", code.key), name=_clean(code.key), isCodable="true"
        )
        described = "\n".join(text for text in (" ".join(code.name.split()), code.definition) if text)
        etree.SubElement(element, "Description").text = _clean(described)
        waiting += [(element, child) for child in reversed(below.get(code.key, []))]


def _write_sets(
    root: etree._Element, codes: Iterable[Code], guids: _Guids, *, member: Literal["targetGUID", "guid"] = "targetGUID"
) -> None:
    """Write the codes of each facet as a set; projects and codebooks name the id of a member differently."""
    facets: dict[str, list[str]] = {}
    for code in codes:
        if code.facet:
            facets.setdefault(code.facet, []).append(code.key)
    part = etree.SubElement(root, "Sets") if facets else None
    for facet, keys in facets.items():
        made = etree.SubElement(part, "Set", guid=guids.of("set", facet), name=_clean(facet))
        for key in keys:
            etree.SubElement(made, "MemberCode", {member: guids.of("code", key)})


def _write_cases(root: etree._Element, material: CodedMaterial, guids: _Guids) -> None:
    said_of: dict[str, list[Verbatim]] = {}
    for verbatim in material.verbatims:
        said_of.setdefault(verbatim.case, []).append(verbatim)
    names = (terms.TARGET, terms.KIND, terms.ATTRIBUTES)
    variables = etree.SubElement(root, "Variables")
    for name in names:
        etree.SubElement(variables, "Variable", guid=guids.of("variable", name), name=name, typeOfVariable="Text")
    part = etree.SubElement(root, "Cases")
    for case in material.cases:
        element = etree.SubElement(part, "Case", guid=guids.of("case", case.id), name=_clean(case.id))
        for name, value in zip(names, _values(case), strict=True):
            if value:
                told = etree.SubElement(element, "VariableValue")
                etree.SubElement(told, "VariableRef", targetGUID=guids.of("variable", name))
                etree.SubElement(told, "TextValue").text = _clean(value)
        for verbatim in said_of.get(case.id, ()):
            etree.SubElement(element, "SourceRef", targetGUID=guids.of("source", verbatim.id))


def _values(case: Case) -> tuple[str, str, str]:
    return case.target, case.kind or "individual", case.attributes


def _write_sources(root: etree._Element, material: CodedMaterial, guids: _Guids, notes: _Notes, day: str) -> None:
    lengths = {one.id: len(one.text) for one in material.verbatims}
    passages: dict[str, dict[tuple[int, int, str], list[Coding]]] = {}
    for coding in material.codings:
        start, end = _place(coding, lengths[coding.verbatim])
        passages.setdefault(coding.verbatim, {}).setdefault((start, end, coding.coder), []).append(coding)
    part = etree.SubElement(root, "Sources")
    for verbatim in material.verbatims:
        guid = guids.of("source", verbatim.id)
        source = etree.SubElement(
            part, "TextSource", guid=guid, name=_clean(verbatim.id), plainTextPath=f"internal://{guid}.txt"
        )
        found = passages.get(verbatim.id, {})
        for start, end, coder in sorted(found):
            selection = etree.SubElement(
                source,
                "PlainTextSelection",
                guid=guids.of("selection", verbatim.id, start, end, coder),
                name=_clean(verbatim.text[start:end][:_LONGEST_NAME]),
                startPosition=str(start),
                endPosition=str(end),
                creatingUser=guids.of("user", coder),
                creationDateTime=day,
            )
            for coding in found[start, end, coder]:
                _write_coding(selection, coding, guids, notes)


def _place(coding: Coding, length: int) -> tuple[int, int]:
    """Return the ends of what is coded; of a whole text all of it."""
    return (0, length) if coding.start is None or coding.end is None else (coding.start, coding.end)


def _write_coding(parent: etree._Element, coding: Coding, guids: _Guids, notes: _Notes) -> None:
    key = (coding.verbatim, coding.code, coding.coder, coding.start, coding.end, coding.stance)
    user = guids.of("user", coding.coder)
    element = etree.SubElement(parent, "Coding", guid=guids.of("coding", *key), creatingUser=user)
    etree.SubElement(element, "CodeRef", targetGUID=guids.of("code", coding.code))
    notes.refer(
        element,
        {
            **(terms.WHOLE if coding.start is None else {}),
            "valence": "" if coding.valence is None else str(coding.valence),
            "prompted": {True: "yes", False: "no", None: ""}[coding.prompted],
            "stance": "" if coding.stance == "voice" else coding.stance,
        },
    )


def _clean(text: str) -> str:
    return _UNWRITTEN.sub("\ufffd", text)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _xml(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _archive(entries: Mapping[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, date_time=_NO_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return sink.getvalue()
