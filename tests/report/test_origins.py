"""Origins: cells that were made alike are told together, each with what tells it from the others; nothing withheld is told."""

import dataclasses

import pytest
import report_example as example

from relstudy.cells import CellKey
from relstudy.report.book import CellRow, open_book
from relstudy.report.context import Context
from relstudy.report.origins import OriginGroup, gather_origins
from relstudy.words import LANGS, Lang


@pytest.fixture(scope="module", params=LANGS)
def context(request: pytest.FixtureRequest) -> Context:
    lang: Lang = request.param
    return example.full_example().context(lang)


def shares(context: Context) -> list[CellRow]:
    return [cell for cell in context.book.of("survey", measure="share") if cell.shown]


def groups_of(context: Context, *pages: list[CellRow]) -> list[tuple[OriginGroup, ...]]:
    named = zip(("R1", "R2"), pages, strict=False)
    return [page.groups for page in gather_origins(context, {n: [c.key for c in cells] for n, cells in named})]


def test_the_answers_to_a_question_are_one_origin_with_its_wording(context: Context) -> None:
    first = shares(context)[0]
    cells = [cell for cell in shares(context) if cell.item == first.item]
    (groups,) = groups_of(context, cells)
    assert [row.key for row in groups[0].rows] == [cell.key for cell in cells]
    assert groups[0].origin.question == context.item_text(first.item)
    assert len({str(row.label) for row in groups[0].rows}) == len(cells)


def test_every_part_of_an_origin_is_told(context: Context) -> None:
    (groups,) = groups_of(context, [cell for cell in context.book.by_key.values() if cell.kind == "number"])
    assert groups
    for group in groups:
        told = dataclasses.asdict(group.origin)
        assert [n for n in ("title", "base", "weight", "method", "reference") if not told[n]] == []
        assert "{" not in " ".join(filter(None, told.values()))


def test_a_cell_on_two_pages_is_first_on_one(context: Context) -> None:
    cells = shares(context)[:3]
    before, after = groups_of(context, cells, cells)
    assert {row.is_first for group in before for row in group.rows} == {True}
    assert {row.is_first for group in after for row in group.rows} == {False}


def test_a_withheld_number_and_an_unknown_key_are_not_told(context: Context) -> None:
    shut = dataclasses.replace(shares(context)[0], status="withheld", value=None)
    book = open_book(example.full_example().cells.head(0))
    one = dataclasses.replace(context, book=dataclasses.replace(book, by_key={shut.key: shut}))
    assert gather_origins(one, {"R1": [shut.key, CellKey("survey/_/_/_/_")]})[0].groups == ()
