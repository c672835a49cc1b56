"""One column of answers as an item: its type, its codes, what its blanks may mean. What is only likely is said as a remark."""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from relstudy.drafting.answer_languages import find_translations
from relstudy.drafting.codes import CodeList, propose_codes, with_signs_named
from relstudy.drafting.missing_guess import missing_numbers, missing_word, missing_words, never_used, usual_kind
from relstudy.drafting.names import (
    Ids,
    asks_how_many,
    names_age,
    names_code,
    names_number,
    names_recommendation,
    names_wave,
)
from relstudy.drafting.ordered_words import is_on_a_side
from relstudy.drafting.points import marks_of, numbered_points, starred_points, worded_points
from relstudy.drafting.proposal import ProposedCode, ProposedItem, Remark, Texts, share_text
from relstudy.drafting.rankings import first_in_cells, ranked_in_cells
from relstudy.drafting.separators import Separated, find_separator
from relstudy.drafting.shapes import Shape, gather_others
from relstudy.folding import fold
from relstudy.survey.kinds import KINDS
from relstudy.survey.schema import ANY_TEXT, NO_TICK_SIGNS, TICK_SIGNS
from relstudy.tables.date_ranges import likely_ranges
from relstudy.tables.numbers import number_text, read_numbers, without_unit

#: Label of the answers people wrote themselves.
OTHER = {"fr": "Autre", "en": "Other"}
#: More distinct codes than this are a quantity, or free text.
MOST_CODES = 25
#: Whole numbers beyond this many distinct ones are a quantity.
_MOST_WHOLE = 20
#: More distinct words among numbers than this are answers.
_MOST_WORDS = 5
#: More distinct texts of signs alone than this are answers.
_MOST_SIGNS = 2
#: Share of the middle one of some quantities that the smallest of them reaches, for 0 to be none of them.
_FAR_FROM_ZERO = 0.25
#: Words that are no points beside those of a scale, at most.
_MOST_BESIDE = 2
#: A number of no answer that no point of a scale is.
_FAR_NUMBER = 77
#: Numbers with decimals of no more than this many kinds may be names: versions, articles.
_FEW_DECIMALS = 8
#: Nobody is older, in years.
_OLDEST = 120
#: What is asked of numbers that may be those of a scale.
_ASKED_OF_NUMBERS = frozenset({"list-or-quantity", "scale-or-list", "few-wholes"})
#: Two numbers are no quantity, whatever their name: a yes and a no, two classes.
_PAIR = 2
#: A number with its unit, and how many kinds of them may be answers of a list.
_WITH_UNIT = re.compile(r"[-+\u2212]?[0-9][0-9\s.,]*?\s?([^\W\d_]{1,12}|[%€$£])\.?")
_MOST_POINTS = 7
#: Numbers, and one with thousands apart and decimals: "1.234,50".
_OF_DIGITS = re.compile(r"[-+\u2212]?[0-9][0-9\s.,'\u2019]*")
_GROUPED = re.compile(r"[-+\u2212]?[0-9]{1,3}(?:[\s.,'\u2019][0-9]{3})*[.,][0-9]+")
#: A number behind a sign or a code of money; and one that a bracket, a sign behind it or a foreign mark keeps from being read.
_OF_MONEY = re.compile(r"[-+\u2212]?(?:[€$£¥]|[A-Z]{2,3}\s?[$£]?|[A-Z]{3})\s?[-+\u2212]?[0-9][0-9\s.,'\u2019]*")
_NEARLY_NUMBER = re.compile(r"[^\w\s]{0,2}\s?\(?[-+\u2212]?[0-9][0-9\s.,'\u2019]*\)?\s?[^\w\s]?")
#: What lasted in hours, minutes and seconds, as people and programs write it: "3 min 05 s", "1h07", "2 days 4 hours".
_DURATION = re.compile(
    r"(?:[0-9]+(?:[.,][0-9]+)?\s?(?:jours?|days?|heures?|hours?|hrs?|minutes?|mins?|mn|secondes?|seconds?|secs?|[jdhms'\"\u2019\u2032\u2033])\.?[\s,]*)+(?:[0-9]{1,2})?",
    re.IGNORECASE,
)
#: Post codes and the like: nobody writes a quantity so.
_ZERO_FIRST = re.compile(r"0[0-9]+\Z")
#: A code longer than this is a text somebody wrote.
_LONGEST_CODE = 150
#: Runs of whole numbers that are mostly scales: (first, last).
_RUNS = ((1, 5), (1, 7), (0, 10), (1, 10), (0, 4), (0, 6))
#: A number beyond a usual scale that is none of it, where it is above this one: 0 to 5 and 1 to 6, and no shorter list.
_LEAST_BEYOND = 5
#: A list as programs write it: '["Branch", "Web"]'.
_LISTED = re.compile(r"\[[^\[\]]*\]|\{[^{}]*\}")
_NEARLY_ALL = 0.95
#: More numbers than this without a label, and no scale, may be a quantity.
_FEW_NUMBERS = 7
#: Von Neumann's ratio from which neighbours have no more to do with each other than any two: 2 by chance.
_UNRELATED = 1.5
#: Points of a scale at least, and the furthest from 0 of one that goes below it.
_LEAST_POINTS = 3
_WIDEST = 10
#: A highest point below this one is that of a shorter scale than 0 to 10.
_HIGH_OF_TEN = 8
#: A wording that says its scale begins at 1: "from 1 to 10", « de 1 à 5 », "(1-7)".
_FROM_ONE = re.compile(
    r"(?<![0-9.,])1\s*(?:[-–…]|\.{2,3}|(?:to|à|bis|al?|tot|at[ée])\b)\s*(?P<last>10|[3-9])(?![0-9.,]\w|[0-9])"
)
#: Share of blank rows from which a filter is likely.
MANY_BLANKS = 0.05


