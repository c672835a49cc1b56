"""What a run is asked for and what it reports: plain values that cross from the command line to a flow and back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from relstudy.errors import Fault
from relstudy.words import LANGS, Lang

if TYPE_CHECKING:
    from relstudy.study.method import State
    from relstudy.survey.plan import Study

RunStatus = Literal["done", "unchanged", "incomplete", "refused"]
#: The contract's words, where they are not ours: papers with failed steps are its "draft".
_STATUS_WORDS: dict[RunStatus, str] = {"incomplete": "draft"}
#: Told of each step as it begins and ends: wave, step, state ("running" first).
OnStep = Callable[[str, str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveJob:
    """One wave to run. Folders are absolute paths as text, so that the job can be a flow's parameters. `go_on` past failed steps."""

    folder: str
    study: str
    wave: str
    out: str
    langs: tuple[Lang, ...]
    go_on: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReport:
    """What became of one step. `reason` is a key of `[reasons]` in the words."""

    name: str
    state: "State"
    reason: str | None = None
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the contract's form."""
        return {"name": self.name, "state": self.state, "reason": self.reason, "seconds": round(self.seconds, 3)}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveOutcome:
    """What became of one wave. `files` are names inside `out`, which is None where nothing was written."""

    wave: str
    status: RunStatus
    out: str | None = None
    files: tuple[str, ...] = ()
    steps: tuple[StepReport, ...] = ()
    faults: tuple[Fault, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the contract's form."""
        return {
            "wave": self.wave,
            "out": self.out,
            "files": list(self.files),
            "steps": [s.as_dict() for s in self.steps],
        }


def exit_code(faults: tuple[Fault, ...]) -> int:
    """Return the exit code faults call for: 4 busy, 2 not available, 3 drift that awaits approval, 1 any other error, else 0."""
    errors = {f.code for f in faults if f.severity == "error"}
    if not errors:
        return 0
    if "busy" in errors:
        return 4
    if errors == {"drift"}:
        return 3
    return 2 if errors == {"not-available"} else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What became of a run over one or several waves."""

    status: RunStatus
    waves: tuple[WaveOutcome, ...] = ()
    faults: tuple[Fault, ...] = field(default_factory=tuple)

    @property
    def exit_code(self) -> int:
        """Return the exit code of the contract; incomplete papers are written in spite of their faults, and the code still says that there are some."""
        return 0 if self.status in ("done", "unchanged") else exit_code(self.faults) or 1

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """Return the contract's JSON."""
        from relstudy.fault_words import as_json

        return {
            "status": _STATUS_WORDS.get(self.status, self.status),
            "waves": [w.as_dict() for w in self.waves],
            "faults": [as_json(f, lang) for f in self.faults],
        }


def summarise(waves: tuple[WaveOutcome, ...], faults: tuple[Fault, ...]) -> RunReport:
    """Return the report of a run: refused if a wave was, incomplete if one is, unchanged if all are."""
    statuses = {w.status for w in waves}
    status: RunStatus = "done"
    if not waves or "refused" in statuses:
        status = "refused"
    elif "incomplete" in statuses:
        status = "incomplete"
    elif statuses == {"unchanged"}:
        status = "unchanged"
    said = dict.fromkeys((*faults, *(f for w in waves for f in w.faults)))
    return RunReport(status=status, waves=waves, faults=tuple(said))


def spoken_by(study: "Study") -> tuple[Lang, ...]:
    """Return the languages of a study's reports: those of the study that the program speaks, else French."""
    return tuple(lang for lang in LANGS if lang in study.languages) or LANGS[:1]


def absolute(path: Path) -> str:
    """Return a path as absolute text, without asking that it exist."""
    return str(path.expanduser().absolute())
