"""What the answers of a wave are worth: respondents by target, the half-width of an interval, the smallest difference a test would find; bases too small.

References
----------
Sizes for comparing two proportions: Fleiss, Levin and Paik 2003, Statistical Methods for Rates and Proportions,
chapter 4.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from relstudy.errors import Fault, fault
from relstudy.folding import fold
from relstudy.intake.frames import Responses
from relstudy.stats.design import kish_effective
from relstudy.stats.estimates import Z95
from relstudy.steps.intake import Intake
from relstudy.steps.weights import Weights
from relstudy.study.method import WaveResult
from relstudy.survey.items import Item
from relstudy.survey.plan import Study, Wave
from relstudy.survey.sampling import Sampling, sampling_of

#: The normal quantile of 80 %.
_POWER = 0.8416212335729143


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """What a share of one half would be worth in one column: respondents, effective base, half-width of its 95 % interval (0-1).

    `smallest_difference` (0-1) is the one that a test at 95 % finds four times in five: between the column and
    `against`, the largest other of its block; where there is no other, between two halves of the column. A smaller one
    may be there and not show.
    """

    wave: str
    column: str
    base: int
    base_effective: float
    half_width: float | None
    against: str | None = None
    smallest_difference: float | None = None
    sampling: Sampling = "unsaid"


def precision_of(study: Study, result: WaveResult) -> Iterator[Precision]:
    """Yield the precision of the wave as a whole and of each target; nothing where its answers could not be read."""
    answers = answers_of(result)
    if answers is None:
        return
    responses, weight = answers
    columns = [("all", np.ones(responses.n, dtype=bool))]
    target = _item(result.wave, study.respondents.target)
    if target is not None:
        columns += [
            (f"target={fold(code.code)}", responses.chose(target, position))
            for position, code in enumerate(target.codes)
            if code.missing is None
        ]
    effective = {name: kish_effective(weight[mask]) for name, mask in columns}
    for name, mask in columns:
        own = effective[name]
        others = {other: size for other, size in effective.items() if other not in ("all", name) and name != "all"}
        against = max(others, key=others.__getitem__, default=None)
        sizes = (own / 2, own / 2) if against is None else (own, others[against])
        yield Precision(
            wave=result.wave.id,
            column=name,
            base=int(mask.sum()),
            base_effective=own,
            half_width=Z95 * 0.5 / own**0.5 if own else None,
            against=against,
            smallest_difference=_smallest_difference(*sizes),
            sampling=sampling_of(study, result.wave),
        )


def _smallest_difference(one: float, other: float) -> float | None:
    """Return the difference around one half that is found with 80 % power on two effective bases; None where there is nobody, or not even 0-1 would do."""
    if not one or not other:
        return None
    found = (Z95 + _POWER) * 0.5 * (1 / one + 1 / other) ** 0.5
    return found if found < 1 else None


def small_bases(study: Study, wave: Wave, precision: Iterable[Precision]) -> Iterator[Fault]:
    """Yield a note (base-too-small) for each column of a wave whose figures will not be published."""
    for one in precision:
        if one.wave == wave.id and one.base < study.disclosure.min_base and wave.responses is not None:
            yield fault(
                "base-too-small",
                wave.responses.path,
                item=study.respondents.target if one.column != "all" else None,
                found=f"{one.column} ({one.base})",
                allowed=str(study.disclosure.min_base),
            )


def answers_of(result: WaveResult) -> tuple[Responses, np.ndarray] | None:
    """Return the answers of a wave and their weights, None where they could not be read or weighted."""
    read, weights = result.given(Intake), result.given(Weights)
    return None if read is None or weights is None else (read.responses, weights.weight)


def _item(wave: Wave, item_id: str | None) -> Item | None:
    return next((i for i in wave.items if i.id == item_id), None)
