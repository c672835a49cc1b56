"""The item `practice`, which a study with `[practices]` has in each wave beside the items of its questionnaire."""

from collections.abc import Collection, Mapping

from relstudy.definitions.check_expressions import is_broken
from relstudy.definitions.check_references import check_item
from relstudy.definitions.read_declaration import Declaration
from relstudy.definitions.read_items import Drafted
from relstudy.definitions.read_practices import DeclaredPractices
from relstudy.nearest import nearest_first
from relstudy.survey.items import Code, CodeId, Item, ItemId, Missing, Observation
from relstudy.survey.practices import PRACTICE, PRACTICES, is_observed, names_channels
from relstudy.words import LANGS, load_words

#: Kinds of missing that stay in the base: respondents who gave no channel for one of these reasons have its row.
_IN_BASE: tuple[Missing, ...] = ("dont_know", "refused")


def draft_practice(
    declared: DeclaredPractices, items: Mapping[ItemId, Item], *, broken: frozenset[str], languages: Collection[str]
) -> Drafted | None:
    """Return the item made of those that `[practices]` names; None where one of them is wrong (faults) or was said to be."""
    rule, table = declared.plan.rule, declared.table
    if PRACTICE in items:
        table.fault("duplicate-id", found=PRACTICE, column="practices")
        return None
    before = len(table.log.faults)
    for index, name in enumerate(table.data["channels"] if rule.channels else ()):
        check_item(table, ("channels", index), ItemId(name.strip()), items, broken, fits=names_channels)
    for key, observation in (("continuity", rule.continuity), ("simultaneous", rule.simultaneous)):
        observing = table.table(key, item=f"practices.{key}") if observation is not None else None
        if observing is not None and observation is not None:
            _check_observation(observing, observation, items, broken)
    if not declared.sound or len(table.log.faults) > before or any(is_broken(name, broken) for name in rule.sources):
        return None
    named = [items[name] for name in rule.channels]
    missing = [kind for kind in _IN_BASE if any(code.missing == kind for item in named for code in item.codes)]
    codes = (
        *(Code(code=CodeId(practice)) for practice in PRACTICES),
        *(Code(code=CodeId(kind), missing=kind) for kind in missing),
    )
    item = Item(id=PRACTICE, type="single", codes=codes, derived=rule, asked=any(item.asked for item in named))
    return Drafted(item=item, table=table, labels=_labels(item, languages))


def _check_observation(
    table: Declaration, observation: Observation, items: Mapping[ItemId, Item], broken: frozenset[str]
) -> None:
    check_item(table, ("item",), observation.item, items, broken, fits=is_observed)
    item = items.get(observation.item)
    if item is None or not is_observed(item) or is_broken(item.id, broken):
        return
    known = [code.code for code in item.answers]
    for side, codes in (("yes", observation.yes), ("no", observation.no)):
        for code in codes:
            if code not in known:
                table.fault("unknown-code", side, item=item.id, found=code, allowed=nearest_first(code, known))


def _labels(item: Item, languages: Collection[str]) -> dict[str, dict[str, str]]:
    words = {lang: load_words(lang, "questionnaire")["practice"] for lang in LANGS if lang in languages}

    def said(key: str) -> dict[str, str]:
        return {lang: texts[key] for lang, texts in words.items()}

    return {f"item/{item.id}": said("label")} | {f"code/{item.id}/{c.code}": said(c.code) for c in item.codes}
