"""A family of columns as one item: ticks make a multiple item, the same codes in every column a grid, anything else none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from relstudy.drafting.codes import propose_codes
from relstudy.drafting.column_items import MANY_BLANKS, counts_of, is_scale, scale_codes, with_blanks
from relstudy.drafting.families import Family
from relstudy.drafting.names import Ids, slug
from relstudy.drafting.proposal import ProposedCode, ProposedItem, ProposedRow, Remark, Texts
from relstudy.drafting.shapes import Shape
from relstudy.survey.schema import NOT_TICKED, TICKED

#: Words of a tick that the contract does not know, with what stands beside them where nothing is ticked.
_TICK_WORDS = (
    ("selected", "not selected"), ("checked", "unchecked"), ("coché", "non coché"), ("cité", "non cité"), ("quoted", "not quoted"),
    ("mentioned", "not mentioned"), ("y", "n"), ("o", "n"), ("vrai", "faux"), ("sélectionné", "non sélectionné"), ("✓", "✗"),
)  # fmt: skip
_MOST_CODES = 15
#: Fewer answers, or fewer rows with several of them, do not tell mentions from lines of a grid.
_LEAST_MENTIONED = 4
_LEAST_ROWS = 10


def propose_family(
    family: Family, shapes: Sequence[Shape], *, id_: str, label: Texts, tails: Sequence[Texts], lang: str
) -> ProposedItem | None:
    """Return the one item a family of columns is, None where it is none."""
    item = ProposedItem(id=id_, type="multiple", label=label, columns=tuple(shape.name for shape in shapes))
    rows = shapes[0].rows
    if rows == 0 or not any(shape.filled for shape in shapes):
        return None
    made = _ticks(item, family, shapes, tails)
    if made is None:
        made = _one_text_each(item, shapes, lang)
    if made is None:
        return _grid(item, family, shapes, tails, lang)
    blank = rows - int(np.any([shape.index >= 0 for shape in shapes], axis=0).sum())
    return with_blanks(made, blank=blank, rows=rows, key="blanks-set")


def _ticks(item: ProposedItem, family: Family, shapes: Sequence[Shape], tails: Sequence[Texts]) -> ProposedItem | None:
    words = {text.casefold() for shape in shapes for text in shape.texts}
    remarks: tuple[Remark, ...] = ()
    yes = None
    if words <= TICKED | NOT_TICKED:
        if not words & TICKED:
            return None
        if words == {"1", "2"}:
            remarks = (Remark("one-two", {"item": item.id}),)
        floats = {shape.written_as_float for shape in shapes if shape.filled}
        if True in floats:
            if len(floats) > 1 or words - {"1", "0"}:
                return None
            yes = "1.0"
    else:
        pair = next((pair for pair in _TICK_WORDS if words <= set(pair) and pair[0] in words), None)
        if pair is None:
            return None
        yes = next(text for shape in shapes for text in shape.texts if text.casefold() == pair[0])
    codes = tuple(ProposedCode(code=code, label=label) for code, label in zip(_tail_ids(family), tails, strict=True))
    return replace(item, codes=codes, yes=yes, remarks=remarks)


def _one_text_each(item: ProposedItem, shapes: Sequence[Shape], lang: str) -> ProposedItem | None:
    """Return a set whose columns hold the text of their own answer where it was ticked."""
    texts = [shape.texts[0] for shape in shapes if shape.distinct == 1]
    if any(shape.distinct > 1 for shape in shapes) or len(texts) < 2 or len(set(texts)) < len(texts):
        return None
    ids = Ids()
    codes = []
    for shape in shapes:
        text = shape.texts[0] if shape.texts else ""
        codes.append(ProposedCode(code=ids.new(slug(text)[:40].strip("_") or "c"), label={lang: text or shape.name}))
    return replace(item, codes=tuple(codes), yes="*")


def _grid(
    item: ProposedItem, family: Family, shapes: Sequence[Shape], tails: Sequence[Texts], lang: str
) -> ProposedItem | None:
    pooled: Counter[str] = Counter()
    for shape in shapes:
        pooled.update(counts_of(shape))
    if not 2 <= len(pooled) <= _MOST_CODES:
        return None
    if any(len(shape.texts) < 0.5 * len(pooled) and shape.filled > 20 for shape in shapes):
        return None
    codes = propose_codes(pooled, lang=lang)
    if not codes.differ:
        return None
    remarks = codes.remarks
    if is_scale(codes):
        codes = scale_codes(dict(pooled), lang=lang)
        sure = max(code.value or 0 for code in codes.codes) == 10
        span = [code.code for code in codes.codes if code.missing is None]
        settle = Remark("scale-or-list", {"codes": f"{span[0]} … {span[-1]}"})
        remarks = codes.remarks if sure else (settle, *codes.remarks)
    if _are_mentions(shapes, list(pooled)):
        remarks = (Remark("mentions"), *remarks)
    rows = tuple(
        ProposedRow(id=row, column=shape.name, label=label)
        for row, shape, label in zip(_tail_ids(family), shapes, tails, strict=True)
    )
    made = replace(item, type="grid", columns=(), codes=codes.codes, rows=rows, remarks=remarks)
    filled = np.array([shape.index >= 0 for shape in shapes])
    total = shapes[0].rows
    nobody = total - int(filled.any(axis=0).sum())
    if nobody >= MANY_BLANKS * total:
        return with_blanks(made, blank=nobody, rows=total)
    # Lines asked of different respondents: no filter of the whole explains them.
    return with_blanks(made, blank=total - int(filled.sum(axis=1).min()), rows=total, key="blanks-lines")


def _are_mentions(shapes: Sequence[Shape], texts: Sequence[str]) -> bool:
    """Tell whether columns hold a first, second ... answer to one question: filled from the left, never the same answer twice."""
    if len(texts) < _LEAST_MENTIONED:
        return False
    place = {text: number for number, text in enumerate(texts)}
    given = np.array([np.array([*(place[t] for t in shape.texts), -1])[shape.index] for shape in shapes])
    filled = given >= 0
    if filled.all() or (filled[1:] & ~filled[:-1]).any():
        return False
    ordered = np.sort(given, axis=0)
    twice = ((ordered[1:] == ordered[:-1]) & (ordered[1:] >= 0)).any(axis=0)
    several = filled.sum(axis=0) > 1
    return int(several.sum()) >= _LEAST_ROWS and not twice.any()


def _tail_ids(family: Family) -> tuple[str, ...]:
    """Return an id for each column of a family, made of what distinguishes it."""
    ids = Ids()
    return tuple(ids.new(slug(tail)[:40].strip("_") or f"c{place}") for place, tail in enumerate(family.tails, start=1))
