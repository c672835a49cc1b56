"""A ranking through the command line: one in three exports is drafted and run to the same figures, and stands in the book of tables."""

import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from drafted import draft
from good_study import call, cells_of, write_study
from mutations import append
from python_calamine import CalamineWorkbook

ANSWERS = ("Telephone", "Application", "E-mail", "Agence")
N = 120
CHANCE = np.random.default_rng(5)
#: Places of the answers by respondent, (N, 4).
PLACES = np.array([np.argsort(CHANCE.exponential(1 / np.array([8, 2, 1, 1]))).argsort() + 1 for _ in range(N)])


def by_code(places: np.ndarray) -> dict[str, list[str]]:
    return {f"Classez les canaux [{a}]": places[:, j].astype(str).tolist() for j, a in enumerate(ANSWERS)}


def by_place(places: np.ndarray) -> dict[str, list[str]]:
    orders = np.argsort(places, axis=1)
    return {f"Classez les canaux [Rang {k + 1}]": [ANSWERS[o[k]] for o in orders] for k in range(len(ANSWERS))}


def in_cells(places: np.ndarray) -> dict[str, list[str]]:
    return {"Classez les canaux": ["".join(f"{ANSWERS[j]};" for j in o) for o in np.argsort(places, axis=1)]}


@pytest.mark.parametrize("export", [by_code, by_place, in_cells])
def test_a_ranking_is_drafted_and_run_however_a_program_exports_it(tmp_path: Path, export) -> None:
    columns = {"id": [f"r{i:03d}" for i in range(N)], **export(PLACES), "sexe": ["1", "2"] * (N // 2)}
    study, _ = draft(tmp_path, columns, lang="fr")
    questionnaire = (study / "questionnaire.toml").read_text(encoding="utf-8")
    assert questionnaire.count('type = "rank"') == 1
    wave = next((study / "waves").iterdir())
    code, report, _ = call("run", study, "--plain")
    assert code == 0, report["faults"]
    cells = pd.read_parquet(study / "out" / wave.name / "cells.parquet")
    ranked = cells[(cells["section"] == "survey") & cells["measure"].isin(["first", "top2", "top3", "mean_rank"])]
    assert len(ranked) == 4 * len(ANSWERS)
    got = ranked.set_index(["measure", "row"])["value"]
    for j, answer in enumerate(ANSWERS):
        row = next(r for r in ranked["row"] if r.replace("_", "-") == answer.lower())
        assert got["first", row] == pytest.approx((PLACES[:, j] == 1).mean())
        assert got["top2", row] == pytest.approx((PLACES[:, j] <= 2).mean())
        assert got["top3", row] == pytest.approx((PLACES[:, j] <= 3).mean())
        assert got["mean_rank", row] == pytest.approx(PLACES[:, j].mean())


def test_columns_that_hold_answers_are_told_the_key_for_places(tmp_path: Path) -> None:
    study, _ = draft(tmp_path, {"id": [f"r{i:03d}" for i in range(N)], **by_place(PLACES)}, lang="fr")
    path = study / "questionnaire.toml"
    declared = path.read_text(encoding="utf-8").replace("places = [", "columns = [")
    path.write_text(declared, encoding="utf-8")
    _, report, _ = call("check", study, "--lang", "fr")
    wrong = [fault for fault in report["faults"] if fault["code"] == "unknown-code"]
    assert {fault["found"].partition(" (")[0] for fault in wrong} == set(ANSWERS)
    assert all("places = " in fault["allowed"] for fault in wrong)
    path.write_text(re.sub(r"columns = \[\s*[^,]*,\s*", "columns = [", declared), encoding="utf-8")
    _, report, _ = call("check", study, "--lang", "en")
    (fault,) = [fault for fault in report["faults"] if fault["code"] == "bad-value"]
    assert "places = " in fault["allowed"]


def test_a_later_wave_is_told_the_same_and_not_sent_to_a_mapping_that_has_nothing(tmp_path: Path) -> None:
    ids = {"id": [f"r{i:03d}" for i in range(N)]}
    study, _ = draft(tmp_path, {**ids, **by_code(PLACES)}, lang="fr")
    first = next((study / "waves").iterdir())
    later = study / "waves" / f"{first.name}b"
    shutil.copytree(first, later)
    declared = {answer: answer.lower().replace("-", "_") for answer in ANSWERS}
    said = zip(by_code(PLACES), by_place(PLACES).values(), strict=True)
    answers = {column: [declared[one] for one in told] for column, told in said}
    pd.DataFrame({**ids, **answers}).to_csv(later / "responses.csv", index=False)
    code, report, _ = call("check", study, "--wave", later.name, "--lang", "fr")
    wrong = [fault for fault in report["faults"] if fault["severity"] == "error"]
    assert code == 1
    assert {fault["code"] for fault in wrong} == {"unknown-code"}
    assert all("places = " in fault["allowed"] for fault in wrong)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study whose 600 respondents place two or three of three channels."""
    study = write_study(tmp_path_factory.mktemp("ranked") / "study")
    append(
        "questionnaire.toml",
        '\n[[items]]\nid = "order"\ntype = "rank"\ncolumns = { app = "R_app", desk = "R_desk", phone = "R_phone" }\n'
        'label = { fr = "Dans quel ordre ?", en = "In which order?" }\nfilter = "cible == \'client\'"\n'
        'nets = [{ id = "far", codes = ["app", "phone"], label = { fr = "À distance", en = "At a distance" } }]\n',
    )(study)
    path = study / "waves/2026-03/responses.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    chance = np.random.default_rng(9)
    places = np.array([chance.permutation(3) + 1 for _ in range(len(rows))]).astype(str)
    places[(places == "3") & (chance.random(places.shape) < 0.5)] = ""
    for j, name in enumerate(("R_app", "R_desk", "R_phone")):
        rows[name] = np.where(rows["CIBLE"] == "client", places[:, j], "")
    rows.to_csv(path, index=False)
    code, report, _ = call("run", study, "--plain")
    assert (code, report["status"]) == (0, "done"), report["faults"]
    return study


def test_a_ranking_has_its_cells_in_every_column_with_errors(ran: Path) -> None:
    cells = cells_of(ran)
    rows = pd.read_csv(ran / "waves/2026-03/responses.csv", dtype=str, keep_default_na=False)
    weight = rows["poids"].astype(float).to_numpy()
    asked = (rows["CIBLE"] == "client").to_numpy()
    place = pd.to_numeric(rows["R_app"]).to_numpy()
    first = cells.loc["survey/order/first/app/target=client"]
    assert first["value"] == pytest.approx(weight[asked & (place == 1)].sum() / weight[asked].sum())
    assert (first["base"], first["unit"], first["interval"], first["source"]) == (
        asked.sum(), "share", "taylor", "waves/2026-03/responses.csv#R_app",
    )  # fmt: skip
    mean = cells.loc["survey/order/mean_rank/app/all"]
    there = np.isfinite(place)
    assert mean["value"] == pytest.approx((weight[there] * place[there]).sum() / weight[there].sum())
    assert mean["base"] == there.sum()
    assert mean["se"] > 0
    far = cells.loc["survey/order/first/net.far/all", "value"]
    assert far == pytest.approx(
        cells.loc["survey/order/first/app/all", "value"] + cells.loc["survey/order/first/phone/all", "value"]
    )
    assert "survey/order/first/app/profile=p1" in cells.index
    assert not [key for key in cells.index if key.startswith(("survey/order/mean/", "survey/order/top3/"))]


@pytest.mark.parametrize(
    ("lang", "titles"),
    [
        ("fr", ("En premier", "Rang moyen", "Classée, quel que soit le rang")),
        ("en", ("Ranked first", "Mean rank", "Ranked at all")),
    ],
)
def test_a_ranking_stands_in_the_book_of_tables(ran: Path, lang: str, titles: tuple[str, ...]) -> None:
    page = (ran / f"out/2026-03/report.{lang}.html").read_text(encoding="utf-8")
    table = page[page.index('id="survey-order-table"') :]
    table = table[: table.index("</table>")]
    assert all(title in table for title in titles)
    for measure in ("share", "first", "mean_rank"):
        assert f'data-key="survey/order/{measure}/app/all"' in table
    # With two places to give, who placed an answer placed it among the two first: it is told once.
    assert "survey/order/top2/" not in table


def test_the_workbook_and_the_data_keep_the_places(ran: Path) -> None:
    out = ran / "out/2026-03"
    (sheet,) = (s for s in CalamineWorkbook.from_path(out / "tables.fr.xlsx").sheet_names if s == "order")
    rows = CalamineWorkbook.from_path(out / "tables.fr.xlsx").get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    by_key = {str(row[0]): row for row in rows if row[0]}
    whole = rows[0].index("all")
    cells = cells_of(ran)
    for key in ("first/app", "first/net.far", "top2/desk", "mean_rank/phone"):
        row = by_key[f"survey/order/{key}"]
        assert row[whole] == pytest.approx(cells.loc[f"survey/order/{key}/all", "value"])
    assert by_key["survey/order/first/net.far"][1] == "En premier – À distance"
    frame, said = pyreadstat.read_sav(out / "data.sav")
    places = pd.read_csv(ran / "waves/2026-03/responses.csv")[["R_app", "R_desk", "R_phone"]]
    assert sorted(map(tuple, frame[places.columns].fillna(0).to_numpy())) == sorted(
        map(tuple, places.fillna(0).to_numpy())
    )
    assert "order" not in said.mr_sets


def test_letters_compare_first_places_between_columns(ran: Path) -> None:
    tests = pd.read_parquet(ran / "out/2026-03/tests.parquet")
    families = set(tests["family"])
    assert {"order/first/profile", "order/top2/profile", "order/mean_rank/profile"} <= families
    pair = tests[
        (tests["key_a"] == "survey/order/first/app/profile=p1")
        & (tests["key_b"] == "survey/order/first/app/profile=p2")
    ]
    cells = cells_of(ran)
    a, b = (cells.loc[f"survey/order/first/app/profile=p{k}", "value"] for k in (1, 2))
    assert pair["difference"].tolist() == pytest.approx([b - a])
