"""Templates of parts of the report are found with the study, then with its agency; a fault has its file and line."""

from pathlib import Path

import pytest

from relstudy.definitions.agency_files import agency_inputs, find_deck, homes
from relstudy.definitions.read_blocks import read_blocks
from relstudy.definitions.read_folder import StudyFolder
from relstudy.errors import FaultLog
from relstudy.survey.brand import Block


@pytest.fixture
def study(tmp_path: Path) -> Path:
    for folder in (tmp_path / "agency/templates", tmp_path / "agency/study/templates"):
        folder.mkdir(parents=True)
    return tmp_path / "agency/study"


def read(study: Path) -> tuple[tuple[Block, ...], FaultLog]:
    log = FaultLog()
    return read_blocks(StudyFolder(root=study, log=log)), log


def test_a_study_without_templates_has_no_block(study: Path) -> None:
    assert read(study)[0] == ()
    assert agency_inputs(study) == {}


def test_the_study_comes_before_its_agency(study: Path) -> None:
    (study.parent / "templates/imprint.html.j2").write_text("<p>Agency</p>")
    (study.parent / "templates/cover.html.j2").write_text("<p>Its cover</p>")
    (study / "templates/cover.html.j2").write_bytes("<p>Étude</p>".encode("cp1252"))
    blocks, log = read(study)
    assert log.faults == []
    assert [(block.name, block.file, block.source) for block in blocks] == [
        ("cover", "templates/cover.html.j2", "<p>Étude</p>"),
        ("imprint", "agency/templates/imprint.html.j2", "<p>Agency</p>"),
    ]
    assert sorted(agency_inputs(study)) == ["agency/templates/imprint.html.j2", "templates/cover.html.j2"]


def test_one_folder_is_the_agency_for_brand_blocks_and_deck(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = study.parent.parent / "named"
    (named / "templates").mkdir(parents=True)
    (named / "_brand.toml").write_text("")
    (named / "templates/deck.pptx").write_bytes(b"")
    (named / "templates/footer.html.j2").write_text("a")
    assert find_deck(study) is None
    for value in (named, named / "_brand.toml"):
        monkeypatch.setenv("RELSTUDY_BRAND", str(value))
        assert homes(study)[1].folder == named
        assert find_deck(study) == named / "templates/deck.pptx"
        assert sorted(agency_inputs(study)) == ["agency/_brand.toml", "agency/templates/footer.html.j2"]


def test_a_fault_has_its_file_and_line_and_leaves_the_block_out(study: Path) -> None:
    (study.parent / "templates/method.html.j2").write_text("<p>\r\nok\r\n<script>1</script>")
    blocks, log = read(study)
    assert blocks == ()
    assert {(f.code, f.file, f.line) for f in log.faults} == {("unsafe-template", "agency/templates/method.html.j2", 3)}


def test_a_template_of_no_part_is_said_where_a_folder_is_known_to_be_the_agencys(study: Path) -> None:
    (study / "templates/page.html.j2").write_text("x")
    (study.parent / "templates/other.html.j2").write_text("x")
    assert [(f.code, f.file) for f in read(study)[1].faults] == [("not-available", "templates/page.html.j2")]
    (study.parent / "_brand.toml").write_text("")
    assert [f.file for f in read(study)[1].faults] == ["templates/page.html.j2", "agency/templates/other.html.j2"]
