"""The interview matrix: cells against who said what, groups, order, quotes, numbers and their keys; never a share."""

import dataclasses
import itertools
import math
import random
import re
import shutil
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from expectation_demo import CONTRARY, HEARD, interview_context
from hypothesis import given, settings
from hypothesis import strategies as st
from markup_reading import Element, find, one, read_markup, text_of
from report_reading import PageReader

from relstudy import resources
from relstudy.report.context import Context
from relstudy.report.html import render
from relstudy.report.matrix.figure import draw_interview_matrix, lay_out_matrix
from relstudy.report.matrix.quotes import choose_quote
from relstudy.report.matrix.rows import MOST_CELLS, TIER_ORDER, MatrixView, build_matrix, interview_numbers
from relstudy.report.matrix.seriation import seriate_cases
from relstudy.steps.interviews import Interviews
from relstudy.words import load_words


@cache
def bank(
    cases: int = 22, lang: str = "fr", targets: tuple[str, ...] = ("client", "prospect")
) -> tuple[Context, MatrixView, str]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        context = interview_context(Path(folder), cases, lang=lang, targets=targets)  # type: ignore[arg-type]
    view = build_matrix(context, context.result.given(Interviews))
    assert view is not None
    return context, view, draw_interview_matrix(view)


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
    _, view, markup = bank()
    tree = read_markup(markup)
    assert [tier for tier, _ in view.groups] == [t for t in TIER_ORDER if any(r.verdict.tier == t for r in view.rows)]
    for section in find(tree, "section"):
        own = rows(section)
        title = one(section, "h3")
        assert int(text_of(one(title, "span", data_role="number"))) == len(own)
        assert len({r.get("data-tier") for r in own}) == 1
        ranks = [float(one(r, "data", data_key=f"{r.get('data-key')}/rank/_/all").get("value")) for r in own]
        assert ranks == sorted(ranks)


def test_the_printed_rule_recomputed_from_the_printed_numbers():
    _, view, _ = bank()
    for row in view.rows:
        voiced, freely = row.verdict.importance, row.unprompted
        often, unasked = 2 * voiced.value > voiced.base, 3 * freely.value >= voiced.base
        kept = row.verdict.stability.value == 1
        expected = "unsettled" if not kept or often != unasked else "primary" if often else "secondary"
        assert row.verdict.tier == expected, row.verdict.id
    assert {row.verdict.tier for row in view.rows} == {"primary", "unsettled", "secondary"}


def test_each_cell_is_what_its_interview_said():
    context, view, _ = bank()
    said = context.result.given(Interviews)
    code = {c: i for i, c in enumerate(said.codes)}
    for row in view.rows:
        for block, marks in zip(view.blocks, row.marks, strict=True):
            for case, mark in zip(block.cases, marks, strict=True):
                at = case, code[row.verdict.id]
                fill = (
                    "full"
                    if said.unprompted[at]
                    else "half"
                    if said.voiced[at]
                    else "empty"
                    if said.asked[at]
                    else "none"
                )
                assert (mark.fill, mark.contrary) == (fill, bool(said.contrary[at]))
                assert said.case_id[case].endswith(mark.number)
    every = [m for row in view.rows for marks in row.marks for m in marks]
    assert {m.fill for m in every} == {"full", "half", "empty", "none"}
    assert any(m.contrary for m in every)


def test_counts_printed_are_the_cells_drawn():
    _, view, markup = bank()
    tree = read_markup(markup)
    for row in view.rows:
        element = one(tree, "div", data_key=f"expectations/{row.verdict.id}", data_tier=True)
        for block, marks in zip(view.blocks, row.marks, strict=True):
            voiced = sum(m.fill in ("full", "half") for m in marks)
            asked = sum(m.fill != "none" or m.contrary for m in marks)
            printed = one(element, "data", data_key=f"expectations/{row.verdict.id}/importance/_/{block.column}")
            assert text_of(printed) == f"{voiced} sur {asked}"
        full = sum(m.fill == "full" for marks in row.marks for m in marks)
        assert text_of(one(element, "data", data_key=f"expectations/{row.verdict.id}/unprompted/_/all")) == str(full)


