"""Tables as values: what names a column that stands alone, and what a title over columns stands over."""

from relstudy.report.table import Column, Span, Table, table_of
from relstudy.report.values import EMPTY, Label, joined


def table_with(*columns: Column, spans: tuple[Span, ...] = ()) -> Table:
    return table_of(columns, (), name="t", caption=Label("T"), stub=Label("S"), spans=spans)


def test_a_column_that_stands_alone_is_named_by_what_sets_it_apart() -> None:
    voiced, share = Label("Exprimé"), Label("Part")
    table = table_with(
        Column(title=voiced, note=Label("Ensemble")),
        Column(title=voiced, note=Label("Clients")),
        Column(title=share, note=Label("en points")),
    )
    assert table.labels == (Label("Ensemble"), Label("Clients"), share)
    assert table_with(Column(title=share), Column(title=share)).labels == (share, share)


def test_a_title_over_columns_says_which() -> None:
    first, second, third = (Column(title=Label(name)) for name in "abc")
    spans = (Span(title=EMPTY, width=1), Span(title=Label("Choix"), width=2))
    table = table_with(first, second, third, spans=spans)
    assert table.spanned == (joined(", ", [Label("a")]), joined(", ", [Label("b"), Label("c")]))
