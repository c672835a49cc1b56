"""One column of answers as an item: its type, its codes, what its blanks may mean. What is only likely is said as a remark."""

import re
from dataclasses import replace

import numpy as np

from relstudy.drafting.codes import CodeList, propose_codes
from relstudy.drafting.missing_guess import missing_numbers, missing_word, usual_kind
from relstudy.drafting.names import names_number, names_recommendation, names_wave
from relstudy.drafting.proposal import ProposedCode, ProposedItem, Remark, Texts
from relstudy.drafting.separators import Separated, find_separator
from relstudy.drafting.shapes import Shape
from relstudy.folding import fold

#: More distinct codes than this are a quantity, or free text.
MOST_CODES = 25
#: Whole numbers beyond this many distinct ones are a quantity.
_MOST_WHOLE = 20
#: More distinct words among numbers than this are answers.
_MOST_WORDS = 5
#: A code longer than this is a text somebody wrote.
_LONGEST_CODE = 150
#: Runs of whole numbers that are mostly scales: (first, last).
_RUNS = ((1, 5), (1, 7), (0, 10), (1, 10), (0, 4), (0, 6))
#: Share of blank rows from which a filter is likely.
MANY_BLANKS = 0.05


def propose_item(shape: Shape, *, id_: str, label: Texts, lang: str) -> ProposedItem:
    """Return the item a column looks like."""
    item = propose_typed(shape, id_=id_, label=label, lang=lang)
    return with_blanks(item, blank=shape.rows - shape.filled, rows=shape.rows)


def propose_typed(shape: Shape, *, id_: str, label: Texts, lang: str) -> ProposedItem:
    """Return the item a column looks like by what stands in it, whatever its blanks mean."""
    item = ProposedItem(id=id_, type="open", label=label, columns=(shape.name,))
    separated = find_separator(shape)
    if separated is not None:
        return _delimited(item, separated, lang)
    if shape.is_numeric:
        return _numeric(item, shape, " ".join((shape.name, *label.values())), lang)
    return _texts(item, shape, lang)


def with_blanks(item: ProposedItem, *, blank: int, rows: int, key: str = "blanks") -> ProposedItem:
    """Return an item with what its blanks are taken for: filtered, by a filter still to be said, where they are many."""
    if item.type == "open" or blank == 0 or blank < MANY_BLANKS * rows:
        return item
    remark = Remark(key, {"share": f"{100 * blank / rows:.0f}"})
    return replace(item, filter="unknown", blank="filtered", remarks=(*item.remarks, remark))


def is_scale(codes: CodeList) -> bool:
    """Tell whether the answers among codes are a run of whole numbers as scales have it."""
    answers = [code.code for code in codes.codes if code.missing is None and code.code not in _proposed(codes)]
    if len(answers) < 4 or not all(re.fullmatch(r"[0-9]+", code) for code in answers):
        return False
    numbers = sorted(int(code) for code in answers)
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
    missing = {*missing_numbers(counts), *(text for text in counts if missing_word(text) is not None)}
    numbers = [int(text) for text in counts if text not in missing]
    first = 0 if 0 in numbers else 1
    whole = {str(n): counts.get(str(n), 0) for n in range(first, max(numbers) + 1)}
    return propose_codes({**whole, **{text: counts[text] for text in missing}}, lang=lang, valued=True)


def _delimited(item: ProposedItem, separated: Separated, lang: str) -> ProposedItem:
    codes = propose_codes(separated.counts, lang=lang)
    if not codes.differ:
        return replace(item, remarks=(Remark("codes-alike", {"codes": _alike(codes)}),))
    remarks = (
        codes.remarks if separated.sure else (Remark("separator", {"separator": separated.separator}), *codes.remarks)
    )
    return replace(item, type="multiple", separator=separated.separator, codes=codes.codes, remarks=remarks)


