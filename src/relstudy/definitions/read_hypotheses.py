"""Hypotheses: what the interviews let expect of the survey, one per line of hypotheses.csv, declared before the fieldwork.

What a line names is checked against the questionnaire and the code frame of the study; a file that could not be read is
None, and what refers to it is not judged.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import cast

import numpy as np

from relstudy.definitions.check_expressions import check_expression, is_broken
from relstudy.definitions.frozen_file import hypothesis_hash
from relstudy.definitions.label_columns import label_columns
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_items import known_codes
from relstudy.definitions.read_registers import Line, Register, by_id, label_key, labels_of, records_of
from relstudy.nearest import nearest_first
from relstudy.survey.frozen import Frozen
from relstudy.survey.items import CodeId, Item, ItemId
from relstudy.survey.plan import Source
from relstudy.survey.registers import DIRECTIONS, CodebookEntry, Compared, Direction, Hypothesis
from relstudy.tables import check_columns, read_table

_REQUIRED = ("hypothesis_id", "item", "base", "direction", "minimum_effect", "test", "declared_on")
_TESTS = "mean, share:…, nps"


def read_hypotheses(
    folder: StudyFolder,
    source: Source,
    languages: tuple[str, ...],
    *,
    items: Mapping[ItemId, Item] | None,
    broken: frozenset[str],
    codebook: Register[CodebookEntry] | None,
    frame: Register[CodebookEntry] | None,
) -> Register[Hypothesis]:
    """Return the hypotheses, one per line, in the order of the file; a line with a fault is none.

    A finding is a code of `codebook`; `frame` is what open answers are coded on.

    Faults: missing-column, missing-value, missing-label never (the statement is then made of its parts), duplicate-id,
    bad-id, unknown-item (item, base), unknown-code (finding, base, share), bad-expression, bad-value (direction, test, a
    test the item has no figure for, a minimum effect that is not above 0), not-a-number, bad-date.
    """
    table = read_table(source, folder.log)
    if table is None:
        return Register()
    check_columns(table, folder.log, required=_REQUIRED, optional=("finding", *label_columns(languages)))
    if "hypothesis_id" not in table.columns:
        return Register()
    effects = np.full(len(table), np.nan)
    if "minimum_effect" in table.columns:
        effects = table.numbers("minimum_effect", folder.log, percent=True)
    days: list[date | None] = [None] * len(table)
    if "declared_on" in table.columns:
        days = table.dates("declared_on", folder.log)
    lines = tuple(records_of(folder, source, table))
    place = {line.line: index for index, line in enumerate(lines)}
    named = by_id(lines, "hypothesis_id")
    found = []
    for id_, line in named.items():
        index = place[line.line]
        finding = _known_finding(line, codebook)
        item = _item(line, items, broken)
        measured = _measured(line, item, frame)
        base = _base(line, items, broken)
        direction = line.choice("direction", DIRECTIONS, required=True)
        least = _least(line, float(effects[index]))
        day = days[index]
        if day is None and line.text("declared_on") is None and "declared_on" in line.record:
            line.fault("missing-value", "declared_on", found="@blank", allowed="@a-date")
        if base is None or measured is None or direction is None or least is None or day is None:
            continue
        found.append(
            Hypothesis(
                id=id_,
                finding=finding,
                item=ItemId(line.text("item") or ""),
                base=base,
                direction=cast("Direction", direction),
                least=least,
                measure=measured[0],
                code=measured[1],
                declared=day,
                file=source.path,
                line=line.line,
            )
        )
    labels = labels_of(named, "hypothesis", languages, required=False)
    return Register(entries=tuple(found), lines=named, labels=labels)


def mark_changed(
    hypotheses: tuple[Hypothesis, ...],
    labels: Mapping[str, Mapping[str, str]],
    frozen: Frozen | None,
    *,
    now: str | None,
) -> tuple[Hypothesis, ...]:
    """Return the hypotheses, marked as changed where the freeze kept another line of that id, or none.

    `now` is the hash of the register: a freeze that kept no hash by line has only that to go by, for all of them.
    """
    if frozen is None or frozen.hypotheses is None or now == frozen.hypotheses:
        return hypotheses
    kept = frozen.declared
    if kept is None:
        return tuple(replace(one, changed=True) for one in hypotheses)
    return tuple(
        replace(one, changed=kept.get(one.id) != hypothesis_hash(one, labels.get(label_key("hypothesis", one.id), {})))
        for one in hypotheses
    )


def _known_finding(line: Line, codebook: Register[CodebookEntry] | None) -> str | None:
    name = line.text("finding")
    if name is not None and codebook is not None and name not in codebook.lines:
        line.fault("unknown-code", "finding", found=name, allowed=nearest_first(name, codebook.ids) or None)
        return None
    return name


def _item(line: Line, items: Mapping[ItemId, Item] | None, broken: frozenset[str]) -> Item | None:
    """Return the item of a line; a grid is not one answer, its rows are."""
    name = line.text("item", required=True)
    if name is None or items is None or is_broken(name, broken):
        return None
    item = items.get(ItemId(name))
    if item is None or item.kind.is_heading:
        known = items if item is None else item.row_ids
        line.fault("unknown-item", "item", found=name, allowed=nearest_first(name, known))
        return None
    return item


def _measured(
    line: Line, item: Item | None, frame: Register[CodebookEntry] | None
) -> tuple[Compared, CodeId | None] | None:
    """Return what is compared and the code of a share; None where nothing is, or the item is not known.

    The codes of an open item are those of the code frame: people give them to what was answered.
    """
    text = line.text("test", required=True)
    if text is None:
        return None
    measure, _, code = (part.strip() for part in text.partition(":"))
    if (measure == "share") != bool(code) or measure not in ("mean", "share", "nps"):
        line.fault("bad-value", "test", found=text, allowed=_TESTS)
        return None
    if item is None:
        return None
    known = _codes(item, frame)
    if measure == "share" and known is not None and code not in known:
        line.fault("unknown-code", "test", item=item.id, found=code, allowed=nearest_first(code, known) or None)
        return None
    if not _has(item, measure):
        allowed = [f"{m}:…" if m == "share" else m for m in ("mean", "share", "nps") if _has(item, m)]
        found = f'{text} ({item.id}, type = "{item.type}")'
        line.fault("bad-value", "test", item=item.id, found=found, allowed=", ".join(allowed) or "@no-fitting-item")
        return None
    return cast("Compared", measure), CodeId(code) if code else None


def _codes(item: Item, frame: Register[CodebookEntry] | None) -> Collection[str] | None:
    """Return the codes an item's answers may have; None where these are not known."""
    if item.kind.answer == "text":
        return None if frame is None else frame.ids
    return known_codes(item)


def _has(item: Item, measure: str) -> bool:
    if item.kind.answer == "text":
        return measure == "share"
    return measure in item.kind.measures and (measure == "share" or item.has_mean)


def _base(line: Line, items: Mapping[ItemId, Item] | None, broken: frozenset[str]) -> str | None:
    text = line.text("base", required=True)
    if text is not None and items is not None:
        before = len(line.log.faults)
        check_expression(text, line, "base", items=items, broken=broken)
        if len(line.log.faults) > before:
            return None
    return text


def _least(line: Line, number: float) -> float | None:
    text = line.text("minimum_effect", required=True)
    if text is None or np.isnan(number):
        return None
    if not number > 0 or not np.isfinite(number):
        line.fault("bad-value", "minimum_effect", found=text, allowed="@above-zero")
        return None
    return number
