"""Answers that stand in two languages in one column: "Oui" and "Yes" of a survey answered in both.

They are told by the words of scales, of yes and no, and of "other"; nothing else is known to be a translation, and
nothing is merged.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from relstudy.drafting.ordered_words import grade_answer
from relstudy.folding import fold

_OTHERS = {"fr": re.compile(r"autres?(?![^-]).*"), "en": re.compile(r"others?(?![^-]).*")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Translations:
    """The answers of each language, the most favourable first."""

    first: tuple[str, ...]
    second: tuple[str, ...]

    @property
    def merge(self) -> str:
        """Return how a question made of this one would hold both: each with its translation where they are as many."""
        if len(self.first) != len(self.second):
            return f"{{ … = [{_quoted((self.first[0], self.second[0]))}], … }}"
        pairs = zip(self.first, self.second, strict=True)
        return "{ " + ", ".join(f"c{n} = [{_quoted(pair)}]" for n, pair in enumerate(pairs, start=1)) + " }"


def _quoted(texts: Sequence[str]) -> str:
    return ", ".join(json.dumps(text, ensure_ascii=False) for text in texts)


def find_translations(texts: Iterable[str]) -> Translations | None:
    """Return the answers that stand in two languages; None where no answer of one has its like in the other."""
    spoken: dict[str, dict[str, float]] = {lang: {} for lang in _OTHERS}
    for text in texts:
        other = next((lang for lang, words in _OTHERS.items() if words.fullmatch(fold(text))), None)
        graded = grade_answer(text)
        if other is not None:
            spoken[other][text] = float("inf")
        elif graded.lang is not None and graded.side is not None and not graded.topic:
            spoken[graded.lang][text] = graded.place
    first, second = (tuple(sorted(said, key=said.__getitem__)) for said in spoken.values())
    sides = [{_side(place) for place in said.values()} for said in spoken.values()]
    return Translations(first=first, second=second) if sides[0] & sides[1] else None


def _side(place: float) -> float:
    return place if place in (0, float("inf")) else place / abs(place)
