"""What the analysts' words claim and nothing proves: a number its page does not show, a change without what was before, two measures as one.

A claim is true or false by its condition (`claims`); here is judged whether a reader can see that it is. Warnings alone:
`unproved-claim`, with what is to be shown.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from relstudy.cells import CellKey
from relstudy.errors import Fault, fault
from relstudy.folding import look
from relstudy.report.book import Book, CellRow
from relstudy.report.texts import Sentence, Texts, split_references
from relstudy.words import Lang, load_words

#: Signs that may stand beside a word between two numbers.
_ASIDE = " ,;:()"
#: Words that one clause may put between a figure and the one it leads to.
_CLAUSE = 8
_STOP = re.compile(r"[.;!?]")
_PERCENTAGE = re.compile(r"\d+(?:[.,]\d+)?\s?%")


def doubt_texts(texts: Texts, *, lang: Lang, book: Book, shown: Callable[[str], frozenset[CellKey]]) -> Iterator[Fault]:
    """Yield a warning for each sentence that claims more than can be seen.

    Parameters
    ----------
    lang
        The language the texts are written in.
    shown
        The keys of the cells whose numbers a page shows, by its name, without what analysts wrote on it.

    Notes
    -----
    The page named as `proof` must show every number of the sentence: the cells it refers to, or, where it refers to
    none, the numbers its condition compares. Words of change ("has become", "fell") need a cell of an earlier wave, of
    a comparison of waves, or that one they refer to is marked up or down; words of what did not change need such a cell
    too, and no mark proves them. A KPI of the audit and a share of the survey are never before and after of one thing,
    and a share of the survey is no state from which a typed target starts. A percentage typed by hand, in a claim that
    names no cell, stands on no page.
    """
    words = load_words(lang, "claims")
    changes, leading = _whole_words(words["change"], after=words["wish"]), frozenset(map(look, words["into"]))
    steady = _whole_words(words["steady"])
    goals = _before_numbers(words["goal"])
    for page, told in texts.pages.items():
        for sentence in told.sentences:
            place = {"line": sentence.line, "item": page}
            if sentence.proof is not None:
                absent = [key for key in _numbers(sentence, book) if key not in shown(sentence.proof)]
                typed = [] if _named(sentence) else _PERCENTAGE.findall(look(sentence.text))
                if absent or typed:
                    allowed = f"@on-page {sentence.proof}" if absent else "@referred-to"
                    yield fault(
                        "unproved-claim", texts.file, **place, found=", ".join(absent or typed), allowed=allowed
                    )
            plain = look(" ".join(part for part, _, _ in split_references(sentence.text)))
            unmoved, moved = steady.search(plain), changes.search(plain)
            said = unmoved or moved
            if said is not None and not _proves_change(sentence, book, by_mark=unmoved is None):
                yield fault("unproved-claim", texts.file, **place, found=said[0], allowed="@earlier-cell")
            for pair in (*_two_measures(sentence, leading, book), *_typed_targets(sentence, goals, book)):
                yield fault("unproved-claim", texts.file, **place, found=" → ".join(pair), allowed="@one-measure")


def _whole_words(words: list[str], *, after: Sequence[str] = ()) -> re.Pattern[str]:
    """Return the pattern of words and groups of words as a reader sees them, each whole, none right after one of `after`; the longest first."""
    listed = sorted({look(word) for word in words}, key=len, reverse=True)
    spared = "".join(rf"(?<!\b{re.escape(look(word))}\s)" for word in after)
    return re.compile(rf"(?<!\w){spared}(?:{'|'.join(map(re.escape, listed))})(?!\w)")


def _named(sentence: Sentence) -> tuple[CellKey, ...]:
    """Return the keys a sentence refers to, then those of its condition."""
    keys = [key for key, _ in sentence.references()]
    return tuple(dict.fromkeys((*keys, *(sentence.condition.keys if sentence.condition else ()))))


def _numbers(sentence: Sentence, book: Book) -> tuple[CellKey, ...]:
    """Return the keys of the numbers a sentence is about; keys of no cell are another fault's."""
    keys = tuple(dict.fromkeys(key for key, _ in sentence.references())) or _named(sentence)
    return tuple(key for key in keys if key in book.by_key and book.by_key[key].kind == "number")


def _proves_change(sentence: Sentence, book: Book, *, by_mark: bool) -> bool:
    """Tell whether a sentence names a cell of an earlier wave or of what changed, or, by its mark, is about one that moved.

    Where it refers to numbers it is about those: that another cell of its condition moved says nothing of them.
    """
    about = [key for key, _ in sentence.references()] or _named(sentence)
    if any(map(_is_of_before, _named(sentence))):
        return True
    return by_mark and any(_moved(book.by_key.get(key)) for key in about)


def _is_of_before(key: CellKey) -> bool:
    section, *_, column = key.split("/")
    return section == "waves" or column.startswith("wave=")


def _moved(cell: CellRow | None) -> bool:
    return cell is not None and (cell.has_mark("up") or cell.has_mark("down"))


def _two_measures(sentence: Sentence, leading: frozenset[str], book: Book) -> Iterator[tuple[CellKey, CellKey]]:
    """Yield a KPI and a share of the survey, in either order, of which a word right before the second leads from one to the other."""
    for (_, first, _), (between, second, _) in pairwise(split_references(sentence.text)):
        if first is None or second is None or not _leads(look(between), leading):
            continue
        if {_measure(first, book), _measure(second, book)} == {"kpi", "share"}:
            yield first, second


def _leads(between: str, leading: frozenset[str]) -> bool:
    """Tell whether the words between two figures, of one clause and few, end with one that leads to the second."""
    words = between.split()
    return 0 < len(words) <= _CLAUSE and not _STOP.search(between) and words[-1].strip(_ASIDE) in leading


def _before_numbers(words: list[str]) -> re.Pattern[str]:
    """Return the pattern of one of these words with the percentage that follows it, a few short words between them at most."""
    return re.compile(rf"{_whole_words(words).pattern}(?:[\s:=>≥]|\w{{1,4}}(?!\w)){{0,12}}?{_PERCENTAGE.pattern}")


def _typed_targets(sentence: Sentence, goals: re.Pattern[str], book: Book) -> Iterator[tuple[CellKey, str]]:
    """Yield each share of the survey with the target typed beside it: a target is of a KPI, whose value today is the audit's."""
    parts = list(split_references(sentence.text))
    for (before, key, _), (after, _, _) in pairwise(parts):
        if key is None or _measure(key, book) != "share":
            continue
        found = goals.search(look(after)) or goals.search(look(before))
        if found is not None:
            yield key, found[0]


def _measure(key: CellKey, book: Book) -> str:
    cell = book.by_key.get(key)
    if cell is not None and cell.section == "audit":
        return "kpi"
    return "share" if cell is not None and (cell.section, cell.unit) == ("survey", "share") else ""
