"""The one place that knows how a value of a page is written in HTML."""

from relstudy.report.html import drawing, marks, matrix
from relstudy.report.html.inline import render

__all__ = ["drawing", "marks", "matrix", "render"]
