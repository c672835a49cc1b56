"""A study drafted from a file of answers: every column looked at once, on its distinct texts.

Columns that are no questions are set apart first, neighbours with a common stem are tried as one question, and what is
left becomes one item per column.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from relstudy.drafting.allocations import total_of, with_allocations
from relstudy.drafting.column_items import propose_item, propose_text, with_neighbours
from relstudy.drafting.exclusive_answers import with_exclusive
from relstudy.drafting.families import Family, crossed_at, families_at
from relstudy.drafting.family_items import propose_family
from relstudy.drafting.filters import with_filters
from relstudy.drafting.headers import Headers, find_headers
from relstudy.drafting.kept_rows import keep_rows
from relstudy.drafting.language_guess import guess_language
from relstudy.drafting.missing_guess import missing_word
from relstudy.drafting.names import (
    Ids,
    as_in_file,
    is_wording,
    names_identifier,
    names_person,
    names_system,
    names_wave,
)
from relstudy.drafting.no_answers import columns_aside, doubt_layout, with_first_rows
from relstudy.drafting.possible_sets import with_possible_rankings, with_possible_sets
from relstudy.drafting.proposal import LeftOut, Proposal, ProposedCode, ProposedItem, Remark
from relstudy.drafting.roles import Roles, find_roles
from relstudy.drafting.runs import alike_from_start, own_text_run, same_answers_run, ticked_run
from relstudy.drafting.shapes import Shape, shape_of
from relstudy.drafting.tick_codes import settle_ticks
from relstudy.errors import FaultLog
from relstudy.exchange.headings import Heading, read_headings
from relstudy.folding import fold
from relstudy.tables import GivenFile, Table, read_table
from relstudy.tables.workbooks import fullest_sheet, sheet_names
from relstudy.words import Lang

#: Endings of files of answers, with the ending the copy has in a wave.
ENDINGS = {
    ".csv": ".csv", ".tsv": ".csv", ".txt": ".csv", ".xlsx": ".xlsx", ".sav": ".sav", ".zsav": ".zsav",
    ".parquet": ".parquet",
}  # fmt: skip


#: Lines of titles above a header that are looked past.
_TITLES = 8
_SHOWN = 6
#: Share of the rows that an answer has at least, for a name that is one to be an answer.
_OFTEN = 0.05
#: Share of the cells of a column that must be made of the names of the columns after it, to tell the same.
_NEARLY = 0.95
_NUMBER = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?")
#: Faults a title above the header gives: rows longer than it, merged cells.
_OF_TITLES = frozenset({"broken-row", "merged-cells"})


def propose_from_answers(path: Path, log: FaultLog, *, study: str, default: Lang) -> Proposal | None:
    """Return the study a file of answers looks like; None where the file cannot be read (faults in the log)."""
    source = GivenFile(path=path.name, absolute=path)
    sheet = fullest_sheet(path.read_bytes(), path.name) if path.suffix.lower() == ".xlsx" and path.is_file() else None
    found = _below_headers(source, log, sheet)
    if found is None:
        return None
    table, headers = found
    headings = read_headings(table.columns, headers.wordings, headers.blocks)
    names = {heading.column: heading.name for heading in headings}
    ids = Ids(borne=names.values())
    shapes = {name: shape_of(table, name) for name in table.columns}
    lang = guess_language((*(heading.says for heading in headings), *_codes(shapes)), default)
    nameless = headers.header_row == 1 and not headers.skip_rows and _are_answers(shapes)
    kept = keep_rows(table, names, ids, lang=lang, wordings=headers.wordings)
    if not kept.mask.all():
        table = table.take(kept.mask)
        shapes = {name: shape_of(table, name) for name in table.columns}
    told = {name: shapes[name] for name in kept.columns}
    aside = columns_aside(table, shapes)
    roles = find_roles(
        {name: shape for name, shape in shapes.items() if name not in told and name not in aside},
        _named_by_programs(headings),
        kept=told,
    )
    roles.left_out.update(dict.fromkeys(aside, "aside"))
    asked = [heading for heading in _asked(headings, roles) if heading.column not in told]
    items = _Draft(shapes=shapes, headings=asked, roles=roles, lang=lang, ids=ids).questions()
    if not items:
        log.add("no-question", path.name, found=", ".join(table.columns[:6]))
        return None
    dates = roles.dates
    return Proposal(
        id=study,
        name={lang: study},
        languages=(lang,),
        wave=f"{dates[0]:%Y-%m}" if dates else "v01",
        items=(*items, *kept.items),
        keep=kept.keep,
        sheet=sheet,
        respondent=roles.respondent,
        weight=roles.weight,
        drop_zero_weights=roles.drop_zero_weights,
        header_row=headers.header_row,
        skip_rows=(*headers.skip_rows, *kept.skip_rows),
        dates=dates,
        answers=path,
        left_out=_left_out(roles, table),
        wave_remarks=tuple(roles.wave_remarks),
        remarks=(
            *([Remark("answers-as-names", {"names": ", ".join(table.columns[:_SHOWN])})] if nameless else []),
            *doubt_layout(shapes),
            *kept.remarks,
            *roles.remarks,
            *([Remark("columns-aside", {"columns": ", ".join(aside)})] if aside else []),
            *_file_remarks(path, table, shapes, headers, chosen=sheet is not None),
            *_label_remarks(items),
        ),
    )


def _below_headers(source: GivenFile, log: FaultLog, sheet: str | None) -> tuple[Table, Headers] | None:
    """Return the table below the lines that name its columns, and these lines; None where there is nothing to draft from."""
    table, header_row = _read(source, log, sheet)
    if table is None:
        return None
    headers = find_headers(table, header_row=header_row)
    if headers.header_row != header_row or headers.skip_rows:
        table = read_table(
            source,
            FaultLog(),
            sheet=sheet,
            header_row=headers.header_row,
            skip_rows=headers.skip_rows,
            numbered=True,
            entities=True,
        )
    if table is None or not table.columns or not len(table):
        log.add("empty-wave", source.path, found="@no-rows")
        return None
    return table, headers


def _asked(headings: Sequence[Heading], roles: Roles) -> list[Heading]:
    """Return the headings of what may have been asked; of a constant column only where it has a stem in common with a neighbour."""
    left = roles.left_out
    return [
        heading
        for heading, has_kin in zip(headings, _have_kin(headings), strict=True)
        if left.get(heading.column, "blank") == "blank" or (has_kin and left[heading.column] == "constant")
    ]


def _named_by_programs(headings: Sequence[Heading]) -> dict[str, str]:
    """Return what to know columns by: their names, or what a further header line calls those that are no questions."""
    return {h.column: _said_by_program(h) or h.name for h in headings}


def _said_by_program(heading: Heading) -> str | None:
    """Return what a further line calls a column that is no question; None where it says nothing of the kind.

    Below a heading that columns share, an answer may be called as a person's telephone is.
    """
    below = next((split.answer for split in heading.splits if split.kind == "block"), "")
    if names_system(heading.wording) or (names_person(heading.wording) and not is_wording(heading.wording)):
        return heading.wording
    return below if names_system(below) or names_identifier(below) else None


def _have_kin(headings: Sequence[Heading]) -> list[bool]:
    """Tell of each heading whether a neighbour has a stem in common with it: nobody, or everybody, may have ticked it."""
    stems = [{(split.kind, split.stem) for split in heading.splits} for heading in headings]
    beside = [set().union(*stems[max(0, at - 1) : at], *stems[at + 1 : at + 2]) for at in range(len(stems))]
    return [bool(own & others) for own, others in zip(stems, beside, strict=True)]


def _read(source: GivenFile, log: FaultLog, sheet: str | None) -> tuple[Table | None, int]:
    """Return the table of a file and the line its header is sought from: below a title where line 1 is one."""
    first = FaultLog()
    plain = read_table(source, first, sheet=sheet, numbered=True, entities=True)
    sound = plain is not None and not first.errors
    if not (sound and plain is not None and not _is_title(plain)) and {f.code for f in first.errors} <= _OF_TITLES:
        for header_row in range(2, _TITLES + 2):
            tried = FaultLog()
            table = read_table(source, tried, sheet=sheet, header_row=header_row, numbered=True, entities=True)
            if (
                table is not None
                and not tried.errors
                and len(table.columns) > 1
                and len(table)
                and not _is_title(table)
                and not _is_of_answers(table)
            ):
                log.extend(tried.faults)
                return table, table.header_line
    log.extend(first.faults)
    return plain if sound else None, 1


def _is_title(table: Table) -> bool:
    """Tell whether the header names its first column alone: a title above the table, or a table of one column."""
    return len(table.columns) > 0 and all(name.startswith("#") for name in table.columns[1:])


def _is_of_answers(table: Table) -> bool:
    """Tell whether the header is a row of answers itself: most of its names stand in their own columns, or are numbers above numbers."""
    likely = 0
    for name in table.columns:
        texts = table.column(name).texts.tolist()
        plain = as_in_file(name)
        likely += plain in texts or (
            _NUMBER.fullmatch(plain) is not None and all(map(_NUMBER.fullmatch, filter(None, texts)))
        )
    return 2 * likely >= len(table.columns)


def _are_answers(shapes: Mapping[str, Shape]) -> bool:
    """Tell whether most names of columns are answers of their own columns, beside others, or numbers above numbers: a file without names."""
    likely = 0
    for name, shape in shapes.items():
        plain = as_in_file(name)
        among = shape.distinct > 1 and plain in shape.texts and _given_often(shape, plain)
        likely += among or (_NUMBER.fullmatch(plain) is not None and shape.is_numeric)
    return 2 * likely > len(shapes)


def _given_often(shape: Shape, text: str) -> bool:
    """Tell whether a text is an answer of many, and no line of names that stands among the answers once more."""
    return bool(shape.counts[shape.texts.index(text)] >= _OFTEN * shape.filled)


def _codes(shapes: Mapping[str, Shape]) -> list[str]:
    return [text for shape in shapes.values() if shape.distinct <= 12 for text in shape.texts]


def _left_out(roles: Roles, table: Table) -> tuple[LeftOut, ...]:
    order = {name: place for place, name in enumerate(table.columns)}
    return tuple(sorted(roles.listed, key=lambda left: order[left.name]))


def _may_be_told_twice(cells: Shape, spread: ProposedItem, shapes: Sequence[Shape]) -> bool:
    """Tell whether a column named as the stem of those after it holds their answers in one cell, or counts them; a question before its lines does neither.

    Its cells are made of the names of those columns: 1 and 2 of "Q5" are no answers of "Q5_a" and "Q5_b".
    """
    if spread.kind.is_heading:
        return False
    if cells.is_whole and _counts_ticks(cells, shapes):
        return True
    names = sorted({fold(column.rpartition("/")[2]) for column in spread.columns} - {""}, key=len, reverse=True)
    named = re.compile("|".join(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])" for name in names))
    told = [missing_word(text) is not None or not re.search(r"\w", named.sub("", fold(text))) for text in cells.texts]
    return bool(cells.counts[told].sum() >= _NEARLY * cells.filled)


def _counts_ticks(cells: Shape, shapes: Sequence[Shape]) -> bool:
    """Tell whether every number of a column is how many of some columns hold one of their texts."""
    given = cells.index >= 0
    numbers = cells.values[given]
    texts = {text for shape in shapes for text in shape.texts}
    held = (
        np.sum([np.array([*(told == text for told in shape.texts), False])[shape.index] for shape in shapes], axis=0)
        for text in texts
    )
    return any(np.array_equal(counted[given], numbers) for counted in held)


@dataclass(slots=True, kw_only=True)
class _Draft:
    """The columns of a file on their way to items."""

    shapes: Mapping[str, Shape]
    headings: Sequence[Heading]
    roles: Roles
    lang: str
    ids: Ids = field(default_factory=Ids)
    items: list[ProposedItem] = field(default_factory=list)

    def questions(self) -> tuple[ProposedItem, ...]:
        """Return the items, with what only all of them together tell: ticks, filters, exclusive answers, sums, sets."""
        settled = settle_ticks(self._propose(), self.shapes)
        self.roles.left_out.update(dict.fromkeys(settled.counting, "counted"))
        items = with_exclusive(with_filters(with_neighbours(settled.items, self.shapes), self.shapes), self.shapes)
        items = with_possible_sets(with_allocations(items, self.shapes), self.shapes, is_bare=_is_bare)
        return tuple(with_first_rows(item, self.shapes) for item in with_possible_rankings(items, self.shapes))

    def _propose(self) -> tuple[ProposedItem, ...]:
        """Return the items: at each place the widest family its cells bear out, else one for the column."""
        at = 0
        while at < len(self.headings):
            at += next((n for n in self._together(at) if n), 0) or self._alone(at)
        return tuple(self.items)

    def _together(self, at: int) -> Iterator[int]:
        """Yield the number of columns that each way to read a family at a place took, 0 where its cells speak against it."""
        yield self._take_crossed(crossed_at(self.headings, at))
        for family in families_at(self.headings, at):
            yield self._take(family) or self._take_shared(family)
            if family.kind == "block":
                yield self._take(alike_from_start(family, self._of(family)))
        yield self._take(own_text_run(self.headings, self.shapes, at))
        yield self._take(ticked_run(self.headings, self.shapes, at))
        yield self._take(same_answers_run(self.headings, self.shapes, at))

    def _take_crossed(self, families: Sequence[Family]) -> int:
        """Return the number of columns of the grids that the scales of a question are, 0 where one of them is none."""
        made = [propose_family(f, self._of(f), id_="", label={}, lang=self.lang) for f in families]
        if not made or any(one is None or not one.item.kind.is_heading for one in made):
            return 0
        return sum(self._take(family) for family in families)

    def _of(self, family: Family) -> list[Shape]:
        return [self.shapes[self.headings[place].column] for place in family.places]

    def _take(self, family: Family | None) -> int:
        if family is None:
            return 0
        shapes = self._of(family)
        id_ = self.ids.of(self._name_of(family), self._place(shapes[0].name))
        said = family.question or family.stem.rpartition("/")[2].rstrip("_") or " / ".join(family.answers)
        label = {self.lang: " ".join(said.split())}
        made = propose_family(family, shapes, id_=id_, label=label, lang=self.lang)
        if made is None:
            self.ids.give_back(id_)
            return 0
        before = self.items[-1] if self.items else None
        if before is not None and before.columns == (family.stem,) and self._is_told_twice(before, made.item):
            self.ids.give_back(id_)
            self.items[-1] = self._told_twice(before, made.item)
        else:
            self.items.append(made.item)
        for number, shape in enumerate(shapes):
            if shape.name in made.item.all_columns:
                self.roles.left_out.pop(shape.name, None)
            elif shape.filled and number not in made.apart:
                self.roles.left_out[shape.name] = "spread"
        for place in made.apart:
            self._alone(family.places[place], propose=propose_text)
        return len(family.places)

    def _name_of(self, family: Family) -> str:
        """Return what the file calls a question: the one name before all its wordings ("Q5. ..."), else the common stem."""
        names = {self.headings[place].name for place in family.places}
        return names.pop() if len(names) == 1 else family.stem.rpartition("/")[2]

    def _take_shared(self, family: Family) -> int:
        """Return the number of columns taken one by one because they share out one total; 0 where they do not.

        All of them: without the first the others would look like a grid of the numbers of points they have in common.
        """
        return sum(map(self._alone, family.places)) if total_of(self._of(family)) is not None else 0

    def _is_told_twice(self, cells: ProposedItem, spread: ProposedItem) -> bool:
        return _may_be_told_twice(
            self.shapes[cells.columns[0]], spread, [self.shapes[column] for column in spread.columns]
        )

    def _told_twice(self, cells: ProposedItem, spread: ProposedItem) -> ProposedItem:
        """Return the one item of a set that stands in one cell and once more in a column for each answer (Kobo, ODK).

        Columns tell who was asked and ticked nothing, where the cell is blank as for whoever was not asked.
        """
        codes = {code.code for code in cells.codes}
        names = [column.rpartition("/")[2] for column in spread.columns]
        told = np.any([self.shapes[column].index >= 0 for column in spread.columns], axis=0)
        tells_more = bool((told & (self.shapes[cells.columns[0]].index < 0)).any())
        if not cells.kind.is_ticked or not codes <= set(names) or tells_more:
            self.roles.left_out[cells.columns[0]] = "spread"
            return replace(spread, id=cells.id)
        self.roles.left_out.update(dict.fromkeys(spread.columns, "spread"))
        labels = {code.code: code.label for code in cells.codes}
        ordered = tuple(ProposedCode(code=name, label=labels.get(name, {self.lang: name})) for name in names)
        return replace(cells, codes=ordered, remarks=spread.remarks)

    def _alone(self, at: int, *, propose: Callable[..., ProposedItem] = propose_item) -> int:
        heading = self.headings[at]
        shape = self.shapes[heading.column]
        if shape.filled and self.roles.left_out.get(heading.column) != "constant":
            id_ = self.ids.of(heading.name, self._place(heading.column))
            label = {self.lang: heading.says}
            self.items.append(propose(shape, id_=id_, label=label, lang=self.lang))
        return 1

    def _place(self, column: str) -> int:
        """Return the place of a column in the file, from 1.

        Names of columns keep their ids whatever wordings come before them.
        """
        return list(self.shapes).index(column) + 1


def _file_remarks(
    path: Path, table: Table, shapes: Mapping[str, Shape], headers: Headers, *, chosen: bool
) -> list[Remark]:
    remarks = []
    waves = [name for name, shape in shapes.items() if names_wave(name) and 2 <= shape.distinct <= 40]
    if waves:
        remarks.append(Remark("several-waves", {"column": waves[0]}))
    sheets = sheet_names(path.read_bytes(), FaultLog(), path.name) if path.suffix.lower() == ".xlsx" else ()
    if len(sheets) > 1 and table.sheet is not None:
        others = ", ".join(name for name in sheets if name != table.sheet)
        told = {"sheet": table.sheet, "sheets": others}
        remarks.append(Remark("sheet-chosen", told) if chosen else Remark("sheets", told))
    if headers.header_row > 1:
        remarks.append(Remark("header-row", {"line": str(headers.header_row)}))
    if headers.skip_rows:
        remarks.append(Remark("two-headers", {"lines": ", ".join(map(str, headers.skip_rows))}))
    return remarks


def _label_remarks(items: tuple[ProposedItem, ...]) -> list[Remark]:
    """Return what there is to write for items that have no wording and codes that have no label."""
    bare = [item.id for item in items if all(_is_bare(text) for text in item.label.values())]
    unlabelled = [item.id for item in items if item.kind.codes == "required" and not _has_labels(item)]
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
