"""Importance and satisfaction are subtracted on one scale only; a scale without declared ends is doubted aloud."""

import numpy as np
import pytest

from relstudy.fault_words import explain
from relstudy.steps.expectations.scales import doubt_one_line, doubt_scale, on_one_scale
from relstudy.survey.items import Code, Item
from relstudy.words import LANGS


def bare(name: str, kind: str = "scale") -> Item:
    return Item(id=name, type=kind, columns=(name,))


def declared(name: str, low: int, high: int) -> Item:
    return Item(
        id=name, type="scale", columns=(name,),
        codes=(*(Code(code=str(i), value=i) for i in range(low, high + 1)), Code(code="99", missing="dont_know")),
    )  # fmt: skip


def answers(*values: float) -> np.ndarray:
    return np.array([*values, np.nan])


@pytest.mark.parametrize(
    ("ones", "others", "same"),
    [
        ((0, 4, 10), (1, 3, 5), False),
        ((0, 4, 10), (2, 9), True),
        ((1, 5), (1, 2, 4), False),
        ((2, 5), (1, 5), True),
        ((-3, 2), (1, 3), False),
        ((-3, 2), (-2, 3), True),
        ((0, 100), (1, 10), False),
    ],
)
def test_scales_without_ends_are_one_where_their_answers_fit_the_same_usual_scale(ones, others, same: bool) -> None:
    one, other = bare("i"), bare("s")
    assert on_one_scale(one, answers(*ones), other, answers(*others)) is same
    assert (doubt_scale(one, answers(*ones), other, answers(*others)) is None) is same


def test_declared_ends_decide_whatever_was_answered() -> None:
    assert declared("i", 0, 10).ends == (0, 10)
    assert on_one_scale(declared("i", 1, 5), answers(2), declared("s", 1, 5), answers(5))
    assert not on_one_scale(declared("i", 0, 10), answers(5), declared("s", 1, 5), answers(5))
    assert doubt_scale(declared("i", 0, 10), answers(5), declared("s", 1, 5), answers(5)) is None
    assert on_one_scale(bare("i", "nps"), answers(3), declared("s", 0, 10), answers(5))


def test_one_scale_with_ends_and_one_without_are_not_known_to_be_one() -> None:
    told = doubt_scale(declared("i", 0, 10), answers(5), bare("s"), answers(1, 10))
    assert told is not None
    assert (told.code, told.severity, told.item, told.found) == (
        "scale-without-ends", "warning", "s", "i 0-10, s 1-10",
    )  # fmt: skip


def test_scores_of_different_scales_are_not_set_against_one_line_unsaid() -> None:
    """3 of 5 is in the middle, and lies below every line drawn among scores of 10."""
    rated = [("fast", declared("a", 0, 10)), ("open", declared("b", 1, 5)), ("kind", bare("c", "nps"))]
    told = doubt_one_line("importance", rated)
    assert told is not None
    assert (told.code, told.severity, told.item) == ("scales-differ", "warning", "importance")
    said = {lang: explain(told, lang).message for lang in LANGS}
    assert "(fast, kind (0 à 10)\u202f; open (1 à 5))" in said["fr"]
    assert "(fast, kind (0 to 10); open (1 to 5))" in said["en"]


def test_scores_of_one_scale_or_without_ends_say_nothing() -> None:
    assert doubt_one_line("importance", [("a", declared("a", 1, 5)), ("b", declared("b", 1, 5))]) is None
    assert doubt_one_line("satisfaction", [("a", declared("a", 1, 5)), ("b", bare("b"))]) is None
    assert doubt_one_line("satisfaction", []) is None
