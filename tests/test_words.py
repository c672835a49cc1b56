"""Words of every topic: French is typeset as French wherever the program speaks it, on a screen as on a page."""

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from relstudy.words import LANGS, Lang, Topic, load_words

#: What people search for in a file, and the language agencies write blocks in, are typed with plain spaces.
TYPED = {"draft.mark", "faults.terms.block-words"}
#: A plain space before a sign, none inside «, a no-break space that is too wide, a typewriter's apostrophe.
MISSET = re.compile(r" (?=[:;!?%»](?!=))|«(?!\u00a0)|\u00a0[;!?]|[^\W\d]'[^\W\d]")


def texts(words: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(words, str):
        yield path, words
    elif words is not None and not isinstance(words, (int, float)):
        inside = words.items() if isinstance(words, dict) else enumerate(words)
        for key, found in inside:
            yield from texts(found, f"{path}.{key}")


@pytest.mark.parametrize("topic", get_args(Topic))
def test_french_is_typeset_as_french_in_every_topic(topic: Topic) -> None:
    said = dict(texts(load_words("fr", topic), topic))
    assert said
    assert {key: text for key, text in said.items() if MISSET.search(text) and key not in TYPED} == {}


@pytest.mark.parametrize("lang", LANGS)
def test_no_title_breaks_between_a_number_and_its_noun(lang: Lang) -> None:
    named = {
        key: text for key, text in texts(load_words(lang, "report"), "report") if re.search(r"\.title(_\w+)?\.", key)
    }
    counted = {key: text for key, text in named.items() if "{n}" in text}
    assert counted
    assert {key: text for key, text in counted.items() if re.search(r"\{n\} [\w<]", text)} == {}
