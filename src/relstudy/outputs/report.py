"""The report, `report.<lang>.html`: its rendering, and the reading again of every number it prints."""

import pandas as pd

from relstudy.errors import Fault
from relstudy.outputs.output import Check, Files
from relstudy.report import open_context, render_report
from relstudy.report.findings import Findings
from relstudy.report.html.bindings import read_bindings
from relstudy.words import Lang


def write_reports(*, findings: Findings, remarks: tuple[Fault, ...], langs: tuple[Lang, ...]) -> Files:
    """Return the report in each language."""
    return {f"report.{lang}.html": render_report(open_context(findings, lang), remarks).encode() for lang in langs}


def check_reports(files: Files, cells: pd.DataFrame) -> tuple[Check, ...]:
    """Return, for each report, whether every number on it is its cell and nothing withheld is shown."""
    values = dict(zip(cells["key"], cells["value"], strict=True))
    shut = frozenset(cells.loc[cells["status"] == "withheld", "key"])
    return tuple(check for name, page in files.items() for check in _check_report(name, page, values, shut))


def _check_report(name: str, page: bytes, values: dict[str, object], shut: frozenset[str]) -> tuple[Check, Check]:
    report = name.removesuffix(".html").replace(".", "_")
    found = read_bindings(page.decode())
    strays = [one.key for one in found if one.key not in values]
    unequal = [
        one.key for one in found if not one.is_field and one.key in values and not _equal(one.value, values[one.key])
    ]
    leaked = [one.key for one in found if one.key in shut and not one.is_field]
    return (
        Check(
            name=f"{report}_numbers_are_cells",
            passed=not strays and not unequal,
            detail=", ".join((strays + unequal)[:5]) or f"{len(found)} numbers",
        ),
        Check(name=f"{report}_shows_nothing_withheld", passed=not leaked, detail=", ".join(leaked[:5]) or "0 shown"),
    )


def _equal(printed: str, value: object) -> bool:
    try:
        return value is not pd.NA and float(printed) == value
    except ValueError:
        return False
