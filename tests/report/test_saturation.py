"""New themes by case as a figure, themes found together, types of cases: what is drawn is what the cells say, in both languages."""

import dataclasses
import re
from functools import cache

import numpy as np
import pytest
from expectation_demo import heard_figure
from markup_reading import find, one, read_markup

from relstudy.cells import assemble
from relstudy.report.book import open_book
from relstudy.report.context import Context
from relstudy.report.html import render
from relstudy.report.html.saturation import draw_saturation
from relstudy.report.plain.inline import read_flat
from relstudy.report.saturation import MOST, SaturationFigure, saturation_figure
from relstudy.report.theme_tables import no_types, together_table, types_table
from relstudy.steps.interviews import Interviews
from relstudy.steps.interviews import cells_of as interviews_cells
from relstudy.steps.themes import cells_of, compare_themes
from relstudy.survey.plan import CodingPlan
from relstudy.words import LANGS, Lang


@cache
def heard(lang: Lang = "fr", cases: int = 22) -> Context:
    """Return the interview study with its themes compared."""
    context, _ = heard_figure(cases, lang)
    found = context.result.given(Interviews)
    assert found is not None
    return told(context, found)


def told(context: Context, found: Interviews, *, types: bool | None = None) -> Context:
    study, wave = context.study, context.wave
    compared = compare_themes(
        interviews_heard=found.heard, interviews_asked=found.asked, interviews_target=found.target,
        interviews_file=found.file, study_codebook=study.codebook, study_coding=CodingPlan(types=types),
        study_identity=study.identity,
    )  # fmt: skip
    frames = [interviews_cells(found, study, wave), cells_of(compared, study, wave)]
    table = assemble(frames, study="banque", wave=wave.id, min_base=30, caution_base=100)
    return dataclasses.replace(context, book=open_book(table))


def grouped(sizes: tuple[int, int]) -> Context:
    """Return the interview study with cases of two groups that share no theme; each lacks one of its own in turn."""
    context = heard()
    found = context.result.given(Interviews)
    assert found is not None
    codes, half = found.heard.shape[1], found.heard.shape[1] // 2
    table = np.zeros((sum(sizes), codes), dtype=bool)
    for row in range(len(table)):
        first = 0 if row < sizes[0] else half
        table[row, first : first + half] = True
        table[row, first + row % half] = False
    names = ("case_id", "target", "group", "attributes", "new_themes")
    several = {name: np.resize(getattr(found, name), len(table)) for name in names}
    masks = dict.fromkeys(("heard", "voiced", "asked", "unprompted", "contrary", "judged"), table)
    return told(context, dataclasses.replace(found, **several, **masks, valence=table * 1), types=True)


def figure(context: Context) -> SaturationFigure:
    found = saturation_figure(context)
    assert found is not None
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_every_case_has_its_place_its_bar_and_its_row(lang: Lang) -> None:
    found = figure(heard(lang))
    news = [place.new.value for place in found.places]
    assert len(news) == 22
    assert sum(n or 0 for n in news) == pytest.approx(sum(p.expected.value or 0 for p in found.places))
    drawn = one(read_markup(draw_saturation(found)), "svg")
    assert draw_saturation(found) in str(render(found))
    bars = [path for path in find(drawn, "path") if "stroke-width" in path.attrib]
    assert any(path.attrib["d"].count("V") == sum(bool(n) for n in news) for path in bars)
    assert drawn.attrib["aria-label"] == read_flat(found.said)
    table = found.fold.tables[0]
    assert [read_flat(row.cells[0]) for row in table.groups[0].rows] == [f"{n:.0f}" for n in news]


def test_the_line_stands_where_saturation_is_reached() -> None:
    context = heard()
    cell = context.book.get("interviews", "_", "saturation")
    assert cell is not None
    reached = figure(context).reached
    assert f"{reached}+2" == cell.text if cell.text else reached is None


@pytest.mark.parametrize("lang", LANGS)
def test_notes_say_reading_rule_base_and_source(lang: Lang) -> None:
    said = [read_flat(note.text) for note in figure(heard(lang)).notes]
    assert len(said) == 4
    assert re.search(r"1[\u202f,]000", said[1])
    assert "codings.csv" in said[3]


