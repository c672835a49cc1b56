"""Charts of many rows: parts that fit, on one axis, with every row once."""

import pytest

from relstudy.report.book import CellRow
from relstudy.report.deck.long_charts import divide_chart, legend_lines, rows_of, shorten_legend, shorten_names
from relstudy.report.deck.slide import BarChart, BarSeries, DotChart, DotSeries, Range, SlopeChart


def cell(name: str, value: float) -> CellRow:
    return CellRow(
        key=f"survey/{name}/share/1/all", section="survey", item=name, measure="share", row="1", column="all",
        value=value, unit="share", base=200, base_kind="respondents", status="published",
    )  # fmt: skip


def bars(n: int, *, stacked: bool = True) -> BarChart:
    cells = tuple(cell(f"q{i}", (i + 1) / 100) for i in range(n))
    series = (
        BarSeries(name="room", colour="", lengths=tuple(0.5 - (i + 1) / 100 for i in range(n))),
        BarSeries(name="a", colour="#22364C", cells=cells, colours=tuple(f"#0000{i:02d}" for i in range(n))),
    )
    return BarChart(categories=tuple(f"q{i}" for i in range(n)), series=series[not stacked :], stacked=stacked)


@pytest.mark.parametrize("stacked", [True, False])
@pytest.mark.parametrize("rows", [17, 25, 32])
def test_long_bars_are_parts_of_about_as_many_rows_on_the_axis_of_the_whole(rows: int, stacked: bool) -> None:
    whole = bars(rows, stacked=stacked)
    first, second = divide_chart(whole, 342, most=2)
    assert isinstance(first, BarChart)
    assert isinstance(second, BarChart)
    assert (*first.categories, *second.categories) == whole.categories
    assert 0 <= rows_of(first) - rows_of(second) <= 1
    assert first.reach == second.reach == whole.longest == pytest.approx(0.5 if stacked else rows / 100)
    for a, b, both in zip(first.series, second.series, whole.series, strict=True):
        assert ((*a.cells, *b.cells), (*a.lengths, *b.lengths), (*a.colours, *b.colours)) == (both.cells, both.lengths, both.colours)  # fmt: skip


def test_long_dots_keep_their_axis_and_what_a_deck_has_no_room_for_is_left_out() -> None:
    cells = tuple(cell(f"q{i}", 0.3) for i in range(50))
    series = (DotSeries(name="All", colour="#111111", shape="", cells=cells, whole=True),)
    whole = DotChart(rows=tuple(f"q{i}" for i in range(50)), series=series, axis=Range(low=0, high=1, step=0.2))
    parts = divide_chart(whole, 342, most=2)
    assert [rows_of(part) for part in parts] == [13, 13]
    assert all(isinstance(part, DotChart) and part.axis is whole.axis for part in parts)
    assert sum(rows_of(part) for part in divide_chart(whole, 342, most=9)) == 50


def test_a_chart_that_fits_and_one_without_rows_are_one_part() -> None:
    for chart in (bars(14), SlopeChart(waves=("1", "2"), series=())):
        assert divide_chart(chart, 342, most=2) == (chart,)
    assert rows_of(SlopeChart(waves=("1", "2"), series=())) == 0
    assert bars(0).longest == 1.0


def test_long_names_of_bars_are_cut_where_a_second_line_has_no_room() -> None:
    long = "Être reconnu d’un canal à l’autre sans devoir tout répéter à chaque nouvel interlocuteur"
    few, many = (
        BarChart(categories=(long, *bars(n).categories[1:]), series=bars(n).series, stacked=True) for n in (4, 14)
    )
    assert divide_chart(few, 342, most=3) == (few,)
    (cut,) = divide_chart(many, 342, most=3)
    assert isinstance(cut, BarChart)
    assert cut.categories[0].endswith("…")
    assert long.startswith(cut.categories[0][:-1])
    assert cut.categories[1:] == many.categories[1:]
    assert shorten_names(("3 " + "Anticonstitutionnellement" * 3,), 872)[0].startswith("3 Anticonstitutionnellement")
    assert shorten_names((long + " un", long + " deux"), 872) == (long + " un", long + " deux")


