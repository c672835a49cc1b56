"""Words of the report: the same texts in both languages, with the same places, typeset as the language asks."""

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import relstudy
from relstudy.report.html import render
from relstudy.report.wording import Words, figure_words, words_of
from relstudy.words import Lang, load_words


def texts(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from texts(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


FRENCH, ENGLISH = (dict(texts(load_words(lang, "report"))) for lang in ("fr", "en"))  # type: ignore[arg-type]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_texts_and_places() -> None:
    assert {k for k in FRENCH if not shared(k)} == {k for k in ENGLISH if not shared(k)}
    assert {k for k in FRENCH if not shared(k) and places(FRENCH[k]) != places(ENGLISH[k])} == set()


def shared(key: str) -> bool:
    """Tell whether a text is a word that others hold: each language needs its own of them."""
    return key.startswith("case.")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_explanations_speak_of_no_interviews_a_study_may_not_have(lang: Lang) -> None:
    named = re.compile(r"\b(entretiens?|interviews)\b", re.IGNORECASE)
    told = {key: text for key, text in texts(load_words(lang, "explain")) if named.search(text)}
    assert told == {}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("forms", [(), ("interviews",), ("prompts",), ("interviews", "prompts")])
def test_words_inside_words_are_found_and_follow_the_facts(lang: Lang, forms: tuple[str, ...]) -> None:
    named = re.compile(r"\b(entretiens?|interview(s|ees?)?)\b", re.IGNORECASE)
    for topic, words in (("report", replace(words_of(lang), forms=forms)), ("figures", figure_words(lang, forms))):
        keys = {re.sub("-(interviews|prompts)$", "", key) for key, _ in texts(load_words(lang, topic))}
        said = {key: words.find(key) or "" for key in keys}
        assert not {key: text for key, text in said.items() if re.search(r"<\w", text)}
        spoken = {key for key, text in said.items() if named.search(text)}
        assert spoken <= {"reasons.no_interviews", "sources.file.guide"} or "interviews" in forms
        assert "interviews" not in forms or len(spoken) > 8


def test_words_before_a_shared_word_elide_as_it_asks() -> None:
    for topic, words in (
        ("report", replace(words_of("fr"), forms=("interviews",))),
        ("figures", figure_words("fr", ("interviews",))),
    ):
        said = {key: words.find(key) or "" for key, _ in texts(load_words("fr", topic))}
        assert {k: t for k, t in said.items() if re.search(r"\b(?:de|le|la|que) (?:entretien|interviewé)", t)} == {}


def test_a_shared_word_takes_a_capital_where_it_is_named_with_one() -> None:
    plain, known = words_of("fr"), replace(words_of("fr"), forms=("interviews",))
    assert [w.text("workbook.interviews.n") for w in (plain, known)] == ["Cas", "Entretiens"]
    assert [w.text("interviews.base").split(" compte")[0] for w in (plain, known)] == ["Un cas", "Un entretien"]
    with pytest.raises(KeyError):
        Words("fr", {"a": {"b": "<c.d>"}}).find("a.b")


@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("a narrow space before ; ! ?", r"[^\u202f][;!?]"),
        ("a no-break space before : and %", r"[^\u00a0][:%](?!\w)"),
        ("no-break spaces inside guillemets", r"«[^\u00a0]|[^\u00a0]»"),
        ("a typographic apostrophe", r"\w'\w"),
        ("no English quotes", r"[“”\"]"),
    ],
)
def test_french_is_typeset_as_french(rule: str, pattern: str) -> None:
    assert {k: t for k, t in FRENCH.items() if re.search(pattern, t)} == {}, rule


def test_a_text_inside_a_sentence_begins_small() -> None:
    assert words_of("fr").inside("steps.interviews").text == "étude qualitative"


def test_every_reason_a_step_may_give_has_words() -> None:
    order = (Path(relstudy.__file__).parent / "study" / "order.py").read_text(encoding="utf-8")
    reasons = set(re.findall(r'"(no_\w+|not_used)"', order))
    assert reasons >= {"no_survey", "no_audit"}
    assert {r for r in reasons if f"reasons.{r}" not in FRENCH} == set()
    steps = re.findall(r'^        name="(\w+)"', order, flags=re.MULTILINE)
    assert len(steps) >= 9
    assert {s for s in steps if f"steps.{s}" not in FRENCH} == set()


def test_plural_forms_follow_the_language() -> None:
    french, english = words_of("fr"), words_of("en")
    assert render(french.count("counts.players", 0, n=0)) == "0 acteur"
    assert render(french.count("counts.players", 2, n=2)) == "2 acteurs"
    assert render(english.count("counts.players", 0, n=0)) == "0 players"
    assert render(english.count("counts.players", 1, n=1)) == "1 player"


def test_a_text_nobody_wrote_is_an_error_and_parts_are_escaped() -> None:
    with pytest.raises(KeyError):
        words_of("fr").say("method.nothing_of_the_sort")
    said = render(words_of("fr").say("method.weight.column", column="<b>{x}</b>"))
    assert "&lt;b&gt;{x}&lt;/b&gt;" in said
