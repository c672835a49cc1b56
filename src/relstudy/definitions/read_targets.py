"""Targets of the weighting: the margins of the population, one line a category, as shares or as counts.

A crossed margin names items and codes with `*`: "sex*age", "1*3". A wave may have its own targets, in its folder: they
take the place of the study's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_items import known_codes
from relstudy.definitions.read_registers import Line, records_of
from relstudy.errors import computed
from relstudy.nearest import nearest_first
from relstudy.survey.items import CodeId, Item, ItemId
from relstudy.survey.kinds import types_for
from relstudy.survey.plan import Source, TargetMargin
from relstudy.tables import check_columns, read_table

#: How far shares may be from one, and counts of two margins from each other, by rounding.
_ROUNDED = 5e-4


@dataclass(slots=True)
class _Entries:
    """The lines of one margin: categories and what they weigh; not whole where a line of it is refused."""

    lines: list[Line] = field(default_factory=list)
    codes: list[tuple[CodeId, ...]] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    counted: bool = False
    is_whole: bool = True


def read_targets(
    folder: StudyFolder, source: Source, *, items: Mapping[ItemId, Item], broken: frozenset[str]
) -> tuple[TargetMargin, ...]:
    """Return the margins of a file of targets, in the order of its lines; what is wrong in it goes into the log.

    Faults: missing-column, missing-value, not-a-number, bad-value, duplicate-id, unknown-item, unknown-code,
    targets-not-one (shares that do not sum to one, counts of two margins with different totals). That some margins are
    shares and others counts is noted (read-as).
    """
    table = read_table(source, folder.log)
    if table is None:
        return ()
    check_columns(table, folder.log, required=("item", "code"), optional=("share", "count"))
    kinds = [kind for kind in ("share", "count") if kind in table.columns]
    if not kinds:
        folder.log.add("missing-column", source.path, line=table.header_line, column="share", allowed="share, count")
        return ()
    numbers = {kind: table.numbers(kind, folder.log, percent=kind == "share") for kind in kinds}
    margins: dict[str, _Entries] = {}
    gaps: set[str] = set()
    for index, line in enumerate(records_of(folder, source, table)):
        given: dict[str, float] = {
            kind: float(numbers[kind][index]) for kind in kinds if numbers[kind][index] == numbers[kind][index]
        }
        if _is_whole(line, kinds, given):
            _enter(line, given, margins, items=items, broken=broken)
        else:
            gaps.add(line.text("item") or "")
    _refuse_totals(margins, gaps)
    _note_both(folder, source, margins)
    return tuple(
        TargetMargin(
            items=tuple(map(ItemId, item.split("*"))),
            codes=tuple(one.codes),
            targets=tuple(one.values),
            counted=one.counted,
            lines=tuple(line.line for line in one.lines),
        )
        for item, one in margins.items()
        # A margin with a line that is refused is left out whole: respondents without a target would be a second fault.
        if one.codes and one.is_whole and item not in gaps
    )


def _is_whole(line: Line, kinds: Sequence[str], given: Mapping[str, float]) -> bool:
    """Tell whether a line has its item, its code and its target; a blank one is said."""
    item, code = line.text("item"), line.text("code")
    for column, text in (("item", item), ("code", code)):
        if text is None and column in line.record:
            line.fault("missing-value", column, found="@blank")
    if not given and all(line.text(kind) is None for kind in kinds):
        line.fault("missing-margin-value", kinds[0], item=item, found=code or "@blank")
    return item is not None and code is not None and bool(given)


def _enter(
    line: Line,
    given: Mapping[str, float],
    margins: dict[str, _Entries],
    *,
    items: Mapping[ItemId, Item],
    broken: frozenset[str],
) -> None:
    """Enter a line into its margin, or say why it cannot be."""
    item, code = line.text("item") or "", line.text("code") or ""
    kind, value = next(iter(given.items()))
    entries = margins.setdefault(item, _Entries(counted=kind == "count"))
    codes = tuple(map(CodeId, code.split("*")))
    if len(given) > 1 or entries.counted != (kind == "count"):
        line.fault("bad-value", "count", item=item, found="share, count", allowed="@share-or-count")
        entries.is_whole = False
    elif value <= 0:
        line.fault("bad-value", kind, item=item, found=line.text(kind), allowed="> 0")
        entries.is_whole = False
    elif codes in entries.codes:
        first = entries.lines[entries.codes.index(codes)]
        line.fault("duplicate-id", "code", item=item, found=code, allowed=f"L{first.line}")
        entries.is_whole = False
    elif _is_known(line, item, codes, items=items, broken=broken):
        entries.lines.append(line)
        entries.codes.append(codes)
        entries.values.append(value)
    else:
        entries.is_whole = False


def _is_known(
    line: Line, item: str, codes: Sequence[str], *, items: Mapping[ItemId, Item], broken: frozenset[str]
) -> bool:
    """Tell whether the items and codes of a line exist and exclude each other; what does not is said."""
    names = tuple(map(ItemId, item.split("*")))
    if len(names) != len(codes):
        firsts = [next(iter(known_codes(items[name])), "1") if name in items else "1" for name in names]
        line.fault("bad-value", "code", item=item, found="*".join(codes), allowed="*".join(firsts))
        return False
    sound = True
    for name, code in zip(names, codes, strict=True):
        found = items.get(name)
        if found is None:
            if name not in broken:
                line.fault("unknown-item", "item", found=name, allowed=nearest_first(name, items))
            sound = False
        elif "margin" not in found.kind.uses or not found.codes:
            told = found.type if "margin" not in found.kind.uses else f"{found.type}, @without-codes"
            line.fault("bad-value", "item", item=name, found=told, allowed=", ".join(types_for("margin")))
            sound = False
        elif code not in known_codes(found):
            line.fault("unknown-code", "code", item=name, found=code, allowed=nearest_first(code, known_codes(found)))
            sound = False
    return sound


def _refuse_totals(margins: Mapping[str, _Entries], gaps: Collection[str]) -> None:
    """Say which totals do not fit: of margins all of whose lines are sound, and of none where a line may belong to any.

    `gaps` are the margins of lines that have no target, or no code; blank where the line names none.
    """
    if "" in gaps:
        return
    if any(not entries.lines for entries in margins.values()):
        return
    total: float | None = None
    for item, entries in margins.items():
        summed = sum(entries.values)
        if not entries.is_whole or item in gaps:
            continue
        if not entries.counted:
            if abs(summed - 1.0) > _ROUNDED:
                entries.lines[0].fault("targets-not-one", "share", item=item, found=computed(summed), allowed="1")
        elif total is None:
            total = summed
        elif abs(summed - total) > _ROUNDED * total:
            entries.lines[0].fault(
                "targets-not-one", "count", item=item, found=computed(summed, ".12g"), allowed=computed(total, ".12g")
            )


def _note_both(folder: StudyFolder, source: Source, margins: Mapping[str, _Entries]) -> None:
    """Note that the counts of some margins are the population the shares of others are of: weights sum to them."""
    whole = {item: one for item, one in margins.items() if one.lines and one.is_whole}
    shares = [item for item, one in whole.items() if not one.counted]
    counts = [item for item, one in whole.items() if one.counted]
    if shares and counts:
        total = computed(sum(whole[counts[0]].values), ".12g")
        folder.log.add(
            "read-as",
            source.path,
            line=whole[shares[0]].lines[0].line,
            found=f"@shares-of {', '.join(shares)} @counts-of {', '.join(counts)}, @weights-sum-to {total}",
        )
