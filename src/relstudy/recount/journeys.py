"""The journeys of a wave read again and walked one by one, with sets: no arrays of masks."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from relstudy.folding import fold
from relstudy.intake.journeys import JourneySteps, read_journeys
from relstudy.survey.plan import Study, Wave


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One step: the case, the channel, what was used beside it, and what is said of it; `text` is a position, -1 where none."""

    case: int
    offer: str
    beside: frozenset[str]
    phase: str
    outcome: str
    continued: int
    text: int


@dataclass(frozen=True, kw_only=True)
class Travelling:
    """The file of journeys, and the study's offers."""

    study: Study
    steps: JourneySteps

    @classmethod
    def read(cls, study: Study, wave: Wave) -> "Travelling":
        """Return the journeys of a wave, read from their file.

        Raises
        ------
        FieldworkError
            What a run would refuse the files for.
        """
        steps = read_journeys(wave.journeys, cases=wave.cases, verbatims=wave.verbatims, offers=study.offers)
        return cls(study=study, steps=steps)

    @cached_property
    def _journeys(self) -> Mapping[int, list[_Step]]:
        read, beside = self.steps, defaultdict[int, set[str]](set)
        for step, offer in self.steps.beside.itertuples(index=False):
            beside[step].add(self.study.offers[offer].id)
        found: dict[int, list[_Step]] = defaultdict(list)
        for place, journey in enumerate(read.journey.tolist()):
            step = _Step(
                case=int(read.case[place]),
                offer=self.study.offers[read.offer[place]].id,
                beside=frozenset(beside[place]),
                phase=str(read.phase[place]),
                outcome=str(read.outcome[place]),
                continued=int(read.continued[place]),
                text=int(read.verbatim[place]),
            )
            found[journey].append(step)
        return found

    def figure(self, item: str, measure: str, row: str, column: str) -> float | str | None:
        """Return the cases of a column that show what a measure counts; a quote's text; None where there is no such figure."""
        if measure == "quote":
            return self._quote(item, row)
        targets = self.steps.cases.target.tolist()
        what, _, code = column.partition("=")
        inside = {
            i for i, target in enumerate(targets) if column == "all" or (what == "target" and fold(target) == code)
        }
        shown = {case for told, case in self._shown() if told == (item, measure, row)}
        told = {steps[0].case for steps in self._journeys.values()}
        return float(len(shown & inside)) if told & inside else None

    def _shown(self) -> Iterator[tuple[tuple[str, str, str], int]]:
        """Yield what each step and journey shows, as the item, measure and row of a key, and of which case."""
        for steps in self._journeys.values():
            yield ("_", "practice", _practice(steps)), steps[0].case
            for step in steps:
                yield from (((offer, "phase", step.phase), step.case) for offer in {step.offer, *step.beside})
                yield (step.offer, step.outcome, "_"), step.case
            for before, step in _changes(steps):
                yield (before.offer, "to", step.offer), step.case
                if step.continued == 0:
                    yield (step.offer, "broken", "_"), step.case

    def _quote(self, offer: str, part: str) -> str | None:
        """Return the text a step of a channel names, by the id of the text and a number."""
        texts = self.steps.verbatims
        named = {
            step.text for steps in self._journeys.values() for step in steps if step.offer == offer and step.text >= 0
        }
        for text in named:
            if (fold(texts.verbatim_id[text]) or "_") == part.rpartition(".")[0]:
                return str(texts.text[text])
        return None


def _changes(steps: list[_Step]) -> list[tuple[_Step, _Step]]:
    return [(before, step) for before, step in pairwise(steps) if before.offer != step.offer]


def _practice(steps: list[_Step]) -> str:
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
