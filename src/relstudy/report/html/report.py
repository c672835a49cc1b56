"""The whole report as one HTML file: the pages in their shell, the style sheets and the fonts inside."""

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache

from relstudy import resources
from relstudy.report.html.environment import make_environment
from relstudy.report.html.fonts import add_rare_signs, font_faces
from relstudy.report.html.hyphens import divide_heads
from relstudy.report.html.marks import tint_rules
from relstudy.report.html.repainting import repaint, repaint_style
from relstudy.report.html.shared_drawings import share_drawings
from relstudy.report.html.shorthand import shorten
from relstudy.report.page import Page, Shell

#: What a browser does not read of a style sheet.
_COMMENT, _BLANKS = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"(?<=[\n{}])\s+|(?<=[{;:,]) | (?=[{}])")

#: A remark of the script, on a line of its own.
_REMARK = re.compile(r"^// .*\n", re.MULTILINE)

#: The number of a column in the style of a table that stacks.
_TITLED = re.compile(r"[\";]--c(\d+):")


def write_report(shell: Shell, pages: Sequence[Page]) -> str:
    """Return the report of one wave in one language as one self-contained HTML file, without request or clock; its one script is named by its hash."""
    template = make_environment().get_template("report.html.j2")
    style = f"{font_faces(shell.brand)}\n{repaint_style(_style(), shell.brand)}\n{_running_head(shell)}"
    page = template.render(shell=shell, pages=pages, css=style, script_hash=_hash(_script()))
    page = _name_columns(share_drawings(repaint(page, shell.brand)))
    page = add_rare_signs(shorten(divide_heads(page) if shell.lang == "fr" else page))
    body, end = page.rstrip("\n").rsplit("</body>", 1)
    return f'{body}<script data-role="text">{_script()}</script>\n</body>{end}\n'


@cache
def _script() -> str:
    """Return the script that sorts, copies, filters and shows keys; put in last, so that it is the one whose hash the page allows."""
    script = (resources.templates() / "report" / "report.js").read_text(encoding="utf-8")
    if "</" in script:
        raise ValueError("the script of the report would close its own element")
    return _REMARK.sub("", script).strip()


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _name_columns(page: str) -> str:
    """Return a report whose rows that stack find the titles of their columns: a table says each once, not in every cell."""
    most = max(map(int, _TITLED.findall(page)), default=0)
    rules = "".join(f".stacks td:nth-child({place + 1}){{--c:var(--c{place})}}\n" for place in range(1, most + 1))
    return page.replace("</style>", f"{rules}</style>", 1)


def _running_head(shell: Shell) -> str:
    """Return what stands above every sheet of paper: client or study, wave, dates, agency; the mark of a working paper."""
    return make_environment().get_template("sheets.css.j2").render(shell=shell)


def write_section(page: Page, shell: Shell) -> str:
    """Return one page as the report holds it, without what stands around the pages."""
    return make_environment().get_template("page.html.j2").render(page=page, shell=shell)


def _style() -> str:
    sheets = sorted((resources.templates() / "report").glob("*.css"))
    rules = "\n".join((*(sheet.read_text(encoding="utf-8") for sheet in sheets), tint_rules()))
    css = _BLANKS.sub("", _COMMENT.sub("", rules)).strip().replace(";}", "}")
    if "</" in css:
        raise ValueError("a style sheet of the report would close its own element")
    return css
