"""The coded interviews as REFI-QDA, `coding.qdpx` and `coding.qdc`: what other programs of qualitative research open.

Cases, what was said, and every coding go out as the wave has them; no respondent of the survey is in them: a case that
bears the id of a respondent goes out under a number of its own, and so do its verbatims.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import count

import pandas as pd

from relstudy.errors import FaultLog
from relstudy.exchange.coded_material import Case, Code, CodedMaterial, Coding, Verbatim
from relstudy.exchange.refi_qda import read_project
from relstudy.exchange.refi_writing import write_codebook, write_project
from relstudy.intake.frames import Responses
from relstudy.intake.interviews import InterviewFiles, read_interviews
from relstudy.intake.shared_ids import find_shared
from relstudy.outputs.output import Check, Files
from relstudy.steps.absence import NotInStudy
from relstudy.steps.interviews import Interviews
from relstudy.survey.labels import LabelKind, Labels
from relstudy.survey.plan import Identity, Source, Study, Wave, WaveFacts
from relstudy.survey.registers import CodebookEntry
from relstudy.words import Lang, load_words

PROJECT, CODEBOOK = "coding.qdpx", "coding.qdc"


def without_interviews(study: Study, wave: Wave) -> str | None:
    """Return why a study has no codings to hand over, None where it has."""
    return None if study.steps.interviews else "no_interviews"


def write_coding(
    *,
    interviews: Interviews,
    intake_responses: Responses | NotInStudy,
    wave_cases: Source | None,
    wave_verbatims: Source | None,
    wave_codings: Source | None,
    wave_id: str,
    wave_facts: WaveFacts,
    wave_labels: Labels,
    study_languages: tuple[Lang, ...],
    study_codebook: tuple[CodebookEntry, ...],
    study_identity: Identity,
) -> Files:
    """Return the project and, where there are codes, the codebook. The texts are read again: no step keeps them.

    `interviews` is not looked at: a wave whose interviews did not read has no project.
    """
    files = read_interviews(
        cases=wave_cases, verbatims=wave_verbatims, codings=wave_codings, asked=None, codebook=study_codebook
    )
    material = material_of(files, study_codebook, wave_labels)
    if not isinstance(intake_responses, NotInStudy):
        material = _without_respondents(material, intake_responses.respondent_id.tolist())
    name = f"{study_identity.id} {wave_id}"
    codebook = write_codebook(material.codes, name=name)
    # When a passage was coded no file of a study says, and there are programs that ask for a date.
    memo = load_words(study_languages[0], "round")["project"]["dates"]
    project = write_project(material, name=name, dated=wave_facts.field_end, memo=memo)
    return {PROJECT: project, **({} if codebook is None else {CODEBOOK: codebook})}


def material_of(files: InterviewFiles, codebook: tuple[CodebookEntry, ...], labels: Labels) -> CodedMaterial:
    """Return the interviews of a wave as coded material, in the order of their files; the keys of codes are their ids."""
    cases, verbatims, codings = files.cases, files.verbatims, files.codings
    case_ids, texts = cases.case_id.tolist(), verbatims.verbatim_id.tolist()
    return CodedMaterial(
        cases=tuple(
            Case(id=id_, target=target, kind="group" if group else "individual", attributes=attributes)
            for id_, target, group, attributes in zip(
                case_ids, cases.target.tolist(), cases.group.tolist(), cases.attributes.tolist(), strict=True
            )
        ),
        verbatims=tuple(
            Verbatim(id=id_, case=case_ids[case], text=text)
            for id_, case, text in zip(texts, verbatims.case.tolist(), verbatims.text.tolist(), strict=True)
        ),
        codes=tuple(
            Code(
                key=one.id,
                name=_label("codebook", one, labels) or one.id,
                parent=one.parent,
                definition=_label("definition", one, labels),
                id=one.id,
                facet=one.facet or "",
            )
            for one in codebook
        ),
        codings=tuple(
            Coding(
                verbatim=texts[verbatim],
                code=codebook[code].id,
                coder=coder,
                start=start if start >= 0 else None,
                end=end if start >= 0 else None,
                quote=quote,
                valence=None if math.isnan(valence) else int(valence),
                prompted=True if prompted else None,
                stance="contrary" if contrary else "voice",
            )
            for verbatim, code, coder, start, end, quote, valence, prompted, contrary in zip(
                codings.verbatim.tolist(),
                codings.code.tolist(),
                codings.coder.tolist(),
                codings.start.tolist(),
                codings.end.tolist(),
                codings.quote.tolist(),
                codings.valence.tolist(),
                codings.prompted.tolist(),
                codings.contrary.tolist(),
                strict=True,
            )
        ),
    )


def _without_respondents(material: CodedMaterial, respondents: Iterable[str]) -> CodedMaterial:
    """Return coded material in which cases with ids of respondents have others, `case-1` ... in their order."""
    ids = [case.id for case in material.cases]
    shared = find_shared(ids, respondents)
    if not shared:
        return material
    free = (name for number in count(1) if (name := f"case-{number}") not in ids)
    case_of = {id_: next(free) if id_ in shared else id_ for id_ in ids}
    text_of = {one.id: _renamed(one.id, one.case, case_of[one.case]) for one in material.verbatims}
    if len(set(text_of.values())) < len(text_of):
        # Two verbatims whose ids differ by what is hidden: numbers tell them apart.
        text_of = {id_: f"text-{number}" for number, id_ in enumerate(text_of, 1)}
    return replace(
        material,
        cases=tuple(replace(case, id=case_of[case.id]) for case in material.cases),
        verbatims=tuple(replace(one, id=text_of[one.id], case=case_of[one.case]) for one in material.verbatims),
        codings=tuple(replace(one, verbatim=text_of[one.verbatim]) for one in material.codings),
    )


def _renamed(id_: str, case: str, hidden: str) -> str:
    """Return the id of a verbatim with another name of its case where it has it as a part of its own."""
    return id_ if case == hidden else re.sub(rf"(?<![^\W_]){re.escape(case)}(?![^\W_])", hidden, id_)


def _label(kind: LabelKind, code: CodebookEntry, labels: Labels) -> str:
    """Return what a code is called, or how it is defined, in the first language that says it."""
    return next(iter(labels.texts.get(f"{kind}/{code.id}", {}).values()), "")


def check_coding(files: Files, cells: pd.DataFrame) -> tuple[Check, ...]:
    """Return whether the project, read again as that of any program, gives each code the cases its cell counts."""
    log = FaultLog()
    material = read_project(files[PROJECT], log, file=PROJECT)
    if material is None:
        return (Check(name="coding_reads_back", passed=False, detail=", ".join(f.code for f in log.faults)),)
    codes = {code.key: code for code in material.codes}
    case_of = {one.id: one.case for one in material.verbatims}
    voiced: dict[str, set[str]] = {code.id or code.name: set() for code in material.codes}
    for coding in material.codings:
        code = codes.get(coding.code) if coding.stance == "voice" else None
        while code is not None:
            voiced[code.id or code.name].add(case_of[coding.verbatim])
            code = codes.get(code.parent or "")
    keys = cells["key"].str.fullmatch(r"interviews/[^/]+/cases/_/all") & cells["value"].notna()
    told = dict(zip(cells.loc[keys, "item"], cells.loc[keys, "value"], strict=True))
    unlike = [item for item, value in told.items() if len(voiced.get(item, ())) != value]
    detail = ", ".join(unlike[:5]) or f"{len(material.codings)} codings"
    return (Check(name="coding_reads_back", passed=not unlike and not material.losses, detail=detail),)
