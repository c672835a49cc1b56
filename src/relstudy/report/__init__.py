"""The report a client reads: cells in, pages out; the same pages on the screen, on paper, as slides and as plain text."""

from relstudy.report.rendering import lay_deck, open_context, render_report, render_text, shown_keys

__all__ = ["lay_deck", "open_context", "render_report", "render_text", "shown_keys"]
