"""Words of faults: both languages complete, every placeholder known, nothing said that is not known."""

import re
from pathlib import Path
from typing import Any

import pytest

from relstudy.errors import SEVERITIES, Fault, computed, fault
from relstudy.exchange.offset_counting import DIALECTS
from relstudy.fault_words import as_json, explain, fields_of
from relstudy.survey.disclosure import MANDATORY, OF_INTERVIEWS
from relstudy.words import Lang, load_words

LANGS: tuple[Lang, ...] = ("fr", "en")
SOURCES = Path(__file__).parents[1] / "src"
FIELDS = {"file", "sheet", "column", "item", "found", "allowed", "wave", "waves", "study", "named", "brand", "step"}


def sentences(lang: Lang) -> list[tuple[str, str]]:
    faults = load_words(lang, "faults")["faults"]
    said = []
    for code, words in faults.items():
        for key in ("says", "fix"):
            for sentence in words[key]:
                said += [(code, s) for s in ([sentence] if isinstance(sentence, str) else sentence)]
    return said


def skeleton(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: skeleton(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [skeleton(inner) for inner in value]
    return fields_of(value)


def test_both_languages_have_the_same_keys_alternatives_and_fields() -> None:
    assert skeleton(load_words("fr", "faults")) == skeleton(load_words("en", "faults"))


@pytest.mark.parametrize("lang", LANGS)
def test_every_code_has_its_words(lang: Lang) -> None:
    assert load_words(lang, "faults")["faults"].keys() == SEVERITIES.keys()


def test_every_code_is_said_by_the_sources() -> None:
    said = "".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py") if path.name != "errors.py")
    assert [code for code in SEVERITIES if f'"{code}"' not in said] == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_field_is_one_of_a_fault(lang: Lang) -> None:
    assert {name for _, s in sentences(lang) for name in fields_of(s)} <= FIELDS


@pytest.mark.parametrize("lang", LANGS)
def test_every_term_that_the_sources_name_has_its_words(lang: Lang) -> None:
    terms = load_words(lang, "faults")["terms"]
    named = {
        term
        for path in SOURCES.rglob("*.py")
        for text in re.findall(r'"([^"\n]*@[^"\n]*)"', path.read_text(encoding="utf-8"))
        for term in re.findall(r"(?<![\w@])@([a-z][a-z0-9-]+)", text)
    }
    assert len(named) > 10
    # What a style sheet calls an at-rule is no term; what ends open is put together with the names of what it tells.
    opened = {term for term in named if term.endswith("-")}
    assert named - opened - {"font-face"} <= terms.keys()
    told = {
        "fact-": {name.replace("_", "-") for name in (*MANDATORY, *OF_INTERVIEWS, "field_start", "field_end")},
        "counted-": {part for dialect in DIALECTS for part in dialect.name.split("+")},
    }
    assert opened == told.keys()
    assert {f"{prefix}{name}" for prefix, names in told.items() for name in names} <= terms.keys()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", SEVERITIES)
def test_a_bare_fault_and_a_full_one_can_be_said(code: str, lang: Lang) -> None:
    bare = explain(fault(code, "a.csv"), lang)
    full = explain(
        fault(code, "a.csv", sheet="S", line=3, column="Q1", item="q1", found="x{y}", allowed="a, b", more=2), lang
    )
    for said in (bare, full):
        assert said.message
        assert said.fix
        assert said.place.startswith("a.csv")
        for text in (said.message, said.fix):
            assert "None" not in text
            assert text[0].isupper() or text[0] in '«"'
            assert text[-1] in ".…»)" or "x{y}" in text
    assert "3" in full.place
    assert not re.search(r"\{[a-z]+\}", bare.message)


def test_french_typography() -> None:
    text = (Path(__file__).parents[1] / "templates/words/fr/faults.toml").read_text(encoding="utf-8")
    for key, sentence in sentences("fr"):
        assert not re.search(r"[^\u00a0\s][;?!»]|[^\u00a0\s]:(?=\s|$)|« |«[^\u00a0]", sentence), (key, sentence)
        assert not re.search(r" [;:?!»]", sentence), (key, sentence)
    assert "’" in text
    assert not re.search(r"[a-zé]'[a-zé]", "".join(s for _, s in sentences("fr")))


UNKNOWN = fault(
    "unknown-code", "waves/2026/responses.csv", line=6, column="SEXE", item="sexe", found="3", allowed="1, 2", more=4
)


def test_a_fault_in_french() -> None:
    said = explain(UNKNOWN, "fr")
    assert said.place == "waves/2026/responses.csv, ligne 6, «\u00a0sexe\u00a0», colonne «\u00a0SEXE\u00a0»"
    assert said.message == (
        "Le code «\u00a03\u00a0» n’est pas déclaré pour «\u00a0sexe\u00a0». "
        "Codes connus, le plus proche d’abord\u00a0: 1, 2. Même anomalie à 4 autres endroits."
    )
    assert said.fix == "Corrigez le code, ou déclarez-le."


def test_a_fault_in_english() -> None:
    said = explain(fault("missing-value", "study.toml", line=3, column="id", item="study", found="@blank"), "en")
    assert said.place == 'study.toml, line 3, "study", key "id"'
    assert said.message == 'A value is missing in "id". Found: a blank cell.'


def test_a_fault_as_json_has_the_keys_of_the_contract() -> None:
    assert as_json(UNKNOWN, "en") == {
        "code": "unknown-code", "severity": "error", "file": "waves/2026/responses.csv", "sheet": None, "line": 6,
        "column": "SEXE", "item": "sexe", "found": "3 (and 4 more)", "allowed": "1, 2",
        "fix": "Correct the code, or declare it.",
    }  # fmt: skip
    assert list(as_json(UNKNOWN, "fr")) == [
        "code", "severity", "file", "sheet", "line", "column", "item", "found", "allowed", "fix",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@blank", "a blank cell"),
        ("@item, not, (", "the id of an item, not, ("),
        ("'…', @a-number", "'…', a number"),
        ("L12", "line 12"),
        ("@dupont", "@dupont"),
        ("anna@blank", "anna@blank"),
    ],
)
def test_terms_are_words_and_data_stay_data(text: str, said: str) -> None:
    assert as_json(Fault(code="bad-value", file="x", found="1", allowed=text), "en")["allowed"] == said


def test_one_more_place_and_none_found() -> None:
    assert as_json(fault("merged-cells", "x.xlsx", more=1), "fr")["found"] == "(et 1 autre)"
    assert as_json(fault("merged-cells", "x.xlsx"), "fr")["found"] is None


def test_a_long_text_is_shortened_on_screen_not_in_json() -> None:
    long = fault("quote-not-in-source", "x.csv", found="a" * 5000)
    assert len(explain(long, "fr").message) < 400
    assert len(as_json(long, "fr")["found"]) == 5000


def test_numbers_of_our_own_are_written_as_a_language_writes_them() -> None:
    ours = fault("not-converged", "targets.csv", found=f"sex = 0.5: {computed(49.1)} % (trim = 1.5)", allowed="0")
    assert as_json(ours, "fr")["found"] == "sex = 0.5: 49,1\u00a0% (trim = 1.5)"
    assert as_json(ours, "en")["found"] == "sex = 0.5: 49.1% (trim = 1.5)"
    assert "49,1\u00a0%" in explain(ours, "fr").message
    assert as_json(fault("targets-not-one", "t.csv", found=computed(1e-7), allowed=computed(-0.5)), "fr") | {
        "found": "1e-07", "allowed": "-0,5",
    } == as_json(fault("targets-not-one", "t.csv", found=computed(1e-7), allowed=computed(-0.5)), "fr")  # fmt: skip
    mail = fault("bad-value", "study.toml", found="a@=3.5")
    assert as_json(mail, "fr")["found"] == "a@=3.5"


@pytest.mark.parametrize(
    ("lang", "says"), [("fr", "Vérifiez le nom de la vague"), ("en", "Check the name of the wave")]
)
def test_a_wave_that_is_not_there_is_no_matter_of_steps(lang: Lang, says: str) -> None:
    told = explain(fault("missing-file", "waves/2031/wave.toml", allowed="2026, 2027"), lang).fix
    assert told.startswith(says)
    assert "waves/2031 " in told
    assert "[steps]" not in told
    assert "[steps]" in explain(fault("missing-file", "waves/2031/audit.csv"), lang).fix


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        (fault("missing-file", "somewhere", allowed="study.toml"), "relstudy new"),
        (fault("missing-file", "study.toml", allowed="study.toml"), "relstudy new"),
        (fault("missing-file", "agency/_brand.toml", allowed="_brand.toml"), "RELSTUDY_BRAND"),
        (fault("missing-file", "_brand.toml", column="logo", found="logo.svg", allowed="@brand-file"), "_brand.toml"),
        (fault("missing-file", "waves", allowed="waves/2026-03/wave.toml"), "waves/2026-03/wave.toml"),
        (fault("missing-file", "answers.sav"), ""),
    ],
)
@pytest.mark.parametrize("lang", LANGS)
def test_what_is_no_file_of_a_step_is_no_matter_of_steps(lacking: Fault, told: str, lang: Lang) -> None:
    said = explain(lacking, lang)
    assert told in said.fix
    assert "[steps]" not in said.fix
    assert ("logo.svg" in said.message) == (lacking.column == "logo")
