"""What is told when it moves: a mean for its answers, an expectation for its questions, one answer of two."""

from relstudy.cells import CellKey
from relstudy.report.book import CellRow
from relstudy.report.standing import Standing
from relstudy.survey.items import Code, Item, ItemId
from relstudy.survey.registers import Expectation

YES_NO = Item(id=ItemId("uses"), type="single", columns=("q1",), codes=(Code(code="Oui"), Code(code="Non")))
STANDING = Standing.of(
    (YES_NO,), (Expectation(id="fast", importance_item=ItemId("imp"), satisfaction_item=ItemId("sat")),), averaged={"scale"}
)  # fmt: skip


def told(section: str, item: str, measure: str, row: str, *, base_kind: str = "respondents") -> bool:
    key = CellKey(f"{section}/{item}/{measure}/{row}/all")
    return STANDING.tells(CellRow(key=key, section=section, item=item, measure=measure, row=row, base_kind=base_kind))


def test_an_expectation_is_told_in_place_of_its_questions() -> None:
    assert told("expectations", "fast", "satisfaction", "_")
    assert not told("survey", "sat", "mean", "_")
    assert not told("survey", "imp", "share", "5")


def test_a_mean_is_told_in_place_of_the_answers_it_sums_up_and_nets_beside_it() -> None:
    assert [told("survey", "scale", *rest) for rest in (("mean", "_"), ("share", "3"), ("share", "net.agree"))] == [
        True,
        False,
        True,
    ]


def test_of_two_answers_the_first_is_told_and_rows_pooled_over_a_grid_are_not() -> None:
    assert told("survey", "uses", "share", "oui")
    assert not told("survey", "uses", "share", "non")
    assert not told("survey", "grid", "mean", "_", base_kind="rows")
    assert told("survey", "channels", "share", "app")
