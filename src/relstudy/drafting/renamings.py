"""What a wave's file may mean by names the questionnaire does not know: proposals with their evidence, for somebody to approve.

Evidence is likeness of names, wordings the file gives, what the cells hold, and how often each answer was given in the
wave before. Nothing is proposed where what lacks could be two things alike: it is listed as unresolved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

import numpy as np

from relstudy.definitions.peeking import wave_names
from relstudy.definitions.reading import read_study
from relstudy.drafting.past_shares import PastShares, past_shares
from relstudy.drafting.recoded_columns import (
    LABELLED,
    beginnings,
    is_enough,
    labelled_codes,
    name_likeness,
    place_likeness,
    shape_likeness,
)
from relstudy.errors import Fault, FaultLog
from relstudy.folding import look
from relstudy.intake.answer_table import read_answer_table
from relstudy.intake.answers import AnswerReader
from relstudy.intake.drift import unknown_columns
from relstudy.intake.responses import keep_rows, used_columns
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import Study, Wave
from relstudy.survey.schema import DelimitedCodes, cell_of, holds_codes, is_allowed, needs_columns, tick_of, yes_of
from relstudy.tables import Column, Table
from relstudy.tables.numbers import read_number

#: `labels`: cells that bear labels of the codes in their place; `place`: neighbours in the file. Both are asked of columns
#: whose answers are written otherwise alone.
Evidence = Literal["name", "wording", "answers", "labels", "shares", "place"]
#: How much each kind of evidence weighs, of those there are.
_WEIGHTS: Mapping[Evidence, float] = {
    "name": 0.3,
    "wording": 0.4,
    "answers": 0.2,
    "labels": 0.2,
    "shares": 0.3,
    "place": 0.2,
}
#: Of the cells of a column, those an item must know for the column to be its own.
KNOWN = 0.8
#: A likeness from which a pair is proposed, and by how much it must be ahead of any other for the same name.
_LIKELY, _AHEAD = 0.5, 0.05
#: A likeness of names from which one that is not proposed is told all the same, with the reason.
_NEAR = 0.6
#: A likeness of names or wordings beside which shares alone say nothing.
_CALLED = 0.7
#: How much the first letters of labels say, where they are all there is.
_BEGINNINGS = 0.7
#: A share of the wave before under which it says nothing of a new answer: hardly anybody gave that one.
_TELLING = 0.02
#: Texts a recoded column may have for each code of its question: more are answers of another kind.
_MOST_TIMES = 2
#: Distinct texts of a column that are looked at, and names that are compared.
_TEXTS, _NAMES = 500, 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One name of the file, `found`, and the name of the questionnaire it may be, `declared`; `score` and each evidence 0-1."""

    kind: Literal["column", "code"]
    item: str | None
    found: str
    declared: str
    evidence: tuple[tuple[Evidence, float], ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A name of the questionnaire that lacks (`declared`), or one of the file nothing is known of (`found`), without one likely match.

    `nearest` is the unknown column called most like one that lacks, where no column could be it; `known` the share of its
    cells the question knows, None where it is blank: that is why it is not proposed.
    """

    kind: Literal["column", "code"]
    item: str | None
    declared: str | None = None
    found: tuple[str, ...] = ()
    nearest: str | None = None
    known: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """What is proposed for a wave and what is not; `faults` where its study or its file cannot be read."""

    wave: str
    proposals: tuple[Proposal, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    faults: tuple[Fault, ...] = ()


def propose_renamings(folder: Path, wave: str) -> Proposals:
    """Return what the names in a wave's file that the questionnaire does not know may mean, what mapping.toml says already being known."""
    reading = read_study(folder, waves=(wave,))
    study = reading.study
    if study is None:
        return Proposals(wave=wave, faults=reading.faults)
    one = study.waves[0]
    log = FaultLog()
    table = _read(study, one, log)
    if table is None or log.errors:
        return Proposals(wave=wave, faults=tuple(log.faults))
    earlier = [name for name in wave_names(folder) if name < wave]
    past = past_shares(folder / "out" / earlier[-1]) if earlier else PastShares()
    matcher = _Matcher(study=study, wave=one, table=table, past=past)
    columns, unresolved = matcher.match_columns()
    codes, unknown = matcher.match_codes(columns)
    return Proposals(wave=wave, proposals=(*columns, *codes), unresolved=(*unresolved, *unknown))


def _read(study: Study, wave: Wave, log: FaultLog) -> Table | None:
    """Return the table of a wave's answers, the rows that are respondents; None where there is none."""
    if wave.responses is None:
        return None
    table = read_answer_table(wave.responses, log, study.respondents)
    if table is None or log.errors:
        return table
    _, kept = keep_rows(table, wave.items, study.respondents.keep, FaultLog())
    return table.take(kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matcher:
    """A wave's file held against what its study declares."""

    study: Study
    wave: Wave
    table: Table
    past: PastShares
    folded: dict[str, Column] = field(default_factory=dict)

    def match_columns(self) -> tuple[tuple[Proposal, ...], tuple[Unresolved, ...]]:
        """Return what the columns that lack may be called in the file, and those of which nothing is likely."""
        used = self._used()
        known = set(used)
        missing = [name for name in used if name not in self.table.columns]
        strange = unknown_columns(self.table, known)
        unknown = [name for name in strange if not self._column(name).blank().all()][:_NAMES]
        readers = {name: self._reader_of(name) for name in missing}
        scored = {
            (name, other): evidence
            for name in missing
            for other in unknown
            if (evidence := self._column_evidence(name, other, readers[name])) is not None
        }
        settled = {r.declared for r in self.wave.renamings.columns if r.wave == self.wave.id}
        proposals, open_ = [], []
        for name, other, candidates in _assign(missing, unknown, scored):
            item = readers[name][0]
            to = self.declared(name)
            if other is None or to in settled:
                open_.append(self._unresolved(name, readers[name], candidates, strange))
            else:
                evidence = scored[name, other]
                proposals.append(
                    Proposal(
                        kind="column",
                        item=_id(item),
                        found=other,
                        declared=to,
                        evidence=evidence,
                        score=_score(evidence),
                    )
                )
        return tuple(proposals), tuple(open_)

    def _unresolved(
        self, name: str, reader: tuple[Item | None, int], candidates: tuple[str, ...], strange: Sequence[str]
    ) -> Unresolved:
        """Return a column that lacks with what it might be; where nothing could, the unknown one called most like it, and why not."""
        item, place = reader
        found = Unresolved(kind="column", item=_id(item), declared=self.declared(name), found=candidates)
        if candidates:
            return found
        alike = {other: max(_likeness(n, other) for n in {name, self.declared(name)}) for other in strange[:_NAMES]}
        nearest = max(alike, key=lambda other: alike[other], default=None)
        if nearest is None or alike[nearest] < _NEAR:
            return found
        # Whatever holds something could be an id or a weight, so that what is not proposed for one is blank.
        if item is None or self._column(nearest).blank().all():
            return replace(found, nearest=nearest)
        return replace(found, nearest=nearest, known=self._known_share(item, place, nearest))

    def _column(self, name: str) -> Column:
        """Return a column of the file, folded once however many names it is held against."""
        if name not in self.folded:
            self.folded[name] = self.table.column(name)
        return self.folded[name]

    def declared(self, column: str) -> str:
        """Return the name of a column in the questionnaire, whatever its file was approved to call it."""
        return next((r.declared for r in self.wave.renamings.columns if r.found == column), column)

    def _used(self) -> tuple[str, ...]:
        study, names = self.study, self.wave.renamings.found_by_column
        items = [item for item in self.wave.items if needs_columns(item)]
        own = used_columns((), self.wave.weighting, study.respondents, study.design, study.quality.duration)
        columns = (name for item in items for name in item.columns)
        return tuple(dict.fromkeys((*columns, *(names.get(name, name) for name in own if name != "row"))))

    def _reader_of(self, column: str) -> tuple[Item | None, int]:
        """Return the item that reads a column and the place of the column in it; None for an id, a weight, a stratum."""
        for item in self.wave.items:
            if needs_columns(item) and column in item.columns:
                return item, item.columns.index(column)
        return None, 0

    def _column_evidence(
        self, name: str, other: str, reader: tuple[Item | None, int]
    ) -> tuple[tuple[Evidence, float], ...] | None:
        """Return what speaks for a column being another by name, None where what it holds speaks against it."""
        item, place = reader
        evidence: dict[Evidence, float] = {"name": max(_likeness(one, other) for one in {name, self.declared(name)})}
        if item is None:
            return (*evidence.items(),)
        known = self._known_share(item, place, other)
        if known < KNOWN:
            return self._recoded_evidence(name, other, item) if cell_of(item) == "code" and item.codes else None
        evidence["answers"] = known
        wording = self._wording_likeness(item, place, other)
        if wording is not None:
            evidence["wording"] = wording
        shares = self._shares_likeness(item, place, other)
        if shares is not None:
            evidence["shares"] = shares
        return (*evidence.items(),)

    def _recoded_evidence(self, name: str, other: str, item: Item) -> tuple[tuple[Evidence, float], ...] | None:
        """Return what speaks for a column of other answers being another by name and by what it holds; None where that is not enough."""
        column = self._column(other)
        counts = {t: n for t, n in zip(column.texts.tolist(), column.counts().tolist(), strict=True) if t and n}
        if not 1 < len(counts) <= _MOST_TIMES * len(item.codes):
            return None
        alike: dict[tuple[str, str], float] = {
            (text, code.code): max((_likeness(label, text) for label in self._code_labels(item, code)), default=0.0)
            for text in counts
            for code in item.codes
        }
        told = labelled_codes(counts, alike)
        labelled = sum(counts[text] for text in told) / sum(counts.values())
        before = self.past.of(item)
        shares = None
        if before is not None and labelled >= LABELLED:
            total = sum(counts[text] for text in told)
            met = {code: counts[text] / total for text, code in told.items()}
            shares = 1 - sum(abs(share - met.get(code, 0.0)) for code, share in before.items()) / 2
        elif before is not None:
            shares = shape_likeness(counts, before)
        signs: dict[Evidence, float | None] = {
            "name": max(name_likeness(n, other, letters=_likeness(n, other)) for n in {name, self.declared(name)}),
            "wording": self._wording_likeness(item, 0, other),
            "labels": labelled or None,
            "shares": shares,
            "place": self._place_likeness(name, other),
        }
        if not is_enough(
            name=signs["name"] or 0.0,
            wording=signs["wording"],
            place=signs["place"],
            labelled=labelled,
            shares=shares,
        ):
            return None
        return tuple((kind, value) for kind, value in signs.items() if value is not None)

    def _place_likeness(self, name: str, other: str) -> float | None:
        declared = tuple(dict.fromkeys(c for item in self.wave.items if needs_columns(item) for c in item.columns))
        aside = set(self._used()) - set(declared)
        return place_likeness(name, other, declared, [c for c in self.table.columns if c not in aside])

    def _code_labels(self, item: Item, code: Code) -> tuple[str, ...]:
        return self._labels("code", item.grid or item.id, code.code) or self._labels("code", item.id, code.code)

    def _known_share(self, item: Item, place: int, other: str) -> float:
        """Return the share of the cells that hold something which an item knows, 0 where none holds anything."""
        column = self._column(other)
        counts = column.counts()
        allowed = is_allowed(item, yes_of(item, place))
        texts = [(text, int(n)) for text, n in zip(column.texts.tolist(), counts.tolist(), strict=True) if text and n]
        total = sum(n for _, n in texts)
        if not total:
            return 0.0
        if allowed is None and cell_of(item) == "text":
            return 1.0
        if allowed is None:
            return sum(n for text, n in texts if not np.isnan(read_number(text, decimal_comma=True))) / total
        codes = {look(code.code) for code in item.codes}
        said = [allowed(text) or (cell_of(item) == "code" and _plain(text) in codes) for text, _ in texts[:_TEXTS]]
        return sum(n for (_, n), is_known in zip(texts[:_TEXTS], said, strict=True) if is_known) / total

    def _wording_likeness(self, item: Item, place: int, other: str) -> float | None:
        """Return how like the wording in the file is to a label of the item, 0-1; None where the file gives no wording."""
        variable = self.table.dictionary.variables.get(other) if self.table.dictionary is not None else None
        wording = variable.label if variable is not None else other
        if not wording or (variable is None and len(wording.split()) < 3):
            return None
        question = self._labels("item", item.grid or item.id)
        own: tuple[str, ...] = ()
        if item.grid is not None:
            own = self._labels("row", item.grid, item.id.removeprefix(f"{item.grid}."))
        elif cell_of(item) in ("tick", "place"):
            own = self._labels("code", item.id, item.codes[place].code)
        # Exports write the question, what its column stands for, or both.
        labels = (*question, *own, *(f"{whole} {part}" for whole in question for part in own))
        return max((_likeness(label, wording) for label in labels), default=None)

    def _labels(self, kind: Literal["item", "row", "code"], *ids: str) -> tuple[str, ...]:
        return tuple(self.wave.labels.texts.get("/".join((kind, *ids)), {}).values())

    def _shares_likeness(self, item: Item, place: int, other: str) -> float | None:
        """Return how like the answers are to those of the wave before, 1 less half the sum of absolute differences; None without them."""
        before = self.past.of(item)
        column = self._column(other)
        if before is None:
            return None
        counts = column.counts()
        if cell_of(item) == "tick":
            yes = yes_of(item, place)
            said = [tick_of(text, yes) is True for text in column.texts.tolist()]
            filled = int(counts[column.texts != ""].sum())
            share = before.get(item.codes[place].code)
            return None if share is None or not filled else 1 - abs(share - float(counts[said].sum()) / filled)
        if cell_of(item) != "code":
            return None
        now = dict(zip(map(_plain, column.texts.tolist()), counts.tolist(), strict=True))
        met = {code.code: now.get(_plain(code.code), 0) for code in item.codes}
        total = sum(met.values())
        if not total:
            return None
        return 1 - float(sum(abs(before.get(code, 0.0) - n / total) for code, n in met.items())) / 2

    def match_codes(self, renamed: Iterable[Proposal]) -> tuple[tuple[Proposal, ...], tuple[Unresolved, ...]]:
        """Return what unknown texts of coded items may be, and those of which nothing is likely; columns under the names proposed for them."""
        found = {p.declared: p.found for p in renamed}
        items = [
            replace(item, columns=tuple(found.get(self.declared(name), name) for name in item.columns))
            for item in self.wave.items
            if needs_columns(item) and item.codes and holds_codes(item)
        ]
        reader = AnswerReader.of(self.table, items, FaultLog())
        proposals: list[Proposal] = []
        open_: list[Unresolved] = []
        for item in items:
            if not reader.has(item):
                continue
            met = _met(item, reader)
            codes = {code.code for code in item.codes}
            unknown = [text for text in met if text not in codes]
            unmet = [code for code in item.codes if not met.get(code.code)]
            begun = beginnings(unknown, {c.code: self._code_labels(item, c) for c in unmet})
            scored: dict[tuple[str, str], tuple[tuple[Evidence, float], ...]] = {
                (text, code.code): evidence
                for text in unknown[:_NAMES]
                for code in unmet
                if (evidence := self._code_evidence(item, text, code, met, begun)) is not None
            }
            scored = _without_weak_rivals(scored)
            for text, code, candidates in _assign(unknown, [code.code for code in unmet], scored, alone=False):
                if code is None:
                    open_.append(Unresolved(kind="code", item=item.id, declared=None, found=(text, *candidates)))
                else:
                    evidence = scored[text, code]
                    proposals.append(
                        Proposal(
                            kind="code",
                            item=item.id,
                            found=text,
                            declared=code,
                            evidence=evidence,
                            score=_score(evidence),
                        )
                    )
        return _of_whole_grids(proposals, self.wave.items), tuple(open_)

    def _code_evidence(
        self, item: Item, text: str, code: Code, met: Mapping[str, int], begun: Mapping[str, str]
    ) -> tuple[tuple[Evidence, float], ...] | None:
        """Return what speaks for a text of the file being a declared code; None where nothing does."""
        evidence: dict[Evidence, float] = {}
        same = _plain(text) == _plain(code.code)
        labels = self._code_labels(item, code)
        wordings = [text, *self._value_labels(item, text)]
        wording = max((_likeness(label, said) for label in labels for said in wordings), default=0.0)
        wording = max(wording, _BEGINNINGS if begun.get(text) == code.code else 0.0)
        if same or _likeness(text, code.code) >= 0.6:
            evidence["name"] = 1.0 if same else _likeness(text, code.code)
        if wording >= 0.6:
            evidence["wording"] = wording
        before = self.past.of(item)
        total = sum(met.values())
        known = before is not None and code.code in before and total and cell_of(item) == "code"
        if before is not None and known and (evidence or (before[code.code] >= _TELLING and not code.missing)):
            evidence["shares"] = 1 - min(1.0, 4 * abs(before[code.code] - met[text] / total))
        return (*evidence.items(),) or None

    def _value_labels(self, item: Item, text: str) -> Iterable[str]:
        for column in item.columns:
            variable = self.table.dictionary.variables.get(column) if self.table.dictionary is not None else None
            if variable is not None and variable.labels.get(text):
                yield variable.labels[text]


def _without_weak_rivals(
    scored: Mapping[tuple[str, str], tuple[tuple[Evidence, float], ...]],
) -> dict[tuple[str, str], tuple[tuple[Evidence, float], ...]]:
    """Return pairs of texts and codes without those that are as frequent and nothing else, where one of the two is called like another."""
    called = {pair: any(kind != "shares" and value >= _CALLED for kind, value in scored[pair]) for pair in scored}
    texts, codes = ({pair[side] for pair, is_called in called.items() if is_called} for side in (0, 1))
    return {
        (text, code): evidence
        for (text, code), evidence in scored.items()
        if any(kind != "shares" for kind, _ in evidence) or (text not in texts and code not in codes)
    }


def _met(item: Item, reader: AnswerReader) -> dict[str, int]:
    """Return how many cells say each text of an item, its codes and others, settled as the intake settles them."""
    met: dict[str, int] = {}
    cells = DelimitedCodes.of(item)
    for name in item.columns:
        column = reader.column(name)
        for text, n in zip(column.texts.tolist(), column.counts().tolist(), strict=True):
            for part in (cells.parts(text) if cell_of(item) == "codes" else [text]) if text and n else ():
                met[part] = met.get(part, 0) + int(n)
    return met


def _assign(
    names: Sequence[str],
    others: Sequence[str],
    scored: Mapping[tuple[str, str], tuple[tuple[Evidence, float], ...]],
    *,
    alone: bool = True,
) -> list[tuple[str, str | None, tuple[str, ...]]]:
    """Return, for each name, the other it is matched with or None, and what else it might have been, the likeliest first.

    Pairs are those of the largest sum of scores. One is taken if it is likely and ahead of any other for its name, or,
    with `alone`, if neither of the two could be anything else.
    """
    from scipy.optimize import linear_sum_assignment

    scores = np.zeros((len(names), len(others)))
    row_of, column_of = ({name: place for place, name in enumerate(listed)} for listed in (names, others))
    for (name, other), evidence in scored.items():
        scores[row_of[name], column_of[other]] = _score(evidence)
    rows, columns = linear_sum_assignment(-scores) if scores.size else ((), ())
    chosen = dict(zip(np.asarray(rows).tolist(), np.asarray(columns).tolist(), strict=True))
    result: list[tuple[str, str | None, tuple[str, ...]]] = []
    for i, name in enumerate(names):
        possible = [j for j in np.argsort(-scores[i], kind="stable").tolist() if (name, others[j]) in scored]
        j = chosen.get(i)
        best = scores[i, j] if j is not None else 0.0
        rivals = [scores[i, k] for k in possible if k != j]
        is_only = alone and len(possible) == 1 and sum((n, others[possible[0]]) in scored for n in names) == 1
        is_likely = best >= _LIKELY and best - max(rivals, default=0.0) >= _AHEAD
        taken = j if j is not None and (is_likely or (is_only and j == possible[0])) else None
        result.append((name, others[taken] if taken is not None else None, tuple(others[k] for k in possible[:3])))
    return result


def _of_whole_grids(proposals: Sequence[Proposal], items: Iterable[Item]) -> tuple[Proposal, ...]:
    """Return proposals, those that are the same in every row of a grid as one of the grid."""
    grids: dict[str, str] = {item.id: item.grid for item in items if item.grid is not None}
    whole: dict[tuple[str, str, str], list[Proposal]] = {}
    for p in proposals:
        if p.item in grids:
            whole.setdefault((grids[p.item], p.found, p.declared), []).append(p)
    rows = {grid: sum(g == grid for g in grids.values()) for grid in grids.values()}
    joined = {key: same for key, same in whole.items() if len(same) == rows[key[0]] > 1}
    inside = {id(p) for same in joined.values() for p in same}
    of_grids = (
        Proposal(
            kind="code",
            item=grid,
            found=found,
            declared=declared,
            evidence=min(same, key=lambda p: p.score).evidence,
            score=min(p.score for p in same),
        )
        for (grid, found, declared), same in joined.items()
    )
    return (*(p for p in proposals if id(p) not in inside), *of_grids)


def _score(evidence: Sequence[tuple[Evidence, float]]) -> float:
    """Return the mean of what there is of evidence by its weight, 0-1; the same words are evidence enough."""
    if any(kind == "wording" and value >= 1 for kind, value in evidence):
        return 1.0
    total = sum(_WEIGHTS[kind] for kind, _ in evidence)
    return round(sum(_WEIGHTS[kind] * value for kind, value in evidence) / total, 3) if total else 0.0


def _likeness(one: str, other: str) -> float:
    """Return how like two texts are to a reader, 0-1."""
    a, b = look(one)[:200], look(other)[:200]
    return 1.0 if a == b else SequenceMatcher(None, a, b, autojunk=False).ratio()


def _plain(text: str) -> str:
    """Return a text as a number would be written plainly, "1" for "01" and "1.0", else as a reader sees it."""
    value = read_number(text, decimal_comma=True)
    return look(text) if np.isnan(value) else f"{value:g}"


def _id(item: Item | None) -> str | None:
    return None if item is None else str(item.id)
