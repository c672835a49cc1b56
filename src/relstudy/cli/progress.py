"""How far a run has come, on stderr: on a terminal one line per step that settles when the step ends, elsewhere plain lines."""

import sys
import time

from relstudy.cli.shell import Shell, colours

_CLEAR = "\r\x1b[K"
_MARKS = {"ran": "\x1b[32m✓\x1b[0m", "reused": "\x1b[36m=\x1b[0m", "failed": "\x1b[31m✗\x1b[0m"}


class Progress:
    """Told of each step as it begins ("running") and ends; writes one line per step."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._began = 0.0
        self._open = False
        self._wave: str | None = None

    def on_step(self, wave: str, step: str, state: str) -> None:
        """Take note of a step's state and say it."""
        if wave != self._wave:
            self._wave = wave
            self._line(self._shell.word("run.progress", wave=wave))
        if state == "running":
            self._began = time.perf_counter()
            if colours(sys.stderr):
                self._shell.write_error(f"  … {step}")
                self._open = True
            return
        said = self._shell.word(f"run.states.{state}")
        seconds = time.perf_counter() - self._began if self._began else 0.0
        time_said = f" ({self._shell.seconds(seconds)})" if state == "ran" else ""
        mark = _MARKS.get(state, "-") if colours(sys.stderr) else "-"
        self._line(f"  {mark} {self._shell.pair(step, said)}{time_said}")

    def close(self) -> None:
        """Leave the terminal at the beginning of a line."""
        if self._open:
            self._shell.write_error(_CLEAR)
            self._open = False

    def _line(self, text: str) -> None:
        self.close()
        self._shell.tell(text)