def propose_item(shape: Shape, *, id_: str, label: Texts, lang: str) -> ProposedItem:
    """Return the item a column looks like."""
    item = with_absences(propose_typed(shape, id_=id_, label=label, lang=lang), shape)
    says = " ".join((shape.name, *label.values()))
    item = replace(item, remarks=(*zero_unsaid(item.codes, says), *item.remarks))
    blank = shape.rows - shape.filled
    return with_blanks(replace(item, remarks=(*item.remarks, *_only_answer(item, blank))), blank=blank, rows=shape.rows)


def zero_unsaid(codes: Sequence[ProposedCode], says: str) -> tuple[Remark, ...]:
    """Return the doubt about a 0 among the points of a scale whose wording says that it begins at 1: "from 1 to 10"."""
    said = _FROM_ONE.search(says)
    valued = {code.value for code in codes if code.missing is None and code.value is not None}
    if said is None or 0.0 not in valued or max(valued) != float(said["last"]):
        return ()
    return (Remark("zero-unsaid", {"last": said["last"]}),)


def propose_text(shape: Shape, *, id_: str, label: Texts, lang: str) -> ProposedItem:
    """Return the item a column of texts that people wrote beside an answer is: open, however often a text comes back."""
    if shape.is_numeric:
        return propose_item(shape, id_=id_, label=label, lang=lang)
    return with_absences(ProposedItem(id=id_, type="open", label=label, columns=(shape.name,)), shape)


def with_absences(item: ProposedItem, shape: Shape) -> ProposedItem:
    """Return an open item with the texts that stand for no answer as its codes: "-" in every empty cell is nothing anybody wrote.

    Words of people who do not know or have no opinion are what they wrote.
    """
    if item.kind.answer != "text" or item.remarks:
        return item
    said = {fold(text) or text: text for text in reversed(shape.texts) if missing_word(text) == "absent"}
    if not said:
        return item
    texts = tuple(reversed(said.values()))
    codes = tuple(ProposedCode(code=text, missing="absent") for text in texts)
    remark = Remark("missing-word", {"code": ", ".join(texts), "missing": "absent"})
    return replace(item, codes=codes, remarks=(remark,))


def _only_answer(item: ProposedItem, blank: int) -> tuple[Remark, ...]:
    """Return what makes an item of one answer doubtful: all who answered gave it, by construction."""
    answers = [code.code for code in item.codes if code.missing is None]
    if item.kind.answer != "choice" or len(answers) != 1:
        return ()
    if not blank:
        return (Remark("same-answer", {"text": answers[0]}),)
    told = {"text": answers[0], "column": _quoted(item.columns[0]), "yes": _quoted(answers[0])}
    return (Remark("one-answer", told),)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def propose_typed(shape: Shape, *, id_: str, label: Texts, lang: str) -> ProposedItem:
    """Return the item a column looks like by what stands in it, whatever its blanks mean."""
    item = ProposedItem(id=id_, type="open", label=label, columns=(shape.name,))
    separated = find_separator(shape)
    if separated is not None:
        return _delimited(item, separated, shape, lang)
    if shape.is_numeric:
        return _numeric(item, shape, " ".join((shape.name, *label.values())), lang)
    signs = [text for text in shape.texts if not any(map(str.isalnum, text)) and missing_word(text) is not None]
    if len(signs) > _MOST_SIGNS:
        # One sign says that nothing was answered; several are answers: "--", "-", "+", "++".
        return replace(item, remarks=(Remark("codes-alike", {"codes": _listed(signs)}),))
    gathered = gather_others(shape)
    if gathered is not None:
        made = _texts(item, gathered.shape, lang)
        if made.kind.answer == "choice":
            remark = Remark("others-gathered", {"answer": gathered.answer, "texts": str(gathered.texts)})
            return replace(made, remarks=(*made.remarks, remark))
    item = _texts(item, shape, lang)
    doubts = doubts_of_words(shape.texts, id_) if item.kind.answer == "choice" else ()
    return replace(item, remarks=(*item.remarks, *doubts, *_doubts(item, shape)))


