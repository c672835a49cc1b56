"""Reading a study: the whole folder once, every fault at once, into frozen types that need no second check.

Order: study.toml, the offers (items name them), the questionnaire, the other registers, the references between them,
then each wave. A file that cannot be read is one fault, and nothing that refers to it is judged. The data tables
of a wave are found and hashed, not read. Steps that study.toml says the study has not need no file, and
their tables are left alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from relstudy.definitions.acceptance import accept
from relstudy.definitions.check_references import (
    check_breaks,
    check_codebook_references,
    check_coded_journeys,
    check_derivation,
    check_expectation_references,
    check_quotas,
    check_ranked,
    check_study_references,
    expand_grids,
)
from relstudy.definitions.peeking import stem_of, wave_names
from relstudy.definitions.questionnaires import Questionnaire, study_questionnaire
from relstudy.definitions.read_blocks import read_blocks
from relstudy.definitions.read_brand import read_brand
from relstudy.definitions.read_declaration import Declaration
from relstudy.definitions.read_folder import TABLE_ENDINGS, StudyFolder
from relstudy.definitions.read_frozen import read_frozen, with_frozen
from relstudy.definitions.read_hypotheses import mark_changed, read_hypotheses
from relstudy.definitions.read_mapping import read_mapping
from relstudy.definitions.read_questionnaire import ENDINGS
from relstudy.definitions.read_registers import (
    Entry,
    Line,
    Register,
    read_codebook,
    read_expectations,
    read_offers,
    read_players,
    read_quotas,
)
from relstudy.definitions.read_strategy import Roadmap, read_maturity, read_roadmap
from relstudy.definitions.read_study_toml import StudyToml, read_study_toml
from relstudy.definitions.read_targets import read_targets
from relstudy.definitions.read_toml import Document, Place, read_document
from relstudy.definitions.read_wave import Frame, check_weights, read_wave
from relstudy.errors import Fault, FaultLog, fault
from relstudy.survey.interviewing import interview_guides
from relstudy.survey.items import Item, ItemId
from relstudy.survey.labels import Labels
from relstudy.survey.mapping import Renamings
from relstudy.survey.plan import Effect, ExpectationsPlan, Identity, ProfilesPlan, Source, Steps, Study, Wave
from relstudy.survey.registers import CodebookEntry, Expectation, Hypothesis, MaturityScore, Offer, Player, Quota

_Reader = Callable[[StudyFolder, Source, tuple[str, ...]], Register[Entry] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a study folder holds.

    `study` is None where a fault is an error. `partial` is what could be read all the same, for a check that goes on to
    the wave's files; nothing may be computed from it. `inputs` are all files read or found, by their paths.
    """

    study: Study | None
    faults: tuple[Fault, ...]
    inputs: tuple[Source, ...]
    partial: Study | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Registers:
    """The registers of a study: an empty one where there is no file, None where the file cannot be read."""

    offers: Register[Offer] | None
    players: Register[Player] | None
    expectations: Register[Expectation] | None
    codebook: Register[CodebookEntry] | None
    hypotheses: Register[Hypothesis]
    quotas: tuple[tuple[Quota, Line], ...]
    maturity: tuple[MaturityScore, ...]
    roadmap: Roadmap


def readable_study(reading: Reading, *, go_on: bool) -> Study | None:
    """Return the study a run may compute, or None.

    One fault stops it, but one that goes on past failed steps does without missing data files.
    """
    if reading.study is not None or not go_on:
        return reading.study
    errors = [f for f in reading.faults if f.severity == "error"]
    data_missing = all(
        f.code == "missing-file" and f.file.startswith("waves/") and not f.file.endswith(".toml") for f in errors
    )
    return reading.partial if data_missing else None


def no_such_wave(name: str, names: Iterable[str]) -> Fault:
    """Return the fault of a wave that is none of those of a study, which are named."""
    return fault("missing-file", f"waves/{name}/wave.toml", allowed=", ".join(names) or None)


