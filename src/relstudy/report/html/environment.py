"""The one Jinja environment of the report: everything escaped, an undefined name is an error, templates by one loader."""

from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from relstudy import resources
from relstudy.report.html.inline import render
from relstudy.report.palette import profile_mark
from relstudy.report.plain.inline import read_flat
from relstudy.report.values import Inline, Value, joined

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def make_environment() -> "Environment":
    """Return the environment of `templates/report`. Jinja is imported here, so that a run without a report never pays for it."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(resources.templates() / "report"),
        autoescape=True,  # select_autoescape() is off for .j2 and .svg
        undefined=StrictUndefined,
        finalize=lambda value: render(value) if isinstance(value, Value) else value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters |= {"plain": read_flat, "quoted": _quote}
    environment.globals |= {"joined": joined, "profile_mark": profile_mark}
    return environment


def _quote(value: Inline) -> Markup:
    """Return what a value says as a string of a style sheet, without a sign that could end it, its element or its attribute."""
    text = "".join(c if c not in "'\"\\<>&\n" else f"\\{ord(c):x} " for c in read_flat(value))
    return Markup(f"'{text}'")  # noqa: S704  escaped above
