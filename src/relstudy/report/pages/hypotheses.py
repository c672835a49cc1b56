"""The joint display: each finding of the interviews, who says it and who says the contrary, what the survey found, the verdict.

Below it, what the interviews found and no question measures: the survey neither confirms nor contradicts it.
"""

from collections import Counter
from dataclasses import dataclass
from operator import itemgetter

from relstudy.folding import fold
from relstudy.report.book import CellRow, value_of
from relstudy.report.cell_names import is_labelled, state_hypothesis
from relstudy.report.context import Context
from relstudy.report.numbers import format_value
from relstudy.report.origins import POINTS_OF_HYPOTHESES
from relstudy.report.page import Note, Page, Plain, absent_page, show_page
from relstudy.report.quote_choice import Passage, read_passages, spread_quotes
from relstudy.report.speakers import speakers
from relstudy.report.table import Column, Row, Table, table_of
from relstudy.report.values import (
    EMPTY,
    Count,
    Field,
    Inline,
    Label,
    Number,
    Toned,
    Turn,
    Unbound,
    VerdictWord,
    joined,
    line,
)
from relstudy.steps.hypotheses import HOLDS, OTHERS, VERDICTS
from relstudy.survey.registers import Hypothesis


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A hypothesis with the cells of its verdict and its difference."""

    hypothesis: Hypothesis
    verdict: CellRow
    difference: CellRow | None

    @property
    def found(self) -> str:
        """Return the verdict."""
        return self.verdict.text or "not_measurable"


def build_page(context: Context) -> Page:
    """Return the page of the hypotheses; a study that declares none has nothing to join."""
    lang = context.lang
    judged = _read_judged(context)
    if not judged:
        return absent_page(context, "hypotheses", reason=context.absence("hypotheses"))
    counts = Counter(one.found for one in judged)
    told = [
        context.words.count(f"hypotheses.counts.{verdict}", counts[verdict], n=Count(counts[verdict], lang))
        for verdict in VERDICTS
        if counts[verdict]
    ]
    unmeasured = _unmeasured_table(context)
    return show_page(
        context,
        "hypotheses",
        subtitle=context.words.say("hypotheses.subtitle_heard" if _is_heard(context) else "hypotheses.subtitle"),
        title=context.words.count(
            "hypotheses.title", len(judged), n=Count(len(judged), lang), verdicts=joined(", ", told)
        ),
        view=Plain(tables=tuple(t for t in (_joint_table(context, judged), unmeasured) if t is not None)),
        notes=_notes(context, judged),
    )


def _read_judged(context: Context) -> tuple[_Judged, ...]:
    """Return the hypotheses that have a verdict, in the order of the register."""
    found = []
    for one in context.study.hypotheses:
        verdict = context.book.get("hypotheses", one.id, "verdict")
        if verdict is not None:
            difference = context.book.get("hypotheses", one.id, "difference")
            found.append(_Judged(hypothesis=one, verdict=verdict, difference=difference))
    return tuple(found)


def join_in_short(context: Context) -> Table | None:
    """Return the joint display without its quotes, for where there is little room; None for a study without hypotheses."""
    judged = _read_judged(context)
    return _joint_table(context, judged, quoted=False) if judged else None


def _joint_table(context: Context, judged: tuple[_Judged, ...], *, quoted: bool = True) -> Table:
    say = context.words.say
    with_interviews = _is_heard(context)
    with_quotes = with_interviews and quoted
    columns = []
    if with_interviews:
        columns += [Column(title=say("hypotheses.cases")), Column(title=say("hypotheses.contrary"))]
    if with_quotes:
        columns.append(Column(title=say("hypotheses.quotes"), kind="text"))
    columns += [
        Column(title=say("hypotheses.survey"), kind="text"),
        Column(title=say("hypotheses.verdict"), kind="word"),
        Column(title=say("hypotheses.conclusion"), kind="text"),
    ]
    findings = tuple(dict.fromkeys(one.hypothesis.finding for one in judged if one.hypothesis.finding is not None))
    quotes = spread_quotes(read_passages(context, findings), used=set(), spent=Counter()) if with_quotes else {}
    said = speakers(context)
    rows = []
    for one in judged:
        cells: list[Inline] = []
        finding = one.hypothesis.finding
        if with_interviews:
            cells += _heard(context, finding)
        if with_quotes:
            cells.append(_quoted(context, quotes.get(finding or "", ()), said))
        cells += [
            _result(context, one),
            _verdict(context, one),
            say(f"hypotheses.concludes.{_conclusion(context, one)}"),
        ]
        rows.append(
            Row(head=state_hypothesis(context, one.hypothesis), note=_theme(context, finding), cells=tuple(cells))
        )
    return table_of(
        columns,
        rows,
        name="hypotheses-joint",
        caption=say("hypotheses.table_heard" if with_interviews else "hypotheses.table"),
        stub=say("hypotheses.hypothesis"),
        wide=True,
    )


def _conclusion(context: Context, one: _Judged) -> str:
    """Return what a verdict comes to; where nothing can be said because a code of an open question was given to no answer, or because the weighting imposes both figures, that is why."""
    if one.found == "not_measurable" and one.difference is not None and one.difference.has_mark("imposed"):
        return "imposed"
    asked, code = context.items.get(one.hypothesis.item), one.hypothesis.code
    if one.found == "not_measurable" and asked is not None and asked.kind.answer == "text" and code is not None:
        given = context.book.get("survey", asked.id, "share", fold(code), "all")
        return "not_coded" if given is None else one.found
    return one.found


def _is_heard(context: Context) -> bool:
    """Tell whether the wave has interviews to set beside the survey."""
    return bool(context.book.items("interviews"))


def _theme(context: Context, finding: str | None) -> Inline:
    if finding is None:
        return context.words.say("hypotheses.no_finding") if _is_heard(context) else EMPTY
    return context.words.say("hypotheses.finding", theme=context.label("codebook", finding))


def _heard(context: Context, finding: str | None) -> tuple[Inline, Inline]:
    """Return the cases that voice the finding, of those asked, and those that say the contrary."""
    if finding is None:
        return EMPTY, EMPTY
    voiced, contrary = (
        context.book.get("interviews", finding, measure, "_", "all") for measure in ("cases", "cases_contrary")
    )
    return Number(voiced, context.lang), Number(contrary, context.lang, of_base=True)


def _quoted(context: Context, passages: tuple[Passage, ...], said: dict[str, Inline]) -> Inline:
    """Return a voice and one that says the contrary, with who speaks."""
    say = context.words.say
    chosen = [next((p for p in passages if p.contrary is contrary), None) for contrary in (False, True)]
    parts: list[Inline] = []
    for passage in (p for p in chosen if p is not None):
        who = said.get(passage.case, EMPTY)
        contrary = say("interviews.quote_contrary") if passage.contrary else EMPTY
        about = joined(", ", filter(None, (who, contrary)))
        quote = say("hypotheses.quote", text=Label(passage.text, context.foreign))
        parts.append(joined(" ", (quote, Toned("note", about))) if about else quote)
    return joined(Turn(), parts)


def _result(context: Context, one: _Judged) -> Inline:
    """Return both figures, their difference with its interval, and the minimum effect where the hypothesis does not say it."""
    say, lang, hypothesis = context.words.say, context.lang, one.hypothesis
    holds, others = (context.book.get("hypotheses", hypothesis.id, hypothesis.measure, row) for row in (HOLDS, OTHERS))
    difference = one.difference
    decimals = POINTS_OF_HYPOTHESES if difference is not None and difference.unit == "points" else None
    sides = {"holds": Number(holds, lang, decimals=decimals), "others": Number(others, lang, decimals=decimals)}
    figures = say("hypotheses.figures", **sides)
    sign = 1 if hypothesis.direction == "higher" else -1
    unit = difference.unit if difference is not None else "mean"
    least = Unbound("number", format_value(sign * hypothesis.least, unit, lang, natural=True, signed=True))
    declared = (say("hypotheses.least", least=least),) if is_labelled(context, hypothesis) else ()
    if difference is None or difference.value is None:
        return joined(Turn(), (figures, *declared))
    if difference.low is None:
        told = say("hypotheses.difference_imposed", n=Number(difference, lang, decimals=decimals, signed=True))
        return joined(Turn(), (told, figures, *declared))
    # The unit stands beside the difference itself.
    low, high = (Field(difference, end, lang, decimals=decimals, signed=True, bare=True) for end in ("low", "high"))
    told = say("hypotheses.difference", n=Number(difference, lang, decimals=decimals, signed=True), low=low, high=high)
    return joined(Turn(), (told, figures, *declared))


def _verdict(context: Context, one: _Judged) -> Inline:
    say = context.words.say
    word = VerdictWord(say(f"hypotheses.verdicts.{one.found}"), one.verdict.key, named=one.found, tone="strong")
    marks = [say(f"hypotheses.marks.{mark}") for mark in ("late", "changed") if one.verdict.has_mark(mark)]
    return joined(Turn(), (word, *(Toned("note", mark) for mark in marks)))


def _unmeasured_table(context: Context) -> Table | None:
    """Return what cases voiced and no question of the wave measures; None where there is nothing."""
    say, lang, book = context.words.say, context.lang, context.book
    asked = {item.id for item in context.wave.items if item.asked}
    measured = {one.finding for one in context.study.hypotheses if one.item in asked}
    for one in context.study.expectations:
        if {one.importance_item, one.satisfaction_item} & asked:
            measured |= {one.code, one.satisfaction_code}
    parents = {entry.parent for entry in context.study.codebook}
    voiced: dict[str, list[tuple[float, Inline]]] = {}
    for entry in context.study.codebook:
        cell = book.get("interviews", entry.id, "cases", "_", "all")
        if entry.id not in measured | parents and value_of(cell) > 0:
            told = line("{0} ({1})", context.label("codebook", entry.id), Number(cell, lang))
            voiced.setdefault(entry.facet or "none", []).append((-value_of(cell), told))
    if not voiced:
        return None
    rows = [
        Row(head=say(f"facets.{facet}"), cells=(joined(", ", (told for _, told in sorted(found, key=itemgetter(0)))),))
        for facet, found in voiced.items()
    ]
    return table_of(
        [Column(title=say("hypotheses.themes"), kind="text")],
        rows,
        name="hypotheses-unmeasured",
        caption=say("hypotheses.unmeasured"),
        subtitle=say("hypotheses.unmeasured_note"),
        stub=say("hypotheses.facet"),
    )


def _notes(context: Context, judged: tuple[_Judged, ...]) -> tuple[Note, ...]:
    say = context.words.say
    tested = sum(one.found != "not_measurable" for one in judged)
    return (
        Note(title=say("notes.reading"), text=say("hypotheses.reading")),
        Note(
            title=say("notes.rule"),
            text=context.words.count("hypotheses.rule", tested, n=Count(tested, context.lang)),
        ),
    )
