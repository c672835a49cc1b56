"""References between the files of a study: what study.toml and the registers name must exist and be fit for its use.

A register or questionnaire that could not be read is None here: nothing that refers to it is judged, so one broken file
gives one fault, not a hundred.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from relstudy.definitions.check_expressions import check_expression, is_broken
from relstudy.definitions.read_declaration import Declaration
from relstudy.definitions.read_items import known_codes
from relstudy.definitions.read_practices import DeclaredPractices
from relstudy.definitions.read_registers import Line, Register
from relstudy.definitions.read_study_toml import StudyToml
from relstudy.nearest import nearest_first
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import EVERY_ITEM, ExpectationsPlan, ProfilesPlan, Wave
from relstudy.survey.registers import CodebookEntry, Expectation, Offer, Quota

#: Satisfactions from which importance is derived; `stats.relative_importance` goes through all their subsets.
MOST_DERIVED = 15
#: Items named where one is to be chosen.
MOST_NAMED = 8
#: Comparisons a figure from which a wave of a hundred questions takes many seconds and gigabytes.
MOST_COMPARISONS = 1_000
#: Heads of columns that are not banner items.
_COLUMN_HEADS = ("profile", "target", "player", "kind", "wave")

Fits = Callable[[Item], bool]


def check_study_references(
    toml: StudyToml, *, items: Mapping[ItemId, Item] | None, broken: frozenset[str], codes: Collection[str] = ()
) -> None:
    """Note every item that study.toml names and that does not exist or is not fit; `codes` are those of the code frame."""
    if items is None:
        return
    respondents = toml.root.table("respondents") if toml.respondents.target or toml.respondents.keep else None
    if respondents is not None and toml.respondents.target:
        check_item(respondents, ("target",), toml.respondents.target, items, broken, fits=_has_one_answer)
    if respondents is not None and toml.respondents.keep:
        check_expression(toml.respondents.keep, respondents, "keep", items=items, broken=broken)
    profiles = toml.root.table("profiles") if toml.profiles is not None else None
    if profiles is not None and toml.profiles is not None:
        _check_profiles(profiles, toml.profiles, items, broken)
    expecting = toml.root.table("expectations") if toml.expecting is not None and toml.expecting.overall else None
    if expecting is not None and toml.expecting is not None and toml.expecting.overall:
        check_item(expecting, ("overall",), toml.expecting.overall, items, broken, fits=_is_measured)
    quality = toml.root.table("quality") if toml.quality.contradictions else None
    contradictions = quality.table("contradictions", item="quality.contradictions") if quality is not None else None
    if contradictions is not None:
        for name, text in toml.quality.contradictions:
            check_expression(text, contradictions, name, items=items, broken=broken)
    _check_strategy(toml, items, broken, codes)
    _check_criteria(toml.practices, items, broken)
    tables = toml.root.table("tables") if toml.tables.banner else None
    if tables is not None:
        for index, name in enumerate(tables.data["banner"]):
            check_item(tables, ("banner", index), ItemId(name.strip()), items, broken, fits=_fits_banner)
        _note_width(tables, [items[name] for name in toml.tables.banner if name in items])


def _check_strategy(
    toml: StudyToml, items: Mapping[ItemId, Item], broken: frozenset[str], codes: Collection[str]
) -> None:
    """Note the items that measure effects or make the value of a customer and do not exist or have not the figures.

    An effect may be told by a code of the interviews too, in a study that has them.
    """
    effects = toml.root.table("effects") if toml.effects else None
    if effects is not None:
        for effect in toml.effects:
            for index, given in enumerate(effects.data[effect.kind]):
                name, path = ItemId(given.strip()), (effect.kind, index)
                if name in items or name not in codes:
                    check_item(effects, path, name, items, broken, fits=_is_told)
                elif not toml.steps.interviews:
                    effects.fault("bad-value", *path, found=name, allowed="@effect-unheard", column=effect.kind)
    value = toml.root.table("value") if toml.value is not None else None
    if value is not None and toml.value is not None:
        for key, factor in toml.value.factors.items():
            if isinstance(factor, str):
                check_item(value, (key,), factor, items, broken, fits=_is_measured)


def _check_profiles(
    table: Declaration, plan: ProfilesPlan, items: Mapping[ItemId, Item], broken: frozenset[str]
) -> None:
    if isinstance(table.data.get("items"), list):
        for index, name in enumerate(table.data["items"]):
            if isinstance(name, str):
                check_item(table, ("items", index), ItemId(name.strip()), items, broken, fits=_fits_profiles)
    poles = table.data.get("poles")
    for pole in plan.poles if isinstance(poles, Mapping) else ():
        for side in ("high", "low"):
            for index, name in enumerate(pole.high if side == "high" else pole.low):
                path = ("poles", pole.id, side, index)
                where = f"poles.{pole.id}.{side}"
                check_item(table, path, name, items, broken, fits=_has_number, column=where)
    if plan.existing:
        check_item(table, ("existing",), plan.existing, items, broken, fits=_has_one_answer)


def _check_criteria(declared: DeclaredPractices | None, items: Mapping[ItemId, Item], broken: frozenset[str]) -> None:
    if declared is not None and declared.plan.criteria:
        for index, name in enumerate(declared.table.data["criteria"]):
            check_item(declared.table, ("criteria", index), ItemId(name.strip()), items, broken, fits=_has_shares)


def check_item(
    table: Declaration,
    path: tuple[str | int, ...],
    name: ItemId,
    items: Mapping[ItemId, Item],
    broken: frozenset[str],
    *,
    fits: Fits,
    column: str | None = None,
) -> None:
    """Note where an item named at a key of a table does not exist or is not fit, with those that are."""
    if is_broken(name, broken):
        return
    where = {"column": column or str(path[0])}
    item = items.get(name)
    if item is None:
        table.fault("unknown-item", *path, found=name, allowed=nearest_first(name, items), **where)
    elif not fits(item):
        fitting = [i.id for i in items.values() if fits(i)]
        allowed = nearest_first(name, fitting) if fitting else "@no-fitting-item"
        table.fault("bad-value", *path, found=f'{name} (type = "{item.type}")', allowed=allowed, **where)


def expand_grids(names: Sequence[ItemId], items: Mapping[ItemId, Item]) -> tuple[ItemId, ...]:
    """Return names of items, a grid replaced by its rows."""
    rows = {name: items[name].row_ids for name in names if name in items}
    return tuple(dict.fromkeys(own for name in names for own in rows.get(name) or (name,)))


def _has_one_answer(item: Item) -> bool:
    return "division" in item.kind.uses and bool(item.codes)


def _has_number(item: Item) -> bool:
    return item.has_mean


def _is_told(item: Item) -> bool:
    return bool({"mean", "share"} & set(item.kind.measures))


def _is_measured(item: Item) -> bool:
    return item.has_mean and not item.kind.is_heading


def _fits_profiles(item: Item) -> bool:
    return "profile" in item.kind.uses and (not item.kind.is_heading or bool(item.rows))


def _has_shares(item: Item) -> bool:
    return "share" in item.kind.measures and bool(item.answers) and not item.kind.is_heading


def _note_width(tables: Declaration, banner: list[Item]) -> None:
    """Note a banner whose columns, each with everybody and with those of its question, make very many comparisons."""
    widths = [sum(code.missing is None for code in item.codes) for item in banner]
    compared = sum(width * (width + 1) // 2 for width in widths)
    if compared > MOST_COMPARISONS:
        widest = banner[widths.index(max(widths))].id
        found = f"{compared} ({widest} × {max(widths)})"
        tables.fault("wide-banner", "banner", item=widest, found=found, allowed=str(MOST_COMPARISONS))


def _fits_banner(item: Item) -> bool:
    return "banner" in item.kind.uses and bool(item.codes) and item.id not in _COLUMN_HEADS


def check_expectation_references(
    expectations: Register[Expectation],
    *,
    items: Mapping[ItemId, Item] | None,
    broken: frozenset[str],
    offers: Register[Offer] | None,
    codebook: Register[CodebookEntry] | None,
) -> None:
    """Note every offer, code and item that expectations.csv names and that does not exist or has no mean."""
    for id_, line in expectations.lines.items():
        _check_line(line, id_, "offer_id", offers, "unknown-item")
        for column in ("code_id", "satisfaction_code_id"):
            _check_line(line, id_, column, codebook, "unknown-code")
        for column in ("importance_item", "satisfaction_item"):
            name = line.item_id(column)
            if name is None or items is None or is_broken(name, broken):
                continue
            item = items.get(name)
            if item is None or item.kind.is_heading:
                known = items if item is None else item.row_ids
                line.fault("unknown-item", column, item=id_, found=name, allowed=nearest_first(name, known))
            elif not item.has_mean:
                fitting = [i.id for i in items.values() if i.has_mean and not i.kind.is_heading]
                allowed = nearest_first(name, fitting) if fitting else "@no-fitting-item"
                line.fault("bad-value", column, item=id_, found=f'{name} (type = "{item.type}")', allowed=allowed)


#: What tells how important an expectation is, by how a study ranks them.
_TELLS_IMPORTANCE = {"stated": "importance_item", "cases": "code_id", "derived": "satisfaction_item"}


def check_ranked(expecting: ExpectationsPlan | None, expectations: Register[Expectation]) -> None:
    """Doubt a register of which no expectation can be ranked: none names what the study ranks by."""
    if expecting is None or not expectations.lines:
        return
    column = _TELLS_IMPORTANCE[expecting.importance]
    if not any(line.text(column) for line in expectations.lines.values()):
        first = next(iter(expectations.lines.values()))
        first.fault("nothing-to-rank", column, found=f'importance = "{expecting.importance}"')


def check_codebook_references(codebook: Register[CodebookEntry], offers: Register[Offer] | None) -> None:
    """Note every offer that codebook.csv names and that does not exist."""
    for id_, line in codebook.lines.items():
        _check_line(line, id_, "offer_id", offers, "unknown-item")


def check_coded_journeys(toml: StudyToml, codebook: Register[CodebookEntry], waves: Sequence[Wave]) -> None:
    """Note where journeys are to be told by codings and no code tells a channel or a phase, or journeys.csv tells them too."""
    table = toml.root.table("interviews")
    if table is None or toml.journeys_told == "file" or not toml.steps.interviews:
        return
    found = f'journeys = "{toml.journeys_told}"'
    entries: tuple[CodebookEntry, ...] = codebook.entries
    if not any(entry.facet == "channel" and entry.offer for entry in entries):
        table.fault("bad-value", "journeys", found=found, allowed="codebook.csv: facet = channel, offer_id")
    if not any(entry.facet == "stage" and entry.phase for entry in entries):
        table.fault("bad-value", "journeys", found=found, allowed="codebook.csv: facet = stage, phase")
    for wave in waves:
        if wave.journeys is not None:
            table.fault("bad-value", "journeys", found=f"{found} + {wave.journeys.path}", allowed="@one-of-two")


def check_derivation(toml: StudyToml, expectations: Register[Expectation], items: Mapping[ItemId, Item] | None) -> None:
    """Note where importance cannot be derived.

    Of nothing, of itself, or of more items than all subsets of can be gone through.
    """
    table = toml.root.table("expectations")
    if table is None or toml.expecting is None or toml.expecting.importance != "derived":
        return
    overall = toml.expecting.overall
    named = {id_: name for id_, line in expectations.lines.items() if (name := line.text("satisfaction_item"))}
    if overall is None and not table.has("overall"):
        free = [i.id for i in (items or {}).values() if _is_measured(i) and i.id not in named.values()]
        table.fault("missing-key", column="overall", allowed=", ".join(free[:MOST_NAMED]) or "@no-fitting-item")
    for id_, name in named.items():
        if name == overall:
            expectations.lines[id_].fault(
                "bad-value",
                "satisfaction_item",
                item=id_,
                found=f'{name} (overall = "{name}")',
                allowed="@other-than-overall",
            )
    if len(named) > MOST_DERIVED:
        last = expectations.lines[list(named)[MOST_DERIVED]]
        last.fault(
            "bad-value",
            "satisfaction_item",
            found=f'{len(named)} (importance = "derived")',
            allowed=f"<= {MOST_DERIVED}",
        )


def _check_line(line: Line, id_: str, column: str, register: Register[Any] | None, code: str) -> None:
    name = line.text(column)
    if name is not None and register is not None and name not in register.lines:
        # The code frame is one: a code of it is not a code of the expectation.
        item = id_ if code == "unknown-item" else None
        line.fault(code, column, item=item, found=name, allowed=nearest_first(name, register.ids) or None)


def check_breaks(
    toml: StudyToml, waves: Sequence[Wave], *, names: Sequence[str], items: Sequence[ItemId] | None
) -> None:
    """Note every break of a wave that does not exist, of an item no wave has, or of one its wave declares the same as before.

    `names` are those of all waves; `items` the ids of all of them, None where not all are known.
    """
    same = {(item, wave.id) for wave in waves for item in wave.same_as_before}
    for table in toml.root.tables("breaks") or ():
        item, wave = (table.data.get(key) for key in ("item", "wave"))
        if isinstance(wave, str) and wave.strip() and wave.strip() not in names:
            table.fault("bad-value", "wave", found=wave.strip(), allowed=nearest_first(wave.strip(), names))
        if not isinstance(item, str) or not item.strip():
            continue
        if items is not None and item.strip() not in (*items, EVERY_ITEM):
            table.fault("unknown-item", "item", found=item.strip(), allowed=nearest_first(item.strip(), items))
        if (item.strip(), wave) in same:
            found = f"waves/{wave}/questionnaire: same_as_before, {item.strip()}"
            table.fault("bad-value", "item", found=found, allowed="[[breaks]] | same_as_before")


def check_quotas(
    quotas: Sequence[tuple[Quota, Line]], *, items: Mapping[ItemId, Item] | None, broken: frozenset[str]
) -> None:
    """Note every quota for an item or code that does not exist. A crossed quota names items and codes with `*`."""
    if items is None:
        return
    for quota, line in quotas:
        names, codes = tuple(map(ItemId, quota.item.split("*"))), quota.code.split("*")
        for name in names:
            if name not in items and not is_broken(name, broken):
                line.fault("unknown-item", "item", found=name, allowed=nearest_first(name, items))
        if len(names) != len(codes):
            line.fault("bad-value", "code", item=quota.item, found=quota.code, allowed="*".join("1" for _ in names))
            continue
        for name, code in zip(names, codes, strict=True):
            item = items.get(name)
            if item is not None and not is_broken(name, broken) and code not in known_codes(item):
                allowed = nearest_first(code, known_codes(item))
                line.fault("unknown-code", "code", item=name, found=code, allowed=allowed)
