"""Whether the cases of a wave may be called interviews, by what wave.toml says in people's words."""

from datetime import date

import pytest

from relstudy.survey.interviewing import held_interviews, interview_guides
from relstudy.survey.labels import Labels
from relstudy.survey.plan import Wave, WaveFacts

DAY = date(2026, 3, 1)


def wave_of(**facts: str) -> Wave:
    return Wave(id="v1", facts=WaveFacts(field_start=DAY, field_end=DAY, facts=facts))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Entretiens semi-directifs, non rémunérés, en visio", True),
        ("Interviews by telephone, not recorded", True),
        ("Face à face, une heure", True),
        ("Two focus groups", True),
        ("Entretiens par écrit, dans une messagerie", True),
        ("Avis écrits publiés en ligne", False),
        ("Online reviews", False),
        ("Questions ouvertes de l’enquête", False),
        ("Pas d’entretiens : avis laissés sur un site", False),
        ("Public comments, without any interviews", False),
        ("", False),
    ],
)
def test_what_is_declared(said: str, expected: bool) -> None:
    assert held_interviews(wave_of(interviews_mode=said)) is expected


def test_nothing_declared_is_no_interview() -> None:
    assert not held_interviews(wave_of(interviews_population="22 clients", mode="Entretiens"))


def test_a_text_by_language_counts_too() -> None:
    labels = Labels(texts={"wave/v1/interviews_mode": {"fr": "Avis écrits", "en": "Written reviews"}})
    facts = WaveFacts(field_start=DAY, field_end=DAY, facts={"interviews_mode": "Avis écrits"})
    assert not held_interviews(Wave(id="v1", facts=facts, labels=labels))


def test_guides_are_known_by_their_names() -> None:
    names = ("guide.fr.md", "guide.md", "guide.en.md", "guide.txt", "my_guide.md", "guides.md", "study.toml")
    assert interview_guides(names) == ("guide.en.md", "guide.fr.md", "guide.md")
