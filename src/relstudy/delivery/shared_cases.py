"""Cases that bear the ids of respondents: what a run and a check say of them."""

from relstudy.errors import Fault, fault
from relstudy.intake.shared_ids import find_shared
from relstudy.steps.intake import Intake
from relstudy.steps.interviews import Interviews
from relstudy.study.method import WaveResult


def note_shared(result: WaveResult) -> tuple[Fault, ...]:
    """Return a note where cases bear ids of respondents; none where either cannot be read."""
    read, interviews = result.given(Intake), result.given(Interviews)
    if read is None or interviews is None:
        return ()
    shared = find_shared(interviews.case_id.tolist(), read.responses.respondent_id.tolist())
    if not shared:
        return ()
    return (fault("cases-are-respondents", interviews.cases_file, column="case_id", found=str(len(shared))),)
