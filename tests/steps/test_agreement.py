"""Agreement: Cohen's kappa for two coders and Fleiss' for more, over the units that two of them read."""

import numpy as np
import pytest

from relstudy.intake.readings import Readings
from relstudy.steps.agreement import Agreement, compare_coders
from relstudy.survey.plan import CodingPlan, Identity
from relstudy.survey.registers import CodebookEntry

CODEBOOK = (CodebookEntry(id="queue", facet="satisfaction"), CodebookEntry(id="kindness", facet="emotion"))
#: Verbatim, code, coder: three verbatims of two cases, read by all coders.
TWO = [(0, 0, 0), (0, 0, 1), (1, 0, 0), (1, 1, 1), (2, 1, 0)]


def agreement_of(given: list[tuple[int, int, int]], *, read: np.ndarray) -> Agreement:
    readings = Readings(
        file="codings.csv",
        case=np.array([0, 1, 0]),
        cases=2,
        read=read,
        given=np.array(given),
        length=np.ones(3, dtype=int),
        passages=Readings.none().passages,
    )
    return compare_coders(
        interviews_readings=readings,
        study_codebook=CODEBOOK,
        study_coding=CodingPlan(resamples=100),
        study_identity=Identity(id="s"),
    )


def everybody(coders: int) -> np.ndarray:
    return np.ones((3, coders), dtype=bool)


def test_pools_are_codes_then_facets_then_all() -> None:
    got = agreement_of(TWO, read=everybody(2))
    assert got.pools == ("queue", "kindness", "facet.emotion", "facet.satisfaction", "_")
    assert (got.units, got.coders) == (3, 2)
    np.testing.assert_allclose(got.alpha[[0, 1]], got.alpha[[3, 2]])


def test_a_third_coder_makes_it_fleiss() -> None:
    """Of two coders the first gives the code to two units of three, the second to one of these; a third as the first."""
    assert agreement_of(TWO, read=everybody(2)).kappa[0] == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))
    three = agreement_of([*TWO, (0, 0, 2), (1, 0, 2)], read=everybody(3))
    assert three.coders == 3
    assert three.kappa[0] == pytest.approx((7 / 9 - 41 / 81) / (1 - 41 / 81))


def test_the_names_of_coders_move_nothing() -> None:
    turned = [(verbatim, code, 1 - coder) for verbatim, code, coder in TWO]
    got, again = agreement_of(TWO, read=everybody(2)), agreement_of(turned, read=everybody(2))
    for measure in ("alpha", "low", "high", "kappa", "ac1", "observed"):
        np.testing.assert_allclose(getattr(again, measure), getattr(got, measure))


def test_units_nobody_shares_have_no_agreement() -> None:
    got = agreement_of([(0, 0, 0), (1, 0, 1)], read=np.array([[1, 0], [0, 1], [1, 0]], dtype=bool))
    assert (got.units, got.pools) == (0, ())