def test_a_legend_of_several_lines_takes_room_from_the_rows() -> None:
    names = (
        "All",
        *("Plutôt « Je règle tout seul », peu « La même personne à chaque fois »" + str(i) for i in range(8)),
    )
    dots = tuple(
        DotSeries(name=name, colour="#111111", shape="", cells=tuple(cell(f"q{i}", 0.3) for i in range(13)))
        for name in names
    )
    crowded = DotChart(rows=tuple(f"q{i}" for i in range(13)), series=dots, axis=Range(low=0, high=1, step=0.2))
    assert len(divide_chart(crowded, 342, most=3)) == 2
    assert len(divide_chart(DotChart(rows=crowded.rows, series=dots[:1], axis=crowded.axis), 342, most=3)) == 1


def test_a_legend_of_many_long_names_takes_a_few_lines_and_its_names_stay_apart() -> None:
    names = [f"Plutôt « Je règle tout seul/toute seule », peu « {what} à chaque fois que je le peux »" for what in ("Une personne", "Un robot")]  # fmt: skip
    names += [f"Attachés au contact humain et à la proximité de leur agence ({n})" for n in range(3, 9)]
    short = shorten_legend(names, 872)
    assert legend_lines(short, 872) <= 4 < legend_lines(names, 872)
    assert len(set(short)) == len(names)
    assert all(name.startswith(cut.partition("…")[0]) for name, cut in zip(names, short, strict=True))
    assert all(cut.endswith(name[-4:]) for name, cut in zip(names[2:], short[2:], strict=True))
    assert shorten_legend(["Clients", "Prospects"], 872) == ("Clients", "Prospects")
    alike = ["x" * 200 + str(n) for n in range(8)]
    assert shorten_legend(alike, 872) == tuple(alike)
    cells = tuple(cell(f"q{i}", 0.3) for i in range(3))
    dots = tuple(DotSeries(name=name, colour="#111111", shape="", cells=cells) for name in names)
    (part,) = divide_chart(
        DotChart(rows=("a", "b", "c"), series=dots, axis=Range(low=0, high=1, step=0.2)), 342, most=2
    )
    assert isinstance(part, DotChart)
    assert tuple(one.name for one in part.series) == short


def headed(*sizes: int) -> BarChart:
    """Return bars in groups of so many, each under a head without a bar."""
    names, cells, heads = [], [], []
    for group, size in enumerate(sizes):
        heads.append(len(names))
        names += [f"G{group}", *(f"g{group}.{i}" for i in range(size))]
        cells += [None, *(cell(f"g{group}.{i}", 0.3) for i in range(size))]
    series = (BarSeries(name="a", colour="#22364C", cells=tuple(cells)),)
    return BarChart(categories=tuple(names), series=series, stacked=True, heads=tuple(heads))


def test_a_part_that_begins_inside_a_group_repeats_its_head_and_none_ends_with_one() -> None:
    for whole in (headed(3, 15, 4), headed(11, 9), headed(10, 11), headed(1, 8, 1, 9)):
        parts = divide_chart(whole, 342, most=9)
        assert len(parts) > 1
        seen = []
        for part in parts:
            assert isinstance(part, BarChart)
            assert part.heads[0] == 0, "a part begins with a head"
            assert len(part.categories) - 1 not in part.heads
            assert len(part.categories) <= 16, "no more than there is room for"
            assert [part.categories[i] for i in part.heads] == [c for c in part.categories if c.startswith("G")]
            assert [part.series[0].cells[i] for i in part.heads] == [None] * len(part.heads)
            seen += [c for c in part.categories if not c.startswith("G")]
        assert seen == [c for c in whole.categories if not c.startswith("G")], "every row once"
