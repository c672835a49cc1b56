"""Widths of columns on paper: room goes where it saves lines, words stay whole, nothing is given away for nothing."""

from relstudy.report.paper.widths import Texts, share_room


def texts(*rows: str) -> Texts:
    """Return a column whose letters are five points wide."""
    return Texts(
        rows=[[[5.0 * (len(word) + 1) for word in line.split(" ")] for line in row.split("\n")] for row in rows]
    )


NAMES = texts("Être reconnu d’un canal à l’autre", "Délais annoncés et tenus", "Joindre vite un conseiller")
WIDE = texts("oui", "non", "—")


def test_a_column_of_short_words_gives_its_room_to_long_names() -> None:
    before = [60.0, 240.0]
    after = share_room([NAMES, WIDE], before, [60.0, 30.0])
    assert sum(after) == sum(before)
    assert after[0] > 160
    assert sum(NAMES.lines(before[0])) > 2 * len(NAMES.rows)
    assert sum(NAMES.lines(after[0])) == len(NAMES.rows)


def test_no_column_has_less_than_its_words_need() -> None:
    after = share_room([NAMES, WIDE], [60.0, 240.0], [60.0, 200.0])
    assert after[1] >= 200.0


def test_a_table_without_a_line_to_save_stays_as_it_is() -> None:
    assert share_room([WIDE, WIDE], [90.0, 150.0], [30.0, 30.0]) == [90.0, 150.0]


def test_lines_are_those_of_words_set_one_after_the_other() -> None:
    column = texts("aaaa aaaa aaaa", "aaaa\naaaa")
    assert column.lines(80.0) == [1, 2]
    assert column.lines(52.0) == [2, 2]
    assert column.lines(30.0) == [3, 2]
