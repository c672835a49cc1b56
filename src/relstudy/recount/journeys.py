"""The journeys of a wave read again and walked one by one, with sets: no arrays of masks."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from relstudy.folding import fold
from relstudy.intake.interviews import Cases, Verbatims
from relstudy.intake.journeys import read_journeys
from relstudy.recount.cases import Interviewing
from relstudy.recount.told_journeys import Telling, Travelled, walk_codings
from relstudy.survey.plan import Study, Wave

#: What can go wrong at a step, in the order it is told.
_MISHAPS = ("redirected", "abandoned", "broken")
#: A longer text is not quoted: code points.
_LONGEST = 400


@dataclass(frozen=True, kw_only=True)
class Travelling:
    """The steps of all journeys, journey by journey, with the cases and texts they refer to.

    `told` is what was read from the codings, where they tell the journeys.
    """

    cases: Cases
    texts: Verbatims
    journeys: tuple[tuple[Travelled, ...], ...]
    told: Telling | None = None

    @classmethod
    def read(cls, study: Study, wave: Wave) -> "Travelling":
        """Return the journeys of a wave, read from their file or from the codings.

        Raises
        ------
        FieldworkError
            What a run would refuse the files for.
        """
        if study.journeys_told == "file":
            return cls._of_file(study, wave)
        room = Interviewing.read(study, wave)
        told = walk_codings(room, by=study.journeys_told)
        return cls(cases=room.files.cases, texts=room.files.verbatims, journeys=told.journeys, told=told)

    @classmethod
    def _of_file(cls, study: Study, wave: Wave) -> "Travelling":
        read = read_journeys(wave.journeys, cases=wave.cases, verbatims=wave.verbatims, offers=study.offers)
        beside, texts = defaultdict[int, set[str]](set), dict[int, int]()
        for step, offer in read.beside.itertuples(index=False):
            beside[step].add(study.offers[offer].id)
        for step, text in zip(read.said["step"].tolist(), read.said["verbatim"].tolist(), strict=True):
            texts[step] = text
        found: dict[int, list[Travelled]] = defaultdict(list)
        for place, journey in enumerate(read.journey.tolist()):
            text = texts.get(place)
            whole = () if text is None else ((text, str(read.verbatims.text[text])),)
            step = Travelled(
                case=int(read.case[place]),
                offer=study.offers[read.offer[place]].id,
                beside=frozenset(beside[place]),
                phases=frozenset({str(read.phase[place])}),
                outcomes=frozenset({str(read.outcome[place])}),
                continued=int(read.continued[place]),
                said=dict.fromkeys(_MISHAPS, whole),
            )
            found[journey].append(step)
        return cls(cases=read.cases, texts=read.verbatims, journeys=tuple(map(tuple, found.values())))

    def figure(self, item: str, measure: str, row: str, column: str) -> float | str | None:
        """Return the cases of a column that show what a measure counts; a quote's text; None where there is no such figure."""
        if measure == "quote":
            return self._quote(item, row)
        if measure == "unplaced":
            return None if self.told is None else float(self.told.unplaced)
        if self.told is not None and measure in _MISHAPS and measure not in self.told.mishaps:
            return None
        targets = self.cases.target.tolist()
        what, _, code = column.partition("=")
        inside = {
            i for i, target in enumerate(targets) if column == "all" or (what == "target" and fold(target) == code)
        }
        shown = {case for told, case in self._shown if told == (item, measure, row)}
        told = {steps[0].case for steps in self.journeys}
        return float(len(shown & inside)) if told & inside else None

    @cached_property
    def _shown(self) -> tuple[tuple[tuple[str, str, str], int], ...]:
        return tuple(self._each_shown())

    def _each_shown(self) -> Iterator[tuple[tuple[str, str, str], int]]:
        """Yield what each step and journey shows, as the item, measure and row of a key, and of which case."""
        for steps in self.journeys:
            yield ("_", "practice", _practice(steps)), steps[0].case
            for step in steps:
                for phase in step.phases:
                    yield from (((offer, "phase", phase), step.case) for offer in {step.offer, *step.beside})
                yield from (((step.offer, outcome, "_"), step.case) for outcome in step.outcomes)
            for before, step in _changes(steps):
                if step.ordered:
                    yield (before.offer, "to", step.offer), step.case
                    if step.continued == 0:
                        yield (step.offer, "broken", "_"), step.case

    def _quote(self, offer: str, part: str) -> str | None:
        """Return a text that tells what goes wrong at steps of a channel, by the id of the text and its place among them."""
        name, _, number = part.rpartition(".")
        found: dict[tuple[str, int, str], str] = {}
        for mishap in _MISHAPS:
            for steps in self.journeys:
                came = {id(step) for _, step in _changes(steps) if step.ordered and step.continued == 0}
                for step in steps:
                    wrong = id(step) in came if mishap == "broken" else mishap in step.outcomes
                    if step.offer == offer and wrong:
                        for text, words in step.said.get(mishap, ()):
                            if len(words.strip()) <= _LONGEST and (fold(self.texts.verbatim_id[text]) or "_") == name:
                                found.setdefault((mishap, text, words), words)
        texts = list(found.values())
        return texts[int(number) - 1] if int(number) <= len(texts) else None


def _changes(steps: tuple[Travelled, ...]) -> list[tuple[Travelled, Travelled]]:
    return [(before, step) for before, step in pairwise(steps) if before.offer != step.offer]


def _practice(steps: tuple[Travelled, ...]) -> str:
    """Return what a journey is, said in the order of the printed rule."""
    channels = {offer for step in steps for offer in (step.offer, *step.beside)}
    said = {step.continued for _, step in _changes(steps)}
    if len(channels) == 1:
        return "mono"
    if any(step.beside for step in steps):
        return "omni"
    if 0 in said:
        return "multi"
    return "cross" if said == {1} else "unsettled"
