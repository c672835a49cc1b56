"""questionnaire.xlsx: the questionnaire with one row per item (sheet `items`) and one row per code (sheet `codes`).

- `items`: id, type, column, columns, places, separator, yes, missing, shared_out, filter, blank, base, boxes, from, bands, merge, rows,
  asked, tables, phase, and the label in `label_fr`, `label_en` (or `label`). Lists are `a|b`. `columns` is `Q5_1|Q5_2` or
  `app=Q5_1|desk=Q5_2`; `places` is `Q6_1|Q6_2`; `rows` is `price=Q7_1|time=Q7_2`; `merge` is `young=1|young=2|old=3`;
  `bands` is `18|35|60`; `asked`, `tables` are yes or no (oui, non, 1, 0).
- `codes`: item, code, value, missing, offer, relation, yes, exclusive and the label. A multiple item's separator may itself be
  `|`: it is not a list.
- `rows` (optional sheet): item, row, column, phase (optional) and the label of each row of a grid.
- `nets` (optional sheet): item, id, codes (`1|2`) and the label.

A row of the workbook is read as if it were the TOML table it stands for, so both give the same items and the same
faults.
"""

import io
from collections.abc import Iterable, Mapping
from typing import Any

import python_calamine

from relstudy.definitions.label_columns import label_columns, row_label
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_items import KEYS, value_of
from relstudy.definitions.read_toml import Document, KeyPath, Place
from relstudy.errors import FaultLog
from relstudy.nearest import nearest_first
from relstudy.survey.plan import Source
from relstudy.tables import Table, check_columns, read_table
from relstudy.tables.workbooks import same_sheet

_ITEM_COLUMNS = tuple(key for key in KEYS if key not in ("label", "codes", "nets", "row_labels", "row_phases"))
_TRUE = ("1", "yes", "oui", "true", "vrai")
_FALSE = ("0", "no", "non", "false", "faux")


def read_workbook(folder: StudyFolder, source: Source, languages: tuple[str, ...]) -> Document | None:
    """Return a workbook as the TOML document it stands for; None where it cannot be read."""
    log = folder.log
    contents = folder.contents(source)
    if contents is None:
        return None
    items = read_table(source, log, sheet="items")
    codes = read_table(source, log, sheet="codes") if items is not None else None
    if items is None or codes is None:
        return None
    # The reader of tables has opened this workbook: its list of sheets can be had.
    names = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(contents)).sheet_names
    rows = read_table(source, log, sheet="rows") if same_sheet("rows", names) is not None else None
    nets = read_table(source, log, sheet="nets") if same_sheet("nets", names) is not None else None
    labels = label_columns(languages)
    check_columns(items, log, required=("id", "type"), optional=(*_ITEM_COLUMNS, *labels))
    check_columns(
        codes,
        log,
        required=("item", "code"),
        optional=("value", "missing", "offer", "relation", "yes", "exclusive", *labels),
    )
    if rows is not None:
        check_columns(rows, log, required=("item", "row", "column"), optional=("phase", *labels))
    if nets is not None:
        check_columns(nets, log, required=("item", "id", "codes"), optional=labels)
    if "id" not in items.columns:
        return None
    book = _Workbook(source.path, log)
    tables = [book.item(index, record, line) for index, (record, line) in enumerate(_records(items))]
    by_id = {str(table.get("id")): index for index, table in reversed(list(enumerate(tables)))}
    for sheet, attach in ((codes, book.add_code), (rows, book.add_row), (nets, book.add_net)):
        if sheet is None or "item" not in sheet.columns:
            continue
        for record, line in _records(sheet):
            index = by_id.get(record.get("item", ""))
            if index is not None:
                attach(tables[index], index, record, line)
            else:
                name = record.get("item", "")
                log.add(
                    "unknown-item" if name else "missing-value",
                    source.path,
                    sheet=sheet.sheet,
                    line=line,
                    column="item",
                    found=name or "@blank",
                    allowed=nearest_first(name, by_id) if name else None,
                )
    return Document(file=source.path, data={"items": tables}, locate=book.locate)


def _records(table: Table) -> Iterable[tuple[dict[str, str], int]]:
    columns = {name: table.text(name).tolist() for name in table.columns}
    for index, line in enumerate(table.lines.tolist()):
        yield {name: texts[index] for name, texts in columns.items()}, line


