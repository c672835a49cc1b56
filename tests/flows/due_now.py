"""A due run without a clock: `python due_now.py HOW FOLDER STUDY` carries out the flow a schedule calls and prints its state as JSON.

HOW is "well", or "defect": the first step of each wave has a programming error.
"""

import json
import sys
from pathlib import Path
from typing import Any

from relstudy.delivery.jobs import WaveJob, WaveOutcome
from relstudy.study.method import Runner, StepOutcome
from relstudy_flows import due
from relstudy_flows.launch import FlowRunner


def defective(job: WaveJob, *, run: Runner) -> WaveOutcome:
    run("intake", lambda: StepOutcome(name="intake", state="ran", seconds=1 / 0))
    raise AssertionError("the step did not raise")


def main(how: str, folder: str, study: str) -> None:
    if how == "defect":
        due.run_wave_job = defective  # type: ignore[assignment]
    with FlowRunner(on_step=lambda *_: None, on_server=lambda *_, **__: None) as runner:
        state: Any = runner.carry_out(lambda: due.due_flow(folder, study, "en", return_state=True))
    print(json.dumps({"state": [state.type.value, state.name], "message": state.message}))


if __name__ == "__main__":
    main(sys.argv[1], str(Path(sys.argv[2])), sys.argv[3])
