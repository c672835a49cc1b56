"""Points of a scale in words.

A point is the number its label begins with ("0 - Pas du tout", "5 (very satisfied)"), or the place of its words in
their order. A number is that of a scale where some points stand bare beside labelled ends, or where the words agree
with the numbers; "1 - Homme" and "2 - Femme" are a list that was numbered.
"""

import re
from collections.abc import Iterable, Mapping

from relstudy.drafting.ordered_words import order_of_words

_BARE = re.compile(r"[-+]?[0-9]{1,2}\Z")
#: A number, a sign that is not that of a range, and a label that does not begin with a further number.
_LED = re.compile(r"(?P<number>[-+]?[0-9]{1,2})\s*(?:[-–—:=.)/|]\s*|\(\s*|\s(?=\())(?P<label>[^0-9\s].*?)\)?\Z")
_CLOSED = re.compile(r"(?P<label>.*[^0-9\s-])\s*(?:[-–—:=(/|]\s*)(?P<number>[-+]?[0-9]{1,2})\)?\Z")
#: A scale with labelled ends runs over this many points at least.
_LEAST_POINTS = 3
_LEAST_ENDS = 2


def numbered_points(texts: Iterable[str]) -> Mapping[str, int] | None:
    """Return the number of each text where all are points of one scale; None where they are not."""
    answers = list(texts)
    numbers: dict[str, int] = {}
    labels: list[str] = []
    for text in answers:
        if _BARE.match(text):
            numbers[text] = int(text)
            continue
        match = _LED.match(text) or _CLOSED.match(text)
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


def worded_points(texts: Iterable[str]) -> Mapping[str, int] | None:
    """Return a number for each text of a scale in words, the most favourable one highest; None where words tell no scale."""
    ordered = order_of_words(texts)
    if ordered is None or not is_graded(ordered):
        return None
    return {text: len(ordered) - place for place, text in enumerate(sorted(ordered, key=ordered.__getitem__))}


def is_graded(places: Mapping[str, float]) -> bool:
    """Tell whether places run on both sides of the middle, as those of a scale do."""
    return min(places.values()) < 0 < max(places.values())
