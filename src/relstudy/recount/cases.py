"""The interviews of a wave read again, and cases counted code by code with sets: no table of masks, no product."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from relstudy.folding import fold
from relstudy.intake.interviews import InterviewFiles, interviews_of
from relstudy.survey.plan import ExpectationsPlan, Study, Wave
from relstudy.survey.registers import Expectation

#: A longer text is not quoted whole: code points.
_SHORT = 220


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coding:
    """One line of codings.csv: `case` and `verbatim` are positions; `start` is -1 where the whole text is coded."""

    case: int
    verbatim: int
    code: str
    start: int
    end: int
    prompted: bool
    contrary: bool
    valence: float


@dataclass(frozen=True, kw_only=True)
class Interviewing:
    """The files of the interviews, and the study's code frame."""

    study: Study
    files: InterviewFiles

    @classmethod
    def read(cls, study: Study, wave: Wave) -> "Interviewing":
        """Return the interviews of a wave, read from their files.

        Raises
        ------
        FieldworkError
            What a run would refuse the files for.
        """
        return cls(study=study, files=interviews_of(wave, study.codebook))

    @cached_property
    def codings(self) -> tuple[_Coding, ...]:
        """Return the codings, line by line."""
        codings, case_of = self.files.codings, self.files.verbatims.case.tolist()
        rows = zip(
            codings.verbatim.tolist(),
            codings.code.tolist(),
            codings.start.tolist(),
            codings.end.tolist(),
            codings.prompted.tolist(),
            codings.contrary.tolist(),
            codings.valence.tolist(),
            strict=True,
        )
        return tuple(
            _Coding(
                case=case_of[verbatim],
                verbatim=verbatim,
                code=self.study.codebook[place].id,
                start=start,
                end=end,
                prompted=prompted,
                contrary=contrary,
                valence=valence,
            )
            for verbatim, place, start, end, prompted, contrary, valence in rows
        )

    @cached_property
    def _by_code(self) -> Mapping[str, list[_Coding]]:
        found: dict[str, list[_Coding]] = defaultdict(list)
        for coding in self.codings:
            found[coding.code].append(coding)
        return found

    def said(self, code: str) -> list[_Coding]:
        """Return the codings of a code and of the codes below it."""
        return [coding for one in self.family(code) for coding in self._by_code.get(one, ())]

    def column(self, name: str) -> set[int] | None:
        """Return the cases of a column; None for a column no case could stand in."""
        targets = self.files.cases.target.tolist()
        if name == "all":
            return set(range(len(targets)))
        what, _, code = name.partition("=")
        return {i for i, target in enumerate(targets) if fold(target) == code} if what == "target" else None

    @cached_property
    def _known(self) -> dict[tuple[str, str], set[int] | None]:
        """Return the sets of cases counted so far, by code and measure: a withdrawal of each case asks for the same ones."""
        return {}

    def asked(self, code: str) -> set[int]:
        """Return the cases the matter of a code was raised with: all, or those listed and whoever speaks of it."""
        if (code, "asked") not in self._known:
            self._known[code, "asked"] = self._raised(code)
        return self._known[code, "asked"] or set()

    def _raised(self, code: str) -> set[int]:
        if self.files.asked is None:
            return set(range(len(self.files.cases.case_id)))
        below = self.family(code)
        pairs = zip(self.files.asked.case.tolist(), self.files.asked.code.tolist(), strict=True)
        raised = {case for case, place in pairs if self.study.codebook[place].id in below}
        return raised | {coding.case for coding in self.said(code)}

    def family(self, code: str) -> set[str]:
        """Return a code and the codes below it."""
        family = {code}
        while True:
            more = {entry.id for entry in self.study.codebook if entry.parent in family} - family
            if not more:
                return family
            family |= more

    def cases(self, code: str, measure: str) -> set[int] | None:
        """Return the cases a measure of a code counts; None for a measure that is none of these."""
        if (code, measure) not in self._known:
            self._known[code, measure] = self._counted(code, measure)
        return self._known[code, measure]

    def _counted(self, code: str, measure: str) -> set[int] | None:
        said = self.said(code)
        voiced = {coding.case for coding in said if not coding.contrary}
        unprompted = {coding.case for coding in said if not coding.contrary and not coding.prompted}
        if measure in ("cases_positive", "cases_negative"):
            sums = self.valences(code)
            return {case for case, total in sums.items() if (total > 0 if measure == "cases_positive" else total < 0)}
        return {
            "cases": voiced,
            "cases_unprompted": unprompted,
            "cases_prompted": voiced - unprompted,
            "cases_contrary": {coding.case for coding in said if coding.contrary},
        }.get(measure)

    def valences(self, code: str) -> dict[int, float]:
        """Return the sum of valences of each case that judges."""
        sums: dict[int, float] = {}
        for coding in self.said(code):
            if not coding.contrary and not math.isnan(coding.valence):
                sums[coding.case] = sums.get(coding.case, 0.0) + coding.valence
        return sums

    def count(self, code: str, measure: str, column: str) -> float | None:
        """Return the number of cases of a column that a measure of a code counts; None where nobody was asked."""
        inside, counted = self.column(column), self.cases(code, measure)
        if inside is None or counted is None or not self.asked(code) & inside:
            return None
        return float(len(counted & inside))

    def readings(self, measure: str) -> float | None:
        """Return how many people coded or read, how many texts there are, or how many of them somebody read or coded; None for another measure."""
        files, told = self.files, self.files.reads
        if measure == "coders":
            names = {*files.codings.coder.tolist(), *(told.coder.tolist() if told is not None else ())}
            return float(len(names - {""}))
        if measure == "texts":
            return float(len(files.verbatims.text))
        if measure == "texts_read":
            read = {coding.verbatim for coding in self.codings}
            return float(len(read | set(told.verbatim.tolist() if told is not None else ())))
        return None

    def quote(self, code: str, part: str) -> str | None:
        """Return the n-th passage a code was given to in a text, `<text>.<n>`, by case and place, cut from the text again.

        Where no coder marked a passage anywhere, a short text is one from end to end.
        """
        text_id, _, number = part.rpartition(".")
        texts, names = self.files.verbatims, self.files.cases.case_id
        marked = any(coding.start >= 0 for coding in self.codings)
        passages = sorted(
            {
                (str(names[c.case]), str(texts.verbatim_id[c.verbatim]), c.start, c.end, c.contrary)
                for c in self._by_code.get(code, ())
                if (c.start >= 0 if marked else len(texts.text[c.verbatim]) <= _SHORT)
            }
        )
        mine = [passage for passage in passages if (fold(passage[1]) or "_") == text_id]
        if not number.isdigit() or not 0 < int(number) <= len(mine):
            return None
        _, verbatim_id, start, end, _ = mine[int(number) - 1]
        said = str(texts.text[texts.verbatim_id.tolist().index(verbatim_id)])
        return said[start:end] if start >= 0 else said

    def count_at(self, channel: str, stage: str, column: str) -> float | None:
        """Return the number of cases that speak of a channel at a stage: passages of both overlap, a whole text being one."""
        inside = self.column(column)
        if inside is None or not self.asked(channel) & self.asked(stage) & inside:
            return None
        at_stage = self._passages(stage)
        met = {
            case
            for case, verbatim, start, end in self._passages(channel)
            if any(v == verbatim and start < until and since < end for _, v, since, until in at_stage)
        }
        return float(len(met & inside))

    def new_themes(self) -> list[int]:
        """Return how many codes each case is the first to voice, in the order of cases.csv; a code counts by itself."""
        voiced = {(coding.case, coding.code) for coding in self.codings if not coding.contrary}
        first: dict[str, int] = {}
        for case, code in sorted(voiced):
            first.setdefault(code, case)
        return [sum(case == one for one in first.values()) for case in range(len(self.files.cases.case_id))]

    def voicing(self, code: str) -> set[int]:
        """Return the cases that voice a code by itself, whatever stands below it."""
        return {coding.case for coding in self._by_code.get(code, ()) if not coding.contrary}

    def expected_themes(self, place: int) -> float:
        """Return the new themes at a place, from 1, on average over all orders of the cases: for each code the orders that bring it first there."""
        cases = len(self.files.cases.case_id)
        many = [len(self.voicing(code)) for code in self._by_code]
        return sum(math.comb(cases - place, n - 1) / math.comb(cases, n) for n in many if n)

    def saturation(self) -> str | None:
        """Return after how many cases two more bring at most a twentieth of the themes of the first four, "n+2" (Guest 2020)."""
        new = self.new_themes()
        found = sum(new[:4])
        ends = (n for n in range(4, len(new) - 1) if found and sum(new[n : n + 2]) <= 0.05 * found)
        return next((f"{n}+2" for n in ends), None)

    def _passages(self, code: str) -> list[tuple[int, int, float, float]]:
        """Return case, text, start and end of what voices a code or one below it; a whole text has no ends."""
        whole = (float("-inf"), float("inf"))
        return [
            (coding.case, coding.verbatim, *(whole if coding.start < 0 else (coding.start, coding.end)))
            for coding in self.said(code)
            if not coding.contrary
        ]

    def verdict(
        self, expectation: Expectation, measure: str, column: str, plan: ExpectationsPlan
    ) -> float | str | None:
        """Return what an expectation ranked from interviews is said to be: its counts, rank, tier, action, and how many withdrawals of a case keep them."""
        inside = self.column(column)
        if inside is None or expectation.code is None:
            return None
        kept = measure.removesuffix("_stability")
        if kept != measure:
            return self._kept(expectation, kept, inside, plan)
        if measure == "rank":
            return self._rank(expectation, inside)
        asked = self.asked(expectation.code) & inside
        if not asked:
            return None
        if measure in ("importance", "unprompted"):
            counted = "cases" if measure == "importance" else "cases_unprompted"
            return float(len((self.cases(expectation.code, counted) or set()) & inside))
        if measure == "tier":
            return self._tier(expectation.code, inside, plan)
        signs = self._signs(expectation, inside)
        if signs is None:
            return None
        counts = {"positive": sum(signs), "negative": len(signs) - sum(signs)}
        if measure == "satisfaction":
            return float(counts["positive"] - counts["negative"])
        if measure == "action":
            return _action(self._tier(expectation.code, inside, plan), counts["positive"] - counts["negative"])
        return float(counts[measure]) if measure in counts else None

    def _signs(self, expectation: Expectation, inside: set[int]) -> list[bool] | None:
        """Return, for each case that is satisfied or not, whether it is; None where no case judges."""
        judged = self.valences(expectation.satisfaction_code or expectation.code or "")
        if not judged.keys() & inside:
            return None
        return [value > 0 for case, value in judged.items() if case in inside and value != 0]

    def _kept(self, expectation: Expectation, what: str, inside: set[int], plan: ExpectationsPlan) -> float | None:
        """Return the share of the withdrawals of one case that leave rank, tier or action what the criteria alone make it."""

        def told(cases: set[int]) -> float | str | None:
            tier = self._criteria(expectation.code or "", cases, plan)
            if what == "rank":
                return self._rank(expectation, cases)
            signs = None if what == "tier" or tier is None else self._signs(expectation, cases)
            if what == "tier" or tier is None:
                return tier
            return None if signs is None else _action(tier, 2 * sum(signs) - len(signs))

        whole = told(inside)
        if whole is None or what not in ("rank", "tier", "action"):
            return None
        return sum(told(inside - {case}) == whole for case in inside) / len(inside)

    def _rank(self, expectation: Expectation, inside: set[int]) -> float | None:
        voiced = {
            e.id: len((self.cases(e.code, "cases") or set()) & inside)
            for e in self.study.expectations
            if e.code is not None and self.asked(e.code) & inside
        }
        mine = voiced.get(expectation.id)
        return None if mine is None else 1.0 + sum(n > mine for n in voiced.values())

    def _tier(self, code: str, inside: set[int], plan: ExpectationsPlan) -> str:
        """Return the verdict of the two criteria; unsettled where dropping any one case changes it."""
        whole = self._criteria(code, inside, plan)
        is_kept = all(self._criteria(code, inside - {case}, plan) == whole for case in inside)
        return str(whole) if is_kept else "unsettled"

    def _criteria(self, code: str, inside: set[int], plan: ExpectationsPlan) -> str | None:
        """Return what the two criteria make of a code among some cases; None where none of them was asked."""
        of = len(self.asked(code) & inside)
        if not of:
            return None
        voiced = len((self.cases(code, "cases") or set()) & inside)
        unprompted = len((self.cases(code, "cases_unprompted") or set()) & inside)
        enough = voiced * plan.voiced_by[1] > of * plan.voiced_by[0]
        unasked = unprompted * plan.unprompted_by[1] >= of * plan.unprompted_by[0]
        return "primary" if enough and unasked else "unsettled" if enough or unasked else "secondary"


def _action(tier: str, lead: int) -> str:
    """Return what a tier and the lead of satisfied over dissatisfied cases ask for; a lead of one case settles nothing."""
    if tier == "unsettled" or abs(lead) <= 1:
        return "unsettled"
    if tier == "primary":
        return "keep" if lead > 0 else "improve"
    return "do_not_overinvest" if lead > 0 else "watch"
