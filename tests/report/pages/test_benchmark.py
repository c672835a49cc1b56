"""The page of the benchmark: with nobody beside the client, it says that nothing was compared."""

import pytest
from page_context import context_of

from relstudy.cells import Cell
from relstudy.report.pages.benchmark import build_page
from relstudy.report.plain.inline import read_flat
from relstudy.survey.registers import Player


@pytest.mark.parametrize(
    ("rivals", "title"),
    [(3, "1 pratique comparée"), (0, "1 pratique relevée chez le client, sans autre acteur à comparer")],
)
def test_practices_of_the_client_alone_are_compared_with_nobody(rivals: int, title: str) -> None:
    cells = [
        Cell(section="benchmark", item="call", measure="players", column="all", value=float(rivals), unit="count", base=rivals, base_kind="players"),
        Cell(section="benchmark", item="call", measure="score", column="player=us", value=2.0, unit="score", base=1, base_kind="players"),
    ]  # fmt: skip
    players = (Player(id="us", kind="client"),)
    page = build_page(context_of((), cells, {"player/us": "Nous"}, players=players))
    assert read_flat(page.title).replace("\u00a0", " ") == title
