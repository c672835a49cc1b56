"""Small marks of verdicts: shapes of profiles, full, hollow or dashed by tier, and the table of verdicts by column."""

from markupsafe import Markup

from relstudy.report.context import Context
from relstudy.report.palette import fit_outline, profile_mark
from relstudy.report.table import Column, Group, Row, Table
from relstudy.report.values import EMPTY, Inline, joined, line
from relstudy.report.verdicts import Verdict, action_word, read_verdicts, tier_word

#: Caption of the table of a verdict by its columns: profiles (p), targets (t), both.
_CAPTIONS = {
    "tier": {"pt": "R3.columns_title", "p": "R3.columns_profile", "t": "R3.columns_target"},
    "action": {"pt": "R2.by_column", "p": "R2.by_profile", "t": "R2.by_target"},
}
#: Fill of a shape by tier.
FILLS = {"primary": "full", "secondary": "hollow", "unsettled": "dashed"}
_GLYPH = 14


def shape(index: int, *, fill: str = "full") -> Inline:
    """Return the shape of a profile: `full`, `hollow` or `dashed`. It says nothing by itself: words stand beside it."""
    mark = profile_mark(index)
    paint = {
        "full": f'fill="{mark.colour}"',
        "hollow": f'fill="#fff" stroke="{mark.colour}" stroke-width="1.6"',
        "dashed": f'fill="#fff" stroke="{mark.colour}" stroke-width="1.6" stroke-dasharray="2.2 1.6"',
    }[fill]
    body = f'<path d="{fit_outline(mark.shape, _GLYPH)}" {paint}/>'
    text = f'<svg class="glyph" viewBox="0 0 14 14" aria-hidden="true" focusable="false">{body}</svg>'
    return Markup(text)  # noqa: S704  made of our own shapes and colours


def presence_mark(*, full: bool) -> Inline:
    """Return a full dot for what is present, a hollow circle for what is absent; a word stands beside it."""
    paint = 'fill="#17202B"' if full else 'fill="#fff" stroke="#8A97A5" stroke-width="1.4"'
    body = f'<circle cx="7" cy="7" r="4.6" {paint}/>'
    text = f'<svg class="glyph" viewBox="0 0 14 14" aria-hidden="true" focusable="false">{body}</svg>'
    return Markup(text)  # noqa: S704  made of our own shape and colours


def profile_ids(context: Context) -> tuple[str, ...]:
    """Return the profiles of the wave in their order; none without a partition."""
    return tuple(item for item in context.book.items("profiles") if item != "_")


def tier_mark(verdict: Verdict, context: Context) -> Inline:
    """Return the tier as a shape with its word: full = primary, hollow = secondary, dashed = unsettled."""
    name = verdict.column.partition("=")[2]
    profiles = profile_ids(context)
    fill = FILLS.get(verdict.tier)
    word = tier_word(verdict, context)
    if fill is None or name not in profiles:
        return word
    return Markup('<span class="glyphs">{0}{1}</span>').format(shape(profiles.index(name), fill=fill), word)


def profile_tiers(context: Context, expectation: str) -> Inline:
    """Return the tier of an expectation in each profile as a row of shapes, each with its words for those who do not see it."""
    marks = []
    for index, profile in enumerate(profile_ids(context)):
        verdict = next((v for v in read_verdicts(context, f"profile={profile}") if v.id == expectation), None)
        fill = None if verdict is None else FILLS.get(verdict.tier)
        if verdict is None or fill is None:
            marks.append(Markup('<span class="muted">–</span>'))
            continue
        said = context.words.say(
            "synthesis.fact.target",
            name=context.column_text(f"profile={profile}"),
            n=context.words.say(f"tiers.{verdict.tier}"),
        )
        marks.append(
            Markup(
                '<span title="{0}" data-cell="{1}">{2}<span class="hidden" data-role="text">{0}</span></span>'
            ).format(said, verdict.tier_cell.key if verdict.tier_cell else "", shape(index, fill=fill))
        )
    return Markup('<span class="glyphs">{0}</span>').format(joined("", marks))


def column_verdicts(context: Context, verdicts: tuple[Verdict, ...], *, of: str, name: str) -> Table | None:
    """Return the tier or the action (`of`) of each expectation by target and profile; None where the cells have no such column.

    Its caption says what the columns are.
    """
    columns = [c for c in context.book.columns("expectations") if c.startswith(("target=", "profile="))]
    by_column = {c: {v.id: v for v in read_verdicts(context, c)} for c in columns}
    columns = [c for c in columns if any(_known(v, of) for v in by_column[c].values())]
    if not columns:
        return None
    kinds = "".join(dict.fromkeys(c[0] for c in sorted(columns)))
    write = tier_mark if of == "tier" else action_word
    rows = []
    for verdict in verdicts:
        found = [by_column[c].get(verdict.id) for c in columns]
        cells = tuple(line("—") if v is None else write(v, context) for v in found)
        rows.append(Row(head=context.label("expectation", verdict.id), cells=cells))
    titles = tuple(Column(title=_titled(context, c), kind="word") for c in columns)
    return Table(
        id=name,
        caption=context.words.say(_CAPTIONS[of][kinds]),
        stub=context.words.say("columns.item"),
        columns=titles,
        groups=(Group(rows=tuple(rows)),),
        wide=True,
    )


def _known(verdict: Verdict, of: str) -> bool:
    """Tell whether a verdict exists, be it withheld: a column of "n. p." is an answer, one of dashes is none."""
    cell = verdict.tier_cell if of == "tier" else verdict.action_cell
    return cell is not None and cell.status != "missing"


def _titled(context: Context, column: str) -> Inline:
    kind, _, name = column.partition("=")
    profiles = profile_ids(context)
    mark = shape(profiles.index(name)) if kind == "profile" and name in profiles else EMPTY
    return Markup('<span class="glyphs">{0}{1}</span>').format(mark, context.column_label(column))
