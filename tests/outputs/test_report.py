"""A report read again: a number that is not its cell, or one that is withheld, is seen."""

import pandas as pd

from relstudy.outputs.report import check_reports

CELLS = pd.DataFrame(
    {
        "key": ["survey/q/share/1/all", "survey/q/share/2/all"],
        "value": [0.5, float("nan")],
        "status": ["published", "withheld"],
    }
)


def verdicts(page: str) -> dict[str, bool]:
    return {check.name: check.passed for check in check_reports({"report.fr.html": page.encode()}, CELLS)}


def test_a_page_of_cells_passes() -> None:
    page = '<data data-key="survey/q/share/1/all" value="0.5">50 %</data>'
    assert verdicts(page) == {"report_fr_numbers_are_cells": True, "report_fr_shows_nothing_withheld": True}


def test_a_number_that_is_no_cell_or_another_is_seen() -> None:
    for page in (
        '<data data-key="survey/q/share/1/all" value="0.6">60 %</data>',
        '<data data-key="survey/q/share/9/all" value="0.5">50 %</data>',
    ):
        assert not verdicts(page)["report_fr_numbers_are_cells"]


def test_a_withheld_number_on_a_page_is_seen() -> None:
    assert not verdicts('<b data-key="survey/q/share/2/all" data-value="0.4">40 %</b>')[
        "report_fr_shows_nothing_withheld"
    ]
