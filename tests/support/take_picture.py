"""Take the README's picture: the map of the demo's last wave. `python tests/support/take_picture.py out/2026-03/report.fr.html map.png`."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

#: Down to the legend of the map.
HEIGHT = 1130


def take_picture(report: Path, picture: Path) -> None:
    """Write the upper part of page R3 as a PNG 1600 pixels wide."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": HEIGHT}, device_scale_factor=1.25)
        page.goto(report.absolute().as_uri())
        page.add_style_tag(content="nav.contents { display: none }")
        box = page.locator('section[data-page="R3"]').bounding_box()
        assert box is not None
        page.screenshot(
            path=picture, full_page=True, clip={"x": 0, "y": box["y"], "width": 1280, "height": HEIGHT}
        )  # fmt: skip
        browser.close()


if __name__ == "__main__":
    take_picture(Path(sys.argv[1]), Path(sys.argv[2]))
