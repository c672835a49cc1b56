import re
import shutil
import subprocess
import zlib
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from page_context import context_of, share
from report_example import full_example
from tagged_paper import objects_of, render_paper

from relstudy.cells import CellKey
from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.drawing import Bar, Scale, Shade
from relstudy.report.map.figure import MapFigure
from relstudy.report.map.widths import text_width
from relstudy.report.page import Page, Plain, Shell, View
from relstudy.report.pages import expectations
from relstudy.report.pages.improvements import ImprovementsView
from relstudy.report.paper.blocks import in_layers, prose
from relstudy.report.paper.inline import lines_of, set_inline, width_of
from relstudy.report.paper.map import _named
from relstudy.report.paper.setting import set_paper
from relstudy.report.paper.signs import keep_known
from relstudy.report.paper.tables import _kept_whole, _texts
from relstudy.report.paper.writing import blocks_of, write_paper
from relstudy.report.rendering import lay_paper
from relstudy.report.table import Column, Group, Row, Table
from relstudy.report.values import Beside, Captioned, Content, Glyph, Label, Toned, Turn, joined
from relstudy.survey.items import Code, Item
from relstudy.words import Lang

ITEMS = (Item(id="q1", type="single", columns=("c",), codes=(Code(code="1"), Code(code="2"))),)
LABELS = {"item/q1": "Quel canal ?", "code/q1/1": "Agence", "code/q1/2": "Téléphone"}
CELLS = [share("q1", "1", 0.61), share("q1", "2", 0.39)]
HOSTILE = (
    '#import "@preview/x:1.0.0": *',
    "$x$ *gras* _a_ @ref <script>alert(1)</script> \\ ` [ ] {n} #panic()",
    "אבג \u202eabc 😀 漢字 \u200b\ufeff\u0000",
    "x" * 80,
)


@cache
def paper(lang: Lang) -> bytes:
    return render_paper(context_of(ITEMS, CELLS, LABELS, lang=lang))