def doubts_of_words(texts: Iterable[str], id_: str, *, grid: bool = False) -> tuple[Remark, ...]:
    """Return what makes a list of answers doubtful: marks that are none of one scale, the same answers in two languages."""
    answers = [text for text, kind in missing_words(texts).items() if kind is None]
    doubts = []
    if answers and sum(map(bool, map(_LISTED.fullmatch, answers))) >= _NEARLY_ALL * len(answers):
        doubts.append(Remark("bracketed", {"texts": _listed(answers)}))
    marks = marks_of(answers)
    if marks is not None and marks.of is None:
        doubts.append(Remark("marks-differ", {"texts": _listed(answers)}))
    twice = find_translations(answers)
    if twice is not None:
        first, second = (", ".join(texts) for texts in (twice.first, twice.second))
        told = {"first": first, "second": second}
        merged = {"item": id_, "merge": twice.merge}
        doubts.append(Remark("two-languages-lines", told) if grid else Remark("two-languages", told | merged))
    return tuple(doubts)


def _doubts(item: ProposedItem, shape: Shape) -> tuple[Remark, ...]:
    """Return what makes answers in words doubtful: ranges that became dates, texts counted together for their look."""
    doubts = []
    ranges = likely_ranges(code.code for code in item.codes) if item.kind.answer == "choice" else {}
    if ranges:
        pairs = ", ".join(f"{text} = {range_}?" for text, range_ in ranges.items())
        doubts.append(Remark("ranges-as-dates", {"ranges": pairs}))
    if shape.alike and item.codes:
        doubts.append(Remark("look-alikes", {"texts": str(shape.alike)}))
    return tuple(doubts)


def with_blanks(item: ProposedItem, *, blank: int, rows: int, key: str = "blanks") -> ProposedItem:
    """Return an item with what its blanks are taken for: filtered, by a filter still to be said, where they are many."""
    if item.kind.answer == "text" or blank == 0 or blank < MANY_BLANKS * rows:
        return item
    remark = Remark(key, {"share": share_text(blank / rows)})
    return replace(item, filter="unknown", blank="filtered", remarks=(*item.remarks, remark))


def is_scale(codes: CodeList) -> bool:
    """Tell whether the answers among codes are a run of whole numbers as scales have it."""
    answers = [code.code for code in codes.codes if code.missing is None and code.code not in _proposed(codes)]
    if len(answers) < _LEAST_POINTS or not all(re.fullmatch(r"[-+]?[0-9]+", code) for code in answers):
        return False
    numbers = sorted(int(code) for code in answers)
    if numbers[0] < 0:
        return numbers[0] >= -_WIDEST and 0 <= numbers[-1] <= _WIDEST and len(numbers) >= 0.6 * (1 - 2 * numbers[0])
    if len(numbers) <= _LEAST_POINTS:
        return False
    if numbers[-1] == 10 and len(numbers) >= 5:
        return True
    return (numbers[0], numbers[-1]) in _RUNS and numbers == list(range(numbers[0], numbers[-1] + 1))


def _proposed(codes: CodeList) -> frozenset[str]:
    return frozenset(c for r in codes.remarks if r.key == "missing-number" for c in r.fields["code"].split(", "))


def counts_of(shape: Shape) -> dict[str, int]:
    """Return the rows of each distinct text of a column."""
    return dict(zip(shape.texts, shape.counts.tolist(), strict=True))


def scale_codes(counts: dict[str, int], *, lang: str) -> CodeList:
    """Return the codes of a scale: those met with their numbers, and those between them that nobody chose."""
    missing = {*missing_numbers(counts), *(text for text, kind in missing_words(counts).items() if kind is not None)}
    spelled = {int(text): text for text in counts if text not in missing}
    numbers = list(spelled)
    first, last = 0 if 0 in numbers else 1, max(numbers)
    if min(numbers) < 0:
        # A scale that goes below 0 goes as far above it.
        last = max(last, -min(numbers))
        first = -last
    points = [spelled.get(n, str(n)) for n in range(first, last + 1)]
    whole = {text: counts.get(text, 0) for text in points}
    return propose_codes({**whole, **{text: counts[text] for text in missing}}, lang=lang, valued=True)


def scale_of_words(counts: dict[str, int], *, lang: str, known: str = "") -> CodeList | None:
    """Return the codes of a scale whose points bear words, None where the texts are none; `known` says what was asked.

    Points nobody chose are declared; the number of a point is the one its label begins with, else its place in the
    order of the words, to settle.
    """
    numbers = _apart_from_points(counts)
    kinds_of_words = missing_words(counts)
    unused = [text for text in never_used(counts) if kinds_of_words[text] is None]
    words = {text: usual_kind(text) if text in numbers else kinds_of_words[text] for text in counts}
    words |= dict.fromkeys(unused, "filtered")
    answers = [text for text, kind in words.items() if kind is None]
    said = {text: counts[text] for text, kind in words.items() if kind and text not in (*numbers, *unused)}
    rest = propose_codes(said, lang=lang, valued=True)
    kinds = {code.code: code for code in rest.codes} | {text: ProposedCode(code=text) for text in numbers}
    kinds |= {text: ProposedCode(code=text, label={lang: text}) for text in unused}
    absent = [replace(kinds[text], missing=kind) for text, kind in words.items() if kind]
    taken = [Remark("missing-number-taken", {"code": text, "missing": usual_kind(text)}) for text in numbers]
    taken += [Remark("missing-word", {"code": text, "missing": "filtered"}) for text in unused]
    codes, settle = _stars(answers, lang) or _marks(answers, lang, known) or _points(answers, lang, known)
    list_ = CodeList(codes=(*codes, *absent), remarks=(*rest.remarks, *taken, *settle))
    return list_ if codes and list_.differ else None


