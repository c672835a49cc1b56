"""Fonts of a page: the common signs always, the rare ones where one stands."""

import re

import pytest

from relstudy import resources
from relstudy.report.html.fonts import add_rare_signs, font_faces, rare_signs
from relstudy.survey.brand import NO_BRAND

PAGE = f"<style>\n{font_faces(NO_BRAND)}\n</style><p>Muñoz</p>"


def test_a_page_without_a_rare_sign_stays_as_it_is() -> None:
    page = PAGE.replace("ñ", "n")
    assert add_rare_signs(page) == page


def test_a_page_with_one_gets_every_face_again_for_those_signs_alone() -> None:
    page = add_rare_signs(PAGE)
    assert page.count("@font-face") == 2 * PAGE.count("@font-face") == 8
    ranges = re.findall(r"unicode-range: ([^;]*);", page)
    assert len(ranges) == 4
    assert {chr(int(code.removeprefix("U+"), 16)) for code in ranges[0].split(",")} == rare_signs()
    assert "%" not in page
    assert page.endswith("</style><p>Muñoz</p>")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_sentence_of_the_program_needs_a_rare_sign(lang: str) -> None:
    written = (file.read_text(encoding="utf-8") for file in (resources.templates() / "words" / lang).glob("*.toml"))
    assert rare_signs().isdisjoint("".join(written))
