"""The simulation the rule for the number of profiles was chosen by. Prints the table kept in tests/stats/partition_trials.md.

python tests/bench/partition_trials.py [first] [last] [--log FILE]     # data sets first..last-1, 0 1200 by default; about 15 minutes
python tests/bench/partition_trials.py --table FILE                    # the table of a log, without running anything
"""

import argparse
import json
import sys
import time
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

FAMILIES = (
    "independent", "independent", "independent", "planted", "planted", "with noise items", "hybrids in the middle",
    "hybrids high on both", "one factor", "holes filled by the mean", "response style", "independent",
)  # fmt: skip
#: From this agreement of plain k-means, given the true number, with the truth, groups count as clear.
CLEAR = 0.8


def draw(number: int) -> tuple[dict[str, Any], made.Answers]:
    """Return what a data set is, and its answers."""
    chance = np.random.default_rng([2026, number])
    family = FAMILIES[number % len(FAMILIES)]
    n = int(chance.choice([150, 300, 600, 1000, 2500, 5000], p=[0.12, 0.18, 0.3, 0.3, 0.06, 0.04]))
    facts: dict[str, Any] = {"number": number, "family": family, "n": n}
    kinds = made.KINDS[chance.integers(len(made.KINDS))]
    sizes = str(chance.choice(["equal", "rising", "tenth"]))
    separation = float(chance.choice([0.5, 0.6, 0.7, 0.8]))
    items = int(chance.choice([4, 6, 8, 10, 15, 25]))
    if family == "independent":
        kinds = made.NOISE_KINDS[chance.integers(len(made.NOISE_KINDS))]
        items = int(chance.choice([2, 3, 4, 6, 8, 10, 15, 25]))
        return {**facts, "groups": 0, "kinds": kinds, "items": items}, made.independent(n, items, kinds, chance)
    if family == "one factor":
        loading = float(chance.choice([0.2, 0.3, 0.5, 0.7, 0.85]))
        kind = str(chance.choice(["number", "scale5", "yes_no"]))
        items = max(items, 5)
        facts |= {"groups": 0, "loading": loading, "kinds": (kind,), "items": items}
        return facts, made.one_factor(n, items, kind, loading, chance)
    if family.startswith("hybrids"):
        items = max(items, 5)
        facts |= {"groups": 3, "kinds": kinds, "items": items, "separation": separation, "sizes": sizes}
        middle = family.endswith("middle")
        return facts, made.connected_human_hybrid(n, items, kinds, separation, sizes, chance, middle=middle)
    groups = int(chance.integers(2, 6))
    items = max(items, (0, 0, 4, 5, 6, 8)[groups])
    noise = int(chance.integers(1, 6)) if family == "with noise items" else 0
    facts |= {
        "groups": groups,
        "kinds": kinds,
        "items": items,
        "separation": separation,
        "sizes": sizes,
        "noise": noise,
    }
    answers = made.planted(n, groups, items, kinds, separation, sizes, chance, noise=noise)
    if family == "holes filled by the mean":
        answers = made.with_holes(answers, 0.05, chance)
    if family == "response style":
        answers = made.with_response_style(answers, 0.5, chance)
    return facts, answers


def carry_out(number: int) -> dict[str, Any]:
    """Return what a data set is and what the rule made of it."""
    facts, answers = draw(number)
    scores, _, deviations = standardise(answers.columns)
    scores, items = scores[:, deviations > 0], answers.items[deviations > 0]
    began = time.process_time()
    found = find_groups(
        scores, items, np.ones(len(scores)), k=(2, 8), min_share=0.05, chance=generator(number, "profiles")
    )
    facts |= {
        "k": found.k, "reason": found.reason, "continuum": found.continuum, "seconds": round(time.process_time() - began, 2),
        "trials": [
            [t.k, t.against, round(t.gain, 4), round(t.gain_median, 4), round(t.gain_largest, 4), t.refits, round(t.stability, 3), t.verdict]
            for t in found.trials
        ],
    }  # fmt: skip
    if facts["groups"]:
        fit = fit_clusters(scores, np.ones(len(scores)), k=facts["groups"], starts=30, chance=np.random.default_rng(0))
        facts["clear"] = round(adjusted_rand(fit.labels[0], answers.truth), 3)
        facts["agreement"] = round(adjusted_rand(np.maximum(found.labels, 0), answers.truth), 3)
    return facts


