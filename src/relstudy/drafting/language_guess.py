"""The language of labels, from the small words every sentence has."""

import re
from collections.abc import Iterable

from relstudy.words import Lang


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SMALL_WORDS: dict[Lang, frozenset[str]] = {
    "fr": _words("""
    le la les de du des un une et ou est vous votre vos avec pour dans sur pas que qui quel quelle comment êtes
    avez plus moins oui non sait très d l à au aux par ce cette en ne
"""),
    "en": _words("""
    the of a an and or is are you your with for in on not what which who how do does did have has very more less
    yes no to at by this that would
"""),
}

#: A word: not the letters of a code, "A1" or "q_in".
_WORD = re.compile(r"(?<![0-9_])\b[a-zàâäçéèêëîïôöùûüœ]+\b(?![0-9_])")


def is_small_word(word: str) -> bool:
    """Tell whether a word is one that every sentence of some language has."""
    return any(word in words for words in _SMALL_WORDS.values())


def guess_language(texts: Iterable[str], default: Lang) -> Lang:
    """Return the language most small words of the texts belong to, the default where neither is clearly ahead."""
    words = _WORD.findall(" ".join(texts).casefold())
    french, english = (sum(word in _SMALL_WORDS[lang] for word in words) for lang in ("fr", "en"))
    if french > 1.5 * english:
        return "fr"
    return "en" if english > 1.5 * french else default
