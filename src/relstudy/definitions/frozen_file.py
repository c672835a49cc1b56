"""The file of what is frozen, `frozen/model.json`: written by `freeze` alone, with a hash of its own content, read again by every run.

Light on purpose: whether a wave is unchanged depends on it.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from relstudy.survey.frozen import Frozen, FrozenColumn, FrozenItem, FrozenLines, FrozenProfile, FrozenProfiles
from relstudy.survey.registers import Hypothesis

FOLDER, FILE = "frozen", "model.json"
PATH = f"{FOLDER}/{FILE}"
_FORM = 1


class NotAsWritten(ValueError):
    """The content is not what `freeze` wrote."""


def frozen_text(frozen: Frozen) -> str:
    """Return the content of the file; numbers are written so that they are read again exactly."""
    told = {
        "form": _FORM,
        "study": frozen.study,
        "wave": frozen.wave,
        "profiles": None if frozen.profiles is None else _profiles_told(frozen.profiles),
        "lines": None if frozen.lines is None else _without(dataclasses.asdict(frozen.lines), "wave"),
        "hypotheses": frozen.hypotheses,
    }
    if frozen.declared is not None:
        told["declared"] = dict(frozen.declared)
    return json.dumps({**told, "sha256": _hash(told)}, ensure_ascii=False, indent=1) + "\n"


def model_hash(profiles: FrozenProfiles) -> str:
    """Return what tells one model from another: a hash of all that places a respondent, names left out."""
    told = _profiles_told(profiles)
    kept = {**told, "profiles": [_without(one, "names", "by_rule") for one in told["profiles"]]}
    return _hash({"wave": profiles.wave, **kept})[:16]


def hypothesis_hash(one: Hypothesis, label: Mapping[str, str]) -> str:
    """Return what tells whether a hypothesis is still the one declared: a hash of all its line says, its labels included."""
    line = _without(dataclasses.asdict(one), "changed", "file", "line")
    return _hash({**line, "declared": one.declared.isoformat(), "label": dict(label)})[:16]


def read_told(content: bytes) -> dict[str, Any]:
    """Return what a file tells, as plain values.

    Raises
    ------
    NotAsWritten
        It is no JSON object.
    """
    try:
        told = json.loads(content)
    except ValueError as error:
        raise NotAsWritten(str(error)) from error
    if not isinstance(told, dict):
        raise NotAsWritten("no object")
    return told


def frozen_of(told: dict[str, Any]) -> Frozen:
    """Return what is frozen from what the file tells.

    Raises
    ------
    NotAsWritten
        It is not what `freeze` wrote: something was changed since, or another version wrote it.
    """
    content = _without(told, "sha256")
    if told.get("form") != _FORM or told.get("sha256") != _hash(content):
        raise NotAsWritten("changed")
    try:
        lines = told["lines"]
        return Frozen(
            study=told["study"],
            wave=told["wave"],
            profiles=None if told["profiles"] is None else _profiles_read(told["profiles"], told["wave"]),
            lines=None if lines is None else _lines_read(lines, told["wave"]),
            hypotheses=told["hypotheses"],
            declared=told.get("declared"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise NotAsWritten(str(error)) from error


def frozen_wave(folder: Path, study: str) -> str | None:
    """Return the wave that is frozen in a study folder; None where nothing is, or nothing sound of this study."""
    try:
        frozen = frozen_of(read_told((folder / PATH).read_bytes()))
    except (OSError, NotAsWritten):
        return None
    return frozen.wave if frozen.study == study else None


def _profiles_told(profiles: FrozenProfiles) -> dict[str, Any]:
    return {
        "missing": profiles.missing,
        "continuum": profiles.continuum,
        "items": [{"id": item.id, "answers": [list(answer) for answer in item.answers]} for item in profiles.items],
        "columns": [dataclasses.asdict(column) for column in profiles.columns],
        "profiles": [{**dataclasses.asdict(one), "centre": list(one.centre)} for one in profiles.profiles],
    }


def _lines_read(told: dict[str, Any], wave: str) -> FrozenLines:
    scored = {
        measure: {item: None if ends is None else (ends[0], ends[1]) for item, ends in items.items()}
        for measure, items in told.get("scored", {}).items()
    }
    return FrozenLines(wave=wave, **{**told, "scored": scored})


def _profiles_read(told: dict[str, Any], wave: str) -> FrozenProfiles:
    found = FrozenProfiles(
        wave=wave,
        model="",
        missing=told["missing"],
        continuum=told["continuum"],
        items=tuple(
            FrozenItem(id=one["id"], answers=tuple((code, value) for code, value in one["answers"]))
            for one in told["items"]
        ),
        columns=tuple(FrozenColumn(**one) for one in told["columns"]),
        profiles=tuple(FrozenProfile(**{**one, "centre": tuple(one["centre"])}) for one in told["profiles"]),
    )
    return dataclasses.replace(found, model=model_hash(found))


def _without(told: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in names}


def _hash(told: dict[str, Any]) -> str:
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
