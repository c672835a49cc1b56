"""Cards: one profile each, what is known of its people first, what it is made of apart from that."""

from collections.abc import Sequence
from dataclasses import dataclass

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.distinction import Trait, traits_of
from relstudy.report.drawing import Dots, Parts, Swatch
from relstudy.report.marks import apart_number, tier_mark
from relstudy.report.matrix.quotes import Quote, choose_quote, codes_below
from relstudy.report.page import Line
from relstudy.report.partition_tables import continuity_word, is_lost
from relstudy.report.portrait import portrait_of
from relstudy.report.profile_figures import CHANNELS, Answers, channels_of, contacts_of, people_of, practices_of
from relstudy.report.speakers import speakers
from relstudy.report.values import EMPTY, Count, Field, Glyph, Inline, Label, Number, Toned, joined, line
from relstudy.report.verdicts import Verdict, action_word, rank_interval, read_verdicts
from relstudy.report.written import write_lines
from relstudy.steps.interviews import Interviews
from relstudy.survey.phases import ANY_PHASE
from relstudy.survey.practices import PRACTICE

#: What a card may have, in the order it is read.
PARTS = ("portrait", "people", "practices", "channels", "contacts", "wishes", "heard", "implies", "made")
_FIRST = 3
#: A question with more answers than this has no bar: only its answers that are apart are told, so many at most.
_BAR, _TOLD = 5, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a card: an answer, its question, its number and whether it is apart, the number of the whole, a drawing."""

    label: Inline
    question: str = ""
    number: Inline
    whole: Inline
    drawing: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """One question in a bar of its answers with their key; `note` says its base where it is not the profile's, or what is left out."""

    title: Inline
    note: Inline
    bar: Inline
    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """The channels of a profile beside everybody's; `rest` tells of those that are not shown."""

    question: Inline
    entries: tuple[Entry, ...]
    rest: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Phases:
    """A person or a machine, phase by phase: what is told, and the profile beside everybody."""

    title: Inline
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One of the first expectations of a profile; `rank` with its interval."""

    label: Inline
    tier: Inline
    action: Inline
    rank: Inline
    importance: Inline
    satisfaction: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A quote of an interview, bound to its cell: the expectation it is about, who said it."""

    cell: CellRow
    about: Inline
    text: str
    who: Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One profile; `place` = its place among the profiles, which its colour follows. `withheld` says why it has no figures."""

    id: str
    place: int
    shape: Inline
    name: Inline
    named_by: Inline
    share: Inline
    n: Inline
    stability: Inline
    withheld: Inline
    portrait: Inline
    people: tuple[Composition, ...]
    practices: Composition | None
    channels: Channels | None
    contacts: Phases | None
    wishes: tuple[Wish, ...]
    heard: Heard | None
    implies: tuple[Line, ...]
    high: tuple[Entry, ...]
    low: tuple[Entry, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the parts the card has, in the order they are read."""
        found = (
            self.portrait or self.withheld,
            self.people,
            self.practices,
            self.channels,
            self.contacts,
            self.wishes,
            self.heard,
            self.implies,
            self.high or self.low,
        )
        return tuple(name for name, part in zip(PARTS, found, strict=True) if part)


def build_cards(context: Context, ids: Sequence[str]) -> tuple[Card, ...]:
    """Return a card for each profile, in their order; no passage of an interview is quoted on two of them."""
    used: set[str] = set()
    return tuple(_card(context, profile, place, used) for place, profile in enumerate(ids))


def _beside_name(context: Context, profile: str) -> Inline:
    """Return how a profile without a pole got its name, and what became of a frozen one that is no distinct group any more; EMPTY of any other."""
    say = context.words.say
    pole = context.book.get("profiles", profile, "pole")
    told: list[Inline] = []
    if pole is None or pole.text in (None, "none"):
        told.append(say("profiles.named_by_rule" if context.profile_names[profile].by_rule else "profiles.no_pole"))
    if is_lost(context, profile):
        told.append(say("profiles.since_frozen", became=continuity_word(context, profile)))
    return joined(" · ", told) if told else EMPTY


