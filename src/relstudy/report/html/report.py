"""The whole report as one HTML file: the pages in their shell, the style sheets and the fonts inside."""

import re
from collections.abc import Sequence

from relstudy import resources
from relstudy.report.html.environment import make_environment
from relstudy.report.html.fonts import font_faces
from relstudy.report.html.marks import tint_rules
from relstudy.report.html.shared_drawings import share_drawings
from relstudy.report.page import Page, Shell
from relstudy.report.plain.inline import read_flat

#: What a browser does not read of a style sheet.
_COMMENT, _BLANKS = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"(?<=\n)\s+|(?<=[{;]) | (?=[{}])")


def write_report(shell: Shell, pages: Sequence[Page]) -> str:
    """Return the report of one wave in one language as one self-contained HTML file, without script, request or clock."""
    template = make_environment().get_template("report.html.j2")
    page = template.render(shell=shell, pages=pages, css=f"{_style()}\n{_running_head(shell)}")
    return share_drawings(page).rstrip("\n") + "\n"


def _running_head(shell: Shell) -> str:
    """Return what stands above every sheet of paper: client or study, wave, dates, agency; the mark of a working paper."""
    left, right = (_escaped(read_flat(text)) for text in (shell.client + shell.running, shell.working_paper))
    return make_environment().get_template("sheets.css.j2").render(left=left, right=right)


def _escaped(text: str) -> str:
    """Return a text as it stands in a string of a style sheet, without a sign that could end it or its element."""
    return "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text)


def write_section(page: Page, shell: Shell) -> str:
    """Return one page as the report holds it, without what stands around the pages."""
    return make_environment().get_template("page.html.j2").render(page=page, shell=shell)


def _style() -> str:
    sheets = sorted((resources.templates() / "report").glob("*.css"))
    rules = "\n".join((*(sheet.read_text(encoding="utf-8") for sheet in sheets), tint_rules()))
    css = f"{font_faces()}\n{_BLANKS.sub('', _COMMENT.sub('', rules)).strip()}"
    if "</" in css:
        raise ValueError("a style sheet of the report would close its own element")
    return css
