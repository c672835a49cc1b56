"""Spaces of French: what people write with plain spaces, or none, is set as the program's own words are.

Narrow no-break space before ; ! ?, no-break space before : % € and inside « ». Nothing else of a text changes, and
quotes of interviews not at all: they are exact.
"""

import re
from functools import partial

from relstudy.survey.labels import Labels

_NBSP, _NARROW = "\u00a0", "\u202f"
_ANY = f"[ {_NBSP}{_NARROW}]"
#: What each sign has before or behind it. A sign that nothing stands before, or that text runs on from ("http://", "8:30"),
#: is none of the sentence.
_RULES = (
    (re.compile(rf"{_ANY}*(»)"), _NBSP),
    (re.compile(rf"(?<=\S){_ANY}+([;!?])|^{_ANY}+([;!?])|(?<=[\w)»”…%€])([;!?]+)(?=$|[\s»)”])"), _NARROW),
    (re.compile(rf"(?<=\S){_ANY}+(:)(?=$|\s)|^{_ANY}+(:)(?=$|\s)|(?<=[\w)»”…%€])(:)(?=$|\s)"), _NBSP),
    (re.compile(rf"(?<=\d){_ANY}*([%€])(?!\w)"), _NBSP),
)
#: The signs that rules are about: most labels have none.
_SIGNS = re.compile("[«»;!?:%€]")
_OPENED = re.compile(rf"«{_ANY}*(?=\S)|«{_ANY}+$")


def set_spaces(text: str, lang: str) -> str:
    """Return a text with the spaces of its language; one that is not French as it stands."""
    if lang != "fr" or not _SIGNS.search(text):
        return text
    text = _OPENED.sub(f"«{_NBSP}", text)
    for rule, space in _RULES:
        text = rule.sub(partial(_set, space), text)
    return text


def _set(space: str, found: re.Match[str]) -> str:
    return space + next(sign for sign in found.groups() if sign)


def set_labels(labels: Labels) -> Labels:
    """Return labels with the spaces of their language, each text in its own."""
    return Labels(
        texts={
            key: {lang: set_spaces(text, lang) for lang, text in by_lang.items()}
            for key, by_lang in labels.texts.items()
        }
    )
