"""Trade-offs from the command line: cells, the pages, the workbook, explanations, a case taken out."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from good_study import call
from journey_study import PLACE, TRADEOFFS, write_tradeoffs

from relstudy.cli import main


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = write_tradeoffs(tmp_path_factory.mktemp("tradeoffs") / "study")
    code, told, _ = call("run", study, "--plain")
    assert code == 0, told["faults"]
    return study


def test_every_figure_is_equal_when_counted_again(ran: Path) -> None:
    got = pd.read_parquet(ran / "out/2026-03/cells.parquet").set_index("key")
    told = got[(got["section"] == "journeys") & (got["status"] == "published")]
    assert told.loc["journeys/desk/over/app/all", ["value", "base", "unit"]].tolist() == [2, 3, "cases"]
    for key in told.index:
        code, said, _ = call("explain", ran, str(key))
        assert (code, said["equal"]) == (0, True), key


@pytest.mark.parametrize(
    ("lang", "pair", "base"), [("fr", "Guichet et non Application", "2 sur 3"), ("en", "Desk over App", "2 of 3")]
)
def test_the_page_of_practices_tells_them_with_their_bases(ran: Path, lang: str, pair: str, base: str) -> None:
    code, said, _ = call("show", ran, "R1", "--lang", lang)
    assert code == 0
    assert pair in str(said)
    assert base in str(said)


def test_the_page_of_practices_quotes_them(ran: Path) -> None:
    page = (ran / "out/2026-03/report.fr.html").read_text(encoding="utf-8")
    section = page.partition('data-page="R1"')[2].partition("</section>")[0]
    assert "data-cell=journeys/desk/choice_quote/v2.1/_" in section
    assert "Téléphone et non Application, Guichet" in section


def test_the_workbook_has_them_by_measure(ran: Path) -> None:
    sheet = openpyxl.load_workbook(ran / "out/2026-03/tables.fr.xlsx")["journeys"]
    rows = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert rows["journeys/desk/over/app"] == "Guichet – Application"
    assert rows["journeys/desk/chosen_for/cr_hours"] == "Guichet – Horaires"
    assert "Choisi plutôt que" in {row[1].value for row in sheet.iter_rows()}


def test_a_case_goes_from_them_too(ran: Path) -> None:
    assert main(["forget", str(ran), "K1", "--who", "A. Martin"]) == 0
    left = (ran / PLACE / "tradeoffs.csv").read_text(encoding="utf-8")
    assert left == "".join(line for line in TRADEOFFS.splitlines(keepends=True) if not line.startswith("K1,"))
