"""The manifest of a wave: what went in, what was done, what came out, what was checked."""

import platform
from typing import Any

from relstudy import __version__
from relstudy.delivery.identity import package_versions
from relstudy.delivery.verification import Check
from relstudy.errors import FaultLog
from relstudy.study.method import NotInStudy, WaveResult
from relstudy.survey.plan import Source, Study, Wave
from relstudy.tables import read_table

CONTRACT = 1


def make_manifest(
    study: Study, wave: Wave, result: WaveResult, checks: tuple[Check, ...], written: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return the manifest of working papers. No clock and no path of a machine: two builds are equal byte for byte.

    A step that was reused is one that ran before on the same inputs; the manifest says "ran" for both.
    """
    return {
        "contract": CONTRACT,
        "study": study.identity.id,
        "wave": wave.id,
        "state": "draft",
        "relstudy": __version__,
        "python": platform.python_version(),
        "packages": package_versions(),
        "seed": study.identity.seed,
        "inputs": [
            {"path": s.path, "sha256": s.sha256, "rows": _rows_of(s, wave, result)} for s in _inputs(study, wave)
        ],
        "steps": [
            {"name": o.name, "state": "ran" if o.state == "reused" else o.state, "fingerprint": o.fingerprint or None}
            for o in result.outcomes.values()
        ],
        "files": written,
        "checks": [{"name": c.name, "passed": c.passed, "detail": c.detail} for c in checks],
        "losses": [],
        "reviewer": None,
    }


def _inputs(study: Study, wave: Wave) -> list[Source]:
    of_wave = (
        wave.responses,
        wave.audit,
        wave.grid,
        wave.benchmark,
        wave.cases,
        wave.verbatims,
        wave.codings,
        wave.asked,
    )
    found = {source.path: source for source in (*of_wave, *study.sources) if source is not None}
    return [found[path] for path in sorted(found)]


def _rows_of(source: Source, wave: Wave, result: WaveResult) -> int | None:
    """Return the data rows of a table; None for a text, and for answers that were not read."""
    if source == wave.responses:
        read = result.outcomes["intake"].result
        return None if read is None or isinstance(read, NotInStudy) else int(read.rows)
    if not source.path.endswith((".csv", ".xlsx")) or source.path.startswith("questionnaire."):
        return None
    table = read_table(source, FaultLog())
    return None if table is None else len(table)
