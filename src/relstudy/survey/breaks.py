"""Breaks: why the figures of an item are not comparable from one wave to another, found from what was asked in the two.

Wordings are compared in the languages both waves have, as a reader sees them: other apostrophes, blanks or capitals are
no other words. Nothing is judged by likeness: a wording that differs is a break until somebody declares that the item
stays the same (`same_as_before`).
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Literal

from relstudy.folding import fold, look
from relstudy.survey.expressions import parse_expression
from relstudy.survey.grammar import ConditionError
from relstudy.survey.items import Derivation, Item, ItemId
from relstudy.survey.past import Past, Terms
from relstudy.survey.plan import EVERY_ITEM, Break

#: Why a figure is not comparable, as `tests.parquet` says it. `declared` stands in `[[breaks]]`.
Reason = Literal["wording", "codes", "scale", "base", "mode", "population", "weighting", "not_asked", "declared"]

#: Facts of wave.toml whose change breaks every figure of the survey.
_FACTS: tuple[Literal["mode", "population"], ...] = ("mode", "population")
#: Missing codes a respondent was offered; the others only stand in files.
_OFFERED = (None, "refused", "dont_know")


def find_breaks(past: Past, now: Terms, *, declared: Iterable[Break]) -> dict[ItemId, Reason]:
    """Return the items of either wave that are not comparable with the past, and why.

    Two waves far apart are comparable too where every wave between was comparable with the one before it. What was
    declared to be the same between is not why they are not.
    """
    told = tuple(declared)
    chain = (past.terms, *past.between, now)
    by_step = [_between(before, after, told, _kept(before, after)) for before, after in pairwise(chain)]
    if len(by_step) == 1:
        return by_step[0]
    direct = _between(past.terms, now, told, frozenset())
    broken = {item: [found[item] for found in by_step if item in found] for item in direct}
    return {item: direct[item] if direct[item] in met else met[-1] for item, met in broken.items() if met}


def net_breaks(before: Item, after: Item) -> frozenset[str]:
    """Return the nets of either item that are not made of the same codes."""
    old, new = ({net.id: frozenset(map(fold, net.codes)) for net in item.nets} for item in (before, after))
    return frozenset(net for net in old.keys() | new.keys() if old.get(net) != new.get(net))


def _kept(one: Terms, other: Terms) -> frozenset[ItemId]:
    """Return the items the later of two waves, one after the other, declares to be the same as before."""
    return frozenset(max(one, other, key=lambda terms: terms.wave).same_as_before)


def _between(before: Terms, after: Terms, declared: tuple[Break, ...], kept: frozenset[ItemId]) -> dict[ItemId, Reason]:
    first, last = sorted((before.wave, after.wave))
    told = {one.item for one in declared if first < one.wave <= last}
    old, new = ({item.id: item for item in terms.items} for terms in (before, after))
    whole = _whole_break(before, after)
    found: dict[ItemId, Reason] = {}
    for name in dict.fromkeys((*new, *old)):
        reason = _reason(name, old, new, (before, after), whole, told, kept)
        if reason is not None:
            found[name] = reason
    return found


def _reason(
    name: ItemId,
    old: Mapping[ItemId, Item],
    new: Mapping[ItemId, Item],
    terms: tuple[Terms, Terms],
    whole: Reason | None,
    told: set[ItemId],
    kept: frozenset[ItemId],
) -> Reason | None:
    before, after = old.get(name), new.get(name)
    if before is None or after is None or not (before.asked and after.asked):
        return "not_asked"
    names = {name, after.grid} - {None}
    if names & told:
        return "declared"
    if names & kept:
        return None
    if EVERY_ITEM in told:
        return "declared"
    return _item_break(before, after, old, new, terms) or whole


def _item_break(
    before: Item, after: Item, old: Mapping[ItemId, Item], new: Mapping[ItemId, Item], terms: tuple[Terms, Terms]
) -> Reason | None:
    changed = _other_answers(before, after)
    if changed is not None:
        return changed
    if _reworded(after, terms):
        return "wording"
    if _base(before) != _base(after):
        return "base"
    return _inherited(after, old, new, terms)


def _inherited(
    item: Item, old: Mapping[ItemId, Item], new: Mapping[ItemId, Item], terms: tuple[Terms, Terms]
) -> Reason | None:
    """Return the break of an item that a derived one is made of.

    Bands and merged codes are there so that other codes give the same answers. Channels that were not asked of are not
    counted.
    """
    for source in item.derived.sources if item.derived is not None else ():
        if source not in old or source not in new:
            continue
        counted = not isinstance(item.derived, Derivation)
        if counted and old[source].asked != new[source].asked:
            return "not_asked"
        reason = _item_break(old[source], new[source], old, new, terms)
        if reason is not None and (reason in ("wording", "base") or counted):
            return reason
    return None


def _other_answers(before: Item, after: Item) -> Reason | None:
    """Return whether other answers could be given: other points of a scale, other codes, or other values of the same codes."""
    if before.kind.has_numbers != after.kind.has_numbers:
        return "scale"
    if before.kind.has_numbers and (before.kind.answer != after.kind.answer or _values(before) != _values(after)):
        return "scale"
    if _offered(before) != _offered(after) or set(before.rows) != set(after.rows) or before.derived != after.derived:
        return "codes"
    return "scale" if _values(before) != _values(after) else None


def _values(item: Item) -> frozenset[tuple[str, float | None]]:
    """Return the values of the answers that count in a mean."""
    return frozenset((fold(code.code), code.value) for code in item.answers) if item.has_mean else frozenset()


def _offered(item: Item) -> tuple[bool, frozenset[str]]:
    """Return whether several answers may be given, and the codes that could be."""
    return item.kind.has_several, frozenset(fold(code.code) for code in item.codes if code.missing in _OFFERED)


def _base(item: Item) -> tuple[object, ...]:
    """Return what makes the base of an item: whom it was put to, what a blank means, who counts."""
    blank = item.blank if item.filter in (None, "unknown") else None
    return _condition(item.filter), _condition(item.base), blank


def _condition(text: str | None) -> object:
    """Return a condition as what it means, so that blanks and quotation marks make no other one; a word as it stands."""
    if text is None or text in ("unknown", "asked", "valid", "all"):
        return text
    try:
        return parse_expression(text)
    except ConditionError:
        return text


def _reworded(item: Item, terms: tuple[Terms, Terms]) -> bool:
    owner = item.grid or item.id
    keys = [f"item/{item.id}", f"item/{owner}"]
    keys += [f"code/{owner}/{code.code}" for code in item.answers]
    keys += [f"row/{item.id}/{row}" for row in item.rows]
    return any(_differ(key, key, terms) for key in keys)


def worded_before(item: ItemId, before: Terms, now: Terms) -> dict[str, str]:
    """Return how the question of an item was worded in the wave before, by language, where a reader sees other words now; else nothing."""
    key = f"item/{item}"
    return dict(before.labels.texts.get(key, {})) if _differ(key, key, (before, now)) else {}


def _differ(before: str, after: str, terms: tuple[Terms, Terms]) -> bool:
    """Tell whether two labels differ in a language both waves have."""
    old, new = terms[0].labels.texts.get(before, {}), terms[1].labels.texts.get(after, {})
    return any(look(old[lang]) != look(new[lang]) for lang in old.keys() & new.keys())


def _whole_break(before: Terms, after: Terms) -> Reason | None:
    """Return what sets two waves apart as a whole. A fact that a wave does not state is not known to differ."""
    for fact in _FACTS:
        if _differ(f"wave/{before.wave}/{fact}", f"wave/{after.wave}/{fact}", (before, after)):
            return fact
    return "weighting" if _weighed(before) != _weighed(after) else None


def _weighed(terms: Terms) -> tuple[str, frozenset[frozenset[ItemId]]]:
    """Return how a wave was weighted: the method, and the margins by the items they cross."""
    weighting = terms.weighting
    return weighting.method, frozenset(frozenset(margin.items) for margin in weighting.targets)
