"""The table of item types: each entry is whole, and an item asks its own."""

from typing import get_args

import pytest

from relstudy.survey.items import Code, Item
from relstudy.survey.kinds import KINDS, LATER_TYPES, ItemType, Kind, types_for


def test_every_type_that_is_read_has_one_entry_and_no_later_one_has() -> None:
    assert tuple(KINDS) == get_args(ItemType)
    assert not set(KINDS) & set(LATER_TYPES)
    assert all(kind.type == name for name, kind in KINDS.items())


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.type)
def test_an_entry_holds_together(kind: Kind) -> None:
    """Nets are unions of codes; only what has codes has shares of answers; what divides respondents may head a banner."""
    assert kind.codes != "none" or not kind.has_nets
    assert kind.codes != "none" or set(kind.measures) <= {"answered"}
    assert "division" not in kind.uses or "banner" in kind.uses
    assert not kind.points or kind.has_numbers
    assert not kind.is_heading or kind.columns == "by_row"


def test_what_may_serve_a_use_in_the_order_messages_name_it() -> None:
    assert types_for("division") == ("single", "scale", "nps")
    assert types_for("margin") == ("single", "scale", "numeric", "nps")
    assert types_for("row") == ("single", "scale")


@pytest.mark.parametrize(
    ("type_", "codes", "expected"),
    [
        ("single", (Code(code="1", value=1.0),), True),
        ("single", (Code(code="1", value=1.0), Code(code="2")), False),
        ("single", (), False),
        ("multiple", (Code(code="1", value=1.0),), False),
        ("grid", (Code(code="1", value=1.0), Code(code="9", missing="refused")), True),
        ("scale", (), True),
        ("scale", (Code(code="9", missing="refused"),), True),
        ("nps", (Code(code="1"),), False),
        ("numeric", (), True),
        ("open", (), False),
    ],
)
def test_which_items_have_a_mean(type_: ItemType, codes: tuple[Code, ...], expected: bool) -> None:
    assert Item(id="q", type=type_, codes=codes).has_mean is expected