def _card(context: Context, profile: str, place: int, used: set[str]) -> Card:
    say, book, lang = context.words.say, context.book, context.lang
    traits = traits_of(context, profile)
    stability = book.get("profiles", profile, "stability") or book.get("profiles", profile, "stability", "_", "all")
    practices = practices_of(context, profile)
    heard = _heard(context, profile, used)
    return Card(
        id=profile,
        place=place,
        shape=Glyph(place),
        name=Label(context.profile_text(profile)),
        named_by=_beside_name(context, profile),
        share=Number(book.get("profiles", profile, "share", "_", "all"), lang),
        n=_size(context, profile),
        stability=say("profiles.stability", stability=Number(stability, lang)),
        withheld=_withheld(context, profile),
        portrait=portrait_of(context, profile),
        people=tuple(_composition(context, found, place, profile) for found in people_of(context, profile)),
        practices=None
        if practices is None
        else _composition(context, practices, place, profile, most=len(practices.answers)),
        channels=_channels(context, profile, place),
        contacts=_contacts(context, profile, place),
        wishes=_wishes(context, profile),
        heard=heard,
        implies=write_lines(context.texts.page("profiles").implies.get(profile, ()), context),
        high=tuple(_trait(context, t, place) for t in traits if t.distance > 0),
        low=tuple(_trait(context, t, place) for t in traits if t.distance < 0),
    )


def _count(context: Context, profile: str) -> CellRow | None:
    return context.book.get("profiles", profile, "n", "_", "all")


def _size(context: Context, profile: str) -> Inline:
    """Return the number of a profile's respondents, with their effective base where a figure on all of them has one; a small one is said so."""
    say, lang, count = context.words.say, context.lang, _count(context, profile)
    n = Number(count, lang)
    whole = next(
        (
            c
            for c in context.book.of("survey")
            if c.column == f"profile={profile}"
            and count is not None
            and c.base == count.value
            and c.base_effective is not None
        ),
        None,
    )
    said = (
        say("profiles.base", n=n)
        if whole is None
        else say("profiles.base_effective", n=n, effective=Field(whole, "base_effective", lang))
    )
    limits, size = context.study.disclosure, count.value if count is not None else None
    if size is None or not limits.min_base <= size < limits.caution_base:
        return said
    return line("{0} {1}", said, Toned("muted", say("profiles.small")))


def _withheld(context: Context, profile: str) -> Inline:
    count, least = _count(context, profile), context.study.disclosure.min_base
    if count is None or count.value is None or count.value >= least:
        return EMPTY
    return context.words.say("profiles.withheld", min_base=least)


def _trait(context: Context, trait: Trait, place: int) -> Entry:
    return Entry(
        label=Label(trait.answer),
        question=trait.question,
        number=Number(trait.cell, context.lang),
        whole=Number(trait.whole, context.lang),
        drawing=Dots(point=trait.cell, tick=trait.whole, profile=place, low=trait.low, high=trait.high),
    )


def _composition(context: Context, found: Answers, place: int, profile: str, *, most: int = _BAR) -> Composition:
    """Return a question as a bar of its answers; one with more than `most` as those that are apart, without a bar."""
    say = context.words.say
    shown = [a for a in found.answers if a.cell.value]
    count, first = _count(context, profile), shown[0].cell
    own_base = count is not None and first.base != count.value
    base = say("profiles.base", n=Field(first, "base", context.lang)) if own_base else EMPTY
    title = EMPTY if found.item.id == PRACTICE else Label(context.item_text(found.item.id))
    if len(shown) > most or found.item.kind.is_ticked:
        apart = sorted((a for a in shown if a.apart), key=lambda a: -abs(a.distance))[:_TOLD]
        parts = tuple(
            line("{0} {1}", Label(a.answer), Toned("strong", apart_number(context, a.cell, a.apart))) for a in apart
        )
        return Composition(title=title, note=base if parts else say("profiles.as_everybody"), bar=EMPTY, parts=parts)
    parts = tuple(
        line(
            "{0}\u00a0{1} {2}",
            Swatch(place, i, len(shown)),
            Label(a.answer),
            Toned("strong", apart_number(context, a.cell, a.apart)),
        )
        for i, a in enumerate(shown)
    )
    return Composition(title=title, note=base, bar=Parts(tuple(a.cell for a in shown), place), parts=parts)


