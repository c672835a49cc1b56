"""Text of a slide is divided where it would be too small to be read, never between a heading and what it heads."""

from relstudy.report.deck.letters import letters_width
from relstudy.report.deck.paragraphs import divide_text, text_size
from relstudy.report.deck.slide import BUILT_IN_ROOM, Paragraph

BLOCK = (Paragraph(text="A heading", kind="heading"), *[Paragraph(text=f"point {i}", kind="point") for i in range(5)])


def test_a_text_that_fits_is_one_part_in_the_largest_size() -> None:
    assert divide_text(BLOCK, *BUILT_IN_ROOM, most=2) == (BLOCK,)
    assert text_size(BLOCK, *BUILT_IN_ROOM) == 20.0


def test_a_long_text_is_divided_before_a_heading_and_each_part_fits_in_a_size_one_can_read() -> None:
    parts = divide_text(BLOCK * 4, *BUILT_IN_ROOM, most=3)
    assert [len(part) % len(BLOCK) for part in parts] == [0] * len(parts)
    assert sum(parts, ()) == BLOCK * 4
    assert all(part[0].kind == "heading" and text_size(part, *BUILT_IN_ROOM) >= 13 for part in parts)


def test_no_more_parts_are_made_than_asked_for() -> None:
    assert len(divide_text(BLOCK * 9, *BUILT_IN_ROOM, most=2)) == 2


def test_a_paragraph_in_bold_takes_the_lines_its_wider_letters_need() -> None:
    text = "Décider dans quel ordre améliorer les attentes prioritaires, qui en répond et à quelle date"
    width = letters_width(text, 15.0) * 1.02 / 0.97
    lead, plain = (divide_text((Paragraph(text=text, kind=kind),), width, 16.0, most=9) for kind in ("lead", "plain"))
    assert (len(lead), len(plain)) == (1, 1)
    assert text_size((Paragraph(text=text, kind="lead"),), width, 19.0) < text_size(
        (Paragraph(text=text),), width, 19.0
    )
