"""Runs of columns that their cells, not their headings, tell to be one question.

Below a question that stands above the first of its columns, further questions may follow; and some programs write the
options of a set as headings, without the question.
"""

from collections.abc import Mapping, Sequence

from relstudy.drafting.families import Family
from relstudy.drafting.family_items import holds_own_text, most_frequent
from relstudy.drafting.rankings import MOST_MENTIONED, are_mentions, are_poles
from relstudy.drafting.shapes import Shape
from relstudy.exchange.headings import Heading, names_comment, names_other
from relstudy.folding import fold
from relstudy.survey.schema import NO_TICK_SIGNS, TICK_SIGNS

#: More distinct answers than this are no common list of a grid.
_MOST_CODES = 15
#: Yes and no are answers of many questions; a label of a line is no longer than this, and a grid has so many lines.
_FEWEST_ANSWERS, _MOST_WORDS, _FEWEST_LINES = 3, 5, 3


def alike_from_start(family: Family, shapes: Sequence[Shape]) -> Family | None:
    """Return the family of the first columns that hold the same kind of cells, None where they are not at least two."""
    first = next((shape for shape in shapes if shape.filled), None)
    if first is None:
        return None
    own = _is_own(shapes[0], family.answers[0]) or (not shapes[0].filled and _is_own(first, ""))
    end = 0
    for place, shape in enumerate(shapes):
        other = place > 0 and names_other(family.answers[place], family.tails[place])
        alike = _is_own(shape, family.answers[place]) or not shape.filled if own else _shares(shape, first)
        if not alike and not other:
            break
        end = place + 1
        if own and other:
            break
    return family.part(0, end) if end >= 2 and (own or _are_several(shapes[:end], first)) else None


def _are_several(shapes: Sequence[Shape], first: Shape) -> bool:
    return sum(_shares(shape, first) for shape in shapes) > 1


def _is_own(shape: Shape, answer: str) -> bool:
    return shape.filled > 0 and not shape.is_numeric and holds_own_text(shape, answer)


def _shares(shape: Shape, first: Shape) -> bool:
    """Tell whether a column has answers of the first one, most of them and few others."""
    shared = len(set(shape.texts) & set(first.texts))
    return shape.distinct <= _MOST_CODES and shared > 0 and shared >= 0.5 * max(shape.distinct, first.distinct)


def same_answers_run(headings: Sequence[Heading], shapes: Mapping[str, Shape], start: int) -> Family | None:
    """Return the family of neighbours with the same answers in words.

    Mentions of one question, or lines of a grid that only say their line.

    Mentions are told by their cells alone. Of lines, the headings are short labels and no questions, since questions
    that stand side by side may well have the same answers.
    """
    pool: set[str] = set()
    held: list[Shape] = []
    for heading in headings[start:]:
        shape = shapes[heading.column]
        if (
            not shape.filled
            or shape.is_numeric
            or shape.distinct > MOST_MENTIONED
            or (held and not _adds_to(pool, shape))
        ):
            break
        pool |= set(shape.texts)
        held.append(shape)
    run = headings[start : start + len(held)]
    for size in range(len(run), 1, -1):
        if not are_poles([heading.says for heading in run[:size]]) and are_mentions(
            held[:size], sorted({text for shape in held[:size] for text in shape.texts})
        ):
            return _unsaid(run[:size], start)
    lines = next((place for place, heading in enumerate(run) if not _is_line(heading.says)), len(run))
    several = len({text for shape in held[:lines] for text in shape.texts}) >= _FEWEST_ANSWERS
    return _unsaid(run[:lines], start) if lines >= _FEWEST_LINES and several else None


def _adds_to(pool: set[str], shape: Shape) -> bool:
    """Tell whether most answers of a column, or of the columns before it, are theirs too."""
    shared = len(pool & set(shape.texts))
    return 2 * shared >= min(shape.distinct, len(pool))


def _is_line(says: str) -> bool:
    """Tell whether a heading is a label and no question, nor a mere name."""
    words = says.split()
    is_name = len(words) == 1 and (not says[:1].isupper() or any(map(str.isdigit, says)) or says.isupper())
    return not is_name and "?" not in says and len(words) <= _MOST_WORDS


def _unsaid(run: Sequence[Heading], start: int) -> Family:
    says = tuple(heading.says for heading in run)
    return Family(
        kind="own", stem="", tails=says, places=tuple(range(start, start + len(run))), question="", answers=says
    )


def own_text_run(headings: Sequence[Heading], shapes: Mapping[str, Shape], start: int) -> Family | None:
    """Return the family of neighbours whose headings are the texts of their own cells: options of a question nobody says."""
    places: list[int] = []
    seen: set[str] = set()
    for place in range(start, len(headings)):
        heading = headings[place]
        shape = shapes[heading.column]
        own = shape.filled > 0 and not shape.is_numeric and fold(most_frequent(shape)) == fold(heading.says)
        own = own and holds_own_text(shape, heading.says)
        other = bool(places) and names_other(heading.says) and not names_comment(heading.says)
        if not (own or other or (places and not shape.filled)) or fold(heading.says) in seen:
            break
        seen.add(fold(heading.says))
        places.append(place)
        if other:
            break
    while places and not shapes[headings[places[-1]].column].filled:
        places.pop()
    if len(places) < 2:
        return None
    says = tuple(headings[place].says for place in places)
    return Family(kind="own", stem="", tails=says, places=tuple(places), question="", answers=says)


def ticked_run(headings: Sequence[Heading], shapes: Mapping[str, Shape], start: int) -> Family | None:
    """Return the family of neighbours that hold signs of a tick and of none alone, below short labels: options of a question nobody says.

    Yes and no are answers of questions too; a sign is that of a box.
    """
    end = start
    while end < len(headings) and _holds_signs(shapes[headings[end].column]) and _is_line(headings[end].says):
        end += 1
    if end - start < 2 or not any(TICK_SIGNS & set(shapes[heading.column].texts) for heading in headings[start:end]):
        return None
    return _unsaid(headings[start:end], start)


def _holds_signs(shape: Shape) -> bool:
    return shape.filled > 0 and set(shape.texts) <= TICK_SIGNS | NO_TICK_SIGNS