def _numeric(item: ProposedItem, shape: Shape, says: str, lang: str) -> ProposedItem:
    counts = counts_of(shape)
    if not shape.is_whole:
        return replace(item, type="numeric")
    codes = propose_codes(counts, lang=lang)
    numbers = {int(text) for text in counts if re.fullmatch(r"[0-9]+", text)} - {
        int(n) for n in missing_numbers(counts)
    }
    if names_recommendation(says) and numbers <= set(range(11)) and len(numbers) > 2:
        return _recommendation(item, counts, lang)
    if names_wave(shape.name) and shape.distinct <= MOST_CODES:
        return replace(item, type="single", codes=codes.codes)
    if names_number(shape.name) or shape.distinct > _MOST_WHOLE:
        return _quantity(item, shape)
    if is_scale(codes):
        scale = scale_codes(counts, lang=lang)
        sure = max(numbers, default=0) == 10
        remarks = scale.remarks if sure else (Remark("scale-or-list", {"codes": _span(scale)}), *scale.remarks)
        return replace(item, type="scale", codes=scale.codes, remarks=remarks)
    if not codes.differ:
        return _quantity(item, shape)
    return replace(item, type="single", codes=codes.codes, remarks=codes.remarks)


def _recommendation(item: ProposedItem, counts: dict[str, int], lang: str) -> ProposedItem:
    codes = scale_codes({**{str(n): 0 for n in range(11)}, **counts}, lang=lang)
    missing = tuple(code for code in codes.codes if code.missing)
    # Without codes of its own a recommendation has 0 to 10.
    return replace(item, type="nps", codes=codes.codes if missing else (), remarks=codes.remarks)


def _quantity(item: ProposedItem, shape: Shape) -> ProposedItem:
    """Return a numeric item; a highest number of nines far above all others is no quantity."""
    numbers = np.sort(shape.numbers)
    texts = dict(zip(shape.texts, shape.numbers.tolist(), strict=True))
    codes, remarks = [], []
    for text, value in sorted(texts.items(), key=lambda pair: pair[1]):
        below = numbers[numbers < value]
        nines = re.fullmatch(r"9{2,}[89]?|9{2,3}7|-[0-9]{1,3}|8{3,}|7{3,}", text) is not None
        apart = (len(below) > 0 and value > 1.5 * below.max()) or value < 0
        if nines and apart and numbers[numbers >= 0].size:
            codes.append(ProposedCode(code=text, missing=usual_kind(text)))
            remarks.append(Remark("missing-number-taken", {"code": text, "missing": usual_kind(text)}))
        elif (
            nines
            and value > 0
            and value == numbers.max()
            and shape.counts[shape.texts.index(text)] > 0.01 * shape.filled
        ):
            remarks.append(Remark("missing-number", {"code": text, "missing": usual_kind(text)}))
    return replace(item, type="numeric", codes=tuple(codes), remarks=tuple(remarks))


def _texts(item: ProposedItem, shape: Shape, lang: str) -> ProposedItem:
    words = [text for text, value in zip(shape.texts, shape.numbers.tolist(), strict=True) if np.isnan(value)]
    if len(words) <= 0.1 * shape.distinct and shape.distinct > _MOST_WHOLE:
        return _quantity_with_words(item, words)
    answers = [text for text in shape.texts if missing_word(text) is None]
    repeated = shape.filled >= 2.5 * shape.distinct
    short = max((len(text) for text in shape.texts), default=0) <= _LONGEST_CODE
    if not (repeated and short and 1 <= len(answers) <= MOST_CODES):
        return item
    codes = propose_codes(counts_of(shape), lang=lang)
    if not codes.differ:
        return replace(item, remarks=(Remark("codes-alike", {"codes": _alike(codes)}),))
    if is_scale(codes):
        scale = scale_codes(counts_of(shape), lang=lang)
        return replace(item, type="scale", codes=scale.codes, remarks=scale.remarks)
    return replace(item, type="single", codes=codes.codes, remarks=codes.remarks)


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


def _listed(texts: list[str]) -> str:
    return ", ".join(texts[:6]) + (", …" if len(texts) > 6 else "")


def _span(codes: CodeList) -> str:
    answers = [code.code for code in codes.codes if code.missing is None]
    return f"{answers[0]} … {answers[-1]}"
