"""One declared item: from the table of a questionnaire to a frozen `Item` and its labels.

A grid gives itself and, right after it, one item `<grid>.<row>` for each row. A declared key that the type has no use
for is a fault.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from relstudy.definitions.read_declaration import ID, Declaration, is_number, show
from relstudy.definitions.read_derived import check_new_codes, with_derivation
from relstudy.folding import fold
from relstudy.nearest import nearest_first
from relstudy.survey.items import Blank, Code, CodeId, Item, ItemId, Missing, Net, Phase, Relation, row_id
from relstudy.survey.kinds import KINDS, LATER_TYPES, ItemType, Kind, types_for
from relstudy.survey.phases import PHASES, RELATIONS
from relstudy.survey.schema import ANY_TEXT
from relstudy.words import LANGS, load_words

KEYS = (
    "id", "type", "column", "columns", "places", "label", "codes", "filter", "blank", "base", "nets", "boxes", "separator", "yes", "missing", "shared_out", "rows",
    "row_labels", "row_phases", "from", "bands", "merge", "asked", "tables", "phase", "same_as_before",
)  # fmt: skip
MISSING = ("not_asked", "filtered", "refused", "dont_know", "absent")
_WITHOUT_ROW = ("not_asked", "filtered", "absent")

#: Keys that only some types have a use for.
_BELONGS: dict[str, Callable[[Kind], bool]] = {
    "column": lambda kind: kind.columns != "by_row",
    "columns": lambda kind: kind.columns == "by_code",
    "places": lambda kind: kind.has_several,
    "separator": lambda kind: kind.columns == "by_code",
    "yes": lambda kind: kind.is_ticked,
    "missing": lambda kind: kind.is_ticked,
    "shared_out": lambda kind: kind.answer == "number",
    "nets": lambda kind: kind.has_nets,
    "boxes": lambda kind: kind.has_nets and "mean" in kind.measures,
    "rows": lambda kind: kind.is_heading,
    "row_labels": lambda kind: kind.is_heading,
    "row_phases": lambda kind: kind.is_heading,
    "bands": lambda _kind: False,
    "merge": lambda _kind: False,
}
#: Those an item with `from` has a use for, whatever its type.
_OF_DERIVED = ("codes", "nets", "bands", "merge")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?\Z")

Texts = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """An item, the table that declares it, and its labels by `kind/id[/id]` (see `Labels`)."""

    item: Item
    table: Declaration
    labels: dict[str, Texts] = field(default_factory=dict)


def draft_item(
    table: Declaration, *, languages: tuple[str, ...], offers: Mapping[str, str | None] | None
) -> tuple[Drafted, ...]:
    """Return the item a table declares, and for a grid those of its rows; nothing where it cannot be one (faults).

    `offers` are the known offers and the relation of each, None where the register is unreadable: then no reference to
    it is judged.
    """
    table.only(KEYS)
    id_ = table.identifier("id")
    derived = table.has("from")
    type_ = _read_type(table, derived=derived)
    if id_ is None or type_ is None:
        return ()
    kind = KINDS[type_]
    _refuse_useless_keys(table, kind, derived=derived)
    labels: dict[str, Texts] = {f"item/{id_}": table.label("label", languages, required=True)}
    codes = _read_codes(table, id_, kind, languages=languages, offers=offers, labels=labels)
    item = Item(
        id=ItemId(id_),
        type=type_,
        codes=codes,
        filter=table.text("filter"),
        blank=cast("Blank", table.choice("blank", ("filtered", "not_asked", "absent"), "absent")),
        base=table.text("base") or "asked",
        asked=table.boolean("asked", default=True),
        tables=table.boolean("tables", default=True),
        shared_out=table.texts("shared_out") or (),
        phase=_read_phase(table, "phase"),
    )
    item = with_derivation(item, table, labels) if derived else _with_columns(item, table)
    _check_codes(item, table)
    nets = _read_nets(table, item, languages, labels)
    item = replace(item, nets=(*nets, *_read_boxes(table, item, nets, languages, labels)))
    drafted = Drafted(item=item, table=table, labels=labels)
    return (drafted, *_row_items(drafted, languages)) if kind.is_heading else (drafted,)


def _read_type(table: Declaration, *, derived: bool) -> ItemType | None:
    if not table.has("type"):
        if derived:
            return "single"
        table.fault("missing-key", column="type", allowed=", ".join(KINDS))
        return None
    type_ = table.choice("type", types_for("derived") if derived else tuple(KINDS), "", later=LATER_TYPES)
    return cast("ItemType", type_) if type_ else None


def _read_phase(table: Declaration, key: str) -> Phase | None:
    return cast("Phase | None", table.choice(key, PHASES, "") or None)


def _refuse_useless_keys(table: Declaration, kind: Kind, *, derived: bool) -> None:
    for key, belongs in _BELONGS.items():
        if table.has(key) and not (key in _OF_DERIVED if derived else belongs(kind)):
            types = [of.type for of in KINDS.values() if belongs(of)] + ["derived"] * (key in _OF_DERIVED)
            found = f'{key}, type = "{"derived" if derived else kind.type}"'
            table.fault("bad-value", key, found=found, allowed=f"type: {', '.join(types)}")


# -- codes -----------------------------------------------------------------------------------------


def _read_codes(
    table: Declaration,
    id_: str,
    kind: Kind,
    *,
    languages: tuple[str, ...],
    offers: Mapping[str, str | None] | None,
    labels: dict[str, Texts],
) -> tuple[Code, ...]:
    codes = []
    seen: dict[str, str] = {}
    for index, row in enumerate(table.tables("codes") or ()):
        row.only(("code", "label", "value", "missing", "offer", "relation", "yes", "exclusive"))
        text = row.text("code", required=True)
        if text is None:
            continue
        missing = _read_missing(row, text, kind)
        folded = fold(text)
        # A code that leaves the asked base has no row of its own: "-" for no answer needs no part of a key.
        if not folded and missing not in _WITHOUT_ROW:
            row.fault("bad-id", "code", found=text, allowed="a-z 0-9 _ .")
        elif (folded or text) in seen:
            table.fault("duplicate-id", "codes", index, found=text, allowed=seen[folded or text])
            continue
        seen[folded or text] = text
        value = _read_value(row, text, kind, needed=missing is None)
        offer = row.text("offer")
        if offer is not None and offers is not None and offer not in offers:
            row.fault("unknown-item", "offer", found=offer, allowed=nearest_first(offer, offers))
        relation = _read_relation(row, None if offers is None or offer is None else offers.get(offer))
        yes = row.text("yes")
        ticks = kind.is_ticked and not table.has("places")
        if yes is not None and not ticks:
            row.fault("bad-value", "yes", found=yes, allowed=ANY_TEXT if kind.is_ticked else 'type = "multiple"')
        if row.has("exclusive") and not kind.has_several:
            row.fault("bad-value", "exclusive", found=f'type = "{kind.type}"', allowed='type = "multiple"')
        label = row.label("label", languages)
        if label:
            labels[f"code/{id_}/{text}"] = label
        codes.append(
            Code(
                code=CodeId(text),
                value=None if missing else value,
                missing=missing,
                offer=offer,
                relation=relation,
                yes=yes,
                exclusive=row.boolean("exclusive", default=False),
            )
        )
    if not table.has("codes"):
        return tuple(Code(code=CodeId(point), value=float(point)) for point in kind.points)
    return tuple(codes)


def _read_missing(row: Declaration, text: str, kind: Kind) -> Missing | None:
    """Return the kind of missing a code stands for; of an open item each stands for one, since what people write is its own answer."""
    if kind.codes == "missing" and not row.has("missing"):
        row.fault("missing-key", column="missing", found=text, allowed=", ".join(MISSING))
    return cast("Missing | None", row.choice("missing", MISSING, "") or None)


def _read_relation(row: Declaration, of_offer: str | None) -> Relation | None:
    """Return the relation an answer declares, which is the one of its offer where both do."""
    relation = row.choice("relation", RELATIONS, "") or None
    if relation is not None and of_offer is not None and of_offer != relation:
        row.fault("bad-value", "relation", found=relation, allowed=of_offer)
    return cast("Relation | None", relation)


def _read_value(row: Declaration, text: str, kind: Kind, *, needed: bool) -> float | None:
    """Return the number of a code on a scale: what is declared, else the code itself where it is a number."""
    if row.has("value") or not kind.has_numbers:
        return row.number("value")
    if _NUMBER.match(text):
        return float(text.replace(",", "."))
    if needed:
        row.fault("missing-key", column="value", found=text)
    return None


def _check_codes(item: Item, table: Declaration) -> None:
    needs = item.kind.codes == "required" and item.derived is None
    if needs and not item.codes and not table.has("codes"):
        table.fault("missing-key", column="codes")
    elif needs and not item.answers and isinstance(table.data.get("codes"), list):
        table.fault("missing-value", "codes", found=show(table.data["codes"]))


def _read_nets(table: Declaration, item: Item, languages: tuple[str, ...], labels: dict[str, Texts]) -> tuple[Net, ...]:
    nets: list[Net] = []
    known = {c.code for c in item.codes}
    for index, row in enumerate(table.tables("nets") or ()):
        row.only(("id", "codes", "label"))
        id_, codes = row.identifier("id"), row.texts("codes", required=True)
        if id_ is None or codes is None:
            continue
        if any(net.id == id_ for net in nets):
            table.fault("duplicate-id", "nets", index, found=id_)
            continue
        for code in codes:
            if code not in known:
                row.fault("unknown-code", "codes", found=code, allowed=nearest_first(code, known_codes(item)))
        if not codes:
            row.fault("missing-value", "codes", found="[]")
        labels[f"net/{item.id}/{id_}"] = row.label("label", languages)
        nets.append(Net(id=id_, codes=tuple(dict.fromkeys(CodeId(c) for c in codes if c in known))))
    return tuple(nets)


def _read_boxes(
    table: Declaration, item: Item, nets: tuple[Net, ...], languages: tuple[str, ...], labels: dict[str, Texts]
) -> tuple[Net, ...]:
    """Return the nets of the highest and of the lowest points, as many as `boxes` says, those in the order of their values."""
    boxes = table.whole("boxes", 0, least=1)
    if not boxes:
        return ()
    points = sorted((c for c in item.answers if c.value is not None), key=lambda c: c.value or 0.0)
    if not item.has_mean or len(points) <= 2 * boxes:
        table.fault("bad-value", "boxes", found=str(boxes), allowed=f"< {len(points)} / 2")
        return ()
    found = []
    for end, codes in (("top", points[-boxes:]), ("bottom", points[:boxes])):
        id_ = f"{end}{boxes}"
        if any(net.id == id_ for net in nets):
            table.fault("duplicate-id", "nets", found=id_)
            continue
        texts = {lang: load_words(lang, "questionnaire")["boxes"][end] for lang in LANGS if lang in languages}
        labels[f"net/{item.id}/{id_}"] = {
            lang: text["one" if boxes == 1 else "other"].format(n=boxes) for lang, text in texts.items()
        }
        found.append(Net(id=id_, codes=tuple(c.code for c in codes)))
    return tuple(found)


def known_codes(item: Item) -> tuple[str, ...]:
    """Return the codes of an item as text, in their order."""
    return tuple(c.code for c in item.codes)


# -- columns ---------------------------------------------------------------------------------------


def _with_columns(item: Item, table: Declaration) -> Item:
    if item.kind.columns == "by_row":
        return _with_rows(item, table)
    if item.kind.columns == "by_code":
        by_place = item.kind.has_several and table.has("places")
        return _with_places(item, table) if by_place else _with_code_columns(item, table)
    column = table.text("column", required=item.asked)
    return replace(item, columns=(column,) if column else ())


def _with_places(item: Item, table: Declaration) -> Item:
    """Return an item whose columns hold one of the answers each: at the first, second ... place of a rank, in any order else."""
    for key in ("column", "columns", "separator", "yes", "missing"):
        if table.has(key):
            table.fault("bad-value", key, found=f"places, {key}", allowed="places | columns | column, separator")
    places = table.texts("places", required=True) or ()
    if len(places) > len(item.answers) and item.answers and item.kind.answer == "order":
        table.fault("bad-value", "places", found=", ".join(places), allowed=", ".join(known_codes(item)))
    return replace(item, columns=tuple(places), by_place=True)


def _with_code_columns(item: Item, table: Declaration) -> Item:
    yes = table.text("yes")
    separator = table.data.get("separator")
    if separator is not None and (not isinstance(separator, str) or not separator):
        table.wrong("separator", "@text")
        separator = None
    item = replace(item, yes=yes, missing_texts=_read_missing_texts(table))
    if table.has("column") and table.has("columns"):
        table.fault("bad-value", "columns", found="column, columns", allowed="column | columns")
        return item
    if table.has("column"):
        if not table.has("separator"):
            table.fault("missing-key", column="separator", allowed='separator = "|"')
        column = table.text("column", required=True)
        return replace(item, columns=(column,) if column else (), separator=separator)
    if not table.has("columns"):
        if item.asked:
            table.fault("missing-key", column="columns", allowed="columns, column, places")
        return item
    if isinstance(table.data["columns"], Mapping):
        return _with_column_table(item, table)
    columns = table.texts("columns") or ()
    if columns and item.codes and len(columns) != len(item.codes):
        places = "; @places" if item.kind.answer == "order" else ""
        table.fault("bad-value", "columns", found=", ".join(columns), allowed=", ".join(known_codes(item)) + places)
        return item
    return replace(item, columns=columns)


def _read_missing_texts(table: Declaration) -> tuple[tuple[str, Missing], ...]:
    """Return the texts that stand in place of ticks, each with the kind of missing it is."""
    declared = (_texts_by_key(table, "missing") or {}) if table.has("missing") else {}
    if declared and table.has("separator"):
        table.fault("bad-value", "missing", found="missing, separator", allowed="missing, columns")
    for text, kind in declared.items():
        if kind not in MISSING:
            allowed = nearest_first(kind, MISSING)
            table.fault("bad-value", "missing", text, column=f"missing.{text}", found=kind, allowed=allowed)
    return tuple((text, cast("Missing", kind)) for text, kind in declared.items() if kind in MISSING)


def _with_column_table(item: Item, table: Declaration) -> Item:
    declared = _texts_by_key(table, "columns")
    if declared is None:
        return item
    if not table.has("codes"):
        check_new_codes(table, "columns", declared)
        return replace(
            item, codes=tuple(Code(code=CodeId(code)) for code in declared), columns=tuple(declared.values())
        )
    known = known_codes(item)
    for code in declared:
        if code not in known:
            allowed = nearest_first(code, known)
            table.fault("unknown-code", "columns", code, found=code, allowed=allowed, column="columns")
    for index, code in enumerate(known):
        if code not in declared:
            allowed = nearest_first(code, declared)
            table.fault("unknown-code", "codes", index, found=code, allowed=allowed, column="codes")
    if set(declared) != set(known):
        return item
    return replace(item, columns=tuple(declared[code] for code in known))


def _with_rows(item: Item, table: Declaration) -> Item:
    if not table.has("rows"):
        if item.asked:
            table.fault("missing-key", column="rows")
        return item
    rows = _texts_by_key(table, "rows")
    if rows is None:
        return item
    for row in rows:
        if not ID.match(row):
            table.fault("bad-id", "rows", row, found=row, allowed="a-z 0-9 _", column="rows")
    if not rows:
        table.fault("missing-value", "rows", found="{}")
    return replace(item, rows=tuple(rows), columns=tuple(rows.values()))


def _texts_by_key(table: Declaration, key: str) -> dict[str, str] | None:
    value = table.data[key]
    if not isinstance(value, Mapping):
        table.wrong(key, "@table")
        return None
    texts = {}
    for name, text in value.items():
        if isinstance(text, str) and text.strip():
            texts[name] = text.strip()
        else:
            table.fault("bad-value", key, name, column=f"{key}.{name}", found=show(text), allowed="@text")
    return texts


def _row_items(grid: Drafted, languages: tuple[str, ...]) -> Iterable[Drafted]:
    declared = grid.table.table("row_labels", item=grid.item.id)
    labels = {}
    if declared is not None:
        declared.only(grid.item.rows)
        labels = {row: declared.label(row, languages) for row in declared.data if row in grid.item.rows}
    moments = grid.table.table("row_phases", item=grid.item.id)
    phases = {}
    if moments is not None:
        moments.only(grid.item.rows)
        phases = {row: _read_phase(moments, row) for row in moments.data if row in grid.item.rows}
    type_: ItemType = "scale" if grid.item.has_mean else "single"
    for row, column in zip(grid.item.rows, grid.item.columns, strict=True):
        id_ = row_id(grid.item.id, row)
        texts = {f"item/{id_}": labels.get(row, {}), f"row/{grid.item.id}/{row}": labels.get(row, {})}
        for code in grid.item.codes:
            label = grid.labels.get(f"code/{grid.item.id}/{code.code}")
            if label is not None:
                texts[f"code/{id_}/{code.code}"] = label
        for net in grid.item.nets:
            texts[f"net/{id_}/{net.id}"] = grid.labels.get(f"net/{grid.item.id}/{net.id}", {})
        yield Drafted(
            item=replace(
                grid.item,
                id=id_,
                type=type_,
                columns=(column,),
                rows=(),
                grid=grid.item.id,
                phase=phases.get(row) or grid.item.phase,
            ),
            table=grid.table,
            labels=texts,
        )


def value_of(text: str) -> float | None:
    """Return the number a text is, point or comma, else None."""
    m = _NUMBER.match(text.strip())
    value = float(m.group().replace(",", ".")) if m is not None else None
    return value if is_number(value) else None