class _Workbook:
    """Rows of a workbook turned into the tables TOML would hold, with the place of each."""

    def __init__(self, file: str, log: FaultLog) -> None:
        self.file = file
        self.log = log
        self.places: dict[KeyPath, Place] = {}

    def locate(self, path: KeyPath) -> Place:
        for end in range(len(path), 0, -1):
            if (place := self.places.get(path[:end])) is not None:
                return place
        return Place(sheet="items")

    def item(self, index: int, record: Mapping[str, str], line: int) -> dict[str, Any]:
        self.places["items", index] = Place(line=line, sheet="items")
        table: dict[str, Any] = {key: text for key, text in record.items() if key in _ITEM_COLUMNS and text}
        if label := _label(record):
            table["label"] = label
        for key in ("columns", "rows", "merge", "missing"):
            if key in table:
                table[key] = self._pairs(table[key], key, line)
        for key in ("places", "shared_out"):
            if key in table:
                table[key] = _parts(table[key])
        if "bands" in table:
            table["bands"] = [_number_or_text(part) for part in _parts(table["bands"])]
        if "boxes" in table:
            table["boxes"] = _whole_or_text(table["boxes"])
        for key in ("asked", "tables"):
            if key in table:
                table[key] = _boolean_or_text(table[key])
        return table

    def _pairs(self, text: str, key: str, line: int) -> Any:
        parts = _parts(text)
        if key == "columns" and not any("=" in part for part in parts):
            return parts
        pairs: dict[str, Any] = {}
        for part in parts:
            name, sign, value = (piece.strip() for piece in part.partition("="))
            if not sign or not name or not value or (name in pairs and key != "merge"):
                self.log.add(
                    "bad-value", self.file, sheet="items", line=line, column=key, found=part, allowed="a=b|c=d"
                )
            elif key == "merge":
                pairs.setdefault(name, []).append(value)
            else:
                pairs[name] = value
        return pairs

    def add_code(self, table: dict[str, Any], index: int, record: Mapping[str, str], line: int) -> None:
        code = _kept(record, ("code", "missing", "offer", "relation", "yes"))
        if value := record.get("value"):
            code["value"] = _number_or_text(value)
        if exclusive := record.get("exclusive"):
            code["exclusive"] = _boolean_or_text(exclusive)
        self._add(table, index, "codes", code, line)

    def add_row(self, table: dict[str, Any], index: int, record: Mapping[str, str], line: int) -> None:
        rows = table.setdefault("rows", {})
        name = record.get("row", "")
        place = Place(line=line, sheet="rows")
        if not isinstance(rows, dict) or not name or not record.get("column"):
            column = "column" if name else "row"
            self.log.add("missing-value", self.file, sheet="rows", line=line, column=column, found="@blank")
            return
        if name in rows:
            self.log.add("duplicate-id", self.file, sheet="rows", line=line, column="row", found=name)
            return
        rows[name] = record["column"]
        self.places["items", index, "rows", name] = place
        if phase := record.get("phase"):
            table.setdefault("row_phases", {})[name] = phase
            self.places["items", index, "row_phases", name] = place
        if label := _label(record):
            table.setdefault("row_labels", {})[name] = label
            self.places["items", index, "row_labels", name] = place

    def add_net(self, table: dict[str, Any], index: int, record: Mapping[str, str], line: int) -> None:
        net = _kept(record, ("id",))
        net["codes"] = _parts(record.get("codes", ""))
        self._add(table, index, "nets", net, line)

    def _add(self, table: dict[str, Any], index: int, key: str, row: dict[str, Any], line: int) -> None:
        rows = table.setdefault(key, [])
        self.places["items", index, key, len(rows)] = Place(line=line, sheet=key)
        rows.append(row)


def _kept(record: Mapping[str, str], keys: Iterable[str]) -> dict[str, Any]:
    row: dict[str, Any] = {key: record[key] for key in keys if record.get(key)}
    if label := _label(record):
        row["label"] = label
    return row


def _label(record: Mapping[str, str]) -> dict[str, str] | str:
    by_language = row_label(record, ("_",))
    return by_language.pop("_") if "_" in by_language else by_language


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def _whole_or_text(text: str) -> int | str:
    number = value_of(text)
    return int(number) if number is not None and number.is_integer() else text


def _number_or_text(text: str) -> float | str:
    value = value_of(text)
    return text if value is None else value


def _boolean_or_text(text: str) -> bool | str:
    if text.lower() in _TRUE:
        return True
    return False if text.lower() in _FALSE else text
