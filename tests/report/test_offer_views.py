"""What steps say of an offer: expectations found by it, nothing where a step knows nothing."""

from dataclasses import replace

from expectation_demo import bank_context
from page_context import context_of

from relstudy.cells import Cell
from relstudy.report.offer_views import grid_note, linked_practices, say_audit, say_sector, verdicts_by_offer
from relstudy.report.plain.inline import read_flat
from relstudy.report.verdicts import read_verdicts
from relstudy.survey.registers import Criterion, Offer


def test_every_linked_expectation_is_found_by_its_offer_in_the_order_of_ranks() -> None:
    context = bank_context()
    linked = [v for v in read_verdicts(context) if v.offer is not None]
    found = verdicts_by_offer(context)
    assert sorted(v.id for of in found.values() for v in of) == sorted(v.id for v in linked)
    for offer, verdicts in found.items():
        assert [v.id for v in verdicts] == [v.id for v in linked if v.offer == offer]


def test_the_scale_of_the_grid_and_how_many_it_ranks_are_told_once() -> None:
    scores = [
        Cell(section="grid", item=name, measure="score", value=value, unit="score")
        for name, value in (("a", 4.0), ("b", 7.5))
    ]
    criteria = tuple(Criterion(id=name, weight=0.5, low=1.0, high=5.0) for name in ("reach", "cost"))
    (note,) = grid_note(context_of((), scores, criteria=criteria))
    assert read_flat(note.text).startswith("Notes de 1 à 5\u00a0: ")
    assert read_flat(note.text).endswith("parmi 2 offres.")
    apart = (criteria[0], replace(criteria[1], high=10.0))
    assert "chacun sur son échelle" in read_flat(grid_note(context_of((), scores, criteria=apart))[0].text)
    assert grid_note(context_of((), [], criteria=criteria)) == ()


def test_steps_the_study_has_not_say_nothing() -> None:
    context, offer = bank_context(), Offer(id="nobody", kind="channel")
    assert linked_practices(context, offer) == ()
    assert not say_audit(context, offer)
    assert not say_sector(context, offer)
