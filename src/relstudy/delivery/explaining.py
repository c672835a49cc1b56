"""`explain`: where one published number comes from, in words a client understands, and the same number counted again from the files."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from relstudy.cells import CellKey
from relstudy.definitions.peeking import wave_names
from relstudy.definitions.reading import read_study, readable_study
from relstudy.delivery import journal
from relstudy.delivery.identity import CELLS, hash_file
from relstudy.delivery.words_of_analysts import read_wave_texts
from relstudy.errors import Fault, StudyError, fault
from relstudy.nearest import nearest, nearest_first
from relstudy.recount.expected import Printed
from relstudy.recount.recounting import Recount, Recounted, is_equal
from relstudy.report import open_context
from relstudy.report.book import CellRow, open_book
from relstudy.report.cell_names import word_of
from relstudy.report.context import Context
from relstudy.report.findings import Findings
from relstudy.report.numbers import format_date, format_value
from relstudy.report.origins import Telling, asked_text, is_difference, is_kpi, told_import
from relstudy.report.plain.inline import read_flat
from relstudy.report.texts import Texts
from relstudy.study.order import steps_before
from relstudy.survey.plan import Study, Wave
from relstudy.words import LANGS, Lang, load_words, plural_form

#: The places of a fingerprint that are said.
_PRINT = 12
#: Section and item: the parts of a key that say what a number is of.
_NAMING = 2

#: What is said of measures that have no second road; others are told by their section.
_REASONS = {
    "typing_accuracy": "typing",
    "typing_kappa": "typing",
    "typing_questions": "typing",
    "stability": "stability",
    "k": "partition",
    "tier_stability": "drawn",
    "action_stability": "drawn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file a number was made from, as the run read it; `changed` where it is another one now."""

    path: str
    sha256: str
    rows: int | None
    columns: tuple[str, ...]
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One cell explained; where `faults` has an error there is nothing else. `value` is None for what is not published."""

    key: str
    wave: str | None
    value: float | str | None = None
    text: str = ""
    recomputed: float | str | None = None
    equal: bool | None = None
    inputs: tuple[Input, ...] = ()
    question: tuple[tuple[Lang, str], ...] = ()
    filter: str | None = None
    base: str = ""
    weight: str = ""
    method: str = ""
    reference: str = ""
    steps: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """Return the contract's JSON; faults beside it where there are any."""
        from relstudy.fault_words import as_json

        told: dict[str, Any] = {
            "key": self.key,
            "wave": self.wave,
            "value": self.value,
            "text": self.text,
            "recomputed": self.recomputed,
            "equal": self.equal,
            "inputs": [
                {"path": i.path, "sha256": i.sha256, "rows": i.rows, "columns": list(i.columns)} for i in self.inputs
            ],
            "question": {lang: dict(self.question).get(lang) for lang in LANGS} if self.question else None,
            "filter": self.filter,
            "base": self.base,
            "weight": self.weight,
            "method": self.method,
            "reference": self.reference,
            "steps": list(self.steps),
        }
        return told if not self.faults else {**told, "faults": [as_json(f, lang) for f in self.faults]}


def explain_cell(folder: Path, key: str, *, wave: str | None, lang: Lang) -> Explanation:
    """Return where a published cell of a wave (the last one by default) comes from; its key as it was copied.

    The number is the published one, in `out`; the words are those of the study as it stands. It is counted again from
    the wave's files by `recount`: what a file that changed since gives is then another number, and the file is named.
    """
    name = wave if wave is not None else next(iter(wave_names(folder)[-1:]), None)
    reading = read_study(folder, waves=(name,) if name is not None else None)
    study = readable_study(reading, go_on=False)
    wrong = journal.refuse_other_study(folder, study.identity.id) if study is not None else ()
    if study is None or name is None or wrong:
        errors = tuple(f for f in (*reading.faults, *wrong) if f.severity == "error")
        return Explanation(key=key, wave=name, faults=errors)
    try:
        return _explained(study, _as_key(key), name, lang=lang)
    except StudyError as error:
        return Explanation(key=key, wave=name, faults=error.faults)


