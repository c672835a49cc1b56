"""Conditions of claims: what they may compare, and that nothing withheld proves anything."""

import pytest

from relstudy.report.book import Book, CellRow
from relstudy.report.claims import parse_condition
from relstudy.survey.grammar import ConditionError


def number(key: str, value: float | None, status: str = "published") -> CellRow:
    section, item, measure, row, column = key.split("/")
    return CellRow(
        key=key, section=section, item=item, measure=measure, row=row, column=column, value=value, status=status
    )


BOOK = Book(
    by_key={
        cell.key: cell
        for cell in (
            number("survey/q/share/1/all", 0.6),
            number("survey/q/share/18-34/target=client", 0.25),
            number("survey/q/share/2/all", None, "withheld"),
            CellRow(key="expectations/e/tier/_/all", section="expectations", item="e", measure="tier", kind="category", text="primary"),
        )
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("survey/q/share/1/all > 0.5", True),
        ("survey/q/share/1/all > 0.6", False),
        ("survey/q/share/1/all >= 0.6", True),
        ("survey/q/share/1/all > survey/q/share/18-34/target=client", True),
        ("survey/q/share/1/all - survey/q/share/18-34/target=client > 0.3", True),
        ("(survey/q/share/1/all + 0.1) < 0.75 and not survey/q/share/1/all < 0.1", True),
        ("(survey/q/share/1/all < 0.1 or survey/q/share/1/all > 0.5) and 1 == 1", True),
        ("expectations/e/tier/_/all == 'primary'", True),
        ('expectations/e/tier/_/all != "primary"', False),
        ("survey/q/share/2/all < 0.9", False),
        ("survey/q/share/2/all >= 0", False),
        ("survey/nothing/share/2/all == 0", False),
        ("expectations/e/tier/_/all > 3", False),
        ("((survey/q/share/1/all + 0.1) - 0.1) > (0.5) and (not (2 - (1 + 1) > 0))", True),
    ],
)
def test_conditions(text: str, holds: bool) -> None:
    assert parse_condition(text).holds(BOOK) is holds


def test_keys_are_named_once_each_in_order() -> None:
    text = "(survey/q/share/1/all + 1) > survey/q/share/2/all or survey/q/share/1/all > 0"
    assert parse_condition(text).keys == ("survey/q/share/1/all", "survey/q/share/2/all")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "@end"),
        ("survey/q/share/1/all", "@end"),
        ("survey/q/share/1/all > ", "@end"),
        ("(survey/q/share/1/all > 0.5", "@end"),
        ("(1 + 2) > (3 > 2)", ">"),
        ("survey/q > 0.5", "survey/q > 0.5"),
        ("survey/q/share/1/all > 0.5 0.6", "0.6"),
        ("__import__('os')", "__import__('os')"),
        ("(" * 150 + "1 > 0", None),
        ("1 > " + "-" * 150 + "1", None),
        ("1 > 0 and " * 2000 + "1 > 0", None),
    ],
)
def test_what_is_no_condition_is_refused(text: str, found: str | None) -> None:
    with pytest.raises(ConditionError) as refused:
        parse_condition(text)
    if found is not None:
        assert refused.value.found == found
