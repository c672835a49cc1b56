"""Numbers of R5 as its tables write them."""

from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.values import Inline, Number


def per_cent(context: Context, cell: CellRow | None) -> Inline:
    """Return a share that is none of respondents: a study without a survey has no percent sign, its sign stands in words."""
    return Number(cell, context.lang, unit=None if context.study.steps.survey else "per_cent")
