"""The index of a study beside its waves, and the index of many studies: read from what lies in view, nothing computed again."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from relstudy.definitions.peeking import peek_toml, wave_names
from relstudy.definitions.read_brand import read_brand
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.reading import read_study
from relstudy.delivery import identity, journal
from relstudy.delivery.index_source import INDEX, index_source, read_head
from relstudy.delivery.portfolio import find_studies
from relstudy.delivery.versions import last_version
from relstudy.disk import refuse_unwritable, replace_file
from relstudy.errors import FaultLog
from relstudy.report.html.overview import write_overview
from relstudy.report.overview import AttemptState, FileLink, Move, StudyEntry, WaveEntry, WaveState, fieldwork, moves_of
from relstudy.report.typography import set_labels
from relstudy.survey.brand import NO_BRAND, Brand
from relstudy.survey.labels import Labels
from relstudy.words import LANGS, Lang

_TESTS, _MANIFEST = "tests.parquet", "manifest.json"
#: What a reader opens, and how it is written, in the order told; all other files are for programs.
_MAIN = ("report.html", "report.pdf", "deck.pptx", "tables.xlsx", "data.sav", "typing.xlsx", "coding.qdpx")
#: What is read of a wave's cells.
_OF_CELLS = ["key", "section", "item", "measure", "row", "base_kind", "value", "unit"]
#: The same of its tests.
_OF_TESTS = ["key_b", "wave_a", "wave_b", "verdict", "statistic", "difference"]
_OURS = '<meta name="generator" content="relstudy index">'


def renew_index(folder: Path, out: Path) -> None:
    """Write the index of a study beside its waves.

    It depends on what lies in view and on the definitions alone, so that it is the same whatever was run first.
    """
    path = out / INDEX
    with journal.hold_index(folder):
        made_of = index_source(folder, out)
        lang = _language(peek_toml(folder / "study.toml"))
        entry = _entry(folder, out, page=path, lang=lang, told_runs=False)
        written = write_overview((entry,), lang, made_of=made_of, alone=True, brand=_brand(folder))
        replace_file(path, written.encode())


def write_index(folders: Iterable[Path], page: Path, lang: Lang) -> int:
    """Write one page of all studies found below some folders and return their number; it bears their brand where they share one.

    Raises
    ------
    StudyError
        not-writable.
    """
    studies = find_studies(folders)
    entries = tuple(
        _entry(study, study / "out", page=page.absolute(), lang=lang, told_runs=True, number=number)
        for number, study in enumerate(studies, 1)
    )
    brands = {_brand(study) for study in studies}
    written = write_overview(entries, lang, brand=brands.pop() if len(brands) == 1 else NO_BRAND)
    with refuse_unwritable(page, folder=page.parent):
        replace_file(page, written.encode())
    return len(entries)


def _brand(folder: Path) -> Brand:
    """Return the brand of a study as far as it passes; its faults are told where the study is read."""
    return read_brand(StudyFolder(root=folder, log=FaultLog()))


def is_replaceable(page: Path) -> bool:
    """Tell whether an index may be written in a place: nothing is there, or an index."""
    return not page.exists() or (page.is_file() and _OURS in read_head(page))


def _entry(folder: Path, out: Path, *, page: Path, lang: Lang, told_runs: bool, number: int = 1) -> StudyEntry:
    """Return what a page says of a study. `told_runs`: also when waves were run, and how the last runs ended."""
    declared = peek_toml(folder / "study.toml")
    study = _table(declared, "study")
    names = wave_names(folder)
    waves = tuple(_wave(folder, out, name, page=page, lang=lang, told_runs=told_runs) for name in reversed(names))
    shown = next((name for name in reversed(names) if (out / name / _TESTS).is_file()), None)
    moves, moved, before = _moves(folder, out, shown, lang) if shown is not None else ((), 0, None)
    return StudyEntry(
        name=_in(study.get("name"), lang) or str(study.get("id") or folder.name),
        client=_in(study.get("client"), lang),
        folder="" if not told_runs else Path(os.path.relpath(folder, page.parent)).as_posix(),
        anchor=f"s{number}",
        waves=waves,
        moves=moves,
        moved=moved,
        moved_in=shown or "" if before is not None else "",
        moved_from=before,
    )


def _moves(folder: Path, out: Path, wave: str, lang: Lang) -> tuple[tuple[Move, ...], int, str | None]:
    """Return what moved most in a wave, how many figures did, and since which wave; nothing where its files cannot be read."""
    reading = read_study(folder, waves=(wave,))
    study = reading.study or reading.partial
    texts = {} if study is None else {**study.labels.texts, **next((w.labels.texts for w in study.waves), {})}
    try:
        tests = pd.read_parquet(out / wave / _TESTS, columns=_OF_TESTS)
        cells = pd.read_parquet(out / wave / identity.CELLS, columns=_OF_CELLS)
    except (OSError, ValueError):
        return (), 0, None
    items = () if study is None else next((w.items for w in study.waves), study.items)
    return moves_of(tests, cells, set_labels(Labels(texts=texts)), lang, study=study, items=items)


def _wave(folder: Path, out: Path, wave: str, *, page: Path, lang: Lang, told_runs: bool) -> WaveEntry:
    facts = peek_toml(folder / "waves" / wave / "wave.toml")
    version = last_version(folder, wave)
    manifest = _read_json(out / wave / _MANIFEST)
    state: WaveState = "never_run"
    if manifest is not None:
        failed = any(step.get("state") == "failed" for step in manifest.get("steps", ()))
        state = "delivered" if version else "incomplete" if failed else "draft"
    ran_on, attempt = _last_runs(folder, out, wave) if told_runs and manifest is not None else ("", None)
    if told_runs and manifest is None:
        attempt = journal.last_attempt(folder, wave)
    return WaveEntry(
        name=wave,
        label=_in(facts.get("label"), lang),
        fieldwork=fieldwork(facts.get("field_start"), facts.get("field_end"), lang),
        state=state,
        version=version,
        ran_on=ran_on,
        attempt=attempt,
        files=tuple(_files(out / wave, page, lang)) if manifest is not None else (),
    )


def _last_runs(folder: Path, out: Path, wave: str) -> tuple[str, AttemptState | None]:
    """Return when the papers in view were made, and how the last run ended where it made none."""
    record = journal.recall_run(journal.read_journal(folder), wave, str(out.absolute()))
    at = record.get("at") if record is not None else None
    return _local(at) if at else "", journal.last_attempt(folder, wave)


def _local(at: str) -> str:
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


def _files(folder: Path, page: Path, lang: Lang) -> Iterator[FileLink]:
    """Yield the files of a wave: those a reader opens first, of one in two languages that of the page before the other."""

    def place(path: Path) -> tuple[int, bool, str]:
        kind = f"{path.name.partition('.')[0]}{path.suffix}"
        return (_MAIN.index(kind) if kind in _MAIN else len(_MAIN), f".{lang}." not in path.name, path.name)

    for path in sorted((p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")), key=place):
        href = quote(Path(os.path.relpath(path.absolute(), page.absolute().parent)).as_posix())
        yield FileLink(name=path.name, href=href, is_main=place(path)[0] < len(_MAIN))


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def _table(declared: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = declared.get(name)
    return found if isinstance(found, Mapping) else {}


def _in(label: object, lang: Lang) -> str:
    """Return a label in a language, else in any other, "" where there is none."""
    if isinstance(label, Mapping):
        label = label.get(lang) or next((text for text in label.values() if text), "")
    return label if isinstance(label, str) else ""


def _language(declared: Mapping[str, Any]) -> Lang:
    """Return the first language of a study that the program speaks, else French."""
    spoken = _table(declared, "study").get("languages")
    return next((lang for lang in LANGS if isinstance(spoken, list) and lang == next(iter(spoken), None)), LANGS[0])
