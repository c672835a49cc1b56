"""The whole report: every page in its place, every number its cell, nothing withheld, no request, whatever the study lacks."""

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import report_example as example
from report_example import Example
from report_reading import PageReader

from relstudy.cells import COLUMNS
from relstudy.errors import fault
from relstudy.report import render_report, rendering, shown_keys
from relstudy.report.context import Context
from relstudy.report.numbers import format_value
from relstudy.report.order import PAGE_NAMES, PageEntry
from relstudy.report.page import Page
from relstudy.steps.profiles import Profiles
from relstudy.study.method import WaveResult
from relstudy.words import Lang

EXAMPLES: dict[str, Callable[[], Example]] = {
    "full": example.full_example, "cases": example.cases_example, "failed": example.failed_example,
}  # fmt: skip
EVERY = [(name, lang) for name in EXAMPLES for lang in ("fr", "en")]


def render(e: Example, lang: Lang = "fr") -> str:
    return render_report(e.context(lang))


@pytest.fixture(scope="module", params=EVERY, ids="-".join)
def rendered(request: pytest.FixtureRequest) -> tuple[Example, Lang, str, PageReader]:
    name, lang = request.param
    e = EXAMPLES[name]()
    html = render(e, lang)
    return e, lang, html, PageReader(html)


def test_every_page_stands_in_its_order(rendered: tuple[Example, Lang, str, PageReader]) -> None:
    _, lang, html, page = rendered
    assert list(page.pages) == list(PAGE_NAMES)
    assert html.startswith(f'<!doctype html>\n<html lang="{lang}">')
    assert page.misnested == []


def test_every_digit_is_a_number_bound_or_says_what_it_is(rendered: tuple[Example, Lang, str, PageReader]) -> None:
    assert rendered[3].strays == []


def test_every_number_is_its_cell_at_twelve_digits(rendered: tuple[Example, Lang, str, PageReader]) -> None:
    e, _, _, page = rendered
    values = dict(zip(e.cells["key"], e.cells["value"], strict=True))
    numbers = [b for b in page.numbers if b.value is not None]
    assert numbers
    assert [b.key for b in numbers if float(b.value or "nan") != values[b.key]] == []
    assert [b.key for b in page.bound if b.tag == "data" and b.key not in values] == []


def test_what_is_printed_is_what_the_attribute_rounds_to(rendered: tuple[Example, Lang, str, PageReader]) -> None:
    """The same share or mean is printed alike wherever it stands, by the rule of its unit."""
    e, lang, _, page = rendered
    units = dict(zip(e.cells["key"], e.cells["unit"], strict=True))
    checked = 0
    for b in page.numbers:
        if (
            b.tag == "data"
            and "/share/" in b.key
            and units[b.key] == "share"
            and b.key.startswith(("survey", "profiles"))
        ):
            assert b.text == format_value(float(b.value or "nan"), "share", lang)
            checked += 1
    assert checked or not e.study.steps.survey or e.result.failed


def test_nothing_withheld_is_anywhere(rendered: tuple[Example, Lang, str, PageReader]) -> None:
    e, _, html, page = rendered
    shut = set(e.cells.loc[e.cells["status"] == "withheld", "key"])
    assert [b.key for b in page.numbers if b.key in shut and b.value is not None] == []
    for value in example.WITHHELD:
        assert f"{value:.4f}"[:6] not in html
    if e.study.identity.id == "banque" and not e.result.failed and e.study.steps.survey:
        assert len(shut) > 10


def test_pages_without_matter_say_why(rendered: tuple[Example, Lang, str, PageReader]) -> None:
    e, _, _, page = rendered
    for name, attributes in page.pages.items():
        if attributes.get("data-state") == "not-measured":
            text = re.sub(r"\s+", " ", page.page_text[name])
            assert len(text) > 120, f"{name} has no reason: {text}"
    if not e.study.steps.survey:
        assert {p for p, a in page.pages.items() if a.get("data-state") == "not-measured"} == {
            "profiles", "hypotheses", "changes", "audit", "benchmark", "survey",
        }  # fmt: skip
        assert page.pages["R4"]["data-state"] == "partial"
    assert "data-state" not in page.pages["synthesis"]
    assert "data-state" not in page.pages["method"]


def test_a_study_from_interviews_alone_has_no_percent_sign_in_its_file() -> None:
    for lang in ("fr", "en"):
        assert "%" not in render(example.cases_example(), lang)


def test_shares_of_an_audit_bring_no_percent_sign_into_a_study_without_survey() -> None:
    e, full = example.cases_example(), example.full_example()
    study = dataclasses.replace(
        e.study, steps=full.study.steps.__class__(audit=True, benchmark=False, interviews=True, survey=False)
    )
    audit = full.cells[full.cells["section"] == "audit"]
    html = render(dataclasses.replace(e, study=study, cells=_with(e.cells, audit)))
    assert "2,5\u00a0pour cent" in html
    assert "%" not in html