def text_of(made: bytes, folder: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    (folder / "paper.pdf").write_bytes(made)
    said = subprocess.run(["pdftotext", "-layout", folder / "paper.pdf", "-"], capture_output=True, check=True)
    return said.stdout.decode()


def shell_of(context: Context) -> Shell:
    words = {name: context.words.say(f"shell.{name}") for name in context.words.table("shell")}
    return Shell(
        lang="fr", document_title=HOSTILE[1], study=HOSTILE[0], client=HOSTILE[1], running=HOSTILE[2], facts=(),
        working_paper="", words=words,
    )  # fmt: skip


def hostile_paper() -> bytes:
    table = Table(
        id="t", caption=Label(HOSTILE[0]), stub=HOSTILE[1], columns=tuple(Column(title=text) for text in HOSTILE),
        groups=(Group(title=HOSTILE[2], rows=(Row(head=Label(HOSTILE[1]), cells=HOSTILE),)),), notes=HOSTILE,
    )  # fmt: skip
    page = Page(
        name="R1", template="plain.html.j2", nav="R1", eyebrow="R1", title=HOSTILE[1],
        view=Plain(tables=(table,), lead=tuple(map(Label, HOSTILE))),
    )  # fmt: skip
    context = context_of(ITEMS, CELLS, LABELS)
    return set_paper(write_paper(shell_of(context), [page], context.words), day=date(2026, 3, 1))


def test_every_view_is_set_on_paper() -> None:
    assert {view.__name__ for view in View.__subclasses__()} == {view.__name__ for view in blocks_of.registry} - {
        "object"
    }


def table(name: str, head: str, *, repeats: bool = False) -> Table:
    columns = (Column(title="Clients"), Column(title="Prospects"))
    groups = (Group(rows=(Row(head=head, cells=("1", "2")),)),)
    return Table(id=name, caption=name, stub="Canal", columns=columns, groups=groups, repeats=repeats)


def set_view(view: View) -> list[dict]:
    return list(blocks_of(view, context_of(ITEMS, CELLS, LABELS).words))


def test_two_narrow_tables_stand_side_by_side_and_a_wide_one_alone() -> None:
    wide = replace(table("wide", "SMS"), columns=(Column(title="Pourquoi", kind="text"),))
    set_on_paper = set_view(Plain(tables=(table("a", "SMS"), table("b", "E-mail"), table("c", "Agence"), wide)))
    assert [block["k"] for block in set_on_paper] == ["beside", "table", "table"]
    assert [column[0]["caption"] for column in set_on_paper[0]["c"]] == [["a"], ["b"]]
    assert [block["caption"] for block in set_on_paper[1:]] == [["c"], ["wide"]]


def test_a_table_with_drawings_and_long_words_is_not_narrow() -> None:
    columns = tuple(Column(title=text) for text in ("Sensibilisation",) * 9)
    rows = (Row(head="Messagerie avec un conseiller", cells=("55 %",) * 9),)
    many = Table(id="m", caption="m", stub="Canal", columns=columns, groups=(Group(rows=rows),))
    assert [block["k"] for block in set_view(Plain(tables=(many, many)))] == ["table", "table"]


def test_a_table_of_many_columns_is_even_pieces_and_more_of_them_where_titles_cannot_be_divided() -> None:
    def pieces(title: str, count: int) -> list[int]:
        columns = tuple(Column(title=title) for _ in range(count))
        rows = (Row(head="Oui", cells=("55 %",) * count),)
        table = Table(id="m", caption="m", stub="Réponse", columns=columns, groups=(Group(rows=rows),))
        return [len(block["columns"]) for block in set_view(Plain(tables=(table,))) if block["k"] == "table"]

    assert pieces("Pros", 12) == [12]
    assert pieces("Pros", 14) == [7, 7]
    assert pieces("peu « Je\u00a0préfère\u00a0une « vraie »", 12) == [6, 6]
    assert pieces("Sensibilisation", 12) == [12]


def test_a_number_wider_than_its_share_has_the_points_it_needs_as_long_as_all_fit() -> None:
    cells = ("un long texte qui prend toute la place " * 4, "8\u00a0%", "\u2212120,5\u00a0points")
    columns = (Column(title="Action", kind="text"), Column(title="Valeur"), Column(title="Écart"))
    rows = (*(Row(head="Agence", cells=(cells[0], "8\u00a0%", "0")) for _ in range(9)), Row(head="SMS", cells=cells))
    (wide,) = set_view(
        Plain(tables=(Table(id="t", caption="t", stub="Canal", columns=columns, groups=(Group(rows=rows),)),))
    )
    head, action, _, gap = wide["widths"]
    assert gap["points"] >= text_width(cells[2], wide["size"])
    assert action["points"] > gap["points"]
    assert head["points"] > 0
    assert _kept_whole([{"share": 1.0}, {"share": 9.0}], [30.0, 10.0], 100.0) == [{"points": 30.0}, {"share": 9.0}]
    assert _kept_whole([{"share": 1.0}, {"share": 9.0}], [60.0, 70.0], 100.0) == [{"share": 1.0}, {"share": 9.0}]
    assert _kept_whole([{"points": 20.0}, {"share": 2.0}], [0.0, 10.0], 100.0) == [{"points": 20.0}, {"share": 2.0}]


def test_a_column_is_reckoned_by_its_title_its_cells_and_what_stands_under_names() -> None:
    columns = (Column(title="Clients actifs", note="base brute"), Column(title="Pros"))
    rows = (Row(head="Ensemble", note="n = 900", cells=("Agence et site", "8")), Row(head="Autre", cells=("SMS", "9")))
    block = set_table(columns, rows)
    size = block["size"]
    heads = [(set_inline("Qui"), []), *((set_inline(c.title), set_inline(c.note)) for c in columns)]

    def texts(place: int) -> list[list[list[float]]]:
        return _texts(block["rows"], heads[place], place, size).rows

    def wide(*words: str, part: float = 1.0) -> list[float]:
        return pytest.approx([text_width(word + " ", size * part) * 1.06 for word in words])

    assert texts(0) == [[wide("Qui")], [wide("Ensemble"), wide("n", "=", "900", part=0.9)], [wide("Autre")]]
    assert texts(1) == [[wide("Clients", "actifs"), wide("base", "brute", part=0.9)], [wide("Agence", "et", "site")], [wide("SMS")]]  # fmt: skip
    assert texts(2)[0] == [wide("Pros")]


def set_table(columns: tuple[Column, ...], rows: tuple[Row, ...]) -> dict[str, object]:
    table = Table(id="t", caption="t", stub="Qui", columns=columns, groups=(Group(rows=rows),))
    (block,) = set_view(Plain(tables=(table,)))
    return block


def test_short_running_text_keeps_its_words_whole_in_a_narrow_column() -> None:
    # One row says something, the others that they are withheld: what is typical of the column is no width for it.
    told = "Agence 49\u00a0% ont eu quelqu’un 84\u00a0% (n\u00a0=\u00a0900)"
    columns = tuple(
        Column(title=t, kind="text") for t in ("Sensibilisation", "Évaluation", "Achat", "Livraison", "Après")
    )
    name = "Plutôt « Je règle tout seul », peu « La même personne à chaque fois »"
    block = set_table(columns, (Row(head="Ensemble", cells=(told,) * 5), *(Row(head=name, cells=("n. p.",) * 5),) * 9))
    size = block["size"]
    assert all(width["points"] > text_width("(n\u00a0=\u00a0900)", size) for width in block["widths"][1:])


def test_a_drawing_takes_no_room_that_titles_cannot_do_without() -> None:
    titles = ("Monocanal", "Multicanal", "Cross-canal", "Omnicanal", "Non tranchée", "Aucun canal")
    columns = (
        Column(title="Répartition", kind="text"),
        *(Column(title=Beside("glyphs", (Shade(place, 6), Label(title)))) for place, title in enumerate(titles)),
        Column(title="Base brute (n)"),
    )
    name = "Plutôt « Je prends mon téléphone d’abord… », peu « Je préfère une “vraie” personne »"
    cells = [CellRow(key=CellKey(f"k{n}"), section="survey", item="x", measure="share", value=0.25) for n in range(4)]
    bar = Scale(ordered=tuple(cells), outside=())
    rows = tuple(Row(head=name, cells=(bar, *("n. p.",) * 6, "163")) for _ in range(9))
    block = set_table(columns, rows)
    least = text_width("tranchée", block["size"], 600)
    assert all(width["points"] >= least for width in block["widths"][2:-1])
    assert block["widths"][0]["points"] > 2 * least


def test_a_bar_and_its_number_stay_in_their_column_beside_long_names_and_long_texts() -> None:
    told = (
        "Attachés à l’agence et à leur conseiller 85\u00a0%, Éloignés du numérique accompagnés par un proche 54\u00a0%"
    )
    columns = (Column(title="Ensemble"), *(Column(title=title, kind="text") for title in ("Au-dessus", "Au-dessous")))
    cell = CellRow(key=CellKey("k"), section="survey", item="x", measure="share", value=0.59, base=900)
    barred = Beside("barred", (Bar(cell), Label("59\u00a0%")))
    rows = tuple(Row(head="Espace client sur le site internet", cells=(barred, told, told)) for _ in range(9))
    block = set_table(columns, rows)
    bar = width_of(block["rows"][0]["cells"][0])
    assert bar > 20.0
    assert block["widths"][1]["points"] >= bar + text_width("59\u00a0%", block["size"])


def test_a_table_of_short_cells_is_not_stretched_and_one_long_cell_keeps_its_sheet() -> None:
    def width(*cells: str) -> float:
        rows = tuple(Row(head="Agence", cells=(cell,)) for cell in cells)
        columns = (Column(title="Part"),)
        (block,) = set_view(
            Plain(
                tables=(
                    Table(id="t", caption="t", stub="Canal", columns=columns, groups=(Group(rows=rows),), notes=("n",)),
                )
            )
        )
        return float(block["width"])

    assert width(*["61 %"] * 9) < 0.5
    assert width(*["61 %"] * 9, "une précision qui prend toute la largeur de la feuille " * 2) == 1.0


def paper_of(*leads: str, tables: tuple[Table, ...] = ()) -> dict:
    view = Plain(tables=tables, lead=tuple(map(Label, leads)))
    page = Page(name="R1", template="plain.html.j2", nav="R1", eyebrow="R1", title="Titre", view=view)
    context = context_of(ITEMS, CELLS, LABELS)
    return write_paper(shell_of(context), [page], context.words)


def test_the_last_table_of_a_report_is_not_cut_unless_it_is_tall() -> None:
    def last(rows: int) -> list[bool]:
        filled = tuple(Row(head=f"Canal {n}", cells=("une ligne", "1")) for n in range(rows))
        columns = (Column(title="Dit", kind="text"), Column(title="Part"))
        tall = Table(id="t", caption="t", stub="Canal", columns=columns, groups=(Group(rows=filled),))
        return [
            block["short"] for block in paper_of(tables=(tall, tall))["pages"][0]["blocks"] if block["k"] == "table"
        ]

    assert last(16)[-1]
    assert last(40) == [False, False]


def sheets_of(tree: dict) -> int:
    told = objects_of(set_paper(tree, day=date(2026, 3, 1))).values()
    return sum(re.search(rb"/Type/Page\b(?!s)", said) is not None for said in told)


def test_the_last_page_is_on_one_sheet_where_one_holds_it() -> None:
    def ends_on(first: int, last: int) -> int:
        tree = paper_of(*["Une phrase."] * first)
        tree["pages"] += [page | {"name": "R2"} for page in paper_of(*["Une phrase."] * last)["pages"]]
        return sheets_of(tree)

    assert ends_on(20, 10) == 2
    assert ends_on(30, 30) == 3, "moved as a whole"
    assert ends_on(30, 100) == 4, "begun where the other ends"


def test_a_page_with_nothing_but_its_reason_is_said_in_few_lines() -> None:
    def written(**more: object) -> dict:
        page = Page(
            name="audit", template="plain.html.j2", nav="Bilan", eyebrow="Bilan interne", title="Bilan",
            state="not-measured", reason="Cette étude n’a pas de bilan.", **more,
        )  # fmt: skip
        context = context_of(ITEMS, CELLS, LABELS)
        return write_paper(shell_of(context), [page], context.words)["pages"][0]

    brief = written()
    assert (brief["brief"], len(brief["blocks"])) == (True, 1)
    assert brief["eyebrow"] == [context_of(ITEMS, CELLS, LABELS).words.table("shell")["not_measured"]]
    full = written(view=Plain(lead=(Label("Une phrase."),)))
    assert (full["brief"], full["eyebrow"]) == (False, ["Bilan interne"])


def test_what_goes_over_its_sheet_by_a_few_lines_is_set_closer() -> None:
    def sheets(lines: int, *, fresh: bool) -> int:
        tree = paper_of(*["Une phrase."] * lines)
        tree["pages"][0]["fresh"] = fresh
        return sheets_of(tree)

    holds = next(lines for lines in range(40, 80) if sheets(lines + 1, fresh=False) > 2)
    assert sheets(holds + 3, fresh=True) == 2
    assert sheets(holds + 30, fresh=True) == 3


def test_words_of_short_lines_are_not_divided_and_those_of_prose_are() -> None:
    def divided(text: str) -> bool:
        columns = (Column(title="Dit", kind="text"), Column(title="Conclu", kind="text"))
        rows = (Row(head="Agence", cells=(text, "confirmé")),)
        (block,) = set_view(
            Plain(tables=(Table(id="t", caption="t", stub="Canal", columns=columns, groups=(Group(rows=rows),)),))
        )
        return bool(block["columns"][0]["divided"])

    assert not divided("personne 22 % · machine 48 %")
    assert divided("des paroles longues qui tiennent sur plusieurs lignes de la même case")


def test_a_table_too_tall_for_what_is_left_of_a_sheet_may_be_parted() -> None:
    def set_one(text: str) -> bool:
        columns = (Column(title="Dit", kind="text"), Column(title="Conclu", kind="text"))
        rows = tuple(Row(head="Agence", cells=(text, "confirmé")) for _ in range(7))
        (block,) = set_view(
            Plain(tables=(Table(id="t", caption="t", stub="Canal", columns=columns, groups=(Group(rows=rows),)),))
        )
        return bool(block["short"])

    assert set_one("court")
    assert not set_one("des paroles longues qui tiennent sur plusieurs lignes " * 8)


def test_no_row_of_a_parted_table_stands_alone_on_its_last_sheet(tmp_path: Path) -> None:
    def rows_on_sheets(number: int) -> list[int]:
        columns = (Column(title="Dit", kind="text"), Column(title="Part"))
        filled = tuple(Row(head=f"Rang{n:02d}", cells=("une ligne", "1")) for n in range(number))
        tall = Table(id="t", caption="t", stub="Canal", columns=columns, groups=(Group(rows=filled),))
        made = set_paper(paper_of("Une phrase.", tables=(tall, tall)), day=date(2026, 3, 1))
        # Only the first of the two: the last table of a report has rules of its own.
        told = "\f".join(text_of(made, tmp_path).split("\f")).partition("Rang00")[2].partition("Rang00")[0]
        return [n for sheet in ("Rang00" + told).split("\f") if (n := len(re.findall(r"Rang\d\d", sheet)))]

    parted = [found for number in range(70, 76) if len(found := rows_on_sheets(number)) > 1]
    assert parted
    assert all(1 not in found for found in parted)


def said_by(runs: list) -> str:
    return "".join(run if isinstance(run, str) else "|" if run["k"] == "turn" else said_by(run["c"]) for run in runs)


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (Toned("line", "Robot"), "Robot"),
        (Toned("note", "9 février"), "9 février"),
        (joined("", ("fait", Toned("note", "9 février"))), "fait|9 février"),
        (joined("", ("fait", Toned("line", Toned("note", "9 février")))), "fait|9 février"),
        (joined("", (Toned("line", "Robot"), Toned("line", "Carte"))), "Robot|Carte"),
        (joined(" ", (Toned("note", "9 février"), "fait")), "9 février|fait"),
        (joined(Turn(), ("fait", Toned("note", "9 février"), "ailleurs")), "fait|9 février|ailleurs"),
        (joined("", (Toned("whole", joined("", ("fait", Toned("note", "hier")))), "ailleurs")), "fait|hier|ailleurs"),
    ],
)
def test_a_line_of_its_own_is_begun_and_ended_once_and_leaves_none_blank(value: Content, lines: str) -> None:
    assert said_by(set_inline(value)) == lines