def _channels(context: Context, profile: str, place: int) -> Channels | None:
    found = channels_of(context, profile)
    if found is None:
        return None
    entries = tuple(
        Entry(
            label=Label(a.answer),
            number=apart_number(context, a.cell, a.apart),
            whole=Number(a.whole, context.lang),
            drawing=Dots(point=a.cell, tick=a.whole, profile=place),
        )
        for a in found.answers[:CHANNELS]
    )
    say = context.words.say
    left = len(found.answers) - len(entries)
    rest = (
        context.words.count("profiles.channels_rest", left, n=Count(left, context.lang), page=say("R1.nav"))
        if left
        else EMPTY
    )
    return Channels(question=Label(context.item_text(found.item.id)), entries=entries, rest=rest)


def _contacts(context: Context, profile: str, place: int) -> Phases | None:
    measure, found = contacts_of(context, profile)
    if not found:
        return None
    say, lang = context.words.say, context.lang
    entries = tuple(
        Entry(
            label=say("profiles.any_phase" if at.phase == ANY_PHASE else f"phases.{at.phase}"),
            number=Number(at.cell, lang),
            whole=Number(at.whole, lang),
            drawing=Dots(point=at.cell, tick=at.whole, profile=place),
        )
        for at in found
    )
    return Phases(title=say(f"profiles.{measure}"), entries=entries)


def _ranked(context: Context, profile: str) -> tuple[Verdict, ...]:
    return tuple(
        v for v in read_verdicts(context, f"profile={profile}") if v.rank is not None and v.rank.value is not None
    )


def _wishes(context: Context, profile: str) -> tuple[Wish, ...]:
    lang = context.lang
    return tuple(
        Wish(
            label=context.label("expectation", v.id),
            tier=EMPTY if v.tier_cell is None else tier_mark(v, context),
            action=EMPTY if v.action_cell is None else action_word(v, context),
            rank=rank_interval(v, context),
            importance=Number(v.importance, lang),
            satisfaction=Number(v.satisfaction, lang),
        )
        for v in _ranked(context, profile)[:_FIRST]
    )


def _heard(context: Context, profile: str, used: set[str]) -> Heard | None:
    """Return what somebody of the profile's largest target says of the first of its expectations that has a fitting passage.

    Interviews have a target and no profile: the person quoted was never put into one, and the page says so.
    """
    interviews, code_of = context.result.given(Interviews), {e.id: e.code for e in context.study.expectations}
    if interviews is None or not len(interviews.quotes):
        return None
    said = interviews.quotes[interviews.quotes["case_id"].isin(_cases(context, interviews, profile))]
    for verdict in _ranked(context, profile)[:_FIRST]:
        codes = codes_below(context.study.codebook, code_of.get(verdict.id))
        quote = choose_quote(said, codes, contrary=False, used=used)
        cell = None if quote is None else _cell_of(context, quote)
        if quote is not None and cell is not None:
            used.add(quote.text)
            about = context.words.say("profiles.heard", label=context.label("expectation", verdict.id))
            return Heard(cell=cell, about=about, text=quote.text, who=speakers(context)[quote.case_id])
    return None


def _cell_of(context: Context, quote: Quote) -> CellRow | None:
    return context.book.get("interviews", quote.code, "quote", quote.row, "_")


def _cases(context: Context, interviews: Interviews, profile: str) -> list[str]:
    """Return the cases of the target most people of a profile are of; all cases where no target is known of them."""
    target = context.study.respondents.target
    ids: list[str] = interviews.case_id.tolist()
    shares = [c for c in context.book.of("survey", target or "", measure="share") if c.column == f"profile={profile}"]
    known = [c for c in shares if c.value and c.row in interviews.target.tolist()]
    if not known:
        return ids
    largest = max(known, key=lambda c: c.value or 0.0).row
    return [case for case, own in zip(ids, interviews.target.tolist(), strict=True) if own == largest]
