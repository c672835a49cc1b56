"""Rows that look like no interviews, as programs and people write them; and files in which nothing of the sort may be seen."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relstudy.errors import FaultLog
from relstudy.intake.no_interviews import NoInterviews, find_no_interviews, say_no_interviews
from relstudy.tables import Table, read_table

N = 40


@dataclass(frozen=True)
class File:
    path: str
    absolute: Path


@pytest.fixture
def table(tmp_path: Path):
    def _table(lines: list[str]) -> Table:
        path = tmp_path / "answers.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        read = read_table(File("answers.csv", path), FaultLog(), numbered=True)
        assert read is not None
        return read

    return _table


def rows(head: str, row: str, n: int = N) -> list[str]:
    return [head, *(row.format(i=i, note=1 + i * 7 % 5, code=1 + i % 3) for i in range(n))]


def told(table: Table) -> list[tuple[str, str | None, list[int]]]:
    return [(f.kind, f.column, table.lines[f.rows].tolist()) for f in find_no_interviews(table)]


def test_a_line_of_import_ids_is_the_last_header_line(table) -> None:
    lines = rows("Q1,Q2", "{code},{note}")
    lines[1:1] = ["Are you a customer?,How satisfied are you?", '"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"']
    assert told(table(lines)) == [("header", None, [2, 3])]


def test_a_header_line_that_comes_again_where_files_were_joined(table) -> None:
    lines = rows("id,q1,q2", "R{i},{code},{note}")
    assert told(table([*lines, *lines])) == [("header", None, [N + 2])]


@pytest.mark.parametrize(
    ("name", "live", "other"),
    [
        ("Status", "IP Address", "Survey Preview"),
        ("DistributionChannel", "anonymous", "preview"),
        ("Statut de la réponse", "Terminée", "Test"),
        ("origine", "terrain", "test"),
        ("Canal", "Lien", "Aperçu de l'enquête"),
    ],
)
def test_previews_and_tests_by_what_a_column_of_states_says(table, name: str, live: str, other: str) -> None:
    lines = [f"id,{name},q1", *(f"R{i},{other if i in (3, 5) else live},{1 + i % 3}" for i in range(N))]
    assert told(table(lines)) == [("preview", name, [5, 7])]


@pytest.mark.parametrize(
    ("state", "quotable"), [("Aperçu d'essai", True), ('"Preview"', True), ('"Preview" d\'essai', False)]
)
def test_a_state_that_no_condition_can_quote_has_its_lines_named(state: str, quotable: bool) -> None:
    found = NoInterviews(kind="preview", rows=np.array([3]), column="Status", texts=(state,))
    assert found.is_state == quotable


def test_an_answer_test_in_a_question_is_no_preview(table) -> None:
    lines = ["id,q1", *(f"R{i},{'test' if i % 4 else 'achat'}" for i in range(N))]
    assert told(table(lines)) == []


@pytest.mark.parametrize(
    ("name", "done", "open_"),
    [
        ("Finished", "True", "False"),
        ("Finished", "1", "0"),
        ("Terminé", "oui", "non"),
        ("submitdate", "2026-03-02 10:00:00", ""),
        ("submitdate. Date submitted", "2026-03-02 10:00:00", ""),
        ("Progress", "100", "55"),
        ("lastpage", "8", "3"),
        ("Response Status", "Complete", "Partial"),
        ("statut", "complet", "abandonné"),
        ("status", "Completed", "Screened out"),
    ],
)
def test_unfinished_interviews_by_flag_state_date_progress_or_page(table, name: str, done: str, open_: str) -> None:
    lines = [f"id,{name},q1", *(f"R{i},{open_ if i in (0, 8) else done},{1 + i % 3}" for i in range(N))]
    assert told(table(lines)) == [("unfinished", name, [2, 10])]


def test_the_surest_sign_decides_alone(table) -> None:
    lines = ["id,Progress,Finished,q1", *(f"R{i},{60 if i in (1, 2) else 100},{i != 2},{1 + i % 3}" for i in range(N))]
    assert told(table(lines)) == [("unfinished", "Finished", [4])]


def test_a_row_is_told_once(table) -> None:
    lines = [
        "id,Status,Finished,q1",
        *(f"R{i},{'Survey Preview' if i < 3 else 'IP Address'},{i > 4},{1 + i % 3}" for i in range(N)),
    ]
    assert told(table(lines)) == [("preview", "Status", [2, 3, 4]), ("unfinished", "Finished", [5, 6])]


@pytest.mark.parametrize(
    "below",
    [
        ["", "TOTAL,,120", "Moyenne,,3"],
        ["Total,40 réponses,120"],
        ["N = 40,,"],
        ["Mean,,2.98"],
        ["", ",,", "Ensemble,40,100 %"],
    ],
)
def test_totals_below_the_table_by_their_word(table, below: list[str]) -> None:
    lines = rows("id,q1,q2", "R{i},{code},{note}")
    found = told(table([*lines, *below]))
    there = [number for number, line in enumerate(below, N + 2) if line.strip(",")]
    assert found == [("total", None, there)]


def test_totals_without_a_word_by_their_numbers(table) -> None:
    lines = rows("id,q1,q2", "R{i},{code},{note}")
    first, second = (sum(int(line.split(",")[j]) for line in lines[1:]) for j in (1, 2))
    assert told(table([*lines, f",{first},{second}"])) == [("total", None, [N + 2])]
    assert told(table([*lines, f",{first / N:.2f},{second / N:.2f}"])) == [("total", None, [N + 2])]


def test_zeros_beside_words_are_no_sums(table) -> None:
    lines = [f"r{i},{'Branch' if i % 2 == 0 else 0},Web,{'Phone' if i % 3 == 0 else 0}" for i in range(N)]
    assert told(table(["id,a,b,c", *lines, "x,0,Web,0"])) == []


def test_subtotals_between_the_rows_by_their_word_and_what_they_leave_blank(table) -> None:
    lines = rows("id,q1,q2", "R{i},{code},{note}")
    lines.insert(11, "Sous-total nord,,33")
    lines.insert(31, "Moyenne sud,,2.5")
    assert told(table(lines)) == [("total", None, [12, 32])]
    answered = rows("id,marque,q2", "R{i},{code},{note}")
    answered.insert(11, "Total,1,3")
    assert told(table(answered)) == [], "whoever answered all that others answered is a respondent"


def test_a_brand_named_total_is_an_answer(table) -> None:
    lines = ["id,marque", *(f"R{i},{('Total', 'Shell', 'Esso')[i % 3]}" for i in range(N))]
    assert told(table(lines)) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32 - 1))
def test_nothing_is_seen_in_tables_of_answers_alone(table, seed: int) -> None:
    chance = np.random.default_rng(seed)
    n, width = int(chance.integers(6, 60)), int(chance.integers(1, 6))
    pool = ["1", "2", "3", "oui", "non", "", "98", "3,5", "Agence", "jamais", "0", "10"]
    lines = [",".join(["id", *(f"q{j}" for j in range(width))])]
    lines += [
        ",".join([f"R{i}", *chance.choice(pool[: int(chance.integers(3, len(pool)))], width)]).replace("3,5", "4")
        for i in range(n)
    ]
    assert told(table(lines)) == []


def test_what_is_said_to_a_study_that_counts_them(table) -> None:
    log = FaultLog()
    lines = ["id,Finished,q1", *(f"R{i},{i not in (4, 5)},{1 + i % 3}" for i in range(N)), "Total,,80"]
    say_no_interviews(table(lines), (), log)
    assert [(f.code, f.severity, f.line, f.column, f.found, f.allowed) for f in log.faults] == [
        ("not-an-interview", "warning", 6, "Finished", "2 @rows-unfinished (False)", "keep = \"finished != 'False'\""),
        ("not-an-interview", "warning", N + 2, None, "1 @rows-total-one", f"skip_rows = [{N + 2}]"),
    ]


def test_rows_that_excel_hides_are_told_last(table) -> None:
    shown = table(["id,q1", *(f"R{i},{i % 3}" for i in range(N))])
    hidden = replace(shown, hidden=frozenset({3, 5}))
    log = FaultLog()
    say_no_interviews(hidden, (), log)
    assert [(f.line, f.found, f.allowed) for f in log.faults] == [(3, "2 @rows-hidden", "skip_rows = [3, 5]")]
    log = FaultLog()
    say_no_interviews(hidden.take(np.arange(N) > 3), (), log)
    assert not log.faults


def test_who_ticked_every_option_is_no_further_header(table) -> None:
    lines = [f"r{i},{'App' if i % 3 else ''},{'Desk' if i % 2 else ''},{'Post' if i % 5 else ''}" for i in range(N)]
    assert told(table(["id,App,Desk,Post", *lines])) == []
    assert told(table(["id,App,Desk,Post", *lines, "id,App,Desk,Post"])) == [("header", None, [N + 2])]
    mixed = [f"r{i},yes,{1 + i % 5}" for i in range(N)]
    assert told(table(["id,App,Note", *mixed, "id,App,Note"])) == [("header", None, [N + 2])]


def test_respondents_who_answer_as_the_first_one_are_no_header_of_a_file_without_names(table) -> None:
    lines = [f"{'Yes' if i % 2 else 'No'},{1 + i % 3},{'Branch' if i % 3 else 'Web'},{20 + i}" for i in range(N)]
    assert told(table(lines)) == []


@pytest.mark.parametrize(
    ("state", "keep"),
    [("Survey Preview", "keep = \"status != 'Survey Preview'\""), ("Aperçu de l'enquête", 'keep = "status != \\"Aperçu de l\'enquête\\""')],
)  # fmt: skip
def test_a_condition_is_spelled_as_a_draft_spells_it(table, state: str, keep: str) -> None:
    log = FaultLog()
    found = table(["id,Status,q1", *(f"R{i},{state if i < 3 else 'IP'},{i % 3}" for i in range(N))])
    say_no_interviews(found, (), log)
    assert [f.allowed for f in log.faults] == [keep]
    assert [tomllib.loads(keep)["keep"]] == [one.kept_by("status") for one in find_no_interviews(found)]


def test_a_table_and_notes_below_the_answers(table) -> None:
    lines = rows("id,client,satis", "R{i},Yes,{note}")
    below = ["", "Summary,,", "Yes,40,", ",,", "* Source: survey of 2026,,"]
    assert told(table([*lines, *below])) == [("below", None, [N + 3, N + 4, N + 6])]
    assert told(table([*lines, "", "Provisional data,,"])) == [("below", None, [N + 3])]


@pytest.mark.parametrize("last", ["R99,Yes,", "R99,,", "R99,No,2", "R98,,\n\nR99,,"])
def test_who_left_early_behind_a_blank_line_is_a_respondent(table, last: str) -> None:
    assert told(table([*rows("id,client,satis", "R{i},Yes,{note}"), "", last])) == []


def test_a_column_of_nothing_but_states_of_interviews_tells_whatever_stands_before_its_name(table) -> None:
    found = find_no_interviews(
        table([*rows("id,term_status,note", "{i},complete,{note}"), "99,screenout,", "98,partial,"])
    )
    assert [(one.kind, one.column, len(one.rows)) for one in found] == [("unfinished", "term_status", 2)]
    other = [*rows("id,job_status,note", "{i},employed,{note}"), "99,terminated,", "98,employed,"]
    assert [one.kind for one in find_no_interviews(table(other)) if one.column == "job_status"] == []


@pytest.mark.parametrize(
    "word",
    [
        "screened",
        "Screen-out",
        "quotafull",
        "Over quota",
        "quota_full",
        "Éliminé",
        "Quotas atteints",
        "Non éligible",
        "Terminate",
    ],
)
def test_states_of_those_a_program_sent_away(table, word: str) -> None:
    found = find_no_interviews(table([*rows("id,status,note", "{i},complete,{note}"), f"99,{word},", f"98,{word},"]))
    assert [(one.kind, one.column, one.texts, len(one.rows)) for one in found] == [("unfinished", "status", (word,), 2)]


def test_a_note_right_below_the_answers_is_no_respondent(table) -> None:
    lines = rows("id,client,satis,a,b", "R{i},Yes,{note},1,2")
    note = "Source : enquête relationnelle de mars 2026,,,,"
    assert told(table([*lines, note])) == [("below", None, [N + 2])]
    assert told(table([*lines, note, "* Base : ensemble des clients,,,,"])) == [("below", None, [N + 2, N + 3])]


@pytest.mark.parametrize("last", ["R99,,,,", ",,,,1", "R99,Yes,,,"])
def test_who_left_at_once_is_a_respondent(table, last: str) -> None:
    lines = rows("id,client,satis,a,b", "R{i},Yes,{note},1,2")
    assert told(table([*lines, last])) == []


def test_a_first_answer_in_words_is_no_note(table) -> None:
    lines = rows("client,satis,a,b,c", "Yes I am,{note},1,{code},2")
    assert told(table([*lines, "No not at all,,,,"])) == []


def test_states_in_numbers_below_which_hardly_anything_stands_are_told(table) -> None:
    head = "id,status,sex," + ",".join(f"q{k}" for k in range(9))
    lines = rows(head, "R{i},3,1," + ",".join(["{note}"] * 9))
    out = ["R98,1,2" + "," * 9, "R99,2,1" + "," * 9]
    assert told(table([*lines, *out])) == [("unfinished", "status", [N + 2, N + 3])]
    half = ["R98,1,2,1,1,1,1,1" + "," * 4, "R99,2,1,1,1,1,1,1" + "," * 4]
    assert told(table([*lines, *half])) == []


def test_a_row_that_says_what_columns_hold_is_no_respondent(table) -> None:
    lines = rows("id,age,sex,note", "{i},{code},Male,{note}")
    assert told(table([lines[0], "num,num,char,num", *lines[1:]])) == [("header", None, [2])]
    assert told(table([lines[0], "1,NSP,Male,NSP", *lines[1:]])) == []
