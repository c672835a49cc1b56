"""A coding round made of a wave: the texts one coder is given, the codes of the codebook, a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from relstudy.definitions.peeking import wave_names
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.reading import no_such_wave
from relstudy.delivery.importing import open_study
from relstudy.delivery.kept_proposals import keep_proposals
from relstudy.delivery.open_answers import read_answers
from relstudy.delivery.proposing import Proposed, propose
from relstudy.disk import refuse_unwritable, replace_file
from relstudy.errors import FaultLog, FieldworkError, fault
from relstudy.exchange.coding_round import CodingRound, OfferedCode, Passage, ProposedCode, cut_text
from relstudy.exchange.round_workbook import render_round
from relstudy.intake.interviews import interviews_of
from relstudy.intake.readings import find_readings, name_coders
from relstudy.stats.chance import generator
from relstudy.stats.spread import spread_order
from relstudy.survey.code_frame import order_codes
from relstudy.survey.plan import Study, Wave
from relstudy.tables.reading import read_table
from relstudy.words import Lang, first_spoken

#: What the codebook says of a code beyond its label.
_HELP = ("definition", "include", "exclude", "example")


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRound:
    """A round that was made: what is in it, how many of its texts the coder had read before, whether the file was there already."""

    round: CodingRound
    read_before: int
    unchanged: bool
    proposed: Proposed | None = None


def prepare_round(
    folder: Path,
    *,
    wave: str,
    coder: str,
    out: Path,
    sample: int | None = None,
    item: str | None = None,
    suggest: bool = False,
) -> PreparedRound:
    """Write the workbook of a coding round, whole or not at all. With `sample` so many texts are drawn.

    The texts are the verbatims of the interviews, or with `item` the answers to an open question. With `suggest` codes
    are proposed beside them, learned from what people gave in the study's interviews and
    to its open answers.

    Raises
    ------
    StudyError
        Every fault: the study, the wave or its interviews cannot be read; no text or no code to give (no-text,
        missing-file); something else lies at `out` (already-exists), which may be a round somebody filled in.
    """
    study, the_wave = open_wave(folder, wave)
    if not study.codebook:
        raise FieldworkError([fault("missing-file", "codebook.csv")])
    lang = first_spoken(study.languages)
    texts = _verbatims(study, the_wave, coder) if item is None else _answers(study, the_wave, item, coder)
    chosen = draw_texts(texts, seed=study.identity.seed, sample=sample)
    offered, proposed = _offered(study, lang), None
    if suggest:
        places = chosen.tolist()
        proposed = propose(study, [texts.unit[one] for one in places], [texts.text[one] for one in places])
    made = CodingRound(
        study=study.identity.id,
        name=study.labels.get("study", lang=lang) or study.identity.id,
        wave=wave,
        coder=coder,
        passages=_passages(texts, chosen),
        codes=offered,
        given=len(chosen),
        total=len(texts.text),
        seed=study.identity.seed,
        item=item or "",
        proposed=_laid(proposed, offered) if proposed is not None else None,
        question=the_wave.labels.get("item", item, lang=lang) if item else "",
    )
    content = render_round(made, lang, made_on=the_wave.facts.field_end)
    unchanged = write_workbook(out, content, folder=folder)
    if proposed is not None and item is None:
        given = ((unit, code) for unit, found in proposed.by_text.items() for code, _, _ in found)
        keep_proposals(folder, wave, coder=coder, proposed=given)
    read_before = int(texts.read[chosen].sum())
    return PreparedRound(round=made, read_before=read_before, unchanged=unchanged, proposed=proposed)


def _laid(proposed: Proposed, offered: Sequence[OfferedCode]) -> dict[str, tuple[ProposedCode, ...]]:
    by_id = {code.id: code for code in offered}
    return {
        unit: tuple(ProposedCode(code=by_id[code], words=words, chance=chance) for code, words, chance in found)
        for unit, found in proposed.by_text.items()
    }


def open_wave(folder: Path, wave: str) -> tuple[Study, Wave]:
    """Return what a study and one of its waves declare, as far as coding leans on it.

    Raises
    ------
    FieldworkError
        There is no such wave, or the study, the wave or the codebook cannot be read.
    """
    if wave not in wave_names(folder):
        raise FieldworkError([no_such_wave(wave, wave_names(folder))])
    log = FaultLog()
    study = open_study(folder, wave, log)
    log.stop(FieldworkError)
    if study is None:
        raise FieldworkError(log.faults)
    return study, next(one for one in study.waves if one.id == wave)


def write_workbook(out: Path, content: bytes, *, folder: Path) -> bool:
    """Write a workbook people fill in, whole or not at all; return whether it was there already, the same.

    Raises
    ------
    StudyError
        Something else lies at `out` (already-exists), which may be one somebody filled in; not-writable.
    """
    unchanged = out.exists() and out.read_bytes() == content
    if out.exists() and not unchanged:
        raise FieldworkError([fault("already-exists", str(out), found=out.name)])
    with refuse_unwritable(out, folder=folder):
        replace_file(out, content)
    return unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What may be coded, in the order of its file: ids, the case of each (its own where there are none), texts; `read` by this coder before."""

    unit: tuple[str, ...]
    case: tuple[str, ...]
    text: tuple[str, ...]
    read: np.ndarray


