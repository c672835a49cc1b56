"""grid.csv: everything that can be wrong with it, said at once."""

from pathlib import Path

import pytest

from relstudy.errors import FieldworkError
from relstudy.intake.grid import GridLines, read_grid
from relstudy.survey.plan import Source
from relstudy.survey.registers import Criterion, Offer

CRITERIA = tuple(Criterion(id=name, weight=1 / 3) for name in ("reach", "engagement", "cost"))
OFFERS = tuple(Offer(id=name, kind="channel") for name in ("site", "social"))


def grid_of(tmp_path: Path, text: str) -> GridLines:
    path = tmp_path / "grid.csv"
    path.write_text(text, encoding="utf-8")
    return read_grid(Source(path="waves/w/grid.csv", sha256="0", absolute=path), criteria=CRITERIA, offers=OFFERS)


def test_all_faults_at_once(tmp_path: Path) -> None:
    text = (
        "offer_id,criterion,score,printed_total\nsitee,reach,3,\nsite,reech,3,\nsite,reach,11,7\nsite,cost,high,8\n"
        "social,reach,3,\nsocial,reach,4,\n"
    )
    with pytest.raises(FieldworkError) as caught:
        grid_of(tmp_path, text)
    got = {(f.code, f.line, f.column) for f in caught.value.faults}
    assert got == {
        ("unknown-item", 2, "offer_id"), ("unknown-item", 3, "criterion"), ("bad-value", 4, "score"),
        ("not-a-number", 5, "score"), ("bad-value", 5, "printed_total"), ("duplicate-id", 7, "criterion"),
    }  # fmt: skip
    scale = next(f for f in caught.value.faults if f.line == 4)
    assert (scale.found, scale.allowed) == ("11", "0 … 10")
