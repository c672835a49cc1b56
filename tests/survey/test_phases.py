"""What asks for channels used, what for a person or a machine, and whom an answer stands for."""

from relstudy.survey.items import Code, Item, ItemId
from relstudy.survey.phases import find_moments, relation_of
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
    found = [
        (m.phase, [i.id for i, _ in m.channels], [i.id for i in m.wishes]) for m in find_moments(items, OFFERS.values())
    ]
    assert found == [
        ("awareness", ["early"], []), ("purchase", [], ["grid.buy"]), ("after_sales", ["late"], []), ("_", [], ["any"]),
    ]  # fmt: skip


def test_without_a_phase_in_the_questionnaire_a_channel_counts_where_the_register_says_it_serves() -> None:
    offers = (
        Offer(id="desk", kind="channel", phases=("purchase", "after_sales")),
        Offer(id="app", kind="channel"),
        Offer(id="care", kind="service", phases=("delivery",)),
    )
    new = Item(id=ItemId("new"), type="single", codes=(Code(code="desk", offer="desk"), Code(code="app", offer="app")))
    services = Item(id=ItemId("services"), type="multiple", codes=(Code(code="care", offer="care"),))
    used = Item(id=ItemId("used"), type="multiple", codes=(*new.codes, Code(code="none")))
    moments = find_moments((new, services, used), offers)
    assert [(m.phase, [(i.id, [c.code for c in codes]) for i, codes in m.channels]) for m in moments] == [
        ("purchase", [("used", ["desk"])]), ("after_sales", [("used", ["desk"])]), ("_", [("used", ["app"])]),
    ]  # fmt: skip
    assert all(m.by_register for m in moments)
