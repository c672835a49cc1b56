from hypothesis import given
from hypothesis import strategies as st

from relstudy.report.plain.setting import Grid, break_lines, hang, set_grid, width_of

TITLES = ("Canal", "Ensemble", "Clients")
GRID = Grid(
    titles=TITLES, kinds=("text", "number", "number"), rows=(("Agence", "41 %", "n. p."), ("Téléphone", "5 %", "60 %"))
)


@given(st.text(alphabet="ab é銀行\u00a0 ", max_size=80), st.integers(min_value=2, max_value=30))
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    lines = break_lines(text, width)
    assert all(width_of(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_wide_letters_take_two_places_and_accents_none() -> None:
    assert width_of("銀行") == 4
    assert width_of("e\u0301") == 1


def test_further_lines_hang_under_the_first() -> None:
    assert hang("un deux trois quatre cinq six", 20, first="• ") == ["• un deux trois", "  quatre cinq six"]


def test_further_lines_with_an_indent_of_their_own_stay_within_the_width() -> None:
    assert hang("aaaa bbbb cccc dddd", 14, rest="  ") == ["aaaa bbbb", "  cccc dddd"]


def test_numbers_stand_to_the_right_and_words_to_the_left() -> None:
    assert set_grid(GRID, 100) == [
        "Canal      Ensemble  Clients",
        "────────────────────────────",
        "Agence         41 %    n. p.",
        "Téléphone       5 %     60 %",
    ]


def test_wide_letters_keep_columns_aligned() -> None:
    grid = Grid(titles=("店", "n"), kinds=("text", "number"), rows=(("銀行", "1"), ("abcd", "22")))
    assert set_grid(grid, 100)[2:] == ["銀行   1", "abcd  22"]


def test_columns_that_do_not_fit_follow_below_beside_the_same_heads() -> None:
    lines = set_grid(GRID, 20)
    assert [line for line in lines if line.startswith("Agence")] == ["Agence         41 %", "Agence       n. p."]
    assert all(width_of(line) <= 20 for line in lines)


def test_a_title_over_columns_is_said_once() -> None:
    grid = Grid(titles=TITLES, kinds=GRID.kinds, rows=GRID.rows, over=("Cible", "Cible"))
    assert set_grid(grid, 100)[0].split() == ["Cible"]


def test_a_title_over_rows_stands_alone_after_a_blank_line() -> None:
    grid = Grid(titles=TITLES, kinds=GRID.kinds, rows=("Premiers", GRID.rows[0], "Autres", GRID.rows[1]))
    lines = set_grid(grid, 100)
    assert lines[2] == "Premiers"
    assert lines[4:6] == ["", "Autres"]


def test_a_title_over_columns_begins_above_the_first_of_them_and_ends_on_the_line_above_their_titles() -> None:
    grid = Grid(
        titles=("Canal", "Ensemble", "Clients", "Prospects"), kinds=("text", "number", "number", "number"),
        rows=(("Agence", "41 %", "40 %", "43 %"),), over=("Année", "Une cible au nom long", "Une cible au nom long"),
    )  # fmt: skip
    assert set_grid(grid, 100)[:3] == [
        "                  Une cible au nom",
        "        Année     long",
        "Canal   Ensemble  Clients  Prospects",
    ]
