"""Codes of an item from the texts of its columns: their order, their numbers, and which of them say that nothing was answered."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from relstudy.drafting.missing_guess import missing_numbers, missing_words, usual_kind
from relstudy.drafting.ordered_words import order_of_words
from relstudy.drafting.proposal import ProposedCode, Remark, Texts
from relstudy.folding import fold

_FIRST_NUMBER = re.compile(r"[0-9]+(?:[  .,][0-9]{3})*(?:[.,][0-9]+)?")
_BELOW = re.compile(
    r"(?:less|under|below|moins|jusqu|up to|<|unter|weniger|menos|menor|meno|inferior|minder|onder|^(?:bis|hasta|fino|até|tot|sotto)\b)",
    re.IGNORECASE,
)
_YES = frozenset({"yes", "oui", "true", "vrai", "y", "o", "ja", "sí", "si", "sì", "sim"})
_NO = frozenset({"no", "non", "false", "faux", "n", "nein", "nee", "não", "nao"})
_WITHOUT_ROW = ("absent", "filtered", "not_asked")
_OTHER = re.compile(r"(?:others?|autres?|sonstige[sr]?|andere[sr]?|otr[oa]s?|altr[oiae]|outr[oa]s?)(?:-.*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """Codes in order, and what there is to settle about them."""

    codes: tuple[ProposedCode, ...]
    remarks: tuple[Remark, ...]

    @property
    def differ(self) -> bool:
        """Tell whether the codes differ once folded, as parts of keys must; one without a row of its own may fold to nothing."""
        folded = [fold(code.code) or code.code for code in self.codes]
        empty = [code for code in self.codes if not fold(code.code)]
        return len(set(folded)) == len(folded) and all(code.missing in _WITHOUT_ROW for code in empty)


def propose_codes(
    counts: Mapping[str, int],
    *,
    lang: str,
    valued: bool = False,
    labels: Mapping[str, Texts] | None = None,
    in_order: bool = False,
) -> CodeList:
    """Return the codes of the texts met, with the rows of each.

    Parameters
    ----------
    counts
        Rows by text.
    lang
        Language of the labels: a text that is no number is its own label.
    valued
        Codes that are numbers get them as `value`; numbers of no answer are then taken out of the mean.
    labels
        Labels known by code; a label may say that nothing was answered as well as a code.
    in_order
        The texts come in the order of the questionnaire.
    """
    known = labels or {}
    numbers = set(missing_numbers(counts))
    codes, remarks = [], []
    words = missing_words((*counts, *(label for labels in known.values() for label in labels.values())))
    for text in counts if in_order else _ordered(counts, last=numbers):
        said = (words[word] for word in (text, *known.get(text, {}).values()))
        word = next((kind for kind in said if kind is not None), None)
        label = known.get(text) or ({} if _is_number(text) else {lang: text})
        if word is not None:
            remarks.append(Remark("missing-word", {"code": text, "missing": word}))
            codes.append(ProposedCode(code=text, label=label, missing=word))
        elif text in numbers:
            kind = usual_kind(text)
            remarks.append(
                Remark("missing-number-taken" if valued else "missing-number", {"code": text, "missing": kind})
            )
            codes.append(ProposedCode(code=text, label=label, missing=kind if valued else None))
        else:
            value = float(text.replace(",", ".")) if valued and _is_number(text) else None
            codes.append(ProposedCode(code=text, label=label, value=value))
    if all(code.missing for code in codes):
        codes = [ProposedCode(code=code.code, label=code.label) for code in codes]
    return CodeList(codes=tuple(codes), remarks=_merged(remarks))


def with_signs_named(codes: CodeList) -> CodeList:
    """Return the codes of a set with the names of the signs that alone tell some apart: "C", "C++" and "C#" are "C", "c-plus-plus" and "c-number".

    What stands in the cells is then the `yes` of such a code.
    """
    if codes.differ or any(code.missing is not None for code in codes.codes):
        return codes
    alike = Counter(fold(code.code) for code in codes.codes)
    named = tuple(
        code
        if fold(code.code) and (alike[fold(code.code)] == 1 or code.code.isalnum())
        else replace(code, code=_sign_names(code.code), yes=code.code)
        for code in codes.codes
    )
    return replace(codes, codes=named)


def _sign_names(text: str) -> str:
    """Return a text as a part of a key with the names of its signs, as Unicode has them."""
    said = (c if c.isalnum() or c.isspace() else f" {unicodedata.name(c, '').removesuffix(' SIGN')} " for c in text)
    return fold("".join(said))


def _merged(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Return the remarks of one item, those that say the same of several codes as one."""
    together: dict[tuple[str, str], list[str]] = {}
    for remark in remarks:
        kind = remark.fields["missing"] if remark.key != "missing-number" else ""
        together.setdefault((remark.key, kind), []).append(remark.fields["code"])
    return tuple(
        Remark(key, {"code": ", ".join(codes), **({"missing": kind} if kind else {})})
        for (key, kind), codes in together.items()
    )


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[-+]?[0-9]+(?:[.,][0-9]+)?", text) is not None


def _ordered(counts: Mapping[str, int], *, last: set[str]) -> list[str]:
    """Return the texts in the order of a questionnaire.

    By their first number, as a scale in words, yes before no, else the most frequent first.
    """
    texts = list(counts)
    kinds = missing_words(texts)
    answers = [text for text in texts if kinds[text] is None and text not in last]
    numbers = [_leading_number(text) for text in answers]
    numeric = sum(number is not None for number in numbers) >= max(2, len(answers) - 1)
    words = order_of_words(answers)

    def place(text: str) -> tuple[float, ...]:
        tail = float(text in last or kinds[text] is not None) * 2 + float(_OTHER.fullmatch(fold(text)) is not None)
        if numeric or _is_number(text):
            number = _leading_number(text)
            return (tail, float("inf") if number is None else number - 0.5 * bool(_BELOW.search(text)))
        if words is not None and text in words:
            return (tail, words[text])
        word = text.casefold()
        if word in _YES | _NO:
            return (tail, 0.0 if word in _YES else 1.0)
        return (tail, 2.0, -counts[text])

    return sorted(texts, key=place)


def _leading_number(text: str) -> float | None:
    if _is_number(text):
        return float(text.replace(",", "."))
    match = _FIRST_NUMBER.search(text)
    if match is None:
        return None
    digits = re.sub(r"[  .,](?=[0-9]{3}(?:[^0-9]|$))", "", match[0]).replace(",", ".")
    try:
        return float(digits)
    except ValueError:
        return None