def _apart_from_points(counts: Iterable[str]) -> list[str]:
    """Return the numbers of no answer among points with words: far above all points, or where no point has a number."""
    texts = list(counts)
    numbers = missing_numbers(texts)
    in_words = not any(c.isdigit() for text in texts if text not in numbers for c in text)
    return [text for text in numbers if in_words or abs(int(text)) >= _FAR_NUMBER]


def _stars(answers: list[str], lang: str) -> tuple[list[ProposedCode], list[Remark]] | None:
    """Return the codes of marks given by stars, their numbers; None where answers are none."""
    points = starred_points(answers)
    if points is None:
        return None
    codes = [ProposedCode(code=str(mark), value=float(mark), label={lang: text}) for mark, text in points.items()]
    return codes, [Remark("scale-points", {"points": ", ".join(f"{text} = {mark}" for mark, text in points.items())})]


def _marks(answers: list[str], lang: str, known: str) -> tuple[list[ProposedCode], list[Remark]] | None:
    """Return the codes of marks out of a highest one, and what to settle of them; None where answers are none."""
    marks = marks_of(answers)
    if marks is None or marks.of is None:
        return None
    points = marks.points(least=0 if marks.of == _WIDEST and names_recommendation(known) else 1)
    codes = [ProposedCode(code=text, value=number, label={lang: text}) for text, number in points.items()]
    span = {"of": str(marks.of), "first": codes[0].code, "last": codes[-1].code}
    return codes, [Remark("marks", span)]


def _points(answers: list[str], lang: str, known: str) -> tuple[list[ProposedCode], list[Remark]]:
    """Return the codes of a scale by the numbers or the words of its points, and what to settle of them; none where there is none."""
    numbered = numbered_points(answers)
    points = numbered if numbered is not None else worded_points(answers)
    if points is None:
        return [], []
    by_number = {number: text for text, number in points.items()}
    first, last = min(by_number), max(by_number)
    if numbered is not None:
        first = -max(last, -first) if first < 0 else min(first, 1)
        last = max(last, -first)
        first, last = (
            (0, 10) if names_recommendation(known) and first >= 0 and _HIGH_OF_TEN <= last <= 10 else (first, last)
        )
    codes = [
        ProposedCode(
            code=by_number.get(n, str(n)),
            value=float(n),
            label={lang: by_number[n]} if _is_labelled(by_number.get(n)) else {},
        )
        for n in range(first, last + 1)
    ]
    settle = Remark("scale-points", {"points": ", ".join(f"{code.code} = {code.value:g}" for code in codes)})
    return codes, [] if numbered is not None else [settle]


def _is_labelled(text: str | None) -> bool:
    return text is not None and re.fullmatch(r"[-+]?[0-9]+", text) is None


def _delimited(item: ProposedItem, separated: Separated, shape: Shape, lang: str) -> ProposedItem:
    answers = [text for text, kind in missing_words(separated.counts).items() if kind is None]
    codes = with_signs_named(propose_codes(separated.counts, lang=lang))
    if not codes.differ:
        return replace(item, remarks=(Remark("codes-alike", {"codes": _alike(codes)}),))
    if ranked_in_cells(shape, separated.separator, answers):
        ranking = Remark("ranking", {"first": first_in_cells(shape, separated.separator, answers)})
        return replace(
            item, type="rank", separator=separated.separator, codes=codes.codes, remarks=(ranking, *codes.remarks)
        )
    remarks = list(codes.remarks)
    if not separated.sure:
        told = {"separator": separated.separator}
        remarks.insert(0, Remark("list-or-decimals", told) if separated.codes else Remark("separator", told))
    if min(separated.counts.values()) == shape.filled:
        remarks.append(Remark("all-ticked"))
    further: tuple[ProposedCode, ...] = ()
    if separated.written:
        remarks.append(Remark("other-words", {"texts": _listed(list(separated.written))}))
        other = Ids(fold(code.code) for code in codes.codes).new("other")
        further = (ProposedCode(code=other, label={lang: OTHER.get(lang, other)}, yes=ANY_TEXT),)
    return replace(
        item, type="multiple", separator=separated.separator, codes=(*codes.codes, *further), remarks=tuple(remarks)
    )


