from relstudy.report.book import CellRow
from relstudy.report.plain.inline import read_flat, read_inline
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
    Toned,
    Turn,
    VerdictWord,
    joined,
)


def test_what_is_no_markup_stands_as_it_is() -> None:
    assert read_inline("a < b & <c>") == "a < b & <c>"


def test_a_number_loses_its_element_and_keeps_its_mark() -> None:
    cell = CellRow(key="k", section="survey", item="q", measure="share", value=0.205, unit="share", status="cautious")
    assert read_inline(Number(cell, "fr")) == "21\u00a0%*"


def test_a_withheld_cell_is_its_word() -> None:
    cell = CellRow(key="k", section="survey", item="q", measure="share", status="withheld", base=12)
    assert read_inline(Number(cell, "fr")) == "n. p."


def test_marks_say_nothing_and_the_words_beside_them_stay() -> None:
    assert read_inline(Beside("glyphs", (Glyph(0, "dashed"), Label("Hybrides & co")))) == "Hybrides & co"
    assert read_inline(Beside("glyphs", (Presence(full=True), Toned("hidden", "présent"), "2"))) == "présent 2"


def test_a_mark_that_stands_alone_is_its_words_on_a_line() -> None:
    marks = tuple(Captioned(Glyph(i), Said(f"Profil {i}"), "k") for i in range(2))
    assert read_inline(Beside("glyphs", marks)) == "Profil 0\nProfil 1"


def test_a_second_line_is_a_line_and_flat_a_dash() -> None:
    text = "32 %" + Toned("note", "de 29 % à 35 %")
    assert read_inline(text) == read_inline(joined(Turn(), ("32 %", "de 29 % à 35 %"))) == "32 %\nde 29 % à 35 %"
    assert read_flat(text) == "32 % – de 29 % à 35 %"


def test_a_rank_does_not_run_into_its_name() -> None:
    rank = CellRow(
        key="k", section="expectations", item="a", measure="rank", value=1.0, unit="rank", status="published"
    )
    disc = Disc(Number(rank, "fr"), "primary", improve=True)
    assert read_inline(Beside("ranked", (disc, Toned("whole", "Délais")))) == "1 Délais"
    assert read_inline(Beside("ranked", (disc, "Délais"), lined=True) + "Appels") == "1 Délais\nAppels"


def test_a_tint_and_a_verdict_are_what_stands_on_them() -> None:
    assert read_inline(Heat(0.5, Number(None, "fr"), most=True)) == "—"
    assert read_inline(VerdictWord(Said("à préserver"), "k", named="keep")) == "à préserver"
