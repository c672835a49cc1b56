"""Words of drafts: the same in both languages, and one for whatever the sources say."""

import re
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest

from relstudy.drafting.proposal import Reason
from relstudy.words import LANGS, Lang, load_words

SOURCES = Path(__file__).parents[2] / "src" / "relstudy" / "drafting"


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return sorted(name for _, name, _, _ in Formatter().parse(value) if name)


def test_both_languages_have_the_same_keys_and_fields() -> None:
    assert shape(load_words("fr", "draft")) == shape(load_words("en", "draft"))


@pytest.mark.parametrize("lang", LANGS)
def test_every_reason_and_every_remark_has_its_words_and_every_word_its_use(lang: Lang) -> None:
    words = load_words(lang, "draft")
    assert set(words["left-out"]) == set(get_args(Reason))
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("*.py"))
    named = set(re.findall(r'Remark\(\s*"([a-z-]+)"', text)) | set(re.findall(r'key="(blanks[a-z-]*)"', text))
    named |= set(re.findall(r'"(rows-[a-z]+)"', text))
    named |= set(re.findall(r'key: str = "(blanks)"', text)) | {
        "labels",
        "code-labels",
        "missing-number-taken",
        "missing-number",
    }
    assert named == set(words["settle"])
