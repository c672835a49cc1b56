"""Answers of a wave: codes, kinds of missing, ticks, numbers, who is kept, and every fault with its line."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from relstudy.errors import Fault, FieldworkError
from relstudy.intake.responses import ReadWave, read_responses
from relstudy.survey.items import MISSING_CODES, Code, Derivation, Item
from relstudy.survey.plan import Design, Respondents, Source, Weighting

KINDS = {number: name for name, number in MISSING_CODES.items()}


def codes(*answers: str, **missing: Any) -> tuple[Code, ...]:
    return (*(Code(code=a) for a in answers), *(Code(code=c.strip("_"), missing=m) for c, m in missing.items()))


def single(name: str, *answers: str, **options: Any) -> Item:
    return Item(id=name, type="single", columns=(name,), codes=codes(*answers), **options)


@pytest.fixture
def intake(tmp_path: Path):
    def _intake(
        content: str,
        items: Sequence[Item],
        *,
        weights: Weighting | None = None,
        design: Design | None = None,
        name: str = "responses.csv",
        **respondents: Any,
    ) -> ReadWave:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return read_responses(
            Source(path=f"waves/w/{name}", sha256="", absolute=path),
            tuple(items),
            weighting=weights or Weighting(),
            respondents=Respondents(**{"id": "id", **respondents}),
            design=design or Design(),
        )

    return _intake


@pytest.fixture
def faults(intake):
    def _faults(*args: Any, **options: Any) -> list[Fault]:
        with pytest.raises(FieldworkError) as caught:
            intake(*args, **options)
        return [f for f in caught.value.faults if f.severity != "note"]

    return _faults


def kinds(read: ReadWave, item: str) -> list[str]:
    return [KINDS[k] for k in read.responses.missing[item].tolist()]


def answers(read: ReadWave, item: Item) -> list[str | None]:
    return [item.codes[c].code if c >= 0 else None for c in read.responses.codes[item.id].tolist()]


# -- who answered --------------------------------------------------------------------------------------


def test_rows_are_sorted_by_id_as_text_and_keep_their_lines(intake) -> None:
    q = single("q", "01", "1")
    read = intake("id,q\n10,01\n9,1\na b,01\n", [q])
    assert read.responses.respondent_id.tolist() == ["10", "9", "a b"]
    assert read.responses.line.tolist() == [2, 3, 4]
    assert answers(read, q) == ["01", "1", "01"]
    assert read.responses.codes["q"].dtype == np.int16
    assert read.responses.missing["q"].dtype == np.int8


def test_the_order_of_a_file_changes_nothing(intake) -> None:
    q, age = single("q", "1", "2"), Item(id="age", type="numeric", columns=("age",))
    rows = [f"r{i},{1 + i % 2},{20 + i % 3},{1 + i % 4}" for i in range(24)]
    rng = np.random.default_rng(3)
    for id_ in ("id", "row"):
        reads = []
        for order in (np.arange(24), rng.permutation(24), rng.permutation(24)):
            text = "\n".join(["id,q,age,w", *(rows[i] for i in order)])
            reads.append(intake(text, [q, age], weights=Weighting(method="column", column="w"), id=id_))
        for read in reads[1:]:
            assert np.array_equal(read.responses.codes["q"], reads[0].responses.codes["q"])
            assert np.array_equal(read.responses.values["age"], reads[0].responses.values["age"])
            assert np.array_equal(read.sample.weight, reads[0].sample.weight)


def test_without_an_id_rows_are_numbered_and_sorted_by_content(intake) -> None:
    q = single("q", "1", "2")
    read = intake("id,q\nx,2\nx,1\nx,\n", [q], id="row")
    assert answers(read, q) == [None, "1", "2"]
    assert read.responses.respondent_id.tolist() == ["3", "2", "1"]
    assert read.responses.line.tolist() == [4, 3, 2]


def test_each_repeated_id_is_told_once_at_its_second_line(faults) -> None:
    told = faults("id,q\na,1\nb,1\na,1\na,1\nb,1\nc,1\n", [single("q", "1")])
    assert [(f.code, f.line, f.column, f.found, f.more) for f in told] == [
        ("duplicate-respondent", 4, "id", "a", 1),
        ("duplicate-respondent", 6, "id", "b", 0),
    ]
    assert {f.file for f in told} == {"waves/w/responses.csv"}


@pytest.mark.parametrize("unseen", ["\ufeffa", "a\u200b", "\u200ea"])
def test_an_id_with_signs_nobody_sees_is_the_id_without(intake, faults, unseen: str) -> None:
    assert intake(f"id,q\n{unseen},1\nb,1\n", [single("q", "1")]).responses.respondent_id.tolist() == ["a", "b"]
    told = faults(f"id,q\na,1\n{unseen},1\n", [single("q", "1")])
    assert [(f.code, f.line, f.found) for f in told] == [("duplicate-respondent", 3, "a")]


def test_a_blank_id_and_an_id_without_end(faults) -> None:
    assert [(f.code, f.line, f.found) for f in faults("id,q\n,1\nb,1\n", [single("q", "1")])] == [
        ("missing-value", 2, "@blank")
    ]
    assert [f.code for f in faults(f"id,q\n{'x' * 300},1\n", [single("q", "1")])] == ["bad-value"]


def test_a_file_without_rows(faults) -> None:
    for content in ("id,q\n", "", "id,q\n,\n\n"):
        assert [f.code for f in faults(content, [single("q", "1")])] == ["empty-wave"], content


def test_keep_leaves_out_and_counts_and_ids_are_judged_first(intake, faults) -> None:
    q, status = single("q", "1"), single("status", "done", "out")
    content = "id,status,q,w\n1,done,1,1\n2,out,7,\n3,,1,0\n4,done,1,2\n"
    weights = Weighting(method="column", column="w")
    read = intake(content, [q, status], weights=weights, keep="status == 'done'")
    assert (read.responses.n, read.left_out, read.rows) == (2, 2, 4)
    assert read.sample.weight.tolist() == [1, 2]
    assert answers(read, status) == ["done", "done"]
    told = faults(content.replace("2,out", "1,out"), [q, status], keep="status == 'done'")
    assert [f.code for f in told] == ["duplicate-respondent"]
    told = faults(content, [q, status], keep="status == 'out' and status == 'done'")
    assert [f.code for f in told] == ["empty-wave"]


def test_keep_by_a_derived_item(intake) -> None:
    age = Item(id="age", type="numeric", columns=("age",))
    group = Item(
        id="group", type="single", codes=codes("18-34", "35-plus"), derived=Derivation(source="age", bands=(18, 35))
    )
    read = intake("id,age\n1,17\n2,20\n3,60\n4,\n", [group, age], keep="group != '18-34' and age > 0")
    assert read.responses.respondent_id.tolist() == ["1", "3"]
    assert answers(read, group) == [None, "35-plus"]
    assert kinds(read, "group") == ["absent", "answered"]


def test_faults_of_what_keep_needs_are_told_with_the_others(faults) -> None:
    told = faults("id,status,q\n1,lost,7\n", [single("status", "done"), single("q", "1")], keep="status == 'done'")
    assert [(f.code, f.item, f.found) for f in told] == [("unknown-code", "status", "lost"), ("unknown-code", "q", "7")]


# -- codes and blanks ----------------------------------------------------------------------------------


def test_unknown_codes_once_each_with_first_line_and_what_is_allowed(faults) -> None:
    told = faults("id,Q4\n1,1\n2,3\n3,01\n4,3\n", [Item(id="q", type="single", columns=("Q4",), codes=codes("1", "2"))])
    assert [(f.code, f.line, f.column, f.item, f.found, f.allowed, f.more) for f in told] == [
        ("unknown-code", 3, "Q4", "q", "3", "1, 2", 1),
        ("unknown-code", 4, "Q4", "q", "01", "1, 2", 0),
    ]


def test_a_column_of_open_text_declared_as_codes_does_not_flood(faults) -> None:
    content = "id,q\n" + "".join(f"{i},t{i}\n" for i in range(12_000))
    told = faults(content, [single("q", "1")])
    assert len(told) == 20
    assert sum(1 + f.more for f in told) == 12_000


def test_missing_column_and_columns_nobody_uses(intake, faults) -> None:
    told = faults("id,Q4b\n1,1\n", [Item(id="q", type="single", columns=("Q4",), codes=codes("1"))])
    assert [(f.code, f.line, f.column, f.item, f.found) for f in told] == [("missing-column", 1, "Q4", "q", "Q4b")]
    read = intake("id,q,note\n1,1,x\n", [single("q", "1")])
    assert [(f.code, f.severity, f.column) for f in read.faults] == [("extra-column", "note", "note")]


def test_of_an_item_with_several_columns_only_those_that_lack_are_told(faults) -> None:
    told = faults("id,a,q\n1,7,1\n", [boxes("a", "b", "c"), single("q", "1")])
    assert [(f.code, f.column) for f in told] == [
        ("missing-column", "b"), ("missing-column", "c"), ("unknown-code", "a"),
    ]  # fmt: skip


def test_a_code_written_as_floating_point_is_read_and_recorded(intake, faults) -> None:
    q = single("q", "1", "2")
    read = intake("id,q\n1,1.0\n2,2.0\n3,\n", [q])
    assert answers(read, q) == ["1", "2", None]
    assert [(f.code, f.column, f.item, f.line, f.found, f.more) for f in read.faults] == [
        ("read-as", "q", "q", 2, "1.0 → 1", 1)
    ]
    assert [f.found for f in faults("id,q\n1,3.0\n2,1.5\n", [q])] == ["3.0", "1.5"]


@pytest.mark.parametrize("blank", ["filtered", "not_asked", "absent"])
@pytest.mark.parametrize("condition", [None, "unknown"])
def test_a_blank_without_a_filter_is_what_the_item_says(intake, blank: str, condition: str | None) -> None:
    q = single("q", "1", filter=condition, blank=blank)
    assert kinds(intake("id,q,r\n1,1,x\n2,,x\n", [q]), "q") == ["answered", blank]


def test_with_a_filter_blank_and_false_is_filtered_blank_and_true_is_absent(intake) -> None:
    app = Item(id="app", type="single", columns=("app",), codes=codes("1", "2", _9="dont_know"))
    often = Item(
        id="often", type="single", columns=("often",), codes=codes("1", _9="refused"), filter="app == '1'",
        blank="not_asked",
    )  # fmt: skip
    read = intake("id,app,often\n1,1,1\n2,1,\n3,2,\n4,9,\n5,,\n6,2,1\n7,2,1\n8,1,9\n", [often, app])
    assert kinds(read, "often") == [
        "answered", "absent", "filtered", "filtered", "filtered", "answered", "answered", "refused",
    ]  # fmt: skip
    assert kinds(read, "app") == ["answered"] * 3 + ["dont_know", "absent"] + ["answered"] * 3
    (warning,) = [f for f in read.faults if f.severity == "warning"]
    assert (warning.code, warning.line, warning.column, warning.item, warning.found, warning.more) == (
        "answered-though-filtered", 7, "often", "often", "1", 1,
    )  # fmt: skip


def test_filters_see_codes_declared_missing_and_need_no_order(intake) -> None:
    a = Item(id="a", type="single", columns=("a",), codes=codes("1", _9="dont_know"), filter="b == '1'")
    b = Item(id="b", type="single", columns=("b",), codes=codes("1", _9="dont_know"), filter="c != '9'")
    c = Item(id="c", type="single", columns=("c",), codes=codes("1", _9="dont_know"))
    read = intake("id,a,b,c\n1,,,9\n2,,1,1\n3,,9,\n4,,,\n", [a, b, c])
    assert kinds(read, "a") == ["filtered", "absent", "filtered", "filtered"]
    assert kinds(read, "b") == ["filtered", "answered", "dont_know", "absent"]


def test_an_item_not_asked_needs_no_column(intake) -> None:
    later = single("later", "1", asked=False)
    boxes = Item(id="boxes", type="multiple", columns=("x", "y"), codes=codes("x", "y"), asked=False)
    number = Item(id="number", type="numeric", columns=("z",), asked=False)
    after = single("after", "1", filter="later == '1'")
    read = intake("id,after\n1,\n2,1\n", [later, boxes, number, after])
    assert kinds(read, "later") == kinds(read, "boxes") == kinds(read, "number") == ["not_asked"] * 2
    assert read.responses.codes["later"].tolist() == [-1, -1]
    assert read.responses.ticked["boxes"].shape == (2, 2)
    assert np.isnan(read.responses.values["number"]).all()
    assert kinds(read, "after") == ["filtered", "answered"]


def test_rows_of_a_grid_are_items_and_their_heading_is_none(intake) -> None:
    heading = Item(id="g", type="grid", columns=("G1", "G2"), rows=("a", "b"), codes=codes("1", "2"))
    a = Item(id="g.a", type="single", columns=("G1",), codes=codes("1", "2"), grid="g")
    b = Item(id="g.b", type="single", columns=("G2",), codes=codes("1", "2"), grid="g", filter="g.a == '1'")
    read = intake("id,G1,G2\n1,1,2\n2,2,\n", [heading, a, b])
    assert set(read.responses.missing) == {"g.a", "g.b"}
    assert kinds(read, "g.b") == ["answered", "filtered"]


def test_open_items_have_only_a_missing_layer(intake) -> None:
    item = Item(id="q", type="open", columns=("q",), codes=codes(_99="refused"))
    read = intake("id,q\n1,bonjour\n2,\n3,99\n", [item])
    assert kinds(read, "q") == ["answered", "absent", "refused"]
    assert "q" not in read.responses.codes


# -- numbers -------------------------------------------------------------------------------------------


def test_numbers_and_codes_for_what_is_none(intake) -> None:
    item = Item(id="hours", type="numeric", columns=("h",), codes=codes(_99="dont_know", _ns="refused"))
    read = intake("id;h\n1;0,5\n2;99,0\n3;ns\n4;\n5;99\n6;98\n", [item])
    assert read.responses.values["hours"].tolist()[0] == 0.5
    assert np.isnan(read.responses.values["hours"]).tolist() == [False, True, True, True, True, False]
    assert kinds(read, "hours") == ["answered", "dont_know", "refused", "absent", "dont_know", "answered"]


def test_numbers_with_one_unit_are_read_without_it_and_noted(intake, faults) -> None:
    n = Item(id="n", type="numeric", columns=("n",))
    read = intake("id;n\na;18 ans\nb;1 an\nc;\n", [n])
    np.testing.assert_array_equal(read.responses.values["n"], [18.0, 1.0, np.nan])
    assert [(f.code, f.found) for f in read.faults if f.column == "n"] == [("read-as", "18 ans")]
    read = intake("id;n\na;18 ans\nb;20\nc;25 ans\n", [n])
    np.testing.assert_array_equal(read.responses.values["n"], [18.0, 20.0, 25.0])
    for mixed in ("2 h\nb;90", "2 h\nb;20 min", "50 %\nb;20 %"):
        assert [f.code for f in faults(f"id;n\na;{mixed}\n", [n])] == ["not-a-number"], mixed


def test_numbers_that_are_none_or_ambiguous(faults) -> None:
    item = Item(id="h", type="numeric", columns=("h",))
    told = faults('id,h\n1,x\n2,"1,234"\n', [item])
    assert [(f.code, f.line, f.column, f.item, f.found) for f in told] == [
        ("not-a-number", 2, "h", "h", "x"),
        ("ambiguous-number", 3, "h", "h", "1,234"),
    ]


def test_values_of_codes_and_of_scales(intake) -> None:
    valued = Item(
        id="a", type="single", columns=("a",),
        codes=(Code(code="oui", value=1), Code(code="non", value=0), Code(code="9", missing="dont_know")),
    )  # fmt: skip
    scale = Item(id="s", type="scale", columns=("s",), codes=codes("1", "2", "3", _9="refused"))
    free = Item(id="f", type="scale", columns=("f",), codes=codes(_9="refused"))
    read = intake("id,a,s,f\n1,oui,3,4.5\n2,non,9,9\n3,9,,\n", [valued, scale, free])
    same = {"equal_nan": True}
    assert np.array_equal(read.responses.numbers("a"), [1, 0, np.nan], **same)
    assert np.array_equal(read.responses.numbers("s"), [3, np.nan, np.nan], **same)
    assert np.array_equal(read.responses.numbers("f"), [4.5, np.nan, np.nan], **same)
    assert kinds(read, "f") == ["answered", "refused", "absent"]


def test_a_recommendation_without_codes(intake, faults) -> None:
    item = Item(id="n", type="nps", columns=("n",))
    assert intake("id,n\n1,0\n2,10\n", [item]).responses.values["n"].tolist() == [0, 10]
    told = faults("id,n\n1,11\n2,x\n", [item])
    assert sorted((f.code, f.line, f.found) for f in told) == [("not-a-number", 3, "x"), ("unknown-code", 2, "11")]


def test_comparisons_in_filters(intake) -> None:
    age = Item(id="age", type="numeric", columns=("age",))
    scale = Item(id="s", type="scale", columns=("s",), codes=codes("1", "2", "3", _9="refused"))
    a = single("a", "1", filter="age >= 18 and not s < 2")
    read = intake("id,age,s,a\n1,18,2,\n2,17,2,\n3,20,1,\n4,,3,\n5,20,9,\n", [a, age, scale])
    assert kinds(read, "a") == ["absent", "filtered", "filtered", "filtered", "absent"]


# -- several answers -----------------------------------------------------------------------------------


def boxes(*columns: str, **options: Any) -> Item:
    given = options.pop("codes", codes(*columns))
    return Item(id="m", type="multiple", columns=columns, codes=given, **options)


def test_ticks_and_blanks_of_dichotomies(intake) -> None:
    item = boxes("a", "b", filter="m == 'a' or q == '1'")
    read = intake("id,a,b,q\n1,1,,\n2,oui,NON,\n3,0,0,\n4,,,\n5,,X,1\n6,,,1\n", [item, single("q", "1")])
    assert read.responses.ticked["m"].tolist() == [[1, 0], [1, 0], [0, 0], [0, 0], [0, 1], [0, 0]]
    assert kinds(read, "m") == ["answered", "answered", "answered", "filtered", "answered", "absent"]
    assert read.responses.asked(item).tolist() == [True, True, True, False, True, False]


def test_a_word_that_is_no_tick(faults) -> None:
    told = faults("id,a,b\n1,1,3\n2,1,0\n", [boxes("a", "b")])
    assert [(f.code, f.line, f.column, f.item, f.found) for f in told] == [("unknown-code", 2, "b", "m", "3")]
    assert told[0].allowed.startswith("1, oui, yes, true, x")


def test_yes_overrides(intake, faults) -> None:
    read = intake("id,a,b\n1,Y,N\n2,N,\n3,,\n", [boxes("a", "b", yes="Y")])
    assert read.responses.ticked["m"].tolist() == [[1, 0], [0, 0], [0, 0]]
    assert [(f.code, f.found) for f in read.faults] == [("read-as", "Y / N")]
    assert kinds(read, "m") == ["answered", "answered", "absent"]
    told = faults("id,a,b\n1,Y,N\n2,N,?\n", [boxes("a", "b", yes="Y")])
    assert sorted(f.found for f in told) == ["?", "N", "N"]
    texts = intake("id,a,b\n1,Application,0\n2,,\n", [boxes("a", "b", yes="*")])
    assert texts.responses.ticked["m"].tolist() == [[1, 1], [0, 0]]


def test_a_code_for_no_answer_counts_only_alone(intake) -> None:
    item = boxes("a", "none", codes=codes("a", _none="dont_know"))
    read = intake("id,a,none\n1,1,0\n2,0,1\n3,1,1\n4,0,0\n", [item])
    assert kinds(read, "m") == ["answered", "dont_know", "answered", "answered"]
    assert read.responses.ticked["m"].tolist() == [[1, 0], [0, 1], [1, 1], [0, 0]]


def test_delimited_cells(intake, faults) -> None:
    item = Item(id="m", type="multiple", columns=("m",), separator=";", codes=codes("1", "2", "01", _97="refused"))
    read = intake("id,m\n1,1;2;\n2,01\n3,97;\n4,\n5, 2 ; 97\n", [item])
    assert read.responses.ticked["m"].astype(int).tolist() == [
        [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0], [0, 1, 0, 1],
    ]  # fmt: skip
    assert kinds(read, "m") == ["answered", "answered", "refused", "absent", "answered"]
    told = faults("id,m\n1,1;7;8\n2,7\n", [item])
    assert [(f.code, f.line, f.found, f.more) for f in told] == [
        ("unknown-code", 2, "7", 1),
        ("unknown-code", 2, "8", 0),
    ]


# -- rankings ------------------------------------------------------------------------------------------


def ranking(*columns: str, **options: Any) -> Item:
    return Item(id="r", type="rank", columns=columns, codes=codes("a", "b", "c"), **options)


PLACES = [[1, 2, 3], [2, 1, 0], [0, 0, 1], [0, 0, 0]]


@pytest.mark.parametrize(
    ("content", "item"),
    [
        ("id,a,b,c\n1,1,2,3\n2,2,1,\n3,0,,1.0\n4,,,\n", ranking("a", "b", "c")),
        ("id,p1,p2,p3\n1,a,b,c\n2,b,A,\n3,c,,\n4,,,\n", ranking("p1", "p2", "p3", by_place=True)),
        ("id,r\n1,a;b;c;\n2,b ;a\n3,c\n4,\n", ranking("r", separator=";")),
    ],
    ids=("a column for each answer", "a column for each place", "all in one cell"),
)
def test_a_ranking_is_the_same_however_it_is_written(intake, content: str, item: Item) -> None:
    read = intake(content, [item])
    assert read.responses.ranks["r"].tolist() == PLACES
    assert read.responses.ticked["r"].tolist() == [[p > 0 for p in row] for row in PLACES]
    assert kinds(read, "r") == ["answered", "answered", "answered", "absent"]
    assert [f.code for f in read.faults if f.severity != "note"] == []


def test_a_place_that_is_none_and_a_code_that_is_none(faults) -> None:
    told = faults("id,a,b,c\n1,1,2,4\n2,x,1,1.5\n", [ranking("a", "b", "c")])
    assert [(f.code, f.line, f.column, f.found) for f in told] == [
        ("unknown-code", 3, "a", "x"), ("unknown-code", 2, "c", "4"), ("unknown-code", 3, "c", "1.5"),
    ]  # fmt: skip
    assert set((told[0].allowed or "").split(", ")) == {"1", "2", "3"}
    told = faults("id,p1\n1,d\n", [ranking("p1", by_place=True)])
    assert [(f.code, f.found) for f in told] == [("unknown-code", "d")]
    assert "a" in (told[0].allowed or "")


@pytest.mark.parametrize(
    ("content", "item", "first", "places"),
    [
        ("id,a,b,c\n1,1,1,2\n2,1,2,3\n3,2,2,2\n", ranking("a", "b", "c"), "1 a > 1 b > 2 c", [1, 1, 2]),
        ("id,p1,p2\n1,a,a\n2,a,b\n3,c,c\n", ranking("p1", "p2", by_place=True), "1 a", [1, 0, 0]),
        ("id,r\n1,a;b;a\n2,a;b\n3,c;c\n", ranking("r", separator=";"), "1 a > 2 b", [1, 2, 0]),
    ],
)
def test_a_place_given_twice_is_kept_and_said(intake, content: str, item: Item, first: str, places: list[int]) -> None:
    read = intake(content, [item])
    warned = [(f.code, f.line, f.found, f.more) for f in read.faults if f.severity == "warning"]
    assert warned == [("ranked-twice", 2, first, 1)]
    assert read.responses.ranks["r"][0].tolist() == places


def test_no_answer_among_the_answers_of_a_ranking(intake) -> None:
    item = Item(id="r", type="rank", columns=("p1", "p2"), by_place=True, codes=codes("a", _dk="dont_know"))
    read = intake("id,p1,p2\n1,dk,\n2,a,dk\n", [item])
    assert kinds(read, "r") == ["dont_know", "answered"]
    assert [f.code for f in read.faults if f.severity == "warning"] == ["exclusive-with-others"]


def test_a_ranking_not_asked_needs_no_column(intake) -> None:
    read = intake("id\n1\n", [replace(ranking("a", "b", "c"), asked=False)])
    assert (kinds(read, "r"), read.responses.ranks["r"].tolist()) == (["not_asked"], [[0, 0, 0]])
    assert "r" not in read.responses.codes


def test_rankings_order_the_rows_of_a_file_without_ids(intake) -> None:
    item = ranking("a", "b", "c")
    rows = ["1,2,3", "1,3,2", "3,2,1", "2,1,3"]
    found = [
        intake("a,b,c\n" + "\n".join(order) + "\n", [item], id="row").responses.ranks["r"].tolist()
        for order in (rows, rows[::-1])
    ]
    assert found[0] == found[1]


# -- derived items -------------------------------------------------------------------------------------


def test_bands_from_each_limit_up(intake) -> None:
    age = Item(id="age", type="numeric", columns=("age",), codes=codes(_99="refused"))
    up = Item(id="up", type="single", codes=codes("a", "b", "c"), derived=Derivation(source="age", bands=(18, 35, 60)))
    down = Item(
        id="down", type="single", codes=codes("z", "a", "b", "c"), derived=Derivation(source="age", bands=(18, 35, 60))
    )
    read = intake("id,age\n1,17\n2,18\n3,34.9\n4,35\n5,60\n6,90\n7,\n8,99\n", [up, down, age])
    assert answers(read, up) == [None, "a", "a", "b", "c", "c", None, None]
    assert answers(read, down) == ["z", "a", "a", "b", "c", "c", None, None]
    assert kinds(read, "up") == ["absent", *["answered"] * 5, "absent", "refused"]
    assert kinds(read, "down") == [*["answered"] * 6, "absent", "refused"]


def test_merged_codes(intake) -> None:
    q = Item(id="q", type="single", columns=("q",), codes=codes("1", "2", "3", _9="dont_know"), filter="r == '1'")
    wide = Item(id="wide", type="single", codes=codes("x"), derived=Derivation(source="q", merge=(("x", ("1", "2")),)))
    all_ = Item(id="all_", type="single", codes=codes("x"), derived=Derivation(source="q", merge=(("x", ("1", "9")),)))
    twice = Item(id="twice", type="single", codes=codes("y"), derived=Derivation(source="wide", merge=(("y", ("x",)),)))
    read = intake("id,q,r\n1,1,1\n2,2,1\n3,3,1\n4,9,1\n5,,1\n6,,2\n", [twice, q, wide, all_, single("r", "1", "2")])
    assert answers(read, wide) == ["x", "x", None, None, None, None]
    assert kinds(read, "wide") == ["answered", "answered", "absent", "dont_know", "absent", "filtered"]
    assert kinds(read, "all_") == ["answered", "absent", "absent", "answered", "absent", "filtered"]
    assert kinds(read, "twice") == kinds(read, "wide")


def test_merged_ticks_and_merged_numbers(intake) -> None:
    m = boxes("a", "b", "c")
    two = Item(
        id="two",
        type="multiple",
        codes=codes("ab", "c"),
        derived=Derivation(source="m", merge=(("ab", ("a", "b")), ("c", ("c",)))),
    )
    nps = Item(id="n", type="nps", columns=("n",))
    group = Item(
        id="group",
        type="single",
        codes=codes("low", "high"),
        derived=Derivation(source="n", merge=(("low", ("0", "1")), ("high", ("9", "10")))),
    )
    read = intake("id,a,b,c,n\n1,1,0,0,0\n2,0,1,1,10\n3,0,0,0,5\n4,,,,\n", [m, two, nps, group])
    assert read.responses.ticked["two"].astype(int).tolist() == [[1, 0], [1, 1], [0, 0], [0, 0]]
    assert kinds(read, "two") == ["answered", "answered", "answered", "absent"]
    assert answers(read, group) == ["low", "high", None, None]


# -- weights and design --------------------------------------------------------------------------------

W = Weighting(method="column", column="w")


def test_weights_are_as_in_the_file(intake) -> None:
    read = intake('id,w,q\n2,"0,5",1\n1,"2,25",1\n', [single("q", "1")], weights=W)
    assert read.sample.weight.tolist() == [2.25, 0.5]
    assert [(f.code, f.found) for f in read.faults] == [("read-as", "0,5")]


def test_weights_that_are_none(faults) -> None:
    told = faults('id,w\n1,\n2,x\n3,-1\n4,0\n5,\n6,"1,234"\n', [], weights=W)
    assert [(f.code, f.line, f.column, f.found, f.more) for f in told] == [
        ("weight-not-numeric", 3, "w", "x", 0),
        ("ambiguous-number", 7, "w", "1,234", 0),
        ("weight-not-numeric", 2, "w", "@blank", 1),
        ("weight-not-positive", 4, "w", "-1", 0),
        ("weight-not-positive", 5, "w", "0", 0),
    ]


def test_rows_of_weight_zero_are_dropped_where_the_study_says_so(intake, faults) -> None:
    drop = Weighting(method="column", column="w", zero="drop")
    read = intake("id,w,q\n1,0,1\n2,3,1\n3,0,1\n", [single("q", "1")], weights=drop)
    assert (read.responses.respondent_id.tolist(), read.dropped, read.rows) == (["2"], 2, 3)
    assert [f.code for f in faults("id,w\n1,0\n", [], weights=drop)] == ["empty-wave"]
    assert [f.code for f in faults("id,w\n1,-1\n", [], weights=drop)] == ["weight-not-positive"]


def test_columns_of_the_plan_that_lack(faults) -> None:
    told = faults("ident,poid\n1,1\n", [], weights=Weighting(method="column", column="poids"), id="ident",
                  design=Design(strata="s"))  # fmt: skip
    assert [(f.code, f.column, f.found) for f in told] == [
        ("missing-column", "poids", "poid"),
        ("missing-column", "s", None),
    ]


def test_strata_and_clusters_are_numbered_by_their_texts(intake, faults) -> None:
    design = Design(strata="s", clusters="c", fpc="f")
    read = intake("id,s,c,f\n2,nord,b,10\n1,sud,a,20\n3,nord,a,10\n", [], design=design)
    assert read.sample.strata.tolist() == [1, 0, 0]
    assert read.sample.clusters.tolist() == [0, 1, 0]
    assert read.sample.fpc.tolist() == [20, 10, 10]
    told = faults("id,s,c,f\n1,,a,x\n", [], design=design)
    assert [(f.code, f.column) for f in told] == [("missing-value", "s"), ("not-a-number", "f")]


def test_strata_that_name_respondents_are_one_fault(intake, faults) -> None:
    rows = "".join(f"{i},R{i:03}\n" for i in range(1, 301))
    (told,) = faults(f"id,s\n{rows}", [], design=Design(strata="s"))
    assert (told.code, told.line, told.column, told.found) == ("strata-like-ids", 1, "s", "300 / 300")
    assert [f.code for f in faults("id,s\n1,a\n2,b\n3,c\n4,c\n", [], design=Design(strata="s"))] == ["strata-like-ids"]
    # As many strata of several respondents as of one: strata, a lonely one of which the survey refuses by name.
    read = intake("id,s\n1,a\n2,b\n3,b\n", [], design=Design(strata="s"))
    assert read.sample.strata.tolist() == [0, 1, 1]


# -- formats -------------------------------------------------------------------------------------------


def test_csv_and_parquet_give_the_same_answers(intake, tmp_path) -> None:
    rng = np.random.default_rng(5)
    n = 300
    q = rng.integers(1, 4, n)
    age = np.where(rng.random(n) < 0.1, np.nan, rng.integers(15, 90, n))
    box = rng.random((n, 2)) < 0.4
    items = [
        single("q", "1", "2", "3"),
        Item(id="age", type="numeric", columns=("age",), filter="q != '2'"),
        boxes("a", "b"),
    ]
    rows = [f"{i},{q[i]},{'' if np.isnan(age[i]) else int(age[i])},{int(box[i, 0])},{int(box[i, 1])}" for i in range(n)]
    text = intake("id,q,age,a,b\n" + "\n".join(rows), items)
    path = tmp_path / "responses.parquet"
    parquet.write_table(
        pa.table({"id": np.arange(n), "q": q.astype(float), "age": pa.array(age, from_pandas=True), "a": box[:, 0],
                  "b": pa.array(np.where(box[:, 1], "oui", "non"))}),
        path,
    )  # fmt: skip
    typed = read_responses(
        Source(path="waves/w/responses.parquet", sha256="", absolute=path), tuple(items), weighting=Weighting(),
        respondents=Respondents(id="id"), design=Design(),
    )  # fmt: skip
    assert np.array_equal(text.responses.respondent_id, typed.responses.respondent_id)
    assert np.array_equal(text.responses.line, typed.responses.line)
    for part in ("codes", "missing", "values", "ticked"):
        one, two = getattr(text.responses, part), getattr(typed.responses, part)
        assert list(one) == list(two)
        for name in one:
            np.testing.assert_array_equal(one[name], two[name])


def test_a_table_below_a_title_with_a_row_of_wordings(intake) -> None:
    content = "Enquête\nid,q\nNuméro,Question ?\n1,1\n2,2\n"
    read = intake(content, [single("q", "1", "2")], header_row=2, skip_rows=(3,))
    assert read.responses.line.tolist() == [4, 5]


# -- texts that look alike -------------------------------------------------------------------------------


def test_an_answer_that_looks_like_a_declared_one_is_that_answer_and_is_noted_once(intake) -> None:
    q = single("q", "Plutôt satisfait", "J'accepte", "18 - 34 ans", "-3")
    rows = [
        "Pluto\u0302t satisfait",
        "PLUTÔT SATISFAIT",
        "J\u2019accepte",
        "18\u00a0\u2013  34\u202fans",
        "\u22123",
        "-3",
    ]
    read = intake("id,q\n" + "".join(f"{i},{row}\n" for i, row in enumerate(rows)), [q])
    assert answers(read, q) == ["Plutôt satisfait"] * 2 + ["J'accepte", "18 - 34 ans", "-3", "-3"]
    (note,) = read.faults
    assert (note.code, note.severity, note.item, note.line, note.allowed, note.more) == (
        "read-as", "note", "q", 2, "@accents-apart", 4,
    )  # fmt: skip


def test_other_with_what_somebody_wrote_is_other_and_an_open_question_keeps_the_text(intake) -> None:
    q = single("q", "radio", "Autre")
    said = Item(id="said", type="open", columns=("q",))
    read = intake("id,q\n1,radio\n2,Autre : ma tante\n3,Autre\n", [q, said])
    assert answers(read, q) == ["radio", "Autre", "Autre"]
    assert read.written["said"].tolist()[1] == "Autre : ma tante"
    assert [(f.code, f.line, f.found) for f in read.faults] == [("read-as", 3, "Autre… → Autre")]


def test_what_is_seen_to_differ_is_another_answer(faults) -> None:
    told = faults("id,q\n1,Plutot satisfait\n2,+3\n", [single("q", "Plutôt satisfait", "3", "-3")])
    assert [(f.code, f.found) for f in told] == [("unknown-code", "Plutot satisfait"), ("unknown-code", "+3")]


def test_an_answer_that_looks_like_two_codes_of_one_column_is_neither(faults) -> None:
    told = faults(
        "id,q\n1,OUI\n", [single("q", "Oui"), Item(id="b", type="single", columns=("q",), codes=codes("oui"))]
    )
    assert {f.code for f in told} == {"unknown-code"}


def test_a_delimited_cell_is_held_against_the_codes_before_it_is_cut(intake, faults) -> None:
    m = Item(
        id="m", type="multiple", columns=("m",), separator=",",
        codes=tuple(Code(code=c) for c in ("Oui, souvent", "Oui", "l'appli", "Non, jamais, ni avant")),
    )  # fmt: skip
    read = intake('id,m\n1,"Oui, souvent, L\u2019appli"\n2,"Oui,Non, jamais, ni avant"\n3,Oui\n4,\n', [m])
    assert read.responses.ticked["m"].tolist() == [[1, 0, 1, 0], [0, 1, 0, 1], [0, 1, 0, 0], [0, 0, 0, 0]]
    told = faults('id,m\n1,"Oui, parfois"\n', [m])
    assert [(f.code, f.found) for f in told] == [("unknown-code", "parfois")]


def test_the_texts_of_an_other_column_tick_it(intake) -> None:
    item = Item(
        id="q", type="multiple", columns=("a", "b"), codes=(Code(code="a"), Code(code="other", yes="*")), yes="Y"
    )
    read = intake("id,a,b\n1,Y,\n2,N,pigeon\n3,,No\n4,,\n", [item])
    assert read.responses.ticked["q"].tolist() == [[True, False], [False, True], [False, True], [False, False]]


def test_what_else_stands_in_a_cell_ticks_the_answer_that_takes_any_text(intake) -> None:
    item = Item(
        id="q", type="multiple", columns=("q",), separator=";", codes=(Code(code="App"), Code(code="other", yes="*"))
    )
    read = intake("id,q\n1,App;pigeon;\n2,pigeon;\n3,App;\n", [item])
    assert read.responses.ticked["q"].tolist() == [[True, True], [False, True], [True, False]]
    assert read.faults == ()


def test_a_name_that_stands_twice_over_other_answers_is_a_warning(intake) -> None:
    q = single("q", "1", "2")
    read = intake("id,q,q\n1,1,2\n2,2,2\n", [q])
    assert answers(read, q) == ["1", "2"]
    assert [(f.code, f.column, f.found) for f in read.faults if f.severity == "warning"] == [
        ("repeated-name", "q", "q, q (2)")
    ]
    assert [f.code for f in read.faults].count("repeated-name") == 1
    for same in ("1,1,1\n2,2,2", "1,1,\n2,2,"):
        assert not [f for f in intake(f"id,q,q\n{same}\n", [q]).faults if f.severity == "warning"]
    both = [q, Item(id="r", type="single", columns=("q (2)",), codes=codes("1", "2"))]
    assert not [f for f in intake("id,q,q\n1,1,2\n2,2,2\n", both).faults if f.severity == "warning"]


def test_a_declared_answer_that_looks_like_a_range_made_a_date_is_a_warning(intake) -> None:
    q = single("q", "01-sept", "03-mai", "10 et +")
    read = intake("id,q\n1,01-sept\n2,10 et +\n", [q])
    assert [(f.code, f.severity, f.item, f.found, f.allowed, f.more) for f in read.faults] == [
        ("range-turned-date", "warning", "q", "01-sept", "1-9", 1)
    ]
    assert not intake("id,q\n1,1\n2,2\n", [single("q", "1", "2", "3-5")]).faults


def test_answers_in_another_sheet_than_the_one_read_are_one_fault_that_names_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Variables"
    book.active.append(["Nom", "Libellé"])
    book.active.append(["q1", "Utilisez-vous ?"])
    sheet = book.create_sheet("Réponses")
    for row in (["id", "q1", "q2"], ["a", "1", "2"], ["b", "2", "1"]):
        sheet.append(row)
    path = tmp_path / "responses.xlsx"
    book.save(path)

    def read(**layout: Any) -> ReadWave:
        return read_responses(
            Source(path="waves/w/responses.xlsx", sha256="", absolute=path),
            (single("q1", "1", "2"), single("q2", "1", "2")),
            weighting=Weighting(),
            respondents=Respondents(id="id", **layout),
            design=Design(),
            is_first=False,
        )

    with pytest.raises(FieldworkError) as caught:
        read()
    (found,) = (one for one in caught.value.faults if one.severity == "error")
    assert (found.code, found.sheet, found.allowed) == ("answers-in-other-sheet", "Variables", "Réponses")
    assert len(read(sheet="Réponses").responses.respondent_id) == 2