def test_drawn_shapes_are_as_many_as_the_marks():
    _, view, markup = bank()
    strips = find(read_markup(markup), "svg", class_="mx-strip")
    assert len(strips) == len(view.rows) * len(view.blocks)
    for strip, marks in zip(strips, (m for row in view.rows for m in row.marks), strict=True):
        shown = [m for m in marks if m.fill != "none" or m.contrary]
        assert len(find(strip, "g")) == len(shown)
        places = [
            float(re.match(r"[A-Z]?([\d.]+)", (g[1].get("x") or g[1].get("d")).lstrip("M")).group(1))
            for g in find(strip, "g")
        ]
        assert [int(x // 20) for x in places] == [
            i for i, m in enumerate(marks) if m in shown and (m.fill != "none" or m.contrary)
        ]


def test_squares_of_satisfaction_are_the_numbers_in_words():
    _, view, _ = bank()
    sheet = lay_out_matrix(view)
    for r in (r for group in sheet.groups for r in group.rows):
        if r.units is None:
            assert r.row.verdict.satisfaction is None or not r.row.verdict.satisfaction.shown
            continue
        assert len(r.units.satisfied) == r.row.positive.value
        assert len(r.units.dissatisfied) == r.row.negative.value
        assert max(r.units.satisfied, default=0) + 10 <= r.units.divider
        assert min(r.units.dissatisfied, default=math.inf) >= r.units.divider
    assert len({r.units.divider for g in sheet.groups for r in g.rows if r.units}) == 1


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


def test_style_sheet_and_words_have_no_percent_sign_either():
    assert "%" not in (resources.templates() / "report" / "interview_matrix.css").read_text(encoding="utf-8")
    for lang in ("fr", "en"):
        assert "%" not in str(load_words(lang, "figures")["matrix"])


def test_both_languages_say_the_same_things():
    def keys(table: dict, path: str = "") -> list[str]:
        return [
            k
            for name, value in table.items()
            for k in (keys(value, f"{path}{name}.") if isinstance(value, dict) else [path + name])
        ]

    def places(table: dict) -> list[list[str]]:
        return [
            p
            for value in table.values()
            for p in (places(value) if isinstance(value, dict) else [sorted(re.findall(r"{(\w+)}", value))])
        ]

    french, english = (load_words(lang, "figures") for lang in ("fr", "en"))
    assert keys(french) == keys(english)
    assert places(french) == places(english)


def test_french_typography():
    texts = re.findall(r'"([^"]*)"', (resources.templates() / "words/fr/figures.toml").read_text(encoding="utf-8"))
    for text in texts:
        assert not re.search(r" [:;!?%»]|« |[^\u00a0]:|[^\u202f][;?!]|\'", text), text


def test_orange_only_for_what_to_improve_first():
    _, _, markup = bank()
    found = rows(read_markup(markup))
    assert {r.get("data-action") for r in found} >= {"improve", "keep"}
    for row in found:
        accented = any("#C4420F" in v for e in row.iter() for v in e.attrib.values())
        assert accented == (row.get("data-action") == "improve")


def test_unsettled_rows_say_why():
    _, view, _ = bank()
    hints = load_words("fr", "figures")["matrix"]["hint"]
    for r in (r for group in lay_out_matrix(view).groups for r in group.rows):
        voiced, freely = r.row.verdict.importance, r.row.unprompted
        often, unasked = 2 * voiced.value > voiced.base, 3 * freely.value >= voiced.base
        if r.row.verdict.tier != "unsettled":
            assert not r.hint
        elif often == unasked:
            assert render(r.hint) == hints["overturned"]
        else:
            assert render(r.hint) == hints["prompted" if often else "rare"]


def test_quotes_hang_from_the_cell_they_come_from_and_no_stem_crosses_a_quote():
    context, view, _ = bank()
    said = context.result.given(Interviews)
    sheet = lay_out_matrix(view)
    shown = 0
    for row in (r for group in sheet.groups for r in group.rows):
        for hanging, line in zip(row.row.quotes, row.quotes, strict=True):
            block = view.blocks[hanging.block]
            case = block.cases[hanging.place]
            assert said.case_id[case] == hanging.quote.case_id
            mark = row.row.marks[hanging.block][hanging.place]
            assert mark.contrary if hanging.quote.contrary else mark.fill in ("full", "half")
            assert line.cells == sum(len(b.cases) for b in view.blocks[: hanging.block]) + hanging.place + 0.5
            assert hanging.quote.text in render(line.text)
            shown += 1
        # The stem of a lower quote passes left of the quotes above it.
        places = [q.cells for q in row.quotes]
        assert places == sorted(places, reverse=True)
    assert shown >= 8


def test_which_rows_have_quotes():
    _, view, _ = bank()
    for row in view.rows:
        kinds = [h.quote.contrary for h in row.quotes]
        assert kinds.count(False) <= (row.verdict.tier in ("primary", "unsettled"))
        assert kinds.count(True) <= 1
    texts = [h.quote.text for row in view.rows for h in row.quotes]
    assert len(texts) == len(set(texts))
    assert set(CONTRARY.values()) & set(texts)


def test_a_quote_names_its_interview_and_never_its_id():
    _, _, markup = bank()
    who = text_of(find(read_markup(markup), "div", class_="mx-who")[0])
    assert re.search(r"entretien n°\u00a0\d\d · (Femme|Homme), \d\d\u2011\d\d ans · (Clients|Prospects)", who)
    named = bank()[0].result.given(Interviews).case_id
    assert not any(case in text_of(read_markup(markup)) for case in named)


def test_beyond_forty_interviews_there_are_bars_of_counts():
    context, view, markup = bank(MOST_CELLS + 20)
    assert not view.one_by_one
    tree = read_markup(markup)
    for row in view.rows:
        element = one(tree, "div", data_key=f"expectations/{row.verdict.id}", data_tier=True)
        for strip, block in zip(find(element, "svg", class_="mx-strip"), view.blocks, strict=True):
            track, full, half = find(strip, "rect")
            freely = context.book.get("expectations", row.verdict.id, "unprompted", "_", block.column)
            voiced = context.book.get("expectations", row.verdict.id, "importance", "_", block.column)
            assert float(track.get("width")) == len(block.cases) * 20
            assert float(full.get("width")) == freely.value * 20
            assert float(half.get("width")) == (voiced.value - freely.value) * 20
    assert not find(tree, class_="mx-stem")
    assert not find(tree, class_="mx-numbers")


def test_forty_interviews_still_have_a_cell_each():
    _, view, _ = bank(MOST_CELLS)
    sheet = lay_out_matrix(view)
    assert view.one_by_one
    assert sheet.upright
    assert sheet.cell * MOST_CELLS + 2 * 4.5 + 13 + 25.25 <= 74


@pytest.mark.parametrize("targets", [(), ("client",), ("client", "prospect", "ancien")])
def test_other_numbers_of_targets(targets):
    _, view, markup = bank(22, "fr", targets)
    assert len(view.blocks) == max(len(targets), 1)
    assert sum(len(b.cases) for b in view.blocks) == 22
    assert sorted(i for b in view.blocks for i in b.cases) == list(range(22))
    sizes = [len(b.cases) for b in view.blocks]
    assert sizes == sorted(sizes, reverse=True)
    if not targets:
        assert not find(read_markup(markup), class_="mx-count")


def test_an_expectation_nobody_was_asked_is_in_a_group_of_its_own(tmp_path):
    context = interview_context(tmp_path, labels={"jamais": "Jamais posée"})
    view = build_matrix(context, context.result.given(Interviews))
    tier, group = view.groups[-1]
    assert (tier, [r.verdict.id for r in group]) == ("missing", ["jamais"])
    assert all(m.fill == "none" for marks in group[0].marks for m in marks)
    row = one(read_markup(draw_interview_matrix(view)), data_key="expectations/jamais", data_tier="missing")
    assert not find(row, "data")


def test_hostile_labels_and_quotes_are_text(tmp_path):
    nasty = "<script>alert(1)</script> & « x » \u05e9\u05dc\u05d5\u05dd " + "w" * 60
    context = interview_context(tmp_path, labels={"delais": nasty, "meme_info": nasty})
    interviews = context.result.given(Interviews)
    quotes = interviews.quotes.assign(text=[f"{nasty} {i}"[:200] for i in range(len(interviews.quotes))])
    view = build_matrix(context, dataclasses.replace(interviews, quotes=quotes))
    markup = draw_interview_matrix(view)
    assert "<script" not in markup
    assert "alert(1)" in text_of(read_markup(markup))


def test_equal_studies_give_equal_bytes_and_row_order_plays_no_part(tmp_path):
    context = interview_context(tmp_path)
    interviews = context.result.given(Interviews)
    again = build_matrix(context, interviews)
    assert draw_interview_matrix(again) == bank()[2]
    turn = np.random.default_rng(3).permutation(22)
    moved = dataclasses.replace(
        interviews, **{n: getattr(interviews, n)[turn] for n in ("case_id", "target", "group", "attributes", "asked", "voiced", "unprompted", "contrary", "judged", "valence")},
        quotes=interviews.quotes.sample(frac=1, random_state=1),
    )  # fmt: skip
    assert draw_interview_matrix(build_matrix(context, moved)) == bank()[2]


def test_notes_say_how_to_read_the_rules_and_why_there_are_no_shares():
    _, view, _ = bank()
    titles = [render(n.title) for n in lay_out_matrix(view).notes]
    assert titles == [
        "Lecture.", "Hiérarchie (règle).", "Action (règle).", "Ordre.", "Stabilité.", "Pas de part\u00a0: pourquoi.", "Base.", "Citations.",
        "Source.",
    ]  # fmt: skip
    assert not find(read_markup(draw_interview_matrix(view, notes=False)), class_="notes")
    rule = render(lay_out_matrix(view).notes[1].text)
    assert "la moitié" in rule
    assert "un tiers" in rule


def test_other_criteria_are_printed_as_they_are():
    context, _, _ = bank()
    plan = dataclasses.replace(context.study.expecting, voiced_by=(2, 3), unprompted_by=(3, 7))
    changed = dataclasses.replace(context, study=dataclasses.replace(context.study, expecting=plan))
    rule = render(lay_out_matrix(build_matrix(changed, context.result.given(Interviews))).notes[1].text)
    assert "deux tiers" in rule
    assert "3/7" in rule


# Numbers of interviews.


def test_interviews_are_called_by_the_number_in_their_id():
    assert interview_numbers(["E07", "E12", "E3"]) == {"E07": "07", "E12": "12", "E3": "3"}
    assert interview_numbers(["v2-01", "v2-02"]) == {"v2-01": "01", "v2-02": "02"}


@pytest.mark.parametrize(
    "ids",
    [["Dupont", "Martin", "Abel"], ["a1", "b1", "c2"], ["a1", "b01", "c2"], ["x20260101", "x20260102", "x20260103"]],
)
def test_else_by_their_place_so_that_no_id_is_printed(ids):
    numbers = interview_numbers(ids)
    assert [numbers[i] for i in sorted(ids)] == ["1", "2", "3"]


# Seriation.


def test_a_scattered_staircase_is_put_in_order():
    table = np.array([[1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 1]], dtype=float)
    for turn in itertools.permutations(range(4)):
        ids = [f"c{i}" for i in turn]
        found = [ids[i] for i in seriate_cases(table[list(turn)], np.ones((4, 5), dtype=bool), ids).order]
        assert found in (["c0", "c1", "c2", "c3"], ["c3", "c2", "c1", "c0"])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(1, 7))
