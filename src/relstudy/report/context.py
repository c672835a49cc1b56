"""What every page of the report reads: the study, the wave, its cells and outcomes, words and labels in one language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from relstudy.report.differences import Apart, read_differences
from relstudy.report.findings import PaperState
from relstudy.report.labelling import Labelling
from relstudy.report.once import Once
from relstudy.report.profile_names import ProfileName, name_profiles
from relstudy.report.values import Inline, Label
from relstudy.report.wording import Words, figure_words
from relstudy.steps.interviews import Interviews

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Context(Labelling):
    """Everything a page may show, the remarks noted at reading excepted: they are known last.

    `page_by_step` has the steps in the order a reader is told of them; `tests` is the table itself. `once` keeps the pages
    built so far, without what analysts wrote on them (the page that proves a claim is the one the report prints), and the
    answers to open questions gathered so far.
    """

    state: PaperState = "working_paper"
    page_by_step: Mapping[str, str] = field(default_factory=dict)
    tests: "pd.DataFrame" = field(compare=False)
    once: Once = field(default_factory=Once, init=False, repr=False, compare=False)

    @property
    def figure_words(self) -> Words:
        """Return the words of the figures, in the forms of the report's."""
        return figure_words(self.lang, self.words.forms)

    @property
    def tells_prompts(self) -> bool:
        """Tell whether the coding says what was said after a prompt; where it does not, nothing is called unprompted."""
        heard = self.result.given(Interviews)
        return heard is not None and heard.tells_prompts

    @cached_property
    def differences(self) -> Mapping[str, Apart]:
        """Return the targets and profiles that are significantly apart from everybody, by the key of everybody's figure."""
        return read_differences(self.tests, self.book)

    def absence(self, step: str) -> Inline | None:
        """Return why a step has nothing to show, in words, or None where it ran."""
        outcome = self.result.outcomes.get(step)
        name = self.words.first(f"steps.{step}", "steps.other")
        if outcome is None:
            return self.words.say("reasons.not_built", step=name)
        if outcome.state == "not_in_study":
            reason = outcome.reason or "other"
            return self.words.first(f"reasons.{reason.replace('-', '_')}", "reasons.other")
        if outcome.state == "failed":
            cause, _, needed = (outcome.reason or "").partition(":")
            if cause == "needs":
                return self.words.say(
                    "reasons.failed_before", step=name, before=self.words.first(f"steps.{needed}", "steps.other")
                )
            return self.words.say("reasons.failed", step=name)
        return None

    def list_steps(self, steps: Iterable[str]) -> Inline:
        """Return the names of steps one after the other, with a capital only in the first place."""
        return self.words.listed(f"steps.{step}" for step in steps)

    @cached_property
    def profile_names(self) -> Mapping[str, ProfileName]:
        """Return the names of the profiles by their ids; no two are the same."""
        return name_profiles(self)

    def profile_text(self, profile: str) -> str:
        """Return the name of a profile, "Profil 9" for one the wave has not."""
        named = self.profile_names.get(profile)
        return (
            named.text if named is not None else self.words.text("profiles.neutral", number=profile.removeprefix("p"))
        )

    def column_text(self, column: str) -> str:
        """Return the title of a column of cells."""
        if column == "all":
            return self.words.text("columns.all")
        name, _, code = column.partition("=")
        if name == "profile":
            return self.profile_text(code)
        if name == "target":
            text = self.code_text(self.study.respondents.target or "", code)
            return text if text != code else self.words.find(f"targets.{code}") or self._heard_targets.get(code, code)
        if name == "player":
            return self.text("player", code)
        if name == "kind":
            return self.words.first(f"player_kinds.{code}", "columns.other").text
        if name in self.items:
            return self.code_text(name, code)
        return code

    @cached_property
    def _heard_targets(self) -> Mapping[str, str]:
        """Return the targets of interviews as their register writes them: only a questionnaire has labels for them."""
        interviews = self.result.given(Interviews)
        return interviews.target_names if interviews is not None else {}

    def column_label(self, column: str) -> Inline:
        """Return the title of a column of cells, ready for a page."""
        return Label(self.column_text(column))
