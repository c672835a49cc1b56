import re
from dataclasses import replace

from relstudy.report.html.report import write_report
from relstudy.report.page import Note, Page, Plain, Shell
from relstudy.report.table import Column, Row, table_of
from relstudy.report.values import EMPTY, Toned
from relstudy.report.wording import words_of

WORDS = {name: words_of("en").say(f"shell.{name}") for name in words_of("en").table("shell")}
SHELL = Shell(
    lang="en", document_title="A < B", study="Study", client="Client", running=" · 2026", working_paper=EMPTY, words=WORDS,
    facts=(Note(title=WORDS["client"], text="Client & co"),),
)  # fmt: skip
PAGE = Page(name="R2", template="plain.html.j2", nav="R2", eyebrow="R2", title=Toned("strong", "T"), view=Plain())


def test_the_file_holds_its_styles_and_fonts_and_asks_for_nothing() -> None:
    html = write_report(SHELL, [PAGE])
    assert html.count("<style>") == html.count("</style>") == 1
    assert "font/woff2;base64," in html
    assert not re.search(r"(?:src|href)=\"?https?:|url\((?!data:)", html)
    assert html.endswith("</html>\n")
    assert not html.endswith("\n\n")


def test_the_shell_is_escaped_and_a_page_stands_in_the_contents() -> None:
    html = write_report(SHELL, [PAGE])
    assert "<title>A &lt; B</title>" in html
    assert "<dd dir=auto>Client &amp; co</dd>" in html
    assert '<a href="#R2">R2</a>' in html
    assert '<h2 id="R2-title"><strong>T</strong></h2>' in html
    assert "Working paper" not in html


def test_the_running_head_of_paper_cannot_end_its_string_or_its_element() -> None:
    html = write_report(replace(SHELL, client='A "b" </style>\\'), [PAGE])
    assert html.count("</style>") == 1
    assert "@top-left { content: 'A \\22 b\\22  \\3c /style\\3e \\5c  · 2026'" in html


def test_a_table_that_stacks_says_the_title_of_a_column_once_and_quoted() -> None:
    titles = ('O\'Brien \\ "x"', "B", "C")
    rows = tuple(Row(head=f"r{place}", cells=("1", EMPTY, EMPTY)) for place in range(2))
    table = table_of((Column(title=title) for title in titles), rows, name="t", caption="T", stub="S", stacks=True)
    html = write_report(SHELL, [replace(PAGE, view=Plain(tables=(table,)))])
    assert "--c1:'O\\27 Brien \\5c  \\22 x\\22 ';--c2:'B';--c3:'C'" in html
    assert ".stacks td:nth-child(4){--c:var(--c3)}" in html
    assert ".stacks td:nth-child(5)" not in html
    # One empty cell stands for all that end a row.
    assert html.count("<td>1</td><td colspan=2></td></tr>") == 2
