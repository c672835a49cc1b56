"""Which rows of a file a draft counts: lines to leave out, and the condition that keeps the finished interviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from relstudy.drafting.names import Ids
from relstudy.drafting.proposal import ProposedCode, ProposedItem, Remark
from relstudy.intake.no_interviews import Kind, NoInterviews, find_no_interviews
from relstudy.survey.schema import ANY_TEXT
from relstudy.tables import Table

#: What is said of each kind of rows.
_REMARKS: Mapping[Kind, str] = {
    "header": "rows-header", "preview": "rows-preview", "unfinished": "rows-unfinished", "total": "rows-total",
    "hidden": "rows-hidden",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRows:
    """Rows of a table that count, shape (n,), and how a study says so: lines left out, a condition and the items it names."""

    mask: np.ndarray
    skip_rows: tuple[int, ...] = ()
    keep: str | None = None
    items: tuple[ProposedItem, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns the condition reads."""
        return tuple(item.columns[0] for item in self.items)


def keep_rows(table: Table, names: Mapping[str, str], ids: Ids, *, lang: str) -> KeptRows:
    """Return the rows of a table that are interviews, as far as the file tells; the rest is said, with its number.

    `names` are what headings call the columns.
    """
    mask = np.ones(len(table), dtype=bool)
    skip: list[int] = []
    conditions: list[str] = []
    items: list[ProposedItem] = []
    remarks: list[Remark] = []
    for found in find_no_interviews(table):
        lines = table.lines[found.rows].tolist()
        mask[found.rows] = False
        if found.column is None:
            skip += lines
            remarks.append(Remark(_REMARKS[found.kind], {"lines": _listed(lines), "rows": str(len(lines))}))
            continue
        id_ = ids.of(names[found.column], table.columns.index(found.column) + 1)
        item, condition = _condition(found, id_, lang)
        items.append(item)
        conditions.append(condition)
        fields = {"column": found.column, "rows": str(len(lines)), "kept": str(int(mask.sum())), "keep": condition}
        remarks.append(Remark(_REMARKS[found.kind], fields))
    return KeptRows(
        mask=mask, skip_rows=tuple(skip), keep=" and ".join(conditions) or None, items=tuple(items), remarks=tuple(remarks)
    )  # fmt: skip


def _condition(found: NoInterviews, id_: str, lang: str) -> tuple[ProposedItem, str]:
    """Return the item of the column that tells, and the condition that leaves its rows out."""
    column = found.column or ""
    blank = "" in found.texts
    if blank:
        # A condition cannot ask for a blank: one box, ticked by any text.
        box = ProposedCode(code="filled", label={lang: column})
        item = ProposedItem(
            id=id_, type="multiple", label={lang: column}, columns=(column,), codes=(box,), yes=ANY_TEXT, tables=False
        )
        return item, f"{id_} == 'filled'"
    if not found.texts:
        highest = max(float(text.replace(",", ".").removesuffix("%")) for text in found.others if text)
        item = ProposedItem(id=id_, type="numeric", label={lang: column}, columns=(column,), tables=False)
        return item, f"{id_} >= {highest:g}"
    texts = (*(text for text in found.others if text), *found.texts)
    codes = tuple(ProposedCode(code=text, label={lang: text}) for text in texts)
    item = ProposedItem(id=id_, type="single", label={lang: column}, columns=(column,), codes=codes, tables=False)
    wanted = [_quoted(text) for text in found.texts]
    one = f"{id_} == {wanted[0]}" if len(wanted) == 1 else f"{id_} in [{', '.join(wanted)}]"
    return item, f"not ({one})"


def _quoted(text: str) -> str:
    return f"'{text}'" if "'" not in text else f'"{text}"'


def _listed(lines: Sequence[int]) -> str:
    return ", ".join(map(str, lines[:6])) + (", …" if len(lines) > 6 else "")
