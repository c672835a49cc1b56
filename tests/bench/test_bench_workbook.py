"""300 tables of 20 columns as a workbook, beside XlsxWriter writing the same cells, formats and rows without us."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from page_context import context_of
from xlsxwriter.worksheet import Worksheet

from relstudy.cells import Cell
from relstudy.outputs import workbook
from relstudy.report.context import Context
from relstudy.survey.brand import NO_BRAND
from relstudy.survey.items import Code, Item
from relstudy.tables.formulas import INERT_WORKBOOK

TABLES, ANSWERS, COLUMNS = 300, 6, 20
_CALLS = (
    "write_number", "write_string", "write_blank", "write_url", "merge_range", "set_row", "set_column", "freeze_panes", "set_landscape",
    "set_paper", "set_margins", "print_area", "repeat_rows", "fit_to_pages", "repeat_columns", "set_footer", "hide_gridlines",
)  # fmt: skip


@pytest.fixture(scope="module")
def context() -> Context:
    codes = tuple(Code(code=str(n)) for n in range(1, ANSWERS + 1))
    banner = Item(id="b", type="single", columns=("B",), codes=tuple(Code(code=str(n)) for n in range(COLUMNS - 1)))
    items = (*(Item(id=f"q{n}", type="single", columns=(f"Q{n}",), codes=codes) for n in range(TABLES)),)
    columns = ("all", *(f"b={n}" for n in range(COLUMNS - 1)))
    cells = [
        Cell(
            section="survey", item=item.id, measure="share", row=code.code, column=column, value=(place + 1) / 97, unit="share",
            base=500 + place, base_kind="respondents", base_weighted=500.5 + place, base_effective=450.25,
            marks="A B" if place % 4 == 0 and column != "all" else "",
        )
        for item in items
        for code in codes
        for place, column in enumerate(columns)
    ]  # fmt: skip
    labels = {f"item/{item.id}": f"Une question de longueur ordinaire, numéro {item.id} ?" for item in items}
    return context_of((*items, banner), cells, labels)


class _Recorder:
    """Notes every call that fills a sheet, and the properties of every format, so that they can be made again without us."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.calls: dict[str, list[tuple[str, tuple[Any, ...]]]] = {}
        self.formats: list[dict[str, Any]] = []
        self.places: dict[int, int] = {}
        self._inside = False
        for name in _CALLS:
            patch.setattr(Worksheet, name, self._noting(name, getattr(Worksheet, name)))
        plain = xlsxwriter.Workbook.add_format

        def add(book: Any, looks: dict[str, Any] | None = None) -> Any:
            made = plain(book, looks)
            # Those every workbook has of itself bear an index already.
            if not looks or "xf_index" in looks or "hyperlink" in looks:
                return made
            self.places[id(made)] = len(self.formats)
            self.formats.append(dict(looks))
            return made

        patch.setattr(xlsxwriter.Workbook, "add_format", add)

    def _noting(self, name: str, plain: Callable[..., Any]) -> Callable[..., Any]:
        def noted(sheet: Any, *given: Any, **named: Any) -> Any:
            outer, self._inside = not self._inside, True
            if outer:
                kept = tuple(("format", self.places[id(one)]) if id(one) in self.places else one for one in given)
                self.calls.setdefault(sheet.get_name(), []).append((name, (kept, named)))
            try:
                return plain(sheet, *given, **named)
            finally:
                if outer:
                    self._inside = False

        return noted


def bare(recorded: _Recorder) -> bytes:
    """Write what was recorded with XlsxWriter alone."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(
        content, {**INERT_WORKBOOK, "default_format_properties": workbook._looks(NO_BRAND)}
    ) as book:
        formats = [book.add_format(looks) for looks in recorded.formats]
        for name, calls in recorded.calls.items():
            sheet = book.add_worksheet(name)
            for call, (given, named) in calls:
                real = [formats[one[1]] if isinstance(one, tuple) and one[:1] == ("format",) else one for one in given]
                getattr(sheet, call)(*real, **named)
    return content.getvalue()


@pytest.fixture(scope="module")
def recorded(context: Context) -> _Recorder:
    with pytest.MonkeyPatch.context() as patch:
        recorder = _Recorder(patch)
        workbook.render_workbook(context)
    return recorder


@pytest.mark.benchmark(group="workbook of 300 tables")
def test_bare_xlsxwriter(benchmark, recorded: _Recorder) -> None:
    benchmark.pedantic(bare, args=(recorded,), rounds=3, warmup_rounds=1)


@pytest.mark.benchmark(group="workbook of 300 tables")
def test_ours(benchmark, context: Context, recorded: _Recorder) -> None:
    made = benchmark.pedantic(workbook.render_workbook, args=(context,), rounds=3, warmup_rounds=1)
    assert len(made) == pytest.approx(len(bare(recorded)), rel=0.01)
