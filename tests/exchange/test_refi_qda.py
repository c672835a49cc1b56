"""REFI-QDA projects read: passages in code points whatever the file counted in, losses listed, hostile files refused."""

import io
import warnings
import zipfile
from pathlib import Path

import pytest
from refi_files import DIALECTS, TEXT, USER, Coded, archive, guid, inline, project, project_xml, words

from relstudy.errors import FaultLog
from relstudy.exchange.coded_material import CodedMaterial, Loss
from relstudy.exchange.material_file import read_material
from relstudy.exchange.refi_archive import TREE_LIMIT
from relstudy.exchange.refi_qda import read_codebook_file, read_project

PASSAGES = [Coded(start=start, end=end, codes=("tel", "attente")) for start, end in words(TEXT)]


def read(content: bytes) -> tuple[CodedMaterial | None, list[str]]:
    log = FaultLog()
    return read_project(content, log, file="p.qdpx"), [fault.code for fault in log.faults]


def good(content: bytes) -> CodedMaterial:
    material, faults = read(content)
    assert faults == []
    assert material is not None
    return material


@pytest.mark.parametrize("dialect", [*DIALECTS, "utf-16+bom"])
def test_every_dialect_gives_the_same_codings(dialect: str) -> None:
    documents = {"Anna": (TEXT, PASSAGES), "Bea": ("Rien à dire.", [Coded(start=0, end=4)])}
    material = good(project(documents, dialect=dialect, marked="bom" in dialect))
    assert [one.text for one in material.verbatims] == [TEXT, "Rien à dire."]
    found = [(c.verbatim, c.start, c.end, c.quote, c.coder) for c in material.codings if c.code == guid("code", "tel")]
    wanted = [("Anna", one.start, one.end, TEXT[one.start : one.end], "claire") for one in PASSAGES]
    assert found == [*wanted, ("Bea", 0, 4, "Rien", "claire")]
    assert (material.dialect, material.score) == (dialect, 1.0)
    assert [(case.id, case.kind) for case in material.cases] == [("Anna", ""), ("Bea", "")]


def test_codes_keep_their_tree_and_their_definitions() -> None:
    codes = (
        '<Codes><Code guid="{A}" name="Canal" isCodable="false"><Description>Tout canal</Description>'
        '<Code guid="b" name="Téléphone" isCodable="true"/></Code><Code guid="c" name="Prix" isCodable="true"/></Codes>'
    )
    material = read_codebook_file(f"<CodeBook>{codes}<Sets><Set/></Sets></CodeBook>".encode(), FaultLog(), file="c.qdc")
    assert material is not None
    assert [(c.key, c.name, c.parent, c.definition) for c in material.codes] == [
        ("a", "Canal", None, "Tout canal"),
        ("b", "Téléphone", "a", ""),
        ("c", "Prix", None, ""),
    ]
    assert material.losses == (Loss(what="set", where="c.qdc", n=1),)


def test_cases_gather_their_sources_and_tell_their_variables() -> None:
    one, two, three = (guid(name) for name in ("Anna 1", "Anna 2", "Salle"))
    parts = '<Notes><Note guid="n" name="memo"/></Notes><Links><Link guid="l"/></Links><Sets><Set guid="s" name="s"/></Sets>'
    texts = {name: ("Un texte.", [Coded(start=0, end=2)]) for name in ("Anna 1", "Anna 2", "Salle")}
    xml = project_xml(texts, parts=parts).replace(
        "<Sources>",
        '<Variables><Variable guid="v" name="target" typeOfVariable="Text"/><Variable guid="w" name="Âge" '
        'typeOfVariable="Integer"/></Variables><Cases>'
        f'<Case guid="k1" name="Anna"><VariableValue><VariableRef targetGUID="v"/><TextValue>client</TextValue></VariableValue>'
        '<VariableValue><VariableRef targetGUID="w"/><IntegerValue>62</IntegerValue></VariableValue>'
        f'<SourceRef targetGUID="{one}"/><SourceRef targetGUID="{two}"/></Case>'
        f'<Case guid="k2" name="Bea"><SourceRef targetGUID="{three}"/></Case>'
        f'<Case guid="k3" name="Carl"><SourceRef targetGUID="{three}"/></Case></Cases><Sources>',
    )
    material = good(archive({"x.qde": xml.encode(), **{f"Sources/{guid(n)}.txt": b"Un texte." for n in texts}}))
    assert [(c.id, c.target, c.kind, c.attributes) for c in material.cases] == [
        ("Anna", "client", "", "Âge: 62"),
        ("Salle", "", "group", ""),
    ]
    assert [(v.id, v.case) for v in material.verbatims] == [("Anna 1", "Anna"), ("Anna 2", "Anna"), ("Salle", "Salle")]
    assert {(loss.what, loss.n) for loss in material.losses} == {("memo", 1), ("link", 1), ("set", 1), ("case", 2)}


