"""What a tagged PDF owes a screen reader (ISO 14289-1), read from the file itself: nothing is taken from who wrote it.

Row heads are data cells still: typst marks them only behind a switch its Python binding has not.
"""

import re
from functools import cache
from itertools import pairwise

import pytest
from report_example import cases_example, full_example
from tagged_paper import Tag, catalog_of, objects_of, render_paper, tags_of

EXAMPLES = {"survey": full_example, "cases": cases_example}


@cache
def paper(name: str) -> bytes:
    return render_paper(EXAMPLES[name]().context("fr"))


@cache
def objects(name: str) -> dict[int, bytes]:
    return objects_of(paper(name))


@cache
def tree(name: str) -> Tag:
    return tags_of(objects(name))


@pytest.fixture(params=EXAMPLES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_paper_says_that_it_is_tagged_in_which_language_and_shows_its_title(name: str) -> None:
    catalog = catalog_of(objects(name))
    assert re.search(rb"/MarkInfo<<[^>]*/Marked true", catalog)
    assert b"/Lang(fr)" in catalog
    assert b"/DisplayDocTitle true" in catalog
    assert b"<pdfuaid:part>1</pdfuaid:part>" in paper(name)
    assert re.search(rb"<dc:title>.*?<rdf:li[^>]*>[^<]+<", paper(name), re.DOTALL)


def test_every_sheet_knows_its_tags_and_reads_in_their_order(name: str) -> None:
    sheets = [said for said in objects(name).values() if re.search(rb"/Type/Page\b(?!s)", said)]
    places = [re.search(rb"/StructParents (\d+)", said) for said in sheets]
    assert all(places)
    assert len({place[1] for place in places if place is not None}) == len(sheets)
    assert all(b"/Tabs/S" in said for said in sheets)


def test_headings_begin_at_the_first_level_skip_none_and_are_the_bookmarks(name: str) -> None:
    levels = [int(tag.kind[1]) for tag in tree(name).all() if re.fullmatch(r"H[1-6]", tag.kind)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    marks = [said for said in objects(name).values() if b"/Title" in said and b"/Dest" in said and b"/Parent" in said]
    assert len(marks) == len(levels)


def test_every_figure_says_what_it_shows(name: str) -> None:
    figures = [tag.said for tag in tree(name).all() if tag.kind == "Figure"]
    assert figures or name == "cases"
    assert all(re.search(rb"/Alt ?(\([^)]|<[0-9A-F]{6,})", said) for said in figures)


def test_every_table_has_heads_that_say_what_they_are_heads_of(name: str) -> None:
    tables = [tag for tag in tree(name).all() if tag.kind == "Table"]
    assert tables
    for table in tables:
        cells = [tag for tag in table.all() if tag.kind in ("TH", "TD")]
        heads = [tag for tag in cells if tag.kind == "TH"]
        assert all(b"/Scope/" in tag.said for tag in heads)
        rows = [tag for tag in table.all() if tag.kind == "TR"]
        assert all(cell.kind in ("TH", "TD") for row in rows for cell in row.inside)
        assert sum(len(row.inside) for row in rows) == len(cells)
    assert any(tag.kind == "TH" for table in tables for tag in table.all())


def test_what_is_said_in_sentences_is_tagged_as_paragraphs(name: str) -> None:
    kinds = [tag.kind for tag in tree(name).all()]
    assert kinds.count("P") > kinds.count("H1")


def test_every_link_says_where_it_leads_and_has_its_tag(name: str) -> None:
    links = [said for said in objects(name).values() if b"/Subtype/Link" in said]
    assert links
    assert all(b"/Contents" in said and b"/StructParent " in said for said in links)
    assert b"/URI" not in b"".join(links)


def test_every_font_is_inside(name: str) -> None:
    described = [said for said in objects(name).values() if b"/Type/FontDescriptor" in said]
    fonts = [said for said in objects(name).values() if b"/Subtype/Type0" in said or b"/Subtype/CIDFontType" in said]
    assert described
    assert fonts
    assert all(b"/FontFile" in said for said in described)
    assert all(b"/ToUnicode" in said for said in fonts if b"/Subtype/Type0" in said)
