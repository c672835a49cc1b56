"""The French digital barometer, 2018 and 2019, against published and R figures."""

from pathlib import Path

import pandas as pd
import pytest
from real_studies import cells_of, lay_out, relstudy

#: wave, key, value; R survey 4.1-1 and the producer's own tables, to 5e-5.
FIGURES = [
    ("2018", "survey/us_achat/share/1/all", 0.608778),
    ("2019", "survey/us_achat/share/1/all", 0.623074),
    ("2018", "survey/us_achat_asked/share/1/all", 0.681585),
    ("2019", "survey/us_achat_asked/share/1/all", 0.709907),
    ("2018", "survey/internet/share/1/all", 0.859241),
    ("2019", "survey/internet/share/1/all", 0.864062),
    ("2018", "survey/tablette/share/1/all", 0.407259),
    ("2019", "survey/tablette/share/1/all", 0.419627),
    ("2018", "survey/us_faceb/share/1/all", 0.586604),
    ("2019", "survey/us_faceb/share/1/all", 0.595990),
]


@pytest.mark.parametrize(("wave", "key", "value"), FIGURES)
def test_shares_equal_the_published_ones(finished: dict[str, Path], wave: str, key: str, value: float) -> None:
    assert cells_of(finished["barometer"], wave).loc[key, "value"] == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize(("key", "se"), [("us_achat", 0.01149901), ("us_achat_asked", 0.01169179)])
def test_standard_errors_equal_those_of_r(finished: dict[str, Path], key: str, se: float) -> None:
    assert cells_of(finished["barometer"], "2018").loc[f"survey/{key}/share/1/all", "se"] == pytest.approx(se, abs=1e-8)


@pytest.mark.parametrize(
    ("wave", "n", "total", "effective"), [("2018", 2214, 2208.9997, 1779.2678), ("2019", 2259, 2244.0004, 1864.9608)]
)
def test_weights(finished: dict[str, Path], wave: str, n: int, total: float, effective: float) -> None:
    cells = cells_of(finished["barometer"], wave)
    assert cells.loc["sample/_/n/_/all", "value"] == n
    assert cells.loc["weights/_/sum/_/all", "value"] == pytest.approx(total, abs=5e-5)
    assert cells.loc["weights/_/n_effective/_/all", "value"] == pytest.approx(effective, abs=5e-5)


def test_people_not_asked_stay_in_the_base_of_all_and_leave_that_of_asked(finished: dict[str, Path]) -> None:
    cells = cells_of(finished["barometer"], "2018")
    assert cells.loc["survey/us_achat/share/1/all", "base"] == 2214
    assert cells.loc["survey/us_achat_asked/share/1/all", "base"] == 2214 - 272


def test_items_not_asked_in_a_wave_are_missing(finished: dict[str, Path]) -> None:
    cells = cells_of(finished["barometer"], "2019")
    assert cells.loc["survey/freinweb/share/1/all", "status"] == "missing"
    assert cells.loc["survey/hr_web/mean/_/all", "status"] == "missing"


@pytest.mark.parametrize("wave", ["2018", "2019"])
def test_profiles_are_found_or_honestly_refused(finished: dict[str, Path], wave: str) -> None:
    cells = cells_of(finished["barometer"], wave)
    k = cells.loc["profiles/_/k/_/_"]
    names = {key for key in cells.index if key.startswith("profiles/p") and key.endswith("/share/_/all")}
    if k["kind"] == "category":
        assert k["text"] == "none"
        assert not names
        assert not any("profile=" in key for key in cells.index)
    else:
        assert len(names) == k["value"]
        assert cells.loc[sorted(names), "value"].sum() == pytest.approx(1)
        assert (cells.loc[sorted(names), "value"].diff().dropna() <= 0).all()


@pytest.mark.parametrize(
    "spelling",
    [
        {"separator": ";", "decimal": ",", "encoding": "cp1252"},
        {"separator": ";", "decimal": ",", "encoding": "utf-8-sig"},
        {"separator": "\t", "decimal": ","},
    ],
    ids=["cp1252", "bom", "tab"],
)
def test_french_spellings_give_equal_cells(finished: dict[str, Path], tmp_path: Path, spelling: dict[str, str]) -> None:
    study = lay_out("barometer", tmp_path, **spelling)
    code, report, _ = relstudy("run", study, "--wave", "2018", "--plain")
    assert code == 0, report["faults"]
    expected, actual = cells_of(finished["barometer"], "2018"), cells_of(study, "2018")
    assert actual.equals(expected)


def test_waves_fed_in_any_order_give_the_same_files(finished: dict[str, Path], tmp_path: Path) -> None:
    study = lay_out("barometer", tmp_path)
    for wave in ("2019", "2018"):
        assert relstudy("run", study, "--wave", wave, "--plain")[0] == 0
    for wave in ("2018", "2019"):
        for path in sorted((finished["barometer"] / "out" / wave).iterdir()):
            assert (study / "out" / wave / path.name).read_bytes() == path.read_bytes(), path.name


def test_2019_is_held_against_2018(finished: dict[str, Path]) -> None:
    tests = pd.read_parquet(finished["barometer"] / "out/2019/tests.parquet")
    waves = tests[tests["wave_a"] == "2018"].set_index("key_b")
    bought = waves.loc["survey/us_achat/share/1/all"]
    assert bought["difference"] == pytest.approx(0.623074 - 0.608778, abs=1e-4)
    assert bought["verdict"] == "not_different"
    landline = waves.loc["survey/telfixe/share/1/all"]
    assert (landline["verdict"], landline["difference"] < 0) == ("different", True)
    assert "down" in cells_of(finished["barometer"], "2019").loc["survey/telfixe/share/1/all", "marks"].split()
    not_asked = waves.loc["survey/freinweb/share/1/all"]
    assert (not_asked["verdict"], not_asked["reason"]) == ("refused", "not_asked")
