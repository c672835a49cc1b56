"""The page in a browser: no request, no message, no sideways scroll on a narrow screen, contrast, focus, print."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import report_example as example
from accessibility import CHROMIUM, open_browser, violations

from relstudy import resources
from relstudy.report import render_report
from relstudy.words import Lang

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium: the pages were not opened"),
]

#: Of every element with text of its own: its colour against the nearest opaque background behind it (WCAG 2.2, 1.4.3).
CONTRAST = """() => {
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const channel = v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
  const low = [];
  for (const e of document.querySelectorAll('body *')) {
    if (e.closest('svg') || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const style = getComputedStyle(e);
    if (style.visibility === 'hidden' || !e.getClientRects().length || e.closest('.hidden, .skip, [class*=hidden]')) continue;
    let behind = e, back = [255, 255, 255];
    while (behind) { const c = parse(getComputedStyle(behind).backgroundColor); if (c.length === 3 || c[3] === 1) { back = c; break; } behind = behind.parentElement; }
    if (e.closest('.xmap-number, [class*=disc], [class*=number]')) continue;
    const a = light(parse(style.color)), b = light(back);
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) low.push([e.className, e.textContent.trim().slice(0, 40), ratio.toFixed(2)]);
  }
  return low;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module", params=["full", "cases", "failed", "hostile"])
def page_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    makers = {
        "full": example.full_example, "cases": example.cases_example, "failed": example.failed_example, "hostile": example.hostile_example,
    }  # fmt: skip
    e = makers[request.param]()
    path = tmp_path_factory.mktemp("report") / "report.fr.html"
    path.write_text(render_report(e.context()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def narrow(browser: object, page_file: Path) -> Iterator[object]:
    """The page on a narrow screen, for tests that only look at it."""
    page = browser.new_page(viewport={"width": 320, "height": 900})  # type: ignore[attr-defined]
    page.goto(page_file.as_uri())
    yield page
    page.close()


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_a_page_is_quiet_and_fits(browser: object, page_file: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=True)  # type: ignore[attr-defined]
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if request.url != page_file.as_uri() else None)
    page.goto(page_file.as_uri())
    wide = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1
           && !e.closest('[tabindex]') && !e.closest('.skip')).map(e => e.tagName + '.' + e.className).slice(0, 5)"""
    )
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()
    assert said == []
    assert overflow <= 0, wide


def test_every_table_is_seen_on_a_narrow_screen(narrow: object) -> None:
    tables = narrow.evaluate(  # type: ignore[attr-defined]
        """() => [...document.querySelectorAll('.scroll')].filter(e => !e.closest('details:not([open])'))
           .map(e => [e.clientWidth, (e.querySelector('caption') || e).textContent.slice(0, 40)])"""
    )
    assert tables
    assert [name for width, name in tables if width < 100] == []


def test_a_narrow_screen_shows_the_first_rows_of_a_long_table_and_the_rest_on_demand(
    browser: object, page_file: Path
) -> None:
    hidden = "tr.later"
    for width, enabled in ((320, True), (320, False), (1280, True)):
        context = browser.new_context(viewport={"width": width, "height": 160}, java_script_enabled=enabled)  # type: ignore[attr-defined]
        page = context.new_page()
        page.goto(page_file.as_uri())
        kept = page.locator(hidden).count()
        if not enabled or width > 640:
            assert kept == 0
        else:
            buttons = page.locator(".table > .more").count()
            assert kept
            assert not page.locator(hidden).first.is_visible()
            page.locator(".table > .more").first.click()
            assert page.locator(".table > .more").count() == buttons - 1
            assert page.locator(hidden).count() < kept
        context.close()


def test_numbers_of_a_line_never_touch_on_a_narrow_screen(narrow: object) -> None:
    touching = narrow.evaluate(  # type: ignore[attr-defined]
        """() => [...document.querySelectorAll('.fitting .table td')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"""
    )
    assert touching == []


def test_the_name_of_a_group_of_rows_has_the_whole_line_of_a_narrow_screen(narrow: object) -> None:
    cut = narrow.evaluate(  # type: ignore[attr-defined]
        """() => [...document.querySelectorAll('.fitting tr.group th')].filter(e => e.clientWidth < e.parentNode.clientWidth - 1).map(e => e.textContent)"""
    )
    assert cut == []


#: A table of seven columns of verdicts with long heads, and a column of five marks of which the last is cautious.
CROWDED = """() => {
  const words = 'Autonomes du numérique qui ne veulent parler à personne';
  const star = '<abbr class="cautious">*</abbr>';
  const cell = `<td class=word><span class=verdict>à améliorer en priorité</span>${star}</td>`;
  const mark = '<span><i class="glyph d0"></i><span class=hidden>prioritaire</span></span>';
  const last = mark.replace('</span></span>', `</span>${star}</span>`);
  const table = (head, row) => `<div class="table fill"><div class=scroll><table><thead><tr><th>Attente</th>${head}</tr></thead>
    <tbody><tr><th scope=row>Recevoir une facture que l’on comprend du premier coup</th>${row}</tr></tbody></table></div></div>`;
  const at = document.querySelector('.frame');
  at.insertAdjacentHTML('beforeend', table(`<th class=word>${words}</th>`.repeat(7), cell.repeat(7)));
  const wide = at.lastElementChild.firstElementChild;
  at.insertAdjacentHTML('beforeend', table('<th class=mark>Par profil</th>', `<td class=mark style="width:1px"><span class=glyphs>${mark.repeat(4)}${last}</span></td>`));
  const glyphs = [...at.lastElementChild.querySelectorAll('.glyphs > span')].map(e => e.getBoundingClientRect().height);
  return [wide.scrollWidth - wide.clientWidth, Math.max(...glyphs) - Math.min(...glyphs)];
}"""


def test_many_columns_of_verdicts_keep_to_the_page_and_marks_to_one_line(browser: object, page_file: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})  # type: ignore[attr-defined]
    page.goto(page_file.as_uri())
    over, taller = page.evaluate(CROWDED)
    page.close()
    assert over <= 1
    assert taller < 8


@pytest.mark.parametrize("width", [1280, 320])
def test_what_is_not_measured_has_its_title_on_whole_lines_and_no_second_name(
    browser: object, page_file: Path, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})  # type: ignore[attr-defined]
    page.goto(page_file.as_uri())
    found = page.evaluate(
        """() => [...document.querySelectorAll('.page[data-state=not-measured]')].map(e => {
          const [title, name] = [e.querySelector('h2'), e.querySelector('.eyebrow')];
          return [name === null || !name.getClientRects().length, title.getBoundingClientRect().width];
        })"""
    )
    page.close()
    assert all(unseen for unseen, _ in found)
    assert all(room > 180 for _, room in found)


def test_no_figure_of_the_themes_reaches_into_the_next_column_on_paper(browser: object, page_file: Path) -> None:
    page = browser.new_page(viewport={"width": 703, "height": 1000})  # type: ignore[attr-defined]
    page.goto(page_file.as_uri())
    page.emulate_media(media="print")
    over = page.evaluate(
        """() => [...document.querySelectorAll('.facets :is(td, thead th.n)')].filter(e => e.scrollWidth > e.clientWidth + 1)
           .map(e => [e.textContent, e.clientWidth])"""
    )
    page.close()
    assert over == []


def test_text_has_contrast(browser: object, page_file: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})  # type: ignore[attr-defined]
    page.goto(page_file.as_uri())
    low = page.evaluate(CONTRAST)
    page.close()
    assert low == []


def test_the_keyboard_reaches_the_contents_first_and_every_scrolling_table(browser: object, page_file: Path) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 900})  # type: ignore[attr-defined]
    page.goto(page_file.as_uri())
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.className")
    unreachable = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(e => e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)
           && !(e.tabIndex === 0 && (e.getAttribute('aria-label') || e.getAttribute('aria-labelledby')))).map(e => e.outerHTML.slice(0, 80))"""
    )
    page.close()
    assert first == "skip"
    assert unreachable == []


def test_a_page_without_javascript_is_the_same_page(browser: object, page_file: Path) -> None:
    texts = []
    for enabled in (True, False):
        context = browser.new_context(java_script_enabled=enabled)  # type: ignore[attr-defined]
        page = context.new_page()
        page.goto(page_file.as_uri())
        texts.append(page.inner_text("main"))
        context.close()
    assert texts[0] == texts[1]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("made", [example.full_example, example.cases_example], ids=["full", "cases"])
def test_axe_finds_no_violation(browser: object, tmp_path: Path, made: object, lang: Lang, width: int) -> None:
    path = tmp_path / f"report.{lang}.html"
    path.write_text(render_report(made().context(lang)), encoding="utf-8")  # type: ignore[operator]
    assert violations(browser, path, width=width) == []


def test_paper_has_a_number_and_a_running_head_on_every_sheet(browser: object, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext: the printed sheets were not read")
    path, printed = tmp_path / "report.fr.html", tmp_path / "report.pdf"
    e = example.full_example()
    path.write_text(render_report(e.context()), encoding="utf-8")
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto(path.as_uri())
    page.pdf(path=str(printed), prefer_css_page_size=True)
    page.close()
    text = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout
    sheets = [
        [line.strip() for line in sheet.splitlines() if line.strip()] for sheet in text.split("\f") if sheet.strip()
    ]
    assert len(sheets) > 1
    for number, lines in enumerate(sheets, start=1):
        assert e.context().study_name[:12] in " ".join(lines[:2])
        assert "Document de travail" in " ".join(lines[:2])
        assert lines[-1].endswith(f"{number} / {len(sheets)}")
        # No sheet for a heading or two lines.
        assert len(lines) > 5


def test_the_order_of_a_roadmap_stays_whole_with_its_title_and_its_moves(browser: object, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext: the printed sheets were not read")
    style = (resources.templates() / "report" / "report.css").read_text(encoding="utf-8")
    said = "".join(f"<span>Ordre {n}.</span> {'mot ' * 18}<br>" for n in range(6))
    page_file, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    parted = []
    for above in range(150, 230, 8):
        page_file.write_text(
            f"<!doctype html><style>{style}</style><main><section class=page><div style='block-size:{above}mm'></div>"
            f"<h3>Feuille</h3><p class=order>{said}</p><div class=stages><div class=stage>"
            "<div class=move style='block-size:70mm'>Geste</div></div></div></section></main>",
            encoding="utf-8",
        )
        page = browser.new_page()  # type: ignore[attr-defined]
        page.goto(page_file.as_uri())
        page.pdf(path=str(printed), prefer_css_page_size=True)
        page.close()
        text = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout
        sheets = text.split("\f")
        where = {
            word: next(i for i, sheet in enumerate(sheets) if word in sheet)
            for word in ("Feuille", "Ordre 0", "Ordre 5")
        }
        if len(set(where.values())) > 1:
            parted.append((above, where))
    assert parted == []


def test_a_page_that_fills_its_sheet_leaves_no_empty_one_before_the_next(browser: object, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext: the printed sheets were not read")
    style = (resources.templates() / "report" / "report.css").read_text(encoding="utf-8")
    page_file, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    empty = []
    page = browser.new_page()  # type: ignore[attr-defined]
    for tenths in range(2640, 2678, 4):
        page_file.write_text(
            f"<!doctype html><style>{style}</style><body><main><section class=page><div style='block-size:{tenths / 10}mm'>Fiche</div>"
            "</section><section class=page><div class=ct-full>Suite</div></section></main>",
            encoding="utf-8",
        )
        page.goto(page_file.as_uri())
        page.pdf(path=str(printed), prefer_css_page_size=True)
        text = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout
        sheets = text.split("\f")[:-1]
        if [n for n, word in enumerate(("Fiche", "Suite")) if n >= len(sheets) or word not in sheets[n]]:
            empty.append((tenths / 10, len(sheets)))
    page.close()
    assert empty == []


def test_means_of_rows_are_whole_on_the_narrowest_screen(browser: object, tmp_path: Path) -> None:
    style = (resources.templates() / "report" / "report.css").read_text(encoding="utf-8")
    rows = "".join(
        f"<tr><th scope=row>{name}</th><td>6,9</td><td>1 310</td></tr>"
        for name in ("Voir le stock réel avant de commander", "Un litige traité par une seule personne")
    )
    (tmp_path / "page.html").write_text(
        f"<!doctype html><meta name=viewport content='width=device-width'><style>{style}</style><body><main><section class=page><div class=frame><div class=block>"
        "<div class=table><div class=scroll><table><colgroup><col class=stub><col><col></colgroup><thead><tr><th>Ligne</th><th class=n>Ensemble</th>"
        f"<th class=n>Base brute&nbsp;(n)</th></tr></thead><tbody>{rows}</tbody></table></div></div></div></div></section></main>",
        encoding="utf-8",
    )
    page = browser.new_page(viewport={"width": 320, "height": 900})  # type: ignore[attr-defined]
    page.goto((tmp_path / "page.html").as_uri())
    wide, room = page.evaluate("(e => [e.scrollWidth, e.clientWidth])(document.querySelector('.scroll'))")
    page.close()
    assert wide <= room


def test_heads_of_the_matrix_go_with_their_first_row_to_the_next_sheet(browser: object, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext: the printed sheets were not read")
    folder = resources.templates() / "report"
    style = "".join((folder / name).read_text(encoding="utf-8") for name in ("report.css", "interview_matrix.css"))
    page_file, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    parted = []
    page = browser.new_page()  # type: ignore[attr-defined]
    for above in range(225, 262, 4):
        page_file.write_text(
            f"<!doctype html><style>{style}</style><body><main><section class=page><div style='block-size:{above}mm'></div>"
            "<div class=mx><ul class=mx-legend><li>Signes</li></ul><div class='mx-head mx-line'><div>Tetes</div></div>"
            "<section class=mx-group><h3 class=mx-group-head><strong>Groupe</strong></h3>"
            "<div class='mx-row mx-line'><div style='block-size:12mm'>Rangee</div></div></section></div></section></main>",
            encoding="utf-8",
        )
        page.goto(page_file.as_uri())
        page.pdf(path=str(printed), prefer_css_page_size=True)
        text = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout
        where = {
            word: next(i for i, sheet in enumerate(text.split("\f")) if word in sheet)
            for word in ("Signes", "Tetes", "Groupe", "Rangee")
        }
        if len(set(where.values())) > 1:
            parted.append((above, where))
    page.close()
    assert parted == []
