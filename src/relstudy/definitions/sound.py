"""The sound part of a study with faults: what a check can still hold the data against.

A check goes on to the data files when the definitions have errors, so that all faults are said at once. What an error
was said of is left out, and so is whatever leans on it: one mistake is then one fault, and nothing is computed from a
broken declaration.
"""

from collections.abc import Iterable
from dataclasses import replace

from relstudy.errors import Fault
from relstudy.survey.expressions import parse_expression, references
from relstudy.survey.grammar import ConditionError
from relstudy.survey.items import NAMED_BASES, Item, ItemId
from relstudy.survey.plan import Respondents, Study, Wave


def sound_part(study: Study, faults: Iterable[Fault]) -> Study:
    """Return a study without the items errors were said of, and without every reference to them.

    An item whose filter leans on such an item keeps its answers but not its filter (`filter = "unknown"`), since who
    was to answer can no longer be told; its base falls back on those asked.
    """
    errors = [f for f in faults if f.severity == "error"]
    broken = {f.item for f in errors if f.item and "questionnaire." in f.file}
    declared = {item.id for item in study.items}
    keep_is_broken = any(f.file == "study.toml" and "keep" in (f.column, f.item) for f in errors)
    waves = tuple(_sound_wave(wave, broken) for wave in study.waves)
    items = _sound_items(study.items, broken)
    known = {item.id for group in (items, *(w.items for w in waves)) for item in group}
    return replace(
        study,
        items=items,
        waves=waves,
        respondents=_sound_respondents(study.respondents, known, keep_is_broken=keep_is_broken),
        quality=replace(
            study.quality, contradictions=tuple(c for c in study.quality.contradictions if _leans_on(c[1], known))
        ),
        tables=replace(study.tables, banner=tuple(b for b in study.tables.banner if b in known)),
        effects=tuple(
            kept
            for effect in study.effects
            if (kept := replace(effect, items=tuple(i for i in effect.items if i in known))).items or kept.codes
        ),
        value=study.value if study.value is not None and known.issuperset(study.value.items) else None,
        profiles=None if study.profiles is not None and declared - known else study.profiles,
    )


def stands_as_declared(study: Study, sound: Study, wave: Wave, faults: Iterable[Fault]) -> bool:
    """Tell whether the respondents and weights of a wave of the sound part are those the study declares."""
    declared = next(one for one in study.waves if one.id == wave.id)
    broken = any(
        f.severity == "error"
        and (
            f.file == declared.weighting.targets_file
            or (f.file == "study.toml" and (f.item or "").startswith("weighting"))
        )
        for f in faults
    )
    return not broken and wave.weighting == declared.weighting and sound.respondents.keep == study.respondents.keep


def _sound_wave(wave: Wave, broken: set[str]) -> Wave:
    """Return a wave with its sound items, raked to the margins that are of these; unweighted where none is left."""
    items = _sound_items(wave.items, broken)
    known = {item.id for item in items}
    margins = tuple(margin for margin in wave.weighting.targets if known.issuperset(margin.items))
    weighting = replace(wave.weighting, targets=margins)
    if weighting.method == "rake" and not margins:
        weighting = replace(weighting, method="none")
    return replace(wave, items=items, weighting=weighting)


def _sound_items(items: tuple[Item, ...], broken: set[str]) -> tuple[Item, ...]:
    kept = [item for item in items if not {item.id, item.grid} & broken]
    while True:
        names = {item.id for item in kept}
        standing = [item for item in kept if item.derived is None or names.issuperset(item.derived.sources)]
        if len(standing) == len(kept):
            break
        kept = standing
    return tuple(_without_broken_references(item, names) for item in kept)


def _without_broken_references(item: Item, names: set[ItemId]) -> Item:
    if item.filter not in (None, "unknown") and not _leans_on(item.filter, names):
        item = replace(item, filter="unknown")
    if item.base not in NAMED_BASES and not _leans_on(item.base, names):
        item = replace(item, base="asked")
    return item


def _leans_on(text: str | None, names: set[ItemId]) -> bool:
    """Tell whether an expression can be read and names known items only."""
    try:
        return {item for item, _ in references(parse_expression(text or ""))} <= names
    except ConditionError:
        return False


def _sound_respondents(respondents: Respondents, names: set[ItemId], *, keep_is_broken: bool) -> Respondents:
    keep = respondents.keep
    if keep is not None and (keep_is_broken or not _leans_on(keep, names)):
        keep = None
    target = respondents.target if respondents.target in names else None
    return replace(respondents, keep=keep, target=target)
