"""Breaks: why the figures of an item are not comparable from one wave to another, found from what was asked in the two.

Wordings are compared in the languages both waves have, as a reader sees them: other apostrophes, blanks or capitals are
no other words. Nothing is judged by likeness: a wording that differs is a break until somebody declares that the item
stays the same (`same_as_before`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from relstudy.folding import fold, look
from relstudy.survey.expressions import Expression, parse_expression, references
from relstudy.survey.grammar import ConditionError
from relstudy.survey.items import CodeId, Derivation, Item, ItemId
from relstudy.survey.past import Past, Terms, Weighed, margin_of
from relstudy.survey.plan import EVERY_ITEM, Break

#: Why a figure is not comparable, as `tests.parquet` says it. `declared` stands in `[[breaks]]`.
Reason = Literal["wording", "codes", "scale", "base", "mode", "population", "weighting", "not_asked", "declared"]

#: Facts of wave.toml whose change breaks every figure of the survey.
_FACTS: tuple[Literal["mode", "population"], ...] = ("mode", "population")
#: Missing codes a respondent was offered; the others only stand in files.
_OFFERED = (None, "refused", "dont_know")


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaks:
    """Why items are not comparable with the past. `of_items` leaves out what sets the waves apart as a whole; `every` has that too."""

    every: dict[ItemId, Reason]
    of_items: dict[ItemId, Reason]


def find_breaks(past: Past, now: Terms, *, declared: Iterable[Break]) -> Breaks:
    """Return the items of either wave that are not comparable with the past, and why.

    Two waves far apart are comparable too where every wave between that asked the item was comparable with the one
    before it. What was declared to be the same between is not why they are not.
    """
    steps = _Steps(tuple(declared))
    chain = (past.terms, *past.between, now)
    found = Breaks(every={}, of_items={})
    for name in dict.fromkeys(item.id for terms in (now, past.terms) for item in terms.items):
        every, own = _over(chain, name, steps)
        if every is not None:
            found.every[name] = every
        if own is not None:
            found.of_items[name] = own
    return found


#: Why an item is not comparable, and why it is not whatever sets the waves apart as a whole.
_Reasons = tuple[Reason | None, Reason | None]


def _over(chain: tuple[Terms, ...], name: ItemId, steps: "_Steps") -> _Reasons:
    """Return why an item is not comparable from the first of some waves to the last, over those between that asked it."""
    first, *between, last = chain
    asked = [terms for terms in between if steps.asks(terms, name)]
    met = [steps.reasons(name, *pair) for pair in pairwise((first, *asked, last))]
    if not asked:
        return met[0]
    if other_units(name, (first, last)) and not any(name in terms.same_as_before for terms in chain):
        # A wave between that does not say its unit makes no hours of minutes.
        return "scale", "scale"
    direct = steps.reasons(name, first, last, kept=frozenset())
    every, own = (_of_chain(of_all, at_once) for of_all, at_once in zip(zip(*met, strict=True), direct, strict=True))
    return every, own


def _of_chain(met: tuple[Reason | None, ...], direct: Reason | None) -> Reason | None:
    """Return why the ends of a chain are not comparable, from what its waves say of the one before and what its ends say of each other."""
    found = [reason for reason in met if reason is not None]
    if direct is None or not found:
        return None
    return direct if direct in found else found[-1]


def other_units(item: str, terms: tuple[Terms, Terms]) -> bool:
    """Tell whether the numbers of an item stood beside other units in the files of two waves; a wave that says none is not known to differ."""
    old, new = (wave.units.get(item) for wave in terms)
    return None not in (old, new) and old != new


def net_breaks(before: Item, after: Item) -> frozenset[str]:
    """Return the nets of either item that are not made of the same codes."""
    old, new = ({net.id: frozenset(map(fold, net.codes)) for net in item.nets} for item in (before, after))
    return frozenset(net for net in old.keys() | new.keys() if old.get(net) != new.get(net))


class _Steps:
    """What two waves, held against each other, say of an item. The items of a wave are looked up often: once for all."""

    def __init__(self, declared: tuple[Break, ...]) -> None:
        self.declared = declared
        self._items: dict[str, dict[ItemId, Item]] = {}
        self._wholes: dict[tuple[str, str], Reason | None] = {}

    def items(self, terms: Terms) -> dict[ItemId, Item]:
        if terms.wave not in self._items:
            self._items[terms.wave] = {item.id: item for item in terms.items}
        return self._items[terms.wave]

    def asks(self, terms: Terms, name: ItemId) -> bool:
        item = self.items(terms).get(name)
        return item is not None and item.asked

    def whole(self, before: Terms, after: Terms) -> Reason | None:
        pair = (before.wave, after.wave)
        if pair not in self._wholes:
            self._wholes[pair] = _whole_break(before, after)
        return self._wholes[pair]

    def reasons(self, name: ItemId, before: Terms, after: Terms, *, kept: frozenset[ItemId] | None = None) -> _Reasons:
        """Return why an item is not comparable. `kept` are the items declared the same: by the later of the two waves."""
        old, new = self.items(before), self.items(after)
        if not (self.asks(before, name) and self.asks(after, name)):
            return "not_asked", "not_asked"
        kept = _kept(before, after) if kept is None else kept
        both = _Both(old=old, new=new, terms=(before, after), kept=kept)
        item = new[name]
        own, sources = {name, item.grid}, item.derived.sources if item.derived is not None else ()
        first, last = sorted((before.wave, after.wave))
        told = {one.item for one in self.declared if first < one.wave <= last}
        if own & told:
            return "declared", "declared"
        if own & kept:
            return None, None
        if told.intersection(sources):
            return "declared", "declared"
        found = _item_break(old[name], item, both)
        return "declared" if EVERY_ITEM in told else found or self.whole(before, after), found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Both:
    """The items of two waves, their terms, and the items declared to be the same in both."""

    old: Mapping[ItemId, Item]
    new: Mapping[ItemId, Item]
    terms: tuple[Terms, Terms]
    kept: frozenset[ItemId]


def _kept(one: Terms, other: Terms) -> frozenset[ItemId]:
    """Return the items the later of two waves, one after the other, declares to be the same as before."""
    return frozenset(max(one, other, key=lambda terms: terms.wave).same_as_before)


def _item_break(before: Item, after: Item, both: _Both) -> Reason | None:
    changed = _other_answers(before, after)
    if changed is not None:
        return changed
    if other_units(after.id, both.terms):
        return "scale"
    if _reworded(after, both.terms):
        return "wording"
    if _base(before) != _base(after) or _others_asked(after, both):
        return "base"
    return _inherited(after, both)


def _others_asked(item: Item, both: _Both) -> bool:
    """Tell whether a condition of an item's base, written alike in both waves, means other people: what it rests on was asked otherwise.

    It rests on the question, on the answers it names and on who was asked; an answer more beside these leaves it as
    it is.
    """
    return any(_other_people(name, codes, both) for text in (item.filter, item.base) for name, codes in _rests_on(text))


def _other_people(name: ItemId, codes: tuple[CodeId, ...], both: _Both) -> bool:
    before, after = both.old.get(name), both.new.get(name)
    if before is None or after is None or {name, after.grid} & both.kept:
        return False
    if before.asked != after.asked or before.kind.has_several != after.kind.has_several:
        return True
    if _base(before) != _base(after) or before.derived != after.derived:
        return True
    if not codes and (_values(before) != _values(after) or other_units(name, both.terms)):
        return True
    owner = after.grid or name
    if any(_differ(key, key, both.terms) for key in (*_asked_as(after), *(f"code/{owner}/{code}" for code in codes))):
        return True
    return _others_asked(after, both) or _inherited(after, both) in ("wording", "base")


def _rests_on(text: str | None) -> tuple[tuple[ItemId, tuple[CodeId, ...]], ...]:
    """Return the items a condition rests on, with the answers it names; none for a word and for what is no condition."""
    condition = _condition(text)
    return () if condition is None or isinstance(condition, str) else references(condition)


def _inherited(item: Item, both: _Both) -> Reason | None:
    """Return the break of an item that a derived one is made of.

    Bands and merged codes are there so that other codes give the same answers; of hours and minutes bands make other
    answers. Channels that were not asked of are not
    counted.
    """
    old, new = both.old, both.new
    for source in item.derived.sources if item.derived is not None else ():
        if source not in old or source not in new:
            continue
        counted = not isinstance(item.derived, Derivation)
        if counted and old[source].asked != new[source].asked:
            return "not_asked"
        if source in both.kept:
            continue
        reason = _item_break(old[source], new[source], both)
        if reason is not None and (reason in ("wording", "base") or counted or other_units(source, both.terms)):
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


def _offered(item: Item) -> tuple[str, int, frozenset[str]]:
    """Return what an answer is, how many places of a ranking are given column by column, and the codes there could be."""
    places = len(item.columns) if item.by_place else 0
    return item.kind.answer, places, frozenset(fold(code.code) for code in item.codes if code.missing in _OFFERED)


def _base(item: Item) -> tuple[object, ...]:
    """Return what makes the base of an item: whom it was put to, what a blank means, who counts."""
    blank = item.blank if item.filter in (None, "unknown") else None
    return _condition(item.filter), _condition(item.base), blank


def _condition(text: str | None) -> Expression | str | None:
    """Return a condition as what it means, so that blanks and quotation marks make no other one; a word as it stands."""
    if text is None or text in ("unknown", "asked", "valid", "all"):
        return text
    try:
        return parse_expression(text)
    except ConditionError:
        return text


def _reworded(item: Item, terms: tuple[Terms, Terms]) -> bool:
    keys = list(_asked_as(item))
    keys += [f"code/{item.grid or item.id}/{code.code}" for code in item.answers]
    keys += [f"row/{item.id}/{row}" for row in item.rows]
    return any(_differ(key, key, terms) for key in keys)


def _asked_as(item: Item) -> tuple[str, str]:
    """Return the keys of the labels that say how an item was asked."""
    return f"item/{item.id}", f"item/{item.grid or item.id}"


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


def _weighed(terms: Terms) -> Weighed:
    """Return how a wave was weighted: as it was published, where that is known."""
    if terms.weighed is not None:
        return terms.weighed
    weighting = terms.weighting
    return Weighed(
        method=weighting.method, margins=frozenset(margin_of(".".join(one.items)) for one in weighting.targets)
    )
