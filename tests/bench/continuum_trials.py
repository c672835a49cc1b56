"""The simulation of the caution: how often continuous factors are said to be a gradation, and planted groups are not. Prints a table of tests/stats/partition_trials.md.

python tests/bench/continuum_trials.py [first] [last] [--log FILE]     # data sets first..last-1 of each family, 0 100 by default; about 10 minutes
python tests/bench/continuum_trials.py --table FILE                    # the table of a log, without running anything
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
import planted_answers as made

from relstudy.stats.chance import generator
from relstudy.stats.kmeans import fit_clusters
from relstudy.stats.partition import find_groups
from relstudy.stats.scaling import standardise
from relstudy.stats.stability import adjusted_rand

FACTORS = ("one factor, normal", "one factor, uniform", "one factor, skewed", "one factor, heavy tails", "two factors")
GROUPS = ("planted", "planted, correlated within", "in the middle of two", "high on both")
#: From this agreement of plain k-means, given the true number, with the truth, groups count as clear.
CLEAR = 0.8


def draw(family: str, number: int) -> tuple[dict[str, Any], made.Answers]:
    """Return what a data set is, and its answers."""
    chance = np.random.default_rng([2027, (*FACTORS, *GROUPS).index(family), number])
    n = int(chance.choice([200, 400, 800, 1400, 2000]))
    items = int(chance.choice([5, 8, 12, 20, 30]))
    kinds = made.KINDS[chance.integers(len(made.KINDS))]
    facts: dict[str, Any] = {"family": family, "number": number, "n": n, "items": items, "kinds": ", ".join(kinds)}
    if family in FACTORS:
        loading, skew = float(chance.choice([0.4, 0.5, 0.6, 0.7, 0.8, 0.9])), float(chance.choice([0.3, 1.0]))
        shapes = {"one factor, uniform": "uniform", "one factor, skewed": "skewed", "one factor, heavy tails": "heavy"}
        many = 2 if family == "two factors" else 1
        answers = made.graded(n, items, kinds, loading, skew, shapes.get(family, "normal"), chance, factors=many)
        return facts | {"groups": 0, "loading": loading, "skew": skew}, answers
    groups, sizes = int(chance.integers(2, 5)), str(chance.choice(["equal", "rising", "tenth"]))
    separation = float(chance.choice([0.5, 0.6, 0.7, 0.8]))
    if family.startswith("planted"):
        answers = made.planted(n, groups, items, kinds, separation, sizes, chance)
        if family.endswith("within"):
            answers = made.with_response_style(answers, 0.5, chance)
    else:
        groups, middle = 3, family == "in the middle of two"
        answers = made.connected_human_hybrid(n, items, kinds, separation, sizes, chance, middle=middle)
    return facts | {"groups": groups, "separation": separation, "sizes": sizes}, answers


def carry_out(family: str, number: int) -> dict[str, Any]:
    """Return what a data set is and what the rule made of it."""
    facts, answers = draw(family, number)
    scores, _, deviations = standardise(answers.columns)
    scores = scores[:, deviations > 0]
    items = np.unique(answers.items[deviations > 0], return_inverse=True)[1]
    found = find_groups(
        scores, items, np.ones(len(scores)), k=(2, 8), min_share=0.05, chance=generator(number, "profiles")
    )
    facts |= {"k": found.k, "continuum": found.continuum}
    if facts["groups"]:
        fit = fit_clusters(scores, np.ones(len(scores)), k=facts["groups"], starts=30, chance=np.random.default_rng(0))
        facts["clear"] = round(adjusted_rand(fit.labels[0], answers.truth), 3)
    return facts


def table(results: list[dict[str, Any]]) -> str:
    """Return the table of a log, in Markdown."""
    lines = ["| continuous | data sets | numbers found (times) | said to be a gradation |", "|---|---|---|---|"]
    factor = [r for r in results if not r["groups"]]
    lines += [_factor_line(name, [r for r in factor if r["family"] == name]) for name in FACTORS]
    one = [r for r in factor if r["family"] != "two factors"]
    for key in ("loading", "skew", "n", "items", "kinds"):
        for value in sorted({r[key] for r in one}):
            lines.append(_factor_line(f"one factor, {key} {value}", [r for r in one if r[key] == value]))
    lines += ["", "| planted groups | data sets | cut | said to be groups |", "|---|---|---|---|"]
    planted = [r for r in results if r["groups"]]
    for name in GROUPS:
        for clear in (True, False):
            mine = [r for r in planted if r["family"] == name and (r["clear"] >= CLEAR) == clear]
            lines.append(_groups_line(f"{name}, {'clear' if clear else 'not clear'}", mine))
    plain = [r for r in planted if r["clear"] >= CLEAR]
    for key in ("groups", "sizes", "n", "items", "kinds"):
        for value in sorted({r[key] for r in plain}):
            lines.append(_groups_line(f"clear, {key} {value}", [r for r in plain if r[key] == value]))
    return "\n".join(lines)


def _factor_line(title: str, mine: list[dict[str, Any]]) -> str:
    found = ", ".join(f"{k or 'none'} ({many})" for k, many in sorted(Counter(r["k"] for r in mine).items()))
    cut = [r for r in mine if r["k"]]
    return f"| {title} | {len(mine)} | {found} | {_part(sum(r['continuum'] for r in cut), len(cut))} |"


def _groups_line(title: str, mine: list[dict[str, Any]]) -> str:
    cut = [r for r in mine if r["k"]]
    return f"| {title} | {len(mine)} | {len(cut)} | {_part(sum(not r['continuum'] for r in cut), len(cut))} |"


def _part(some: int, many: int) -> str:
    return f"{some} of {many} ({some / many:.0%})" if many else ""


def main() -> None:
    """Run data sets, or read a log, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=int, nargs="?", default=0)
    parser.add_argument("last", type=int, nargs="?", default=100)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--table", type=Path)
    given = parser.parse_args()
    if given.table is not None:
        print(table([json.loads(line) for line in given.table.read_text(encoding="utf-8").splitlines()]))
        return
    results = []
    with threadpool_limits(1):
        for number in range(given.first, given.last):
            for family in (*FACTORS, *GROUPS):
                results.append(carry_out(family, number))
                if given.log is not None:
                    with given.log.open("a", encoding="utf-8") as log:
                        log.write(json.dumps(results[-1]) + "\n")
    print(table(results))


if __name__ == "__main__":
    main()
