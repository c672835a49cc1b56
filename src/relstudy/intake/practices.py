"""The practice of each respondent, from the channels they named and what they said of changing between them."""

from collections.abc import Iterator, Mapping

import numpy as np

from relstudy.intake.answers import BLANK, Answers
from relstudy.survey.items import MISSING_CODES, CodeId, Item, ItemId, Observation, PracticeRule
from relstudy.survey.practices import channel_of, practice_of

#: From two channels on their number changes nothing.
_SEVERAL = 2
#: Continuity unknown, denied, affirmed.
_CONTINUOUS = (None, False, True)
#: Reasons why nobody of a respondent's channels is known, the first that one of the items has.
_UNTOLD = ("absent", "filtered", "not_asked")


def derive_practice(
    item: Item, rule: PracticeRule, items: Mapping[ItemId, Item], answers: Mapping[ItemId, Answers]
) -> Answers:
    """Return the answers of the practice item, one row per respondent.

    Channels are counted over all items of the rule, each once. Who answered one of them has a practice, `none` without
    a channel; who only said not to know, or refused, is missing for that reason; who was asked none, or left all blank,
    is still undecided (`follow_channels`).
    """
    position = {code.code: place for place, code in enumerate(item.codes)}
    told = np.any([answers[name].layer == 0 for name in rule.channels], axis=0)
    named: dict[str, np.ndarray] = {}
    for channel, chosen in _channels(rule, items, answers):
        named[channel] = named[channel] | chosen if channel in named else chosen
    count = np.zeros(len(told), dtype=np.int16)
    for chosen in named.values():
        count += chosen
    affirmed, denied = _observed(rule.continuity, ("yes", "no"), items, answers, len(told))
    (together,) = _observed(rule.simultaneous, ("yes",), items, answers, len(told))
    continuous = np.where(denied, _CONTINUOUS.index(False), np.where(affirmed, _CONTINUOUS.index(True), 0))
    codes = _table(position)[np.minimum(count, _SEVERAL), together.astype(np.int8), continuous]
    layer = np.zeros(len(told), dtype=np.int8)
    codes[~told], layer[~told] = -1, BLANK
    for kind in ("refused", "dont_know"):
        if CodeId(kind) in position:
            said = ~told & np.any([answers[name].layer == MISSING_CODES[kind] for name in rule.channels], axis=0)
            codes[said], layer[said] = position[CodeId(kind)], MISSING_CODES[kind]
    return Answers(layer=layer, codes=codes)


def follow_channels(layer: np.ndarray, rule: PracticeRule, answers: Mapping[ItemId, Answers]) -> None:
    """Give what is undecided in a practice's layer the kind of missing its channels have: unexplained before filtered before not asked."""
    blank = layer == BLANK
    for kind in reversed(_UNTOLD):
        layer[blank & np.any([answers[name].layer == MISSING_CODES[kind] for name in rule.channels], axis=0)] = (
            MISSING_CODES[kind]
        )


def _channels(
    rule: PracticeRule, items: Mapping[ItemId, Item], answers: Mapping[ItemId, Answers]
) -> Iterator[tuple[str, np.ndarray]]:
    """Yield each channel an item names with who chose it there, (n,) bool."""
    for name in rule.channels:
        item = items[name]
        for place, code in enumerate(item.codes):
            channel = channel_of(item, code)
            if channel is not None:
                yield channel, _chose(answers[name], place)


def _chose(answers: Answers, place: int) -> np.ndarray:
    if answers.ticked is not None:
        ticked: np.ndarray = answers.ticked[:, place]
        return ticked
    if answers.codes is None:
        return np.zeros(len(answers.layer), dtype=bool)
    chosen: np.ndarray = answers.codes == place
    return chosen


def _observed(
    observation: Observation | None,
    sides: tuple[str, ...],
    items: Mapping[ItemId, Item],
    answers: Mapping[ItemId, Answers],
    n: int,
) -> Iterator[np.ndarray]:
    """Yield who gave one of the codes of each side of an observation, (n,) bool."""
    for side in sides:
        said = np.zeros(n, dtype=bool)
        if observation is not None:
            wanted = observation.yes if side == "yes" else observation.no
            for place, code in enumerate(items[observation.item].codes):
                if code.code in wanted:
                    said |= _chose(answers[observation.item], place)
        yield said


def _table(position: Mapping[CodeId, int]) -> np.ndarray:
    """Return the place of the practice among the codes, by number of channels up to several, together, continuous."""
    return np.array(
        [
            [
                [position[CodeId(practice_of(channels=n, together=t, continuous=c))] for c in _CONTINUOUS]
                for t in (False, True)
            ]
            for n in range(_SEVERAL + 1)
        ],
        dtype=np.int16,
    )