def test_a_drawing_prints_no_words_and_a_line_ends_where_another_begins() -> None:
    glyph = Captioned(Glyph(0), "Prudents\u00a0: prioritaire", CellKey("expectations/a/tier/_/profile=p1"))
    assert lines_of(set_inline(joined(" ", (glyph, "2")))) == [" 2"]
    assert lines_of(set_inline(joined("", ("fait", Toned("note", "hier"))))) == ["fait", "hier"]


def test_layers_stand_on_one_line_each_and_one_that_nobody_has_is_left_out() -> None:
    panels = [[[prose("a")], [], [prose("1")]], [[prose("b")], [], []]]
    (block,) = in_layers(panels, across=3)
    assert [[[one["c"] for one in cell] for cell in row] for row in block["rows"]] == [
        [[["a"]], [["b"]], []],
        [[["1"]], [], []],
    ]


def test_what_stands_above_a_sheet_gives_way_to_less_where_it_takes_two_lines() -> None:
    context = context_of(ITEMS, CELLS, LABELS)
    shell = replace(shell_of(context), client="Cliente", running=" · Étude · du 2 mars", study="Étude")
    heads = write_paper(shell, [], context.words)["running"]
    assert heads == [["Cliente · Étude · du 2 mars"], ["Étude · du 2 mars"], ["Étude"]]
    assert len(write_paper(replace(shell, header=Label("Agence")), [], context.words)["running"]) == 1


