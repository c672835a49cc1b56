"""A fieldwork under way: who has been reached of those planned, even where the file cannot be run yet.

An interim file seldom has weights, and may hold ids twice or codes nobody declared. Quotas count respondents and need
none of this: they are counted on the answers they name alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from relstudy.errors import StudyError
from relstudy.intake.frames import Responses
from relstudy.intake.responses import read_responses
from relstudy.survey.expressions import parse_expression, references
from relstudy.survey.grammar import ConditionError
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import Design, Study, Wave, Weighting


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaState:
    """One quota: respondents planned and achieved (unweighted). A crossed one names items and codes with `*`.

    `label` is what the codes mean, by language.
    """

    wave: str
    item: str
    code: str
    planned: int
    achieved: int
    label: dict[str, str] = field(default_factory=dict)


def quota_states(study: Study, wave: Wave, responses: Responses) -> Iterator[QuotaState]:
    """Yield the state of each quota whose items the answers hold."""
    items = {item.id: item for item in wave.items}
    for quota in study.quotas:
        names, codes = tuple(map(ItemId, quota.item.split("*"))), quota.code.split("*")
        if not all(name in items and _is_held(name, responses) for name in names):
            continue
        reached = np.ones(responses.n, dtype=bool)
        for name, code in zip(names, codes, strict=True):
            positions = [place for place, one in enumerate(items[name].codes) if one.code == code]
            reached &= np.any([responses.chose(items[name], place) for place in positions], axis=0)
        label = {
            lang: " × ".join(wave.labels.get("code", *pair, lang=lang) for pair in zip(names, codes, strict=True))
            for lang in study.languages
        }
        yield QuotaState(
            wave=wave.id,
            item=quota.item,
            code=quota.code,
            planned=quota.planned,
            achieved=int(reached.sum()),
            label=label,
        )


def _is_held(name: ItemId, responses: Responses) -> bool:
    return name in responses.codes or name in responses.ticked


def interim_states(study: Study, wave: Wave) -> Iterator[QuotaState]:
    """Yield the state of the quotas of a wave whose file has faults: of each quota whose own answers have none.

    Ids may repeat, weights may lack: each line is a respondent, as a counter of interviews would say.
    """
    for names in dict.fromkeys(quota.item for quota in study.quotas):
        responses = _read(study, wave, tuple(map(ItemId, names.split("*"))))
        if responses is not None:
            some = tuple(quota for quota in study.quotas if quota.item == names)
            yield from quota_states(replace(study, quotas=some), wave, responses)


def _read(study: Study, wave: Wave, wanted: Sequence[ItemId]) -> Responses | None:
    """Return the answers to some items alone; None where they have faults."""
    if wave.responses is None:
        return None
    lines = replace(study.respondents, id="row")
    items = _needed(wave.items, wanted, lines.keep)
    try:
        read = read_responses(wave.responses, items, weighting=Weighting(), respondents=lines, design=Design())
    except StudyError:
        return None
    return read.responses


def _needed(items: Iterable[Item], wanted: Iterable[ItemId], keep: str | None) -> tuple[Item, ...]:
    """Return the items wanted and those they are derived from or filtered by, in their order."""
    by_id = {item.id: item for item in items}
    waiting, needed = [*wanted, *_named(keep)], set[ItemId]()
    while waiting:
        name = waiting.pop()
        item = by_id.get(name)
        if item is None or name in needed:
            continue
        needed.add(name)
        waiting += [*_named(item.filter), *(item.derived.sources if item.derived else ())]
    return tuple(item for item in by_id.values() if item.id in needed)


def _named(expression: str | None) -> tuple[ItemId, ...]:
    if expression is None or expression == "unknown":
        return ()
    try:
        return tuple(name for name, _ in references(parse_expression(expression)))
    except ConditionError:
        return ()