def test_the_order_of_rows_plays_no_part(seed, cases, width):
    chance = random.Random(seed)
    table = np.array([[chance.choice((0, 0, 0.5, 1, -0.5)) for _ in range(width)] for _ in range(cases)])
    asked = np.array([[chance.random() > 0.1 for _ in range(width)] for _ in range(cases)])
    ids = [f"c{i:02d}" for i in range(cases)]
    first = seriate_cases(table, asked, ids)
    turn = list(range(cases))
    chance.shuffle(turn)
    again = seriate_cases(table[turn], asked[turn], [ids[i] for i in turn])
    assert [ids[i] for i in first.order] == [ids[turn[i]] for i in again.order]
    assert (first.first, first.last) == (again.first, again.last)


def test_how_much_a_person_speaks_is_taken_out():
    # Two kinds of persons, one talkative of each: kinds stand together, not talkers.
    table = np.array([[1, 1, 1, 0, 0, 0], [1, 0, 0, 0, 0, 0], [0, 0, 0, 1, 1, 1], [0, 0, 0, 0, 0, 1]], dtype=float)
    order = seriate_cases(table, np.ones_like(table, dtype=bool), ["a", "b", "c", "d"]).order
    assert {frozenset(order[:2]), frozenset(order[2:])} == {frozenset({0, 1}), frozenset({2, 3})}


