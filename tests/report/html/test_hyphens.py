"""Long words in French heads are divided between syllables, in the text alone."""

import pytest

from relstudy.report.html.hyphens import SOFT_HYPHEN, divide_heads


@pytest.mark.parametrize(
    "divided",
    ["Sen-si-bi-li-sa-tion", "Recom-man-da-tion", "Accom-pa-gne-ment", "Chro-ma-to-gra-phie", "Appren-tis-sa-ges"],
)
def test_a_long_word_is_divided_between_syllables(divided: str) -> None:
    whole = divided.replace("-", "")
    head = f'<th scope="col" class="n"><span title="{whole}">{whole}</span></th>'
    assert divide_heads(head) == head.replace(f">{whole}<", f">{divided.replace('-', SOFT_HYPHEN)}<")


def test_words_that_fit_and_words_elsewhere_stay_as_they_are() -> None:
    page = '<th scope="col">Satisfaction Prospects</th><th scope="row">Recommandation</th><td>Recommandation</td>'
    assert divide_heads(page) == page


def test_the_label_of_a_row_that_stacks_is_divided_where_it_has_no_room_for_the_whole_word() -> None:
    said = divide_heads("<table style=\"--c1:'dont spontanément';--c2:'Sensibilisation'\"><td>Sensibilisation</td>")
    divided = "Sen-si-bi-li-sa-tion".replace("-", SOFT_HYPHEN)
    assert said == f"<table style=\"--c1:'dont spontanément';--c2:'{divided}'\"><td>Sensibilisation</td>"
