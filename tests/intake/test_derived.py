"""Items made from another item: who refused or did not know keeps a row of their own."""

import numpy as np

from relstudy.intake.answers import Answers
from relstudy.intake.derived import derive
from relstudy.survey.items import MISSING_CODES, Code, Derivation, Item

DONT_KNOW, REFUSED, ABSENT = (MISSING_CODES[reason] for reason in ("dont_know", "refused", "absent"))
SOURCE = Item(
    id="contact",
    type="single",
    columns=("Q1",),
    codes=(Code(code="1"), Code(code="2"), Code(code="8", missing="refused"), Code(code="9", missing="dont_know")),
)
#: 1, 2, refused, does not know, unexplained.
ANSWERS = Answers(
    layer=np.array([0, 0, REFUSED, DONT_KNOW, ABSENT], dtype=np.int8), codes=np.array([0, 1, 2, 3, -1], dtype=np.int16)
)


def merged(*codes: Code, merge: tuple[tuple[str, tuple[str, ...]], ...]) -> Item:
    return Item(id="near", type="single", codes=codes, derived=Derivation(source="contact", merge=merge))


def test_who_did_not_know_has_the_code_that_says_so() -> None:
    item = merged(Code(code="any"), Code(code="nsp", missing="dont_know"), merge=(("any", ("1", "2")),))
    got = derive(item, SOURCE, ANSWERS)
    assert got.codes.tolist() == [0, 0, -1, 1, -1]
    assert got.layer.tolist() == [0, 0, REFUSED, DONT_KNOW, ABSENT]


def test_bands_keep_who_did_not_know_too() -> None:
    values = np.array([10.0, 40.0, np.nan, np.nan, np.nan])
    item = Item(
        id="age_class",
        type="single",
        codes=(
            Code(code="low"),
            Code(code="high"),
            Code(code="98", missing="refused"),
            Code(code="99", missing="dont_know"),
        ),
        derived=Derivation(source="contact", bands=(0.0, 18.0)),
    )
    got = derive(item, SOURCE, Answers(layer=ANSWERS.layer, values=values))
    assert got.codes.tolist() == [0, 1, 2, 3, -1]


def test_a_code_for_two_reasons_alike_is_given_to_nobody_unless_it_is_merged_into() -> None:
    codes = (Code(code="any"), Code(code="a", missing="dont_know"), Code(code="b", missing="dont_know"))
    rest = merged(*codes, merge=(("any", ("1", "2")),))
    assert derive(rest, SOURCE, ANSWERS).codes.tolist() == [0, 0, -1, -1, -1]
    told = merged(*codes, merge=(("any", ("1", "2")), ("b", ("9",))))
    assert derive(told, SOURCE, ANSWERS).codes.tolist() == [0, 0, -1, 2, -1]
