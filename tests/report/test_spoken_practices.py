"""R1 without a survey: channels, stages and reasons in counts, and what nobody recorded; parents and silent codes have no line."""

from dataclasses import replace

import numpy as np
import pandas as pd
from page_context import context_of

from relstudy.cells import Cell, CellKey
from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.html.environment import make_environment
from relstudy.report.page import Page
from relstudy.report.pages.practices import PracticesView, build_page
from relstudy.report.paper.said import voiced
from relstudy.report.plain.inline import read_flat
from relstudy.report.plain.writing import write_page
from relstudy.report.spoken_practices import (
    Voice,
    facet_table,
    is_told,
    leaves_of,
    put_together,
    stage_table,
    voices,
)
from relstudy.report.table import Table
from relstudy.report.values import Label
from relstudy.report.wording import words_of
from relstudy.steps.interviews import Interviews
from relstudy.study.method import StepOutcome
from relstudy.survey.registers import CodebookEntry

CODEBOOK = (
    CodebookEntry(id="contact", facet="channel"), CodebookEntry(id="desk", parent="contact", facet="channel"),
    CodebookEntry(id="phone", parent="contact", facet="channel"), CodebookEntry(id="fax", parent="contact", facet="channel"),
    CodebookEntry(id="buying", facet="stage"), CodebookEntry(id="after", facet="stage"),
    CodebookEntry(id="speed", facet="criterion"),
)  # fmt: skip
LABELS = {f"codebook/{e.id}": e.id.capitalize() for e in CODEBOOK}


def cases(code: str, n: int, *, measure: str = "cases", row: str = "_", column: str = "all", base: int = 22) -> Cell:
    return Cell(
        section="interviews", item=code, measure=measure, row=row, column=column, value=float(n), unit="cases", base=base,
        base_kind="cases",
    )  # fmt: skip


COUNTS = [
    cases("contact", 12), cases("desk", 4), cases("phone", 9), cases("fax", 0), cases("buying", 3), cases("after", 2),
    cases("desk", 4, column="target=c", base=14), cases("phone", 5, column="target=c", base=14),
    cases("phone", 2, measure="cases_positive"), cases("desk", 0, measure="cases_positive"),
    cases("phone", 3, measure="cases_at", row="buying"), cases("desk", 0, measure="cases_at", row="buying"),
    cases("phone", 0, measure="cases_at", row="after"),
]  # fmt: skip


def spoken(*more: Cell) -> Context:
    return context_of((), [*COUNTS, *more], LABELS, codebook=CODEBOOK)


def heads(table: Table) -> list[str]:
    return [read_flat(row.head) for group in table.groups for row in group.rows]


def test_codes_are_counted_the_most_voiced_first_without_parents_and_silent_ones() -> None:
    table = facet_table(spoken(), "channel", stub="Canal")
    assert table is not None
    assert heads(table) == ["Phone", "Desk"]
    assert [read_flat(cell) for cell in table.groups[0].rows[0].cells] == ["9 sur 22", "5 sur 14", "2"]
    assert read_flat(table.notes[0]).replace("\u00a0", " ") == "Sans aucune mention : Fax."
    assert [read_flat(c.title) for c in table.columns] == ["Exprimé", "Exprimé", "Satisfaits"]
    assert facet_table(spoken(), "criterion", stub="Critère") is None
    assert [e.id for e in leaves_of(spoken(), "channel")] == ["desk", "phone", "fax"]


def test_a_channel_stands_at_the_stages_it_was_spoken_of() -> None:
    table = stage_table(spoken())
    assert table is not None
    assert heads(table) == ["Phone"]
    assert [read_flat(c.title) for c in table.columns] == ["Buying"]
    assert read_flat(table.groups[0].rows[0].cells[0]) == "3 sur 22"


def test_the_page_says_what_was_not_recorded_and_never_writes_a_share() -> None:
    page = build_page(spoken())
    assert page.state == "partial"
    assert "cas par cas" in read_flat(page.reason)
    assert "critère de choix" in read_flat(page.reason)
    assert isinstance(page.view, PracticesView)
    assert [table.id for table in page.view.tables] == ["R1-channel", "R1-stages"]
    cells = [cell for table in page.view.tables for group in table.groups for row in group.rows for cell in row.cells]
    assert not [cell for cell in map(read_flat, cells) if "%" in cell]
    whole = build_page(spoken(cases("speed", 6)))
    assert isinstance(whole.view, PracticesView)
    assert whole.view.tables[-1].id == "R1-criterion"
    assert "critère de choix" not in read_flat(whole.reason)


