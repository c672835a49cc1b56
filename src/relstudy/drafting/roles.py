"""Columns that are no questions: the respondent's id, the weight, dates, what identifies persons, what programs write."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from relstudy.drafting.names import (
    is_wording,
    may_name_system,
    names_birth,
    names_contact,
    names_coordinate,
    names_identifier,
    names_moment,
    names_number,
    names_numbering,
    names_person,
    names_place,
    names_system,
    names_wave,
    names_weight,
    says_filled,
)
from relstudy.drafting.proposal import LeftOut, Reason, Remark
from relstudy.drafting.shapes import Shape
from relstudy.folding import look
from relstudy.survey.schema import NOT_TICKED, TICKED
from relstudy.tables.dates import NAMED, read_day

#: Columns a program surely wrote for itself, from which on its doubtful names are its own too.
_SEVERAL_SYSTEM = 3
#: What columns are that a program wrote for itself.
_PROGRAMS = ("system", "date", "constant")
#: What such columns stand beside in the file of a program that wrote several.
_BESIDE_THEM = (*_PROGRAMS, "identifier", "personal", "blank")
#: Distinct texts of a list of answers at most, and rows of each on average at least.
_FEW_ANSWERS, _GIVEN_BY = 12, 4
#: Days that a fieldwork may last.
_LONGEST_FIELDWORK = 550
#: Lines of each respondent, on average, where every answer has one; and the share of all pairs that are there.
_LINES_EACH, _NEARLY_EACH = 2, 0.8
#: Days of this century as programs count them: from which day on, and how many of their units a day has (Excel: days; Unix:
#: seconds, and thousandths of them).
_COUNTED_FROM = ((date(1899, 12, 30), 1.0), (date(1970, 1, 1), 86_400.0), (date(1970, 1, 1), 86_400_000.0))
_OF_CENTURY = (date(2000, 1, 1), date(2100, 1, 1))
#: The name of a question as programs give it, with a number, and behind it that its time is told.
_TIME_OF = re.compile(r"(?P<of>\w*[0-9])_?(?:Time|Timer|Timing)", re.IGNORECASE)
_TOKEN = re.compile(r"(?=[^0-9]*[0-9])(?=.*[A-Za-z])\{?(?:[a-z]{2,10}:)?[A-Za-z0-9_-]{8,60}\}?")
#: Digits and the first letters of the alphabet, as programs write numbers of base sixteen.
_HEXADECIMAL = re.compile(r"[0-9a-f]{6,60}|[0-9A-F]{6,60}")
_ADDRESS_OF_PAGE = re.compile(r"https?://\S+\Z")
_DIGIT = re.compile(r"[0-9]")
_NUMBERED = re.compile(r"[A-Za-z]{1,12}[-_./]?9{3,12}")
_MANY_ROWS = 20
#: How far the mean of weights may be from 1, where nothing else tells them; and texts that a remark shows.
_ABOUT_ONE, _SHOWN = 0.01, 3
_NEARLY_EACH_ONCE = 0.9
#: Decimals that a computer made; of a shorter number one digit may have been a 0 that was not written.
_FINE = re.compile(r"[.,][0-9]{3,}\Z")
_MIDNIGHT = re.compile(r"[T ]0?0:00(?::00(?:[.,]0+)?)?\s*(?:Z|[+-]00:?00)?\Z")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}\Z")
_PHONE = re.compile(r"(?:\+|0)[0-9 .()-]{8,18}\Z")
#: Latitude and longitude, and what a program adds of height and accuracy.
_PLACE = re.compile(r"-?[0-9]{1,2}\.[0-9]+[\s,;]+-?[0-9]{1,3}\.[0-9]+(?:[\s,;]+-?[0-9.]+){0,2}\Z")
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}\Z")
_ISO = re.compile(r"(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})[-/](?P<day>[0-9]{1,2}).*", re.DOTALL)
_DAY_FIRST = re.compile(
    r"(?P<day>[0-9]{1,2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4}|[0-9]{2}(?![0-9])).*", re.DOTALL
)
_MONTH_FIRST = re.compile(
    r"(?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})[-/.](?P<year>[0-9]{4}|[0-9]{2}(?![0-9])).*", re.DOTALL
)


@dataclass(slots=True, kw_only=True)
class Roles:
    """What columns were found to be, while they are looked at."""

    respondent: str = "row"
    weight: str | None = None
    drop_zero_weights: bool = False
    dates: tuple[date, date] | None = None
    left_out: dict[str, Reason] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    wave_remarks: list[Remark] = field(default_factory=list)

    @property
    def listed(self) -> tuple[LeftOut, ...]:
        """Return the columns left out with their reasons, in the order found."""
        return tuple(LeftOut(name=name, reason=reason) for name, reason in self.left_out.items())


def find_roles(
    shapes: Mapping[str, Shape], names: Mapping[str, str], *, kept: Mapping[str, Shape] | None = None
) -> Roles:
    """Return the roles of the columns of a file, whose headings say `names`; columns it says nothing of are questions.

    `kept` are columns that a condition on the rows reads: no role is theirs, but their days may be those of the
    fieldwork.
    """
    roles = Roles()
    for name, shape in shapes.items():
        reason = _plain_reason(names.get(name, name), shape)
        if reason is not None:
            roles.left_out[name] = reason
    _find_timed(shapes, names, roles)
    _find_system(list(shapes), names, roles)
    _find_places(list(shapes), names, roles)
    _find_weight(shapes, names, roles)
    _find_respondent(shapes, names, roles)
    _find_constants(shapes, names, roles)
    _find_dates(shapes, names, roles)
    if roles.dates is None and kept:
        _find_dates(kept, names, roles, asked=False)
    persons = [name for name, reason in roles.left_out.items() if reason == "personal"]
    if persons:
        roles.remarks.append(Remark("personal", {"columns": ", ".join(persons)}))
    return roles


def _plain_reason(name: str, shape: Shape) -> Reason | None:
    if shape.filled == 0:
        return "blank"
    if (
        (names_person(name) and not _is_coded(shape))
        or _mostly(shape, _MAIL)
        or _mostly(shape, _ADDRESS)
        or _mostly(shape, _PLACE)
        or _is_phone(shape)
    ):
        return "personal"
    if names_system(name) or says_filled(name, shape.texts):
        return "system"
    if shape.filled == shape.rows > 1 and all(map(_ADDRESS_OF_PAGE.match, shape.texts)):
        return "system"
    if shape.is_time and (names_moment(name) or not _is_list(shape)):
        return "date"
    if names_moment(name) and _counted_days(shape) is not None:
        return "date"
    if shape.distinct == 1 and shape.filled == shape.rows and shape.rows > 1 and shape.is_numeric:
        return "constant"
    return None


def _is_list(shape: Shape) -> bool:
    """Tell whether a few texts are given by many, as answers of a list are: ranges that Excel took for days, and no days."""
    return shape.distinct <= _FEW_ANSWERS and shape.filled >= _GIVEN_BY * shape.distinct


def _find_timed(shapes: Mapping[str, Shape], names: Mapping[str, str], roles: Roles) -> None:
    """Take for a program's own the numbers below the name of another column with "Time" behind it: how long its page lay open."""
    known = {names.get(name, name).partition("[")[0].casefold() for name in shapes}
    for name, shape in shapes.items():
        timed = _TIME_OF.fullmatch(names.get(name, name))
        if name not in roles.left_out and timed is not None and timed["of"].casefold() in known and shape.is_numeric:
            roles.left_out[name] = "system"


