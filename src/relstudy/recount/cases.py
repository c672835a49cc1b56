"""The interviews of a wave read again, and cases counted code by code with sets: no table of masks, no product."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from relstudy.folding import fold
from relstudy.intake.interviews import InterviewFiles, read_interviews
from relstudy.survey.plan import ExpectationsPlan, Study, Wave
from relstudy.survey.registers import Expectation

#: What a coding says, as this room looks at it: its case, whether prompted, contrary, its valence.
_Said = tuple[int, bool, bool, float]


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
        files = read_interviews(
            cases=wave.cases,
            verbatims=wave.verbatims,
            codings=wave.codings,
            asked=wave.asked,
            codebook=study.codebook,
        )
        return cls(study=study, files=files)

    @cached_property
    def said(self) -> Mapping[str, list[_Said]]:
        """Return the codings of each code, those of the codes below it among them."""
        parents = {entry.id: entry.parent for entry in self.study.codebook}
        found: dict[str, list[_Said]] = defaultdict(list)
        codings, case_of = self.files.codings, self.files.verbatims.case.tolist()
        rows = zip(
            codings.verbatim.tolist(),
            codings.code.tolist(),
            codings.prompted.tolist(),
            codings.contrary.tolist(),
            codings.valence.tolist(),
            strict=True,
        )
        for verbatim, place, prompted, contrary, valence in rows:
            code: str | None = self.study.codebook[place].id
            seen: set[str] = set()
            while code is not None and code in parents and code not in seen:
                seen.add(code)
                found[code].append((case_of[verbatim], prompted, contrary, valence))
                code = parents[code]
        return found

    def column(self, name: str) -> set[int] | None:
        """Return the cases of a column; None for a column no case could stand in."""
        targets = self.files.cases.target.tolist()
        if name == "all":
            return set(range(len(targets)))
        what, _, code = name.partition("=")
        return {i for i, target in enumerate(targets) if fold(target) == code} if what == "target" else None

    def asked(self, code: str) -> set[int]:
        """Return the cases the matter of a code was raised with: all, or those listed and whoever speaks of it."""
        if self.files.asked is None:
            return set(range(len(self.files.cases.case_id)))
        below = self._family(code)
        pairs = zip(self.files.asked.case.tolist(), self.files.asked.code.tolist(), strict=True)
        raised = {case for case, place in pairs if self.study.codebook[place].id in below}
        return raised | {case for case, *_ in self.said.get(code, [])}

    def _family(self, code: str) -> set[str]:
        family = {code}
        while True:
            more = {entry.id for entry in self.study.codebook if entry.parent in family} - family
            if not more:
                return family
            family |= more

    def cases(self, code: str, measure: str) -> set[int] | None:
        """Return the cases a measure of a code counts; None for a measure that is none of these."""
        said = self.said.get(code, [])
        voiced = {case for case, _, contrary, _ in said if not contrary}
        unprompted = {case for case, prompted, contrary, _ in said if not contrary and not prompted}
        if measure in ("cases_positive", "cases_negative"):
            sums = self.valences(code)
            return {case for case, total in sums.items() if (total > 0 if measure == "cases_positive" else total < 0)}
        return {
            "cases": voiced,
            "cases_unprompted": unprompted,
            "cases_prompted": voiced - unprompted,
            "cases_contrary": {case for case, _, contrary, _ in said if contrary},
        }.get(measure)

    def valences(self, code: str) -> dict[int, float]:
        """Return the sum of valences of each case that judges."""
        sums: dict[int, float] = {}
        for case, _, contrary, valence in self.said.get(code, []):
            if not contrary and not math.isnan(valence):
                sums[case] = sums.get(case, 0.0) + valence
        return sums

    def count(self, code: str, measure: str, column: str) -> float | None:
        """Return the number of cases of a column that a measure of a code counts; None where nobody was asked."""
        inside, counted = self.column(column), self.cases(code, measure)
        if inside is None or counted is None or not self.asked(code) & inside:
            return None
        return float(len(counted & inside))

    def quote(self, code: str, part: str) -> str | None:
        """Return the n-th passage a code was given to in a text, `<text>.<n>`, by case and place, cut from the text again."""
        text_id, _, number = part.rpartition(".")
        codings, texts = self.files.codings, self.files.verbatims
        passages = sorted(
            {
                (
                    str(self.files.cases.case_id[texts.case[verbatim]]),
                    str(texts.verbatim_id[verbatim]),
                    start,
                    end,
                    contrary,
                )
                for place, verbatim, start, end, contrary in zip(
                    codings.code.tolist(),
                    codings.verbatim.tolist(),
                    codings.start.tolist(),
                    codings.end.tolist(),
                    codings.contrary.tolist(),
                    strict=True,
                )
                if start >= 0 and self.study.codebook[place].id == code
            }
        )
        mine = [passage for passage in passages if (fold(passage[1]) or "_") == text_id]
        if not number.isdigit() or not 0 < int(number) <= len(mine):
            return None
        _, verbatim_id, start, end, _ = mine[int(number) - 1]
        return str(texts.text[texts.verbatim_id.tolist().index(verbatim_id)])[start:end]

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
        codings = self.files.codings
        rows = zip(codings.verbatim.tolist(), codings.code.tolist(), codings.contrary.tolist(), strict=True)
        voiced = {(int(self.files.verbatims.case[verbatim]), code) for verbatim, code, contrary in rows if not contrary}
        first: dict[int, int] = {}
        for case, code in sorted(voiced):
            first.setdefault(code, case)
        return [sum(case == one for one in first.values()) for case in range(len(self.files.cases.case_id))]

    def saturation(self) -> str | None:
        """Return after how many cases two more bring at most a twentieth of the themes of the first four, "n+2" (Guest 2020)."""
        new = self.new_themes()
        found = sum(new[:4])
        ends = (n for n in range(4, len(new) - 1) if found and sum(new[n : n + 2]) <= 0.05 * found)
        return next((f"{n}+2" for n in ends), None)

    def _passages(self, code: str) -> list[tuple[int, int, float, float]]:
        """Return case, text, start and end of what voices a code or one below it; a whole text has no ends."""
        codings, family = self.files.codings, self._family(code)
        rows = zip(
            codings.code.tolist(),
            codings.verbatim.tolist(),
            codings.start.tolist(),
            codings.end.tolist(),
            codings.contrary.tolist(),
            strict=True,
        )
        return [
            (int(self.files.verbatims.case[v]), v, *((float("-inf"), float("inf")) if start < 0 else (start, end)))
            for place, v, start, end, contrary in rows
            if not contrary and self.study.codebook[place].id in family
        ]

    def verdict(
        self, expectation: Expectation, measure: str, column: str, plan: ExpectationsPlan
    ) -> float | str | None:
        """Return importance, satisfaction, rank, tier or action of an expectation ranked from interviews."""
        inside = self.column(column)
        if inside is None or expectation.code is None:
            return None
        if measure == "rank":
            return self._rank(expectation, inside)
        asked = self.asked(expectation.code) & inside
        if not asked:
            return None
        if measure == "importance":
            return float(len((self.cases(expectation.code, "cases") or set()) & inside))
        tier = self._tier(expectation.code, inside, plan)
        if measure == "tier":
            return tier
        judged = self.valences(expectation.satisfaction_code or expectation.code)
        signs = [value > 0 for case, value in judged.items() if case in inside and value != 0]
        lead = sum(signs) - (len(signs) - sum(signs))
        if not judged.keys() & inside:
            return None
        if measure == "satisfaction":
            return float(lead)
        return _action(tier, lead) if measure == "action" else None

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
        asked = self.asked(code) & inside
        voiced = (self.cases(code, "cases") or set()) & inside
        unprompted = (self.cases(code, "cases_unprompted") or set()) & inside

        def verdict(without: set[int]) -> str | None:
            of = len(asked - without)
            if not of:
                return None
            enough = len(voiced - without) * plan.voiced_by[1] > of * plan.voiced_by[0]
            unasked = len(unprompted - without) * plan.unprompted_by[1] >= of * plan.unprompted_by[0]
            return "primary" if enough and unasked else "unsettled" if enough or unasked else "secondary"

        whole = verdict(set())
        return str(whole) if all(verdict({case}) == whole for case in inside) else "unsettled"


def _action(tier: str, lead: int) -> str:
    """Return what a tier and the lead of satisfied over dissatisfied cases ask for; a lead of one case settles nothing."""
    if tier == "unsettled" or abs(lead) <= 1:
        return "unsettled"
    if tier == "primary":
        return "keep" if lead > 0 else "improve"
    return "do_not_overinvest" if lead > 0 else "watch"
