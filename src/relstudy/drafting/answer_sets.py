"""Columns that are one question because their file says so.

They are sets of ticks, sets of codes, or neighbours with the same labels of values, or with none and one stem. Which of
these hold places or mentions in an order, cells decide.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from relstudy.drafting.column_items import counts_of, with_blanks
from relstudy.drafting.family_items import rank_over, set_over
from relstudy.drafting.labelled_codes import codes_alike, is_missing, labelled_answers, propose_labelled
from relstudy.drafting.names import Ids, slug
from relstudy.drafting.proposal import ProposedCode, ProposedItem, ProposedRow, Remark, Texts
from relstudy.drafting.rankings import MOST_MENTIONED, are_mentions, first_places, in_one_order, rank_options
from relstudy.drafting.shapes import Shape
from relstudy.folding import fold
from relstudy.survey.kinds import KINDS
from relstudy.survey.schema import ANY_TEXT, NOT_TICKED
from relstudy.tables.dictionary import AnswerSet, Variable

_YES = frozenset({
    "oui", "yes", "selected", "checked", "coche", "cite", "mentionne", "mentioned", "quoted", "vrai", "true",
    "ja", "si", "sim", "genannt", "gewahlt", "ausgewahlt", "angekreuzt", "mencionado", "seleccionado", "marcado",
})  # fmt: skip
_NO = frozenset({
    "non", "no", "not-selected", "unchecked", "non-coche", "non-cite", "non-mentionne", "not-mentioned", "not-quoted", "faux",
    "false", "nein", "nee", "nao", "nicht-genannt", "nicht-gewahlt", "nicht-ausgewahlt", "nicht-angekreuzt", "no-mencionado",
    "no-seleccionado", "no-marcado",
})  # fmt: skip
_NAME = re.compile(r"(.*?[A-Za-z0-9].*?)([_.]|[rRcCsS](?=[0-9]))?([0-9]+|(?<=[0-9_.])[A-Za-z])\Z")
#: Signs between a question and an answer behind it.
_BETWEEN = " :-–—|>/.(["
#: The end of a question before an answer; a hyphen inside a word ends none.
_END = re.compile(r"[:|>(\[]|[-–—/.?!…](?=\s)")
_LEAST_QUESTION = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Columns of a file that belong together, as described and as filled."""

    variables: tuple[Variable, ...]
    shapes: tuple[Shape, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return their names."""
        return tuple(variable.name for variable in self.variables)

    def blank(self) -> int:
        """Return the number of rows in which none of them holds anything."""
        filled: np.ndarray = np.any([shape.index >= 0 for shape in self.shapes], axis=0)
        return int((~filled).sum())


def propose_set(said: AnswerSet, columns: Columns, *, id_: str, lang: str) -> ProposedItem | None:
    """Return the item a declared set is: a question of several answers where its columns hold ticks, else lines of codes.

    A set of codes is a ranking where its cells are filled from the left, in an order that differs, and hold no answer
    twice ("first, second ... answer"); else it is a question of several answers too.
    """
    question, answers = _wordings(columns, said)
    if said.counted is None:
        return _mentions(columns, id_=id_, label={lang: question}, lang=lang, declared=True)
    counted = said.counted
    met = {text for shape in columns.shapes for text in shape.texts}
    others = {text for text in met if text.casefold() != counted.casefold()}
    if not (len(others) == 1 or {text.casefold() for text in others} <= NOT_TICKED):
        remark = Remark("set-of-codes", {"codes": ", ".join(sorted(met)[:6]), "counted": counted})
        return _lines(columns, id_=id_, label={lang: question}, answers=answers, lang=lang, remark=remark)
    return _ticks(columns, id_=id_, label={lang: question}, answers=answers, yes=counted, lang=lang)


def find_alike(variables: Sequence[Variable]) -> list[range]:
    """Return the runs of neighbours whose names have one stem and whose values have the same labels: places in the sequence."""
    runs: list[range] = []
    at = 0
    while at < len(variables):
        end = at + 1
        while end < len(variables) and _belong(variables[at], variables[end]):
            end += 1
        if end - at > 1:
            runs.append(range(at, end))
        at = end
    return runs


def find_placed(variables: Sequence[Variable]) -> list[range]:
    """Return the runs of three and more neighbours under one stem whose values have no labels: places in the sequence."""
    runs: list[range] = []
    at = 0
    while at < len(variables):
        end = at + 1
        while end < len(variables) and _bare_alike(variables[at:end], variables[end]):
            end += 1
        if end - at > 2 and not labelled_answers(variables[at]):
            runs.append(range(at, end))
        at = end
    return runs


def find_own(variables: Sequence[Variable]) -> list[list[int]]:
    """Return the runs of neighbours under one stem that label one value each, the answer they stand for: places in the sequence.

    What people wrote beside an answer may stand between them.
    """
    runs: list[list[int]] = []
    for at, variable in enumerate(variables):
        if variable.kind != "number" or len(labelled_answers(variable)) != 1:
            continue
        between = variables[runs[-1][-1] + 1 : at] if runs else ()
        if (
            runs
            and all(v.kind == "text" for v in between)
            and _under_one_stem(variables[runs[-1][0]], variable, *between)
        ):
            runs[-1].append(at)
        else:
            runs.append([at])
    return [run for run in runs if len(run) > 1]


def _under_one_stem(*variables: Variable) -> bool:
    stems = [match[1] for variable in variables if (match := _NAME.match(variable.name.removesuffix("_TEXT")))]
    return len(stems) == len(variables) and len(set(stems)) == 1


def propose_own(columns: Columns, *, id_: str, lang: str) -> ProposedItem | None:
    """Return the question of several answers whose columns hold one value each, where their answer was given; None where one holds another."""
    values = [labelled_answers(variable) for variable in columns.variables]
    if any(not set(shape.texts) <= set(own) for shape, own in zip(columns.shapes, values, strict=True)):
        return None
    question, answers = _wordings(columns, None)
    said = tuple(next(iter(own.values())) for own in values)
    named = said if len(set(said)) == len(said) else answers
    return _ticks(columns, id_=id_, label={lang: question}, answers=named, yes=ANY_TEXT, lang=lang)


def propose_bare(columns: Columns, *, id_: str, lang: str) -> ProposedItem | None:
    """Return the item of neighbours whose values have no labels: a ranking, or ticks where they hold 1 and 0; None where they hold something else."""
    placed = propose_placed(columns, id_=id_, lang=lang)
    met = {text for shape in columns.shapes for text in shape.texts}
    if placed is not None or met != {"0", "1"} or _declared_missing(columns):
        return placed
    question, answers = _wordings(columns, None)
    return _ticks(columns, id_=id_, label={lang: question}, answers=answers, yes="1", lang=lang)


def propose_placed(columns: Columns, *, id_: str, lang: str) -> ProposedItem | None:
    """Return the ranking of columns that hold each the place of its answer; None where their cells hold something else."""
    if _declared_missing(columns) or not rank_options(columns.shapes):
        return None
    question, answers = _wordings(columns, None)
    codes = tuple(
        ProposedCode(code=code, label={lang: answer} if answer else {})
        for code, answer in zip(_ids(columns.names), answers, strict=True)
    )
    first = first_places(columns.shapes, [a or c.code for a, c in zip(answers, codes, strict=True)])
    item = ProposedItem(
        id=id_, type="rank", label={lang: question}, codes=codes, remarks=(Remark("ranks", {"first": first}),)
    )
    return rank_over(item, columns.shapes)


def propose_alike(columns: Columns, *, id_: str, lang: str) -> ProposedItem | None:
    """Return the item of neighbours with the same labels of values.

    Ticks where the labels say yes and no, a ranking where the cells are places ("1st", "2nd") or mentions in their
    order, else a grid.
    """
    question, answers = _wordings(columns, None)
    labels = labelled_answers(columns.variables[0])
    yes = [text for text, label in labels.items() if fold(label) in _YES]
    no = [text for text, label in labels.items() if fold(label) in _NO or text == "0"]
    met = {text for shape in columns.shapes for text in shape.texts}
    if len(labels) == 2 and len(yes) == 1 and len(no) == 1 and met <= {*yes, *no} and yes != no:
        return _ticks(columns, id_=id_, label={lang: question}, answers=answers, yes=yes[0], lang=lang)
    if all(_tells(said, text) for text, said in labels.items()):
        placed = propose_placed(columns, id_=id_, lang=lang)
        if placed is not None:
            return placed
    if all(not answer or _tells(answer, str(place)) for place, answer in enumerate(answers, start=1)):
        mentions = _mentions(columns, id_=id_, label={lang: question}, lang=lang)
        if mentions is not None:
            return mentions
    return _lines(columns, id_=id_, label={lang: question}, answers=answers, lang=lang)


def stem_of(names: Sequence[str]) -> str:
    """Return what the names of columns that belong together have in common, the first name where that is nothing."""
    return _stem_and_tails(names)[0].rstrip("_.") or names[0]


def _stem_and_tails(names: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return what names have in common, up to a number, a letter or the last sign before their ends, and these ends.

    Names without anything in common give "" and themselves.
    """
    matches = [_NAME.match(name) for name in names]
    numbered = [match for match in matches if match is not None]
    if len(numbered) == len(names) and len({match[1] for match in numbered}) == 1:
        return numbered[0][1], tuple(match[3] for match in numbered)
    cut = {name[: max(name.rfind("_"), name.rfind(".")) + 1] for name in names}
    stem = next(iter(cut)) if len(cut) == 1 else ""
    return stem, tuple(name[len(stem) :] for name in names)


def _belong(first: Variable, other: Variable) -> bool:
    """Tell whether two columns are lines of one question: the same labels of values under one stem.

    "q5_1" and "q5_2" have one; "q1" and "q2", or "fast" and "clear", are two questions unless their wordings begin with
    the same one.
    """
    names = [_NAME.match(variable.name) for variable in (first, other)]
    named = names[0] is not None and names[1] is not None and names[0][1] == names[1][1]
    stem, sign = names[0].groups()[:2] if named and names[0] is not None else ("", None)
    if sign is None and not re.search(r"[0-9]", stem) and not _question([first.label, other.label]):
        return False
    same = (first.labels, first.missing, first.kind) == (other.labels, other.missing, other.kind)
    return same and len(labelled_answers(first)) > 1 and first.kind != "time"


def _bare_alike(run: Sequence[Variable], other: Variable) -> bool:
    """Tell whether a column goes on a run of numbers without labels, under the stem of their names or of their wordings."""
    if any(variable.kind != "number" or labelled_answers(variable) for variable in (run[0], other)):
        return False
    if _stem_and_tails([variable.name for variable in (*run, other)])[0]:
        return True
    labels = [variable.label for variable in (*run, other)]
    return bool(_question(labels) or _question_behind(labels))


def _declared_missing(columns: Columns) -> bool:
    """Tell whether a cell holds a value its file declares to be no answer."""
    both = zip(columns.variables, columns.shapes, strict=True)
    return any(is_missing(variable, text) for variable, shape in both for text in shape.texts)


def _tells(label: str, number: str) -> bool:
    """Tell whether a label names a place: the number is the only one in it ("2nd", "Rang 2")."""
    return re.findall("[0-9]+", label) == [number]


def _mentions(columns: Columns, *, id_: str, label: Texts, lang: str, declared: bool = False) -> ProposedItem | None:
    """Return the ranking of columns that hold the answer of their place, or the set of those that hold one each.

    They are a set where everybody gives them in one order, or where the file declares one. None where their cells hold
    something else.
    """
    pooled: Counter[str] = Counter()
    for shape in columns.shapes:
        pooled.update(counts_of(shape))
    mentioned = len(pooled) <= MOST_MENTIONED and are_mentions(columns.shapes, list(pooled))
    mentioned = mentioned and not _declared_missing(columns)
    if not pooled or not (mentioned or declared):
        return None
    made = propose_labelled(columns.variables[0], pooled, says=columns.names[0], lang=lang)
    if "row" not in KINDS[made.type].uses or codes_alike(made.codes) is not None:
        return None
    codes = tuple(replace(code, value=None) for code in made.codes)
    listed = mentioned and in_one_order(columns.shapes, list(pooled))
    if listed or not mentioned:
        told = made.remarks if declared else (Remark("mentions-listed"), *made.remarks)
        kept = tuple(remark for remark in told if remark.key not in ("scale-or-list", "scale-reversed"))
        item = ProposedItem(id=id_, type="multiple", label=label, codes=codes, by_place=True, remarks=kept)
        return set_over(item, columns.shapes)
    first = ", ".join(f"{text} {n}" for text, n in Counter(counts_of(columns.shapes[0])).most_common(5))
    remarks = (Remark("mentions", {"first": first}), *made.remarks)
    item = ProposedItem(id=id_, type="rank", label=label, codes=codes, by_place=True, remarks=remarks)
    return rank_over(item, columns.shapes)


def _ticks(
    columns: Columns, *, id_: str, label: Texts, answers: Sequence[str], yes: str, lang: str
) -> ProposedItem | None:
    if not any(shape.filled for shape in columns.shapes):
        return None
    codes = tuple(
        ProposedCode(code=code, label={lang: answer} if answer else {})
        for code, answer in zip(_ids(columns.names), answers, strict=True)
    )
    item = ProposedItem(
        id=id_, type="multiple", label=label, columns=columns.names, codes=codes, yes=None if yes == "1" else yes
    )
    return with_blanks(item, blank=columns.blank(), rows=columns.shapes[0].rows, key="blanks-set")


def _lines(
    columns: Columns, *, id_: str, label: Texts, answers: Sequence[str], lang: str, remark: Remark | None = None
) -> ProposedItem | None:
    pooled: Counter[str] = Counter()
    for shape in columns.shapes:
        pooled.update(counts_of(shape))
    if not pooled:
        return None
    made = propose_labelled(columns.variables[0], pooled, says=" ".join((columns.names[0], *label.values())), lang=lang)
    if "row" not in KINDS[made.type].uses or codes_alike(made.codes) is not None:
        return None
    rows = tuple(
        ProposedRow(id=row, column=name, label={lang: answer} if answer else {})
        for row, name, answer in zip(_ids(columns.names), columns.names, answers, strict=True)
    )
    remarks = (remark, *made.remarks) if remark is not None else made.remarks
    item = ProposedItem(id=id_, type="grid", label=label, rows=rows, codes=made.codes, remarks=remarks)
    blank = columns.blank() or columns.shapes[0].rows - min(shape.filled for shape in columns.shapes)
    return with_blanks(item, blank=blank, rows=columns.shapes[0].rows, key="blanks-lines")


def _ids(names: Sequence[str]) -> tuple[str, ...]:
    """Return an id for each column: the end of its name behind what all have in common."""
    ids = Ids()
    ends = _stem_and_tails(names)[1]
    return tuple(ids.new(slug(end)[:40].strip("_") or f"c{place}") for place, end in enumerate(ends, start=1))


def _wordings(columns: Columns, said: AnswerSet | None) -> tuple[str, tuple[str, ...]]:
    """Return the wording of a question and of its answers: what the labels of its columns have in common, and what follows."""
    labels = [variable.label for variable in columns.variables]
    if said is not None and said.labels_of_values and said.counted is not None:
        values = tuple(variable.labels.get(said.counted, "") for variable in columns.variables)
        if all(values):
            return said.label or labels[0] or said.name, values
    question = _question(labels)
    if not question and (behind := _question_behind(labels)):
        named = tuple(label[: len(label) - len(behind)].rstrip(_BETWEEN) for label in labels)
        if all(named):
            return (said.label if said is not None and said.label else behind.strip(_BETWEEN)), named
    answers = tuple(label[len(question) :].strip() for label in labels)
    if question.rstrip()[-1:] in ("(", "["):
        answers = tuple(answer.rstrip(")] ") for answer in answers)
    whole = question.rstrip(_BETWEEN) or stem_of(columns.names)
    return (said.label if said is not None and said.label else whole), answers


def _question(labels: Sequence[str]) -> str:
    """Return the question all labels begin with, up to the sign behind it; "" where they have none in common.

    What two answers begin with alike, without a sign behind it, is no question.
    """
    common = _shared(labels)
    question = common[: max((found.end() for found in _END.finditer(common)), default=0)]
    common_end = len(question) == min(map(len, labels))
    return "" if len(question) < _LEAST_QUESTION or common_end else question


def _question_behind(labels: Sequence[str]) -> str:
    """Return the question all labels end with, from the sign before it ("Shop A - Are you satisfied?").

    Where there is none the text is empty.
    """
    common = _shared([label[::-1] for label in labels])[::-1]
    places = [place for sign in "-–—|" if (place := common.find(f" {sign} ")) >= 0]
    return common[min(places) :] if places and len(common) - min(places) >= _LEAST_QUESTION else ""


def _shared(texts: Sequence[str]) -> str:
    """Return what all texts begin with."""
    first, last = min(texts), max(texts)
    return first[: next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))]


def set_columns(said: AnswerSet, variables: Mapping[str, Variable], shapes: Mapping[str, Shape]) -> Columns:
    """Return the columns of a declared set."""
    return Columns(
        variables=tuple(variables[name] for name in said.columns), shapes=tuple(shapes[name] for name in said.columns)
    )
