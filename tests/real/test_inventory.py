"""The Canadian service inventory: an audit of one organisation, a benchmark of ten, against published counts."""

import importlib.util
from pathlib import Path

import pytest
from real_studies import DATA, HERE, cells_of


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("prepare_inventory", HERE / "studies/inventory/prepare.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_published_counts_of_the_organisation(finished: dict[str, Path]) -> None:
    # canada.ca, service standards results 2023-2024: 50 inventoried services, 35 with standards, 73 standards.
    cells = cells_of(finished["inventory"], "2024")
    measured = [
        cells.loc[f"audit/services/{kpi}/_/_", "value"] for kpi in ("services", "services_with_standards", "standards")
    ]
    assert measured == [50, 35, 73]
    by_channel = [v for k, v in cells["value"].items() if k.startswith("audit/") and k.endswith("/standards/_/_")]
    assert sum(by_channel) == 2 * 73


def test_the_script_counts_as_published(script) -> None:
    services, standards = script.read_rows(DATA / script.SERVICES), script.read_rows(DATA / script.STANDARDS)
    public = [s for s in services if script.serves_the_public(s)]
    assert len(public) == 1719
    counted = [script.count_applications(public, channel) for channel in ("onl", "person", "post", "tel")]
    assert counted == [267_211_996, 102_586_340, 21_405_756, 3_809_008]
    measured = script.with_volume(standards)
    assert len(measured) == 1868
    assert script.share_met(measured) == pytest.approx(0.707, abs=5e-4)
    for channel, share in {"EML": 0.755, "ONL": 0.751, "TEL": 0.638, "PERSON": 0.609, "POST": 0.588}.items():
        assert script.share_met([s for s in measured if s["channel"] == channel]) == pytest.approx(share, abs=5e-4)


def test_gap_to_the_objective(finished: dict[str, Path]) -> None:
    cells = cells_of(finished["inventory"], "2024")
    assert cells.loc["audit/onl/standards_met/_/_", "value"] == 0.5625
    assert cells.loc["audit/onl/standards_met/gap/_", "value"] == pytest.approx(-0.4375)


def test_practices_by_kind_of_player(finished: dict[str, Path]) -> None:
    cells = cells_of(finished["inventory"], "2024")
    for practice in ("application", "authentication"):
        everyone = cells.loc[f"benchmark/{practice}/players/_/all"]
        parts = [cells.loc[f"benchmark/{practice}/players/_/kind={kind}"] for kind in ("competitor", "adjacent")]
        assert everyone["value"] == sum(p["value"] for p in parts)
        assert everyone["base"] == sum(p["base"] for p in parts) == 9
        assert cells.loc[f"benchmark/{practice}/players/_/kind=client", "base"] == 1
