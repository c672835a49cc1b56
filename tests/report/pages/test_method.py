"""The disclosure of the method page: eleven items and the 32 of COREQ, from the facts and the run; what nobody said is named."""

from dataclasses import replace

import pytest
from page_context import context_of
from report_example import full_example

from relstudy.cells import Cell
from relstudy.report.pages.method import COREQ, DISCLOSURE, MethodView, build_page
from relstudy.report.plain.inline import read_flat
from relstudy.report.table import Table
from relstudy.study.method import StepOutcome, WaveResult
from relstudy.survey.plan import Steps

CONTEXT = full_example().context()


def told(table: Table) -> dict[str, list[tuple[str, str]]]:
    return {
        read_flat(group.title): [(read_flat(row.head), read_flat(row.cells[0])) for row in group.rows]
        for group in table.groups
    }


def view() -> MethodView:
    found = build_page(CONTEXT).view
    assert isinstance(found, MethodView)
    return found


def test_eleven_items_stand_in_their_order_and_what_nobody_said_is_named() -> None:
    (table,) = (table for table in view().right if table.id == "method-facts")
    groups = told(table)
    assert [name.partition(".")[0] for name in groups][:11] == [str(n) for n in range(1, len(DISCLOSURE) + 1)]
    assert all(groups.values())
    said = CONTEXT.wave.facts.facts
    missing = {head for rows in groups.values() for head, value in rows if value == "non renseigné"}
    assert ("Limites" in missing) == ("limits" not in said)
    assert ("Commanditaire" in missing) == ("sponsor" not in said)


def test_steps_lacking_for_one_reason_stand_on_one_line_after_those_that_were_done() -> None:
    why = {
        "interviews": "no_interviews",
        "agreement": "no_interviews",
        "journeys": "no_interviews",
        "audit": "no_audit",
    }
    steps = dict.fromkeys(("audit", "interviews", "agreement", "survey", "journeys", "weights"), "method")
    outcomes = {
        step: StepOutcome(name=step, state="not_in_study" if step in why else "ran", reason=why.get(step))
        for step in steps
    }
    context = replace(CONTEXT, page_by_step=steps, result=WaveResult(wave=CONTEXT.wave, outcomes=outcomes))
    found = build_page(context).view
    assert isinstance(found, MethodView)
    (rows,) = told(found.left[0]).values()
    assert [head for head, _ in rows] == [
        "Enquête quantitative",
        "Redressement",
        "Bilan interne",
        "Étude qualitative, accord entre codeurs, parcours racontés",
    ]
    assert [state for _, state in rows][2:] == ["pas dans l’étude"] * 2


def test_the_32_items_of_coreq_are_shown_for_interviews() -> None:
    assert CONTEXT.study.steps.interviews
    found = view().coreq
    assert found is not None
    (rows,) = told(found.tables[0]).values()
    assert len(rows) == len(COREQ) == 32
    cell = CONTEXT.book.get("interviews", "_", "n", "_", "all")
    assert rows[11][1] == ("non renseigné" if cell is None else f"{cell.value:.0f}")
    assert ("1. Enquêteur", "non renseigné") in rows


def test_what_the_analyst_says_of_an_item_goes_before_what_the_data_tell() -> None:
    facts = replace(CONTEXT.wave.facts, facts={"coreq_tree": "Trois niveaux", "coreq_size": "Douze"})
    for wave, tree, size in (
        (CONTEXT.wave, "codes", None),
        (replace(CONTEXT.wave, facts=facts), "Trois niveaux", "Douze"),
    ):
        found = build_page(replace(CONTEXT, wave=wave)).view
        assert isinstance(found, MethodView)
        assert found.coreq is not None
        (rows,) = told(found.coreq.tables[0]).values()
        assert tree in rows[list(COREQ).index("tree")][1]
        assert size in (None, rows[list(COREQ).index("size")][1])


def test_the_guide_in_the_study_folder_tells_its_item_of_coreq() -> None:
    place = list(COREQ).index("guide")
    for guides, said in (((), "non renseigné"), (("guide.fr.md",), "guide.fr.md, dans le dossier de l’étude")):
        context = replace(CONTEXT, study=replace(CONTEXT.study, guides=guides))
        found = build_page(context).view
        assert isinstance(found, MethodView)
        assert found.coreq is not None
        (rows,) = told(found.coreq.tables[0]).values()
        assert rows[place][1] == said


@pytest.mark.parametrize(
    ("facts", "said"), [({}, "2"), ({"coders": "Huit"}, "Huit\u202f; comptés dans le codage\u00a0: 2")]
)
def test_who_coded_is_declared_and_counted(facts: dict[str, str], said: str) -> None:
    context = context_of(
        (), [Cell(section="interviews", measure="coders", column="all", value=2.0, unit="count", source="c.csv#coder")]
    )
    study = replace(context.study, steps=Steps(audit=False, benchmark=False, interviews=True, survey=False))
    of_wave = replace(context.wave.facts, facts=facts)
    found = build_page(replace(context, study=study, wave=replace(context.wave, facts=of_wave))).view
    assert isinstance(found, MethodView)
    assert found.coreq is not None
    (rows,) = told(found.coreq.tables[0]).values()
    assert rows[23][1] == said


@pytest.mark.parametrize(("told_by", "surveyed", "lacks"), [(0, False, True), (9, False, False), (9, True, True)])
def test_practices_that_journeys_show_are_not_said_to_be_missing(told_by: int, surveyed: bool, lacks: bool) -> None:
    shown = Cell(
        section="journeys", measure="practice", row="mono", column="all", value=float(told_by), unit="cases",
        base=told_by, base_kind="cases", source="journeys.csv#offer_id", missing=not told_by,
    )  # fmt: skip
    context = context_of((), [shown])
    steps = Steps(audit=False, benchmark=False, interviews=True, survey=surveyed)
    view = build_page(replace(context, study=replace(context.study, steps=steps))).view
    assert isinstance(view, MethodView)
    said = " ".join(read_flat(limit) for limit in view.limits)
    assert ("ne sont pas établies" in said) == (lacks and not told_by)
    assert ("seuls les parcours racontés les montrent" in said) == (surveyed and told_by > 0)
