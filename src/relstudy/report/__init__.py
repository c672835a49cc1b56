"""The report a client reads: the whole as HTML, a page as plain text."""

from relstudy.report.rendering import open_context, render_report, render_text, shown_keys

__all__ = ["open_context", "render_report", "render_text", "shown_keys"]
