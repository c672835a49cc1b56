"""Weighted shares of the French digital barometer, from its file, against R's survey and the published series."""

from pathlib import Path

import numpy as np
import pytest
from single_figures import estimate_share

from relstudy.stats.design import Design
from relstudy.stats.estimates import Estimate

FILE = (
    Path(__file__).parents[3]
    / "shared/data/fr-barometre-numerique-extrait-2007-2019/barometre_credoc_0719_extrait.xlsx"
)

pytestmark = [pytest.mark.real, pytest.mark.skipif(not FILE.is_file(), reason="the real files are not here")]


@pytest.fixture(scope="module")
def barometer() -> dict[str, np.ndarray]:
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(FILE).get_sheet_by_index(0).to_python()
    names = [str(name) for name in rows[0]]
    return {
        name: np.array([float(v) if v not in ("", None) else np.nan for v in column])
        for name, column in zip(names, zip(*rows[1:], strict=True), strict=True)
        if name in {"annee", "pond", "us_achat", "us_faceb", "internet", "tablette"}
    }


def share(data: dict[str, np.ndarray], item: str, year: int, *, asked: bool = False) -> Estimate:
    wave = data["annee"] == year
    answer = data[item][wave]
    base = np.isfinite(answer) if asked else np.ones(len(answer), dtype=bool)
    return estimate_share(answer == 1, base, Design.of(data["pond"][wave]))


#: Producer's series and R survey 4.1-1 (svydesign(ids = ~1, weights = ~pond)), truths of the project.
SHARES = [
    ("us_achat", 2007, False, 0.3334),
    ("us_achat", 2016, False, 0.6009),
    ("us_achat", 2017, False, 0.6113),
    ("us_achat", 2018, False, 0.608778),
    ("us_achat", 2019, False, 0.623074),
    ("us_achat", 2018, True, 0.681585),
    ("us_achat", 2019, True, 0.709907),
    ("internet", 2007, False, 0.5505),
    ("internet", 2018, False, 0.859241),
    ("internet", 2019, False, 0.864062),
    ("tablette", 2011, False, 0.0433),
    ("tablette", 2018, False, 0.407259),
    ("tablette", 2019, False, 0.419627),
    ("us_faceb", 2009, False, 0.2304),
    ("us_faceb", 2018, False, 0.586604),
    ("us_faceb", 2019, False, 0.595990),
]


@pytest.mark.parametrize(("item", "year", "asked", "value"), SHARES)
def test_shares(barometer: dict[str, np.ndarray], item: str, year: int, asked: bool, value: float) -> None:
    assert share(barometer, item, year, asked=asked).value == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize(("asked", "se", "base"), [(False, 0.01149901, 2214), (True, 0.01169179, 2214 - 272)])
def test_standard_errors_of_2018(barometer: dict[str, np.ndarray], asked: bool, se: float, base: int) -> None:
    got = share(barometer, "us_achat", 2018, asked=asked)
    assert got.se == pytest.approx(se, abs=5e-9)
    assert got.base == base


@pytest.mark.parametrize(
    ("year", "n", "total", "effective"), [(2018, 2214, 2208.9997, 1779.2678), (2019, 2259, 2244.0004, 1864.9608)]
)
def test_bases(barometer: dict[str, np.ndarray], year: int, n: int, total: float, effective: float) -> None:
    got = share(barometer, "internet", year)
    assert got.base == n
    assert got.base_weighted == pytest.approx(total, abs=5e-5)
    assert got.base_effective == pytest.approx(effective, abs=5e-5)
