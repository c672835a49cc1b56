"""`relstudy template check`: a whole template passes, another is told what lacks, what is no presentation is refused."""

from pathlib import Path

import pytest
from good_study import call
from pptx import Presentation

from relstudy.report.deck.built_in import built_in
from relstudy.report.deck.layouts import PLACES
from relstudy.survey.brand import NO_BRAND


def test_the_built_in_template_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "deck.pptx"
    built_in(NO_BRAND).save(str(path))
    code, told, _ = call("template", "check", path)
    assert (code, told) == (0, {"ok": True, "faults": []})


def test_another_template_is_told_each_layout_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "agency.pptx"
    Presentation().save(str(path))
    code, told, said = call("template", "check", path)
    assert code == 1
    assert [fault["item"] for fault in told["faults"]] == list(PLACES)
    assert {fault["code"] for fault in told["faults"]} == {"template-lacks"}
    assert "agency.pptx" in said


def test_layouts_may_be_named_in_french_and_a_layout_that_lacks_is_told_beside_those_there_are(tmp_path: Path) -> None:
    path, deck = tmp_path / "agence.pptx", built_in(NO_BRAND)
    for layout, name in zip(deck.slide_layouts, ("couverture ", "Graphique", "Tableau", "Image"), strict=True):
        layout._element.cSld.set("name", name)
    deck.save(str(path))
    code, told, _ = call("template", "check", path)
    assert code == 1
    (lack,) = told["faults"]
    assert (lack["item"], lack["allowed"]) == ("Text", "Text, Texte")
    assert lack["found"] == "couverture , Graphique, Tableau, Image"


def test_a_layout_without_its_body_lacks_that_alone(tmp_path: Path) -> None:
    path, deck = tmp_path / "agency.pptx", built_in(NO_BRAND)
    chart = deck.slide_layouts.get_by_name("Chart")
    place = next(one for one in chart.placeholders if one.placeholder_format.type.name == "CHART")
    place._element.getparent().remove(place._element)
    deck.save(str(path))
    _, told, said = call("template", "check", path)
    assert [fault["item"] for fault in told["faults"]] == ["Chart"]
    assert "emplacement de graphique" in said


def test_a_layout_that_lacks_a_place_is_called_as_the_template_calls_it(tmp_path: Path) -> None:
    path, deck = tmp_path / "agence.pptx", built_in(NO_BRAND)
    for layout, name in zip(deck.slide_layouts, ("Couverture", "GRAPHIQUE ", "Tableau", "Texte"), strict=True):
        layout._element.cSld.set("name", name)
    chart = deck.slide_layouts[1]
    place = next(one for one in chart.placeholders if one.placeholder_format.type.name == "CHART")
    place._element.getparent().remove(place._element)
    deck.save(str(path))
    _, told, said = call("template", "check", path)
    assert [fault["item"] for fault in told["faults"]] == ["GRAPHIQUE"]
    assert "« GRAPHIQUE »" in said.replace("\u00a0", " ")


@pytest.mark.parametrize(("content", "fault"), [(b"no presentation", "unreadable-file"), (None, "missing-file")])
def test_what_is_no_presentation_is_refused(tmp_path: Path, content: bytes | None, fault: str) -> None:
    path = tmp_path / "deck.pptx"
    if content is not None:
        path.write_bytes(content)
    code, told, _ = call("template", "check", path)
    assert code == 1
    assert [one["code"] for one in told["faults"]] == [fault]


def test_two_layouts_of_one_name_are_told_and_the_first_is_taken(tmp_path: Path) -> None:
    path, deck = tmp_path / "agence.pptx", built_in(NO_BRAND)
    for layout, name in zip(deck.slide_layouts, ("Cover", "Chart", "chart ", "Text"), strict=True):
        layout._element.cSld.set("name", name)
    deck.save(str(path))
    code, told, said = call("template", "check", path)
    assert code == 1, "no layout is left for tables"
    doubled = [fault for fault in told["faults"] if fault["code"] == "layout-twice"]
    assert [(fault["item"], fault["severity"]) for fault in doubled] == [("Chart", "warning")]
    assert "la première est utilisée" in said
