"""A family of columns as one item, by what its cells hold: ticks make a set, places a ranking, the same codes a grid.

One odd column does not undo a set: the texts of an "Other", an option nobody ticked. What is told apart by cells is
never told by headings.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from relstudy.drafting.allocations import total_of
from relstudy.drafting.codes import propose_codes
from relstudy.drafting.column_items import (
    MANY_BLANKS,
    counts_of,
    doubts_of_numbers,
    doubts_of_words,
    is_scale,
    scale_beside_words,
    scale_codes,
    scale_of_words,
    with_blanks,
    zero_unsaid,
)
from relstudy.drafting.families import Family
from relstudy.drafting.missing_guess import missing_numbers, missing_word
from relstudy.drafting.names import Ids, slug
from relstudy.drafting.proposal import ProposedCode, ProposedItem, ProposedRow, Remark, Texts
from relstudy.drafting.rankings import (
    MOST_MENTIONED,
    are_first_two,
    are_mentions,
    are_poles,
    first_places,
    in_one_order,
    rank_options,
)
from relstudy.drafting.separators import find_separator
from relstudy.drafting.shapes import Shape
from relstudy.exchange.headings import names_comment, names_other
from relstudy.folding import fold, look
from relstudy.survey.schema import ANY_TEXT, NO_TICK_SIGNS, NOT_TICKED, TICK_SIGNS, TICKED, denied_by

#: Words of a tick that the contract does not know, with what stands beside them where nothing is ticked.
_TICK_WORDS = (
    ("selected", "not selected"), ("checked", "unchecked"), ("coché", "non coché"), ("cité", "non cité"), ("quoted", "not quoted"),
    ("mentioned", "not mentioned"), ("y", "n"), ("o", "n"), ("vrai", "faux"), ("sélectionné", "non sélectionné"),
    ("ja", "nein"), ("sí", "no"), ("si", "no"), ("sì", "no"), ("sim", "não"), ("ja", "nee"), ("ausgewählt", "nicht ausgewählt"),
    ("gewählt", "nicht gewählt"), ("genannt", "nicht genannt"), ("seleccionado", "no seleccionado"),
)  # fmt: skip
_NO_TICKS = NOT_TICKED | {pair[1] for pair in _TICK_WORDS}
_TICKS = TICKED | {pair[0] for pair in _TICK_WORDS}
_PAIR = 2
_MOST_CODES = 15
#: Columns that one word at the beginning of their names may make a set of, and what may stand in them.
_SEVERAL_WORDS = 3
_PLAIN_TICKS = frozenset({"0", "1", "true", "false", "x"}) | TICK_SIGNS | NO_TICK_SIGNS
#: Lines that a sign alone holds together have so many answers at least.
_FEWEST_ANSWERS = 3
#: Share of the filled cells of an option's column that must hold the option itself.
_MOSTLY_OWN = 0.8
#: Respondents at least who have one text in place of all ticks.
_FEWEST_SILENT = 5
#: Chance that all who wrote a text ticked one option too, below which they wrote it beside that option.
_BY_CHANCE = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """The item of a family, and the places in the family of the columns that are questions of their own beside it."""

    item: ProposedItem
    apart: tuple[int, ...] = ()


def propose_family(family: Family, shapes: Sequence[Shape], *, id_: str, label: Texts, lang: str) -> Grouped | None:
    """Return the one item a family of columns is, None where it is none."""
    if not any(shape.filled for shape in shapes):
        return None
    item = ProposedItem(id=id_, type="multiple", label=label)
    rows = shapes[0].rows
    if family.kind == "word":
        made = _set_of_words(item, family, shapes, lang)
    else:
        made = (
            _set_of_own_codes(item, family, shapes, lang)
            or _set_of_ticks(item, family, shapes, lang)
            or _set_of_own_texts(item, family, shapes, lang)
            or _set_with_missing(item, family, shapes, lang)
        )
    if made is None and family.kind == "word":
        return None
    if made is None:
        return None if family.kind == "path" else _grid(item, family, shapes, lang)
    taken = [shape for shape in shapes if shape.name in made.item.columns]
    blank = rows - int(np.any([shape.index >= 0 for shape in taken], axis=0).sum())
    return replace(made, item=with_blanks(made.item, blank=blank, rows=rows, key="blanks-set"))


def _set_of_ticks(item: ProposedItem, family: Family, shapes: Sequence[Shape], lang: str) -> Grouped | None:
    words = [frozenset(text.casefold() for text in shape.texts) for shape in shapes]
    known = next((pair for pair in _TICK_WORDS if any(pair[0] in w and w <= set(pair) for w in words)), None)
    known = known or _tick_and_sign(words)
    all_known = TICKED | NOT_TICKED if any(w and w <= TICKED | NOT_TICKED for w in words) else frozenset(known or ())
    odd = [place for place, w in enumerate(words) if not w <= all_known]
    ticks = [place for place, w in enumerate(words) if w and place not in odd]
    if not ticks or len(shapes) - len(odd) < 2 or not _are_odd(odd, family, shapes):
        return None
    pooled = frozenset().union(*(words[place] for place in ticks))
    if family.kind in ("path", "sign") and not pooled <= _PLAIN_TICKS:
        # A path is mostly that of a group: yes and no there are two questions.
        return None
    remarks: tuple[Remark, ...] = ()
    yes = None
    if pooled <= TICKED | NOT_TICKED:
        if not pooled & TICKED:
            return None
        if pooled == {"1", "2"}:
            if are_first_two([shapes[place] for place in ticks]):
                return None
            remarks = (Remark("one-two", {"item": item.id}),)
        floats = {shapes[place].written_as_float for place in ticks}
        if True in floats:
            if len(floats) > 1 or pooled - {"1", "0"}:
                return None
            yes = "1.0"
    else:
        yes = next(text for place in ticks for text in shapes[place].texts if known and text.casefold() == known[0])
    options, apart = _options(odd, ticks, family, shapes)
    return _set(replace(item, yes=yes, remarks=remarks), options, apart, family, shapes, lang)


def _set_of_own_codes(item: ProposedItem, family: Family, shapes: Sequence[Shape], lang: str) -> Grouped | None:
    """Return a set whose columns hold a text or number of their own where their answer was ticked, and one that says no else."""
    words = [frozenset(text.casefold() for text in shape.texts) for shape in shapes]
    no = frozenset.intersection(*words) & NOT_TICKED
    denied = _denied_in(shapes)
    if (len(no) != 1 and denied is None) or any(len(one) > _PAIR for one in words):
        return None
    own = denied or [next((text for text in shape.texts if text.casefold() not in no), "") for shape in shapes]
    given = [text.casefold() for text in own if text]
    if len(given) < _SEVERAL_WORDS - 1 or len(set(given)) < len(given):
        return None
    made = _set(item, list(range(len(shapes))), (), family, shapes, lang)
    codes = [
        replace(code, yes=text or None, label=code.label or _label(text, lang))
        for code, text in zip(made.item.codes, own, strict=True)
    ]
    return replace(made, item=replace(made.item, codes=tuple(codes)))


def _denied_in(shapes: Sequence[Shape]) -> list[str] | None:
    """Return the answer of each column where two of them or more hold one and its denial, "Branch" and "NO TO: Branch", and none another text; None where they hold others."""
    own: list[str] = []
    pairs = 0
    for shape in shapes:
        said = [text for text in shape.texts if denied_by(text) is None]
        against = {denied_by(text) for text in shape.texts} - {None}
        if shape.distinct > _PAIR or len(said) > 1 or len(against) > 1 or not shape.distinct:
            return None
        answer = said[0] if said else str(next(iter(against)))
        if against and against != {look(answer)}:
            return None
        own.append(answer)
        pairs += bool(said and against)
    return own if pairs >= _PAIR else None


def _set_with_missing(item: ProposedItem, family: Family, shapes: Sequence[Shape], lang: str) -> Grouped | None:
    """Return a set beside whose ticks one text stands in all columns of a respondent or in none: it says why nothing was ticked."""
    told = _of_respondents(shapes)
    if told is None:
        return None
    made = _set_of_ticks(item, family, [_without(shape, told) for shape in shapes], lang)
    if made is None:
        return None
    kind = missing_word(told) or "filtered"
    remark = Remark("missing-word", {"code": told, "missing": kind})
    found = replace(made.item, missing_texts=((told, kind),), remarks=(*made.item.remarks, remark))
    return replace(made, item=found)


def _of_respondents(shapes: Sequence[Shape]) -> str | None:
    """Return the text that is no tick and stands in all columns of some respondents, and in none of the others; None where none does."""
    texts = dict.fromkeys(text for shape in shapes for text in shape.texts)
    for text in texts:
        held = [shape for shape in shapes if text in shape.texts]
        if text.casefold() in TICKED | NOT_TICKED | _TICKS or len(held) < _SEVERAL_WORDS:
            continue
        there = np.array([shape.index == shape.texts.index(text) for shape in held])
        if (there == there[0]).all() and _FEWEST_SILENT <= there[0].sum() < len(there[0]):
            return text
    return None


def _without(shape: Shape, text: str) -> Shape:
    """Return a column in which one text is a blank."""
    if text not in shape.texts:
        return shape
    at = shape.texts.index(text)
    moved = np.array([*range(at), -1, *range(at, shape.distinct - 1), -1])
    return replace(
        shape,
        texts=shape.texts[:at] + shape.texts[at + 1 :],
        counts=np.delete(shape.counts, at),
        numbers=np.delete(shape.numbers, at),
        index=moved[shape.index],
    )


def _tick_and_sign(words: Sequence[frozenset[str]]) -> tuple[str, str] | None:
    """Return a tick and what stands where there is none, as columns of two texts have them; None where they have no such pair.

    What stands there is a sign alone, "X" and "-"; programs of databases write -1 for yes beside 0.
    """
    pairs = Counter(w for w in words if len(w) == _PAIR)
    pair = pairs.most_common(1)[0][0] if pairs else frozenset()
    if pair == {"-1", "0"}:
        return "-1", "0"
    ticks = [text for text in pair if text in _TICKS]
    signs = [text for text in pair if missing_word(text) == "absent" and not any(map(str.isalnum, text))]
    return (ticks[0], signs[0]) if ticks and signs else None


def _set_of_words(item: ProposedItem, family: Family, shapes: Sequence[Shape], lang: str) -> Grouped | None:
    """Return a set of several columns of ticks alone whose names begin with one word: "canal_app", "canal_agence", "canal_web".

    Such names say less than a program's: anything but ticks in one of them makes questions of all.
    """
    pooled = frozenset(text.casefold() for shape in shapes for text in shape.texts)
    if len(shapes) < _SEVERAL_WORDS or not pooled <= _PLAIN_TICKS:
        return None
    remark = Remark("named-alike", {"columns": ", ".join(shape.name for shape in shapes)})
    made = _set_of_ticks(item, family, shapes, lang)
    return made and replace(made, item=replace(made.item, remarks=(remark, *made.item.remarks)))


def _set_of_own_texts(item: ProposedItem, family: Family, shapes: Sequence[Shape], lang: str) -> Grouped | None:
    """Return a set whose columns hold the text of their own answer where it was ticked."""
    # One respondent's text beside an answer is as alone in its column as the answer would be.
    own = [
        place
        for place, shape in enumerate(shapes)
        if holds_own_text(shape, family.answers[place])
        and not names_comment(family.tails[place], family.answers[place])
    ]
    odd = [place for place, shape in enumerate(shapes) if shape.filled and place not in own]
    texts = [most_frequent(shapes[place]) for place in own]
    if len(own) < 2 or len(set(texts)) < len(texts) or not _are_odd(odd, family, shapes):
        return None
    options, apart = _options(odd, own, family, shapes)
    made = _set(replace(item, yes=ANY_TEXT), options, apart, family, shapes, lang)
    return replace(made, item=replace(made.item, codes=tuple(replace(code, yes=None) for code in made.item.codes)))


def holds_own_text(shape: Shape, answer: str) -> bool:
    """Tell whether a column holds one text, its own answer; beside it hardly anything else where its heading is that answer."""
    if shape.distinct == 1 and not names_other(answer):
        return True
    if shape.distinct == 0 or not answer:
        return False
    here = np.array([fold(text) == fold(answer) for text in shape.texts], dtype=bool)
    return bool(shape.counts[here].sum() >= _MOSTLY_OWN * shape.filled)


def most_frequent(shape: Shape) -> str:
    """Return the text that stands most often in a column that is not blank."""
    return shape.texts[int(shape.counts.argmax())]


def _are_odd(odd: Sequence[int], family: Family, shapes: Sequence[Shape]) -> bool:
    """Tell whether columns may stand beside the ticks of a set: texts people wrote, by their headings, or one that closes it."""
    unnamed = [
        place
        for place in odd
        if not names_other(family.tails[place], family.answers[place])
        and not names_comment(family.tails[place], family.answers[place])
    ]
    if not unnamed:
        return True
    last = unnamed == [len(shapes) - 1] and len(shapes) > 2
    return last and not shapes[-1].is_numeric and shapes[-1].filled < 0.5 * shapes[-1].rows


def _options(
    odd: Sequence[int], ticks: Sequence[int], family: Family, shapes: Sequence[Shape]
) -> tuple[list[int], tuple[int, ...]]:
    """Return the places of a set's options, and those of the texts beside it.

    A text of an "Other" is an option where no column of ticks says "Other", and it stands not just where one of them is
    ticked.
    """
    ticked_other = any(
        names_other(family.tails[place], family.answers[place])
        for place in range(len(family.places))
        if place not in odd
    )
    texts = [
        place
        for place in odd
        if ticked_other
        or names_comment(family.tails[place], family.answers[place])
        or _is_beside(shapes[place], [shapes[tick] for tick in ticks])
    ]
    return [place for place in range(len(family.places)) if place not in texts], tuple(odd)


def _is_beside(texts: Shape, ticks: Sequence[Shape]) -> bool:
    """Tell whether texts stand just where one option is ticked: written beside it, and no answer of their own."""
    wrote = texts.index >= 0
    for shape in ticks:
        found = np.unique(shape.index[wrote])
        ticked = len(found) == 1 and found[0] >= 0 and shape.texts[found[0]].casefold() not in _NO_TICKS
        if ticked and (shape.index == found[0]).mean() ** texts.filled < _BY_CHANCE:
            return True
    return False


def _set(
    item: ProposedItem,
    options: Sequence[int],
    apart: tuple[int, ...],
    family: Family,
    shapes: Sequence[Shape],
    lang: str,
) -> Grouped:
    ids = Ids()
    codes = []
    for place in options:
        shape, tail, answer = shapes[place], family.tails[place], family.answers[place]
        text = most_frequent(shape) if shape.distinct == 1 and item.yes == ANY_TEXT and place not in apart else ""
        # Of a key and an answer in words, the answer is the longer one.
        said = max(answer, "" if _is_bare_number(text) else text, key=len)
        wanted = slug(tail if not text or family.kind not in ("bracket", "block") or " " in tail else text)
        codes.append(
            ProposedCode(
                code=ids.new(wanted[:40].strip("_") or f"c{place + 1}"),
                label=_label(said or tail, lang),
                yes=ANY_TEXT if place in apart else None,
            )
        )
    named = replace(item, columns=tuple(shapes[place].name for place in options), codes=tuple(codes))
    remarks = [*named.remarks, *([Remark("question-unsaid")] if family.kind == "own" else [])]
    others = [place for place in apart if place in options]
    if others:
        told = ", ".join(_told(shapes[place].name, family.answers[place]) for place in others)
        remarks.append(Remark("other-texts", {"columns": told, "rows": str(sum(shapes[p].filled for p in others))}))
    unticked = [family.answers[place] or family.tails[place] for place in options if not shapes[place].filled]
    if unticked:
        remarks.append(Remark("never-ticked", {"answers": ", ".join(unticked)}))
    if not apart and all(
        shapes[place].distinct == 1 and shapes[place].filled == shapes[place].rows for place in options
    ):
        remarks.append(Remark("all-ticked"))
    return Grouped(item=replace(named, remarks=tuple(remarks)), apart=apart)


def _told(name: str, answer: str) -> str:
    """Return the name of a column; one that the file does not name has its answer behind it."""
    return f"{name} ({answer})" if name.startswith("#") and answer else name


def _is_bare_number(text: str) -> bool:
    return text.replace(".", "").isdigit()


def _label(text: str, lang: str) -> Texts:
    return {} if not text or text.isdigit() else {lang: text}


def _grid(item: ProposedItem, family: Family, shapes: Sequence[Shape], lang: str) -> Grouped | None:
    odd = [
        place
        for place, shape in enumerate(shapes)
        if not shape.filled
        or names_comment(family.tails[place], family.answers[place])
        or _is_other_text(place, family, shapes)
    ]
    lines = [place for place in range(len(shapes)) if place not in odd]
    used = [shapes[place] for place in lines]
    poles = are_poles([family.answers[place] or family.tails[place] for place in lines])
    if len(used) < 2 or poles or total_of(used) is not None or all(find_separator(shape) is not None for shape in used):
        # Lines of several answers each are questions of several answers; the best and the worst are two questions.
        return None
    pooled: Counter[str] = Counter()
    for shape in used:
        pooled.update(counts_of(shape))
    ranked = rank_options(used)
    mentioned = (
        len(pooled) <= MOST_MENTIONED
        and not ranked
        and not _are_places_and_none(pooled, len(used))
        and are_mentions(used, list(pooled))
    )
    # A sign may be that of a group too: yes and no there are two questions.
    fewest = _FEWEST_ANSWERS if family.kind == "sign" else 2
    if not fewest <= len(pooled) <= (MOST_MENTIONED if mentioned else _MOST_CODES):
        return None
    if not (ranked or mentioned or _have_in_common(used, len(pooled))):
        return None
    codes = propose_codes(pooled, lang=lang)
    points = scale_of_words(dict(pooled), lang=lang) or (None if ranked else scale_beside_words(pooled, lang=lang))
    if points is None and not codes.differ:
        return None
    remarks = codes.remarks
    apart = tuple(place for place in odd if shapes[place].filled)
    if ranked:
        told = Remark("ranks", {"first": first_places(used, _said(family, lines))})
        named = (family.tails[place] for place in lines)
        answers = zip(_ids(named, lines), _said(family, lines), strict=True)
        options = tuple(ProposedCode(code=id_, label=_label(answer, lang)) for id_, answer in answers)
        return Grouped(item=rank_over(replace(item, codes=options, remarks=(told,)), used), apart=apart)
    if points is not None:
        codes, remarks = points, points.remarks
    elif mentioned:
        return Grouped(
            item=_mentions(replace(item, by_place=True, codes=codes.codes, remarks=remarks), used), apart=apart
        )
    elif is_scale(codes):
        codes = scale_codes(dict(pooled), lang=lang)
        sure = max(code.value or 0 for code in codes.codes) == 10
        span = [code.code for code in codes.codes if code.missing is None]
        settle = Remark("scale-or-list", {"codes": f"{span[0]} … {span[-1]}"})
        remarks = codes.remarks if sure else (settle, *codes.remarks)
    else:
        remarks = (*doubts_of_numbers(codes, pooled), *codes.remarks)
    ids = _ids((family.tails[place] for place in lines), lines)
    rows = tuple(
        ProposedRow(id=id_, column=shape.name, label=_label(answer, lang))
        for id_, shape, answer in zip(ids, used, _said(family, lines), strict=True)
    )
    unsaid = zero_unsaid(codes.codes, " ".join((family.stem, *item.label.values())))
    doubts = (*_doubts_of_lines(family, used), *unsaid, *remarks, *doubts_of_words(pooled, item.id, grid=True))
    made = replace(item, type="grid", codes=codes.codes, rows=rows, remarks=doubts)
    return Grouped(item=_with_blank_lines(made, used), apart=apart)


def _mentions(item: ProposedItem, shapes: Sequence[Shape]) -> ProposedItem:
    """Return the item of columns that hold an answer each: a set where all give them in one order, else a ranking."""
    if in_one_order(shapes, list(dict.fromkeys(text for shape in shapes for text in shape.texts))):
        return set_over(replace(item, remarks=(Remark("mentions-listed"), *item.remarks)), shapes)
    first = Remark("mentions", {"first": _frequent(shapes[0])})
    return rank_over(replace(item, remarks=(first, *item.remarks)), shapes)


def _are_places_and_none(texts: Iterable[str], columns: int) -> bool:
    """Tell whether texts are places of so many answers, and what stands where one has none: "NA", 99. No answers mentioned."""
    given = list(texts)
    numbers = set(missing_numbers(given))
    none = [text for text in given if text in numbers or missing_word(text) is not None]
    places = [text for text in given if text not in none]
    return bool(none) and {text for text in places if text.isdecimal() and 0 < int(text) <= columns} == set(places)


def _doubts_of_lines(family: Family, shapes: Sequence[Shape]) -> tuple[Remark, ...]:
    """Return what is doubtful where headings say less than a question and its lines."""
    if family.kind == "own":
        return (Remark("lines-unsaid"),)
    columns = ", ".join(shape.name for shape in shapes)
    return (Remark("named-lines", {"stem": family.stem, "columns": columns}),) if family.kind == "sign" else ()


def _ids(names: Iterable[str], places: Sequence[int]) -> tuple[str, ...]:
    """Return an id for each line of a family, made of its name."""
    ids = Ids()
    return tuple(
        ids.new(slug(name)[:40].strip("_") or f"c{place + 1}") for name, place in zip(names, places, strict=True)
    )


def rank_over(item: ProposedItem, shapes: Sequence[Shape]) -> ProposedItem:
    """Return a ranking over its columns.

    A line left blank is an answer without a place, all of them are a question not answered.
    """
    return set_over(replace(item, type="rank"), shapes)


def set_over(item: ProposedItem, shapes: Sequence[Shape]) -> ProposedItem:
    """Return an item of several answers over its columns: all of them left blank are a question not answered, or nothing given."""
    blank = int((~np.any([shape.index >= 0 for shape in shapes], axis=0)).sum())
    named = replace(item, columns=tuple(shape.name for shape in shapes))
    return with_blanks(named, blank=blank, rows=shapes[0].rows, key="blanks-set")


def _is_other_text(place: int, family: Family, shapes: Sequence[Shape]) -> bool:
    """Tell whether a column beside lines of a grid holds what people wrote: it is named so, and has no answer of the others."""
    if not names_other(family.tails[place], family.answers[place]):
        return False
    return not any(set(shapes[place].texts) & set(shape.texts) for i, shape in enumerate(shapes) if i != place)


def _have_in_common(shapes: Sequence[Shape], pooled: int) -> bool:
    """Tell whether columns have the same answers: most of each are met in another, and none has only a few of them all."""
    for shape in shapes:
        others = set().union(*(other.texts for other in shapes if other is not shape))
        shared = sum(text in others for text in shape.texts)
        if shared < 0.5 * shape.distinct or (shape.distinct < 0.5 * pooled and shape.filled > 20 * pooled):
            return False
    return True


def _said(family: Family, places: Sequence[int]) -> list[str]:
    return [family.answers[place] or family.tails[place] for place in places]


def _frequent(shape: Shape) -> str:
    """Return the answers of a column with their numbers, the most frequent first."""
    counted = sorted(counts_of(shape).items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{text} {rows}" for text, rows in counted)


def _with_blank_lines(item: ProposedItem, shapes: Sequence[Shape]) -> ProposedItem:
    filled = np.array([shape.index >= 0 for shape in shapes])
    total = shapes[0].rows
    nobody = total - int(filled.any(axis=0).sum())
    if nobody >= MANY_BLANKS * total:
        return with_blanks(item, blank=nobody, rows=total)
    # Lines asked of different respondents: no filter of the whole explains them.
    return with_blanks(item, blank=total - int(filled.sum(axis=1).min()), rows=total, key="blanks-lines")