def test_what_repeats_is_not_printed() -> None:
    blocks = set_view(Plain(tables=(table("a", "SMS", repeats=True), table("b", "E-mail"))))
    assert [block["caption"] for block in blocks] == [["b"]]


def test_what_is_folded_or_repeats_is_named_on_paper() -> None:
    view = ImprovementsView(figure=None, tables=(table("a", "SMS", repeats=True),))
    page = Page(name="R2", template="improvements.html.j2", nav="R2", eyebrow="R2", title="R2", view=view)
    context = context_of(ITEMS, CELLS, LABELS)
    made = write_paper(shell_of(context), [page], context.words)
    assert made["pages"][0]["blocks"] == [
        {"k": "prose", "style": "note", "c": ["Dans le rapport à l’écran\u00a0: ", "a", "."]}
    ]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_paper_is_tagged_with_its_fonts_inside(lang: Lang) -> None:
    made = paper(lang)
    streams = b"".join(inflated(made))
    for tag in (b"/MarkInfo", b"/StructTreeRoot", b"/Outlines", b"/FontFile", b"/Title"):
        assert tag in made or tag in streams, tag
    assert re.search(rb"/Lang ?\(" + lang.encode(), made + streams)


def inflated(made: bytes) -> list[bytes]:
    found = []
    for stream in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        try:
            found.append(zlib.decompress(stream[1]))
        except zlib.error:
            continue
    return found


