"""What the script of a report adds: sorting, copying, filtering, a row linked with its mark, the key of a number; and its bounds."""

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import report_example as example
from accessibility import CHROMIUM, open_browser, violations_in_use

from relstudy import resources
from relstudy.report import render_report

needs_browser = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium: the script was not run"
)


@pytest.fixture(scope="module")
def markup() -> str:
    return render_report(example.full_example().context())


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    with open_browser() as browser:
        yield browser


@pytest.fixture
def page(opened: Any, markup: str, tmp_path: Path) -> Iterator[Any]:
    path = tmp_path / "report.fr.html"
    path.write_text(markup, encoding="utf-8")
    context = opened.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.as_uri())
    yield page
    context.close()
    assert said == []


def test_the_script_is_small_and_the_only_one_the_page_allows(markup: str):
    assert (resources.templates() / "report" / "report.js").stat().st_size < 6500
    (script,) = re.findall(r"<script[^>]*>(.*?)</script>", markup, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', markup)
    assert policy is not None
    wanted = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert re.findall(r"script-src ([^;]*)", policy[1]) == [f"'sha256-{wanted}'"]


@needs_browser
def test_on_a_telephone_the_heads_a_keyboard_reaches_are_shown(page: Any):
    page.set_viewport_size({"width": 320, "height": 900})
    heads = page.locator(".stacks thead tr:has(.sort)")
    for head in (heads.first, heads.last):
        hidden = head.bounding_box()
        head.locator(".sort").last.focus()
        shown, button = head.bounding_box(), head.locator(".sort").last.bounding_box()
        assert hidden["height"] <= 1
        assert shown["height"] >= button["height"] >= 24
        assert 0 <= button["x"] <= button["x"] + button["width"] <= 320
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@needs_browser
def test_a_table_is_sorted_by_keyboard_within_its_groups_and_given_back(page: Any):
    table = page.locator(".xmap-beside table")
    before = table.locator("tbody tr").all_inner_texts()
    button = table.locator("thead .sort").nth(2)
    button.focus()
    for way in ("descending", "ascending"):
        page.keyboard.press("Enter")
        assert table.locator(f'th[aria-sort="{way}"]').count() == 1
        for body in table.locator("tbody").all():
            values = [float(v) for v in body.locator("td:nth-child(3) data").evaluate_all("e => e.map(x => x.value)")]
            assert values == sorted(values, reverse=way == "descending")
    page.keyboard.press("Enter")
    assert table.locator("th[aria-sort]").count() == 0
    assert table.locator("tbody tr").all_inner_texts() == before


@needs_browser
def test_a_copied_table_has_its_numbers_as_printed(page: Any):
    block = page.locator(".xmap-beside .table")
    block.locator("td data").first.hover()
    block.locator(".copy").click()
    page.wait_for_function("document.querySelector('.copy').dataset.text")
    copied = page.locator(".copy").get_attribute("data-text")
    printed = block.locator("td data").first.inner_text()
    lines = [line.split("\t") for line in copied.split("\n")]
    assert len({len(line) for line in lines}) == 1
    assert any(printed in line for line in lines)


@needs_browser
def test_a_row_and_its_mark_light_up_together_and_a_number_says_its_key(page: Any):
    row = page.locator(".xmap-beside tbody tr[tabindex]").first
    row.focus()
    key = row.locator("data").first.get_attribute("data-key")
    assert page.locator(".tip.on").inner_text().startswith(key)
    lit = page.locator(".xmap-whole g.lit").first.get_attribute("data-key")
    assert key.startswith(lit + "/")
    page.keyboard.press("Escape")
    assert page.locator(".tip.on").count() == 0


@needs_browser
def test_a_profile_chosen_leaves_out_the_others_on_screen_alone(page: Any):
    figures = page.locator('.xmap-small figure:has([data-column^="profile="])')
    n = figures.count()
    assert n > 1
    page.locator(".pick select").select_option("p1")
    assert sum(one.is_visible() for one in figures.all()) == 1
    page.emulate_media(media="print")
    assert sum(one.is_visible() for one in figures.all()) == n
    assert not page.locator(".pick").is_visible()
    page.emulate_media(media="screen")
    page.locator(".pick select").select_option("")
    assert page.locator(".gone").count() == 0


@needs_browser
@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_stays_accessible_in_use(page: Any, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    page.locator(".xmap-beside tbody tr[tabindex]").first.focus()
    page.locator(".pick select").select_option("p2")
    page.locator(".xmap-beside thead .sort").first.focus()
    assert violations_in_use(page) == []
