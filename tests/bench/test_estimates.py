"""Times of the estimates beside plain ways to the same answer; printed, never judged. Run with `make bench`.

Goals of the project for 100 items, shares and standard errors, weights fixed: 8, 60 and 600 ms for 1e4, 1e5 and 1e6 respondents;
best tool of November 2026 (svy) 120 ms, 990 ms, 14.4 s.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from answers import sample_of
from pytest_benchmark.fixture import BenchmarkFixture

from relstudy.intake.frames import Responses
from relstudy.stats.chance import generator
from relstudy.stats.design import Design
from relstudy.stats.folds import Partition, States, fold_states
from relstudy.stats.resampling import resample_totals
from relstudy.steps.layouts import Reading
from relstudy.steps.survey import read_together, tabulate_survey
from relstudy.steps.weights import describe_weights
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import Respondents, TablesPlan

ITEMS, CODES = 100, 5
SIZES = [10_000, 100_000, 1_000_000]


def survey(n: int) -> tuple[list[np.ndarray], np.ndarray]:
    """100 single items of five codes, a tenth of each blank (-1), and weights."""
    chance = np.random.default_rng(1)
    answers = [chance.integers(0, CODES, n).astype(np.int16) for _ in range(ITEMS)]
    for codes in answers:
        codes[chance.random(n) < 0.1] = -1
    return answers, chance.uniform(0.5, 2.0, n)


def folded(answers: list[np.ndarray], weight: np.ndarray) -> np.ndarray:
    """Shares and errors of all items, (items, 2, codes): what the survey step does, cells left aside."""
    by = Design.of(weight)
    states = [States(state=np.minimum(codes.view(np.uint16), np.uint16(CODES)), size=CODES + 1) for codes in answers]
    denominator = np.ones((CODES, CODES + 1))
    denominator[:, CODES] = 0.0
    reading = Reading(measure="share", rows=tuple("12345"), numerator=np.eye(CODES, CODES + 1), denominator=denominator)
    found = read_together([(fold, reading) for fold in fold_states(states, [], by)], by)
    return np.array([[e.value[:, 0], e.se[:, 0]] for e in found])


def one_by_one(answers: list[np.ndarray], weight: np.ndarray) -> np.ndarray:
    """The textbook: an influence per respondent, item and code."""
    n = len(weight)
    found = np.empty((len(answers), 2, CODES))
    for i, codes in enumerate(answers):
        asked = codes >= 0
        total = weight[asked].sum()
        for code in range(CODES):
            share = weight[codes == code].sum() / total
            influence = np.where(asked, weight * ((codes == code) - share), 0.0) / total
            found[i, :, code] = share, np.sqrt(n / (n - 1) * ((influence - influence.mean()) ** 2).sum())
    return found


@pytest.mark.benchmark(group="100 items, shares and standard errors")
@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("way", [folded, one_by_one])
def test_shares(benchmark: BenchmarkFixture, n: int, way: Callable[..., np.ndarray]) -> None:
    answers, weight = survey(n)
    got = benchmark.pedantic(
        way, (answers, weight), rounds=5 if way is folded else 1, warmup_rounds=1 if n < 1_000_000 else 0
    )
    few = slice(0, 3)
    np.testing.assert_allclose(got[few], one_by_one(answers[few], weight), rtol=1e-9)


BANNER = ("q0", "q1", "q2", "q3")


def step(answers: list[np.ndarray], weight: np.ndarray) -> pd.Series:
    """The whole survey step, cells included, with a banner of 20 columns."""
    items = tuple(
        Item(id=f"q{i}", type="single", columns=(f"q{i}",), codes=tuple(Code(code=str(c)) for c in range(CODES)))
        for i in range(len(answers))
    )
    responses = Responses(
        respondent_id=np.arange(len(weight)),
        line=np.arange(len(weight)),
        codes={item.id: codes for item, codes in zip(items, answers, strict=True)},
        missing={
            item.id: np.where(codes < 0, np.int8(2), np.int8(0)) for item, codes in zip(items, answers, strict=True)
        },
    )
    tables = tabulate_survey(
        wave_items=items, intake_responses=responses, intake_sample=sample_of(weight), intake_left_out=0,
        weights=describe_weights(weight), study_respondents=Respondents(), study_tables=TablesPlan(banner=BANNER), profiles=None,
    )  # fmt: skip
    shares = tables.estimates[tables.estimates["measure"] == "share"]
    return shares.set_index(["item", "row", "column"])["value"]


def grouped(answers: list[np.ndarray], weight: np.ndarray) -> pd.Series:
    """Shares alone, item by banner item, by pandas."""
    frame = pd.DataFrame({f"q{i}": codes for i, codes in enumerate(answers)})
    found = {}
    for item in frame:
        asked = frame[item] >= 0
        for banner in BANNER:
            keys = pd.DataFrame({"row": frame[item], "column": frame[banner], "w": weight})[
                asked & (frame[banner] >= 0)
            ]
            total = keys.groupby("column")["w"].sum()
            for (row, column), value in keys.groupby(["row", "column"])["w"].sum().items():
                found[item, str(row), f"{banner}={column}"] = value / total[column]
    return pd.Series(found)


def grouped_by_polars(answers: list[np.ndarray], weight: np.ndarray) -> pd.Series:
    """Shares alone, item by banner item, by polars where it is installed."""
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({**{f"q{i}": codes for i, codes in enumerate(answers)}, "w": weight})
    found = {}
    for item in frame.columns[:-1]:
        for banner in BANNER:
            answered = frame.lazy().filter((polars.col(item) >= 0) & (polars.col(banner) >= 0))
            keys = [polars.col(item).alias("row"), polars.col(banner).alias("column")]
            sums = answered.group_by(keys).agg(polars.col("w").sum())
            shares = sums.with_columns((polars.col("w") / polars.col("w").sum().over("column")).alias("share"))
            for row, column, _, share in shares.collect().iter_rows():
                found[item, str(row), f"{banner}={column}"] = share
    return pd.Series(found)


@pytest.mark.benchmark(group="book of 100 items x 21 columns")
@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("way", [step, grouped, grouped_by_polars])
def test_book(benchmark: BenchmarkFixture, n: int, way: Callable[..., pd.Series]) -> None:
    answers, weight = survey(n)
    got = benchmark.pedantic(way, (answers, weight), rounds=3 if way is step else 1)
    exp = grouped(answers[:4], weight)
    np.testing.assert_allclose(got[exp.index].to_numpy(dtype=float), exp.to_numpy(), rtol=1e-9)


def resampled(values: np.ndarray, parts: tuple[Partition, ...], weight: np.ndarray) -> np.ndarray:
    return resample_totals(values, parts, Design.of(weight), chance=generator(1, "bench")).drawn


def drawn_one_by_one(values: np.ndarray, parts: tuple[Partition, ...], weight: np.ndarray) -> np.ndarray:
    """Twenty resamples as one writes them first; a fiftieth of the work."""
    chance = generator(1, "bench")
    found = []
    for _ in range(20):
        taken = chance.integers(0, len(weight), len(weight))
        of_all = [values[taken].T @ weight[taken]]
        for part in parts:
            for column in range(part.size):
                inside = taken[part.label[taken] == column]
                of_all.append(values[inside].T @ weight[inside])
        found.append(of_all)
    return np.array(found)


@pytest.mark.benchmark(group="1,000 resamples, 40 totals x 8 columns (one by one: 20 resamples)")
@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("way", [resampled, drawn_one_by_one])
def test_resamples(benchmark: BenchmarkFixture, n: int, way: Callable[..., np.ndarray]) -> None:
    chance = np.random.default_rng(2)
    values = chance.integers(0, 11, (n, 40)).astype(float)
    parts = tuple(Partition(label=chance.integers(-1, k, n).astype(np.int16), size=k) for k in (3, 4))
    weight = chance.uniform(0.5, 2.0, n)
    got = benchmark.pedantic(way, (values, parts, weight), rounds=1)
    np.testing.assert_allclose(got[:, 0].mean(axis=0), values.T @ weight, rtol=0.02)
