"""A study drafted from a file of answers: every column looked at once, on its distinct texts.

Columns that are no questions are set apart first, neighbours with a common stem are tried as one question, and what is
left becomes one item per column.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from relstudy.drafting.column_items import propose_item
from relstudy.drafting.families import Family, find_families
from relstudy.drafting.family_items import propose_family
from relstudy.drafting.filters import with_filters
from relstudy.drafting.headers import Headers, find_headers
from relstudy.drafting.language_guess import guess_language
from relstudy.drafting.names import Ids, is_wording, names_wave
from relstudy.drafting.proposal import LeftOut, Proposal, ProposedItem, Remark, Texts
from relstudy.drafting.roles import Roles, columns_left, find_roles
from relstudy.drafting.shapes import Shape, shape_of
from relstudy.errors import FaultLog
from relstudy.tables import Table, read_table
from relstudy.tables.workbooks import sheet_names
from relstudy.words import Lang

#: Endings of files of answers, with the ending the copy has in a wave.
ENDINGS = {".csv": ".csv", ".tsv": ".csv", ".txt": ".csv", ".xlsx": ".xlsx", ".parquet": ".parquet"}


#: Lines of titles above a header that are looked past.
_TITLES = 8
#: Faults a title above the header gives: rows longer than it, merged cells.
_OF_TITLES = frozenset({"broken-row", "merged-cells"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    path: str
    absolute: Path


def propose_from_answers(path: Path, log: FaultLog, *, study: str, default: Lang) -> Proposal | None:
    """Return the study a file of answers looks like; None where the file cannot be read (faults in the log)."""
    source = _File(path=path.name, absolute=path)
    table, header_row = _read(source, log)
    if table is None:
        return None
    headers = find_headers(table, header_row=header_row)
    if headers.header_row != header_row or headers.skip_rows:
        table = read_table(source, FaultLog(), header_row=headers.header_row, skip_rows=headers.skip_rows)
    if table is None or not table.columns or not len(table):
        log.add("empty-wave", path.name)
        return None
    shapes = {name: shape_of(table, name) for name in table.columns}
    said = {name: headers.wordings.get(name, "") or name for name in table.columns}
    lang = guess_language((*said.values(), *_codes(shapes)), default)
    roles = find_roles(shapes)
    items = with_filters(_propose_items(shapes, roles, said, lang), shapes)
    if not items:
        log.add("no-question", path.name, found=", ".join(table.columns[:6]))
        return None
    dates = roles.dates
    return Proposal(
        id=study, name={lang: study}, languages=(lang,), wave=f"{dates[0]:%Y-%m}" if dates else "v01", items=items,
        respondent=roles.respondent, weight=roles.weight, drop_zero_weights=roles.drop_zero_weights,
        header_row=headers.header_row, skip_rows=headers.skip_rows, dates=dates, answers=path,
        left_out=_left_out(roles, table), wave_remarks=tuple(roles.wave_remarks),
        remarks=(*roles.remarks, *_file_remarks(path, shapes, headers), *_label_remarks(items)),
    )  # fmt: skip


def _read(source: _File, log: FaultLog) -> tuple[Table | None, int]:
    """Return the table of a file and the line its header is sought from: below a title where line 1 is one."""
    first = FaultLog()
    plain = read_table(source, first)
    sound = plain is not None and not first.errors
    if not (sound and plain is not None and len(plain.columns) != 1) and {f.code for f in first.errors} <= _OF_TITLES:
        for header_row in range(2, _TITLES + 2):
            tried = FaultLog()
            table = read_table(source, tried, header_row=header_row)
            if table is not None and not tried.errors and len(table.columns) > 1 and len(table):
                log.extend(tried.faults)
                return table, table.header_line
    log.extend(first.faults)
    return plain if sound else None, 1


def _codes(shapes: Mapping[str, Shape]) -> list[str]:
    return [text for shape in shapes.values() if shape.distinct <= 12 for text in shape.texts]


def _left_out(roles: Roles, table: Table) -> tuple[LeftOut, ...]:
    order = {name: place for place, name in enumerate(table.columns)}
    return tuple(sorted(roles.listed, key=lambda left: order[left.name]))


def _propose_items(
    shapes: Mapping[str, Shape], roles: Roles, said: Mapping[str, str], lang: Lang
) -> tuple[ProposedItem, ...]:
    names = columns_left(shapes, roles)
    place = {name: number for number, name in enumerate(shapes, start=1)}
    # Names of columns keep their ids whatever wordings come before them.
    ids = Ids()
    families = {family.places[0]: family for family in find_families(names, [said[name] for name in names])}
    items: list[ProposedItem] = []
    at = 0
    while at < len(names):
        family = families.get(at)
        together = _together(family, names, shapes, said, ids, lang) if family is not None else None
        if family is not None and together is not None:
            # Kobo writes the answers of a set once in one cell and once more in a column for each.
            if together.type == "multiple" and items and items[-1].columns == (family.stem,):
                roles.left_out[family.stem] = "spread"
                ids.give_back(items.pop().id)
            items.append(together)
            at += len(family.places)
            continue
        name = names[at]
        items.append(propose_item(shapes[name], id_=ids.of(name, place[name]), label={lang: said[name]}, lang=lang))
        at += 1
    return tuple(items)


def _together(
    family: Family,
    names: Sequence[str],
    shapes: Mapping[str, Shape],
    said: Mapping[str, str],
    ids: Ids,
    lang: Lang,
) -> ProposedItem | None:
    columns = [names[i] for i in family.places]
    stem, tails = family.stem, family.tails
    wordings = [said[name] for name in columns]
    by_wording = find_families(wordings, wordings)
    if not family.worded and any(wording != name for wording, name in zip(wordings, columns, strict=True)):
        # Names tell that they belong together; wordings tell what the question and its answers are.
        whole = next((f for f in by_wording if len(f.places) == len(columns)), None)
        label = whole.stem if whole is not None else stem
        labels = whole.tails if whole is not None else tuple(wordings)
    else:
        label, labels = stem, tails
    texts: list[Texts] = [{} if text.isdigit() else {lang: text} for text in labels]
    place = list(shapes).index(columns[0]) + 1
    id_ = ids.of(stem, place)
    made = propose_family(
        family, [shapes[name] for name in columns], id_=id_, label={lang: label}, tails=texts, lang=lang
    )
    if made is None:
        ids.give_back(id_)
    return made


def _file_remarks(path: Path, shapes: Mapping[str, Shape], headers: Headers) -> list[Remark]:
    remarks = []
    waves = [name for name, shape in shapes.items() if names_wave(name) and 2 <= shape.distinct <= 40]
    if waves:
        remarks.append(Remark("several-waves", {"column": waves[0]}))
    sheets = sheet_names(path.read_bytes(), FaultLog(), path.name) if path.suffix.lower() == ".xlsx" else ()
    if len(sheets) > 1:
        remarks.append(Remark("sheets", {"sheet": sheets[0], "sheets": ", ".join(sheets[1:])}))
    if headers.header_row > 1:
        remarks.append(Remark("header-row", {"line": str(headers.header_row)}))
    if headers.skip_rows:
        remarks.append(Remark("two-headers", {"lines": ", ".join(map(str, headers.skip_rows))}))
    return remarks


def _label_remarks(items: tuple[ProposedItem, ...]) -> list[Remark]:
    """Return what there is to write for items that have no wording and codes that have no label."""
    bare = [item.id for item in items if all(_is_bare(text) for text in item.label.values())]
    unlabelled = [item.id for item in items if item.type in ("single", "multiple", "grid") and not _has_labels(item)]
    return [
        Remark(key, {"items": str(len(ids)), "first": _first(ids)})
        for key, ids in (("labels", bare), ("code-labels", unlabelled))
        if ids
    ]


def _has_labels(item: ProposedItem) -> bool:
    """Tell whether the answers of an item are said: by a label, or by a number on a scale."""
    return all(code.label or code.value is not None for code in item.codes if not code.missing)


def _is_bare(label: str) -> bool:
    """Tell whether a label is only the name of a column: "q3", "age6fuz", "sexe", and not "Age" or "US Region"."""
    return not is_wording(label) and " " not in label and not re.fullmatch(r"[A-ZÀ-Ý][a-zà-ÿ]{2,}", label)


def _first(ids: list[str]) -> str:
    return ", ".join(ids[:5]) + (", …" if len(ids) > 5 else "")
