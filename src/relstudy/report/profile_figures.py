"""What a card tells of a profile beside what the profile is made of: who its people are, which channels they use.

Each answer stands beside everybody's, with an arrow where the tests of the wave find the two apart. Questions the
profiles are made of are left out: there a difference is by construction.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from relstudy.folding import fold
from relstudy.report.book import CellRow, value_of
from relstudy.report.context import Context
from relstudy.report.differences import way_apart
from relstudy.report.pages.practices import channel_items
from relstudy.survey.items import Item, ItemId
from relstudy.survey.phases import ANY_PHASE, PHASES
from relstudy.survey.practices import PRACTICE

#: Channels on a card, the most used by everybody first; the others stand on the page of practices.
CHANNELS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One answer of a profile beside everybody's. `apart` = above (1) or below (-1) significantly, else 0."""

    answer: str
    cell: CellRow
    whole: CellRow | None
    apart: int

    @property
    def distance(self) -> float:
        """Return the profile's share minus everybody's; 0 where one is not published."""
        if self.whole is None or self.whole.value is None or self.cell.value is None:
            return 0.0
        return self.cell.value - self.whole.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers of a profile to one question."""

    item: Item
    answers: tuple[Beside, ...]


def people_of(context: Context, profile: str) -> tuple[Answers, ...]:
    """Return who the people of a profile are: its targets, the banner, the existing typology, as far as published."""
    plan, target = context.study.profiles, context.study.respondents.target
    existing = plan.existing if plan is not None else None
    named = dict.fromkeys((target, *context.study.tables.banner, existing))
    return tuple(
        found
        for name in named
        if name is not None and (item := context.items.get(ItemId(name))) is not None and not _is_made_of(context, item)
        if (found := _answers(context, item, profile)) is not None
    )


def practices_of(context: Context, profile: str) -> Answers | None:
    """Return the practices of a profile (one channel, several, several in one purpose, at once); None without any."""
    item = context.items.get(PRACTICE)
    return None if item is None else _answers(context, item, profile)


def channels_of(context: Context, profile: str) -> Answers | None:
    """Return the channels a profile uses, in everybody's order; None where no question tells, or profiles are made of it.

    A question about no phase in particular comes before one about a phase, else the first of the questionnaire.
    """
    for item in sorted(channel_items(context), key=lambda i: i.phase is not None):
        linked = {fold(c.code) for c in item.codes if c.offer}
        found = None if _is_made_of(context, item) else _answers(context, item, profile)
        if found is not None:
            kept = sorted((a for a in found.answers if a.cell.row in linked), key=lambda a: -value_of(a.whole))
            return Answers(item=item, answers=tuple(kept))
    return None


#: What is told of a person or a machine, the first that there is.
CONTACTS = ("wish_human", "contact_human")


@dataclass(frozen=True, slots=True, kw_only=True)
class AtPhase:
    """A figure of a profile at one phase beside everybody's."""

    phase: str
    cell: CellRow
    whole: CellRow | None


def contacts_of(context: Context, profile: str) -> tuple[str, tuple[AtPhase, ...]]:
    """Return which of `CONTACTS` a wave tells and its figures for a profile, phase by phase; ("", ()) where it tells none."""
    for measure in CONTACTS:
        cells = {
            phase: context.book.get("offers", "_", measure, phase, f"profile={profile}")
            for phase in (*PHASES, ANY_PHASE)
        }
        found = tuple(
            AtPhase(phase=phase, cell=cell, whole=context.book.get("offers", "_", measure, phase, "all"))
            for phase, cell in cells.items()
            if cell is not None and cell.value is not None
        )
        if found:
            return measure, found
    return "", ()


def most_apart(answers: Iterable[Beside]) -> Beside | None:
    """Return the answer a profile gives most above everybody, of those significantly above; None where none is."""
    return max((a for a in answers if a.apart > 0), key=lambda a: a.distance, default=None)


def _answers(context: Context, item: Item, profile: str) -> Answers | None:
    """Return the published answers of a profile, in the order of the questionnaire; None where there are none."""
    column = f"profile={profile}"
    cells = (c for c in context.book.of("survey", item.id, measure="share") if c.column == column)
    shown = tuple(
        Beside(
            answer=context.code_text(item.id, c.row),
            cell=c,
            whole=context.book.get("survey", item.id, "share", c.row, "all"),
            apart=way_apart(context.differences, c, context.book),
        )
        for c in cells
        if c.value is not None and not c.row.startswith("net.")
    )
    return Answers(item=item, answers=shown) if any(a.cell.value for a in shown) else None


def _is_made_of(context: Context, item: Item) -> bool:
    """Tell whether profiles are made of a question, or of the one it is derived from."""
    made = context.study.profiles.items if context.study.profiles is not None else ()
    sources = item.derived.sources if item.derived is not None else ()
    return not {item.id, item.grid, *sources}.isdisjoint(made)
