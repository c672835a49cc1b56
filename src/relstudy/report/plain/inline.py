"""Words and numbers of a page as plain text: what a reader sees, and what stands for those who do not see drawings."""

from relstudy.report.by_kind import ByKind
from relstudy.report.drawing import Bar, Course, Dots, Gradation, Parts, Scale, Shade, Swatch
from relstudy.report.map.figure import AbsentName
from relstudy.report.numbers import cell_word, written_count, written_field, written_number, written_runs
from relstudy.report.satisfaction import Diverging
from relstudy.report.values import (
    Arrow,
    Beside,
    Captioned,
    Caution,
    Content,
    Count,
    Disc,
    Field,
    Glyph,
    Heat,
    Joined,
    Label,
    Line,
    Number,
    Presence,
    Runs,
    Said,
    Tone,
    Toned,
    Trend,
    Turn,
    Unbound,
    VerdictWord,
    Worded,
)

#: Styles that stand on a line of their own where there is room for one.
_LINES = frozenset[Tone]({"note", "line"})
#: Styles after which the next words would run on without a space.
_APART = frozenset[Tone]({"place", "hidden"})


def read_inline(value: Content) -> str:
    """Return a value of a page as plain text; what stands on a line of its own begins a new line.

    Drawings are left out: the words beside them say all they do.
    """
    lines = write(value).replace("\u00ad", "").split("\n")
    return "\n".join(line for line in (_tidy(line) for line in lines) if line)


def read_flat(value: Content) -> str:
    """Return the same on one line, its lines set apart by a dash."""
    return " – ".join(read_inline(value).split("\n"))


def _tidy(line: str) -> str:
    """Return a line with single spaces; of those that do not break the ones that still bind something to a word stay."""
    parts = (part.strip("\u00a0") for part in line.split(" "))
    return " ".join(part for part in parts if part)


@ByKind
def write(value: object) -> str:
    """Return a value as plain text.

    Raises
    ------
    TypeError
        Nobody wrote how this value reads.
    """
    raise TypeError(f"no plain text for {type(value).__name__}")


@write.register
def _(value: str | int) -> str:
    return str(value)


@write.register
def _(value: Said) -> str:
    return value.text.format(**{name: write(part) for name, part in value.parts}) if value.parts else value.text


@write.register
def _(value: Line) -> str:
    return value.text.format(*map(write, value.parts))


@write.register
def _(value: Joined) -> str:
    return write(value.between).join(map(write, value.parts))


@write.register
def _(value: Unbound) -> str:
    return write(value.content)


@write.register
def _(value: Toned) -> str:
    text, tone = write(value.content), value.tone
    return f"\n{text}\n" if tone in _LINES else f"{text} " if tone in _APART else text


@write.register
def _(value: Label) -> str:
    return write(value.text)


@write.register
def _(value: Turn) -> str:
    return "\n"


@write.register
def _(value: Glyph | Presence | Course | Dots | Bar | Parts | Scale | Gradation | Swatch | Shade | Diverging) -> str:
    return ""


@write.register
def _(value: Arrow) -> str:
    return "▲" if value.up else "▼"


@write.register
def _(value: Disc) -> str:
    return f"{write(value.rank)} "


@write.register
def _(value: Captioned) -> str:
    return f"{write(value.words)}{write(value.mark)}\n"


@write.register
def _(value: Beside) -> str:
    text = "".join(map(write, value.parts))
    return f"\n{text}\n" if value.lined else text


@write.register
def _(value: Heat) -> str:
    return write(value.number)


@write.register
def _(value: VerdictWord) -> str:
    return write(value.word)


@write.register
def _(value: Count) -> str:
    return written_count(value)


@write.register
def _(value: Field) -> str:
    return written_field(value)


@write.register
def _(value: Number) -> str:
    word = cell_word(value.cell, value.lang)
    return word if word is not None else written_number(value) + write(Caution(value.cell, value.lang))


@write.register
def _(value: AbsentName) -> str:
    return write(value.name)


@write.register
def _(value: Worded) -> str:
    return write(value.words)


@write.register
def _(value: Runs) -> str:
    word = cell_word(value.cell, value.lang)
    return word if word is not None else written_runs(value) + write(Caution(value.cell, value.lang))


@write.register
def _(value: Caution) -> str:
    return "*" if value else ""


@write.register
def _(value: Trend) -> str:
    return {"up": "▲", "down": "▼"}[value.way] if value.way is not None else ""