def read_study(folder: Path, *, waves: Iterable[str] | None = None) -> Reading:
    """Return what a study folder declares and every fault in it; an analyst's mistakes never raise.

    Parameters
    ----------
    folder
        The study folder.
    waves
        Names of the waves to read, None for all. Faults of other waves are not said.
    """
    log = FaultLog()
    files = StudyFolder(root=folder, log=log)
    source = files.source("study.toml")
    if source is None:
        if not log.faults:
            files.missing("study", endings=("toml",))
        return Reading(study=None, faults=tuple(log.faults), inputs=())
    document = read_document(files, source)
    toml = read_study_toml(document, log) if document is not None else _unread(log)
    offers = _register(files, "offers", read_offers, toml, required=toml.steps.audit or bool(toml.criteria))
    questionnaire = _questionnaire(files, toml, offers)
    registers = _read_registers(files, toml, offers, questionnaire)
    _check(toml, questionnaire, registers)
    partial = _assembled(files, toml, questionnaire, registers, waves)
    faults = accept(_in_order(log.faults), toml.accepted)
    sound = document is not None and not any(f.severity == "error" for f in faults)
    return Reading(
        study=partial if sound else None,
        faults=faults,
        inputs=tuple(files.inputs[path] for path in sorted(files.inputs)),
        partial=partial if document is not None else None,
    )


def _unread(log: FaultLog) -> StudyToml:
    """Return the settings that stand for a study.toml that cannot be read, so that the other files are read all the same."""
    nothing = Document(file="study.toml", data={}, locate=lambda _path: Place())
    return StudyToml(
        root=Declaration({}, nothing, (), log),
        identity=Identity(id="_"),
        languages=("fr", "en"),
        steps=Steps(audit=False, benchmark=False, interviews=False, survey=False),
    )


def _register(
    files: StudyFolder, stem: str, read: _Reader[Entry], toml: StudyToml, *, required: bool
) -> Register[Entry] | None:
    source = files.one_of(stem, required=required)
    if source is None:
        return None if required else Register()
    return read(files, source, toml.languages)


def _questionnaire(files: StudyFolder, toml: StudyToml, offers: Register[Offer] | None) -> Questionnaire | None:
    source = files.one_of("questionnaire", endings=ENDINGS, required=toml.steps.survey)
    if source is None:
        return None
    known = None if offers is None else offers.relations
    return study_questionnaire(files, source, languages=toml.languages, offers=known, practices=toml.practices)


def _read_registers(
    files: StudyFolder, toml: StudyToml, offers: Register[Offer] | None, questionnaire: Questionnaire | None
) -> _Registers:
    players = _register(files, "players", read_players, toml, required=toml.steps.benchmark)
    expectations = _register(files, "expectations", read_expectations, toml, required=toml.root.has("expectations"))
    codebook = _register(files, "codebook", read_codebook, toml, required=toml.steps.interviews)
    quotas = files.one_of("quotas")
    return _Registers(
        maturity=_maturity(files, "") or (),
        roadmap=_roadmap(files, "", toml, offers, expectations) or Roadmap(),
        offers=offers,
        players=players,
        expectations=expectations,
        codebook=codebook,
        hypotheses=_hypotheses(files, toml, codebook, questionnaire),
        quotas=read_quotas(files, quotas) if quotas is not None else (),
    )


def _hypotheses(
    files: StudyFolder, toml: StudyToml, codebook: Register[CodebookEntry] | None, questionnaire: Questionnaire | None
) -> Register[Hypothesis]:
    source = files.one_of("hypotheses")
    if source is None:
        return Register()
    return read_hypotheses(
        files,
        source,
        toml.languages,
        items={i.id: i for i in questionnaire.items} if questionnaire is not None else None,
        broken=questionnaire.broken if questionnaire is not None else frozenset(),
        codebook=codebook if toml.steps.interviews else None,
        frame=codebook,
    )


