"""The good study cut down to what runs quickly: a survey of sixty and the interviews, in French unless told otherwise, without profiles."""

from pathlib import Path

from good_study import responses
from good_study import write_study as write_good_study

WAVES = ("2025-03", "2026-03")


def write_study(folder: Path, *, waves: tuple[str, ...] = WAVES, languages: str = '["fr"]') -> Path:
    """Write the study into `folder` and return it."""
    write_good_study(folder, waves=waves)
    path = folder / "study.toml"
    told = path.read_text(encoding="utf-8").replace('["fr", "en"]', languages)
    told = told.replace("audit = true", "audit = false").replace("benchmark = true", "benchmark = false")
    kept = told[: told.index("[profiles]")]
    path.write_text(f'{kept}[expectations]\nimportance = "stated"\n', encoding="utf-8")
    for number, wave in enumerate(waves):
        (folder / "waves" / wave / "grid.csv").unlink()
        responses(60, seed=number).to_csv(folder / "waves" / wave / "responses.csv", index=False)
    return folder
