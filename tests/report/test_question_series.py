"""Questions of one form: shown as one table of means where their words and answers allow it, one by one where not."""

import re
from dataclasses import replace

from page_context import context_of, mean, share

from relstudy.report.context import Context
from relstudy.report.html import render
from relstudy.report.pages import survey
from relstudy.report.question_series import series_of
from relstudy.survey.items import Code, Item

CODES = tuple(Code(code=str(i), value=float(i)) for i in range(11))
MATTERS = ("Le délai", "L’accueil", "Le conseil")
ITEMS = tuple(Item(id=f"sat_{n}", type="scale", columns=(f"q{n}",), codes=CODES) for n in range(3))
LABELS = {f"item/sat_{n}": f"Q5. {what}\u00a0: en êtes-vous satisfait\u202f?" for n, what in enumerate(MATTERS)}


def context(*items: Item, labels: dict[str, str] = LABELS) -> Context:
    cells = [share(i.id, str(code), 1 / 11) for i in items for code in range(11)]
    return context_of(items, cells + [mean(i.id, 5.0 + n) for n, i in enumerate(items)], labels)


def test_questions_of_one_form_are_named_by_what_they_are_about() -> None:
    (series,) = series_of(context(*ITEMS), ITEMS)
    assert series.items == ITEMS
    assert series.title == "Q5. … en êtes-vous satisfait\u202f?"
    assert series.names == MATTERS


def test_another_question_between_them_other_answers_or_too_few_part_them() -> None:
    other = Item(id="age", type="single", columns=("a",), codes=(Code(code="1"), Code(code="2")))
    row = (*ITEMS[:2], other, ITEMS[2])
    assert [len(s.items) for s in series_of(context(*ITEMS, other), row)] == [1, 1, 1, 1]
    shorter = replace(ITEMS[2], codes=CODES[:-1])
    assert [len(s.items) for s in series_of(context(*ITEMS[:2], shorter), (*ITEMS[:2], shorter))] == [1, 1, 1]
    labelled = {**LABELS, "code/sat_2/0": "Rien", "code/sat_1/0": "Zéro", "code/sat_0/0": "Zéro"}
    assert [len(s.items) for s in series_of(context(*ITEMS, labels=labelled), ITEMS)] == [1, 1, 1]


def test_questions_with_nothing_in_common_to_say_stay_apart() -> None:
    plain = {f"item/sat_{n}": what for n, what in enumerate(MATTERS)}
    assert [len(s.items) for s in series_of(context(*ITEMS, labels=plain), ITEMS)] == [1, 1, 1]
    same = dict.fromkeys(LABELS, "Q5. En êtes-vous vraiment satisfait ?")
    assert [len(s.items) for s in series_of(context(*ITEMS, labels=same), ITEMS)] == [1, 1, 1]


def test_the_page_counts_every_question_and_keeps_all_answers() -> None:
    page = survey.build_page(context(*ITEMS))
    assert re.sub(r"<[^>]+>", "", render(page.title)).startswith("3\u00a0questions")
    (block,) = page.view.blocks  # type: ignore[attr-defined]
    assert [re.sub(r"<[^>]+>", "", render(r.head)) for r in block.tables[0].groups[0].rows] == list(MATTERS)
    assert block.folded is None  # eleven points: their distribution stands in the workbook
    assert sum("sat_" in str(note) for note in block.tables[0].notes) == 3
