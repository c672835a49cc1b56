"""Derived importance and the other rules of tiers through the command line: cells of the contract, words that follow."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from good_study import EXPECTATIONS, call, cells_of, write_study


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return the small study with an overall judgement made of two satisfactions of its clients."""
    folder = write_study(tmp_path / "étude")
    answers = folder / "waves/2026-03/responses.csv"
    frame = pd.read_csv(answers, dtype=str, keep_default_na=False)
    satisfaction = {name: pd.to_numeric(frame[f"SAT_{name}"]) for name in ("adviser", "delays")}
    noise = np.random.default_rng(1).normal(size=len(frame))
    overall = (0.6 * satisfaction["adviser"] + 0.3 * satisfaction["delays"] + noise).round().clip(0, 10)
    frame["GLOB"] = ["" if np.isnan(value) else str(int(value)) for value in overall]
    frame.to_csv(answers, index=False)
    notes = ", ".join(f'{{ code = "{i}", value = {i} }}' for i in range(11))
    with (folder / "questionnaire.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[items]]\nid = "glob"\ntype = "scale"\ncolumn = "GLOB"\nfilter = "cible == \'client\'"\n'
            f'label = {{ fr = "Satisfaction globale", en = "Overall satisfaction" }}\ncodes = [{notes}]\n'
        )
    return folder


def declare(study: Path, text: str) -> None:
    path = study / "study.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('importance = "stated"\n', text), encoding="utf-8")


def page(study: Path, name: str) -> str:
    html = (study / "out/2026-03/report.en.html").read_text(encoding="utf-8")
    return re.sub(r"<[^>]+>", "", re.search(rf'<section[^>]*data-page="{name}".*?</section>', html, re.DOTALL)[0])  # type: ignore[index]


def test_derived_importance(study: Path) -> None:
    declare(study, 'importance = "derived"\noverall = "glob"\n')
    code, _, errors = call("run", study, "--plain")
    assert code == 0, errors
    cells = cells_of(study)
    importance = cells.loc[[f"expectations/{e}/importance/_/all" for e in EXPECTATIONS]]
    assert importance["value"].sum() == pytest.approx(1)
    assert set(importance["unit"]) == {"share"}
    assert set(importance["interval"]) == {"bootstrap"}
    assert importance["value"].idxmax() == "expectations/adviser/importance/_/all"
    assert cells.loc["expectations/adviser/tier/_/all", "text"] == "primary"
    assert cells.loc["expectations/adviser/importance/_/target=prospect", "status"] == "withheld"
    for column in ("all", "target=client", "profile=p1"):
        assert 0 < cells.loc[f"expectations/_/fit/_/{column}", "value"] < 1
    assert "Relative weight" in page(study, "R3")
    assert "Stated importance" not in page(study, "R3")
    assert "LMG, the Shapley value" in page(study, "method")
    assert "Overall satisfaction" in page(study, "method")


@pytest.mark.parametrize(("rule", "word"), [("opportunity", "The opportunity"), ("quadrant", "The quadrant of")])
def test_tiers_by_another_rule(study: Path, rule: str, word: str) -> None:
    declare(study, f'importance = "stated"\ntier_rule = "{rule}"\n')
    code, _, errors = call("run", study, "--plain")
    assert code == 0, errors
    cells = cells_of(study)
    assert word in page(study, "method")
    assert cells.loc["expectations/recognised/tier/_/all", "text"] == "primary"
    assert ("expectations/_/line/opportunity/_" in cells.index) == (rule == "opportunity")
