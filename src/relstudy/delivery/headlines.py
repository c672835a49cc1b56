"""What a comparison of two waves says first: each change as a line, the surest ones before the others."""

import math

from relstudy.delivery.comparing import Change, Comparison
from relstudy.report.numbers import decimals_of, format_value
from relstudy.report.rendering import open_context
from relstudy.report.wording import words_of
from relstudy.survey.labels import Labels
from relstudy.words import Lang

#: Places a label may take on a line.
_WIDEST = 60
#: What the row of answers taken together begins with.
_NET = "net."
#: Changes that make the headlines.
_MOST = 10


def headline_changes(comparison: Comparison) -> tuple[Change, ...]:
    """Return the changes of the whole that moved for sure, one to a question, the least due to chance first.

    The mean of a question of satisfaction and the satisfaction of its expectation are one figure under two keys.
    """
    moved = [
        change for change in comparison.changes if change.verdict in ("up", "down") and change.key.endswith("/all")
    ]
    kept: list[Change] = []
    for change in sorted(moved, key=_sureness):
        if not any(_question(change) == _question(k) or _figures(change) == _figures(k) for k in kept):
            kept.append(change)
    return tuple(kept[:_MOST])


def _sureness(change: Change) -> tuple[float, float, str]:
    p = math.inf if change.p_adjusted is None else change.p_adjusted
    return p, -abs(change.difference or 0.0), change.key


def _question(change: Change) -> tuple[str, ...]:
    return tuple(change.key.split("/")[:2])


def _figures(change: Change) -> tuple[float | None, float | None]:
    return change.before, change.after


def describe_change(change: Change, comparison: Comparison, lang: Lang) -> dict[str, str]:
    """Return a change in words: which figure, before, after, their difference, and its key."""
    section, item, measure, row, column = change.key.split("/")
    labels = comparison.labels

    def written(value: float | None, *, signed: bool = False) -> str:
        if value is None:
            return "-"
        return format_value(value, change.unit, lang, decimals=decimals_of(measure), signed=signed)

    kind = "expectation" if section == "expectations" else "item"
    answer = _measure(measure, lang) if row == "_" else _answer(labels, item, row, lang)
    named = profile_name(comparison, item, lang) if section == "profiles" else short_label(labels, kind, item, lang)
    parts = [
        *_headings(labels, item, lang),
        named,
        answer,
        *([column_name(comparison, column, lang)] if column != "all" else []),
    ]
    return {
        "figure": " · ".join(parts),
        "before": written(change.before),
        "after": written(change.after),
        "difference": written(change.difference, signed=True),
        "key": change.key,
    }


def column_name(comparison: Comparison, column: str, lang: Lang) -> str:
    """Return what the people of a column are called on the pages of the later wave; its id where nothing was compared."""
    return column if comparison.later is None else open_context(comparison.later.findings, lang).column_text(column)


def profile_name(comparison: Comparison, profile: str, lang: Lang) -> str:
    """Return what a profile is called on the pages of the later wave; its id where nothing was compared."""
    return profile if comparison.later is None else open_context(comparison.later.findings, lang).profile_text(profile)


def _headings(labels: Labels | None, item: str, lang: Lang) -> list[str]:
    """Return the question of a grid that an item is a row of; of two grids with the same rows only that tells which."""
    grid, is_row, _ = item.partition(".")
    return (
        [short_label(labels, "item", grid, lang)]
        if is_row and labels is not None and f"item/{grid}" in labels.texts
        else []
    )


def _measure(measure: str, lang: Lang) -> str:
    """Return a measure in the words of the page of changes; its id where they have none."""
    return words_of(lang).find(f"changes.of.{measure}") or measure


def _answer(labels: Labels | None, item: str, row: str, lang: Lang) -> str:
    """Return the label of an answer, or of several taken together; open ones are coded on the code frame."""
    known = labels.texts if labels is not None else {}
    if row.startswith(_NET) and f"net/{item}/{row.removeprefix(_NET)}" in known:
        return short_label(labels, "net", f"{item}/{row.removeprefix(_NET)}", lang)
    if f"code/{item}/{row}" not in known and f"codebook/{row}" in known:
        return short_label(labels, "codebook", row, lang)
    return short_label(labels, "code", f"{item}/{row}", lang)


def short_label(labels: Labels | None, kind: str, name: str, lang: Lang) -> str:
    """Return the label of an item or expectation in a language, short enough for a line; else its id."""
    by_lang = labels.texts.get(f"{kind}/{name}", {}) if labels is not None else {}
    text = by_lang.get(lang) or next(iter(by_lang.values()), name)
    text = text.rpartition("/")[2] if text == name else text
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
