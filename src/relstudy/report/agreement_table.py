"""How far coders agree, for the page of the method: all codes, each facet, then the codes to talk over, each with how to read it."""

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.numbers import format_value
from relstudy.report.table import Column, Group, Row, Table
from relstudy.report.values import EMPTY, Field, Inline, Number, Unbound

#: Krippendorff 2019, Content Analysis, 4th ed., chapter 12: alpha from which data are relied on, and from which for
#: tentative conclusions only.
RELIED_ON, TENTATIVE = 0.8, 2 / 3
_POOL, _FACET = "_", "facet."


def agreement_table(context: Context) -> Table | None:
    """Return alpha of all codes, of each facet and of each code below what is relied on; None where nothing was read twice."""
    say, book, lang = context.words.say, context.book, context.lang
    alphas = {cell.item: cell for cell in book.of("agreement", measure="alpha")}
    whole = alphas.pop(_POOL, None)
    if whole is None:
        return None
    facets = [item for item in alphas if item.startswith(_FACET)]
    codes = [item for item in alphas if not item.startswith(_FACET)]
    weak = [c for c in codes if alphas[c].value is not None and not _is_relied_on(alphas[c])]
    weak.sort(key=lambda c: alphas[c].value or 0.0)
    first = [_row(context, whole, say("method.agreement.all"))]
    first += [_row(context, alphas[f], say(f"facets.{f.removeprefix(_FACET)}")) for f in facets]
    groups = [Group(title=EMPTY, rows=tuple(first))]
    if weak:
        rows = tuple(_row(context, alphas[c], context.label("codebook", c)) for c in weak)
        groups.append(Group(title=say("method.agreement.weak"), rows=rows))
    coders = book.get("agreement", codes[0], "coders")
    ends = {"relied": RELIED_ON, "tentative": TENTATIVE}
    limits = {name: Unbound("number", format_value(end, "index", lang, decimals=3)) for name, end in ends.items()}
    unit = say(f"method.agreement.unit.{context.study.coding.unit}")
    notes = (
        say("method.agreement.who", coders=Number(coders, lang), n=Field(whole, "base", lang), unit=unit),
        say("method.agreement.how", **limits),
    )
    measures = ("alpha", "low", "high", "observed", "reading")
    return Table(
        id="method-agreement",
        caption=say("method.agreement.title"),
        stub=say("method.agreement.codes"),
        columns=tuple(
            Column(title=say(f"method.agreement.{m}"), kind="word" if m == "reading" else "number") for m in measures
        ),
        groups=tuple(groups),
        notes=notes,
    )


def _row(context: Context, alpha: CellRow, head: Inline) -> Row:
    say, lang = context.words.say, context.lang
    observed = context.book.get("agreement", alpha.item, "observed")
    ends = (Field(alpha, "low", lang), Field(alpha, "high", lang)) if alpha.low is not None else (EMPTY, EMPTY)
    beside = Number(observed, lang) if observed is not None else EMPTY
    return Row(head=head, cells=(Number(alpha, lang), *ends, beside, say(f"method.agreement.read.{_reading(alpha)}")))


def _is_relied_on(alpha: CellRow) -> bool:
    return alpha.value is not None and alpha.value >= RELIED_ON


def _reading(alpha: CellRow) -> str:
    """Return how an alpha is read: relied on, tentative, poor, or untold where judgements do not vary."""
    if alpha.value is None:
        return "untold"
    return "relied" if _is_relied_on(alpha) else "tentative" if alpha.value >= TENTATIVE else "poor"
