"""The table of agreement: all codes and facets, then only the codes below what is relied on, each with its reading."""

from dataclasses import replace

import pytest
from page_context import context_of

from relstudy.cells import Cell
from relstudy.report.agreement_table import agreement_tables
from relstudy.report.context import Context
from relstudy.report.plain.inline import write
from relstudy.report.table import Table
from relstudy.survey.imported import ImportRecord
from relstudy.survey.registers import CodebookEntry


def alpha(item: str, value: float | None) -> Cell:
    return Cell(
        section="agreement", item=item, measure="alpha", value=value, unit="index", missing=value is None, base=44, base_kind="rows",
        low=None if value is None else value - 0.1, high=value, interval="none" if value is None else "bootstrap",
    )  # fmt: skip


def beside(item: str, measure: str, value: float) -> Cell:
    return Cell(section="agreement", item=item, measure=measure, value=value, unit="index", base=44, base_kind="rows")


def context(**alphas: float | None) -> Context:
    cells = [alpha("_", 0.9), alpha("facet.emotion", None)]
    for item, value in alphas.items():
        cells += [alpha(item, value), beside(item, "observed", 0.95), beside(item, "coders", 2.0)]
    return context_of((), cells, {f"codebook/{item}": item.upper() for item in alphas})


def lines(table: Table) -> list[list[str]]:
    return [[write(row.head), *(write(cell) for cell in row.cells)] for group in table.groups for row in group.rows]


def test_codes_below_what_is_relied_on_are_listed_from_the_lowest() -> None:
    (table,) = agreement_tables(context(good=0.8, fair=2 / 3, poor=0.66, same=None))
    assert lines(table) == [
        ["Tous les codes", "0,90", "0,80", "0,90", "", "fiable"],
        ["Émotions", "—", "", "", "", "jugements tous semblables"],
        ["POOR", "0,66", "0,56", "0,66", "0,95", "insuffisant"],
        ["FAIR", "0,67", "0,57", "0,67", "0,95", "indicatif"],
    ]
    assert "d’entre eux : 44" in write(table.notes[0]).replace("\u00a0", " ")


def test_a_facet_that_has_all_codes_is_not_told_again() -> None:
    cells = [alpha("_", 0.9), alpha("facet.channel", 0.9), alpha("phone", 0.9), beside("phone", "coders", 2.0)]
    (table,) = agreement_tables(context_of((), cells, {"codebook/phone": "Téléphone"}))
    assert [line[0] for line in lines(table)] == ["Tous les codes"]


def test_open_questions_have_a_table_each_beside_that_of_the_interviews() -> None:
    told: list[Cell] = []
    for pool, value in (("_", 0.7), ("facet.channel", 0.9), ("phone", 0.5)):
        told.append(replace(alpha("open.remarks", value), row=pool))
        if pool == "phone":
            told += [
                replace(beside("open.remarks", measure, n), row=pool)
                for measure, n in (("observed", 0.9), ("coders", 3.0))
            ]
    spoken = [alpha("_", 0.9), alpha("phone", 0.9), beside("phone", "observed", 0.9), beside("phone", "coders", 2.0)]
    labels = {"codebook/phone": "Téléphone", "item/remarks": "Remarques"}
    interviews, answers = agreement_tables(context_of((), [*spoken, *told], labels))
    assert (interviews.id, answers.id) == ("method-agreement", "method-open-remarks")
    assert write(answers.caption).endswith("Remarques")
    assert lines(answers) == [
        ["Tous les codes", "0,70", "0,60", "0,70", "", "indicatif"],
        ["Canaux", "0,90", "0,80", "0,90", "", "fiable"],
        ["Téléphone", "0,50", "0,40", "0,50", "0,90", "insuffisant"],
    ]
    assert write(answers.notes[0]).startswith("3,00 codeurs")
    assert "fiable à partir de" in write(interviews.notes[1])
    assert "Même lecture" in write(answers.notes[1])
    assert "d’entre eux : 44" in write(answers.notes[0]).replace("\u00a0", " ")


@pytest.mark.parametrize("cells", [[], [beside("c", "observed", 1.0)]])
def test_without_a_second_reader_there_is_no_table(cells: list[Cell]) -> None:
    assert agreement_tables(context_of((), cells)) == ()


def with_codes(*, alpha_of: float, alike: float) -> Context:
    cells = [alpha("_", 0.9), alpha("channels", alpha_of), beside("channels", "observed", alike)]
    cells += [beside("channels", "coders", 2.0), alpha("phone", 0.9), beside("phone", "coders", 2.0)]
    found = context_of((), cells, {"codebook/channels": "Canaux", "codebook/phone": "Téléphone"})
    codebook = (CodebookEntry(id="channels"), CodebookEntry(id="phone", parent="channels"))
    return replace(found, study=replace(found.study, codebook=codebook))


def test_a_code_with_codes_below_it_is_not_taken_for_its_facet() -> None:
    (table,) = agreement_tables(with_codes(alpha_of=0.1, alike=0.8))
    assert lines(table)[-1][0] == "Canaux (ce code ou un code au-dessous)"


@pytest.mark.parametrize(
    ("alpha_of", "alike", "said"),
    [(-0.05, 0.88, True), (0.1, 0.8, False), (0.6, 0.85, False), (0.5, 0.95, True), (0.7, 0.99, False)],
)
def test_a_poor_alpha_of_what_nearly_all_or_none_have_is_explained(alpha_of: float, alike: float, said: bool) -> None:
    (table,) = agreement_tables(with_codes(alpha_of=alpha_of, alike=alike))
    assert any("pas que les codeurs s’opposent" in write(note) for note in table.notes) == said


@pytest.mark.parametrize(("item", "told"), [("", (True, False)), ("remarks", (False, True)), (None, (False, False))])
def test_agreement_of_coders_who_saw_proposals_says_so(item: str | None, told: tuple[bool, bool]) -> None:
    cells = [alpha("_", 0.9), alpha("good", 0.9), beside("good", "coders", 2.0)]
    cells += [replace(alpha("open.remarks", 0.9), row=pool) for pool in ("_", "phone")]
    cells += [replace(beside("open.remarks", "coders", 2.0), row="phone")]
    made = context_of((), cells, {"codebook/good": "Bon", "codebook/phone": "Tél.", "item/remarks": "Remarques"})
    records = [ImportRecord(file="r.qdpx", sha256="0")]
    records += [] if item is None else [ImportRecord(file="r.xlsx", sha256="1", proposals=5, item=item)]
    made = replace(made, wave=replace(made.wave, imports=tuple(records)))
    found = tuple(any("proposés par un modèle" in write(note) for note in t.notes) for t in agreement_tables(made))
    assert found == told
