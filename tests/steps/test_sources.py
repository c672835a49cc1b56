"""Where figures come from: a file and a column of it, also where no one question answers for them."""

from types import SimpleNamespace

from relstudy.steps.sources import source_of_items, source_of_rows
from relstudy.survey.items import Derivation, Item, ItemId
from relstudy.survey.plan import Respondents

AGE = Item(id="age", type="numeric", columns=("S2",))
BAND = Item(id="band", type="single", derived=Derivation(source=ItemId("age"), bands=(18.0, 35.0)))
WAVE = SimpleNamespace(responses=SimpleNamespace(path="waves/1/answers.csv"), items=(BAND, AGE))
WITHOUT = SimpleNamespace(responses=None, items=(BAND, AGE))


def test_rows_come_from_the_column_that_names_them_else_from_the_first_one_asked() -> None:
    assert source_of_rows(Respondents(id="ident"), WAVE) == "waves/1/answers.csv#ident"
    assert source_of_rows(Respondents(id="row"), WAVE) == "waves/1/answers.csv#S2"
    assert source_of_rows(Respondents(id="ident"), WITHOUT) is None


def test_what_several_questions_make_comes_from_the_first_column_of_the_first() -> None:
    assert source_of_items((ItemId("band"), ItemId("age")), WAVE) == "waves/1/answers.csv#S2"
    assert source_of_items((), WAVE) is None
    assert source_of_items((ItemId("age"),), WITHOUT) is None
