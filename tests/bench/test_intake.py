"""Intake of a large file of answers: 100,000 respondents x 100 items, in Parquet, CSV and SPSS. Goal: a few seconds for ten times as many."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyreadstat
import pytest
from pyarrow import csv, parquet

from relstudy.intake.responses import read_responses
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import Design, Respondents, Source, Weighting

N = 100_000
ITEMS = tuple(
    Item(
        id=f"q{i}", type="single", columns=(f"q{i}",), codes=tuple(Code(code=str(c)) for c in range(1, 6)),
        filter="q0 == '1'" if i % 10 == 9 else None,
    )
    for i in range(100)
)  # fmt: skip


@pytest.fixture(scope="module", params=["parquet", "csv", "sav"])
def source(request, tmp_path_factory) -> Source:
    rng = np.random.default_rng(1)
    table = pa.table(
        {"id": rng.permutation(N), "w": rng.gamma(5, 0.2, N) + 0.01}
        | {item.id: rng.integers(1, 6, N) for item in ITEMS}
    )
    path: Path = tmp_path_factory.mktemp("large") / f"responses.{request.param}"
    if request.param == "sav":
        pyreadstat.write_sav(table.to_pandas(), str(path), row_compress=True)
    else:
        (parquet.write_table if request.param == "parquet" else csv.write_csv)(table, path)
    return Source(path=path.name, sha256="", absolute=path)


@pytest.mark.parametrize("id_", ["id", "row"])
def test_intake(benchmark, source: Source, id_: str) -> None:
    read = benchmark.pedantic(
        read_responses,
        args=(source, ITEMS),
        kwargs={
            "weighting": Weighting(method="column", column="w"),
            "respondents": Respondents(id=id_),
            "design": Design(),
        },
        rounds=3,
    )
    assert read.responses.n == N
