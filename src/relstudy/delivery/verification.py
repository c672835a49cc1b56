"""Checks of what was made, by reading it again: every number of a report is its cell, nothing withheld is anywhere."""

from dataclasses import dataclass
from html.parser import HTMLParser

import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check and what it saw."""

    name: str
    passed: bool
    detail: str


class _Bindings(HTMLParser):
    """Collects (key, value) of every element bound to a cell."""

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


def verify_wave(cells: pd.DataFrame, reports: dict[str, str]) -> tuple[Check, ...]:
    """Return the checks of one wave's files against its cells."""
    values = dict(zip(cells["key"], cells["value"], strict=True))
    shut = set(cells.loc[cells["status"] == "withheld", "key"])
    checks = [
        Check(
            name="withheld_cells_are_empty",
            passed=bool(
                cells.loc[cells["status"] == "withheld", ["value", "text", "low", "high", "se"]].isna().to_numpy().all()
            ),
            detail=f"{len(shut)} withheld",
        )
    ]
    for lang, html in reports.items():
        page = _Bindings()
        page.feed(html)
        strays = [key for key, _, _ in page.found if key not in values]
        unequal = [
            key
            for key, value, is_field in page.found
            if not is_field and key in values and not _equal(value, values[key])
        ]
        checks.append(
            Check(
                name=f"report_{lang}_numbers_are_cells",
                passed=not strays and not unequal,
                detail=", ".join((strays + unequal)[:5]) or f"{len(page.found)} numbers",
            )
        )
        leaked = [key for key, _, is_field in page.found if key in shut and not is_field]
        checks.append(
            Check(
                name=f"report_{lang}_shows_nothing_withheld",
                passed=not leaked,
                detail=", ".join(leaked[:5]) or "0 shown",
            )
        )
    return tuple(checks)


def _equal(printed: str, value: object) -> bool:
    try:
        return value is not pd.NA and float(printed) == value
    except ValueError:
        return False
