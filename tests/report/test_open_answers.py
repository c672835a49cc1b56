"""Answers to an open question as a list: the order tells of nobody, what is alike stands once, what names somebody gives way."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from open_example import WHY, open_context

from relstudy.folding import look
from relstudy.intake.personal_data.findings import KINDS, Kind
from relstudy.report.open_answers import (
    Unlisted,
    Written,
    about_list,
    about_written,
    find_written,
    gather_answers,
    mask_written,
    may_be,
)
from relstudy.report.plain.inline import read_flat
from relstudy.words import LANGS, Lang, load_words


def written(answers: list[str], ids: list[str] | None = None) -> Written:
    found = find_written(open_context(answers, ids=ids), WHY)
    assert found is not None
    return found


def test_answers_alike_stand_once_spelt_as_most_of_them_are() -> None:
    assert gather_answers(["Rien", "zèle", "rien ", "Été", "rien", "étage"]) == [
        ("étage", 1),
        ("Été", 1),
        ("rien", 3),
        ("zèle", 1),
    ]


@given(answers=st.lists(st.text(min_size=1, max_size=8).filter(str.strip), max_size=30), seed=st.integers(0, 99))
def test_the_order_of_the_file_is_in_no_list(answers: list[str], seed: int) -> None:
    told = gather_answers(answers)
    shuffled = Random(seed).sample(answers, len(answers))
    assert gather_answers(shuffled) == told
    assert sum(times for _, times in told) == len(answers)
    assert {look(text) for text, _ in told} == {look(text) for text in answers}


@pytest.mark.parametrize(
    ("answers", "ids", "why"),
    [
        (["", ""], None, "none"),
        ([f"texte {i}" for i in range(29)], None, "few"),
        ([f"texte {i}" for i in range(30)], None, None),
        ([f"R-{i}" for i in range(40)], [f"R-{i}" for i in range(40)], "ids"),
        ([f"R-{39 - i}" for i in range(40)], [f"R-{i}" for i in range(40)], "ids"),
        ([str(39 - i) for i in range(40)], [str(i) for i in range(40)], None),
    ],
)
def test_a_list_is_given_where_enough_wrote_what_is_no_id(
    answers: list[str], ids: list[str] | None, why: Unlisted | None
) -> None:
    found = written(answers, ids)
    assert found.unlisted == why
    assert bool(found.answers) == (why is None)


def test_what_names_somebody_gives_way_and_is_counted() -> None:
    context = open_context(["Écrire à jean.dupont@free.fr", "Mme Durand, 06 12 34 56 78"] + ["rien"] * 30, lang="fr")
    found = find_written(context, WHY)
    assert found is not None
    told = mask_written(context, found)
    assert told.masked == 3
    assert told.answers == (("Écrire à [courriel]", 1), ("Mme [nom], [téléphone]", 1), ("rien", 30))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_found_has_a_word_that_takes_its_place(kind: Kind, lang: Lang) -> None:
    assert load_words(lang, "report")["open_answers"]["masks"][kind].startswith("[")
    assert "{n}" in load_words(lang, "redact")["pseudonyms"][kind]
    assert "{n}" in load_words(lang, "cli")["redact"]["kind"][kind]


def test_numbers_of_cards_plates_and_contracts_give_way() -> None:
    told = ["Payé par 4111 1111 1111 1111", "Ma voiture AB-123-CD est garée", "Mon contrat n° 88123456"]
    context = open_context([*told, *["rien"] * 30], lang="fr")
    found = find_written(context, WHY)
    assert found is not None
    said = [text for text, _ in mask_written(context, found).answers]
    assert "Ma voiture [immatriculation] est garée" in said
    assert not any(re.search(r"\d", text) for text in said)


def test_what_a_review_settled_stands_and_is_counted() -> None:
    answers = ["Mme Durand, 06 12 34 56 78", "Merci à Mme Leroy", "M. Petit est lent", "M. Petit est lent "]
    settled = [(0, "Durand"), (1, "Mme Leroy"), (2, "Petit")]
    context = open_context(answers + ["rien"] * 30, settled=settled)
    found = find_written(context, WHY)
    assert found is not None
    told = mask_written(context, found)
    texts = {text for text, _ in told.answers}
    assert {"Mme Durand, [téléphone]", "Merci à Mme Leroy", "M. [nom] est lent", "rien"} == texts
    assert (told.masked, told.left) == (2, 2)
    assert "2 passages que la règle aurait retirés restent" in read_flat(about_list(context, told)[-1])


def test_the_page_says_how_many_and_where() -> None:
    context = open_context(["oui"] * 31, lang="en")
    found = find_written(context, WHY)
    assert found is not None
    assert read_flat(about_written(context, found)) == (
        "31 written answers, listed in the workbook tables.en.xlsx: its index names the sheet."
    )


@pytest.mark.parametrize(
    ("listed", "text", "same"),
    [
        ("Écrire à [courriel]", "écrire à  jean.dupont@free.fr", True),
        ("Mme [nom], [téléphone]", "Mme Durand, 06 12 34 56 78", True),
        ("Rien", "rien ", True),
        ("Rien", "Rien du tout", False),
        ("Écrire à [courriel]", "Téléphoner à jean", False),
    ],
)
def test_a_listed_answer_is_known_again_although_a_part_gave_way(listed: str, text: str, *, same: bool) -> None:
    assert may_be(listed, text) is same
