"""Filters the answers themselves tell: a column filled just where another one holds some of its codes.

A rule is proposed only where it is without exception on one side: nobody it leaves out has answered, and nearly
everybody it keeps has.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from relstudy.drafting.proposal import ProposedItem, Remark, share_text
from relstudy.drafting.shapes import Shape
from relstudy.drafting.ticks import ticked_rows

#: Rows on each side of a rule below which it may be chance.
_LEAST = 10
#: Share of the rows a rule keeps that are filled.
_NEARLY_ALL = 0.95
#: Share of blank rows from which a set was not asked of everybody, whatever else they answered.
_MOSTLY = 0.5
#: Smaller shares are said with a decimal.
_TOLD = 0.01
#: Rows looked at.
_ROWS = 50_000
_STEP = 1_000_003


@dataclass(frozen=True, slots=True)
class _Source:
    """What a rule may name: an item, and for each of its codes the rows that hold it, shape (codes, n)."""

    item: str
    codes: tuple[str, ...]
    rows: np.ndarray


def with_filters(items: Sequence[ProposedItem], shapes: Mapping[str, Shape]) -> tuple[ProposedItem, ...]:
    """Return the items, those whose blanks were unexplained with the filter that explains them, where there is one."""
    if not any(item.filter == "unknown" or item.kind.is_ticked for item in items):
        return tuple(items)
    looked_at = {name: _some_rows(shape) for name, shape in shapes.items()}
    found: list[ProposedItem] = []
    sources: list[_Source] = []
    went_on = _went_on(items, looked_at)
    for item, later in zip(items, went_on, strict=True):
        filled = _filled(item, looked_at)
        rule = _rule(filled, sources) if item.filter == "unknown" else None
        if rule is None and item.kind.is_ticked and _ticked_nothing(filled, later):
            found.append(_with_nobody_left_out(item, blank=float((~filled).mean())))
        elif rule is not None and rule.any_answer:
            before = next(other for other in found if other.id == rule.item.partition(".")[0])
            found.append(_as_the_one_before(item, before, rule, went_on=bool(later[~filled].mean() >= _MOSTLY)))
        else:
            found.append(item if rule is None else rule.explain(item))
        sources.extend(_sources(item, looked_at))
    return tuple(found)


def _went_on(items: Sequence[ProposedItem], shapes: Mapping[str, Shape]) -> list[np.ndarray]:
    """Return for each item the mask of the rows that answer a later one, shape (n,)."""
    later = np.zeros(len(next(iter(shapes.values())).index), dtype=bool)
    masks = []
    for item in reversed(items):
        masks.append(later)
        later = later | _filled(item, shapes)
    return masks[::-1]


def _ticked_nothing(filled: np.ndarray, later: np.ndarray) -> bool:
    """Tell whether the rows without a tick are of respondents who were asked: some, and nearly all of them went on."""
    blank = ~filled
    return bool(0 < blank.mean() < _MOSTLY and later[blank].mean() >= _NEARLY_ALL)


def _with_nobody_left_out(item: ProposedItem, *, blank: float) -> ProposedItem:
    """Return a set whose base is everybody: no rule says that those who ticked nothing were not asked."""
    others = tuple(remark for remark in item.remarks if not remark.key.startswith("blanks"))
    remark = Remark("nothing-ticked", {"share": share_text(blank) if blank >= _TOLD else f"{100 * blank:.1f}"})
    return replace(item, filter=None, blank=None, base="all", remarks=(*others, remark))


def _some_rows(shape: Shape) -> Shape:
    """Return a column on rows spread over the file, few enough to be held code by code."""
    if shape.rows <= _ROWS:
        return shape
    # Steps of a large prime: no rhythm of the file is met.
    rows = np.arange(_ROWS, dtype=np.int64) * _STEP % shape.rows
    return replace(shape, index=shape.index[rows])


@dataclass(frozen=True, slots=True)
class _Rule:
    """What explains the blanks of an item: some answers to another question, or that it was answered at all."""

    item: str
    codes: tuple[str, ...]
    any_answer: bool

    def explain(self, item: ProposedItem, filter_: str | None = None) -> ProposedItem:
        """Return an item with its filter, the one given or its own rule.

        Where any answer will do, with blanks of interviews that were broken off before it.
        """
        shares = [remark.fields["share"] for remark in item.remarks if remark.key.startswith("blanks")]
        others = tuple(remark for remark in item.remarks if not remark.key.startswith("blanks"))
        fields = {"share": shares[0]} if shares else {}
        if self.any_answer and filter_ is None:
            remark = Remark("blanks-broken-off", {**fields, "item": self.item})
            return replace(item, filter=None, blank="absent", remarks=(*others, remark))
        said = filter_ or _said(self.item, self.codes)
        return replace(item, filter=said, blank=None, remarks=(*others, Remark("blanks-rule", fields)))


def _as_the_one_before(item: ProposedItem, before: ProposedItem, rule: _Rule, *, went_on: bool) -> ProposedItem:
    """Return an item answered by just those who answered one before it: the same filter, or interviews that were broken off."""
    if before.filter not in (None, "unknown"):
        return rule.explain(item, before.filter)
    return item if went_on else rule.explain(item)


def _filled(item: ProposedItem, shapes: Mapping[str, Shape]) -> np.ndarray:
    filled: np.ndarray = np.any([shapes[column].index >= 0 for column in item.all_columns], axis=0)
    return filled


def _sources(item: ProposedItem, shapes: Mapping[str, Shape]) -> Iterator[_Source]:
    if item.kind.is_ticked:
        yield _Source(item.id, tuple(code.code for code in item.codes), ticked_rows(item, shapes))
    elif item.kind.is_heading:
        for row in item.rows:
            yield _coded(f"{item.id}.{row.id}", item, shapes[row.column])
    elif item.codes and "row" in item.kind.uses:
        yield _coded(item.id, item, shapes[item.columns[0]])


def _coded(name: str, item: ProposedItem, shape: Shape) -> _Source:
    place = {text: i for i, text in enumerate(shape.texts)}
    codes = tuple(code.code for code in item.codes if code.code in place)
    return _Source(name, codes, np.array([shape.index == place[code] for code in codes], dtype=bool))


def _rule(filled: np.ndarray, sources: Sequence[_Source]) -> _Rule | None:
    """Return the rule that explains which rows are filled; the nearest question before that explains it best."""
    if filled.sum() < _LEAST or (~filled).sum() < _LEAST:
        return None
    best: tuple[float, int, _Rule] | None = None
    for place, source in enumerate(sources):
        if not source.codes:
            continue
        each = source.rows.sum(axis=1)
        both = (source.rows & filled).sum(axis=1)
        kept = (each > 0) & (both >= _NEARLY_ALL * each)
        asked = source.rows[kept].any(axis=0)
        if not kept.any() or (filled & ~asked).any() or asked.all():
            continue
        fit = float(filled.sum() / asked.sum())
        codes = tuple(code for code, keep in zip(source.codes, kept.tolist(), strict=True) if keep)
        rule = _Rule(source.item, codes, any_answer=bool(kept[each > 0].all()))
        if fit >= _NEARLY_ALL and (best is None or (fit, place) > best[:2]):
            best = (fit, place, rule)
    return best[2] if best is not None else None


def _said(item: str, codes: Sequence[str]) -> str:
    quoted = [f"'{code}'" if "'" not in code else f'"{code}"' for code in codes]
    return f"{item} == {quoted[0]}" if len(quoted) == 1 else f"{item} in [{', '.join(quoted)}]"
