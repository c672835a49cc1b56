"""Outlines of shapes: round their centre, with room for their stroke."""

import pytest

from relstudy.report.html.outlines import fit_outline, outline
from relstudy.report.palette import PROFILE_MARKS


@pytest.mark.parametrize("mark", PROFILE_MARKS, ids=lambda m: m.shape)
def test_outlines_lie_round_their_centre(mark):
    path = outline(mark.shape, 100, 50, 10)
    assert path.startswith("M")
    assert path.endswith("Z")
    if mark.shape != "circle":
        corners = [tuple(map(float, p.split())) for p in path[1:-1].split("L")]
        assert sum(x for x, _ in corners) / len(corners) == pytest.approx(100, abs=0.02)
        assert sum(y for _, y in corners) / len(corners) == pytest.approx(50, abs=0.02)


@pytest.mark.parametrize("mark", PROFILE_MARKS, ids=lambda m: m.shape)
def test_an_outline_fitted_to_a_square_has_room_for_its_stroke(mark):
    path = fit_outline(mark.shape, 14)
    if mark.shape == "circle":
        assert path == "M2.24 7a4.76 4.76 0 1 0 9.52 0a4.76 4.76 0 1 0 -9.52 0Z"
        return
    corners = [float(v) for p in path[1:-1].split("L") for v in p.split()]
    assert min(corners) >= 0.8
    assert max(corners) <= 14 - 0.8
