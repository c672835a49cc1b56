"""What the item and the row of a cell are called, in words: the same wherever a cell is named alone, in an explanation or a sheet."""

import re
from collections.abc import Callable

from relstudy.folding import fold
from relstudy.report.book import CellRow
from relstudy.report.conditions import people_words
from relstudy.report.context import Context
from relstudy.report.journey_tables import journey_row
from relstudy.report.numbers import format_value
from relstudy.report.plain.inline import read_flat
from relstudy.report.theme_tables import type_name
from relstudy.report.values import Inline, Label, Unbound
from relstudy.steps.layouts import UNITS
from relstudy.steps.open_answers import OPEN
from relstudy.steps.strategy.diagnosis import RULES
from relstudy.survey.labels import LabelKind
from relstudy.survey.registers import Hypothesis

#: How items of the diagnosis, of maturity and of facets begin.
RULE, MATURITY, FACET = "rule.", "maturity.", "facet."
#: What the items of a section are called by.
_ITEMS: dict[str, LabelKind] = {
    "expectations": "expectation", "interviews": "codebook", "agreement": "codebook",
    **dict.fromkeys(("grid", "audit", "strategy", "offers", "journeys"), "offer"),
}  # fmt: skip
#: What the rows of a section are called by where they are one kind of thing.
_ROWS: dict[str, LabelKind] = {"grid": "criterion", "agreement": "codebook"}
#: The same of one measure of a section.
_ROWS_OF: dict[tuple[str, str], LabelKind] = {
    **{("interviews", measure): "codebook" for measure in ("cases_at", "cases_with", "type_themes", "type_others")},
    ("profiles", "pole_score"): "pole",
    ("profiles", "pole"): "pole",
}
#: Where the report words what a measure says in words.
_WORDED = {
    "tier": ("tiers",), "action": ("actions",), "verdict": ("hypotheses.verdicts", "audit"), "maturity": ("R5.levels",),
    "type_standing": ("interviews.standings",), "continuity": ("profiles.continuity",), "k": ("profiles.partition",),
}  # fmt: skip
#: The key of a quote: the text it stands in, and which of its passages it is.
_PASSAGE = re.compile(r"(?P<text>.+)\.(?P<n>\d+)")


def is_labelled(context: Context, one: Hypothesis) -> bool:
    """Tell whether the register says a hypothesis in words of its own."""
    return context.text("hypothesis", one.id) != one.id


def state_hypothesis(context: Context, one: Hypothesis) -> Inline:
    """Return what was declared: its own label, else a sentence of the question, whom it is about, the direction and the least that counts."""
    if is_labelled(context, one):
        return context.label("hypothesis", one.id)
    # A difference of shares counts in points, which a share alone does not say.
    least, unit = (100 * one.least, "points") if one.measure == "share" else (one.least, UNITS[one.measure])
    named: dict[str, Inline] = {
        "item": Label(context.item_text(one.item)),
        "people": people_words(context, one.base),
        "least": Unbound("number", format_value(least, unit, context.lang, natural=True)),
    }
    if one.measure == "share" and one.code is not None:
        named["answer"] = Label(context.code_text(one.item, fold(one.code)))
    return context.words.say(f"hypotheses.states.{one.measure}_{one.direction}", **named)


def item_name(context: Context, section: str, item: str) -> str | None:
    """Return what an item of a section is called; "" for the whole, None for one the registers and the program do not name."""
    if item == "_":
        return ""
    for begin, named in _BEGUN.items():
        if item.startswith(begin):
            return named(context, item)
    if section == "profiles":
        return context.profile_text(item)
    if section == "quality":
        return context.words.find(f"workbook.checks.{item}")
    if section == "benchmark":
        return read_flat(context.unlabelled(item))
    if section == "hypotheses":
        stated = (read_flat(state_hypothesis(context, h)) for h in context.study.hypotheses if h.id == item)
        return next(stated, None)
    return context.text(_ITEMS[section], item) if section in _ITEMS else None


