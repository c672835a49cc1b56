"""Drawings that stand often are written once, and everything else stays."""

from relstudy.report.html.shared_drawings import share_drawings

PAGE = "<style>\na{}\n</style><body>\n{0}</body>"
MARK = '<svg class="glyph" viewBox="0 0 14 14" aria-hidden="true"><path d="M1 1h{0}"/></svg>'


def test_a_drawing_that_stands_three_times_is_one_rule_of_style() -> None:
    often, seldom = MARK.replace("{0}", "7"), MARK.replace("{0}", "9")
    page = share_drawings(PAGE.replace("{0}", often * 3 + seldom * 2))
    assert page.count("<svg") == 2
    assert page.count('<i class="glyph d0"></i>') == 3
    assert page.count("url(data:image/svg+xml;base64,") == 1
    assert page.index(".d0{") < page.index("</style>")
    assert "%" not in page


def test_what_a_drawing_tells_a_pointer_stays_with_each() -> None:
    told = [MARK.replace("<path", f"<title>{n} &amp; x</title><path") for n in "abc"]
    page = share_drawings(PAGE.replace("{0}", "".join(told)))
    assert [page.count(f'<i class="glyph d0" title="{n} &amp; x"></i>') for n in "abc"] == [1, 1, 1]
    assert page.count("url(data:image/svg+xml;base64,") == 1


def test_a_page_without_repeats_stays_as_it_is() -> None:
    page = PAGE.replace("{0}", MARK)
    assert share_drawings(page) == page


def test_a_drawing_that_speaks_stays_a_drawing() -> None:
    spoken = '<svg class="glyph" viewBox="0 0 14 14" role="img" aria-label="x"><path d="M1 1"/></svg>'
    assert share_drawings(PAGE.replace("{0}", spoken * 5)).count("<svg") == 5


def test_a_drawing_whose_class_is_empty_has_that_of_its_rule_and_one_without_a_class_stays() -> None:
    page = share_drawings(PAGE.replace("{0}", MARK.replace('"glyph"', '""') * 3))
    assert page.count('<i class="d0"></i>') == 3
    # Nothing but the drawing itself says how large it is.
    sized = PAGE.replace("{0}", MARK.replace(' class="glyph"', "") * 3)
    assert share_drawings(sized) == sized
