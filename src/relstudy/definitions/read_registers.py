"""Registers: offers, players, expectations, codebook, quotas (hypotheses: `read_hypotheses`); one line of a table is one thing that exists.

Columns nobody knows are errors here: a register is written for this program. What a line names elsewhere is checked
where both sides are known (`check_references`), except a reference inside the same file or to the offers, which are
read first.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar, cast

from relstudy.definitions.check_expressions import find_circles
from relstudy.definitions.label_columns import label_columns, row_label
from relstudy.definitions.read_declaration import ID
from relstudy.definitions.read_folder import StudyFolder
from relstudy.errors import FaultLog
from relstudy.nearest import nearest_first
from relstudy.survey.items import ItemId
from relstudy.survey.labels import LabelKind
from relstudy.survey.phases import PHASES, RELATIONS
from relstudy.survey.plan import Source
from relstudy.survey.registers import (
    OUTCOMES,
    SAID,
    CodebookEntry,
    Expectation,
    Offer,
    OfferKind,
    Player,
    PlayerKind,
    Quota,
)
from relstudy.tables import Table, check_columns, read_table

_OFFER_WORDS: dict[str, tuple[str, ...]] = {
    "kind": ("channel", "service", "procedure"),
    "family": ("traditional", "digital", "emerging"),
    "purpose": ("communication", "distribution", "sale"),
    "route": ("direct", "partner"),
    "relation": RELATIONS,
    "status": ("in_use", "project", "retired"),
}
#: What a line of a register is read as.
Entry = TypeVar("Entry")
_PLAYER_KINDS = ("client", "competitor", "adjacent")
_FACETS = ("channel", "stage", "satisfaction", "expectation", "new_channel", "criterion", "emotion", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a register and where it stands."""

    file: str
    sheet: str | None
    line: int
    record: Mapping[str, str]
    log: FaultLog = field(compare=False)

    def fault(self, code: str, column: str | None = None, **more: Any) -> None:
        """Note a fault in one column of this line."""
        self.log.add(code, self.file, sheet=self.sheet, line=self.line, column=column, **more)

    def text(self, column: str, *, required: bool = False) -> str | None:
        """Return what stands in a column, None where blank or not in the file."""
        text = self.record.get(column) or None
        if text is None and required and column in self.record:
            self.fault("missing-value", column, found="@blank")
        return text

    def item_id(self, column: str) -> ItemId | None:
        """Return the id of an item as `text` does; that there is such an item is seen later."""
        name = self.text(column)
        return None if name is None else ItemId(name)

    def choice(self, column: str, allowed: tuple[str, ...], *, required: bool = False) -> str | None:
        """Return one of the words allowed, None where blank."""
        text = self.text(column)
        if text is None:
            if required and column in self.record:
                self.fault("missing-value", column, found="@blank", allowed=", ".join(allowed))
            return None
        if text not in allowed:
            self.fault("bad-value", column, found=text, allowed=nearest_first(text, allowed))
            return None
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Generic[Entry]):
    """What one register holds. `lines` are those of `entries`, by id, for the checks that follow."""

    entries: tuple[Entry, ...] = ()
    lines: dict[str, Line] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids in the order of the file."""
        return tuple(self.lines)

    @property
    def relations(self: "Register[Offer]") -> dict[str, str | None]:
        """Return the relation of each offer, None where it is not known."""
        return {offer.id: offer.relation for offer in self.entries}


def read_offers(folder: StudyFolder, source: Source, languages: tuple[str, ...]) -> Register[Offer] | None:
    """Return the offers, one per line; None where the file cannot be read."""
    optional = ("family", "purpose", "phases", "route", "relation", "owner", "status")
    lines = _lines(folder, source, required=("offer_id", "kind"), optional=optional, languages=languages)
    if lines is None:
        return None
    named = by_id(lines, "offer_id")
    offers = []
    for id_, line in named.items():
        words = {name: line.choice(name, allowed, required=name == "kind") for name, allowed in _OFFER_WORDS.items()}
        phases = tuple(part.strip() for part in (line.text("phases") or "").split("|") if part.strip())
        for phase in phases:
            if phase not in PHASES:
                line.fault("bad-value", "phases", item=id_, found=phase, allowed=nearest_first(phase, PHASES))
        kind = cast("OfferKind", words.pop("kind") or "channel")
        offers.append(Offer(id=id_, kind=kind, phases=phases, owner=line.text("owner"), file=source.path, **words))
    return Register(entries=tuple(offers), lines=named, labels=labels_of(named, "offer", languages))


def read_players(folder: StudyFolder, source: Source, languages: tuple[str, ...]) -> Register[Player] | None:
    """Return the players, one per line; None where the file cannot be read."""
    lines = _lines(folder, source, required=("player_id", "kind"), optional=(), languages=languages)
    if lines is None:
        return None
    named = by_id(lines, "player_id")
    players = tuple(
        Player(id=id_, kind=cast("PlayerKind", line.choice("kind", _PLAYER_KINDS, required=True) or "competitor"))
        for id_, line in named.items()
    )
    return Register(entries=players, lines=named, labels=labels_of(named, "player", languages))


def read_expectations(folder: StudyFolder, source: Source, languages: tuple[str, ...]) -> Register[Expectation] | None:
    """Return the expectations, one per line; None where the file cannot be read."""
    optional = ("offer_id", "code_id", "satisfaction_code_id", "importance_item", "satisfaction_item")
    lines = _lines(folder, source, required=("expectation_id",), optional=optional, languages=languages)
    if lines is None:
        return None
    named = by_id(lines, "expectation_id")
    expectations = tuple(
        Expectation(
            id=id_,
            offer=line.text("offer_id"),
            code=line.text("code_id"),
            satisfaction_code=line.text("satisfaction_code_id") or line.text("code_id"),
            importance_item=line.item_id("importance_item"),
            satisfaction_item=line.item_id("satisfaction_item"),
            file=source.path,
        )
        for id_, line in named.items()
    )
    return Register(entries=expectations, lines=named, labels=labels_of(named, "expectation", languages))


def read_codebook(folder: StudyFolder, source: Source, languages: tuple[str, ...]) -> Register[CodebookEntry] | None:
    """Return the codes of the interviews, one per line; None where the file cannot be read.

    A parent must be a code of the same file, and no code may be below itself. A code may name the offer it is a
    reaction to, and say of journeys what a line of journeys.csv says: of a stage its phase, else an outcome, whether
    there was continuity, that channels are used at the same time.
    """
    journeys = ("phase", "outcome", "continuity", "with")
    optional = ("parent_id", "facet", "offer_id", *journeys, "definition", "include", "exclude", "example")
    lines = _lines(folder, source, required=("code_id",), optional=optional, languages=languages)
    if lines is None:
        return None
    named = by_id(lines, "code_id")
    entries = []
    for id_, line in named.items():
        parent = line.text("parent_id")
        if parent is not None and parent not in named:
            line.fault("unknown-code", "parent_id", found=parent, allowed=nearest_first(parent, named))
            parent = None
        facet, phase = line.choice("facet", _FACETS), line.choice("phase", PHASES)
        if phase is not None and facet is not None and facet != "stage":
            line.fault("bad-value", "phase", item=id_, found=f"{phase} (facet = {facet})", allowed="facet = stage")
        continuity, together = (line.choice(column, tuple(SAID)) for column in ("continuity", "with"))
        entries.append(
            CodebookEntry(
                id=id_,
                parent=parent,
                facet=facet,
                offer=line.text("offer_id"),
                phase=phase,
                outcome=line.choice("outcome", OUTCOMES),
                continued=SAID[continuity] if continuity is not None else None,
                together=together is not None and SAID[together],
            )
        )
    for circle, _ in find_circles({e.id: (e.parent,) if e.parent else () for e in entries}):
        found = " -> ".join((*circle, circle[0]))
        named[circle[0]].fault("cyclic-filter", "parent_id", item=circle[0], found=found)
    labels = labels_of(named, "codebook", languages, required=False)
    labels |= {
        f"definition/{id_}": {languages[0]: text}
        for id_, line in named.items()
        if (text := line.text("definition")) is not None
    }
    return Register(entries=tuple(entries), lines=named, labels=labels)


def read_quotas(folder: StudyFolder, source: Source) -> tuple[tuple[Quota, Line], ...]:
    """Return the quotas with their lines; none where the file cannot be read. Items and codes are checked later."""
    table = read_table(source, folder.log)
    if table is None:
        return ()
    check_columns(table, folder.log, required=("item", "code", "planned"))
    planned = table.numbers("planned", folder.log) if "planned" in table.columns else None
    quotas: list[tuple[Quota, Line]] = []
    seen: dict[tuple[str, str], int] = {}
    for index, line in enumerate(records_of(folder, source, table)):
        item, code = line.text("item"), line.text("code")
        for column, text in (("item", item), ("code", code), ("planned", line.text("planned"))):
            if text is None and column in line.record:
                line.fault("missing-value", column, found="@blank")
        if item is None or code is None or planned is None or planned[index] != planned[index]:
            continue
        if planned[index] < 0 or not float(planned[index]).is_integer():
            line.fault("bad-value", "planned", found=line.text("planned"), allowed="@whole-number")
        elif seen.setdefault((item, code), line.line) != line.line:
            line.fault("duplicate-id", "code", item=item, found=f"{item}, {code}", allowed=f"L{seen[item, code]}")
        else:
            quotas.append((Quota(item=item, code=code, planned=int(planned[index])), line))
    return tuple(quotas)


# -- rows ------------------------------------------------------------------------------------------


def _lines(
    folder: StudyFolder,
    source: Source,
    *,
    required: tuple[str, ...],
    optional: tuple[str, ...],
    languages: tuple[str, ...],
) -> tuple[Line, ...] | None:
    table = read_table(source, folder.log)
    if table is None:
        return None
    check_columns(table, folder.log, required=required, optional=(*optional, *label_columns(languages)))
    if required[0] not in table.columns:
        return None
    return tuple(records_of(folder, source, table))


def records_of(folder: StudyFolder, source: Source, table: Table) -> Iterator[Line]:
    """Yield the lines of a table as records of text by column."""
    columns = {name: table.text(name).tolist() for name in table.columns}
    for index, line in enumerate(table.lines.tolist()):
        record = {name: texts[index] for name, texts in columns.items()}
        yield Line(file=source.path, sheet=table.sheet, line=line, record=record, log=folder.log)


def by_id(lines: Iterable[Line], column: str) -> dict[str, Line]:
    """Return the lines by their ids, each once; what is no id, or stands twice, is said."""
    named: dict[str, Line] = {}
    for line in lines:
        id_ = line.text(column)
        if id_ is None:
            line.fault("missing-value", column, found="@blank")
        elif id_ in named:
            line.fault("duplicate-id", column, item=id_, found=id_, allowed=f"L{named[id_].line}")
        else:
            if not ID.match(id_):
                line.fault("bad-id", column, item=id_, found=id_, allowed="a-z 0-9 _")
            named[id_] = line
    return named


def labels_of(
    named: Mapping[str, Line],
    kind: Literal["offer", "player", "expectation", "codebook", "hypothesis"],
    languages: tuple[str, ...],
    *,
    required: bool = True,
) -> dict[str, dict[str, str]]:
    """Return the labels of lines by their keys and languages; a line without one is a fault where one is required."""
    labels: dict[str, dict[str, str]] = {}
    for id_, line in named.items():
        label = row_label(line.record, languages)
        if not label and required:
            columns = [name for name in label_columns(languages) if name in line.record]
            column = columns[0] if columns else f"label_{languages[0]}"
            allowed = ", ".join(dict.fromkeys((*(f"label_{lang}" for lang in languages), "label")))
            line.fault("missing-label", column, item=id_, found="@blank", allowed=allowed)
        labels[label_key(kind, id_)] = label
    return labels


def label_key(kind: LabelKind, *ids: str) -> str:
    """Return where a label stands in `Labels.texts`."""
    return "/".join((kind, *ids))
