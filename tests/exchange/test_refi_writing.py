"""What is written as REFI-QDA is valid by its schema, reads back as it was, and is the same at every writing."""

import io
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from refi_files import TEXT

from relstudy.errors import FaultLog
from relstudy.exchange.coded_material import Case, Code, CodedMaterial, Coding, Verbatim
from relstudy.exchange.refi_qda import read_codebook_file, read_project
from relstudy.exchange.refi_writing import write_codebook, write_project

SCHEMAS = Path(os.environ.get("RELSTUDY_REAL_DATA", "/nowhere")).parent / "schemas" / "refi-qda"
DAY = date(2026, 3, 31)
CODES = (
    Code(key="canal", name="Canaux & contacts", id="canal", facet="channel", definition="Tout canal"),
    Code(key="tel", name="Téléphone", parent="canal", id="tel"),
    Code(key="attente", name="attente", id="attente"),
)
CASES = (
    Case(id="Anna <1>", target="client", kind="individual", attributes='Femme, 62 ans ; "oui"'),
    Case(id="Salle", kind="group"),
    Case(id="Sans texte", kind="individual"),
)
VERBATIMS = (
    Verbatim(id="Anna 1.txt", case="Anna <1>", text=TEXT),
    Verbatim(id="Anna 2", case="Anna <1>", text="  plain\r\n"),
    Verbatim(id="S1", case="Salle", text="\u00a0Là\n\x0bbas\t😡"),
)
SIGNS = st.sampled_from([*"aé😡\u00a0\u0301 .,\n", "\r\n", "mot "])


def coding(verbatim: str, code: str, start: int | None = None, end: int | None = None, **more: object) -> Coding:
    text = next(one.text for one in VERBATIMS if one.id == verbatim)
    quote = text[start:end] if start is not None else ""
    return Coding(verbatim=verbatim, code=code, start=start, end=end, quote=quote, **more)  # type: ignore[arg-type]


MATERIAL = CodedMaterial(
    cases=CASES,
    verbatims=VERBATIMS,
    codes=CODES,
    codings=(
        coding("Anna 1.txt", "tel", 13, 26, coder="claire", valence=-2, prompted=True),
        coding("Anna 1.txt", "attente", 13, 26, coder="claire"),
        coding("Anna 1.txt", "tel", 13, 26, coder="marc", stance="contrary", prompted=False),
        coding("Anna 1.txt", "tel", 39, 41),
        coding("Anna 2", "canal", valence=0),
        coding("S1", "tel", 1, 9),
    ),
)


def read_back(content: bytes) -> CodedMaterial:
    log = FaultLog()
    material = read_project(content, log, file="p.qdpx")
    assert log.faults == []
    assert material is not None
    return material


def by_id(material: CodedMaterial) -> set[Coding]:
    from dataclasses import replace

    ids = {code.key: code.id or code.name for code in material.codes}
    return {replace(one, code=ids[one.code]) for one in material.codings}


def test_what_is_written_reads_back_as_it_was() -> None:
    read = read_back(write_project(MATERIAL, name="étude 2026", dated=DAY))
    assert read.cases == CASES
    assert read.verbatims == VERBATIMS
    assert [(c.id, c.name, c.facet, c.definition) for c in read.codes] == [
        (c.id, c.name, c.facet, c.definition) for c in CODES
    ]
    assert [c.parent is None for c in read.codes] == [True, False, True]
    found = {(c.code, c.start, c.end, c.quote, c.coder, c.valence, c.prompted, c.stance) for c in by_id(read)}
    assert found == {
        (c.code, c.start, c.end, c.quote, c.coder, c.valence, c.prompted, c.stance) for c in MATERIAL.codings
    }
    # The name of one selection lost a sign that XML has not.
    assert (read.losses, read.score) == ((), 0.95)


@given(st.lists(SIGNS, min_size=3, max_size=30).map("".join), st.data())
def test_any_passage_of_any_text_reads_back(text: str, data: st.DataObject) -> None:
    if not text.strip():
        return
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda pair: pair[0] < pair[1])
    passages = data.draw(st.lists(ends, min_size=1, max_size=5, unique=True))
    material = CodedMaterial(
        cases=(Case(id="a", kind="individual"),),
        verbatims=(Verbatim(id="v", case="a", text=text),),
        codes=(Code(key="c", name="c", id="c"),),
        codings=tuple(Coding(verbatim="v", code="c", start=a, end=b, quote=text[a:b]) for a, b in passages),
    )
    read = read_back(write_project(material, name="x", dated=DAY))
    assert read.verbatims == material.verbatims
    assert by_id(read) == set(material.codings)


