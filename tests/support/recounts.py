"""Published cells of a study that was run, held against their recounts."""

from pathlib import Path

import pandas as pd

from relstudy.definitions.reading import read_study
from relstudy.delivery.explaining import recount_of
from relstudy.recount.recounting import Recounted, is_equal


def held_against(study: Path, wave: str, *, most: int | None = None) -> tuple[pd.DataFrame, dict[str, Recounted]]:
    """Return the published cells of a wave and their recounts, of all or of some taken by chance."""
    cells = pd.read_parquet(study / "out" / wave / "cells.parquet")
    shown = cells[cells["status"].isin(["published", "cautious"])]
    if most is not None and len(shown) > most:
        shown = shown.sample(most, random_state=20261129)
    reading = read_study(study, waves=(wave,)).study
    recount = recount_of(reading, next(w for w in reading.waves if w.id == wave), cells)
    return shown, {key: recount.count(key) for key in shown["key"]}


def wrong(shown: pd.DataFrame, again: dict[str, Recounted]) -> list[tuple[str, object, object]]:
    published = zip(shown["key"], shown["kind"], shown["value"], shown["text"], strict=True)
    return [
        (key, value if kind == "number" else text, again[key].value)
        for key, kind, value, text in published
        if again[key].value is not None and not is_equal(value if kind == "number" else text, again[key].value)
    ]
