"""Codes that look like no answer: words that say so, and numbers that stand apart from the others.

A word says which kind of missing it is; a number does not, and is only proposed.
"""

import re
from collections.abc import Iterable, Sequence

from relstudy.folding import fold
from relstudy.survey.items import Missing

_WORDS: dict[Missing, re.Pattern[str]] = {
    "dont_know": re.compile(
        r"(?:nsp|nsp-nr|nspp|dk|dk-na|(?:je-)?ne-sai[st]-pas.*|(?:ne-)?sai[st]-pas|(?:sans|pas-d|aucune?)-(?:opinion|avis|idee)"
        r"|(?:je-)?ne-(?:me|se)-prononce-pas|(?:i-)?don-?t-know.*|(?:i-)?do-not-know.*|no-(?:opinion|idea)|not-sure|unsure|can-?t-say|cannot-say"
        r"|(?:(?:das|ich)-)?wei(?:ss?|b)?-(?:(?:ich|es)-)?nicht.*|keine-(?:meinung|ahnung)|(?:yo-)?no-(?:(?:lo-)?se|sabe)(?:-no-contesta)?|ns|ns-nc|sin-opinion"
        r"|non-(?:lo-)?so|nao-sei|weet-niet)"
    ),
    "refused": re.compile(
        r"(?:nr|refus|refuse[d]?|ne-(?:souhaite|veut|veux)-pas-(?:repondre|le-dire).*|(?:je-)?pref[e]re-ne-pas-(?:repondre|le-dire).*"
        r"|prefer-not-to-(?:answer|say).*|rather-not-(?:answer|say).*|no-(?:answer|response)|not-answered|unanswered|pas-de-reponse|aucune-reponse|sans-reponse"
        r"|non-reponse|keine-(?:angabe|antwort)|k\.-?a\.|nicht-beantwortet|no-contesta|prefiero-no-(?:contestar|responder)|sin-respuesta|non-risponde)"
    ),
    "filtered": re.compile(
        r"(?:non-concerne.?e?.?|pas-concerne.?e?.?|sans-objet|not-applicable|non-applicable|(?:it-)?(?:does-not|doesn-?t)-apply.*|(?:ca-|cela-)?ne-s-applique-pas.*|filtre[e]?|trifft-nicht-zu|nicht-zutreffend"
        r"|no-(?:aplica|procede)|non-applicabile)"
    ),
    "not_asked": re.compile(
        r"(?:(?:question-)?not-(?:asked|shown|displayed)|(?:question-)?non-(?:posee|affichee)|nicht-(?:gefragt|gestellt)|no-preguntad[ao])"
    ),
    "absent": re.compile(
        r"(?:na|n-a|nan|null|missing|vide|manquant[e]?|skipped|question-(?:skipped|sautee|ignoree)|uebersprungen|omitid[ao])?"
    ),
}
#: Who never used a thing says nothing of how good it is; how often it was used, it says.
_UNUSED = re.compile(
    r"(?:i-)?(?:have-|ve-)?never-(?:used|tried|visited|been|seen|heard)(?:-.*)?|(?:i-)?(?:do-not|don-?t|did-not|didn-?t|have-not|haven-?t)-use[d]?(?:-.*)?|not-used"
    r"|(?:je-)?(?:ne-)?(?:l-|n-)?(?:ai-)?jamais-(?:utilise|essaye|visite|vu)e?s?(?:-.*)?|(?:je-)?(?:ne-l-|ne-|n-)utilise-(?:pas|jamais)(?:-.*)?|non-utilisee?s?|pas-utilisee?s?"
    r"|nie-(?:be)?nutzt|nicht-(?:be|ge)nutzt|no-(?:lo-)?(?:uso|utilizo|he-usado)|nunca-(?:lo-)?(?:he-)?(?:usado|utilizado)"
)
_HOW_OFTEN = re.compile(
    r"(?:^|-)(?:often|frequently|sometimes|occasionally|rarely|seldom|always|daily|weekly|monthly|once|twice|times|day|week|month|year"
    r"|souvent|parfois|rarement|toujours|occasionnellement|fois|jours?|semaine|mois|ans?|oft|manchmal|selten|immer|siempre|veces)(?:-|$)"
)
_NUMBERS = frozenset(
    str(n) for base in (95, 995, 9995) for n in range(base, base + 5)
) | {
    "-1", "-2", "-8", "-9", "-97", "-98", "-99", "-999", "-9999", "-66", "-77", "-88", "-777", "-888", "88", "888", "8888", "77", "777",
}  # fmt: skip
_SMALL = ("8", "9")
#: Answers in words at least, and bare numbers at most beside them, for these to be codes of no answer.
_LEAST_WORDS, _MOST_AMONG_WORDS = 2, 2
#: A denial of one word, which other answers may have too: "not concerned", « ne s'applique pas », "unsure".
_DENIAL = re.compile(
    r"(?:(?:ca-|cela-)?ne-s-|(?:non|pas|not|no|nicht)-|(?:it-)?does(?:n-t|-not)-|un(?=sure))(?P<word>[a-z]{4,})[.e]*s?(?:-.*)?"
    r"|(?P<before>[a-z]{4,})-nicht-zu"
)
#: Letters that words of one stem begin with alike.
_STEM = 5
#: The number of a code before its words: "99 - Refus", "-1. Don't know".
_NUMBERED = re.compile(r"\A(?:minus-)?[0-9]{1,4}[-.]+(?=[a-z])")


