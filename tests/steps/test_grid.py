"""The scoring grid: published figures, the direction of a criterion, what is missing, faults."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.cells import assemble
from relstudy.steps.grid import Grid, cells_of, score_offers, weighted_scores
from relstudy.study.codec import digest, load, save
from relstudy.survey.plan import Design, Identity, Respondents, Source, Steps, Study, Wave, WaveFacts
from relstudy.survey.registers import Criterion, Offer

CRITERIA = (
    Criterion(id="reach", weight=0.20), Criterion(id="engagement", weight=0.30), Criterion(id="cost", weight=0.15),
    Criterion(id="brand", weight=0.15), Criterion(id="growth", weight=0.20),
)  # fmt: skip
OFFERS = tuple(Offer(id=name, kind="channel") for name in ("site", "social", "email", "shop"))
#: Published example: scores and the totals its source prints, which its own weights do not give.
PUBLISHED = {"site": ((8, 7, 6, 9, 8), 7.65), "social": ((9, 8, 7, 8, 9), 8.35), "email": ((7, 6, 8, 7, 6), 6.75)}


def grid_of(tmp_path: Path, text: str, criteria: tuple[Criterion, ...] = CRITERIA) -> Grid:
    path = tmp_path / "grid.csv"
    path.write_text(text, encoding="utf-8")
    source = Source(path="waves/2026/grid.csv", sha256="0", absolute=path)
    return score_offers(wave_grid=source, study_criteria=criteria, study_offers=OFFERS)


def published_file() -> str:
    lines = ["offer_id,criterion,score,printed_total"]
    for offer, (scores, printed) in PUBLISHED.items():
        lines += [
            f"{offer},{c.id},{score},{printed if c is CRITERIA[0] else ''}"
            for c, score in zip(CRITERIA, scores, strict=True)
        ]
    return "\n".join(lines) + "\n"


def cells(result: Grid, criteria: tuple[Criterion, ...] = CRITERIA) -> pd.DataFrame:
    study = Study(
        folder=Path(), identity=Identity(id="s"), languages=("fr",), criteria=criteria, offers=OFFERS, design=Design(),
        steps=Steps(audit=False, benchmark=False, interviews=False, survey=False), respondents=Respondents(),
    )  # fmt: skip
    wave = Wave(id="2026", facts=WaveFacts(field_start=date(2026, 1, 1), field_end=date(2026, 1, 2)))
    table = assemble([cells_of(result, study, wave)], study="s", wave="2026", min_base=30, caution_base=100)
    return table.set_index("key")


def test_published_grid_with_wrong_totals(tmp_path: Path) -> None:
    """Recomputed 7.55 / 8.25 / 6.65 where the source prints 7.65 / 8.35 / 6.75: truths, channel scoring."""
    got = cells(grid_of(tmp_path, published_file()))
    assert [got.loc[f"grid/{o}/score/_/_", "value"] for o in PUBLISHED] == [7.55, 8.25, 6.65]
    assert [got.loc[f"grid/{o}/printed_gap/_/_", "value"] for o in PUBLISHED] == [0.10, 0.10, 0.10]
    assert [got.loc[f"grid/{o}/printed/_/_", "value"] for o in PUBLISHED] == [7.65, 8.35, 6.75]
    assert [got.loc[f"grid/{o}/rank/_/_", "value"] for o in PUBLISHED] == [2, 1, 3]
    assert got.loc["grid/social/criterion/cost/_", "value"] == 7
    assert got.loc["grid/_/weight/engagement/_", "value"] == 0.30
    assert got.loc["grid/site/score/_/_", "source"] == "waves/2026/grid.csv#L2"
    assert not any(k.startswith("grid/shop/") for k in got.index), "an offer without a line is outside the grid"
    assert set(got["status"]) == {"published"}


def test_a_criterion_where_less_is_better_counts_from_the_other_end(tmp_path: Path) -> None:
    criteria = (
        Criterion(id="reach", weight=0.5, low=1, high=5),
        Criterion(id="cost", weight=0.5, low=1, high=5, higher_is_better=False),
    )
    got = cells(grid_of(tmp_path, "offer_id;criterion;score\nsite;reach;3,5\nsite;cost;2\n", criteria), criteria)
    assert got.loc["grid/site/score/_/_", "value"] == 0.5 * 3.5 + 0.5 * (1 + 5 - 2)
    assert got.loc["grid/site/criterion/cost/_", "value"] == 2, "the score stays as it was given"


def test_a_missing_score_leaves_the_offer_without_one(tmp_path: Path) -> None:
    whole = published_file()
    blank = whole.replace("site,cost,6,", "site,cost,,")
    no_line = whole.replace("site,cost,6,\n", "")
    for text in (blank, no_line):
        got = cells(grid_of(tmp_path, text))
        for measure in ("score/_", "rank/_", "printed_gap/_", "criterion/cost"):
            row = got.loc[f"grid/site/{measure}/_"]
            assert row["value"] is pd.NA
            assert row["status"] == "missing"
        assert got.loc["grid/site/printed/_/_", "value"] == 7.65
        assert [got.loc[f"grid/{o}/rank/_/_", "value"] for o in ("social", "email")] == [1, 2]


def test_equal_scores_share_a_rank(tmp_path: Path) -> None:
    text = "offer_id,criterion,score\n" + "".join(
        f"{o},reach,{s}\n" for o, s in (("site", 7), ("social", 9), ("email", 7))
    )
    criteria = (Criterion(id="reach", weight=1.0),)
    got = cells(grid_of(tmp_path, text, criteria), criteria)
    assert [got.loc[f"grid/{o}/rank/_/_", "value"] for o in ("social", "site", "email")] == [1, 2, 2]
    assert [got.loc[f"grid/{o}/rank/_/_", "marks"] for o in ("social", "site", "email")] == ["", "tie", "tie"]


def test_the_result_can_be_stored(tmp_path: Path) -> None:
    result = grid_of(tmp_path, published_file())
    (tmp_path / "store").mkdir()
    save(result, tmp_path / "store")
    again = load(Grid, tmp_path / "store")
    assert digest(again) == digest(result)
    pd.testing.assert_frame_equal(cells(again), cells(result))


def test_the_order_of_lines_changes_no_value(tmp_path: Path) -> None:
    header, *lines = published_file().splitlines()
    turned = "\n".join([header, *reversed(lines)]) + "\n"
    pd.testing.assert_series_equal(
        cells(grid_of(tmp_path, turned))["value"], cells(grid_of(tmp_path, published_file()))["value"]
    )


@given(st.lists(st.floats(0, 10), min_size=5, max_size=5))
def test_a_score_stays_within_its_scale_and_turns_with_it(scores: list[float]) -> None:
    got = weighted_scores(np.array([scores]), CRITERIA)[0]
    assert min(scores) - 1e-9 <= got <= max(scores) + 1e-9
    turned = tuple(Criterion(id=c.id, weight=c.weight, higher_is_better=False) for c in CRITERIA)
    assert weighted_scores(np.array([scores]), turned)[0] == pytest.approx(10 - got)
