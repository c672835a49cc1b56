"""The interview matrix as HTML: what is drawn and bound, squares, stems and bars, and how a browser sets it."""

import dataclasses
import math
import re
import shutil
from functools import cache

import numpy as np
import pytest
from expectation_demo import HEARD, heard_figure, interview_context
from markup_reading import Element, find, one, read_markup, text_of
from report_reading import PageReader

from relstudy import resources
from relstudy.report.context import Context
from relstudy.report.html import render
from relstudy.report.html.matrix import cell_width, stem
from relstudy.report.matrix.figure import MatrixFigure, matrix_figure
from relstudy.report.matrix.rows import MOST_CELLS, TIER_ORDER, Matrix
from relstudy.steps.interviews import Interviews


@cache
def bank(
    cases: int = 22, lang: str = "fr", targets: tuple[str, ...] = ("client", "prospect")
) -> tuple[Context, Matrix, str]:
    context, figure = heard_figure(cases, lang, targets)
    return context, figure.matrix, with_notes(figure)


def with_notes(figure: MatrixFigure) -> str:
    notes = "".join(f'<p data-role="text">{render(note.title)} {render(note.text)}</p>' for note in figure.notes)
    return f"{render(figure)}{notes}"


def rows(tree: Element) -> list[Element]:
    return find(tree, "div", data_key=True, data_tier=True)


def test_every_row_carries_its_verdicts():
    context, _, markup = bank()
    found = rows(read_markup(markup))
    assert sorted(r.get("data-key") for r in found) == sorted(f"expectations/{i}" for i in HEARD)
    for row in found:
        name = row.get("data-key")
        assert row.get("data-column") == "all"
        assert row.get("data-tier") == context.book.by_key[f"{name}/tier/_/all"].text
        action = context.book.by_key[f"{name}/action/_/all"]
        assert row.get("data-action") == (action.text or "missing")


def test_rows_are_grouped_by_tier_and_ordered_by_rank_and_titles_count_them():
    _, matrix, markup = bank()
    tree = read_markup(markup)
    assert [tier for tier, _ in matrix.groups] == [
        t for t in TIER_ORDER if any(r.verdict.tier == t for r in matrix.rows)
    ]
    for section in find(tree, "section"):
        own = rows(section)
        title = one(section, "h3")
        assert int(text_of(one(title, "span", data_role="number"))) == len(own)
        assert len({r.get("data-tier") for r in own}) == 1
        ranks = [float(one(r, "data", data_key=f"{r.get('data-key')}/rank/_/all").get("value")) for r in own]
        assert ranks == sorted(ranks)


def test_counts_printed_are_the_cells_drawn():
    _, matrix, markup = bank()
    tree = read_markup(markup)
    for row in matrix.rows:
        element = one(tree, "div", data_key=f"expectations/{row.verdict.id}", data_tier=True)
        for block, marks in zip(matrix.blocks, row.marks, strict=True):
            voiced = sum(m.fill in ("full", "half") for m in marks)
            asked = sum(m.fill != "none" or m.contrary for m in marks)
            printed = one(element, "data", data_key=f"expectations/{row.verdict.id}/importance/_/{block.column}")
            assert text_of(printed) == f"{voiced} sur {asked}"
        full = sum(m.fill == "full" for marks in row.marks for m in marks)
        assert text_of(one(element, "data", data_key=f"expectations/{row.verdict.id}/unprompted/_/all")) == str(full)


def test_drawn_shapes_are_as_many_as_the_marks():
    _, matrix, markup = bank()
    strips = find(read_markup(markup), "span", class_="mx-strip")
    assert len(strips) == len(matrix.rows) * len(matrix.blocks)
    for strip, marks in zip(strips, (m for row in matrix.rows for m in row.marks), strict=True):
        drawn = list(strip)
        assert [cell.tag == "svg" for cell in drawn] == [m.fill != "none" or m.contrary for m in marks]
        assert all(text_of(one(cell, "title")) for cell in drawn if cell.tag == "svg")


def test_squares_of_satisfaction_are_the_numbers_in_words():
    _, matrix, markup = bank()
    tree = read_markup(markup)
    dividers = set()
    for row in matrix.rows:
        element = one(tree, "div", data_key=f"expectations/{row.verdict.id}", data_tier=True)
        drawn = find(element, "svg", class_="mx-units")
        if row.verdict.satisfaction is None or not row.verdict.satisfaction.shown:
            assert not drawn
            continue
        (divider,) = (
            float(m.group(1)) for p in find(drawn[0], "path") if (m := re.fullmatch(r"M(\d+) 0V10", p.get("d")))
        )
        places = {
            fill: [float(x) for p in find(drawn[0], "path", fill=fill) for x in re.findall(r"M([\d.]+)", p.get("d"))]
            for fill in ("#FFFFFF", "#3F4B57")
        }
        assert len(places["#FFFFFF"]) == row.positive.value
        assert len(places["#3F4B57"]) == row.negative.value
        assert max(places["#FFFFFF"], default=0) + 7 <= divider
        assert min(places["#3F4B57"], default=math.inf) >= divider
        dividers.add(divider)
    assert len(dividers) == 1


