"""Columns that are one question by their headings: neighbours with a common stem, in a name or in a wording."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from relstudy.exchange.headings import Heading, Kind, Split, common_question, split_twice

#: Among runs of one length, what a program wrote by rule comes before what a heading only looks like: the order of the kinds.
_RANKS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Neighbouring columns with a common stem.

    `tails` are what distinguishes them; `question` and `answers` are wordings, "" where nothing says them.
    """

    kind: Kind
    stem: str
    tails: tuple[str, ...]
    places: tuple[int, ...]
    question: str
    answers: tuple[str, ...]

    def part(self, first: int, last: int) -> "Family":
        """Return the family of some of the columns, from the first to before the last."""
        return Family(
            kind=self.kind,
            stem=self.stem,
            tails=self.tails[first:last],
            places=self.places[first:last],
            question=self.question,
            answers=self.answers[first:last],
        )


def families_at(headings: Sequence[Heading], start: int) -> tuple[Family, ...]:
    """Return the runs of at least two neighbouring columns with a common stem that begin at a place, the longest first."""
    found = [_run(headings, start, split) for split in headings[start].splits]
    runs = [family for family in found if family is not None]
    return tuple(sorted(runs, key=lambda family: (-len(family.places), _RANKS.index(family.kind))))


def crossed_at(headings: Sequence[Heading], start: int) -> tuple[Family, ...]:
    """Return a family for each scale of a question whose columns are all scales of its first line, then of its second ...

    Columns are looked at from a place on; laid out otherwise they give none. LimeSurvey's array with dual scale is such
    a question: every line is asked twice, in turn.
    """
    first = _scaled(headings[start])
    if first is None:
        return ()
    parts = [first]
    for heading in headings[start + 1 :]:
        part = _scaled(heading)
        if part is None or part[0] != first[0]:
            break
        parts.append(part)
    lines, scales = (tuple(dict.fromkeys(part[i] for part in parts)) for i in (1, 2))
    if min(len(lines), len(scales)) < 2 or [p[1:] for p in parts] != [
        (line, scale) for line in lines for scale in scales
    ]:
        return ()
    said = [
        split_twice(heading.says) if " " in heading.says else None for heading in headings[start : start + len(parts)]
    ]
    families = []
    for at, scale in enumerate(scales):
        places = tuple(range(start + at, start + len(parts), len(scales)))
        words = [part for part in said[at :: len(scales)] if part is not None]
        is_said = len(words) == len(places)
        families.append(
            Family(
                kind="bracket",
                stem=f"{first[0]}_{scale}",
                tails=lines,
                places=places,
                question=f"{words[0][0]} [{words[0][2]}]" if is_said else "",
                answers=tuple(part[1] for part in words) if is_said else ("",) * len(places),
            )
        )
    return tuple(families)


def _scaled(heading: Heading) -> tuple[str, str, str] | None:
    return split_twice(heading.name) or split_twice(heading.says)


def _begins_another(headings: Sequence[Heading], start: int, place: int, kind: Kind) -> bool:
    """Tell whether the names say that another question begins at a place, in a run that wordings alone hold together."""
    if kind not in ("dash", "first-dash", "sentence", "behind"):
        return False
    before, here, after = (_numbered_stem(headings, at) for at in (start, place, place + 1))
    return before != here == after and None not in (before, here)


def _numbered_stem(headings: Sequence[Heading], place: int) -> str | None:
    splits = headings[place].splits if place < len(headings) else ()
    return next((split.stem for split in splits if split.kind == "number"), None)


def _run(headings: Sequence[Heading], start: int, first: Split) -> Family | None:
    splits = [first]
    for heading in headings[start + 1 :]:
        following = next((s for s in heading.splits if (s.kind, s.stem) == (first.kind, first.stem)), None)
        if following is None or _begins_another(headings, start, start + len(splits), first.kind):
            break
        if following.kind != "block" and any(following.tail == s.tail for s in splits):
            break
        splits.append(following)
    if len(splits) < 2:
        return None
    question, answers = first.question, tuple(split.answer for split in splits)
    if not question:
        wordings = [heading.wording for heading in headings[start : start + len(splits)]]
        whole = common_question(wordings) if all(wordings) else None
        question, answers = whole if whole is not None else ("", tuple(wordings))
    return Family(
        kind=first.kind,
        stem=first.stem,
        tails=tuple(split.tail for split in splits),
        places=tuple(range(start, start + len(splits))),
        question=question,
        answers=answers,
    )