def test_too_many_cases_and_one_alone_have_no_figure() -> None:
    assert saturation_figure(grouped((60, MOST - 60))) is not None
    assert saturation_figure(grouped((60, MOST - 59))) is None
    assert saturation_figure(grouped((1, 0))) is None


@pytest.mark.parametrize("lang", LANGS)
def test_pairs_stand_with_the_cases_of_each_theme(lang: Lang) -> None:
    context = heard(lang)
    table = together_table(context)
    assert table is not None
    rows = table.groups[0].rows
    assert 1 <= len(rows) <= 12
    first = max(context.book.of("interviews", measure="cases_with"), key=lambda c: c.value or 0)
    words = {"fr": f"{first.value:.0f} sur {first.base}", "en": f"{first.value:.0f} of {first.base}"}
    assert read_flat(rows[0].cells[0]) == words[lang]


def test_types_are_named_by_what_sets_them_apart_and_small_ones_are_sketches() -> None:
    context = grouped((12, 5))
    table = types_table(context)
    assert table is not None
    first, second = table.groups[0].rows
    assert [read_flat(row.note) for row in (first, second)] == ["", "esquisse"]
    assert " + " in read_flat(first.head)
    assert read_flat(first.cells[0]) == "12 sur 17"
    assert read_flat(first.cells[-1]) == "17 sur 17"
    assert not no_types(context)


def test_types_looked_for_in_vain_are_said() -> None:
    found = heard().result.given(Interviews)
    assert found is not None
    context = told(heard(), dataclasses.replace(found, heard=np.eye(*found.heard.shape, dtype=bool)), types=True)
    assert types_table(context) is None
    assert "ne se partagent pas nettement" in read_flat(no_types(context))


def test_bars_rise_with_their_numbers_in_places_of_one_width_that_fill_the_drawing() -> None:
    found = figure(heard())
    news = [place.new.value or 0.0 for place in found.places]
    drawn = one(read_markup(draw_saturation(found)), "svg")
    _, _, width, height = map(float, drawn.attrib["viewBox"].split())
    (bars,) = (
        p
        for p in find(drawn, "path")
        if re.match(r"M[\d.]+ [\d.]+V", p.attrib["d"]) and "fill" not in p.attrib and p.attrib["d"].count("V") > 1
    )
    at = [tuple(map(float, bar)) for bar in re.findall(r"M([\d.]+) ([\d.]+)V([\d.]+)", bars.attrib["d"])]
    counted = [(place, new) for place, new in enumerate(news) if new]
    (first, last), step = (counted[0][0], counted[-1][0]), (at[-1][0] - at[0][0]) / (counted[-1][0] - counted[0][0])
    assert [x for x, _, _ in at] == pytest.approx([at[0][0] + step * (place - first) for place, _ in counted], abs=0.1)
    assert 0.9 * width < step * len(news) < width
    assert step * 0.5 < float(bars.attrib["stroke-width"]) < step
    rises = [(floor - top) / new for (_, floor, top), (_, new) in zip(at, counted, strict=True)]
    assert rises == pytest.approx([rises[0]] * len(rises), abs=0.1)
    assert all(0.0 <= top <= floor <= height for _, floor, top in at)
    labels = find(drawn, "text")
    assert all(0.0 <= float(t.attrib["x"]) <= width and 0.0 <= float(t.attrib["y"]) <= height for t in labels)
    assert last < len(news)


@pytest.mark.parametrize("lang", LANGS)
def test_where_saturation_is_reached_a_line_stands_and_its_word_with_it(lang: Lang) -> None:
    found = figure(heard(lang))
    reached = dataclasses.replace(found, reached=5)
    assert (
        draw_saturation(reached).count("<path")
        == draw_saturation(dataclasses.replace(found, reached=None)).count("<path") + 1
    )
    words = read_flat(found.saturated)
    assert bool(words) == (found.reached is not None)
