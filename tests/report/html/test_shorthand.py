"""A report in fewer signs says what it said: to a parser of HTML, to who looks for a number, to who looks for its cell."""

from html.parser import HTMLParser

import pytest

from relstudy.report.html.shorthand import shorten

HEAD = '<style>\n.a { content: "b" }\n</style>'


def short(body: str) -> str:
    return shorten(HEAD + body).removeprefix(HEAD)


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


@pytest.mark.parametrize(
    "element",
    [
        '<td class="word" colspan="2">',
        '<td class="word muted" title="it&#39;s">',
        '<abbr title="a=b">',
        '<p title="">',
        '<path class="mark" d="M1 1" fill="#fff"/>',
        '<i style="--w:0.5"></i>',
        '<a href="#R1" id="x" class="y">',
        '<section class="page" id="R1" data-page="R1">',
        '<data value="0.5" data-key="a/b/c/d/all" class="x">',
        '<g data-key="expectations/e" data-column="all" data-tier="primary" data-x="1.5">',
    ],
)
def test_a_parser_reads_the_same_attributes(element: str) -> None:
    assert Elements(short(element)).found == Elements(element).found


def test_one_word_stands_without_quotes_but_for_numbers_pages_names_and_addresses() -> None:
    assert short('<td class="n" id="x"><a href="#y" class="z w">') == '<td class=n id="x"><a href="#y" class="z w">'
    assert short('<data value="1" data-key="k">') == '<data value="1" data-key="k">'
    assert shorten(HEAD) == HEAD


def test_what_is_within_words_need_not_say_that_it_is_words() -> None:
    said = '<p class="under" data-role="text">a <bdi data-role="text">b</bdi> <span data-role="number">2</span></p>'
    assert short(said) == '<p class=under data-role="text">a <bdi>b</bdi> <span data-role="number">2</span></p>'
    assert short('<p>a <bdi data-role="text">b</bdi></p>') == '<p>a <bdi data-role="text">b</bdi></p>'


def test_a_field_names_its_cell_unless_the_one_before_it_in_the_row_was_of_the_same() -> None:
    def field(cell: str, name: str) -> str:
        return f'<span data-cell="{cell}" data-field="{name}">1</span>'

    number = '<data value="1" data-key="a/b">1</data>'
    row = f"<tr><td>{number}</td><td>{field('a/b', 'low')}{field('a/b', 'high')}{field('c/d', 'base')}</td></tr>"
    got = short(row + f"<tr><td>{field('c/d', 'base')}</td></tr>")
    assert got.count("data-cell=") == 2
    assert got.count("data-cell=c/d data-field=base") == 2
    # The value of a cell, a verdict in words for one, always names it.
    assert short(f'<tr>{number}<b data-cell="a/b">x</b></tr>') == f"<tr>{number}<b data-cell=a/b>x</b></tr>"


def test_between_the_parts_of_a_table_no_blank_line_stands_and_no_break_beside_another() -> None:
    said = shorten(
        "<style></style><p>a\n</p>\n<table>\n<tbody>\n<tr><td>b\nc</td></tr>\n\n<tr></tr>\n</tbody>\n</table>\n<p>d</p>"
    )
    assert (
        said == "<style></style><p>a\n</p>\n<table><tbody><tr><td>b\nc</td></tr>\n<tr></tr></tbody>\n</table>\n<p>d</p>"
    )
    assert short("<div><p>a</p>\n</div>\n<p>b</p>\n<p>c</p>") == "<div><p>a</p></div>\n<p>b</p>\n<p>c</p>"
    assert (
        short('<span>\n<i class="a"></i>\n<i class="b"></i>\n</span>')
        == "<span>\n<i class=a></i><i class=b></i>\n</span>"
    )
    assert (
        short("<p>a</p>\n<div>\n<div>\n<h3>b</h3>\n</div>\n</div>") == "<p>a</p>\n<div><div><h3>b</h3>\n</div>\n</div>"
    )


def test_a_number_alone_needs_no_element_that_says_nothing_of_it() -> None:
    number = '<data value="1" data-key="a/b">1</data>'
    assert short(f"<td><i></i><span>{number}</span></td>") == f"<td><i></i>{number}</td>"
    for kept in (f'<span class="muted num">{number}</span>', f"<span>{number} A</span>", "<span>1</span>"):
        assert short(kept) == kept