def test_what_is_no_text_is_lost_and_said() -> None:
    sources = (
        f'<PictureSource guid="p" name="photo.jpg"><PictureSelection guid="q" firstX="0" firstY="0" secondX="1" secondY="1">'
        f'<Coding guid="r"><CodeRef targetGUID="{guid("code", "tel")}"/></Coding></PictureSelection></PictureSource>'
        f'<AudioSource guid="a" name="bande"><Transcript guid="t">{inline("Bonjour à tous.")}'
        '<SyncPoint guid="s1" position="0"/><SyncPoint guid="s2" position="7"/>'
        f'<TranscriptSelection guid="u" fromSyncPoint="s1" toSyncPoint="s2" name="Bonjour"><Coding guid="x" creatingUser="{USER}">'
        f'<CodeRef targetGUID="{guid("code", "tel")}"/></Coding></TranscriptSelection></Transcript></AudioSource>'
        '<TextSource guid="m" name="ailleurs" plainTextPath="relative://ailleurs.txt"/>'
        f'<TextSource guid="e" name="vide">{inline(" ")}</TextSource>'
    )
    xml = project_xml({"Anna": ("Un texte.", [Coded(start=0, end=2)])}).replace("</Sources>", f"{sources}</Sources>")
    material = good(archive({"project.qde": xml.encode(), f"sources/{guid('Anna')}.txt": b"Un texte."}))
    assert [(v.id, v.text) for v in material.verbatims] == [("Anna", "Un texte."), ("bande", "Bonjour à tous.")]
    assert [(c.verbatim, c.start, c.end, c.quote) for c in material.codings] == [
        ("Anna", 0, 2, "Un"),
        ("bande", 0, 7, "Bonjour"),
    ]
    assert {(loss.what, loss.where) for loss in material.losses} == {
        ("image", "photo.jpg"),
        ("image-selection", "photo.jpg"),
        ("audio", "bande"),
        ("missing-source", "ailleurs"),
        ("empty-document", "vide"),
    }


def test_codings_of_what_has_no_text_are_counted() -> None:
    given = f'<Coding guid="x"><CodeRef targetGUID="{guid("code", "tel")}"/></Coding>'
    selected = f'<PlainTextSelection guid="y" startPosition="0" endPosition="2">{given}{given}</PlainTextSelection>'
    sources = (
        f'<TextSource guid="m" name="ailleurs" plainTextPath="relative://ailleurs.txt">{selected}{given}</TextSource>'
        f'<TextSource guid="e" name="vide">{inline(" ")}{selected}</TextSource>'
        f'<PictureSource guid="p" name="photo">{given}</PictureSource>'
        f'<AudioSource guid="a" name="bande"><Transcript guid="t">{inline("Un.")}</Transcript>'
        f'<Transcript guid="u">{inline("Deux.")}<TranscriptSelection guid="v">{given}</TranscriptSelection></Transcript></AudioSource>'
    )
    xml = project_xml({"Anna": ("Un texte.", [Coded(start=0, end=2)])}).replace("</Sources>", f"{sources}</Sources>")
    material = good(archive({"project.qde": xml.encode(), f"sources/{guid('Anna')}.txt": b"Un texte."}))
    assert {(loss.where, loss.n) for loss in material.losses if loss.what == "coding-without-text"} == {
        ("ailleurs", 3),
        ("vide", 2),
        ("photo", 1),
        ("bande", 1),
    }
    assert Loss(what="transcript", where="bande", n=1) in material.losses


def test_offsets_that_nothing_settles_are_refused_document_by_document() -> None:
    text = "Anna a téléphoné 😡 deux fois, longuement, à l\u2019agence."
    odd = [Coded(start=start, end=start + 4, name=f"n{start}") for start in (20, 22, 24, 32)]
    material, faults = read(project({"Anna": (text, odd), "Bea": (text, odd)}))
    assert material is None
    assert faults == ["unsettled-offsets", "unsettled-offsets"]


