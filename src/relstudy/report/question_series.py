"""Questions of one form asked one after the other: the same answers, the same words but for what they are about.

Each has a mean and a list of answers too long to show; together they are one table of means, their own tables folded
under it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from relstudy.report.context import Context
from relstudy.report.item_tables import is_long
from relstudy.survey.items import Item

#: Fewer questions than these are shown one by one; wordings must share at least as many words.
_FEWEST, _WORDS = 3, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Questions shown together: their common wording with "…" where they differ, and what each is about. One alone has no names."""

    items: tuple[Item, ...]
    title: str
    names: tuple[str, ...] = ()


def series_of(context: Context, items: Sequence[Item]) -> tuple[Series, ...]:
    """Return the questions in their order, those of one form together."""
    found: list[Series] = []
    place = 0
    while place < len(items):
        run = _run(context, items[place:])
        series = _named(context, run) if len(run) >= _FEWEST else None
        if series is None:
            series = Series(items=(items[place],), title=context.item_text(items[place].id))
        found.append(series)
        place += len(series.items)
    return tuple(found)


def _run(context: Context, items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the questions from the first on that have its answers, all long and asked in this wave."""
    first = _answers(context, items[0])
    return tuple(
        takewhile(lambda item: item.asked and is_long(context, item) and _answers(context, item) == first, items)
    )


def _answers(context: Context, item: Item) -> tuple[object, ...]:
    return (item.type, *((c.code, c.value, c.missing, context.text("code", item.id, c.code)) for c in item.codes))


def _named(context: Context, items: tuple[Item, ...]) -> Series | None:
    """Return the series of these questions; None where their words do not say in what alone they differ."""
    texts = [context.item_text(item.id).split(" ") for item in items]
    before = shared_words(texts)
    after = shared_words([words[before:][::-1] for words in texts])
    names = tuple(_trim(" ".join(words[before : len(words) - after])) for words in texts)
    if before + after < _WORDS or not all(names) or len(set(names)) < len(names):
        return None
    words = texts[0]
    title = " ".join((*words[:before], "…", *words[len(words) - after :]))
    return Series(items=items, title=title, names=names)


def shared_words(texts: Sequence[Sequence[str]]) -> int:
    """Return how many words all texts begin with."""
    return len(tuple(takewhile(lambda words: len(set(words)) == 1, zip(*texts, strict=False))))


def _trim(text: str) -> str:
    return re.sub(r"^[\s\u00a0\u202f:;,.…–-]+|[\s\u00a0\u202f:;,–-]+$", "", text)