def test_without_any_of_it_the_page_gives_its_reason() -> None:
    page = build_page(context_of((), [], {}, codebook=CODEBOOK))
    assert page.state == "not-measured"
    assert "version" not in read_flat(page.reason)


def test_a_text_is_told_where_it_or_part_of_it_is_quoted() -> None:
    told = (
        Voice(
            cell=CellRow(key=CellKey("k"), section="interviews", item="x", measure="quote"),
            about="",
            text="Deux minutes. À vingt-trois heures, toujours.",
            who="",
        ),
    )
    assert is_told("À vingt-trois heures, toujours.", told)
    assert is_told("Oui. Deux minutes. À vingt-trois heures, toujours. Voilà.", told)
    assert not is_told("À midi, toujours.", told)
    assert not is_told("À midi, toujours.", ())


def heard(*texts: str) -> Context:
    """Return a context of interviews whose cases each say one text on speed."""
    told = [
        {"case_id": f"c{n}", "code_id": "speed", "part": "v", "n": 1, "text": text, "contrary": False, "prompted": False, "valence": 1.0}
        for n, text in enumerate(texts)
    ]  # fmt: skip
    quotes = pd.DataFrame(told, columns=["case_id", "code_id", "part", "n", "text", "contrary", "prompted", "valence"])
    made = spoken(cases("speed", len(texts)))
    none = np.zeros((len(texts), 1), dtype=bool)
    result = Interviews(
        file="codings.csv", cases_file="cases.csv", case_id=np.array([f"c{n}" for n in range(len(texts))]),
        target=np.full(len(texts), ""), group=np.zeros(len(texts), dtype=bool), attributes=np.full(len(texts), ""),
        codes=("speed",), asked=~none, voiced=~none, unprompted=~none, contrary=none, judged=~none, valence=none.astype(int), quotes=quotes,
    )  # fmt: skip
    outcome = StepOutcome(name="interviews", state="ran", result=result)
    return replace(made, result=replace(made.result, outcomes={"interviews": outcome}))


def test_where_no_passage_is_coded_nobody_is_quoted() -> None:
    assert voices(heard(), "criterion", most=3) == ()
    told = (
        Voice(
            cell=CellRow(key=CellKey("k"), section="interviews", item="x", measure="quote"),
            about="",
            text="Deux minutes, pas plus.",
            who="",
        ),
    )
    assert voices(heard("Deux minutes, pas plus."), "criterion", most=3, told=told) == ()


def test_what_two_cases_say_of_the_same_is_headed_once_in_every_paper() -> None:
    def voice(about: str, text: str) -> Voice:
        return Voice(
            cell=CellRow(key=CellKey(text), section="journeys", item="x", measure="choice_quote"),
            about=Label(about),
            text=text,
            who="",
        )

    said = [voice("Agence, non site", "Un"), voice("Site, non agence", "Deux"), voice("Agence, non site", "Trois")]
    told = put_together(said)
    assert [one.text for one in told] == ["Un", "Trois", "Deux"]
    view = PracticesView(choosing_title="Pourquoi", choosing=told)
    markup = make_environment().get_template("practices.html.j2").render(view=view)
    assert [markup.count(f">{about}<") for about in ("Agence, non site", "Site, non agence")] == [1, 1]
    assert (markup.count("<blockquote"), markup.count('<div class="theme">')) == (3, 2)
    assert markup.count("<div") == markup.count("</div>")
    page = Page(name="R1", template="practices.html.j2", nav="R1", eyebrow="R1", title="R1", view=view)
    text = write_page(page, words_of("fr"), running="", width=80)
    assert (text.count("Agence, non site"), text.count("Trois")) == (1, 1)
    blocks = str(list(voiced("Pourquoi", told, words_of("fr"))))
    assert (blocks.count("Agence, non site"), blocks.count("Trois")) == (1, 1)
