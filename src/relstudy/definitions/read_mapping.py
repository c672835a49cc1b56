"""mapping.toml: columns and codes that stand otherwise in the files of a wave than in the questionnaire, each approved by somebody."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import TypeVar

from relstudy.definitions.read_declaration import Declaration
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_toml import read_document
from relstudy.nearest import nearest_first
from relstudy.survey.items import CodeId, ItemId
from relstudy.survey.mapping import CodeRenaming, ColumnRenaming, Renamings
from relstudy.survey.plan import Source

_APPROVAL = ("approved_by", "approved_on")
_COLUMN_KEYS = ("wave", "from", "to", *_APPROVAL)
_Renaming = TypeVar("_Renaming", ColumnRenaming, CodeRenaming)
_CODE_KEYS = ("wave", "item", "from", "to", *_APPROVAL)


def read_mapping(
    folder: StudyFolder,
    source: Source,
    *,
    waves: Collection[str],
    columns: Collection[str],
    codes: Mapping[ItemId, Collection[str]],
    broken: Collection[str],
    is_whole: bool,
) -> Renamings:
    """Return the renamings of a study; a line with a fault is left out.

    Parameters
    ----------
    folder, source
        The study folder and its mapping.toml.
    waves
        The names of the study's waves.
    columns
        Every column the study and its waves declare.
    codes
        The codes of every item of the study and its waves, by its id: of all waves, since each may have its own.
    broken
        Ids of items that could not be read in full: nothing is said of what names them.
    is_whole
        False where a wave that is not read may have columns and items of its own: what is not known may be one.
    """
    document = read_document(folder, source)
    if document is None:
        return Renamings()
    root = Declaration(document.data, document, (), folder.log)
    root.only(("columns", "codes"))
    read_columns = [_column(table, waves, columns, is_whole=is_whole) for table in root.tables("columns") or ()]
    read_codes = [_code(table, waves, codes, broken, is_whole=is_whole) for table in root.tables("codes") or ()]
    _refuse_twice(root, "columns", read_columns, lambda r: (r.wave, r.declared))
    _refuse_twice(root, "columns", read_columns, lambda r: (r.wave, r.found, "found"))
    _refuse_twice(root, "codes", read_codes, lambda r: (r.wave, r.item, r.found))
    return Renamings(
        columns=tuple(r for r in read_columns if r is not None), codes=tuple(r for r in read_codes if r is not None)
    )


def _column(
    table: Declaration, waves: Collection[str], columns: Collection[str], *, is_whole: bool
) -> ColumnRenaming | None:
    table.only(_COLUMN_KEYS)
    wave, by, on = _approved(table, waves)
    found, declared = table.text("from", required=True), table.text("to", required=True)
    if declared is not None and declared not in columns and not is_whole:
        return None
    if declared is not None and declared not in columns:
        table.fault("bad-value", "to", found=declared, allowed=nearest_first(declared, columns))
        return None
    if wave is None or by is None or on is None or found is None or declared is None:
        return None
    return ColumnRenaming(wave=wave, found=found, declared=declared, approved_by=by, approved_on=on)


def _code(
    table: Declaration,
    waves: Collection[str],
    codes: Mapping[ItemId, Collection[str]],
    broken: Collection[str],
    *,
    is_whole: bool,
) -> CodeRenaming | None:
    table.only(_CODE_KEYS)
    wave, by, on = _approved(table, waves)
    id_ = table.item_id("item", required=True)
    found, declared = table.text("from", required=True), table.text("to", required=True)
    item = ItemId(id_) if id_ is not None else None
    if item is not None and item not in codes and item not in broken and is_whole:
        table.fault("unknown-item", "item", item=item, found=item, allowed=nearest_first(item, codes))
    if item is None or item not in codes:
        return None
    if declared is not None and declared not in codes[item]:
        if is_whole:
            table.fault("unknown-code", "to", item=item, found=declared, allowed=nearest_first(declared, codes[item]))
        return None
    if wave is None or by is None or on is None or found is None or declared is None:
        return None
    return CodeRenaming(wave=wave, item=item, found=found, declared=CodeId(declared), approved_by=by, approved_on=on)


def _approved(table: Declaration, waves: Collection[str]) -> tuple[str | None, str | None, date | None]:
    """Return the wave of a line, who approved it and when: each is required."""
    wave = table.text("wave", required=True)
    if wave is not None and wave not in waves:
        table.fault("bad-value", "wave", found=wave, allowed=nearest_first(wave, waves))
        wave = None
    return wave, table.text("approved_by", required=True), table.day("approved_on", required=True)


def _refuse_twice(
    root: Declaration, key: str, read: Iterable[_Renaming | None], name_of: Callable[[_Renaming], tuple[str, ...]]
) -> None:
    """Note the lines that say another time what an earlier one says for the same wave."""
    seen: set[tuple[str, ...]] = set()
    for place, renaming in enumerate(read):
        if renaming is None:
            continue
        name = name_of(renaming)
        if name in seen:
            root.fault("duplicate-id", key, place, column="from", found=renaming.found, item=None)
        seen.add(name)
