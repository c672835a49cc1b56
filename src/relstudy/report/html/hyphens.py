"""Soft hyphens in the longest words of column heads: where a browser has no dictionary, a narrow column cuts them anywhere.

French divides between syllables, and its syllables can be told by rule; English cannot, and its words are left whole.
"""

import re

#: Shorter words fit the narrowest column of a table, and the room of a label in a row that stacks.
_LONG_WORD = re.compile(r"\w{13,}")
_VOWELS = "aeiouyàâäéèêëîïôöùûüœæ"
#: What begins a syllable: two letters that are one sound, or one consonant that does not end such a pair.
_ONSET = r"(?:ch|ph|th|gn|qu|[bcdfgptv][lr]|(?<![cpt])h|(?<![bcdfgptv])[lr]|(?<!g)n|[bcçdfgjkmpqstvwxz])"
_SYLLABLE = re.compile(rf"(?<=\w{{3}})(?={_ONSET}[{_VOWELS}]\w)", re.IGNORECASE)
_HEAD = re.compile(r'(<th scope="col"[^>]*>)(.*?)(?=</th>)', re.DOTALL)
_TEXT = re.compile(r"[^<>]+(?=<|\Z)")
_LABEL = re.compile(r"(?<=--c)\d+:'[^']*'")
SOFT_HYPHEN = "\u00ad"


def divide_heads(page: str) -> str:
    """Return a French report whose long words in the heads of columns may be divided; attributes stay as they are."""
    page = _LABEL.sub(lambda label: _divide(label[0]), page)
    return _HEAD.sub(lambda head: head[1] + _TEXT.sub(lambda text: _divide(text[0]), head[2]), page)


def _divide(text: str) -> str:
    """Return a text with a soft hyphen between the syllables of its long words, none within two letters of an end."""
    return _LONG_WORD.sub(lambda word: _SYLLABLE.sub(SOFT_HYPHEN, word[0]), text)
