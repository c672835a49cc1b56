"""Answers of a few respondents, written by hand, as the intake would give them."""

from collections.abc import Sequence

import numpy as np

from relstudy.intake.frames import Responses, Sample
from relstudy.survey.items import MISSING_CODES, Code, Item

#: How a missing kind is written among codes.
MISSING = {"-": "filtered", ".": "absent", "/": "not_asked"}


def codes(*names: str, **values: float) -> tuple[Code, ...]:
    """Return codes: "dk" and "ref" are declared missing, the others take a value where one is given as v<code>=."""
    kinds = {"dk": "dont_know", "ref": "refused", "out": "filtered"}
    return tuple(Code(code=name, value=values.get(f"v{name}"), missing=kinds.get(name)) for name in names)


def responses_of(items: Sequence[Item], answers: dict[str, object]) -> Responses:
    """Return responses from lists: of codes by respondent, of numbers (numeric items), of codes in a row (multiple items, ranks)."""
    n = len(next(iter(answers.values())))
    found = Responses(respondent_id=np.arange(n).astype(str), line=np.arange(2, n + 2))
    for item in items:
        if item.id not in answers:
            if item.type != "grid" or item.grid is not None:
                found.missing[item.id] = np.full(n, MISSING_CODES["not_asked"], dtype=np.int8)
                found.codes[item.id] = np.full(n, -1, dtype=np.int16)
            continue
        given = list(answers[item.id])
        kinds = np.array(
            [MISSING_CODES[MISSING.get(a, "answered") if isinstance(a, str) else "answered"] for a in given]
        )
        missing = kinds.astype(np.int8)
        place = {code.code: i for i, code in enumerate(item.codes)}
        if item.kind.has_several:
            ticked = np.zeros((n, len(place)), dtype=bool)
            ranks = np.zeros((n, len(place)), dtype=np.int16)
            for i, ticks in enumerate(given):
                for at, code in enumerate(() if isinstance(ticks, str) else ticks, start=1):
                    ticked[i, place[code]], ranks[i, place[code]] = True, at
                    kind = item.codes[place[code]].missing
                    missing[i] = MISSING_CODES[kind] if kind else missing[i]
            found.ticked[item.id] = ticked
            if item.kind.answer == "order":
                found.ranks[item.id] = ranks
        elif item.codes:
            found.codes[item.id] = np.array([place.get(a, -1) for a in given], dtype=np.int16)
            for i, a in enumerate(given):
                kind = item.codes[place[a]].missing if a in place else None
                missing[i] = MISSING_CODES[kind] if kind else missing[i]
            if item.has_mean:
                by_place = [np.nan if c.value is None else c.value for c in item.codes]
                found.values[item.id] = np.array([by_place[place[a]] if a in place else np.nan for a in given])
        elif item.type != "open":
            found.codes[item.id] = np.full(n, -1, dtype=np.int16)
            found.values[item.id] = np.array([np.nan if isinstance(a, str) else a for a in given], dtype=float)
        found.missing[item.id] = missing
    return found


def sample_of(weight: Sequence[float], **design: Sequence[float]) -> Sample:
    """Return weights and design of the respondents."""
    empty = np.empty(0)
    return Sample(
        weight=np.array(weight, dtype=float),
        **{name: np.array(design[name]) if name in design else empty for name in ("strata", "clusters", "fpc")},
    )
