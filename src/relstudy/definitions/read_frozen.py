"""What is frozen, read for the waves after the frozen one, and held against what the study declares now.

A model is of use only where respondents can be placed by it: the same questions with the same answers. What does not
fit it is a fault: nobody is placed by a model that is about something else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from relstudy.definitions.frozen_file import FILE, FOLDER, PATH, NotAsWritten, frozen_of, read_told
from relstudy.definitions.read_folder import StudyFolder
from relstudy.errors import FaultLog
from relstudy.folding import fold
from relstudy.survey.frozen import Frozen, FrozenItem, FrozenLines, FrozenProfiles
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import ExpectationsPlan, ProfilesPlan, Wave
from relstudy.survey.registers import Expectation


def read_frozen(files: StudyFolder, study: str) -> Frozen | None:
    """Return what is frozen in the study folder, None where nothing is or a fault says what is wrong with it.

    The file is an input of the waves that use it only (`Wave.frozen_profiles`): it is not noted here.
    """
    names = [name for name in files.names(FOLDER) if not name.startswith(".")]
    if not names:
        return None
    path = files.root / PATH
    if FILE not in names:
        files.log.add("frozen-broken", FOLDER, found=", ".join(names), allowed=FILE)
        return None
    try:
        told = read_told(path.read_bytes())
        whose = told.get("study")
        if isinstance(whose, str) and whose != study:
            files.log.add("wrong-study", PATH, found=whose, allowed=study)
            return None
        return frozen_of(told)
    except OSError:
        files.log.add("unreadable-file", PATH)
    except NotAsWritten:
        files.log.add("frozen-broken", PATH)
    return None


def with_frozen(
    files: StudyFolder,
    frozen: Frozen | None,
    waves: Iterable[Wave],
    *,
    profiles: ProfilesPlan | None,
    expecting: ExpectationsPlan | None,
    expectations: Sequence[Expectation] = (),
) -> tuple[Wave, ...]:
    """Return the waves, those after the frozen one with its model and its lines; what does not fit them is a fault.

    A line is kept where scores are still of the scale it was drawn on; elsewhere a wave has its own, and says so.
    """
    if frozen is None:
        return tuple(waves)
    later = [wave for wave in waves if wave.id > frozen.wave]
    if later:
        files.source(PATH)
        _check_plans(files.log, frozen, profiles, expecting)
    if frozen.hypotheses is not None:
        _check_hypotheses(files, frozen.hypotheses)
    for wave in later:
        _check_items(files, frozen.profiles, wave)
    return tuple(
        replace(
            wave,
            frozen_profiles=frozen.profiles,
            frozen_lines=_fitting_lines(files, frozen.lines, wave, rating_items(expectations, expecting), expecting),
        )
        if wave in later
        else wave
        for wave in waves
    )


def rating_items(expectations: Sequence[Expectation], plan: ExpectationsPlan | None) -> dict[str, frozenset[ItemId]]:
    """Return the items whose scores the lines of importance and satisfaction are drawn among; a derived importance is made of satisfactions."""
    satisfied = frozenset(e.satisfaction_item for e in expectations if e.satisfaction_item is not None)
    stated = frozenset(e.importance_item for e in expectations if e.importance_item is not None)
    if plan is None or plan.importance == "cases":
        return {}
    return {"importance": satisfied if plan.importance == "derived" else stated, "satisfaction": satisfied}


def _fitting_lines(
    files: StudyFolder,
    lines: FrozenLines | None,
    wave: Wave,
    rating: Mapping[str, frozenset[ItemId]],
    plan: ExpectationsPlan | None,
) -> FrozenLines | None:
    """Return the frozen lines without those that are of other scores than the wave's; a warning names each."""
    if lines is None or plan is None:
        return lines
    items = {item.id: item for item in wave.items if item.asked}
    gone = set()
    for measure, kept in lines.scored.items():
        now = {name: item.ends for name in sorted(rating.get(measure, ())) if (item := items.get(name)) is not None}
        if measure == "importance" and plan.importance == "derived":
            # Shares of what is explained are as large as their number lets them be.
            fits = plan.line != "mean" or now.keys() == kept.keys()
        else:
            known = [name for name, ends in now.items() if ends is not None and kept.get(name) is not None]
            stays = [name for name in known if now[name] == kept[name] or name in wave.same_as_before]
            fits = bool(stays) or not known
        if not fits:
            gone.add(measure)
            files.log.add(
                "frozen-line-differs",
                _questionnaire_of(files, wave),
                item=measure,
                found=_scored(now),
                allowed=_scored(kept),
            )
    # An opportunity is made of both.
    if gone:
        gone.add("opportunity")
    return replace(lines, values={name: value for name, value in lines.values.items() if name not in gone})


