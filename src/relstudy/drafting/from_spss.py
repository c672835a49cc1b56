"""A study drafted from an SPSS file.

What it says of its columns is written, only what it leaves open is guessed from the answers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from relstudy.drafting.allocations import with_allocations
from relstudy.drafting.answer_sets import (
    Columns,
    find_alike,
    find_own,
    find_placed,
    propose_alike,
    propose_bare,
    propose_own,
    propose_set,
    set_columns,
    stem_of,
)
from relstudy.drafting.column_items import counts_of, propose_typed, with_blanks
from relstudy.drafting.exclusive_answers import with_exclusive
from relstudy.drafting.filters import with_filters
from relstudy.drafting.labelled_codes import (
    codes_alike,
    is_missing,
    labelled_answers,
    missing_codes,
    propose_labelled,
)
from relstudy.drafting.language_guess import guess_language
from relstudy.drafting.names import Ids, names_weight
from relstudy.drafting.proposal import LeftOut, Proposal, ProposedCode, ProposedItem, Remark
from relstudy.drafting.roles import Roles, find_roles, take_weight
from relstudy.drafting.shapes import Shape, shape_of
from relstudy.errors import FaultLog
from relstudy.survey.plan import Source
from relstudy.tables import read_table
from relstudy.tables.dictionary import AnswerSet, Dictionary, Variable
from relstudy.words import Lang


def propose_from_spss(path: Path, log: FaultLog, *, study: str, default: Lang) -> Proposal | None:
    """Return the study an SPSS file is; None where the file cannot be read (faults in the log)."""
    table = read_table(Source(path=path.name, sha256="", absolute=path), log, entities=True)
    if table is None:
        return None
    if not len(table) or table.dictionary is None:
        log.add("empty-wave", path.name, found="@no-rows")
        return None
    said = table.dictionary
    shapes = {name: shape_of(table, name) for name in table.columns}
    words = (text for v in said.variables.values() for text in (v.label, *v.labels.values()))
    lang = guess_language((*words, *(set_.label for set_ in said.sets)), default)
    roles = _roles(said, shapes)
    draft = _Draft(said=said, shapes=shapes, roles=roles, lang=lang)
    items = with_allocations(with_exclusive(with_filters(draft.items(), shapes), shapes), shapes)
    if not items:
        log.add("no-question", path.name, found=", ".join(table.columns[:6]))
        return None
    order = {name: place for place, name in enumerate(table.columns)}
    left: tuple[LeftOut, ...] = tuple(sorted(roles.listed, key=lambda left: order[left.name]))
    dates = roles.dates
    return Proposal(
        id=study,
        name={lang: study},
        languages=(lang,),
        wave=f"{dates[0]:%Y-%m}" if dates else "v01",
        items=items,
        respondent=roles.respondent,
        weight=roles.weight,
        drop_zero_weights=roles.drop_zero_weights,
        dates=dates,
        answers=path,
        left_out=left,
        wave_remarks=tuple(roles.wave_remarks),
        remarks=(*roles.remarks, *_bare(items, said)),
    )


def _roles(said: Dictionary, shapes: Mapping[str, Shape]) -> Roles:
    """Return the roles of the columns that are no questions by their labels or sets.

    The weight is that of the file, where it has one.
    """
    in_sets = {name for set_ in said.sets for name in set_.columns}
    open_ = {
        name: shape
        for name, shape in shapes.items()
        if name != said.weight and not (shape.filled and labelled_answers(said.variables[name])) and name not in in_sets
    }
    labels = {name: said.variables[name].label for name in open_}
    roles = find_roles(open_, {name: label if names_weight(label) else name for name, label in labels.items()})
    if said.weight is not None:
        if roles.weight is not None:
            roles.remarks.append(Remark("several-weights", {"column": said.weight, "others": roles.weight}))
        take_weight(said.weight, shapes[said.weight], roles)
    return roles


@dataclass(slots=True, kw_only=True)
class _Draft:
    """The columns of a file on their way to items, in the order of the file; a set stands at the place of its first column."""

    said: Dictionary
    shapes: Mapping[str, Shape]
    roles: Roles
    lang: str
    ids: Ids = field(default_factory=Ids)

    def items(self) -> tuple[ProposedItem, ...]:
        """Return the items."""
        place = {name: number for number, name in enumerate(self.shapes, start=1)}
        made: list[tuple[int, ProposedItem]] = []
        taken: set[str] = set(self.roles.left_out)
        for set_ in self.said.sets:
            item = self._set(set_)
            if item is not None:
                made.append((place[set_.columns[0]], item))
                taken.update(set_.columns)
        left = [variable for name, variable in self.said.variables.items() if name not in taken]
        runs: list[tuple[Callable[..., ProposedItem | None], Sequence[int]]] = [
            *((propose_alike, run) for run in find_alike(left)),
            *((propose_bare, run) for run in find_placed(left)),
            *((propose_own, run) for run in find_own(left)),
        ]
        for propose, run in runs:
            columns = Columns(
                variables=tuple(left[i] for i in run), shapes=tuple(self.shapes[left[i].name] for i in run)
            )
            stem = stem_of(columns.names)
            id_ = self.ids.of(stem, place[columns.names[0]])
            item = propose(columns, id_=id_, lang=self.lang)
            if item is None:
                self.ids.give_back(id_)
                continue
            made.append((place[columns.names[0]], item))
            taken.update(columns.names)
        for variable in left:
            if variable.name not in taken:
                if not self.shapes[variable.name].filled:
                    self.roles.left_out[variable.name] = "blank"
                else:
                    made.append((place[variable.name], self._alone(variable, place[variable.name])))
        return tuple(item for _, item in sorted(made, key=lambda pair: pair[0]))

    def _set(self, said: AnswerSet) -> ProposedItem | None:
        id_ = self.ids.of(said.name, 0)
        item = propose_set(said, set_columns(said, self.said.variables, self.shapes), id_=id_, lang=self.lang)
        if item is None:
            self.ids.give_back(id_)
        return item

    def _alone(self, variable: Variable, place: int) -> ProposedItem:
        shape = self.shapes[variable.name]
        id_ = self.ids.of(variable.name, place)
        label = {self.lang: variable.label or variable.name}
        says = f"{variable.name} {variable.label}"
        if labelled_answers(variable):
            made = propose_labelled(variable, counts_of(shape), says=says, lang=self.lang)
            item = ProposedItem(
                id=id_, type=made.type, label=label, columns=(variable.name,), codes=made.codes, remarks=made.remarks
            )
        else:
            item = self._unlabelled(variable, shape, id_, label)
        alike = codes_alike(item.codes)
        if alike is not None:
            item = replace(item, type="open", codes=(), remarks=(Remark("codes-alike", {"codes": alike}),))
        return with_blanks(item, blank=shape.rows - shape.filled, rows=shape.rows)

    def _unlabelled(self, variable: Variable, shape: Shape, id_: str, label: dict[str, str]) -> ProposedItem:
        """Return the item the answers look like, what the file declares to be none apart."""
        answers = _without(shape, variable)
        item = propose_typed(answers, id_=id_, label=label, lang=self.lang)
        if variable.measure == "scale" and item.kind.answer == "choice" and answers.is_numeric:
            item = replace(item, type="numeric", codes=(), remarks=())
        absent, remarks = missing_codes(variable, shape.texts, lang=self.lang)
        codes = item.codes
        if absent and not codes:
            # Codes of its own leave a recommendation no other ones.
            codes = tuple(ProposedCode(code=point, value=float(point)) for point in item.kind.points)
        if item.separator is not None or item.kind.answer == "text":
            absent = tuple(code for code in absent if code.code in shape.texts)
        return replace(item, codes=(*codes, *absent), remarks=(*item.remarks, *remarks))


def _without(shape: Shape, variable: Variable) -> Shape:
    """Return a column without the values its file declares to be no answer."""
    kept = np.array([not is_missing(variable, text) for text in shape.texts], dtype=bool)
    if kept.all():
        return shape
    moved = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)
    return Shape(
        name=shape.name,
        texts=tuple(t for t, keep in zip(shape.texts, kept.tolist(), strict=True) if keep),
        counts=shape.counts[kept],
        numbers=shape.numbers[kept],
        index=moved[shape.index],
        written_as_float=shape.written_as_float,
    )


def _bare(items: tuple[ProposedItem, ...], said: Dictionary) -> tuple[Remark, ...]:
    """Return what there is to write for items whose columns have no label, and whose set has none."""
    sets = {set_.label for set_ in said.sets if set_.label}
    bare = [
        item.id
        for item in items
        if not sets.intersection(item.label.values())
        and not any(said.variables[name].label for name in (*item.columns, *(row.column for row in item.rows)))
    ]
    if not bare:
        return ()
    first = ", ".join(bare[:5]) + (", …" if len(bare) > 5 else "")
    return (Remark("labels", {"items": str(len(bare)), "first": first}),)