def _find_system(columns: Sequence[str], names: Mapping[str, str], roles: Roles) -> None:
    """Take for a program's own the columns it may have named so where they stand beside others it surely did."""
    own = [
        roles.left_out.get(column) in ("system", "date", "personal") or names_identifier(names.get(column, column))
        for column in columns
    ]
    written = [
        roles.left_out.get(column) == "system"
        or (column in roles.left_out and may_name_system(names.get(column, column)))
        or names_identifier(names.get(column, column))
        for column in columns
    ]
    if sum(written) < _SEVERAL_SYSTEM:
        return
    for place, column in enumerate(columns):
        beside = any(own[max(0, place - 1) : place] + own[place + 1 : place + 2])
        if beside and column not in roles.left_out and may_name_system(names.get(column, column)):
            roles.left_out[column] = "system"
            own[place] = True


def _find_places(columns: Sequence[str], names: Mapping[str, str], roles: Roles) -> None:
    """Take for a program's own the towns and countries that stand in a row beside the coordinates it wrote."""
    told = [names_coordinate(names.get(column, column)) for column in columns]
    for order in (range(len(columns)), range(len(columns) - 1, -1, -1)):
        beside = False
        for place in order:
            column = columns[place]
            is_place = beside and names_place(names.get(column, column)) and column not in roles.left_out
            if is_place:
                roles.left_out[column] = "system"
            beside = told[place] or is_place


