"""Points of a scale in words.

A point is the number its label begins with ("0 - Pas du tout", "5 (very satisfied)"), a mark out of a highest one
("7/10", « 3 sur 5 »), or the place of its words in their order. A number is that of a scale where some points stand bare beside labelled ends, or where the words agree
with the numbers; "1 - Homme" and "2 - Femme" are a list that was numbered.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from relstudy.drafting.ordered_words import are_opposed, order_of_words
from relstudy.folding import count_stars

_BARE = re.compile(r"[-+]?[0-9]{1,2}\Z|\([-+]?[0-9]{1,2}\)\Z")
#: A number, a sign that is not that of a range, and a label that does not begin with a further number.
_LED = re.compile(r"(?P<number>[-+]?[0-9]{1,2})\s*(?:[-–—:=.)/|]\s*|\(\s*|\s(?=\())(?P<label>[^0-9\s].*?)\)?\Z")
#: A number and its label with nothing but a blank between: that of a point only at both ends, where they are opposed.
_SPACED = re.compile(r"(?P<number>[-+]?[0-9]{1,2})\s+(?P<label>[^\W\d_].*)")
_CLOSED = re.compile(r"(?P<label>.*[^0-9\s-])\s*(?:[-–—:=(/|]\s*)(?P<number>[-+]?[0-9]{1,2})\)?\Z")
#: A mark and the highest one: "7/10", "7,5 / 10", « 7 sur 10 », "7 out of 10".
_MARK = re.compile(r"(?P<mark>[0-9]{1,3}(?:[.,][0-9]{1,2})?)\s*(?:/|sur|out\s+of)\s*(?P<of>[0-9]{1,3})", re.IGNORECASE)
#: A highest mark is that of no scale below these points; whole marks up to it are declared, chosen or not, up to those.
_LEAST_OF, _MOST_DECLARED = 3, 20
#: Stars are given out of this many where none are hollow, and out of no more than those.
_USUAL_STARS, _MOST_STARS = 5, 10
#: A scale with labelled ends runs over this many points at least.
_LEAST_POINTS = 3
_LEAST_ENDS = 2


def numbered_points(texts: Iterable[str]) -> Mapping[str, int] | None:
    """Return the number of each text where all are points of one scale; None where they are not."""
    answers = list(texts)
    numbers: dict[str, int] = {}
    labels: list[str] = []
    spaced = _opposed_ends(answers)
    for text in answers:
        if _BARE.match(text):
            numbers[text] = int(text.strip("()"))
            continue
        match = _LED.match(text) or _CLOSED.match(text) or spaced.get(text)
        if match is None:
            return None
        numbers[text] = int(match["number"])
        labels.append(match["label"])
    if len(numbers) < _LEAST_POINTS or not labels or len(set(numbers.values())) < len(numbers):
        return None
    if len(labels) == len(numbers):
        ordered = order_of_words(labels)
        return numbers if ordered is not None and is_graded(ordered) else None
    # Labels stand at the ends, or in the middle: a label at no end is no scale with labelled ends.
    ends = {min(numbers.values()), max(numbers.values())}
    labelled = {numbers[text] for text in answers if not _BARE.match(text)}
    return numbers if labelled & ends and len(labelled) <= max(_LEAST_ENDS + 1, len(numbers) // 2) else None


def _opposed_ends(answers: Sequence[str]) -> dict[str, re.Match[str]]:
    """Return how the two ends of a scale part into number and label, "1 not at all", "5 very much", where the points between stand bare."""
    found = {text: match for text in answers if (match := _SPACED.fullmatch(text)) is not None}
    bare = [int(text) for text in answers if re.fullmatch(r"[-+]?[0-9]{1,2}", text)]
    if len(found) != _LEAST_ENDS or len(found) + len(bare) < len(answers) or not bare:
        return {}
    ends = sorted(int(match["number"]) for match in found.values())
    opposed = are_opposed(*(match["label"] for match in found.values()))
    return found if ends[0] < min(bare) and max(bare) < ends[1] and opposed else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Marks out of a highest one: the number of each text, and `of`; None where the highest differs or is passed."""

    numbers: Mapping[str, float]
    of: int | None

    def points(self, *, least: int = 1) -> dict[str, float]:
        """Return the number of each text, and of the whole marks from `least` on that nobody gave, written alike; in order."""
        texts = dict(self.numbers)
        if self.of is not None and self.of <= _MOST_DECLARED:
            like = next(iter(self.numbers))
            first = min(least, int(min(self.numbers.values())))
            for number in set(range(first, self.of + 1)) - set(self.numbers.values()):
                texts[_MARK.sub(lambda m, n=number: m[0].replace(m["mark"], str(n), 1), like)] = float(number)  # type: ignore[misc]
        return dict(sorted(texts.items(), key=lambda pair: pair[1]))


def marks_of(texts: Sequence[str]) -> Marks | None:
    """Return the marks that texts are, None where one is none, or where there is but one."""
    found = [_MARK.fullmatch(text.strip()) for text in texts]
    marks = {text: float(m["mark"].replace(",", ".")) for text, m in zip(texts, found, strict=True) if m}
    highest = {int(m["of"]) for m in found if m}
    if len(marks) < max(len(texts), 2) or max(highest) < _LEAST_OF:
        return None
    sound = len(highest) == 1 and max(marks.values()) <= min(highest)
    return Marks(numbers=marks, of=min(highest) if sound else None)


def starred_points(texts: Sequence[str]) -> Mapping[int, str] | None:
    """Return the stars of each mark from 1 to the highest, given or not; None where a text is no stars, or they are out of different numbers."""
    found = {text: stars for text in texts if (stars := count_stars(text)) is not None}
    if len(found) < max(len(texts), 2):
        return None
    highest = {full + hollow for full, hollow in found.values() if hollow}
    most = max(full for full, _ in found.values())
    if len(highest) > 1 or (highest and most > min(highest)) or most > _MOST_STARS:
        return None
    top = min(highest, default=max(most, _USUAL_STARS))
    return {mark: "\u2605" * mark + "\u2606" * (top - mark) * bool(highest) for mark in range(1, top + 1)}


def worded_points(texts: Iterable[str]) -> Mapping[str, int] | None:
    """Return a number for each text of a scale in words, the most favourable one highest; None where words tell no scale."""
    ordered = order_of_words(texts)
    if ordered is None or not is_graded(ordered):
        return None
    return {text: len(ordered) - place for place, text in enumerate(sorted(ordered, key=ordered.__getitem__))}


def is_graded(places: Mapping[str, float]) -> bool:
    """Tell whether places run on both sides of the middle, as those of a scale do."""
    return min(places.values()) < 0 < max(places.values())
