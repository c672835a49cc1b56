"""The errata of a delivery, `errata.csv`: every cell that is printed otherwise than in the version before."""

import io
from collections.abc import Iterator

import pandas as pd

from relstudy.outputs.output import DeliveryTerms, Files
from relstudy.report.book import BASES, CellRow, open_book
from relstudy.report.numbers import cell_word, format_value, written_number
from relstudy.report.origins import number_of
from relstudy.report.wording import words_of
from relstudy.tables.formulas import inert
from relstudy.words import Lang

ERRATA = "errata.csv"
COLUMNS = ("key", "before", "after", "reason")
#: What a printed form is made of.
_TOLD = ["value", "text", "status", "base", "base_weighted", "base_effective", "marks"]
#: Whose number stands beside a figure.
_COUNTED = ("respondents", "cases", "players")


def write_errata(*, cells: pd.DataFrame, langs: tuple[Lang, ...], delivery: DeliveryTerms | None) -> Files:
    """Return `errata.csv` (UTF-8 with BOM, comma): one row per cell whose printed form changed; none of a working paper.

    A cell printed the same has for forms what is printed beside it and changed: its bases, "n = 769" and "n = 768",
    the letters and arrows of its tests.
    Printed in the first language of the study. A cell that the other version has not is blank there; what is withheld
    now is not told as it was. The first version has a table without rows.
    """
    if delivery is None:
        return {}
    before = delivery.cells_before
    rows = () if before is None else _changed_cells(before, cells, langs[0])
    table = pd.DataFrame(
        ((*map(inert, row), delivery.reasons.get(step) or delivery.reason) for *row, step in rows), columns=COLUMNS
    )
    buffer = io.StringIO()
    table.to_csv(buffer, index=False, lineterminator="\n")
    return {ERRATA: buffer.getvalue().encode("utf-8-sig")}


def _changed_cells(before: pd.DataFrame, after: pd.DataFrame, lang: Lang) -> Iterator[tuple[str, str, str, str]]:
    """Yield key, printed forms and step of what is printed otherwise, in the order of the cells; those that are gone last."""
    both = after.set_index("key")[_TOLD].join(before.set_index("key")[_TOLD], rsuffix="_was", how="outer", sort=False)
    differs = pd.Series(data=False, index=both.index)
    for name in _TOLD:
        now, was = both[name], both[f"{name}_was"]
        differs |= ~((now == was).fillna(value=False).astype(bool) | (now.isna() & was.isna()))
    changed = set(both.index[differs.to_numpy(dtype=bool)])
    then, now_printed = (open_book(table[table["key"].isin(changed)]).by_key for table in (before, after))
    for key in dict.fromkeys((*now_printed, *then)):
        cell, past = now_printed.get(key), then.get(key)
        said, was_said = _printed(cell, lang), _printed(past, lang)
        if said == was_said:
            said, was_said = _beside(cell, past, lang)
        if said != was_said:
            step = next(one.step for one in (cell, past) if one is not None) or ""
            yield key, "" if cell is not None and cell.status == "withheld" else was_said, said, step


def _printed(cell: CellRow | None, lang: Lang) -> str:
    """Return a cell as its reader sees it, "" for one that is not there."""
    if cell is None:
        return ""
    word = cell_word(cell, lang)
    if word is not None:
        return word
    return written_number(number_of(cell, lang)).removeprefix("+")  # a spreadsheet would take it for a formula


def _beside(cell: CellRow | None, past: CellRow | None, lang: Lang) -> tuple[str, str]:
    """Return what stands beside a figure and is printed otherwise than beside the same figure before.

    A weighted or effective base that is the number of respondents, then and now, is not printed beside it.
    """
    words = words_of(lang)
    now, was = _bases(cell, lang), _bases(past, lang)
    told = [
        tuple(words.text(f"errata.{field}", n=number) if number else "" for number in pair)
        for place, (field, pair) in enumerate(zip(BASES, zip(now, was, strict=True), strict=True))
        if pair[0] != pair[1] and (place == 0 or pair != (now[0], was[0]))
    ]
    tests = _tests(cell, lang), _tests(past, lang)
    if tests[0] != tests[1]:
        told.append(tests)
    joint = words.text("errata.joint")
    return joint.join(one for one, _ in told), joint.join(other for _, other in told)


def _bases(cell: CellRow | None, lang: Lang) -> tuple[str, ...]:
    """Return the bases beside a figure as they are printed, each "" where there is none."""
    if cell is None or not cell.shown or cell.base_kind not in _COUNTED:
        return ("",) * len(BASES)
    numbers = (cell.number(field) for field in BASES)
    return tuple("" if number is None else format_value(number, "count", lang) for number in numbers)


def _tests(cell: CellRow | None, lang: Lang) -> str:
    """Return the letters and arrows beside a figure, "" where it is not shown."""
    if cell is None or not cell.shown:
        return ""
    words = words_of(lang)
    marks = [*cell.letters, *(words.text(f"errata.{mark}") for mark in ("up", "down") if cell.has_mark(mark))]
    return words.text("errata.letters", letters=" ".join(marks)) if marks else words.text("errata.no_letters")
