"""The joint display: with interviews it sets their findings beside the survey, without them it speaks of the survey alone."""

import re
from datetime import date
from typing import Literal

import pytest
from page_context import context_of, share

from relstudy.cells import Cell
from relstudy.report.cell_names import state_hypothesis
from relstudy.report.html import render
from relstudy.report.page import Page, Plain
from relstudy.report.pages.hypotheses import build_page
from relstudy.report.plain.inline import read_flat
from relstudy.report.plain.writing import write_page
from relstudy.report.wording import words_of
from relstudy.survey.items import CodeId, Item
from relstudy.survey.registers import CodebookEntry, Hypothesis

STAYS = Item(id="stays", type="scale")
LABELS = {"item/stays": "Resterez-vous ?", "codebook/leaving": "Partir", "hypothesis/h1": "Qui attend reste moins"}


def build(*, finding: str | None, heard: bool) -> Page:
    claim = Hypothesis(
        id="h1", finding=finding, item="stays", base="waits == '1'", direction="lower", least=0.5, measure="mean",
        declared=date(2026, 1, 5),
    )  # fmt: skip
    cells = [Cell(section="hypotheses", item="h1", measure="verdict", kind="category", text="confirmed")]
    if heard:
        cells.append(
            Cell(
                section="interviews", item="leaving", measure="cases", column="all", value=5.0, unit="cases", base=14,
                base_kind="cases",
            )
        )  # fmt: skip
    book = (CodebookEntry(id="leaving"),)
    return build_page(context_of((STAYS,), cells, LABELS, hypotheses=(claim,), codebook=book))


@pytest.mark.parametrize(("finding", "heard"), [(None, False), ("leaving", False), (None, True), ("leaving", True)])
def test_a_study_without_interviews_promises_no_qualitative_finding(finding: str | None, heard: bool) -> None:
    page = build(finding=finding, heard=heard)
    text = write_page(page, words_of("fr"), running="", width=200)
    assert ("qualitatif" in text or "qualitative" in text) == heard
    assert ("D’où elle vient" in text) == (finding is not None)
    assert ("le thème d’où elle vient" in read_flat(page.subtitle)) == heard
    assert ("Ne vient d’aucun thème" in text) == (heard and finding is None)


@pytest.mark.parametrize("given", [True, False])
def test_a_hypothesis_on_a_coded_open_answer_names_its_code_and_says_where_no_answer_has_it(given: bool) -> None:
    claim = Hypothesis(
        id="h1", item="why", base="stays == '1'", direction="higher", least=0.1, measure="share", code="leaving",
        declared=date(2026, 1, 5),
    )  # fmt: skip
    items = (Item(id="why", type="open", columns=("q",)), STAYS)
    labels = {"item/why": "Pourquoi ?", "item/stays": "Resterez-vous ?", "codebook/leaving": "Partir"}
    cells = [Cell(section="hypotheses", item="h1", measure="verdict", kind="category", text="not_measurable")]
    cells += [share("why", "leaving", 0.2)] if given else []
    context = context_of(items, cells, labels, hypotheses=(claim,), codebook=(CodebookEntry(id="leaving"),))
    view = build_page(context).view
    assert isinstance(view, Plain)
    (row,) = view.tables[0].groups[0].rows
    head = read_flat(row.head).replace("\u00a0", " ").replace("\u202f", " ")
    assert head.startswith("À « Pourquoi ? », la réponse « Partir » est plus fréquente")
    told = read_flat(row.cells[-1])
    assert ("aucune réponse à cette question n’a reçu ce code" in told) is not given
    assert ("trop peu de répondants" in told) is given