def _find_constants(shapes: Mapping[str, Shape], names: Mapping[str, str], roles: Roles) -> None:
    """Take for a program's own the columns that say one word in every row beside others it wrote: no question has a single answer.

    A heading that asks is a question's; so is one that is the word itself, or a word for a tick: an option everybody ticked.
    """
    columns = list(shapes)
    several = sum(reason == "system" for reason in roles.left_out.values()) >= _SEVERAL_SYSTEM
    for order in (columns, columns[::-1]):
        for before, name in pairwise(order):
            shape = shapes[name]
            said_by_all = shape.distinct == 1 and shape.filled == shape.rows > 1
            beside = roles.left_out.get(before) in (_BESIDE_THEM if several else _PROGRAMS)
            if name in roles.left_out or not beside or not said_by_all:
                continue
            heading = names.get(name, name)
            if not (any(map(str.isalpha, shape.texts[0])) if several else shape.texts[0].isalpha()):
                continue
            ticked = shape.texts[0].casefold() in TICKED | NOT_TICKED or look(shape.texts[0]) == look(heading)
            if not is_wording(heading) and not ticked:
                roles.left_out[name] = "constant"


def _is_coded(shape: Shape) -> bool:
    """Tell whether a column holds a few answers given by many: a tick, a code, a frequency; never a person's own."""
    words = {text.casefold() for text in shape.texts}
    if words <= TICKED | NOT_TICKED or shape.is_numeric:
        return shape.distinct <= _FEW_ANSWERS
    if shape.distinct == 1 and look(shape.texts[0]) == look(shape.name):
        # An option as heading, and where it was ticked as cell.
        return True
    return names_contact(shape.name) and shape.distinct > 1 and _is_list(shape)


def _mostly(shape: Shape, pattern: re.Pattern[str]) -> bool:
    fits = np.array([pattern.match(text) is not None for text in shape.texts], dtype=bool)
    return bool(shape.counts[fits].sum() > 0.5 * shape.filled)


def _is_phone(shape: Shape) -> bool:
    if shape.is_numeric and not shape.is_whole:
        return False
    return shape.distinct > 3 and shape.distinct > 0.8 * shape.filled and _mostly(shape, _PHONE)


