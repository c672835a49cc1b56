"""What single steps say of one offer, as the pages that set offers side by side tell it: audit, sector, expectations."""

from collections.abc import Mapping

from relstudy.report.context import Context
from relstudy.report.page import Note
from relstudy.report.pages.audit import audit_verdicts
from relstudy.report.values import EMPTY, Beside, Count, Inline, Number, Toned, Unbound, joined, line
from relstudy.report.verdicts import Verdict, action_word, rank_disc, read_verdicts, tier_word
from relstudy.steps.benchmark import Benchmark
from relstudy.survey.registers import Offer


def verdicts_by_offer(context: Context) -> Mapping[str, tuple[Verdict, ...]]:
    """Return everybody's expectations by the offer they are linked to, by rank."""
    found: dict[str, tuple[Verdict, ...]] = {}
    for verdict in read_verdicts(context):
        if verdict.offer is not None:
            found[verdict.offer] = (*found.get(verdict.offer, ()), verdict)
    return found


def linked_practices(context: Context, offer: Offer) -> tuple[str, ...]:
    """Return the practices that were scored on an offer, in the order of the benchmark."""
    found = context.result.given(Benchmark)
    return () if found is None else found.practices_of(offer.id)


def grid_note(context: Context) -> tuple[Note, ...]:
    """Return on what scale the grid scores and among how many offers it ranks; nothing where the study scores none."""
    scored = [c for c in context.book.of("grid", measure="score") if c.shown]
    if not scored:
        return ()
    ends = {(criterion.low, criterion.high) for criterion in context.study.criteria}
    n = Count(len(scored), context.lang)
    if len(ends) == 1:
        low, high = (Unbound("number", f"{end:g}") for end in ends.pop())
        text = context.words.count("notes.grid_scale", len(scored), n=n, low=low, high=high)
    else:
        text = context.words.count("notes.grid_scales", len(scored), n=n)
    return (Note(title=context.words.say("notes.grid"), text=text),)


def say_audit(context: Context, offer: Offer) -> Inline:
    """Return how many of an offer's targets are met, of how many that were judged; nothing where none was."""
    verdicts = audit_verdicts(context, offer.id)
    if not verdicts:
        return EMPTY
    met, lang = sum(c.text == "met" for c in verdicts), context.lang
    return context.words.say("R5.met", met=Count(met, lang), all=Count(len(verdicts), lang))


def say_sector(context: Context, offer: Offer) -> Inline:
    """Return the practices scored on an offer, with the players of the sector that have them."""
    lines = []
    for practice in linked_practices(context, offer):
        cell = context.book.get("benchmark", practice, "players", "_", "all")
        if cell is not None and cell.shown:
            name, players = context.unlabelled(practice), Number(cell, context.lang)
            lines.append(Toned("line", context.words.say("R5.practice", practice=name, players=players)))
    return joined("", lines)


def say_expectations(context: Context, verdicts: tuple[Verdict, ...]) -> Inline:
    """Return expectations one below the other, each with its rank and its two verdicts."""
    lines = []
    for verdict in verdicts:
        said = line("{0} · {1}", tier_word(verdict, context), action_word(verdict, context))
        name = Toned("whole", context.label("expectation", verdict.id) + Toned("note", said))
        lines.append(Beside("ranked", (rank_disc(verdict, context), name), lined=True))
    return joined("", lines)
