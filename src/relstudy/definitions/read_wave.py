"""One wave: its dates and facts, its files, and the items as asked in it.

wave.toml knows its dates, its weight column, its label and the facts a disclosure asks for (`FACTS`, after the eleven
items of AAPOR's disclosure and the usual particulars of a fieldwork). Any other key is unknown, so that a slip of the
pen never passes for a fact; a fact of another name has its place in the table `[facts]`. Of the wave's tables only the
existence and the hash are noted here: reading them is the intake's matter.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise

from relstudy.definitions.peeking import peek_toml, wave_names
from relstudy.definitions.questionnaires import Questionnaire, wave_questionnaire
from relstudy.definitions.read_declaration import Declaration, is_number, show
from relstudy.definitions.read_folder import TABLE_ENDINGS, StudyFolder
from relstudy.definitions.read_imported import read_imports
from relstudy.definitions.read_questionnaire import ENDINGS
from relstudy.definitions.read_redaction import read_redaction
from relstudy.definitions.read_registers import Register
from relstudy.definitions.read_study_toml import StudyToml
from relstudy.definitions.read_toml import read_document
from relstudy.nearest import nearest_first
from relstudy.survey.items import Item
from relstudy.survey.labels import Labels
from relstudy.survey.mapping import Renamings
from relstudy.survey.plan import NO_DAY, WAVE_FILES, Source, Wave, WaveFacts, Weighting
from relstudy.survey.registers import MaturityScore, Offer, RoadmapLine
from relstudy.tables.dates import IN_DEFINITIONS, read_day

#: Facts the method annex may ask for. Source: AAPOR Code of Ethics, section III.A (2021), and the sheet of a fieldwork.
FACTS = (
    "strategy", "sponsor", "conductor", "instruments", "population", "sampling", "sampling_frame", "sample_design",
    "recruitment", "mode", "dates", "sizes", "sample_size", "precision", "weighting", "processing", "checks", "limits",
    "incentive", "language", "response_rate", "duration", "territory", "quotas", "panel", "interviewers",
    "interviews_mode", "interviews_population", "interviews_recruitment", "interviews_dates", "interviews_duration",
    "interviews_place", "interviews_saturation", "coders", "data_protection", "ethics", "contact", "notes",
)  # fmt: skip
KEYS = ("field_start", "field_end", "weight_column", "label", "facts", *FACTS)
RESPONSES_ENDINGS = ("csv", "xlsx", "sav", "zsav", "parquet")

#: Of waves: the name of a folder, which is a part of keys.
WAVE_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*\Z")
_TEXTS = re.compile(r"texts\.(.+)\.toml\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a wave takes from its study: settings, questionnaire, registers, labels of all but the items, the name of its first wave."""

    toml: StudyToml
    questionnaire: Questionnaire | None
    offers: Register[Offer] | None
    maturity: tuple[MaturityScore, ...] = ()
    roadmap: tuple[RoadmapLine, ...] = ()
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    first: str | None = None


def read_wave(folder: StudyFolder, name: str, frame: Frame) -> Wave | None:
    """Return one wave; None where it has no readable wave.toml."""
    under, toml = f"waves/{name}", frame.toml
    if not WAVE_NAME.match(name):
        folder.log.add("bad-id", under, found=name, allowed="a-z 0-9 _ . -")
    source = folder.source(f"{under}/wave.toml")
    document = read_document(folder, source) if source is not None else None
    if source is None and not any(f.file == f"{under}/wave.toml" for f in folder.log.faults):
        folder.missing(f"{under}/wave", endings=("toml",))
    root = Declaration(document.data, document, (), folder.log) if document is not None else None
    labels: dict[str, dict[str, str]] = {}
    facts = _read_facts(root, name, toml.languages, labels) if root is not None else None
    if root is not None and facts is not None and facts.is_dated and facts.field_start != date.min:
        _doubt_order(folder, root, name, facts.field_start)
    weighting = _weighting(root, toml.weighting) if root is not None else toml.weighting
    questionnaire = _questionnaire(folder, under, frame)
    same = questionnaire.same if questionnaire is not None else {}
    if questionnaire is not None:
        labels = {**labels, **questionnaire.labels, **{f"same/{item}": reason for item, reason in same.items()}}
    tables = _find_tables(folder, under, toml)
    texts = _find_texts(folder, under, toml.languages)
    if facts is None:
        return None
    items: tuple[Item, ...] = questionnaire.items if questionnaire is not None else ()
    return Wave(
        id=name,
        facts=facts,
        is_first=frame.first in (None, name),
        renamings=Renamings(),
        items=items,
        labels=Labels(texts={**frame.labels, **labels}),
        weighting=weighting,
        maturity=frame.maturity,
        roadmap=frame.roadmap,
        same_as_before=tuple(same),
        texts=texts,
        frozen_profiles=None,
        frozen_lines=None,
        redaction=read_redaction(folder, under),
        imports=read_imports(folder, under),
        **tables,
    )