def _find_weight(shapes: Mapping[str, Shape], names: Mapping[str, str], roles: Roles) -> None:
    weighs = {name for name in shapes if names_weight(name) or names_weight(names.get(name, name))}
    named = [name for name in shapes if name in weighs and roles.left_out.get(name) != "blank"]
    usable = [name for name in named if _is_weight(shapes[name])]
    for name in named:
        if name not in usable and _is_weight(shapes[name], blanks=True):
            roles.left_out[name] = "weight"
            roles.remarks.append(Remark("weight-with-blanks", {"column": name}))
    for name in named:
        if name not in usable and name not in roles.left_out:
            shown = ", ".join(shapes[name].texts[:_SHOWN])
            roles.remarks.append(Remark("weight-unread", {"column": name, "texts": shown}))
    if not usable:
        likely = [name for name, shape in shapes.items() if name not in roles.left_out and _weighs_one(shape)]
        fine = [name for name, shape in shapes.items() if name not in (*roles.left_out, *likely) and _is_fine(shape)]
        if likely and not named:
            roles.remarks.append(Remark("weight-likely", {"column": ", ".join(likely)}))
        if fine and not named:
            roles.remarks.append(Remark("weight-decimals", {"column": ", ".join(fine)}))
        return
    take_weight(usable[0], shapes[usable[0]], roles)
    if len(usable) > 1:
        roles.remarks.append(Remark("several-weights", {"column": usable[0], "others": ", ".join(usable[1:])}))
    for name in usable:
        roles.left_out[name] = "weight"


def take_weight(name: str, shape: Shape, roles: Roles) -> None:
    """Take a column for the weight, and say what is odd about it; one that cannot weight is only left out."""
    roles.left_out[name] = "weight"
    if not shape.is_numeric or shape.filled < shape.rows or bool((shape.numbers < 0).any()):
        roles.remarks.append(Remark("weight-with-blanks", {"column": name}))
        return
    roles.weight = name
    if bool((shape.numbers == 0).any()):
        roles.drop_zero_weights = True
        zeros = int(shape.counts[shape.numbers == 0].sum())
        roles.remarks.append(Remark("zero-weights", {"column": name, "rows": str(zeros)}))
    mean = float((shape.numbers * shape.counts).sum() / shape.filled)
    if not 0.8 <= mean <= 1.25:
        roles.remarks.append(Remark("weight-mean", {"column": name, "mean": f"{mean:.4g}"}))


def _is_weight(shape: Shape, *, blanks: bool = False) -> bool:
    """Tell whether a column can be a weight: numbers from 0 that are not all whole, most of them not 0, in every row."""
    if not shape.is_numeric or (shape.filled < shape.rows and not blanks) or bool((shape.numbers < 0).any()):
        return False
    zeros = int(shape.counts[shape.numbers == 0].sum())
    return zeros <= 0.5 * shape.filled and (not shape.is_whole or shape.distinct == 1)


def _weighs_one(shape: Shape) -> bool:
    """Tell whether a column has what weights have, whatever its name: decimals above 0 in every row, around a mean of 1."""
    if shape.rows < _MANY_ROWS or not _is_weight(shape) or shape.distinct < _FEW_ANSWERS or (shape.numbers == 0).any():
        return False
    return abs(float((shape.numbers * shape.counts).sum() / shape.filled) - 1) <= _ABOUT_ONE


def _is_fine(shape: Shape) -> bool:
    """Tell whether a column may weigh by its decimals: more of them in nearly every row than anybody answers with, above 0, many numbers."""
    if shape.rows < _MANY_ROWS or not _is_weight(shape) or shape.distinct < _FEW_ANSWERS or (shape.numbers == 0).any():
        return False
    fine = np.array([_FINE.search(text) is not None for text in shape.texts], dtype=bool)
    return bool(shape.counts[fine].sum() >= _NEARLY_EACH_ONCE * shape.filled)


