"""The two samples of Californian schools that figures of R are stored for, and their designs by name."""

import csv
from pathlib import Path

import numpy as np

from relstudy.stats.design import EMPTY, Design
from relstudy.stats.folds import Partition

REFERENCE = Path(__file__).parents[1] / "reference"


def sample(name: str) -> dict[str, np.ndarray]:
    with (REFERENCE / name).open() as lines:
        rows = list(csv.DictReader(lines))
    texts = {"stype", "sch.wide", "comp.imp", "awards"}
    return {c: np.array([r[c] for r in rows], dtype=str if c in texts else float) for c in rows[0]}


SAMPLES = {name: sample(name) for name in ("api_strat.csv", "api_clus1.csv")}


def design(name: str, data: dict[str, np.ndarray]) -> Design:
    strata = np.unique(data["stype"], return_inverse=True)[1]
    options = {
        "weights": {},
        "strata": {"strata": strata},
        "strata_fpc": {"strata": strata, "fpc": data["fpc"]},
        "strata_share": {"strata": strata, "fpc": data.get("share", EMPTY)},
        "strata_clusters": {"strata": strata, "clusters": data["dnum"]},
        "clusters": {"clusters": data["dnum"]},
        "clusters_fpc": {"clusters": data["dnum"], "fpc": data["fpc"]},
    }
    return Design.of(data["pw"], **options[name])


def partitions(data: dict[str, np.ndarray]) -> tuple[Partition, ...]:
    return (
        Partition(label=(data["comp.imp"] == "Yes").astype(np.int16), size=2),
        Partition(label=np.where(data["awards"] == "Yes", 0, -1).astype(np.int16), size=1),
    )


PLACES = {"all": 0, "comp.imp=No": 1, "awards=Yes": 3}
