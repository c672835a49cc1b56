"""The barometer 2007 to 2019 as thirteen waves of one study: published series, breaks, gaps."""

from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from real_studies import DATA, cells_of, relstudy
from thirteen_waves import REBASED, REBASED_FROM, REWORDED, REWORDED_FROM, YEARS, lay_out_thirteen

SOURCE = DATA / "fr-barometre-numerique-extrait-2007-2019/barometre_credoc_0719_extrait.xlsx"
#: item, year, percent of everybody who says yes, as the producer publishes it (two decimals).
PUBLISHED = [
    ("us_achat", "2007", 33.34), ("us_achat", "2016", 60.09), ("us_achat", "2017", 61.13), ("us_achat", "2018", 60.88),
    ("us_achat", "2019", 62.31), ("internet", "2007", 55.05), ("internet", "2019", 86.41), ("tablette", "2011", 4.33),
    ("tablette", "2019", 41.96), ("us_faceb", "2009", 23.04), ("us_faceb", "2019", 59.60),
]  # fmt: skip


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = lay_out_thirteen(tmp_path_factory.mktemp("thirteen"))
    code, report, messages = relstudy("run", study, "--all", "--plain")
    assert code == 0, (report["faults"], messages)
    assert [wave["wave"] for wave in report["waves"]] == list(YEARS)
    return study


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    header, *rows = CalamineWorkbook.from_path(SOURCE).get_sheet_by_index(0).to_python()
    return pd.DataFrame(rows, columns=header).assign(
        annee=lambda t: t["annee"].astype(int).astype(str), pond=lambda t: t["pond"].astype(float)
    )


def told_of(study: Path, item: str, wave: str) -> pd.DataFrame:
    """Return the earlier shares of yes that a wave tells of, by the wave they are of."""
    cells = cells_of(study, wave)
    found = cells[
        (cells["section"] == "waves")
        & (cells["item"] == f"survey.{item}")
        & (cells["row"] == "1")
        & (cells["measure"] == "share")
    ]
    return found.assign(of=found["column"].str.removeprefix("wave=")).set_index("of")


def verdicts(study: Path, wave: str) -> pd.DataFrame:
    tests = pd.read_parquet(study / "out" / wave / "tests.parquet")
    return tests[tests["wave_a"] != tests["wave_b"]].set_index("key_b")


def reasons_of(study: Path, item: str) -> dict[str, str]:
    """Return the years in which the share of yes is not comparable with the year before, and why."""
    found = {year: verdicts(study, year).loc[f"survey/{item}/share/1/all", "reason"] for year in YEARS[1:]}
    return {year: reason for year, reason in found.items() if not pd.isna(reason)}


@pytest.mark.parametrize(("item", "year", "percent"), PUBLISHED)
def test_series_are_the_published_ones(ran: Path, item: str, year: str, percent: float) -> None:
    assert cells_of(ran, year).loc[f"survey/{item}/share/1/all", "value"] == pytest.approx(percent / 100, abs=5e-5)


@pytest.mark.parametrize("item", ["us_achat", "internet", "tablette", "us_faceb", "telfixe"])
def test_every_year_is_counted_as_the_file_has_it_and_carried_to_the_last(
    ran: Path, answers: pd.DataFrame, item: str
) -> None:
    told = told_of(ran, item, YEARS[-1])
    for year, rows in answers.groupby("annee"):
        is_yes, asked = (rows[item] == 1).to_numpy(), (rows[item] != "").any()
        cell = cells_of(ran, year).loc[f"survey/{item}/share/1/all"]
        if not asked:
            assert cell["status"] == "missing"
            continue
        weights = rows["pond"].to_numpy()
        expected = weights[is_yes].sum() / weights.sum()
        assert cell["value"] == pytest.approx(expected, abs=1e-12)
        if year != YEARS[-1]:
            assert told.loc[year, "value"] == cell["value"]


def test_a_question_reworded_breaks_in_that_year_alone(ran: Path) -> None:
    assert reasons_of(ran, REWORDED) == {REWORDED_FROM: "wording"}
    told = told_of(ran, REWORDED, YEARS[-1])
    last = YEARS[YEARS.index(REWORDED_FROM) - 1]
    assert told.index[told["marks"] == "break"].tolist() == [last]


def test_another_base_breaks_in_that_year_alone(ran: Path) -> None:
    assert reasons_of(ran, REBASED) == {REBASED_FROM: "base"}
    # Counted on everybody the series goes on, though the file writes otherwise from then on who was not asked.
    assert pd.isna(verdicts(ran, REBASED_FROM).loc["survey/us_achat/share/1/all", "reason"])


def test_years_without_the_question_are_gaps(ran: Path) -> None:
    for before, after in pairwise(YEARS):
        row = verdicts(ran, after)
        reason = (
            row.loc["survey/freinweb/share/1/all", "reason"]
            if "survey/freinweb/share/1/all" in row.index
            else "not_asked"
        )
        both = all(cells_of(ran, y).loc["survey/freinweb/share/1/all", "status"] != "missing" for y in (before, after))
        assert pd.isna(reason) == both
    page = (ran / "out" / YEARS[-1] / "report.fr.html").read_text(encoding="utf-8")
    told = page.partition('data-page="changes"')[2].partition("</section>")[0]
    landline = next(row for row in told.split("<tr>") if f"survey/{REWORDED}/share/1/all" in row)
    lines = [part for part in landline.split("<path")[1:] if "class=points" not in part]
    assert len(lines) == 2


def test_far_apart_years_are_held_against_each_other_over_those_between(ran: Path) -> None:
    code, report, _ = relstudy("compare", ran, "2007", "2019")
    assert code == 0
    changes = {c["key"]: c for c in report["changes"]}
    bought = changes["survey/us_achat/share/1/all"]
    assert (bought["verdict"], bought["difference"]) == ("up", pytest.approx(0.6231 - 0.3334, abs=1e-4))
    assert changes[f"survey/{REWORDED}/share/1/all"]["reason"] == "wording"
    assert changes[f"survey/{REBASED}/share/1/all"]["reason"] == "base"
    assert changes["survey/tablette/share/1/all"]["reason"] == "not_asked"
