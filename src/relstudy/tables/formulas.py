"""Texts that a spreadsheet would run as a formula: written into a CSV file with an apostrophe before them, read without; into a workbook as texts."""

#: A spreadsheet takes text that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

#: How a workbook is opened for writing: a text stays a text, whatever it begins with, and nothing of it lies on the disk.
INERT_WORKBOOK = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def inert(text: str) -> str:
    """Return a text as a CSV file for spreadsheets has it: an apostrophe before what would run as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_said(text: str) -> str:
    """Return a text without the apostrophe that keeps it from running as a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
