from collections.abc import Callable
from dataclasses import replace

import pytest
from expectation_demo import bank_context

from relstudy.cells import CellKey
from relstudy.report.context import Context
from relstudy.report.html import render
from relstudy.report.marks import (
    column_title,
    column_verdicts,
    marked_column,
    profile_ids,
    profile_name,
    profile_tiers,
    tier_mark,
)
from relstudy.report.plain.inline import read_flat, read_inline
from relstudy.report.values import Beside, Captioned, Glyph, Inline
from relstudy.report.verdicts import Verdict, action_word, read_verdicts, tier_word

CONTEXT = bank_context("fr")


def test_a_profile_is_named_after_the_mark_of_its_place() -> None:
    assert profile_ids(CONTEXT) == ("p1", "p2", "p3")
    name = profile_name(CONTEXT, 1)
    assert isinstance(name, Beside)
    assert name.parts[0] == Glyph(1)
    assert read_flat(name) == "Hybrides"
    assert column_title(CONTEXT, "profile=p2") == name


def test_a_column_of_no_profile_has_no_mark() -> None:
    title = column_title(CONTEXT, "target=client")
    assert isinstance(title, Beside)
    assert not any(isinstance(part, Glyph) for part in title.parts)
    assert read_flat(title) == "Clients"


@pytest.mark.parametrize(("tier", "fill"), [("primary", "full"), ("secondary", "hollow"), ("unsettled", "dashed")])
def test_the_fill_of_a_mark_is_the_tier(tier: str, fill: str) -> None:
    known = (v for p in profile_ids(CONTEXT) for v in read_verdicts(CONTEXT, f"profile={p}") if v.tier == tier)
    verdict = next(known)
    mark = tier_mark(verdict, CONTEXT)
    assert isinstance(mark, Beside)
    assert mark.parts[0] == Glyph(profile_ids(CONTEXT).index(verdict.column.removeprefix("profile=")), fill)  # type: ignore[arg-type]
    whole = next(v for v in read_verdicts(CONTEXT) if v.tier == tier)
    assert not isinstance(tier_mark(whole, CONTEXT), Beside)


def test_the_tiers_of_an_expectation_are_one_mark_for_each_profile_with_its_words_and_its_cell() -> None:
    row = profile_tiers(CONTEXT, "reconnu")
    assert isinstance(row, Beside)
    assert len(row.parts) == 3
    for part, profile in zip(row.parts, profile_ids(CONTEXT), strict=True):
        assert isinstance(part, Captioned)
        assert part.key == f"expectations/reconnu/tier/_/profile={profile}"
    assert read_inline(row).split("\n")[1].startswith("Hybrides")
    assert read_flat(profile_tiers(CONTEXT, "nobody")) == "———"


def with_small_base(key: str) -> Context:
    cells = dict(CONTEXT.book.by_key)
    cells[CellKey(key)] = replace(cells[CellKey(key)], status="cautious")
    return replace(CONTEXT, book=replace(CONTEXT.book, by_key=cells))


@pytest.mark.parametrize(("measure", "write"), [("tier", tier_word), ("action", action_word)])
def test_a_verdict_on_a_small_base_bears_its_mark(measure: str, write: Callable[[Verdict, Context], Inline]) -> None:
    context = with_small_base(f"expectations/reconnu/{measure}/_/profile=p2")
    for verdict in read_verdicts(context, "profile=p2"):
        small = verdict.id == "reconnu"
        assert read_flat(write(verdict, context)).endswith("*") is small
        assert (">*</abbr>" in render(write(verdict, context))) is small


def test_a_small_base_marks_the_row_of_tiers() -> None:
    row = profile_tiers(with_small_base("expectations/reconnu/tier/_/profile=p2"), "reconnu")
    assert read_inline(row).split("\n")[1].endswith("*")
    assert render(row).count("*</abbr>") == 1


def test_verdicts_by_column_stand_in_one_table() -> None:
    table = column_verdicts(CONTEXT, read_verdicts(CONTEXT), of="tier", name="t")
    assert table is not None
    assert len(table.columns) == 5
    assert all(len(row.cells) == 5 for row in table.groups[0].rows)


def test_a_profile_in_a_line_keeps_its_mark_and_any_other_column_has_none() -> None:
    context, place = CONTEXT, 1
    marked = marked_column(context, "profile=p2")
    html = render(marked)
    assert html.startswith('<span class="glyphs">'), "no end of a line parts a mark from its word"
    assert render(Glyph(place)) in html.partition("</span>")[0]
    assert read_flat(marked) == context.profile_text("p2")
    assert "svg" not in render(marked_column(context, "all"))
