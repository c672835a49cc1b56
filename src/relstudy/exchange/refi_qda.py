"""REFI-QDA projects (.qdpx) and codebooks (.qdc) as coded material, read leniently: real programs break the schema.

Elements are known by their local names, whatever the version of their namespace. What a study has no place for is
listed, kind by kind, with the document it stood in. Standard: REFI-QDA 1.5, https://www.qdasoftware.org.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import PurePosixPath

from lxml import etree

from relstudy.errors import FaultLog
from relstudy.exchange import refi_terms as terms
from relstudy.exchange.coded_material import (
    Case,
    CaseKind,
    Code,
    CodedMaterial,
    Coding,
    Verbatim,
    count_losses,
    own_ids,
)
from relstudy.exchange.offset_counting import Selection, count_documents, told_countings
from relstudy.exchange.offset_faults import say_countings
from relstudy.exchange.refi_archive import RefiArchive, StoredText, decode_text, open_archive, parse_xml, stored

#: Endings of file names that programs leave in the names of sources.
_ENDINGS = (".txt", ".docx", ".doc", ".rtf", ".pdf", ".odt", ".md", ".html", ".srt", ".vtt")
#: Where a source keeps its text, and the kind of selection that points into it by characters.
_TEXT_OF = {
    "TextSource": "",
    "PDFSource": "Representation",
    "PictureSource": "TextDescription",
    "AudioSource": "Transcript",
    "VideoSource": "Transcript",
}
#: Selections that point elsewhere than into a text, as losses name them.
_OTHER_SELECTIONS = {
    "PictureSelection": "image",
    "PDFSelection": "pdf-region",
    "AudioSelection": "audio",
    "VideoSelection": "video",
}
_OTHER_SOURCES = {"PictureSource": "image", "PDFSource": "pdf", "AudioSource": "audio", "VideoSource": "video"}
#: What a whole project may have besides.
_OTHER_PARTS = {"Set": "set", "Link": "link", "Graph": "graph"}
_VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")
_KINDS: Mapping[str, CaseKind] = {"group": "group", "individual": "individual"}
_VALENCES = frozenset({-2, -1, 0, 1, 2})


def read_project(content: bytes, log: FaultLog, *, file: str) -> CodedMaterial | None:
    """Return the coded material of a .qdpx; None where it cannot be read.

    Faults: unreadable-file, archive-too-large, unsafe-archive, encoding, unsettled-offsets for each document of which
    it is not known how its offsets were counted.
    """
    archive = open_archive(content, log, file=file)
    if archive is None:
        return None
    xml = archive.read(archive.project)
    if xml is None:
        log.add("unreadable-file", file, found="REFI-QDA")
        return None
    root = parse_xml(xml, log, file=f"{file}/{archive.project}")
    if root is None:
        return None
    if _name(root) != "Project":
        log.add("unreadable-file", file, found=f"<{_name(root)}>", allowed="<Project>")
        return None
    return _Project(root=root, archive=archive, file=file, log=log).material()


def read_codebook_file(content: bytes, log: FaultLog, *, file: str) -> CodedMaterial | None:
    """Return the codes of a .qdc; None where it cannot be read."""
    root = parse_xml(content, log, file=file)
    if root is None:
        return None
    _refuse_shared_guids(root, log, file=file)
    is_own = root.get("origin") == terms.ORIGIN
    codes = _read_codes(root, {}, _facets(root) if is_own else None)
    if _name(root) != "CodeBook":
        log.add("unreadable-file", file, found=f"<{_name(root)}>", allowed="<CodeBook>")
        return None
    if not codes:
        log.add("unreadable-file", file, found="@nothing-inside")
        return None
    lost = [] if is_own else [("set", file) for _ in _below(root, "Set")]
    return CodedMaterial(codes=codes, losses=count_losses(lost))


# -- elements --------------------------------------------------------------------------------------


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (child for child in element if not names or _name(child) in names)


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next(_children(element, name), None)


def _below(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (one for one in element.iter("{*}" + name))


def _text(element: etree._Element, name: str) -> str:
    child = _child(element, name)
    return (child.text or "") if child is not None else ""


def _guid(text: str | None) -> str:
    return (text or "").strip().strip("{}").lower()


def _target(element: etree._Element) -> str:
    return _guid(element.get("targetGUID"))


def _refuse_shared_guids(root: etree._Element, log: FaultLog, *, file: str) -> None:
    """Say which codes or people of different names have one id: whose a coding is could only be guessed."""
    for kind in ("Code", "User"):
        first: dict[str, str] = {}
        for element in _below(root, kind):
            guid, name = _guid(element.get("guid")), (element.get("name") or "").strip()
            if guid and first.setdefault(guid, name) != name:
                log.add("duplicate-id", file, item=name or None, found=guid, allowed=first[guid])


def _facets(root: etree._Element) -> dict[str, str]:
    """Return the facets of the codes of a file this program wrote, by their guids: the sets they are in."""
    return {
        _target(member) or _guid(member.get("guid")): (one.get("name") or "").strip()
        for one in _below(root, "Set")
        for member in _children(one, "MemberCode")
    }


def _read_codes(
    root: etree._Element, notes: dict[str, dict[str, str]], facets: dict[str, str] | None
) -> tuple[Code, ...]:
    """Return the codes of a project or codebook, parents before their children, in the order of the file.

    `facets` are those of codes by their guids in a file this program wrote, None in any other.
    """
    codes: list[Code] = []
    known: set[str] = set()
    heads = [(one, None) for part in _below(root, "Codes") for one in _children(part, "Code")]
    waiting: list[tuple[etree._Element, str | None]] = list(reversed(heads))
    while waiting:
        element, parent = waiting.pop()
        key = _guid(element.get("guid")) or f"{parent or ''}/{element.get('name') or len(codes)}"
        if key not in known:
            known.add(key)
            told = next((notes[_target(ref)] for ref in _children(element, "NoteRef") if _target(ref) in notes), {})
            if facets is not None and not told:
                label, _, definition = _text(element, "Description").partition("\n")
                told = {"label": label.strip(), "definition": definition.strip(), "facet": facets.get(key, "")}
            codes.append(
                Code(
                    key=key,
                    name=told.get("label") or " ".join((element.get("name") or key).split()),
                    parent=parent,
                    definition=told.get("definition", "") if told else _text(element, "Description").strip(),
                    id=element.get("name") if told else None,
                    facet=told.get("facet", ""),
                )
            )
        waiting += [(child, key) for child in reversed(list(_children(element, "Code")))]
    return tuple(codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """One document: the element that holds it, the one that holds its text, its guid, the name it goes by, its text."""

    element: etree._Element
    holder: etree._Element
    guid: str
    name: str
    text: StoredText


@dataclass(frozen=True, slots=True, kw_only=True)
class _Selected:
    """One selection of a document with the codings it has."""

    selection: Selection
    element: etree._Element


@dataclass(slots=True, kw_only=True)
class _Project:
    """A project being read. `lost` gathers what is met and has no place."""

    root: etree._Element
    archive: RefiArchive
    file: str
    log: FaultLog
    lost: list[tuple[str, str]] = field(default_factory=list)
    users: dict[str, str] = field(default_factory=dict)
    notes: dict[str, dict[str, str]] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def is_own(self) -> bool:
        """Tell whether this program wrote the project."""
        return bool(self.root.get("origin") == terms.ORIGIN)

    def material(self) -> CodedMaterial | None:
        _refuse_shared_guids(self.root, self.log, file=self.file)
        for user in _below(self.root, "User"):
            self.users[_guid(user.get("guid"))] = (user.get("name") or user.get("id") or "").strip()
        named = Counter(name for name in self.users.values() if name)
        self.lost += [("same-name", f"{self.file}: {name}") for name, n in named.items() for _ in range(n - 1)]
        self.lost += [("other-project", f"{self.file}: {name}") for name in self.archive.further]
        for variable in _below(self.root, "Variable"):
            self.variables[_guid(variable.get("guid"))] = (variable.get("name") or "").strip()
        self._read_notes()
        codes = _read_codes(self.root, self.notes, _facets(self.root) if self.is_own else None)
        sources = self._read_sources()
        cases, case_of = self._read_cases(sources)
        names = own_ids({source.guid: source.name for source in sources})
        verbatims = tuple(
            Verbatim(
                id=names[source.guid],
                case=case_of[source.guid],
                text=source.text.text,
                theme=self._values(source.element).get(terms.THEME, ""),
            )
            for source in sources
        )
        if not verbatims and not codes and not self.lost:
            self.log.add("unreadable-file", self.file, found="@nothing-inside")
        codings, dialect, score = self._read_codings(sources, names, {code.key for code in codes})
        for part, what in _OTHER_PARTS.items():
            kept = self.is_own and what == "set"
            self.lost += [] if kept else [(what, self.file) for _ in _below(self.root, part)]
        if self.log.errors:
            return None
        return CodedMaterial(
            cases=cases,
            verbatims=verbatims,
            codings=codings,
            codes=codes,
            dialect=dialect,
            score=score,
            losses=count_losses(self.lost),
            program=" ".join((self.root.get("origin") or "").split()),
        )

    def _read_notes(self) -> None:
        notes = _child(self.root, "Notes")
        for note in _children(notes, "Note") if notes is not None else ():
            if (note.get("name") or "") == terms.NOTE:
                self.notes[_guid(note.get("guid"))] = terms.note_values(_text(note, "PlainTextContent"))
            else:
                self.lost.append(("memo", self.file))
        if _text(self.root, "Description").strip() and not self.is_own:
            self.lost.append(("memo", self.file))

    # -- sources and cases -------------------------------------------------------------------------

    def _read_sources(self) -> tuple[_Source, ...]:
        found: list[_Source] = []
        taken: set[str] = set()
        part = _child(self.root, "Sources")
        for element in _children(part) if part is not None else ():
            kind = _name(element)
            holder = element if kind == "TextSource" else _child(element, _TEXT_OF.get(kind, ""))
            name = self._source_name(element, holder)
            if kind in _OTHER_SOURCES:
                self.lost.append((_OTHER_SOURCES[kind], name))
            for selection in element:
                if _name(selection) in _OTHER_SELECTIONS:
                    codings = sum(1 for _ in _below(selection, "Coding")) or 1
                    self.lost += [(f"{_OTHER_SELECTIONS[_name(selection)]}-selection", name)] * codings
            further = list(_children(element, _TEXT_OF.get(kind) or "-"))[1:]
            self.lost += [("transcript", name) for _ in further]
            untold = [coding for one in further for coding in _below(one, "Coding")]
            if holder is None:
                self._lose_codings((*untold, *_children(element, "Coding")), name)
                continue
            self._lose_codings(untold, name)
            if holder.get("richTextPath"):
                self.lost.append(("rich-text", name))
            text = self._stored_text(holder, name)
            if text is None or not text.text.strip():
                self.lost += [] if text is None else [("empty-document", name)]
                inside = (_below(holder, "Coding"), *([] if holder is element else [_children(element, "Coding")]))
                self._lose_codings(chain(*inside), name)
                continue
            guid = _guid(element.get("guid"))
            if not guid or guid in taken:
                guid = f"{guid}#{len(found)}"
            taken.add(guid)
            found.append(_Source(element=element, holder=holder, guid=guid, name=name, text=text))
        return tuple(found)

    def _lose_codings(self, codings: Iterable[etree._Element], name: str) -> None:
        self.lost += [("coding-without-text", name) for _ in codings]

    def _source_name(self, element: etree._Element, holder: etree._Element | None) -> str:
        if self.is_own and element.get("name"):
            return str(element.get("name"))
        path = next((one.get("plainTextPath") for one in (element, holder) if one is not None), None)
        named = (element.get("name") or "").strip() or PurePosixPath(path or "").name or _guid(element.get("guid"))
        ending = next((e for e in _ENDINGS if named.casefold().endswith(e) and len(named) > len(e)), "")
        return " ".join(named[: len(named) - len(ending)].split())

    def _stored_text(self, holder: etree._Element, name: str) -> StoredText | None:
        path = holder.get("plainTextPath")
        content = _child(holder, "PlainTextContent")
        if content is not None or not path:
            return stored((content.text or "") if content is not None else "")
        entry = self.archive.find(path)
        written = self.archive.read(entry) if entry is not None else None
        if written is None:
            self.lost.append(("missing-source", name))
            return None
        text = decode_text(written)
        if text is None:
            self.log.add("encoding", f"{self.file}/{entry}", allowed="UTF-8, UTF-16, cp1252")
        return text

    def _values(self, element: etree._Element) -> dict[str, str]:
        """Return the values of the variables of a case or source by their names."""
        values: dict[str, str] = {}
        for value in _children(element, "VariableValue"):
            ref = _child(value, "VariableRef")
            said = next((_text(value, kind).strip() for kind in _VALUES if _child(value, kind) is not None), "")
            if ref is not None and said:
                values[self.variables.get(_target(ref), "")] = said
        return values

    def _read_cases(self, sources: Sequence[_Source]) -> tuple[tuple[Case, ...], dict[str, str]]:
        """Return the cases, and the case of each source: one that is declared, else the source itself.

        A source that several cases share is a case of its own, a group.
        """
        part = _child(self.root, "Cases")
        declared = list(_children(part, "Case")) if part is not None else []
        owners: dict[str, list[etree._Element]] = {}
        for case in declared:
            for ref in _children(case, "SourceRef"):
                owners.setdefault(_target(ref), []).append(case)
        here = {source.guid for source in sources}
        kept = [case for case in declared if self._is_case(case, owners, here)]
        self.lost += [("case", self.file)] * (len(declared) - len(kept))
        self.lost += [
            ("case-coding", (case.get("name") or self.file).strip())
            for case in kept
            for _ in _children(case, "CodeRef", "SelectionRef")
        ]
        alone = {source.guid: source.name for source in sources if len(owners.get(source.guid, ())) != 1}
        spoken = {_guid(case.get("guid")): self._case_name(case) for case in kept}
        names = own_ids({**{key: name or key for key, name in spoken.items()}, **alone})
        cases = [
            self._declared_case(
                case,
                names[_guid(case.get("guid"))],
                [one for one in sources if one.guid not in alone and owners[one.guid][0] is case],
            )
            for case in kept
        ]
        cases += [
            Case(
                id=names[source.guid],
                kind="group" if owners.get(source.guid) else "",
                attributes=_told(_text(source.element, "Description"), self._values(source.element)),
            )
            for source in sources
            if source.guid in alone
        ]
        case_of = {
            source.guid: names[source.guid if source.guid in alone else _guid(owners[source.guid][0].get("guid"))]
            for source in sources
        }
        return tuple(cases), case_of

    def _case_name(self, case: etree._Element) -> str:
        name = str(case.get("name") or "")
        return name if self.is_own else " ".join(name.split())

    def _is_case(self, case: etree._Element, owners: dict[str, list[etree._Element]], here: set[str]) -> bool:
        """Tell whether a case is an interview: it alone has some text, or this program wrote it."""
        refs = [_target(ref) for ref in _children(case, "SourceRef")]
        return self.is_own or any(ref in here and len(owners[ref]) == 1 for ref in refs)

    def _declared_case(self, case: etree._Element, name: str, texts: Sequence[_Source]) -> Case:
        """Return a case; what is said of its text is said of it, where it has one text alone."""
        values = self._values(case)
        target, kind = values.pop(terms.TARGET, ""), values.get(terms.KIND, "")
        if self.is_own:
            return Case(
                id=name,
                target=target,
                kind=_KINDS.get(kind.casefold(), ""),
                attributes=values.get(terms.ATTRIBUTES, ""),
            )
        descriptions = [_text(case, "Description")]
        for source in texts:
            said, described = self._values(source.element), _text(source.element, "Description")
            if len(texts) == 1:
                descriptions.append(described)
                self.lost += [("variable", source.name) for key in said if key in values and said[key] != values[key]]
                values = {**said, **values}
            else:
                self.lost += [("variable", source.name)] * len(said)
                self.lost += [("memo", source.name)] if described.strip() else []
        told = _told("; ".join(" ".join(one.split()) for one in descriptions if one.strip()), values)
        return Case(id=name, target=target, kind=_KINDS.get(kind.casefold(), ""), attributes=told)

    # -- codings -----------------------------------------------------------------------------------

    def _read_codings(
        self, sources: Sequence[_Source], names: dict[str, str], codes: set[str]
    ) -> tuple[tuple[Coding, ...], str | None, float | None]:
        selected = {source.guid: self._selected(source) for source in sources}
        counted = count_documents(
            {source.guid: (source.text.text, source.text.had_bom) for source in sources},
            {guid: [one.selection for one in found] for guid, found in selected.items()},
            is_standard=self.is_own,
        )
        say_countings(counted, names, self.log, file=self.file)
        codings: dict[tuple[object, ...], Coding] = {}
        for source in sources:
            name = names[source.guid]
            for coding in _children(source.element, "Coding"):
                self._keep(codings, coding, verbatim=name, codes=codes)
            counting = counted.get(source.guid)
            if counting is None:
                continue
            for one, passage in zip(selected[source.guid], counting.passages, strict=True):
                for coding in _children(one.element, "Coding"):
                    if passage is None:
                        self.lost.append(("selection-outside-text", name))
                    else:
                        is_whole = passage == (0, len(source.text.text)) and self._is_whole(coding)
                        self._keep(
                            codings,
                            coding,
                            verbatim=name,
                            codes=codes,
                            passage=None if is_whole else passage,
                            quote="" if is_whole else source.text.text[slice(*passage)],
                            within=one.element,
                        )
        return tuple(codings.values()), *told_countings(counted)

    def _selected(self, source: _Source) -> list[_Selected]:
        """Return the selections of a document that point into its text by characters."""
        points = {_guid(point.get("guid")): point.get("position") for point in _children(source.holder, "SyncPoint")}
        found: list[_Selected] = []
        for element in _children(source.holder, "PlainTextSelection", "TranscriptSelection"):
            ends = (
                (element.get("startPosition"), element.get("endPosition"))
                if _name(element) == "PlainTextSelection"
                else tuple(points.get(_guid(element.get(end))) for end in ("fromSyncPoint", "toSyncPoint"))
            )
            self.lost += [("memo", source.name)] if _text(element, "Description").strip() else []
            start, end = (_whole(one) for one in ends)
            if start is None or end is None:
                self.lost += [("selection-outside-text", source.name) for _ in _children(element, "Coding")]
            elif _child(element, "Coding") is None:
                self.lost.append(("selection-without-code", source.name))
            else:
                selection = Selection(start=start, end=end, name=element.get("name") or "")
                found.append(_Selected(selection=selection, element=element))
        return found

    def _is_whole(self, coding: etree._Element) -> bool:
        """Tell whether a note says of a coding that it is one of the whole text."""
        return terms.WHOLE.items() <= self._said_of(coding).items()

    def _said_of(self, coding: etree._Element) -> dict[str, str]:
        return next((self.notes[_target(r)] for r in _children(coding, "NoteRef") if _target(r) in self.notes), {})

    def _keep(
        self,
        codings: dict[tuple[object, ...], Coding],
        element: etree._Element,
        *,
        verbatim: str,
        codes: set[str],
        passage: tuple[int, int] | None = None,
        quote: str = "",
        within: etree._Element | None = None,
    ) -> None:
        """Keep one coding unless it stands already, or its code nowhere."""
        ref = _child(element, "CodeRef")
        code = _target(ref) if ref is not None else ""
        if code not in codes:
            self.lost.append(("unknown-code", verbatim))
            return
        coder = next(
            (guid for one in (element, within) if one is not None and (guid := _guid(one.get("creatingUser")))), ""
        )
        said = self._said_of(element)
        valence = _whole(said.get("valence"))
        start, end = passage if passage is not None else (None, None)
        made = Coding(
            verbatim=verbatim,
            code=code,
            coder=self.users.get(coder, coder),
            start=start,
            end=end,
            quote=quote,
            valence=valence if valence in _VALENCES else None,
            prompted={"yes": True, "no": False}.get(said.get("prompted", "")),
            stance="contrary" if said.get("stance") == "contrary" else "voice",
        )
        key = (verbatim, code, made.coder, start, end, made.stance)
        if key in codings:
            self.lost.append(("repeated-coding", verbatim))
        else:
            codings[key] = made


def _whole(text: str | None) -> int | None:
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None


def _told(description: str, values: dict[str, str]) -> str:
    """Return what is said of a case as one free text."""
    said = [description, *(f"{name}: {value}" for name, value in values.items())]
    return "; ".join(" ".join(one.split()) for one in said if one.strip())
