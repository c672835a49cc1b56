"""Proposals are learned from people, judged without the case they are for, and the same at every run."""

import numpy as np
import pytest

from relstudy.stats.proposals import Proposals, agree, learnable, propose_codes

SAID = {0: "L'attente au téléphone est très longue", 1: "Le site est lent et confus", 2: "Rien à signaler de plus"}


def material(cases: int = 20) -> tuple[list[str], np.ndarray, np.ndarray]:
    texts = [f"{SAID[kind]} {case % 7}" for case in range(cases) for kind in SAID]
    given = np.array([[kind == 0, kind == 1, False] for _ in range(cases) for kind in SAID])
    return texts, given, np.repeat(np.arange(cases), len(SAID))


def proposed(asked: tuple[str, ...] = (), seed: int = 1) -> tuple[Proposals, Proposals]:
    return propose_codes(*material(), asked, rng=np.random.default_rng(seed))


def test_what_words_tell_is_proposed_with_the_words() -> None:
    apart, fresh = proposed(("Encore l'attente au telephone !", "Un SITE bien lent", "Bonjour"))
    assert [fresh.of(text) for text in range(3)] == [(0,), (1,), ()]
    assert set(fresh.reasons[0, 0]) & {"attente", "telephone", "au telephone"}
    assert np.isnan(fresh.chance[:, 2]).all()
    assert (apart.quality.precision, apart.quality.recall, apart.quality.f1) == (1.0, 1.0, 1.0)


def test_the_same_texts_give_the_same_proposals() -> None:
    one, other = proposed(("Le site",)), proposed(("Le site",))
    assert np.array_equal(one[0].chance, other[0].chance, equal_nan=True)
    assert np.array_equal(one[1].chance, other[1].chance, equal_nan=True)
    assert one[1].reasons == other[1].reasons


def test_a_text_is_judged_without_its_case() -> None:
    texts, given, case = material()
    # One case alone says a word and has a code for it: nobody else teaches it.
    texts[0] = "zygomatique"
    apart, _ = propose_codes(texts, given, case, (), rng=np.random.default_rng(1))
    assert apart.of(0) == ()


def test_too_few_texts_or_cases_teach_nothing() -> None:
    _, given, case = material(4)
    assert learnable(given, case).tolist() == [False, False, False]
    _, given, case = material(8)
    assert learnable(given, case).tolist() == [True, True, False]
    assert learnable(given, np.zeros(len(given), dtype=int)).tolist() == [False, False, False]


def test_people_agree_in_the_same_measure() -> None:
    one, other = np.array([[True, False], [True, True]]), np.array([[True, True], [False, True]])
    assert agree([(one, other)]).f1 == pytest.approx(2 * 2 / (3 + 3))
    assert np.isnan(agree([]).f1)
