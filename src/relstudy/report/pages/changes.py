"""What changed since the wave before: what moved, what may have, what is not comparable and why, verdicts that are others."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from relstudy.cells import CellKey
from relstudy.report.book import CellRow
from relstudy.report.context import Context
from relstudy.report.drawing import Course
from relstudy.report.legend import correction_in_words
from relstudy.report.numbers import format_value, written_number
from relstudy.report.page import Note, Page, Plain, absent_page, show_page
from relstudy.report.partition_tables import continuity_table
from relstudy.report.standing import FIGURES, Standing
from relstudy.report.table import Column, Fold, Group, Row, Table, table_of
from relstudy.report.typography import set_labels
from relstudy.report.values import EMPTY, Count, Field, Inline, Label, Number, Unbound, joined, line
from relstudy.report.verdicts import Verdict, action_word, from_cases, frozen_since, read_verdicts, tier_word
from relstudy.steps.changes import BREAK, DIFFERENCE, PERSONS, STATED, VERDICTS, Changes, items_behind
from relstudy.survey.labels import Labels
from relstudy.survey.plan import EVERY_ITEM

#: Reasons that set the two waves apart as a whole.
_OF_WAVES = ("mode", "population", "weighting")
#: Waves before that have a column of their own; the line over the waves tells of all.
_COLUMNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """One figure of everybody in both waves: what it is of, its cells, the verdict of its test."""

    head: Inline
    note: Inline
    before: CellRow
    after: CellRow
    difference: CellRow | None
    verdict: str
    statistic: float


def build_page(context: Context) -> Page:
    """Return the page of what changed; a first wave has nothing to hold itself against."""
    say, lang = context.words.say, context.lang
    changes = context.result.given(Changes)
    if changes is None:
        return absent_page(context, "changes", reason=context.absence("changes"))
    moves = _moves(context, changes)
    moved = [move for move in moves if move.verdict == "different"]
    doubtful = [move for move in moves if move.verdict == "not_settled"]
    tables = (
        _moves_table(context, changes, moved, name="moved"),
        _verdicts_table(context, changes),
        continuity_table(context, context.profile_ids, name="changes-profiles") if changes.same_profiles else None,
        _new_answers_table(context, changes),
        _breaks_table(context, changes),
        _kept_table(context),
        _restated_table(context, changes),
    )
    unsettled = _moves_table(context, changes, doubtful, name="doubtful")
    n, unsure = len(moved), len(doubtful)
    before = Label(_called(context, changes))
    return show_page(
        context,
        "changes",
        # That nothing moved is said of figures that were compared alone.
        title=context.words.count("changes.title", n, n=Count(n, lang), wave=before)
        if moves
        else say("changes.title_nothing", wave=before),
        view=Plain(
            tables=tuple(t for t in tables if t is not None),
            lead=_lead(context, changes, moves),
            folds=(
                Fold(
                    summary=context.words.count("changes.doubtful_fold", unsure, n=Count(unsure, lang)),
                    tables=(unsettled,),
                ),
            )
            if unsettled is not None
            else (),
        ),
        notes=(
            Note(title=say("notes.reading"), text=say("changes.lines")),
            Note(title=say("notes.rule"), text=_rule(context)),
            *(
                (Note(title=say("changes.profiles"), text=_profiles_rule(context, changes)),)
                if context.study.profiles is not None
                else ()
            ),
        )
        if moves
        else (),
    )


def _profiles_rule(context: Context, changes: Changes) -> Inline:
    """Return whether the profiles of the two waves are the same, and why."""
    since = context.book.get("profiles", "_", "frozen")
    if not changes.same_profiles or since is None or not since.text:
        return context.words.say("changes.no_profiles")
    return context.words.say("changes.frozen_profiles", wave=Label(since.text))


def _called(context: Context, changes: Changes) -> str:
    """Return the label of the wave before, else its name."""
    return _spoken(changes.called, context) or changes.before


def _spoken(label: Mapping[str, str], context: Context) -> str:
    """Return a label in the language of the page, else as it was written first; "" for none."""
    return label.get(context.lang) or next(iter(label.values()), "")


def _wave_column(context: Context, changes: Changes, wave: str) -> Column:
    """Return the column of a wave: its name, and its label below where it has one."""
    known = {changes.before: _called(context, changes), context.wave.id: context.wave_name}
    label = known.get(wave) or _spoken(changes.earlier.get(wave, {}), context) or wave
    return Column(title=Label(wave), note=Label(label) if label != wave else EMPTY)


def _cell(context: Context, before: str, key: str, *, difference: bool = False) -> CellRow | None:
    """Return what the section `waves` says of a cell: what it was in the wave before, or by how much it differs."""
    section, item, measure, row, _ = key.split("/")
    measure = measure + DIFFERENCE if difference else measure
    return context.book.get("waves", f"{section}.{item}", measure, row, f"wave={before}")


# -- what moved -----------------------------------------------------------------------------------


def _moves(context: Context, changes: Changes) -> tuple[_Move, ...]:
    """Return the figures of everybody that were compared and stand for their question, the surest change first."""
    tests = context.tests[(context.tests["wave_a"] == changes.before) & context.tests["key_b"].str.endswith("/all")]
    tested = tests[tests["verdict"] != "refused"]
    standing = _standing(context)
    found = []
    for key, verdict, statistic in zip(
        tested["key_b"].tolist(), tested["verdict"].tolist(), tested["statistic"].fillna(0.0).tolist(), strict=True
    ):
        after, before = context.book.by_key.get(key), _cell(context, changes.before, key)
        if after is None or before is None:
            continue
        if not standing.tells(after):
            continue
        head, note = _name(context, after)
        difference = _cell(context, changes.before, key, difference=True)
        found.append(
            _Move(
                head=head,
                note=note,
                before=before,
                after=after,
                difference=difference,
                verdict=verdict,
                statistic=abs(statistic),
            )
        )
    return tuple(sorted(found, key=lambda move: -move.statistic))


def _standing(context: Context) -> Standing:
    averaged = {cell.item for cell in context.book.of("survey", measure="mean")}
    return Standing.of(context.items.values(), context.study.expectations, averaged=averaged)


def _name(context: Context, cell: CellRow) -> tuple[Inline, Inline]:
    """Return what a figure is of, and its question where that is not all."""
    say = context.words.say
    if cell.section == "expectations":
        return context.label("expectation", cell.item), say(f"changes.of.{cell.measure}")
    if cell.section == "profiles":
        return Label(context.profile_text(cell.item)), say("changes.of.share")
    question = Label(context.item_text(cell.item))
    if cell.row == "_":
        return question, say(f"changes.of.{cell.measure}")
    if cell.row.startswith("net."):
        return context.label("net", cell.item, cell.row.removeprefix("net.")), question
    answer = Label(context.code_text(cell.item, cell.row))
    return answer, question if cell.measure == "share" else line(
        "{0} ({1})", question, say(f"changes.of.{cell.measure}")
    )


def _moves_table(context: Context, changes: Changes, moves: list[_Move], *, name: str) -> Table | None:
    """Return figures of both waves side by side, expectations before the questions; None where there are none.

    What moved is told and drawn over the waves; of what is not settled a line would say more than is known.
    """
    if not moves:
        return None
    say = context.words.say
    drawn = name == "moved"
    waves = _waves_told(context)
    columns = (
        *(_wave_column(context, changes, wave) for wave in waves[-(_COLUMNS if drawn else 1) :]),
        _wave_column(context, changes, context.wave.id),
        *((Column(title=say("changes.course"), kind="mark"),) if drawn else ()),
        Column(title=say("changes.difference"), note=Unbound("text", say("changes.interval"))),
    )
    ways = {move.after.key: _way(context, move.after, waves) for move in moves}
    spans = _spans(moves, ways) if drawn else None
    groups = []
    for section in ("expectations", "profiles", "survey"):
        rows = tuple(
            Row(head=move.head, note=move.note, cells=_cells(move, ways[move.after.key], spans, context))
            for move in moves
            if move.after.section == section
        )
        if rows:
            groups.append(Group(rows=rows, title=say(f"sections.{section}")))
    return Table(
        id=f"changes-{name}",
        caption=say(f"changes.{name}"),
        subtitle=say(f"changes.{name}_note"),
        stub=say("changes.figure"),
        columns=columns,
        groups=tuple(groups),
        wide=True,
    )


def _waves_told(context: Context) -> tuple[str, ...]:
    """Return the waves before that cells tell of, the earliest first."""
    return tuple(sorted(column.removeprefix("wave=") for column in context.book.columns("waves")))


def _way(context: Context, cell: CellRow, waves: Iterable[str]) -> tuple[CellRow | None, ...]:
    """Return a figure wave by wave, this one last; None where a wave told nothing of it."""
    return (*(_cell(context, wave, cell.key) for wave in waves), cell)


def _spans(moves: list[_Move], ways: Mapping[CellKey, tuple[CellRow | None, ...]]) -> Mapping[str, float]:
    """Return how far figures of a unit moved at most: lines of one unit are drawn at one scale, each about its own middle."""
    spans: dict[str, float] = {}
    for move in moves:
        values = [cell.value for cell in ways[move.after.key] if cell is not None and cell.value is not None]
        spans[move.after.unit] = max(spans.get(move.after.unit, 0.0), max(values) - min(values))
    return spans


def _cells(
    move: _Move, way: tuple[CellRow | None, ...], spans: Mapping[str, float] | None, context: Context
) -> tuple[Inline, ...]:
    """Return a figure in the last waves, its line over all of them, and its difference from the wave before.

    Without `spans` it has no line, and of the earlier waves only the last.
    """
    if spans is None:
        return Number(move.before, context.lang), Number(move.after, context.lang), _difference(move, context)
    values = [cell.value for cell in way if cell is not None and cell.value is not None]
    middle, half = (max(values) + min(values)) / 2, spans[move.after.unit] / 2
    earlier = tuple(_comparable(way, place, context) for place in range(len(way) - 1))
    return (
        *earlier[-_COLUMNS:],
        Number(move.after, context.lang),
        Course(way, middle - half, middle + half),
        _difference(move, context),
    )


def _comparable(way: tuple[CellRow | None, ...], place: int, context: Context) -> Inline:
    """Return the figure of an earlier wave; a dash where the series breaks between it and now."""
    later = way[place:-1]
    broken = any(cell is None or cell.has_mark(BREAK) for cell in later)
    return "—" if broken else Number(way[place], context.lang)


def _difference(move: _Move, context: Context) -> Inline:
    lang = context.lang
    if move.difference is None:
        return "—"
    low, high = (Field(move.difference, end, lang, signed=True, bare=True) for end in ("low", "high"))
    difference = Number(move.difference, lang, signed=True)
    return context.words.say("changes.with_interval", difference=difference, low=low, high=high)


# -- verdicts -------------------------------------------------------------------------------------


def _verdicts_table(context: Context, changes: Changes) -> Table | None:
    """Return the expectations whose tier or action is another one; None where there are none."""
    say = context.words.say
    # A verdict on figures that are not comparable is another one all the same: the reader is told that it may be so for that.
    behind = items_behind(context.study.expectations, context.study.expecting)
    broken = {expectation for (expectation, _), items in behind.items() if set(items) & changes.breaks.keys()}
    rows = []
    for verdict in read_verdicts(context):
        was = _verdict_before(context, changes, verdict)
        # What one of the waves does not publish is no change.
        moved = {
            "tier": "missing" not in (was.tier, verdict.tier) and was.tier != verdict.tier,
            "action": "missing" not in (was.action, verdict.action) and was.action != verdict.action,
        }
        if not any(moved.values()):
            continue
        said = {"tier": tier_word, "action": action_word}
        cells = tuple(
            line("{0} → {1}", said[of](was, context), said[of](verdict, context)) if moved[of] else "—"
            for of in VERDICTS
        )
        note = say("changes.verdict_broken") if verdict.id in broken else EMPTY
        rows.append(Row(head=context.label("expectation", verdict.id), note=note, cells=cells))
    if not rows:
        return None
    columns = tuple(Column(title=say(f"changes.{of}"), kind="word") for of in VERDICTS)
    return table_of(
        columns,
        rows,
        name="changes-verdicts",
        caption=say("changes.verdicts"),
        stub=say("columns.item"),
        subtitle=say(f"changes.verdicts_note{_lines_kept(context)}"),
        wide=True,
    )


def _lines_kept(context: Context) -> str:
    """Return the ending of what is said of the lines of both waves: counts of cases keep one rule, frozen lines stay."""
    if from_cases(context):
        return "_cases"
    return "" if frozen_since(context) is None else "_frozen"


def _verdict_before(context: Context, changes: Changes, verdict: Verdict) -> Verdict:
    tier, action = (
        _cell(context, changes.before, f"expectations/{verdict.id}/{measure}/_/all") for measure in VERDICTS
    )
    return Verdict(
        id=verdict.id,
        column=verdict.column,
        offer=verdict.offer,
        rank=None,
        importance=None,
        satisfaction=None,
        gap=None,
        tier_cell=tier,
        stability=None,
        action_cell=action,
    )


# -- what is not comparable -----------------------------------------------------------------------


def _breaks_table(context: Context, changes: Changes) -> Table | None:
    """Return the questions that are not comparable and why; what sets the waves apart as a whole in one row."""
    say, lang = context.words.say, context.lang
    shown = {item.id for item in context.wave.items if item.tables and item.grid is None}
    broken = {item: reason for item, reason in changes.breaks.items() if item in shown and _was_asked(context, item)}
    rows = []
    whole: dict[str, int] = {}
    for item, reason in broken.items():
        if reason in _OF_WAVES or (reason == "declared" and not _declared(context, item, changes)):
            whole[reason] = whole.get(reason, 0) + 1
            continue
        rows.append(Row(head=Label(context.item_text(item)), cells=(_why(context, item, reason, changes),)))
    others = "changes.questions" if not rows and not context.wave.same_as_before else "changes.other_questions"
    rows[:0] = [
        Row(
            head=context.words.count(others, n, n=Count(n, lang)),
            cells=(_why(context, EVERY_ITEM, reason, changes),),
        )
        for reason, n in whole.items()
    ]
    if not rows:
        return None
    columns = (Column(title=say("changes.because"), kind="text"),)
    return table_of(
        columns, rows, name="changes-breaks", caption=say("changes.breaks"), stub=say("changes.question"), wide=True
    )


def _was_asked(context: Context, item: str) -> bool:
    """Tell whether an item is told of: one that neither wave asked is no break."""
    return any(cell.status != "missing" for cell in context.book.of("survey", item)) or any(
        cell.status != "missing" for cell in context.book.of("waves", f"survey.{item}")
    )


def _declared(context: Context, item: str, changes: Changes) -> Inline:
    """Return why an analyst declared a break since the wave before, of an item, of one it is derived from, or of all (`*`); EMPTY where nobody did."""
    found = next((one for one in context.wave.items if one.id == item), None)
    for name in (item, *(found.derived.sources if found is not None and found.derived is not None else ())):
        waves = [b.wave for b in context.study.breaks if b.item == name and changes.before < b.wave <= context.wave.id]
        if waves:
            return context.label("break", max(waves), name)
    return EMPTY


def _why(context: Context, item: str, reason: str, changes: Changes) -> Inline:
    """Return why an item is not comparable: what was declared, the two units, or how the question was worded, beside it."""
    said = context.words.say(f"changes.reason.{reason}")
    if reason == "declared":
        more: Inline = _declared(context, item, changes)
    elif item in changes.units:
        before, now = map(Label, changes.units[item])
        more = context.words.say("changes.other_units", before=before, now=now)
    elif item in changes.reworded:
        text = set_labels(Labels(texts={"item/_": changes.reworded[item]})).get("item", "_", lang=context.lang)
        more = context.words.say("changes.worded_before", text=Label(text))
    else:
        more = EMPTY
    return line("{0} {1}", said, more) if more else said


def _new_answers_table(context: Context, changes: Changes) -> Table | None:
    """Return the answers that comparable questions offer for the first time; None where there are none."""
    say = context.words.say
    tests = context.tests[(context.tests["wave_a"] == changes.before) & context.tests["key_b"].str.endswith("/all")]
    rows = []
    for key in tests.loc[tests["reason"] == "not_asked", "key_b"].tolist():
        cell = context.book.by_key.get(key)
        if cell is None or cell.status == "missing" or cell.item in changes.breaks or cell.measure not in FIGURES:
            continue
        head, note = _name(context, cell)
        rows.append(Row(head=head, note=note, cells=(Number(cell, context.lang),)))
    if not rows:
        return None
    columns = (_wave_column(context, changes, context.wave.id),)
    return table_of(columns, rows, name="changes-new", caption=say("changes.new_answers"), stub=say("changes.figure"))


def _kept_table(context: Context) -> Table | None:
    """Return the questions declared to stay comparable though something differs, with the reason given."""
    say = context.words.say
    rows = [
        Row(head=Label(context.item_text(item)), cells=(context.label("same", item),))
        for item in context.wave.same_as_before
    ]
    if not rows:
        return None
    columns = (Column(title=say("changes.because"), kind="text"),)
    return table_of(
        columns, rows, name="changes-kept", caption=say("changes.kept"), stub=say("changes.question"), wide=True
    )


def _restated_table(context: Context, changes: Changes) -> Table | None:
    """Return figures of the wave before that are not what was first said of them, and how many of all its numbers are."""
    if not changes.restated:
        return None
    say, lang = context.words.say, context.lang
    standing = _standing(context)
    rows = []
    for stated in context.book.of("waves"):
        measure = stated.measure.removesuffix(STATED)
        section, _, item = stated.item.partition(".")
        now = context.book.get("waves", stated.item, measure, stated.row, stated.column)
        after = context.book.get(section, item, measure, stated.row, "all")
        if measure == stated.measure or measure in VERDICTS or now is None or after is None:
            continue
        said = Number(stated, lang), Number(now, lang)
        if standing.tells(after) and _read_differently(*said):
            head, note = _name(context, after)
            rows.append(Row(head=head, note=note, cells=said))
    caption = context.words.count(
        "changes.restated", changes.restated, n=Count(changes.restated, lang), wave=Label(_called(context, changes))
    )
    columns = (Column(title=say("changes.first_said")), Column(title=say("changes.said_now")))
    return table_of(
        columns,
        rows,
        name="changes-restated",
        caption=caption,
        stub=say("changes.figure"),
        subtitle=say("changes.changed_files", files=Label(changes.because)),
        wide=True,
    )


def _read_differently(one: Number, other: Number) -> bool:
    """Tell whether two numbers are printed otherwise, or one of them is none: what reads the same is counted, not listed."""
    if one.cell is None or other.cell is None or one.cell.value is None or other.cell.value is None:
        return True
    return written_number(one) != written_number(other)


# -- words ----------------------------------------------------------------------------------------


def _lead(context: Context, changes: Changes, moves: Iterable[_Move]) -> tuple[Inline, ...]:
    """Return how many figures were compared and what became of them; why there are none where none could be."""
    counts = Counter(move.verdict for move in moves)
    total = counts.total()
    panel = _panel(context, changes)
    if not total:
        why = "changes.nothing" if context.study.steps.survey else "changes.nothing_cases"
        return (context.words.say(why), *panel)
    parts = [
        context.words.count(f"changes.counts.{verdict}", n, n=Count(n, context.lang))
        for verdict in ("different", "not_settled", "not_different")
        if (n := counts[verdict])
    ]
    first = context.words.count(
        "changes.compared", total, n=Count(total, context.lang), wave=Label(_called(context, changes))
    )
    return (line("{0} {1}.", first, joined(", ", parts)), *panel)


def _panel(context: Context, changes: Changes) -> tuple[Inline, ...]:
    """Return how many persons are in both waves; nothing where these are independent samples."""
    counted = context.book.get("waves", "_", PERSONS, "_", f"wave={changes.before}")
    if changes.persons is None or counted is None:
        return ()
    persons = context.words.count("changes.persons", changes.persons, n=Number(counted, context.lang))
    return (line("{0} {1}", persons, context.words.say("changes.panel_rule")),)


def _rule(context: Context) -> Inline:
    level = format_value(context.study.tables.levels[0], "share", context.lang)
    return context.words.say("changes.rule", level=Unbound("number", level), correction=correction_in_words(context))
