"""The maps of expectations as values: their order, what is said under them, and all that a chart needs."""

import dataclasses
from collections.abc import Iterator

from expectation_demo import Point, bank_context, bank_figure, figure_of, heard_figure, pool
from markup_reading import find, read_markup, text_of

from relstudy.report.html import render
from relstudy.report.map.figure import map_figure
from relstudy.report.plain.inline import read_flat


def test_ten_profiles_are_in_the_order_of_their_numbers():
    labels = pool(2)
    points = [Point(id=i, importance=6.0, satisfaction=5.0 + k) for k, i in enumerate(labels)]
    figure = figure_of(points, labels, **{f"profile_p{k}": points for k in range(1, 11)})
    assert [p.column.id for p in figure.panels[1:]] == [f"profile=p{k}" for k in range(1, 11)]


def test_small_bases_are_listed_by_number():
    figure = bank_figure()
    expected = {p.number for p in figure.panels[3].column.points if p.satisfaction.base < 100}
    assert expected
    said = next(render(text) for title, text in figure.panels[3].remarks if "faible" in render(title))
    assert {int(text_of(n)) for n in find(read_markup(said), "data")} == expected


def test_a_small_map_of_which_nothing_is_published_says_so_once_and_lists_no_expectation():
    labels = pool(3)
    points = [Point(id=i, importance=6.0, satisfaction=5.0 + k) for k, i in enumerate(labels)]
    few = [dataclasses.replace(point, base=12) for point in points]
    figure = figure_of(points, labels, profile_p1=few, profile_p2=[*points[:1], *few[1:]])
    withheld, partly = figure.panels[1:]
    assert read_flat(withheld.nothing) == "Rien n’est publié ici\u00a0: moins de 30 répondants."
    assert withheld.remarks == ()
    named = [read_flat(text) for title, text in partly.remarks if read_flat(title).startswith("Non publiées")]
    assert named
    assert all(label in named[0] for label in list(labels.values())[1:])


def test_a_caution_no_base_can_need_is_not_announced():
    context = bank_context()
    for caution, said in ((100, "; de 30 à 99"), (30, "")):
        disclosure = dataclasses.replace(context.study.disclosure, min_base=30, caution_base=caution)
        bounded = dataclasses.replace(context, study=dataclasses.replace(context.study, disclosure=disclosure))
        figure = map_figure(bounded)
        assert figure is not None
        base = next(read_flat(n.text).replace("\u202f", "") for n in figure.notes if read_flat(n.title) == "Base.")
        assert said in base
        assert "Moins de 30 répondants" in base
        assert ("signalé" in base) is bool(said)


def test_notes_are_in_the_order_they_are_read():
    assert [render(n.title) for n in bank_figure().notes] == [
        "Lecture.", "Hiérarchie (règle).", "Action (règle).", "Accord.", "Par profil.", "Par cible.", "Intervalles.", "Question.",
        "Base.", "Source.",
    ]  # fmt: skip


def test_a_chart_finds_its_values_their_cells_its_series_and_its_axes():
    figure = bank_figure()
    for panel in figure.panels:
        column, layout = panel.column, panel.layout
        assert column.profile == (int(column.id[-1]) - 1 if column.kind == "profile" else None)
        for mark in layout.marks:
            point = mark.point
            assert (point.x, point.y) == (point.satisfaction.value, point.importance.value)
            assert point.satisfaction.key == f"expectations/{point.verdict.id}/satisfaction/_/{column.id}"
            assert (mark.x, mark.y) == (layout.x.at(point.x), layout.y.at(point.y))
        assert all(layout.x.low < m.point.x < layout.x.high for m in layout.marks)
        assert [line.cell.key for line in layout.lines] == [
            "expectations/_/line/importance/_",
            "expectations/_/line/satisfaction/_",
        ]
    assert {m.point.verdict.tier for m in figure.whole.layout.marks} == {"primary", "unsettled", "secondary"}


def test_a_figure_is_made_of_values_without_a_trace_of_markup():
    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            for part in value:
                yield from texts(part)
        elif dataclasses.is_dataclass(value):
            for field in dataclasses.fields(value):
                yield from texts(getattr(value, field.name))

    for figure in (bank_figure(), heard_figure()[1]):
        assert not [text for text in texts(figure) if "</" in text or "/>" in text or "<svg" in text]
        assert hash(figure) is not None


def test_the_map_is_read_on_what_to_improve_with_its_agreement_and_its_side_of_the_line():
    figure = bank_figure()
    column = figure.panels[0].column
    point = next(p for p in column.points if p.verdict.action == "improve")
    said = read_flat(figure.notes[0].text)
    assert f"«\u00a0{point.label}\u00a0», obtient {point.importance.value:.1f}".replace(".", ",") in said
    assert "(accord\u00a0: " in said
    assert f"est au-dessous de la ligne {column.satisfaction_line.value:.1f}".replace(".", ",") in said


def test_without_a_line_of_satisfaction_no_side_is_said():
    figure = figure_of([Point(id="e0", importance=7.0, satisfaction=6.1)], {"e0": "Seule"}, lines=(7.0, None))
    said = read_flat(figure.notes[0].text)
    assert "«\u00a0Seule\u00a0», obtient 7,0" in said
    assert "ligne 6" not in said
    assert "au-dessous de la ligne" not in said