def test_stability_is_printed_as_withdrawals():
    context, _, markup = bank()
    for b in PageReader(f'<section data-page="R3">{markup}</section>').numbers:
        if "/tier_stability/" in b.key:
            cell = context.book.by_key[b.key]
            assert b.text == f"{round(cell.value * 22)}\u00a0retraits sur\u00a022"
            assert float(b.value) == cell.value


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("cases", [22, 60])
def test_no_percent_sign_and_every_digit_bound(lang, cases):
    context, _, markup = bank(cases, lang)
    assert "%" not in markup
    reader = PageReader(f'<section data-page="R3">{markup}</section>')
    assert reader.strays == []
    assert reader.misnested == []
    assert len(reader.numbers) > 60
    for b in reader.numbers:
        assert float(b.value) == context.book.by_key[b.key].value


def test_orange_only_for_what_to_improve_first():
    _, _, markup = bank()
    found = rows(read_markup(markup))
    assert {r.get("data-action") for r in found} >= {"improve", "keep"}
    for row in found:
        accented = any("#C4420F" in v for e in row.iter() for v in e.attrib.values())
        assert accented == (row.get("data-action") == "improve")


def test_quotes_hang_from_the_cell_they_come_from_and_no_stem_crosses_a_quote():
    context, figure = heard_figure()
    said, matrix = context.result.given(Interviews), figure.matrix
    shown = 0
    for line in figure.rows:
        for hanging, quote in zip(line.row.quotes, line.quotes, strict=True):
            block = matrix.blocks[hanging.block]
            assert said.case_id[block.cases[hanging.place]] == hanging.quote.case_id
            mark = line.row.marks[hanging.block][hanging.place]
            assert mark.contrary if hanging.quote.contrary else mark.fill in ("full", "half")
            assert (
                stem(matrix, quote) == sum(len(b.cases) for b in matrix.blocks[: hanging.block]) + hanging.place + 0.5
            )
            assert hanging.quote.text in render(quote.text)
            shown += 1
        # The stem of a lower quote passes left of the quotes above it.
        places = [stem(matrix, quote) for quote in line.quotes]
        assert places == sorted(places, reverse=True)
    assert shown >= 8


def test_a_quote_names_its_interview_and_never_its_id():
    _, _, markup = bank()
    who = text_of(find(read_markup(markup), "div", class_="mx-who")[0])
    assert re.search(r"(client|prospect), (Femme|Homme), \d\d\u2011\d\d ans, entretien n°\u00a0\d\d", who)
    named = bank()[0].result.given(Interviews).case_id
    assert not any(case in text_of(read_markup(markup)) for case in named)


def test_beyond_forty_interviews_there_are_bars_of_counts():
    context, matrix, markup = bank(MOST_CELLS + 20)
    assert not matrix.one_by_one
    tree = read_markup(markup)
    for row in matrix.rows:
        element = one(tree, "div", data_key=f"expectations/{row.verdict.id}", data_tier=True)
        for strip, block in zip(find(element, "svg", class_="mx-strip"), matrix.blocks, strict=True):
            track, full, half = find(strip, "rect")
            freely = context.book.get("expectations", row.verdict.id, "unprompted", "_", block.column)
            voiced = context.book.get("expectations", row.verdict.id, "importance", "_", block.column)
            assert float(track.get("width")) == len(block.cases) * 20
            assert float(full.get("width")) == freely.value * 20
            assert float(half.get("width")) == (voiced.value - freely.value) * 20
    assert not find(tree, class_="mx-stem")
    assert not find(tree, class_="mx-numbers")


def test_forty_interviews_still_have_a_cell_each():
    _, matrix, markup = bank(MOST_CELLS)
    assert matrix.one_by_one
    assert "mx-upright" in markup
    assert cell_width(matrix) * MOST_CELLS + 2 * 4.5 + 13 + 25.25 <= 74


