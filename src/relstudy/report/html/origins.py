"""The page of origins as HTML: one self-contained file beside the report, without script, request or clock."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from relstudy import resources
from relstudy.report.context import Context
from relstudy.report.html.environment import make_environment
from relstudy.report.html.fonts import add_rare_signs, font_faces
from relstudy.report.html.inline import render
from relstudy.report.html.pattern import fill
from relstudy.report.html.repainting import repaint_style
from relstudy.report.origins import OriginRow, PageOrigins
from relstudy.report.values import EMPTY
from relstudy.survey.brand import Brand
from relstudy.words import load_words

#: There are thousands of them: a template would take longer than all the rest.
_ROW = '<tr{0}><th scope="row" dir="auto">{1}</th><td class="n">{2}</td><td class="n" data-role="number">{3}</td><td class="key" data-role="text">{4}</td></tr>'


def write_origins(context: Context, pages: Sequence[PageOrigins]) -> str:
    """Return where the numbers of a report come from as one HTML file."""
    words: Mapping[str, str] = load_words(context.lang, "explain")["page"]
    draft = context.words.say("shell.working_paper") if context.state == "working_paper" else EMPTY
    template = make_environment().get_template("origins/origins.html.j2")
    made = template.render(
        lang=context.lang,
        words=words,
        study=context.study_name,
        wave=context.wave_name,
        draft=draft,
        wave_id=context.wave.id,
        pages=pages,
        rows=_write_rows,
        css=_style(context.study.brand),
    )
    return add_rare_signs(made.rstrip("\n") + "\n")


def _write_rows(rows: Sequence[OriginRow]) -> Markup:
    return Markup("\n").join(
        fill(
            _ROW,
            fill(' id="{0}"', row.key) if row.is_first else "",
            render(row.label),
            render(row.number),
            row.base,
            escape(row.key),
        )
        for row in rows
    )


def _style(brand: Brand) -> str:
    sheet = (resources.templates() / "report" / "origins" / "origins.css").read_text(encoding="utf-8")
    return f"{font_faces(brand)}\n{repaint_style(sheet.strip(), brand)}"
