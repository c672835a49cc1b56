"""The report, `report.<lang>.html`: its rendering, and the reading again of every number it prints."""

from html.parser import HTMLParser

import pandas as pd

from relstudy.outputs.output import Check, Files
from relstudy.report import open_context, render_report
from relstudy.report.findings import Findings
from relstudy.words import Lang


def write_reports(*, findings: Findings, langs: tuple[Lang, ...]) -> Files:
    """Return the report in each language."""
    return {f"report.{lang}.html": render_report(open_context(findings, lang)).encode() for lang in langs}


class _Bindings(HTMLParser):
    """Collects (key, value, whether it is another field) of every element bound to a cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element if it carries a key and a value."""
        named = dict(attrs)
        key = named.get("data-key")
        value = named.get("value") if tag == "data" else named.get("data-value")
        if key and value is not None:
            self.found.append((key, value, "data-field" in named))


def check_reports(files: Files, cells: pd.DataFrame) -> tuple[Check, ...]:
    """Return, for each report, whether every number on it is its cell and nothing withheld is shown."""
    values = dict(zip(cells["key"], cells["value"], strict=True))
    shut = frozenset(cells.loc[cells["status"] == "withheld", "key"])
    return tuple(check for name, page in files.items() for check in _check_report(name, page, values, shut))


def _check_report(name: str, page: bytes, values: dict[str, object], shut: frozenset[str]) -> tuple[Check, Check]:
    report = name.removesuffix(".html").replace(".", "_")
    read = _Bindings()
    read.feed(page.decode())
    strays = [key for key, _, _ in read.found if key not in values]
    unequal = [
        key for key, value, is_field in read.found if not is_field and key in values and not _equal(value, values[key])
    ]
    leaked = [key for key, _, is_field in read.found if key in shut and not is_field]
    return (
        Check(
            name=f"{report}_numbers_are_cells",
            passed=not strays and not unequal,
            detail=", ".join((strays + unequal)[:5]) or f"{len(read.found)} numbers",
        ),
        Check(name=f"{report}_shows_nothing_withheld", passed=not leaked, detail=", ".join(leaked[:5]) or "0 shown"),
    )


def _equal(printed: str, value: object) -> bool:
    try:
        return value is not pd.NA and float(printed) == value
    except ValueError:
        return False
