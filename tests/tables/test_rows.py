"""Columns without a name: kept where they hold something, in a row or in a further header line."""


def test_a_column_named_by_a_further_header_line_alone_is_kept(read) -> None:
    text = "id,Channels,,,\n,App,Phone,Post,\n1,App,,,\n2,App,Phone,,\n"
    kept, left = read(text, skip_rows=[2]), read(text.replace("Post", ""), skip_rows=[2])
    assert kept.table.columns == ("id", "Channels", "#3", "#4")
    assert kept.table.text("#4").tolist() == ["", ""]
    assert left.table.columns == ("id", "Channels", "#3")


def test_a_line_left_out_below_the_table_names_no_column(read) -> None:
    got = read("id,q,,\n1,1,,\n2,2,,\n,3,,total\n", skip_rows=[4])
    assert got.table.columns == ("id", "q")


def test_a_column_without_a_name_is_told_with_what_stands_at_its_heading(read) -> None:
    """Below the question a program wrote above the first of its columns, or else that question."""
    text = "id,Channels,,,Age\n,Branch,Phone,,\n1,x,x,y,ten\n2,x,x,y,11\n"
    got = read(text, skip_rows=[2])
    for column in ("#3", "#4"):
        got.table.numbers(column, got.log)
    assert [(f.column, f.heading) for f in got.log.errors] == [("#3", "Phone"), ("#4", "Channels")]