def _find_respondent(shapes: Mapping[str, Shape], names: Mapping[str, str], roles: Roles) -> None:
    unique = [name for name, shape in shapes.items() if _is_unique(shape) and roles.left_out.get(name) != "personal"]
    named = [
        name
        for name in shapes
        if (names_identifier(name) or names_identifier(names.get(name, name)))
        and roles.left_out.get(name) not in ("blank", "personal")
    ]
    chosen = [name for name in unique if name in named]
    first = next(iter(shapes), "")
    if not chosen and first in unique and roles.left_out.get(first) != "date" and not shapes[first].is_time:
        chosen = [first]
    for name in unique:
        counts = _is_count(shapes[name]) and (not names_number(name) or _is_running(shapes[name]))
        own = _are_tokens(shapes[name]) or name in named
        if name in chosen or counts or (own and name not in roles.left_out):
            roles.left_out[name] = "identifier"
    repeated = [name for name in named if name not in unique and _is_near_unique(shapes[name])]
    repeated += [
        name
        for name, shape in shapes.items()
        if name not in (*named, *roles.left_out)
        and (_repeat_hardly(shape) or (names_numbering(names.get(name, name)) and _are_numbers_of_lines(shape)))
    ]
    for name in repeated:
        roles.left_out[name] = "identifier"
    if chosen:
        roles.respondent = chosen[0]
    elif repeated:
        questions = _asked_by_line(shapes, repeated[0])
        roles.remarks.append(
            Remark("id-repeats", {"column": repeated[0]})
            if questions is None
            else Remark("line-each-answer", {"column": repeated[0], "others": questions})
        )


def _asked_by_line(shapes: Mapping[str, Shape], ids: str) -> str | None:
    """Return the column that tells what each line answers, where a respondent has a line for each question; None where there is none.

    Nearly every id stands beside nearly every text of that column, and once.
    """
    lines = shapes[ids]
    if lines.filled < lines.rows or lines.rows < _LINES_EACH * lines.distinct:
        return None
    for name, shape in shapes.items():
        if name == ids or names_wave(name) or not shape.distinct or shape.filled < shape.rows:
            continue
        pairs = len(np.unique(lines.index.astype(np.int64) * shape.distinct + shape.index))
        if pairs == lines.rows and pairs >= _NEARLY_EACH * lines.distinct * shape.distinct:
            return name
    return None


def _is_unique(shape: Shape) -> bool:
    """Tell whether a column has another value in each row, as ids do."""
    if shape.rows < 2 or shape.distinct != shape.rows or (shape.is_numeric and not shape.is_whole):
        return False
    return max(map(len, shape.texts)) <= 60 and not any(" " in text.strip() and len(text) > 30 for text in shape.texts)


def _are_tokens(shape: Shape) -> bool:
    """Tell whether the texts of a column with another one in each row are what programs make.

    Long, of one word, letters and digits; or the same letters with a number of as many digits behind them, "K00037".
    """
    if shape.rows >= _GIVEN_BY and all(map(_TOKEN.fullmatch, shape.texts)):
        return True
    if (
        shape.rows >= _MANY_ROWS
        and not shape.is_numeric
        and len(set(map(len, shape.texts))) == 1
        and all(map(_HEXADECIMAL.fullmatch, shape.texts))
    ):
        return True
    looks = {_DIGIT.sub("9", text) for text in shape.texts}
    return shape.rows >= _MANY_ROWS and len(looks) == 1 and _NUMBERED.fullmatch(next(iter(looks))) is not None


def _repeat_hardly(shape: Shape) -> bool:
    """Tell whether texts that programs make stand in every row, nearly each of them once: ids, some of them twice."""
    return shape.filled == shape.rows > shape.distinct >= _NEARLY_EACH_ONCE * shape.rows and _are_tokens(shape)


def _are_numbers_of_lines(shape: Shape) -> bool:
    """Tell whether whole numbers stand in every row, nearly each of them once."""
    is_whole = shape.rows >= _MANY_ROWS and shape.is_numeric and shape.is_whole
    return is_whole and shape.filled == shape.rows > shape.distinct >= _NEARLY_EACH_ONCE * shape.rows


def _is_count(shape: Shape) -> bool:
    """Tell whether a column counts the rows: whole numbers without a gap, one for each."""
    return shape.is_whole and shape.rows >= 20 and int(shape.numbers.max() - shape.numbers.min()) + 1 == shape.rows


def _is_running(shape: Shape) -> bool:
    """Tell whether a column counts the rows as they stand, up or down, from 0 or 1."""
    steps = np.diff(shape.numbers[shape.index])
    return bool(len(steps) and (steps == steps[0]).all() and shape.numbers.min() <= 1)


