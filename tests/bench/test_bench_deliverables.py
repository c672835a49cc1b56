"""All files a client keeps of the demo's last wave, in both languages, beside the programs that write them alone.

Alone means: the same rows through one Jinja2 template, the same tree through typst, the same cells through XlsxWriter
without a look, the same slides, tables and points through python-pptx.
"""

import dataclasses
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from jinja2 import Environment
from pptx import Presentation
from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Pt
from python_calamine import CalamineWorkbook
from report_reading import PageReader

from relstudy import resources
from relstudy.definitions.reading import read_study
from relstudy.delivery.past import read_past
from relstudy.delivery.store import FileStore
from relstudy.delivery.wave_papers import lay_papers
from relstudy.outputs import data, deck, origins, pdf, report, typing, workbook
from relstudy.outputs.output import Files, Papers
from relstudy.report import rendering
from relstudy.report.deck.built_in import built_in
from relstudy.report.paper.setting import set_paper
from relstudy.report.paper.writing import write_paper
from relstudy.survey.brand import NO_BRAND
from relstudy.words import LANGS

pytestmark = pytest.mark.benchmark(group="deliverables of the demo, both languages")
WAVE = "2027-03"


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    folder = tmp_path_factory.mktemp("bench") / "banque"
    shutil.copytree(resources.surveys() / "banque", folder, ignore=shutil.ignore_patterns("out", ".relstudy"))
    reading = read_study(folder, waves=(WAVE,))
    assert reading.study is not None
    study = dataclasses.replace(reading.study, sources=reading.inputs)
    wave = next(one for one in study.waves if one.id == WAVE)
    laid = lay_papers(
        study, wave, past=read_past(folder, folder / "out", WAVE), noted=(), langs=LANGS, store=FileStore(folder / "store"), go_on=True
    )  # fmt: skip
    assert laid.papers is not None
    return laid.papers


def anew(papers: Papers) -> Papers:
    """Return papers of which no page was built yet."""
    return dataclasses.replace(papers, findings=dataclasses.replace(papers.findings))


def everything(papers: Papers) -> Files:
    found = papers.findings
    reports = report.write_reports(findings=found, remarks=papers.remarks, langs=LANGS)
    return {
        **reports,
        **origins.write_pages_of_origins(findings=found, files=reports, langs=LANGS),
        **pdf.write_papers(findings=found, remarks=papers.remarks, langs=LANGS).result(),
        **workbook.write_workbooks(findings=found, langs=LANGS),
        **deck.write_decks(findings=found, langs=LANGS, template=None, delivered={}),
        **data.write_data(findings=found),
        **typing.write_typing(findings=found),
    }


@pytest.fixture(scope="module")
def made(papers: Papers) -> Files:
    return everything(anew(papers))


def test_ours(benchmark, papers: Papers) -> None:
    made = benchmark.pedantic(everything, setup=lambda: ((anew(papers),), {}), rounds=3)
    assert {f"deck.{lang}.pptx" for lang in LANGS} <= made.keys()


def of_kind(made: Files, ending: str) -> list[bytes]:
    return [content for name, content in made.items() if name.endswith(ending)]


def test_jinja_alone(benchmark, made: Files) -> None:
    pages = [PageReader(content.decode()) for content in of_kind(made, ".html")]
    texts = [[one.text for one in page.bound] + [str(text) for text in page.page_text.values()] for page in pages]
    template = Environment(autoescape=True).from_string(
        "{% for one in texts %}<td><data>{{ one }}</data></td>{% endfor %}"
    )
    assert benchmark.pedantic(lambda: [template.render(texts=one) for one in texts], rounds=3)


def test_typst_alone(benchmark, papers: Papers) -> None:
    found = anew(papers).findings
    trees = []
    for lang in LANGS:
        context = rendering.open_context(found, lang)
        pages = [rendering._finish(page.name, context, papers.remarks) for page in rendering.PAGES]
        trees.append(write_paper(rendering._shell(context), pages, context.words))
    day = papers.findings.wave.facts.field_end
    assert benchmark.pedantic(lambda: [set_paper(tree, day=day) for tree in trees], rounds=3)


def test_xlsxwriter_alone(benchmark, made: Files) -> None:
    books = [CalamineWorkbook.from_filelike(io.BytesIO(content)) for content in of_kind(made, ".xlsx")]
    sheets = [[book.get_sheet_by_name(name).to_python() for name in book.sheet_names] for book in books]

    def write() -> list[bytes]:
        return [_book_of(tables) for tables in sheets]

    assert benchmark.pedantic(write, rounds=3)


def _book_of(tables: list[list[list[object]]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        for table in tables:
            sheet = book.add_worksheet()
            for number, row in enumerate(table):
                sheet.write_row(number, 0, row)
    return content.getvalue()


def test_python_pptx_alone(benchmark, made: Files, tmp_path: Path) -> None:
    told = [_told(content) for content in of_kind(made, ".pptx")]
    write: Callable[[], list[bytes]] = lambda: [_deck_of(slides) for slides in told]  # noqa: E731 - one line
    assert benchmark.pedantic(write, rounds=3)


def _told(content: bytes) -> list[tuple[str, list[list[str]], int]]:
    """Return for each slide its title, the texts of its table, the number of points of its chart."""
    found = []
    for slide in Presentation(io.BytesIO(content)).slides:
        tables = [shape.table for shape in slide.shapes if shape.has_table]
        cells = [[cell.text for cell in row.cells] for table in tables for row in table.rows]
        charts = [shape.chart for shape in slide.shapes if shape.has_chart]
        points = sum(len(list(series.values)) for chart in charts for series in chart.plots[0].series)
        found.append((slide.shapes.title.text, cells, points))
    return found


def _deck_of(slides: list[tuple[str, list[list[str]], int]]) -> bytes:
    deck = built_in(NO_BRAND)
    box = Pt(44), Pt(136), Pt(872), Pt(342)
    for title, cells, points in slides:
        slide = deck.slides.add_slide(deck.slide_layouts.get_by_name("Text"))
        slide.shapes.title.text = title
        if cells:
            table = slide.shapes.add_table(len(cells), len(cells[0]), *box).table
            for i, row in enumerate(cells):
                for j, text in enumerate(row):
                    table.cell(i, j).text = text
        if points:
            chart = XyChartData()
            series = chart.add_series("s")
            for i in range(points):
                series.add_data_point(i, i / 7)
            slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *box, chart)
    content = io.BytesIO()
    deck.save(content)
    return content.getvalue()
