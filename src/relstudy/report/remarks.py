"""Remarks noted at reading: the warnings and notes of a wave's files, in words, each with its place."""

from relstudy import fault_words
from relstudy.errors import Fault
from relstudy.report.context import Context
from relstudy.report.table import Column, Row, Table, table_of
from relstudy.report.values import Label


def remarks_table(context: Context, remarks: tuple[Fault, ...]) -> Table | None:
    """Return one row per remark and per fault of the wave's steps, errors first; None where there are none."""
    say = context.words.say
    faults = sorted(
        dict.fromkeys((*remarks, *context.result.faults)),
        key=lambda f: ("error", "warning", "note").index(f.severity),
    )
    if not faults:
        return None
    rows = tuple(
        Row(
            head=say(f"method.severity.{f.severity}"),
            note=Label(fault_words.explain(f, context.lang).place),
            cells=(Label(fault_words.explain(f, context.lang).message),),
        )
        for f in faults
    )
    columns = (Column(title=say("method.remark_text"), kind="text"),)
    caption, stub = say("method.remarks"), say("method.remark_place")
    return table_of(columns, rows, name="method-remarks", caption=caption, stub=stub)
