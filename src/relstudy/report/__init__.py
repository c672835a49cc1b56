"""The HTML report a client reads."""

from relstudy.report.rendering import render_report

__all__ = ["render_report"]
