"""What steps say of an offer: expectations found by it, nothing where a step knows nothing."""

from expectation_demo import bank_context

from relstudy.report.offer_views import linked_practices, say_audit, say_sector, verdicts_by_offer
from relstudy.report.verdicts import read_verdicts
from relstudy.survey.registers import Offer


def test_every_linked_expectation_is_found_by_its_offer_in_the_order_of_ranks() -> None:
    context = bank_context()
    linked = [v for v in read_verdicts(context) if v.offer is not None]
    found = verdicts_by_offer(context)
    assert sorted(v.id for of in found.values() for v in of) == sorted(v.id for v in linked)
    for offer, verdicts in found.items():
        assert [v.id for v in verdicts] == [v.id for v in linked if v.offer == offer]


def test_steps_the_study_has_not_say_nothing() -> None:
    context, offer = bank_context(), Offer(id="nobody", kind="channel")
    assert linked_practices(context, offer) == ()
    assert not say_audit(context, offer)
    assert not say_sector(context, offer)