def test_a_selection_outside_its_text_is_lost() -> None:
    material = good(project({"Anna": ("plain", [Coded(start=0, end=5), Coded(start=3, end=90)])}))
    assert len(material.codings) == 2  # slices end where the text does
    xml = project_xml({"Anna": ("plain", [Coded(start=0, end=5)])}).replace('endPosition="5"', 'endPosition="50"')
    lost = good(archive({"p.qde": xml.encode(), f"sources/{guid('Anna')}.txt": b"plain"}))
    assert lost.codings == ()
    assert lost.losses == (Loss(what="selection-outside-text", where="Anna", n=1),)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "sources\\..\\..\\x.txt", "C:/x.txt"])
def test_entries_that_lead_out_of_the_archive_are_refused(name: str) -> None:
    assert read(archive({"project.qde": b"<Project/>", name: b"x"})) == (None, ["unsafe-archive"])


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE p SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_documents_that_declare_entities_are_refused(head: str) -> None:
    xml = f'<?xml version="1.0"?>{head}<Project xmlns="urn:QDA-XML:project:1.0"><Description>x</Description></Project>'
    assert read(archive({"project.qde": xml.encode()})) == (None, ["unsafe-archive"])


def test_entities_that_grow_past_what_the_parser_bears_are_refused_as_such() -> None:
    grown = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    xml = f'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "aaaaaaaaaa">{grown}]><Project name="&j;"/>'
    for encoding in ("utf-8", "utf-16"):
        assert read(archive({"project.qde": xml.encode(encoding)})) == (None, ["unsafe-archive"])