def _scored(ends: Mapping[ItemId, tuple[float, float] | None] | Mapping[str, tuple[float, float] | None]) -> str:
    return ", ".join(name if pair is None else f"{name} {pair[0]:g}-{pair[1]:g}" for name, pair in ends.items()) or "-"


def frozen_item(item: Item) -> FrozenItem:
    """Return what makes an item the same question to a model: its answers, with the values that count in a mean."""
    valued = item.has_mean
    return FrozenItem(
        id=item.id, answers=tuple((fold(code.code), code.value if valued else None) for code in item.answers)
    )


def _check_plans(
    log: FaultLog, frozen: Frozen, profiles: ProfilesPlan | None, expecting: ExpectationsPlan | None
) -> None:
    model, lines = frozen.profiles, frozen.lines
    if model is not None:
        items = sorted(profiles.items) if profiles is not None else []
        kept = sorted(item.id for item in model.items)
        if items != kept:
            _differs(log, "profiles.items", items, kept)
        if profiles is not None and profiles.missing != model.missing:
            _differs(log, "profiles.missing", [profiles.missing], [model.missing])
    if lines is not None and expecting is not None:
        for key, now, kept_word in (
            ("importance", expecting.importance, lines.importance),
            ("tier_rule", expecting.tier_rule, lines.tier_rule),
        ):
            if now != kept_word:
                _differs(log, f"expectations.{key}", [now], [kept_word])


def _differs(log: FaultLog, key: str, now: Sequence[str], kept: Sequence[str]) -> None:
    """Note that study.toml declares something else than what is frozen: what each side has alone."""
    found = [one for one in now if one not in kept] or ["-"]
    allowed = [one for one in kept if one not in now] or kept
    log.add("frozen-differs", "study.toml", item=key, found=", ".join(found), allowed=", ".join(allowed))


def _check_items(files: StudyFolder, model: FrozenProfiles | None, wave: Wave) -> None:
    items = {item.id: item for item in wave.items}
    for kept in model.items if model is not None else ():
        item = items.get(ItemId(kept.id))
        if item is None or not item.asked:
            continue
        now = frozen_item(item)
        if sorted(now.answers, key=str) != sorted(kept.answers, key=str) and not _stays(item, wave, now, kept):
            files.log.add(
                "frozen-differs",
                _questionnaire_of(files, wave),
                item=kept.id,
                found=_answers(now),
                allowed=_answers(kept),
            )


def _questionnaire_of(files: StudyFolder, wave: Wave) -> str:
    """Return the file a wave's questions are declared in: its own, else the study's."""
    own = next((name for name in files.names(f"waves/{wave.id}") if name.startswith("questionnaire.")), None)
    study = next((name for name in files.names() if name.startswith("questionnaire.")), "questionnaire.toml")
    return study if own is None else f"waves/{wave.id}/{own}"


def _stays(item: Item, wave: Wave, now: FrozenItem, kept: FrozenItem) -> bool:
    """Tell whether an item was declared to stay comparable, and every answer it still has counts what it counted."""
    counted = dict(now.answers)
    return item.id in wave.same_as_before and all(counted.get(code, value) == value for code, value in kept.answers)


def _answers(item: FrozenItem) -> str:
    return ", ".join(code if value is None else f"{code} = {value:g}" for code, value in item.answers) or "-"


def _check_hypotheses(files: StudyFolder, kept: str) -> None:
    source = files.one_of("hypotheses")
    if source is None or source.sha256 != kept:
        files.log.add("hypothesis-changed", "hypotheses.csv" if source is None else source.path)
