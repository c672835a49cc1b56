"""Integration maturity: six dimensions with what says so, the level of the lowest and the mean."""

from relstudy.report.context import Context
from relstudy.report.drawing import Bar
from relstudy.report.numbers import format_date
from relstudy.report.table import Column, Row, Table, table_of
from relstudy.report.values import EMPTY, Beside, Count, Field, Inline, Number, Toned, Unbound, VerdictWord, joined
from relstudy.survey.registers import DIMENSIONS, LEVELS, MaturityScore


def maturity_table(context: Context) -> Table | None:
    """Return the scores of the dimensions, the lowest first; None where the study has none."""
    say, book, lang = context.words.say, context.book, context.lang
    scores = sorted(context.wave.maturity, key=lambda s: (s.score, DIMENSIONS.index(s.dimension)))
    level, mean = book.get("strategy", "_", "maturity"), book.get("strategy", "_", "maturity_mean")
    if not scores or level is None or mean is None:
        return None
    rows = []
    for one in scores:
        cell = book.get("strategy", f"maturity.{one.dimension}", "score")
        score = Beside(
            "barred", (Bar(cell, whole=float(len(LEVELS) - 1)), Toned("strong", Number(cell, lang, natural=True)))
        )
        rows.append(
            Row(
                head=say(f"R5.dimensions.{one.dimension}"),
                cells=(score, say(f"R5.levels.{LEVELS[one.score]}"), _evidence(context, one)),
            )
        )
    titles = (
        Column(title=say("R5.maturity.score"), note=Unbound("text", say("R5.maturity.scale"))),
        Column(title=say("R5.maturity.level"), kind="word"),
        Column(title=say("R5.maturity.evidence"), kind="text"),
    )
    word = VerdictWord(say(f"R5.levels.{level.text}"), level.key, named=level.text or "", tone="strong")
    notes = [say("R5.maturity.whole", level=word, mean=Number(mean, lang, decimals=1))]
    unscored = [d for d in DIMENSIONS if d not in {s.dimension for s in scores}]
    if unscored:
        names = joined(", ", (context.words.inside(f"R5.dimensions.{d}") for d in unscored))
        notes.append(
            say("R5.maturity.unscored", n=Field(mean, "base", lang), all=Count(len(DIMENSIONS), lang), names=names)
        )
    return table_of(
        titles,
        rows,
        name="R5-maturity",
        caption=say("R5.maturity.table"),
        stub=say("R5.maturity.dimension"),
        wide=True,
        notes=notes,
    )


def _evidence(context: Context, score: MaturityScore) -> Inline:
    """Return what says so, its source and date under it."""
    said = context.written(score.evidence) if score.evidence else EMPTY
    source = [context.written(score.source)] if score.source else []
    source += [Unbound("date", format_date(score.day, context.lang))] if score.day else []
    under = Toned("line", Toned("note", joined(", ", source))) if source else EMPTY
    return said + under if said or source else Number(None, context.lang)
