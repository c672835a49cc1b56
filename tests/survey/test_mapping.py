"""Renamings: what of mapping.toml holds in a wave, and items as they then stand in its file."""

from datetime import date

from answers import codes

from relstudy.survey.items import CodeId, Item, ItemId
from relstudy.survey.mapping import CodeRenaming, ColumnRenaming, Renamings

ON = date(2026, 3, 30)


def column(wave: str, found: str, declared: str) -> ColumnRenaming:
    return ColumnRenaming(wave=wave, found=found, declared=declared, approved_by="Ana", approved_on=ON)


def code(item: str, found: str, declared: str, wave: str = "2026") -> CodeRenaming:
    return CodeRenaming(
        wave=wave, item=ItemId(item), found=found, declared=CodeId(declared), approved_by="Ana", approved_on=ON
    )


def test_a_line_holds_from_its_wave_on_until_a_later_one() -> None:
    renamings = Renamings(columns=(column("2027", "Q4c", "Q4"), column("2026", "Q4b", "Q4")))
    assert not renamings.in_force("2025")
    assert renamings.in_force("2026").found_by_column == {"Q4": "Q4b"}
    assert renamings.in_force("2028").found_by_column == {"Q4": "Q4c"}


def test_rows_of_a_grid_take_its_codes_and_their_own_go_before() -> None:
    row = Item(id=ItemId("g.a"), type="single", columns=("G1",), grid=ItemId("g"), codes=codes("1", "2"))
    other = Item(id=ItemId("q"), type="single", columns=("Q",), codes=codes("1", "2"))
    renamings = Renamings(
        codes=(code("g", "oui", "1"), code("g", "non", "2"), code("g.a", "oui", "2"), code("g", "x", "9"))
    )
    named, untouched = renamings.items((row, other))
    assert dict(named.recoded) == {"oui": "2", "non": "2"}
    assert untouched.recoded == ()
