"""Items made from other items: bands of a number, codes merged into fewer.

A derived item has the codes it declares, else those of its merges, else one for each band: `bands = [18, 35, 60]` gives
"18-34", "35-59" and "60-plus" (limits that are not whole give "0.5-1", the upper limit excluded). With declared codes,
one code more than limits means that the first is everything below the first limit.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from relstudy.definitions.read_declaration import Declaration, show
from relstudy.folding import fold
from relstudy.nearest import nearest_first
from relstudy.survey.items import Code, CodeId, Derivation, Item, ItemId

Texts = dict[str, str]


def with_derivation(item: Item, table: Declaration, labels: dict[str, Texts]) -> Item:
    """Return an item with its derivation, its codes where none are declared, and their labels in `labels`."""
    source = table.item_id("from", required=True)
    if source is None:
        return item
    if table.has("bands") == table.has("merge"):
        code, found = ("bad-value", "bands, merge") if table.has("bands") else ("missing-key", None)
        table.fault(code, "from", column="bands", found=found, allowed="bands | merge")
        return replace(item, derived=Derivation(source=source))
    if table.has("merge"):
        return _with_merge(item, table, source)
    bands = table.numbers("bands")
    if bands is not None and any(a >= b for a, b in pairwise(bands)):
        table.wrong("bands", "@rising-numbers")
        bands = None
    if bands is None:
        return replace(item, derived=Derivation(source=source))
    if table.has("codes"):
        # One code more than limits: the first is everything below the first limit.
        if item.codes and len(item.answers) - len(bands) not in (0, 1):
            table.fault(
                "bad-value", "codes", found=", ".join(c.code for c in item.codes), allowed=show(table.data["bands"])
            )
        return replace(item, derived=Derivation(source=source, bands=bands))
    codes = band_codes(bands)
    for code, texts in zip(codes, _band_labels(bands), strict=True):
        labels[f"code/{item.id}/{code}"] = texts
    return replace(
        item, codes=tuple(Code(code=CodeId(code)) for code in codes), derived=Derivation(source=source, bands=bands)
    )


def _with_merge(item: Item, table: Declaration, source: ItemId) -> Item:
    declared = table.table("merge", item=item.id)
    if declared is None:
        return replace(item, derived=Derivation(source=source))
    merge = {CodeId(code): tuple(map(CodeId, declared.texts(code) or ())) for code in declared.data}
    if not merge:
        table.fault("missing-value", "merge", found="{}")
    if table.has("codes"):
        known = tuple(c.code for c in item.answers)
        declared_codes = tuple(c.code for c in item.codes)
        for code in merge:
            if code not in declared_codes:
                allowed = nearest_first(code, declared_codes)
                declared.fault("unknown-code", code, found=code, allowed=allowed, column="merge")
        for index, code in enumerate(c.code for c in item.codes):
            if code in known and code not in merge:
                table.fault("unknown-code", "codes", index, found=code, allowed=nearest_first(code, merge))
    else:
        check_new_codes(table, "merge", merge)
        item = replace(item, codes=tuple(Code(code=code) for code in merge))
    return replace(item, derived=Derivation(source=source, merge=tuple(merge.items())))


def check_new_codes(table: Declaration, key: str, codes: Iterable[str]) -> None:
    """Note codes, declared as the keys of a table, that cannot be a part of a cell's key or are alike there."""
    seen: dict[str, str] = {}
    for code in codes:
        folded = fold(code)
        if not folded:
            table.fault("bad-id", key, code, found=code, allowed="a-z 0-9 _ .")
        elif seen.setdefault(folded, code) != code:
            table.fault("duplicate-id", key, code, found=code, allowed=seen[folded])


def band_codes(bands: tuple[float, ...]) -> tuple[str, ...]:
    """Return the codes of bands from their ascending lower limits: 18, 35, 60 gives "18-34", "35-59", "60-plus"."""
    whole = all(limit.is_integer() for limit in bands)
    codes = []
    for low, high in pairwise(bands):
        last = high - 1 if whole else high
        codes.append(_plain(low) if last == low else f"{_plain(low)}-{_plain(last)}")
    return (*codes, f"{_plain(bands[-1])}-plus")


def _band_labels(bands: tuple[float, ...]) -> list[Texts]:
    whole = all(limit.is_integer() for limit in bands)
    labels = []
    for low, high in pairwise(bands):
        a, b = _plain(low), _plain(high - 1 if whole else high)
        if a == b:
            labels.append({"fr": a, "en": a})
        elif whole:
            labels.append({"fr": f"{a} à {b}", "en": f"{a} to {b}"})
        else:
            fr = f"de {a} à moins de {b}".replace(".", ",")
            labels.append({"fr": fr, "en": f"{a} to under {b}"})
    last = _plain(bands[-1])
    return [*labels, {"fr": f"{last} et plus".replace(".", ","), "en": f"{last} and over"}]


def _plain(number: float) -> str:
    return str(int(number)) if number.is_integer() else f"{number:.12g}"
