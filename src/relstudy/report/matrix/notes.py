"""What is said under the interview matrix: how to read it, the rules of the two verdicts, the order, why there are no shares, the bases."""

from relstudy.report.context import Context
from relstudy.report.matrix.quotes import LONGEST, SHORTEST
from relstudy.report.matrix.rows import Matrix, MatrixRow
from relstudy.report.page import Note
from relstudy.report.values import EMPTY, Count, Field, Inline, Number, Unbound, joined, line
from relstudy.report.verdicts import action_word, tier_word


def matrix_notes(context: Context, matrix: Matrix) -> tuple[Note, ...]:
    """Return the notes under the matrix, in the order they are read."""
    words = context.figure_words
    say = words.say
    quoted = any(row.quotes for row in matrix.rows)
    texts = [
        ("reading", _reading(context, matrix)),
        *_rules(context, matrix),
        ("why", say("matrix.notes.why" if matrix.ranked else "matrix.notes.why_survey")),
        ("base", _base(context, matrix)),
        ("quotes", _quotes(context) if quoted else EMPTY),
        ("source", _source(context, matrix)),
    ]
    return tuple(Note(title=say(f"notes.{name}"), text=text) for name, text in texts if text)


def _rules(context: Context, matrix: Matrix) -> tuple[tuple[str, Inline], ...]:
    """Return the rules of the verdicts and of the order; without verdicts, where they are to be found."""
    say, order = context.figure_words.say, ("order", _order(context, matrix))
    if not matrix.ranked:
        return (order,)
    return (
        ("tier", _tier_rule(context)),
        ("action", say("matrix.notes.action")),
        order,
        ("withdrawals", say("matrix.notes.stability")),
    )


def criteria_hint(context: Context, row: MatrixRow) -> Inline:
    """Return why an unsettled row is: the criterion it meets, or that leaving out one interview overturns it."""
    verdict, say, plan = row.verdict, context.figure_words.say, context.study.expecting
    voiced, freely_cell = verdict.importance, row.unprompted
    if verdict.tier != "unsettled" or plan is None or voiced is None or freely_cell is None:
        return EMPTY
    if voiced.base is None or voiced.value is None or freely_cell.value is None:
        return EMPTY
    (voiced_num, voiced_den), (unprompted_num, unprompted_den) = plan.voiced_by, plan.unprompted_by
    often = voiced.value * voiced_den > voiced.base * voiced_num
    freely = freely_cell.value * unprompted_den >= voiced.base * unprompted_num
    if often == freely:
        return say("matrix.hint.overturned")
    return say("matrix.hint.prompted" if often else "matrix.hint.rare")


def _reading(context: Context, matrix: Matrix) -> Inline:
    """Teach the matrix on its first row."""
    words, row = context.figure_words, matrix.rows[0]
    verdict, lang = row.verdict, context.lang
    if verdict.importance is None or not verdict.importance.shown:
        return EMPTY
    said: dict[str, Inline] = {
        "label": context.label("expectation", verdict.id),
        "voiced": Number(verdict.importance, lang, of_base=True),
        "base": Field(verdict.importance, "base", lang),
        "unprompted": Number(row.unprompted, lang, of_base=True),
    }
    if not matrix.ranked:
        return words.count("matrix.notes.reading_plain", verdict.importance.value or 0.0, **said)
    text = words.count(
        "matrix.notes.reading", verdict.importance.value or 0.0, **said, tier=tier_word(verdict, context)
    )
    judged = verdict.satisfaction
    if judged is None or not judged.shown or row.positive is None or row.negative is None:
        return text
    sides = {
        side: words.count(f"matrix.{side}", cell.value or 0.0, n=Number(cell, lang, of_base=True))
        for side, cell in (("satisfied", row.positive), ("dissatisfied", row.negative))
    }
    return (
        text
        + " "
        + words.say(
            "matrix.notes.reading_judged",
            base=Field(judged, "base", lang),
            action=action_word(verdict, context),
            **sides,
        )
    )


def _tier_rule(context: Context) -> Inline:
    words, plan = context.figure_words, context.study.expecting
    voiced, unprompted_by = ((1, 2), (1, 3)) if plan is None else (plan.voiced_by, plan.unprompted_by)
    return words.say(
        "matrix.notes.tier", voiced=fraction_words(context, voiced), unprompted=fraction_words(context, unprompted_by)
    )


def fraction_words(context: Context, fraction: tuple[int, int]) -> Inline:
    """Return a fraction in words, "la moitié", else in figures; never a percentage."""
    words = context.figure_words
    named = f"matrix.fractions.{fraction[0]}_{fraction[1]}"
    if words.find(named) is not None:
        return words.say(named)
    return Unbound("number", "{}/{}".format(*fraction))


def _order(context: Context, matrix: Matrix) -> Inline:
    say = context.figure_words.say
    rows = say("matrix.notes.order_rows" if matrix.ranked else "matrix.notes.order_voiced")
    if not matrix.one_by_one:
        return rows
    if matrix.first is None or matrix.last is None or matrix.cases < 3:
        return rows + " " + say("matrix.notes.order_plain")
    ends = {end: context.label("expectation", i) for end, i in (("first", matrix.first), ("last", matrix.last))}
    return rows + " " + say("matrix.notes.order_columns", **ends)


def _base(context: Context, matrix: Matrix) -> Inline:
    words = context.figure_words
    lang, get = context.lang, context.book.get
    total, groups = get("interviews", "_", "n", "_", "all"), get("interviews", "_", "groups", "_", "all")
    n = Number(total, lang, of_base=True) if total is not None else Count(matrix.cases, lang)
    parts = [words.count("matrix.notes.base", matrix.cases, n=n)]
    if groups is not None and groups.value:
        parts.append(words.count("matrix.notes.base_groups", groups.value, n=Number(groups, lang, of_base=True)))
    sizes = [
        line("{0} ({1})", context.column_label(b.column), Number(b.size, lang, of_base=True))
        for b in matrix.blocks
        if b.size is not None and b.column != "all"
    ]
    if sizes:
        parts.append(words.say("matrix.notes.base_targets", targets=joined(", ", sizes)))
    parts.append(words.say("matrix.notes.base_judged"))
    return joined(" ", parts)


def _quotes(context: Context) -> Inline:
    lang = context.lang
    return context.figure_words.say("matrix.notes.quotes", shortest=Count(SHORTEST, lang), longest=Count(LONGEST, lang))


def _source(context: Context, matrix: Matrix) -> Inline:
    counted = (*(r.verdict.importance for r in matrix.rows), context.book.get("interviews", "_", "n", "_", "all"))
    files = sorted({cell.file for cell in counted if cell is not None and cell.file})
    if not files:
        return EMPTY
    return context.figure_words.say("map.notes.source", files=Unbound("text", ", ".join(files)))
