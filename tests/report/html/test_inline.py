import pytest

from relstudy.report.html import render
from relstudy.report.values import Label, Said, Toned, Turn, Unbound, joined, line


def test_texts_are_escaped_wherever_they_stand() -> None:
    for value in ("<i>", Said("<i>"), Said("{a}", (("a", "<i>"),)), line("{0}", "<i>"), joined("<i>", ("", ""))):
        assert render(value) == "&lt;i&gt;"
    assert render(Said("at least {n}", (("n", 30),))) == "at least 30"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Toned("muted", "a"), '<span class="muted">a</span>'),
        (Toned("whole", "a"), "<span>a</span>"),
        (Toned("strong", "a"), "<strong>a</strong>"),
        (Toned("imposed", "imp.", title='by "hand"'), '<abbr class="imposed" title="by &#34;hand&#34;">imp.</abbr>'),
        (Toned("print", "0f3a"), '<span class="print" data-role="text">0f3a</span>'),
        (Turn(), "<br>"),
        (Unbound("date", "2026"), '<span data-role="date">2026</span>'),
        (
            Label("Délais annoncés, l’essentiel & « plus »"),
            '<bdi data-role="text">Délais annoncés, l’essentiel &amp; « plus »</bdi>',
        ),
        (Label("Délais annoncés – l’« essentiel »"), "Délais annoncés – l’« essentiel »"),
        (Label("3 mois"), '<bdi data-role="text">3 mois</bdi>'),
        (Label("m²"), '<bdi data-role="text">m²</bdi>'),
        (Label("שלום"), '<bdi data-role="text">שלום</bdi>'),
        (Label("a", lang="de"), '<bdi data-role="text" lang="de">a</bdi>'),
        (
            Label(joined("", ("a ", Toned("strong", "b")))),
            '<bdi data-role="text">a <strong>b</strong></bdi>',
        ),
    ],
)
def test_a_value_and_its_element(value: object, expected: str) -> None:
    assert render(value) == expected


def test_a_value_nobody_writes_is_an_error() -> None:
    with pytest.raises(TypeError, match="no HTML for list"):
        render([])