def _is_near_unique(shape: Shape) -> bool:
    return shape.distinct > max(25, 0.1 * shape.filled) and (not shape.is_numeric or shape.is_whole)


def _counted_days(shape: Shape) -> list[date] | None:
    """Return the days that the numbers of a column count, all of this century and within a fieldwork of each other; None where they count none."""
    if not shape.is_numeric:
        return None
    first, last = float(shape.numbers.min()), float(shape.numbers.max())
    for start, units in _COUNTED_FROM:
        least, most = ((day - start).days * units for day in _OF_CENTURY)
        if least <= first and last < most and last - first <= _LONGEST_FIELDWORK * units:
            return [start + timedelta(days=int(number // units)) for number in shape.numbers.tolist()]
    return None


def _find_dates(shapes: Mapping[str, Shape], names: Mapping[str, str], roles: Roles, *, asked: bool = True) -> None:
    """Take the first and last day of the first column whose days may be those of a fieldwork, before all of one a program wrote.

    Where columns are `asked`, those that are questions are passed over.

    Where days and months could be the other way round, that is said.
    """
    dated = [
        name
        for name, shape in shapes.items()
        if (shape.is_date or (names_moment(names.get(name, name)) and _counted_days(shape) is not None))
        and shape.filled >= 0.5 * shape.rows
        and not names_birth(names.get(name, name))
    ]
    for name in sorted(dated, key=lambda name: not may_name_system(names.get(name, name))):
        if _is_placeholder(shapes[name]):
            continue
        counted = None if shapes[name].is_date else _counted_days(shapes[name])
        days, doubtful = (counted, None) if counted is not None else read_days(shapes[name].texts)
        is_question = asked and roles.left_out.get(name) not in ("date", "system")
        if is_question or not days or (max(days) - min(days)).days > _LONGEST_FIELDWORK:
            continue
        roles.dates = (min(days), max(days))
        if counted is not None:
            told = {"column": name, "text": shapes[name].texts[0], "day": days[0].isoformat()}
            roles.wave_remarks.append(Remark("dates-counted", told))
        else:
            roles.wave_remarks.append(Remark("dates-from", {"column": name}))
        if doubtful is not None:
            told = {"text": doubtful}
            month_first = read_day(doubtful, (_MONTH_FIRST,)) in days and read_day(doubtful, (_DAY_FIRST,)) not in days
            roles.wave_remarks.append(
                Remark("dates-month-first", told) if month_first else Remark("dates-ambiguous", told)
            )
        return


def _is_placeholder(shape: Shape) -> bool:
    """Tell whether all of many rows hold one midnight: what a program writes of answers whose time it does not keep."""
    return shape.distinct == 1 and shape.rows >= _MANY_ROWS and _MIDNIGHT.search(shape.texts[0]) is not None


def read_days(texts: Sequence[str]) -> tuple[list[date], str | None]:
    """Return the days of texts and, where all could be read with day and month exchanged, the first such text.

    A column is in one order: month before day where some second number is above 12 and no first one is, and where both
    orders can be read, in the one that brings the days closer together.
    """
    parts = [(int(m[1]), int(m[2])) for m in map(_DAY_FIRST.match, texts) if m]
    month_first = any(b > 12 for _, b in parts) and not any(a > 12 for a, _ in parts)
    days = _days_of(texts, _MONTH_FIRST if month_first else _DAY_FIRST)
    if not parts or any(a > 12 or b > 12 for a, b in parts) or all(a == b for a, b in parts):
        return days, None
    exchanged = _days_of(texts, _MONTH_FIRST)
    closer = len(exchanged) == len(days) and max(exchanged) - min(exchanged) < max(days) - min(days)
    return exchanged if closer else days, next(text for text in texts if _DAY_FIRST.match(text))


def _days_of(texts: Sequence[str], order: re.Pattern[str]) -> list[date]:
    return [day for text in texts if (day := read_day(text, (_ISO, order, *NAMED))) is not None]