def _questionnaire(folder: StudyFolder, under: str, frame: Frame) -> Questionnaire | None:
    source = folder.one_of(f"{under}/questionnaire", endings=ENDINGS)
    if source is None or frame.questionnaire is None:
        return frame.questionnaire
    return wave_questionnaire(
        folder,
        source,
        frame.questionnaire,
        languages=frame.toml.languages,
        offers=None if frame.offers is None else frame.offers.relations,
        practices=frame.toml.practices,
    )


# -- wave.toml -------------------------------------------------------------------------------------


def _read_facts(
    root: Declaration, name: str, languages: tuple[str, ...], labels: dict[str, dict[str, str]]
) -> WaveFacts:
    root.only(KEYS)
    start, end = root.day("field_start", required=True), root.day("field_end", required=True)
    if start is not None and end is not None and end < start:
        root.fault("bad-date", "field_end", found=end.isoformat(), allowed=f">= {start.isoformat()}")
    undated = next((key for key, day in (("field_start", start), ("field_end", end)) if day == NO_DAY), None)
    if undated is not None:
        root.fault("no-field-dates", undated, found=NO_DAY.isoformat())
    label = root.label("label", languages)
    if label:
        labels[f"wave/{name}"] = label
    facts: dict[str, str] = {}
    free = root.table("facts", item="facts")
    for table, keys in ((root, FACTS), (free, tuple(free.data) if free is not None else ())):
        for key in keys:
            if table is not None and key in table.data:
                texts = _fact(table, key, languages)
                if texts:
                    facts[key] = next(iter(texts.values()))
                    labels[f"wave/{name}/{key}"] = texts
    missing = date(1, 1, 1)
    return WaveFacts(field_start=start or missing, field_end=end or start or missing, facts=facts)


def _doubt_order(folder: StudyFolder, root: Declaration, name: str, start: date) -> None:
    """Warn where the wave that comes before by its name went into the field later: earlier and later would be turned round."""
    before = next((one for one, other in pairwise(wave_names(folder.root)) if other == name), None)
    if before is None:
        return
    told = peek_toml(folder.root / "waves" / before / "wave.toml").get("field_start")
    day = read_day(told.strip(), IN_DEFINITIONS) if isinstance(told, str) else told
    if isinstance(day, date) and not isinstance(day, datetime) and day > start:
        root.fault("waves-out-of-order", "field_start", item=before, found=start.isoformat(), allowed=day.isoformat())


def _fact(table: Declaration, key: str, languages: tuple[str, ...]) -> dict[str, str]:
    value = table.data[key]
    if isinstance(value, Mapping):
        return table.label(key, languages)
    if isinstance(value, list):
        texts = table.texts(key)
        return {languages[0]: ", ".join(texts)} if texts else {}
    if isinstance(value, str):
        return {languages[0]: value.strip()} if value.strip() else {}
    if isinstance(value, date):
        return {languages[0]: value.isoformat()}
    if is_number(value) or isinstance(value, bool):
        return {languages[0]: show(value)}
    table.wrong(key, "@text")
    return {}


def _weighting(root: Declaration, weighting: Weighting) -> Weighting:
    column = root.text("weight_column")
    if column is None:
        return weighting
    if weighting.method == "rake":
        return replace(weighting, column=column)
    return Weighting(method="column", column=column, zero=weighting.zero)


def check_weights(folder: StudyFolder, toml: StudyToml, waves: tuple[Wave, ...]) -> None:
    """Note where the weight column is declared nowhere: in no wave (at study.toml), or not in some (at their wave.toml)."""
    if not toml.steps.survey or toml.weighting.method != "column" or toml.weighting.column is not None:
        return
    lacking = [wave for wave in waves if wave.weighting.column is None]
    if lacking and len(lacking) == len(waves):
        table = toml.root.table("weighting")
        if table is not None:
            table.fault("missing-key", "method", column="column", allowed="column, weight_column")
        return
    for wave in lacking:
        folder.log.add(
            "missing-key", f"waves/{wave.id}/wave.toml", column="weight_column", allowed="column, weight_column"
        )


# -- files -----------------------------------------------------------------------------------------


def _find_tables(folder: StudyFolder, under: str, toml: StudyToml) -> dict[str, Source | None]:
    has_grid = bool(toml.criteria)
    tables = {
        file.stem: folder.one_of(f"{under}/{file.stem}", endings=_endings(file.stem), required=file.required)
        if file.wanted(toml.steps, has_grid)
        else None
        for file in WAVE_FILES
    }
    if not has_grid and not toml.root.has("grid"):
        grid = folder.one_of(f"{under}/grid")
        if grid is not None and toml.root.data:
            toml.root.fault("missing-key", column="grid", found=grid.path, allowed="[grid.<criterion>]")
    return tables


def _endings(stem: str) -> tuple[str, ...]:
    return RESPONSES_ENDINGS if stem == "responses" else TABLE_ENDINGS


def _find_texts(folder: StudyFolder, under: str, languages: tuple[str, ...]) -> dict[str, Source]:
    texts = {}
    for name in folder.names(under):
        m = _TEXTS.match(name)
        if m is None:
            continue
        if m[1] not in languages:
            folder.log.add("bad-value", f"{under}/{name}", found=name, allowed=nearest_first(m[1], languages))
        elif (source := folder.source(f"{under}/{name}")) is not None:
            texts[m[1]] = source
    return texts