def test_a_project_too_large_for_a_tree_is_refused_before_it_is_parsed() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        with packed.open("project.qde", "w") as stream:
            stream.write(b"<Project>")
            for _ in range(TREE_LIMIT // 2**20):
                stream.write(b" " * 2**20)
            stream.write(b"</Project>")
    assert read(sink.getvalue()) == (None, ["archive-too-large"])


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("project.qde", b"<Project/>")
        with packed.open("sources/a.txt", "w", force_zip64=True) as stream:
            for _ in range(520):
                stream.write(bytes(2**20))
    assert read(path.read_bytes()) == (None, ["archive-too-large"])


@pytest.mark.parametrize(
    "content",
    [b"PK\3\4nothing", archive({"a.txt": b"x"}), archive({"p.qde": b"<Project"}), archive({"p.qde": b"<Other/>"})],
)
def test_broken_files_are_said(content: bytes) -> None:
    assert read(content) == (None, ["unreadable-file"])


def test_two_codes_or_people_with_one_id_are_refused() -> None:
    texts = {"Anna": ("Un texte.", [Coded(start=0, end=2, codes=("tel",)), Coded(start=3, end=8, codes=("prix",))])}
    shared = project_xml(texts).replace(guid("code", "prix"), guid("code", "tel"))
    assert read(archive({"p.qde": shared.encode()}))[1] == ["duplicate-id"]
    people = project_xml(texts).replace("</Users>", f'<User guid="{USER}" name="paul"/></Users>')
    assert read(archive({"p.qde": people.encode()}))[1] == ["duplicate-id"]


def test_two_documents_with_one_id_stay_two() -> None:
    texts = {name: (f"Texte de {name}.", [Coded(start=9, end=9 + len(name))]) for name in ("Anna", "Bea")}
    entries = {f"sources/{guid(name)}.txt": text.encode() for name, (text, _) in texts.items()}
    xml = project_xml(texts).replace(f'TextSource guid="{guid("Bea")}"', f'TextSource guid="{guid("Anna")}"')
    material = good(archive({"p.qde": xml.encode(), **entries}))
    assert [(one.verbatim, one.quote) for one in material.codings] == [("Anna", "Anna"), ("Bea", "Bea")]


def test_code_trees_of_any_depth_are_read() -> None:
    deep = 300
    tree = "".join(f'<Code guid="c{i}" name="c{i}" isCodable="true">' for i in range(deep)) + "</Code>" * deep
    material = read_codebook_file(f"<CodeBook><Codes>{tree}</Codes></CodeBook>".encode(), FaultLog(), file="c.qdc")
    assert material is not None
    assert material.codes[-1].parent == f"c{deep - 2}"


def refused(content: bytes) -> list[tuple[str, str | None]]:
    log = FaultLog()
    assert read_project(content, log, file="p.qdpx") is None
    return [(fault.code, fault.found) for fault in log.faults]


def one_text(parts: str = "") -> str:
    return project_xml({"Anna": ("Un texte.", [Coded(start=0, end=2)])}, parts=parts)


def test_what_is_said_of_the_one_text_of_a_case_is_said_of_the_case() -> None:
    said = '<VariableValue><VariableRef targetGUID="v"/><TextValue>ville</TextValue></VariableValue>'
    names = ("Anna", "Bea 1", "Bea 2")
    xml = project_xml({name: ("Un texte.", [Coded(start=0, end=2)]) for name in names})
    xml = xml.replace("</TextSource>", f"{said}</TextSource>")
    cases = "".join(
        f'<Case guid="k{n}" name="{name}"><Description>Retraitée</Description>'
        f"{''.join(f'<SourceRef targetGUID={chr(34)}{guid(t)}{chr(34)}/>' for t in texts)}</Case>"
        for n, (name, texts) in enumerate((("Mme A", names[:1]), ("Mme B", names[1:])))
    )
    variables = '<Variables><Variable guid="v" name="Lieu" typeOfVariable="Text"/></Variables>'
    xml = xml.replace("<Sources>", f"{variables}<Cases>{cases}</Cases><Sources>")
    material = good(archive({"p.qde": xml.encode(), **{f"sources/{guid(n)}.txt": b"Un texte." for n in names}}))
    assert [(case.id, case.attributes) for case in material.cases] == [
        ("Mme A", "Retraitée; Lieu: ville"),
        ("Mme B", "Retraitée"),
    ]
    assert [(loss.what, loss.where, loss.n) for loss in material.losses] == [
        ("variable", "Bea 1", 1),
        ("variable", "Bea 2", 1),
    ]


def test_people_of_one_name_are_told() -> None:
    xml = one_text().replace("</Users>", f'<User guid="{guid("two")}" name="claire"/></Users>')
    material = good(archive({"p.qde": xml.encode(), f"sources/{guid('Anna')}.txt": b"Un texte."}))
    assert [(loss.what, loss.where, loss.n) for loss in material.losses] == [("same-name", "p.qdpx: claire", 1)]


def test_of_two_projects_in_a_file_the_other_is_told_and_what_macos_adds_is_none() -> None:
    entries = {f"sources/{guid('Anna')}.txt": b"Un texte.", "a.qde": b"<Project/>", "__MACOSX/._project.qde": b"x"}
    material = good(archive({"project.qde": one_text().encode(), **entries}))
    assert [(loss.what, loss.where) for loss in material.losses] == [("other-project", "p.qdpx: a.qde")]


def test_texts_of_one_name_in_two_folders_are_told_apart_by_their_paths() -> None:
    xml = one_text().replace("internal://", "internal://b/")
    texts = {f"{folder}/{guid('Anna')}.txt": f"Un texte {folder}.".encode() for folder in ("sources/a", "sources/b")}
    assert good(archive({"p.qde": xml.encode(), **texts})).verbatims[0].text == "Un texte sources/b."


def test_an_entry_that_stands_twice_is_refused() -> None:
    sink = io.BytesIO(archive({"p.qde": one_text().encode()}))
    with zipfile.ZipFile(sink, "a") as packed, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        packed.writestr("p.qde", "<Project/>")
    assert refused(sink.getvalue()) == [("duplicate-id", "p.qde")]


def test_a_project_or_codebook_with_nothing_inside_is_refused() -> None:
    assert refused(archive({"p.qde": b"<Project/>"})) == [("unreadable-file", "@nothing-inside")]
    log = FaultLog()
    assert read_codebook_file(b"<CodeBook><Codes/></CodeBook>", log, file="c.qdc") is None
    assert [(fault.code, fault.found) for fault in log.faults] == [("unreadable-file", "@nothing-inside")]


@pytest.mark.parametrize(("file", "read"), [("p.qdpx", False), ("P.DOCX", False), ("p.qdc", False), ("p.txt", True)])
def test_a_text_that_bears_the_name_of_another_file_is_no_transcript(file: str, read: bool) -> None:
    log = FaultLog()
    assert (read_material(b"Bonjour.", log, file=file) is not None) == read
    assert bool(log.errors) != read
