"""Drafts asked for: from nothing, from a file, from a study. What was made, and what is left to settle."""

from pathlib import Path

from relstudy.disk import is_open_mark
from relstudy.drafting.from_answers import ENDINGS, propose_from_answers
from relstudy.drafting.made import Made
from relstudy.drafting.placing import place, refuse_taken, study_id
from relstudy.drafting.proposal import Proposal
from relstudy.drafting.writing import all_remarks, questionnaire_text, study_text, wave_text
from relstudy.errors import DefinitionError, Fault, FaultLog
from relstudy.exchange.project_signs import is_project
from relstudy.resources import surveys
from relstudy.tables.reading import SPSS_ENDINGS
from relstudy.words import Lang


def make_study(folder: Path, source: Path | None, lang: Lang) -> Made:
    """Make a study folder: a skeleton, or a draft from a file or from another study.

    Raises
    ------
    DefinitionError
        The place is taken (`already-exists`), the source is missing or cannot be read: every fault.
    """
    refuse_taken(folder)
    if source is None:
        from relstudy.drafting.skeleton import make_skeleton

        return make_skeleton(folder, lang)
    source = _ready_made(source)
    if source.is_dir():
        from relstudy.drafting.from_study import copy_study

        return copy_study(folder, source, lang)
    if is_project(source):
        from relstudy.drafting.from_interviews import draft_interviews

        return draft_interviews(folder, source, lang)
    log = FaultLog()
    proposal = _propose(source, folder, log, lang)
    if proposal is None or log.errors:
        raise DefinitionError(log.faults)
    return _place(folder, proposal, lang, tuple(log.faults))


def _ready_made(source: Path) -> Path:
    """Return the study of the program that is meant where no such place exists (`surveys/retail`, `retail`)."""
    if source.exists() or source.parent.as_posix() not in (".", "surveys"):
        return source
    ready = surveys() / source.name
    return ready if (ready / "study.toml").is_file() else source


def _propose(source: Path, folder: Path, log: FaultLog, lang: Lang) -> Proposal | None:
    ending = source.suffix.lower()
    if not source.is_file():
        log.add("missing-file", str(source))
        return None
    if is_open_mark(source):
        log.add("unreadable-file", str(source), found="@open-mark")
        return None
    if ending not in ENDINGS:
        log.add("other-format", source.name, found=ending or source.name, allowed=", ".join((*ENDINGS, ".qdpx")))
        return None
    if ending in SPSS_ENDINGS:
        from relstudy.drafting.from_spss import propose_from_spss

        return propose_from_spss(source, log, study=study_id(folder), default=lang)
    if ending == ".xlsx":
        from relstudy.exchange.xlsform import is_form

        if is_form(source):
            from relstudy.drafting.from_form import propose_from_form

            return propose_from_form(source, log, study=study_id(folder), default=lang)
    return propose_from_answers(source, log, study=study_id(folder), default=lang)


def _place(folder: Path, proposal: Proposal, lang: Lang, faults: tuple[Fault, ...]) -> Made:
    wave = f"waves/{proposal.wave}"
    texts = {
        "study.toml": study_text(proposal, lang),
        "questionnaire.toml": questionnaire_text(proposal, lang),
        f"{wave}/wave.toml": wave_text(proposal, lang),
    }
    copies = {}
    if proposal.answers is not None:
        copies[f"{wave}/responses{ENDINGS[proposal.answers.suffix.lower()]}"] = proposal.answers
    files = place(folder, texts, copies)
    counts: dict[str, int] = {}
    for item in proposal.items:
        counts[item.type] = counts.get(item.type, 0) + 1
    return Made(
        folder=folder,
        files=files,
        remarks=tuple(all_remarks(proposal)),
        counts=tuple(counts.items()),
        left_out=len(proposal.left_out),
        awaits=None if copies else f"{wave}/responses.csv",
        faults=faults,
    )
