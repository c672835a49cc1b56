"""What the items of a questionnaire say of one another: filters, bases, derivations, and what they name.

Every expression is parsed here once; items and codes it names must exist; filters and derivations must not run in a
circle.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Protocol

from relstudy.definitions.read_declaration import Declaration
from relstudy.definitions.read_items import Drafted, known_codes, value_of
from relstudy.nearest import nearest_first
from relstudy.survey.expressions import Expression, parse_expression, references
from relstudy.survey.grammar import ConditionError
from relstudy.survey.items import NAMED_BASES, Derivation, Item, ItemId

#: Words of `filter` that are not expressions.
_FILTERS = ("unknown",)


class Declared(Protocol):
    """Where an expression stands: a table of a TOML file or a line of a register."""

    def fault(
        self, code: str, key: str, /, *, item: str | None = ..., found: str = ..., allowed: str | None = ...
    ) -> None:
        """Note a fault at one of its keys."""
        ...


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Expression | ConditionError:
    try:
        return parse_expression(text)
    except ConditionError as error:
        return error


def check_items(drafted: Iterable[Drafted], *, broken: frozenset[str]) -> None:
    """Note what is wrong between items. `broken` are ids that are declared but could not be read: not judged."""
    own = tuple(d for d in drafted if d.item.grid is None)
    items = {d.item.id: d.item for d in drafted}
    for draft in own:
        item, table = draft.item, draft.table
        if item.filter is not None and item.filter not in _FILTERS:
            check_expression(item.filter, table, "filter", items=items, broken=broken)
        if item.base not in NAMED_BASES:
            check_expression(item.base, table, "base", items=items, broken=broken)
        if item.derived is not None:
            _check_derivation(item, table, items=items, broken=broken)
    _check_circles(own)


def check_expression(
    text: str, table: Declared, key: str, *, items: Mapping[ItemId, Item], broken: frozenset[str]
) -> None:
    """Note what is wrong with one expression: how it is written, the items it names, their codes."""
    parsed = _parsed(text)
    if isinstance(parsed, ConditionError):
        table.fault("bad-expression", key, found=parsed.found, allowed=parsed.allowed)
        return
    for name, codes in dict.fromkeys(references(parsed)):
        if is_broken(name, broken):
            continue
        item = items.get(name)
        if item is None or item.kind.is_heading:
            # A grid is not one answer: its rows are.
            known = items if item is None else item.row_ids
            table.fault("unknown-item", key, found=name, allowed=nearest_first(name, known))
            continue
        if "condition" not in item.kind.uses:
            fitting = [i.id for i in items.values() if "condition" in i.kind.uses]
            found = f'{name} (type = "{item.type}")'
            table.fault("bad-value", key, found=found, allowed=nearest_first(name, fitting) or "@no-fitting-item")
            continue
        if not codes and not item.has_mean:
            table.fault("bad-value", key, found=text, allowed=f"{name} == '…', {name} in ['…']")
        for code in codes:
            if not _is_code(code, item):
                allowed = nearest_first(code, known_codes(item))
                table.fault("unknown-code", key, item=name, found=code, allowed=allowed or "@a-number")


def _is_code(code: str, item: Item) -> bool:
    """Tell whether an item can have a code: one declared, or of an item of free numbers any number, of an open one anything."""
    if code in known_codes(item) or item.kind.answer == "text":
        return True
    return item.is_free_number and value_of(code) is not None


def is_broken(name: str, broken: frozenset[str]) -> bool:
    """Tell whether an item, or the grid whose row it is, could not be read in full."""
    return name in broken or name.partition(".")[0] in broken


def _check_derivation(item: Item, table: Declaration, *, items: Mapping[ItemId, Item], broken: frozenset[str]) -> None:
    derived = item.derived
    if not isinstance(derived, Derivation) or is_broken(derived.source, broken):
        return
    source = items.get(derived.source)
    if source is None or "source" not in source.kind.uses:
        fitting = [i.id for i in items.values() if "source" in i.kind.uses and i.id != item.id]
        code = "unknown-item" if source is None else "bad-value"
        table.fault(code, "from", found=derived.source, allowed=nearest_first(derived.source, fitting))
        return
    if derived.bands and not source.has_mean:
        fitting = [i.id for i in items.values() if i.has_mean and "source" in i.kind.uses and i.id != item.id]
        table.fault("bad-value", "from", found=derived.source, allowed=nearest_first(derived.source, fitting))
    ticks = bool(derived.merge) and source.kind.is_ticked
    if table.has("type") and item.kind.is_ticked != ticks:
        allowed = "multiple" if ticks else "single, scale"
        table.fault("bad-value", "type", found=item.type, allowed=allowed)
    if not derived.merge:
        return
    seen: dict[str, str] = {}
    for code, merged in derived.merge:
        for part in merged:
            if not _is_code(part, source):
                allowed = nearest_first(part, known_codes(source))
                allowed = allowed or "@a-number"
                table.fault("unknown-code", "merge", code, item=source.id, found=part, allowed=allowed)
            elif part in seen and not source.kind.is_ticked:
                table.fault("duplicate-id", "merge", code, found=part, allowed=seen[part])
            seen.setdefault(part, code)


def _check_circles(drafted: Iterable[Drafted]) -> None:
    tables: dict[str, Declaration] = {d.item.id: d.table for d in drafted}
    leads: dict[str, tuple[tuple[str, str], ...]] = {d.item.id: _leads(d.item) for d in drafted}
    for circle, key in find_circles({name: tuple(to for to, _ in edges) for name, edges in leads.items()}, leads.get):
        tables[circle[0]].fault("cyclic-filter", key, found=" -> ".join((*circle, circle[0])))


def _leads(item: Item) -> tuple[tuple[str, str], ...]:
    """Return (item, key) for each item this one's answer depends on; a row of a grid stands for its grid."""
    leads = []
    if item.filter is not None and item.filter not in _FILTERS:
        parsed = _parsed(item.filter)
        if not isinstance(parsed, ConditionError):
            leads += [(name.partition(".")[0], "filter") for name, _ in references(parsed)]
    if item.derived is not None:
        key = "from" if isinstance(item.derived, Derivation) else "channels"
        leads += [(source.partition(".")[0], key) for source in item.derived.sources]
    return tuple(dict.fromkeys(leads))


def find_circles(
    graph: Mapping[str, tuple[str, ...]],
    keys: Callable[[str], tuple[tuple[str, str], ...] | None] = lambda _name: None,
) -> list[tuple[tuple[str, ...], str]]:
    """Return each circle of a graph once, beginning at its first node in the order of the graph, and the key it leaves by."""
    order = {name: i for i, name in enumerate(graph)}
    state: dict[str, int] = {}
    circles: dict[tuple[str, ...], str] = {}
    for start in graph:
        if start in state:
            continue
        trail = [start]
        waiting = [iter(graph[start])]
        state[start] = 1
        while trail:
            node = next((n for n in waiting[-1] if n in graph and state.get(n) != 2), None)
            if node is None:
                state[trail.pop()] = 2
                waiting.pop()
            elif state.get(node) == 1:
                circle = trail[trail.index(node) :]
                first = min(range(len(circle)), key=lambda i: order[circle[i]])
                turned = (*circle[first:], *circle[:first])
                following = turned[1] if len(turned) > 1 else turned[0]
                circles.setdefault(turned, next((k for to, k in keys(turned[0]) or () if to == following), ""))
            else:
                state[node] = 1
                trail.append(node)
                waiting.append(iter(graph[node]))
    return list(circles.items())
