"""The page of an index as HTML: one self-contained file, everything escaped, without script, request or clock."""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from relstudy import resources
from relstudy.report.html.fonts import add_rare_signs, font_faces
from relstudy.report.html.repainting import repaint_style
from relstudy.report.overview import StudyEntry
from relstudy.survey.brand import NO_BRAND, Brand
from relstudy.words import Lang, load_words, plural_form

if TYPE_CHECKING:
    from jinja2 import Environment

#: `report.fr.html`: what a file is, in which language, how it is written.
_BY_LANGUAGE = re.compile(r"(\w+)\.(fr|en)\.(\w+)")


def write_overview(
    studies: Sequence[StudyEntry], lang: Lang, *, made_of: str = "", alone: bool = False, brand: Brand = NO_BRAND
) -> str:
    """Return an index as HTML. `alone`: it is that of one study, beside its waves; `made_of` tells what it was made of."""
    words = load_words(lang, "index")
    n = len(studies)
    title = studies[0].name if alone else _counted(words["title"], n, lang)
    made = (
        _environment()
        .get_template("index.html.j2")
        .render(
            lang=lang,
            words=words,
            title=title,
            lead=studies[0].client if alone else "",
            studies=studies,
            alone=alone,
            made_of=made_of,
            css=_style(brand),
            brand=brand,
            file_words=lambda name: _file_words(name, words),
            changes_title=lambda study: _changes_title(study, words, lang),
        )
        .rstrip("\n")
        + "\n"
    )
    return add_rare_signs(made)


def _counted(forms: dict[str, str], n: int, lang: Lang) -> str:
    return forms[plural_form(n, lang)].format(n=n)


def _changes_title(study: StudyEntry, words: dict[str, Any], lang: Lang) -> str:
    if not study.moved:
        return str(words["nothing_moved"]).format(wave=study.moved_from)
    return str(words["moved"][plural_form(study.moved, lang)]).format(n=study.moved, wave=study.moved_from)


def _file_words(name: str, words: dict[str, Any]) -> str:
    """Return what a file is to a reader, its language with it; its name where it is none that is known."""
    found = _BY_LANGUAGE.fullmatch(name)
    if found is None:
        return str(words["files"].get(name, name))
    text = words["files"].get(f"{found[1]}.{found[3]}")
    return f"{text}, {words['in'][found[2]]}" if text else name


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(resources.templates() / "index"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _style(brand: Brand) -> str:
    sheet = (resources.templates() / "index" / "index.css").read_text(encoding="utf-8")
    return f"{font_faces(brand)}\n{repaint_style(sheet.strip(), brand)}"