def table(results: list[dict[str, Any]]) -> str:
    """Return the table of a log, in Markdown."""
    lines = [f"{len(results)} data sets, {sum(r['seconds'] for r in results) / len(results):.2f} s each (CPU).", ""]
    none = [r for r in results if r["family"] == "independent"]
    lines += [f"Independent items: no partition in {sum(r['k'] == 0 for r in none)} of {len(none)} data sets.", ""]
    lines += [
        "| planted groups | data sets | number found | one less | fewer | none | more | flagged as a continuum |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name in dict.fromkeys(f for f in FAMILIES if f not in ("independent", "one factor")):
        for clear in (True, False):
            mine = [r for r in results if r["family"] == name and (r["clear"] >= CLEAR) == clear]
            lines.append(_line(f"{name}, {'clear' if clear else 'not clear'}", mine))
    planted = [r for r in results if r["groups"] and r["clear"] >= CLEAR and r["family"] != "response style"]
    for title, key in (("groups", "groups"), ("n", "n"), ("items", "items"), ("sizes", "sizes"), ("kinds", "kinds")):
        for value in sorted({str(r[key]) for r in planted}, key=lambda v: (len(v), v)):
            lines.append(_line(f"clear, {title} {value}", [r for r in planted if str(r[key]) == value]))
    lines += [
        "",
        "| one factor, loading | data sets | numbers found (times) | flagged as a continuum |",
        "|---|---|---|---|",
    ]
    factor = [r for r in results if r["family"] == "one factor"]
    for loading in sorted({r["loading"] for r in factor}):
        mine = [r for r in factor if r["loading"] == loading]
        found = ", ".join(f"{k or 'none'} ({many})" for k, many in sorted(Counter(r["k"] for r in mine).items()))
        cut = [r for r in mine if r["k"]]
        lines.append(f"| {loading} | {len(mine)} | {found} | {sum(r['continuum'] for r in cut)} of {len(cut)} |")
    return "\n".join(lines)


def _line(title: str, mine: list[dict[str, Any]]) -> str:
    if not mine:
        return f"| {title} | 0 | | | | | | |"
    more = [r["k"] - r["groups"] for r in mine]
    none = sum(r["k"] == 0 for r in mine)
    exact, one_less = more.count(0), sum(d == -1 and r["k"] > 0 for d, r in zip(more, mine, strict=True))
    flagged, some = sum(r["continuum"] for r in mine), len(mine) - none
    above = sum(d > 0 for d in more)
    fewer = len(mine) - exact - one_less - none - above
    return f"| {title} | {len(mine)} | {exact} ({exact / len(mine):.0%}) | {one_less} | {fewer} | {none} | {above} | {flagged} of {some} |"


def main() -> None:
    """Run data sets, or read a log, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=int, nargs="?", default=0)
    parser.add_argument("last", type=int, nargs="?", default=1200)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--table", type=Path)
    given = parser.parse_args()
    if given.table is not None:
        results = [json.loads(line) for line in given.table.read_text(encoding="utf-8").splitlines()]
        print(table(results))
        return
    results = []
    with threadpool_limits(1):
        for number in range(given.first, given.last):
            results.append(carry_out(number))
            if given.log is not None:
                with given.log.open("a", encoding="utf-8") as log:
                    log.write(json.dumps(results[-1]) + "\n")
    print(table(results))


if __name__ == "__main__":
    main()