def test_the_file_asks_for_nothing(rendered: tuple[Example, Lang, str, PageReader]) -> None:
    html, page = rendered[2], rendered[3]
    beside = (f"origins.{rendered[1]}.html#", "#", "data:,")
    assert [link for link in page.links if not link.startswith(beside)] == []
    assert "@import" not in html
    assert set(re.findall(r"url\(([^)]{0,22})", html)) <= {"data:font/woff2;base64", "data:image/svg+xml;bas"}
    assert html.count("<script") == 1
    assert 'http-equiv="Content-Security-Policy" content="default-src \'none\'' in html
    targets = {link[1:] for link in page.links if link.startswith("#")}
    assert targets <= set(page.ids)


def test_the_page_is_built_for_assistive_tools(rendered: tuple[Example, Lang, str, PageReader]) -> None:
    page = rendered[3]
    assert len(page.ids) == len(set(page.ids))
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    names = [tag for tag, _ in page.elements]
    assert {"main", "nav", "header", "footer"} <= set(names)
    assert [a for tag, a in page.elements if tag == "th" and "scope" not in a] == []
    for _, attributes in page.elements:
        for reference in attributes.get("aria-labelledby", "").split():
            assert reference in page.ids


def test_a_question_that_names_its_table_is_written_once() -> None:
    html = render(example.full_example())
    book = html.partition('data-page="survey"')[2].partition("</section>")[0]
    headed = re.findall(r'<h3 id="(survey-[a-z_-]+)">', book)
    assert headed
    for name in headed:
        block = book.partition(f'<h3 id="{name}">')[2]
        assert f'aria-labelledby="{name}"' in block or f"aria-labelledby={name}" in block
        assert "<caption" not in block.partition("</table>")[0]


def test_two_renderings_are_the_same_bytes(rendered: tuple[Example, Lang, str, PageReader]) -> None:
    e, lang, html, _ = rendered
    assert render(e, lang) == html


def test_the_expectations_of_all_come_before_those_by_profile() -> None:
    html = render(example.full_example())
    found = re.findall(r'data-key="expectations/[a-z_]+"[^>]*', html)
    columns = [re.search(r'data-column="([^"]+)"', f)[1] for f in found]  # type: ignore[index]
    assert columns[: len(example.EXPECTATIONS)] == ["all"] * len(example.EXPECTATIONS)
    assert "all" not in columns[len(example.EXPECTATIONS) :]
    assert all("data-tier=" in f and "data-action=" in f for f in found)


def test_a_working_paper_says_so_on_each_page_and_a_delivery_does_not() -> None:
    e = example.full_example()
    draft, delivered = PageReader(render(e)), PageReader(render_report(e.context(state="delivered")))
    assert all("Document de travail" in text for text in draft.page_text.values())
    assert not any("Document de travail" in text or "Titre neutre" in text for text in delivered.page_text.values())


def test_failed_steps_are_said_to_have_failed() -> None:
    page = PageReader(render(example.failed_example()))
    assert "en échec" in page.page_text["R3"]
    assert "en échec" in page.page_text["survey"]
    assert page.pages["R3"]["data-state"] == "not-measured"
    assert "q4" in page.page_text["method"]
    assert "data-state" not in page.pages["benchmark"]


def test_a_wave_with_no_step_and_no_cell_still_has_its_pages() -> None:
    e = example.full_example()
    nothing = pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in COLUMNS.items()})
    bare = dataclasses.replace(e, cells=nothing, result=WaveResult(wave=e.wave))
    page = PageReader(render(bare))
    assert list(page.pages) == list(PAGE_NAMES)
    assert "n’a pas de résultat pour" in page.page_text["profiles"]
    assert page.strays == []


def test_no_clear_partition_is_an_answer() -> None:
    e = example.full_example()
    cells = e.cells[(e.cells["section"] != "profiles") & ~e.cells["column"].str.startswith("profile=")]
    answer = e.cells[e.cells["key"] == "profiles/_/k/_/_"].assign(kind="category", text="none", unit="none")
    answer["value"] = pd.array([None], dtype="Float64")
    page = PageReader(render(dataclasses.replace(e, cells=_with(cells, answer))))
    assert "data-state" not in page.pages["profiles"]
    assert "Pas de partition nette" in page.page_text["profiles"]
    assert "Part de la dispersion entre profils" in page.page_text["profiles"]
    assert page.strays == []


