"""Names that changed from wave to wave: what mapping.toml says, and what of it holds in a wave."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from relstudy.survey.items import CodeId, Item, ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRenaming:
    """A column of the questionnaire, `declared`, that stands in files as `found`, from `wave` on; who approved it, and when."""

    wave: str
    found: str
    declared: str
    approved_by: str
    approved_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRenaming:
    """A code of an item, `declared`, that stands in files as `found`, from `wave` on. Of a grid's id: in all its rows."""

    wave: str
    item: ItemId
    found: str
    declared: CodeId
    approved_by: str
    approved_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamings:
    """What was approved, in the order of mapping.toml, or of it what holds in one wave."""

    columns: tuple[ColumnRenaming, ...] = ()
    codes: tuple[CodeRenaming, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.columns or self.codes)

    def in_force(self, wave: str) -> "Renamings":
        """Return what holds in a wave: of several lines on one column, or on one text of an item, that of the latest wave."""
        columns = {r.declared: r for r in sorted(self.columns, key=lambda r: r.wave) if r.wave <= wave}
        codes = {(r.item, r.found): r for r in sorted(self.codes, key=lambda r: r.wave) if r.wave <= wave}
        return Renamings(columns=tuple(columns.values()), codes=tuple(codes.values()))

    @property
    def found_by_column(self) -> Mapping[str, str]:
        """Return the name in the file by the name declared."""
        return {r.declared: r.found for r in self.columns}

    def items(self, items: Iterable[Item]) -> tuple[Item, ...]:
        """Return items as they stand in a file: the names of their columns, and the texts that are read as their codes."""
        names = self.found_by_column
        return tuple(
            replace(
                item,
                columns=tuple(names.get(c, c) for c in item.columns),
                shared_out=tuple(names.get(c, c) for c in item.shared_out),
                recoded=self._recoded(item),
            )
            for item in items
        )

    def _recoded(self, item: Item) -> tuple[tuple[str, CodeId], ...]:
        known = {code.code for code in item.codes}
        of_grid = {r.found: r.declared for r in self.codes if item.grid is not None and r.item == item.grid}
        own = {r.found: r.declared for r in self.codes if r.item == item.id}
        return tuple((found, code) for found, code in {**of_grid, **own}.items() if code in known)
