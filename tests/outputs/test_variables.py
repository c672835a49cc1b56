"""Items as variables: codes stay what they are where a statistics program can hold them, and what is missing is declared."""

import numpy as np
import pytest
from page_context import context_of

from relstudy.intake.frames import Responses
from relstudy.outputs.variables import VariableNames, lay_columns
from relstudy.survey.items import MISSING_CODES, Code, Item
from relstudy.tables.dictionary import MissingRange

ASKED, FILTERED, DONT_KNOW = (MISSING_CODES[kind] for kind in ("answered", "filtered", "dont_know"))


def single(*codes: Code, type_: str = "single", columns: tuple[str, ...] = ("Q1",)) -> Item:
    return Item(id="q1", type=type_, columns=columns, codes=codes)  # type: ignore[arg-type]


def laid(item: Item, layer: list[int], labels: dict[str, str] | None = None, **arrays: np.ndarray):
    given = {name: {item.id: array} for name, array in arrays.items()}
    n = len(layer)
    responses = Responses(
        respondent_id=np.arange(n).astype(str), line=np.arange(n), missing={item.id: np.array(layer, dtype=np.int8)}, **given
    )  # fmt: skip
    return lay_columns(item, responses, VariableNames(), context_of((item,), [], labels))


def coded(item: Item, places: list[int], layer: list[int] | None = None):
    found, _ = laid(item, layer or [0] * len(places), codes=np.array(places, dtype=np.int16))
    return found[0]


def test_numbers_stay_numbers_and_missing_codes_are_declared() -> None:
    item = single(Code(code="1", value=1), Code(code="2", value=0), Code(code="9", missing="dont_know"))
    found = coded(item, [0, 2, -1], [ASKED, DONT_KNOW, FILTERED])
    assert found.variable.name == "Q1"
    assert (found.variable.kind, found.variable.measure) == ("number", "nominal")
    assert found.variable.missing == (MissingRange(low=9.0, high=9.0),)
    assert np.array_equal(found.cells, [1.0, 9.0, np.nan], equal_nan=True)


def test_a_code_that_is_a_name_stays_a_text() -> None:
    found = coded(single(Code(code="01"), Code(code="2A")), [0, 1, -1])
    assert found.variable.kind == "text"
    assert found.cells.tolist() == ["01", "2A", ""]
    assert MissingRange(low="", high="") in found.variable.missing


def test_words_with_values_become_these_values_and_their_missing_lies_below() -> None:
    item = single(
        Code(code="Pas du tout", value=-1), Code(code="Un peu", value=0), Code(code="Tout à fait", value=1),
        Code(code="NSP", missing="dont_know"), type_="scale",
    )  # fmt: skip
    found = coded(item, [0, 1, 2, 3])
    assert found.cells.tolist() == [-1.0, 0.0, 1.0, -2.0]
    assert dict(found.variable.labels) == {"-1": "Pas du tout", "0": "Un peu", "1": "Tout à fait", "-2": "NSP"}
    assert found.variable.measure == "ordinal"


def test_long_words_without_values_are_numbered() -> None:
    found = coded(single(Code(code="x" * 65), Code(code="autre")), [0, 1])
    assert found.cells.tolist() == [1.0, 2.0]
    assert found.variable.labels["1"] == "x" * 65


@pytest.mark.parametrize(
    ("missing", "ranges"),
    [
        (("97", "98", "99"), ((97, 97), (98, 98), (99, 99))),
        (("96", "97", "98", "99"), ((96, 99),)),
        (("-9", "97", "98", "99"), ((97, 99), (-9, -9))),
        (("0", "3", "97", "99"), ((-4, -1),)),
    ],
)
def test_more_missing_codes_than_spss_takes_are_a_range_or_lie_below(missing, ranges) -> None:
    codes = [Code(code=str(n)) for n in (1, 2, 4)] + [Code(code=code, missing="absent") for code in missing]
    found = coded(single(*codes), list(range(len(codes))))
    assert sorted((r.low, r.high) for r in found.variable.missing) == sorted(ranges)
    declared = [any(r.low <= cell <= r.high for r in found.variable.missing) for cell in found.cells.tolist()]
    assert declared == [False, False, False, *[True] * len(missing)]
    assert len(set(found.cells.tolist())) == len(codes)


