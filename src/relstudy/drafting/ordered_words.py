"""Answers that are a scale in words, put in its order.

Such are "Very likely" ... "Very unlikely", « Tout à fait d'accord » ... « Pas du tout ». Each answer gets a sign and a
strength. Where two answers get the same place, or one none, the words tell no order.
"""

import re
from collections.abc import Iterable

from relstudy.folding import fold

_STRONG = re.compile(
    r"(?:^|-)(?:tres|tout-a-fait|totalement|absolument|extremement|completement|beaucoup|vraiment|very|extremely|strongly|totally"
    r"|completely|definitely|certainly|certainement|du-tout|at-all|toujours|always|jamais|never|excellente?s?)(?:-|$)"
)
_AGAINST = re.compile(
    r"(?:^|-)(?:pas|peu|non|not|unlikely|disagree|desaccord|dissatisfied|unsatisfied|insatisfaite?s?|mecontente?s?|unhappy|bad|poor"
    r"|mauvaise?s?|mal|difficiles?|difficult|hard|inutiles?|useless|improbable|unimportant|never|jamais|rarely|rarement|little"
    r"|deplait|defavorables?|unfavou?rable)(?:-|$)"
)
_NEUTRAL = re.compile(
    r"(?:^|-)(?:ni|neither|neutre|neutral|moyenne?s?|moyennement|average|fair|parfois|sometimes|egal|undecided|indifferente?s?)(?:-|$)"
)
_FOR = re.compile(
    r"(?:^|-)(?:d-accord|agree|satisfaite?s?|satisfied|likely|probable|probablement|importante?s?|important|utiles?|useful|facile"
    r"|faciles|easy|bonne?s?|bon|bien|good|well|happy|contente?s?|favorables?|favou?rable|souvent|often|toujours|always|plait"
    r"|excellente?s?|oui|yes|non|no|confiance|interessee?s?|interested)(?:-|$)"
)


def order_of_words(texts: Iterable[str]) -> dict[str, float] | None:
    """Return the place of each answer, the most favourable one lowest; None where words tell no order."""
    places: dict[str, float] = {}
    for text in texts:
        place = _place(fold(text))
        if place is None or place in places.values():
            return None
        places[text] = place
    graded = sum(_STRONG.search(fold(text)) is not None for text in places)
    return places if len(places) >= 3 and graded else None


def _place(folded: str) -> float | None:
    if _NEUTRAL.search(folded):
        return 0.0
    against = _AGAINST.search(folded) is not None
    if not against and _FOR.search(folded) is None and _STRONG.search(folded) is None:
        return None
    strength = 2.0 if _STRONG.search(folded) else 1.0
    return strength if against else -strength
