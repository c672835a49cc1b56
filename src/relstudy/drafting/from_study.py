"""A study drafted from another one: its definitions and registers, without anything that was observed, computed or said.

Not taken over: waves with their data and interviews, results, what was frozen or delivered, warnings accepted for other
files. Where nothing was observed yet (a ready-made study of a sector) its waves come over as they are.
"""

import tomllib
from pathlib import Path

from relstudy.definitions.peeking import targets_stem, wave_names
from relstudy.drafting import toml_text as toml
from relstudy.drafting.made import Made
from relstudy.drafting.placing import place, study_id
from relstudy.drafting.proposal import Remark
from relstudy.drafting.toml_edit import comment_out, read_toml_text, replace_value
from relstudy.drafting.writing import settle_lines
from relstudy.errors import DefinitionError, FaultLog
from relstudy.survey.interviewing import interview_guides
from relstudy.words import Lang, load_words

_STEMS = ("questionnaire", "offers", "players", "expectations", "codebook", "hypotheses", "targets", "quotas")
_WAVE = "v01"


def copy_study(folder: Path, source: Path, lang: Lang) -> Made:
    """Write the definitions of a study into a free place and return what was made.

    Raises
    ------
    DefinitionError
        The source has no study.toml that can be read.
    """
    log = FaultLog()
    if not (source / "study.toml").exists():
        log.add("missing-file", str(source), allowed="study.toml")
        raise DefinitionError(log.faults)
    text = read_toml_text(source / "study.toml", str(source / "study.toml"), log)
    if text is None:
        raise DefinitionError(log.faults)
    declared = tomllib.loads(text)
    remarks = [Remark("copied-name", {"source": source.resolve().name})]
    if "accepted" in declared:
        remarks.append(Remark("copied-accepted"))
    planned = _planned_files(source)
    texts = {"study.toml": _study_text(text, declared, folder, tuple(remarks), lang)}
    if not planned:
        texts[f"waves/{_WAVE}/wave.toml"] = _wave_text(source, lang)
    copies = planned | {
        path.name: path
        for path in sorted(source.iterdir())
        if path.is_file()
        and (
            (path.stem in (*_STEMS, targets_stem(source)) and path.suffix in (".toml", ".csv", ".xlsx"))
            or interview_guides([path.name])
        )
    }
    files = place(folder, texts, copies)
    said: list[tuple[str, str | None, Remark]] = [("study.toml", None, remark) for remark in remarks]
    if planned:
        said += [(path, None, Remark("planned-dates")) for path in planned if path.endswith("/wave.toml")]
        return Made(folder=folder, files=files, remarks=tuple(said), faults=tuple(log.faults))
    said += [(f"waves/{_WAVE}/wave.toml", None, remark) for remark in _wave_remarks(source)]
    return Made(folder=folder, files=files, remarks=tuple(said), awaits=f"waves/{_WAVE}", faults=tuple(log.faults))


def _planned_files(source: Path) -> dict[str, Path]:
    """Return the files of the waves by their path in the study; none where anything was observed."""
    found = {
        path.relative_to(source).as_posix(): path
        for wave in wave_names(source)
        for path in sorted((source / "waves" / wave).iterdir())
        if path.is_file() and not path.name.startswith(".")
    }
    return found if all(_is_plan(path) for path in found.values()) else {}


def _is_plan(path: Path) -> bool:
    """Say whether a wave's file was written before the field: its declarations, or a table with a header line alone."""
    if path.suffix == ".csv":
        return sum(bool(line.strip()) for line in path.read_bytes().splitlines()) <= 1
    return path.name in ("wave.toml", "questionnaire.toml")


def _study_text(text: str, declared: dict[str, object], folder: Path, remarks: tuple[Remark, ...], lang: Lang) -> str:
    changed = text
    if isinstance(declared.get("study"), dict):
        changed = replace_value(changed, ("study", "id"), study_id(folder))
    accepted = declared.get("accepted")
    if isinstance(accepted, list):
        changed = comment_out(changed, [("accepted", place_) for place_ in range(len(accepted))])
    return "\n".join(settle_lines(remarks, lang)) + "\n" + changed.rstrip("\n") + "\n"


def _wave_remarks(source: Path) -> tuple[Remark, ...]:
    remarks = [Remark("wave-dates")]
    for wave in reversed(wave_names(source)):
        text = read_toml_text(source / "waves" / wave / "wave.toml", wave, FaultLog())
        column = tomllib.loads(text).get("weight_column") if text is not None else None
        if isinstance(column, str):
            remarks.append(Remark("wave-weight", {"column": column}, f"weight_column = {toml.text(column)}"))
        if text is not None:
            break
    return tuple(remarks)


def _wave_text(source: Path, lang: Lang) -> str:
    says = load_words(lang, "draft")["wave"]
    lines = [
        *toml.comment(says["head"].strip()),
        *settle_lines(_wave_remarks(source), lang),
        "# field_start =",
        "# field_end =",
        *toml.comment(says["facts"].strip()),
    ]
    return "\n".join(lines) + "\n"