@pytest.mark.parametrize(("one_axis", "elsewhere"), [(0.9, False), (0.6, True)])
def test_a_gradation_is_said_and_shown_as_one(one_axis: float, elsewhere: bool) -> None:
    html = render(_with_continuum(continuum=True, one_axis=one_axis))
    page = PageReader(html)
    text = page.page_text["profiles"]
    assert "Une gradation, non des groupes" in text
    assert "coupures arbitraires" in text
    assert "profils distincts" not in text
    assert ("autres directions" in text) == elsewhere
    assert "Une gradation, coupée en" in page.page_text["synthesis"]
    # The profiles in the order they stand on the axis, not in the order of their sizes.
    axis = html[html.index("class=gradation-axis") : html.index("</figure>", html.index("class=gradation-axis"))]
    at = [axis.index(name) for name in ("Ultra-connectés", "Attachés au contact humain", "Profil 2")]
    assert at == sorted(at)
    assert page.strays == []


def test_on_a_gradation_a_profile_nobody_has_stands_nowhere() -> None:
    emptied = _with_continuum(continuum=True, one_axis=0.9, places=np.array([-1.0, np.nan, 1.0]))
    html = render(emptied)
    drawn = html[html.index("class=gradation-axis") :]
    drawn = drawn[: drawn.index("</figure>")]
    assert "nan" not in drawn
    assert [name in drawn for name in ("Ultra-connectés", "Profil 2")].count(True) == 1
    alone = _with_continuum(continuum=True, one_axis=np.nan, places=np.full(3, np.nan))
    assert "class=gradation-axis" not in render(alone)


def test_groups_are_distinct_profiles() -> None:
    page = PageReader(render(_with_continuum(continuum=False, one_axis=0.9)))
    assert "profils distincts" in page.page_text["profiles"]
    assert "gradation" not in page.page_text["profiles"] + page.page_text["synthesis"]


def _with_continuum(**facts: Any) -> example.Example:
    e = example.full_example()
    outcome = e.result.outcomes["profiles"]
    found = e.result.given(Profiles)
    assert found is not None
    outcomes = {
        **e.result.outcomes,
        "profiles": dataclasses.replace(outcome, result=dataclasses.replace(found, **facts)),
    }
    return dataclasses.replace(e, result=dataclasses.replace(e.result, outcomes=outcomes))


def _with(cells: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    records = [*cells.to_dict("records"), *more.to_dict("records")]
    return pd.DataFrame(records, columns=list(COLUMNS)).astype(COLUMNS)


def test_hostile_texts_survive_and_do_nothing() -> None:
    html = render(example.hostile_example())
    page = PageReader(html)
    assert html.count("<script") == 1
    assert page.misnested == []
    assert list(page.pages) == list(PAGE_NAMES)
    assert "alert(1)" in page.page_text["R3"]
    assert "{z} %s" in page.page_text["R3"]
    assert page.strays == []


def test_printed_totals_that_differ_are_said_plainly() -> None:
    text = PageReader(render(example.full_example())).page_text["audit"]
    assert "imprimé 7,65, recalculé 7,55" in text
    assert "diffèrent du total recalculé pour 2 lignes" in re.sub(r"\s+", " ", text)


def test_the_accent_is_for_what_to_improve_first_only() -> None:
    html = render(example.full_example())
    for match in re.finditer(r'class="[^"]*\bverdict improve\b[^"]*"[^>]*>([^<]+)<', html):
        assert match[1] == "à améliorer en priorité"


def test_the_page_that_proves_a_claim_is_the_one_the_report_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []

    def told(page: PageEntry) -> PageEntry:
        def build(context: Context) -> Page:
            built.append(page.name)
            return page.build(context)

        return dataclasses.replace(page, build=build)

    monkeypatch.setattr(rendering, "PAGES", tuple(told(page) for page in rendering.PAGES))
    context = example.full_example().context()
    assert shown_keys("R3", context)
    assert built[0] == "R3"
    render_report(context)
    assert sorted(built) == sorted(PAGE_NAMES)


def test_remarks_are_set_on_the_page_of_the_method_last() -> None:
    context = example.full_example().context()
    without = PageReader(render_report(context)).page_text
    told = PageReader(render_report(context, (fault("empty-wave", "waves/2026-03/responses.csv"),))).page_text
    assert [name for name in PAGE_NAMES if told[name] != without[name]] == ["method"]
    assert "waves/2026-03/responses.csv" in told["method"]
    assert PageReader(render_report(context)).page_text == without


def test_every_table_has_a_name(rendered: tuple[Example, Lang, str, PageReader]) -> None:
    tables = re.findall(r"<table([^>]*)>\s*(<caption)?", rendered[2])
    assert len(tables) > 3
    assert [told for told, caption in tables if not caption and "aria-label" not in told] == []
    named = re.findall(r'<table[^>]*aria-labelledby="?([^"\s>]+)', rendered[2])
    assert [one for one in named if not re.search(f'id="?{re.escape(one)}["\\s>]', rendered[2])] == []
