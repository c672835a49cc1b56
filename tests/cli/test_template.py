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


@pytest.mark.parametrize(("content", "fault"), [(b"no presentation", "unreadable-file"), (None, "missing-file")])
def test_what_is_no_presentation_is_refused(tmp_path: Path, content: bytes | None, fault: str) -> None:
    path = tmp_path / "deck.pptx"
    if content is not None:
        path.write_bytes(content)
    code, told, _ = call("template", "check", path)
    assert code == 1
    assert [one["code"] for one in told["faults"]] == [fault]
