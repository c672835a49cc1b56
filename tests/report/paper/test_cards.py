"""Cards of profiles on paper: the column of channels has more room where their names are long, so that a sheet holds two cards."""

from dataclasses import replace

import pytest
from report_example import full_example

from relstudy.report.paper.blocks import MIDDLE, SIDE, THIRD
from relstudy.report.paper.cards import carded
from relstudy.report.profile_cards import Card, Channels, Entry, build_cards
from relstudy.report.values import EMPTY, Label

NAMED = dict.fromkeys(
    ("share_of", "people", "practices", "channels", "made", "high", "low", "expectations", "rank_interval",
     "importance_short", "satisfaction_short", "implies"), "x"
)  # fmt: skip


def card_with(names: list[str]) -> Card:
    context = full_example().context("fr")
    entries = tuple(Entry(label=Label(name), number="9", whole="8", drawing=EMPTY) for name in names)
    return replace(
        build_cards(context, context.profile_ids)[0], channels=Channels(question="Q", entries=entries, rest=EMPTY)
    )


@pytest.mark.parametrize(
    ("names", "widths"),
    [
        (["Agence", "E-mail", "Application mobile"], (THIRD, THIRD, THIRD)),
        (["Espace client sur le site internet", "Application mobile de suivi des consommations"], (SIDE, MIDDLE, SIDE)),
    ],
    ids=["short", "long"],
)
def test_long_names_of_channels_have_a_wider_column(names: list[str], widths: tuple[float, ...]) -> None:
    block = carded(card_with(names), NAMED, full_example().context("fr").words)
    known = next(part for part in block["c"] if part["k"] == "beside" and len(part["widths"]) == 3)
    assert tuple(known["widths"]) == widths
    assert sum(widths) + 2 * 14 <= 516.0, "the columns of a sheet, 14 points apart"