def _numeric(item: ProposedItem, shape: Shape, says: str, lang: str) -> ProposedItem:
    counts = counts_of(shape)
    if not shape.is_whole:
        few = shape.distinct <= _FEW_DECIMALS and shape.filled >= 4 * shape.distinct
        doubt = (Remark("few-decimals", {"texts": _listed(sorted(shape.texts))}),) if few else ()
        made = _quantity(item, shape)
        return replace(made, remarks=(*made.remarks, *doubt))
    numbers = {int(text) for text in counts if re.fullmatch(r"[0-9]+", text)} - {
        int(n) for n in missing_numbers(counts)
    }
    if names_recommendation(says) and numbers <= set(range(11)) and max(numbers, default=0) >= _HIGH_OF_TEN:
        return _recommendation(item, counts, lang)
    if names_wave(shape.name) and shape.distinct <= MOST_CODES:
        return replace(item, type="single", codes=propose_codes(counts, lang=lang).codes)
    if shape.distinct > _MOST_WHOLE + 1 and (names_code(shape.name) or any(map(_ZERO_FIRST.match, shape.texts))):
        return item
    if shape.distinct > _MOST_WHOLE + 1:
        return _quantity(item, shape)
    if _are_counted(numbers, name=shape.name, says=says) and min(shape.numbers) >= 0:
        made = _quantity(item, shape)
        return replace(made, remarks=(*made.remarks, *_numbered_answers(numbers)))
    codes = propose_codes(counts, lang=lang)
    if is_scale(codes):
        scale = scale_codes(counts, lang=lang)
        sure = max(numbers, default=0) == 10
        remarks = scale.remarks if sure else (Remark("scale-or-list", {"codes": _span(scale)}), *scale.remarks)
        return replace(item, type="scale", codes=scale.codes, remarks=remarks)
    if not codes.differ:
        return _quantity(item, shape)
    doubts = doubts_of_numbers(codes, counts, asks_number=asks_how_many(says))
    return replace(item, type="single", codes=codes.codes, remarks=(*doubts, *codes.remarks))


def _numbered_answers(numbers: Collection[int]) -> tuple[Remark, ...]:
    """Return whether numbers under the name of a quantity may be those of answers: few, from 0 or 1 on without a gap, as classes of age have them."""
    first, last = min(numbers), max(numbers)
    if first > 1 or last > _WIDEST or set(numbers) != set(range(first, last + 1)):
        return ()
    return (Remark("few-wholes", {"codes": f"{first} … {last}"}),)


def _are_counted(numbers: Collection[int], *, name: str, says: str) -> bool:
    """Tell whether whole numbers are a quantity by the name of their column, or by what it asks where they are no points."""
    if len(numbers) <= _PAIR:
        return False
    return names_number(name) or (asks_how_many(says) and not _may_be_points(numbers))


def _may_be_points(numbers: Collection[int]) -> bool:
    """Tell whether numbers run from 1 on without a gap, or up to 10: classes of how many, or points."""
    return max(numbers) == _WIDEST or (max(numbers) < _WIDEST and set(numbers) == set(range(1, max(numbers) + 1)))


def doubts_of_numbers(codes: CodeList, counts: Mapping[str, int], *, asks_number: bool = False) -> tuple[Remark, ...]:
    """Return whether codes of a list may be a quantity, many numbers without a label or numbers with their unit, or a scale with one more.

    `counts` are the rows of each text. Numbers from 1 on without a gap, given about as often whatever stands beside
    them, are places in a list, but where a question asks how many; of a quantity, neighbours are given about as often as
    each other.
    """
    answers = [code.code for code in codes.codes if code.missing is None]
    bare = len(answers) > _FEW_NUMBERS and all(map(_OF_DIGITS.fullmatch, answers))
    if bare and not asks_number and _are_places(answers, counts):
        return ()
    beyond = _scale_and_one_more(answers)
    if beyond is not None:
        return (Remark("scale-with-none", {"codes": f"{answers[0]} … {answers[-1]}", "none": beyond}),)
    if not bare and not (len(answers) >= _LEAST_POINTS and len(_units(answers)) == 1):
        return ()
    return (Remark("list-or-quantity", {"codes": f"{answers[0]} … {answers[-1]}"}),)


def _scale_and_one_more(answers: Sequence[str]) -> str | None:
    """Return the number that may say no answer where numbers are those of a usual scale and one beside it, 0 or the next; None where they are others."""
    if not answers or not all(map(str.isdecimal, answers)):
        return None
    numbers = sorted(map(int, answers))
    first, last = numbers[0], numbers[-1]
    if numbers != list(range(first, last + 1)) or (first, last) in _RUNS:
        return None
    if first == 0 and (1, last) in _RUNS:
        return "0"
    return str(last) if (first, last - 1) in _RUNS and last > _LEAST_BEYOND else None


def _are_places(answers: Sequence[str], counts: Mapping[str, int]) -> bool:
    """Tell whether numbers run from 1 on without a gap and how often they were given does not run with them (von Neumann's ratio)."""
    numbers = sorted(int(text) for text in answers if text.isdecimal())
    if numbers != list(range(1, len(answers) + 1)):
        return False
    given = np.array([counts.get(str(number), 0) for number in numbers], dtype=float)
    spread = float(np.square(given - given.mean()).sum())
    return float(np.square(np.diff(given)).sum()) >= _UNRELATED * spread


