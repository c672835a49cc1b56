"""1,200 French verbatims as a study from interviews alone: counts by person, never a percentage."""

import re
from pathlib import Path

import pytest
from real_studies import cells_of

CHANNELS = {
    "demarche_en_ligne": (664, 261), "accueil": (299, 141), "telephone": (266, None), "e_mail": (225, None),
    "compte_ou_espace_personnel": (148, None), "courrier": (125, None),
}  # fmt: skip
FACETS = {
    "accessibilite": (787, 330, 391), "information": (333, 89, 228), "relation": (258, 195, 58),
    "reactivite": (283, 115, 163), "simplicite": (550, 198, 308),
}  # fmt: skip
VERDICTS = {
    "accessibilite": ("primary", "improve"), "simplicite": ("unsettled", "unsettled"), "information": ("secondary", "watch"),
    "reactivite": ("secondary", "watch"), "relation": ("secondary", "do_not_overinvest"),
}  # fmt: skip


@pytest.mark.parametrize("channel", CHANNELS)
def test_people_who_name_a_channel(finished: dict[str, Path], channel: str) -> None:
    cells = cells_of(finished["verbatims"], "2022")
    people, positive = CHANNELS[channel]
    assert cells.loc[f"interviews/{channel}/cases/_/all", "value"] == people
    assert cells.loc[f"interviews/{channel}/cases/_/all", "base"] == 1200
    if positive is not None:
        assert cells.loc[f"interviews/{channel}/cases_positive/_/all", "value"] == positive


@pytest.mark.parametrize("facet", FACETS)
def test_facets_by_person(finished: dict[str, Path], facet: str) -> None:
    cells = cells_of(finished["verbatims"], "2022")
    measures = ("cases", "cases_positive", "cases_negative")
    assert tuple(cells.loc[f"interviews/{facet}/{m}/_/all", "value"] for m in measures) == FACETS[facet]


@pytest.mark.parametrize("expectation", VERDICTS)
def test_two_verdicts_from_cases_alone(finished: dict[str, Path], expectation: str) -> None:
    cells = cells_of(finished["verbatims"], "2022")
    tier, action = VERDICTS[expectation]
    assert cells.loc[f"expectations/{expectation}/tier/_/all", "text"] == tier
    assert cells.loc[f"expectations/{expectation}/action/_/all", "text"] == action
    assert cells.loc[f"expectations/{expectation}/tier_stability/_/all", "value"] == 1


def test_a_parent_has_the_cases_of_its_children(finished: dict[str, Path]) -> None:
    cells = cells_of(finished["verbatims"], "2022")
    assert 664 < cells.loc["interviews/canal/cases/_/all", "value"] <= 1200


def test_no_percentage_anywhere_on_its_pages(finished: dict[str, Path]) -> None:
    page = (finished["verbatims"] / "out/2022/report.fr.html").read_text(encoding="utf-8")
    shown = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    shown = re.sub(r"<[^>]+>", " ", shown)
    assert "%" not in shown
    assert not (cells_of(finished["verbatims"], "2022")["base_kind"] == "respondents").any()
