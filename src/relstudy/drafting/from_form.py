"""A study drafted from an XLSForm: its questions as items, its lists as codes, its relevance as filters where they can be.

The answers come later, as the form's server exports them: values and not labels, names without those of groups, several
answers in one cell separated by blanks.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from relstudy.drafting.codes import propose_codes
from relstudy.drafting.column_items import OTHER, is_scale
from relstudy.drafting.language_guess import guess_language
from relstudy.drafting.names import Ids, names_recommendation, slug
from relstudy.drafting.proposal import LeftOut, Proposal, ProposedCode, ProposedItem, ProposedRow, Reason, Remark, Texts
from relstudy.errors import FaultLog
from relstudy.exchange.relevance import Known, Untranslatable, translate_relevance
from relstudy.exchange.xlsform import Choice, Form, Question, read_form
from relstudy.survey.kinds import ItemType
from relstudy.words import LANGS, Lang

_LEFT: dict[str, Reason] = {
    **dict.fromkeys(("note", "calculate", "hidden", "xml-external", "csv-external"), "display"),
    **dict.fromkeys(
        ("geopoint", "geotrace", "geoshape", "start-geopoint", "image", "audio", "video", "file", "background-audio", "barcode"),
        "media",
    ),
    **dict.fromkeys(("date", "time", "dateTime"), "date"),
    **dict.fromkeys(("phonenumber", "email", "username"), "personal"),
    **dict.fromkeys(("start", "end", "today", "deviceid", "subscriberid", "simserial", "audit", "instanceid"), "system"),
}  # fmt: skip
#: A range of more steps than this is a quantity.
_MOST_STEPS = 21


def propose_from_form(path: Path, log: FaultLog, *, study: str, default: Lang) -> Proposal | None:
    """Return the study a form is; None where the workbook cannot be read (faults in the log)."""
    form = read_form(path, log)
    if form is None:
        return None
    draft = _Draft(form=form, languages=_languages(form, default))
    for question in form.questions:
        draft.add(question)
    named = {code for item in draft.items for code in item.label}
    languages = tuple(lang for lang in draft.languages if lang in named) or draft.languages[:1]
    return Proposal(
        id=study,
        name={languages[0]: form.title or study},
        languages=languages,
        wave="v01",
        items=draft.with_tables(),
        left_out=tuple(draft.left_out),
        remarks=(Remark("form-answers"), *draft.remarks),
    )


def _languages(form: Form, default: Lang) -> tuple[str, ...]:
    """Return the languages of the study: French and English where the form has them, else the one its labels seem to be in."""
    ours: tuple[str, ...] = tuple(lang for lang in LANGS if lang in form.languages)
    if "" in form.languages or not ours:
        plain = _plain_language(form, default)
        ours = tuple(dict.fromkeys((*ours, plain)))
    return ours


def _plain_language(form: Form, default: Lang) -> str:
    if form.default_language in LANGS:
        return form.default_language
    return guess_language((q.label.get("", "") for q in form.questions), default)


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A form on its way to items."""

    form: Form
    languages: tuple[str, ...]
    items: list[ProposedItem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    known: dict[str, Known] = field(default_factory=dict)
    ids: Ids = field(default_factory=Ids)
    tables: dict[int, tuple[str, Texts, str]] = field(default_factory=dict)
    heading: str = ""

    def add(self, question: Question) -> None:
        """Add what one question becomes."""
        reason = "repeat" if any(group.repeat for group in question.groups) else _LEFT.get(question.kind)
        if reason is None and (":" in question.kind or not question.name):
            reason = "system"
        if reason is not None:
            self.left_out.append(LeftOut(name=question.name or question.kind, reason=reason))
            return
        id_ = self.ids.of(question.name, question.line)
        item = replace(
            self._typed(question, id_), label=self._texts(question.label) or {self.languages[0]: question.name}
        )
        item = self._filtered(item, question)
        self._note_table(question, item)
        self.items.append(replace(item, heading=self._heading_of(question)))
        self._note_known(question, item)
        if question.other:
            self._add_other(question, item)

    def _texts(self, label: Mapping[str, str]) -> Texts:
        """Return a label in the languages of the study; one without a language, or in another one, where there is no better."""
        texts = {lang: label[lang] for lang in self.languages if label.get(lang)}
        if not texts and label:
            # A label whose language is not named is in the one its words are of.
            plain = self.languages[-1] if "" in label else self.languages[0]
            texts = {plain: label.get("") or next(iter(label.values()))}
        elif label.get("") and self.languages[-1] not in texts:
            texts[self.languages[-1]] = label[""]
        return texts

    def _typed(self, question: Question, id_: str) -> ProposedItem:
        item = ProposedItem(id=id_, type="open", label={}, columns=(question.name,))
        if question.kind in ("select_one", "select_multiple", "rank"):
            return self._listed(item, question)
        if question.kind in ("integer", "decimal"):
            if names_recommendation(question.name, *question.label.values()):
                return replace(item, type="nps")
            return replace(item, type="numeric")
        if question.kind == "range":
            return _ranged(item, question)
        if question.kind == "acknowledge":
            return replace(item, type="single", codes=(ProposedCode(code="OK"),))
        if question.kind != "text":
            return replace(item, remarks=(Remark("form-type", {"kind": question.kind}),))
        return item

    def _listed(self, item: ProposedItem, question: Question) -> ProposedItem:
        choices = _offered(self.form.choices.get(question.choices, ()), question.choice_filter)
        if not choices:
            return replace(item, remarks=(Remark("form-list", {"list": question.choices}),))
        labels = {choice.name: self._texts(choice.label) for choice in choices}
        if question.other:
            labels.setdefault("other", {lang: OTHER[lang] for lang in self.languages if lang in OTHER})
        codes = propose_codes(dict.fromkeys(labels, 0), lang=self.languages[0], labels=labels, in_order=True)
        if not codes.differ:
            return replace(item, remarks=(Remark("codes-alike", {"codes": ", ".join(c.name for c in choices)}),))
        if question.kind in ("select_multiple", "rank"):
            # Both have their answers in one cell, with blanks between them; a ranking has them in its order.
            type_: ItemType = "rank" if question.kind == "rank" else "multiple"
            return replace(item, type=type_, separator=" ", codes=codes.codes, remarks=codes.remarks)
        if is_scale(codes):
            valued = propose_codes(
                dict.fromkeys(labels, 0), lang=self.languages[0], labels=labels, in_order=True, valued=True
            )
            span = [code.code for code in valued.codes if code.missing is None]
            settle = Remark("scale-or-list", {"codes": f"{span[0]} … {span[-1]}"})
            return replace(item, type="scale", codes=valued.codes, remarks=(settle, *valued.remarks))
        return replace(item, type="single", codes=codes.codes, remarks=codes.remarks)

    def _filtered(self, item: ProposedItem, question: Question) -> ProposedItem:
        """Return the item with the filter its relevance and that of its groups is, else with one still to be said."""
        parts = [text for text in (*(group.relevant for group in question.groups), question.relevant) if text]
        said: list[str] = []
        for part in parts:
            try:
                expression = translate_relevance(part, self.known)
            except Untranslatable as failed:
                remark = Remark("relevant", {"relevant": " ".join(part.split()), "part": str(failed)})
                return replace(item, filter="unknown", blank="filtered", remarks=(*item.remarks, remark))
            if expression is not None:
                said.append(expression)
        said = list(dict.fromkeys(said))
        if not said:
            return item
        whole = " and ".join(f"({text})" if " or " in text and len(said) > 1 else text for text in said)
        return replace(item, filter=whole)

    def _heading_of(self, question: Question) -> str | None:
        titles = [next(iter(self._texts(group.label).values()), "") for group in question.groups]
        heading = " > ".join(title for title in titles if title)
        if not heading or heading == self.heading:
            return None
        self.heading = heading
        return heading

    def _note_known(self, question: Question, item: ProposedItem) -> None:
        codes = tuple(code.code for code in item.codes)
        if item.kind.is_ticked:
            self.known[question.name] = Known(item=item.id, kind="several", codes=codes)
        elif item.kind.answer == "choice" or (item.kind.answer == "point" and codes):
            self.known[question.name] = Known(item=item.id, kind="one", codes=codes)
        elif item.kind.has_numbers:
            self.known[question.name] = Known(item=item.id, kind="number")

    def _add_other(self, question: Question, item: ProposedItem) -> None:
        name = f"{question.name}_other"
        label = {lang: f"{text} – {OTHER[lang].lower()}" for lang, text in item.label.items() if lang in OTHER}
        self.items.append(
            ProposedItem(
                id=self.ids.new(f"{item.id}_other"),
                type="open",
                label=label or item.label,
                columns=(name,),
                filter=f"{item.id} == 'other'" if item.kind.answer in ("choice", "choices") else None,
            )
        )

    def _note_table(self, question: Question, item: ProposedItem) -> None:
        """Note an item that stands in a table of questions with one list ("table-list")."""
        group = question.groups[-1] if question.groups else None
        if group is not None and "table-list" in group.appearance and "row" in item.kind.uses:
            self.tables[len(self.items)] = (slug(group.name), self._texts(group.label), question.choices)

    def with_tables(self) -> tuple[ProposedItem, ...]:
        """Return the items, questions of a table with one list as a grid where no filter names one of them."""
        named = " ".join(item.filter or "" for item in self.items)
        items: list[ProposedItem] = []
        grids: dict[tuple[str, str], int] = {}
        for place, item in enumerate(self.items):
            table = self.tables.get(place)
            if table is None or not table[0] or re.search(rf"\b{re.escape(item.id)}\b", named):
                items.append(item)
                continue
            row = ProposedRow(id=item.id, column=item.columns[0], label=item.label)
            at = grids.get((table[0], table[2]))
            if at is not None and items[at].filter == item.filter:
                items[at] = replace(items[at], rows=(*items[at].rows, row))
                continue
            grids[table[0], table[2]] = len(items)
            id_, label = self.ids.new(table[0]), table[1] or item.label
            items.append(replace(item, id=id_, type="grid", label=label, columns=(), rows=(row,)))
        return tuple(items)


def _offered(choices: tuple[Choice, ...], choice_filter: str) -> tuple[Choice, ...]:
    """Return the answers a filter like `pastel=yes` leaves; one that looks at other answers leaves all of them."""
    match = re.fullmatch(r"\s*(\w+)\s*=\s*['\"]?([^'\"${}]+?)['\"]?\s*", choice_filter)
    if match is None:
        return choices
    left = tuple(choice for choice in choices if choice.columns.get(match[1].lower()) == match[2])
    return left or choices


def _ranged(item: ProposedItem, question: Question) -> ProposedItem:
    """Return a range: a scale of its steps, a recommendation, or a number where it has many steps or broken ones."""
    try:
        first, last, step = (
            float(question.parameters.get(k, d)) for k, d in (("start", "1"), ("end", "10"), ("step", "1"))
        )
    except ValueError:
        return replace(item, type="numeric")
    whole = all(value.is_integer() for value in (first, last, step)) and step == 1
    if not whole or not 0 < last - first < _MOST_STEPS:
        return replace(item, type="numeric")
    if (first, last) == (0, 10) and names_recommendation(question.name, *question.label.values()):
        return replace(item, type="nps")
    codes = tuple(ProposedCode(code=str(n), value=float(n)) for n in range(int(first), int(last) + 1))
    return replace(item, type="scale", codes=codes)
