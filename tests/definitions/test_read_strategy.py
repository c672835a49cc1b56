"""maturity.csv, roadmap.csv, [effects] and [value]: what they give, and every fault with its code, line and column."""

from datetime import date
from pathlib import Path

import pytest
from good_study import write_study
from small_study import spoil, write_small_study

from relstudy.definitions.reading import read_study
from relstudy.errors import Fault
from relstudy.survey.plan import Effect, Study, ValuePlan
from relstudy.survey.registers import MaturityScore, RoadmapLine

MATURITY = "dimension,score,evidence,source,date\n"
ROADMAP = "offer_id,horizon,owner,kpi,target,date,expectation_id,label_fr\n"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_small_study(tmp_path / "étude")


def read(folder: Path) -> Study:
    reading = read_study(folder)
    assert reading.study is not None, reading.faults
    return reading.study


def errors(folder: Path) -> list[tuple[str, str, int | None, str | None, str | None]]:
    def told(fault: Fault) -> tuple[str, str, int | None, str | None, str | None]:
        return fault.code, fault.file, fault.line, fault.column, fault.found

    return [told(f) for f in read_study(folder).faults if f.severity == "error"]


# -- maturity.csv ----------------------------------------------------------------------------------


def test_the_latest_score_of_a_dimension_speaks_and_one_without_a_date_is_older(study: Path) -> None:
    lines = "teams,0,,,\ndata,1,fichiers,audit,2025-06-01\ndata,2,une fiche,audit,01/02/2026\ndata,3,,,\n"
    (study / "maturity.csv").write_text(MATURITY + lines, encoding="utf-8")
    data = MaturityScore(
        dimension="data",
        score=2,
        evidence="une fiche",
        source="audit",
        day=date(2026, 2, 1),
        file="maturity.csv",
        line=4,
    )
    assert read(study).waves[0].maturity == (
        data,
        MaturityScore(dimension="teams", score=0, file="maturity.csv", line=2),
    )


def test_a_wave_s_own_registers_take_the_place_of_the_study_s(study: Path) -> None:
    (study / "maturity.csv").write_text(MATURITY + "data,1,,,\n", encoding="utf-8")
    (study / "roadmap.csv").write_text(ROADMAP + "app,now,,,,,,Partout\n", encoding="utf-8")
    wave = read(study).waves[0]
    own = study / "waves" / wave.id
    (own / "maturity.csv").write_text(MATURITY + "data,3,,,\n", encoding="utf-8")
    (own / "roadmap.csv").write_text(ROADMAP + "app,later,,,,,,Ici\n", encoding="utf-8")
    after = read(study).waves[0]
    assert [s.score for s in wave.maturity] == [1]
    assert [s.score for s in after.maturity] == [3]
    assert [(m.horizon, m.file) for m in after.roadmap] == [("later", f"waves/{wave.id}/roadmap.csv")]
    assert after.labels.get("roadmap", f"waves/{wave.id}/roadmap.csv", "2", lang="fr") == "Ici"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("ordres,1,,,", ("bad-value", 2, "dimension", "ordres")),
        (",1,,,", ("missing-value", 2, "dimension", "@blank")),
        ("data,4,,,", ("bad-value", 2, "score", "4")),
        ("data,1.5,,,", ("bad-value", 2, "score", "1.5")),
        ("data,-1,,,", ("bad-value", 2, "score", "-1")),
        ("data,,,,", ("missing-value", 2, "score", "@blank")),
        ("data,deux,,,", ("not-a-number", 2, "score", "deux")),
        ("data,1,,,31/02/2026", ("bad-date", 2, "date", "31/02/2026")),
        ("data,1,,,\ndata,2,,,", ("duplicate-id", 3, "dimension", "data")),
    ],
)
def test_faults_of_maturity_name_their_line(study: Path, line: str, fault: tuple[str, int, str, str]) -> None:
    (study / "maturity.csv").write_text(f"{MATURITY}{line}\n", encoding="utf-8")
    code, number, column, found = fault
    assert errors(study) == [(code, "maturity.csv", number, column, found)]


def test_faults_of_maturity_are_all_said_at_once(study: Path) -> None:
    (study / "maturity.csv").write_text("dimension;score;preuve\ndatas;9;\norders;3;\n", encoding="utf-8")
    found = [(code, column) for code, _, _, column, _ in errors(study)]
    assert sorted(found) == [
        ("bad-value", "dimension"), ("bad-value", "score"), ("extra-column", "preuve"),
        ("missing-column", "date"), ("missing-column", "evidence"), ("missing-column", "source"),
    ]  # fmt: skip


# -- roadmap.csv -----------------------------------------------------------------------------------


def test_a_move_has_its_target_in_the_unit_of_its_kpi_and_what_is_blank_is_unknown(study: Path) -> None:
    text = "offer_id;horizon;owner;kpi;target;date;label_fr\napp;now;Digital;csat;4,5;31/12/2026;Finir\napp;next;;perdus;8 %;;\n"
    (study / "roadmap.csv").write_text(text, encoding="cp1252")
    plan = read(study)
    first, second = plan.waves[0].roadmap
    assert first == RoadmapLine(
        offer="app",
        horizon="now",
        owner="Digital",
        kpi="csat",
        target=4.5,
        day=date(2026, 12, 31),
        file="roadmap.csv",
        line=2,
    )
    assert second == RoadmapLine(
        offer="app", horizon="next", kpi="perdus", target=0.08, per_cent=True, file="roadmap.csv", line=3
    )
    assert plan.labels.get("roadmap", "roadmap.csv", "2", lang="fr") == "Finir"


