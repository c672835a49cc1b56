"""Golden files: the cells of a small study and one page, so that a change nobody meant shows.

`python -m pytest tests/report/test_golden.py --update-golden` rewrites them; read the difference before it is committed. The page is made
from invented cells that never change; the cells come from a run, and may differ between machines by a billionth.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import report_example as example
from good_study import call, cells_of, write_study

from relstudy.report import render_report

GOLDEN = Path(__file__).parent / "golden"
KEPT = ["key", "kind", "value", "low", "high", "text", "unit", "base", "marks", "status"]
NUMBERS = ["value", "low", "high"]


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    study = tmp_path_factory.mktemp("golden") / "study"
    write_study(study)
    code, *_ = call("run", str(study), "--plain")
    assert code == 0
    table = cells_of(study).reset_index()
    whole = (table["section"] != "survey") | (
        table["item"].isin(["uses_app", "imp_recognised"]) & ~table["column"].str.contains("sexe=")
    )
    return table.loc[whole, KEPT].reset_index(drop=True)


def test_the_cells_of_a_small_study_are_those_it_had(cells: pd.DataFrame, update_golden: bool) -> None:
    path = GOLDEN / "cells.csv"
    if update_golden:
        cells.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
    texts = {name: str for name in KEPT if name not in (*NUMBERS, "base")}
    before = pd.read_csv(path, dtype=texts, keep_default_na=False, na_values={n: [""] for n in (*NUMBERS, "base")})
    assert cells["key"].tolist() == before["key"].tolist()
    for name in KEPT[1:]:
        if name in (*NUMBERS, "base"):
            now, then = (t[name].to_numpy(dtype=float, na_value=np.nan) for t in (cells, before))
            same = np.isclose(now, then, rtol=1e-9, atol=1e-12, equal_nan=True)
        else:
            now, then = cells[name].fillna("").astype(str).to_numpy(), before[name].fillna("").to_numpy()
            same = now == then
        changed = [(key, a, b) for key, a, b, s in zip(cells["key"], then, now, same, strict=True) if not s]
        assert changed == [], f"{name}: key, before, now"


@pytest.mark.parametrize("name", ["R2", "R3"])
def test_a_page_is_the_page_it_was(name: str, update_golden: bool) -> None:
    e = example.full_example()
    html = render_report(e.context())
    start = html.index(f'<section class="page" id="{name}"')
    page = html[start : html.index("</section>\n", start)] + "</section>\n"
    path = GOLDEN / f"{name}.fr.html"
    if update_golden:
        path.write_text(page, encoding="utf-8", newline="\n")
    assert page.splitlines() == path.read_text(encoding="utf-8").splitlines()
