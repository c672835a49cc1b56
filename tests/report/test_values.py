from relstudy.report.book import CellRow
from relstudy.report.html import render
from relstudy.report.plain.inline import read_flat
from relstudy.report.values import EMPTY, Count, Label, Number, joined, line
from relstudy.report.wording import words_of

CELL = CellRow(key="k", section="survey", item="q", measure="share", value=0.205, unit="share", status="cautious")


def test_what_says_nothing_is_false() -> None:
    assert not EMPTY
    assert not joined(", ", ())
    assert Label("") + Label("")
    assert Number(None, "fr")


def test_both_renderers_read_one_value() -> None:
    said = line("{0} ({1})", Label("Agence & co"), joined(", ", (Number(CELL, "en"), Count(1200, "en"))))
    assert read_flat(said) == "Agence & co (21%*, 1,200)"
    html = str(render(said))
    assert "Agence &amp; co" in html
    assert 'data-key="k"' in html
    assert '<span data-role="number">1,200</span>' in html


def test_parts_of_words_are_values_too_and_texts_are_escaped() -> None:
    said = words_of("fr").say("plain.pair", name=Label("<A>"), text="b & c")
    assert read_flat(said) == "<A>\u00a0: b & c"
    assert render(said).endswith(": b &amp; c")


def test_a_cell_without_a_value_is_its_word_in_both() -> None:
    shut = CellRow(key="k", section="survey", item="q", measure="share", status="withheld", base=12)
    assert read_flat(Number(shut, "fr")) == "n. p."
    assert ">n. p.<" in render(Number(shut, "fr"))
    assert read_flat(Number(None, "fr")) == "—"