def test_registers_of_the_strategy_may_be_workbooks(study: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (ROADMAP.strip().split(","), ["app", "now", None, "perdus", 0.08, date(2026, 6, 30), None, None]):
        book.active.append(row)
    book.active.cell(2, 5).number_format = "0 %"
    book.save(study / "roadmap.xlsx")
    (move,) = read(study).waves[0].roadmap
    assert (move.target, move.per_cent, move.day, move.file) == (0.08, True, date(2026, 6, 30), "roadmap.xlsx")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("apps,now,,,,,,", ("unknown-item", 2, "offer_id", "apps")),
        (",now,,,,,,", ("missing-value", 2, "offer_id", "@blank")),
        ("app,soon,,,,,,", ("bad-value", 2, "horizon", "soon")),
        ("app,,,,,,,", ("missing-value", 2, "horizon", "@blank")),
        ("app,now,,Taux perdu,,,,", ("bad-id", 2, "kpi", "Taux perdu")),
        ("app,now,,csat,beaucoup,,,", ("not-a-number", 2, "target", "beaucoup")),
        ("app,now,,csat,4,demain,,", ("bad-date", 2, "date", "demain")),
        ("app,now,,csat,4,,rien,", ("unknown-item", 2, "expectation_id", "rien")),
        ("app,now,,csat,4,,,\napp,later,,csat,5,,,", ("duplicate-id", 3, "kpi", "app, csat")),
    ],
)
def test_faults_of_the_roadmap_name_their_line(study: Path, line: str, fault: tuple[str, int, str, str]) -> None:
    (study / "roadmap.csv").write_text(f"{ROADMAP}{line}\n", encoding="utf-8")
    code, number, column, found = fault
    assert errors(study) == [(code, "roadmap.csv", number, column, found)]


# -- study.toml ------------------------------------------------------------------------------------


def declare(folder: Path, text: str) -> None:
    path = folder / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_effects_and_value_name_items_or_numbers(study: Path) -> None:
    declare(study, '\n[effects]\nloyalty = ["prefers_desk", "prefers_desk"]\nimage = ["sat"]\n')
    declare(study, '[value]\nbasket = "age"\nfrequency = 12\nyears = 4.5\nmargin = 0.25\n')
    plan = read(study)
    assert plan.effects[0].kind == "image"
    assert plan.effects[0].items == next(i for i in plan.items if i.id == "sat").row_ids
    assert plan.effects[1] == Effect(kind="loyalty", items=("prefers_desk",))
    assert plan.value == ValuePlan(basket="age", frequency=12.0, years=4.5, margin=0.25)
    assert plan.value.items == ("age",)


def test_an_effect_is_told_by_codes_of_interviews_too(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "étude")
    declare(folder, '\n[effects]\nloyalty = ["wishes"]\nimage = ["wishes", "wishful"]\n')
    assert [(code, column, found) for code, _, _, column, found in errors(folder)] == [
        ("unknown-item", "image", "wishful")
    ]
    text = (folder / "study.toml").read_text(encoding="utf-8").replace(', "wishful"', "")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    assert read(folder).effects == tuple(
        Effect(kind=kind, items=(), codes=("wishes",)) for kind in ("image", "loyalty")
    )


def test_a_code_of_an_effect_needs_interviews_and_the_fault_says_so(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "étude")
    declare(folder, '\n[effects]\nloyalty = ["wishes"]\n')
    spoil(folder, "study.toml", "interviews = true", "interviews = false")
    refused = [f for f in read_study(folder).faults if f.column == "loyalty"]
    assert [(f.code, f.found, f.allowed) for f in refused] == [("bad-value", "wishes", "@effect-unheard")]


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ('[effects]\nloyalti = ["age"]', "unknown-key", "loyalti"),
        ('[effects]\nloyalty = ["agee"]', "unknown-item", "loyalty"),
        ('[effects]\nloyalty = "age"', "bad-value", "loyalty"),
        ("[value]\nbasket = 3\nfrequency = 2", "missing-key", "years"),
        ("[value]\nbasket = -3\nfrequency = 2\nyears = 1", "bad-value", "basket"),
        ("[value]\nbasket = 3\nfrequency = 2\nyears = 1\nmargin = 20", "bad-value", "margin"),
        ('[value]\nbasket = "panier"\nfrequency = 2\nyears = 1', "unknown-item", "basket"),
        ("[value]\nbasket = 3\nfrequency = 2\nyears = 1\nchurn = 0.1", "unknown-key", "churn"),
    ],
)
def test_faults_of_effects_and_value(study: Path, text: str, code: str, column: str) -> None:
    declare(study, f"\n{text}\n")
    assert [(c, name) for c, _, _, name, _ in errors(study)] == [(code, column)]


def test_a_text_cannot_be_multiplied(study: Path) -> None:
    spoil(study, "study.toml", "[steps]", '[value]\nbasket = "cible"\nfrequency = 2\nyears = 1\n[steps]')
    assert [(c, name) for c, _, _, name, _ in errors(study)] == [("bad-value", "basket")]
