"""The manifest of a wave: what went in, what was done, what came out, what was checked."""

import platform
from typing import Any

from relstudy import __version__
from relstudy.delivery.identity import package_versions
from relstudy.delivery.verification import Check
from relstudy.study.method import NotInStudy, WaveResult
from relstudy.survey.plan import Source, Study, Wave

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
            {"path": s.path, "sha256": s.sha256, "rows": _rows_of(name, result)} for name, s in _inputs(study, wave)
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


def _inputs(study: Study, wave: Wave) -> list[tuple[str, Source]]:
    of_wave = ("responses", "audit", "grid", "benchmark", "cases", "verbatims", "codings", "asked")
    found = [(name, source) for name in of_wave if (source := getattr(wave, name)) is not None]
    listed = {source.path for _, source in found}
    found += [("", source) for source in study.sources if source.path not in listed]
    return sorted(found, key=lambda pair: pair[1].path)


def _rows_of(name: str, result: WaveResult) -> int | None:
    """Return the data rows read from a table, where its step counted them."""
    step = {"responses": "intake", "cases": "interviews"}.get(name, name)
    outcome = result.outcomes.get(step)
    read = None if outcome is None or isinstance(outcome.result, NotInStudy) else outcome.result
    rows = getattr(read, "rows", None)
    if name == "cases" and read is not None:
        return len(read.case_id)
    return rows if isinstance(rows, int) else None