def _maturity(files: StudyFolder, under: str) -> tuple[MaturityScore, ...] | None:
    """Return the scores of the register in the study folder, or in that of a wave; None where it has none."""
    source = files.one_of(f"{under}maturity")
    return None if source is None else read_maturity(files, source)


def _roadmap(
    files: StudyFolder,
    under: str,
    toml: StudyToml,
    offers: Register[Offer] | None,
    expectations: Register[Expectation] | None,
) -> Roadmap | None:
    """Return the roadmap in the study folder, or in that of a wave; None where it has none."""
    source = files.one_of(f"{under}roadmap")
    if source is None:
        return None
    return read_roadmap(files, source, toml.languages, offers=offers, expectations=expectations)


def _check(toml: StudyToml, questionnaire: Questionnaire | None, registers: _Registers) -> None:
    items = {i.id: i for i in questionnaire.items} if questionnaire is not None else None
    broken = questionnaire.broken if questionnaire is not None else frozenset()
    codes = registers.codebook.ids if registers.codebook is not None else ()
    check_study_references(toml, items=items, broken=broken, codes=codes)
    if registers.expectations is not None:
        # Without interviews nobody needs the code frame, and expectations copied from a sector may name its codes.
        codebook = registers.codebook if toml.steps.interviews else None
        check_expectation_references(
            registers.expectations, items=items, broken=broken, offers=registers.offers, codebook=codebook
        )
        check_derivation(toml, registers.expectations, items)
        check_ranked(toml.expecting or _default_expecting(toml.steps, registers.expectations), registers.expectations)
    if registers.codebook is not None and toml.steps.interviews:
        check_codebook_references(registers.codebook, registers.offers)
    check_quotas(registers.quotas, items=items, broken=broken)


def _assembled(
    files: StudyFolder,
    toml: StudyToml,
    questionnaire: Questionnaire | None,
    registers: _Registers,
    waves: Iterable[str] | None,
) -> Study:
    items = questionnaire.items if questionnaire is not None else ()
    by_id = {item.id: item for item in items}
    expectations = _entries(registers.expectations)
    labels = _register_labels(toml, registers)
    read, renamings = _whole_waves(files, toml, questionnaire, registers, waves, labels)
    profiles = _expanded(toml.profiles, by_id)
    expecting = toml.expecting or _default_expecting(toml.steps, registers.expectations)
    frozen = read_frozen(files, toml.identity.id)
    read = with_frozen(files, frozen, read, profiles=profiles, expecting=expecting, expectations=expectations)
    return Study(
        folder=files.root,
        identity=toml.identity,
        languages=toml.languages,
        client=toml.client,
        sector=toml.sector,
        steps=toml.steps,
        respondents=toml.respondents,
        design=toml.design,
        profiles=profiles,
        expecting=expecting,
        frozen=frozen,
        tables=toml.tables,
        disclosure=toml.disclosure,
        coding=toml.coding,
        journeys_told=toml.journeys_told,
        quality=toml.quality,
        effects=tuple(_expanded_effect(effect, by_id, registers) for effect in toml.effects),
        value=toml.value,
        practices=toml.practices.plan if toml.practices is not None else None,
        criteria=toml.criteria,
        items=items,
        offers=_entries(registers.offers),
        players=_entries(registers.players),
        expectations=expectations,
        codebook=_entries(registers.codebook),
        hypotheses=mark_changed(
            registers.hypotheses.entries,
            registers.hypotheses.labels,
            frozen,
            now=next((s.sha256 for s in files.inputs.values() if s.path.startswith("hypotheses.")), None),
        ),
        quotas=tuple(quota for quota, _ in registers.quotas),
        accepted=toml.accepted,
        breaks=toml.breaks,
        labels=Labels(texts={**labels, **(questionnaire.labels if questionnaire is not None else {})}),
        renamings=renamings,
        waves=read,
        brand=read_brand(files),
        guides=interview_guides(files.names()),
        blocks=read_blocks(files),
    )


