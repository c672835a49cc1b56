"""Tables of a question: the mean first, long lists folded, who is apart from everybody beside each figure, and by what rule."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from page_context import context_of, mean, share
from report_reading import PageReader

from relstudy.outputs.sheets import FigureRow, lay_sheets
from relstudy.report.context import Context
from relstudy.report.html import render
from relstudy.report.html.environment import make_environment
from relstudy.report.item_tables import LONG, item_tables, unasked_columns
from relstudy.report.page import Page
from relstudy.report.pages import method, survey
from relstudy.report.plain.inline import read_flat
from relstudy.report.plain.writing import write_page
from relstudy.report.table import Table
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import TablesPlan
from relstudy.survey.registers import CodebookEntry

ALL = ("all", "target=client", "target=prospect")


def scale(points: int, **more: object) -> Item:
    codes = tuple(Code(code=str(i), value=float(i)) for i in range(points))
    return Item(id="note", type="scale", columns=("q1",), codes=codes, **more)  # type: ignore[arg-type]


def cells_of(points: int, columns: dict[str, int]) -> list:
    cells = [share("note", str(i), 1 / points, column=c, base=n) for i in range(points) for c, n in columns.items()]
    return cells + [mean("note", 5.5, column=c, base=max(n - 9, 0)) for c, n in columns.items()]


def heads(table: Table) -> list[str]:
    return [re.sub(r"<[^>]+>", "", render(row.head)) for group in table.groups for row in group.rows]


def test_a_long_scale_keeps_its_mean_and_bases_in_view_and_folds_its_answers() -> None:
    item = scale(LONG + 1)
    context = context_of((item,), cells_of(LONG + 1, {"all": 800}))
    found = item_tables(context, item)
    assert heads(found.tables[0]) == [
        "Moyenne",
        "Base brute\u00a0(n)",
        "Base redressée",
        "Base efficace",
        "Base de la moyenne (n)",
    ]
    assert found.folded is not None
    assert heads(found.folded.tables[0]) == [*(str(i) for i in range(LONG + 1)), "Base brute\u00a0(n)"]
    assert f"{LONG + 1}" in render(found.folded.summary)


def test_a_short_scale_shows_all_and_its_mean_first() -> None:
    item = scale(LONG)
    found = item_tables(context_of((item,), cells_of(LONG, {"all": 800})), item)
    assert found.folded is None
    assert heads(found.tables[0])[:2] == ["Moyenne", "0"]


def test_a_long_list_without_a_mean_stays_open() -> None:
    item = Item(id="region", type="single", columns=("q",), codes=tuple(Code(code=str(i)) for i in range(12)))
    found = item_tables(context_of((item,), [share("region", str(i), 1 / 12) for i in range(12)]), item)
    assert found.folded is None
    assert len(heads(found.tables[0])) == 12 + 3


def test_a_yes_no_question_says_its_share_once_and_no_base_of_a_mean_it_does_not_show() -> None:
    item = Item(id="oui", type="single", columns=("q",), codes=(Code(code="1", value=1.0), Code(code="2", value=0.0)))
    context = context_of((item,), [share("oui", "1", 0.4), share("oui", "2", 0.6), mean("oui", 0.4)])
    assert heads(item_tables(context, item).tables[0]) == [
        "1",
        "2",
        "Base brute\u00a0(n)",
        "Base redressée",
        "Base efficace",
    ]


def page_of(item: Item, columns: dict[str, int]) -> Page:
    labels = {"code/cible/client": "Clients", "code/cible/prospect": "Prospects", "item/note": "Quelle note ?"}
    return survey.build_page(context_of((item,), cells_of(11, columns), labels))


def test_columns_the_question_was_not_put_to_are_named_and_have_no_column() -> None:
    item = scale(11)
    columns = {"all": 600, "target=client": 600, "target=prospect": 0}
    assert unasked_columns(context_of((item,), cells_of(11, columns)), item, ALL) == ("target=prospect",)
    block = page_of(item, columns).view.blocks[0]  # type: ignore[attr-defined]
    titles = [render(c.title) for t in (*block.tables, *block.folded.tables) for c in t.columns]
    assert not any("Prospects" in t for t in titles)
    assert "Non posée\u00a0:" in render(block.about[0])
    assert "Prospects" in render(block.about[0])


def test_a_small_base_is_no_question_left_out() -> None:
    item = scale(11)
    columns = {"all": 600, "target=client": 590, "target=prospect": 10}
    assert unasked_columns(context_of((item,), cells_of(11, columns)), item, ALL) == ()


def test_a_question_of_another_wave_is_named_without_a_table_of_dashes() -> None:
    from dataclasses import replace

    item = scale(11, asked=False)
    cells = [replace(c, missing=True, value=None, base=None) for c in cells_of(11, {"all": 600})]
    view = survey.build_page(context_of((item,), cells)).view
    assert view.blocks[0].tables == ()  # type: ignore[attr-defined]
    assert "non posée dans cette vague" in str(view.blocks[0].about)  # type: ignore[attr-defined]


def keys_of(page: Page) -> set[str]:
    html = make_environment().get_template("survey.html.j2").render(view=page.view)
    return {b.key for b in PageReader(f'<section data-page="survey">{html}</section>').numbers}


def test_every_number_of_everybody_is_on_the_page_folded_or_not_and_the_workbook_is_named() -> None:
    page = page_of(scale(11), {"all": 600, "target=client": 600, "target=prospect": 0})
    assert keys_of(page) == {f"survey/note/{m}/all" for m in ("mean/_", *(f"share/{i}" for i in range(11)))}
    assert "tables.fr.xlsx" in render(page.view.under)  # type: ignore[attr-defined]


def compared(*pairs: tuple[str, str, str | None], base: int = 400) -> Context:
    """Return a context of one question with a test of each pair of columns: what it says, and why it proves nothing."""
    item = Item(id="region", type="single", columns=("q",), codes=(Code(code="1"), Code(code="2")))
    values = {"all": 0.4, "target=client": 0.6, "target=prospect": 0.2, "profile=p1": 0.9, "sexe=1": 0.9}
    cells = [share("region", "1", value, column=c, base=base) for c, value in values.items()]
    cells += [share("region", "2", 1 - value, column=c) for c, value in values.items()]
    labels = {"code/cible/client": "Clients", "code/cible/prospect": "Prospects"}
    context = context_of((item,), cells, labels)
    rows = [
        {
            "key_a": "survey/region/share/1/all",
            "key_b": f"survey/region/share/1/{c}",
            "verdict": verdict,
            "reason": reason,
        }
        for c, verdict, reason in pairs
    ]
    return replace(context, tests=pd.DataFrame(rows, columns=context.tests.columns).astype(context.tests.dtypes))


def test_targets_and_profiles_apart_from_everybody_stand_beside_the_figure() -> None:
    context = compared(
        ("target=client", "different", None), ("target=prospect", "different", None), ("profile=p1", "not_different", None),
        ("sexe=1", "different", None),
    )  # fmt: skip
    (table,) = item_tables(context, context.wave.items[0]).tables
    assert [re.sub(r"<[^>]+>", "", render(c.title)) for c in table.columns] == [
        "Ensemble",
        "Significativement au-dessus",
        "Significativement au-dessous",
    ]
    first, second = table.groups[0].rows[:2]
    assert [re.sub(r"<[^>]+>", "", render(cell)) for cell in first.cells[1:]] == [
        "Clients\u00a060\u00a0%",
        "Prospects\u00a020\u00a0%",
    ]
    assert [render(cell) for cell in second.cells[1:]] == ["", ""]
    assert keys_of(survey.build_page(context)) == {
        *(f"survey/region/share/{row}/all" for row in (1, 2)),
        *(f"survey/region/share/1/target={name}" for name in ("client", "prospect")),
    }


@pytest.mark.parametrize(
    "pairs",
    [
        (("profile=p1", "different", "by_construction"),),
        (("target=client", "refused", "withheld"), ("profile=p1", "not_settled", None)),
        (("sexe=1", "different", None),),
    ],
)
def test_what_proves_nothing_and_what_the_workbook_tells_has_no_column(pairs) -> None:
    context = compared(*pairs)
    (table,) = item_tables(context, context.wave.items[0]).tables
    assert len(table.columns) == 1


def test_a_small_base_apart_from_everybody_is_marked_and_its_mark_explained() -> None:
    context = compared(("target=client", "different", None), base=60)
    page = survey.build_page(context)
    assert "60\u00a0%" in render(page.view.blocks[0].tables[0].groups[0].rows[0].cells[1])  # type: ignore[attr-defined]
    assert any("à lire avec prudence" in render(part) for part in page.legend)


def lettered(*, levels: tuple[float, ...] = (0.95, 0.90), lang: str = "fr", reason: str | None = None) -> Context:
    """Return a context of one question whose clients are above its prospects, as a test says."""
    item = Item(id="region", type="single", columns=("q",), codes=(Code(code="1"),))
    cells = [share("region", "1", value, column=c) for c, value in zip(ALL, (0.4, 0.6, 0.2), strict=True)]
    cells[1] = replace(cells[1], marks="B c up")
    plan = TablesPlan(correction="bonferroni", levels=levels)
    context = context_of((item,), cells, {"code/cible/client": "Clients"}, lang=lang, tables=plan)  # type: ignore[arg-type]
    tests = context.tests.reindex([0]).assign(verdict="different", reason=reason)
    return replace(context, tests=tests)


@pytest.mark.parametrize(
    ("lang", "levels", "words"),
    [
        ("fr", (0.95, 0.90), ("majuscule à 95\u00a0%, minuscule à 90\u00a0%", "correction de Bonferroni")),
        ("en", (0.99,), ("at 99%", "Bonferroni correction")),
    ],
)
def test_tests_are_told_with_their_level_and_correction_on_the_page_and_whole_on_that_of_the_method(
    lang: str, levels: tuple[float, ...], words: tuple[str, ...]
) -> None:
    context = lettered(levels=levels, lang=lang)
    legend = " ".join(render(part) for part in survey.build_page(context).legend)
    rules = " ".join(render(rule.text) for rule in method.build_page(context).view.rules)  # type: ignore[union-attr]
    assert all(word in rules.replace("&nbsp;", "\u00a0") for word in words), rules
    assert words[-1] in legend
    assert ("95\u00a0%" if lang == "fr" else "99%") in legend
    assert survey.build_page(replace(context, tests=context.tests.iloc[:0])).legend == ()
    bare = replace(context, tests=context.tests.iloc[:0])
    assert "Bonferroni" not in " ".join(render(rule.text) for rule in method.build_page(bare).view.rules)  # type: ignore[union-attr]


def test_what_columns_owe_to_how_they_were_made_is_told_where_it_is_so() -> None:
    def rules(context: Context) -> int:
        return len(method.build_page(context).view.rules)  # type: ignore[union-attr]

    assert rules(lettered(reason="by_construction")) == rules(lettered()) + 1


def test_a_code_of_open_answers_stands_below_its_parent_in_every_paper() -> None:
    item = Item(id="why", type="open", columns=("q9",))
    codebook = (
        CodebookEntry(id="hopes"),
        CodebookEntry(id="quick", parent="hopes"),
        CodebookEntry(id="lone", parent="absent"),
        CodebookEntry(id="today", parent="quick"),
    )
    labels = {"item/why": "Pourquoi ?", "codebook/hopes": "Attentes", "codebook/quick": "Vite", "codebook/lone": "Seul"}
    labels["codebook/today"] = "Aujourd’hui"
    cells = [share("why", code, 0.5, base=200) for code in ("hopes", "quick", "lone", "today")]
    context = context_of((item,), cells, labels, codebook=codebook)
    (table,) = item_tables(context, item).tables
    depths = [(str(render(row.head)), row.depth) for group in table.groups for row in group.rows if not row.role]
    tree = [("Attentes", 0), ("Vite", 1), ("Aujourd’hui", 2), ("Seul", 0)]
    assert depths == tree
    (page,) = (page for page in [survey.build_page(context)])
    lines = write_page(page, context.words, running="", width=90).splitlines()
    assert any(line.startswith("\u00a0\u00a0Vite ") for line in lines)
    assert any(line.startswith("\u00a0\u00a0\u00a0\u00a0Aujourd’hui ") for line in lines)
    assert any(line.startswith("Attentes ") for line in lines)
    sheets = [sheet for sheet in lay_sheets(context) if any(isinstance(row, FigureRow) for row in sheet.rows)]
    found = [(row.head, row.steps) for row in sheets[0].rows if isinstance(row, FigureRow)]
    assert found == tree


def ranking(**shares: float) -> tuple[Item, list]:
    item = Item(id="rang", type="rank", columns=("a", "b"), codes=(Code(code="1"), Code(code="2")), by_place=True)
    return item, [replace(share("rang", code, p), measure=m) for m, p in shares.items() for code in ("1", "2")]


def test_first_places_that_are_all_places_are_told_once() -> None:
    def groups(**shares: float) -> list[str]:
        item, cells = ranking(**shares)
        (table,) = item_tables(context_of((item,), cells), item).tables
        return [read_flat(group.title) for group in table.groups if read_flat(group.title)]

    two = groups(share=0.4, first=0.2, top2=0.4, top3=0.4)
    assert two == ["Classée, quel que soit le rang", "En premier"]
    assert len(groups(share=0.4, first=0.2, top2=0.3, top3=0.35)) == 4


def test_answers_of_a_grid_nobody_is_apart_at_are_told_once_and_so_says_the_title() -> None:
    codes = tuple(Code(code=str(i)) for i in range(3))
    item = Item(id="g", type="grid", rows={"a": "q1", "b": "q2"}, codes=codes)
    cells = [share(f"g.{row}", str(i), 1 / 3) for row in "ab" for i in range(3)]
    rows = tuple(replace(item, id=f"g.{row}", type="single", rows={}, grid="g") for row in "ab")
    context = context_of((item, *rows), cells)
    assert [table.id for table in item_tables(context, item).tables] == ["survey-g-rows"]
    assert read_flat(survey.build_page(context).title) == "1\u00a0question, réponses de l’ensemble"


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (("target=client", "profile=p1"), "par cible et par profil"),
        (("target=client",), "total et écarts par cible"),
        (("profile=p1",), "total et écarts par profil"),
        (("sexe=1",), "réponses de l’ensemble"),
    ],
)
def test_the_book_promises_no_columns_that_the_wave_has_not(columns: tuple[str, ...], told: str) -> None:
    item = Item(id="region", type="single", columns=("q",), codes=(Code(code="1"), Code(code="2")))  # type: ignore[arg-type]
    cells = [share("region", "1", 0.4, column=c) for c in ("all", *columns)]
    title = read_flat(survey.build_page(context_of((item,), cells)).title)
    assert title.replace("\u00a0", " ").endswith(told)
