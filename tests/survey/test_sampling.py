"""What a wave says of its sample, in people's words of two languages."""

from datetime import date
from types import SimpleNamespace

import pytest

from relstudy.survey.labels import Labels
from relstudy.survey.plan import Wave, WaveFacts
from relstudy.survey.registers import Quota
from relstudy.survey.sampling import sampling_of

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Quotas d'âge et de sexe", "quota"),
        ("Quota sample by age", "quota"),
        ("Random route with quotas", "quota"),
        ("Échantillon aléatoire stratifié", "random"),
        ("Tirage au sort dans le fichier clients", "random"),
        ("Probability sample", "random"),
        ("Non-probability panel", "unsaid"),
        ("Échantillon non probabiliste", "unsaid"),
        ("Tirage aléatoire simple sans remise", "random"),
        ("Addresses drawn randomly without replacement", "random"),
        ("Not a random sample", "unsaid"),
        ("L'échantillon n'est pas aléatoire", "unsaid"),
        ("Volontaires, sans tirage au sort", "unsaid"),
        ("Panel; order of questions randomised", "unsaid"),
        ("Panel, ordre des questions aléatoire", "unsaid"),
        ("Access panel", "unsaid"),
        ("", "unsaid"),
    ],
)
def test_a_design_in_words(said: str, expected: str) -> None:
    facts = WaveFacts(field_start=DAY, field_end=DAY, facts={"sample_design": said})
    assert sampling_of(SimpleNamespace(quotas=()), Wave(id="v1", facts=facts)) == expected


def test_a_text_by_language_and_a_file_of_quotas_say_it_too() -> None:
    facts = WaveFacts(field_start=DAY, field_end=DAY)
    labels = Labels(texts={"wave/v1/sampling": {"fr": "Méthode des quotas"}})
    assert sampling_of(SimpleNamespace(quotas=()), Wave(id="v1", facts=facts, labels=labels)) == "quota"
    quota = Quota(item="sexe", code="1", planned=10)
    assert sampling_of(SimpleNamespace(quotas=(quota,)), Wave(id="v1", facts=facts)) == "quota"
