"""Names of profiles: those they were frozen with, else their pole's, else one made by rule of what sets them most apart.

The rule: the two answers whose mean among the members lies farthest from everybody's, in standard deviations of those
who entered, one to a question and none in the words of another, with their direction. Where that is no name of its own,
the next answers are named too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relstudy.folding import fold
from relstudy.report.labelling import Labelling
from relstudy.steps.profiles import UNNAMED, Profiles
from relstudy.survey.items import ItemId

if TYPE_CHECKING:
    import pandas as pd


#: Answers of a name, at first and at most; a smaller difference (standard deviations) sets nobody apart.
_FIRST, _MOST = 2, 4
_SMALLEST = 0.2
#: Signs of an answer in a name.
_LONGEST = 32
#: A label of more words is a sentence; a question with two answers is answered, not weighed.
_FEW_WORDS, _YES_OR_NO = 3, 2
#: French quotation marks with the space inside them.
_OPENS, _CLOSES = re.compile(r"«\s*"), re.compile(r"\s*»")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileName:
    """The name of a profile, and whether a rule made it."""

    text: str
    by_rule: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """An answer as a name says it, whether the profile has more of it, and whether it stands without a word for that."""

    text: str
    more: bool
    whole: bool


def name_profiles(labelling: Labelling) -> dict[str, ProfileName]:
    """Return the name of each profile by its id: the pole's, else by rule, else its number; no two are the same."""
    ids = labelling.profile_ids
    frozen = _frozen_names(labelling)
    poles = {profile: _pole(labelling, profile) for profile in ids}
    named = {profile: labelling.text("pole", pole) for profile, pole in poles.items() if pole is not None}
    named |= {profile: name.text for profile, name in frozen.items()}
    told = {profile: _apart(labelling, profile) for profile in ids if profile not in named}
    taken = set(named.values())
    for size in range(_FIRST, _MOST + 1):
        made = {profile: _joined(labelling, parts[:size]) for profile, parts in told.items() if profile not in named}
        texts = [*taken, *made.values()]
        sole = {profile: text for profile, text in made.items() if text and texts.count(text) == 1}
        named |= sole
        taken |= set(sole.values())
    texts = list(named.values())
    names = {}
    for profile in ids:
        number = profile.removeprefix("p")
        text = named.get(profile)
        if text is None:
            text = labelling.words.text("profiles.neutral", number=number)
        elif texts.count(text) > 1:
            text = labelling.words.text("profiles.same_name", name=text, number=number)
        by_rule = poles[profile] is None and profile in named
        names[profile] = frozen.get(profile, ProfileName(text=text, by_rule=by_rule))
    return names


def _frozen_names(labelling: Labelling) -> dict[str, ProfileName]:
    """Return the names the profiles were frozen with in the language spoken; none in a wave that has no frozen ones."""
    frozen = labelling.wave.frozen_profiles
    return {
        profile.id: ProfileName(text=profile.names[labelling.lang], by_rule=profile.by_rule)
        for profile in (frozen.profiles if frozen is not None else ())
        if labelling.lang in profile.names
    }


def _pole(labelling: Labelling, profile: str) -> str | None:
    cell = labelling.book.get("profiles", profile, "pole")
    return cell.text if cell is not None and cell.text and cell.text != UNNAMED else None


def _joined(labelling: Labelling, parts: list[_Part]) -> str:
    """Return parts as a name: what the profile has more of comes first, and the word of a direction is said once."""
    say = labelling.words.text
    pieces = []
    for direction, more in (("more", True), ("less", False)):
        weighed = [part.text for part in parts if part.more == more and not part.whole]
        if weighed:
            pieces.append(say(f"profiles.by_rule.{direction}", answer=say("profiles.by_rule.and").join(weighed)))
        pieces += [part.text for part in parts if part.more == more and part.whole]
    name = say("profiles.by_rule.join").join(pieces)
    return name[:1].upper() + name[1:]


def _apart(labelling: Labelling, profile: str) -> list[_Part]:
    """Return what sets a profile apart, the farthest first, in words; nothing of one that is not published."""
    found = labelling.result.given(Profiles)
    share = labelling.book.get("profiles", profile, "share", "_", "all")
    if found is None or not len(found.centres) or share is None or share.value is None:
        return []
    centres = found.centres[found.centres["profile"] == int(profile.removeprefix("p")) - 1]
    order = centres["value"].abs().sort_values(ascending=False, kind="stable").index
    return list(_said(labelling, centres.loc[order]))


def _said(labelling: Labelling, centres: "pd.DataFrame") -> Iterator[_Part]:
    seen: set[ItemId] = set()
    worded: set[str] = set()
    columns = (centres[name].tolist() for name in ("item", "code", "value"))
    for name, code, value in zip(*columns, strict=True):
        item = labelling.items.get(name)
        # Of answers that exclude each other one is enough.
        if abs(value) < _SMALLEST or (name in seen and not (item is not None and item.kind.is_ticked)):
            continue
        part = _part(labelling, name, code, more=value > 0)
        # Two questions may have one answer ("used" and "wanted"): its words tell nothing a second time.
        if fold(part.text) in worded:
            continue
        seen.add(name)
        worded.add(fold(part.text))
        yield part


def _part(labelling: Labelling, name: ItemId, code: str, *, more: bool) -> _Part:
    """Return an answer to be weighed, more or less of a choice or a scale, or yes or no to a question that has two answers."""
    item = labelling.items.get(name)
    if item is not None and not code and len(item.answers) == _YES_OR_NO:
        ordered = sorted(item.answers, key=lambda answer: answer.value or 0.0)
        said = labelling.code_text(name, fold(ordered[more].code))
        asked = _shown(labelling, _asked(labelling, name))
        text = labelling.words.text("profiles.by_rule.answer", answer=said, question=asked)
        return _Part(text=text, more=more, whole=True)
    label = labelling.code_text(name, code) if code else _asked(labelling, name)
    return _Part(text=_shown(labelling, label), more=more, whole=False)


def _asked(labelling: Labelling, item: ItemId) -> str:
    shown = labelling.texts.shown.get(item)
    if shown is not None and shown.label:
        return shown.label
    grid, _, row = item.partition(".")
    return labelling.text("row", grid, row) if row else labelling.item_text(item)


def _shown(labelling: Labelling, label: str) -> str:
    """Return a label as part of a name: a sentence in quotation marks, a long one cut behind a word."""
    words = label.split()
    if len(words) <= _FEW_WORDS and not label.endswith("?"):
        return label
    cut = label
    if len(label) > _LONGEST:
        cut = label[:_LONGEST].rpartition(" ")[0].rstrip(" ,;:") + "…"
    # Quotation marks inside others are those of the second rank.
    inner = _OPENS.sub("“", _CLOSES.sub("”", cut))
    return labelling.words.text("profiles.by_rule.quoted", text=inner)
