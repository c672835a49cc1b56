"""Beside each new offer, what the other steps say of it: counts of cases, where it stands, who has it; a side that knows nothing is named once."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from page_context import context_of
from report_reading import PageReader

from relstudy.cells import Cell
from relstudy.report.context import Context
from relstudy.report.html.environment import make_environment
from relstudy.report.new_offers import gather_offers, offers_table, reactions_to
from relstudy.report.page import Plain
from relstudy.report.plain.inline import read_flat, read_inline
from relstudy.report.table import Table
from relstudy.steps.interviews import Interviews
from relstudy.study.method import StepOutcome
from relstudy.survey.registers import CodebookEntry, Expectation, Offer

OFFERS = (
    Offer(id="video", kind="channel", status="project"),
    Offer(id="callback", kind="service", status="project"),
    Offer(id="voice", kind="channel", family="emerging"),
)
CODEBOOK = (
    CodebookEntry(id="nc_video", facet="new_channel", offer="video"),
    CodebookEntry(id="wish_callback", facet="expectation"),
)
EXPECTATIONS = (Expectation(id="called", offer="callback", code="wish_callback"),)
LABELS = {"offer/video": "Visio", "offer/callback": "Rappel", "offer/voice": "Assistant vocal"}


def cases(code: str, **counts: float) -> list[Cell]:
    place = {"section": "interviews", "item": code, "column": "all", "unit": "cases", "base": 20, "base_kind": "cases"}
    return [Cell(**place, measure=name, value=value) for name, value in counts.items()]  # type: ignore[arg-type]


def context(*, graded: bool = True) -> Context:
    cells = [
        *cases("nc_video", cases=4.0, cases_positive=3.0, cases_negative=1.0, cases_contrary=0.0),
        *cases("wish_callback", cases=7.0, cases_positive=1.0, cases_negative=5.0),
    ]
    if graded:
        for offer in ("video", "callback"):
            cells += [
                Cell(section="grid", item=offer, measure="score", value=6.5, unit="score"),
                Cell(section="grid", item=offer, measure="rank", value=2.0, unit="rank", marks="tie"),
            ]
    return context_of((), cells, LABELS, offers=OFFERS, codebook=CODEBOOK, expectations=EXPECTATIONS)


def table_of(made: Context) -> Table:
    table = offers_table(made, gather_offers(made, OFFERS), caption="Offres")
    assert table is not None
    return table


def test_cases_stand_beside_the_offer_they_speak_of_with_the_sides_somebody_takes() -> None:
    video, callback, voice = table_of(context()).groups[0].rows
    assert read_inline(video.cells[0]).split("\n") == ["en parlent\u00a0: 4 sur 20", "3 favorables, 1 défavorable"]
    assert read_flat(callback.cells[0]) == "attente liée exprimée par 7 sur 20"
    assert read_flat(voice.cells[0]) == "—"


def test_expectations_an_offer_serves_are_named_where_there_are_several() -> None:
    codebook = (*CODEBOOK, CodebookEntry(id="wish_hours", facet="expectation"))
    expectations = (*EXPECTATIONS, Expectation(id="open", offer="callback", code="wish_hours"))
    cells = [*cases("wish_callback", cases=7.0), *cases("wish_hours", cases=7.0)]
    labels = LABELS | {"codebook/wish_callback": "Être rappelé", "codebook/wish_hours": "Horaires"}
    made = context_of((), cells, labels, offers=OFFERS, codebook=codebook, expectations=expectations)
    _, callback, _ = table_of(made).groups[0].rows
    said = read_inline(callback.cells[0]).replace("\u00a0", " ").split("\n")
    assert said == ["attente « Être rappelé » : 7 sur 20", "attente « Horaires » : 7 sur 20"]


def _heard(*cases: tuple[int | None, bool]) -> Interviews:
    """Return interviews of one code: of each case its valence, None where it does not judge, and whether it says the contrary."""
    column = [[valence] for valence, _ in cases]
    return Interviews(
        file="codings.csv",
        cases_file="cases.csv",
        case_id=np.arange(len(cases)).astype(str),
        target=np.full(len(cases), ""),
        group=np.zeros(len(cases), dtype=bool),
        attributes=np.full(len(cases), ""),
        codes=("nc_video",),
        asked=np.ones((len(cases), 1), dtype=bool),
        voiced=np.ones((len(cases), 1), dtype=bool),
        unprompted=np.zeros((len(cases), 1), dtype=bool),
        contrary=np.array([[contrary] for _, contrary in cases]),
        judged=np.array([[value is not None for value in row] for row in column]),
        valence=np.array([[value or 0 for value in row] for row in column]),
        quotes=pd.DataFrame(),
    )


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ([(-1, True)], "1 défavorable (dont 1 qui dit le contraire)"),
        ([(-1, False), (None, True)], "1 défavorable, 1 autre dit le contraire"),
        ([(None, True), (0, True)], "2 disent le contraire"),
        (
            [(2, False), (-1, True), (-2, False), (None, True)],
            "1 favorable, 2 défavorables (dont 1 qui dit le contraire), 1 autre dit le contraire",
        ),
    ],
)
def test_who_judges_and_says_the_contrary_is_told_once(told: list[tuple[int | None, bool]], said: str) -> None:
    counts = {
        "cases": float(len(told)),
        "cases_positive": float(sum((valence or 0) > 0 for valence, _ in told)),
        "cases_negative": float(sum((valence or 0) < 0 for valence, _ in told)),
        "cases_contrary": float(sum(contrary for _, contrary in told)),
    }
    made = context_of((), cases("nc_video", **counts), LABELS, offers=OFFERS, codebook=CODEBOOK, expectations=())
    heard = StepOutcome(name="interviews", state="ran", result=_heard(*told))
    made = replace(made, result=replace(made.result, outcomes={"interviews": heard}))
    table = table_of(made)
    assert read_inline(table.groups[0].rows[0].cells[0]).split("\n")[1] == said
    assert any(read_flat(note).startswith("Chacun est compté une fois") for note in table.notes)


def test_a_code_of_the_offer_comes_before_those_of_its_expectations() -> None:
    made = context()
    assert [e.id for e in reactions_to(made, OFFERS[0])] == ["nc_video"]
    assert [e.id for e in reactions_to(made, OFFERS[1])] == ["wish_callback"]
    assert reactions_to(made, OFFERS[2]) == ()


def test_feasibility_is_where_the_offer_stands_and_its_score_with_a_tie_said() -> None:
    video, _, voice = table_of(context()).groups[0].rows
    assert read_flat(video.cells[1]) == "en projet – grille\u00a0: 6,50, rang\u00a02 (ex æquo)"
    assert read_flat(voice.cells[1]) == "—"


def test_a_side_that_knows_nothing_has_no_column_and_is_named_once() -> None:
    table = table_of(context(graded=False))
    assert [read_flat(c.title) for c in table.columns] == ["Étude qualitative", "Faisabilité"]
    said = [read_flat(note) for note in table.notes]
    assert "la concurrence, le bilan, les attentes liées" in said[0]
    assert said[1].startswith("—")


def test_every_number_is_bound() -> None:
    view = Plain(tables=(table_of(context()),))
    html = make_environment().get_template("plain.html.j2").render(view=view)
    reader = PageReader(f'<section data-page="R4">{html}</section>')
    assert reader.strays == []
    assert {b.key for b in reader.numbers} >= {"interviews/nc_video/cases/_/all", "grid/video/score/_/_"}


def test_that_an_offer_is_planned_is_no_finding() -> None:
    bare = context_of((), [], LABELS, offers=OFFERS)
    assert offers_table(bare, gather_offers(bare, OFFERS), caption="Offres") is None
