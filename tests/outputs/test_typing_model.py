"""The model as a file: read back as it was, refused where it was edited, cut or made for another contract."""

import json
from dataclasses import replace

import pytest
from typing_example import ITEMS, hand_model

from relstudy.errors import FieldworkError
from relstudy.outputs.typing_model import names_by_id, read_model, write_model
from relstudy.study.codec import digest
from relstudy.survey.plan import Respondents


def refused(content: bytes) -> tuple[str, str | None]:
    with pytest.raises(FieldworkError) as error:
        read_model(content, "typing.json")
    (found,) = error.value.faults
    return found.code, found.found


def test_a_model_is_read_back_as_it_was() -> None:
    model = hand_model(respondents=Respondents(id="ident", sheet="Data", header_row=2, skip_rows=(3,)))
    read = read_model(write_model(model), "typing.json")
    assert write_model(read) == write_model(model)
    assert digest((read.rule, read.respondents, read.profiles)) == digest(
        (model.rule, model.respondents, model.profiles)
    )
    assert sorted(read.items, key=lambda item: item.id) == sorted(model.items, key=lambda item: item.id)
    assert read.labels == model.labels


def test_another_spacing_is_the_same_model() -> None:
    told = json.loads(write_model(hand_model()))
    assert write_model(read_model(json.dumps(told).encode("utf-8-sig"), "x")) == write_model(hand_model())


def test_an_edited_model_is_refused() -> None:
    told = json.loads(write_model(hand_model()))
    told["constants"]["p1"] += 0.1
    assert refused(json.dumps(told).encode()) == ("bad-model", "@edited")
    del told["seal"]
    assert refused(json.dumps(told).encode()) == ("bad-model", "@edited")


def test_a_model_of_another_contract_is_refused() -> None:
    told = json.loads(write_model(hand_model()))
    assert refused(json.dumps({**told, "contract": 2}).encode()) == ("bad-model", "contract 2")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff\xfe", write_model(hand_model())[:-20]])
def test_what_is_no_model_is_refused(content: bytes) -> None:
    assert refused(content) == ("bad-model", "@no-model")


def test_columns_have_names_a_person_can_write() -> None:
    assert [names_by_id(item) for item in ITEMS[:3]] == [("app",), ("desk",), ("tools.web", "tools.fax")]


def test_a_set_whose_columns_hold_one_answer_each_is_read_back() -> None:
    several = replace(ITEMS[2], columns=("M1", "M2", "M3"), by_place=True, missing_texts=(("99", "filtered"),))
    assert names_by_id(several) == ("tools.1", "tools.2", "tools.3")
    model = replace(hand_model(), items=(*ITEMS[:2], several, *ITEMS[3:]))
    read = read_model(write_model(model), "typing.json")
    assert read.by_id["tools"] == several
