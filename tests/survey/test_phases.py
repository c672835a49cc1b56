"""What asks for channels used, what for a person or a machine, and whom an answer stands for."""

from relstudy.survey.items import Code, Item, ItemId
from relstudy.survey.phases import channels_by_phase, relation_of, wishes_by_phase
from relstudy.survey.registers import Offer

OFFERS = {"desk": Offer(id="desk", kind="channel", relation="human"), "app": Offer(id="app", kind="channel")}


def test_an_answer_stands_for_whom_it_says_else_for_whom_its_offer_says() -> None:
    codes = (Code(code="1", relation="automated"), Code(code="2", offer="desk"), Code(code="3", offer="app"),
             Code(code="4", offer="gone"), Code(code="5"))  # fmt: skip
    assert [relation_of(code, OFFERS) for code in codes] == ["automated", "human", None, None, None]


def test_answers_linked_to_offers_tell_channels_and_answers_with_a_relation_a_wish() -> None:
    used, wished = (Code(code="desk", offer="desk"),), (Code(code="1", relation="human"), Code(code="2"))
    items = (
        Item(id=ItemId("late"), type="multiple", codes=used, phase="after_sales"),
        Item(id=ItemId("early"), type="multiple", codes=used, phase="awareness"),
        Item(id=ItemId("always"), type="multiple", codes=used),
        Item(id=ItemId("grid"), type="grid", codes=wished, rows=("buy",), phase="purchase"),
        Item(id=ItemId("grid.buy"), type="single", codes=wished, grid=ItemId("grid"), phase="purchase"),
        Item(id=ItemId("any"), type="single", codes=wished),
    )
    assert {p: [i.id for i in found] for p, found in channels_by_phase(items).items()} == {
        "awareness": ["early"], "after_sales": ["late"],
    }  # fmt: skip
    assert list(channels_by_phase(items)) == ["awareness", "after_sales"]
    assert {p: [i.id for i in found] for p, found in wishes_by_phase(items).items()} == {"purchase": ["grid.buy"]}