def missing_word(text: str) -> Missing | None:
    """Return the kind of missing a text says, None where it says none. "-" and the like say that nothing was answered."""
    folded = _NUMBERED.sub("", fold(text))
    if not folded.strip("._"):
        # A pictogram or a text in another script is an answer; a dash or a dot is none.
        return "absent" if not any(c.isalnum() or ord(c) > 0x2100 for c in text) else None
    return next((kind for kind, words in _WORDS.items() if words.fullmatch(folded)), None)


def missing_words(texts: Iterable[str]) -> dict[str, Missing | None]:
    """Return the kind of missing of each of the answers to one question.

    What says "not" to a word that other answers grade is a point of theirs and no missing one: « Trifft nicht zu »
    beside « Trifft eher zu », "Not sure" beside "Very sure".
    """
    kinds = {text: missing_word(text) for text in texts}
    said = [word for text, kind in kinds.items() if kind is None for word in fold(text).split("-")]
    return {text: None if kind and _denies_one_of(text, kind, said) else kind for text, kind in kinds.items()}


def _denies_one_of(text: str, kind: Missing, words: Sequence[str]) -> bool:
    """Tell whether a text denies a word of others. An opinion may be good, and who has none still does not know."""
    denied = _DENIAL.fullmatch(_NUMBERED.sub("", fold(text)))
    if denied is None or kind not in ("filtered", "dont_know"):
        return False
    word = denied["word"] or denied["before"]
    if kind == "dont_know" and word != "sure":
        return False
    return any(other.startswith(word.removesuffix("y")[:_STEM]) for other in words)


def never_used(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts that say a thing was never used, among others that do not say how often it was."""
    folded = {text: fold(text) for text in texts}
    unused = tuple(text for text, said in folded.items() if _UNUSED.fullmatch(said))
    often = any(_HOW_OFTEN.search(said) for text, said in folded.items() if text not in unused)
    return () if often or len(unused) == len(folded) else unused


def missing_numbers(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the whole numbers among codes that stand apart as codes of no answer do: 99 after 1 to 5, 9 after 1 to 6, -1.

    98 after 97 other values up to 96 is no such code: there must be a gap of at least two before the first of them. Among
    answers in words alone, 99 stands apart too.
    """
    given = list(texts)
    values = sorted({int(text) for text in given if re.fullmatch(r"-?[0-9]+", text)})
    below = _negative_answers(values)
    suspects = [v for v in values if str(v) in _NUMBERS and v not in below]
    others = [v for v in values if v not in suspects]
    if not others:
        # Among answers in words a number is none of them: it is the code that a program writes for no answer.
        return tuple(map(str, suspects)) if _are_words(given) else ()
    above = [v for v in suspects if v > max(others)]
    if above and min(above) <= max(others) + 1 and max(others) > 10:
        suspects = [v for v in suspects if v < 0]
    small = [v for v in others if str(v) in _SMALL]
    rest = [v for v in others if v not in small]
    if small and rest and max(rest) <= 6 and min(rest) >= 0 and max(rest) + 1 < min(small):
        suspects += small
    return tuple(str(v) for v in sorted(set(suspects))) if len(others) > 1 else ()


def _are_words(texts: Sequence[str]) -> bool:
    """Tell whether several texts are answers in words, without a digit, and hardly any a bare number."""
    words = [text for text in texts if missing_word(text) is None and not any(map(str.isdigit, text))]
    numbers = [text for text in texts if re.fullmatch(r"-?[0-9]+", text)]
    return len(words) >= _LEAST_WORDS and len(numbers) <= _MOST_AMONG_WORDS and len(words) > len(numbers)


def _negative_answers(values: Sequence[int]) -> frozenset[int]:
    """Return the negative ones, of distinct numbers in order, that are answers.

    They are points of a scale below 0, or a quantity that falls. Down to the lowest that is no usual code of no answer
    all are answers; -1 and -2 alone are where they mirror 1 and 2.
    """
    unusual = [v for v in values if v < 0 and str(v) not in _NUMBERS]
    if unusual:
        return frozenset(v for v in values if min(unusual) <= v < 0)
    run = [v for v in (-2, -1) if v in values]
    if 0 not in values or -1 not in run or -min(run) < max(values) - 1:
        return frozenset()
    return frozenset(run)


def usual_kind(number: str) -> Missing:
    """Return what a number of no answer usually stands for: 8, 98, 998 don't know, the others refused."""
    return "dont_know" if number.lstrip("-").endswith("8") else "refused"
