"""Exports with rows that are no interviews: what the draft keeps, says, and counts."""

from pathlib import Path

import pandas as pd
from drafted import errors_of, items_of, keys_of, plan_of
from good_study import call, cells_of

from relstudy.drafting.making import make_study

N = 50


def drafted(tmp_path: Path, lines: list[str]):
    source = tmp_path / "export.csv"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path / "study", make_study(tmp_path / "study", source, "fr")


def shares(study: Path) -> pd.DataFrame:
    code, report, _ = call("run", study, "--plain")
    assert code == 0, report["faults"]
    return cells_of(study, next(iter((study / "out").iterdir())).name)


def test_previews_and_unfinished_interviews_are_kept_out_and_counted(tmp_path: Path) -> None:
    live = [f"R{i},IP Address,True,{'Yes' if i < 10 else 'No'}" for i in range(N)]
    lines = ["ResponseId,Status,Finished,Q1", *live, *(f"P{i},Survey Preview,True,Yes" for i in range(10)), *(f"U{i},IP Address,False," for i in range(15))]  # fmt: skip
    study, made = drafted(tmp_path, lines)
    assert keys_of(made)[:2] == ["rows-preview", "rows-unfinished"]
    assert plan_of(study).respondents.keep == "status != 'Survey Preview' and finished != 'False'"
    assert [(i.id, i.tables) for i in items_of(study).values()] == [
        ("q1", True),
        ("status", False),
        ("finished", False),
    ]
    assert errors_of(study) == []
    cells = shares(study)
    assert cells.loc["survey/q1/share/yes/all", ["value", "base"]].tolist() == [0.2, N]
    assert not cells.index.str.startswith(("survey/status", "survey/finished")).any()


def test_columns_that_are_only_numbered_are_known_by_the_line_below(tmp_path: Path) -> None:
    lines = [
        "V1,V2,V3,V10,Q1,Q2",
        "ResponseID,ResponseSet,Name,Finished,Avez-vous un conseiller ?,Fini ?",
        *(
            f"R_{i:013x}q,Default Response Set,Anonymous,{0 if i % 10 == 7 else 1},{1 + i % 2},{i % 2}"
            for i in range(N)
        ),
    ]
    study, made = drafted(tmp_path, lines)
    assert "rows-unfinished" in keys_of(made)
    assert plan_of(study).respondents.keep == "v10 != '0'"
    assert plan_of(study).respondents.id == "V1"
    assert {i.id: i.tables for i in items_of(study).values()} == {"q1": True, "q2": True, "v10": False}
    assert shares(study).loc["survey/q1/share/1/all", "base"] == N - N // 10


def test_a_blank_date_of_sending_is_kept_out_by_a_box_any_text_ticks(tmp_path: Path) -> None:
    lines = [
        "id,submitdate,Q1",
        *(f"{i},{'2026-03-02 10:00:00' if i < N else ''},{'A1' if i % 2 else 'A2'}" for i in range(N + 9)),
    ]
    study, made = drafted(tmp_path, lines)
    assert "rows-unfinished" in keys_of(made)
    assert shares(study).loc["survey/q1/share/a1/all", ["value", "base"]].tolist() == [0.5, N]


def test_totals_below_the_table_are_skipped(tmp_path: Path) -> None:
    lines = ["ident;note", *(f"R{i};{1 + i % 5}" for i in range(N)), ";", f"TOTAL;{3 * N}", "Moyenne;3"]
    study, made = drafted(tmp_path, lines)
    assert "rows-total" in keys_of(made)
    assert plan_of(study).respondents.skip_rows == (N + 3, N + 4)
    assert shares(study).loc["survey/note/mean/_/all", ["value", "base"]].tolist() == [3.0, N]


def test_three_header_lines_of_qualtrics_even_of_a_short_file(tmp_path: Path) -> None:
    ids = ",".join(f'"{{""ImportId"":""{name}""}}"' for name in ("_recordId", "status", "progress", "QID1", "QID2"))
    lines = ["ResponseId,Status,Progress,Q1,Q2", "Response ID,Response Type,Progress,Client ?,Satisfait ?", ids]
    lines += [f"R_{i}x{i * 37 % 101},0,100,{1 + i % 2},{1 + i % 5}" for i in range(N)]
    study, made = drafted(tmp_path, lines)
    assert plan_of(study).respondents.skip_rows == (2, 3)
    assert "two-headers" in keys_of(made)
    assert plan_of(study).labels.texts["item/q1"] == {"fr": "Client ?"}
    assert shares(study).loc["survey/q1/share/1/all", ["value", "base"]].tolist() == [0.5, N]


