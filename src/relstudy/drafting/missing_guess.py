"""Codes that look like no answer: words that say so, and numbers that stand apart from the others.

A word says which kind of missing it is; a number does not, and is only proposed.
"""

import re
from collections.abc import Iterable, Sequence

from relstudy.folding import fold
from relstudy.survey.items import Missing

_WORDS: dict[Missing, re.Pattern[str]] = {
    "dont_know": re.compile(
        r"(?:nsp|nsp-nr|nspp|dk|dk-na|(?:je-)?ne-sai[st]-pas.*|(?:ne-)?sai[st]-pas|sans-opinion|pas-d-opinion"
        r"|(?:i-)?don-?t-know.*|(?:i-)?do-not-know.*|no-opinion|not-sure|unsure|can-?t-say|cannot-say)"
    ),
    "refused": re.compile(
        r"(?:nr|refus|refuse[d]?|ne-(?:souhaite|veut|veux)-pas-(?:repondre|le-dire).*|(?:je-)?pref[e]re-ne-pas-(?:repondre|le-dire).*"
        r"|prefer-not-to-(?:answer|say).*|rather-not-(?:answer|say).*|no-answer|pas-de-reponse|sans-reponse|non-reponse)"
    ),
    "filtered": re.compile(
        r"(?:non-concerne.?e?.?|pas-concerne.?e?.?|sans-objet|not-applicable|non-applicable|filtre[e]?)"
    ),
    "absent": re.compile(r"(?:na|n-a|nan|null|missing|vide|manquant[e]?)?"),
}
_NUMBERS = frozenset(
    str(n) for base in (95, 995, 9995) for n in range(base, base + 5)
) | {"-1", "-2", "-8", "-9", "-97", "-98", "-99", "-999", "-9999", "88", "888", "8888", "77", "777"}  # fmt: skip
_SMALL = ("8", "9")
#: The number of a code before its words: "99 - Refus", "-1. Don't know".
_NUMBERED = re.compile(r"\A(?:minus-)?[0-9]{1,4}[-.]+(?=[a-z])")


def missing_word(text: str) -> Missing | None:
    """Return the kind of missing a text says, None where it says none. "-" and the like say that nothing was answered."""
    folded = _NUMBERED.sub("", fold(text))
    if not folded:
        # A pictogram or a text in another script is an answer; a dash or a dot is none.
        return "absent" if not any(c.isalnum() or ord(c) > 0x2100 for c in text) else None
    return next((kind for kind, words in _WORDS.items() if words.fullmatch(folded)), None)


def missing_numbers(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the whole numbers among codes that stand apart as codes of no answer do: 99 after 1 to 5, 9 after 1 to 6, -1.

    98 after 97 other values up to 96 is no such code: there must be a gap of at least two before the first of them.
    """
    values = sorted({int(text) for text in texts if re.fullmatch(r"-?[0-9]+", text)})
    below = _negative_answers(values)
    suspects = [v for v in values if str(v) in _NUMBERS and v not in below]
    others = [v for v in values if v not in suspects]
    if others:
        above = [v for v in suspects if v > max(others)]
        if above and min(above) <= max(others) + 1 and max(others) > 10:
            suspects = [v for v in suspects if v < 0]
        small = [v for v in others if str(v) in _SMALL]
        rest = [v for v in others if v not in small]
        if small and rest and max(rest) <= 6 and min(rest) >= 0 and max(rest) + 1 < min(small):
            suspects += small
    if not others or len(others) < 2:
        return ()
    return tuple(str(v) for v in sorted(set(suspects)))


def _negative_answers(values: Sequence[int]) -> frozenset[int]:
    """Return the negative ones, of distinct numbers in order, that are answers.

    They are points of a scale below 0, or a quantity that falls. Down to the lowest that is no usual code of no answer
    all are answers; -1 and -2 alone are where they mirror 1 and 2.
    """
    unusual = [v for v in values if v < 0 and str(v) not in _NUMBERS]
    if unusual:
        return frozenset(v for v in values if min(unusual) <= v < 0)
    run = [v for v in (-2, -1) if v in values]
    if 0 not in values or -1 not in run or -min(run) < max(values) - 1:
        return frozenset()
    return frozenset(run)


def usual_kind(number: str) -> Missing:
    """Return what a number of no answer usually stands for: 8, 98, 998 don't know, the others refused."""
    return "dont_know" if number.lstrip("-").endswith("8") else "refused"
