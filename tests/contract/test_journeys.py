"""Journeys from the command line: cells, the page R1 without a survey, the workbook, explanations, a case taken out, faults."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from good_study import call
from journey_study import CSV, FILES, PLACE, write_study

from relstudy.cli import main
from relstudy.intake import interviews


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = write_study(tmp_path_factory.mktemp("journeys") / "study")
    code, told, _ = call("run", study, "--plain")
    assert code == 0, told["faults"]
    return study


def cells_of(study: Path) -> pd.DataFrame:
    return pd.read_parquet(study / "out/2026-03/cells.parquet").set_index("key")


def test_the_cells_are_those_of_the_contract(ran: Path) -> None:
    got = cells_of(ran)
    told = {
        key: (row["value"], row["base"], row["unit"]) for key, row in got.iterrows() if row["section"] == "journeys"
    }
    assert told["journeys/_/practice/multi/all"] == (1, 3, "cases")
    assert told["journeys/_/practice/omni/target=client"] == (1, 2, "cases")
    assert told["journeys/_/practice/mono/target=client"] == (1, 2, "cases")
    assert told["journeys/_/practice/cross/target=prospect"] == (1, 1, "cases")
    assert told["journeys/_/practice/unsettled/all"] == (0, 3, "cases")
    assert told["journeys/desk/phase/purchase/all"] == (2, 3, "cases")
    assert told["journeys/app/redirected/_/all"] == (1, 3, "cases")
    assert told["journeys/phone/abandoned/_/all"] == (1, 3, "cases")
    assert told["journeys/app/to/desk/all"] == (1, 3, "cases")
    assert told["journeys/phone/to/app/all"] == (1, 3, "cases")
    assert {key for key in told if "/to/" in key} == {"journeys/app/to/desk/all", "journeys/phone/to/app/all"}


def test_every_figure_is_equal_when_counted_again(ran: Path) -> None:
    got = cells_of(ran)
    keys = [key for key, row in got.iterrows() if row["section"] == "journeys" and row["status"] == "published"]
    assert len(keys) > 30
    for key in keys:
        code, said, _ = call("explain", ran, str(key))
        assert (code, said["equal"]) == (0, True), key
    assert {one["path"] for one in said["inputs"]} == {
        f"{PLACE.as_posix()}/cases.csv",
        f"{PLACE.as_posix()}/journeys.csv",
    }


def test_the_practices_page_tells_journeys_where_there_is_no_survey(ran: Path) -> None:
    page = (ran / "out/2026-03/report.fr.html").read_text(encoding="utf-8")
    section = page.partition('data-page="R1"')[2].partition("</section>")[0]
    assert 'data-key="journeys/_/practice/multi/all"' in section
    assert 'data-key="journeys/app/to/desk/all"' in section
    assert "data-cell=journeys/app/quote/v1.1/_" in section
    assert "1 sur 3" in section.replace("\u00a0", " ")
    assert "%" not in section.partition("Ce que racontent les parcours")[2]


@pytest.mark.parametrize(
    ("lang", "words"), [("fr", ("Guichet", "Omnicanal", "1 sur 3")), ("en", ("Desk", "Omnichannel", "1 of 3"))]
)
def test_the_page_can_be_read_as_plain_text(ran: Path, lang: str, words: tuple[str, ...]) -> None:
    code, said, _ = call("show", ran, "R1", "--lang", lang)
    assert code == 0
    for word in words:
        assert word in str(said), word


def test_the_workbook_has_a_sheet_of_them(ran: Path) -> None:
    import openpyxl

    sheet = openpyxl.load_workbook(ran / "out/2026-03/tables.fr.xlsx")["journeys"]
    columns = {cell.value: cell.column for cell in sheet[1] if cell.value}
    rows = {row[0].value: row for row in sheet.iter_rows() if row[0].value}
    assert rows["journeys/_/practice/multi"][columns["all"] - 1].value == 1
    assert rows["journeys/app/to/desk"][1].value == "Application – Guichet"


def test_a_case_goes_from_the_journeys_too(ran: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(ran, study)
    assert main(["forget", str(study), "K1", "--who", "A. Martin"]) == 0
    left = (study / PLACE / "journeys.csv").read_text(encoding="utf-8")
    assert left == "".join(line for line in CSV.splitlines(keepends=True) if not line.startswith("K1,"))
    assert not [p for p in study.rglob("*.csv") if b"K1," in p.read_bytes()]
    got = cells_of(study)
    assert got.loc["journeys/_/practice/multi/all", ["value", "base"]].tolist() == [0, 2]
    assert "journeys/app/quote/v1.1/_" not in got.index


def test_a_wave_without_the_file_has_no_journeys(ran: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(ran, study, ignore=shutil.ignore_patterns("out", ".relstudy"))
    (study / PLACE / "journeys.csv").unlink()
    code, told, _ = call("run", study, "--plain")
    assert code == 0, told
    states = {step["name"]: step["state"] for step in told["waves"][0]["steps"]}
    assert states["journeys"] == "not_in_study"
    assert "journeys" not in set(cells_of(study)["section"])


def test_all_faults_of_the_file_and_its_neighbours_are_said_at_once(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    with (study / PLACE / "journeys.csv").open("a", encoding="utf-8") as file:
        file.write("K9,a,1,app,,,,,\nK4,a,1,aap,,perdue,,,\nK4,a,1,app,,,,,\n")
    with (study / PLACE / "codings.csv").open("a", encoding="utf-8") as file:
        file.write("v9,cr_hours\n")
    code, told, _ = call("check", study)
    assert code == 1
    assert {(f["code"], Path(f["file"]).name, f["line"], f["column"]) for f in told["faults"] if f["severity"] == "error"} == {
        ("unknown-item", "journeys.csv", 8, "case_id"), ("unknown-item", "journeys.csv", 9, "offer_id"),
        ("bad-value", "journeys.csv", 9, "outcome"), ("duplicate-id", "journeys.csv", 10, "step"),
        ("unknown-item", "codings.csv", 3, "verbatim_id"),
    }  # fmt: skip


CODEBOOK = (
    "code_id,facet,offer_id,phase,outcome,continuity,with,label_fr,label_en\n"
    "cr_hours,criterion,,,,,,Horaires,Hours\nch_app,channel,app,,,,,Application,App\nch_desk,channel,desk,,,,,Guichet,Desk\n"
    "ch_phone,channel,phone,,,,,Téléphone,Phone\nst_eval,stage,,evaluation,,,,Comparer,Compare\n"
    "st_buy,stage,,purchase,,,,Acheter,Buy\nst_after,stage,,after_sales,,,,Après,After\n"
    "sent_on,other,,,redirected,,,Renvoi,Sent on\ngave_up,other,,,abandoned,,,Abandon,Given up\n"
    "again,other,,,,non,,Tout redire,Say it again\nwent_on,other,,,,oui,,Suite,Went on\nat_once,other,,,,,oui,En même temps,At once\n"
)
#: What journeys.csv tells, told by codings: the same steps in the same order, the first text of K1 in two.
TOLD = (
    "verbatim_id,code_id,start,end\nv4,cr_hours,,\n"
    "w1,ch_app,0,11\nw1,st_eval,0,11\nw1,sent_on,0,11\nw1,ch_desk,20,27\nw1,st_buy,20,27\nw1,again,28,42\nw1,again,20,27\n"
    "w2,ch_app,0,11\nw2,ch_desk,15,22\nw2,st_buy,,\nw2,at_once,12,22\n"
    "w3,ch_phone,,\nw3,st_after,,\nw3,gave_up,,\n"
    "w4,ch_phone,0,9\nw4,ch_app,15,26\nw4,st_after,,\nw4,went_on,10,20\n"
)
SAID = (
    "w1,K1,Appli bloquée. Donc guichet puis redire tout.\nw2,K2,Application et guichet ensemble.\n"
    "w3,K2,J'ai raccroché après vingt minutes.\nw4,K3,Téléphone puis application sans rien redire.\n"
)


def write_coded(folder: Path, *, by: str) -> Path:
    study = write_study(folder)
    (study / PLACE / "journeys.csv").unlink()
    (study / "codebook.csv").write_text(CODEBOOK, encoding="utf-8")
    (study / PLACE / "codings.csv").write_text(TOLD, encoding="utf-8")
    with (study / PLACE / "verbatims.csv").open("a", encoding="utf-8") as file:
        file.write(SAID)
    with (study / "study.toml").open("a", encoding="utf-8") as file:
        file.write(f'[interviews]\njourneys = "{by}"\n')
    return study


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = write_coded(tmp_path_factory.mktemp("coded") / "study", by="verbatim")
    code, told, _ = call("run", study, "--plain")
    assert code == 0, told["faults"]
    return study


def test_counts_coded_journeys_and_the_export_read_the_codings_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, times = interviews._read_codings, []
    monkeypatch.setattr(interviews, "_read_codings", lambda *given: times.append(1) or read(*given))
    study = write_coded(tmp_path / "study", by="verbatim")
    assert call("run", study, "--plain")[0] == 0
    assert len(times) == 1
    codings = study / PLACE / "codings.csv"
    codings.write_text(codings.read_text(encoding="utf-8") + "v1,unknown,,,\n", encoding="utf-8")
    assert call("run", study, "--plain")[0] == 1
    assert len(times) == 2


def test_codings_that_tell_the_same_steps_give_the_same_cells(ran: Path, coded: Path) -> None:
    mine, file = (
        got[(got["section"] == "journeys") & (got["kind"] == "number")][["value", "base", "unit"]]
        for got in (cells_of(coded), cells_of(ran))
    )
    assert mine.loc["journeys/_/unplaced/_/all", "value"] == 1, "tout redire, coded outside every step"
    pd.testing.assert_frame_equal(mine.drop("journeys/_/unplaced/_/all"), file)


def test_a_coded_journey_is_quoted_by_the_passage_that_tells_it_and_counted_again(coded: Path) -> None:
    got = cells_of(coded)
    assert got.loc["journeys/desk/quote/w1.1/_", "text"] == "guichet"
    for key, row in got[got["section"] == "journeys"].iterrows():
        if row["status"] == "published":
            code, said, _ = call("explain", coded, str(key))
            assert (code, said["equal"]) == (0, True), key
    assert {Path(one["path"]).name for one in said["inputs"]} == {"cases.csv", "verbatims.csv", "codings.csv"}


def test_the_page_prints_the_rule_of_coded_journeys_and_what_was_left_out(coded: Path) -> None:
    for lang, words in (("fr", ("lus dans le codage", "laissé de côté")), ("en", ("read from the coding", "left out"))):
        _, said, _ = call("show", coded, "R1", "--lang", lang)
        for word in words:
            assert word in str(said), word


def test_what_no_code_tells_is_missing_and_named(tmp_path: Path) -> None:
    study = write_coded(tmp_path / "study", by="case")
    lines = [line for line in CODEBOOK.splitlines(keepends=True) if not line.startswith(("gave_up", "again"))]
    (study / "codebook.csv").write_text("".join(lines), encoding="utf-8")
    kept = [line for line in TOLD.splitlines(keepends=True) if ",gave_up," not in line and ",again," not in line]
    (study / PLACE / "codings.csv").write_text("".join(kept), encoding="utf-8")
    code, told, _ = call("run", study, "--plain")
    assert code == 0, told["faults"]
    got = cells_of(study)
    assert set(got.loc[["journeys/phone/abandoned/_/all", "journeys/desk/broken/_/all"], "status"]) == {"missing"}
    assert got.loc["journeys/app/redirected/_/all", ["value", "status"]].tolist() == [1, "published"]
    _, said, _ = call("show", study, "R1", "--lang", "fr")
    assert "Abandon, Reprise à zéro" in str(said)


def test_journeys_told_twice_or_by_a_frame_that_tells_none_are_refused(tmp_path: Path) -> None:
    study = write_coded(tmp_path / "study", by="verbatim")
    (study / PLACE / "journeys.csv").write_text(CSV, encoding="utf-8")
    (study / "codebook.csv").write_text(CODEBOOK.replace("purchase", "achat"), encoding="utf-8")
    code, told, _ = call("check", study)
    assert code == 1
    found = {(f["code"], f["file"], f["column"]) for f in told["faults"] if f["severity"] == "error"}
    assert found == {("bad-value", "study.toml", "journeys"), ("bad-value", "codebook.csv", "phase")}
    (study / "codebook.csv").write_text(FILES["codebook.csv"], encoding="utf-8")
    (study / PLACE / "codings.csv").write_text(FILES[PLACE / "codings.csv"], encoding="utf-8")
    _, told, _ = call("check", study)
    allowed = [f["allowed"] for f in told["faults"] if f["severity"] == "error"]
    assert len(allowed) == 3, "no channel, no stage, and journeys.csv beside"


def test_a_workbook_is_read_as_the_text_is(ran: Path, tmp_path: Path) -> None:
    import openpyxl

    study = tmp_path / "study"
    shutil.copytree(ran, study, ignore=shutil.ignore_patterns("out", ".relstudy"))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in CSV.splitlines():
        sheet.append([int(cell) if cell.isdigit() else cell or None for cell in line.split(",")])
    (study / PLACE / "journeys.csv").unlink()
    book.save(study / PLACE / "journeys.xlsx")
    code, told, _ = call("run", study, "--plain")
    assert code == 0, told["faults"]
    mine, text = cells_of(study), cells_of(ran)
    counted = text.index[text["section"] == "journeys"]
    assert mine.loc[counted, "value"].equals(text.loc[counted, "value"])
