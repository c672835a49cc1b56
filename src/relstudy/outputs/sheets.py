"""The tables of the workbook as values: for each question all its figures over all columns, with the key of each row and column.

Words and labels come from where the report has them. A row holds cells and a sheet says nothing of its looks:
`workbook` writes them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from relstudy.cells import CellKey
from relstudy.report.book import BASES, CellRow, FieldName
from relstudy.report.cell_names import item_name, row_name
from relstudy.report.context import Context
from relstudy.report.item_tables import crossed_with
from relstudy.report.open_answers import about_list, find_written, mask_written
from relstudy.report.pages.survey import about_item, column_order, shown_items
from relstudy.report.plain.inline import read_flat
from relstudy.report.table import DEEPEST
from relstudy.report.values import joined
from relstudy.survey.code_frame import order_codes
from relstudy.survey.items import Item

#: Longest name of a sheet, and names Excel keeps to itself.
_LONGEST = 31
INDEX = "index"
#: How the name of a sheet of answers ends.
LIST = "_list"
_RESERVED = frozenset({"history", INDEX})
RowRole = Literal["share", "net", "summary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One row of figures: `stem` is their key without its column, `cells` are by column, None where there is none; `steps` it is set in."""

    stem: str
    head: str
    cells: tuple[CellRow | None, ...]
    role: RowRole = "share"
    steps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRow:
    """One row of what figures are based on, by column; `stem` is that of the first of these figures."""

    stem: str
    head: str
    field: FieldName
    cells: tuple[CellRow | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleRow:
    """The name of the rows below it."""

    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """What people wrote, and in words how many wrote it, "" where one did."""

    text: str
    times: str


SheetRow = FigureRow | BaseRow | TitleRow | TextRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """One column of a sheet: its part of the keys, its title, its letters within its block ("" for everybody)."""

    id: str
    title: str
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSpan:
    """What a run of columns crosses the answers with; an empty title stands over nothing."""

    title: str
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table on a sheet of its own. `about` says what it is based on, `source` where its figures come from, `n` is everybody's base; `is_list` where its rows are texts."""

    name: str
    title: str
    columns: tuple[SheetColumn, ...]
    spans: tuple[SheetSpan, ...]
    rows: tuple[SheetRow, ...]
    about: str = ""
    source: str = ""
    n: int | None = None
    is_list: bool = False


def lay_sheets(context: Context) -> tuple[Sheet, ...]:
    """Return the tables of a wave: its questions in the order of the report, then what the other steps of the method counted."""
    names = SheetNames()
    columns = _columns(context, column_order(context), lettered=len(context.tests) > 0)
    questions = [
        sheet
        for item in shown_items(context)
        if item.grid is None
        for sheet in (_question(context, item, columns, names), _written(context, item, names))
        if sheet is not None
    ]
    return (*questions, *_section_sheets(context, names))


class SheetNames:
    """Names of sheets: valid for Excel, short, each once without regard to capitals."""

    def __init__(self) -> None:
        self._taken = set(_RESERVED)

    def give(self, wanted: str) -> str:
        """Return a name as near to the one wanted as Excel allows."""
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", wanted).strip("' ") or "_"
        tries = (plain[:_LONGEST], *(f"{plain[: _LONGEST - 5]}~{n}" for n in range(2, len(self._taken) + 3)))
        name = next(name for name in tries if name.casefold() not in self._taken)
        self._taken.add(name.casefold())
        return name


def _columns(context: Context, ids: Sequence[str], *, lettered: bool) -> tuple[SheetColumn, ...]:
    """Return the columns with their titles and, where columns were compared, their letters by block."""
    letters = context.book.letters if lettered else {}
    return tuple(SheetColumn(id=id_, title=_column_title(context, id_), letter=letters.get(id_, "")) for id_ in ids)


def _column_title(context: Context, id_: str) -> str:
    return context.words.text("workbook.value") if id_ == "_" else context.column_text(id_)


def _kind(column: str) -> str:
    return column.partition("=")[0]


def _spans(context: Context, columns: Sequence[SheetColumn]) -> tuple[SheetSpan, ...]:
    runs = ((kind, len(tuple(run))) for kind, run in groupby(columns, key=lambda column: _kind(column.id)))
    return tuple(SheetSpan(title=read_flat(crossed_with(context, kind)), width=width) for kind, width in runs)


def _question(context: Context, item: Item, columns: tuple[SheetColumn, ...], names: SheetNames) -> Sheet | None:
    """Return the sheet of a question; None where it has no cells. The rows of a grid stand on the sheet of their grid."""
    owners = [own for own in (*item.row_ids, item.id) if any(context.book.of("survey", own))]
    if not owners or not item.asked:
        return None
    rows: list[SheetRow] = []
    for owner in owners:
        if item.kind.is_heading:
            row = owner.removeprefix(f"{item.id}.")
            pooled = owner == item.id
            rows.append(
                TitleRow(head=context.words.text("survey.pooled") if pooled else context.text("row", item.id, row))
            )
        rows += _question_rows(context, owner, columns)
    first = next(context.book.of("survey", owners[0]))
    everybody = context.book.get("survey", owners[0], first.measure, first.row, "all")
    return Sheet(
        name=names.give(item.id),
        title=context.item_text(item.id),
        columns=columns,
        spans=_spans(context, columns),
        rows=tuple(rows),
        about=read_flat(joined(" ", about_item(context, item, ()))),
        source=_source(context, [cell for owner in owners for cell in context.book.of("survey", owner)]),
        n=None if everybody is None else everybody.base,
    )


def _written(context: Context, item: Item, names: SheetNames) -> Sheet | None:
    """Return the sheet of what was written in answer to an open question, under the figures that say how many did; None where there is nothing."""
    found = find_written(context, item)
    if found is None or found.unlisted == "none":
        return None
    found = mask_written(context, found)
    column = SheetColumn(id="all", title=context.column_text("all"))
    answered = context.book.get("survey", item.id, "answered", "_", "all")
    rows: list[SheetRow] = [
        FigureRow(
            stem=cell.key.rpartition("/")[0],
            head=context.words.text(f"survey.{cell.measure}"),
            cells=(cell,),
            role="summary",
        )
        for cell in (answered, found.count)
        if cell is not None
    ]
    if answered is not None:
        rows += _base_rows(context, f"survey/{item.id}/answered/_", (answered,))
    if found.answers:
        rows.append(TitleRow(head=context.words.text("open_answers.head")))
    rows += (
        TextRow(text=text, times=context.words.text("open_answers.times", n=str(times)) if times > 1 else "")
        for text, times in found.answers
    )
    return Sheet(
        name=names.give(f"{item.id[: _LONGEST - len(LIST)]}{LIST}"),
        title=context.words.text("open_answers.sheet", question=context.item_text(item.id)),
        columns=(column,),
        spans=_spans(context, (column,)),
        rows=tuple(rows),
        about=read_flat(joined(" ", about_list(context, found))),
        source=_source(context, [found.count]),
        is_list=True,
    )


def _question_rows(context: Context, owner: str, columns: Sequence[SheetColumn]) -> Iterator[SheetRow]:
    """Yield the figures of an item, answers before what sums them up, then their bases, and another base where a measure has its own."""
    of_item = tuple(context.book.of("survey", owner))
    depths = context.code_depths(owner)
    place = {code: number for number, code in enumerate(depths)}
    found = [
        pair
        for group in _by_measure(of_item).values()
        for pair in sorted(
            dict.fromkeys((c.measure, c.row) for c in group), key=lambda pair: place.get(pair[1], len(place))
        )
    ]
    shares = {cell.measure for cell in of_item if cell.unit == "share"}
    by_row = {pair: _row_cells(context.book.by_key, f"survey/{owner}/{pair[0]}/{pair[1]}", columns) for pair in found}
    for measure, row in found:
        role: RowRole = "net" if row.startswith("net.") else "share" if measure in shares else "summary"
        yield FigureRow(
            stem=f"survey/{owner}/{measure}/{row}",
            head=_head(context, owner, measure, row),
            cells=by_row[measure, row],
            role=role,
            steps=min(depths.get(row, 0), DEEPEST) if role == "share" else 0,
        )
    told: list[tuple[object, ...]] = []
    for (measure, row), cells in by_row.items():
        bases = tuple(None if cell is None else cell.base for cell in cells)
        if bases in told:
            continue
        head = "" if not told else _head(context, owner, measure, row)
        told.append(bases)
        yield from _base_rows(context, f"survey/{owner}/{measure}/{row}", cells, of=head)


def _row_cells(
    by_key: Mapping[CellKey, CellRow], stem: str, columns: Sequence[SheetColumn]
) -> tuple[CellRow | None, ...]:
    return tuple([by_key.get(CellKey(f"{stem}/{column.id}")) for column in columns])


def _head(context: Context, owner: str, measure: str, row: str) -> str:
    net = row.startswith("net.")
    answer = (
        context.text("net", owner.partition(".")[0], row.removeprefix("net.")) if net else context.code_text(owner, row)
    )
    if measure == "share":
        return answer
    name = _measure_name(context, "survey", measure) or measure
    return name if row == "_" else f"{name} – {answer}"


def _base_rows(context: Context, stem: str, cells: tuple[CellRow | None, ...], *, of: str = "") -> Iterator[BaseRow]:
    """Yield the bases that cells have; `of` names the measure whose base it is, where another was told before."""
    weighted = context.wave.weighting.method != "none"
    for field in BASES:
        there = any(cell is not None and cell.number(field) is not None for cell in cells)
        if there and (weighted or field != "base_weighted"):
            head = context.words.text(f"survey.{field}")
            yield BaseRow(stem=stem, head=f"{head} – {of}" if of else head, field=field, cells=cells)


def _source(context: Context, cells: Iterable[CellRow]) -> str:
    """Return the files the cells of a sheet were made from, the column where it is one."""
    found = dict.fromkeys(cell.source.partition("#")[::2] for cell in cells if cell.source)
    paths, columns = dict.fromkeys(path for path, _ in found), {column for _, column in found}
    if not paths:
        return ""
    column = columns.pop() if len(columns) == 1 else ""
    if not column or column.startswith("L"):
        return context.words.text("workbook.source", file=", ".join(paths))
    return context.words.text("workbook.source_column", file=", ".join(paths), column=column)


def _measure_name(context: Context, section: str, measure: str) -> str | None:
    """Return what a measure is called: by its section's own word, else by the one for all; None where nobody gave it one."""
    own = f"survey.{measure}" if section == "survey" else f"workbook.{section}.{measure}"
    return context.words.find(own) or context.words.find(f"workbook.measures.{measure}")


#: Sections that come first among the sheets; those that other sheets tell, and what the sheets of another wave do.
_FIRST = ("profiles", "expectations", "interviews", "journeys", "benchmark", "grid", "audit")
_ELSEWHERE = frozenset({"sample", "weights", "survey", "waves"})


def _section_sheets(context: Context, names: SheetNames) -> Iterator[Sheet]:
    """Yield what the other steps counted, a sheet for each: rows by measure and item, over the columns of the section."""
    for section in dict.fromkeys((*_FIRST, *context.book.by_section)):
        if section in _ELSEWHERE:
            continue
        cells = _told_cells(context, section)
        if not cells:
            continue
        ids = tuple(dict.fromkeys(c.column for c in cells))
        columns = _columns(context, sorted(ids, key=lambda id_: id_ != "_"), lettered=False)
        rows: list[SheetRow] = []
        # Codes stand below those they are part of, set in by as many steps, as on the page of interviews.
        depths = dict(order_codes({e.id: e.parent for e in context.study.codebook})) if section == "interviews" else {}
        place = {code: number for number, code in enumerate(depths)}
        for title, group in _titled(context, section, cells):
            rows.append(TitleRow(head=title))
            lines = sorted(
                dict.fromkeys((c.item, c.measure, c.row) for c in group), key=lambda one: place.get(one[0], -1)
            )
            laid = {one: _row_cells(context.book.by_key, f"{section}/{'/'.join(one)}", columns) for one in lines}
            rows += (
                FigureRow(
                    stem=f"{section}/{item}/{measure}/{row}",
                    head=_section_head(context, next(filter(None, found))),
                    cells=found,
                    steps=min(depths.get(item, 0), DEEPEST),
                )
                for (item, measure, row), found in laid.items()
            )
        yield Sheet(
            name=names.give(section),
            title=context.words.text(f"steps.{section}"),
            columns=columns,
            spans=_spans(context, columns),
            rows=tuple(rows),
            source=_source(context, cells),
        )


def _told_cells(context: Context, section: str) -> list[CellRow]:
    """Return the numbers and verdicts of a section whose measure has a name."""
    cells = tuple(context.book.of(section))
    told = {m for m in {c.measure for c in cells} if _measure_name(context, section, m) is not None}
    return [c for c in cells if c.measure in told and c.kind in ("number", "category")]


def _titled(context: Context, section: str, cells: Sequence[CellRow]) -> Iterator[tuple[str, list[CellRow]]]:
    """Yield the cells of a sheet under their measures; those of a hypothesis under what it states, a sentence too long for each of its rows."""
    if section == "hypotheses":
        for one in dict.fromkeys(c.item for c in cells):
            yield _statement(context, one), [c for c in cells if c.item == one]
        return
    for measure, group in _by_measure(cells).items():
        yield _measure_name(context, section, measure) or measure, group


def _by_measure(cells: Sequence[CellRow]) -> dict[str, list[CellRow]]:
    return {measure: [c for c in cells if c.measure == measure] for measure in dict.fromkeys(c.measure for c in cells)}


def _section_head(context: Context, cell: CellRow) -> str:
    if cell.section == "hypotheses":
        name = _measure_name(context, cell.section, cell.measure) or cell.measure
    else:
        named = item_name(context, cell.section, cell.item)
        name = (cell.item.replace("_", " ") if named is None else named) or context.words.text("columns.all")
    row = row_name(context, cell)
    part = cell.row if row is None else row
    return f"{name} – {part}" if part else name


def _statement(context: Context, hypothesis: str) -> str:
    """Return what a hypothesis states, after its id: a register may state the same of two bases."""
    return f"{hypothesis} – {item_name(context, 'hypotheses', hypothesis)}"
