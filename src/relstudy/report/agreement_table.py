"""How far coders agree, for the page of the method: all codes, each facet, then the codes to talk over, each with how to read it."""

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.numbers import format_value
from relstudy.report.table import Column, Group, Row, Table
from relstudy.report.values import EMPTY, Field, Inline, Label, Number, Unbound
from relstudy.steps.open_answers import OPEN

#: Krippendorff 2019, Content Analysis, 4th ed., chapter 12: alpha from which data are relied on, and from which for
#: tentative conclusions only.
RELIED_ON, TENTATIVE = 0.8, 2 / 3
#: Share of pairs that would be alike by chance from which a code is one that nearly all texts have, or nearly none.
NEARLY_ALL = 0.8
_POOL, _FACET = "_", "facet."


def agreement_tables(context: Context) -> tuple[Table, ...]:
    """Return alpha of all codes, of each facet and of each code below what is relied on: of the interviews, then of each open question; none where nothing was read twice."""
    alphas: dict[str, dict[str, CellRow]] = {}
    for cell in context.book.of("agreement", measure="alpha"):
        of_open = cell.item.startswith(OPEN)
        alphas.setdefault(cell.item if of_open else "", {})[cell.row if of_open else cell.item] = cell
    return tuple(
        _table(context, source, by_pool, how="how_too" if place else "how")
        for place, (source, by_pool) in enumerate(alphas.items())
    )


def _table(context: Context, source: str, alphas: dict[str, CellRow], *, how: str) -> Table:
    """Return the table of the interviews (`source` is blank) or of an open question, with `how` it is read."""
    say, lang = context.words.say, context.lang
    whole = alphas.pop(_POOL)
    facets = [pool for pool in alphas if pool.startswith(_FACET)]
    codes = [pool for pool in alphas if not pool.startswith(_FACET)]
    weak = [c for c in codes if alphas[c].value is not None and not _is_relied_on(alphas[c])]
    weak.sort(key=lambda c: alphas[c].value or 0.0)
    first = [_row(context, whole, say("method.agreement.all"))]
    # A facet that has all codes says again what they say together.
    if len(facets) > 1 or any(alphas[f].value != whole.value for f in facets):
        first += [_row(context, alphas[f], say(f"facets.{f.removeprefix(_FACET)}")) for f in facets]
    groups = [Group(title=EMPTY, rows=tuple(first))]
    if weak:
        parents = {entry.parent for entry in context.study.codebook}
        rows = tuple(
            _row(
                context,
                alphas[c],
                say("method.agreement.with_below", label=context.label("codebook", c))
                if c in parents
                else context.label("codebook", c),
            )
            for c in weak
        )
        groups.append(Group(title=say("method.agreement.weak"), rows=rows))
    ends = {"relied": RELIED_ON, "tentative": TENTATIVE}
    limits = {name: Unbound("number", format_value(end, "index", lang, decimals=3)) for name, end in ends.items()}
    readers = {"coders": Number(_beside(context, alphas[codes[0]], "coders"), lang), "n": Field(whole, "base", lang)}
    unit = say(f"method.agreement.unit.{context.study.coding.unit}")
    notes: tuple[Inline, ...] = (
        say("method.agreement.who_open", **readers) if source else say("method.agreement.who", unit=unit, **readers),
        say(f"method.agreement.{how}", drawn=say(f"method.agreement.drawn.{'open' if source else 'cases'}"), **limits),
    )
    if any(one.proposals and one.item == source.removeprefix(OPEN) for one in context.wave.imports):
        notes = (*notes, say("method.agreement.proposed"))
    if any(_is_one_sided(alphas[c], _beside(context, alphas[c], "observed")) for c in weak):
        notes = (*notes, say("method.agreement.one_sided"))
    measures = ("alpha", "low", "high", "observed", "reading")
    caption = say("method.agreement.title")
    if source:
        caption = say("method.agreement.of_open", question=Label(context.item_text(source.removeprefix(OPEN))))
    return Table(
        id=f"method-{source.replace('.', '-')}" if source else "method-agreement",
        caption=caption,
        stub=say("method.agreement.codes"),
        columns=tuple(
            Column(title=say(f"method.agreement.{m}"), kind="word" if m == "reading" else "number") for m in measures
        ),
        groups=tuple(groups),
        notes=notes,
    )


def _beside(context: Context, alpha: CellRow, measure: str) -> CellRow | None:
    """Return another coefficient of the same code."""
    return context.book.get("agreement", alpha.item, measure, alpha.row)


def _row(context: Context, alpha: CellRow, head: Inline) -> Row:
    say, lang = context.words.say, context.lang
    observed = _beside(context, alpha, "observed")
    ends = (Field(alpha, "low", lang), Field(alpha, "high", lang)) if alpha.low is not None else (EMPTY, EMPTY)
    beside = Number(observed, lang) if observed is not None else EMPTY
    return Row(head=head, cells=(Number(alpha, lang), *ends, beside, say(f"method.agreement.read.{_reading(alpha)}")))


def _is_relied_on(alpha: CellRow) -> bool:
    return alpha.value is not None and alpha.value >= RELIED_ON


def _is_one_sided(alpha: CellRow, observed: CellRow | None) -> bool:
    """Tell whether alpha is poor because nearly all texts have a code, or nearly none: chance alone would do nearly as well."""
    if _reading(alpha) != "poor" or observed is None or observed.value is None:
        return False
    # Alpha is one minus the disagreement observed over that of chance.
    return 1.0 - observed.value <= (1.0 - NEARLY_ALL) * (1.0 - (alpha.value or 0.0))


def _reading(alpha: CellRow) -> str:
    """Return how an alpha is read: relied on, tentative, poor, or untold where judgements do not vary."""
    if alpha.value is None:
        return "untold"
    return "relied" if _is_relied_on(alpha) else "tentative" if alpha.value >= TENTATIVE else "poor"
