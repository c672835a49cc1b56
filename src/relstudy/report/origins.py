"""Where a cell of a page comes from, in words: question, filter, base, weights, method, reference; cells that share them are told together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from relstudy.cells import CellKey
from relstudy.report.book import CellRow
from relstudy.report.cell_names import MATURITY, item_name, row_name
from relstudy.report.conditions import condition_words
from relstudy.report.context import Context
from relstudy.report.numbers import format_date, format_value, round_half_up, write_decimal
from relstudy.report.plain.inline import read_flat
from relstudy.report.values import EMPTY, Count, Inline, Label, Number, Unbound
from relstudy.steps.tradeoffs import COUNTED
from relstudy.survey.imported import ImportRecord
from relstudy.survey.items import Item, ItemId
from relstudy.words import Lang, load_words, plural_form, tell_counting

_QUANTILES = ("q1", "median", "q3")
#: Who is in the base of every figure of a section, or of a measure.
_BASES = {
    "quote": "quote",
    "choice_quote": "quote",
    "journeys": "cases_journeys",
    "agreement": "read_twice",
    "hypotheses": "hypotheses",
    **dict.fromkeys(COUNTED, "cases_tradeoffs"),
}
#: Measures that are a difference of two figures.
_DIFFERENCES = ("difference", "gap", "printed_gap", "use_gap", "contact_gap", "moved_people", "moved_profile")
#: Sections whose counts and shares are printed with a decimal more.
_FINER = ("weights", "quality")
#: Measures that every page and sheet prints with other decimals than their unit has.
_DECIMALS = {"nps": 0, "nps_difference": 0, "nps_stated": 0, "clv": 0, "maturity_mean": 1}
#: Decimals of a score of recommendation and its difference in a hypothesis, as those of means.
POINTS_OF_HYPOTHESES = 1
#: What people typed, printed with the digits it has.
_AS_TYPED = (("grid", "criterion"), ("grid", "weight"), ("benchmark", "score"), ("strategy", "score"))


def is_kpi(cell: CellRow) -> bool:
    """Tell whether a cell is a KPI, its target or its gap: printed with the digits there are."""
    return cell.section == "audit" or (cell.section == "strategy" and cell.measure in ("target", "current", "gap"))


def is_difference(cell: CellRow) -> bool:
    """Tell whether a cell is a difference of two figures: it has its sign, and one of shares is in points."""
    if cell.section == "audit":
        return cell.row == "gap"
    return cell.measure in _DIFFERENCES or cell.measure.endswith("_difference")


def number_of(cell: CellRow, lang: Lang) -> Number:
    """Return a cell as the pages print it, where nothing but the cell is known: its digits, and the sign of a difference."""
    natural = is_kpi(cell) or (cell.section, cell.measure) in _AS_TYPED
    finer = cell.section in _FINER and (cell.unit == "share" or (cell.value is not None and cell.value % 1 != 0))
    decimals = 1 if finer and cell.unit in ("share", "count") else _DECIMALS.get(cell.measure)
    if cell.section == "hypotheses" and cell.unit == "points":
        decimals = POINTS_OF_HYPOTHESES
    return Number(cell, lang, decimals=None if natural else decimals, natural=natural, signed=is_difference(cell))


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What cells that were made alike have in common; `filter` is None where everybody was asked, or there is no question."""

    title: str
    question: str | None
    filter: str | None
    base: str
    weight: str
    method: str
    reference: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginRow:
    """One cell of an origin: what it is, its number as the report prints it. `is_first`: no page before shows it."""

    key: CellKey
    label: Inline
    number: Number
    base: str
    is_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginGroup:
    """An origin and the cells of one page that have it."""

    origin: Origin
    rows: tuple[OriginRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOrigins:
    """The cells a page of the report shows, by origin; none where it shows no number."""

    name: str
    title: Inline
    groups: tuple[OriginGroup, ...]


def gather_origins(context: Context, shown: Mapping[str, Iterable[CellKey]]) -> tuple[PageOrigins, ...]:
    """Return where the numbers of a report come from, page by page; `shown` are the keys each page shows, in its order.

    Keys of no cell, and of a cell that is withheld or missing, are left out: there is no number to tell of.
    """
    told: dict[tuple[str, ...], Origin] = {}
    seen: set[CellKey] = set()
    pages = []
    for name, keys in shown.items():
        groups: dict[Origin, list[OriginRow]] = {}
        for cell in filter(None, map(context.book.by_key.get, dict.fromkeys(keys))):
            if not cell.shown:
                continue
            telling = Telling(context=context, cell=cell)
            if telling.alike not in told:
                told[telling.alike] = telling.origin()
            row = OriginRow(
                key=cell.key,
                label=Label(telling.row_label()),
                number=number_of(cell, context.lang),
                base=telling.base_count(),
                is_first=cell.key not in seen,
            )
            groups.setdefault(told[telling.alike], []).append(row)
            seen.add(cell.key)
        pages.append(
            PageOrigins(
                name=name,
                title=context.words.say(f"{name}.nav"),
                groups=tuple(OriginGroup(origin=origin, rows=tuple(rows)) for origin, rows in groups.items()),
            )
        )
    return tuple(pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The words of one cell's origin, in the language of the context."""

    context: Context
    cell: CellRow

    @property
    def words(self) -> dict[str, Any]:
        """Return the words of origins."""
        return load_words(self.context.lang, "explain")

    @property
    def item(self) -> Item | None:
        """Return the question of the cell, where it has one."""
        return self.context.items.get(ItemId(self.cell.question or self.cell.item))

    @property
    def alike(self) -> tuple[str, ...]:
        """Return what cells of one origin have in common."""
        cell, item = self.cell, self.item
        asked = "" if item is None else f"{item.id} {cell.item}"
        return (cell.section, asked, cell.measure, cell.base_kind, self.file())

    def origin(self) -> Origin:
        """Return the origin of the cell."""
        item = self.item
        matter = self.matter() if item is not None else ""
        return Origin(
            title=" · ".join(filter(None, (self.section(), matter, self.measure()))),
            question=None if item is None else asked_text(self.context, item),
            filter=self.filter() or self._unknown_filter(),
            base=self.base_words(),
            weight=self.weight(),
            method=self.method(),
            reference=self.reference(),
            file=self.file(),
        )

    def label(self) -> str:
        """Return what the cell is, from the whole to the part: its matter, its answer or measure, its column."""
        return " · ".join(filter(None, (self.section(), self.matter(), self.measure(), self.row(), self.column())))

    def row_label(self) -> str:
        """Return what tells the cell from the others of its origin."""
        matter = self.matter() if self.item is None else ""
        parts = " · ".join(filter(None, (matter, self.row(), self.column())))
        return parts or self.context.column_text("all")

    def section(self) -> str:
        """Return the name of the cell's section."""
        return str(self.words["sections"].get(self.cell.section, self.cell.section))

    def measure(self) -> str:
        """Return the name of what was measured; a KPI has the analysts' label."""
        rated = self.cell.item.startswith(MATURITY)
        named = self.words["measures"].get("maturity_score" if rated else self.cell.measure)
        if named is None or self.cell.section == "audit":
            return read_flat(self.context.unlabelled(self.cell.measure))
        return str(named)

    def column(self) -> str:
        """Return whom the cell speaks of; "" for everybody."""
        column = self.cell.column
        if column in ("_", "all"):
            return ""
        kind, _, wave = column.partition("=")
        if kind == "wave":
            return str(self.words["text"]["wave"].format(wave=self.context.text("wave", wave)))
        title = self.context.column_text(column)
        # Who uses a channel stands in the column of its users.
        return "" if title == self.matter() else title

    def matter(self) -> str:
        """Return what the cell speaks of: a question, a profile, an expectation, a code, a channel."""
        context = self.context
        section, bare = self._moved
        named = item_name(context, section, bare)
        if named is not None:
            return named
        is_asked = self.item is not None or section == "weights"
        return " × ".join(map(context.item_text, self._crossed(bare))) if is_asked else bare.replace("_", " ")

    def _crossed(self, item: str) -> list[str]:
        """Return a question, or those a margin crosses; as many as answers make one of its categories."""
        items, codes = item.split("."), self.cell.row.split("*")
        # A line of a grid has a point in its own name.
        return items if len(items) == len(codes) else [item]

    @property
    def _moved(self) -> tuple[str, str]:
        """Return the section and the item the cell is about: of a change over the waves those of what changed."""
        section, _, item = self.cell.item.partition(".")
        return (section, item) if self.cell.section == "waves" and item else (self.cell.section, self.cell.item)

    def row(self) -> str:
        """Return the answer, or the part of the matter, the cell counts."""
        cell, context = self.cell, self.context
        if cell.row == "_":
            return ""
        if cell.row.startswith("net."):
            return context.text("net", self._moved[1], cell.row.removeprefix("net."))
        if cell.section in ("survey", "waves"):
            return context.code_text(self._moved[1], cell.row)
        if cell.section == "weights":
            crossed = zip(self._crossed(cell.item), cell.row.split("*"), strict=False)
            return ", ".join(context.code_text(item, code) for item, code in crossed)
        if cell.section == "audit" or (cell.section, cell.measure) == ("expectations", "line"):
            return str(self.words["measures"].get(cell.row, cell.row))
        named = row_name(context, cell)
        return cell.row.replace("_", " ") if named is None else named

    def filter(self) -> str | None:
        """Return to whom the question was put, in words; None where it was put to all, or nobody knows."""
        item = self.item
        if item is None or item.filter in (None, "unknown"):
            return None
        return read_flat(condition_words(self.context, item.filter))

    def _unknown_filter(self) -> str | None:
        item = self.item
        return str(self.words["page"]["filter_unknown"]) if item is not None and item.filter == "unknown" else None

    def base(self) -> str:
        """Return who is in the base, how many they are, in which column."""
        words, cell, lang = self.words["bases"], self.cell, self.context.lang
        base = self.base_words()
        counted_as = "read_twice" if cell.section == "agreement" else cell.base_kind
        if cell.base is not None and counted_as in words["units"]:
            forms = words["units"][counted_as]
            counted = forms[plural_form(cell.base, lang)].format(n=format_value(cell.base, "count", lang))
            base = words["counted"].format(base=base, n=counted)
        if cell.column not in ("_", "all"):
            base += words["column"].format(column=self.column() or self.context.column_text(cell.column))
        if cell.base_effective is not None and cell.shown:
            base += words["effective"].format(n=format_value(cell.base_effective, "count", lang))
        return base

    def base_words(self) -> str:
        """Return who is in the base."""
        words, item = self.words["bases"], self.item
        kind = self._read_base(item) or self._base_kind(item)
        if item is not None and kind == "expression":
            condition = read_flat(condition_words(self.context, item.base))
            return str(words["expression"].format(condition=condition))
        return str(words.get(kind, ""))

    def _read_base(self, item: Item | None) -> str:
        """Return the kind of a base that is of those whose open answer was read; "" for any other."""
        if item is None or item.kind.answer != "text":
            return ""
        told = {("survey", "share"): "coded", ("hypotheses", "share"): "hypotheses_coded"}
        measure = "share" if self.cell.section == "hypotheses" else self.cell.measure
        return told.get((self.cell.section, measure), "")

    def _base_kind(self, item: Item | None) -> str:
        cell = self.cell
        named = next((name for name in (cell.measure, cell.section) if name in _BASES), None)
        if named is not None:
            return _BASES[named]
        if cell.section == "interviews" and cell.base_kind == "rows":
            return "orders"
        if cell.base_kind in ("cases", "players"):
            return cell.base_kind
        if cell.section == "profiles":
            return "entered"
        if cell.section == "waves":
            return "waves"
        if cell.section == "expectations" or cell.measure == "fit":  # a fit has the smallest base behind its tiers
            return "both" if cell.measure in ("gap", "importance_both", "satisfaction_both") else "numbers"
        if cell.section == "survey" and item is not None:
            if cell.measure in ("mean", "nps", *_QUANTILES):
                return "numbers"
            if cell.measure == "mean_rank":
                return "placed"
            return item.base if item.base in ("asked", "valid", "all") else "expression"
        return {"respondents": "all" if item is None else "answering", "rows": "rows"}.get(cell.base_kind, "register")

    def weight(self) -> str:
        """Return by what respondents are weighted."""
        words, plan, cell = self.words["weights"], self.context.wave.weighting, self.cell
        if cell.base_kind == "cases":
            return str(words["cases"])
        if cell.section == "waves" or (cell.section == "strategy" and cell.measure == "fit"):
            return str(words[cell.section])
        if cell.base_kind != "respondents" and cell.section not in ("weights", "survey"):
            return str(words["register"])
        margins = ", ".join(margin.name for margin in plan.targets)
        return str(words[plan.method].format(column=plan.column, margins=margins, file=plan.targets_file))

    def method(self) -> str:
        """Return the formula."""
        methods, cell = self.words["methods"], self.cell
        from_cases = cell.section == "expectations" and cell.base_kind == "cases"
        section = methods.get("expectations_cases" if from_cases else cell.section, methods["other"])
        if cell.section == "waves" and is_difference(cell):
            return str(section["difference"])
        return str(section.get(cell.measure) or section.get("any") or methods["other"]["any"])

    def reference(self) -> str:
        """Return where the method is published."""
        references, cell = self.words["references"], self.cell
        name = cell.section
        if cell.section == "survey" and cell.measure == "nps":
            name = "survey_nps"
        if cell.section == "survey" and cell.measure in _QUANTILES:
            name = "survey_quantile"
        if cell.section == "expectations" and cell.base_kind == "cases":
            name = "interviews"
        return str(references.get(name, references["other"]))

    def file(self) -> str:
        """Return the first file the cell was made from; "" where it has none."""
        return self.cell.file

    def file_stem(self) -> str:
        """Return the name of that file without its ending."""
        return PurePosixPath(self.file()).stem

    def base_count(self) -> str:
        """Return how many are in the base; "" where the cell has none."""
        return "" if self.cell.base is None else format_value(self.cell.base, "count", self.context.lang)


def told_import(context: Context, one: ImportRecord) -> Inline:
    """Return which file codings came from, how its offsets were counted and how much was lost on the way."""
    say, lang = context.words.say, context.lang
    program: Inline = Unbound("text", f", {one.program}") if one.program else EMPTY
    offsets: Inline = EMPTY
    if one.dialect is not None and one.score is not None:
        score = Unbound("number", write_decimal(round_half_up(one.score, 2), lang))
        offsets = say("method.imported.offsets", dialect=Unbound("text", tell_counting(one.dialect, lang)), score=score)
    return say(
        "method.imported.file",
        file=Unbound("text", one.file),
        program=program,
        day=say("method.imported.day", day=Unbound("date", format_date(one.on, lang))) if one.on else EMPTY,
        n=Count(one.codings, lang),
        lost=Count(sum(n for _, n in one.losses), lang),
        offsets=offsets,
    )


def asked_text(context: Context, item: Item) -> str:
    """Return the wording of a question; a row of a grid has the grid's before its own."""
    if item.grid is None:
        return context.item_text(item.id)
    return f"{context.item_text(item.grid)} – {context.text('row', item.grid, item.id.removeprefix(f'{item.grid}.'))}"
