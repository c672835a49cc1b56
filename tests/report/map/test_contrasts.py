"""What sets a small map apart from the whole: named by rule from ranks and settled tiers, nothing else."""

from dataclasses import replace

import pytest
from expectation_demo import bank_context

from relstudy.cells import CellKey
from relstudy.report.context import Context
from relstudy.report.map.columns import read_columns
from relstudy.report.map.contrasts import contrast_with_whole
from relstudy.report.plain.inline import read_flat

BANK = bank_context("fr")


def said(context: Context, column: str) -> str:
    found = next(c for c in read_columns(context) if c.id == column)
    return read_flat(contrast_with_whole(context, found))


def with_texts(context: Context, texts: dict[str, str]) -> Context:
    cells = dict(context.book.by_key)
    for key, text in texts.items():
        cells[CellKey(key)] = replace(cells[CellKey(key)], text=text)
    return replace(context, book=replace(context.book, by_key=cells))


def test_a_profile_that_puts_the_same_first_says_so_and_names_what_it_raises_and_lowers() -> None:
    text = said(BANK, "profile=p1")
    assert text.startswith("En tête, comme dans l’ensemble\u00a0: Être reconnu d’un canal à l’autre (9,2).")
    assert "Prioritaire ici et non dans l’ensemble\u00a0: Messagerie avec un conseiller." in text


def test_another_first_is_named_beside_that_of_the_whole() -> None:
    text = said(BANK, "profile=p3")
    assert text.startswith("En tête\u00a0: Joindre vite un conseiller (9,4)\u202f; dans l’ensemble\u00a0: Être reconnu")
    assert "Secondaires ici, prioritaires dans l’ensemble" in text


def test_a_column_whose_tiers_are_those_of_the_whole_says_that_none_changes() -> None:
    whole = {v.item: v.text for v in BANK.book.of("expectations", measure="tier") if v.column == "all"}
    same = with_texts(BANK, {f"expectations/{i}/tier/_/profile=p1": t or "" for i, t in whole.items()})
    assert said(same, "profile=p1").endswith("Aucune attente n’y change de niveau.")


@pytest.mark.parametrize("tier", ["unsettled", "missing"])
def test_a_tier_that_is_not_settled_here_is_no_change(tier: str) -> None:
    assert "Messagerie" not in said(with_texts(BANK, {"expectations/messagerie/tier/_/profile=p1": tier}), "profile=p1")
