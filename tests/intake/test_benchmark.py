"""benchmark.csv: everything that can be wrong with it, said at once."""

from pathlib import Path

import pytest

from relstudy.errors import FieldworkError
from relstudy.intake.benchmark import BenchmarkLines, read_benchmark
from relstudy.survey.plan import Source
from relstudy.survey.registers import Offer, Player

OFFERS = (Offer(id="site", kind="channel"), Offer(id="app", kind="channel"))
PLAYERS = (
    Player(id="north", kind="competitor"),
    Player(id="south", kind="competitor"),
    Player(id="bank", kind="adjacent"),
)


def benchmark_of(tmp_path: Path, text: str) -> BenchmarkLines:
    path = tmp_path / "benchmark.csv"
    path.write_text(text, encoding="utf-8")
    return read_benchmark(
        Source(path="waves/w/benchmark.csv", sha256="0", absolute=path), players=PLAYERS, offers=OFFERS
    )


def test_all_faults_at_once(tmp_path: Path) -> None:
    text = (
        "player_id,practice,score,offer_id,scorer,date\nnorht,chat,1,,,\nnorth,Live chat,1,,,\nnorth,chat,,,,\nnorth,app,x,,,\n"
        "south,chat,1,sites,,\nbank,chat,1,site,ana,2026-13-01\nbank,chat,2,site,ana,\n"
    )
    with pytest.raises(FieldworkError) as caught:
        benchmark_of(tmp_path, text)
    assert {(f.code, f.line, f.column) for f in caught.value.faults} == {
        ("unknown-item", 2, "player_id"), ("bad-id", 3, "practice"), ("missing-value", 4, "score"), ("not-a-number", 5, "score"),
        ("unknown-item", 6, "offer_id"), ("bad-date", 7, "date"), ("duplicate-id", 8, "player_id"),
    }  # fmt: skip
