"""Answers of one wave, drawn from what is planted: who people are, what they use, what they wish, how they judge.

The order of the three figures of every planted line is that of `PROFILES`. Chance is one generator per wave and matter, so that
a new question moves no other answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

PROFILES = ("connected", "hybrid", "human")
AGES = (("18-34", 18, 34), ("35-49", 35, 49), ("50-64", 50, 64), ("65-85", 65, 85))
PHASES = ("awareness", "evaluation", "purchase", "delivery", "after_sales")
#: Phases that only clients have been through.
CLIENT_PHASES = PHASES[2:]
#: Spread of notes from 0 to 10 around their mean: the smaller, the more people differ.
CONCENTRATION = 7.0
#: Share of those asked who say that they don't know, and who refuse.
DONT_KNOW, REFUSED = 0.015, 0.003

Plan = Mapping[str, Any]
Chance = np.random.Generator


def of_wave(plan: Plan, matter: str, wave: str) -> dict[str, list[float]]:
    """Return what is planted of a matter in a wave: figures of the wave of reference where a wave has none of its own."""
    return {**plan[matter][plan["reference"]], **plan[matter].get(wave, {})}


# -- people ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class People:
    """Who answers, one entry per respondent. `group` is the planted profile: 0, 1, 2 in the order of `PROFILES`."""

    group: np.ndarray
    client: np.ndarray
    frame: pd.DataFrame

    @property
    def n(self) -> int:
        """Return the number of respondents."""
        return len(self.group)


def draw_people(plan: Plan, wave: str, chance: Chance) -> People:
    """Return the respondents of a wave: profiles in their planted numbers, margins off by `drawn_too_often`, weights raked back."""
    facts, people = plan["waves"][wave], plan["people"]
    n, sizes = facts["respondents"], np.array(facts["sizes"])
    # Six candidates for every place, so that some kinds of people may be taken too often, as in any panel.
    pool = np.repeat(np.arange(3), np.rint(sizes * n * 6).astype(int))
    age_table = np.array([people["age"][p] for p in PROFILES])
    band = pick(age_table[pool], chance)
    low, high = (np.array([a[i] for a in AGES]) for i in (1, 2))
    regions = tuple(people["region"])
    candidates = pd.DataFrame(
        {
            "group": pool,
            "CIBLE": np.where(chance.random(len(pool)) < of_group(people["prospects"], pool), "prospect", "client"),
            "S1": np.where(chance.random(len(pool)) < of_group(people["women"], pool), "2", "1"),
            "S2": chance.integers(low[band], high[band] + 1),
            "band": np.array([a[0] for a in AGES])[band],
            "S3": chance.choice(regions, size=len(pool), p=[people["region"][r] for r in regions]),
        }
    )
    often = people["drawn_too_often"]
    lean = np.ones(len(pool))
    for column, code, name in (("S1", "2", "women"), ("CIBLE", "prospect", "prospect"), ("S3", "IDF", "IDF")):
        lean[candidates[column] == code] *= often[name]
    lean *= candidates["band"].map(often).fillna(1.0).to_numpy()
    chosen = np.sort(chance.choice(len(pool), size=n, replace=False, p=lean / lean.sum()))
    frame = candidates.iloc[chance.permutation(chosen)].reset_index(drop=True)
    frame["poids"] = np.round(rake(frame, margins(plan, sizes)), 4)
    group = frame.pop("group").to_numpy()
    frame.pop("band")
    frame.insert(0, "ident", [f"{wave[2:4]}-{i:04d}" for i in range(1, n + 1)])
    client = (frame["CIBLE"] == "client").to_numpy()
    table = np.array([people["segment"][p] for p in PROFILES])
    frame["S4"] = np.where(client, (pick(table[group], chance) + 1).astype(str), "")
    return People(group=group, client=client, frame=frame)


def margins(plan: Plan, sizes: np.ndarray) -> dict[str, dict[str, float]]:
    """Return the margins of the population, shares by column and code, that follow from the sizes of the profiles."""
    people = plan["people"]
    ages = sizes @ np.array([people["age"][p] for p in PROFILES])
    women, prospects = (float(sizes @ np.array(people[name])) for name in ("women", "prospects"))
    return {
        "band": {name: float(share) for (name, _, _), share in zip(AGES, ages, strict=True)},
        "S1": {"1": 1 - women, "2": women},
        "S3": people["region"],
        "CIBLE": {"client": 1 - prospects, "prospect": prospects},
    }


def rake(frame: pd.DataFrame, targets: Mapping[str, Mapping[str, float]]) -> np.ndarray:
    """Return weights of mean 1 whose weighted shares are the targets (iterative proportional fitting)."""
    weight = np.ones(len(frame))
    for _ in range(60):
        for column, shares in targets.items():
            for code, share in shares.items():
                here = (frame[column] == code).to_numpy()
                weight[here] *= share * len(frame) / weight[here].sum()
    return weight


# -- draws -----------------------------------------------------------------------------------------


def of_group(values: Sequence[float], group: np.ndarray) -> np.ndarray:
    """Return the planted figure of each respondent's profile."""
    return np.asarray(values, dtype=float)[group]


