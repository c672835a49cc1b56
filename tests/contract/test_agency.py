"""The agency's own files through a whole run: its deck template, its blocks, its brand, from the folder above the study."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from good_study import call
from pptx import Presentation
from quick_study import write_study

from relstudy.report.deck.built_in import built_in
from relstudy.survey.brand import NO_BRAND

pytestmark = pytest.mark.every_output
WAVE = "2025-03"


def template(*, lacking: str = "") -> bytes:
    """Return the template of an agency: the layouts by name, a sign of its own on each, slides and a part that are nobody's business."""
    deck = built_in(NO_BRAND)
    for layout in deck.slide_layouts:
        layout.shapes[0].name = "Made by the agency"
    if lacking:
        deck.slide_layouts.remove(deck.slide_layouts.get_by_name(lacking))
    deck.slides.add_slide(deck.slide_layouts.get_by_name("Text")).shapes.title.text = "How to use this template"
    content = io.BytesIO()
    deck.save(content)
    return content.getvalue()


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    agency = tmp_path_factory.mktemp("agency")
    (agency / "templates").mkdir()
    (agency / "deck.pptx").write_bytes(template())
    (agency / "templates/imprint.html.j2").write_text(
        "<p>{{ brand }} – {{ study }}</p>\n<address>1, rue de l'Essai</address>\n<p>{{ cell('survey/sexe/share/1/all', 'pct') }}</p>"
    )
    (agency / "_brand.toml").write_text('name = "Agence & Cie"\n[colours]\nink = "#12302B"\n', encoding="utf-8")
    return write_study(agency / "study", waves=(WAVE,))


def run(study: Path) -> dict[str, Any]:
    _, told, _ = call("run", study, "--plain")
    return told


def errors(study: Path) -> list[tuple[str, str, int | None]]:
    """Return the errors of a run that is refused, each once."""
    told = run(study)
    assert told["status"] == "refused"
    found = [(f["code"], f["file"], f["line"]) for f in told["faults"] if f["severity"] == "error"]
    return list(dict.fromkeys(found))


def test_a_run_fills_the_template_and_the_blocks_of_the_agency(study: Path) -> None:
    assert run(study)["status"] == "done"
    out = study / "out" / WAVE
    deck = Presentation(out / "deck.fr.pptx")
    assert {shape.name for slide in deck.slides for shape in slide.slide_layout.shapes} >= {"Made by the agency"}
    assert "How to use this template" not in [slide.shapes.title.text for slide in deck.slides]
    report = (out / "report.fr.html").read_text(encoding="utf-8")
    end = report[report.index("<footer") :]
    assert "Agence &amp; Cie – " in end
    assert 'data-key="survey/sexe/share/1/all"' in end
    assert "12302B" in zipfile.ZipFile(out / "tables.fr.xlsx").read("xl/styles.xml").decode()
    assert run(study)["status"] == "unchanged"


def test_a_template_that_changed_is_a_change_and_one_that_lacks_a_layout_is_refused(study: Path) -> None:
    run(study)
    imprint = study.parent / "templates/imprint.html.j2"
    before = imprint.read_text()
    imprint.write_text("<p>Nouveau</p>")
    assert run(study)["status"] == "done"
    imprint.write_text("<script>1</script>")
    assert errors(study) == [("unsafe-template", "agency/templates/imprint.html.j2", 1)]
    imprint.write_text(before)
    (study.parent / "deck.pptx").write_bytes(template(lacking="Chart"))
    assert errors(study) == [("template-lacks", "deck.pptx", None)]
    (study.parent / "deck.pptx").write_bytes(template())