def test_without_structure_ids_decide():
    found = seriate_cases(np.ones((3, 2)), np.ones((3, 2), dtype=bool), ["b", "c", "a"])
    assert found.order == (2, 0, 1)
    assert (found.first, found.last) == (None, None)


# Choice of quotes.


def quotes(*rows: dict[str, object]) -> pd.DataFrame:
    plain = {
        "case_id": "e1",
        "code_id": "c",
        "part": "v1",
        "n": 1,
        "contrary": False,
        "prompted": False,
        "valence": 0.0,
    }
    return pd.DataFrame([{**plain, **row} for row in rows])


def test_unprompted_before_clear_before_short():
    table = quotes(
        {"text": "relancée, mais très nette et courte", "prompted": True, "valence": -2.0},
        {"text": "spontanée, sans jugement du tout", "valence": math.nan},
        {"text": "spontanée, nette, mais plus longue que l'autre", "valence": 2.0},
        {"text": "spontanée, nette et plus courte", "valence": -2.0},
    )
    assert choose_quote(table, {"c"}, contrary=False).text == "spontanée, nette et plus courte"


def test_quotes_too_short_or_too_long_are_not_shown():
    table = quotes({"text": "x" * 19}, {"text": "x" * 221})
    assert choose_quote(table, {"c"}, contrary=False) is None
    assert choose_quote(quotes({"text": "x" * 20}), {"c"}, contrary=False).text == "x" * 20
    assert choose_quote(quotes({"text": "x" * 220}), {"c"}, contrary=False).text == "x" * 220