#: Who names an item that begins with a word of the program.
_BEGUN: dict[str, Callable[[Context, str], str]] = {
    OPEN: lambda context, item: context.item_text(item.removeprefix(OPEN)),
    "type.": lambda context, item: read_flat(type_name(context, item)),
    RULE: lambda context, item: read_flat(context.words.say(f"R5.rules.{item.removeprefix(RULE)}.name")),
    MATURITY: lambda context, item: context.words.text(f"R5.dimensions.{item.removeprefix(MATURITY)}"),
    FACET: lambda context, item: context.words.text(f"facets.{item.removeprefix(FACET)}"),
}


def row_name(context: Context, cell: CellRow) -> str | None:
    """Return what the row of a cell is called; "" for the whole, None for one the registers and the program do not name.

    Rows of questions and of weights are theirs: answers.
    """
    section, measure, row = cell.section, cell.measure, cell.row
    if row == "_":
        return ""
    kind = (
        _ROWS_OF.get((section, measure)) or _ROWS.get(section) or ("codebook" if cell.item.startswith(OPEN) else None)
    )
    if kind is not None:
        return context.text(kind, row)
    named = _NAMED_OF.get((section, measure)) or _NAMED.get(section)
    return context.words.find(f"workbook.measures.{row}") if named is None else named(context, measure, row)


def _passage(context: Context, measure: str, row: str) -> str:
    found = _PASSAGE.fullmatch(row)
    return context.words.text("workbook.passage", **found.groupdict()) if found is not None else row


def _place(context: Context, measure: str, row: str) -> str:
    return context.words.text("workbook.place", n=row)


def _kpi(context: Context, measure: str, row: str) -> str:
    return read_flat(context.unlabelled(row))


def _asked(context: Context, measure: str, row: str) -> str:
    return context.item_text(row)


def _checked(context: Context, measure: str, row: str) -> str:
    return dict(context.study.quality.contradictions).get(row) or context.item_text(row)


def _existing(context: Context, measure: str, row: str) -> str:
    plan = context.study.profiles
    return context.code_text(plan.existing, row) if plan is not None and plan.existing is not None else row


def _side(context: Context, measure: str, row: str) -> str:
    return context.words.text(f"workbook.sides.{row}")


def _phase(context: Context, measure: str, row: str) -> str | None:
    return context.words.find(f"phases.{row}")


#: Who names the rows of a measure, and of all other measures of a section.
_NAMED_OF: dict[tuple[str, str], Callable[[Context, str, str], str | None]] = {
    **{("strategy", measure): _kpi for measure in ("target", "current", "gap")},
    **{("strategy", measure): _asked for measure in ("users", "non_users", "use_gap")},
    **{("interviews", f"new_themes{part}"): _place for part in ("", "_expected", "_low", "_high")},
    ("interviews", "quote"): _passage,
    ("journeys", "quote"): _passage,
    ("journeys", "choice_quote"): _passage,
    ("profiles", "centre"): _asked,
    ("profiles", "existing"): _existing,
}
_NAMED: dict[str, Callable[[Context, str, str], str | None]] = {
    "hypotheses": _side, "journeys": journey_row, "offers": _phase, "quality": _checked,
}  # fmt: skip


def word_of(context: Context, cell: CellRow, value: str) -> str:
    """Return what a cell that is no number says, as the report says it: a verdict, a level, the name of a pole; itself where it is a text."""
    if cell.measure == "pole":
        return context.text("pole", value)
    kind = next((rule.kind for rule in RULES if cell.item == f"{RULE}{rule.id}"), None)
    if kind is not None:
        tables = [f"R5.verdicts.{kind}_{value}", f"R5.verdicts.{value}"]
    else:
        # The verdict on an indicator stands in the row, beside its own name.
        said = cell.row if cell.section == "audit" else cell.measure
        tables = [f"{table}.{value}" for table in _WORDED.get(said, ())]
    return next(filter(None, map(context.words.find, tables)), value)