def _recommendation(item: ProposedItem, counts: dict[str, int], lang: str) -> ProposedItem:
    codes = scale_codes({**{str(n): 0 for n in range(11)}, **counts}, lang=lang)
    # Without codes of its own a recommendation has 0 to 10, written so: "07" is a code to declare.
    plain = {code.code for code in codes.codes} == set(KINDS["nps"].points)
    return replace(item, type="nps", codes=() if plain else codes.codes, remarks=codes.remarks)


def _quantity(item: ProposedItem, shape: Shape) -> ProposedItem:
    """Return a numeric item; a highest number of nines far above all others is no quantity."""
    numbers = np.sort(shape.numbers)
    negative = {text for text in missing_numbers(shape.texts) if text.startswith("-")}
    texts = dict(zip(shape.texts, shape.numbers.tolist(), strict=True))
    codes, remarks = [], []
    for text, value in sorted(texts.items(), key=lambda pair: pair[1]):
        nines = text in negative or re.fullmatch(r"9{2,}[89]?|9{2,3}7|8{3,}|7{3,}", number_text(value)) is not None
        if not nines:
            continue
        below = numbers[numbers < value]
        apart = (len(below) > 0 and value > 1.5 * below.max()) or value < 0
        if apart and numbers[numbers >= 0].size:
            codes.append(ProposedCode(code=text, missing=usual_kind(text)))
            remarks.append(Remark("missing-number-taken", {"code": text, "missing": usual_kind(text)}))
        elif value > 0 and value == numbers.max() and shape.counts[shape.texts.index(text)] > 0.01 * shape.filled:
            remarks.append(Remark("missing-number", {"code": text, "missing": usual_kind(text)}))
    if names_age(shape.name):
        taken = {code.code for code in codes}
        beyond = [
            text
            for text, value in sorted(texts.items(), key=lambda pair: pair[1])
            if not 0 <= value <= _OLDEST and text not in taken
        ]
        remarks += [Remark("ages-beyond", {"texts": _listed(beyond)})] if beyond else []
    if _has_far_zero(shape):
        remarks.append(Remark("zero-apart", {"rows": str(int(shape.counts[shape.numbers == 0].sum()))}))
    return replace(item, type="numeric", codes=tuple(codes), remarks=tuple(remarks))


def _has_far_zero(shape: Shape) -> bool:
    """Tell whether 0 stands as far below all other numbers as these spread: the youngest of 18 and some of 0 are no ages."""
    above = shape.numbers > 0
    if above.sum() < _FEW_NUMBERS or not (shape.numbers == 0).any() or (shape.numbers < 0).any():
        return False
    values = np.repeat(shape.numbers[above], shape.counts[above])
    return bool(values.min() >= _FAR_FROM_ZERO * np.median(values) and values.min() > 1)


def _texts(item: ProposedItem, shape: Shape, lang: str) -> ProposedItem:
    words = [text for text, value in zip(shape.texts, shape.numbers.tolist(), strict=True) if np.isnan(value)]
    answers = [text for text, kind in missing_words(shape.texts).items() if kind is None]
    if len(words) <= 0.1 * shape.distinct and shape.distinct > _MOST_WHOLE:
        return _measured(item, shape, answers) or _quantity_with_words(item, words)
    marked = marks_of(answers) is not None
    quantities = _quantities_in_words(item, shape, answers, marked=marked)
    if quantities is not None:
        return quantities
    if answers and set(answers) <= TICK_SIGNS | NO_TICK_SIGNS and set(answers) & TICK_SIGNS:
        # A sign has no letter to make a code of: it is a box, ticked or not.
        return replace(item, type="multiple", codes=(ProposedCode(code="yes", label=item.label),))
    # What fills the cells of those who did not answer repeats no answer.
    counts = counts_of(shape)
    repeated = marked or sum(counts[text] for text in answers) >= 2.5 * len(answers)
    short = max((len(text) for text in shape.texts), default=0) <= _LONGEST_CODE
    if not (repeated and short and 1 <= len(answers) <= MOST_CODES):
        return item
    says = " ".join((shape.name, *item.label.values()))
    points = scale_of_words(counts, lang=lang, known=says)
    if points is not None:
        numbers = [code.value for code in points.codes if code.missing is None]
        recommendation = names_recommendation(says) and numbers == list(range(11))
        return replace(item, type="nps" if recommendation else "scale", codes=points.codes, remarks=points.remarks)
    beside = scale_beside_words(counts, lang=lang, known=says)
    if beside is not None:
        of_ten = names_recommendation(says) and beside.codes[0].code == "0" and len(beside.codes) > _WIDEST
        return replace(item, type="nps" if of_ten else "scale", codes=beside.codes, remarks=beside.remarks)
    codes = propose_codes(counts, lang=lang)
    if not codes.differ:
        return replace(item, remarks=(Remark("codes-alike", {"codes": _alike(codes)}),))
    if is_scale(codes):
        scale = scale_codes(counts, lang=lang)
        values = [code.value for code in scale.codes if code.value is not None]
        if names_recommendation(says) and min(values) >= 0 and _HIGH_OF_TEN <= max(values) <= 10:
            return _recommendation(item, counts, lang)
        sure = max(values) == _WIDEST
        settle = () if sure else (Remark("scale-or-list", {"codes": _span(scale)}),)
        return replace(item, type="scale", codes=scale.codes, remarks=(*settle, *scale.remarks))
    doubts = doubts_of_numbers(codes, counts) or _texts_among_numbers(codes)
    return replace(item, type="single", codes=codes.codes, remarks=(*doubts, *codes.remarks))


