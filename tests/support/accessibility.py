"""axe-core on a page in Debian's Chromium: what it finds against WCAG 2.2 AA and good practice."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
#: Conformance and good practice, not what axe only proposes to look at.
_RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


@contextmanager
def open_browser() -> Iterator[object]:
    """Open Chromium; a test without playwright is skipped."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


def violations(browser: object, path: Path, *, width: int) -> list[tuple[str, list[str]]]:
    """Return the rules a page breaks at a width, each with its first elements; a test without axe-core is skipped."""
    page = browser.new_page(viewport={"width": width, "height": 900})  # type: ignore[attr-defined]
    page.goto(path.as_uri())
    found = violations_in_use(page)
    page.close()
    return found


def violations_in_use(page: object) -> list[tuple[str, list[str]]]:
    """Return the rules a page breaks as it stands open."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright",
        reason="axe-playwright-python is not installed: axe-core did not read the pages",
    )
    found = axe.Axe().run(page, options=_RULES).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]
