"""A brand is read whole: its own or the agency's, every fault with its line, every refused colour with one that passes."""

import base64
import re
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relstudy.definitions.agency_files import agency_inputs, brand_home
from relstudy.definitions.read_brand import read_brand
from relstudy.definitions.read_folder import StudyFolder
from relstudy.errors import FaultLog
from relstudy.survey.brand import NO_BRAND, Brand

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def read(folder: Path, declared: str | None = None) -> tuple[Brand, FaultLog]:
    if declared is not None:
        (folder / "_brand.toml").write_text(declared, encoding="utf-8")
    log = FaultLog()
    return read_brand(StudyFolder(root=folder, log=log)), log


def test_a_study_without_a_brand_has_none(tmp_path: Path):
    brand, log = read(tmp_path)
    assert (brand, log.faults) == (NO_BRAND, [])


def test_a_brand_is_read_whole(tmp_path: Path):
    (tmp_path / "logo.svg").write_text(LOGO)
    (tmp_path / "t.woff2").write_bytes(b"wOF2 and the rest")
    brand, log = read(
        tmp_path,
        'name = "A & B"\nlogo = "logo.svg"\ncolours = { accent = "#b3005e", ink = "#12302B", profiles = ["#0072B2", "#D55E00"] }\n'
        'fonts = { text = "Relstudy Serif", title = "t.woff2" }\n',
    )
    assert [(f.code, f.severity, f.line) for f in log.faults] == [("screen-font", "note", 4)]
    assert (brand.name, brand.accent, brand.ink, brand.profiles) == (
        "A & B",
        "#B3005E",
        "#12302B",
        ("#0072B2", "#D55E00"),
    )
    assert brand.logo is not None
    assert b"M0 0h9v9z" in base64.b64decode(brand.logo.data)
    assert brand.text is not None
    assert (brand.text.family, brand.text.data) == ("Relstudy Serif", "")
    assert brand.title is not None
    assert brand.title.media == "font/woff2"


@pytest.mark.parametrize(
    ("declared", "code", "line"),
    [
        ('name = "X"\ncolour = {}', "unknown-key", 2),
        ("[colours]\ninc = 1", "unknown-key", 2),
        ('[colours]\naccent = "red"', "bad-value", 2),
        ('[colours]\nink = "#999999"', "pale-colour", 2),
        ('[colours]\nprofiles = ["#FFFF00"]', "pale-colour", 2),
        ('[colours]\nprofiles = ["#A05A00", "#5A7A00"]', "close-colours", 2),
        ('logo = "../logo.svg"', "bad-value", 1),
        ('logo = "logo.svg"', "missing-file", 1),
        ('[fonts]\ntext = "Arial"', "bad-value", 2),
        ('[fonts]\ntext = "none.woff2"', "missing-file", 2),
        ('colours = "blue"', "bad-value", 1),
    ],
)
def test_a_fault_has_its_code_and_line(tmp_path: Path, declared: str, code: str, line: int):
    _, log = read(tmp_path, declared)
    assert [(f.code, f.file, f.line) for f in log.faults] == [(code, "_brand.toml", line)]


def test_a_logo_is_found_however_its_folder_spells_an_accent(tmp_path: Path):
    for on_disk, written in (("NFD", "NFC"), ("NFC", "NFD")):
        folder = tmp_path / on_disk
        folder.mkdir()
        (folder / normalize(on_disk, "logo é.svg")).write_text(LOGO)
        brand, log = read(folder, f'logo = "{normalize(written, "logo é.svg")}"')
        assert log.faults == []
        assert brand.logo is not None
        assert [path.is_file() for path in agency_inputs(folder).values()] == [True, True]


def test_a_font_that_is_none_and_a_logo_that_declares_entities_are_refused(tmp_path: Path):
    (tmp_path / "f.woff2").write_bytes(b"<html>")
    (tmp_path / "l.svg").write_text('<!DOCTYPE svg [<!ENTITY x "y">]>' + LOGO)
    _, log = read(tmp_path, 'logo = "l.svg"\n[fonts]\ntext = "f.woff2"')
    assert [f.code for f in log.faults] == ["unsafe-logo", "bad-value"]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06X}"), min_size=1, max_size=3))
def test_colours_proposed_pass_together(tmp_path_factory: pytest.TempPathFactory, profiles: list[str]):
    folder = tmp_path_factory.mktemp("brand")
    _, log = read(folder, f"[colours]\nprofiles = {profiles}".replace("'", '"'))
    for fault in log.faults:
        place = int(re.findall(r"\d", fault.item or "")[-1]) - 1
        profiles[place] = fault.allowed or ""
    brand, log = read(folder, f"[colours]\nprofiles = {profiles}".replace("'", '"'))
    assert log.faults == []
    assert brand.profiles == tuple(profiles)


def test_the_brand_of_the_agency_serves_a_study_that_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    study, named = tmp_path / "agency" / "study", tmp_path / "named"
    study.mkdir(parents=True)
    named.mkdir()
    (named / "_brand.toml").write_text('name = "Named"')
    assert brand_home(study, {}) is None
    (study.parent / "_brand.toml").write_text('name = "Above"\nlogo = "l.svg"')
    (study.parent / "l.svg").write_text(LOGO)
    assert read(study)[0].name == "Above"
    assert sorted(agency_inputs(study)) == ["agency/_brand.toml", "agency/l.svg"]
    monkeypatch.setenv("RELSTUDY_BRAND", str(named))
    assert read(study)[0].name == "Named"
    assert read(study, 'name = "Own"')[0].name == "Own"
    monkeypatch.setenv("RELSTUDY_BRAND", str(tmp_path / "nowhere"))
    (study / "_brand.toml").unlink()
    assert [f.code for f in read(study)[1].faults] == ["missing-file"]