def _as_key(copied: str) -> str:
    """Return the key somebody copied: a spreadsheet sets an apostrophe before it, the workbook has stem and column in two cells."""
    return "/".join(copied.strip().removeprefix("'").split())


def _explained(study: Study, key: str, name: str, *, lang: Lang) -> Explanation:
    out = study.folder / "out" / name
    if not (out / CELLS).is_file():
        return Explanation(key=key, wave=name, faults=(fault("not-run", f"out/{name}"),))
    cells = pd.read_parquet(out / CELLS)
    cell = open_book(cells[cells["key"] == key]).by_key.get(CellKey(key))
    if cell is None:
        known = nearest_first(key, _near_keys(key, cells["key"].tolist()))
        return Explanation(
            key=key, wave=name, faults=(fault("unknown-cell", f"out/{name}/{CELLS}", found=key, allowed=known or None),)
        )
    one = next(w for w in study.waves if w.id == name)
    return Teller.of(study, one, cells).tell(cell, lang)


def _near_keys(key: str, keys: Sequence[str]) -> Sequence[str]:
    """Return the keys that name what a key may have meant: the same section and item, and what follows as far as it is known or clearly like.

    None where no section and item are: any others would only look alike letter by letter.
    """
    told = key.split("/")
    near = [tuple(known.split("/")) for known in keys]
    for place, part in enumerate(told):
        there = sorted({known[place] for known in near if place < len(known)})
        meant = part if part in there else nearest(part, there)
        if meant is None and place < _NAMING:
            return ()
        if meant is None:
            break
        near = [known for known in near if place < len(known) and known[place] == meant]
    return ["/".join(known) for known in near] if len(told) >= _NAMING else ()


def recount_of(study: Study, wave: Wave, cells: pd.DataFrame) -> Recount:
    """Return the recount of a wave whose cells are published; earlier waves are read where one is asked for."""

    @cache
    def earlier(name: str) -> Recount | None:
        again = read_study(study.folder, waves=(name,))
        other = next((w for w in again.study.waves if w.id == name), None) if again.study is not None else None
        published = study.folder / "out" / name / CELLS
        if again.study is None or other is None or not published.is_file():
            return None
        return recount_of(again.study, other, pd.read_parquet(published))

    profiles = _profiles(study.folder, wave.id)
    return Recount(
        study=study,
        wave=wave,
        profile_of=profiles,
        printed=_printed(cells),
        earlier=earlier,
        ends=_ends(cells, "hypotheses"),
    )


def _profiles(folder: Path, wave: str) -> dict[str, str]:
    """Return who is in which profile, as the run kept it beside the study."""
    path = journal.state_folder(folder) / wave / "respondents.parquet"
    if not path.is_file():
        return {}
    kept = pd.read_parquet(path, columns=["respondent_id", "profile"]).dropna()
    return dict(zip(kept["respondent_id"].astype(str), kept["profile"].astype(str), strict=True))


def _ends(cells: pd.DataFrame, section: str) -> dict[str, tuple[float, float]]:
    """Return the printed intervals of a section, by key."""
    ends = cells[cells["section"] == section].dropna(subset=["low", "high"]).set_index("key")[["low", "high"]]
    return {str(key): (float(low), float(high)) for key, low, high in ends.itertuples()}


def _printed(cells: pd.DataFrame) -> Printed:
    told = _ends(cells, "expectations")

    def interval(expectation: str, measure: str, column: str) -> tuple[float, float] | None:
        return told.get(f"expectations/{expectation}/{measure}/_/{column}")

    return interval


