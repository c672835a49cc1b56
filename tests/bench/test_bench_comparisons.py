"""A book with letters: 100 items by 20 columns of four banner items, each pair of columns and each column against everybody tested.

Printed, never judged; run with `make bench`. Goals of the project for 1e4, 1e5, 1e6 respondents: 40 ms, 100 ms, 1.0 s; polars by hand
0.21, 0.40, 2.5 s, without letters. The peer tests a twenty-fifth of the items, one pair of columns at a time.
"""

import itertools
import math
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from answers import sample_of
from pytest_benchmark.fixture import BenchmarkFixture

from relstudy.cells import assemble, assemble_tests
from relstudy.intake.frames import Responses
from relstudy.steps import survey
from relstudy.steps.weights import describe_weights
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import Respondents, TablesPlan

ITEMS, CODES = 100, 5
BANNER = ("q0", "q1", "q2", "q3")
PEER = 4
SIZES = [10_000, 100_000, 1_000_000]
Tests = dict[tuple[str, str], float]


def answered(n: int) -> tuple[tuple[Item, ...], Responses, np.ndarray]:
    """Return items of five codes, answers of which a tenth is blank, and weights."""
    chance = np.random.default_rng(1)
    answers = [chance.integers(0, CODES, n).astype(np.int16) for _ in range(ITEMS)]
    for codes in answers:
        codes[chance.random(n) < 0.1] = -1
    items = tuple(
        Item(id=f"q{i}", type="single", columns=(f"q{i}",), codes=tuple(Code(code=str(c)) for c in range(CODES)))
        for i in range(ITEMS)
    )
    responses = Responses(
        respondent_id=np.arange(n),
        line=np.arange(n),
        codes={item.id: codes for item, codes in zip(items, answers, strict=True)},
        missing={
            item.id: np.where(codes < 0, np.int8(2), np.int8(0)) for item, codes in zip(items, answers, strict=True)
        },
    )
    return items, responses, chance.uniform(0.5, 2.0, n)


def book(items: tuple[Item, ...], responses: Responses, weight: np.ndarray) -> Tests:
    """The survey step, the gate, families and letters."""
    plan = TablesPlan(banner=BANNER)
    found = survey.tabulate_survey(
        wave_items=items, intake_responses=responses, intake_sample=sample_of(weight), intake_left_out=0,
        weights=describe_weights(weight), study_respondents=Respondents(), study_tables=plan, profiles=None,
    )  # fmt: skip
    study, wave = (
        SimpleNamespace(respondents=Respondents(), profiles=None),
        SimpleNamespace(items=items, responses=None),
    )
    cells = assemble([survey.cells_of(found, study, wave)], study="s", wave="w", min_base=30, caution_base=100)
    tests, _ = assemble_tests(
        [survey.tests_of(found, study, wave)], cells, wave="w", correction=plan.correction, levels=plan.levels
    )
    keys = zip(tests["key_a"].tolist(), tests["key_b"].tolist(), strict=True)
    return dict(zip(keys, tests["p"].tolist(), strict=True))


def pair_by_pair(items: tuple[Item, ...], responses: Responses, weight: np.ndarray) -> Tests:
    """Each test from the respondents of its two columns."""
    found = {}
    for item in items[:PEER]:
        answers = responses.codes[item.id]
        for banner in BANNER:
            columns = {c: (responses.codes[banner] == c) & (answers >= 0) for c in range(CODES)}
            for code in range(CODES):
                figures = {}
                for column, inside in columns.items():
                    w = weight[inside]
                    figures[column] = (w[answers[inside] == code].sum() / w.sum(), w.sum() ** 2 / (w @ w))
                for a, b in itertools.combinations(columns, 2):
                    (p, e), (q, f) = figures[a], figures[b]
                    pooled = (p * e + q * f) / (e + f)
                    spread = math.sqrt(pooled * (1 - pooled) * (1 / e + 1 / f))
                    z = 0.0 if p == q else (q - p) / spread
                    stem = f"survey/{item.id}/share/{code}/{banner}="
                    found[f"{stem}{a}", f"{stem}{b}"] = math.erfc(abs(z) / math.sqrt(2))
    return found


@pytest.mark.benchmark(group="book of 100 items x 20 columns with letters (pair by pair: 4 items)")
@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("way", [book, pair_by_pair])
def test_bench_letters(benchmark: BenchmarkFixture, n: int, way: Callable[..., Tests]) -> None:
    items, responses, weight = answered(n)
    got = benchmark.pedantic(way, (items, responses, weight), rounds=3 if way is book else 1)
    expected = pair_by_pair(items, responses, weight)
    for pair, p in expected.items():
        assert got[pair] == pytest.approx(p, rel=1e-7, abs=1e-12)
