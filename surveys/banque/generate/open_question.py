"""The open question of one wave: what some respondents write, and what one or two people gave to their answers.

What is written comes from `open_answers.toml`, theme by theme; how often a theme comes up, by planted profile, from `planted.toml`.
An answer speaks of one theme, sometimes of two. One coder reads every answer, a second one some of them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Plan = Mapping[str, Any]
Chance = np.random.Generator

#: The theme of answers that are given no code.
NONE = "none"
#: The columns of open_codings.csv.
CODING = ("respondent_id", "item", "code_id", "coder")


def draw_answers(
    plan: Plan, told: Plan, wave: str, group: np.ndarray, chance: Chance
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the text of every respondent, "" for most, and the themes it speaks of."""
    planted = plan["open_question"]
    often = {**planted["themes"][plan["reference"]], **planted["themes"].get(wave, {})}
    names = list(often)
    texts, themes, written = [], [], set()
    for profile in group.tolist():
        if chance.random() >= planted["answered"][profile]:
            texts.append("")
            themes.append(())
            continue
        shares = np.array([often[name][profile] for name in names])
        several = 1 + (chance.random() < planted["two_themes"])
        chosen = tuple(
            names[i] for i in chance.choice(len(names), size=several, replace=False, p=shares / shares.sum())
        )
        if NONE in chosen:
            chosen = (NONE,)
        for _ in range(20):
            text = write_answer(told, chosen, chance)
            if text not in written:
                break
        written.add(text)
        texts.append(text)
        themes.append(chosen)
    return texts, themes


def write_answer(told: Plan, themes: Sequence[str], chance: Chance) -> str:
    """Return an answer that speaks of the themes, one sentence each."""
    cores = [pick_one(told["themes"][theme], chance) for theme in themes]
    if themes[0] == NONE:
        return cores[0]
    begin = pick_one(told["begins"], chance)
    cores[0] = begin + (cores[0][0].lower() + cores[0][1:] if begin else cores[0])
    return " ".join(cores) + pick_one(told["ends"], chance)


def pick_one(texts: Sequence[str], chance: Chance) -> str:
    """Return one of the texts."""
    return texts[int(chance.integers(len(texts)))]


def code_answers(
    plan: Plan, ids: Sequence[str], themes: Sequence[tuple[str, ...]], item: str, chance: Chance
) -> list[Sequence[object]]:
    """Return the lines of open_codings.csv: the first coder's, then those of the second, who now and then sees another theme or none."""
    second = plan["open_question"]["second_coder"]
    read = [(id_, spoken) for id_, spoken in zip(ids, themes, strict=True) if spoken]
    lines: list[Sequence[object]] = [CODING]
    for id_, spoken in read:
        lines += [[id_, item, "" if theme == NONE else theme, "codeur 1"] for theme in spoken]
    places = np.sort(chance.choice(len(read), size=second["answers"], replace=False))
    for id_, spoken in [read[place] for place in places.tolist()]:
        seen = [again for theme in spoken if (again := second_opinion(second, theme, chance))]
        lines += [[id_, item, theme, "codeur 2"] for theme in dict.fromkeys(seen) or ("",)]
    return lines


def second_opinion(second: Plan, theme: str, chance: Chance) -> str:
    """Return the code the second coder gives to what the first gave `theme`, "" for none."""
    lot = chance.random()
    if theme == NONE or lot < second["agreement"]:
        return "" if theme == NONE else theme
    return str(second["taken_for"].get(theme, "")) if lot < (1 + second["agreement"]) / 2 else ""