def pick(shares: np.ndarray, chance: Chance) -> np.ndarray:
    """Return the position drawn in each row of shares."""
    drawn = chance.random(len(shares))[:, None]
    return np.minimum((np.cumsum(shares, axis=1) < drawn).sum(axis=1), shares.shape[1] - 1)


def notes(mean: np.ndarray, chance: Chance) -> np.ndarray:
    """Return whole notes from 0 to 10 with these means (beta-binomial, so that the means are exact)."""
    share = np.clip(mean / 10, 0.02, 0.98)
    return chance.binomial(10, chance.beta(share * CONCENTRATION, (1 - share) * CONCENTRATION))


def degrees(mean: np.ndarray, chance: Chance) -> np.ndarray:
    """Return whole degrees from 1 to 5 with these means."""
    return 1 + chance.binomial(4, np.clip((mean - 1) / 4, 0.01, 0.99))


def said(answers: np.ndarray, asked: np.ndarray, chance: Chance, *, refuses: bool = False) -> np.ndarray:
    """Return answers as text: blank where not asked, "98" for some who don't know, "99" for the few who refuse."""
    texts = answers.astype(str).astype(object)
    lot = chance.random(len(texts))
    texts[lot < DONT_KNOW] = "98"
    if refuses:
        texts[lot > 1 - REFUSED] = "99"
    texts[~asked] = ""
    return texts


# -- answers ---------------------------------------------------------------------------------------