def test_two_papers_of_one_study_are_equal() -> None:
    assert render_paper(context_of(ITEMS, CELLS, LABELS)) == paper("fr")


def test_what_people_wrote_is_text_and_nothing_else(tmp_path: Path) -> None:
    text = "".join(text_of(hostile_paper(), tmp_path).split())
    assert '#import"@preview/x:1.0.0":*'.replace('"', "") in text.replace('"', "")
    assert "$x$*gras*_a_@ref<script>alert(1)</script>" in text


def test_numbers_of_cells_stand_on_paper(tmp_path: Path) -> None:
    lines = [line.split() for line in text_of(paper("fr"), tmp_path).splitlines()]
    assert ["Agence", "61", "%"] in lines
    assert ["Téléphone", "39", "%"] in lines


def test_signs_without_a_shape_are_squares_or_gone() -> None:
    assert keep_known("a\u200bb\u202ec 😀 é\u202f% ’ א") == "abc □ é\u202f% ’ א"


def test_all_known_signs_have_a_shape() -> None:
    known = "".join(c for c in map(chr, range(0x20, 0x3000)) if keep_known(c) == c)
    context = context_of(ITEMS, CELLS, LABELS)
    page = Page(name="R1", template="", nav="", eyebrow="", title="T", view=Plain(lead=tuple(known.split(" "))))
    words = {name: context.words.say(f"shell.{name}") for name in context.words.table("shell")}
    shell = Shell(
        lang="fr", document_title="T", study="T", client="", running="", facts=(), working_paper="", words=words
    )
    assert set_paper(write_paper(shell, [replace(page, subtitle="")], context.words), day=date(2026, 3, 1))