def _entries(register: Register[Entry] | None) -> tuple[Entry, ...]:
    return register.entries if register is not None else ()


def _register_labels(toml: StudyToml, registers: _Registers) -> dict[str, dict[str, str]]:
    """Return the labels of everything that is declared but the items."""
    labels = dict(toml.labels)
    named = (registers.offers, registers.players, registers.expectations, registers.codebook, registers.hypotheses)
    for register in named:
        labels |= {key: label for key, label in register.labels.items() if label} if register is not None else {}
    labels |= registers.roadmap.labels
    return labels


def _whole_waves(
    files: StudyFolder,
    toml: StudyToml,
    questionnaire: Questionnaire | None,
    registers: _Registers,
    waves: Iterable[str] | None,
    labels: dict[str, dict[str, str]],
) -> tuple[tuple[Wave, ...], Renamings]:
    """Return the waves with their margins, maturity, roadmap and columns, and the renamings approved; only what is frozen is not in them."""
    names = wave_names(files.root)
    frame = Frame(
        toml=toml,
        questionnaire=questionnaire,
        offers=registers.offers,
        maturity=registers.maturity,
        roadmap=registers.roadmap.lines,
        labels=labels,
        first=next(iter(names), None),
    )
    read = _read_waves(files, frame, waves, names)
    known = _known_items(files, questionnaire, read, names)
    check_breaks(toml, read, names=names, items=known)
    if registers.codebook is not None:
        check_coded_journeys(toml, registers.codebook, read)
    check_weights(files, toml, read)
    read = _with_targets(files, toml, questionnaire, read)
    read = tuple(_with_strategy(files, toml, registers, wave) for wave in read)
    renamings = _renamings(files, toml, questionnaire, read, names, is_whole=known is not None)
    return tuple(_renamed(wave, renamings.in_force(wave.id)) for wave in read), renamings


def _read_waves(
    files: StudyFolder, frame: Frame, waves: Iterable[str] | None, there: tuple[str, ...]
) -> tuple[Wave, ...]:
    wanted = there if waves is None else tuple(dict.fromkeys(waves))
    if not there and waves is None:
        files.log.add("missing-file", "waves", allowed="waves/2026-03/wave.toml")
    for name in wanted:
        if name not in there:
            files.log.extend([no_such_wave(name, there)])
    read = (read_wave(files, name, frame) for name in there if name in wanted)
    return tuple(wave for wave in read if wave is not None)


def _known_items(
    files: StudyFolder, questionnaire: Questionnaire | None, waves: tuple[Wave, ...], names: tuple[str, ...]
) -> tuple[ItemId, ...] | None:
    """Return the ids of the items of all waves; None where one is not read that may have items of its own."""
    read = {wave.id for wave in waves}
    own = {f"questionnaire.{ending}" for ending in ENDINGS}
    unread = [name for name in names if name not in read]
    if questionnaire is None or any(own & set(files.names(f"waves/{name}")) for name in unread):
        return None
    broken = (ItemId(name) for name in questionnaire.broken)
    named = (item.id for items in (questionnaire.items, *(wave.items for wave in waves)) for item in items)
    return tuple(dict.fromkeys((*named, *broken)))


def _renamings(
    files: StudyFolder,
    toml: StudyToml,
    questionnaire: Questionnaire | None,
    waves: tuple[Wave, ...],
    names: tuple[str, ...],
    *,
    is_whole: bool,
) -> Renamings:
    """Return what mapping.toml approves; it names what the study declares, or one of its waves."""
    source = files.source("mapping.toml")
    if source is None or questionnaire is None:
        return Renamings()
    everywhere = (*(item for wave in waves for item in wave.items), *questionnaire.items)
    codes: dict[ItemId, dict[str, None]] = {}
    for item in everywhere:
        codes.setdefault(item.id, {}).update((code.code, None) for code in item.codes)
    own = (toml.respondents.id, toml.weighting.column, *(wave.weighting.column for wave in waves))
    design = (toml.design.strata, toml.design.clusters, toml.design.fpc, toml.quality.duration)
    columns = {name for name in (*own, *design) if name is not None}
    columns |= {name for item in everywhere for name in item.columns}
    return read_mapping(
        files,
        source,
        waves=names,
        columns=columns - {"row"},
        codes=codes,
        broken=questionnaire.broken,
        is_whole=is_whole,
    )


