"""The whole report as one HTML file: the pages in their shell, the style sheets and the fonts inside."""

from collections.abc import Sequence

from relstudy import resources
from relstudy.report.html.environment import make_environment
from relstudy.report.html.fonts import font_faces
from relstudy.report.page import Page, Shell


def write_report(shell: Shell, pages: Sequence[Page]) -> str:
    """Return the report of one wave in one language as one self-contained HTML file, without script, request or clock."""
    template = make_environment().get_template("report.html.j2")
    return template.render(shell=shell, pages=pages, css=_style()).rstrip("\n") + "\n"


def write_section(page: Page, shell: Shell) -> str:
    """Return one page as the report holds it, without what stands around the pages."""
    return make_environment().get_template("page.html.j2").render(page=page, shell=shell)


def _style() -> str:
    sheets = sorted((resources.templates() / "report").glob("*.css"))
    css = "\n".join((font_faces(), *(sheet.read_text(encoding="utf-8").strip() for sheet in sheets)))
    if "</" in css:
        raise ValueError("a style sheet of the report would close its own element")
    return css