def test_free_numbers_keep_theirs_and_a_word_for_none_is_no_number_given() -> None:
    item = single(Code(code="NSP", missing="dont_know"), type_="numeric")
    (found,), _ = laid(
        item, [ASKED, ASKED, DONT_KNOW, FILTERED],
        values=np.array([-1.0, 3.5, np.nan, np.nan]), codes=np.array([-1, -1, 0, -1], dtype=np.int16),
    )  # fmt: skip
    assert np.array_equal(found.cells, [-1.0, 3.5, -2.0, np.nan], equal_nan=True)
    assert found.variable.missing == (MissingRange(low=-2.0, high=-2.0),)
    assert found.variable.measure == "scale"


def test_ticks_are_one_set_named_by_its_question() -> None:
    item = Item(id="q1", type="multiple", columns=("Q5_1", "Q5_2"), codes=(Code(code="app"), Code(code="desk")))
    ticked = np.array([[True, False], [False, False], [False, False]])
    columns, answers = laid(
        item, [ASKED, ASKED, FILTERED], {"item/q1": "Canaux", "code/q1/app": "Appli"}, ticked=ticked
    )
    assert [c.variable.name for c in columns] == ["Q5_1", "Q5_2"]
    assert np.array_equal(columns[0].cells, [1.0, 0.0, np.nan], equal_nan=True)
    assert columns[0].variable.label == "Appli"
    assert answers is not None
    assert (answers.name, answers.label, answers.columns, answers.counted) == ("q1", "Canaux", ("Q5_1", "Q5_2"), "1")


def test_answers_of_one_cell_are_a_column_each() -> None:
    item = Item(id="q1", type="multiple", columns=("Q5",), separator=";", codes=(Code(code="A & b"), Code(code="C")))
    columns, _ = laid(item, [ASKED], ticked=np.array([[True, False]]))
    assert [c.variable.name for c in columns] == ["Q5_a_b", "Q5_c"]


@pytest.mark.parametrize(
    ("item", "names"),
    [
        (Item(id="q1", type="rank", columns=("R_a", "R_b"), codes=(Code(code="a"), Code(code="b"))), ["R_a", "R_b"]),
        (
            Item(id="q1", type="rank", columns=("P1", "P2"), by_place=True, codes=(Code(code="a"), Code(code="b"))),
            ["q1_a", "q1_b"],
        ),
        (
            Item(id="q1", type="rank", columns=("R",), separator=";", codes=(Code(code="a"), Code(code="b"))),
            ["R_a", "R_b"],
        ),
    ],
    ids=("by code", "by place", "in one cell"),
)
def test_places_of_a_ranking_are_numbers_and_no_set(item: Item, names: list[str]) -> None:
    ranks = np.array([[1, 2], [0, 1], [0, 0]], dtype=np.int16)
    columns, answers = laid(item, [ASKED, ASKED, FILTERED], {"code/q1/a": "Appli"}, ticked=ranks > 0, ranks=ranks)
    assert [c.variable.name for c in columns] == names
    assert np.array_equal(columns[0].cells, [1.0, np.nan, np.nan], equal_nan=True)
    assert np.array_equal(columns[1].cells, [2.0, 1.0, np.nan], equal_nan=True)
    assert (columns[0].variable.label, columns[0].variable.measure, answers) == ("Appli – q1", "ordinal", None)


def test_of_an_open_question_only_who_answered() -> None:
    (found,), _ = laid(single(type_="open"), [ASKED, FILTERED])
    assert np.array_equal(found.cells, [1.0, np.nan], equal_nan=True)
    assert list(found.variable.labels) == ["1"]


def test_what_nobody_was_asked_has_no_variable() -> None:
    assert laid(single(Code(code="1")), [1, 1], codes=np.array([-1, -1], dtype=np.int16)) == ((), None)


def test_names_are_such_as_spss_takes_and_stand_once() -> None:
    names = VariableNames()
    assert names.give("Q1", "a") == "Q1"
    assert names.give("q1", "age") == "age"
    assert names.give("1. Quel âge ?", "with") == "q_with"
    assert names.give("x" * 70, "AGE") == "age_2"
    assert names.give("Âge", "b") == "Âge"
    assert names.give("fin.", "2_b") == "q_2_b"
