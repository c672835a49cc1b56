"""The report a client reads: the whole as HTML, a page as plain text."""

from relstudy.report.rendering import lay_deck, open_context, render_report, render_text, shown_keys

__all__ = ["lay_deck", "open_context", "render_report", "render_text", "shown_keys"]