def test_a_passage_is_shown_once_and_only_for_its_code_and_stance():
    table = quotes({"text": "une phrase de bonne longueur"}, {"text": "une autre phrase, un peu plus longue"})
    first = choose_quote(table, {"c"}, contrary=False)
    assert choose_quote(table, {"c"}, contrary=False, used={first.text}).text == "une autre phrase, un peu plus longue"
    assert choose_quote(table, {"d"}, contrary=False) is None
    assert choose_quote(table, {"c"}, contrary=True) is None


def test_the_order_of_the_file_plays_no_part():
    table = quotes(*({"text": f"une phrase de même longueur {i}", "case_id": f"e{i}"} for i in range(6)))
    for seed in range(4):
        assert choose_quote(table.sample(frac=1, random_state=seed), {"c"}, contrary=False).case_id == "e0"


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
    _, view, markup = bank()
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
    for row, (stems, strips, quoted) in zip(view.rows, found, strict=True):
        for hanging, (left, top, bottom), (upper, lower) in zip(row.quotes, stems, quoted, strict=True):
            start, width, foot = strips[hanging.block]
            centre = start + width / len(view.blocks[hanging.block].cases) * (hanging.place + 0.5)
            assert abs(left + 0.75 - centre) < 1.5, (row.verdict.id, left, centre)
            assert -2 < top - foot < 4
            assert upper < bottom <= lower + 2
            checked += 1
    assert checked >= 8
    page.close()
