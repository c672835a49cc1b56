"""What a customer is worth, by profile and target, with the means of what it is made of."""

from relstudy.report.context import Context
from relstudy.report.heat import COLUMNS
from relstudy.report.marks import column_title
from relstudy.report.table import Column, Row, Table, table_of
from relstudy.report.values import Field, Inline, Label, Number, Toned, Unbound, joined


def worth_table(context: Context) -> Table | None:
    """Return the value of a customer by column, above it the means of the answers it is made of; None where there is none."""
    say, book, lang, plan = context.words.say, context.book, context.lang, context.study.value
    found = {c.column: c for c in book.of("strategy", "_", measure="clv")}
    columns = [c for kind in COLUMNS for c in found if c.startswith(kind) and found[c].status != "missing"]
    if plan is None or not columns:
        return None
    rows = [
        Row(
            head=say(f"R5.worth.heads.{name}"),
            note=Label(context.item_text(factor)),
            cells=tuple(Number(book.get("survey", factor, "mean", "_", c), lang) for c in columns),
        )
        for name, factor in plan.factors.items()
        if isinstance(factor, str)
    ]
    value = tuple(Toned("strong", Number(found[c], lang, decimals=0)) for c in columns)
    rows.append(
        Row(head=say("R5.worth.value" if plan.margin is not None else "R5.worth.sales"), cells=value, role="mean")
    )
    if any(found[c].base is not None for c in columns):
        rows.append(
            Row(
                head=say("survey.base"),
                cells=tuple(Field(found[c], "base", lang) for c in columns),
                role="base first-base",
            )
        )
    return table_of(
        [Column(title=column_title(context, c)) for c in columns],
        rows,
        name="R5-worth",
        caption=say("R5.worth.table"),
        stub=say("R5.worth.stub"),
        wide=True,
        notes=(_rule(context),),
    )


def _rule(context: Context) -> Inline:
    """Return the formula with the numbers that were not asked."""
    say, plan = context.words.say, context.study.value
    factors = plan.factors if plan is not None else {}
    fixed = [
        say(
            "R5.worth.fixed",
            name=say(f"R5.worth.{name}"),
            value=Unbound("number", f"{factor:g}".replace(".", "," if context.lang == "fr" else ".")),
        )
        for name, factor in factors.items()
        if not isinstance(factor, str)
    ]
    formula = joined(" × ", (say(f"R5.worth.{name}") for name in factors))
    return (
        say("R5.worth.rule_fixed", formula=formula, fixed=joined(", ", fixed))
        if fixed
        else say("R5.worth.rule", formula=formula)
    )