def _renamed(wave: Wave, renamings: Renamings) -> Wave:
    """Return a wave whose items and weights are read from the columns of its own file."""
    if not renamings:
        return wave
    column = wave.weighting.column
    weighting = replace(wave.weighting, column=renamings.found_by_column.get(column or "", column))
    return replace(wave, renamings=renamings, items=renamings.items(wave.items), weighting=weighting)


def _with_targets(
    files: StudyFolder, toml: StudyToml, questionnaire: Questionnaire | None, waves: tuple[Wave, ...]
) -> tuple[Wave, ...]:
    """Return the waves with the margins their weights are raked to: their own, in their folder, else the study's."""
    if toml.weighting.method != "rake" or not toml.steps.survey:
        return waves
    broken = questionnaire.broken if questionnaire is not None else frozenset()
    stem = stem_of(toml.weighting.targets_file)
    whole = files.one_of(stem)
    raked: list[Wave] = []
    for wave in waves:
        source = files.one_of(f"waves/{wave.id}/targets") or whole
        if source is None:
            files.missing(stem, endings=TABLE_ENDINGS)
            return waves
        margins = read_targets(files, source, items={item.id: item for item in wave.items}, broken=broken)
        answers = wave.responses.path if wave.responses is not None else "responses.csv"
        weighting = replace(wave.weighting, targets=margins, targets_file=source.path, answers_file=answers)
        raked.append(replace(wave, weighting=weighting))
    return tuple(raked)


def _with_strategy(files: StudyFolder, toml: StudyToml, registers: _Registers, wave: Wave) -> Wave:
    """Return a wave with the maturity and the roadmap of its own folder in place of the study's, where it has such."""
    under = f"waves/{wave.id}/"
    maturity = _maturity(files, under)
    if maturity is not None:
        wave = replace(wave, maturity=maturity)
    roadmap = _roadmap(files, under, toml, registers.offers, registers.expectations)
    if roadmap is not None:
        wave = replace(wave, roadmap=roadmap.lines, labels=Labels(texts={**wave.labels.texts, **roadmap.labels}))
    return wave


def _expanded_effect(effect: Effect, items: dict[ItemId, Item], registers: _Registers) -> Effect:
    """Return an effect with every grid it names replaced by its rows, and the codes of interviews apart from its items."""
    known = registers.codebook.ids if registers.codebook is not None else ()
    codes = tuple(str(name) for name in effect.items if name not in items and name in known)
    return replace(
        effect, items=expand_grids(tuple(name for name in effect.items if name not in codes), items), codes=codes
    )


def _expanded(plan: ProfilesPlan | None, items: dict[ItemId, Item]) -> ProfilesPlan | None:
    """Return the plan of the profiles with every grid it names replaced by its rows."""
    if plan is None:
        return None
    poles = tuple(
        replace(pole, high=expand_grids(pole.high, items), low=expand_grids(pole.low, items)) for pole in plan.poles
    )
    return replace(plan, items=expand_grids(plan.items, items), poles=poles)


def _default_expecting(steps: Steps, expectations: Register[Expectation] | None) -> ExpectationsPlan | None:
    if expectations is None or not expectations.entries or not (steps.survey or steps.interviews):
        return None
    return ExpectationsPlan(importance="stated" if steps.survey else "cases")


def _in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return each fault once, the files in the order they were met, the lines of a file in their order."""
    once = tuple(dict.fromkeys(faults))
    files: dict[str, int] = {}
    for f in once:
        files.setdefault(f.file, len(files))
    return tuple(sorted(once, key=lambda f: (files[f.file], f.line or 0)))