@dataclass(frozen=True, kw_only=True)
class Teller:
    """Tells of the cells of a wave: `contexts` of both languages, made of what is published; `recount` counts again."""

    contexts: Mapping[Lang, Context]
    recount: Recount

    @classmethod
    def of(cls, study: Study, wave: Wave, cells: pd.DataFrame) -> "Teller":
        """Return the teller of a wave's published cells."""
        findings = Findings.published(study, wave, cells)
        # Questions keep their wording; what registers leave without a label has the analysts'.
        texts, _ = read_wave_texts(study.folder, study, wave, findings.book)
        contexts = {lang: replace(open_context(findings, lang), texts=texts.get(lang, Texts())) for lang in LANGS}
        return cls(contexts=contexts, recount=recount_of(study, wave, cells))

    def tell(self, cell: CellRow, lang: Lang) -> Explanation:
        """Return a cell explained in a language, and counted again.

        Raises
        ------
        FieldworkError
            A file the recount needs is one a run would refuse.
        """
        return _Telling(
            contexts=self.contexts, lang=lang, cell=cell, again=self.recount.count(cell.key), recount=self.recount
        ).tell()


@dataclass(frozen=True, kw_only=True)
class _Telling:
    """One cell told in one language, beside what the recount gave."""

    contexts: Mapping[Lang, Context]
    lang: Lang
    cell: CellRow
    again: Recounted
    recount: Recount

    @property
    def context(self) -> Context:
        return self.contexts[self.lang]

    @property
    def words(self) -> dict[str, Any]:
        return load_words(self.lang, "explain")

    @property
    def study(self) -> Study:
        return self.context.study

    @property
    def one(self) -> Wave:
        return self.context.wave

    def _manifest(self, wave: str) -> dict[str, Any]:
        path = self.study.folder / "out" / wave / "manifest.json"
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"inputs": []}
        return told

    @property
    def _absent(self) -> frozenset[str]:
        """Return the steps the wave does not have."""
        return frozenset(
            step["name"] for step in self._manifest(self.one.id).get("steps", ()) if step["state"] == "not_in_study"
        )

    @property
    def origin(self) -> Telling:
        """Return the words of the cell's origin."""
        return Telling(context=self.context, cell=self.cell)

    def tell(self) -> Explanation:
        """Return the explanation."""
        cell, again = self.cell, self.again.value
        value = (cell.value if cell.kind == "number" else cell.text) if cell.shown else None
        recomputed = again if cell.shown else None
        inputs = tuple(self._inputs())
        origin, item, absent = self.origin, self.origin.item, self._absent
        explained = Explanation(
            key=cell.key,
            wave=self.one.id,
            value=value,
            recomputed=recomputed,
            equal=None if recomputed is None else is_equal(value, recomputed),
            inputs=inputs,
            question=() if item is None else tuple((of, asked_text(c, item)) for of, c in self.contexts.items()),
            filter=origin.filter(),
            base=origin.base(),
            weight=origin.weight(),
            method=origin.method(),
            reference=origin.reference(),
            steps=tuple(step for step in _steps_before(cell.step) if step not in absent),
        )
        return replace(explained, text="\n".join(self._lines(explained)))

    def _lines(self, told: Explanation) -> Iterator[str]:
        says, cell = self.words["text"], self.cell
        shown = says[cell.status] if not cell.shown else self._written(told.value)
        yield says["figure"].format(label=self.origin.label(), value=shown)
        if told.question:
            yield says["question"].format(question=dict(told.question)[self.lang])
        if told.filter is not None:
            yield says["filter"].format(condition=told.filter)
        elif self.origin.item is not None and self.origin.item.filter == "unknown":
            yield says["filter_unknown"]
        yield says["base"].format(base=told.base)
        yield says["weight"].format(weight=told.weight)
        yield says["method"].format(method=told.method)
        if cell.shown and cell.low is not None and cell.high is not None:
            low, high = self._written(cell.low), self._written(cell.high)
            yield says["interval"].format(low=low, high=high)
        yield says["reference"].format(reference=told.reference)
        yield from self._file_lines(told.inputs)
        yield from self._imports()
        steps = [read_flat(self.context.words.first(f"steps.{step}", "steps.other")) for step in told.steps]
        yield says["steps"].format(steps=", ".join(steps))
        if told.recomputed is not None:
            kind = "_text" if cell.kind == "quote" else ""
            yield says[("equal" if told.equal else "different") + kind].format(value=self._written(told.recomputed))
        elif cell.shown:
            yield says["not_recounted"].format(reason=self._unrecounted())
        yield says["key"].format(key=told.key, wave=told.wave)

    def _imports(self) -> Iterator[str]:
        """Yield where codings came from, for a figure made of them."""
        if "codings" in (dict(self.again.files) or {self.origin.file_stem()}):
            for one in (one for one in self.one.imports if not one.is_round):
                yield self.words["text"]["imported"].format(file=read_flat(told_import(self.context, one)))

    def _unrecounted(self) -> str:
        """Return why a figure has no second road."""
        cell, reasons = self.cell, self.words["unrecounted"]
        weighted = cell.base_weighted is not None and cell.section not in ("quality", "strategy")
        if weighted and self.recount.fieldwork.weight is None:
            return str(reasons["weights"])
        if cell.section == "strategy" and cell.item.startswith("rule."):
            return str(reasons["rule"])
        return str(reasons.get(_REASONS.get(cell.measure, cell.section), reasons["other"]))

    def _file_lines(self, inputs: tuple[Input, ...]) -> Iterator[str]:
        says = self.words["text"]
        if inputs:
            yield says["files"]
        for one in inputs:
            columns = says["columns"].format(names=", ".join(one.columns)) if one.columns else ""
            rows = "-" if one.rows is None else self._counted(self.words["rows"], one.rows)
            yield says["file"].format(path=one.path, rows=rows, sha=one.sha256[:_PRINT], columns=columns)
            if one.changed:
                yield says["changed"].format(path=one.path)

    def _counted(self, forms: dict[str, str], n: int) -> str:
        return forms[plural_form(n, self.lang)].format(n=format_value(n, "count", self.lang))

    def _written(self, value: float | str | None) -> str:
        if not isinstance(value, float):
            if self.cell.kind == "date" and value is not None:
                return format_date(date.fromisoformat(value), self.lang)
            return word_of(self.context, self.cell, str(value))
        natural = self.cell.unit not in ("share", "eur", "points") or is_kpi(self.cell)
        return format_value(value, self.cell.unit, self.lang, natural=natural, signed=is_difference(self.cell))

    def _inputs(self) -> Iterator[Input]:
        """Yield the files behind the cell as the manifests of its waves list them: those recounted, else that of its source."""
        if self.again.earlier:
            yield from self._inputs_of(self.cell.column.removeprefix("wave="), dict(self.again.earlier))
        if self.again.files or not self.again.earlier:
            yield from self._inputs_of(self.one.id, dict(self.again.files) or {self.origin.file_stem(): ()})

    def _inputs_of(self, wave: str, used: Mapping[str, tuple[str, ...]]) -> Iterator[Input]:
        listed = self._manifest(wave)["inputs"]
        mine = f"waves/{wave}/"
        own = {Path(told["path"]).stem for told in listed if told["path"].startswith(mine)}
        for told in listed:
            path = Path(told["path"])
            is_own = told["path"].startswith(mine)
            # A register of the wave's own takes the place of the study's.
            if path.stem not in used or (not is_own and (len(path.parts) > 1 or path.stem in own)):
                continue
            there = self.study.folder / path
            yield Input(
                path=told["path"],
                sha256=told["sha256"],
                rows=told.get("rows"),
                columns=used[path.stem],
                changed=not there.is_file() or hash_file(there) != told["sha256"],
            )


def _steps_before(name: str | None) -> tuple[str, ...]:
    """Return the steps a step's result is made of, in the order of the method, itself last; then the report."""
    return (*steps_before(name), "report")
