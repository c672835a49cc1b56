"""Orphans: what is still declared although the question it rests on is not asked in a wave, told before the fieldwork."""

import re
from collections.abc import Iterator

from relstudy.errors import Fault, fault
from relstudy.survey.expressions import parse_expression, references
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import Study, Wave


def name_orphans(study: Study, wave: Wave) -> tuple[Fault, ...]:
    """Return a note for each hypothesis, expectation, setting, page and sentence that a question left out of a wave leaves without ground.

    What is derived from such a question is left out too. A page is told of where all it speaks of goes. A sentence is one line of the analysts' texts that refers to a
    cell of the question, or of an expectation or hypothesis that rests on it.
    """
    dropped = _dropped(wave)
    if not dropped:
        return ()
    declared = [*_of_hypotheses(study, dropped), *_of_expectations(study, dropped)]
    keys = {
        *(f"survey/{item}/" for item in dropped),
        *(f"{'hypotheses' if f.file.startswith('hypotheses.') else 'expectations'}/{f.item}/" for f in declared),
    }
    return (*declared, *_of_settings(study, dropped), *_of_pages(study, wave, dropped), *_of_texts(wave, keys))


def _dropped(wave: Wave) -> frozenset[ItemId]:
    """Return the items of a wave that are not asked, those derived from them included."""
    items = {item.id: item for item in wave.items}
    return frozenset(item.id for item in wave.items if _is_dropped(item, items))


def _is_dropped(item: Item, items: dict[ItemId, Item]) -> bool:
    if not item.asked:
        return True
    sources = item.derived.sources[:1] if item.derived is not None else ()
    return any(source in items and source != item.id and _is_dropped(items[source], items) for source in sources)


def _note(file: str, column: str, found: ItemId, *, item: str | None = None, line: int | None = None) -> Fault:
    return fault("orphaned", file, line=line, column=column, item=item, found=found)


def _of_hypotheses(study: Study, dropped: frozenset[ItemId]) -> Iterator[Fault]:
    for one in study.hypotheses:
        if one.item in dropped:
            yield _note(one.file, "item", one.item, item=one.id, line=one.line)
        for name in dict.fromkeys(name for name, _ in references(parse_expression(one.base)) if name in dropped):
            yield _note(one.file, "base", name, item=one.id, line=one.line)


def _of_expectations(study: Study, dropped: frozenset[ItemId]) -> Iterator[Fault]:
    for one in study.expectations:
        for column, name in (("importance_item", one.importance_item), ("satisfaction_item", one.satisfaction_item)):
            if name is not None and name in dropped:
                yield _note("expectations.csv", column, name, item=one.id)


def _of_settings(study: Study, dropped: frozenset[ItemId]) -> Iterator[Fault]:
    named = {
        "profiles.items": study.profiles.items if study.profiles is not None else (),
        "tables.banner": study.tables.banner,
        "practices": study.practices.rule.sources if study.practices is not None else (),
        "value": study.value.items if study.value is not None else (),
        **{f"effects.{effect.kind}": effect.items for effect in study.effects},
    }
    for key, items in named.items():
        for name in items:
            if name in dropped:
                yield _note("study.toml", key, name)


def _of_pages(study: Study, wave: Wave, dropped: frozenset[ItemId]) -> Iterator[Fault]:
    """Yield a note for each page of which every matter rests on a question left out: one line of questions a matter."""
    profiled = study.profiles.items if study.profiles is not None else ()
    matters: dict[str, list[tuple[str | None, ...]]] = {
        "profiles": [(name,) for name in profiled],
        "R2": [(e.importance_item, e.satisfaction_item) for e in study.expectations if e.satisfaction_item],
        "R3": [(e.importance_item,) for e in study.expectations if e.importance_item],
        "hypotheses": [(h.item, *(name for name, _ in references(parse_expression(h.base)))) for h in study.hypotheses],
    }
    for page, needed in matters.items():
        gone = [next((name for name in names if name in dropped), None) for names in needed]
        if gone and all(gone):
            yield _note(f"waves/{wave.id}/questionnaire.toml", "asked", ItemId(gone[0] or ""), item=page)


def _of_texts(wave: Wave, keys: set[str]) -> Iterator[Fault]:
    pattern = re.compile("|".join(re.escape(key) for key in sorted(keys)))
    for source in wave.texts.values():
        for number, text in enumerate(
            source.absolute.read_text(encoding="utf-8-sig", errors="replace").splitlines(), start=1
        ):
            for key in dict.fromkeys(pattern.findall(text)):
                yield _note(source.path, "text", ItemId(key.split("/")[1]), line=number)
