"""The manifest of a wave: what went in, what was done, what came out, what was checked."""

import hashlib
import json
import platform

from relstudy import __version__
from relstudy.errors import FaultLog
from relstudy.outputs.output import Check, DeliveryTerms, Files
from relstudy.report.findings import PaperState
from relstudy.steps.intake import Intake
from relstudy.study.method import WaveResult
from relstudy.survey.plan import Source, Study, Wave
from relstudy.tables import read_table

CONTRACT = 1


#: The contract's words for the state of papers.
_STATES: dict[PaperState, str] = {"working_paper": "draft", "delivered": "delivered"}


def write_manifest(
    *,
    study: Study,
    wave: Wave,
    steps: WaveResult,
    packages: dict[str, str],
    state: PaperState,
    files: Files,
    checks: tuple[Check, ...],
    delivery: DeliveryTerms | None = None,
) -> Files:
    """Return `manifest.json`. No clock and no path of a machine: two builds are equal byte for byte.

    A step that was reused is one that ran before on the same inputs; the manifest says "ran" for both.
    """
    told = {
        "contract": CONTRACT,
        "study": study.identity.id,
        "wave": wave.id,
        "state": _STATES[state],
        "relstudy": __version__,
        "python": platform.python_version(),
        "packages": packages,
        "seed": study.identity.seed,
        "inputs": [
            {"path": s.path, "sha256": s.sha256, "rows": _rows_of(s, wave, steps)} | _left_out(s, wave, steps)
            for s in inputs_of(study, wave)
        ],
        "steps": [
            {"name": o.name, "state": "ran" if o.state == "reused" else o.state, "fingerprint": o.fingerprint or None}
            for o in steps.outcomes.values()
        ],
        "files": [
            {"path": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in sorted(files.items())
        ],
        "checks": [{"name": c.name, "passed": c.passed, "detail": c.detail} for c in checks],
        "losses": [{"what": what, "where": one.file, "n": n} for one in wave.imports for what, n in one.losses],
        "reviewer": delivery.reviewer if delivery is not None else None,
    }
    return {"manifest.json": (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()}


def inputs_of(study: Study, wave: Wave) -> list[Source]:
    """Return the files a wave was made of, by path."""
    found = {source.path: source for source in (*wave.files.values(), *study.sources)}
    return [found[path] for path in sorted(found)]


def _rows_of(source: Source, wave: Wave, steps: WaveResult) -> int | None:
    """Return the data rows of a table; None for a text, and for answers that were not read."""
    if source == wave.responses:
        read = steps.given(Intake)
        return None if read is None else read.rows
    if not source.path.endswith((".csv", ".xlsx")) or source.path.startswith("questionnaire."):
        return None
    table = read_table(source, FaultLog())
    return None if table is None else len(table)


def _left_out(source: Source, wave: Wave, steps: WaveResult) -> dict[str, dict[str, int]]:
    """Return how many rows of the answers a declaration leaves out, by declaration; nothing where none does.

    Respondents = rows less all of these.
    """
    read = steps.given(Intake) if source == wave.responses else None
    if read is None:
        return {}
    counts = {"keep": read.left_out, "zero_weight": read.dropped, "skip_rows": read.skipped}
    said = {name: n for name, n in counts.items() if n}
    return {"left_out": said} if said else {}
