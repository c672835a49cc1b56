"""The items of a study, and of a wave whose questionnaire differs.

A wave's file gives only the items that differ: a key it gives replaces the study's, the others stay; its codes replace
the codes as a whole. A wave may ask items the study has not, and say `asked = false` of those it does not ask.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from relstudy.definitions.check_expressions import check_items
from relstudy.definitions.draft_practice import draft_practice
from relstudy.definitions.read_declaration import Declaration
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_items import Drafted, draft_item
from relstudy.definitions.read_practices import DeclaredPractices
from relstudy.definitions.read_questionnaire import read_questionnaire
from relstudy.nearest import nearest_first
from relstudy.survey.items import Derivation, Item, ItemId
from relstudy.survey.plan import Source
from relstudy.survey.practices import PRACTICE

#: A wave that says one of these says it instead of the others.
_INSTEAD: dict[str, tuple[str, ...]] = {
    "column": ("columns",), "columns": ("column", "separator"), "bands": ("merge",), "merge": ("bands",),
    "from": ("column", "columns", "separator"),
}  # fmt: skip
#: Faults that leave an item unfit to be judged by those that name it.
_BREAKING = frozenset(
    {"bad-value", "missing-key", "missing-value", "bad-id", "duplicate-id", "unknown-code", "not-available"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """The items drafted from their tables, by id.

    `broken` are ids that are declared but could not be read in full; `same` why an item of a wave stays comparable with
    the wave before, by language.
    """

    tables: dict[str, Declaration] = field(default_factory=dict)
    drafted: dict[str, tuple[Drafted, ...]] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    same: dict[ItemId, dict[str, str]] = field(default_factory=dict)

    @property
    def items(self) -> tuple[Item, ...]:
        """Return all items in their order, the rows of a grid right after it."""
        return tuple(d.item for drafts in self.drafted.values() for d in drafts)

    @property
    def labels(self) -> dict[str, dict[str, str]]:
        """Return the labels of the items, their codes, nets and rows."""
        return {k: v for drafts in self.drafted.values() for d in drafts for k, v in d.labels.items() if v}


def study_questionnaire(
    folder: StudyFolder,
    source: Source,
    *,
    languages: tuple[str, ...],
    offers: Mapping[str, str | None] | None,
    practices: DeclaredPractices | None,
) -> Questionnaire | None:
    """Return the questionnaire of a study, checked; None where its file cannot be read."""
    tables = read_questionnaire(folder, source, languages=languages)
    if tables is None:
        return None
    for table in tables:
        if table.has("same_as_before"):
            wave = "waves/<wave>/questionnaire.toml"
            table.fault("bad-value", "same_as_before", found=source.path, allowed=wave)
    return _drafted(tables, Questionnaire(), languages, offers, practices)


def wave_questionnaire(
    folder: StudyFolder,
    source: Source,
    study: Questionnaire,
    *,
    languages: tuple[str, ...],
    offers: Mapping[str, str | None] | None,
    practices: DeclaredPractices | None,
) -> Questionnaire:
    """Return the questionnaire of a wave: the study's with the wave's differences, checked."""
    differing = read_questionnaire(folder, source, languages=languages)
    if differing is None:
        return study
    tables = []
    for table in differing:
        base = study.tables.get(table.item or "")
        if base is not None:
            instead = {k for key in table.data for k in _INSTEAD.get(key, ()) if k not in table.data}
            kept = Declaration(
                {k: v for k, v in base.data.items() if k not in instead}, base.document, base.path, base.log, base.item
            )
            tables.append(kept.replaced_by(table))
        elif table.item is not None and not (table.has("type") or table.has("from")):
            table.fault("unknown-item", "id", found=table.item, allowed=nearest_first(table.item, study.tables))
        else:
            tables.append(table)
    same = {ItemId(table.item): texts for table in differing if table.item and (texts := _sameness(table, languages))}
    return replace(_drafted(tables, study, languages, offers, practices), same=same)


def _sameness(table: Declaration, languages: tuple[str, ...]) -> dict[str, str]:
    """Return why an item is said to stay comparable with the wave before; {} where nothing is said."""
    if table.has("same_as_before") and table.data["same_as_before"] in ("", {}):
        table.fault("missing-value", "same_as_before", found="@blank")
    return table.label("same_as_before", languages)


def _drafted(
    tables: Iterable[Declaration],
    base: Questionnaire,
    languages: tuple[str, ...],
    offers: Mapping[str, str | None] | None,
    practices: DeclaredPractices | None,
) -> Questionnaire:
    declared, broken = dict(base.tables), set(base.broken)
    # Items of another wave name other channels: the practice is drafted anew.
    drafted = {id_: drafts for id_, drafts in base.drafted.items() if id_ in base.tables}
    for table in tables:
        before = len(table.log.faults)
        drafts = draft_item(table, languages=languages, offers=offers)
        if table.item is None:
            continue
        declared[table.item] = table
        broken.discard(table.item)
        if not drafts or any(f.code in _BREAKING for f in table.log.faults[before:]):
            broken.add(table.item)
        drafted[table.item] = drafts
    drafted = {id_: _with_ticks(drafts, drafted) for id_, drafts in drafted.items()}
    if practices is not None:
        items = {d.item.id: d.item for drafts in drafted.values() for d in drafts}
        practice = draft_practice(practices, items, broken=frozenset(broken), languages=languages)
        if practice is None:
            broken.add(PRACTICE)
        else:
            broken.discard(PRACTICE)
            drafted[PRACTICE] = (practice,)
    questionnaire = Questionnaire(tables=declared, drafted=drafted, broken=frozenset(broken))
    check_items([d for drafts in drafted.values() for d in drafts], broken=questionnaire.broken)
    return questionnaire


def _with_ticks(drafts: tuple[Drafted, ...], drafted: Mapping[str, tuple[Drafted, ...]]) -> tuple[Drafted, ...]:
    """Return a derived item as a multiple one where it merges the codes of a multiple item and says no type of its own."""
    derived = drafts[0].item.derived if drafts else None
    if not isinstance(derived, Derivation) or not derived.merge or drafts[0].table.has("type"):
        return drafts
    sources = drafted.get(derived.source, ())
    if not sources or not sources[0].item.kind.is_ticked:
        return drafts
    return (replace(drafts[0], item=replace(drafts[0].item, type="multiple")),)
