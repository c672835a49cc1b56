"""The page of origins: every number of the report leads to it, it tells each with its key, and asks for nothing."""

import re
from pathlib import Path

import pandas as pd
import pytest
from good_study import call, write_study
from report_reading import PageReader

from relstudy.outputs.origins import check_origins
from relstudy.report.html.bindings import read_pages


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = write_study(tmp_path_factory.mktemp("origins") / "mutuelle")
    assert call("run", str(study), "--plain")[0] == 0
    return study / "out/2026-03"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_page_of_the_report_finds_all_its_numbers_there(out: Path, lang: str) -> None:
    report, origins = ((out / f"{name}.{lang}.html").read_text(encoding="utf-8") for name in ("report", "origins"))
    shown = {name: {one.key for one in found if not one.is_field} for name, found in read_pages(report).items()}
    told = {name: {one.key for one in found} for name, found in read_pages(origins).items()}
    assert any(shown.values())
    assert told == shown
    page = PageReader(origins)
    assert len(page.ids) == len(set(page.ids))
    assert set().union(*shown.values()) <= set(page.ids)
    leads = re.findall(rf'href="origins\.{lang}\.html#(\w+)"', report)
    assert set(leads) == {name for name, keys in shown.items() if keys} | {"sources"}
    assert set(leads) <= set(page.ids)


def test_it_is_one_file_without_script_or_request(out: Path) -> None:
    html = (out / "origins.fr.html").read_text(encoding="utf-8")
    links = {link.partition("#")[0] for link in PageReader(html).links}
    assert links == {"", "report.fr.html", "data:,"}
    assert "<script" not in html
    assert "@import" not in html
    assert PageReader(html).misnested == []
    assert PageReader(html).strays == []


def test_a_number_that_is_not_its_cell_is_seen() -> None:
    cells = pd.DataFrame({"key": ["survey/q/share/1/all"], "value": [0.5], "status": ["published"]})
    page = '<data data-key="survey/q/share/1/all" value="0.6">60 %</data>'
    assert [c.passed for c in check_origins({"origins.fr.html": page.encode()}, cells)] == [False, True]
