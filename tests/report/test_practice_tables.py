"""R1 from a few cells: bars with their rule, arrows, columns nobody needs, small maps by phase, and what a study lacks."""

from dataclasses import replace

import pytest
from page_context import context_of, share

from relstudy.cells import Cell
from relstudy.report.context import Context
from relstudy.report.drawing import Scale, Shade
from relstudy.report.html import render
from relstudy.report.pages.practices import PracticesView, build_page
from relstudy.report.phase_maps import phase_map, phase_moments
from relstudy.report.plain.inline import read_flat
from relstudy.report.practice_tables import continuity_table, criteria_tables, practice_table, rule_words
from relstudy.report.table import Table
from relstudy.report.values import Beside
from relstudy.survey.items import Code, Item, Observation, PracticeRule
from relstudy.survey.plan import PracticesPlan
from relstudy.survey.practices import PRACTICES
from relstudy.survey.registers import Offer

OFFERS = tuple(Offer(id=name, kind="channel") for name in ("app", "desk"))
USED = Item(
    id="used", type="multiple", codes=(Code(code="a", offer="app"), Code(code="d", offer="desk"), Code(code="fax"), Code(code="no", exclusive=True)),
)  # fmt: skip
CHANGE = Item(id="change", type="single", codes=(Code(code="1"), Code(code="2"), Code(code="9", missing="dont_know")))
WHY = Item(id="why", type="multiple", codes=(Code(code="x"), Code(code="y")))
BUY = Item(
    id="buy", type="multiple", phase="purchase", codes=(Code(code="a", offer="app"), Code(code="d", offer="desk"))
)
ASK = replace(BUY, id="ask", phase="evaluation")
RULE = PracticeRule(
    channels=("used",),
    continuity=Observation(item="change", yes=("1",), no=("2",)),
    simultaneous=Observation(item="change", yes=("2",)),
)
PRACTICE = Item(id="practice", type="single", codes=tuple(Code(code=p) for p in PRACTICES), derived=RULE)
PLAN = PracticesPlan(rule=RULE, criteria=("why",))
LABELS = {
    "item/used": "Q1. Quels canaux ?", "item/change": "Q2. En changeant ?", "item/why": "Q3. Pourquoi ?", "code/used/fax": "Fax",
    "code/change/1": "Reconnu", "code/change/2": "À la fois", "code/why/x": "Vite", "code/why/y": "Sûr",
    "offer/app": "Application", "offer/desk": "Agence", **{f"code/practice/{p}": p.capitalize() for p in PRACTICES},
    "item/practice": "Pratique", "code/cible/c": "Clients", "code/cible/p": "Prospects",
}  # fmt: skip
TARGETS = ("target=c", "target=p")
CIBLE = Item(id="cible", type="single", codes=(Code(code="c"), Code(code="p")))


def practices(column: str, *shares: float, base: int = 800) -> list[Cell]:
    return [share("practice", p, v, column=column, base=base) for p, v in zip(PRACTICES, shares, strict=True)]


def context(*cells: Cell, plan: PracticesPlan | None = PLAN, items: tuple[Item, ...] = ()) -> Context:
    every = (CIBLE, USED, CHANGE, WHY, *items, *([PRACTICE] if plan is not None else []))
    return context_of(every, list(cells), LABELS, practices=plan, offers=OFFERS)


WHOLE = practices("all", 0.30, 0.30, 0.20, 0.199, 0.001, 0.0)
FEW = practices("target=c", 0.2, 0.3, 0.25, 0.25, 0.0, 0.0, base=60)
NOBODY = practices("target=p", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, base=0)


def heads(table: Table) -> list[str]:
    return [read_flat(row.head) for group in table.groups for row in group.rows]