def test_channels_bear_the_names_of_contact_details(tmp_path: Path) -> None:
    names = ("agence", "telephone", "e-mail", "mobile")
    lines = [
        ",".join(("ident", *names)),
        *(",".join([f"R{i}", *(str(int(i % (j + 2) == 0)) for j in range(4))]) for i in range(N)),
    ]
    study, made = drafted(tmp_path, lines)
    assert "personal" not in keys_of(made)
    assert [i.columns for i in items_of(study).values()] == [(name,) for name in names]


def test_a_heading_that_stands_twice_is_read_and_numbered(tmp_path: Path) -> None:
    lines = [
        "id,Commentaire,note,note",
        *(f"R{i},texte numéro {i} d'un répondant,{1 + i % 5},{1 + i % 3}" for i in range(N)),
    ]
    study, _ = drafted(tmp_path, lines)
    assert [c for i in items_of(study).values() for c in i.columns] == ["Commentaire", "note", "note (2)"]
    code, report, _ = call("check", study)
    assert code == 0
    assert [f["found"] for f in report["faults"] if f["code"] == "repeated-name"] == ["note, note (2)"]


def test_days_are_the_fieldwork_only_where_they_may_be(tmp_path: Path) -> None:
    born = [f"{1940 + i}-05-0{1 + i % 9}" for i in range(N)]
    few = [("2026-05-03", "2026-09-01", "2026-10-12")[i % 3] for i in range(N)]
    lines = [
        "id,naissance,nb_enfants,StartDate,q1",
        *(f"R{i},{born[i]},{few[i]},2026-03-{2 + i % 20:02d} 10:00:00,{1 + i % 3}" for i in range(N)),
    ]
    study, _ = drafted(tmp_path, lines)
    facts = plan_of(study).waves[0].facts
    assert (str(facts.field_start), str(facts.field_end)) == ("2026-03-02", "2026-03-21")
    assert [i.id for i in items_of(study).values()] == ["nb_enfants", "q1"]


def test_two_states_in_one_column_are_one_item_of_the_condition(tmp_path: Path) -> None:
    states = ["Complete"] * N + ["Survey Preview"] * 3 + ["Partial"] * 4
    lines = ["id,Status,q1", *(f"R{i},{state},{1 + i % 3}" for i, state in enumerate(states))]
    study, made = drafted(tmp_path, lines)
    assert keys_of(made)[:2] == ["rows-preview", "rows-unfinished"]
    assert [i.id for i in items_of(study).values()] == ["q1", "status"]
    assert plan_of(study).respondents.keep == "status != 'Survey Preview' and status != 'Partial'"
    assert shares(study).loc["survey/q1/share/1/all", "base"] == N


def test_rows_that_say_themselves_to_be_trials_are_skipped_and_counted(tmp_path: Path) -> None:
    lines = ["ident,q1,avis", *(f"R{i},{1 + i % 2},avis {i} du client" for i in range(N))]
    lines += ["TEST-1,1,rien", "R98,2,Ceci est un test"]
    study, made = drafted(tmp_path, lines)
    assert "rows-trial" in keys_of(made)
    assert plan_of(study).respondents.skip_rows == (N + 2, N + 3)
    cells = shares(study)
    assert cells.loc["survey/q1/share/1/all", ["value", "base"]].tolist() == [0.5, N]
    assert cells.loc[["sample/_/rows/_/all", "sample/_/skipped/_/all", "sample/_/n/_/all"], "value"].tolist() == [
        52,
        2,
        50,
    ]
    wave = next(iter((study / "out").iterdir()))
    page = (wave / "report.fr.html").read_text(encoding="utf-8")
    assert 'data-key="sample/_/rows/_/all"' in page
    assert 'data-key="sample/_/skipped/_/all"' in page


def test_a_date_the_condition_reads_is_the_fieldwork_where_no_other_is(tmp_path: Path) -> None:
    lines = [
        "id,submitdate,Q1",
        *(f"{i},{f'2026-03-{2 + i % 20:02d} 10:00:00' if i < N else ''},{i % 2}" for i in range(N + 9)),
    ]
    study, _ = drafted(tmp_path, lines)
    facts = plan_of(study).waves[0].facts
    assert (str(facts.field_start), str(facts.field_end)) == ("2026-03-02", "2026-03-21")
