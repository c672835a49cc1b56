"""The deck, read back: native charts whose sheets hold keys, nothing withheld, nothing that runs, titles by hand kept, the same bytes twice."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from page_context import context_of
from pptx import Presentation
from python_calamine import CalamineWorkbook
from report_example import WITHHELD, Example, cases_example, failed_example, full_example, hostile_example

from relstudy.cells import Cell
from relstudy.outputs.deck import check_decks
from relstudy.report import lay_deck
from relstudy.report.deck.archive import settle, unpack
from relstudy.report.deck.cells_said import worded_in
from relstudy.report.deck.charts import _beside_names, _sides_of_labels
from relstudy.report.deck.letters import letters_width
from relstudy.report.deck.names import _boxes_of, place_names
from relstudy.report.deck.paragraphs import text_size
from relstudy.report.deck.said import TAGS, said, unbound
from relstudy.report.deck.slide import (
    BUILT_IN_ROOM,
    BarChart,
    DotChart,
    LineSeries,
    Paragraph,
    Point,
    PointChart,
    Range,
    Slide,
    SlopeChart,
)
from relstudy.report.deck.slides import _with_notes
from relstudy.report.deck.tables import _tried, divide, fit_table
from relstudy.report.deck.titles import typed_titles
from relstudy.report.deck.writing import write_deck
from relstudy.report.map.widths import text_width
from relstudy.report.profile_cards import Composition
from relstudy.report.profile_names import ProfileName
from relstudy.report.table import Column, Row, Table, table_of
from relstudy.report.values import EMPTY, Label, Number, joined
from relstudy.survey.items import ItemId
from relstudy.survey.registers import Hypothesis
from relstudy.words import LANGS, Lang

EXAMPLES = (full_example, cases_example, failed_example, hostile_example)


def deck_of(example: Example, lang: Lang = "fr", delivered: bytes | None = None) -> bytes:
    context = example.context(lang)
    made = context.wave.facts.field_end
    return write_deck(lay_deck(context), lang=lang, name="Essai", made=made, kept=typed_titles(delivered))


def sheets(content: bytes) -> Iterator[list[list[object]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("ppt/embeddings/"):
                book = CalamineWorkbook.from_filelike(io.BytesIO(archive.read(name)))
                yield book.get_sheet_by_index(0).to_python(skip_empty_area=False)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("made", EXAMPLES)
def test_every_number_is_its_cell_and_nothing_withheld_is_in_a_deck(made: Callable[[], Example], lang: Lang) -> None:
    example = made()
    checks = check_decks({f"deck.{lang}.pptx": deck_of(example, lang)}, example.cells)
    assert [check.name for check in checks if not check.passed] == [], checks


def test_a_number_that_is_not_its_cell_is_seen() -> None:
    example = full_example()
    cells = example.cells.assign(value=example.cells["value"] + 0.5)
    numbers, *_ = check_decks({"deck.fr.pptx": deck_of(example)}, cells)
    assert not numbers.passed


def test_a_number_typed_among_words_has_no_cell_and_is_seen() -> None:
    example = full_example()
    slides = tuple(
        replace(slide, subtitle=joined(" ", ("Nous en sommes à", "61 %"))) if slide.name == "R2" else slide
        for slide in lay_deck(example.context("fr"))
    )
    made = example.wave.facts.field_end
    checks = check_decks({"deck.fr.pptx": write_deck(slides, lang="fr", name="Essai", made=made)}, example.cells)
    assert [(check.name, check.detail) for check in checks if not check.passed] == [
        ("deck_fr_has_no_number_without_cell", "R2: Nous en sommes à 61 %")
    ]


def test_a_date_that_is_a_cell_answers_for_its_digits() -> None:
    day = Cell(section="audit", item="app", measure="csat", row="date", column="_", kind="date", text="2027-02-15")
    cell = context_of((), [day]).book.get("audit", "app", "csat", "date", "_")
    assert list(worded_in(Number(cell, "fr"))) == ["15\u00a0février\u00a02027"]


def test_a_table_that_needs_two_slides_leaves_no_orphan() -> None:
    rows = tuple(Row(head=f"Ligne {i}", cells=("x",)) for i in range(19))
    parts = divide(table_of((Column(title="c"),), rows, name="t", caption="", stub=""), 872, 342, most=2)
    assert [sum(len(group.rows) for group in part.groups) for part in parts] == [10, 9]


def test_hypotheses_have_a_slide_and_where_they_need_two_each_says_which() -> None:
    hypotheses = tuple(
        Hypothesis(id=f"h{i}", item=ItemId("q"), base="q == '1'", direction="higher", least=0.5, measure="mean", declared=date(2026, 1, 5))
        for i in range(4)
    )  # fmt: skip
    cells = [
        Cell(section="hypotheses", item=one.id, measure=measure, kind=kind, value=value, text=text, base=100, base_kind="respondents")
        for one in hypotheses
        for measure, kind, value, text in (("difference", "number", 1.5, None), ("verdict", "category", None, "confirmed"))
    ]  # fmt: skip
    labels = {f"hypothesis/h{i}": f"Ce que nous attendons, {i}" for i in range(4)}
    context = context_of((), cells, labels, hypotheses=hypotheses)
    (slide,) = (slide for slide in lay_deck(context) if slide.name.startswith("hypotheses"))
    assert said(slide.title) == "4\u00a0hypothèses mises à l’épreuve\u00a0: 4\u00a0confirmées"
    assert isinstance(slide.body, Table)
    heads = [said(row.head) for group in slide.body.groups for row in group.rows]
    assert heads == [f"Ce que nous attendons, {i}" for i in range(4)]
    parts = [slide for slide in lay_deck(context, room=(400.0, 220.0)) if slide.name.startswith("hypotheses")]
    assert [part.name for part in parts] == ["hypotheses", "hypotheses-2"]
    assert [unbound(said(part.subtitle)).rsplit(" – ", 1)[-1] for part in parts] == ["partie 1 sur 2", "partie 2 sur 2"]
    *_, last = (slide for slide in lay_deck(context, room=(400.0, 60.0)) if slide.name.startswith("hypotheses"))
    assert said(last.subtitle).endswith("la suite est dans le classeur de tableaux")


@pytest.mark.parametrize("made", EXAMPLES)
def test_no_table_is_on_two_slides_and_no_slide_of_text_is_longer_than_its_room(made: Callable[[], Example]) -> None:
    slides = lay_deck(made().context("en"))
    tables = [slide.body.groups for slide in slides if isinstance(slide.body, Table)]
    assert all(one not in tables[:i] for i, one in enumerate(tables))
    texts = [slide.body for slide in slides if slide.layout == "Text"]
    assert texts
    assert all(text_size(body, *BUILT_IN_ROOM) >= 13 for body in texts if isinstance(body, tuple))


@pytest.mark.parametrize("lang", LANGS)
def test_a_subtitle_begins_with_a_capital_and_no_sign_follows_the_end_of_a_sentence(lang: Lang) -> None:
    slides = lay_deck(full_example().context(lang))
    assert [said(slide.subtitle) for slide in slides if said(slide.subtitle)[:1].islower()] == []
    told = [said(row.cells[0]) for slide in slides if slide.name == "method" and isinstance(slide.body, Table) for group in slide.body.groups for row in group.rows]  # fmt: skip
    assert told
    assert not [text for text in told if ". ·" in text]


def test_a_name_made_by_rule_begins_its_slide_with_a_capital_and_a_given_one_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = {"p1": ("plutôt Guichet", True), "p2": ("iFans", False), "p3": ("Fidèles", False)}
    names = {profile: ProfileName(text=text, by_rule=by_rule) for profile, (text, by_rule) in told.items()}
    monkeypatch.setattr("relstudy.report.context.name_profiles", lambda labelling: names)
    slides = {slide.name: said(slide.title) for slide in lay_deck(full_example().context("fr"))}
    assert slides["profiles-p1"].startswith("Plutôt Guichet – ")
    assert slides["profiles-p2"].startswith("iFans – ")


def test_profiles_without_figures_stand_on_one_slide_each_with_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "relstudy.report.profile_cards._withheld", lambda _, profile: Label("trop peu") if profile != "p1" else EMPTY
    )
    context = full_example().context("fr")
    slides = {slide.name: slide for slide in lay_deck(context) if slide.name.startswith("profiles-")}
    assert [name for name in slides if name.removeprefix("profiles-") in context.profile_ids] == ["profiles-p1"]
    body = slides["profiles-withheld"].body
    assert isinstance(body, Table)
    rows = [row for group in body.groups for row in group.rows]
    names = [context.profile_text(one) for one in context.profile_ids[1:]]
    assert [said(row.head).replace("\u00a0", " ") for row in rows] == names
    assert all("n = " in said(row.note).replace("\u00a0", " ") for row in rows)


def test_a_question_that_does_not_set_a_profile_apart_says_so_on_its_slide(monkeypatch: pytest.MonkeyPatch) -> None:
    alike = Composition(title=Label("Une question"), note=Label("pas d’écart"), bar=EMPTY, parts=())
    monkeypatch.setattr("relstudy.report.profile_cards._composition", lambda *_, **__: alike)
    (slide,) = (slide for slide in lay_deck(full_example().context("fr")) if slide.name == "profiles-p1")
    assert isinstance(slide.body, Table)
    told = [said(cell) for group in slide.body.groups for row in group.rows for cell in row.cells]
    assert "Une question – pas d’écart" in told
    assert not [line for line in told if line.endswith("– ")]


def test_each_group_of_satisfaction_has_its_name_above_its_bars() -> None:
    slides = {slide.name: slide for slide in lay_deck(full_example().context("fr"))}
    chart = slides["R2"].body
    assert isinstance(chart, BarChart)
    heads = [chart.categories[place] for place in chart.heads]
    assert len(heads) > 1
    assert heads[0].startswith("À AMÉLIORER")
    assert all("(" in head for head in heads)
    for series in chart.series:
        assert all(series.cells[i] is None for i in chart.heads if series.cells)
        assert all(series.lengths[i] == 0.0 for i in chart.heads if series.lengths)


def test_a_number_stays_with_the_word_it_belongs_to() -> None:
    assert said("le profil (base efficace 275)") == "le profil (base efficace\u00a0275)"
    assert said("2 confirmées, 3 non tranchées") == "2 confirmées, 3\u00a0non tranchées"
    assert said("n = 168") == "n\u00a0=\u00a0168"
    assert unbound(said("Patrimoine ▲ 31 %")) == "Patrimoine ▲ 31 %"


def test_rows_are_opened_where_a_slide_has_room_and_no_further() -> None:
    rows = tuple(Row(head=f"Ligne {i}", cells=("x",)) for i in range(5))
    table = table_of((Column(title="c"),), rows, name="t", caption="", stub="")
    tight, wide = next(_tried(table, 872)), fit_table(table, 872, 342)
    assert wide.size == tight.size
    assert sum(tight.heights) < sum(wide.heights) < 342
    assert sum(fit_table(table, 872, sum(tight.heights)).heights) == pytest.approx(sum(tight.heights))


def test_profiles_are_compared_as_marks_on_one_row_each() -> None:
    example = full_example()
    slides = {slide.name: slide for slide in lay_deck(example.context("fr"))}
    chart = slides["R3-profiles"].body
    assert isinstance(chart, DotChart)
    assert [one.whole for one in chart.series] == [True, False, False, False]
    assert all(
        chart.axis.low <= cell.value <= chart.axis.high
        for one in chart.series
        for cell in one.cells
        if cell and cell.shown
    )
    assert not any(name.startswith("R3-p") and name != "R3-profiles" for name in slides)
    assert any(note.text for note in slides["R3-profiles"].notes)


def test_respondents_and_cases_on_one_slide_are_told_apart() -> None:
    cells = [
        Cell(section="survey", item="q", measure="share", row=row, value=0.5, unit="share", base=base, base_kind=kind)
        for row, base, kind in (("a", 300, "respondents"), ("b", 280, "respondents"), ("c", 24, "cases"))
    ]
    context = context_of((), cells)
    shown = [Number(context.book.get("survey", "q", "share", row, "_"), "fr") for row in "abc"]
    slide = Slide(name="R1-mixed", layout="Text", title="", body=(Paragraph(text=joined(" ", shown)),))
    foot = unbound(said(_with_notes(context, slide).foot))
    assert "Base : 280 à 300 répondants" in foot.replace("\u00a0", " ")
    assert "24 cas" in foot


def test_numbers_of_points_that_are_near_stand_on_different_sides() -> None:
    cells = [
        Cell(section="survey", item="q", measure="share", row=row, column=column, value=value, unit="share")
        for row, pair in (("a", (0.52, 0.9)), ("b", (0.51, 0.88)), ("c", (0.50, 0.83)))
        for column, value in zip(("all", "target=x"), pair, strict=True)
    ]
    book = context_of((), cells).book
    lines = tuple(
        LineSeries(name=row, colour="#000000", cells=tuple(book.get("survey", "q", "share", row, c) for c in ("all", "target=x")))
        for row in "abc"
    )  # fmt: skip
    assert _sides_of_labels(SlopeChart(waves=("1", "2"), series=lines)) == (("t", "t"), ("r", "b"), ("b", "b"))


def test_names_give_way_to_names_that_come_after_them() -> None:
    axis = Range(low=0.0, high=10.0, step=1.0)
    places = ((5.3, 5.0), (4.9, 4.7), (5.3, 5.3), (5.5, 4.9))
    points = [Point(name=f"expectation {i}", x=x, y=y) for i, (x, y) in enumerate(places)]
    named = place_names(points, axis, axis, lines=(None, None), room=BUILT_IN_ROOM)
    width = letters_width("expectation 0", 10.0, bold=True)
    boxes = [_boxes_of(p.x * 79.0, (10 - p.y) * 24.5, width)[p.side] for p in named]
    assert [one.shared(other) for i, one in enumerate(boxes) for other in boxes[:i] if one.shared(other)] == []


def test_names_that_have_no_place_beside_each_other_give_way_to_numbers_and_are_named_elsewhere() -> None:
    axis = Range(low=0.0, high=10.0, step=1.0)
    points = [Point(name=f"{i} expectation of the many that are as near", number=str(i), x=5 + i / 10, y=5.0) for i in range(9)]  # fmt: skip
    alone = replace(points[0], x=1.0, y=1.0)
    named = place_names([*points[1:], alone], axis, axis, lines=(None, None), room=BUILT_IN_ROOM)
    assert not named[-1].numbered
    assert named[-1].shown == alone.name
    assert 5 <= sum(point.numbered for point in named) < 8
    boxes = [
        _boxes_of(p.x * 79.0, (10 - p.y) * 24.5, text_width(p.shown, 10.0, 600) + 4)[p.side]
        for p in named
        if not p.numbered
    ]
    assert not any(one.covers(other) for i, one in enumerate(boxes) for other in boxes[:i])
    without = place_names([replace(p, number="") for p in points], axis, axis, lines=(None, None), room=BUILT_IN_ROOM)
    assert not any(point.numbered for point in without)


def test_a_narrow_map_names_at_its_foot_or_on_the_next_slide_what_it_shows_as_numbers() -> None:
    context = full_example().context("fr")
    wide, narrow = ({s.name: s for s in lay_deck(context, room=room)} for room in (BUILT_IN_ROOM, (150.0, 150.0)))
    for slides in (wide, narrow):
        chart = slides["R3"].body
        assert isinstance(chart, PointChart)
        numbered = [point.name for one in chart.series for point in one.points if point.numbered]
        foot = said(slides["R3"].foot)
        if "R3-ranks" in slides:
            assert "Numéros sans nom" in foot
            assert isinstance(slides["R3-ranks"].body, Table)
        else:
            assert all(unbound(name) in unbound(foot) for name in numbered)
    assert "R3-ranks" in narrow
    assert "R3-ranks" not in wide


def test_a_plot_begins_under_all_lines_of_its_legend() -> None:
    tops = [
        float(re.search(r'<c:y val="([\d.]+)"', _beside_names(names))[1])  # type: ignore[index]
        for names in (["Ensemble", "Hybrides"], ["Un nom de profil assez long"] * 8, ["Un nom de profil bien plus long que la place " * 2] * 8)
    ]  # fmt: skip
    assert tops == [0.09, 0.14, 0.44]


def test_one_long_head_does_not_take_the_room_of_what_all_rows_say() -> None:
    told = "ce que l’on sait de cette ligne, en une longue phrase qui passe à la ligne plus d’une fois, " * 2
    rows = tuple(Row(head="Une tête de ligne bien plus longue que toutes les autres " * 2 if i == 3 else f"Ligne {i}", cells=(told,)) for i in range(6))  # fmt: skip
    made = fit_table(table_of((Column(title="c", kind="text"),), rows, name="t", caption="", stub=""), 872, 342)
    assert made.widths[0] < 872 / 3
    assert sum(made.widths) == pytest.approx(872)
    assert sum(made.heights) <= 342


def test_no_word_is_broken_by_a_column_where_all_words_have_room() -> None:
    told = "ce que l’on sait de cette ligne, en une phrase qui passe à la ligne, " * 4
    columns = [Column(title=title, kind="text") for title in ("Horizon", "Ce qu’on en sait", "Responsabilisation")]
    rows = tuple(Row(head=told, cells=("Maintenant", told, "oui")) for _ in range(4))
    made = fit_table(table_of(columns, rows, name="t", caption="", stub=""), 372, 342)
    assert sum(made.widths) == pytest.approx(372)
    for place, word in ((1, "Maintenant"), (3, "Responsabilisation")):
        assert text_width(word, made.size) < made.widths[place] - 12, word


@pytest.mark.parametrize("lang", LANGS)
def test_no_text_of_a_deck_is_said_to_be_in_the_other_language(lang: Lang) -> None:
    other = {"fr": "en-GB", "en": "fr-FR"}[lang]
    with zipfile.ZipFile(io.BytesIO(deck_of(full_example(), lang))) as archive:
        parts = [name for name in archive.namelist() if re.match(r"ppt/(slides|charts|notesSlides)/[^/]+\.xml$", name)]
        assert [name for name in parts if other in archive.read(name).decode()] == []
        charts = [name for name in parts if "/charts/" in name]
        assert charts
        assert all(f'<c:lang val="{TAGS[lang]}"/>' in archive.read(name).decode() for name in charts)
        notes = [name for name in parts if "/notesSlides/" in name]
        assert notes
        assert all(f'lang="{TAGS[lang]}"' in archive.read(name).decode() for name in notes)


@pytest.mark.parametrize("made", [full_example, cases_example, failed_example])
def test_the_method_has_all_eleven_items_of_the_disclosure_and_says_of_each_what_is_known_once(
    made: Callable[[], Example],
) -> None:
    (slide,) = (slide for slide in lay_deck(made().context("fr")) if slide.name == "method")
    assert isinstance(slide.body, Table)
    told = {said(row.head): said(row.cells[0]) for group in slide.body.groups for row in group.rows}
    assert [head.partition(".")[0] for head in told][:11] == [str(n) for n in range(1, 12)]
    assert all(told.values())
    assert told["2. Commanditaire et réalisation"] == "non renseigné"
    sizes = unbound(told["8. Tailles et précision"])
    assert {full_example: "Répondants", cases_example: "Cas : 22", failed_example: "non renseigné"}[made] in sizes


def test_a_name_longer_than_a_file_may_bear_is_cut() -> None:
    example = full_example()
    made = example.wave.facts.field_end
    content = write_deck(lay_deck(example.context("fr")), lang="fr", name="é" * 400, made=made)
    assert Presentation(io.BytesIO(content)).core_properties.title == "é" * 255


def test_points_of_charts_have_keys_and_their_values_whole() -> None:
    example = full_example()
    values = dict(zip(example.cells["key"], example.cells["value"], strict=True))
    found = {}
    for heads, *rows in sheets(deck_of(example)):
        place = heads.index("key")
        number = heads.index("value" if "value" in heads else "y")
        found |= {row[place]: row[number] for row in rows if row[place]}
    assert "expectations/recognised/importance/_/all" in found
    assert all(values[key] == value for key, value in found.items())


@pytest.mark.parametrize("lang", LANGS)
def test_withheld_numbers_are_nowhere(lang: Lang) -> None:
    with zipfile.ZipFile(io.BytesIO(deck_of(full_example(), lang))) as archive:
        inside = [archive.read(name) for name in archive.namelist()]
    sheeted = [str(row) for sheet in sheets(deck_of(full_example(), lang)) for row in sheet]
    assert not any(str(value)[:7].encode() in part for value in WITHHELD for part in inside)
    assert not any(str(value)[:7] in row for value in WITHHELD for row in sheeted)


def test_a_deck_is_the_same_bytes_twice() -> None:
    assert deck_of(full_example()) == deck_of(full_example())


def test_an_archive_has_one_date_whenever_it_was_made() -> None:
    def archive(year: int) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as made:
            for name in ("b.xml", "[Content_Types].xml"):
                made.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), name)
        return buffer.getvalue()

    assert archive(2020) != archive(2021)
    assert settle(unpack(archive(2020))) == settle(unpack(archive(2021)))


def test_hostile_labels_are_texts() -> None:
    content = deck_of(hostile_example())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    assert not any("<script" in text for text in parts.values())
    assert any("&lt;script" in text for text in parts.values())
    assert Presentation(io.BytesIO(content)).slides


def test_names_of_slides_are_stable_and_notes_say_base_and_source() -> None:
    deck = Presentation(io.BytesIO(deck_of(full_example())))
    names = [slide.name for slide in deck.slides]
    assert len(names) == len(set(names))
    assert {"cover", "synthesis", "R2", "R3"} <= set(names)
    notes = next(slide for slide in deck.slides if slide.name == "R3").notes_slide.notes_text_frame.text
    assert all(word in notes for word in ("Base.", "Source."))
    # A page is called by its name, no note stands twice, and no sentence ends twice.
    assert "Rapport. Page «\u00a0Attentes\u00a0»." in notes
    for slide in deck.slides:
        said_of = slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""
        titles = [line.partition(". ")[0] for line in said_of.splitlines()]
        assert ".." not in said_of.replace("...", "")
        repeated = [word for word in ("Question", "Base", "Source", "Rapport") if titles.count(word) > 1]
        assert repeated == [], (slide.name, titles)
        assert "Base. Base" not in said_of


def test_a_title_typed_over_is_kept_and_one_of_an_earlier_build_is_not() -> None:
    deck = Presentation(io.BytesIO(deck_of(full_example())))
    for slide in deck.slides:
        if slide.name == "R3":
            slide.shapes.title.text_frame.text = "Ce que nous en disons"
    edited = io.BytesIO()
    deck.save(edited)
    again = Presentation(io.BytesIO(deck_of(full_example(), delivered=edited.getvalue())))
    titles = {slide.name: slide.shapes.title.text_frame.text for slide in again.slides}
    untouched = {slide.name: slide.shapes.title.text_frame.text for slide in deck.slides}
    assert titles["R3"] == "Ce que nous en disons"
    assert titles == untouched
    assert typed_titles(edited.getvalue()) == {"R3": "Ce que nous en disons"}
    assert typed_titles(deck_of(full_example())) == {}
    assert typed_titles(b"no presentation") == {}


def test_interviews_alone_have_no_percent_sign() -> None:
    deck = Presentation(io.BytesIO(deck_of(cases_example())))
    texts = [
        text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for text in (shape.text_frame.text,)
    ]
    assert not any("%" in text for text in texts)


def test_the_matrix_of_interviews_is_the_only_slide_of_their_ranking() -> None:
    deck = Presentation(io.BytesIO(deck_of(cases_example())))
    names = [slide.name for slide in deck.slides]
    assert any(name.startswith("R3") for name in names)
    assert not any(name.startswith("R3-ranks") for name in names)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed: no deck was opened")
def test_libreoffice_opens_a_deck_with_as_many_pages_as_slides(tmp_path: Path) -> None:
    content = deck_of(full_example())
    (tmp_path / "deck.pptx").write_bytes(content)
    profile = (tmp_path / "profile").as_uri()
    done = subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "deck.pptx"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if not (tmp_path / "deck.pdf").exists() and "could not be loaded" in done.stderr:
        pytest.skip("LibreOffice has no Impress: no deck was opened")
    pages = re.findall(rb"/Type\s*/Page\b", (tmp_path / "deck.pdf").read_bytes())
    assert len(pages) == len(Presentation(io.BytesIO(content)).slides)
