"""The one place that knows how a value of a page is written in HTML."""

from relstudy.report.html import contacts, drawing, map, marks, matrix, satisfaction, saturation  # noqa: A004  the map of expectations
from relstudy.report.html.inline import render

__all__ = ["contacts", "drawing", "map", "marks", "matrix", "render", "satisfaction", "saturation"]
