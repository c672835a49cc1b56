"""The workbook of tables, read back: keys hidden beside every number, words for what is no number, nothing that runs, the same bytes twice."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from open_example import open_context
from page_context import context_of, mean, share
from python_calamine import CalamineWorkbook

from relstudy.cells import TEST_COLUMNS, Cell, assemble, cells_frame
from relstudy.outputs.sheets import SheetNames
from relstudy.outputs.workbook import check_workbooks, listed_answers, render_workbook
from relstudy.report.context import Context
from relstudy.survey.items import Code, Item, Net
from relstudy.survey.registers import CodebookEntry, Hypothesis
from relstudy.words import Lang

HOSTILE = '=HYPERLINK("http://x")&<b> {=1} ' + "é" * 80
ITEMS = (
    Item(id="cible", type="single", columns=("C",), codes=(Code(code="client"), Code(code="prospect"))),
    Item(
        id="q1", type="scale", columns=("Q1",), codes=(Code(code="1", value=1), Code(code="2", value=2)),
        nets=(Net(id="top", codes=("2",)),),
    ),
    Item(id="g", type="grid", columns=("G1",), rows=("a",), codes=(Code(code="1"),)),
    Item(id="g.a", type="single", columns=("G1",), codes=(Code(code="1"),), grid="g"),
    Item(id="index", type="single", columns=("I",), codes=(Code(code="1"),)),
)  # fmt: skip
CELLS = [
    share("q1", "1", 0.608778123456),
    replace(share("q1", "1", 0.5, column="target=client"), marks="B"),
    share("q1", "1", 0.4, column="target=prospect", base=20),
    share("q1", "2", 0.391221876544),
    replace(share("q1", "2", 0.5, column="target=client", base=60), marks="imposed"),
    share("q1", "2", 0.6, column="target=prospect", base=0),
    share("q1", "net.top", 0.391221876544),
    mean("q1", 1.391),
    share("g.a", "1", 1.0),
    share("index", "1", 0.25),
    Cell(section="expectations", item="e1", measure="tier", column="all", kind="category", text="primary", base=800, base_kind="respondents"),
    Cell(section="grid", item="app", measure="score", value=7.55, unit="score"),
]  # fmt: skip
LABELS = {
    "item/q1": HOSTILE, "code/q1/1": "+33", "code/q1/2": "@somme", "item/index": "Une question nommée index",
    "expectation/e1": "Être reconnu", "offer/app": "Application",
}  # fmt: skip


def table() -> pd.DataFrame:
    return assemble([cells_frame(CELLS, step="survey")], study="essai", wave="2026-03", min_base=30, caution_base=100)


def context(lang: str = "fr", *, tested: bool = True) -> Context:
    tests = pd.DataFrame({name: pd.Series([None], dtype=kind) for name, kind in TEST_COLUMNS.items()})
    made = context_of(ITEMS, CELLS, LABELS, lang=lang)  # type: ignore[arg-type]
    return replace(made, tests=tests) if tested else made


@pytest.fixture(scope="module")
def content() -> bytes:
    return render_workbook(context())


def sheet(content: bytes, name: str) -> dict[str, dict[str, object]]:
    """Return the cells of a sheet by the keys of its rows and columns."""
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python(False)
    return {str(row[0]): dict(zip(head[2:], row[2:], strict=True)) for row in rows if row[0]}


def test_every_number_is_its_cell_under_its_key(content: bytes) -> None:
    q1 = sheet(content, "q1")
    assert q1["survey/q1/share/1"]["all"] == 0.608778123456
    assert q1["survey/q1/share/net.top"]["all"] == 0.391221876544
    assert q1["survey/q1/mean/_"]["all"] == 1.391
    assert q1["survey/q1/share/1#base"] == {"all": 800.0, "target=client": 800.0, "target=prospect": 20.0}
    assert q1["survey/q1/share/1#base_weighted"]["all"] == 800.0
    assert q1["survey/q1/share/1#base_effective"]["all"] == 720.0
    assert q1["survey/q1/mean/_#base"]["all"] == 780.0


def test_what_is_no_number_is_a_word(content: bytes) -> None:
    q1 = sheet(content, "q1")
    assert q1["survey/q1/share/1"]["target=prospect"] == "n. p."
    assert q1["survey/q1/share/2"]["target=prospect"] == "non posée"
    assert sheet(content, "expectations")["expectations/e1/tier/_"]["all"] == "prioritaire"


def test_hypotheses_are_told_in_full_with_both_sides_and_their_verdict_in_words() -> None:
    one = Hypothesis(
        id="h1", item="q1", base="cible == 'client'", direction="higher", least=0.5, measure="mean", declared=date(2026, 1, 1)
    )  # fmt: skip
    cells = [
        Cell(section="hypotheses", item="h1", measure="mean", row="base", value=1.75, unit="mean"),
        Cell(section="hypotheses", item="h1", measure="mean", row="others", value=1.25, unit="mean"),
        Cell(section="hypotheses", item="h1", measure="difference", value=0.5, unit="mean"),
        Cell(section="hypotheses", item="h1", measure="verdict", kind="category", text="not_settled"),
    ]
    content = render_workbook(context_of(ITEMS, [*CELLS, *cells], LABELS, hypotheses=(one,)))
    told = sheet(content, "hypotheses")
    assert {stem: row["_"] for stem, row in told.items()} == {
        "hypotheses/h1/mean/base": 1.75,
        "hypotheses/h1/mean/others": 1.25,
        "hypotheses/h1/difference/_": 0.5,
        "hypotheses/h1/verdict/_": "non tranchée",
    }
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("hypotheses").to_python(False)
    heads = {row[0]: str(row[1]) for row in rows if row[0]}
    stated = [str(row[1]) for row in rows if "plus élevée chez ceux" in str(row[1])]
    assert len(stated) == 1, "a statement stands once, over its figures"
    assert stated[0].startswith("h1 – ")
    assert heads["hypotheses/h1/mean/others"].endswith("les autres")


def test_letters_stand_in_a_row_of_their_own_where_there_are_some(content: bytes) -> None:
    q1 = sheet(content, "q1")
    assert q1["survey/q1/share/1#letters"] == {"all": "", "target=client": "B", "target=prospect": ""}
    assert "survey/q1/share/2#letters" not in q1
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [cell.value for cell in book["q1"][6][2:5]] == [None, "A", "B"]


def test_columns_that_were_not_compared_have_no_letters() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(context(tested=False))))
    assert {cell.value for cell in book["q1"][6]} <= {None, ""}


def test_a_grid_stands_on_one_sheet_row_by_row(content: bytes) -> None:
    assert sheet(content, "g")["survey/g.a/share/1"]["all"] == 1.0
    assert "g.a" not in CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names


def test_an_index_leads_to_every_sheet(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[0] == "index"
    links = {cell.value: cell.hyperlink.location for row in book["index"] for cell in row if cell.hyperlink}
    assert links == {name: f"'{name}'!B2" for name in book.sheetnames[1:]}
    assert "index~2" in links


def test_names_of_sheets_are_short_valid_and_stand_once() -> None:
    names = SheetNames()
    given = [names.give(wanted) for wanted in ("q" * 40, "Q" * 40, "a/b:c", "History", "index", "'", "")]
    assert given == ["q" * 31, "Q" * 26 + "~2", "a_b_c", "History~2", "index~2", "_", "_~2"]


def test_hostile_labels_stay_texts_and_nothing_runs(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    title = book["q1"]["B2"]
    assert (title.value, title.data_type, title.quotePrefix) == (HOSTILE, "s", True)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
        assert not [page for page in pages if re.search(r"<f[ >]", page)]
        assert not [name for name in archive.namelist() if "externalLink" in name or "vba" in name.lower()]
        assert not [n for n in archive.namelist() if n.endswith(".rels") and b"External" in archive.read(n)]


def test_formats_round_as_the_report_and_sheets_print(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book["q1"]
    by_stem = {row[0].value: row for row in page.iter_rows()}
    assert by_stem["survey/q1/share/1"][2].number_format == '0"\u00a0"%'
    assert by_stem["survey/q1/share/2"][3].number_format == '0"\u00a0"%"* imp."'
    assert by_stem["survey/q1/mean/_"][2].number_format == "0.0"
    assert by_stem["survey/q1/mean/_"][2].font.bold
    assert (page.freeze_panes, page.print_title_rows) == ("C7", "$4:$6")
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight) == ("landscape", 9, 0)
    assert page.row_dimensions[1].hidden
    assert page.column_dimensions["A"].hidden
    english = openpyxl.load_workbook(io.BytesIO(render_workbook(context("en"))))["q1"]
    assert next(row for row in english.iter_rows() if row[0].value == "survey/q1/share/1")[2].number_format == "0%"


def test_a_reader_is_told_base_letters_and_source(content: bytes) -> None:
    page = openpyxl.load_workbook(io.BytesIO(content))["q1"]
    said = " ".join(str(cell.value) for row in page.iter_rows() for cell in row if isinstance(cell.value, str))
    for part in (
        "Base : répondants à qui la question a été posée.",
        "A, B, … : significativement",
        "majuscule à 95 %",
        "n. p. : ",
    ):
        assert part in said.replace("\u00a0", " ")


def test_a_mark_is_explained_where_it_stands_and_in_the_index(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    explained = {
        page.title
        for page in book
        for row in page.iter_rows()
        for cell in row
        if str(cell.value or "").startswith("n. p.\u00a0:")
    }
    assert explained == {"index", "q1"}


def test_two_builds_are_equal_byte_for_byte(content: bytes) -> None:
    assert render_workbook(context()) == content


def test_a_number_that_is_not_its_cell_a_lost_one_and_a_leak_are_seen(content: bytes) -> None:
    cells = table()
    files = {"tables.fr.xlsx": content}
    assert all(check.passed for check in check_workbooks(files, cells))
    for key, value in (("survey/q1/share/1/all", 0.608778123457), ("survey/q1/share/1/target=prospect", 0.4)):
        changed = cells.assign(value=cells["value"].mask(cells["key"] == key, value))
        wrong, formulas = check_workbooks(files, changed)
        assert (wrong.passed, wrong.detail, formulas.passed) == (False, key, True)
    leaking = cells.assign(value=cells["value"].mask(cells["key"] == "survey/q1/share/1/all", pd.NA))
    assert not check_workbooks(files, leaking)[0].passed
    other_base = cells.assign(base=cells["base"].mask(cells["key"] == "survey/q1/share/1/all", 801))
    assert not check_workbooks(files, other_base)[0].passed


def test_a_formula_is_seen() -> None:
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        book.add_worksheet("index")
        book.add_worksheet("q1").write_formula(1, 2, "=1+1")
    assert not check_workbooks({"tables.fr.xlsx": content.getvalue()}, table())[1].passed


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_prints_a_page_a_table(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "tables.xlsx").write_bytes(content)
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    done = subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "tables.xlsx"],
        capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    pages = len(re.findall(rb"/Type\s*/Page[^s]", (tmp_path / "tables.pdf").read_bytes()))
    assert pages == len(CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names)


def test_open_answers_are_listed_as_texts_that_never_run() -> None:
    made = open_context(["=1+1", "@SUM(A1:A9) +33", "x" * 40_000, *["rien"] * 30])
    content = render_workbook(made)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("why_list").to_python(False)
    texts = {row[1]: row[2] for row in rows if not row[0]}
    assert sheet(content, "why_list") == {"sample/why/written/_": {"all": 33.0}}
    assert {"=1+1", "rien"} <= texts.keys()
    assert (texts["=1+1"], texts["rien"]) == ("", "× 30")
    assert max(len(text) for text in texts) == 32_767
    assert {"=1+1", "rien", "[compte](A1:A9) +33"} <= set(listed_answers(content))
    told = pd.DataFrame({"key": ["sample/why/written/_/all"], "value": [33.0], "base": [33], "base_weighted": [None]})
    told = told.assign(base_effective=None, marks=None)
    assert all(check.passed for check in check_workbooks({"tables.fr.xlsx": content}, told))


def test_few_answers_are_counted_and_not_listed() -> None:
    content = render_workbook(open_context(["un secret", ""]))
    assert b"secret" not in b"".join(parts(content).values())


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_what_other_steps_count_is_named_in_words_with_the_files_it_comes_from() -> None:
    cells = [
        Cell(section="quality", item="straight_liners", measure="n", row="g", column="all", value=3, source="r.csv#Q1"),
        Cell(section="quality", item="straight_liners", measure="share", row="g", column="all", value=0.1, unit="share", source="r.csv#Q2"),
        Cell(section="strategy", item="maturity.data", measure="score", value=2, unit="score", source="maturity.csv"),
        Cell(section="strategy", item="app", measure="fit", column="all", value=0.5, unit="share", source="study.toml"),
        Cell(section="strategy", item="app", measure="gap", row="csat", value=-0.1, unit="score", source="audit.csv"),
        Cell(section="strategy", item="_", measure="maturity", kind="category", text="silo", source="maturity.csv"),
    ]  # fmt: skip
    labels = {**LABELS, "item/g": "Une grille"}
    content = render_workbook(context_of(ITEMS, [*CELLS, *cells], labels))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    told = {
        name: [(row[0], str(row[1])) for row in book.get_sheet_by_name(name).to_python(False) if row[1]]
        for name in ("quality", "strategy")
    }
    heads = {name: {stem: head for stem, head in rows if stem} for name, rows in told.items()}
    assert heads["quality"]["quality/straight_liners/n/g"].endswith(" – Une grille")
    assert heads["strategy"]["strategy/maturity.data/score/_"] == "Données clients"
    assert heads["strategy"]["strategy/app/gap/csat"] == "Application – csat"
    titles = [head for stem, head in told["strategy"] if not stem]
    assert any(title.startswith("Adéquation") for title in titles)
    assert not any("expliquée" in title for title in titles)
    assert sheet(content, "strategy")["strategy/_/maturity/_"]["_"] == "silo"
    sources = {name: [head for _, head in rows if head.startswith("Source")] for name, rows in told.items()}
    assert sources["quality"] == ["Source\u00a0: r.csv."], "two columns: neither alone is the source"
    assert sources["strategy"] == ["Source\u00a0: maturity.csv, study.toml, audit.csv."]


def test_a_code_below_another_is_indented_also_where_it_is_wrapped() -> None:
    item = Item(id="why", type="open", columns=("q9",))
    codebook = (
        CodebookEntry(id="hopes"),
        CodebookEntry(id="quick", parent="hopes"),
        CodebookEntry(id="now", parent="quick"),
    )
    labels = {"item/why": "Pourquoi ?", "codebook/hopes": "Attentes", "codebook/quick": "Vite", "codebook/now": "Là"}
    cells = [share("why", code, 0.5, base=200) for code in ("hopes", "quick", "now")]
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(context_of((item,), cells, labels, codebook=codebook))))
    looks = {cell.value: cell.alignment for cell in book["why"]["B"]}
    assert (looks["Vite"].horizontal, looks["Vite"].indent) == ("left", 1)
    assert (looks["Attentes"].indent, looks["Là"].indent) == (0, 2)


def test_codes_of_interviews_stand_below_those_they_are_part_of() -> None:
    codebook = (
        CodebookEntry(id="now", parent="quick"),
        CodebookEntry(id="hopes"),
        CodebookEntry(id="quick", parent="hopes"),
    )
    labels = {"codebook/hopes": "Attentes", "codebook/quick": "Vite", "codebook/now": "Là"}
    place = {
        "section": "interviews",
        "measure": "cases",
        "column": "all",
        "unit": "cases",
        "base": 20,
        "base_kind": "cases",
    }
    cells = [Cell(**place, item=code, value=3.0) for code in ("now", "hopes", "quick")]  # type: ignore[arg-type]
    cells.append(Cell(**{**place, "measure": "n"}, item="_", value=20.0))  # type: ignore[arg-type]
    content = render_workbook(context_of((), cells, labels, codebook=codebook))
    rows = [row for row in openpyxl.load_workbook(io.BytesIO(content))["interviews"].iter_rows() if row[0].value]
    told = {row[0].value: row[1].alignment.indent for row in rows}
    assert [stem for stem in told if "/cases/" in str(stem)] == [
        f"interviews/{code}/cases/_" for code in ("hopes", "quick", "now")
    ]
    assert [told[f"interviews/{code}/cases/_"] for code in ("hopes", "quick", "now")] == [0, 1, 2]


@pytest.mark.parametrize(("columns", "pages"), [(16, 1), (17, 2), (33, 3)])
def test_a_sheet_prints_on_as_many_pages_as_its_columns_need_each_with_the_names_of_rows(
    columns: int, pages: int
) -> None:
    item = Item(id="band", type="single", columns=("b",), codes=tuple(Code(code=str(n)) for n in range(columns - 1)))
    asked = replace(ITEMS[0])
    cells = [share(asked.id, "1", 0.5, column=c) for c in ("all", *(f"band={n}" for n in range(columns - 1)))]
    made = context_of((asked, item), cells, LABELS)
    page = openpyxl.load_workbook(io.BytesIO(render_workbook(made)))[asked.id]
    assert len([cell for cell in page[1] if cell.value]) == columns
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (pages, 0)
    assert page.print_title_cols == ("$B:$B" if pages > 1 else None)


def test_a_part_of_a_few_cases_has_no_percent_sign() -> None:
    runs = Cell(
        section="expectations", item="e", measure="tier_stability", column="all", value=0.75, unit="share", base=24, base_kind="cases",
    )  # fmt: skip
    content = render_workbook(context_of(ITEMS, [*CELLS, runs], LABELS))
    page = openpyxl.load_workbook(io.BytesIO(content))["expectations"]
    (figure,) = (row[2] for row in page.iter_rows() if row[0].value == "expectations/e/tier_stability/_")
    assert (figure.value, figure.number_format) == (0.75, "0.00")


@pytest.mark.parametrize(
    ("lang", "pattern"),
    [("fr", '[>=0.995]">\u00a099\u00a0%";0"\u00a0"%'), ("en", '[>=0.995]">\u00a099%";0%')],
)
def test_a_verdict_that_all_resamples_keep_reads_as_in_the_report_and_keeps_its_value(lang: Lang, pattern: str) -> None:
    runs = Cell(
        section="expectations", item="e", measure="tier_stability", column="all", value=1.0, unit="share", base=240, base_kind="respondents",
    )  # fmt: skip
    content = render_workbook(context_of(ITEMS, [*CELLS, runs], LABELS, lang=lang))
    page = openpyxl.load_workbook(io.BytesIO(content))["expectations"]
    (figure,) = (row[2] for row in page.iter_rows() if row[0].value == "expectations/e/tier_stability/_")
    assert (figure.value, figure.number_format) == (1, pattern)