def test_a_line_for_everybody_and_each_column_with_a_bar_of_its_shares() -> None:
    found = context(*WHOLE, *FEW, *NOBODY)
    table = practice_table(found, PRACTICE, PLAN)
    assert heads(table) == ["Ensemble", "Clients"]
    bar = table.groups[0].rows[0].cells[0]
    assert isinstance(bar, Scale)
    assert [c.value for c in bar.ordered if c is not None] == [0.30, 0.30, 0.20, 0.199]
    assert bar.outside == ()
    titles = [read_flat(c.title) for c in table.columns]
    assert titles == ["Répartition", "Mono", "Multi", "Cross", "Omni", "Base brute\u00a0(n)"]
    assert [c.title.parts[0] for c in table.columns if isinstance(c.title, Beside)] == [Shade(i, 4) for i in range(4)]
    notes = " ".join(map(read_flat, table.notes))
    assert "Unsettled, None" in notes
    assert "Non posée\u00a0: Prospects." in notes


def test_a_small_base_is_marked_and_a_withheld_practice_keeps_its_column() -> None:
    withheld = practices("target=p", 0.2, 0.3, 0.25, 0.2, 0.05, 0.0, base=12)
    table = practice_table(context(*WHOLE, *FEW, *withheld), PRACTICE, PLAN)
    clients, prospects = (table.groups[1].rows[i].cells for i in range(2))
    assert read_flat(clients[1]) == "20\u00a0%*"
    assert {read_flat(cell) for cell in prospects[1:-1]} == {"n. p."}
    assert [read_flat(c.title) for c in table.columns][-3:-1] == ["Unsettled", "None"]


def test_the_rule_says_what_it_is_read_from() -> None:
    rule, read = map(read_flat, rule_words(context(*WHOLE), PLAN))
    assert rule.startswith("Règle. Un seul canal, pratique monocanal")
    assert "« Q1. Quels canaux ? »" in read.replace("\u00a0", " ")
    assert "Fax" in read, "a channel of no register is named"
    assert read.index("Reconnu") < read.index("À la fois")
    bare = PracticesPlan(rule=PracticeRule(channels=("used",)))
    assert "ne dit la continuité" in read_flat(rule_words(context(*WHOLE), bare)[1])


def test_the_bar_is_as_long_as_its_shares() -> None:
    bar = practice_table(context(*WHOLE), PRACTICE, PLAN).groups[0].rows[0].cells[0]
    drawn = render(bar)
    assert 'd="M0 0H90V14H0Z"' in drawn
    assert 'd="M90 0H180V14H90Z"' in drawn
    assert "<text" not in drawn


@pytest.mark.parametrize(("targets", "stacks"), [(5, False), (6, True)])
def test_more_columns_than_a_line_of_a_narrow_screen_holds_stack(targets: int, stacks: bool) -> None:
    target = replace(CIBLE, codes=tuple(Code(code=f"t{i}") for i in range(targets)))
    columns = ("all", *(f"target={code.code}" for code in target.codes))
    cells = [share("change", code, 0.5, column=c) for c in columns for code in ("1", "2")]
    labels = {**LABELS, **{f"code/cible/{code.code}": code.code.upper() for code in target.codes}}
    every = (target, USED, CHANGE, WHY, PRACTICE)
    table = continuity_table(context_of(every, cells, labels, practices=PLAN, offers=OFFERS), PLAN)
    assert table is not None
    assert len(table.columns) == targets + 1
    assert table.stacks is stacks


def test_continuity_says_what_the_rule_makes_of_each_answer() -> None:
    cells = [share("change", "1", 0.4), share("change", "2", 0.5), share("change", "9", 0.1)]
    table = continuity_table(context(*WHOLE, *cells), PLAN)
    assert table is not None
    rows = table.groups[0].rows
    assert [read_flat(row.note) for row in rows] == ["continuité", "pas de continuité", "", ""]
    assert heads(table)[:2] == ["Reconnu", "À la fois"]


def test_criteria_come_the_most_given_first() -> None:
    (table,) = criteria_tables(context(*WHOLE, share("why", "x", 0.2), share("why", "y", 0.6)), PLAN)
    assert heads(table) == ["Sûr", "Vite", "Base brute\u00a0(n)"]
    assert criteria_tables(context(*WHOLE), PLAN) == ()


