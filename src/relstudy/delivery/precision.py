"""What the answers of a wave are worth: respondents by target, their effective base, the half-width of an interval; bases too small."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from relstudy.errors import Fault, fault
from relstudy.folding import fold
from relstudy.intake.frames import Responses
from relstudy.steps.intake import Intake
from relstudy.steps.weights import Weights
from relstudy.study.method import WaveResult
from relstudy.survey.items import Item
from relstudy.survey.plan import Study, Wave


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """What a share of one half would be worth in one column: respondents, effective base, half-width of its 95 % interval (0-1)."""

    wave: str
    column: str
    base: int
    base_effective: float
    half_width: float | None


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
    for name, mask in columns:
        inside = weight[mask]
        effective = float(inside.sum() ** 2 / (inside**2).sum()) if len(inside) else 0.0
        yield Precision(
            wave=result.wave.id,
            column=name,
            base=int(mask.sum()),
            base_effective=effective,
            half_width=1.959964 * 0.5 / effective**0.5 if effective else None,
        )


def small_bases(study: Study, wave: Wave, precision: Iterable[Precision]) -> Iterator[Fault]:
    """Yield a note (base-too-small) for each column of a wave whose figures will not be published."""
    for one in precision:
        if one.wave == wave.id and one.base < study.disclosure.min_base and wave.responses is not None:
            yield fault(
                "base-too-small",
                wave.responses.path,
                item=study.respondents.target if one.column != "all" else None,
                found=f"{one.column}: {one.base}",
                allowed=str(study.disclosure.min_base),
            )


def answers_of(result: WaveResult) -> tuple[Responses, np.ndarray] | None:
    """Return the answers of a wave and their weights, None where they could not be read or weighted."""
    read, weights = result.given(Intake), result.given(Weights)
    return None if read is None or weights is None else (read.responses, weights.weight)


def _item(wave: Wave, item_id: str | None) -> Item | None:
    return next((i for i in wave.items if i.id == item_id), None)