def draw_responses(plan: Plan, wave: str) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the answers of a wave as text, one row per respondent, and the planted profile of each row."""
    people = draw_people(plan, wave, generator(plan, wave, "people"))
    answers: dict[str, np.ndarray] = {}
    for draw in (
        draw_practices,
        draw_request,
        draw_profile_items,
        draw_wishes,
        draw_expectations,
        draw_new_services,
        draw_attachment,
        draw_worth,
    ):
        answers |= draw(plan, wave, people, answers, generator(plan, wave, draw.__name__))
    skip_lines(plan, people, answers, generator(plan, wave, "tired"))
    frame = pd.concat([people.frame, pd.DataFrame(answers)], axis=1).rename(columns=plan["renamed"].get(wave, {}))
    return frame[[c for c in frame.columns if c != "poids"] + ["poids"]], people.group


def generator(plan: Plan, wave: str, matter: str) -> Chance:
    """Return the chance of one matter in one wave: a new matter moves no other."""
    return np.random.default_rng([plan["seed"], crc32(wave.encode()), crc32(matter.encode())])


Answers = dict[str, np.ndarray]


def draw_practices(plan: Plan, wave: str, people: People, _: Answers, chance: Chance) -> Answers:
    """Return channels used, over the year and by phase, the practice of the last request, its continuity, reasons of choice."""
    answers: Answers = {}
    channels = of_wave(plan, "channels", wave)
    used = {name: chance.random(people.n) < of_group(shares, people.group) for name, shares in channels.items()}
    for i, ticked in enumerate(used.values(), start=1):
        answers[f"Q1_{i}"] = ticked.astype(int).astype(str)
    for i, phase in enumerate(PHASES):
        # A channel without a line in `phases` is asked over the year alone.
        here = {name: used[name] & (chance.random(people.n) < shares[i]) for name, shares in plan["phases"].items()}
        asked = people.client if phase in CLIENT_PHASES else np.ones(people.n, dtype=bool)
        answers[f"Q2_{i + 1}"] = np.where(asked, joined(here, none="none"), "")
    everybody = np.ones(people.n, dtype=bool)
    requests = pick(by_profile(plan["same_request"])[people.group], chance) + 1
    answers["Q3"] = said(requests, everybody, chance)
    changed = np.isin(answers["Q3"], ["2", "3"])
    answers["Q4"] = said(pick(by_profile(plan["continuity"])[people.group], chance) + 1, changed, chance)
    planted = of_wave(plan, "reasons", wave)
    reasons = {name: chance.random(people.n) < of_group(shares, people.group) for name, shares in planted.items()}
    answers["Q5"] = joined(reasons, none="98")
    return answers


def draw_request(plan: Plan, wave: str, people: People, answers: Answers, chance: Chance) -> Answers:
    """Return the channels of the last request that counted: as many as was said, those of the year before any other."""
    appeal = np.array(list(plan["request_channels"].values())).T[people.group]
    used = np.column_stack([answers[f"Q1_{i}"] == "1" for i in range(1, appeal.shape[1] + 1)])
    # The largest of appeal times chance, drawn as Gumbel: a choice without replacement.
    liking = np.where(used, 0.0, -10.0) + np.log(appeal) + chance.gumbel(size=appeal.shape)
    several = 2 + (chance.random(people.n) < plan["people"]["third_channel"])
    number = np.where(answers["Q3"] == "1", 1, np.where(answers["Q3"] == "98", 0, several))
    place = np.argsort(np.argsort(-liking, axis=1), axis=1)
    chosen = dict(zip(plan["request_channels"], (place < number[:, None]).T, strict=True))
    return {"Q3B": joined(chosen, none="98")}


def by_profile(table: Mapping[str, Sequence[float]]) -> np.ndarray:
    """Return a table of shares with one row per profile."""
    return np.array([table[p] for p in PROFILES])


def joined(ticks: Mapping[str, np.ndarray], *, none: str) -> np.ndarray:
    """Return the names ticked in each row, separated by a bar, `none` where there is none."""
    names = tuple(ticks)
    rows = np.column_stack(list(ticks.values()))
    return np.array(["|".join(n for n, t in zip(names, row, strict=True) if t) or none for row in rows], dtype=object)


def draw_profile_items(plan: Plan, wave: str, people: People, _: Answers, chance: Chance) -> Answers:
    """Return the eight scales and the two usages that the profiles are made of."""
    everybody = np.ones(people.n, dtype=bool)
    answers: Answers = {}
    for i, means in enumerate(plan["attitudes"].values(), start=1):
        answers[f"Q6_{i}"] = degrees(of_group(means, people.group), chance).astype(str).astype(object)
    for column, shares in zip(("Q7", "Q8"), plan["usages"].values(), strict=True):
        yes = chance.random(people.n) < of_group(shares, people.group)
        answers[column] = np.where(everybody, np.where(yes, "1", "2"), "").astype(object)
    return answers


def draw_wishes(plan: Plan, wave: str, people: People, _: Answers, chance: Chance) -> Answers:
    """Return, for each phase, whether a person or an automated service is preferred."""
    everybody = np.ones(people.n, dtype=bool)
    answers: Answers = {}
    for i, phase in enumerate(PHASES, start=1):
        human, alone = (np.array(plan["wishes"][kind][phase]) for kind in ("human", "automated"))
        shares = np.column_stack([alone, 1 - alone - human, human])
        answers[f"Q9_{i}"] = said(pick(shares[people.group], chance) + 1, everybody, chance)
    return answers


def draw_expectations(plan: Plan, wave: str, people: People, answers: Answers, chance: Chance) -> Answers:
    """Return what clients have been through, the importance everybody gives, the satisfaction of those who have used."""
    everybody = np.ones(people.n, dtype=bool)
    importance, satisfaction = (of_wave(plan, matter, wave) for matter in ("importance", "satisfaction"))
    found: Answers = {}
    for i, (name, shares) in enumerate(plan["experienced"].items(), start=1):
        lived = people.client & (chance.random(people.n) < of_group(shares, people.group))
        found[f"Q11_{i}"] = np.where(people.client, lived.astype(int).astype(str), "").astype(object)
        found[f"Q12_{i}"] = said(
            notes(of_group(importance[name], people.group), chance), everybody, chance, refuses=True
        )
        mean = of_group(satisfaction[name], people.group)
        if name in plan["satisfaction_by_continuity"]:
            effect = dict(zip("123", plan["satisfaction_by_continuity"][name], strict=True))
            mean = mean + np.array([effect.get(code, 0.0) for code in answers["Q4"]])
        found[f"Q13_{i}"] = said(notes(mean, chance), lived, chance)
    return dict(sorted(found.items(), key=lambda kv: [int(part) for part in kv[0][1:].split("_")]))


def draw_new_services(plan: Plan, wave: str, people: People, _: Answers, chance: Chance) -> Answers:
    """Return three ranked choices without replacement; whoever chooses none is asked no further."""
    names = np.array(list(plan["new_services"]), dtype=object)
    appeal = np.array(list(plan["new_services"].values())).T[people.group]
    asked = np.ones(people.n, dtype=bool)
    answers: Answers = {}
    for place in range(1, 4):
        choice = pick(appeal / appeal.sum(axis=1, keepdims=True), chance)
        answers[f"Q14_{place}"] = said(names[choice], asked, chance)
        asked = asked & ~np.isin(answers[f"Q14_{place}"], ["none", "98"])
        appeal = appeal * (np.arange(len(names)) != choice[:, None])
    return answers


def draw_attachment(plan: Plan, wave: str, people: People, _: Answers, chance: Chance) -> Answers:
    """Return effects of the new services, image, loyalty of clients, intention of prospects, recommendation."""
    everybody = np.ones(people.n, dtype=bool)
    answers: Answers = {}
    for prefix, matter in (("Q15", "effects"), ("Q16", "image")):
        for i, means in enumerate(plan[matter].values(), start=1):
            answers[f"{prefix}_{i}"] = said(degrees(of_group(means, people.group), chance), everybody, chance)
    planted = plan["attachment"]
    for column, matter, asked, draw in (
        ("Q17", "loyalty", people.client, degrees),
        ("Q17P", "intention", ~people.client, degrees),
        ("Q18", "nps", people.client, notes),
    ):
        answers[column] = said(draw(of_group(planted[matter], people.group), chance), asked, chance)
    return answers


def draw_worth(plan: Plan, wave: str, people: People, _: Answers, chance: Chance) -> Answers:
    """Return for how many years clients have been so, and what they pay a month in euros."""
    planted = plan["worth"]
    years = 1 + chance.poisson(of_group(planted["years"], people.group) - 1)
    monthly = np.round(chance.gamma(4.0, of_group(planted["monthly"], people.group) / 4.0), 1)
    return {
        column: np.where(people.client, values.astype(str), "").astype(object)
        for column, values in (("Q19", years), ("Q20", monthly))
    }


def skip_lines(plan: Plan, people: People, answers: Answers, chance: Chance) -> None:
    """Blank lines of the long grids for the few respondents who tire: most of what is missing comes from few people."""
    tired = chance.random(people.n) < plan["people"]["tired"]
    for column in answers:
        if column.startswith(("Q6_", "Q12_", "Q15_", "Q16_")):
            skipped = tired & (chance.random(people.n) < 0.4)
            answers[column] = np.where(skipped, "", answers[column]).astype(object)
