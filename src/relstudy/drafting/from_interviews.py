"""A study of interviews drafted from a project of coded interviews: codes, cases, what was said and how it was coded."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from relstudy.definitions.read_imported import FILE
from relstudy.drafting import toml_text as toml
from relstudy.drafting.language_guess import guess_language
from relstudy.drafting.made import Made
from relstudy.drafting.placing import place, study_id
from relstudy.drafting.proposal import Remark
from relstudy.drafting.writing import settle_lines
from relstudy.errors import DefinitionError, FaultLog
from relstudy.exchange.code_names import settle_codes
from relstudy.exchange.coded_material import CodedMaterial
from relstudy.exchange.import_record import record_import, record_text
from relstudy.exchange.material_file import open_material, read_material
from relstudy.exchange.register_lines import CODEBOOK, WAVE_REGISTERS, lay_lines
from relstudy.survey.plan import NO_DAY
from relstudy.tables.extending import new_text
from relstudy.words import Lang, load_words, tell_counting

_WAVE = "v01"
#: Texts looked at for their language.
_READ = 40


def draft_interviews(folder: Path, source: Path, lang: Lang) -> Made:
    """Write a study of interviews alone into a free place and return what was made.

    Raises
    ------
    DefinitionError
        The project cannot be read, every fault; it has no text, and so no interview (no-text).
    """
    log = FaultLog()
    content = open_material(source, log)
    material = read_material(content, log, file=source.name) if content is not None else None
    if material is not None and not material.cases:
        log.add("no-text", source.name)
    if material is None or log.errors:
        raise DefinitionError(log.faults)
    spoken = guess_language((one.text for one in material.verbatims[:_READ]), lang)
    remarks, dates = _remarks(material, lang), Remark("dates", {"day": NO_DAY.isoformat()})
    codes = settle_codes(material.codes, {})
    lines = lay_lines(material, codes, lang=spoken)
    columns = (CODEBOOK.columns[0], f"label_{spoken}", *CODEBOOK.columns[1:])
    wave = f"waves/{_WAVE}"
    texts = {
        "study.toml": _study_text(folder, spoken, remarks, lang),
        "codebook.csv": new_text(columns, lines[CODEBOOK.stem]).decode(),
        f"{wave}/wave.toml": _wave_text(dates, lang),
    }
    for register in WAVE_REGISTERS:
        if lines[register.stem] or register.stem != "reads":
            texts[f"{wave}/{register.stem}.csv"] = new_text(register.columns, lines[register.stem]).decode()
    if material.codings and content is not None:
        record = record_import(material, file=source.name, sha256=hashlib.sha256(content).hexdigest(), on=None)
        texts[f"{wave}/{FILE}"] = record_text((record,)).decode()
    files = place(folder, texts, {})
    return Made(
        folder=folder,
        files=files,
        remarks=(
            *(("study.toml", None, remark) for remark in remarks),
            (f"{wave}/wave.toml", None, dates),
        ),
        faults=tuple(log.faults),
    )


def _remarks(material: CodedMaterial, lang: Lang) -> tuple[Remark, ...]:
    remarks = []
    if material.dialect is not None and material.score is not None:
        score = f"{material.score:.2f}".replace(".", "," if lang == "fr" else ".")
        remarks.append(Remark("offsets", {"dialect": tell_counting(material.dialect, lang), "score": score}))
    if material.losses:
        losses = _losses(material, load_words(lang, "cli")["import"]["loss"])
        remarks.append(Remark("lost", {"losses": str(load_words(lang, "draft")["between"]).join(losses)}))
    return tuple(remarks)


def _losses(material: CodedMaterial, words: Mapping[str, str]) -> list[str]:
    counted: dict[str, int] = {}
    for loss in material.losses:
        counted[loss.what] = counted.get(loss.what, 0) + loss.n
    return [f"{words[what]} ({n})" for what, n in counted.items()]


def _study_text(folder: Path, spoken: Lang, remarks: tuple[Remark, ...], lang: Lang) -> str:
    says = load_words(lang, "draft")["study"]
    lines = [
        *toml.comment(says["head"]),
        *settle_lines(remarks, lang),
        "",
        "[study]",
        f"id = {toml.text(study_id(folder))}",
        f"name = {toml.label({spoken: study_id(folder)})}",
        f"languages = {toml.items([toml.text(spoken)])}",
        "seed = 1",
        "",
        *toml.comment(says["steps"]),
        "[steps]",
        "audit = false",
        "benchmark = false",
        "interviews = true",
        "survey = false",
    ]
    return "\n".join(lines) + "\n"


def _wave_text(dates: Remark, lang: Lang) -> str:
    says = load_words(lang, "draft")["wave"]
    lines = [
        *toml.comment(says["head"]),
        *settle_lines((dates,), lang),
        f"field_start = {NO_DAY}",
        f"field_end = {NO_DAY}",
        *toml.comment(says["facts"], wrap=False),
    ]
    return "\n".join(lines) + "\n"
