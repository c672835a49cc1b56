"""A published scoring grid whose printed totals are wrong by 0.10."""

from pathlib import Path

import pytest
from real_studies import cells_of


@pytest.mark.parametrize(
    ("offer", "score", "printed"), [("site", 7.55, 7.65), ("social", 8.25, 8.35), ("email", 6.65, 6.75)]
)
def test_the_weights_give_another_total_than_printed(
    finished: dict[str, Path], offer: str, score: float, printed: float
) -> None:
    cells = cells_of(finished["grid"], "2026")
    assert cells.loc[f"grid/{offer}/score/_/_", "value"] == pytest.approx(score, abs=1e-12)
    assert cells.loc[f"grid/{offer}/printed_gap/_/_", "value"] == pytest.approx(printed - score, abs=1e-12)


def test_the_report_says_that_printed_totals_differ(finished: dict[str, Path]) -> None:
    page = (finished["grid"] / "out/2026/report.fr.html").read_text(encoding="utf-8")
    assert 'data-key="grid/site/printed_gap/_/_"' in page
    assert ">7,55<" in page
