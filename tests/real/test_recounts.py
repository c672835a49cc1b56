"""Figures of real files counted again: 200 of each wave, taken by chance."""

from pathlib import Path

import pytest
from recounts import held_against, wrong

WAVES = (
    ("grid", "2026"), ("barometer", "2018"), ("barometer", "2019"), ("verbatims", "2022"), ("inventory", "2024"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "wave"), WAVES)
def test_chance_keys_are_the_same(finished: dict[str, Path], name: str, wave: str) -> None:
    shown, again = held_against(finished[name], wave, most=200)
    assert wrong(shown, again) == []
    assert any(one.value is not None for one in again.values())
