"""The page of origins, `origins.<lang>.html`: where each number of the report comes from, and its reading again."""

import pandas as pd

from relstudy.cells import CellKey
from relstudy.outputs.output import Check, Files
from relstudy.outputs.report import check_reports
from relstudy.report import open_context
from relstudy.report.findings import Findings
from relstudy.report.html.bindings import read_pages
from relstudy.report.html.origins import write_origins
from relstudy.report.origins import gather_origins
from relstudy.words import Lang


def write_pages_of_origins(*, findings: Findings, files: Files, langs: tuple[Lang, ...]) -> Files:
    """Return the origins of the numbers of each report among `files`; the numbers are read from the finished report."""
    made = {}
    for lang in langs:
        report = files.get(f"report.{lang}.html")
        if report is None:
            continue
        context = open_context(findings, lang)
        shown = {
            name: tuple(CellKey(one.key) for one in found if not one.is_field)
            for name, found in read_pages(report.decode()).items()
        }
        pages = gather_origins(context, shown)
        made[f"origins.{lang}.html"] = write_origins(context, pages).encode()
    return made


def check_origins(files: Files, cells: pd.DataFrame) -> tuple[Check, ...]:
    """Return, for each page of origins, whether every number on it is its cell and nothing withheld is shown."""
    return check_reports(files, cells)
