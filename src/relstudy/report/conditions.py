"""A filter in words: the questions by their wording, the answers by their labels, instead of ids and codes."""

from collections.abc import Sequence

from relstudy.folding import fold
from relstudy.report.context import Context
from relstudy.report.numbers import round_half_up, write_decimal
from relstudy.report.values import Inline, Label, Unbound, joined, line
from relstudy.survey.expressions import AllOf, AnyOf, Chose, Compare, Expression, Not, parse_expression
from relstudy.survey.grammar import ConditionError

_SIGNS = {"==": "=", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_NAMES = {"==": "equal", "<": "below", "<=": "at_most", ">": "above", ">=": "at_least"}


def condition_words(context: Context, text: str) -> Inline:
    """Return what an expression of the study asks, in words; an expression that cannot be read is shown as it stands."""
    try:
        tree = parse_expression(text)
    except ConditionError:
        return Label(text)
    return _say(context, tree)


def people_words(context: Context, text: str) -> Inline:
    """Return the people an expression of the study holds for, as a clause behind "those": who answer this to that question."""
    try:
        tree = parse_expression(text)
    except ConditionError:
        return context.words.say("conditions.people.for_whom", condition=Label(text))
    return _who(context, tree)


def _who(context: Context, tree: Expression) -> Inline:
    say = context.words.say
    negated = isinstance(tree, Not)
    chosen = tree.operand if isinstance(tree, Not) else tree
    if isinstance(chosen, Chose):
        answers = [
            say("conditions.people.answer", text=Label(context.code_text(chosen.item, fold(code))))
            for code in chosen.codes
        ]
        key = "conditions.people.not" if negated else "conditions.people.chose"
        return say(key, item=_item(context, chosen.item), answers=_either(context, answers))
    if isinstance(tree, Compare):
        number = Unbound("number", write_decimal(round_half_up(tree.number, None), context.lang))
        return say(f"conditions.people.{_NAMES[tree.operator]}", item=_item(context, tree.item), number=number)
    if isinstance(tree, AllOf | AnyOf) and not any(isinstance(one, AllOf | AnyOf) for one in tree.operands):
        word = say("conditions.both" if isinstance(tree, AllOf) else "conditions.either")
        return joined(line(" {0} ", word), (_who(context, one) for one in tree.operands))
    return say("conditions.people.for_whom", condition=_say(context, tree))


def _say(context: Context, tree: Expression) -> Inline:
    say = context.words.say
    if isinstance(tree, Chose):
        return _chose(context, tree, "chose")
    if isinstance(tree, Compare):
        number = write_decimal(round_half_up(tree.number, None), context.lang)
        return say(
            "conditions.compare",
            item=_item(context, tree.item),
            sign=_SIGNS[tree.operator],
            number=Unbound("number", number),
        )
    if isinstance(tree, Not):
        if isinstance(tree.operand, Chose):
            return _chose(context, tree.operand, "other")
        return say("conditions.not", condition=_say(context, tree.operand))
    word = say("conditions.both" if isinstance(tree, AllOf) else "conditions.either")
    return joined(line(" {0} ", word), (_inside(context, operand, tree) for operand in tree.operands))


def _inside(context: Context, operand: Expression, whole: AllOf | AnyOf) -> Inline:
    """Return a part of a condition, in brackets where `and` and `or` meet."""
    said = _say(context, operand)
    mixed = isinstance(operand, AllOf | AnyOf) and type(operand) is not type(whole)
    return context.words.say("conditions.group", condition=said) if mixed else said


def _chose(context: Context, tree: Chose, key: str) -> Inline:
    answers = [Label(context.code_text(tree.item, fold(code))) for code in tree.codes]
    return context.words.say(f"conditions.{key}", item=_item(context, tree.item), answers=_either(context, answers))


def _either(context: Context, answers: Sequence[Inline]) -> Inline:
    """Return answers as "a, b ou c"."""
    *first, last = answers
    if not first:
        return last
    return line("{0} {1} {2}", joined(", ", first), context.words.say("conditions.either"), last)


def _item(context: Context, item: str) -> Inline:
    return Label(context.item_text(item))