@pytest.mark.parametrize(
    ("measure", "direction", "least", "said"),
    [
        ("mean", "lower", 0.5, "La moyenne à « Resterez-vous ? » est plus basse chez ceux qui répondent « 1 » à « waits », d’au moins 0,5"),
        ("nps", "higher", 10.0, "Le NPS à « Resterez-vous ? » est plus élevé chez ceux qui répondent « 1 » à « waits », d’au moins 10 points"),
        ("share", "higher", 0.1, "À « Resterez-vous ? », la réponse « Oui » est plus fréquente chez ceux qui répondent « 1 » à « waits », d’au moins 10 points"),
    ],
)  # fmt: skip
def test_a_hypothesis_without_a_label_is_a_sentence(
    measure: Literal["mean", "nps", "share"], direction: Literal["higher", "lower"], least: float, said: str
) -> None:
    one = Hypothesis(
        id="h2", item=STAYS.id, base="waits == '1'", direction=direction, least=least, measure=measure,
        code=CodeId("yes") if measure == "share" else None, declared=date(2026, 1, 5),
    )  # fmt: skip
    context = context_of((STAYS,), [], {**LABELS, "code/stays/yes": "Oui"}, hypotheses=(one,))
    stated = read_flat(state_hypothesis(context, one))
    assert stated.replace("\u00a0", " ").replace("\u202f", " ") == said
    digits = re.sub(
        r"<[^>]*>", "", re.sub(r'<([a-z]+) data-role="number">.*?</\1>', "", render(state_hypothesis(context, one)))
    )
    assert not re.search(r"\d", digits.replace("« 1 »", "").replace("«\u00a01\u00a0»", ""))


def test_what_the_register_says_of_a_hypothesis_comes_first() -> None:
    one = Hypothesis(
        id="h1", item=STAYS.id, base="waits == '1'", direction="lower", least=0.5, measure="mean", declared=date(2026, 1, 5),
    )  # fmt: skip
    assert (
        read_flat(state_hypothesis(context_of((STAYS,), [], LABELS, hypotheses=(one,)), one))
        == "Qui attend reste moins"
    )


def test_a_difference_the_weighting_imposes_is_told_without_an_interval_and_as_why_nothing_can_be_said() -> None:
    claim = Hypothesis(
        id="h1", item="stays", base="waits == '1'", direction="higher", least=0.1, measure="mean", declared=date(2026, 1, 5)
    )  # fmt: skip
    cells = [
        Cell(section="hypotheses", item="h1", measure="verdict", kind="category", text="not_measurable"),
        Cell(
            section="hypotheses", item="h1", measure="difference", value=-0.14, unit="share", se=0.0, base=400,
            base_kind="respondents", marks="imposed",
        ),
    ]  # fmt: skip
    view = build_page(context_of((STAYS,), cells, LABELS, hypotheses=(claim,))).view
    assert isinstance(view, Plain)
    (row,) = view.tables[0].groups[0].rows
    told = " ".join(read_flat(cell) for cell in row.cells).replace("\u00a0", " ").replace("\u202f", " ")
    assert "imposé par le redressement" in told
    assert "le redressement impose les deux chiffres" in told
    assert "trop peu de répondants" not in told


def test_the_unit_of_a_difference_is_said_once_and_not_again_in_its_interval() -> None:
    claim = Hypothesis(
        id="h1", item="stays", base="waits == '1'", direction="higher", least=0.1, measure="share", declared=date(2026, 1, 5)
    )  # fmt: skip
    cells = [
        Cell(section="hypotheses", item="h1", measure="verdict", kind="category", text="confirmed"),
        Cell(
            section="hypotheses", item="h1", measure="difference", value=0.17, unit="share", low=0.11, high=0.23, base=400,
            base_kind="respondents", interval="taylor",
        ),
    ]  # fmt: skip
    view = build_page(context_of((STAYS,), cells, LABELS, hypotheses=(claim,))).view
    assert isinstance(view, Plain)
    told = " ".join(read_flat(cell) for cell in view.tables[0].groups[0].rows[0].cells).replace("\u00a0", " ")
    assert "+17 points (de +11 à +23)" in told
