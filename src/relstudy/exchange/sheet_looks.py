"""How sheets look that people fill in: what is read is plain, what is written in is tinted."""

from relstudy.tables.formulas import INERT_WORKBOOK

INK, PALE, RULE, ENTRY, HEAD = "#17202B", "#5A6673", "#C9D1D9", "#FFF8E1", "#EEF1F4"
#: Height in points of a line, and of the highest row a sheet can have.
LINE, HIGHEST = 15.0, 409.0
A4 = 9
#: How the workbook of such sheets is opened.
OPTIONS = {
    **INERT_WORKBOOK,
    "default_format_properties": {"font_name": "Calibri", "font_size": 11, "font_color": INK},
}


def one_line_end(text: str) -> str:
    """Return a text with the one end of lines that a workbook knows."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
