from markupsafe import Markup

from relstudy.report.book import CellRow
from relstudy.report.marks import shape
from relstudy.report.plain.inline import read_flat, read_inline
from relstudy.report.values import Number


def test_what_is_no_markup_stands_as_it_is() -> None:
    assert read_inline("a < b & <c>") == "a < b & <c>"


def test_a_number_loses_its_element_and_keeps_its_mark() -> None:
    cell = CellRow(key="k", section="survey", item="q", measure="share", value=0.205, unit="share", status="cautious")
    assert read_inline(Number(cell, "fr")) == "21\u00a0%*"


def test_a_withheld_cell_is_its_word() -> None:
    cell = CellRow(key="k", section="survey", item="q", measure="share", status="withheld", base=12)
    assert read_inline(Number(cell, "fr")) == "n. p."


def test_drawings_are_left_out_and_their_words_stay() -> None:
    assert (
        read_inline(Markup('<span class="glyphs">{0}{1}</span>').format(shape(0), "Hybrides & co")) == "Hybrides & co"
    )


def test_a_second_line_is_a_line_and_flat_a_dash() -> None:
    text = Markup('32 %<span class="note">de 29 % à 35 %</span>')
    assert read_inline(text) == "32 %\nde 29 % à 35 %"
    assert read_flat(text) == "32 % – de 29 % à 35 %"


def test_a_rank_does_not_run_into_its_name() -> None:
    text = Markup('<span class="ranked"><span class="disc primary">1</span><span>Délais</span></span>')
    assert read_inline(text) == "1 Délais"
