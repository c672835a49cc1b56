"""Codes that seem to have changed places since the wave before: what a run and a check say of a wave's answers."""

from relstudy.errors import Fault
from relstudy.steps.absence import NotInStudy
from relstudy.steps.intake import Intake
from relstudy.steps.turned_codes import doubt_codes
from relstudy.steps.weights import Weights
from relstudy.study.method import WaveResult
from relstudy.survey.past import Past


def doubt_turned(result: WaveResult, past: Past | NotInStudy) -> tuple[Fault, ...]:
    """Return warnings of questions whose codes seem to stand for one another; none where the answers cannot be read."""
    read, weights, wave = result.given(Intake), result.given(Weights), result.wave
    if read is None or weights is None or wave.responses is None:
        return ()
    return tuple(
        doubt_codes(
            wave.items,
            wave.labels,
            read.responses,
            weights.weight,
            read.value_names,
            past if isinstance(past, Past) else None,
            file=wave.responses.path,
        )
    )