def test_programs_find_what_they_ask_for_beyond_the_schema() -> None:
    """As QualCoder reads a project (refi.py, read in 2026): dates, coders of passages, codes with a description and codes alone."""
    with zipfile.ZipFile(io.BytesIO(write_project(MATERIAL, name="x", dated=DAY, memo="Dates"))) as archive:
        root = etree.fromstring(archive.read("project.qde"))
    users = {one.get("guid"): one.get("name") for one in root.iter("{*}User")}
    passages = list(root.iter("{*}PlainTextSelection"))
    assert {one.get("creationDateTime") for one in (*passages, *root.iter("{*}Note"))} == {"2026-03-31T00:00:00Z"}
    assert all(etree.QName(child).localname in ("Description", "Code") for c in root.iter("{*}Code") for child in c)
    found = [
        (users[one.get("creatingUser")], etree.QName(coding[0]).localname, coding.get("creatingUser"))
        for one in passages
        for coding in one.iter("{*}Coding")
    ]
    assert [name for name, _, _ in found] == [users[user] for _, _, user in found]
    assert sorted(name for name, _, _ in found) == sorted(one.coder for one in MATERIAL.codings)
    assert {first for _, first, _ in found} == {"CodeRef"}
    assert all(len({coding.get("creatingUser") for coding in one.iter("{*}Coding")}) == 1 for one in passages)
    assert not list(root.iterfind("{*}Sources/{*}TextSource/{*}Coding"))


def test_a_passage_as_long_as_its_text_is_no_whole_text() -> None:
    text = VERBATIMS[1].text
    both = (coding("Anna 2", "tel", coder="a"), coding("Anna 2", "tel", 0, len(text), coder="b"))
    material = CodedMaterial(cases=CASES, verbatims=VERBATIMS, codes=CODES, codings=both)
    found = {(c.coder, c.start, c.end, c.quote) for c in by_id(read_back(write_project(material, name="x", dated=DAY)))}
    assert found == {("a", None, None, ""), ("b", 0, len(text), text)}


def test_the_same_material_gives_the_same_bytes() -> None:
    assert write_project(MATERIAL, name="a", dated=DAY) == write_project(MATERIAL, name="a", dated=DAY)


def test_quotes_too_long_for_a_name_read_back() -> None:
    text = "déçue 😡 par tout " * 40
    material = CodedMaterial(
        cases=(Case(id="a", kind="individual"),),
        verbatims=(Verbatim(id="v", case="a", text=text),),
        codes=(Code(key="c", name="c", id="c"),),
        codings=(Coding(verbatim="v", code="c", start=1, end=600, quote=text[1:600]),),
    )
    assert by_id(read_back(write_project(material, name="x", dated=DAY))) == set(material.codings)


def test_a_codebook_reads_back() -> None:
    content = write_codebook(CODES, name="x")
    assert content is not None
    read = read_codebook_file(content, FaultLog(), file="c.qdc")
    assert read is not None
    assert [(c.id, c.name, c.facet, c.definition, c.parent is None) for c in read.codes] == [
        (c.id, c.name, c.facet, c.definition, c.parent is None) for c in CODES
    ]
    assert read.losses == ()
    assert write_codebook((), name="x") is None


def valid(schema: str, xml: bytes) -> str:
    path = SCHEMAS / schema
    if not path.is_file():
        pytest.skip(f"the schema is not there: {path.name}")
    checked = etree.XMLSchema(etree.parse(path))
    checked.validate(etree.fromstring(xml))
    return str(checked.error_log.last_error or "")


@pytest.mark.real
@pytest.mark.parametrize(
    "material", [MATERIAL, CodedMaterial(), CodedMaterial(cases=CASES), CodedMaterial(codes=CODES)]
)
def test_a_project_is_valid_by_the_schema(material: CodedMaterial) -> None:
    with zipfile.ZipFile(io.BytesIO(write_project(material, name="é \x01", dated=DAY))) as archive:
        assert valid("Project.xsd", archive.read("project.qde")) == ""
        assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in archive.infolist())


@pytest.mark.real
def test_a_codebook_is_valid_by_the_schema() -> None:
    content = write_codebook(CODES, name="x")
    assert content is not None
    assert valid("Codebook.xsd", content) == ""
