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
    too, and no mark proves them; a rise that is named only to say that it is not the matter is not claimed. A
    superlative ("the most used") needs a rank, a condition that compares two cells, or to be seen: a number it refers
    to is the largest or the smallest of those like it that the sentence or its `proof` shows. A KPI of the audit and a share of the survey are never before and after of one thing,
    and a share of the survey is no state from which a typed target starts. A percentage typed by hand, in a claim that
    names no cell, stands on no page.
    """
    words = load_words(lang, "claims")
    superlatives, idioms = _whole_words(words["superlative"], after=words["lost"]), _whole_words(words["idiom"])
    asides = _set_aside(words)
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
            unmoved = steady.search(plain)
            moved = next((one for one in changes.finditer(plain) if not asides.match(plain, one.start())), None)
            said = unmoved or moved
            if said is not None and not _proves_change(sentence, book, by_mark=unmoved is None):
                yield fault("unproved-claim", texts.file, **place, found=said[0], allowed="@earlier-cell")
            most = superlatives.search(idioms.sub(" ", plain))
            if most is not None and not _proves_extreme(sentence, book, shown):
                yield fault("unproved-claim", texts.file, **place, found=most[0], allowed="@compared-cells")
            for pair in (*_two_measures(sentence, leading, book), *_typed_targets(sentence, goals, book)):
                yield fault("unproved-claim", texts.file, **place, found=" → ".join(pair), allowed="@one-measure")


def _whole_words(words: list[str], *, after: Sequence[str] = ()) -> re.Pattern[str]:
    """Return the pattern of words and groups of words as a reader sees them, each whole, none right after one of `after`; the longest first."""
    listed = sorted({look(word) for word in words}, key=len, reverse=True)
    spared = "".join(rf"(?<!\b{re.escape(look(word))}\s)" for word in after)
    return re.compile(rf"(?<!\w){spared}(?:{'|'.join(map(re.escape, listed))})(?!\w)")


def _set_aside(words: dict[str, list[str]]) -> re.Pattern[str]:
    """Return the pattern of a noun of change of which the same breath says that it is not the matter ("the rise is not the point")."""
    noun, aside = _whole_words(words["noun"]).pattern, _whole_words(words["aside"]).pattern
    return re.compile(rf"{noun}[^.,:;!?]*?{aside}")


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


def _proves_extreme(sentence: Sentence, book: Book, shown: Callable[[str], frozenset[CellKey]]) -> bool:
    """Tell whether a sentence names a rank, compares cells, or refers to the largest or the smallest number of those like it that can be seen."""
    named = _named(sentence)
    if any(_parts(key)[2] == "rank" for key in named) or (sentence.condition and len(sentence.condition.keys) > 1):
        return True
    about = [key for key in _numbers(sentence, book) if key in dict(sentence.references())]
    seen = {*about, *(shown(sentence.proof) if sentence.proof is not None else ())}
    return any(_is_extreme(key, seen, book) for key in about)


def _is_extreme(key: CellKey, seen: set[CellKey], book: Book) -> bool:
    """Tell whether a number is above, or below, each of those like it: other answers to its question, or, where it has no row, other items."""
    own = book.by_key[key].value
    values = [book.by_key[one].value for one in seen if one != key and one in book.by_key and _is_alike(one, key)]
    others = [value for value in values if value is not None]
    return own is not None and bool(others) and (own > max(others) or own < min(others))


def _is_alike(one: CellKey, other: CellKey) -> bool:
    a, b = _parts(one), _parts(other)
    if (a[0], a[2], a[4]) != (b[0], b[2], b[4]):
        return False
    return a[1] == b[1] if b[3] != "_" else a[3] == "_"


def _parts(key: CellKey) -> list[str]:
    """Return section, item, measure, row and column; a text that is no key has empty ones."""
    return [*key.split("/"), *[""] * 5][:5]


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
