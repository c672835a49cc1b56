"""What every page of the report reads: the study, the wave, its cells and outcomes, words and labels in one language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from relstudy.folding import fold
from relstudy.report.book import Book
from relstudy.report.differences import Apart, read_differences
from relstudy.report.findings import PaperState
from relstudy.report.numbers import format_period
from relstudy.report.profile_names import ProfileName, name_profiles
from relstudy.report.texts import Texts
from relstudy.report.typography import set_spaces
from relstudy.report.values import Inline, Label
from relstudy.report.wording import Words, figure_words
from relstudy.steps.interviews import Interviews
from relstudy.study.method import WaveResult
from relstudy.survey.items import CodeId, Item, ItemId
from relstudy.survey.labels import LabelKind
from relstudy.survey.plan import Study, Wave
from relstudy.words import Lang

if TYPE_CHECKING:
    import pandas as pd

    from relstudy.report.open_answers import Written
    from relstudy.report.page import Page


@dataclass(frozen=True, kw_only=True)
class Context:
    """Everything a page may show, the remarks noted at reading excepted: they are known last.

    `page_by_step` has the steps in the order a reader is told of them; `tests` is the table itself. `pages` are those
    built so far, without what analysts wrote on them: the page that proves a claim is the one the report prints.
    `written_to` are the answers to open questions gathered so far.
    """

    study: Study
    wave: Wave
    result: WaveResult
    book: Book
    words: Words
    lang: Lang
    state: PaperState = "working_paper"
    texts: Texts = field(default_factory=Texts)
    page_by_step: Mapping[str, str] = field(default_factory=dict)
    tests: "pd.DataFrame" = field(compare=False)
    pages: "dict[str, Page]" = field(default_factory=dict, init=False, repr=False, compare=False)
    written_to: "dict[ItemId, Written]" = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def items(self) -> Mapping[ItemId, Item]:
        """Return the wave's items by id, rows of grids included."""
        return {item.id: item for item in self.wave.items}

    @cached_property
    def code_by_fold(self) -> Mapping[tuple[str, str], CodeId]:
        """Return the code of an item whose folded form stands in keys."""
        return {(item.id, fold(c.code)): c.code for item in self.wave.items for c in item.codes}

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

    def text(self, kind: LabelKind, *ids: str) -> str:
        """Return a label as plain text: the wave's, else the study's, else the last id."""
        key = "/".join((kind, *ids))
        labels = self.wave.labels if key in self.wave.labels.texts else self.study.labels
        return labels.get(kind, *ids, lang=self.lang)

    def label(self, kind: LabelKind, *ids: str) -> Inline:
        """Return a label ready for a page, escaped and with its own direction."""
        return Label(self.text(kind, *ids))

    @property
    def foreign(self) -> str:
        """Return the language the registers are written in where it is not the report's: the study's first; "" where it is."""
        first = self.study.languages[0] if self.study.languages else self.lang
        return "" if first == self.lang else first

    def written(self, text: str) -> Inline:
        """Return a text of a register that has no translation, in the language it was written in."""
        return Label(set_spaces(text, self.foreign or self.lang), lang=self.foreign)

    def unlabelled(self, name: str) -> Inline:
        """Return a KPI or a practice as words: registers give them no label, so the analyst's, else the id."""
        shown = self.texts.shown.get(name)
        label = set_spaces(shown.label, self.lang) if shown is not None and shown.label else ""
        return Label(label or name.replace("_", " "))

    @property
    def study_name(self) -> str:
        """Return the name of the study, else its id."""
        return self.text("study") or self.study.identity.id

    @property
    def client(self) -> str:
        """Return the client in the language of the report, "" where the study names none."""
        return self._identity("client", self.study.client)

    @property
    def agency(self) -> str:
        """Return who conducted the study, as the wave says it; "" where it does not."""
        return self.fact_text("conductor") if "conductor" in self.wave.facts.facts else ""

    @property
    def sector(self) -> str:
        """Return the sector in the language of the report, "" where the study names none."""
        return self._identity("sector", self.study.sector)

    def _identity(self, name: str, plain: str | None) -> str:
        known = f"identity/{name}" in self.study.labels.texts
        return self.text("identity", name) if known else plain or ""

    @property
    def wave_name(self) -> str:
        """Return the label of the wave, else its id."""
        return self.text("wave", self.wave.id) or self.wave.id

    @property
    def field_dates(self) -> str:
        """Return the dates of the fieldwork in words."""
        return format_period(self.wave.facts.field_start, self.wave.facts.field_end, self.lang)

    def fact_text(self, name: str) -> str:
        """Return a fact of wave.toml in the language of the report, else as it was written first."""
        key = f"wave/{self.wave.id}/{name}"
        if key in self.wave.labels.texts:
            return self.wave.labels.get("wave", self.wave.id, name, lang=self.lang)
        return self.wave.facts.facts[name]

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

    def item_text(self, item: str) -> str:
        """Return the wording of an item; a row of a grid has the grid's wording and its own label."""
        if f"item/{item}" in self.wave.labels.texts or f"item/{item}" in self.study.labels.texts:
            return self.text("item", item)
        grid, _, row = item.partition(".")
        if row:
            return f"{self.text('item', grid)} – {self.text('row', grid, row)}"
        return self.text("item", item)

    def code_text(self, item: str, folded: str) -> str:
        """Return the label of an answer, by the folded code that stands in keys."""
        code = self.code_by_fold.get((item, folded), folded)
        grid = item.partition(".")[0]
        for owner in (item, grid):
            key = f"code/{owner}/{code}"
            if key in self.wave.labels.texts or key in self.study.labels.texts:
                return self.text("code", owner, code)
        asked = self.items.get(ItemId(item))
        # Open answers are coded on the code frame of the interviews.
        return self.text("codebook", code) if asked is not None and asked.kind.answer == "text" else code

    @cached_property
    def profile_ids(self) -> tuple[str, ...]:
        """Return the profiles of the wave in their order; a group that only a fit beside frozen profiles has is none."""
        new = {cell.item for cell in self.book.of("profiles", measure="continuity") if cell.text == "new"}
        return tuple(item for item in self.book.items("profiles") if item != "_" and item not in new)

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
            return text if text != code else self.words.find(f"targets.{code}") or code
        if name == "player":
            return self.text("player", code)
        if name == "kind":
            return self.words.first(f"player_kinds.{code}", "columns.other").text
        if name in self.items:
            return self.code_text(name, code)
        return code

    def column_label(self, column: str) -> Inline:
        """Return the title of a column of cells, ready for a page."""
        return Label(self.column_text(column))
