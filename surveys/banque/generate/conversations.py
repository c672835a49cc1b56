"""Interviews of one wave: sentences with marks become verbatims, and codings that point into them.

`{recognised-2|They asked me everything again}` gives the passage the code `recognised` with valence -2; after a code `?` = said when
asked, `!` = says the contrary, `!?` = both, a comma = a further code. `[ch_phone] ...` at the very beginning codes the whole text.
Marks may lie inside one another.

A journey is a list of steps such as `purchase branch&messaging - done @2`: phase, channel and what was used at the same time, `+` or
`-` for continuity, outcome, the sentence that tells it.

A choice is such as `branch over phone&app for cr_stake in st_purchase @3`: what was chosen and refused, why, in what situation, the
sentence that tells it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Plan = Mapping[str, Any]
Chance = np.random.Generator

_OPEN = re.compile(r"\{((?:[a-z0-9_]+(?:[-+=][012])?[?!]{0,2},?)+)\|")
_CODE = re.compile(r"([a-z0-9_]+?)([-+=][012])?([?!]{0,2})\Z")
_STEP = re.compile(
    r"(?P<phase>\w+) (?P<offer>\w+)(?:&(?P<beside>\w+))?(?: (?P<continuity>[+-]))?(?: (?P<outcome>\w+))?(?: @(?P<said>\d+))?\Z"
)
_CHOICE = re.compile(
    r"(?P<chosen>\w+) over (?P<refused>[\w&]+)(?: for (?P<reason>[\w&]+))?(?: in (?P<situation>\w+))?(?: @(?P<said>\d+))?\Z"
)
#: What stands in the place of personal data, such as `[Personne 1]`.
_PSEUDONYM = re.compile(r"\[[^\W\d_]+ [0-9]+\]")
_WHOLE = re.compile(r"\[([a-z0-9_,?!=+-]+)\] ")

#: The columns of journeys.csv.
JOURNEY = ("case_id", "journey_id", "step", "offer_id", "phase", "outcome", "continuity", "with", "verbatim_id")
#: The columns of tradeoffs.csv.
TRADEOFF = ("case_id", "chosen", "refused", "situation", "reason", "verbatim_id")


@dataclass(frozen=True)
class Mark:
    """One code given to one passage: code points from 0, end excluded; both None for a whole text."""

    code: str
    valence: str
    prompted: bool
    contrary: bool
    start: int | None = None
    end: int | None = None


def read_marks(sentence: str) -> tuple[str, list[Mark]]:
    """Return the text as it was said and the codes of its passages."""
    marks: list[Mark] = []
    whole = _WHOLE.match(sentence)
    if whole is not None:
        marks += [read_code(part) for part in whole[1].split(",")]
        sentence = sentence[whole.end() :]
    text, opened, place = "", [], 0
    while place < len(sentence):
        begins = _OPEN.match(sentence, place)
        if begins is not None:
            opened.append((begins[1], len(text)))
            place = begins.end()
            continue
        stands = _PSEUDONYM.match(sentence, place)
        if stands is not None:
            text += stands[0]
            place = stands.end()
            continue
        if sentence[place] == "}":
            codes, start = opened.pop()
            marks += [read_code(part, start, len(text)) for part in codes.split(",")]
        elif sentence[place] in "{[|]":
            raise ValueError(f"a mark that is not one: {sentence[place:]!r}")
        else:
            text += sentence[place]
        place += 1
    if opened:
        raise ValueError(f"a mark that is not closed: {sentence!r}")
    return text, sorted(marks, key=lambda m: (m.start if m.start is not None else -1, m.code))


def read_code(part: str, start: int | None = None, end: int | None = None) -> Mark:
    """Return one code of a mark, such as `recognised-2?`."""
    found = _CODE.match(part)
    if found is None:
        raise ValueError(f"a code that is not one: {part!r}")
    valence = (found[2] or "").replace("+", "").replace("=", "")
    return Mark(
        code=found[1], valence=valence, prompted="?" in found[3], contrary="!" in found[3], start=start, end=end
    )


def draw_interviews(
    told: Sequence[Mapping[str, Any]], plan: Plan, codebook: Sequence[Mapping[str, str]], chance: Chance
) -> dict[str, list[list[object]]]:
    """Return the tables of the interviews: cases, verbatims, codings of two coders, matters raised with each case; journeys and choices where told.

    A case was asked every code that has none below it, but those it names in `not_asked` (a parent stands for all below it).
    """
    parents = {line["parent_id"] for line in codebook if line["parent_id"]}
    cases: list[list[object]] = [["case_id", "target", "kind", "attributes"]]
    verbatims: list[list[object]] = [["verbatim_id", "case_id", "text"]]
    codings: list[list[object]] = [
        ["verbatim_id", "code_id", "coder", "start", "end", "quote", "valence", "prompted", "stance"]
    ]  # fmt: skip
    asked: list[list[object]] = [["case_id", "code_id"]]
    journeys: list[list[object]] = []
    choices: list[list[object]] = []
    for case in told:
        cases.append([case["id"], case["target"], case.get("kind", "individual"), case["attributes"]])
        unasked = set(case.get("not_asked", ()))
        asked += [
            [case["id"], line["code_id"]]
            for line in codebook
            if line["code_id"] not in parents and not unasked & {line["code_id"], line["parent_id"]}
        ]
        journeys += journey_lines(case["id"], case.get("journeys", ()))
        choices += [choice_line(case["id"], text) for text in case.get("choices", ())]
        for number, sentence in enumerate(case["said"], start=1):
            name = f"{case['id']}-{number}"
            text, marks = read_marks(sentence)
            verbatims.append([name, case["id"], text])
            codings += [coding_line(name, mark, text, "codeur 1") for mark in marks]
            if case["id"] in plan["second_coder"]["cases"]:
                agreement = plan["second_coder"]["agreement"]
                codings += [
                    coding_line(name, again, text, "codeur 2", quoted=True)
                    for mark in marks
                    if (again := second_opinion(mark, agreement, chance)) is not None
                ]
    tables = {"cases": cases, "verbatims": verbatims, "codings": codings, "asked": asked}
    told_of = {"journeys": (JOURNEY, journeys), "tradeoffs": (TRADEOFF, choices)}
    return tables | {stem: [list(header), *lines] for stem, (header, lines) in told_of.items() if lines}


def choice_line(case: str, text: str) -> list[object]:
    """Return the line of tradeoffs.csv of one choice."""
    found = _CHOICE.match(text)
    if found is None:
        raise ValueError(f"a choice that is not one: {text!r}")
    choice = found.groupdict(default="")
    refused, reasons = (choice[name].replace("&", "|") for name in ("refused", "reason"))
    said = f"{case}-{choice['said']}" if choice["said"] else ""
    return [case, choice["chosen"], refused, choice["situation"], reasons, said]


def journey_lines(case: str, told: Sequence[Sequence[str]]) -> list[list[object]]:
    """Return the lines of journeys.csv of one case."""
    lines: list[list[object]] = []
    for number, steps in enumerate(told, start=1):
        for place, text in enumerate(steps, start=1):
            found = _STEP.match(text)
            if found is None:
                raise ValueError(f"a step that is not one: {text!r}")
            step = found.groupdict(default="")
            continuity = {"+": "oui", "-": "non", "": ""}[step["continuity"]]
            said = f"{case}-{step['said']}" if step["said"] else ""
            lines.append(
                [
                    case,
                    f"{case}-p{number}",
                    place,
                    step["offer"],
                    step["phase"],
                    step["outcome"],
                    continuity,
                    step["beside"],
                    said,
                ]
            )
    return lines


def second_opinion(mark: Mark, agreement: float, chance: Chance) -> Mark | None:
    """Return what the second coder makes of a passage: mostly the same, sometimes the whole text, sometimes nothing."""
    lot = chance.random()
    if lot < agreement:
        return mark
    if lot < agreement + 0.05 and mark.start is not None:
        return Mark(code=mark.code, valence=mark.valence, prompted=mark.prompted, contrary=mark.contrary)
    return None


def coding_line(name: str, mark: Mark, text: str, coder: str, *, quoted: bool = False) -> list[object]:
    """Return one line of codings.csv; a `quoted` passage stands by its words where these occur once, else by its place."""
    place: list[object] = ["", "", ""]
    if mark.start is not None and mark.end is not None:
        quote = text[mark.start : mark.end]
        clear = quoted and text.find(quote) == mark.start and quote == quote.strip()
        place = ["", "", quote] if clear else [mark.start, mark.end, ""]
    prompted, stance = ("oui" if mark.prompted else "non"), ("contrary" if mark.contrary else "voice")
    return [name, mark.code, coder, *place, mark.valence, prompted, stance]
