"""A coding round that came back, held against the study it was made of: coded material for the tables of its wave.

Texts are the study's own: what a workbook shows of them is only compared. Quotes are looked up in them, so that every
offset is cut from what stands in the study.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np

from relstudy.delivery.kept_proposals import are_taken_whole
from relstudy.errors import FaultLog
from relstudy.exchange.coded_material import Case, Code, CodedMaterial, Coding, Reading, Stance, Verbatim, count_losses
from relstudy.exchange.coding_round import GivenLine, ReturnedRound, cut_text, find_quote, same_words
from relstudy.exchange.masked_texts import MaskedText, follow_masks
from relstudy.folding import fold, look
from relstudy.intake.interviews import InterviewFiles
from relstudy.intake.readings import find_readings, name_coders
from relstudy.nearest import nearest, nearest_first
from relstudy.survey.plan import Study
from relstudy.words import LANGS, load_words

#: What a text shown in a fault may be as long as.
_SHOWN = 60
#: The id of a code as a drop-down shows it.
_BRACKETED = re.compile(r"\[([^\[\]]+)\]")
_SEVERAL = 2
_VALENCES = ("-2", "-1", "0", "1", "2")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A text of the study with the ends of its passages by their starts."""

    case: str
    text: str
    ends: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A text as a round showed it, with its passages by the starts they had, and what follows of it today."""

    text: str
    follows: MaskedText
    spans: Mapping[int, tuple[int, int]]


def place_round(
    study: Study,
    files: InterviewFiles,
    returned: ReturnedRound,
    log: FaultLog,
    *,
    wave: str,
    masks: Collection[str] = (),
    force: bool = False,
) -> CodedMaterial | None:
    """Return the material of a round; None where something stands against it, every fault in the log.

    Who was given a text has read it, unless they say that they did not. With `force` a round is taken although the
    study's texts have changed since it was made, as far as its quotes are in them. A name that one of `masks` has taken
    the place of since, as a review decided, is no change.
    """
    verbatims, cases = files.verbatims, files.cases.case_id
    texts = {
        str(id_): _Text(case=str(cases[case]), text=text, ends=dict(cut_text(text)))
        for id_, case, text in zip(verbatims.verbatim_id, verbatims.case, verbatims.text, strict=True)
    }
    placed = _place(study, texts, returned, log, wave=wave, masks=masks, force=force)
    if placed is None:
        return None
    units = dict.fromkeys(texts[one.verbatim].case for one in placed.reads)
    return replace(placed, cases=tuple(Case(id=case) for case in units), reads=(*_told_so_far(files), *placed.reads))


def place_answers(
    study: Study,
    answers: Mapping[str, str],
    returned: ReturnedRound,
    log: FaultLog,
    *,
    wave: str,
    masks: Collection[str] = (),
    force: bool = False,
) -> CodedMaterial | None:
    """Return the material of a round of answers to an open question, by respondent; None where something stands against it.

    A code holds for the whole answer, whichever passage of it stood beside.
    """
    texts = {who: _Text(case="", text=text, ends=dict(cut_text(text))) for who, text in answers.items()}
    placed = _place(study, texts, returned, log, wave=wave, masks=masks, force=force)
    if placed is None:
        return None
    given = dict.fromkeys((one.verbatim, one.code) for one in placed.codings)
    codings = tuple(Coding(verbatim=who, code=code, coder=returned.coder) for who, code in given)
    return replace(placed, codings=codings)


def _place(
    study: Study,
    texts: Mapping[str, _Text],
    returned: ReturnedRound,
    log: FaultLog,
    *,
    wave: str,
    masks: Collection[str],
    force: bool,
) -> CodedMaterial | None:
    """Return the codings, the texts and the readings of a round; None where something stands against it."""
    if returned.study != study.identity.id:
        log.add("wrong-study", returned.file, found=returned.study, allowed=study.identity.id)
    elif returned.wave != wave:
        log.add("bad-value", returned.file, column="wave", found=returned.wave, allowed=wave)
    elif not returned.coder:
        log.add("missing-value", returned.file, column="coder", found="@blank")
    if log.errors:
        return None
    placing = _Placing(study=study, texts=texts, returned=returned, log=log, masks=masks, force=force)
    codings = placing.codings()
    given = placing.given()
    if not codings and given and not log.errors:
        log.add("nothing-coded", returned.file, found=returned.coder)
    aside = _proposals_set_aside(returned, codings)
    if not force and _are_taken_whole(returned, codings):
        log.add(
            "proposals-taken-whole",
            returned.file,
            item=returned.coder,
            found=f"{len(returned.proposed) - aside}",
            allowed=f"{len(returned.proposed)}",
        )
    if log.errors:
        return None
    used = {one.code for one in codings}
    reads = tuple(Reading(coder=returned.coder, verbatim=unit) for unit in given)
    return CodedMaterial(
        verbatims=tuple(Verbatim(id=unit, case=texts[unit].case, text=texts[unit].text) for unit in given),
        codings=codings,
        codes=tuple(
            Code(key=entry.id, id=entry.id, name=study.labels.get("codebook", entry.id, lang=study.languages[0]))
            for entry in study.codebook
            if entry.id in used
        ),
        reads=reads,
        in_full=reads,
        losses=count_losses(
            [
                *([("text-not-returned", returned.file)] * placing.gone),
                *([("proposal-set-aside", returned.file)] * aside),
                *(("column", f"{returned.file}: {name}") for name in returned.beside),
            ]
        ),
    )


def _proposals_set_aside(returned: ReturnedRound, codings: Iterable[Coding]) -> int:
    """Return how many of the codes a model proposed the coder did not give."""
    return len(returned.proposed - {(one.verbatim, one.code) for one in codings})


def _are_taken_whole(returned: ReturnedRound, codings: Sequence[Coding]) -> bool:
    """Tell whether a round takes over what a model proposed in it as a whole."""
    return are_taken_whole(
        returned.proposed,
        {(one.verbatim, one.code) for one in codings},
        judged=sum(one.valence is not None or one.prompted is not None or one.stance == "contrary" for one in codings),
        cut=sum(line.quote.strip() != "" for line in returned.lines),
    )


def _told_so_far(files: InterviewFiles) -> tuple[Reading, ...]:
    """Return who read what where no file says so yet: once it says it of one coder, it has to say it of the others."""
    if files.reads is not None:
        return ()
    read, coders, ids = find_readings(files).read, name_coders(files), np.sort(files.verbatims.verbatim_id.astype(str))
    return tuple(
        Reading(coder=str(coders[coder]), verbatim=str(ids[verbatim]))
        for coder, verbatim in np.argwhere(read.T).tolist()
    )


class _Placing:
    """The lines of one round held against the study."""

    def __init__(
        self,
        *,
        study: Study,
        texts: Mapping[str, _Text],
        returned: ReturnedRound,
        log: FaultLog,
        masks: Collection[str],
        force: bool,
    ) -> None:
        self.masks = masks
        self.study, self.returned, self.log, self.force, self.texts = study, returned, log, force, texts
        self.shown: dict[str, list[GivenLine]] = {}
        for line in returned.lines:
            if line.text and line.unit in texts:
                self.shown.setdefault(line.unit, []).append(line)
        codes = [entry.id for entry in study.codebook]
        self.codes = {name: code for code in codes for name in (code, *self._labels_of(code))}
        self.codes.update({code: code for code in codes})
        owners: dict[str, set[str]] = {}
        for code in codes:
            for name in (code, *self._labels_of(code)):
                owners.setdefault(look(name), set()).add(code)
        self.alike = {alike: next(iter(of)) for alike, of in owners.items() if len(of) == 1}
        self.answers = _answers()
        self.masked = {unit: found for unit in texts if (found := self._as_shown(unit)) is not None}

    def _as_shown(self, unit: str) -> "_Shown | None":
        """Return a text as the round showed it, where names in it have given way to masks since: it is cut otherwise today."""
        text = self.texts[unit]
        passages = {line.start: line.text for line in self.shown.get(unit, ()) if line.start is not None}
        if all(
            (end := text.ends.get(start)) is not None and same_words(text.text[start:end], said)
            for start, said in passages.items()
        ):
            return None
        starts = sorted(passages)
        shown = "".join(passages[start] for start in starts)
        follows = follow_masks(text.text, shown, self.masks)
        if follows is None:
            return None
        ends = list(accumulate(len(passages[start]) for start in starts))
        return _Shown(text=shown, follows=follows, spans=dict(zip(starts, pairwise([0, *ends]), strict=True)))

    def _labels_of(self, code: str) -> tuple[str, ...]:
        return tuple(self.study.labels.texts.get(f"codebook/{code}", {}).values())

    def codings(self) -> tuple[Coding, ...]:
        """Return what was given, line by line; every fault in the log."""
        found: dict[tuple[object, ...], Coding] = {}
        for line in self.returned.lines:
            text = self.texts.get(line.unit)
            if text is None:
                self._say(line, "unknown-item", "verbatim_id", found=line.unit or "@blank")
                continue
            if line.text and not self.force and line.unit not in self.masked:
                self._compare(line, text)
            coding = self._coding(line, text) if line.code or line.is_filled else None
            if coding is None:
                continue
            key = (coding.verbatim, coding.code, coding.start, coding.end, coding.stance)
            if key in found and found[key] != coding:
                self._say(line, "duplicate-id", "code", found=line.code)
            found.setdefault(key, coding)
        return tuple(found.values())

    @property
    def gone(self) -> int:
        """Return how many texts the coder was given are no longer in the workbook."""
        here = {line.unit for line in self.returned.lines if line.unit in self.texts}
        return max((self.returned.texts or 0) - len(here), 0)

    def given(self) -> tuple[str, ...]:
        """Return the texts the coder read: those given but not said to be unread; what was coded was read all the same."""
        units = dict.fromkeys(line.unit for line in self.returned.lines if line.unit in self.texts)
        # The list of the workbook has one word; people tick, or write yes.
        meanings = ("not_read", "yes", "no")
        unread = {
            line.unit for line in self.returned.lines if self._answer(line, "not_read", *meanings) in meanings[:2]
        }
        coded = {line.unit for line in self.returned.lines if line.code}
        return tuple(unit for unit in units if unit not in unread or unit in coded)

    def _compare(self, line: GivenLine, text: _Text) -> None:
        start = line.start or 0
        end = text.ends.get(start)
        passage = text.text[start:end]
        is_same = end is not None and (
            same_words(passage, line.text) or follow_masks(passage, line.text, self.masks) is not None
        )
        if not is_same:
            self._say(line, "text-changed", "text", item=line.unit, found=_short(line.text))

    def _coding(self, line: GivenLine, text: _Text) -> Coding | None:
        code = self._code(line)
        valence = line.valence.replace("−", "-").removeprefix("+")
        if valence and valence not in _VALENCES:
            self._say(line, "bad-value", "valence", found=line.valence, allowed="-2 … 2")
        prompted = self._answer(line, "prompted", "yes", "no")
        stance: Stance = "contrary" if self._answer(line, "stance", "voice", "contrary") == "contrary" else "voice"
        span = self._span(line, text)
        if code is None or span is None:
            return None
        start, end = span
        whole = (start, end) == (0, len(text.text))
        return Coding(
            verbatim=line.unit,
            code=code,
            coder=self.returned.coder,
            start=None if whole else start,
            end=None if whole else end,
            quote="" if whole else text.text[start:end],
            valence=int(valence) if valence in _VALENCES else None,
            prompted={"yes": True, "no": False}.get(prompted or ""),
            stance=stance,
        )

    def _code(self, line: GivenLine) -> str | None:
        if not line.code:
            self._say(line, "missing-value", "code", item=line.unit, found="@blank")
            return None
        named = [one for one in _BRACKETED.findall(line.code) if one in self.codes]
        shown = line.code.rpartition("[")[2].removesuffix("]") if line.code.endswith("]") else line.code
        # Two codes in one cell would be the last alone: a cell is one code.
        code = (self._named(shown) or self._named(line.code)) if len(named) < _SEVERAL else None
        if code is None:
            allowed = ", ".join(named) if named else self._likely(line.code, shown)
            self._say(line, "unknown-code", "code", found=line.code, allowed=allowed)
        return code

    def _named(self, written: str) -> str | None:
        """Return the code of that id, or the only one whose id or label looks so."""
        ids = {entry.id for entry in self.study.codebook}
        return written if written in ids else self.alike.get(look(written))

    def _likely(self, written: str, shown: str) -> str:
        """Return the code that is clearly meant, by its label or its id; where none is, the ids, the nearest first."""
        label = written.rpartition("[")[0].strip() if shown != written else written
        meant = nearest(label, self.codes) or nearest(shown, self.codes)
        if meant is None:
            return nearest_first(shown, [entry.id for entry in self.study.codebook])
        code = self.codes[meant]
        return f"{self.study.labels.get('codebook', code, lang=self.study.languages[0])} [{code}]"

    def _span(self, line: GivenLine, text: _Text) -> tuple[int, int] | None:
        shown = self.masked.get(line.unit)
        if shown is not None:
            return self._span_of_masked(line, text, shown)
        end = text.ends.get(line.start) if line.start is not None else None
        start = line.start if end is not None else None
        if not line.quote.strip():
            return (0, len(text.text)) if start is None or end is None else (start, end)
        found = find_quote(text.text, line.quote, start=start or 0, end=end)
        if found is None:
            self._say(line, "quote-not-in-source", "quote", item=line.unit, found=_short(line.quote))
        return found

    def _span_of_masked(self, line: GivenLine, text: _Text, shown: "_Shown") -> tuple[int, int] | None:
        """Return the place today of what was given to a text that was shown with its names."""
        passage = shown.spans.get(line.start) if line.start is not None else None
        start, end = passage or (0, len(shown.text))
        if not line.quote.strip():
            if (start, end) == (0, len(shown.text)):
                return 0, len(text.text)
            return shown.follows.place(start, end)
        found = find_quote(shown.text, line.quote, start=start, end=end)
        if found is not None:
            return shown.follows.place(*found)
        # A coder may have seen the names gone.
        found = find_quote(text.text, line.quote)
        if found is None:
            self._say(line, "quote-not-in-source", "quote", item=line.unit, found=_short(line.quote))
        return found

    def _answer(self, line: GivenLine, column: str, *allowed: str) -> str | None:
        """Return which of the answers of a drop-down was given, in whatever language; None for a blank."""
        written = getattr(line, column)
        if not written:
            return None
        given = self.answers.get(fold(written))
        if given in allowed:
            return given
        fault = {"column": column, "found": written, "sheet": line.sheet, "line": line.line}
        words = ", ".join(load_words(LANGS[0], "round")["answers"][one] for one in allowed)
        if not any(one.line == line.line and one.column == column for one in self.log.faults):
            self.log.add("bad-value", self.returned.file, allowed=words, **fault)
        return None

    def _say(self, line: GivenLine, code: str, column: str, **said: str | None) -> None:
        self.log.add(code, self.returned.file, sheet=line.sheet, line=line.line, column=column, **said)


def _answers() -> dict[str, str]:
    """Return the meaning of each answer of a drop-down, folded, in every language."""
    known = {"1": "yes", "x": "yes", "true": "yes", "vrai": "yes", "0": "no", "false": "no", "faux": "no"}
    for lang in LANGS:
        known |= {fold(text): meaning for meaning, text in load_words(lang, "round")["answers"].items()}
    return known | {meaning: meaning for meaning in ("yes", "no", "voice", "contrary")}


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
