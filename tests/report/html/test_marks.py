import re
from dataclasses import replace

import pytest
from expectation_demo import bank_context

from relstudy.report.book import CellRow
from relstudy.report.drawing import Swatch
from relstudy.report.html import render
from relstudy.report.html.marks import tint_rules
from relstudy.report.html.outlines import fit_outline
from relstudy.report.palette import profile_mark, tints
from relstudy.report.plain.inline import read_flat
from relstudy.report.values import (
    Beside,
    Captioned,
    Disc,
    Glyph,
    Heat,
    Label,
    Number,
    Presence,
    Said,
    Trend,
    VerdictWord,
)
from relstudy.report.verdicts import measured

BANK = bank_context("fr")
RANK = CellRow(key="k", section="expectations", item="a", measure="rank", value=2.0, unit="rank", status="published")


@pytest.mark.parametrize("profile", range(6))
def test_a_mark_has_the_shape_and_the_colour_of_its_profile(profile: int) -> None:
    mark = profile_mark(profile)
    drawn = render(Glyph(profile))
    assert f'<path d="{fit_outline(mark.shape, 14)}" fill="{mark.colour}"/>' in drawn
    assert 'aria-hidden="true"' in drawn


def test_the_key_of_a_bar_in_parts_has_the_tints_of_the_bar() -> None:
    whole, pale = (render(Swatch(0, place, 2)) for place in (0, 1))
    assert f'fill="{profile_mark(0).colour}"' in whole
    assert f'fill="{tints(0, 2)[1]}"' in pale


def test_the_fill_of_a_mark_tells_the_tier() -> None:
    full, hollow, dashed = (render(Glyph(0, fill)) for fill in ("full", "hollow", "dashed"))
    assert 'fill="#fff"' not in full
    assert 'fill="#fff" stroke="#0B2F66" stroke-width="1.6"/>' in hollow
    assert 'stroke-dasharray="2.2 1.6"' in dashed
    assert "stroke=" in render(Presence(full=False))
    assert "stroke=" not in render(Presence(full=True))


def test_a_disc_has_the_accent_only_for_what_to_improve() -> None:
    assert render(Disc(Number(RANK, "fr"), "primary", improve=True)).startswith(
        '<span class="disc primary improve"><data'
    )
    assert render(Disc(Number(RANK, "fr"), "secondary", improve=False)).startswith('<span class="disc secondary"><data')


def test_a_mark_alone_carries_its_cell_and_says_its_words_twice() -> None:
    said = render(Captioned(Glyph(1), Said("{name}, first", (("name", "A & B"),)), "expectations/a/tier"))
    assert 'title="A &amp; B, first" data-cell="expectations/a/tier"' in said
    assert '<span class="hidden" data-role="text">A &amp; B, first</span>' in said


def test_what_stands_beside_a_mark_is_escaped() -> None:
    said = render(Beside("glyphs", (Glyph(0), Label("<b>"))))
    assert re.fullmatch(r'<span class="glyphs"><svg.*</svg><bdi data-role="text">&lt;b&gt;</bdi></span>', said)
    assert render(Beside("ranked", ("a",), lined=True)) == '<span class="line ranked">a</span>'


@pytest.mark.parametrize(
    ("share", "place", "tint"),
    [(None, 0, "#FFFFFF"), (0.0, 0, "#FFFFFF"), (1.0, 50, "#B0C2D6"), (1.7, 50, "#B0C2D6"), (0.5, 25, "#D8E0EA")],
)
def test_a_share_tints_its_cell(share: float | None, place: int, tint: str) -> None:
    assert f'<span class="heat t{place}">' in render(Heat(share, Number(None, "fr"), most=False))
    assert f".heat.t{place} {{ background: {tint}; }}" in tint_rules()
    assert '<span class="heat strong t' in render(Heat(share, Number(None, "fr"), most=True))


def test_the_word_of_a_verdict_is_bound_to_its_cell() -> None:
    word = Said("keep")
    assert render(VerdictWord(word, "k", named="keep")) == (
        '<span class="verdict" data-cell="k" data-text="keep">keep</span>'
    )
    assert render(VerdictWord(word, "k", tone="muted")) == '<span class="verdict muted" data-cell="k">keep</span>'


@pytest.mark.parametrize(("marks", "said"), [("A up", "en hausse"), ("B down", "en baisse")])
def test_an_arrow_stands_only_where_a_cell_moved(marks: str, said: str) -> None:
    moved = replace(RANK, marks=marks)
    assert said in render(Trend(moved, "fr"))
    assert read_flat(measured(moved, BANK)).endswith({"A up": "▲", "B down": "▼"}[marks])
    for still in (None, RANK, replace(moved, status="withheld", value=None)):
        assert render(Trend(still, "fr")) == ""
        assert not Trend(still, "fr")
    assert render(measured(RANK, BANK)) == render(Number(RANK, "fr"))
