"""What a wave is called in one language: the study, its questions and answers, its registers, in the words their labels have."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from relstudy.folding import fold
from relstudy.report.book import Book
from relstudy.report.numbers import format_period
from relstudy.report.texts import Texts
from relstudy.report.typography import set_spaces
from relstudy.report.values import Inline, Label
from relstudy.report.wording import Words
from relstudy.study.method import WaveResult
from relstudy.survey.code_frame import order_codes
from relstudy.survey.items import CodeId, Item, ItemId
from relstudy.survey.labels import LabelKind
from relstudy.survey.plan import Study, Wave
from relstudy.words import Lang


@dataclass(frozen=True, kw_only=True)
class Labelling:
    """A wave and what was found in it, with its labels in one language."""

    study: Study
    wave: Wave
    result: WaveResult
    book: Book
    words: Words
    lang: Lang
    texts: Texts = field(default_factory=Texts)

    @cached_property
    def items(self) -> Mapping[ItemId, Item]:
        """Return the wave's items by id, rows of grids included."""
        return {item.id: item for item in self.wave.items}

    @cached_property
    def code_by_fold(self) -> Mapping[tuple[str, str], CodeId]:
        """Return the code of an item whose folded form stands in keys."""
        return {(item.id, fold(c.code)): c.code for item in self.wave.items for c in item.codes}

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

    def code_depths(self, item: str) -> dict[str, int]:
        """Return the codes given to an open question's answers, each before those below it, with how many of them stand above it."""
        asked = self.items.get(ItemId(item))
        if asked is None or asked.kind.answer != "text":
            return {}
        given = {cell.row for cell in self.book.of("survey", item, measure="share")}
        return dict(order_codes({entry.id: entry.parent for entry in self.study.codebook if entry.id in given}))

    @cached_property
    def profile_ids(self) -> tuple[str, ...]:
        """Return the profiles of the wave in their order; a group that only a fit beside frozen profiles has is none."""
        new = {cell.item for cell in self.book.of("profiles", measure="continuity") if cell.text == "new"}
        return tuple(item for item in self.book.items("profiles") if item != "_" and item not in new)