def _texts_among_numbers(codes: CodeList) -> tuple[Remark, ...]:
    """Return the texts without a digit among answers that mostly are numbers: a quantity, or a list with a code nobody knows."""
    answers = [code.code for code in codes.codes if code.missing is None]
    texts = [text for text in answers if not any(map(str.isdigit, text))]
    numbers = [text for text in answers if _OF_DIGITS.fullmatch(text)]
    if not texts or len(numbers) < max(_LEAST_POINTS, len(answers) - len(numbers)):
        return ()
    return (Remark("texts-among-numbers", {"texts": _listed(texts)}),)


def _count_beside_words(item: ProposedItem, shape: Shape, answers: Sequence[str]) -> ProposedItem | None:
    """Return the numeric item of whole numbers under the name of a quantity, beside words that give none; None where they are others."""
    if not all(map(str.isdecimal, answers)) or len(answers) == shape.distinct:
        return None
    numbers = {int(text) for text in answers} - {int(text) for text in missing_numbers(answers)}
    if not _are_counted(numbers, name=shape.name, says=" ".join((shape.name, *item.label.values()))):
        return None
    made = _quantity_with_words(item, [text for text in shape.texts if text not in answers])
    return replace(made, remarks=(*made.remarks, *_numbered_answers(numbers))) if made.kind.answer == "number" else made


def scale_beside_words(counts: Mapping[str, int], *, lang: str, known: str = "") -> CodeList | None:
    """Return the codes of a scale, all its points there, beside which a word stands that is none of them: "NC", "X"; None where texts are others.

    A word that speaks for or against, or of the middle, may be the label of a point.
    """
    points = {text: n for text, n in counts.items() if re.fullmatch(r"[0-9]+", text) or missing_word(text) is not None}
    words = [text for text in counts if text not in points]
    if not 0 < len(words) <= _MOST_BESIDE or any(re.search("[0-9]", text) for text in words):
        return None
    if any(is_on_a_side(text) for text in words) or not is_scale(propose_codes(points, lang=lang)):
        return None
    highest = max(int(text) for text in points if text.isdecimal() and text not in missing_numbers(points))
    if names_recommendation(known) and _HIGH_OF_TEN <= highest <= _WIDEST:
        points = {**{str(n): 0 for n in range(_WIDEST + 1)}, **points}
    scale = scale_codes(points, lang=lang)
    codes = (*scale.codes, *(ProposedCode(code=text, label={lang: text}, missing="absent") for text in words))
    settle = () if highest == _WIDEST else (Remark("scale-or-list", {"codes": _span(scale)}),)
    told = Remark("words-among-numbers", {"words": _listed(words)})
    list_ = CodeList(codes=codes, remarks=(*settle, *scale.remarks, told))
    return list_ if list_.differ else None


def _measured(item: ProposedItem, shape: Shape, answers: Sequence[str]) -> ProposedItem | None:
    """Return the numeric item of numbers that all have one unit beside them, words apart that give no answer; None where they are others."""
    told = without_unit(answers)
    if told is None:
        return None
    read = read_numbers(told[0], decimal_comma=False)
    if np.isnan(read.values).any() or (read.with_comma.any() and read.with_point.any()):
        return None
    words = [text for text in shape.texts if missing_word(text) is not None]
    codes = tuple(ProposedCode(code=text, missing=missing_word(text)) for text in words)
    if not CodeList(codes=codes, remarks=()).differ:
        return None
    remarks = [Remark("unit-left-out", {"texts": _listed(answers)})]
    if words:
        remarks.append(Remark("words-among-numbers", {"words": _listed(words)}))
    return replace(item, type="numeric", codes=codes, remarks=tuple(remarks))


def _quantities_in_words(
    item: ProposedItem, shape: Shape, answers: Sequence[str], *, marked: bool
) -> ProposedItem | None:
    """Return the item of quantities written with more than a number; None where texts are none.

    Numeric where all have one unit; else open, with what keeps them from being read: signs between thousands, durations.
    """
    counted = _count_beside_words(item, shape, answers)
    if counted is not None:
        return counted
    measured = _measured(item, shape, answers) if len(answers) > _MOST_POINTS and not marked else None
    unread = _unread_quantities(answers, marked=marked) if measured is None else None
    return measured if unread is None else replace(item, remarks=(unread,))