PHASES = [
    share("buy", "a", 0.3), share("buy", "d", 0.5), share("ask", "a", 0.6), share("ask", "d", 0.1),
    share("buy", "a", 0.2, column="target=c", base=60), share("buy", "d", 0.7, column="target=c", base=60),
    share("ask", "a", 0.4, column="target=c", base=20), share("ask", "d", 0.4, column="target=c", base=20),
    share("buy", "a", 0.0, column="target=p", base=0), share("buy", "d", 0.0, column="target=p", base=0),
    share("ask", "a", 0.3, column="target=p"), share("ask", "d", 0.1, column="target=p"),
]  # fmt: skip


def test_maps_have_a_column_for_each_phase_that_was_asked_and_published() -> None:
    found = context(*PHASES, items=(BUY, ASK))
    moments = phase_moments(found)
    whole, clients, prospects = (phase_map(found, moments, column) for column in ("all", *TARGETS))
    assert whole is not None
    assert clients is not None
    assert prospects is not None
    assert [read_flat(c.title) for c in whole.columns] == ["Évaluation", "Achat"]
    assert heads(whole) == ["Application", "Agence", "Base brute\u00a0(n)"]
    assert [read_flat(c.title) for c in clients.columns] == ["Achat"], "the other is withheld"
    assert [read_flat(c.title) for c in prospects.columns] == ["Évaluation"], "the other was not asked"
    assert phase_moments(context(*PHASES, items=(BUY,))) == ()


def test_the_page_says_what_the_study_lacks_and_never_names_the_program() -> None:
    used = [share("used", "a", 0.6), share("used", "d", 0.4), share("used", "fax", 0.1), share("used", "no", 0.0)]
    page = build_page(context(*used, plan=None))
    assert page.state == "partial"
    assert "les pratiques (mono, multi, cross ou omnicanal) ne sont pas établies" in read_flat(page.reason)
    assert "raisons de choisir un canal" in read_flat(page.reason)
    whole = build_page(context(*WHOLE, *used, share("why", "x", 0.2), share("why", "y", 0.6)))
    assert (whole.state, read_flat(whole.reason)) == ("measured", "")
    assert isinstance(whole.view, PracticesView)
    assert [table.id for table in whole.view.tables] == ["R1-practices", "R1-why"]
    assert [table.id for table in whole.view.channels] == ["R1-used"]
    assert "version" not in read_flat(page.reason)


def test_a_wave_that_did_not_ask_says_so() -> None:
    used = [share("used", code, 0.25) for code in ("a", "d", "fax", "no")]
    page = build_page(context(*used, *practices("all", *[0.0] * 6, base=0)))
    assert page.state == "partial"
    assert "n’ont pas été posées dans cette vague" in read_flat(page.reason)


def test_channels_that_are_in_no_register_are_shown_where_practices_count_them() -> None:
    plain = replace(USED, codes=tuple(replace(c, offer=None) for c in USED.codes))
    cells = [*WHOLE, *(share("used", code.code, 0.25) for code in plain.codes)]
    page = build_page(context_of((plain, CHANGE, PRACTICE), cells, LABELS, practices=PLAN, offers=OFFERS))
    assert isinstance(page.view, PracticesView)
    (table,) = page.view.channels
    assert len(heads(table)) == 4, "the answer that excludes the others is no channel"


@pytest.mark.parametrize("apart", [True, False])
def test_the_title_is_what_columns_differ_most_on(apart: bool) -> None:
    """Only where the tests of the wave find one column above everybody and another below."""
    cells = [
        *WHOLE,
        *practices("target=c", 0.1, 0.3, 0.2, 0.4, 0.0, 0.0),
        *practices("target=p", 0.6, 0.2, 0.1, 0.1, 0.0, 0.0),
    ]
    found = context(*cells)
    if apart:
        rows = [
            {"key_a": f"survey/practice/share/{p}/all", "key_b": f"survey/practice/share/{p}/{t}", "verdict": "different"}
            for p in ("mono", "omni") for t in TARGETS
        ]  # fmt: skip
        found = replace(
            found, tests=found.tests.reindex(columns=found.tests.columns).from_records(rows).assign(reason=None)
        )
    title = read_flat(build_page(found).title).replace("\u00a0", " ")
    expected = (
        "Mono : 60 % (Prospects) contre 10 % (Clients)"
        if apart
        else "Qui n’emploie qu’un canal, qui en emploie plusieurs"
    )
    assert title == expected
