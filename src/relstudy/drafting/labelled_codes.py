"""Codes of a column whose file labels its values and declares which of them are no answer, and the type they speak for.

What the file says is written as it is. A label that says nothing of a value declared missing leaves a question to
settle.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from relstudy.drafting.codes import CodeList
from relstudy.drafting.column_items import MOST_CODES, is_scale
from relstudy.drafting.missing_guess import missing_word, missing_words
from relstudy.drafting.names import describes_people, names_recommendation
from relstudy.drafting.ordered_words import order_of_words
from relstudy.drafting.proposal import ProposedCode, Remark
from relstudy.survey.kinds import ItemType
from relstudy.tables.dictionary import Variable
from relstudy.tables.numbers import number_text, read_number

_WHOLE = re.compile(r"-?[0-9]+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledCodes:
    """Codes with their labels and what there is to settle; `type` is "numeric" where most values have no label."""

    type: ItemType
    codes: tuple[ProposedCode, ...]
    remarks: tuple[Remark, ...]


def missing_codes(
    variable: Variable, texts: Iterable[str], *, lang: str
) -> tuple[tuple[ProposedCode, ...], tuple[Remark, ...]]:
    """Return the codes the file declares to be no answer: those it names, and those of `texts` inside its ranges.

    Their kind is what the label says, else absent, to settle.
    """
    named = (_declared(range_.low) for range_ in variable.missing if range_.low == range_.high)
    known = (text for text in (*variable.labels, *texts) if is_missing(variable, text))
    codes, unsaid = [], []
    for text in sorted(dict.fromkeys((*named, *known)), key=_place):
        label = variable.labels.get(text, "")
        kind = missing_word(label) if label else None
        if kind is None:
            unsaid.append(f"{text} ({label})" if label else text)
        codes.append(ProposedCode(code=text, label={lang: label} if label else {}, missing=kind or "absent"))
    return tuple(codes), (Remark("user-missing", {"codes": _listed(unsaid)}),) if unsaid else ()


def is_missing(variable: Variable, text: str) -> bool:
    """Tell whether the file declares a value, given as its text, to be no answer."""
    return variable.declares_missing(text, read_number(text))


def labelled_answers(variable: Variable) -> dict[str, str]:
    """Return the labels of the values that are answers."""
    return {text: label for text, label in variable.labels.items() if text and not is_missing(variable, text)}


def propose_labelled(variable: Variable, counts: Mapping[str, int], *, says: str, lang: str) -> LabelledCodes:
    """Return the codes of a column whose answers have labels, from the rows of each text met (blanks apart).

    Labelled values nobody chose are declared too. Values without a label between labelled ends are a scale; many of
    them are a quantity.
    """
    absent, remarks = missing_codes(variable, counts, lang=lang)
    labels = labelled_answers(variable)
    met = [text for text in counts if not is_missing(variable, text)]
    bare = sorted((text for text in met if text not in labels), key=_place)
    if variable.kind == "number" and bare and not _fills(labels, bare) and len(bare) > max(len(labels), MOST_CODES - 1):
        kinds = missing_words(labels.values())
        said = {text: kinds[label] for text, label in labels.items()}
        words = tuple(
            ProposedCode(code=text, label={lang: labels[text]}, missing=kind) for text, kind in said.items() if kind
        )
        numbers = [f"{text} ({labels[text]})" for text, kind in said.items() if kind is None]
        further = (Remark("labelled-numbers", {"codes": _listed(numbers)}),) if numbers else ()
        return LabelledCodes(
            type="numeric", codes=(*words, *absent), remarks=(*_word_remarks(words), *remarks, *further)
        )
    kinds = missing_words(labels.values())
    codes = tuple(
        ProposedCode(
            code=text,
            label={lang: labels[text]} if labels.get(text) else {},
            missing=kinds[labels[text]] if labels.get(text) else None,
        )
        for text in sorted({*labels, *bare}, key=_place)
    )
    answers = tuple(code for code in codes if code.missing is None)
    if not answers:
        codes = answers = tuple(replace(code, missing=None) for code in codes)
    remarks = (*_word_remarks(code for code in codes if code.missing), *remarks)
    if names_recommendation(says) and _is_recommendation(answers):
        return LabelledCodes(
            type="nps", codes=(*_valued(_between(answers, 0, 10)), *_rest(codes), *absent), remarks=remarks
        )
    if variable.kind == "number" and _is_scale(variable, answers, says):
        whole = [int(code.code) for code in answers]
        points = _valued(_between(answers, min(whole), max(whole)))
        return LabelledCodes(
            type="scale",
            codes=(*points, *_rest(codes), *absent),
            remarks=(*_scale_remarks(variable, answers), *remarks),
        )
    if bare:
        remarks = (Remark("unlabelled-codes", {"codes": _listed(bare)}), *remarks)
    return LabelledCodes(type="single", codes=(*answers, *_rest(codes), *absent), remarks=remarks)


def codes_alike(codes: Sequence[ProposedCode]) -> str | None:
    """Return the codes that are the same once folded, or nothing at all, as a list; None where all differ."""
    if CodeList(codes=tuple(codes), remarks=()).differ:
        return None
    return _listed([code.code for code in codes])


def _word_remarks(codes: Iterable[ProposedCode]) -> tuple[Remark, ...]:
    by_kind: dict[str, list[str]] = {}
    for code in codes:
        by_kind.setdefault(code.missing or "", []).append(code.code)
    return tuple(Remark("missing-word", {"code": ", ".join(texts), "missing": kind}) for kind, texts in by_kind.items())


def _rest(codes: Iterable[ProposedCode]) -> tuple[ProposedCode, ...]:
    return tuple(code for code in codes if code.missing is not None)


def _is_scale(variable: Variable, answers: Sequence[ProposedCode], says: str) -> bool:
    """Tell whether answers are points of a scale.

    A run of whole numbers in words of a scale, or with only some points labelled.
    """
    if not all(_WHOLE.match(code.code) for code in answers):
        return False
    whole = {int(code.code) for code in answers}
    labels = [next(iter(code.label.values()), "") for code in answers]
    said = [label for label in labels if label]
    run = 0 <= min(whole) <= 1 and len(whole) >= 3
    if run and len(said) == max(whole) - min(whole) + 1 and order_of_words(said) is not None:
        return True
    if not is_scale(CodeList(codes=tuple(answers), remarks=())):
        return False
    if len(said) < len(answers) or min(whole) < 0:
        return True
    bands = sum(re.search(r"[0-9]", label) is not None for label in said) > 0.5 * len(said)
    return variable.measure in ("scale", "ordinal") and not bands and not describes_people(variable.name, says)


def _scale_remarks(variable: Variable, answers: Sequence[ProposedCode]) -> tuple[Remark, ...]:
    """Return what there is to settle of a scale: whether it is one, and which of its ends is the better one."""
    labels = [label for code in answers for label in code.label.values()]
    places = order_of_words(labels) if len(labels) == len(answers) else None
    span = {"codes": f"{answers[0].code} … {answers[-1].code}"}
    if places is not None:
        ordered = [places[label] for label in labels]
        return (
            (Remark("scale-reversed", {"code": answers[0].code, "label": labels[0]}),)
            if sorted(ordered) == ordered
            else ()
        )
    sure = variable.measure == "scale" or max(int(code.code) for code in answers) == 10
    return () if sure else (Remark("scale-or-list", span),)


def _is_recommendation(answers: Sequence[ProposedCode]) -> bool:
    whole = [int(code.code) for code in answers if _WHOLE.match(code.code)]
    return len(whole) == len(answers) > 2 and min(whole) >= 0 and max(whole) == 10


def _fills(labels: Mapping[str, str], bare: Sequence[str]) -> bool:
    """Tell whether values without a label lie between labelled ones, whole numbers as the points of a scale."""
    texts = [*labels, *bare]
    if not all(_WHOLE.match(text) for text in texts):
        return False
    kinds = missing_words(labels.values())
    answers = [text for text, label in labels.items() if kinds[label] is None]
    points = [ProposedCode(code=text) for text in (*answers, *bare)]
    return len(answers) > 1 and is_scale(CodeList(codes=tuple(points), remarks=()))


def _between(answers: Sequence[ProposedCode], first: int, last: int) -> list[ProposedCode]:
    """Return every point from the first to the last, those nobody chose too."""
    known = {code.code: code for code in answers}
    return [known.get(str(n), ProposedCode(code=str(n))) for n in range(first, last + 1)]


def _valued(codes: Iterable[ProposedCode]) -> tuple[ProposedCode, ...]:
    return tuple(replace(code, value=float(code.code)) for code in codes)


def _declared(value: float | str) -> str:
    return value if isinstance(value, str) else number_text(value)


def _place(text: str) -> tuple[bool, float, str]:
    number = read_number(text)
    return (True, 0.0, text) if math.isnan(number) else (False, number, text)


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(texts[:6]) + (", …" if len(texts) > 6 else "")
