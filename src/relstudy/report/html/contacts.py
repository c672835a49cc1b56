"""First contacts as HTML: a table whose cells hold a channel, the bar of wishes, what they say; narrow screens stack the phases."""

from markupsafe import Markup

from relstudy.report.book import value_of
from relstudy.report.contacts import ContactCell, ContactFigure, ContactRow
from relstudy.report.html.environment import make_environment
from relstudy.report.html.inline import render
from relstudy.report.html.pattern import fill
from relstudy.report.palette import GRID, INK, WHOLE_MARK, profile_mark
from relstudy.report.wording import figure_words


@render.register
def _(value: ContactFigure) -> Markup:
    text = (
        make_environment()
        .get_template("contacts.html.j2")
        .render(
            figure=value,
            words=figure_words(value.lang),
            bar=_bar,
            keys=_KEYS,
        )
    )
    return Markup(text)  # noqa: S704  escaped by the template


#: Of a machine: darker than the grid, so that it and neither can be told apart.
_MACHINE = "#8A97A5"
#: Colours of the key: a person, neither, a machine.
_KEYS = (INK, GRID, _MACHINE)


def _bar(row: ContactRow, cell: ContactCell) -> Markup:
    """Return who wishes for a person from the left, for a machine from the right, hidden from assistive tools."""
    if cell.wish_human is None and cell.wish_automated is None:
        return Markup("")
    colour = (WHOLE_MARK if row.profile is None else profile_mark(row.profile)).colour
    human, automated = (min(max(value_of(c, 0.0), 0.0), 1.0) for c in (cell.wish_human, cell.wish_automated))
    style = f"--p:{human:.3g};--m:{automated:.3g};color:{colour}"
    return fill('<i class="ct-bar" style="{0}"></i>', style)
