"""Names that a file gives to its values, against the questionnaire's."""

import numpy as np
import pytest

from relstudy.intake.frames import Responses
from relstudy.steps.turned_codes import doubt_codes
from relstudy.survey.items import Code, CodeId, Item, ItemId
from relstudy.survey.labels import Labels

ITEM = Item(id=ItemId("q"), type="single", columns=("Q1",), codes=tuple(Code(code=CodeId(c)) for c in ("1", "2")))
LABELS = Labels(texts={"code/q/1": {"fr": "Oui", "en": "Yes"}, "code/q/2": {"fr": "Non", "en": "No"}})
ANSWERS = Responses(
    respondent_id=np.array(["a", "b"]),
    line=np.array([2, 3]),
    codes={ItemId("q"): np.array([0, 1], dtype=np.int16)},
    missing={ItemId("q"): np.zeros(2, dtype=np.int8)},
)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ({"1": "Non", "2": "Oui"}, ["1 = Non, 2 = Oui"]),
        ({"1": "NO", "2": "Yes"}, ["1 = NO, 2 = Yes"]),
        ({"1": "Oui", "2": "Non", "9": "Refus"}, []),
        ({"1": "Tout à fait", "2": "Pas du tout"}, []),
        ({"1": "Non"}, []),
        ({}, []),
    ],
    ids=["swapped", "swapped in another language", "right", "other words", "half a witness", "no names"],
)
def test_names_of_values_are_held_against_the_questionnaire(names: dict[str, str], found: list[str]) -> None:
    told = doubt_codes((ITEM,), LABELS, ANSWERS, np.ones(2), {"Q1": names}, None, file="waves/w/responses.sav")
    assert [(f.code, f.found) for f in told] == [("codes-misnamed", one) for one in found]
