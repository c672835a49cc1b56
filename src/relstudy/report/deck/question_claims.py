"""What a slide of one question claims: its result, as far as published figures tell it. No claim says that a difference is significant."""

from collections.abc import Iterable, Sequence

from relstudy.report.book import CellRow, has_number, value_of
from relstudy.report.context import Context
from relstudy.report.deck.question_charts import published_shares
from relstudy.report.item_tables import is_long
from relstudy.report.numbers import written_number
from relstudy.report.values import EMPTY, Inline, Label, Number
from relstudy.survey.items import Item, row_id

#: Answers among which one can lead.
_FEWEST = 2


def question_claim(context: Context, item: Item) -> Inline:
    """Return the result of a question in a sentence, its numbers those of cells; nothing where no one answer is seen to lead.

    Of answers it is the one given most, of a ranking the one placed first most, of rows the one with the highest mean,
    of numbers and long scales the mean. An answer that prints the same share as the next one leads nobody.
    """
    if item.kind.is_heading:
        return _of_rows(context, item)
    nps = context.book.get("survey", item.id, "nps", "_", "all")
    if has_number(nps):
        return context.words.say("deck.claims.nps", value=Number(nps, context.lang))
    if item.kind.answer == "order":
        first = _led(context, _all_told(c for c in context.book.of("survey", item.id, measure="first")))
        return _of_answer(context, item.id, first, "first")
    if item.kind.answer == "number" or is_long(context, item):
        mean = context.book.get("survey", item.id, "mean", "_", "all")
        return context.words.say("deck.claims.mean", value=Number(mean, context.lang)) if has_number(mean) else EMPTY
    if item.kind.answer not in ("choice", "choices", "point"):
        return EMPTY
    lead = _led(context, _all_told(published_shares(context, item.id)))
    return _of_answer(context, item.id, lead, "ticked" if item.kind.is_ticked else "given")


def _of_answer(context: Context, owner: str, cell: CellRow | None, form: str) -> Inline:
    if cell is None:
        return EMPTY
    answer = Label(context.code_text(owner, cell.row))
    return context.words.say(f"deck.claims.{form}", answer=answer, share=Number(cell, context.lang))


def _of_rows(context: Context, grid: Item) -> Inline:
    """Return the row of the highest mean; of answers without numbers, the answer most given to any row."""
    rows: dict[str, str] = {row_id(grid.id, row): row for row in grid.rows}
    means = [context.book.get("survey", own, "mean", "_", "all") for own in rows]
    by_mean = any(cell is not None for cell in means)
    cells = means if by_mean else [c for own in rows for c in published_shares(context, own)]
    lead = _led(context, _all_told(cells))
    if lead is None:
        return EMPTY
    told = {"row": context.label("row", grid.id, rows[lead.item]), "value": Number(lead, context.lang)}
    if by_mean:
        return context.words.say("deck.claims.row_mean", **told)
    return context.words.say("deck.claims.row_answer", answer=Label(context.code_text(lead.item, lead.row)), **told)


def _all_told(cells: Iterable[CellRow | None]) -> Sequence[CellRow]:
    """Return the figures of everybody; none where one of them is not published, since that one might lead."""
    whole = [cell for cell in cells if cell is None or cell.column == "all"]
    told = [cell for cell in whole if cell is not None and has_number(cell)]
    return told if len(told) == len(whole) else ()


def _led(context: Context, cells: Sequence[CellRow]) -> CellRow | None:
    """Return the largest of some figures; None where there is none beside it, or the next one prints the same."""
    ordered = sorted(cells, key=lambda cell: -value_of(cell))
    if len(ordered) < _FEWEST:
        return None
    first, second = (written_number(Number(cell, context.lang)) for cell in ordered[:2])
    return None if first == second else ordered[0]
