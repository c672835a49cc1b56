"""Which rows of a file a draft counts: lines to leave out, and the condition that keeps the finished interviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from relstudy.drafting.names import Ids
from relstudy.drafting.proposal import ProposedCode, ProposedItem, Remark
from relstudy.intake.no_interviews import Kind, NoInterviews, find_no_interviews
from relstudy.survey.schema import ANY_TEXT
from relstudy.tables import Table

#: What is said of each kind of rows.
_REMARKS: Mapping[Kind, str] = {
    "header": "rows-header", "preview": "rows-preview", "trial": "rows-trial", "unfinished": "rows-unfinished", "total": "rows-total",
    "below": "rows-below", "hidden": "rows-hidden",
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


def keep_rows(
    table: Table, names: Mapping[str, str], ids: Ids, *, lang: str, wordings: Mapping[str, str] | None = None
) -> KeptRows:
    """Return the rows of a table that are interviews, as far as the file tells; the rest is said, with its number.

    `names` are what headings call the columns, `wordings` what a further header line says of them.
    """
    mask = np.ones(len(table), dtype=bool)
    skip: list[int] = []
    conditions: list[str] = []
    items: dict[str, ProposedItem] = {}
    remarks: list[Remark] = []
    for found in find_no_interviews(table, wordings=wordings):
        lines = table.lines[found.rows].tolist()
        mask[found.rows] = False
        if found.column is None or not found.is_state:
            skip += lines
            fields = {
                "lines": _listed(lines),
                "rows": str(len(lines)),
                "column": found.column or "",
                "texts": _listed(found.texts),
            }
            remarks.append(Remark(_REMARKS[found.kind], fields))
            continue
        if found.column not in items:
            id_ = ids.of(names[found.column], table.columns.index(found.column) + 1)
            items[found.column] = _item(found, found.column, id_, lang)
        condition = found.kept_by(items[found.column].id)
        conditions.append(condition)
        fields = {"column": found.column, "rows": str(len(lines)), "kept": str(int(mask.sum())), "keep": condition}
        remarks.append(Remark(_REMARKS[found.kind], fields))
    return KeptRows(
        mask=mask,
        skip_rows=tuple(skip),
        keep=" and ".join(conditions) or None,
        items=tuple(items.values()),
        remarks=tuple(remarks),
    )


def _item(found: NoInterviews, column: str, id_: str, lang: str) -> ProposedItem:
    """Return the item that reads the column which tells, for the condition alone."""
    item = ProposedItem(id=id_, type="single", label={lang: column}, columns=(column,), tables=False)
    if "" in found.texts:
        box = ProposedCode(code="filled", label={lang: column})
        return replace(item, type="multiple", codes=(box,), yes=ANY_TEXT)
    if not found.texts:
        return replace(item, type="numeric")
    texts = (*(text for text in found.others if text), *found.texts)
    return replace(item, codes=tuple(ProposedCode(code=text, label={lang: text}) for text in texts))


def _listed(lines: Sequence[int | str]) -> str:
    return ", ".join(map(str, lines[:6])) + (", …" if len(lines) > 6 else "")
