"""Pages assert nothing of the interviews that nobody declared: how they were held, and what came without a prompt."""

from pathlib import Path

import pandas as pd
import pytest
from good_study import call, write_study
from mutations import WAVE, append

pytestmark = pytest.mark.every_output

MODE, PROMPT = "interviews_mode dans wave.toml", "prompted dans codings.csv"


@pytest.mark.parametrize("declared", [False, True])
def test_the_method_page_says_what_is_not_declared_of_the_interviews(declared: bool, tmp_path: Path) -> None:
    study = tmp_path / "study"
    write_study(study)
    if declared:
        append(f"{WAVE}/wave.toml", 'interviews_mode = "face à face"\n')(study)
    else:
        path = study / WAVE / "codings.csv"
        pd.read_csv(path, dtype=str, keep_default_na=False).drop(columns="prompted").to_csv(path, index=False)
    assert call("run", study, "--plain", "--langs", "fr")[0] == 0
    page = (study / "out" / Path(WAVE).name / "report.fr.html").read_text(encoding="utf-8")
    assert [MODE in page, PROMPT in page] == [not declared, not declared]
