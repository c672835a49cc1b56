"""Who is in which profile, with weights: kept beside the study for its analysts, never among what is delivered."""

from pathlib import Path

import pandas as pd

from relstudy.steps.intake import Intake
from relstudy.steps.profiles import Profiles
from relstudy.steps.weights import Weights
from relstudy.study.method import WaveResult


def write_respondents(folder: Path, result: WaveResult) -> None:
    """Write `respondents.parquet`, one row per respondent; a wave without answers or weights has none."""
    path = folder / "respondents.parquet"
    answers, weights, profiles = result.given(Intake), result.given(Weights), result.given(Profiles)
    if answers is None or weights is None:
        path.unlink(missing_ok=True)
        return
    frame = pd.DataFrame({"respondent_id": answers.responses.respondent_id.astype(str), "weight": weights.weight})
    if profiles is not None and profiles.k > 0:
        member = profiles.member
        frame["profile"] = pd.Series([f"p{m + 1}" if m >= 0 else None for m in member.tolist()], dtype="string")
        for number in range(profiles.k):
            frame[f"profile_p{number + 1}"] = pd.Series((member == number).astype(float)).where(member >= 0)
    else:
        frame["profile"] = pd.Series([None] * len(frame), dtype="string")
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / ".respondents.part"
    frame.to_parquet(part, index=False)
    part.replace(path)