def _unread_quantities(answers: Sequence[str], *, marked: bool) -> Remark | None:
    """Return what keeps quantities from being read: units, signs between thousands, durations; None where texts are none."""
    told = {"texts": _listed(answers)}
    if len(answers) > _MOST_POINTS and all(map(_OF_MONEY.fullmatch, answers)):
        grouped = any("." in text and "," in text for text in answers)
        return Remark("numbers-grouped" if grouped else "numbers-with-unit", told)
    if (len(answers) > _MOST_POINTS and len(_units(answers)) == 1) or (marked and len(answers) > MOST_CODES):
        return Remark("numbers-with-unit", told)
    if len(answers) <= _MOST_POINTS:
        return None
    if all(map(_OF_DIGITS.fullmatch, answers)) and any(map(_GROUPED.fullmatch, answers)):
        return Remark("numbers-grouped", told)
    if all(map(_DURATION.fullmatch, answers)):
        return Remark("durations", told)
    unread = [text for text in answers if not _OF_DIGITS.fullmatch(text)]
    if unread and all(map(_NEARLY_NUMBER.fullmatch, unread)):
        return Remark("numbers-unread", {"texts": _listed(unread)})
    return None


def _units(texts: Sequence[str]) -> frozenset[str]:
    """Return the units behind the numbers that all texts are: "18 ans", "+3,4 %"; none where some are no numbers with a unit."""
    found = [_WITH_UNIT.fullmatch(text) for text in texts]
    return frozenset(match[1].removesuffix("s") for match in found if match) if all(found) else frozenset()


def _quantity_with_words(item: ProposedItem, words: list[str]) -> ProposedItem:
    """Return a numeric item some of whose cells hold words; open where they may be numbers that cannot be read, or answers."""
    if any(re.search(r"[0-9]", text) for text in words) or len(words) > _MOST_WORDS:
        return replace(item, remarks=(Remark("numbers-unread", {"texts": _listed(words)}),))
    kinds = [missing_word(text) or "absent" for text in words]
    codes = tuple(ProposedCode(code=text, missing=kind) for text, kind in zip(words, kinds, strict=True))
    if not CodeList(codes=codes, remarks=()).differ:
        return replace(item, remarks=(Remark("codes-alike", {"codes": _listed(words)}),))
    remark = Remark("words-among-numbers", {"words": _listed(words)})
    return replace(item, type="numeric", codes=codes, remarks=(remark,))


def _alike(codes: CodeList) -> str:
    by_fold: dict[str, list[str]] = {}
    for code in codes.codes:
        by_fold.setdefault(fold(code.code), []).append(code.code)
    alike = [text for folded, texts in by_fold.items() if len(texts) > 1 or not folded for text in texts]
    return _listed(alike)


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(texts[:6]) + (", …" if len(texts) > 6 else "")


def _span(codes: CodeList) -> str:
    answers = [code.code for code in codes.codes if code.missing is None]
    return f"{answers[0]} … {answers[-1]}"


def with_neighbours(items: Sequence[ProposedItem], shapes: Mapping[str, Shape]) -> tuple[ProposedItem, ...]:
    """Return items, those that lack the low points of the scale beside them, which nobody chose, as that scale.

    Where three questions with points from 1 to 5 stand side by side and nobody gave 1 to one of them, it is no list; nor
    is it a quantity between two of them, though its name says "Price": all its numbers are points of both.
    """
    return tuple(
        next(
            (
                _on_scale(item, scale)
                for scale in (*items[max(0, at - 1) : at], *items[at + 1 : at + 2])
                if _lacks_low_points(item, scale)
            ),
            _between_scales(item, items[max(0, at - 1) : at + 2], shapes),
        )
        for at, item in enumerate(items)
    )


def _between_scales(item: ProposedItem, around: Sequence[ProposedItem], shapes: Mapping[str, Shape]) -> ProposedItem:
    """Return a quantity between two questions of one scale as that scale, where it holds nearly all of its points and no other number."""
    before, after = around[0], around[-1]
    alike = before.codes == after.codes and {one.kind.answer for one in (before, after)} == {"point"}
    answers = any(code.missing is None for code in item.codes)
    if len(around) < _LEAST_POINTS or item.kind.answer != "number" or answers or not alike:
        return item
    points = {code.code for code in before.codes if code.missing is None and not code.label}
    held = set(shapes[item.columns[0]].texts) - {code.code for code in item.codes}
    return _on_scale(item, before) if held <= points and len(held) >= len(points) - 1 else item


def _lacks_low_points(item: ProposedItem, scale: ProposedItem) -> bool:
    codes = [code.code for code in item.codes if code.missing is None and not code.label]
    points = [code.code for code in scale.codes if code.missing is None and not code.label]
    return (
        item.kind.answer == "choice"
        and scale.kind.answer == "point"
        and len(item.columns) == len(scale.columns) == 1
        and len(codes) >= _LEAST_POINTS
        and set(codes) < set(points)
        and codes[-1] == points[-1]
        and all(code.value is not None for code in scale.codes if code.missing is None)
    )


def _on_scale(item: ProposedItem, scale: ProposedItem) -> ProposedItem:
    missing = tuple(code for code in item.codes if code.missing is not None)
    points = tuple(code for code in scale.codes if code.missing is None)
    span = CodeList(codes=points, remarks=())
    kept = tuple(remark for remark in item.remarks if remark.key not in _ASKED_OF_NUMBERS)
    settle = Remark("scale-or-list", {"codes": _span(span)})
    return replace(item, type="scale", codes=(*points, *missing), remarks=(settle, *kept))
