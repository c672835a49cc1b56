"""Projects opened by readers of other hands, where they are installed: `pip install pyrefiqda qdapy`; each finds every coding."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from refi_files import TEXT

from relstudy.exchange.coded_material import Case, Code, CodedMaterial, Coding, Verbatim
from relstudy.exchange.refi_writing import write_codebook, write_project

FURTHER = "👩\u200d👩\u200d👧\u200d👦 cafe\u0301\r\n\u00a0« serré »\tici"
CODES = (Code(key="canal", name="Canaux", id="canal", facet="channel"), Code(key="tel", name="Tél.", parent="canal"))


def coded(text: str, code: str, coder: str, start: int | None = None, end: int | None = None) -> Coding:
    return Coding(verbatim=text, code=code, coder=coder, start=start, end=end)


MATERIAL = CodedMaterial(
    cases=(Case(id="c", kind="individual"),),
    verbatims=(Verbatim(id="v1", case="c", text=TEXT), Verbatim(id="v2", case="c", text=FURTHER)),
    codes=CODES,
    codings=(
        coded("v1", "tel", "claire", 13, 26),
        coded("v1", "tel", "marc", 13, 26),
        coded("v1", "canal", "marc", 20, 60),
        coded("v2", "tel", "claire", 0, 12),
        coded("v2", "canal", "claire"),
    ),
)
TEXTS = {"v1": TEXT, "v2": FURTHER}
#: Document, the end of the name of the code, coder, quote: what each reader must find.
EXPECTED = Counter((c.verbatim, c.code, c.coder, TEXTS[c.verbatim][c.start : c.end]) for c in MATERIAL.codings)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "coding.qdpx"
    path.write_bytes(write_project(MATERIAL, name="étude", dated=date(2026, 3, 31)))
    return path


def test_a_reader_generated_from_the_schemas_finds_every_coding(project: Path, tmp_path: Path) -> None:
    pyrefiqda = pytest.importorskip("pyrefiqda")
    read = pyrefiqda.RefiProject.load(project, tmp_path / "out")
    users = {user.guid: user.name for user in read.users.user}
    codes = {one.guid: one.name for head in read.code_book.codes.code for one in (head, *head.code)}
    found = Counter(
        (source.name, codes[coding.code_ref.target_guid], users[selection.creating_user], text[slice(*ends)])
        for source in read.sources.text_source
        for path in (pyrefiqda.RefiProject.resolve_source_path(source.plain_text_path, tmp_path / "out"),)
        for text in (path.read_bytes().decode(),)
        for selection in source.plain_text_selection
        for ends in ((selection.start_position, selection.end_position),)
        for coding in selection.coding
    )
    assert found == EXPECTED


def test_a_reader_generated_from_the_schemas_opens_the_codebook(tmp_path: Path) -> None:
    codebooks = pytest.importorskip("pyrefiqda.reficodebook")
    path = tmp_path / "coding.qdc"
    path.write_bytes(write_codebook(CODES, name="étude") or b"")
    read = codebooks.RefiCodebook.load(path)
    (head,) = read.codes.code
    assert (head.name, head.description, [one.name for one in head.code]) == ("canal", "Canaux", ["tel"])
    assert [(one.name, [member.guid for member in one.member_code]) for one in read.sets.set] == [
        ("channel", [head.guid])
    ]


def test_a_program_of_coders_agreement_finds_every_coding(project: Path) -> None:
    qdapy = pytest.importorskip("qdapy")
    read = qdapy.read_qdpx(project, warn=False).fragments
    found = Counter((r.title, r.code.rpartition("/")[2], r.codedBy, r.text) for r in read.itertuples())
    assert found == EXPECTED
