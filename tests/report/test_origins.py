"""Origins: cells that were made alike are told together, each with what tells it from the others; nothing withheld is told."""

import dataclasses

import pytest
import report_example as example

from relstudy.cells import CellKey
from relstudy.report.book import CellRow, open_book
from relstudy.report.context import Context
from relstudy.report.origins import OriginGroup, Telling, gather_origins, is_difference, is_kpi
from relstudy.survey.items import ItemId
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


def row_of(section: str, measure: str, row: str = "_") -> CellRow:
    return CellRow(
        key=CellKey(f"{section}/app/{measure}/{row}/_"), section=section, item="app", measure=measure, row=row
    )


def test_a_difference_is_known_by_what_it_measures_not_by_an_answer_of_that_name() -> None:
    for found in (
        row_of("audit", "conv", "gap"),
        row_of("hypotheses", "difference"),
        row_of("waves", "share_difference"),
    ):
        assert is_difference(found)
    for figure in (row_of("audit", "gap"), row_of("survey", "share", "gap"), row_of("audit", "conv", "target")):
        assert not is_difference(figure)
    assert is_kpi(row_of("audit", "conv"))
    assert is_kpi(row_of("strategy", "current", "conv"))
    assert not is_kpi(row_of("strategy", "fit"))


def test_the_gap_of_a_kpi_and_the_difference_of_a_hypothesis_are_named_in_the_language_of_the_page(
    context: Context,
) -> None:
    named = {"fr": ("écart", "écart"), "en": ("gap", "difference")}[context.lang]
    assert Telling(context=context, cell=row_of("audit", "conv", "gap")).label().endswith(f" · conv · {named[0]}")
    assert Telling(context=context, cell=row_of("hypotheses", "difference")).label().endswith(named[1])


def test_what_changed_over_the_waves_is_named_as_it_is_in_its_own_section(context: Context) -> None:
    item, code = context.items[ItemId("uses_app")], "9"
    before = {"measure": "share", "row": code, "column": "wave=2025-03", "question": "uses_app"}
    told = Telling(
        context=context, cell=CellRow(key=CellKey("waves/x"), section="waves", item=f"survey.{item.id}", **before)
    )
    assert context.item_text(item.id) in told.label()
    assert context.code_text(item.id, code) in told.label()
    moved = CellRow(
        key=CellKey("waves/y"), section="waves", item="expectations.app", measure="gap", row="_", column="wave=2025-03"
    )
    assert context.text("expectation", "app") in Telling(context=context, cell=moved).label()


def test_a_margin_is_named_by_its_question_and_its_answer(context: Context) -> None:
    item, code = "uses_app", "9"
    cell = CellRow(key=CellKey("weights/x"), section="weights", item=item, measure="after", row=code)
    told = Telling(context=context, cell=cell).label()
    assert context.item_text(ItemId(item)) in told
    assert told.endswith(context.code_text(ItemId(item), code))
    crossed = CellRow(key=CellKey("weights/y"), section="weights", item="uses_app.age", measure="target", row="9*60")
    assert " × " in Telling(context=context, cell=crossed).label()
    assert (
        Telling(context=context, cell=crossed)
        .label()
        .endswith(f"{context.code_text(ItemId(item), code)}, {context.code_text(ItemId('age'), '60')}")
    )


def told_of(context: Context, cell: CellRow) -> str:
    return Telling(context=context, cell=cell).label()


@pytest.mark.parametrize(
    ("item", "measure", "row", "column"),
    [
        ("maturity.data", "score", "_", "_"),
        ("app", "target", "csat_max", "_"),
        ("_", "wish_human", "after_sales", "all"),
        ("facet.new_channel", "alpha", "_", "_"),
        ("straight_liners", "share", "_", "all"),
        ("nps", "answered_difference", "_", "wave=2025-03"),
    ],
)
def test_no_code_of_the_program_stands_in_a_label(
    context: Context, item: str, measure: str, row: str, column: str
) -> None:
    section = {
        "maturity.data": "strategy", "app": "strategy", "_": "offers", "facet.new_channel": "agreement",
        "straight_liners": "quality", "nps": "waves",
    }[item]  # fmt: skip
    item = f"survey.{item}" if section == "waves" else item
    key = CellKey(f"{section}/{item}/{measure}/{row}/{column}")
    told = told_of(
        context, CellRow(key=key, section=section, item=item, measure=measure, row=row, column=column, value=1.0)
    )
    assert not [code for code in ("maturity.", "_", "facet", "straight", "after sales", "=") if code in told], told


def test_a_quote_has_no_base(context: Context) -> None:
    cell = CellRow(
        key=CellKey("interviews/a/quote/v1.1/_"), section="interviews", item="a", measure="quote", row="v1.1",
        column="_", kind="quote", text="Oui.",
    )  # fmt: skip
    words = {"fr": ("citation", "texte v1, passage 1"), "en": ("quote", "text v1, passage 1")}[context.lang]
    assert words[0] in Telling(context=context, cell=cell).base()
    assert words[1] in told_of(context, cell)
