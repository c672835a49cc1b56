"""The sector benchmark: several scorers and offers, who counts, who was not scored, faults."""

from datetime import date
from pathlib import Path

import pandas as pd

from relstudy.cells import assemble
from relstudy.steps.benchmark import Benchmark, cells_of, compare_players
from relstudy.study.codec import digest, load, save
from relstudy.survey.plan import Design, Identity, Respondents, Source, Steps, Study, Wave, WaveFacts
from relstudy.survey.registers import Offer, Player

OFFERS = tuple(Offer(id=name, kind="channel") for name in ("site", "app"))
PLAYERS = (
    Player(id="us", kind="client"), Player(id="north", kind="competitor"), Player(id="south", kind="competitor"),
    Player(id="bank", kind="adjacent"),
)  # fmt: skip


def benchmark_of(tmp_path: Path, text: str) -> Benchmark:
    path = tmp_path / "benchmark.csv"
    path.write_text(text, encoding="utf-8")
    source = Source(path="waves/w/benchmark.csv", sha256="0", absolute=path)
    return compare_players(wave_benchmark=source, study_players=PLAYERS, study_offers=OFFERS)


def cells(result: Benchmark) -> pd.DataFrame:
    study = Study(
        folder=Path(), identity=Identity(id="s"), languages=("fr",), offers=OFFERS, players=PLAYERS, design=Design(),
        respondents=Respondents(), steps=Steps(audit=False, benchmark=True, interviews=False, survey=False),
    )  # fmt: skip
    wave = Wave(id="w", facts=WaveFacts(field_start=date(2026, 1, 1), field_end=date(2026, 1, 2)))
    return assemble([cells_of(result, study, wave)], study="s", wave="w", min_base=30, caution_base=100).set_index(
        "key"
    )


def test_mean_over_scorers_then_maximum_over_offers(tmp_path: Path) -> None:
    """By hand: site (1 + 4) / 2 = 2.5, app 2, so 2.5; the maximum of all lines would be 4, their mean 2.33."""
    result = benchmark_of(
        tmp_path,
        "player_id,practice,score,offer_id,scorer\nnorth,chat,1,site,ana\nnorth,chat,4,site,ben\nnorth,chat,2,app,ana\n",
    )
    got = cells(result).loc["benchmark/chat/score/_/player=north"]
    assert (got["value"], got["base"], got["base_kind"], got["unit"]) == (2.5, 1, "players", "score")
    assert result.scores[["offers", "scorers", "scores"]].to_numpy().tolist() == [["app|site", "ana|ben", 3]]


def test_who_is_counted(tmp_path: Path) -> None:
    got = cells(
        benchmark_of(
            tmp_path, "player_id,practice,score\nus,chat,3\nnorth,chat,2\nsouth,chat,0\nbank,chat,1\nnorth,returns,1\n"
        )
    )

    def players(practice: str, column: str) -> tuple[object, object, str]:
        row = got.loc[f"benchmark/{practice}/players/_/{column}"]
        return row["value"], row["base"], row["status"]

    assert players("chat", "all") == (2, 3, "published"), "the client is never of the sector"
    assert players("chat", "kind=competitor") == (1, 2, "published")
    assert players("chat", "kind=adjacent") == (1, 1, "published")
    assert players("chat", "kind=client") == (1, 1, "published")
    assert players("returns", "all") == (1, 1, "published"), "not scored is not absent"
    assert players("returns", "kind=adjacent") == (pd.NA, 0, "missing")
    assert got.loc["benchmark/chat/score/_/player=south", "value"] == 0
    assert got.loc["benchmark/returns/score/_/player=south", "status"] == "missing"


def test_evidence_is_kept(tmp_path: Path) -> None:
    result = benchmark_of(
        tmp_path,
        "player_id;practice;score;source;date;scorer\nbank;chat;1;rapport annuel;31/01/2026;ana\nbank;chat;2;visite;2026-02-01;ben\n",
    )
    row = result.scores.to_dict("records")[0]
    assert (row["sources"], row["dates"], row["line"]) == ("rapport annuel|visite", "2026-01-31|2026-02-01", 2)


def test_order_of_lines_and_storage(tmp_path: Path) -> None:
    lines = ["us,chat,3,a", "north,chat,2,b", "north,chat,1,a", "bank,returns,0,a"]
    header = "player_id,practice,score,scorer"
    result = benchmark_of(tmp_path, "\n".join([header, *lines]) + "\n")
    turned = benchmark_of(tmp_path, "\n".join([header, *reversed(lines)]) + "\n")
    pd.testing.assert_series_equal(cells(result)["value"], cells(turned)["value"])
    (tmp_path / "store").mkdir()
    save(result, tmp_path / "store")
    again = load(Benchmark, tmp_path / "store")
    assert digest(again) == digest(result)
    pd.testing.assert_frame_equal(cells(again), cells(result))


def test_an_empty_register(tmp_path: Path) -> None:
    assert len(cells(benchmark_of(tmp_path, "player_id,practice,score\n"))) == 0
