"""Slides of single questions: a chart each, only where the wave has nothing of what the method promises."""

from page_context import context_of, mean, share
from report_example import full_example

from relstudy.report import lay_deck
from relstudy.report.deck.question_charts import question_chart
from relstudy.report.deck.said import said
from relstudy.report.deck.slide import BarChart, Slide
from relstudy.report.table import Table
from relstudy.survey.items import Code, Item, ItemId


def codes(*names: str, silent: str = "") -> tuple[Code, ...]:
    known = tuple(Code(code=name) for name in names)  # type: ignore[arg-type]
    return (*known, Code(code=silent, missing="dont_know")) if silent else known  # type: ignore[arg-type]


ASKED = Item(id=ItemId("q1"), type="single", columns=("Q1",), codes=codes("a", "b", silent="nsp"))
SEVERAL = Item(id=ItemId("q2"), type="multiple", columns=("Q2",), codes=codes("a", "b", "c", silent="nsp"))
OPEN = Item(id=ItemId("q3"), type="open", columns=("Q3",))
GRID = Item(id=ItemId("q4"), type="grid", codes=codes("1", "2"), rows={"x": "Q4x", "y": "Q4y"})
ROWS = tuple(
    Item(id=ItemId(f"q4.{row}"), type="single", columns=(f"Q4{row}",), codes=codes("1", "2"), grid=ItemId("q4"))
    for row in "xy"
)
LABELS = {"item/q1": "Oui ?", "item/q2": "Lesquels ?", "item/q3": "Pourquoi ?", "item/q4": "Et ceci ?"}


def test_an_order_stays_and_a_set_stands_by_how_often_each_was_ticked() -> None:
    shares = [share("q1", "a", 0.3), share("q1", "b", 0.6), share("q1", "nsp", 0.1)]
    shares += [share("q2", row, value) for row, value in (("a", 0.2), ("b", 0.7), ("c", 0.4), ("nsp", 0.5))]
    context = context_of((ASKED, SEVERAL), shares, LABELS)
    for item, order in ((ASKED, ["a", "b", "nsp"]), (SEVERAL, ["b", "c", "a", "nsp"])):
        chart = question_chart(context, item)
        assert chart is not None
        assert [cell.row for one in chart.series for cell in one.cells if cell is not None] == order


def test_a_grid_has_a_bar_a_row_of_the_shares_of_its_answers() -> None:
    shares = [share(f"q4.{row}", code, value) for row in "xy" for code, value in (("1", 0.25), ("2", 0.75))]
    chart = question_chart(context_of((GRID, *ROWS), shares, LABELS), GRID)
    assert isinstance(chart, BarChart)
    assert chart.stacked
    assert [[cell.value for cell in one.cells if cell] for one in chart.series] == [[0.25, 0.25], [0.75, 0.75]]


def test_nothing_is_drawn_of_one_answer_and_of_what_is_withheld() -> None:
    alone = context_of((ASKED,), [share("q1", "a", 1.0)], LABELS)
    few = context_of((ASKED,), [share("q1", "a", 0.5, base=12), share("q1", "b", 0.5, base=12)], LABELS)
    assert [question_chart(context, ASKED) for context in (alone, few)] == [None, None]


def slides_of(items: tuple[Item, ...], cells: list) -> tuple[Slide, ...]:  # type: ignore[type-arg]
    return tuple(slide for slide in lay_deck(context_of(items, cells, LABELS)) if slide.name.startswith("survey"))


def test_a_survey_alone_has_a_slide_a_question_with_something_to_show() -> None:
    number = Item(id=ItemId("age"), type="numeric", columns=("AGE",))
    quartiles = [mean("age", 42.0), *(share("q3", "_", 0.4),)]
    slides = slides_of((ASKED, OPEN, number), [share("q1", "a", 0.4), share("q1", "b", 0.6), *quartiles])
    assert [(slide.name, type(slide.body)) for slide in slides][:1] == [("survey-q1", BarChart)]
    assert said(slides[0].title) == "«\u00a0b\u00a0», réponse la plus donnée\u00a0: 60\u00a0%"
    assert said(slides[0].subtitle).startswith("Oui ? – "), "under what came out stands what was asked"
    assert not any(isinstance(slide.body, Table) and slide.name == "survey-age" for slide in slides), "one figure"


def test_there_are_so_many_at_most_and_the_last_says_how_many_more() -> None:
    items = tuple(Item(id=ItemId(f"i{n}"), type="single", columns=(f"I{n}",), codes=codes("a", "b")) for n in range(34))
    cells = [share(item.id, row, value) for item in items for row, value in (("a", 0.4), ("b", 0.6))]
    slides = slides_of(items, cells)
    assert len(slides) == 30
    assert "4 autres questions" in said(slides[-1].foot)
    assert not any("autres questions" in said(slide.foot) for slide in slides[:-1])


def test_what_the_method_promises_leaves_the_questions_to_the_workbook() -> None:
    slides = lay_deck(full_example().context("fr"))
    assert any(slide.name.startswith("R3") for slide in slides)
    assert not any(slide.name.startswith("survey") for slide in slides)