@pytest.mark.parametrize("targets", [(), ("client",), ("client", "prospect", "ancien")])
def test_other_numbers_of_targets(targets):
    _, matrix, markup = bank(22, "fr", targets)
    assert len(matrix.blocks) == max(len(targets), 1)
    assert sum(len(b.cases) for b in matrix.blocks) == 22
    assert sorted(i for b in matrix.blocks for i in b.cases) == list(range(22))
    sizes = [len(b.cases) for b in matrix.blocks]
    assert sizes == sorted(sizes, reverse=True)
    if not targets:
        assert not find(read_markup(markup), class_="mx-count")


def test_an_expectation_nobody_was_asked_is_in_a_group_of_its_own(tmp_path):
    context = interview_context(tmp_path, labels={"jamais": "Jamais posée"})
    figure = matrix_figure(context, context.result.given(Interviews))
    tier, group = figure.matrix.groups[-1]
    assert (tier, [r.verdict.id for r in group]) == ("missing", ["jamais"])
    assert all(m.fill == "none" for marks in group[0].marks for m in marks)
    row = one(read_markup(render(figure)), data_key="expectations/jamais", data_tier="missing")
    assert not find(row, "data")


def test_hostile_labels_and_quotes_are_text(tmp_path):
    nasty = "<script>alert(1)</script> & « x » \u05e9\u05dc\u05d5\u05dd " + "w" * 60
    context = interview_context(tmp_path, labels={"delais": nasty, "meme_info": nasty})
    interviews = context.result.given(Interviews)
    quotes = interviews.quotes.assign(text=[f"{nasty} {i}"[:200] for i in range(len(interviews.quotes))])
    figure = matrix_figure(context, dataclasses.replace(interviews, quotes=quotes))
    markup = render(figure)
    assert "<script" not in markup
    assert "alert(1)" in text_of(read_markup(markup))


def test_equal_studies_give_equal_bytes_and_row_order_plays_no_part(tmp_path):
    context = interview_context(tmp_path)
    interviews = context.result.given(Interviews)
    again = matrix_figure(context, interviews)
    assert with_notes(again) == bank()[2]
    turn = np.random.default_rng(3).permutation(22)
    moved = dataclasses.replace(
        interviews, **{n: getattr(interviews, n)[turn] for n in ("case_id", "target", "group", "attributes", "asked", "voiced", "unprompted", "contrary", "judged", "valence")},
        quotes=interviews.quotes.sample(frac=1, random_state=1),
    )  # fmt: skip
    assert with_notes(matrix_figure(context, moved)) == bank()[2]


# As a browser sets it.

browser_only = pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium")


@pytest.fixture(scope="module")
def browser():
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


def page_of(markup: str) -> str:
    css = "".join(p.read_text(encoding="utf-8") for p in sorted((resources.templates() / "report").glob("*.css")))
    return (
        f'<meta charset="utf-8"><style>{css}</style><section class="page"><div class="frame">{markup}</div></section>'
    )


@pytest.mark.browser
@browser_only
@pytest.mark.parametrize("cases", [22, 40, 60])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_never_scrolls_sideways(browser, width, cases):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_content(page_of(bank(cases)[2]))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('.mx-scroll'))")
    page.close()


@pytest.mark.browser
@browser_only
@pytest.mark.parametrize("medium", ["screen", "print"])
def test_stems_start_under_their_cells(browser, medium):
    _, matrix, markup = bank()
    page = browser.new_page(viewport={"width": 1280 if medium == "screen" else 703, "height": 900})
    page.emulate_media(media=medium)
    page.set_content(page_of(markup))
    found = page.evaluate(
        """() => [...document.querySelectorAll('.mx-row')].map(row => [
            [...row.querySelectorAll('.mx-stem')].map(s => { const b = s.getBoundingClientRect(); return [b.left, b.top, b.bottom] }),
            [...row.querySelectorAll('.mx-strip')].map(s => { const b = s.getBoundingClientRect(); return [b.left, b.width, b.bottom] }),
            [...row.querySelectorAll('.mx-quote')].map(s => { const b = s.getBoundingClientRect(); return [b.top, b.bottom] })])"""
    )
    checked = 0
    for row, (stems, strips, quoted) in zip(matrix.rows, found, strict=True):
        for hanging, (left, top, bottom), (upper, lower) in zip(row.quotes, stems, quoted, strict=True):
            start, width, foot = strips[hanging.block]
            centre = start + width / len(matrix.blocks[hanging.block].cases) * (hanging.place + 0.5)
            assert abs(left + 0.75 - centre) < 1.5, (row.verdict.id, left, centre)
            assert -2 < top - foot < 4
            assert upper < bottom <= lower + 2
            checked += 1
    assert checked >= 8
    page.close()
