"""Coded material as REFI-QDA files, strictly by the schema: offsets in code points, texts as UTF-8 files without a mark.

A code goes by its id, so that other programs hand it back as it was; its label is its description. What the standard
has no place for (valence, prompted, stance, facets) lies in notes. Nothing depends on the clock: equal material gives
equal bytes.
"""

import io
import re
import uuid
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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


def write_project(material: CodedMaterial, *, name: str) -> bytes:
    """Return a .qdpx. The keys of the codes are their ids in the study; texts keep every sign, the ends of lines too."""
    guids = _Guids(project=name)
    notes = _Notes(guids=guids)
    root = etree.Element("Project", xmlns=_PROJECT, name=_clean(name), origin=terms.ORIGIN)
    # Some programs do not read a coding without a user: who is not named is a user without a name.
    coders = sorted({coding.coder for coding in material.codings})
    if coders:
        users = etree.SubElement(root, "Users")
        for coder in coders:
            etree.SubElement(users, "User", guid=guids.of("user", coder), name=_clean(coder))
    if material.codes:
        codes = etree.SubElement(etree.SubElement(root, "CodeBook"), "Codes")
        _write_codes(codes, material.codes, guids, notes)
    if material.cases:
        _write_cases(root, material, guids)
    if material.verbatims:
        _write_sources(root, material, guids, notes)
    if notes.texts:
        part = etree.Element("Notes")
        for text, guid in notes.texts.items():
            note = etree.SubElement(part, "Note", guid=guid, name=terms.NOTE)
            etree.SubElement(note, "PlainTextContent").text = _clean(text)
        root.append(part)
    texts = {f"sources/{guids.of('source', one.id)}.txt": one.text for one in material.verbatims}
    return _archive({"project.qde": _xml(root), **{path: _encoded(text) for path, text in texts.items()}})


def write_codebook(codes: Iterable[Code], *, name: str) -> bytes | None:
    """Return a .qdc; None where there is no code, which the schema asks for."""
    codes = tuple(codes)
    if not codes:
        return None
    root = etree.Element("CodeBook", xmlns=_CODEBOOK, origin=terms.ORIGIN)
    _write_codes(etree.SubElement(root, "Codes"), codes, _Guids(project=name), None)
    return _xml(root)


def _write_codes(root: etree._Element, codes: tuple[Code, ...], guids: _Guids, notes: _Notes | None) -> None:
    """Write the tree of codes; in a codebook there are no notes."""
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
        described = "\n".join(text for text in (code.name if code.name != code.key else "", code.definition) if text)
        if described:
            etree.SubElement(element, "Description").text = _clean(described)
        if notes is not None:
            notes.refer(element, {"label": code.name, "facet": code.facet, "definition": code.definition})
        waiting += [(element, child) for child in reversed(below.get(code.key, []))]


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


def _write_sources(root: etree._Element, material: CodedMaterial, guids: _Guids, notes: _Notes) -> None:
    passages: dict[str, dict[tuple[int, int] | None, list[Coding]]] = {}
    for coding in material.codings:
        place = None if coding.start is None or coding.end is None else (coding.start, coding.end)
        passages.setdefault(coding.verbatim, {}).setdefault(place, []).append(coding)
    part = etree.SubElement(root, "Sources")
    for verbatim in material.verbatims:
        guid = guids.of("source", verbatim.id)
        source = etree.SubElement(
            part, "TextSource", guid=guid, name=_clean(verbatim.id), plainTextPath=f"internal://{guid}.txt"
        )
        found = passages.get(verbatim.id, {})
        for place in sorted(one for one in found if one is not None):
            start, end = place
            selection = etree.SubElement(
                source,
                "PlainTextSelection",
                guid=guids.of("selection", verbatim.id, start, end),
                name=_clean(verbatim.text[start:end][:_LONGEST_NAME]),
                startPosition=str(start),
                endPosition=str(end),
            )
            for coding in found[place]:
                _write_coding(selection, coding, guids, notes)
        for coding in found.get(None, ()):
            _write_coding(source, coding, guids, notes)


def _write_coding(parent: etree._Element, coding: Coding, guids: _Guids, notes: _Notes) -> None:
    key = (coding.verbatim, coding.code, coding.coder, coding.start, coding.end, coding.stance)
    user = guids.of("user", coding.coder)
    element = etree.SubElement(parent, "Coding", guid=guids.of("coding", *key), creatingUser=user)
    etree.SubElement(element, "CodeRef", targetGUID=guids.of("code", coding.code))
    notes.refer(
        element,
        {
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