def test_a_compound_in_a_head_is_parted_at_its_hyphen_so_that_no_word_reaches_into_the_next_column() -> None:
    told = "Quatre-vingts signes pour voir ce qui devient"
    columns = [Column(title="Part", note=told) for _ in range(10)]
    rows = [Row(head=f"Profil {i} au nom bien plus long", cells=("15\u00a0%",) * 10) for i in range(4)]
    table = Table(id="t", caption="t", stub="Profils", columns=tuple(columns), groups=(Group(rows=tuple(rows)),))
    (wide,) = set_view(Plain(tables=(table,)))
    longest = max(text_width(word, wide["size"] * 0.9) for word in ("Quatre-", "vingts", "devient"))
    assert min(width["points"] for width in wide["widths"][1:]) >= longest + 6


def test_what_follows_the_book_of_tables_begins_a_sheet() -> None:
    told = lay_paper(context_of(ITEMS, CELLS, LABELS))["pages"]
    fresh = [page["name"] for page in told if page["fresh"]]
    assert fresh == ["synthesis", "method"]


def test_the_size_of_a_profile_stays_on_one_line_over_its_map() -> None:
    view = expectations.build_page(full_example().context()).view
    assert isinstance(view, expectations.ExpectationsView)
    assert isinstance(view.figure, MapFigure)
    panels = [panel for group in view.figure.groups for panel in group.panels if panel.size]
    assert panels
    for panel in panels:
        assert re.search("n\u00a0=\u00a0\\d", " ".join(lines_of(_named(panel)["c"])))