def _verbatims(study: Study, wave: Wave, coder: str) -> Texts:
    files = interviews_of(wave, study.codebook)
    verbatims = files.verbatims
    if not len(verbatims.text):
        raise FieldworkError([fault("no-text", verbatims.file)])
    by_id = np.argsort(verbatims.verbatim_id.astype(str))
    read = np.zeros(len(by_id), dtype=bool)
    read[by_id] = find_readings(files).read[:, name_coders(files) == coder].any(axis=1)
    return Texts(
        unit=tuple(verbatims.verbatim_id.astype(str).tolist()),
        case=tuple(files.cases.case_id.astype(str)[verbatims.case].tolist()),
        text=tuple(verbatims.text.tolist()),
        read=read,
    )


def _answers(study: Study, wave: Wave, item: str, coder: str) -> Texts:
    log = FaultLog()
    answers = read_answers(study, wave, item, log)
    if not answers:
        file = wave.responses.path if wave.responses is not None else "responses.csv"
        raise FieldworkError([fault("no-text", file, item=item)])
    before: set[str] = set()
    table = read_table(wave.open_codings, log) if wave.open_codings is not None else None
    if table is not None and {"respondent_id", "item", "coder"} <= set(table.columns):
        mine = (table.text("item") == item) & (table.text("coder") == coder)
        before = set(table.text("respondent_id")[mine].tolist())
    return Texts(
        unit=tuple(answers),
        case=("",) * len(answers),
        text=tuple(answers.values()),
        read=np.array([who in before for who in answers], dtype=bool),
    )


def draw_texts(texts: Texts, *, seed: int, sample: int | None) -> np.ndarray:
    """Return which texts a round has, as positions in the order of the file.

    A sample is spread over the cases, and does not depend on who codes nor on the order of lines: two coders who are
    given as many get the same, so that they can be compared. What the coder has read comes last.
    """
    n = len(texts.text)
    if sample is None or sample >= n:
        return np.arange(n)
    by_id = np.argsort(np.array(texts.unit), kind="stable")
    group = np.unique(np.array(texts.case)[by_id], return_inverse=True)[1]
    order = by_id[spread_order(group, generator(seed, "code"))]
    order = np.concatenate((order[~texts.read[order]], order[texts.read[order]]))
    return np.sort(order[:sample])


def _passages(texts: Texts, chosen: np.ndarray) -> tuple[Passage, ...]:
    return tuple(
        Passage(unit=texts.unit[place], case=texts.case[place], start=start, text=texts.text[place][start:end])
        for place in chosen.tolist()
        for start, end in cut_text(texts.text[place])
    )


def _offered(study: Study, lang: Lang) -> tuple[OfferedCode, ...]:
    """Return the codes a coder may give, each before those below it, with what the codebook says of them."""
    said = _codebook_texts(study)
    return tuple(
        OfferedCode(
            id=code, label=study.labels.get("codebook", code, lang=lang) or code, depth=depth, **said.get(code, {})
        )
        for code, depth in order_codes({entry.id: entry.parent for entry in study.codebook})
    )


def _codebook_texts(study: Study) -> dict[str, dict[str, str]]:
    log = FaultLog()
    source = StudyFolder(root=study.folder, log=log).one_of("codebook")
    table = read_table(source, log) if source is not None else None
    if table is None:
        return {}
    told = [name for name in _HELP if name in table.columns]
    columns = {name: table.text(name).tolist() for name in told}
    return {
        code: {name: texts[place] for name, texts in columns.items()}
        for place, code in enumerate(table.text("code_id").tolist())
    }
